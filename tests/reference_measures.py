"""What the rows of published values mean in the terms of this package: names of measures, forms of input.

`FAMILIES` is the table: for each family, patterns of names (in small letters, everything but letters and digits as `_`)
with the function that answers. The first that fits counts.
"""

from __future__ import annotations

import json
import os
import re
import zipfile
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from analysis import AnalysisError
from analysis.dates import edtf
from analysis.measures import (
    agreement,
    association,
    contingency,
    cooccurrence,
    dispersion,
    diversity,
    exact,
    frequency,
    kappa,
    keyness,
    readability,
    similarity,
)
from newsbench.concordance import Concordance
from newsbench.corpus import Corpus
from newsbench.index import of_texts
from newsbench.query import Hits

HERE = Path(__file__).resolve().parent
Given = dict[str, Any]


class NotOffered(Exception):
    """A measure, or a form of its input, that this package does not have."""


class Texts:
    """The addresses that rows name: in the folder that is said, else in `CORPUS_INAUGURAL`, else the copy kept here."""

    def __init__(self, folder: Path | None = None):
        said = folder or (Path(given) if (given := os.environ.get("CORPUS_INAUGURAL")) else None)
        if said and not any(said.glob("*.txt")):
            raise AnalysisError(
                "there is no text in this folder",
                where=str(said),
                do="Give the folder of the addresses, one .txt file each.",
            )
        self._folder = said

    @cached_property
    def corpus(self) -> Corpus:
        """The addresses, indexed."""
        if self._folder:
            texts = {path.stem: path.read_text("utf-8") for path in sorted(self._folder.glob("*.txt"))}
        else:
            with zipfile.ZipFile(HERE / "data" / "inaugural.zip") as kept:
                texts = {Path(name).stem: kept.read(name).decode() for name in sorted(kept.namelist())}
        return Corpus(of_texts(texts), "inaugural addresses")

    def asked(self, given: Given) -> Corpus:
        """What of the addresses a row means, by the name that it gives the corpus."""
        if "doc" in given:
            return self.corpus.where(article=given["doc"])
        if "text" in given:
            return Corpus(of_texts({"text": " ".join(spelt(given["text"]))}))
        if not str(given["corpus"]).startswith("data_corpus_inaugural"):
            raise NotOffered(f"the corpus {given['corpus']!r} is not at hand")
        return self.corpus


def name(text: str) -> str:
    """A measure's name without what differs from hand to hand."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def compute(family: str, measure: str, given: Given, texts: Texts) -> Any:
    """The value of a row, as numbers, text, lists and mappings of Python."""
    if family not in FAMILIES:
        raise NotOffered(f"there is no family {family!r}")
    for pattern, answer in FAMILIES[family]:
        if found := re.fullmatch(pattern, name(measure)):
            try:
                return plain(answer(given, found, texts))
            except KeyError as missing:
                raise NotOffered(f"its input has no {missing}") from None
    raise NotOffered("no measure has this name")


def plain(value: Any) -> Any:
    """A value without numpy."""
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    return [plain(one) for one in value] if isinstance(value, (list, tuple)) else value


# Input ---------------------------------------------------------------------------------------------------------------


def words(text: Any) -> list[Any]:
    """Words with spaces between them; a list is words already."""
    return text.split() if isinstance(text, str) else list(text)


def repeated(text: str) -> list[str]:
    """``b×7 a×3`` as ten words."""
    return [word for part in text.split() for word, _, often in [part.partition("×")] for _ in range(int(often or 1))]


def corpora(given: Given) -> tuple[Any, Any, Any, Any]:
    """f1, n1, f2, n2 of a row: as they stand, of cells (first row: the word), or of two texts."""
    if "f1" in given and "n1" in given:
        return given["f1"], given["n1"], given["f2"], given["n2"]
    if "o11" in given:
        return (
            given["o11"],
            given["o11"] + given["o21"],
            given["o12"],
            given["o12"] + given["o22"],
        )
    one, other = repeated(given["d1"]), repeated(given["d2"])
    return one.count(given["feature"]), len(one), other.count(given["feature"]), len(other)


def cells(given: Given) -> contingency.Contingency:
    """The table of a row, of whatever counts it has."""
    if "o22" in given:
        return contingency.of_cells(given.get("o11", given.get("f")), given["o12"], given["o21"], given["o22"])
    if "n1" in given:
        return contingency.of_corpora(given["f1"], given["n1"], given["f2"], given["n2"])
    # Dice and its kin need no total.
    return contingency.of_pair(given["f"], given["f1"], given["f2"], given.get("N", given["f1"] + given["f2"]))


def parts(given: Given) -> tuple[Any, Any]:
    """Counts and sizes of parts; none where all are equal."""
    sizes = given.get("partsize", "equal")
    return given["subfreq"], None if sizes == "equal" else sizes


def tokens(given: Given) -> list[Any]:
    """The words of a row in their order: as they stand, or by the hash of a list that is kept."""
    if "sha" in given:
        kept = json.loads((HERE / "data" / "reference-tokens.json").read_text("utf-8"))["sha"]
        if given["sha"] not in kept:
            raise NotOffered(f"the list of words {given['sha']} is not kept here")
        return kept[given["sha"]]
    if isinstance(given.get("tokens"), int):
        raise KeyError("order of tokens")
    return words(given["tokens"] if "tokens" in given else given["text"])


def types(given: Given) -> Any:
    """Frequencies of types. Where only numbers of types and tokens are given, one type has all the rest."""
    if "freq_spectrum" in given:
        return diversity.of_spectrum(given["freq_spectrum"])
    if "rank_frequency" in given:
        return given["rank_frequency"]
    v, n = given.get("n_types", given.get("types")), given.get("n_tokens", given.get("tokens"))
    if isinstance(v, int) and isinstance(n, int):
        return [n - v + 1] + [1] * (v - 1)
    return diversity.frequencies(tokens(given))


def units(given: Given) -> list[list[Any]]:
    """What coders said of each unit."""
    if "triples" in given:
        return agreement.of_triples([tuple(row) for row in given["triples"]])
    if "coders_by_units" in given:
        return [list(unit) for unit in zip(*given["coders_by_units"], strict=True)]
    return given["units"]


def as_set(value: Any) -> Any:
    """``f,s`` as the set of f and s."""
    return (
        None
        if value is None
        else frozenset(filter(None, map(str.strip, value.split(","))))
        if isinstance(value, str)
        else frozenset(value)
    )


def spelt(text: str) -> list[str]:
    """``A B … Z`` with the letters between."""
    if found := re.fullmatch(r"(.*?)([A-Za-z]) (\S) … (\S)", text):
        return [*found[1].split(), found[2], *(chr(at) for at in range(ord(found[3]), ord(found[4]) + 1))]
    return text.split()


def found_in(corpus: Corpus, given: Given) -> Hits:
    """Where a pattern (``secur*|glob``, ``^secur|regex``, ``security|fixed``), a phrase or a feature is found."""
    pattern, _, kind = str(given.get("pattern", given.get("phrase", given.get("feature")))).partition("|")
    return corpus.find(
        f"/{pattern}/" if kind == "regex" else pattern, case=not given.get("case_insensitive", True), written=True
    )


# Answers -------------------------------------------------------------------------------------------------------------


def key(measure: str, **options: Any) -> Callable[..., Any]:
    """A measure of keyness."""
    return lambda given, found, texts: keyness.score(measure, *corpora(given), **options)


def bound(measure: str, **options: Any) -> Callable[..., Any]:
    """A conservative log ratio, whose alpha and family a row may give."""

    def answer(given: Given, found: Any, texts: Texts) -> Any:
        size = given.get("family_size", given.get("vocab", given.get("m")))
        return keyness.score(
            measure,
            *log_corpora(given),
            alpha=given.get("alpha", 1 - given.get("conf_level", 0.95)),
            size=size,
            **options,
        )

    return answer


def log_corpora(given: Given) -> tuple[Any, Any, Any, Any]:
    """Two corpora; of a pair, the window and the rest."""
    if "n1" in given or "d1" in given:
        return corpora(given)
    table = cells(given)
    return table.o11, table.r1, table.o21, table.o21 + table.o22


def pair(measure: str, **options: Any) -> Callable[..., Any]:
    """A measure of association."""
    return lambda given, found, texts: association.of_table(measure, cells(given), **options)


def spread(measure: str) -> Callable[..., Any]:
    """A measure of dispersion on the scale that its name says, else as published."""

    def answer(given: Given, found: Any, texts: Texts) -> Any:
        said = found.string
        scale = 1 if "conventional" in said else 0 if "gries_scaling" in said or "0_even" in said else None
        return dispersion.score(measure, *parts(given), even=scale)

    return answer


def rich(measure: str, option: str = "", **options: Any) -> Callable[..., Any]:
    """A measure of diversity; `option` is the parameter that stands in the name or in the input."""

    def answer(given: Given, found: Any, texts: Texts) -> Any:
        chosen = dict(options)
        said = found.groupdict().get("number") or given.get(option, given.get(f"{option}_size"))
        if option and said is not None:
            chosen[option] = float(f".{said}" if str(said).isdigit() else said) if option == "threshold" else int(said)
        source = tokens(given) if measure in diversity.RUNNING else types(given)
        return diversity.score(measure, source, **chosen)

    return answer


def easy(measure: str) -> Callable[..., Any]:
    """A formula of readability."""
    return lambda given, found, texts: readability.score(measure, **{k: v for k, v in given.items() if k != "text"})


def alpha(level: Any) -> Callable[..., Any]:
    """Krippendorff's alpha."""

    def answer(given: Given, found: Any, texts: Texts) -> Any:
        rows = units(given)
        return agreement.alpha([[as_set(v) for v in unit] for unit in rows] if callable(level) else rows, level)

    return answer


def agreed(measure: str, weights: str = "none") -> Callable[..., Any]:
    """A kappa: of a table of two coders, of units by categories, or of what each coder said."""

    def answer(given: Given, found: Any, texts: Texts) -> Any:
        if "table" in given:
            return kappa.of_table(measure, given["table"], weights)
        if "subject_by_category" in given:
            return kappa.of_subjects(
                {"brennan_prediger": "randolph_kappa"}.get(measure, measure), given["subject_by_category"]
            )
        rows = units(given)
        if measure in kappa.TABLE and max(map(len, rows)) == 2:
            return kappa.of_table(measure, kappa.table_of([tuple(u) for u in rows if None not in u])[1], weights)
        categories = sorted({v for unit in rows for v in unit if v is not None}, key=str)
        return kappa.of_subjects(measure, [[list(unit).count(c) for c in categories] for unit in rows])

    return answer


def alike(measure: str) -> Callable[..., Any]:
    """A similarity of two texts."""
    return lambda given, found, texts: similarity.score(measure, words(given["a"]), words(given["b"]))


def counted(given: Given, found: Any, texts: Texts) -> Any:
    """Pairs within a window."""
    return cooccurrence.in_window(words(given["tokens"]), given["window"])[frozenset(given["pair"])]


def listed(given: Given, found: Any, texts: Texts) -> Any:
    """Frequency, rank, documents of a word."""
    frame = frequency.listed([words(text) for text in given["docs"]]).set_index("word")
    return [int(value) for value in frame.loc[given["feature"], ["frequency", "rank", "documents"]]]


def hits(given: Given, found: Any, texts: Texts) -> Any:
    """How often something is found."""
    return len(found_in(texts.asked(given), given))


def documents(given: Given, found: Any, texts: Texts) -> Any:
    """In how many texts something is found."""
    corpus = texts.asked(given)
    return len(np.unique(corpus.index.document_of(found_in(corpus, given).starts)))


def forms(given: Given, found: Any, texts: Texts) -> Any:
    """The spellings that are found."""
    corpus = texts.asked(given)
    return sorted({line.node for line in lines_of(corpus, found_in(corpus, given), 1)})


def line(given: Given, found: Any, texts: Texts) -> Any:
    """The one line of a text: place of the word from 1, what stands before and behind it."""
    corpus = texts.asked(given)
    hits = found_in(corpus, given)
    (only,) = lines_of(corpus, hits, given["window"])
    return {"pos": int(hits.starts[0]) + 1, "pre": only.left.strip(), "post": only.right.strip()}


def lines_of(corpus: Corpus, hits: Hits, words: int) -> Any:
    """Lines of a concordance."""
    made = Concordance(corpus, "", hits, words=words).lines()
    return list(made.itertuples())


def is_valid(given: Given, found: Any, texts: Texts) -> Any:
    """Whether a text is EDTF, at the level where one is given."""
    return not edtf.fault(given["edtf"]) and edtf.level(given["edtf"]) <= given.get("level", 2)


def edtf_level(given: Given, found: Any, texts: Texts) -> Any:
    """The lowest level that has the form."""
    return "; ".join(filter(None, [edtf.fault(given["edtf"])])) or edtf.level(given["edtf"])


def edtf_bounds(given: Given, found: Any, texts: Texts) -> Any:
    """The first and the last day."""
    if fault := edtf.fault(given["edtf"]):
        return fault
    found = edtf.bounds(given["edtf"])
    return [edtf.iso(found.first), edtf.iso(found.last)]


_NUMBER = r"(?:_(?:w_?|s_?)?(?P<number>[0-9]+))?"
Answers = list[tuple[str, Callable[[Given, Any, Texts], Any]]]

FAMILIES: dict[str, Answers] = {
    "keyness": [
        (
            r"g2_two_cell.*signed",
            lambda g, f, t: np.sign(g["f1"] * g["n2"] - g["f2"] * g["n1"]) * keyness.score("g2", *corpora(g)),
        ),
        (r"g2_two_cell.*", key("g2")),
        (r"g2_four_cell.*signed|g2.*signed", key("g2_signed")),
        (r"g2_four_cell.*", key("g2_four_cell")),
        (r"g2_critical_df1|(?:g2|chi2)_critical.*", lambda g, f, t: keyness.critical(g["p"], g.get("df", 1))),
        (r"relfreq_percent_1", lambda g, f, t: frequency.per(g["f1"], g["n1"], 100)),
        (r"relfreq_percent_2", lambda g, f, t: frequency.per(g["f2"], g["n2"], 100)),
        (r"bic.*", key("bic")),
        (r"odds_ratio", key("odds_ratio")),
        (r"relative_risk.*", key("relative_risk")),
        (
            r"(?:lrc|log_ratio_conservative|conservative_log_ratio)_(?:.*_)?normal.*",
            bound("log_ratio_conservative_normal"),
        ),
        (r"(?:positive_?lrc|lrc_(?:.*_)?positive).*", bound("log_ratio_conservative", one_sided=True)),
        (r"(?:lrc|clr|log_ratio_conservative|conservative_log_ratio|log_ratio_lrc).*", bound("log_ratio_conservative")),
        (r"log_ratio_discounted.*", key("log_ratio_half")),
        (r"log_ratio_hardie.*", key("log_ratio_hardie")),
        (r"log_ratio", key("log_ratio")),
        (r"pct_diff|percent_diff.*|diff", key("percent_difference")),
        (r"simple_maths_.*?(?P<k>[0-9]+)", lambda g, f, t: keyness.score("simple_maths", *corpora(g), k=float(f["k"]))),
        (r"difference_coefficient", key("difference_coefficient")),
        (
            r"fisher_exact_p_(?P<side>two_sided|less|greater)",
            lambda g, f, t: exact.fisher(g["o11"], g["o12"], g["o21"], g["o22"], f["side"].replace("_", "-")),
        ),
        (r"fisher_conditional_mle_or", lambda g, f, t: exact.conditional_odds_ratio(*(int(x) for x in cells_of(g)))),
        (r"mann_whitney_ranksum", lambda g, f, t: exact.rank_sum(g["x"], g["y"])),
        (r"chi2_yates.*", key("chi2_yates")),
        (r"chi2.*signed", key("chi2_signed")),
        (r"chi2", key("chi2")),
        (r"pmi_nat", key("pmi")),
        (
            r"(?P<how>bonferroni|sidak|holm).*",
            lambda g, f, t: keyness.corrected(g["p"], g.get("family_size", g.get("m")), f["how"]),
        ),
    ],
    "collocation": [
        (r"t_score_m_s_variance_f|t_score|ucs_am_t_score", pair("t_score")),
        (r"z_score|ucs_am_z_score", pair("z_score")),
        (r"chi2_signed|ucs_am_chi_squared", pair("chi2_signed")),
        (r"ucs_am_chi_squared_corr|chi2_yates_signed", pair("chi2_yates_signed")),
        (r"chi2_yates", pair("chi2_yates")),
        (r"chi2", pair("chi2")),
        (r"g2_four_cell_signed|ucs_am_log_likelihood", pair("g2_signed")),
        (r"g2_four_cell.*|g2", pair("g2")),
        (r"simple_ll_signed|ucs_am_simple_ll", pair("simple_ll_signed")),
        (r"simple_ll", pair("simple_ll")),
        (r"pmi_log2|mi_log2|pmi|mi", pair("mi")),
        (r"mi_log10|pmi_log10|ucs_am_mi", pair("mi", base=10)),
        (r"ucs_am_mi2|mi2_log10", pair("mi2", base=10)),
        (r"ucs_am_mi3|mi3_log10", pair("mi3", base=10)),
        (r"mi2.*", pair("mi2")),
        (r"mi3.*", pair("mi3")),
        (r"ucs_am_local_mi|local_mi.*log10.*", pair("local_mi", base=10)),
        (r"local_mi|local_mutual_information", pair("local_mi", base=10)),
        (r"mi_ratio.*|mu", pair("mu")),
        (r"npmi", pair("npmi")),
        (r"dice|ucs_am_dice", pair("dice")),
        (r"logdice|log_dice", pair("log_dice")),
        (r"jaccard|ucs_am_jaccard", pair("jaccard")),
        (r"min_sensitivity|minimum_sensitivity|ucs_am_ms", pair("minimum_sensitivity")),
        (r"ucs_am_odds_ratio|log_odds_ratio", pair("log_odds_ratio")),
        (r"odds_ratio", pair("odds_ratio")),
        (
            r"(?:lrc|clr|log_ratio_conservative|conservative_log_ratio).*normal.*",
            bound("log_ratio_conservative_normal"),
        ),
        (
            r"(?:lrc|clr|log_ratio_conservative|conservative_log_ratio).*positive.*",
            bound("log_ratio_conservative", one_sided=True),
        ),
        (r"(?:lrc|clr|log_ratio_conservative|conservative_log_ratio).*", bound("log_ratio_conservative")),
        (r"log_ratio.*", pair("log_ratio")),
        (r"phi_squared|phi2", pair("phi2")),
        (r"delta_p_(?:2_1|backward|reverse).*", pair("delta_p_backward")),
        (r"delta_p.*", pair("delta_p")),
        (r"conditional_probability", pair("conditional_probability")),
        (r"liddell", pair("liddell")),
    ],
    "dispersion": [
        (r"range_relative.*", spread("range_relative")),
        (r"range", spread("range")),
        (r"sd_population", spread("sd")),
        (r"vc_population", spread("variation")),
        (r"juilland_d.*", spread("juilland_d")),
        (r"carroll_d2.*", spread("carroll_d2")),
        (r"rosengren_s.*", spread("rosengren_s")),
        (r"zhang_dc.*", spread("zhang_dc")),
        (r"lyne_d3.*", spread("lyne_d3")),
        (r"(?:burch_)?d_?a(?:_.*)?", spread("burch_da")),
        (r"dp_.*egbert.*", spread("dp_egbert")),
        (r"dp_?norm.*|dp_lijf.*", spread("dp_norm")),
        (r"dp(?:_.*)?", spread("dp")),
        (r"kld_bits.*", spread("kl")),
        (r"dkl_odds_to_probability.*", spread("kl_odds")),
        (r"dkl_base_e.*", spread("kl_power")),
        (r"adjusted_freq_juilland_u", spread("juilland_u")),
        (r"adjusted_freq_carroll_um", spread("carroll_um")),
        (r"adjusted_freq_rosengren_kf", spread("rosengren_kf")),
        (r"adjusted_freq_engwall_fm", spread("engwall_fm")),
        (r"adjusted_freq_kromer_ur", spread("kromer_ur")),
    ],
    "lexdiv": [
        (r"(?:simple_)?ttr", rich("ttr")),
        (r"r_guiraud|r|root_ttr|rttr", rich("rttr")),
        (r"cttr", rich("cttr")),
        (r"c_herdan|c|log_ttr|logttr", rich("herdan_c")),
        (r"maas_a_sqrt|maas", rich("maas_a")),
        (r"maas_ttr|maas_a2|mass_ttr", rich("maas_a2")),
        (r"u_dugast.*|u|uber", rich("dugast_u")),
        (r"s_somers.*|s", rich("somers_s", base=10)),
        (r"yule_k.*|k_yule.*|k", rich("yule_k")),
        (r"yule_i.*|i_yule.*|i", rich("yule_i")),
        (r"simpson.*|d_simpson|d", rich("simpson_d")),
        (r"herdan_vm|vm.*", rich("herdan_vm")),
        (r"honore.*", rich("honore_r")),
        (r"brunet.*", rich("brunet_w")),
        (r"mattr" + _NUMBER, rich("mattr", "window")),
        (r"msttr(?:_remainder_dropped)?" + _NUMBER, rich("msttr", "segment")),
        (r"hdd" + _NUMBER, rich("hdd", "sample")),
        (r"mtld_(?:ma_)?wrap.*", rich("mtld_wrap")),
        (r"mtld_(?:ma_)?bid.*", rich("mtld_both_ways")),
        (r"mtld" + _NUMBER, rich("mtld", "threshold")),
        (r"shannon_entropy_bits", rich("entropy")),
        (r"shannon_entropy_bits_of_spectrum", rich("entropy_of_spectrum")),
        (r"repeat_rate", rich("repeat_rate")),
        (r"repeat_rate_of_spectrum", rich("repeat_rate_of_spectrum")),
        (r"fisher_alpha", rich("fisher_alpha")),
    ],
    "readability": [
        (r"flesch_re|flesch", easy("flesch")),
        (r"flesch_kincaid.*", easy("flesch_kincaid")),
        (r"ari.*", easy("ari")),
        (r"coleman_liau.*", easy("coleman_liau")),
        (r"fog.*|gunning_fog", easy("fog")),
        (r"smog.*", easy("smog")),
        (r"lix", easy("lix")),
    ],
    "agreement": [
        (r"krippendorff_alpha_jaccard.*", alpha(agreement.jaccard_distance)),
        (r"krippendorff_alpha_masi.*", alpha(agreement.masi_distance)),
        (r"krippendorff_alpha_(?P<level>nominal|ordinal|interval|ratio)", lambda g, f, t: alpha(f["level"])(g, f, t)),
        (r"jaccard_distance", lambda g, f, t: agreement.jaccard_distance(as_set(g["a"]), as_set(g["b"]))),
        (r"masi_distance", lambda g, f, t: agreement.masi_distance(as_set(g["a"]), as_set(g["b"]))),
        (r"cohen_kappa_(?P<weights>linear|quadratic)", lambda g, f, t: agreed("cohen_kappa", f["weights"])(g, f, t)),
        (r"cohen_kappa", agreed("cohen_kappa")),
        (r"scott_pi", agreed("scott_pi")),
        (r"fleiss_kappa", agreed("fleiss_kappa")),
        (r"(?:randolph|brennan_prediger|bennett).*", agreed("brennan_prediger")),
        (r"gwet_ac[12]_(?P<weights>linear|quadratic)", lambda g, f, t: agreed("gwet_ac1", f["weights"])(g, f, t)),
        (r"gwet.*", agreed("gwet_ac1")),
        (r"percent_agreement|raw_agreement|agreement", agreed("agreement")),
    ],
    "similarity": [
        (r"jaccard", alike("jaccard")),
        (r"dice", alike("dice")),
        (r"cosine", alike("cosine")),
        (r"simple_matching", alike("simple_matching")),
        (r"overlap", alike("overlap")),
        (r"e_?jaccard|extended_jaccard", alike("extended_jaccard")),
        (r"e_?dice|extended_dice", alike("extended_dice")),
        (r"correlation|pearson", alike("correlation")),
        (r"euclidean", alike("euclidean")),
        (r"manhattan", alike("manhattan")),
    ],
    "cooccurrence": [(r"fcm_window_count|.*window.*", counted)],
    "frequency": [(r"frequency_rank_docfreq", listed)],
    "concordance": [
        (r"hits|frequency", hits),
        (r"documents_with_hit|document_frequency", documents),
        (r"kwic_keyword_forms", forms),
        (r"kwic_line", line),
    ],
    "edtf": [
        (r"valid|invalid", is_valid),
        (r"level.*", edtf_level),
        (r"lower_strict_upper_strict|bounds.*", edtf_bounds),
    ],
}


def cells_of(given: Given) -> tuple[Any, Any, Any, Any]:
    """The four cells of a row of two corpora."""
    f1, n1, f2, n2 = corpora(given)
    return f1, f2, n1 - f1, n2 - f2
