"""What the public database promises: its tables, columns and what they mean. Add, never rename.

The same tables stand in work.db, where `derive` writes them, and in press.db, which `publish` copies from there;
docs/tables.md is printed from here.
"""

from __future__ import annotations

from archive.table import Column, Table
from archive.table import columns as _columns
from archive.views import CHANGES, OLDER_WORDINGS, REMOVED_BLOCKS

__all__ = ["BY_NAME", "CHANGES", "OLDER_WORDINGS", "REMOVED_BLOCKS", "TABLES", "Column", "Table"]


TABLES: tuple[Table, ...] = (
    Table(
        "sources",
        "a publisher",
        ("id",),
        _columns("""
id text short stable name
name text the publisher's name in its own language
kind text municipality, police, newsroom, media or other
country text ISO 3166-1 alpha-2, lower case
language text ISO 639-1 of its texts
url text where a crawl starts
cms text the kind of site: which spider visits it
articles integer how many articles of it are in the archive
last_checked_at text when it was last visited
"""),
    ),
    Table(
        "articles",
        "a page, as it reads now",
        ("id",),
        _columns("""
id text short and permanent, computed from the page's identity
source text whose page it is
url text where it can be opened now
title text its headline
lead text its preamble; empty where the page marks none
body text its text after the lead, a blank line between paragraphs; the title is not repeated
published_at text when the publisher says it was published: UTC, or a day where no time was printed
published_raw text the publication time as printed
modified_at text when the publisher says it was last changed
author text who signs it
language text ISO 639-1
kind text article, or the type that the publisher's open data gives it
place text the place that the publisher's open data gives it
state text live, gone, moved or blocked; redacted: taken out of this archive, nothing of it is left
first_seen_at text when it was first captured, in a listing or itself
last_seen_at text when it was last seen
last_changed_at text when its newest wording was first seen
versions integer how many wordings are known
version integer number of the one that it reads now: the newest, or the last seen of two that take turns
words integer words in title, lead and body
cluster text the cluster of the same text that it belongs to; empty: none
"""),
        (("source", "sources"),),
    ),
    Table(
        "versions",
        "one wording of an article",
        ("article", "number"),
        _columns("""
id text article id, a dot, the number
article text whose wording
number integer 1 for the first
seen_from text the first capture that showed it
seen_to text the last capture that showed it
title text headline
lead text preamble
body text text after the lead
change text what made it: first, edit, minor (punctuation, white space, case) or revert (an earlier wording again)
words_added integer words that the version before did not have
words_removed integer words that only the version before had
sha256 text of title, lead and body, each followed by a line feed
links text where the links of its text lead, one a line; a link that leads elsewhere is an edit
follows integer number of the version that was shown before it; 0: none. words_added and words_removed compare with that one
returns integer how often it came back by turns with another: two servers with two variants, which makes no version
captures integer how many captures showed it, those of listings included; `checks.version` names those of the page itself
evidence text SHA-256 of the body that showed it first
"""),
        (("article", "articles"),),
    ),
    Table(
        "removals",
        "a page that went away",
        ("article", "gone_at"),
        _columns("""
article text which article
last_seen_at text when it was last seen
gone_at text the first check that did not find it
status integer HTTP status of that check; 0: no check, its publisher marked its entry in a feed as deleted
reason text what the server said: 404, 410, a redirect to the home page, a page that says it does not exist; marked-deleted
confirmed integer 1: gone for good by the source's rule or on more than one night; 0: seen missing once
"""),
        (("article", "articles"),),
    ),
    Table(
        "checks",
        "one visit to one page",
        ("source", "at", "url", "sha256"),
        _columns("""
source text whose page
article text the page's article; null while no word of it is known
url text what was asked for
at text when the answer arrived
status integer HTTP status; 0: no answer
outcome text new, changed, same-text, same-bytes, not-modified, gone, moved, denied or error
reason text why, where the outcome needs one; variant: the other of two wordings that take turns
sha256 text of the body as sent; empty: no body
run text the night that made it; empty: imported
version text the version that it showed; null: it showed none
"""),
        (("source", "sources"), ("article", "articles"), ("version", "versions")),
    ),
    Table(
        "stripped",
        "a place in a version from which a block was stripped; `removed_blocks` shows it with the block",
        ("version", "position"),
        _columns("""
version text which version
article text whose
position integer where it stood among the page's blocks, from 0
block text which block of stripped_blocks
"""),
        (("version", "versions"), ("article", "articles"), ("block", "stripped_blocks")),
    ),
    Table(
        "stripped_blocks",
        "a text that was stripped somewhere, and why",
        ("id",),
        _columns("""
id text computed from source, words and their spelling, place and reason
source text whose
text text its words
place text where in the page it stood
rule text which rule decided
label text what it is: cookie, contact, disclaimer, navigation, footer, share, related, template …
pages integer on how many of the source's pages it stands
pages_total integer out of how many that have this place
"""),
        (("source", "sources"),),
    ),
    Table(
        "boilerplate",
        "a repeated block of a source",
        ("source", "id"),
        _columns("""
id text computed from its words and place
source text whose
text text its words
place text where in the page it stands
rule text which rule decided
label text what it is
pages integer on how many pages it stands
pages_total integer out of how many
first_seen_at text the first capture that showed it
last_seen_at text the last capture that showed it
"""),
        (("source", "sources"),),
    ),
    Table(
        "alike",
        "two versions with like words, every pair verified",
        ("version_a", "version_b"),
        _columns("""
version_a text one version
version_b text the other
article_a text its article
article_b text its article
kind text exact, near or contained (the shorter inside the longer)
similarity real Jaccard similarity of their word 3-grams, 0 to 1
"""),
        (("article_a", "articles"), ("article_b", "articles")),
    ),
    Table(
        "duplicates",
        "membership in a cluster of the same text: each member is at least 0.8 like the first",
        ("cluster", "article"),
        _columns("""
cluster text computed from the cluster's first article
article text the member
version text its version that was compared
kind text first, exact or near
similarity real Jaccard similarity to the first, 0 to 1
words_added integer words of it that the first does not have
words_removed integer words of the first that it does not have
"""),
        (("article", "articles"),),
    ),
    Table(
        "contacts",
        "a person or desk named as contact on a version",
        ("version", "position"),
        _columns("""
version text which version
article text whose
position integer order on the page, from 0
name text person or desk
role text what they do
phone text as printed
email text address
"""),
        (("version", "versions"), ("article", "articles")),
    ),
    Table(
        "attachments",
        "a file that a version links to",
        ("version", "url"),
        _columns("""
version text which version
article text whose
url text where it is
title text what the link says
media_type text application/pdf and the like
sha256 text of the file as captured; empty: not captured
text text what could be read in it
"""),
        (("version", "versions"), ("article", "articles")),
    ),
    Table(
        "runs",
        "a night of a source",
        ("id",),
        _columns("""
id text start and source
source text which
started_at text when it began
finished_at text when it ended; empty: it has not
status text ok, failed, partial (a limit ended it early) or running
requests integer how many requests were sent
new integer articles first seen
changed integer articles whose words changed
unchanged integer pages that came with the same words
not_modified integer pages that the server said are unchanged
gone integer pages that were not found
errors integer visits that brought no usable answer
note text what a person should know
"""),
        (("source", "sources"),),
    ),
    Table(
        "digests",
        "a seal on the captures that came since the one before: whoever kept it can show that none was changed since",
        ("number",),
        _columns("""
number integer 1 for the first
night text when it was made
captures integer how many captures it is over
sha256 text over the digest before and those captures: docs/evidence.md says how
previous text the digest before; empty for the first
"""),
    ),
    Table(
        "redactions",
        "something that was taken out of the archive on somebody's order: that it was, never what",
        ("id",),
        _columns("""
id text number of the redaction; it stands in the texts as redacted-1 where words were taken out
what text words, or a page
article text the page that was taken out; null for words
source text whose page; null for words, which are taken out everywhere
at text when
ground text why
captures integer how many captures were changed by it when it was ordered
"""),
        (("article", "articles"), ("source", "sources")),
    ),
    Table(
        "permalinks",
        "an id by which an article was or is known",
        ("id",),
        _columns("""
id text an article id computed from any URL or key of the page
article text the article it leads to
"""),
        (("article", "articles"),),
    ),
)
"""All tables that are copied; `changes` and `removed_blocks` are views over them, `articles_fts` indexes the articles,
`vocabulary` and `vocabulary_reversed` hold the index's words."""

BY_NAME = {table.name: table for table in TABLES}
