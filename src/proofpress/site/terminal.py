"""What a terminal would show of a cell's stream: colours are taken out, and what was written over is gone."""

from __future__ import annotations

import re

# Control sequences (colours, movements), operating system commands (titles, links), other escapes, and single controls.
_CONTROL = re.compile(
    r"\x1b\[(?P<numbers>[0-?]*)[ -/]*(?P<final>[@-~])|\x1b[\]PX^_].*?(?:\x07|\x1b\\|$)|\x1b[ "
    r"-/]*[0-~]?|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f\n]",
    re.DOTALL,
)
_FAR = 10_000  # no progress bar moves further than this
_TABLE = str.maketrans({"\x85": "\n", "\u2028": "\n", "\u2029": "\n"})


def shown(text: str) -> str:
    """A text as a terminal leaves it: carriage returns and backspaces write over, colours and other sequences go.

    Movements to another line are followed within the text, as bars of progress use them.
    """
    text = text.replace("\r\n", "\n").translate(_TABLE)
    if not _CONTROL.search(text.replace("\n", "")):
        return text
    screen, end = _Screen(), 0
    for control in _CONTROL.finditer(text):
        screen.write(text[end : control.start()])
        screen.obey(control)
        end = control.end()
    screen.write(text[end:])
    return "\n".join("".join(line).rstrip(" ") if line else "" for line in screen.lines)


class _Screen:
    """Lines of characters and the place of the next one."""

    def __init__(self) -> None:
        self.lines: list[list[str]] = [[]]
        self.row = self.column = 0

    def write(self, text: str) -> None:
        if not text:
            return
        line = self.lines[self.row]
        line.extend(" " * (self.column - len(line)))
        line[self.column : self.column + len(text)] = text
        self.column += len(text)

    def obey(self, control: re.Match[str]) -> None:
        sign = control[0]
        if sign in ("\n", "\x0b", "\x0c"):
            self.down(1)
            self.column = 0
        elif sign == "\r":
            self.column = 0
        elif sign == "\b":
            self.column = max(0, self.column - 1)
        elif control["final"]:
            self.move(control["final"], control["numbers"])

    def down(self, count: int) -> None:
        self.row += count
        while len(self.lines) <= self.row:
            self.lines.append([])

    def move(self, final: str, numbers: str) -> None:
        first = numbers.split(";")[0]
        given = min(int(first), _FAR) if first.isdecimal() and len(first) < 9 else _FAR if first.isdecimal() else None
        count = given or 1
        line = self.lines[self.row]
        if final == "A":
            self.row = max(0, self.row - count)
        elif final == "B":
            self.down(min(count, max(0, len(self.lines) - 1 - self.row)))
        elif final == "C":
            self.column = min(self.column + count, _FAR)
        elif final == "D":
            self.column = max(0, self.column - count)
        elif final == "G":
            self.column = count - 1
        elif final == "K":
            if not given:
                del line[self.column :]
            elif given == 2:
                line.clear()
            else:
                line[: self.column + 1] = " " * min(self.column + 1, len(line))
