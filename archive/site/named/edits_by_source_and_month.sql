-- en: Edits by source and month
--     How many changed wordings came to light each month, of which kind, and how many words came and went.
-- sv: Ändringar per källa och månad
--     Hur många ändrade lydelser som upptäcktes varje månad, av vilket slag, och hur många ord som kom och gick.
SELECT substr(v.seen_from, 1, 7) AS month, s.name AS publisher, COUNT(*) AS changes,
    SUM(v.change = 'edit') AS edits, SUM(v.change = 'minor') AS minor, SUM(v.change = 'revert') AS reverts,
    SUM(v.words_added) AS words_added, SUM(v.words_removed) AS words_removed
FROM versions v JOIN articles a ON a.id = v.article JOIN sources s ON s.id = a.source
WHERE v.number > 1 AND v.seen_from BETWEEN :from AND :to || '~' AND :source IN ('', a.source)
GROUP BY month, s.id
ORDER BY month DESC, changes DESC, s.id
