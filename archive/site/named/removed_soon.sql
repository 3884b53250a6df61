-- en: Removed within days of publication
--     Texts that were taken down for good within so many days of their publication (empty: 7).
-- sv: Borttaget inom några dagar
--     Texter som togs bort för gott inom så många dagar från publiceringen (tomt: 7).
SELECT a.id AS article, a.title, s.name AS publisher, a.published_at, r.last_seen_at, r.gone_at, r.status, r.reason,
    ROUND(julianday(r.gone_at) - julianday(COALESCE(NULLIF(a.published_at, ''), a.first_seen_at)), 1) AS days
FROM removals r JOIN articles a ON a.id = r.article JOIN sources s ON s.id = a.source
WHERE r.confirmed = 1 AND r.gone_at BETWEEN :from AND :to || '~' AND :source IN ('', a.source)
    AND julianday(r.gone_at) - julianday(COALESCE(NULLIF(a.published_at, ''), a.first_seen_at))
        <= CAST(COALESCE(NULLIF(:days, ''), 7) AS REAL)
ORDER BY r.gone_at DESC, a.id
LIMIT 500
