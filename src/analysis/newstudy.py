"""``python -m analysis new-study DIR``: a study of one's own, with invented news to begin with.

The files of a study lie in `template/`; those that end in ``.j2`` are filled in. What runs the study travels along as a
wheel of this very package, hashed in the study's lock, because a registry holds strangers under these names.
"""

from __future__ import annotations

from pathlib import Path

TEMPLATE = Path(__file__).parent / "template"


def rendered(name: str, **values: object) -> str:
    """A file of the template, filled in. A value that is missing is an error."""
    import jinja2

    loader = jinja2.FileSystemLoader(TEMPLATE)
    environment = jinja2.Environment(
        loader=loader, keep_trailing_newline=True, trim_blocks=True, undefined=jinja2.StrictUndefined
    )
    return environment.get_template(name).render(values)
