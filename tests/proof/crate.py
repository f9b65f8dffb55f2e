"""Validate an archive with roc-validator, without a network: ``make validate``.

The validator asks the web for the JSON-LD context of RO-Crate 1.1; the copy that the package rocrate carries answers.
"""

from __future__ import annotations

import email
import io
import sys
import tempfile
import urllib.error
import urllib.request
import urllib.response
import zipfile
from collections import Counter
from importlib import resources
from pathlib import Path

CONTEXT = "https://w3id.org/ro/crate/1.1/context"
PROFILES = ("ro-crate-1.1", "process-run-crate-0.5", "workflow-ro-crate-1.0", "workflow-run-crate-0.5")


class _Carried(urllib.request.HTTPSHandler):
    """Answers the one address, refuses every other."""

    def __init__(self):
        super().__init__()
        self.context = resources.files("rocrate").joinpath("data/ro-crate.jsonld").read_bytes()

    def https_open(self, request):
        if request.full_url != CONTEXT:
            raise urllib.error.URLError(f"{request.full_url} is not at hand")
        headers = email.message_from_string("Content-Type: application/ld+json\n\n")
        answer = urllib.response.addinfourl(io.BytesIO(self.context), headers, request.full_url, 200)
        answer.msg = "OK"
        return answer


def carry_context() -> None:
    """Let both ways in which the validator opens an address have the context, and no other."""
    import requests
    import urllib3

    def send(adapter, request, **rest):
        if request.url != CONTEXT:
            raise requests.ConnectionError(f"{request.url} is not at hand")
        raw = urllib3.HTTPResponse(
            io.BytesIO(carried.context),
            {"Content-Type": "application/ld+json"},
            200,
            preload_content=False,
            request_url=request.url,
        )
        return adapter.build_response(request, raw)

    carried = _Carried()
    urllib.request.install_opener(urllib.request.build_opener(carried))
    requests.adapters.HTTPAdapter.send = send


def main() -> int:
    from rocrate_validator import models, services

    carry_context()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(sys.argv[1]).extractall(folder)
        for profile in PROFILES:
            settings = services.ValidationSettings(
                rocrate_uri=Path(folder),
                profile_identifier=profile,
                requirement_severity=models.Severity.RECOMMENDED,
                skip_availability_check=True,
            )
            result = services.validate(settings)
            issues = {
                (issue.severity.name, issue.message or "", issue.violatingEntity or "") for issue in result.get_issues()
            }
            kinds = Counter(issue[:2] for issue in issues)
            required = sum(count for (severity, _), count in kinds.items() if severity == "REQUIRED")
            print(f"{profile}: {required} required issues, {len(issues) - required} recommended")
            for (severity, message), count in sorted(kinds.items()):
                print(f"   {severity} ({count}): {message}")
            wrong += required
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
