"""Pictures as inline SVG: no script, no style inside, colours from the style sheet, a text for who cannot see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

_WIDTH = 600
_HEIGHT = 90
_GAP = 0.15


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it stands for (``maj 2024``), how much, and where it leads; ``""``: nowhere."""

    label: str
    value: int
    href: str = ""


def sparkline(values: Sequence[int], label: str) -> Markup:
    """A small line of values over time, the newest last; ``label`` says in words what it shows."""
    most = max(values, default=0) or 1
    step = 100 / max(len(values) - 1, 1)
    points = " ".join(f"{place * step:.1f},{22 - 20 * value / most:.1f}" for place, value in enumerate(values))
    return Markup(
        '<svg class="spark" viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label="%s">'
        '<polyline points="%s" vector-effect="non-scaling-stroke"/></svg>'
    ) % (label, points)


def bars(listed: Sequence[Bar], label: str, highest: str) -> Markup:
    """A bar chart over time; each bar can be followed, by keyboard too, and says its label and value.

    Below it stand the first and the last label and between them ``highest``, a sentence with a place for the highest
    value: what is written in a picture that fits every width could not be read on a phone.
    """
    most = max((bar.value for bar in listed), default=0)
    width = _WIDTH / max(len(listed), 1)
    drawn = Markup("").join(_bar(bar, place * width, width, most or 1) for place, bar in enumerate(listed))
    picture = Markup(
        '<svg class="bars" viewBox="0 0 %d %d" preserveAspectRatio="none" role="group" aria-label="%s">%s</svg>'
    ) % (_WIDTH, _HEIGHT, label, drawn)
    return picture + axis(
        *(bar.label for bar in listed[:1]), highest.format(most), *(bar.label for bar in listed[1:][-1:])
    )


def axis(*marks: str) -> Markup:
    """What is written below a picture, from its beginning to its end."""
    return Markup('<div class="axis">%s</div>') % Markup("").join(Markup("<span>%s</span>") % mark for mark in marks)


def _bar(bar: Bar, left: float, width: float, most: int) -> Markup:
    height = max(_HEIGHT * bar.value / most, 2 if bar.value else 0)
    said = f"{bar.label}: {bar.value}"
    drawn = Markup(
        f'<rect class="reach" x="{left:.2f}" y="0" width="{width:.2f}" height="{_HEIGHT}"/>'
        f'<rect class="bar" x="{left + width * _GAP / 2:.2f}" y="{_HEIGHT - height:.2f}" width="{width * (1 - _GAP):.2f}"'
        f' height="{height:.2f}"/>'
    )
    if not bar.href:
        return Markup('<g role="img" aria-label="%s"><title>%s</title>%s</g>') % (said, said, drawn)
    return Markup('<a href="%s" aria-label="%s"><title>%s</title>%s</a>') % (bar.href, said, said, drawn)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a time line from one moment to another (seconds, the same moment twice is a point); ``kind`` is its CSS
    class."""

    start: float
    end: float
    kind: str
    label: str
    href: str = ""


_LINE = 44
_SHORTEST = 14
_TICK = 3


def timeline(stretches: Sequence[Stretch], label: str) -> Markup:
    """Stretches on one line from the first moment to the last, none too short to be seen and later ones over earlier;
    what leads nowhere is a tick below."""
    first = min(stretch.start for stretch in stretches)
    scale = (_WIDTH - _SHORTEST) / (max(stretch.end for stretch in stretches) - first or 1.0)
    drawn = Markup("").join(_stretch(stretch, first, scale) for stretch in stretches)
    return Markup(
        '<svg class="timeline" viewBox="0 0 %d %d" preserveAspectRatio="none" role="group" aria-label="%s">%s</svg>'
    ) % (_WIDTH, _LINE, label, drawn)


def _stretch(stretch: Stretch, first: float, scale: float) -> Markup:
    left, width = scale * (stretch.start - first), scale * (stretch.end - stretch.start) + _SHORTEST
    top, height = 4, 24
    if not stretch.href:
        left, width, top, height = left + (_SHORTEST - _TICK) / 2, _TICK, 33, 9
    place = f'x="{left:.1f}" y="{top}" width="{width:.1f}" height="{height}"'
    shape = Markup('<rect class="%s" %s/>') % (stretch.kind, Markup(place))
    if not stretch.href:
        return Markup("<g><title>%s</title>%s</g>") % (stretch.label, shape)
    said = (stretch.href, stretch.label, stretch.label, shape)
    return Markup('<a href="%s" aria-label="%s"><title>%s</title>%s</a>') % said
