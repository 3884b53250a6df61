"""What an archive knows of a page, asked before the page is taken out."""

from __future__ import annotations

from collections.abc import Iterator

from archive.work import Work


class KnownPages:
    """The pages of work.db, as they were derived."""

    def __init__(self, work: Work):
        self.conn = work.db.conn

    def all_keys(self) -> list[tuple[str, str]]:
        """(source, key) of every page that is known."""
        return self.conn.execute(
            "SELECT source, key FROM judged WHERE key <> '' UNION SELECT source, key FROM readings"
            " UNION SELECT source, alias FROM aliases"
        ).fetchall()

    def article(self, id_: str) -> tuple[str, str, str] | None:
        """(id, source, state) of the article that an id or an earlier id of it stands for, if there is one."""
        return self.conn.execute(
            "SELECT a.id, a.source, a.state FROM permalinks p JOIN articles a ON a.id = p.article WHERE p.id = ?",
            (id_,),
        ).fetchone()

    def ids_of(self, article: str) -> list[str]:
        """All ids by which an article is known."""
        return [row[0] for row in self.conn.execute("SELECT id FROM permalinks WHERE article = ?", (article,))]

    def texts(self, article: str) -> tuple[set[str], set[str]]:
        """Every title, and every lead and paragraph, that an article ever had."""
        rows = self.conn.execute("SELECT title, lead, body FROM versions WHERE article = ?", (article,)).fetchall()
        parts = (part for row in rows for part in row[1:])
        return {row[0] for row in rows}, {paragraph for part in parts for paragraph in part.split("\n") if paragraph}

    def other_texts(self, source: str, article: str) -> Iterator[tuple[str, str]]:
        """(title, lead and body) of every version of all other articles of the source."""
        return self.conn.execute(
            "SELECT v.title, v.lead || char(10) || v.body FROM versions v JOIN articles a ON a.id = v.article"
            " WHERE a.source = ? AND a.id <> ?",
            (source, article),
        )

    def wordings(self) -> Iterator[tuple[str, str, int, str, str]]:
        """(article, source, number, title, title and lead and body) of every version, by article and number."""
        return self.conn.execute(
            "SELECT v.article, a.source, v.number, v.title, v.title || char(10) || v.lead || char(10) || v.body"
            " FROM versions v JOIN articles a ON a.id = v.article ORDER BY v.article, v.number"
        )

    def readings_of(self, source: str, key: str) -> list[int]:
        """Row ids of the readings of a page."""
        rows = self.conn.execute("SELECT id FROM readings WHERE (source, key) = (?, ?)", (source, key))
        return [row[0] for row in rows]

    def files_of(self, article: str) -> list[str]:
        """URLs of the files that only this article links to."""
        rows = self.conn.execute(
            "SELECT url FROM attachments WHERE article = ? EXCEPT SELECT url FROM attachments WHERE article <> ?",
            (article, article),
        )
        return [row[0] for row in rows]
