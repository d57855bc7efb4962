"""What goes into the pipeline, and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import Enum
from pathlib import Path

from gen_plugin.diagnostics.diagnostic import Diagnostic, Level
from gen_plugin.disk import Answers
from gen_plugin.finish.target import Target
from gen_plugin.finish.write import NewFile
from gen_plugin.frozen import dataclass
from gen_plugin.settings.settings import SourceSettings


class OnBreaking(Enum):
    """What to do where something built before would break."""

    STOP = "tell it"
    KEEP = "raise the protocol version, and keep the package of the former one beside"
    BEGIN_ANEW = "nothing: the version that the lock has is in nobody's use yet"


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says; None: as the settings say, or the default.

    Attributes:
        out: The output folder.
        main: Where the scaffold goes; False: no scaffold.
        overwrite: Go on if generated files were edited, or others are in the way.
        against: A commit of git whose lock the interface is compared with as well.
        on_breaking: What to do if the interface breaks with that lock, or with the one on the disk.
        overruling: Settings that count before those of the project; `out` and `main` are above.
    """

    out: Path | None = None
    main: Path | bool | None = None
    overwrite: bool = False
    against: str | None = None
    on_breaking: OnBreaking = OnBreaking.STOP
    overruling: SourceSettings = field(default_factory=SourceSettings)


@dataclass(frozen=True, slots=True)
class Finished:
    """The finished output of one source file, and what stands in its place now.

    Attributes:
        source: The source file, as the user named it.
        files: The generated files, by their path within the target's folder.
        scaffold: The entry point, written once and then the user's; None if none is wanted, or an
            earlier run has seen to it.
        breaking: What of that which was built before would break. It is not to be written then.
        notes: What else there is to tell, a sentence each.
        remarks: Warnings and notes.
        answers: What was asked of the disk for it.
        is_settled: Whether these are all that it depends on.
    """

    source: str
    files: Mapping[str, bytes]
    target: Target
    scaffold: NewFile | None
    breaking: tuple[Diagnostic, ...]
    notes: tuple[str, ...]
    remarks: tuple[Diagnostic, ...]
    answers: Answers
    is_settled: bool

    @property
    def has_warnings(self) -> bool:
        """Whether some of the remarks are warnings."""
        return any(each.level is Level.WARNING for each in self.remarks)
