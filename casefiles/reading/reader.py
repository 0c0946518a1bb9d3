"""The side of the program that asks: a warm child process that reads PDFs and can be killed.

Nothing that parses is imported here, so a web process stays small and safe.
"""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Self

from casefiles.reading import frames
from casefiles.reading.options import USUAL, Options
from casefiles.reading.reasons import ReadingError, Reason
from casefiles.reading.words import OtherText, PageReading, Survey

ROOT = Path(__file__).resolve().parents[2]
PASSED = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
MEMORY_LIMIT = 1_500_000_000
NEAR_LIMIT = 0.7  # of the limit: a child that dies beyond it died of it
OUT_OF_MEMORY = (b"bad_alloc", b"MemoryError", b"out of memory", b"Cannot allocate memory")
STDERR_TAIL = 4000
ATTEMPTS = 3


class Reader:
    """Reads PDFs in one child process, started when first needed; for one thread at a time.

    Every method raises ReadingError. After a timeout or a crash the child is gone and the next
    call starts another; the caller has nothing to do.
    """

    def __init__(self, models: Path, *, memory_limit: int = MEMORY_LIMIT) -> None:
        self.models = models
        self.memory_limit = memory_limit
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._starter: threading.Thread | None = None
        self._said = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The child's process id, None while there is none."""
        return self._process.pid if self._process else None

    def survey(self, path: Path | str, *, max_pages: int, timeout: float) -> Survey:
        """How many pages the file has and their sizes. `timeout` in seconds, as everywhere."""
        found = self._ask(timeout, verb="survey", path=_absolute(path), max_pages=max_pages)
        pages = [(width, height) for width, height in found["pages"]]
        return Survey(pages, tuple(found["broken"]))

    def read(
        self,
        path: Path | str,
        number: int,
        languages: str,
        *,
        timeout: float,
        options: Options = USUAL,
    ) -> PageReading:
        """The words of page `number`, from 1; `languages` as tesseract writes them, `fra+eng`."""
        read = self._ask(
            timeout,
            verb="read",
            path=_absolute(path),
            number=number,
            languages=options.languages or languages,
            prefer=options.prefer,
            thorough=options.thorough,
        )
        others = tuple(OtherText(**other) for other in read.pop("others"))
        return PageReading(**read, others=others)

    def picture(
        self, path: Path | str, number: int, *, dpi: int, rotation: int, timeout: float
    ) -> bytes:
        """Page `number` as a JPEG, turned clockwise by `rotation` degrees."""
        if rotation not in (0, 90, 180, 270):
            raise ValueError(f"{rotation} is no quarter turn")
        asked = {"path": _absolute(path), "number": number, "dpi": dpi, "rotation": rotation}
        drawn: bytes = self._ask(timeout, verb="picture", **asked)
        return drawn

    def band(self, picture: Path, top: float, bottom: float, *, timeout: float) -> bytes:
        """The band of a picture that `picture` gave, between two fractions of its height; a JPEG.

        Whoever drew the picture had parsed a file that may be hostile: it is opened in the child.
        """
        asked = {"path": _absolute(picture), "top": top, "bottom": bottom}
        cut: bytes = self._ask(timeout, verb="band", **asked)
        return cut

    def fingerprint(self, path: Path | str, number: int, *, rotation: int, timeout: float) -> bytes:
        """The fingerprint of page `number`'s picture, by which another scan of it is known."""
        asked = {"path": _absolute(path), "number": number, "rotation": rotation}
        made: bytes = self._ask(timeout, verb="fingerprint", **asked)
        return made

    def close(self) -> None:
        """Ends the child, if there is one."""
        if self._process:
            self._end()

    def _ask(self, timeout: float, **request: Any) -> Any:
        deadline = time.monotonic() + timeout
        frame = frames.encode(request, frames.MAX_REQUEST)
        for _ in range(ATTEMPTS):
            starter = self._start()
            try:
                answer = self._exchange(frame, deadline)
                break
            except TimeoutError:
                self._end()
                raise ReadingError(Reason.TOO_SLOW, f"over {timeout:g} s") from None
            except (EOFError, OSError, frames.BadFrameError) as error:
                died = self._died(error)
                # A connection that breaks, rather than ends, was left with the request unread:
                # the child had died before. And Linux kills it when the thread that started it
                # ends, which a server with a thread a request does at any moment. Neither says
                # anything of the file, so it is asked again.
                if not isinstance(error, ConnectionError) and starter.is_alive():
                    raise died from None
            except BaseException:  # an interrupt: the answer would be taken for the next one's
                self._end()
                raise
        else:
            raise died
        if "error" in answer:
            raise ReadingError(Reason(answer["error"]), answer["detail"])
        return answer["ok"]

    def _start(self) -> threading.Thread:
        """A living child; the thread that started it."""
        if self._process and self._process.poll() is not None:
            self._end()
        if self._process and self._starter:
            return self._starter
        ours, theirs = socket.socketpair()
        kept = {name: os.environ[name] for name in PASSED if name in os.environ}
        given = [theirs.fileno(), os.getpid(), self.memory_limit, self.models.resolve()]
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                [sys.executable, "-m", "casefiles.reading.child", *map(str, given)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=kept
                | {
                    "PYTHONPATH": str(ROOT),
                    "PYTHONSAFEPATH": "1",
                    "PYTHONDONTWRITEBYTECODE": "1",
                    "OMP_THREAD_LIMIT": "1",
                },
                pass_fds=(theirs.fileno(),),
                start_new_session=True,  # Ctrl-C in the terminal is for the parent
            )
        assert self._process.stderr is not None
        os.set_blocking(self._process.stderr.fileno(), False)
        self._line, self._said = ours, b""
        self._starter = threading.current_thread()
        return self._starter

    def _exchange(self, frame: bytes, deadline: float) -> dict[str, Any]:
        assert self._line is not None
        self._line.settimeout(_left(deadline))
        self._line.sendall(frame)
        head = self._receive(frames.LENGTH.size, deadline)
        answer = frames.decode(self._receive(frames.length(head, frames.MAX_ANSWER), deadline))
        self._listen()
        return answer

    def _receive(self, size: int, deadline: float) -> bytes:
        assert self._line is not None
        got = bytearray()
        while len(got) < size:
            self._line.settimeout(_left(deadline))
            part = self._line.recv(min(size - len(got), 1 << 20))
            if not part:
                raise EOFError
            got += part
        return bytes(got)

    def _listen(self) -> None:
        """Keeps the end of what the child's libraries complained of."""
        assert self._process is not None
        assert self._process.stderr is not None
        with contextlib.suppress(BlockingIOError):
            while part := os.read(self._process.stderr.fileno(), 1 << 16):
                self._said = (self._said + part)[-STDERR_TAIL:]

    def _died(self, error: Exception) -> ReadingError:
        """What a child that is gone, or talks nonsense, died of."""
        assert self._process is not None
        self._listen()
        status, peak = self._end()
        said = self._said.decode(errors="replace").strip()[-500:]
        full = peak > NEAR_LIMIT * self.memory_limit or any(w in self._said for w in OUT_OF_MEMORY)
        reason = Reason.TOO_MUCH_MEMORY if full else Reason.CRASHED
        return ReadingError(reason, f"{type(error).__name__}, status {status}, {said}")

    def _end(self) -> tuple[int, int]:
        """Kills the child; its status and the most memory it held, in bytes."""
        process, line = self._process, self._line
        self._process = self._line = self._starter = None
        assert process is not None
        if line:
            line.close()
        if process.stderr:
            process.stderr.close()
        if process.returncode is not None:
            return process.returncode, 0
        process.kill()
        try:
            _, status, used = os.wait4(process.pid, 0)
        except ChildProcessError:  # somebody else in this process has waited for it
            process.returncode = -9
            return -9, 0
        process.returncode = os.waitstatus_to_exitcode(status)
        return process.returncode, used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _absolute(path: Path | str) -> str:
    return str(Path(path).resolve())


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
