"""Invented articles, and an import of them."""

from pathlib import Path

from analysis.__main__ import main

LANTERNS = (
    "The lanterns on the market square were relit on Thursday evening, and the people who had waited for them since "
    "the winter came to see the whole of it.\nThe mayor said that the lamps would burn until the spring."
)
FERRY = (
    "The ferry across the harbour was late again, and those who wanted to be at work by eight were still on the pier "
    "at nine.\nThe company said that an engine had to be mended."
)
DENGLONG = "灯笼节在市集广场开幕，许多市民前来观看点灯仪式。\n市长表示灯笼将一直点到春天。"


def write(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def bring(source: Path, tmp_path: Path, *more: str, name: str = "mine") -> tuple[int, Path]:
    """Import into a folder of the test; exit status and the folder of the corpus."""
    into = tmp_path / "corpora"
    return main(["import", str(source), "--as", name, "--into", str(into), *more]), into / name


def brought(source: Path, tmp_path: Path, *more: str, name: str = "mine"):
    """The documents of a corpus that must come in."""
    import pandas as pd

    status, folder = bring(source, tmp_path, *more, name=name)
    assert status == 0
    return pd.read_parquet(folder / "text" / "documents.parquet")


def refused(source: Path, tmp_path: Path, capsys, *more: str, name: str = "mine") -> str:
    """What is said of a source that may not come in; nothing is written then."""
    status, folder = bring(source, tmp_path, *more, name=name)
    said = capsys.readouterr()
    assert status == 2 and "Traceback" not in said.err
    assert not folder.exists()
    return said.err
