-- en: Back after a removal
--     Pages that were missing and were seen again later.
-- sv: Tillbaka efter borttagning
--     Sidor som saknades och senare sågs igen.
SELECT a.id AS article, a.title, s.name AS publisher, r.gone_at, r.reason, r.confirmed,
    (SELECT MIN(c.at) FROM checks c WHERE c.article = a.id AND c.at > r.gone_at AND c.status BETWEEN 200 AND 399
        AND c.outcome NOT IN ('gone', 'error', 'denied')) AS back_at, a.state
FROM removals r JOIN articles a ON a.id = r.article JOIN sources s ON s.id = a.source
WHERE a.last_seen_at > r.gone_at AND r.gone_at BETWEEN :from AND :to || '~' AND :source IN ('', a.source)
ORDER BY r.gone_at DESC, a.id
LIMIT 500
