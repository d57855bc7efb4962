"""GP4xx: the files that are read and written, and the settings."""

from __future__ import annotations

from gen_plugin.diagnostics.explanations.explanation import Explanation, Language


def _command(code: str, title: str, text: str, wrong: str, right: str) -> Explanation:
    return Explanation(code, title, text, wrong, right, Language.CONSOLE)


def _toml(code: str, title: str, text: str, wrong: str, right: str) -> Explanation:
    return Explanation(code, title, text, wrong, right, Language.TOML)


_RUN = "$ gen-plugin greeter.py"

FILES = (
    _command(
        "GP401",
        "A generated file was edited",
        "The next run would lose the edit. What is to stay belongs into the interface file, "
        "main.py or the settings.",
        f"$ echo '# mine' >> greeter_plugin/client.py\n{_RUN}",
        f"$ git checkout greeter_plugin/client.py\n{_RUN}",
    ),
    _command(
        "GP402",
        "A file of somebody else is in the way",
        "A file has the name of one that is to be generated, and gen-plugin did not write it.",
        f"$ touch greeter_plugin/client.py\n{_RUN}",
        f"{_RUN} --out generated/greeter_plugin",
    ),
    _command(
        "GP403",
        "An output folder that cannot be imported",
        "The output is a package, so the names of its folder and of those around it that are "
        "packages too have to be identifiers.",
        f"{_RUN} --out greeter-plugin",
        f"{_RUN} --out greeter_plugin",
    ),
    _command(
        "GP404",
        "An output folder that is taken",
        "The output is a package of its own, made from one interface file. It cannot share a "
        "folder with that file, nor with what another file was made into.",
        f"{_RUN} --out .",
        f"{_RUN} --out greeter_plugin",
    ),
    _command(
        "GP405",
        "Several outputs for one interface",
        "Without --out, the output of an interface is looked for by the source that its lock "
        "records, so that files may be renamed and moved. Here several would do.",
        _RUN,
        f"{_RUN} --out wire",
    ),
    _command("GP411", "No such file", "The path names nothing.", "$ gen-plugin greter.py", _RUN),
    _command(
        "GP412",
        "A directory instead of a file",
        "One file describes one set of plugins; several may be named.",
        "$ gen-plugin .",
        _RUN,
    ),
    _command(
        "GP413",
        "A file that cannot be read",
        "The operating system refuses to open it.",
        f"$ chmod 000 greeter.py\n{_RUN}",
        f"$ chmod 644 greeter.py\n{_RUN}",
    ),
    _command(
        "GP414",
        "Not a Python source file",
        "Interfaces are read from files whose names end in .py.",
        "$ gen-plugin greeter.txt",
        _RUN,
    ),
    _command(
        "GP415",
        "A file that cannot be decoded",
        "Python reads source as UTF-8 unless its first two lines name another encoding, and "
        "these bytes are not in it.",
        f"$ iconv -t latin1 -o greeter.py café.py\n{_RUN}",
        f"$ iconv -f latin1 -t utf8 -o greeter.py café.py\n{_RUN}",
    ),
    Explanation(
        "GP416",
        "A syntax error",
        "The file is not Python. One such error is shown at a time, since it hides what follows.",
        "class Store(Protocol)\n    def get(self, key: str) -> str: ...",
        "class Store(Protocol):\n    def get(self, key: str) -> str: ...",
    ),
    Explanation(
        "GP417",
        "Something nests too deeply",
        "A type may nest to 32 levels, since much deeper values are refused on the wire; and the "
        "parser follows brackets to 200 levels, as Python does.",
        f"class Store(Protocol):\n    def get(self) -> {'list[' * 40}int{']' * 40}: ...",
        "class Store(Protocol):\n    def get(self) -> list[list[int]]: ...",
    ),
    _command(
        "GP418",
        "A file that cannot be imported",
        "Generated code imports the interface's module, so its name, and those of the packages "
        "around it, have to be identifiers.",
        "$ gen-plugin my-greeter.py",
        "$ mv my-greeter.py my_greeter.py\n$ gen-plugin my_greeter.py",
    ),
    _command(
        "GP419",
        "A file that gen-plugin generated",
        "What is generated describes no plugin: the interface file does that it was made from, "
        "which its first line names.",
        "$ gen-plugin 'greeter_plugin/*.py'",
        _RUN,
    ),
    _command(
        "GP421",
        "A commit that git does not know",
        "What is named after --against is a branch, a tag or a hash. A shallow clone, as CI often "
        "makes one, has the last commit only.",
        f"{_RUN} --check --against orgin/main",
        f"$ git fetch origin main\n{_RUN} --check --against origin/main",
    ),
    _command(
        "GP422",
        "A former version that cannot be kept",
        "What is kept of a former protocol version is generated from the interface as it was. That "
        "has to be in a commit, with the lock that was made from it, and what it imports must "
        "still say the same.",
        f"{_RUN} --allow-breaking   # the former greeter.py was never committed",
        f"{_RUN} --allow-breaking --against v1.4.0",
    ),
    _command(
        "GP423",
        "Generated files that are stale",
        "With --check, what is on the disk is not what a run would write: the interface, what it "
        "imports, the settings or gen-plugin itself have changed since, or somebody has edited a "
        "file. The diff shows which. The exit code is 1.",
        f"{_RUN} --check --format github   # after greeter.py was edited",
        f"{_RUN} && git commit --all\n{_RUN} --check --format github",
    ),
)

SETTINGS = (
    _toml(
        "GP431",
        "A setting that does not exist",
        "A misspelled setting would do nothing, unseen.",
        '[tool.gen-plugin.sources."store.py"]\npakage = "store.v1"',
        '[tool.gen-plugin.sources."store.py"]\npackage = "store.v1"',
    ),
    _toml(
        "GP432",
        "A setting with a value that it cannot have",
        "The value is of another type, or could not be used where it goes.",
        '[tool.gen-plugin.sources."store.py"]\nprotocol-version = "1"',
        '[tool.gen-plugin.sources."store.py"]\nprotocol-version = 1',
    ),
    _toml(
        "GP433",
        "A pyproject.toml that is not TOML",
        "Nothing in it can be relied on before it is.",
        '[tool.gen-plugin.sources."store.py"]\npackage = store.v1',
        '[tool.gen-plugin.sources."store.py"]\npackage = "store.v1"',
    ),
    _toml(
        "GP434",
        "Settings for a file that does not exist",
        "The names of sources are paths relative to the folder of pyproject.toml.",
        '[tool.gen-plugin.sources."stor.py"]\npackage = "store.v1"',
        '[tool.gen-plugin.sources."store.py"]\npackage = "store.v1"',
    ),
)
