"""``[tool.gen-plugin]``: what is read for a source, and what is refused at which line."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from gen_plugin.diagnostics.diagnostic import InputRefused
from gen_plugin.model.interface import PinnedMethod
from gen_plugin.settings import find_project, load, load_run
from gen_plugin.settings.settings import ProtocolSettings, RunSettings, SourceSettings

COMPLETE = """
    [project]
    name = "kv"

    [tool.gen-plugin.sources."src/kv.py"]
    package = "proto"
    protocol-version = 2
    cookie-key = "BASIC_PLUGIN"
    cookie-value = "hello"
    out = "generated"
    main = false
    ignore-warnings = ["GP240"]

    [tool.gen-plugin.sources."src/kv.py".protocols.KV]
    service = "KV"
    plugin = "kv_grpc"

    [tool.gen-plugin.sources."src/kv.py".protocols.KV.methods.get]
    name = "Get"
    request = "GetRequest"
    response = "GetResponse"

    [tool.gen-plugin.sources."src/other.py"]
    main = "src/start.py"
    """


def _write(folder: Path, text: str) -> Path:
    (folder / "src").mkdir(exist_ok=True)
    for name in ("kv.py", "other.py", "plain.py"):
        (folder / "src" / name).touch()
    (folder / "pyproject.toml").write_text(dedent(text), encoding="utf-8")
    return folder / "src"


def test_all_settings(tmp_path: Path) -> None:
    source = _write(tmp_path, COMPLETE)
    assert load(str(source / "kv.py")) == SourceSettings(
        package="proto",
        protocol_version=2,
        cookie_key="BASIC_PLUGIN",
        cookie_value="hello",
        out="generated",
        main=False,
        ignored_warnings=frozenset({"GP240"}),
        protocols={
            "KV": ProtocolSettings(
                service="KV",
                plugin="kv_grpc",
                methods={"get": PinnedMethod("Get", "GetRequest", "GetResponse")},
            )
        },
    )
    assert load(str(source / "other.py")) == SourceSettings(main="src/start.py")
    assert load(str(source / "plain.py")) == SourceSettings()


def test_settings_of_a_run(tmp_path: Path) -> None:
    text = """
        [tool.gen-plugin]
        against = "origin/main"
        format = "github"
        quiet = true
        verbose = false
        """
    source = _write(tmp_path, text)
    expected = RunSettings(against="origin/main", format="github", quiet=True, verbose=False)
    assert load_run(str(source / "kv.py")) == expected
    (tmp_path / "pyproject.toml").write_text("")
    assert load_run(str(source / "kv.py")) == RunSettings()


def test_a_relative_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = _write(tmp_path, COMPLETE)
    monkeypatch.chdir(source)
    assert load("kv.py").package == "proto"
    assert load("../src/kv.py").package == "proto"


def test_spellings_of_the_same_tables(tmp_path: Path) -> None:
    text = """
        tool.gen-plugin.sources."./src/kv.py" = { package = "a.b", protocols.KV = { plugin = "x" } }
        """
    source = _write(tmp_path, text)
    expected = SourceSettings(package="a.b", protocols={"KV": ProtocolSettings(plugin="x")})
    assert load(str(source / "kv.py")) == expected


@pytest.mark.parametrize("text", ["", "[project]\nname = 'x'\n", "[tool.ruff]\nline-length = 3\n"])
def test_no_settings(text: str, tmp_path: Path) -> None:
    assert load(str(_write(tmp_path, text) / "kv.py")) == SourceSettings()


def test_the_nearest_file_counts(tmp_path: Path) -> None:
    _write(tmp_path, "[tool.gen-plugin]\nnonsense = 1\n")
    inner = tmp_path / "inner"
    inner.mkdir()
    source = _write(inner, "")
    assert find_project(str(source / "kv.py")) == inner / "pyproject.toml"
    assert load(str(source / "kv.py")) == SourceSettings()


REFUSED = [
    ("[tool.gen-plugin]\nsource = {{}}", "GP431 2:1 did you mean sources?"),
    ("[tool]\ngen-plugin = 3", "GP432 2:1 write [tool.gen-plugin] and keys below it"),
    ('[tool.gen-plugin.sources]\n"src/kv.py" = 3', "GP432 2:1"),
    ('{source}\nout = "x"\npakage = "x"', "GP431 3:1 did you mean package?"),
    ('{source}\nsomething = "x"', "GP431 2:1 known are package, protocol-version, cookie-key"),
    ('{source}\nignore-warnings = ["GP104"]', "GP432 2:1 write a list of GP240"),
    ('{source}\nignore-warnings = "GP240"', "GP432 2:1 write a list of GP240"),
    ("{source}\nignore-warnings = [[]]", "GP432 2:1 write a list of GP240"),
    ("{source}\npackage = 3", 'GP432 2:1 write a dotted name such as "shop.v1"'),
    ('{source}\npackage = "a..b"', "GP432 2:1"),
    ('{source}\nprotocol-version = "1"', "GP432 2:1 write a whole number from 1"),
    ("{source}\nprotocol-version = true", "GP432 2:1"),
    ("{source}\nprotocol-version = 0", "GP432 2:1"),
    ('{source}\ncookie-key = "A=B"', "GP432 2:1 write the name of an environment variable"),
    ('{source}\ncookie-value = ""', "GP432 2:1 write a text"),
    ('{source}\nout = "/tmp"', "GP432 2:1 write a relative path"),
    ("{source}\nmain = true", "GP432 2:1 write a relative path, or false"),
    ('{source}\n\n  protocols.KV.servce = "x"', "GP431 3:3 did you mean service?"),
    ('{source}\nprotocols.KV.service = "x y"', "GP432 2:1"),
    ('{source}\nprotocols.KV.methods.get = {{ nam = "x" }}', "GP431 2:1 did you mean name?"),
    ('{source}\npackage = "x', "GP433 2:1"),
    ('{source}\npackage = "x"\npackage = "y"', "GP433 3:1"),
    ("{source}\n\npackage = x", "GP433 3:11"),
    (f"{{source}}\npackage = {'9' * 5000}", "GP433"),
    (f"{{source}}\npackage = {'[' * 5000}", "GP433"),
    (f"{{source}}\npackage{'.a' * 5000} = 1", "GP432 1:1 write a dotted name"),
    ('[tool.gen-plugin.sources."kv.py"]', "GP434 1:1"),
    ('[tool.gen-plugin.sources."src/kv.yp"]', "GP434 1:1"),
    ('[tool.gen-plugin.sources."/src/*.py"]', "GP434 1:1 write a path relative to pyproject.toml"),
    ("[tool.gen-plugin]\nquite = true", "GP431 2:1 did you mean quiet?"),
    ("[tool.gen-plugin]\nquiet = 1", "GP432 2:1 write true or false"),
    ("[tool.gen-plugin]\nverbose = 'no'", "GP432 2:1 write true or false"),
    ("[tool.gen-plugin]\nquiet = true\nverbose = true", "GP432 3:1 set one of them"),
    ("[tool.gen-plugin]\nformat = 'xml'", "GP432 2:1 write one of text, json, github, sarif"),
    ("[tool.gen-plugin]\nagainst = ['main']", "GP432 2:1 write a commit"),
    ("[tool.gen-plugin]\nmain = false", "GP431 2:1 it is set for each source, or for a pattern"),
    ("[tool.gen_plugin]\nquiet = true", "GP431 1:1 did you mean [tool.gen-plugin]?"),
    ("[tool]\nGenPlugin = 3", "GP431 2:1 did you mean [tool.gen-plugin]?"),
    ("[gen-plugin]\nquiet = true", "GP431 1:1 did you mean [tool.gen-plugin]?"),
]


@pytest.mark.parametrize(("text", "expected"), REFUSED)
def test_refused(text: str, expected: str, tmp_path: Path) -> None:
    text = text.format(source='[tool.gen-plugin.sources."src/kv.py"]')
    source = _write(tmp_path, text)
    with pytest.raises(InputRefused) as refused:
        load(str(source / "kv.py"))
    [fault] = refused.value.diagnostics
    assert fault.span is not None
    assert fault.span.path == str(tmp_path / "pyproject.toml")
    assert f"{fault.code} {fault.span.line}:{fault.span.column} {fault.fix}".startswith(expected)


def test_all_faults_in_one_run(tmp_path: Path) -> None:
    text = """
        [tool.gen-plugin]
        colour = true
        [tool.gen-plugin.sources."src/other.py"]
        package = 3
        [tool.gen-plugin.sources."src/kv.py".protocols.KV.methods.get]
        # reqest = "in a comment"
        reqest = "x"
        """
    source = _write(tmp_path, text)
    with pytest.raises(InputRefused) as refused:
        load(str(source / "kv.py"))
    found = [f"{each.code} {each.span.line}" for each in refused.value.diagnostics if each.span]
    assert found == ["GP431 3", "GP432 5", "GP431 8"]


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    source = _write(tmp_path, "")
    (tmp_path / "pyproject.toml").write_bytes(b"\xff")
    with pytest.raises(InputRefused) as refused:
        load(str(source / "kv.py"))
    assert [each.code for each in refused.value.diagnostics] == ["GP433"]
