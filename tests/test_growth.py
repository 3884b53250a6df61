"""The measure of growth itself: what is out of proportion fails, however slow or fast the machine."""

import re

import pytest

from tests.growth import TooLong, assert_linear


def test_what_grows_linearly_passes():
    assert_linear(sorted, lambda size: [number * 7919 % 10_007 for number in range(size)], 1_000)


def test_what_grows_quadratically_fails():
    with pytest.raises(AssertionError, match="8 times the input costs"):
        assert_linear(lambda text: [text.count(letter) for letter in text], lambda size: "a" * size, 1_000)


@pytest.mark.parametrize("size", [20, 80])
def test_what_grows_exponentially_is_cut_off(size):
    with pytest.raises(TooLong):
        assert_linear(re.compile("(a|aa)+b").fullmatch, lambda size: "a" * size, size)
