-- en: Removals by reason and source
--     How many pages went away, for which reason, and how many of them are back.
-- sv: Borttagningar per skäl och källa
--     Hur många sidor som försvunnit, av vilket skäl, och hur många som är tillbaka.
SELECT s.name AS publisher, r.status, r.reason, COUNT(*) AS removals, SUM(r.confirmed) AS confirmed,
    SUM(a.last_seen_at > r.gone_at) AS back, MIN(r.gone_at) AS first_at, MAX(r.gone_at) AS last_at
FROM removals r JOIN articles a ON a.id = r.article JOIN sources s ON s.id = a.source
WHERE r.gone_at BETWEEN :from AND :to || '~' AND :source IN ('', a.source)
GROUP BY s.id, r.status, r.reason
ORDER BY removals DESC, s.id, r.status, r.reason
