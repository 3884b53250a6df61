-- en: Search with rank
--     Texts that match an FTS5 query (words, "a phrase", beginn*, OR, NOT, title : word), the best match first; bm25
--     counts a hit in the title eight times and one in the lead four times. An empty query finds nothing.
-- sv: Sök med rang
--     Texter som motsvarar en FTS5-fråga (ord, "en fras", början*, OR, NOT, title : ord), bästa träff först; bm25
--     räknar en träff i rubriken åtta gånger och en i ingressen fyra gånger. En tom fråga finner inget.
SELECT a.id AS article, a.title, s.name AS publisher, a.published_at, ROUND(-f.rank, 3) AS score, a.url
FROM articles_fts f JOIN articles a ON a.rowid = f.rowid JOIN sources s ON s.id = a.source
WHERE articles_fts MATCH COALESCE(NULLIF(:query, ''), '""') AND f.rank MATCH 'bm25(8.0, 4.0, 1.0)'
    AND :source IN ('', a.source)
ORDER BY f.rank
LIMIT 100
