"""What the objects and rows that readers take along hold: the same fields in a file, in the JSON interface and in its
description. Add, never rename."""

from __future__ import annotations

from archive.schema import BY_NAME
from archive.table import Column, columns

ARTICLE = (*BY_NAME["articles"].columns, Column("publisher", "text", "the publisher's name"))
"""Of an article."""

CHANGE = columns("""
article text which article
title text headline after
title_before text headline before
publisher text the publisher's name
source text the publisher's id
at text when the new wording was first seen
change text edit, minor or revert
from_version text the wording before
to_version text the wording after
words_added integer words that came
words_removed integer words that went
url text where the page is
number integer of the wording after: 2 for the first change
language text ISO 639-1
state text live, gone, moved or blocked
""")
"""Of a change."""

REMOVAL = columns("""
article text which article
title text headline
publisher text the publisher's name
source text the publisher's id
published_at text when it was published
last_seen_at text when it was last seen
at text the first check that did not find it
status integer HTTP status of that check
reason text what the server said
confirmed integer 1: gone for good by the source's rule or on more than one night
url text where the page was
lead text its preamble
opening text the first 300 characters of its text
language text ISO 639-1
state text live: it came back; gone, moved or blocked
""")
"""Of a removal."""

NIGHT = columns("""
started_at text when its last night began; null before the first
status text how that night ended: ok, failed, partial or running
errors integer visits of that night that brought no usable answer
note text what a person should know of that night
""")
"""Of a publisher's last night."""

SOURCE = (*BY_NAME["sources"].columns, *NIGHT)
"""Of a publisher."""
