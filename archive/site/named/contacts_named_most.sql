-- en: Contacts named most often
--     Persons and desks that stand as contact on the most texts, and between which days.
-- sv: Oftast nämnda kontakter
--     Personer och pressjourer som är kontakt för flest texter, och mellan vilka dagar.
SELECT c.name, MAX(c.role) AS role, s.name AS publisher, COUNT(DISTINCT c.article) AS texts,
    substr(MIN(a.first_seen_at), 1, 10) AS first_day, substr(MAX(a.first_seen_at), 1, 10) AS last_day
FROM contacts c JOIN articles a ON a.id = c.article JOIN sources s ON s.id = a.source
WHERE c.name <> '' AND :source IN ('', a.source) AND a.first_seen_at BETWEEN :from AND :to || '~'
GROUP BY s.id, c.name
ORDER BY texts DESC, c.name, s.id
LIMIT 200
