-- en: Attachments added, taken away or swapped
--     Changes of a text after which it links to other files than before.
-- sv: Bilagor som lagts till, tagits bort eller bytts
--     Ändringar efter vilka texten länkar till andra filer än förut.
WITH edits AS (
    SELECT new.article, new.seen_from AS at, old.id AS before, new.id AS after
    FROM versions new JOIN versions old ON old.article = new.article AND old.number = new.follows
    WHERE new.number > 1 AND new.seen_from BETWEEN :from AND :to || '~'),
differing AS (
    SELECT e.article, e.at, e.after, 'added' AS what, t.url FROM edits e JOIN attachments t ON t.version = e.after
    WHERE NOT EXISTS (SELECT 1 FROM attachments o WHERE o.version = e.before AND o.url = t.url)
    UNION ALL
    SELECT e.article, e.at, e.after, 'taken away', t.url FROM edits e JOIN attachments t ON t.version = e.before
    WHERE NOT EXISTS (SELECT 1 FROM attachments o WHERE o.version = e.after AND o.url = t.url))
SELECT d.article, a.title, s.name AS publisher, d.at, d.after AS version, d.what, d.url
FROM differing d JOIN articles a ON a.id = d.article JOIN sources s ON s.id = a.source
WHERE :source IN ('', a.source)
ORDER BY d.at DESC, d.article, d.what, d.url
LIMIT 500
