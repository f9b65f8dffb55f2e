"""From coders' files and decisions to the settled table: frozen first, decided with reasons, ids for ever, branches
merged.
"""

import argparse
import csv
import io
import subprocess
import zipfile

import coding_study
import pytest
from coding_study import claim
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import codebook, tables
from analysis.__main__ import main
from analysis.coding import agreement, coderfile, command, decisions, matching, qdc, records, settling, sheet, taking
from analysis.coding.desk import desk
from analysis.errors import AnalysisError, Finding

COLUMNS = ["id", "article", "speaker", "stance", "date"]


@pytest.fixture
def study(tmp_path):
    return coding_study.make(tmp_path / "study", coding_study.QUEUE.replace("mask: [outlet]", "purpose: reliability"))


@pytest.fixture
def coded(tmp_path):
    return coding_study.coded(tmp_path / "coded")


def call(study, *arguments):
    return main(["--study", str(study.root), "code", *arguments])


def settled(study):
    return [tuple(row[name] for name in COLUMNS) for row in tables.rows_of(codebook.read(study)["claims"])]


def decide(study, **by):
    """Fill the open decisions: (row, column) as row__column -> value."""
    lines = decisions.read(study)
    for line in lines:
        if (name := f"{line['row'].replace('-', '_')}__{line['column']}") in by:
            line |= {"value": by[name], "reason": "rule 1"}
    decisions.write(study, "decisions", lines)


DECIDED = {"claims_ana_0002__stance": "neutral", "claims_ana_0003__row": "out"}


def test_open_decisions_are_asked_for_with_what_each_has_and_nothing_is_settled(coded, capsys):
    assert call(coded, "settle", "claims") == 1
    assert "2 decisions are open" in capsys.readouterr().err
    assert not (coded.coded / "claims.csv").exists()
    asked = {(line["row"], line["column"]): line["found"] for line in decisions.read(coded)}
    assert asked == {
        ("claims-ana-0002", "stance"): "ana: against; ben: neutral",
        ("claims-ana-0003", "row"): "ana: claims-ana-0003",
    }


def test_a_half_made_decision_keeps_what_was_written_in_it(coded):
    call(coded, "settle", "claims")
    lines = decisions.read(coded)
    lines[0]["value"] = "neutral"
    decisions.write(coded, "decisions", lines)
    assert call(coded, "settle", "claims") == 1
    assert [line["value"] for line in decisions.read(coded)] == ["neutral", ""]


def test_decided_rows_are_settled_and_the_ledger_says_from_whom(coded, capsys):
    call(coded, "settle", "claims")
    decide(coded, **DECIDED)
    assert call(coded, "settle", "claims") == 0
    assert "2 rows settled; 3 articles wait for a coder" in capsys.readouterr().out
    assert settled(coded) == [
        ("claims-0001", "ferry", "keeper", "for", ""),
        ("claims-0002", "ferry", "mayor", "neutral", ""),
    ]
    ledger = {line["id"]: (line["coders"], line["rows"], line["how"]) for line in decisions.read(coded, "settled")}
    assert ledger == {
        "claims-0001": ("ana|ben", "claims-ana-0001|claims-ben-0002", "agreed"),
        "claims-0002": ("ana|ben", "claims-ana-0002|claims-ben-0001", "decided"),
    }
    assert call(coded, "settle", "--check") == 0


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"value": "nutral"}, "'nutral' is not allowed"),
        ({"row": "claims-ana-0077"}, "no coder has that row"),
        ({"column": "stanc"}, "the table has no such column"),
        ({"found": "ana: for; ben: neutral"}, "it was decided when the coders had “ana: for; ben: neutral”"),
    ],
)
def test_a_decision_on_what_there_is_not_is_refused(coded, change, fault):
    call(coded, "settle", "claims")
    decide(coded, **DECIDED)
    lines = decisions.read(coded)
    next(line for line in lines if line["column"] == "stance").update(change)
    decisions.write(coded, "decisions", lines)
    with pytest.raises(AnalysisError, match=fault):
        settling.settle(coded, "claims")


def test_a_row_is_neither_kept_nor_out_by_any_other_word(coded):
    call(coded, "settle", "claims")
    decide(coded, **DECIDED | {"claims_ana_0003__row": "maybe"})
    with pytest.raises(AnalysisError, match="'maybe' is neither keep nor out"):
        settling.settle(coded, "claims")


def test_whoever_adjudicates_may_say_that_two_rows_are_one_or_are_not(coded):
    ben = desk(coded, "claims", "ben")
    ben.save(claim(paragraph=3, speaker="clerk"))
    line = {"table": "claims", "row": "claims-ben-0003", "column": "match", "value": "claims-ana-0003", "reason": "one"}
    decisions.write(coded, "decisions", [line])
    made = settling.settle(coded, "claims")
    assert [open_["column"] for open_ in made.open] == ["stance"] and len(made.rows) == 2
    stance = {"table": "claims", "row": "claims-ana-0002", "column": "stance", "value": "neutral", "reason": "rule 1"}
    decisions.write(coded, "decisions", [line, stance])
    ledger = {entry["rows"]: entry["how"] for entry in settling.settle(coded, "claims").ledger}
    assert ledger["claims-ana-0003|claims-ben-0003"] == "decided" and "agreed" in ledger.values()
    decisions.write(coded, "decisions", [line | {"row": "claims-ben-0002", "value": ""}])
    assert sorted(open_["row"] for open_ in settling.settle(coded, "claims").open if open_["column"] == "row") == [
        "claims-ana-0001",
        "claims-ana-0003",
        "claims-ben-0002",
        "claims-ben-0003",
    ]


def test_agreement_is_what_it_was_before_anybody_adjudicated(coded):
    call(coded, "settle", "claims")
    before = agreement.value_agreement("claims", coded)
    rows = agreement.row_agreement("claims", coded)
    assert rows[["round", "rows", "other_rows", "both", "f1", "frozen"]].to_numpy().tolist() == [
        ["pilot", 3, 2, 2, 0.8, 1]
    ]
    stance = before[before["column"] == "stance"].iloc[0]
    # By hand: for, for; against, neutral: observed 2 of 4 pairs differ, expected 10 of 12: 1 - (1/2) / (5/6)
    assert (stance["n"], stance["same"], round(stance["alpha"], 6)) == (2, 1, 0.4)
    ben = desk(coded, "claims", "ben")
    ben.save(claim(speaker="mayor", stance="against"), "claims-ben-0001")
    ben.save(claim(paragraph=2, speaker="clerk"))
    assert agreement.value_agreement("claims", coded).equals(before)
    assert agreement.row_agreement("claims", coded).equals(rows)


def test_a_row_keeps_its_id_and_one_that_is_withdrawn_is_not_given_away(coded):
    call(coded, "settle", "claims")
    decide(coded, **DECIDED)
    call(coded, "settle", "claims")
    decide(coded, **DECIDED | {"claims_ana_0003__row": "keep"})
    assert call(coded, "settle", "claims") == 0 and settled(coded)[2][0] == "claims-0003"
    decide(coded, **DECIDED)
    assert call(coded, "settle", "claims") == 0 and len(settled(coded)) == 2
    ana, ben = desk(coded, "claims", "ana"), desk(coded, "claims", "ben")
    main_round = next(task for task in ana.tasks if task.round == "main")
    ana.save(claim(main_round.article, speaker="smith"))
    assert ben.tasks[-1].article != main_round.article
    assert call(coded, "settle", "claims") == 0
    assert [row[0] for row in settled(coded)] == ["claims-0001", "claims-0002", "claims-0004"]
    assert {line["id"]: line["how"] for line in decisions.read(coded, "settled")}["claims-0003"] == "withdrawn"


def test_rows_that_come_from_no_coder_are_not_lost(coded, capsys):
    own = codebook.read(coded)["claims"]
    tables.write(own, [claim("gate", id="claims-0007")])
    assert call(coded, "settle", "claims") == 2
    assert "1 row comes from no coder's file, the first claims-0007" in capsys.readouterr().err
    assert call(coded, "import", str(own.path), "--table", "claims", "--coder", "ana") == 0
    assert settled(coded)[0][0] == "claims-0007"
    call(coded, "settle", "claims")
    decide(coded, **DECIDED)
    assert call(coded, "settle", "claims") == 0
    assert [row[0] for row in settled(coded)] == ["claims-0007", "claims-0008", "claims-0009"][: len(settled(coded))]


def test_what_an_answer_refers_to_is_the_settled_row(coded):
    ana = desk(coded, "claims", "ana")
    ana.save(claim(speaker="mayor", stance="neutral", answers="claims-ana-0001"), "claims-ana-0002")
    ana.remove("claims-ana-0003")
    assert call(coded, "settle", "claims") == 0
    assert [row["answers"] for row in tables.rows_of(codebook.read(coded)["claims"])] == ["", "claims-0001"]


def test_an_unsure_row_of_one_coder_is_asked_about(coded):
    ana = desk(coded, "claims", "ana")
    article = next(task.article for task in ana.tasks if task.round == "main")
    ana.save(claim(article, speaker="smith", unsure="yes"))
    asked = settling.settle(coded, "claims").open
    assert "claims-ana-0004" in {line["row"] for line in asked if line["column"] == "row"}


def test_a_model_is_named_as_one_and_measured_against_people(coded):
    for coder in ("ana", "ben", "parrot"):
        own = desk(coded, "claims", coder)
        for task in own.tasks:
            if task.round == "reliability":
                own.save(claim(task.article, stance="against" if coder == "parrot" else "for"))
    rows = agreement.row_agreement("claims", coded)
    assert rows["other"].tolist().count("parrot (model: parrot 1)") == 2 and "parrot" not in set(rows["coder"])
    reliability = rows[rows["round"] == "reliability"]
    assert len(reliability) == 3 and set(reliability["f1"]) == {1.0}


def test_paragraphs_and_articles_are_matched_by_their_place(study):
    for coder, tone in (("ana", "warm"), ("ben", "cold")):
        desk(study, "tones", coder).save({"article": "ferry", "tone": tone})
    assert agreement.row_agreement("tones", study)["both"].tolist() == [1]
    assert call(study, "settle", "tones") == 1
    lines = decisions.read(study)
    assert [(line["row"], line["column"], line["found"]) for line in lines] == [
        ("ferry", "tone", "ana: warm; ben: cold")
    ]
    lines[0] |= {"value": "warm", "reason": "rule 2"}
    decisions.write(study, "decisions", lines)
    assert call(study, "settle", "tones") == 0
    assert [row["tone"] for row in tables.rows_of(codebook.read(study)["tones"])] == ["warm"]


def test_rows_of_one_place_are_paired_as_alike_as_they_can_be(coded):
    table = records.coded_table(codebook.read(coded), "claims")

    def row(coder, number, stance, date=""):
        return claim(stance=stance, date=date, id=f"claims-{coder}-{number}")

    found = matching.groups(
        table,
        {
            "ana": [row("ana", 1, "for"), row("ana", 2, "against", "2020")],
            "ben": [row("ben", 1, "against", "2020"), row("ben", 2, "for"), row("ben", 3, "neutral")],
        },
    )
    paired = [{one["id"] for one in group.values()} for group in found]
    assert {"claims-ana-1", "claims-ben-2"} in paired and {"claims-ana-2", "claims-ben-1"} in paired
    assert {"claims-ben-3"} in paired


# Branches


def git(folder, *arguments):
    who = ["-c", "user.name=Tester", "-c", "user.email=tester@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True)


def test_two_branches_on_which_two_coders_worked_merge_without_a_conflict(study):
    assert git(study.root, "init", "-q", "-b", "main").returncode == 0
    git(study.root, "add", "-A")
    assert git(study.root, "commit", "-q", "-m", "Start").returncode == 0
    for coder in ("ana", "ben"):
        git(study.root, "checkout", "-q", "-b", coder, "main")
        for paragraph in (1, 2, 3):
            desk(study, "claims", coder).save(claim(paragraph=paragraph))
        git(study.root, "add", "-A")
        assert git(study.root, "commit", "-q", "-m", f"What {coder} read").returncode == 0
    git(study.root, "checkout", "-q", "main")
    for coder in ("ana", "ben"):
        merged = git(study.root, "merge", "-q", "--no-edit", coder)
        assert merged.returncode == 0, merged.stdout + merged.stderr
    found = records.read(study, "claims")
    ids = [row["id"] for rows in found.rows.values() for row in rows]
    assert len(ids) == len(set(ids)) == 6 and call(study, "settle", "claims") == 0 and len(settled(study)) == 3


# Sheets


def workbook(path, lines):
    import openpyxl

    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    book.save(path)


HEAD = ["article", "paragraph", "statement", "speaker", "stance", "date", "date_of", "answers"]


def test_all_faults_of_a_sheet_are_told_at_once_and_nothing_is_written(study, tmp_path, capsys):
    lines = [
        HEAD,
        ["fery", 1, "s", "k", "for"],
        ["ferry", 9, "s", "", "fro"],
        ["gate", 1, "s", "k", "for", "3/4/2020", "said"],
    ]
    workbook(tmp_path / "a.xlsx", lines)
    assert call(study, "import", str(tmp_path / "a.xlsx"), "--table", "claims", "--coder", "ana") == 2
    told = capsys.readouterr().err
    for fault in (
        "row 2, column article: 'fery' does not occur in articles.article; did you mean 'ferry'?",
        "row 3, column stance: 'fro' is not allowed",
        "row 3, column speaker: may not be empty",
        "row 3, column paragraph: there is no article ferry, paragraph 9",
        "row 4, column date: '3/4/2020' is not an EDTF date",
    ):
        assert fault in told
    assert not coderfile.path(study, "claims", "ana").exists()


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        (["ferry", 1, "=1+1", "k", "for"], "row 2, column C: it is a formula"),
        (["ferry", 1, "#REF!", "k", "for"], "row 2, column C: it is an error"),
    ],
)
def test_a_formula_and_an_error_of_excel_are_refused(study, tmp_path, cells, fault):
    workbook(tmp_path / "a.xlsx", [HEAD, cells])
    with pytest.raises(AnalysisError, match=fault):
        taking.take(desk(study, "claims", "ana"), tmp_path / "a.xlsx")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"a,b\n1,2\n", b"\xff\xfe"])
def test_what_is_no_sheet_is_refused_in_words(study, tmp_path, content):
    for name in ("a.xlsx", "a.csv"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(AnalysisError):
            taking.take(desk(study, "claims", "ana"), tmp_path / name)
    with pytest.raises(AnalysisError, match="the sheet is missing"):
        taking.take(desk(study, "claims", "ana"), tmp_path / "none.xlsx")


def test_what_excel_makes_of_a_sheet_is_read_and_told(study, tmp_path):
    import datetime as dt

    day = dt.datetime(2020, 9, 8)
    workbook(
        tmp_path / "a.xlsx", [HEAD, ["ferry", 1.0, "s", "k", "for", day, "said"], [], ["gate", 1, "s", "k", "for"]]
    )
    done = taking.take(desk(study, "claims", "ana"), tmp_path / "a.xlsx")
    assert done.new == 2 and "dates that Excel made of text (1)" in done.told
    assert [row["date"] for row in desk(study, "claims", "ana").rows()] == ["2020-09-08", ""]
    text = (
        "\ufeffarticle;paragraph;statement;speaker;stance;date;date_of;answers\r\nferry;2;s;k;for;08.09.2020;said;\r\n"
    )
    (tmp_path / "b.csv").write_bytes(text.encode())
    done = taking.take(desk(study, "claims", "ben"), tmp_path / "b.csv")
    assert {"a byte order mark", "line ends with CR", "semicolons between cells"} <= set(done.told)
    assert desk(study, "claims", "ben").rows()[0]["date"] == "2020-09-08"


def test_a_line_with_a_place_and_nothing_else_was_read_and_has_nothing_to_code(study, tmp_path):
    workbook(tmp_path / "a.xlsx", [HEAD, ["ferry"], ["gate", 1]])
    taking.take(desk(study, "claims", "ana"), tmp_path / "a.xlsx")
    assert [(row["article"], row["paragraph"], row["entry"]) for row in desk(study, "claims", "ana").rows()] == [
        ("ferry", "", "nothing"),
        ("gate", "1", "nothing"),
    ]


def test_rows_that_a_sheet_lacks_stay_unless_told_otherwise(study, tmp_path, capsys):
    own = desk(study, "claims", "ana")
    own.save(claim())
    assert call(study, "export", str(tmp_path / "a.xlsx"), "--table", "claims", "--coder", "ana") == 0
    own.save(claim(paragraph=2))
    arguments = ("import", str(tmp_path / "a.xlsx"), "--table", "claims", "--coder", "ana")
    assert call(study, *arguments) == 0 and "1 that the sheet does not have were kept" in capsys.readouterr().out
    assert call(study, *arguments, "--replace") == 0 and len(own.rows()) == 1


def test_a_sheet_has_choices_the_codebook_and_what_is_to_be_coded(study, tmp_path):
    import openpyxl

    own = desk(study, "claims", "ana")
    sheet.write(own, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["rows", "codebook", "to code"]
    assert '"for,against,neutral"' in {rule.formula1 for rule in book["rows"].data_validations.dataValidation}
    assert [row[0].value for row in book["to code"].iter_rows(min_row=2)] == [task.article for task in own.tasks]
    assert "Rejects it" in {cell.value for row in book["codebook"].iter_rows() for cell in row}


WORDS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r"), min_size=1, max_size=30)
TEXT = st.one_of(
    WORDS, st.sampled_from(["=1+1", "@SUM(A1)", "+1", "-1", "1e3", "TRUE", "2020-01", "'x", "<b>x</b>", 'a,b;"c'])
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(TEXT.map(str.strip).filter(bool), min_size=1, max_size=4))
def test_what_goes_out_as_a_sheet_comes_back_as_it_was(tmp_path_factory, said):
    said = ["".join(c for c in text if c.isprintable() or c == "\n").strip() or "x" for text in said]
    folder = tmp_path_factory.mktemp("sheet")
    study = coding_study.make(folder / "study")
    own = desk(study, "claims", "ana")
    for number, text in enumerate(said):
        own.save(claim(statement=text, speaker=f"k{number}"))
    before = own.file.path.read_bytes()
    sheet.write(own, folder / "a.xlsx")
    done = taking.take(own, folder / "a.xlsx")
    assert own.file.path.read_bytes() == before and done.same == len(said)


# Codebooks and texts out

XSD = """<xsd:schema xmlns="urn:QDA-XML:codebook:1.0" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
 targetNamespace="urn:QDA-XML:codebook:1.0" elementFormDefault="qualified" attributeFormDefault="unqualified">
<xsd:element name="CodeBook"><xsd:complexType><xsd:sequence>
 <xsd:element name="Codes"><xsd:complexType><xsd:sequence>
  <xsd:element name="Code" type="CodeType" maxOccurs="unbounded"/></xsd:sequence></xsd:complexType></xsd:element>
 </xsd:sequence><xsd:attribute name="origin" type="xsd:string"/></xsd:complexType></xsd:element>
<xsd:complexType name="CodeType"><xsd:sequence>
  <xsd:element name="Description" type="xsd:string" minOccurs="0"/>
  <xsd:element name="Code" type="CodeType" minOccurs="0" maxOccurs="unbounded"/></xsd:sequence>
 <xsd:attribute name="guid" type="GUIDType" use="required"/>
 <xsd:attribute name="name" type="xsd:string" use="required"/>
 <xsd:attribute name="isCodable" type="xsd:boolean" use="required"/><xsd:attribute name="color" type="RGBType"/>
</xsd:complexType>
<xsd:simpleType name="GUIDType"><xsd:restriction base="xsd:token">
 <xsd:pattern value="[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"/>
</xsd:restriction></xsd:simpleType>
<xsd:simpleType name="RGBType"><xsd:restriction base="xsd:token">
 <xsd:pattern value="#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})"/></xsd:restriction></xsd:simpleType>
</xsd:schema>"""  # the structure of the published Codebook.xsd of REFI-QDA 1.5, without its sets


def test_a_codebook_goes_out_as_refi_qda_by_the_published_schema(study, tmp_path):
    from lxml import etree

    path = study.coded / "claims.yml"
    path.write_text(path.read_text().replace("meaning: Wants it", "meaning: 'Wants <it> & \"more\"'"))
    assert call(study, "export", str(tmp_path / "claims.qdc")) == 0
    tree = etree.parse(tmp_path / "claims.qdc")
    etree.XMLSchema(etree.fromstring(XSD)).assertValid(tree)
    codes = tree.findall(".//{urn:QDA-XML:codebook:1.0}Code[@isCodable='true']")
    assert [code.get("name") for code in codes] == ["For", "Against", "Neutral", "Said", "Event"]
    assert 'Wants <it> & "more"' in codes[0][0].text and codes[0].get("color") == "#009E73"
    assert qdc.codebook_of(codebook.read(study)["claims"])[0] == (tmp_path / "claims.qdc").read_bytes()


def test_an_ending_that_is_none_and_a_coder_that_is_not_said_are_asked_for(study, tmp_path, capsys):
    assert call(study, "export", str(tmp_path / "a.docx")) == 2 and ".xlsx: a coder's sheet" in capsys.readouterr().err
    assert call(study, "export", str(tmp_path / "a.xlsx"), "--table", "claims") == 2
    assert "--coder ana" in capsys.readouterr().err
    assert call(study, "export", str(tmp_path / "a.xlsx"), "--coder", "ana") == 2
    assert "--table" in capsys.readouterr().err


def test_texts_go_out_with_what_is_known_of_them(invented, tmp_path, monkeypatch, capsys):
    assert main(["code", "export", str(tmp_path / "a.zip")]) == 2 and "CORPUS_TEXT" in capsys.readouterr().err
    monkeypatch.setenv("CORPUS_TEXT", str(invented))
    assert main(["code", "export", str(tmp_path / "a.zip")]) == 0
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        rows = list(csv.DictReader(io.StringIO(packed.read("metadata.csv").decode())))
        assert {row["file"] for row in rows} == set(packed.namelist()) - {"metadata.csv"} and "title" in rows[0]
        assert "rope and tar" in packed.read("texts/ferry-ledger.txt").decode()


def test_settling_that_is_due_is_found_by_the_check(coded):
    args = argparse.Namespace(what="settle", table="claims", check=True, study=coded)
    before = sorted(coded.root.rglob("*"))
    with pytest.raises(Finding, match="differs from what coders' files") as error:
        command.run(args)
    assert "data/raw/coding/frozen/claims" in str(error.value) and sorted(coded.root.rglob("*")) == before
