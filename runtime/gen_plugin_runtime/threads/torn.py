"""Where an exception has torn a thread out of its work."""

from __future__ import annotations


def passed_through(error: BaseException, module: str) -> bool:
    """Whether it came out of a function of a module, or of a package if its name ends with a dot.

    Args:
        error: As it was caught.
        module: ``a.b``, or ``a.b.`` for all modules in it.
    """
    trace = error.__traceback__
    while trace is not None:
        name: str = trace.tb_frame.f_globals.get("__name__", "")
        if name == module or (module.endswith(".") and name.startswith(module)):
            return True
        trace = trace.tb_next
    return False
