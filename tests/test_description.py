"""Descriptions of tables: every fault in them is told in words, with line, column and what is valid; all at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from this_study import HERE

from analysis.codebook import description, field, value
from analysis.codebook.description import describe
from analysis.codebook.value import code_lists
from analysis.errors import AnalysisError
from analysis.tables.column import Code
from analysis.tables.rule import Rule
from analysis.tables.table import Reference

GOOD = """\
title: Claims
description: Who says what.
row: One claim.
inclusion: All of them.
source: Coded.
order: 3
schema:
  primaryKey: [id]
  fields:
    - name: id
      type: string
      description: Name
      constraints: {required: true, pattern: 'claims-[0-9]{4}'}
    - name: date
      type: string
      rdfType: http://id.loc.gov/datatypes/edtf
      description: Day
      empty: no date
    - name: date_of
      type: string
      description: What it dates
      empty: no date
      codes: date-of
    - name: size
      type: number
      description: Size
      unit: metre
      empty: not measured
      constraints: {minimum: 0, maximum: 9.5}
    - name: stance
      type: string
      description: Stand
      constraints: {required: true}
      codes:
        for: {label: For, meaning: In favour, example: yes please, border: not if asked, hue: green}
        'no': {meaning: Against, hue: '#0072B2'}
    - {name: about, type: list, delimiter: "|", refers: entities.entity, empty: nothing, description: What}
    - {name: speaker, type: string, names: entities.entity, empty: not said, description: Who}
  foreignKeys:
    - {fields: [id], reference: {resource: others, fields: [id]}}
    - {fields: about, reference: {resource: '', fields: id}}
rules:
  - {require: date_of, with: date}
  - {empty: size, when: {stance: ['no']}}
  - {require: speaker, without: [about, size]}
  - {equal: [speaker, about]}
  - {before: [date, size]}
compared: [stance]
reader:
  says: speaker
  kind: stance
  footing: [stance]
  parts: {about: About}
  outlet: speaker
"""
SHARED = {"date-of": {"act": Code("The act")}}


def described(tmp_path, content, name="claims.yml"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return describe(path, lambda: SHARED)


def test_a_description_says_all_that_a_table_is(tmp_path):
    table = described(tmp_path, GOOD)
    assert (table.name, table.path.name, table.key, table.order) == ("claims", "claims.csv", ("id",), 3)
    assert table.names == ["id", "date", "date_of", "size", "stance", "about", "speaker"]
    assert table["date"].edtf and table["date_of"].codes == SHARED["date-of"] and table["about"].delimiter == "|"
    assert (table["size"].minimum, table["size"].maximum, table["size"].unit) == (0, 9.5, "metre")
    assert table["stance"].codes["for"] == Code("In favour", "For", "yes please", "not if asked", "green")
    assert list(table["stance"].codes) == ["for", "no"] and table["stance"].empty == ""
    assert table.naming("entities") == ["about", "speaker"]
    assert table.references == (Reference(("id",), "others", ("id",)), Reference(("about",), "claims", ("id",)))
    assert table.rules[:3] == (
        Rule("require", ("date_of",), given=("date",)),
        Rule("empty", ("size",), when={"stance": ("no",)}),
        Rule("require", ("speaker",), without=("about", "size")),
    )
    assert table.reader == {
        "says": "speaker",
        "kind": "stance",
        "footing": ["stance"],
        "parts": {"about": "About"},
        "outlet": "speaker",
    }


FAULTS = [
    ("title: Claims", "titel: Claims", "unknown key 'titel'; did you mean 'title'"),
    ("title: Claims", "title: 5", "title: 5 is read as a number; for a text write '5' in quotes"),
    ("title: Claims", "title: [a]", "title: is not a text"),
    ("title: Claims", "title:", "title: nothing is read as nothing"),
    ("row: One claim.\n", "", "row is missing"),
    ("row: One claim.", "row: ''", "row: is empty"),
    ("order: 3", "order: 010", "order: '010' is not a whole number"),
    ("order: 3", "order: three", "order: 'three' is not a whole number"),
    ("source: Coded.", "source: Coded: twice", "not valid YAML"),
    ("  primaryKey: [id]\n", "", "primaryKey is missing"),
    ("primaryKey: [id]", "primaryKey: [ids]", "there is no column 'ids'; did you mean 'id'"),
    ("primaryKey: [id]", "primaryKey: []\n  unknown: x", "unknown key 'unknown'"),
    (
        "type: number",
        "type: numbr",
        "column size, type: 'numbr' is none of: string, integer, number, list; did you mean 'number'?",
    ),
    ("type: number", "type: float", "write number"),
    ("      type: number\n", "", "type is missing"),
    ("      description: Size\n", "", "description is missing"),
    ("rdfType: http://id.loc.gov/datatypes/edtf", "rdfType: edtf", "'edtf' is not known; a date has http"),
    ("type: string\n      rdfType", "type: edtf\n      rdfType", "write string with `rdfType"),
    ("- name: size", "- name: date", "column date: it is described twice"),
    ("- name: size", "- name: Size", "column Size: a column's name begins with"),
    ("- name: size", "- name: no", "no is read as a truth value; for a text write 'no' in quotes"),
    ("      empty: not measured\n", "", "column size: say what an empty cell means (empty: ...)"),
    (
        "constraints: {required: true}\n      codes:",
        "empty: none\n      constraints: {required: true}\n      codes:",
        "it is required, so no cell is empty",
    ),
    ("required: true, pattern", "required: yes, pattern", "'yes' is not true or false"),
    ("required: true, pattern", "requierd: true, pattern", "unknown key 'requierd'; did you mean 'required'?"),
    ("pattern: 'claims-[0-9]{4}'", "pattern: 'claims-['", "it is no regular expression"),
    ("pattern: 'claims-[0-9]{4}'", "pattern: 'claims-[0-9]{99999999999999999999}'", "it is no regular expression"),
    ("minimum: 0", "minimum: low", "'low' is not a number"),
    ("minimum: 0", "minimum: 010", "'010' is not a number"),
    ("minimum: 0, maximum: 9.5", "pattern: x", "only a string has one"),
    ("pattern: 'claims-[0-9]{4}'", "minimum: 1", "only a whole number or a number has one"),
    ("codes: date-of", "codes: date_off", "codes.yml has no list 'date_off'; did you mean 'date-of'"),
    ("'no': {meaning", "no: {meaning", "no is read as a truth value; for a text write 'no' in quotes"),
    ("'no': {meaning", "1: {meaning", "1 is read as a number"),
    ("'no': {meaning", "2020-09-08: {meaning", "is read as a date"),
    ("'no': {meaning: Against, ", "'no': {", "meaning is missing"),
    ("'no': {meaning: Against", "'no': {meanning: Against", "unknown key 'meanning'; did you mean 'meaning'?"),
    ("'no': {meaning: Against", "for: {meaning: Against", "for stands twice"),
    ("hue: green", "hue: gren", "'gren' is none of: blue, orange, green"),
    ("hue: green", "hue: red", "'red' is none of"),
    ("hue: '#0072B2'", "hue: '#072'", "nor like '#0072B2'"),
    ("hue: '#0072B2'", "role: onw", "'onw' is none of: own, boilerplate; did you mean 'own'?"),
    ('delimiter: "|", ', "", "a list needs its delimiter"),
    ('delimiter: "|"', 'delimiter: "||"', "is not one character that separates"),
    ('delimiter: "|"', 'delimiter: ","', "is not one character that separates"),
    ("{name: speaker, type: string,", '{name: speaker, type: string, delimiter: ";",', "only a list has a delimiter"),
    ("refers: entities.entity", "refers: entities", "'entities' is not like table.column"),
    ("names: entities.entity", "names: entities.entity, refers: entities.entity", "it has both names and refers"),
    ("reference: {resource: others, fields: [id]}", "reference: {resource: others}", "fields is missing"),
    ("reference: {resource: others, fields: [id]}", "reference: others", "is not a list of keys"),
    (
        "{fields: [id], reference: {resource: others",
        "{fields: [id, date], reference: {resource: others",
        "2 columns refer to 1",
    ),
    ("{fields: [id], reference", "{field: [id], reference", "unknown key 'field'; did you mean 'fields'?"),
    (
        "require: date_of, with: date",
        "require: date_of, with: dates",
        "rules, 1, with: there is no column 'dates'; did you mean 'date'",
    ),
    (
        "require: date_of, with: date",
        "requires: date_of, with: date",
        "unknown key 'requires'; did you mean 'require'?",
    ),
    ("require: date_of, with: date", "require: date_of", "say with, without or when"),
    (
        "require: date_of, with: date",
        "require: date_of, empty: date, with: date",
        "a rule has one of: require, empty, equal, before",
    ),
    ("equal: [speaker, about]", "equal: speaker", "it names two columns"),
    ("equal: [speaker, about]", "equal: [speaker, about], with: date", "equal has no conditions"),
    ("when: {stance: ['no']}", "when: {stance: [no]}", "no is read as a truth value"),
    ("when: {stance: ['no']}", "when: {stance: [nope]}", "'nope' is no value of stance"),
    ("when: {stance: ['no']}", "when: {stand: ['no']}", "there is no column 'stand'; did you mean 'stance'"),
    ("when: {stance: ['no']}", "when: stance", "is not a list of keys"),
    ("compared: [stance]", "compared: [stanse]", "there is no column 'stanse'; did you mean 'stance'"),
    ("says: speaker", "says: speeker", "reader.says: there is no column 'speeker'; did you mean 'speaker'"),
    ("says: speaker", "says: {column: speaker}", "otherwise is missing"),
    ("footing: [stance]", "footing: [form]", "reader.footing: there is no column 'form'"),
    ("parts: {about: About}", "parts: {abot: About}", "there is no column 'abot'; did you mean 'about'"),
    ("  kind: stance", "  kinds: stance", "unknown key 'kinds'; did you mean 'kind'?"),
    ("title: Claims", "title: Claims\ntitle: Claims", "title stands twice"),
    ("title: Claims", "<<: {title: Claims}", "is read as a merge key"),
    ("title: Claims", "title: *nothing", "not valid YAML"),
    ("title: Claims", "title:\tClaims\n\tx: y", "not valid YAML"),
]


@pytest.mark.parametrize(("old", "new", "said"), FAULTS)
def test_a_fault_of_a_description_is_told_in_words(tmp_path, old, new, said):
    assert old in GOOD
    with pytest.raises(AnalysisError) as caught:
        described(tmp_path, GOOD.replace(old, new, 1))
    assert "claims.yml" in str(caught.value) and said in str(caught.value) and caught.value.do


def test_all_faults_are_told_at_once_in_the_order_of_the_file(tmp_path):
    content = GOOD
    for old, new in (("title: Claims", "titel: Claims"), ("type: number", "type: numbr"), ("hue: green", "hue: gren")):
        content = content.replace(old, new, 1)
    with pytest.raises(AnalysisError, match="claims.yml: 3 faults") as caught:
        described(tmp_path, content)
    said = str(caught.value)
    assert (
        said.index("line 1: unknown key 'titel'")
        < said.index("line 25, column size")
        < said.index("line 35, column stance")
    )


@pytest.mark.parametrize("name", ["Claims.yml", "2020.yml", "my claims.yml", "claims-new.yml"])
def test_a_name_that_no_attribute_has_is_refused(tmp_path, name):
    with pytest.raises(AnalysisError, match="is no name for a table"):
        described(tmp_path, GOOD, name)


@pytest.mark.parametrize("content", ["", "- a", "text", b"\xff\xfe", "a: [", "5", "null"])
def test_a_file_that_is_no_description_is_an_error_for_a_person(tmp_path, content):
    with pytest.raises(AnalysisError, match="claims.yml"):
        described(tmp_path, content)


@given(st.text(max_size=60))
def test_any_text_is_described_or_refused_but_never_a_traceback(tmp_path_factory, content):
    for spoiled in (content, GOOD.replace("One claim.", content), GOOD.replace("[id]", content, 1)):
        try:
            described(tmp_path_factory.getbasetemp(), spoiled.encode("utf-8", "surrogatepass"))
        except AnalysisError as error:
            assert "claims.yml" in str(error)


def test_shared_lists_of_codes_have_the_same_faults(tmp_path):
    assert code_lists(tmp_path / "codes.yml") == {}
    (tmp_path / "codes.yml").write_text("form:\n  own: {meaning: Own}\n  yes: {meaning: x}\nempty: {}\n", "utf-8")
    with pytest.raises(AnalysisError, match="codes.yml: 2 faults") as caught:
        code_lists(tmp_path / "codes.yml")
    assert "line 3, form: yes is read as a truth value" in str(caught.value) and "there is no value in it" in str(
        caught.value
    )


def test_the_example_of_the_readme_is_a_whole_description(tmp_path):
    readme = (HERE.raw / "README.md").read_text("utf-8")
    table = described(tmp_path, readme.split("```yaml\n")[1].split("```")[0])
    assert f"`{','.join(table.names)}`" in readme
    for keys in (
        field._FIELD,
        description._RULE,
        value._CODE,
        field._CONSTRAINTS,
        description._SCHEMA,
    ):
        assert [
            key
            for key in keys
            if f"`{key}" not in readme and f"schema.{key}`" not in readme and f"{key}`" not in readme
        ] == []
