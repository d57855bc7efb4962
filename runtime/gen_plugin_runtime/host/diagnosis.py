"""What a program's file tells about why it does not start (go-plugin: its additional notes)."""

from __future__ import annotations

import os
import platform
import shutil
import stat
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.host.command import PluginCommand

_ELF_MACHINES = {
    3: "EM_386",
    8: "EM_MIPS",
    20: "EM_PPC",
    21: "EM_PPC64",
    22: "EM_S390",
    40: "EM_ARM",
    62: "EM_X86_64",
    183: "EM_AARCH64",
    243: "EM_RISCV",
    258: "EM_LOONGARCH",
}
_MACHO_CPUS = {7: "Cpu386", 12: "CpuArm", 0x01000007: "CpuAmd64", 0x0100000C: "CpuArm64"}
_PE_MACHINES = {
    0x14C: "386",
    0x1C0: "arm",
    0x6264: "loong64",
    0x8664: "amd64",
    0xAA64: "arm64",
}
_MACHO_MAGICS = {bytes.fromhex(m) for m in ("feedface", "feedfacf", "cefaedfe", "cffaedfe")}
_HEADER = 4096


def describe_executable(command: PluginCommand) -> str:
    """Path, mode, owner and architecture of the program's file, a line for each.

    Nothing where that cannot be the reason: there is no such file, or it is the Python that runs
    this host.
    """
    path = shutil.which(command.arguments[0], os.F_OK, command.environment.get("PATH"))
    if path is None or os.path.realpath(path) == os.path.realpath(sys.executable):
        return ""
    try:
        status = os.stat(path)
    except OSError:
        return ""
    lines = ["about the plugin's program:", f"  Path: {path}"]
    lines.append(f"  Mode: {stat.filemode(status.st_mode)}")
    if sys.platform != "win32":
        lines.append(f"  Owner: {_user(status.st_uid)} (current: {_user(os.getuid())})")
        lines.append(f"  Group: {_group(status.st_gid)} (current: {_group(os.getgid())})")
    machine = _architecture(path)
    if machine:
        lines.append(f"  {machine} (current architecture: {platform.machine()})")
    return "\n".join(lines)


def _user(number: int) -> str:
    import pwd

    try:
        return f"{number} [{pwd.getpwuid(number).pw_name}]"
    except KeyError:
        return f"{number} [?]"


def _group(number: int) -> str:
    import grp

    try:
        return f"{number} [{grp.getgrgid(number).gr_name}]"
    except KeyError:
        return f"{number} [?]"


def _architecture(path: str) -> str:
    try:
        with open(path, "rb") as file:
            head = file.read(_HEADER)
    except OSError:
        return ""
    return executable_architecture(head)


def executable_architecture(head: bytes) -> str:
    """The machine that an executable is for, by its first bytes; nothing for scripts and others.

    Args:
        head: At least the headers, or the whole file if it is shorter.
    """
    if head[:4] == b"\x7fELF":
        machine = int.from_bytes(head[18:20], "big" if head[5:6] == b"\x02" else "little")
        return f"ELF architecture: {_ELF_MACHINES.get(machine, machine)}"
    if head[:4] in _MACHO_MAGICS:
        cpu = int.from_bytes(head[4:8], "big" if head[:2] == b"\xfe\xed" else "little")
        return f"MachO architecture: {_MACHO_CPUS.get(cpu, cpu)}"
    if head[:2] == b"MZ":
        start = int.from_bytes(head[60:64], "little")
        if head[start : start + 4] == b"PE\0\0":
            machine = int.from_bytes(head[start + 4 : start + 6], "little")
            return f"PE architecture: {_PE_MACHINES.get(machine, 'unknown')}"
    return ""
