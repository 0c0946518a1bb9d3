"""The side of the program that asks: prepares a file in a child process that can be killed.

Nothing that parses is imported here. A child serves one file and is gone, with whatever it has
started: its whole process group is killed in any case.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from casefiles.preparing.formats import Format
from casefiles.preparing.parts import Bounds, Enclosed, LeftOut, Prepared
from casefiles.reading import frames
from casefiles.reading.reader import OUT_OF_MEMORY, PASSED, ROOT, STDERR_TAIL
from casefiles.reading.reasons import ReadingError, Reason

MAX_ANSWER = 32 * 1024 * 1024  # the names of ten thousand files, and why others were left out
POLL = 0.5  # seconds between two looks at how much there is on disk
NO_ROOM = "no_room"  # what the child answers where the disk is full


@dataclass(frozen=True, slots=True)
class Limits:
    """What preparing one file may take: seconds by the clock, bytes of memory, of disk.

    Of the folder `shut` it sees the file and its own folder alone, where the system lets it.
    """

    seconds: float = 120.0
    memory: int = 2_500_000_000  # of addresses, in each process
    bounds: Bounds = field(default_factory=Bounds)
    shut: Path | None = None


USUAL = Limits()


def prepare(
    original: Path, fmt: Format, name: str, folder: Path, *, limits: Limits = USUAL
) -> Prepared:
    """Make a PDF of a file that is none, and take out what is inside it, into `folder`.

    Raises ReadingError, and OSError where the disk is full. `folder` is the caller's, and empty.
    """
    return _run("prepare", original, folder, limits, kind=str(fmt), name=name)


def mend(original: Path, folder: Path, *, limits: Limits = USUAL) -> Prepared:
    """Make a sound PDF of a damaged one; `left_out` names the pages that are lost.

    Raises ReadingError: password, no_pages, damaged where nothing of it can be read.
    """
    return _run("mend", original, folder, limits)


def take_out(pdf: Path, folder: Path, *, limits: Limits = USUAL) -> Prepared:
    """Take out the files attached to a PDF; the PDF itself is read as it is."""
    return _run("take_out", pdf, folder, limits)


def _run(verb: str, original: Path, folder: Path, limits: Limits, **more: str) -> Prepared:
    request = {"verb": verb, "original": str(original.resolve()), **more}
    taken = {"bounds": asdict(limits.bounds), "shut": str(limits.shut or "")}
    frame = frames.encode(request | taken, frames.MAX_REQUEST)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = _start(theirs, folder, limits)
        try:
            theirs.close()
            answer = _exchange(process, ours, frame, folder, limits)
        finally:
            # Before it is waited for: until then nobody else can have its number.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            assert process.stderr is not None
            process.stderr.close()
    try:
        if answer.get("error") == NO_ROOM:
            raise OSError(answer["detail"])
        if "error" in answer:
            raise ReadingError(Reason(answer["error"]), answer["detail"])
        return _checked(answer["ok"], folder)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ReadingError(Reason.CRASHED, f"an answer that is none: {error!r}") from None


def _start(line: socket.socket, folder: Path, limits: Limits) -> subprocess.Popen[bytes]:
    kept = {name: os.environ[name] for name in PASSED if name in os.environ}
    ours = {
        "PYTHONPATH": str(ROOT),
        "PYTHONSAFEPATH": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_THREAD_LIMIT": "1",
        "HOME": str(folder.resolve()),
        "TMPDIR": str(folder.resolve()),
    }
    given = [line.fileno(), os.getpid(), limits.memory, int(limits.seconds) + 1]
    return subprocess.Popen(  # noqa: S603 - our own module, no shell
        [sys.executable, "-m", "casefiles.preparing.child", *map(str, given)],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=kept | ours,
        pass_fds=(line.fileno(),),
        start_new_session=True,
    )


def _exchange(
    process: subprocess.Popen[bytes],
    line: socket.socket,
    frame: bytes,
    folder: Path,
    limits: Limits,
) -> dict[str, Any]:
    """What the child answers; raises ReadingError where it does not, or takes too much."""
    assert process.stderr is not None
    deadline = time.monotonic() + limits.seconds
    got, said = bytearray(), b""
    with contextlib.suppress(OSError):  # it is dead, which will be noticed below
        line.sendall(frame)
    with selectors.DefaultSelector() as listening:
        listening.register(line, selectors.EVENT_READ)
        listening.register(process.stderr, selectors.EVENT_READ)
        while not _is_whole(got):
            if time.monotonic() > deadline:
                raise ReadingError(Reason.TOO_SLOW, f"over {limits.seconds:g} s")
            if _bytes_in(folder) > limits.bounds.total_bytes + limits.bounds.bytes_each:
                raise ReadingError(Reason.TOO_LARGE, "more than there is room for")
            for key, _ in listening.select(POLL):
                try:
                    part = os.read(key.fd, 1 << 16)
                except ConnectionError:
                    part = b""
                if key.fileobj is process.stderr:
                    said = (said + part)[-STDERR_TAIL:]
                    if not part:
                        listening.unregister(key.fileobj)
                elif part:
                    got += part
                else:
                    raise _died(said + _rest(process.stderr))
    try:
        return frames.decode(bytes(got[frames.LENGTH.size :]))
    except frames.BadFrameError as error:
        raise ReadingError(Reason.CRASHED, str(error)) from None


def _rest(stderr: IO[bytes]) -> bytes:
    """What a child that is gone had said last."""
    os.set_blocking(stderr.fileno(), False)
    try:
        return os.read(stderr.fileno(), 1 << 16)
    except BlockingIOError:
        return b""


def _is_whole(got: bytearray) -> bool:
    if len(got) < frames.LENGTH.size:
        return False
    try:
        length = frames.length(bytes(got[: frames.LENGTH.size]), MAX_ANSWER)
    except frames.BadFrameError as error:
        raise ReadingError(Reason.CRASHED, str(error)) from None
    return len(got) >= frames.LENGTH.size + length


def _died(said: bytes) -> ReadingError:
    reason = (
        Reason.TOO_MUCH_MEMORY if any(words in said for words in OUT_OF_MEMORY) else Reason.CRASHED
    )
    return ReadingError(reason, said.decode(errors="replace").strip()[-500:])


def _bytes_in(folder: Path) -> int:
    """How much is on disk in a folder that is being written to."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(parent, name)).st_size  # noqa: PTH118 - many
    return total


def _checked(told: dict[str, Any], folder: Path) -> Prepared:
    """What the child says that it has made, where that is true: files of its own folder."""
    inside = folder.resolve()

    def own(path: str) -> Path:
        found = Path(path)
        if found.is_symlink() or not found.is_file():
            raise ReadingError(Reason.CRASHED, "it names what is no file")
        if not found.resolve().is_relative_to(inside):
            raise ReadingError(Reason.CRASHED, "it names what is not its own")
        return found

    return Prepared(
        own(told["pdf"]) if told["pdf"] else None,
        [Enclosed(name, own(path)) for name, path in told["enclosed"]],
        [LeftOut(name, Reason(reason)) for name, reason in told["left_out"]],
        told["pages"],
        told["damaged"],
    )
