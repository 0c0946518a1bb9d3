"""Shuts a folder to this process and to all that it starts, where the system lets it.

Linux' Landlock says which files may be read, and no more can be said of those beneath a folder
than of the folder: so all is named that lies beside the way to the shut one.
https://docs.kernel.org/userspace-api/landlock.html
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # system calls, the same on all machines
NO_NEW_PRIVILEGES = 38
BENEATH = 1  # the kind of rule
READ_FILE, READ_FOLDER = 1 << 2, 1 << 3


def shut(folder: Path, *, but: Sequence[Path]) -> bool:
    """Lets nothing in `folder` be read but the paths in `but`; whether the system does that."""
    if sys.platform != "linux":
        return False
    system = ctypes.CDLL(None)
    handled = ctypes.create_string_buffer(struct.pack("=Q", READ_FILE | READ_FOLDER), 8)
    rules = system.syscall(CREATE_RULESET, handled, ctypes.c_size_t(8), 0)
    if rules < 0:
        return False
    try:
        for path in (*_beside(folder.resolve()), *(path.resolve() for path in but)):
            with contextlib.suppress(OSError):  # gone meanwhile, or not ours to see
                _allow(system, rules, path)
        system.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        return bool(system.syscall(RESTRICT_SELF, rules, 0) == 0)
    finally:
        os.close(rules)


def _beside(folder: Path) -> Iterator[Path]:
    """All that is in the folders above, but for the way to `folder`; where links lead is there."""
    for step in (folder, *folder.parents[:-1]):
        with contextlib.suppress(OSError):
            yield from (
                path for path in step.parent.iterdir() if path != step and not path.is_symlink()
            )


def _allow(system: ctypes.CDLL, rules: int, path: Path) -> None:
    access = READ_FILE | READ_FOLDER if path.is_dir() else READ_FILE
    opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = ctypes.create_string_buffer(struct.pack("=Qi", access, opened), 12)
        system.syscall(ADD_RULE, rules, BENEATH, rule, 0)
    finally:
        os.close(opened)
