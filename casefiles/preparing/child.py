"""The process that prepares: `python -m casefiles.preparing.child SOCKET PARENT MEMORY SECONDS`.

It works in the folder in which it was started, answers one request on the socket whose number it
was given, and ends. What it parses may be hostile: it can be killed at any time.
"""

import contextlib
import ctypes
import errno
import os
import resource
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from casefiles.preparing import confinement
from casefiles.preparing.formats import Format
from casefiles.preparing.parts import Bounds, Prepared
from casefiles.reading import frames
from casefiles.reading.reasons import ReadingError, Reason

ORPHAN_POLL = 0.5  # seconds
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
NO_ROOM = "no_room"
ROOT = Path(__file__).resolve().parents[2]
MAX_NAME = 1000  # characters of a name within a file


def answer(request: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The answer to a request: `ok` and what was made, or `error` and `detail`."""
    verbs: dict[str, Callable[..., Prepared]] = {
        "prepare": prepare,
        "mend": mend,
        "take_out": take_out,
    }
    bounds = Bounds(**request.pop("bounds"))
    original = Path(request.pop("original"))
    try:
        made = verbs[request.pop("verb")](original, folder, bounds, **request)
    except ReadingError as error:
        return {"error": str(error.code), "detail": error.detail}
    except MemoryError:
        return {"error": str(Reason.TOO_MUCH_MEMORY), "detail": ""}
    except Exception as error:  # whatever a hostile file provokes
        detail = f"{type(error).__name__}: {error}"
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return {"error": NO_ROOM, "detail": detail}
        if isinstance(error, OSError) and error.errno == errno.EFBIG:
            return {"error": str(Reason.TOO_LARGE), "detail": detail}
        return {"error": str(Reason.UNREADABLE), "detail": detail}
    return {
        "ok": {
            "pdf": str(made.pdf) if made.pdf else None,
            "enclosed": [(item.name[:MAX_NAME], str(item.path)) for item in made.enclosed],
            "left_out": [(item.name[:MAX_NAME], str(item.reason)) for item in made.left_out],
            "pages": made.pages,
            "damaged": made.damaged,
        }
    }


def prepare(original: Path, folder: Path, bounds: Bounds, kind: str, name: str) -> Prepared:
    """The PDF of a file that is none, and what is inside it."""
    match Format(kind):
        case Format.PICTURE:
            from casefiles.preparing.pictures import to_pdf

            made = folder / "rendition.pdf"
            return Prepared(made, left_out=to_pdf(original, made, bounds))
        case Format.OFFICE:
            from casefiles.preparing import office

            return Prepared(office.to_pdf(original, name, folder))
        case Format.ARCHIVE:
            from casefiles.preparing import archives

            return Prepared(None, *archives.unpack(original, folder, bounds))
        case Format.MESSAGE:
            from casefiles.preparing import mail

            return Prepared(*mail.open_message(original, folder, bounds))
        case Format.MAILBOX:
            from casefiles.preparing import mail

            return Prepared(*mail.open_mailbox(original, folder, bounds))
        case Format.PDF:
            return mend(original, folder, bounds)


def mend(original: Path, folder: Path, bounds: Bounds) -> Prepared:
    """A sound PDF of a damaged one, and what is attached to it."""
    from casefiles.preparing import repair

    made = folder / "rendition.pdf"
    lost = repair.mend(original, made, bounds)
    try:
        attached = take_out(made, folder, bounds)
    except Exception:  # what is attached must not cost the pages
        return Prepared(made, left_out=lost)
    return replace(attached, pdf=made, left_out=lost + attached.left_out)


def take_out(original: Path, folder: Path, bounds: Bounds) -> Prepared:
    """What is attached to a PDF, and how many pages qpdf finds in it."""
    from casefiles.preparing import attachments

    enclosed, left_out = attachments.take_out(original, folder, bounds)
    return Prepared(None, enclosed, left_out, *attachments.looked_at(original))


def bind(memory: int, seconds: int, largest: int) -> None:
    """Sets the limits, of each process in this group; a platform that refuses one goes without."""
    for limit, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, largest),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(limit, (value, value))


def leave_network() -> None:
    """Cut this process off, where the system lets it: a document may call home when opened."""
    if sys.platform != "linux":
        return
    user, group = os.getuid(), os.getgid()
    if ctypes.CDLL(None).unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        return
    with contextlib.suppress(OSError):
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def leave_data(shut: str, original: Path) -> None:
    """Keep all other files of the data folder from it: a document may ask for those it names."""
    if not shut:
        return
    data = Path(shut).resolve()
    ours = [path for path in (ROOT, Path(sys.prefix)) if path.is_relative_to(data)]
    confinement.shut(data, but=[Path.cwd(), original, *ours])


def die_with(parent: int) -> None:
    """Ends this process and all that it has started when its parent ends."""
    if os.getppid() != parent:
        os._exit(0)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(ORPHAN_POLL)
    os.killpg(os.getpgrp(), signal.SIGKILL)


def main() -> None:
    """Binds the process, answers, ends."""
    number, parent, memory, seconds = map(int, sys.argv[1:])
    os.umask(0o077)
    leave_network()
    die_with(parent)
    os.set_blocking(2, False)  # a library that complains much must not wait for a reader
    with socket.socket(fileno=number) as line:
        head = line.recv(frames.LENGTH.size, socket.MSG_WAITALL)
        body = line.recv(frames.length(head, frames.MAX_REQUEST), socket.MSG_WAITALL)
        request = frames.decode(body)
        leave_data(request.pop("shut"), Path(request["original"]))
        bind(memory, seconds, request["bounds"]["bytes_each"])
        line.sendall(frames.encode(answer(request, Path.cwd()), 2 * frames.MAX_ANSWER))


if __name__ == "__main__":
    main()
