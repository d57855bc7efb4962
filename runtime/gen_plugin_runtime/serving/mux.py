"""`serve_mux`: one program that is several plugins (go-plugin: `ServeMux`)."""

from __future__ import annotations

import sys

from gen_plugin_runtime.serving.serve import serve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gen_plugin_runtime.config.serve import ServeConfig


def serve_mux(plugins: Mapping[str, ServeConfig | Callable[[], object]]) -> None:
    """Serve the plugin that the program's only argument names.

    ::

        serve_mux({"greeter": lambda: greeter_plugin.serve(MyGreeter()), "clock": CLOCK})

    Args:
        plugins: By name, what to serve, or a function that serves it.

    Raises:
        SystemExit: With code 1, after an explanation on stderr, if the argument names none.
    """
    arguments = sys.argv[1:]
    if len(arguments) != 1 or arguments[0] not in plugins:
        known = ", ".join(sorted(plugins))
        sys.stderr.write(
            "This program is several plugins: its host must start it with the name of one of them "
            f"as its only argument, not with {arguments}. They are: {known}\n"
        )
        raise SystemExit(1)
    chosen = plugins[arguments[0]]
    if callable(chosen):
        chosen()
    else:
        serve(chosen)
