-- en: Edits that changed nothing but links
--     The words are the same as before; where the links of the text lead is not.
-- sv: Ändringar av enbart länkar
--     Orden är desamma som förut, men textens länkar leder någon annanstans.
SELECT new.article, new.title, s.name AS publisher, new.seen_from AS at, old.links AS before, new.links AS after
FROM versions new JOIN versions old ON old.article = new.article AND old.number = new.follows
JOIN articles a ON a.id = new.article JOIN sources s ON s.id = a.source
WHERE new.number > 1 AND new.seen_from BETWEEN :from AND :to || '~' AND new.sha256 = old.sha256
    AND new.links <> old.links AND :source IN ('', a.source)
ORDER BY new.seen_from DESC, new.article
LIMIT 500
