"""The way back: from a .proto to the lock of which it was made.

Most of a lock follows from the .proto by the rules of naming. What does not is *noted* at its end,
in comments, a fact a line: ``// gen-plugin: types "Order.price" = "decimal.Decimal"``. An empty
fact says that there is nothing of that key, although it would follow.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from gen_plugin.lower import lock_file, names
from gen_plugin.lower.inference import TABLES, Tables, infer
from gen_plugin.lower.lock import Lock
from gen_plugin.proto.model import ProtoFile

MARK = "gen-plugin: "
HEAD = f"{MARK}what a lost gen-plugin.lock is made again from, beside the declarations."

_NOTE = re.compile(rf'^// {MARK}(\w+) ("(?:[^"\\]|\\.)*") = ("(?:[^"\\]|\\.)*")$', re.MULTILINE)
_RETIRED = ("fields", "members")
_HEADER = ("source", "protocol_version", "magic_cookie_key", "magic_cookie_value")


def notes(file: ProtoFile, lock: Lock) -> tuple[str, ...]:
    """What a .proto has to say in comments, so that its lock can be made again from it."""
    wanted = _tables(lock)
    noted: Tables = {each: {} for each in wanted}
    found = infer(file, noted)
    for table in TABLES:
        for missing in (_untold, _superfluous):
            told = missing(found[table], wanted[table])
            if told:  # and then other facts may follow
                noted[table] |= told
                found = infer(file, noted)
    header = _header(file, PurePosixPath(lock.source).name)
    noted["lock"] = {k: fact for k, fact in wanted["lock"].items() if header[k] != fact}
    lines = [
        f"{MARK}{table} {json.dumps(key)} = {json.dumps(fact)}"
        for table, facts in noted.items()
        for key, fact in sorted(facts.items())
    ]
    return (HEAD, *lines) if lines else ()


def restore(file: ProtoFile, text: str, source: str, files: Iterable[str], path: str) -> Lock:
    """Make a lock again.

    Args:
        file: The .proto, without its comments.
        text: Its text.
        source: The base name of the interface file.
        files: The generated files that are there.
        path: The .proto's, for messages.

    Raises:
        InputRefused: What is noted does not make sense.
    """
    noted: Tables = {each: {} for each in (*TABLES, "lock")}
    for table, key, fact in _NOTE.findall(text):
        noted.setdefault(table, {})[json.loads(key)] = json.loads(fact)
    found = infer(file, noted)
    header = _header(file, source) | noted["lock"]
    return lock_file.read(_as_text(found, header, file.package, files), path)


def _untold(found: Mapping[str, str], wanted: Mapping[str, str]) -> dict[str, str]:
    """The facts that do not follow."""
    return {key: fact for key, fact in wanted.items() if found.get(key) != fact}


def _superfluous(found: Mapping[str, str], wanted: Mapping[str, str]) -> dict[str, str]:
    """What follows although there is no such fact, as empty facts."""
    return dict.fromkeys((key for key in found if key not in wanted), "")


def _tables(lock: Lock) -> Tables:
    """A lock's facts as its text has them."""
    data = tomllib.loads(lock_file.write(lock))
    tables: Tables = {each: dict(data.get(each, {})) for each in TABLES}
    for each in _RETIRED:
        tables[f"retired_{each}"] = _by_owner(data["retired"][each])
    tables["lock"] = {each: str(data[each]) for each in _HEADER}
    return tables


def _by_owner(facts: Iterable[str]) -> dict[str, str]:
    owned: dict[str, list[str]] = {}
    for each in facts:
        owner, _, fact = each.partition(" ")
        owned.setdefault(owner, []).append(fact)
    return {owner: ", ".join(each) for owner, each in owned.items()}


def _header(file: ProtoFile, source: str) -> dict[str, str]:
    version = re.search(r"\.v(\d+)$", file.package)
    return {
        "source": f"../{source}",
        "protocol_version": version.group(1) if version else "1",
        "magic_cookie_key": names.cookie_key(PurePosixPath(source).stem),
        "magic_cookie_value": hashlib.sha256(file.package.encode()).hexdigest(),
    }


def _as_text(tables: Tables, header: Mapping[str, str], package: str, files: Iterable[str]) -> str:
    lines = [f"format = {lock_file.FORMAT}", f"package = {json.dumps(package)}"]
    lines += [
        f"{key} = {fact if key == 'protocol_version' else json.dumps(fact)}"
        for key, fact in header.items()
    ]
    lines.append(f"files = {json.dumps(sorted(files))}")
    for table in TABLES:
        if table.startswith("retired_"):
            continue
        lines.append(f"[{table}]")
        lines += [f"{json.dumps(key)} = {json.dumps(fact)}" for key, fact in tables[table].items()]
    lines.append("[retired]")
    for each in _RETIRED:
        facts = [
            f"{owner} {fact}"
            for owner, facts in tables[f"retired_{each}"].items()
            for fact in facts.split(", ")
        ]
        lines.append(f"{each} = {json.dumps(facts)}")
    return "\n".join(lines) + "\n"
