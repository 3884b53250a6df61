-- en: The wordings that stood longest
--     Wordings that were replaced in the end, by how many days they were seen to stand.
-- sv: De lydelser som stått längst
--     Lydelser som till slut byttes ut, efter hur många dagar de setts stå kvar.
SELECT old.article, old.number, old.title, s.name AS publisher, old.seen_from, old.seen_to,
    ROUND(julianday(old.seen_to) - julianday(old.seen_from), 1) AS days, new.seen_from AS replaced_at,
    new.words_added, new.words_removed
FROM versions new JOIN versions old ON old.article = new.article AND old.number = new.follows
JOIN articles a ON a.id = new.article JOIN sources s ON s.id = a.source
WHERE new.number > 1 AND new.seen_from BETWEEN :from AND :to || '~' AND :source IN ('', a.source)
ORDER BY days DESC, old.id
LIMIT 100
