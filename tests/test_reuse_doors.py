"""Hard inputs at the door of ``reprints``: the work is done, or a sentence names the file, the row and the column;
never a traceback.
"""

import gzip
import json
import os
import subprocess
import sys
import uuid
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.errors import AnalysisError
from reprints import stories
from reprints.__main__ import main
from reprints.reuse import find
from reprints.reuse.documents import load

TEXT = " ".join(f"word{n}" for n in range(60))
LATER = f"fresh {TEXT} later"
ROOT = Path(__file__).resolve().parents[1]


def run(corpus, out, *options):
    return main([str(corpus), "--out", str(out), "--quiet", *options])


def refused(corpus, tmp_path, capsys, *options) -> str:
    """The message of a refusal, after which nothing is there that was not before."""
    assert run(corpus, tmp_path / "out", *options) == 2
    said = capsys.readouterr()
    assert "Traceback" not in said.err and said.err.startswith("reprints: ")
    left = (
        {path.name for path in (tmp_path / "out").rglob("*") if path.is_file()}
        if (tmp_path / "out").exists()
        else set()
    )
    assert left <= {"algorithm.txt"}
    return said.err


def csv_file(tmp_path, content, name="news.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("id,text,text", "'text', 'text'"),
        ("id,text,Text", "'text', 'Text'"),
        ("id,body,content", "'body', 'content'"),
        ("id,id,text", "'id', 'id'"),
        ("id,text,source,publisher", "'source', 'publisher'"),
    ],
)
def test_two_columns_of_one_meaning_are_refused(tmp_path, capsys, header, said):
    row = ",".join(["a"] * len(header.split(",")))
    message = refused(csv_file(tmp_path, f"{header}\n{row}\n"), tmp_path, capsys)
    assert said in message and "news.csv" in message


def test_a_column_that_looks_useful_and_is_not_used_is_warned_of(tmp_path, capsys):
    path = csv_file(tmp_path, f"id,text,print date,media type\na,{TEXT},2021-03-01,x\nb,{LATER},2021-03-03,y\n")
    assert run(path, tmp_path / "out") == 0
    said = capsys.readouterr().out
    assert (
        "look at: the column 'print date' looks like the date and is not used" in said
        and "'media type' looks like the outlet" in said
    )


def test_other_usual_names_are_read_as_what_they_mean_and_said(tmp_path, capsys):
    rows = [f"a,Herald,2021-03-01,One,{TEXT},7", f"b,Post,2021-03-03,Two,{LATER},8"]
    path = csv_file(tmp_path, "\n".join(["ID,source,published,headline,body,section", *rows]) + "\n")
    assert run(path, tmp_path / "out") == 0
    said = capsys.readouterr().out
    assert "2 documents read from news.csv" in said and "not used: 'section'" in said
    assert all(
        f"{meaning} from '{name}'" in said
        for meaning, name in [("outlet", "source"), ("date", "published"), ("title", "headline"), ("text", "body")]
    )
    assert "look at" not in said
    about = pd.read_csv(tmp_path / "out" / "documents.csv")
    assert about["outlet"].tolist() == ["Herald", "Post"] and about["date"].tolist() == ["2021-03-01", "2021-03-03"]
    chains = pd.read_csv(tmp_path / "out" / "chains.csv").set_index("id")
    assert chains.at["b", "parent"] == "a" and chains.at["b", "status"] == "copy"


def test_what_is_not_known_is_said(tmp_path, capsys):
    assert run(csv_file(tmp_path, f"id,text\na,{TEXT}\n"), tmp_path / "out") == 0
    assert "1 documents read from news.csv (without outlet, date, title)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("value", "said"),
    [(["a", "b"], "a list"), ({"a": 1}, "an object"), (True, "true or false"), (5, "a number"), (5.5, "a number")],
)
def test_a_text_that_is_no_text_is_refused_with_its_row(tmp_path, capsys, value, said):
    rows = [{"id": "a", "text": TEXT}, {"id": "b", "text": value}]
    message = refused(csv_file(tmp_path, "\n".join(map(json.dumps, rows)), "news.jsonl"), tmp_path, capsys)
    assert said in message and "row 2, column text" in message
    with pytest.raises(AnalysisError, match="row 2, column text"):
        find(pd.DataFrame(rows))


def test_a_title_that_is_a_list_is_refused_and_a_number_is_a_title(tmp_path, capsys):
    rows = [{"id": 1, "title": 1984, "text": TEXT}, {"id": 2, "title": ["x"], "text": TEXT}]
    path = csv_file(tmp_path, "\n".join(map(json.dumps, rows)), "news.jsonl")
    assert "row 2, column title" in refused(path, tmp_path, capsys)
    path.write_text("\n".join(map(json.dumps, rows[:1])))
    assert run(path, tmp_path / "out") == 0


@pytest.mark.parametrize(
    "content", ["[" * 200_000, '{"id": "a", "text": ' + "[" * 200_000, '{"id": ' + "9" * 5000 + "}"]
)
def test_json_of_any_depth_and_numbers_of_any_length_are_a_message(tmp_path, capsys, content):
    first = json.dumps({"id": "a", "text": TEXT})
    assert "row 2" in refused(csv_file(tmp_path, f"{first}\n{content}\n", "news.jsonl"), tmp_path, capsys)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_quotation_mark_that_swallows_rows_is_refused(tmp_path, capsys, mark):
    rows = [["id", "text"], ["a", f'"{TEXT}'], ["b", f'{LATER}"'], ["c", TEXT]]
    path = csv_file(tmp_path, "\n".join(mark.join(row) for row in rows) + "\n")
    assert "quotation mark" in refused(path, tmp_path, capsys)


def test_paragraphs_in_a_quoted_text_are_no_rows(tmp_path):
    text = f"One, two, three.\nFour, he said, five\n\nSix: a,b and c.\n{TEXT}"
    frame = pd.DataFrame({"id": ["a1", "a2"], "text": [text, text + " more"]})
    frame.to_csv(tmp_path / "news.csv", index=False)
    assert run(tmp_path / "news.csv", tmp_path / "out") == 0
    assert len(pd.read_csv(tmp_path / "out" / "links.csv")) == 1


def test_blank_lines_are_no_rows(tmp_path, capsys):
    assert run(csv_file(tmp_path, f"id,text\na,{TEXT}\n\nb,{LATER}\n\n"), tmp_path / "out") == 0
    assert "2 documents read" in capsys.readouterr().out


def test_a_missing_id_is_refused_with_its_row(tmp_path, capsys):
    assert "row 3, column id" in refused(csv_file(tmp_path, f"id,text\na,{TEXT}\n,{LATER}\n"), tmp_path, capsys)


@pytest.mark.parametrize("name", ["id", "outlet", "title", "date"])
@pytest.mark.parametrize("mark", ["\0", "\n", "\r"])
def test_line_ends_and_nul_in_metadata_are_refused(tmp_path, capsys, name, mark):
    row = {"id": "a", "outlet": "o", "title": "t", "date": "2021-03-01", "text": TEXT}
    row[name] += f"{mark}x"
    path = csv_file(tmp_path, json.dumps(row), "news.jsonl")
    assert f"row 1, column {name}" in refused(path, tmp_path, capsys)


def test_bytes_of_another_encoding_are_named_by_line_and_place(tmp_path, capsys):
    text = "\u6e2f\u53e3\u7684\u65b0\u95fb" * 30
    path = csv_file(tmp_path, f"id,text\na,{TEXT}\nb,{text}\n".encode("gb18030"))
    message = refused(path, tmp_path, capsys)
    place = path.read_bytes().index(text.encode("gb18030")) - 2
    assert f"line 3, byte {place + 1}" in message and "GB18030" in message
    late = csv_file(tmp_path, b"id,text\n" + b"a,plain\n" * 3 + b"b,caf\xe9\n", "late.csv")
    assert "line 5" in (message := refused(late, tmp_path, capsys)) and "GB18030" not in message


@pytest.mark.parametrize("kind", ["gzip", "zip", "Parquet"])
def test_a_packed_file_under_another_suffix_is_known_by_its_first_bytes(tmp_path, capsys, kind):
    path = tmp_path / "news.csv"
    if kind == "gzip":
        path.write_bytes(gzip.compress(b"id,text\na,b\n"))
    elif kind == "zip":
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("news.csv", "id,text\na,b\n")
    else:
        pd.DataFrame({"id": ["a"], "text": [TEXT]}).to_parquet(path)
    assert kind in refused(path, tmp_path, capsys)


def parquet(tmp_path, **columns) -> Path:
    path = tmp_path / "news.parquet"
    pq.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"id": ["a"], "text": [["x"]]}, "column text"),
        ({"id": ["a"], "text": [{"x": "y"}]}, "column text"),
        ({"id": ["a"], "text": pa.array([[("k", "v")]], pa.map_(pa.string(), pa.string()))}, "column text"),
        ({"id": ["a"], "text": [1.5]}, "column text"),
        ({"id": ["a"], "text": ["\u65b0\u95fb".encode("gbk")]}, "row 1, column text"),
        ({"id": ["a"], "title": [["x"]], "text": [TEXT]}, "column title"),
        ({"id": pa.array([uuid.UUID(int=5).bytes], pa.binary(16)), "text": [TEXT]}, "column id"),
        ({"id": [True], "text": [TEXT]}, "column id"),
        ({"id": ["a"], "outlet": [[1]], "text": [TEXT]}, "column outlet"),
        ({"id": ["a"], "date": [1.5], "text": [TEXT]}, "column date"),
    ],
)
def test_parquet_of_any_type_is_read_or_refused_by_column(tmp_path, capsys, columns, said):
    assert said in refused(parquet(tmp_path, **columns), tmp_path, capsys)


def test_parquet_with_text_under_other_types_is_read(tmp_path):
    made = parquet(
        tmp_path,
        id=pa.array([1, 2], pa.uint8()),
        text=pa.array([TEXT.encode(), LATER.encode()]),
        outlet=pa.array(["o", "o"]).dictionary_encode(),
        title=pa.array([None, None], pa.null()),
    )
    assert run(made, tmp_path / "out") == 0
    assert len(pd.read_csv(tmp_path / "out" / "links.csv")) == 1


def test_a_damaged_page_names_the_corpus_and_not_the_folder_of_results(tmp_path, capsys):
    path = tmp_path / "news.parquet"
    pd.DataFrame({"id": [f"{i:03}" for i in range(200)], "text": [f"{TEXT} {i}" for i in range(200)]}).to_parquet(path)
    data = bytearray(path.read_bytes())
    middle = len(data) // 3
    data[middle : middle + 400] = b"\xff" * 400
    path.write_bytes(data)
    message = refused(path, tmp_path, capsys)
    assert "news.parquet" in message and "Make room" not in message
    path.write_bytes(bytes(data[:100]))
    assert "news.parquet" in refused(path, tmp_path, capsys)


def test_pipes_folders_and_endless_names_are_refused(tmp_path, capsys):
    os.mkfifo(tmp_path / "news.csv")
    assert "a pipe" in refused(tmp_path / "news.csv", tmp_path, capsys)
    (tmp_path / "folder.csv").mkdir()
    assert "a folder" in refused(tmp_path / "folder.csv", tmp_path, capsys)
    (tmp_path / "bare").mkdir()
    assert "a folder" in refused(tmp_path / "bare", tmp_path, capsys)
    assert "too long" in refused(tmp_path / ("n" * 5000 + ".csv"), tmp_path, capsys)
    assert "no such file" in refused(tmp_path / "none.csv", tmp_path, capsys)


@pytest.mark.parametrize("option", ["--min-words", "--max-df", "--processes"])
def test_numbers_of_any_length_are_refused_before_the_work(tmp_path, capsys, option):
    assert "too large" in refused(csv_file(tmp_path, f"id,text\na,{TEXT}\n"), tmp_path, capsys, option, "9" * 21)


def test_tiers_that_are_ragged_are_refused_by_row(tmp_path, capsys):
    tiers = csv_file(tmp_path, "outlet,tier\nHerald,party-state,x,y\n", "tiers.csv")
    message = refused(csv_file(tmp_path, f"id,text\na,{TEXT}\n"), tmp_path, capsys, "--figures", "--tiers", str(tiers))
    assert "tiers.csv, row 2" in message


def test_names_that_mean_missing_elsewhere_come_back_from_csv_as_they_were(tmp_path):
    path = csv_file(tmp_path, f"id,outlet,date,text\nNA,NA,2021-03-01,{TEXT}\nnull,None,2021-03-02,{LATER}\n")
    assert run(path, tmp_path / "out") == 0
    for file in (tmp_path / "out").glob("*.parquet"):
        file.unlink()
    results = stories.load(tmp_path / "out")
    assert results.about["id"].tolist() == ["NA", "null"] and results.about["outlet"].tolist() == ["NA", "None"]
    assert results.about["words"].tolist() == [60, 62]
    assert stories.largest(results)["documents"].tolist() == [2]


def called(tmp_path, *arguments, environment=(), **options) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "reprints", *arguments],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")} | dict(environment),
        check=False,
        **{"capture_output": True} | options,
    )


def test_a_name_that_is_not_utf_8_is_refused_and_one_that_the_terminal_lacks_is_shown(tmp_path):
    csv_file(tmp_path, f"id,text\na,{TEXT}\nb,{LATER}\n")
    done = called(tmp_path, "news.csv", "--out", os.fsdecode(b"\xca\xe4"))
    assert done.returncode == 2 and b"not UTF-8" in done.stderr and b"Traceback" not in done.stderr
    done = called(tmp_path, "news.csv", "--out", "\u8f93\u51fa", "--quiet", environment={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0 and b"\\u8f93\\u51fa" in done.stdout and done.stderr == b""


def test_a_full_output_is_a_message_and_the_results_are_whole(tmp_path):
    csv_file(tmp_path, f"id,text\na,{TEXT}\nb,{LATER}\n")
    with Path("/dev/full").open("wb") as full:
        done = called(
            tmp_path, "news.csv", "--out", "out", "--quiet", capture_output=False, stdout=full, stderr=subprocess.PIPE
        )
    assert done.returncode == 2 and b"the output: cannot be written" in done.stderr and b"Traceback" not in done.stderr
    assert (tmp_path / "out" / "chains.csv").is_file()


def test_a_closed_error_stream_changes_nothing(tmp_path):
    csv_file(tmp_path, f"id,text\na,{TEXT}\nb,{LATER}\n")
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "{sys.executable}" -m reprints news.csv --out out 2>&-'],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0 and b"1 pairs of documents" in done.stdout


def test_without_a_place_for_compiled_code_the_work_is_done(tmp_path):
    """numba refuses to compile for the cache where neither the package nor a home can be written."""
    code = (
        "import numba.core.caching as c\n"
        "c.CacheImpl._locator_classes = []\n"  # as in a read-only package without a home
        "from analysis.jit import compiled\n"
        "twice = compiled(lambda x: 2 * x)\n"
        "print(twice(21))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        check=False,
    )
    assert done.stdout.strip() == b"42", done.stderr
    sources = [
        path.read_text(encoding="utf-8") for path in (ROOT / "src" / "reprints").rglob("*.py") if path.name != "jit.py"
    ]
    assert not any("cache=True" in source for source in sources)


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_every_normal_form_is_the_same_text(form):
    import unicodedata

    plain = " ".join(f"caf\u00e9 \ufb01nance{n} \uff21\uff22{n} \ud55c\uad6d{n}" for n in range(20))
    docs = pd.DataFrame({"id": ["a", "b"], "text": [plain, unicodedata.normalize(form, plain)]})
    links = find(docs).links
    assert links["shared_words"].tolist() == [80] and links["containment_a"].tolist() == [1.0]


def test_no_pattern_of_ours_holds_a_compatibility_character():
    """One such character in a range of a pattern was once replaced by its plain form, and Hangul was taken for
    Chinese.
    """
    import unicodedata

    for path in (ROOT / "src" / "reprints").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        odd = [c for c in text if ord(c) > 0x2FFF and unicodedata.normalize("NFC", c) != c]
        assert odd == [], path


def test_hangul_is_not_marked_as_chinese():
    from reprints.stories import words

    hangul = "\ud55c\uad6d \uc2e0\ubb38"
    assert words.marked_up(hangul) == hangul and not words.chinese(hangul)


def test_documents_are_read_once(tmp_path, monkeypatch):
    from reprints.reuse import documents

    seen = []
    monkeypatch.setattr(documents, "load", lambda *given: seen.append(1) or load(*given))
    assert run(csv_file(tmp_path, f"id,text\na,{TEXT}\nb,{LATER}\n"), tmp_path / "out") == 0
    assert seen == [1]


def test_the_time_that_is_left_is_told_by_what_is_done_and_only_then():
    from reprints.__main__ import left

    assert left(10, 0, 100) == left(0.5, 50, 100) == left(10, 100, 100) == ""
    assert left(10, 25, 100) == ", 30 s left" and left(60, 10, 100) == ", 9 min left"


@pytest.mark.parametrize("stage", ["fingerprint", "compare", "tell"])
def test_an_interrupt_leaves_nothing_half_written_and_the_next_run_is_whole(tmp_path, capsys, monkeypatch, stage):
    from reprints import __main__ as command

    path = csv_file(tmp_path, f"id,text\na,{TEXT}\nb,{LATER}\n")

    class Stopped(command.Progress):
        def __call__(self, name, done, total):
            if name == stage:
                raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(command, "Progress", Stopped)
        assert main([str(path), "--out", str(tmp_path / "out")]) == 130
    assert "stopped" in capsys.readouterr().err
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["work"]
    assert run(path, tmp_path / "out") == 0 and (tmp_path / "out" / "chains.csv").is_file()


def test_misread_scans_of_short_texts_get_a_hint_and_clean_prose_none(tmp_path):
    from benchmarks import noisy
    from reprints.reuse.scan import hint

    (tmp_path / "a").mkdir()
    docs = noisy.make(900, 3)[0]
    assert "--sensitive --min-words 12" in hint(load(docs, tmp_path / "a"))
    vocabulary = [f"word{n}" for n in range(4000)]
    chance = __import__("random").Random(1)
    clean = [" ".join(chance.choice(vocabulary) for _ in range(90)) for _ in range(900)]
    assert hint(load(docs.assign(text=clean), tmp_path / "a")) == ""
    assert hint(load(docs.head(20), tmp_path / "a")) == ""
