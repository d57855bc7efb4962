"""What a failed call says beside its text, between Python and grpc-go."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from google.protobuf import descriptor_pool, message_factory
from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto
from tests import go_toolchain

from gen_plugin_runtime import Client, ClientConfig, PluginError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

HERE = Path(__file__).parent
KV = HERE.parents[1] / "examples" / "kv"

pytestmark = [pytest.mark.go, pytest.mark.timeout(1000)]

PLUGIN = f"""
import sys
sys.path.insert(0, {str(KV)!r})
from kv_plugin import serve

class Store:
    def put(self, key, value): ...
    def get(self, key):
        {{raising}}

serve(Store(), send_tracebacks={{traced}})
"""


@pytest.fixture(scope="module")
def details(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Go program."""
    return go_toolchain.build(tmp_path_factory.mktemp("details"), HERE / "details")


def _seen_by_go(details: Path, folder: Path, raising: str, *, traced: bool = False) -> list[str]:
    """What the Go host prints of the error of a Python plugin."""
    plugin = folder / "plugin.py"
    plugin.write_text(PLUGIN.format(raising=raising, traced=traced))
    done = subprocess.run(
        [str(details), "host", sys.executable, str(plugin)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, shlex.join(done.args) + done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("raising", "seen"),
    [
        (
            "raise KeyError(key)",
            ["true NotFound KeyError: 'absent'", "ErrorInfo KeyError gen-plugin map[]"],
        ),
        (
            "raise ValueError('100 % \\u00fc')",
            [
                "true InvalidArgument ValueError: 100 % \u00fc",
                "ErrorInfo ValueError gen-plugin map[]",
            ],
        ),
        (
            "return 7",
            [
                (
                    "true Internal gen_plugin_runtime.errors.EncodeError: get() -> result:"
                    " 7 is not bytes"
                ),
                (
                    "ErrorInfo gen_plugin_runtime.errors.EncodeError gen-plugin"
                    " map[path:get() -> result]"
                ),
            ],
        ),
    ],
    ids=["key", "text", "result"],
)
def test_a_go_host_reads_what_a_python_plugin_raised(
    details: Path, tmp_path: Path, raising: str, seen: list[str]
) -> None:
    assert _seen_by_go(details, tmp_path, raising) == [*seen, "another one"]


def test_a_go_host_reads_the_traceback_if_the_plugin_sends_it(
    details: Path, tmp_path: Path
) -> None:
    seen = _seen_by_go(details, tmp_path, "raise KeyError(key)", traced=True)
    assert seen[:3] == [
        "true NotFound KeyError: 'absent'",
        "ErrorInfo KeyError gen-plugin map[]",
        "another one",
    ]
    assert seen[3].startswith("DebugInfo Traceback (most recent call last): | ")
    assert "raise KeyError(key) | " in seen[3]
    assert seen[3].endswith("KeyError: 'absent'")


def test_a_go_host_reads_a_chosen_status(details: Path, tmp_path: Path) -> None:
    raising = (
        "from gen_plugin_runtime import PluginError; "
        "raise PluginError('', 'sold out', status=9, details=[('google.rpc.ErrorInfo',"
        " b'\\n\\x04SOLD\\x12\\x08shop.com')])"
    )
    seen = _seen_by_go(details, tmp_path, raising)
    assert seen == ["true FailedPrecondition sold out", "ErrorInfo SOLD shop.com map[]"]


def _error_of_go(details: Path, key: str, monkeypatch: pytest.MonkeyPatch) -> PluginError:
    monkeypatch.syspath_prepend(str(KV))
    import kv_plugin  # type: ignore[import-not-found, unused-ignore]

    config = ClientConfig(kv_plugin.HANDSHAKE, kv_plugin.PLUGINS, command=[str(details)])
    with Client(config) as client, pytest.raises(PluginError) as caught:
        client.dispense("kv_grpc").get(key)
    return caught.value


def test_a_python_host_reads_the_details_of_a_go_plugin(
    details: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = _error_of_go(details, "tea", monkeypatch)
    assert (error.type_name, error.message, error.status) == ("", "too many keys", 8)
    assert [name for name, _ in error.details] == [
        "google.rpc.ErrorInfo",
        "google.rpc.QuotaFailure",
    ]
    [violation] = _quota_failure().FromString(error.details[1][1]).violations
    assert (violation.subject, violation.description) == ("tea", "100 % used")


def test_a_python_host_reads_the_plain_error_of_a_go_plugin(
    details: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = _error_of_go(details, "plain", monkeypatch)
    assert (error.type_name, error.message, error.status) == ("", "nothing but a text", 2)
    assert error.details == ()


def _quota_failure() -> Any:
    """google.rpc.QuotaFailure for the protobuf library, as googleapis defines it."""
    file = FileDescriptorProto(name="quota.proto", package="google.rpc", syntax="proto3")
    failure = file.message_type.add(name="QuotaFailure")
    violation = failure.nested_type.add(name="Violation")
    text, message = FieldDescriptorProto.TYPE_STRING, FieldDescriptorProto.TYPE_MESSAGE
    violation.field.add(name="subject", number=1, type=text, label=1)
    violation.field.add(name="description", number=2, type=text, label=1)
    inner = ".google.rpc.QuotaFailure.Violation"
    failure.field.add(name="violations", number=1, type=message, type_name=inner, label=3)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("google.rpc.QuotaFailure"))
