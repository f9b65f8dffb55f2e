"""One process that runs verbs of a project one after another, its imports and its warm parent paid once.

For tests that run many checks: each verb still runs as from a command line, and each report in a kernel of its own.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import traceback
from pathlib import Path


class Session:
    """Verbs of one project: ``with Session(folder, environment) as session: session.run("check", "votes")``."""

    def __init__(self, project: Path, env: dict[str, str]):
        self.project, self.env = project, env

    def __enter__(self) -> Session:
        self.process = subprocess.Popen(
            [sys.executable, __file__],
            cwd=self.project,
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *failure) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=60)
        self.process.stdout.close()

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        self.process.stdin.write(json.dumps(arguments) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"the process ended at {arguments}"
        return subprocess.CompletedProcess(arguments, **json.loads(answer))


def serve() -> None:
    """Answer one JSON line of arguments with one JSON line of status, stdout and stderr, until there are no more."""
    from analysis import study
    from analysis.__main__ import main
    from proofpress.reports import environment

    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what children print is no answer
    with environment.world(study.find()) as env:
        environment.warm.warm_parent = lambda folder, its_env: contextlib.nullcontext(
            env.get(environment.warm.VARIABLE)
        )
        for line in sys.stdin:
            out, err = io.StringIO(), io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                try:
                    status = main(json.loads(line))
                except SystemExit as stop:
                    status = stop.code if isinstance(stop.code, int) else 1
                except Exception:  # a command line would end with a traceback too; the next verb starts anew
                    traceback.print_exc()
                    status = 1
            answers.write(json.dumps({"returncode": status, "stdout": out.getvalue(), "stderr": err.getvalue()}) + "\n")
            answers.flush()


if __name__ == "__main__":
    serve()
