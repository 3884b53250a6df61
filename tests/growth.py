"""How what something costs grows with its input, found in one run: no test knows how fast a machine is. Not a test module.

The processor time of an input and of one eight times as large are compared: what grows linearly costs eight times as much,
what grows quadratically 64 times. The line is drawn between, at 24, so that a loaded machine makes no test fail.
"""

from __future__ import annotations

import gc
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

Input = TypeVar("Input")

TIMES = 8
"""How many times as large the larger input is."""

MOST = 3 * TIMES
"""How many times as much it may cost."""

_ROUNDS = 4
"""So often the smaller input is measured, of which the least counts; and so many chances the larger one has."""


class TooLong(BaseException):
    """What is measured has been cut off. Passes every ``except Exception`` in it."""


def assert_linear(work: Callable[[Input], object], make: Callable[[int], Input], size: int) -> None:
    """Fail when ``work`` costs for ``make(TIMES * size)`` out of proportion to what it costs for ``make(size)``.

    Smaller inputs come first, so that what would take for ever can be cut off. A function that remembers its answers is
    measured without: ``function.__wrapped__``.
    """
    cost = 3600.0
    for each in filter(None, (size // TIMES**power for power in (6, 5, 4, 3, 2, 1))):
        with _cut_off_after(2 * MOST * cost):
            cost = _cost(work, make(each))
    small, large = make(size), make(TIMES * size)
    with _cut_off_after(2 * MOST * cost):
        work(small)
    most = MOST * min(_cost(work, small) for _ in range(_ROUNDS))
    costs = []
    while not costs or (costs[-1] > most and len(costs) < _ROUNDS):
        with _cut_off_after(2 * most):
            costs.append(_cost(work, large))
    assert costs[-1] <= most, f"{TIMES} times the input costs {MOST * min(costs) / most:.0f} times as much"


def _cost(work: Callable[[Input], object], given: Input) -> float:
    """Seconds of this thread's processor time, without the collection of garbage."""
    gc.disable()
    begun = time.thread_time()
    try:
        work(given)
        return time.thread_time() - begun
    finally:
        gc.enable()


@contextmanager
def _cut_off_after(seconds: float) -> Iterator[None]:
    """End what has used so much processor time and a little more: the alarm is no precise clock, and no judge."""

    def cut_off(*_: object) -> None:
        raise TooLong(f"{TIMES} times the input costs more than {2 * MOST} times as much")

    before = signal.signal(signal.SIGVTALRM, cut_off)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds + 0.1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
