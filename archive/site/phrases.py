"""What Datasette's templates say, in the reader's language, and names for what has none in them.

A template's source is read before it is compiled: a phrase that ``texts/engine.toml`` knows becomes a call that says it. What
is not known stays as it is, so that another version of Datasette shows English words rather than none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from jinja2 import Environment
from jinja2.ext import Extension

from archive.site.languages import Texts, texts
from archive.site.render import number

_VALUES = ("display", "human_description_en", "show_hide_text")
"""Variables that hold English words."""

_NAMES = {"_filter_column": "Column", "_filter_op": "Condition", "_filter_value": "Value", "_sort": "Sort by"}
"""Controls of a table's filters by their names."""

_CONTROL = re.compile(rf'(<(?:select|input)\b(?![^>]*aria-label))([^>]*\bname="({"|".join(_NAMES)})(?=_\{{|"))')
_CROSS = 'class="cross"'

_DESCRIBED = (
    (re.compile(r"^where "), "where"),
    (re.compile(r'\bsearch matches (?=")'), "matches"),
    (re.compile(r"\bsorted by (?=\S+( descending)?$)"), "sorted"),
    (re.compile(r" descending$"), "falling"),
)
"""How a table's page describes what it shows, and the keys of the same words in the site's texts."""


@cache
def known() -> dict[str, str]:
    """By phrase the key of its text."""
    said = texts("en")
    return {said[key]: key for key in said if key.startswith("engine_") and "{n}" not in said[key]}


def say(spoken: Texts, phrase: str) -> str:
    """A phrase in the reader's language; one that is not known as it is."""
    key = known().get(phrase)
    return spoken[key] if key else phrase


def describe(spoken: Texts, sentence: str) -> str:
    """What a table's page shows, in the reader's language; names of columns and values stay."""
    for pattern, key in _DESCRIBED:
        sentence = pattern.sub(spoken[f"described_{key}"], sentence)
    return sentence


@cache
def _pattern() -> re.Pattern[str]:
    """What is left as it is in a template's source, and what is said in another language, whichever comes first."""
    counted = (
        r'\{\{ (?:"\{:,\}"\.format\((?P<number>[^{}]+?)\)|(?P<plain>[^{}]+?)) \}\} (?P<noun>row|extra where clause)'
        r"\{% if [^{}]+? [!=]= 1 %\}(?:\{% else %\})?s\{% endif %\}"
    )
    left = r"<script\b.*?</script>|<style\b.*?</style>|\{#.*?#\}|\b(?:class|id)=\"[^\"]*\""
    value = rf"\{{\{{ (?P<value>{'|'.join(_VALUES)}) \}}\}}"
    listed = sorted((phrase for phrase, key in known().items() if "_value_" not in key), key=len, reverse=True)
    phrase = rf"(?<![\w-])(?P<phrase>{'|'.join(map(re.escape, listed))})(?![\w-])"
    return re.compile(rf"{counted}|{left}|{value}|\{{\{{.*?\}}\}}|\{{%.*?%\}}|{phrase}", re.DOTALL)


def _call(found: re.Match[str]) -> str:
    if found["noun"]:
        return f'{{{{ say_count("{found["noun"].replace(" ", "_")}", {found["number"] or found["plain"]}) }}}}'
    if found["value"] == "human_description_en":
        return "{{ describe(human_description_en) }}"
    if found["value"]:
        return f"{{{{ say({found['value']}) }}}}"
    return f'{{{{ say("{found["phrase"]}") }}}}' if found["phrase"] else found[0]


def translated(source: str) -> str:
    """A template's source whose words are said in the reader's language, every control of its filters with a name."""
    named = _CONTROL.sub(lambda found: f'{found[1]} aria-label="{_NAMES[found[3]]}"{found[2]}', source)
    return _pattern().sub(_call, named.replace(_CROSS, f'{_CROSS} aria-label="Remove"'))


class Phrases(Extension):
    """Jinja extension: templates are read as `translated` makes them."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The template's source in the reader's language."""
        return translated(source)


def install(env: Environment, spoken: Callable[[], Texts]) -> None:
    """Have an environment read its templates so; ``spoken`` are the texts of whoever reads the page that is made."""
    env.add_extension(Phrases)
    env.globals["say"] = lambda phrase: say(spoken(), phrase)
    env.globals["describe"] = lambda sentence: describe(spoken(), sentence)
    env.globals["say_count"] = lambda noun, count: spoken().n(f"engine_count_{noun}", count, number(count))
