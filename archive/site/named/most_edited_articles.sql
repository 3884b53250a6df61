-- en: The most edited texts
--     The hundred texts with the most changes seen in the time asked for.
-- sv: De mest ändrade texterna
--     De hundra texter som ändrades flest gånger under tiden.
SELECT a.id AS article, a.title, s.name AS publisher, changed.changes, changed.words_added, changed.words_removed,
    changed.last_at, a.url
FROM (
    SELECT article, COUNT(*) AS changes, SUM(words_added) AS words_added, SUM(words_removed) AS words_removed,
        MAX(seen_from) AS last_at
    FROM versions WHERE number > 1 AND seen_from BETWEEN :from AND :to || '~' GROUP BY article) changed
JOIN articles a ON a.id = changed.article JOIN sources s ON s.id = a.source
WHERE :source IN ('', a.source)
ORDER BY changed.changes DESC, changed.words_removed DESC, a.id
LIMIT 100
