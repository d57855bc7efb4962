"""From what an interface says to what goes over the wire."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePath

from gen_plugin.diagnostics.diagnostic import Diagnostic
from gen_plugin.frozen import replace
from gen_plugin.lower import (
    enums,
    handshake,
    keys,
    messages,
    names,
    naming,
    pins,
    restoring,
    services,
)
from gen_plugin.lower.contract import Contract, MessageBinding
from gen_plugin.lower.drafts import draft
from gen_plugin.lower.enums import LoweredEnum
from gen_plugin.lower.faults import Faults
from gen_plugin.lower.future import remember
from gen_plugin.lower.lock import Lock
from gen_plugin.lower.messages import Definitions, LoweredMessage
from gen_plugin.lower.naming import FileNames
from gen_plugin.lower.netrpc.lowering import lower_netrpc
from gen_plugin.lower.netrpc.refusals import refuse_streams
from gen_plugin.lower.past import Past
from gen_plugin.lower.recursion import recursive
from gen_plugin.lower.sharing import unite
from gen_plugin.model.interface import Interface
from gen_plugin.proto.model import ProtoFile
from gen_plugin.settings.settings import SourceSettings


def lower(
    interface: Interface,
    settings: SourceSettings,
    lock: Lock | None,
    earlier: Sequence[Diagnostic] = (),
) -> Contract:
    """Decide every name, number and message of the wire.

    Where files stand is for the caller to know: the contract's lock has the `source` and `files` of
    the lock given, or neither in a first run.

    Args:
        interface: The interface.
        settings: What the project's settings say of its source file.
        lock: What the last run kept, None in the first one.
        earlier: The faults that earlier stages have found in the interface.

    Raises:
        InputRefused: Pins contradict each other, the lock or protobuf's rules, or the lock
            contradicts itself; or there are earlier faults. All of them are told.
    """
    faults = Faults()
    interface = pins.merge(interface, settings, faults)
    package = handshake.package(interface.source, settings, lock, faults)
    shake = handshake.handshake(interface.source, settings, lock, package, faults)
    past = Past.of(lock, interface)
    file_names = naming.name_file(interface, past, faults)
    lowered_enums = _enums(interface, file_names, past, faults)
    drafts = list(draft(interface, file_names))
    definitions = _definitions(interface, file_names)
    lowered = [messages.lower(each, definitions, past, faults) for each in drafts]
    distinct = unite(drafts, lowered, faults)
    if settings.netrpc:
        refuse_streams(interface, faults)
    faults.raise_if_any(earlier, interface.source.path)
    fields = {key: field for each in lowered for key, field in each.fields.items()}
    bound = tuple(
        services.bind(each, interface.passed, package, file_names, fields)
        for each in interface.protocols
    )
    bindings = tuple(each.binding for each in lowered_enums)
    netrpc = (
        lower_netrpc(interface, bound, bindings, file_names, settings, past.lock, faults)
        if settings.netrpc
        else None
    )
    faults.raise_if_any()
    return Contract(
        file=ProtoFile(
            name=f"{PurePath(interface.source.path).stem}.proto",
            package=package,
            services=tuple(map(services.describe, bound)),
            messages=tuple(each.proto for each in distinct),
            enums=tuple(each.proto for each in lowered_enums),
            comment=interface.docstring,
        ),
        services=bound,
        messages=_bindings(distinct),
        enums={each.enum: each for each in bindings},
        handshake=shake,
        lock=replace(
            remember(interface, package, shake, file_names, lowered_enums, drafts, lowered, past),
            netrpc=dict(netrpc.names) if netrpc else {},
            netrpc_types=dict(netrpc.shapes) if netrpc else {},
        ),
        netrpc=netrpc,
    )


def placed(contract: Contract, source: str) -> Contract:
    """The contract of an interface file that stands at `source`, as seen from the lock's folder."""
    lock = replace(contract.lock, source=source)
    file = replace(contract.file, notes=restoring.notes(contract.file, lock))
    return replace(contract, lock=lock, file=file)


def _enums(
    interface: Interface, file_names: FileNames, past: Past, faults: Faults
) -> list[LoweredEnum]:
    module = interface.source.module
    numbered = [
        enums.number(each, key, file_names.types[key], past, faults)
        for each in interface.enums.values()
        for key in [keys.definition(each, module)]
    ]
    claims = [claim for each in numbered for claim in enums.claims(each, past)]
    values = names.assign(claims, file_names.scope, faults)
    return [enums.lower(each, values, past) for each in numbered]


def _definitions(interface: Interface, file_names: FileNames) -> Definitions:
    module, types = interface.source.module, file_names.types
    return Definitions(
        records={
            key: types[keys.definition(each, module)] for key, each in interface.records.items()
        },
        enums={key: types[keys.definition(each, module)] for key, each in interface.enums.items()},
    )


def _bindings(lowered: Iterable[LoweredMessage]) -> dict[str, MessageBinding]:
    bindings = {each.message.full_name: each for message in lowered for each in message.bindings}
    holding_themselves = recursive({name: each.message for name, each in bindings.items()})
    return {
        name: replace(each, recursive=name in holding_themselves) for name, each in bindings.items()
    }
