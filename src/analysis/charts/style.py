"""The house style: colours, sizes, and the same look for altair and matplotlib. What a colour means, a study says
(`kinds`).

Hues are Okabe and Ito's (2008), which people with deuteranopia, protanopia and tritanopia tell apart. A hue is never
the only carrier of a meaning: every form labels its marks directly or prints the word beside the hue.
"""

from __future__ import annotations

from functools import cache

from analysis.charts.fonts import FAMILY, STACK

# Widths in px at which a figure is composed: a page, and a phone.
WIDE, NARROW = 720, 346
MARGIN = 12

# Sizes in px; nothing is smaller than 12 at the width that it is made for.
TITLE, SUBTITLE, LABEL, SMALL = 19, 14, 13, 12
LEADING = 1.32  # distance of baselines, of the size
POINT = 72 / 96  # of a px, in matplotlib's points

INK, SOFT, FAINT, HAIR, PAPER = "#1F1F1F", "#595959", "#8C8C8C", "#D9D9D9", "#FFFFFF"

STRIPE, GRID = "#F7F7F7", "#EDEDED"

ORANGE, SKY, GREEN, BLUE, PURPLE = "#E69F00", "#56B4E9", "#009E73", "#0072B2", "#CC79A7"
HUES = {"orange": ORANGE, "sky": SKY, "green": GREEN, "blue": BLUE, "purple": PURPLE, "soft": SOFT, "pale": "#E4E4E4"}
CYCLE = [BLUE, ORANGE, GREEN, PURPLE, SKY, SOFT]  # colours of a chart that names none
CONTRADICTED = "#D55E00"  # the one red; nothing else may use it
RED_WORDS = "#A84A00"  # the same, dark enough for small words


def mix(colour: str, share: float, ground: str = PAPER) -> str:
    """`share` of a colour on a ground, as one opaque colour (tints print alike everywhere, transparency does not)."""
    parts = zip((colour[i : i + 2] for i in (1, 3, 5)), (ground[i : i + 2] for i in (1, 3, 5)), strict=True)
    return "#" + "".join(f"{round(int(one, 16) * share + int(other, 16) * (1 - share)):02X}" for one, other in parts)


def tint(colour: str) -> str:
    """The light ground that carries dark words in a hue."""
    return mix(colour, 0.16)


def on(colour: str) -> str:
    """Ink or paper, whichever has more contrast on a colour (WCAG 2 luminance)."""
    ground = _luminance(colour) + 0.05
    return INK if ground / (_luminance(INK) + 0.05) > (_luminance(PAPER) + 0.05) / ground else PAPER


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def altair_theme() -> dict:
    """The house theme as altair takes one: fonts, sizes and colours of a chart."""
    label = {
        "labelFont": STACK,
        "titleFont": STACK,
        "labelFontSize": SMALL,
        "titleFontSize": SMALL,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": SOFT,
    }
    title = {"fontSize": LABEL, "fontWeight": "normal", "color": INK, "anchor": "start"}
    title |= {"font": STACK, "subtitleFont": STACK, "subtitleFontSize": SMALL, "subtitleColor": SOFT}
    return {
        "config": {
            "background": PAPER,
            "font": STACK,
            "title": title,
            "text": {"font": STACK, "fontSize": LABEL, "color": INK, "lineHeight": round(LABEL * LEADING, 1)},
            "axis": {**label, "domainColor": FAINT, "tickColor": FAINT, "gridColor": HAIR, "labelLimit": 240},
            "legend": {
                **label,
                "labelLimit": 320,
                "layout": {"top": {"direction": "vertical", "anchor": "start", "margin": 4}},
            },
            "header": label,
            "view": {"stroke": None},
            "mark": {"color": BLUE},
            "range": {"category": CYCLE},
        }
    }


@cache
def theme() -> str:
    """The name under which altair knows the house theme."""
    import altair as alt

    alt.theme.register("house", enable=False)(lambda: alt.theme.ThemeConfig(**altair_theme()))
    return "house"


def matplotlib_rc() -> dict:
    """The house style as matplotlib takes one: settings for its `rcParams`.

    A notebook has them from the start (see `analysis.charts.notebook`), and changes them as any others:
    ``plt.rcParams["axes.grid"] = True``, ``plt.style.use("ggplot")``. A script asks for them.

    Returns
    -------
    dict
        Names of settings and their values; sizes are points, so that text has the px of the house on a page.

    Examples
    --------
    >>> import matplotlib
    >>> with matplotlib.rc_context(matplotlib_rc()):
    ...     matplotlib.rcParams["axes.spines.top"]
    False
    """
    from cycler import cycler

    from analysis.charts.fonts import for_matplotlib

    for_matplotlib()
    label, small = LABEL * POINT, SMALL * POINT
    return {
        "figure.figsize": ((WIDE - 2 * MARGIN) / 96, 4.0),
        "figure.subplot.left": 0.08,
        "figure.subplot.right": 0.99,
        "figure.subplot.bottom": 0.13,
        "figure.subplot.top": 0.92,
        "figure.facecolor": PAPER,
        "figure.titlesize": label,
        "font.family": [FAMILY],
        "font.size": label,
        "text.color": INK,
        "text.parse_math": False,
        "axes.prop_cycle": cycler(color=CYCLE),
        "axes.titlesize": label,
        "axes.titlelocation": "left",
        "axes.labelsize": small,
        "axes.labelcolor": SOFT,
        "axes.edgecolor": FAINT,
        "axes.axisbelow": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.unicode_minus": False,
        "grid.color": HAIR,
        **{f"{axis}.{part}": value for axis in ("xtick", "ytick") for part, value in _tick(small).items()},
        "legend.frameon": False,
        "legend.fontsize": small,
        "boxplot.medianprops.color": INK,
        "hatch.color": SOFT,
        "svg.fonttype": "none",
        "svg.hashsalt": "analysis",
    }


def _tick(size: float) -> dict:
    return {"labelsize": size, "color": FAINT, "labelcolor": INK}
