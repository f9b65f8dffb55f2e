"""Colours keep their one meaning for every kind of eye, and in print."""

import itertools

import numpy as np
import pytest

from analysis.charts import fonts, markup, style

# Machado, Oliveira and Fernandes (2009), severity 1.0; linear RGB.
_EYES = {
    "trichromacy": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def _linear(colour):
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def _lab(linear):
    xyz = (
        np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
        @ np.clip(linear, 0, 1)
        / [0.9505, 1, 1.089]
    )
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def _contrast(one, other):
    light, dark = sorted((float(_linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


MEANINGS = [hue for name, hue in style.HUES.items() if name not in ("soft", "pale")]


@pytest.mark.parametrize("eye", _EYES)
def test_hues_are_told_apart(eye):
    for one, other in itertools.combinations(MEANINGS, 2):
        distance = np.linalg.norm(_lab(_EYES[eye] @ _linear(one)) - _lab(_EYES[eye] @ _linear(other)))
        assert distance > 15, f"{one} and {other} look alike with {eye}"


@pytest.mark.parametrize("eye", _EYES)
def test_red_is_told_from_every_hue(eye):
    for hue in MEANINGS:
        assert np.linalg.norm(_lab(_EYES[eye] @ _linear(style.CONTRADICTED)) - _lab(_EYES[eye] @ _linear(hue))) > 10


def test_nothing_but_contradiction_is_red():
    assert style.CONTRADICTED not in style.HUES.values()


@pytest.mark.parametrize("words", [style.INK, style.SOFT, style.RED_WORDS])
def test_words_have_contrast_on_paper_and_on_every_tint(words):
    for ground in {style.PAPER, *map(style.tint, MEANINGS)}:
        assert _contrast(words, ground) >= 4.5


@pytest.mark.parametrize("ground", sorted(style.HUES.values()))
def test_words_in_a_mark_are_legible(ground):
    assert _contrast(style.on(ground), ground) >= 4.5


def test_a_gloss_stays_on_one_line_and_lines_keep_to_their_room():
    for room in range(60, 300, 7):
        lines = fonts.wrap("They all use 平衡高水平互利共赢 in one order (win-win) and so on", 12, room)
        assert all(fonts.width(line, 12) <= room for line in lines)
        if fonts.width("平衡高水平互利共赢", 12) <= room:
            assert any("平衡高水平互利共赢" in line for line in lines)


def test_quotation_marks_are_as_narrow_as_english_needs():
    assert all(fonts.width(character, 10) < 6 for character in "‘’“”")


def test_charts_of_ones_own_take_the_style():
    import altair
    import matplotlib

    with altair.theme.enable(style.theme()):
        made = altair.Chart(altair.Data(values=[{"a": 1}])).mark_point().encode(x="a:Q").to_dict()
    assert made["config"]["font"].startswith(fonts.FAMILY)
    with matplotlib.rc_context(style.matplotlib_rc()):
        from matplotlib.font_manager import findfont

        assert findfont(fonts.FAMILY, fallback_to_default=False) == str(fonts.path())


def test_what_was_drawn_before_leaves_no_count_in_a_drawing():
    body = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><defs><linearGradient id="gradient_{0}"/>'
        '<linearGradient id="gradient_{1}"/></defs><path d="M0,0" fill="url(#gradient_{1})"/></svg>'
    )
    first, later = (markup.finished(body.format(*pair), "A test", "a test") for pair in ((0, 1), (7, 9)))
    assert first == later and "url(#gradient_1)" in first
