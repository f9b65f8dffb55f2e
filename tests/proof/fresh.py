"""No false fresh: after random changes, what a build leaves alone is what a forced build would leave unchanged.

``python tests/proof/fresh.py`` walks through states of the small project: at each step something changes or goes back
to what it was (data, notebooks, parameters, modules, the lock, outputs, files that come and go), then a build must end
with the bytes of a forced build, and no report that was called fresh may be among those that the forced build changed
or failed.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import mini_project

Verb = Callable[..., subprocess.CompletedProcess]
OFTEN = (
    "data/raw/votes.csv",
    "data/raw/topics.yml",
    "notebooks/10_votes.ipynb",
    "notebooks/20_terms.ipynb",
    "notebooks/params/votes-radio.yml",
    "notebooks/params/terms.yml",
    "src/votes.py",
)
SELDOM = (
    "src/analysis/charts/style.py",
    "src/analysis/charts/spec.py",
    "src/analysis/charts/markup.py",
    "src/analysis/charts/figure.py",
    "src/analysis/answer.py",
    "src/analysis/dates.py",
    "src/analysis/coding",
    "requirements.lock",
    "README.md",
)


def digit(text: str, chance: random.Random) -> str:
    """One digit becomes another."""
    places = [found.start() for found in re.finditer(r"\d", text)]
    if not places:
        return text
    at = chance.choice(places)
    return text[:at] + chance.choice("0123456789".replace(text[at], "")) + text[at + 1 :]


def letter(text: str, chance: random.Random) -> str:
    """One letter of a longer word goes."""
    places = [found.start() + 2 for found in re.finditer(r"[a-z]{5,}", text)]
    if not places:
        return text
    at = chance.choice(places)
    return text[:at] + text[at + 1 :]


def without_line(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    del lines[chance.randrange(len(lines))]
    return "".join(lines)


def swapped(text: str, chance: random.Random) -> str:
    """Two lines that follow each other change places."""
    lines = text.splitlines(keepends=True)
    at = chance.randrange(max(1, len(lines) - 1))
    lines[at : at + 2] = lines[at : at + 2][::-1]
    return "".join(lines)


def longer(text: str, _: random.Random) -> str:
    return text + "\n"


class Walk:
    """A project that is changed step by step, and the way back of each file."""

    def __init__(self, project: Path, verb: Verb, seed: int):
        self.project, self.verb, self.chance = project, verb, random.Random(seed)
        self.changed: dict[Path, bytes | None] = {}  # what each changed file was at the start; None: not there

    def step(self) -> tuple[str, list[str]]:
        """Change something, build, build by force. Gives what was changed, and what is wrong."""
        what = self.change()
        calm = {line.split(":")[0] for line in self.verb("status").stdout.splitlines() if line.endswith(": fresh")}
        before = self.outputs()
        self.verb("build")
        built = self.outputs()
        forced = self.verb("build", "--force")
        after = self.outputs()
        wrong = [
            f"{name} is not what a forced build gives"
            for name in sorted({*built, *after})
            if built.get(name) != after.get(name)
        ]
        moved = {
            re.split(r"--|\.ipynb", Path(name).name)[0]
            for name in {*before, *after}
            if before.get(name) != after.get(name) and not name.endswith(".json")
        }
        moved |= set(re.findall(r"FAILED .*?report (\S+)", forced.stderr))
        failed = "; ".join(line for line in forced.stderr.splitlines() if line.startswith("FAILED"))
        wrong += [f"{name} was called fresh{f' ({failed})' if failed else ''}" for name in sorted(moved & calm)]
        if "Traceback" in forced.stderr:
            wrong.append(f"a forced build fails with a traceback: {forced.stderr.strip()[-200:]}")
        if forced.returncode:  # nothing more is learned from a project that does not build
            self.back(*self.changed)
        return what, wrong

    def outputs(self) -> dict[str, bytes]:
        return {
            name: content
            for name, content in mini_project.outputs(self.project).items()
            if not Path(name).name.startswith(".")
        }

    def back(self, *files: Path) -> None:
        for file in files:
            content = self.changed.pop(file)
            if content is None:
                file.unlink(missing_ok=True)
            else:
                file.write_bytes(content)

    def put(self, file: Path, content: bytes | None) -> None:
        self.changed.setdefault(file, file.read_bytes() if file.exists() else None)
        if content is None:
            file.unlink()
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)

    def change(self) -> str:
        """One random change; gives it in words."""
        kind = self.chance.choices(("back", "often", "seldom", "output", "new", "gone"), (3, 8, 3, 2, 2, 1))[0]
        if kind == "back" and self.changed:
            file = self.chance.choice(sorted(self.changed))
            self.back(file)
            return f"{file.relative_to(self.project)} as at the start"
        if kind == "output":
            file = self.project / self.chance.choice(sorted(self.outputs()))
            if self.chance.random() < 0.3:
                file.unlink()
                return f"{file.name} removed"
            file.write_bytes(file.read_bytes()[: self.chance.randrange(file.stat().st_size)])
            return f"{file.name} cut short"
        if kind == "new":
            name = self.chance.choice(
                (
                    "notebooks/params/terms-again.yml",
                    "data/raw/more.csv",
                    "src/analysis/more.py",
                    "reports/figures/votes--more.csv",
                )
            )
            self.put(self.project / name, b"notebook: 20_terms\n" if name.endswith(".yml") else b"# new\n")
            return f"{name} added"
        if kind == "gone":
            name = self.chance.choice(("notebooks/params/votes-radio.yml", "data/raw/topics.yml", "src/votes.py"))
            if (self.project / name).exists():
                self.put(self.project / name, None)
                return f"{name} removed"
        names = [name for name in (SELDOM if kind == "seldom" else OFTEN) if (self.project / name).is_file()]
        file, edit = (
            self.project / self.chance.choice(names),
            self.chance.choice((digit, digit, digit, letter, without_line, swapped, longer)),
        )
        self.put(file, edit(file.read_text("utf-8"), self.chance).encode())
        return f"{file.relative_to(self.project)}: {edit.__name__.replace('_', ' ')}"


def walked(
    project: Path, verb: Verb, steps: int, seed: int, tell: Callable[[str], None] = lambda line: None
) -> list[str]:
    """What went wrong on a walk of so many steps."""
    walk, wrong = Walk(project, verb, seed), []
    for number in range(1, steps + 1):
        what, faults = walk.step()
        tell(f"{number}. {what}: {'; '.join(faults) or 'pass'}")
        wrong += [f"step {number} ({what}): {fault}" for fault in faults]
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=60, help="how many changes")
    parser.add_argument(
        "--seed", type=int, default=None, help="of the changes; default: another one each time, printed"
    )
    args = parser.parse_args()
    seed = random.SystemRandom().randrange(10**6) if args.seed is None else args.seed
    print(f"seed {seed} (--seed {seed} makes the same changes)", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        project = mini_project.built(Path(folder))
        wrong = walked(
            project,
            lambda *arguments: mini_project.run(project, *arguments),
            args.steps,
            seed,
            lambda line: print(line, flush=True),
        )
    print(f"\n{args.steps} changes, {len(wrong)} false, seed {seed}", *wrong, sep="\n  ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
