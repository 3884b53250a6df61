-- en: The biggest edits
--     The hundred edits that took away the most words.
-- sv: De största ändringarna
--     De hundra ändringar som tog bort flest ord.
SELECT c.article, c.title, s.name AS publisher, c.at, c.words_removed, c.words_added, c.from_version, c.to_version
FROM changes c JOIN articles a ON a.id = c.article JOIN sources s ON s.id = a.source
WHERE c.at BETWEEN :from AND :to || '~' AND :source IN ('', a.source)
ORDER BY c.words_removed DESC, c.words_added DESC, c.to_version
LIMIT 100
