-- en: Silent edits
--     Texts that were edited although the page says that it was last changed earlier: the printed time of change is
--     before the last visit at which the old wording still stood. Pages that print no such time are left out.
-- sv: Tysta ändringar
--     Texter som ändrats fast sidan säger att den senast ändrades tidigare: den angivna tiden ligger före det sista
--     besök då den gamla lydelsen stod kvar. Sidor som inte anger någon tid är inte med.
SELECT a.id AS article, a.title, s.name AS publisher, a.modified_at AS says_changed, old.seen_to AS old_wording_seen,
    new.seen_from AS new_wording_seen, new.words_added, new.words_removed
FROM versions new JOIN articles a ON a.id = new.article AND new.number = a.version
JOIN versions old ON old.article = new.article AND old.number = new.follows
JOIN sources s ON s.id = a.source
WHERE new.number > 1 AND new.change = 'edit' AND new.seen_from BETWEEN :from AND :to || '~'
    AND a.modified_at <> '' AND substr(old.seen_to, 1, length(a.modified_at)) > a.modified_at
    AND :source IN ('', a.source)
ORDER BY new.seen_from DESC, a.id
LIMIT 500
