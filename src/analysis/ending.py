"""How every command ends: with an exit status that says what happened, and with a sentence in place of a traceback."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from analysis.errors import AnalysisError, Finding

DONE, FOUND, WRONG, STOPPED, UNREAD = 0, 1, 2, 130, 141
SAID = (
    "Exit status: 0 done; 1 the work found something (a difference, a failed report, a leak); "
    "2 a wrong call or input; 130 stopped; 141 whoever read the output has gone."
)


def ended(name: str, work: Callable[[], int | None]) -> int:
    """Do the work of a command; its exit status.

    What stops it is told on the error stream: an AnalysisError as it stands, an error of the system with the file that
    it is about. Anything else is a mistake of ours and keeps its traceback.
    """
    _steady()
    try:
        status = work() or DONE
        sys.stdout.flush()
        return status if status in (DONE, FOUND) else WRONG
    except SystemExit:  # argparse has answered; what it printed may still be on its way
        _let_go(sys.stdout)
        raise
    except AnalysisError as error:
        status = FOUND if isinstance(error, Finding) else WRONG
        return _told(f"{error}" if error.where == name else f"{name}: {error}", status)
    except KeyboardInterrupt:
        return _told(f"{name}: stopped", STOPPED)
    except BrokenPipeError:  # for example head
        _let_go(sys.stdout)
        return UNREAD
    except MemoryError:
        return _told(f"{name}: it takes more memory than there is\n  Free some, or do less at a time.", WRONG)
    except OSError as error:
        if error.filename is None and not _takes(sys.stdout):
            return _told(
                f"{name}: the output cannot be written: {error.strerror or error}\n"
                "  What it wrote to files stays; only what it prints is lost.",
                WRONG,
            )
        _let_go(sys.stdout)
        if error.filename is None and _homeless():
            return _told(f"{name}: the folder that you stand in is gone\n  Go to one that is there.", WRONG)
        about = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, (str, bytes)) else ""
        return _told(
            f"{name}: {about}{error.strerror or error}\n  Make room, or mend the place or its permissions.", WRONG
        )


def _steady() -> None:
    """Give a command three open streams that take any character.

    Where one is closed, the next file that is opened would be taken for it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    logging.getLogger("matplotlib").addFilter(_is_of_work)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            # It stays open as long as the process lives.
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _is_of_work(record: logging.LogRecord) -> bool:
    """Whether what matplotlib logs is about the work: not that it found no home for its cache, and took another."""
    return record.funcName != "_get_config_or_cache_dir"


def _told(words: str, status: int) -> int:
    with suppress(OSError):
        print(words, file=sys.stderr, flush=True)
        return status
    _let_go(sys.stderr)
    return status


def _homeless() -> bool:
    """Whether the folder that one stands in is gone."""
    try:
        Path.cwd()
    except OSError:
        return True
    return False


def _takes(stream: TextIO) -> bool:
    """Whether a stream takes one more line. One that failed once says nothing of it when it is asked again."""
    with suppress(OSError, ValueError, AttributeError):
        print(file=stream, flush=True)
        return True
    _let_go(stream)
    return False


def _let_go(stream: TextIO) -> None:
    """Send what is left for a stream that nobody takes any more to nowhere, or Python would complain when it ends."""
    with suppress(OSError, ValueError, AttributeError):
        stream.flush()
        return
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
