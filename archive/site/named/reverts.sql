-- en: Taken back
--     An earlier wording came back: which, and how long the other one was seen.
-- sv: Återtaget
--     En tidigare lydelse kom tillbaka: vilken, och hur länge den andra sågs.
SELECT new.article, new.title, s.name AS publisher, new.seen_from AS back_at, old.id AS taken_back,
    (SELECT earlier.id FROM versions earlier WHERE earlier.article = new.article AND earlier.number < new.number
        AND earlier.sha256 = new.sha256 ORDER BY earlier.number DESC LIMIT 1) AS same_as,
    ROUND(julianday(old.seen_to) - julianday(old.seen_from), 1) AS days_seen, new.words_added, new.words_removed
FROM versions new JOIN versions old ON old.article = new.article AND old.number = new.follows
JOIN articles a ON a.id = new.article JOIN sources s ON s.id = a.source
WHERE new.number > 1 AND new.change = 'revert' AND new.seen_from BETWEEN :from AND :to || '~'
    AND :source IN ('', a.source)
ORDER BY new.seen_from DESC, new.article
LIMIT 500
