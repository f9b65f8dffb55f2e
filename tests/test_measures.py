"""Measures: wrong counts and names are answered in words; what must hold of any counts holds."""

import doctest
import importlib
import itertools
import pkgutil

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import analysis.measures
from analysis.errors import AnalysisError
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

FAMILIES = [keyness.MEASURES, association.MEASURES, dispersion.MEASURES, diversity.MEASURES, diversity.RUNNING]
FAMILIES += [readability.MEASURES, similarity.MEASURES, kappa.TABLE, kappa.SUBJECTS]
MODULES = [module.name for module in pkgutil.iter_modules(analysis.measures.__path__, "analysis.measures.")]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: keyness.score("log_rato", 1, 2, 1, 2), "did you mean 'log_ratio'"),
        (lambda: keyness.score("g2", -1, 2, 1, 2), r"f1 has a negative count \(-1\)"),
        (lambda: keyness.score("g2", 3, 2, 1, 2), r"f1 is more than n1 \(3 of 2\)"),
        (lambda: keyness.score("g2", [1, 2], 5, [1, 2, 3], 5), "lengths differ"),
        (lambda: keyness.score("g2", "many", 5, 1, 5), "f1 is 'many'"),
        (lambda: keyness.score("g2", float("nan"), 5, 1, 5), "missing or infinite"),
        (lambda: keyness.corrected([0.1], how="bonferoni"), "did you mean 'bonferroni'"),
        (lambda: keyness.corrected([0.1, 0.2], size=1), "a family of 1 has no 2 tests"),
        (lambda: keyness.critical(2), "not between 0 and 1"),
        (lambda: keyness.score("log_ratio_conservative", 1, 2, 1, 2, alpha=0), "not between 0 and 1"),
        (lambda: association.score("logdice", 1, 2, 3, 9), "did you mean 'log_dice'"),
        (lambda: association.score("mi", 3, 2, 3, 9), "f is more than f1"),
        (lambda: association.score("mi", 1, 6, 6, 9), "more than n"),
        (lambda: dispersion.score("dp", [1]), "two parts or more"),
        (lambda: dispersion.score("dp", [1, 2], [5]), "2 counts have 1 sizes"),
        (lambda: dispersion.score("dp", [1, 2], [5, 0]), "a part has no words"),
        (lambda: dispersion.score("sd", [1, 2], even=1), "no scale from 0 to 1"),
        (lambda: dispersion.score("dp", [1, 2], even=2), "even is 2"),
        (lambda: dispersion.average_waiting_time([7], 5), "beyond the 5 words"),
        (lambda: diversity.score("mttld", "a b".split()), "frequencies is"),
        (lambda: diversity.score("yulek", [1, 2]), "did you mean 'yule_k'"),
        (lambda: diversity.score("ttr", []), "there is no word"),
        (lambda: diversity.score("mattr", []), "there is no word"),
        (lambda: diversity.score("mattr", ["a"], window=0), "window is 0"),
        (lambda: diversity.score("hdd", [1, 2]), "fewer than a sample of 42"),
        (lambda: diversity.score("fisher_alpha", [1, 1]), "no alpha"),
        (lambda: readability.score("flesch", words=3), "needs sentences, syllables"),
        (lambda: readability.score("flesch", words=3, sentences=0, syllables=3), "without words or sentences"),
        (lambda: similarity.score("jaccard", [], []), "neither text"),
        (lambda: agreement.alpha([["a", "b"]], "nominel"), "did you mean 'nominal'"),
        (lambda: agreement.alpha([["a", "b"]], "interval"), "'[ab]' is not a number"),
        (lambda: agreement.alpha_interval([["a", "b"]], confidence=95), "confidence is 95"),
        (lambda: agreement.of_triples([("x", 1, "a"), ("x", 1, "b")]), "gave unit 1 two values"),
        (lambda: agreement.found_by_both(2, 3, 4), "4 rows in both"),
        (lambda: kappa.of_table("cohen_kappa", [[1, 2]]), "not square"),
        (lambda: kappa.of_table("cohen_kappa", [[0]]), "empty"),
        (lambda: kappa.of_table("cohen_kapa", [[1]]), "did you mean 'cohen_kappa'"),
        (lambda: kappa.of_table("cohen_kappa", [[1]], "quadratc"), "did you mean 'quadratic'"),
        (lambda: kappa.of_subjects("fleiss_kappa", [[1, 0]]), "no unit has two values"),
        (lambda: kappa.table_of([]), "no pair"),
        (lambda: exact.fisher(1, 2, 3, -4), "a cell is negative"),
        (lambda: exact.fisher(1, 2, 3, 4, "lesser"), "did you mean 'less'"),
        (lambda: exact.rank_sum([], [1]), "empty"),
        (lambda: cooccurrence.in_window(["a"], 0), "window is 0"),
        (lambda: frequency.listed([[]]), "no text has a word"),
        (lambda: frequency.per(1, 0), "no share"),
    ],
)
def test_a_wrong_call_is_answered_in_words(call, said):
    with pytest.raises(AnalysisError, match=said):
        call()


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_measure_says_its_formula_and_source(family):
    table = family.table()
    assert len(table) and (table[["formula", "source"]].map(len) > 4).all(axis=None)
    assert all(family[name].of.__doc__ for name in family)


@pytest.mark.parametrize("name", [*MODULES, "analysis.dates.edtf"])
def test_examples_run(name):
    module = importlib.import_module(name)
    assert doctest.testmod(module).failed == 0
    public = getattr(module, "__all__", [])
    for one in public:
        if callable(getattr(module, one)) and not isinstance(getattr(module, one), type):
            text = getattr(module, one).__doc__
            assert all(section in text for section in ("Parameters", "Returns", "Raises", "Examples")), one


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=5))
def test_many_words_at_once_get_what_each_gets_alone(counts):
    f1, f2 = zip(*counts, strict=True)
    frame = keyness.scores(f1, 60, f2, 70, [name for name in keyness.MEASURES if "conservative" not in name])
    for name in frame.columns[4:]:
        alone = [float(keyness.score(name, a, 60, b, 70)) for a, b in counts]
        np.testing.assert_allclose(frame[name], alone, rtol=1e-12)


@given(st.integers(0, 40), st.integers(40, 90), st.integers(0, 40), st.integers(40, 90))
def test_keyness_turned_about_changes_its_sign_only(f1, n1, f2, n2):
    assume(f1 + f2)
    for name in (
        "g2_signed",
        "chi2_signed",
        "log_ratio",
        "log_ratio_half",
        "log_ratio_conservative",
        "difference_coefficient",
    ):
        there, back = (float(keyness.score(name, *counts)) for counts in ((f1, n1, f2, n2), (f2, n2, f1, n1)))
        assert there == pytest.approx(-back, abs=1e-9)


@given(st.integers(0, 40), st.integers(40, 90), st.integers(0, 40), st.integers(40, 90), st.integers(1, 9999))
def test_the_conservative_log_ratio_never_says_more_than_the_plain_one(f1, n1, f2, n2, size):
    assume(f1 + f2)
    plain = float(keyness.score("log_ratio", f1, n1, f2, n2))
    for name in ("log_ratio_conservative", "log_ratio_conservative_normal"):
        bound = float(keyness.score(name, f1, n1, f2, n2, size=size))
        assert abs(bound) <= abs(plain) + 1e-9 and np.sign(bound) in (0, np.sign(plain))
        assert abs(bound) <= abs(float(keyness.score(name, f1, n1, f2, n2))) + 1e-9


@pytest.mark.parametrize("how", ["none", "bonferroni", "sidak", "holm"])
def test_a_single_p_value_is_corrected_to_a_single_one(how):
    raised = {"none": 0.01, "bonferroni": 0.07, "sidak": 1 - 0.99**7, "holm": 0.07}[how]
    assert keyness.corrected(0.01, 7, how) == pytest.approx(raised)
    assert keyness.corrected([0.01], 7, how).tolist() == pytest.approx([raised])


def test_conservative_bounds_are_those_of_the_reference_implementation():
    # github fau-klue/pandas-association-measures, tests/data/log-ratio-gold.tsv (R, Evert 2022), 599 words
    counts = (1189, 168329, 2157 - 1189, 19720567 - 168329)
    for name, options, wanted in (
        ("log_ratio_conservative", {}, 6.910068549501856),
        ("log_ratio_conservative", {"one_sided": True}, 6.9206299783908864),
        ("log_ratio_conservative_normal", {}, 6.9112561373666805),
        ("log_ratio_conservative_normal", {"alpha": 0.01}, 6.888131619986817),
    ):
        assert float(keyness.score(name, *counts, size=599, **options)) == pytest.approx(wanted, abs=1e-12)


def test_words_that_one_corpus_lacks_have_a_keyness():
    frame = keyness.scores([5, 0], 100, [0, 5], 100)
    assert frame["g2"].tolist() == pytest.approx([6.93147, 6.93147], abs=1e-4)
    assert frame["log_ratio"].tolist() == [np.inf, -np.inf]
    assert np.isfinite(frame["log_ratio_half"]).all() and np.isfinite(frame["log_ratio_conservative"]).all()


@given(st.lists(st.integers(0, 30), min_size=2, max_size=8), st.integers(1, 50))
def test_an_even_spread_is_even_by_every_measure(shares, times):
    assume(sum(share > 0 for share in shares) > 1)
    sizes = [10 * share for share in shares if share]
    even = [times * share for share in shares if share]
    for name in (
        "juilland_d",
        "carroll_d2",
        "rosengren_s",
        "burch_da",
        "dp",
        "dp_norm",
        "dp_egbert",
        "kl_odds",
        "kl_power",
    ):
        assert float(dispersion.score(name, even, sizes, even=1)) == pytest.approx(1, abs=1e-6)
        assert float(dispersion.score(name, even, sizes, even=0)) == pytest.approx(0, abs=1e-6)


@given(st.lists(st.integers(0, 20), min_size=2, max_size=8))
def test_burch_is_the_mean_of_all_pairs(counts):
    assume(sum(counts))
    pairs = [abs(a - b) for a, b in itertools.combinations(counts, 2)]
    by_hand = 1 - np.mean(pairs) / (2 * np.mean(counts))
    assert float(dispersion.score("burch_da", counts)) == pytest.approx(by_hand)


def test_distances_between_places_give_the_published_values():
    # Gries 2008, p. 406 and 410: the places of the word in his example of fifty words
    text = "b a m n i b e u p k b a s a t b e w q n b c a g a b e s t a b a g h a b e a a t b a h a a b e a x a".split()
    places = [at for at, word in enumerate(text) if word == "a"]
    assert dispersion.average_reduced_frequency(places, 50) == pytest.approx(10.8, abs=0.05)
    assert dispersion.average_waiting_time(places, 50) == pytest.approx(3.18, abs=0.005)
    assert dispersion.average_logarithmic_distance(places, 50) == pytest.approx(0.628, abs=5e-4)


@given(st.lists(st.sampled_from("abcde"), min_size=1, max_size=40), st.integers(1, 12))
def test_moving_average_is_the_mean_of_its_windows(tokens, window):
    width = min(window, len(tokens))
    rates = [len(set(tokens[at : at + width])) / width for at in range(len(tokens) - width + 1)]
    assert diversity.score("mattr", tokens, window=window) == pytest.approx(np.mean(rates))


LEVELS = st.sampled_from(agreement.LEVELS)
UNITS = st.lists(st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=3, max_size=3), min_size=1, max_size=12)


@given(UNITS, LEVELS)
def test_alpha_is_that_of_a_peer(units, level):
    data = np.array([[np.nan if v is None else v for v in unit] for unit in units], dtype=float).T
    paired = [v for unit in units for v in unit if v is not None and sum(x is not None for x in unit) > 1]
    ours = agreement.alpha(units, level)
    if len(set(paired)) < 2:
        assert np.isnan(ours)
        return
    assert ours == pytest.approx(krippendorff.alpha(reliability_data=data, level_of_measurement=level), abs=1e-12)


def test_the_interval_of_alpha_holds_the_estimate_and_hangs_on_the_seed_only():
    units = [["a", "a"]] * 12 + [["b", "b"]] * 8 + [["a", "b"]] * 3
    one, again = (agreement.alpha_interval(units, resamples=300, seed=4) for _ in range(2))
    assert one == again and one.low < one.estimate < one.high and one.undefined == 0
    assert agreement.alpha_interval([["a", "a"], ["b", "b"]], resamples=200).undefined > 0
    assert np.isnan(agreement.alpha_interval([], resamples=10).low)


def test_agreement_that_chance_alone_would_give_is_undefined_not_perfect():
    assert np.isnan(kappa.of_table("cohen_kappa", [[5, 0], [0, 0]]))
    assert kappa.of_table("gwet_ac1", [[5, 0], [0, 0]]) == 1
    assert np.isnan(agreement.alpha([["a", "a"], ["a", "a"]]))


def test_two_coders_agree_alike_by_table_and_by_subjects():
    pairs = [("x", "x")] * 7 + [("x", "y")] * 2 + [("y", "y")] * 4
    _, table = kappa.table_of(pairs)
    subjects = [[pair.count("x"), pair.count("y")] for pair in pairs]
    for by_table, by_subjects in (
        ("gwet_ac1", "gwet_ac1"),
        ("scott_pi", "fleiss_kappa"),
        ("brennan_prediger", "randolph_kappa"),
        ("agreement", "agreement"),
    ):
        assert kappa.of_table(by_table, table) == pytest.approx(kappa.of_subjects(by_subjects, subjects))


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(1, 99))
def test_measures_of_association_take_any_counts(o11, o12, o21, o22):
    table = contingency.of_cells(o11, o12, o21, o22)
    for name in association.MEASURES:
        value = float(association.of_table(name, table))
        if o11 and o12 and o21:
            assert np.isfinite(value), name
