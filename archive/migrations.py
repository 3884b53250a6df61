"""The story of work.db's schema. Append only: a migration that has run anywhere is never changed."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from archive.schema import BY_NAME, TABLES, Table

migrations = Migrations("pressarkiv")


@migrations()
def m001_captures(db: Database) -> None:
    """What was fetched, by which run, and what a person decided: everything that is not derived."""
    db.executescript("""
        CREATE TABLE catalogue (id TEXT PRIMARY KEY, facts TEXT NOT NULL);
        CREATE TABLE nights (
            id TEXT PRIMARY KEY, source TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT NOT NULL DEFAULT '',
            status TEXT NOT NULL, requests INTEGER NOT NULL DEFAULT 0, note TEXT NOT NULL DEFAULT '');
        CREATE TABLE bodies (
            sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, base TEXT REFERENCES bodies(sha256),
            depth INTEGER NOT NULL, data BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE captures (
            id INTEGER PRIMARY KEY, source TEXT NOT NULL, url TEXT NOT NULL, final_url TEXT NOT NULL,
            fetched_at TEXT NOT NULL, status INTEGER NOT NULL, headers TEXT NOT NULL, sha256 TEXT NOT NULL,
            error TEXT NOT NULL, role TEXT NOT NULL, run TEXT NOT NULL);
        CREATE UNIQUE INDEX captures_once ON captures (source, url, fetched_at, status, sha256, error);
        CREATE INDEX captures_body ON captures (source, url, sha256, fetched_at);
        CREATE TABLE requests (source TEXT NOT NULL, at REAL NOT NULL);
        CREATE INDEX requests_at ON requests (source, at);
    """)


@migrations()
def m002_readings(db: Database) -> None:
    """What was read from captures: a cache of a pure function, emptied by every rebuild."""
    db.executescript("""
        CREATE TABLE readings (
            id INTEGER PRIMARY KEY, capture INTEGER NOT NULL REFERENCES captures(id), position INTEGER NOT NULL,
            source TEXT NOT NULL, key TEXT NOT NULL, stream TEXT NOT NULL, page BLOB NOT NULL, marks BLOB NOT NULL);
        CREATE INDEX readings_capture ON readings (capture);
        CREATE INDEX readings_source ON readings (source, key);
        CREATE TABLE sightings (
            capture INTEGER NOT NULL REFERENCES captures(id), reading INTEGER NOT NULL REFERENCES readings(id),
            PRIMARY KEY (capture, reading)) WITHOUT ROWID;
        CREATE INDEX sightings_reading ON sightings (reading);
        CREATE TABLE aliases (
            source TEXT NOT NULL, alias TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (source, alias, key)) WITHOUT ROWID;
        CREATE TABLE judged (
            capture INTEGER PRIMARY KEY REFERENCES captures(id), source TEXT NOT NULL, key TEXT NOT NULL,
            outcome TEXT NOT NULL, reason TEXT NOT NULL, settled INTEGER NOT NULL DEFAULT 0);
        CREATE INDEX judged_key ON judged (source, key);
        CREATE INDEX judged_open ON judged (source) WHERE settled = 0;
        CREATE TABLE learned (source TEXT PRIMARY KEY, model BLOB NOT NULL);
    """)


@migrations()
def m003_published(db: Database) -> None:
    """The tables of the public contract, as `derive` leaves them for `publish`."""
    for table in TABLES:
        db.execute(create_table(table))
        for column in ("source", "article", "version"):
            if column in table.names and table.key[0] != column:
                db.execute(f"CREATE INDEX [{table.name}_{column}] ON [{table.name}] ([{column}])")


@migrations()
def m004_texts(db: Database) -> None:
    """Texts with the keys by which their like are found: a cache, emptied by every rebuild."""
    db.executescript("""
        CREATE TABLE texts (
            id INTEGER PRIMARY KEY, parameters TEXT NOT NULL, digest TEXT NOT NULL, samples INTEGER NOT NULL,
            signature BLOB NOT NULL, UNIQUE (parameters, digest));
        CREATE TABLE text_wordings (
            sha256 TEXT NOT NULL, parameters TEXT NOT NULL, text INTEGER NOT NULL REFERENCES texts(id),
            PRIMARY KEY (sha256, parameters)) WITHOUT ROWID;
        CREATE INDEX text_wordings_text ON text_wordings (text);
        CREATE TABLE text_bands (key INTEGER NOT NULL, text INTEGER NOT NULL, PRIMARY KEY (key, text)) WITHOUT ROWID;
        CREATE INDEX text_bands_text ON text_bands (text);
        CREATE TABLE text_samples (key INTEGER NOT NULL, text INTEGER NOT NULL, PRIMARY KEY (key, text)) WITHOUT ROWID;
        CREATE INDEX text_samples_text ON text_samples (text);
        CREATE TABLE text_pairs (
            a INTEGER NOT NULL, b INTEGER NOT NULL, kind TEXT NOT NULL, similarity REAL NOT NULL,
            PRIMARY KEY (a, b)) WITHOUT ROWID;
        CREATE INDEX text_pairs_b ON text_pairs (b);
        CREATE INDEX versions_sha256 ON versions (sha256);
    """)


@migrations()
def m005_decisions(db: Database) -> None:
    """What editors decided about blocks; no rebuild forgets it."""
    db.executescript("""
        CREATE TABLE decisions (
            source TEXT NOT NULL, block TEXT NOT NULL, verdict TEXT NOT NULL, decided_at TEXT NOT NULL,
            note TEXT NOT NULL DEFAULT '', PRIMARY KEY (source, block)) WITHOUT ROWID;
        CREATE INDEX stripped_block ON stripped (block);
    """)


@migrations()
def m006_evidence(db: Database) -> None:
    """What proves that nothing was put in or changed afterwards, and what was erased on purpose."""
    db.executescript("""
        CREATE TABLE IF NOT EXISTS digests (
            number INTEGER, night TEXT, captures INTEGER, sha256 TEXT, previous TEXT, PRIMARY KEY (number)) WITHOUT ROWID;
        CREATE TABLE leaves (capture INTEGER PRIMARY KEY REFERENCES captures(id), sha256 TEXT NOT NULL);
        CREATE TABLE erased (
            sha256 TEXT PRIMARY KEY, at TEXT NOT NULL, instead TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
    """)


@migrations()
def m007_redactions(db: Database) -> None:
    """What was taken out on somebody's order, and how it is known again; no rebuild forgets it."""
    if "redactions" not in db.table_names():
        db.execute(create_table(BY_NAME["redactions"]))
    db.executescript("""
        CREATE TABLE redaction_secret (secret BLOB NOT NULL);
        CREATE TABLE redaction_orders (
            id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, source TEXT NOT NULL, article TEXT NOT NULL,
            at TEXT NOT NULL, ground TEXT NOT NULL, captures INTEGER NOT NULL DEFAULT 0,
            finished_at TEXT NOT NULL DEFAULT '');
        CREATE TABLE redaction_words (
            redaction INTEGER NOT NULL, source TEXT NOT NULL, start INTEGER NOT NULL, length INTEGER NOT NULL,
            digest BLOB NOT NULL, is_slug INTEGER NOT NULL, PRIMARY KEY (digest, redaction)) WITHOUT ROWID;
        CREATE TABLE redaction_keys (digest BLOB PRIMARY KEY, redaction INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE redaction_ids (id TEXT PRIMARY KEY, article TEXT NOT NULL, redaction INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE redacted_captures (capture INTEGER PRIMARY KEY);
        CREATE INDEX bodies_base ON bodies (base) WHERE base IS NOT NULL;
        CREATE INDEX erased_instead ON erased (instead);
        CREATE INDEX captures_sha256 ON captures (sha256);
    """)


@migrations()
def m008_what_later_prints_changed(db: Database) -> None:
    """How many words each of two like texts has that the other has not."""
    db.executescript("""
        ALTER TABLE text_pairs ADD COLUMN only_a INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE text_pairs ADD COLUMN only_b INTEGER NOT NULL DEFAULT 0;
    """)
    have = {row[1] for row in db.execute("PRAGMA table_info(duplicates)")}
    for column in ("words_added", "words_removed"):
        if column not in have:
            db.execute(f"ALTER TABLE duplicates ADD COLUMN {column} INTEGER")


@migrations()
def m009_links(db: Database) -> None:
    """Where the links of a wording lead, so that an edit of a link can be seen."""
    if "links" not in {row[1] for row in db.execute("PRAGMA table_info(versions)")}:
        db.execute("ALTER TABLE versions ADD COLUMN links TEXT")


@migrations()
def m010_captures_of_versions(db: Database) -> None:
    """Which captures show a version and which version it followed; all articles are told anew by the next `derive`."""
    added = {
        "articles": {"version": "INTEGER"},
        "versions": {"follows": "INTEGER", "returns": "INTEGER", "captures": "INTEGER", "evidence": "TEXT"},
        "checks": {"version": "TEXT"},
    }
    for table, columns in added.items():
        have = {row[1] for row in db.execute(f"PRAGMA table_info([{table}])")}
        for column, kind in columns.items():
            if column not in have:
                db.execute(f"ALTER TABLE [{table}] ADD COLUMN [{column}] {kind}")
    db.execute("UPDATE judged SET settled = 0")


@migrations()
def m011_read_once(db: Database) -> None:
    """Answers that say the same are read once, and visits that bring nothing new are added to what is known: the caches
    are made anew, so that the next `derive` reads all captures again."""
    db.executescript("""
        DROP TABLE sightings;
        DROP TABLE readings;
        DROP TABLE judged;
        DELETE FROM aliases;
        DELETE FROM learned;
        CREATE TABLE readings (
            id INTEGER PRIMARY KEY, capture INTEGER NOT NULL REFERENCES captures(id), source TEXT NOT NULL,
            key TEXT NOT NULL, stream TEXT NOT NULL, digest BLOB NOT NULL, marks BLOB NOT NULL, head BLOB NOT NULL,
            blocks BLOB NOT NULL);
        CREATE INDEX readings_capture ON readings (capture);
        CREATE INDEX readings_source ON readings (source, key, digest);
        CREATE TABLE sightings (
            capture INTEGER NOT NULL REFERENCES captures(id), reading INTEGER NOT NULL REFERENCES readings(id),
            PRIMARY KEY (capture, reading)) WITHOUT ROWID;
        CREATE INDEX sightings_reading ON sightings (reading);
        CREATE TABLE spans (reading INTEGER PRIMARY KEY, first_at TEXT NOT NULL, last_at TEXT NOT NULL);
        CREATE TABLE cleaned (
            reading INTEGER PRIMARY KEY, glance BLOB NOT NULL, wording BLOB NOT NULL, is_notice INTEGER NOT NULL);
        CREATE TABLE answers (
            essence BLOB PRIMARY KEY, capture INTEGER NOT NULL, fetched_at TEXT NOT NULL, outcome TEXT NOT NULL,
            reason TEXT NOT NULL, key TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE judged (
            capture INTEGER PRIMARY KEY REFERENCES captures(id), source TEXT NOT NULL, key TEXT NOT NULL,
            outcome TEXT NOT NULL, reason TEXT NOT NULL, essence BLOB NOT NULL, settled INTEGER NOT NULL DEFAULT 0);
        CREATE INDEX judged_key ON judged (source, key);
        CREATE INDEX judged_open ON judged (source) WHERE settled = 0;
        CREATE INDEX judged_essence ON judged (essence) WHERE essence <> x'';
        CREATE TABLE standing (
            source TEXT NOT NULL, key TEXT NOT NULL, facts BLOB NOT NULL, PRIMARY KEY (source, key)) WITHOUT ROWID;
        CREATE INDEX stripped_blocks_counted ON stripped_blocks (source) WHERE pages > 0 OR rule = 'editor';
    """)


@migrations()
def m012_quiet_nights(db: Database) -> None:
    """What a night asks of the whole archive is answered from indexes."""
    db.executescript("""
        CREATE INDEX captures_led ON captures (source, url, final_url) WHERE final_url <> '' AND final_url <> url;
        CREATE INDEX checks_run ON checks (source, run, outcome);
        CREATE INDEX attachments_url ON attachments (url);
    """)


def create_table(table: Table) -> str:
    """The SQL that creates a table of the public contract, with its key but without foreign keys."""
    columns = ", ".join(f"[{column.name}] {column.type.upper()}" for column in table.columns)
    key = ", ".join(f"[{name}]" for name in table.key)
    return f"CREATE TABLE [{table.name}] ({columns}, PRIMARY KEY ({key})) WITHOUT ROWID"
