-- en: Changed headlines
--     Headlines before and after, side by side, newest first.
-- sv: Ändrade rubriker
--     Rubriken före och efter, sida vid sida, senaste först.
SELECT new.seen_from AS at, s.name AS publisher, old.title AS before, new.title AS after, new.article
FROM versions new JOIN versions old ON old.article = new.article AND old.number = new.follows
JOIN articles a ON a.id = new.article JOIN sources s ON s.id = a.source
WHERE new.number > 1 AND new.seen_from BETWEEN :from AND :to || '~' AND old.title <> new.title
    AND :source IN ('', a.source)
ORDER BY new.seen_from DESC, new.article
LIMIT 500
