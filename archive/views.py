"""What the public views promise, as `archive.schema` does for the tables."""

from __future__ import annotations

from archive.table import Table
from archive.table import columns as _columns

CHANGES = Table(
    "changes",
    "an edit, newest first",
    ("to_version",),
    _columns("""
article text which article
from_version text the wording before
to_version text the wording after
at text when the new wording was first seen
change text edit, minor or revert
words_added integer words that came
words_removed integer words that went
title text the headline after
"""),
)
"""The view over versions."""

REMOVED_BLOCKS = Table(
    "removed_blocks",
    "a block that was stripped from a version, and why",
    ("version", "position"),
    _columns("""
version text which version
article text whose
position integer where it stood among the page's blocks, from 0
text text its words
rule text which rule decided
label text what it is: cookie, contact, disclaimer, navigation, footer, share, related, template …
pages integer on how many of the source's pages it stands
pages_total integer out of how many that have this place
"""),
)
"""The view over stripped and stripped_blocks."""

OLDER_WORDINGS = Table(
    "older_wordings",
    "a wording that is not the newest; `older_wordings_fts` indexes their texts",
    ("version",),
    _columns("""
version_rowid integer the rowid in versions and in older_wordings_fts
version text which version
article text whose
article_rowid integer the rowid of its article
title text headline
lead text preamble
body text text after the lead
"""),
)
"""The view over versions that `older_wordings_fts` indexes."""
