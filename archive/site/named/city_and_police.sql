-- en: Texts printed by both a city and the police
--     Clusters of the same text with members of two kinds of publisher (empty: municipality and police), who was
--     first, and who printed it.
-- sv: Texter som både en kommun och polisen publicerat
--     Samma text hos två slags utgivare (tomt: municipality och police), vem som var först och vilka som publicerat
--     den.
WITH members AS (
    SELECT d.cluster, d.kind AS role, a.id, a.title, s.kind, s.name,
        COALESCE(NULLIF(a.published_at, ''), a.first_seen_at) AS at
    FROM duplicates d JOIN articles a ON a.id = d.article JOIN sources s ON s.id = a.source)
SELECT MAX(id) FILTER (WHERE role = 'first') AS article, MAX(title) FILTER (WHERE role = 'first') AS title,
    MAX(name) FILTER (WHERE role = 'first') AS first_publisher, MIN(at) AS first_at, COUNT(*) AS texts,
    GROUP_CONCAT(DISTINCT name) AS publishers
FROM members
GROUP BY cluster
HAVING SUM(kind = COALESCE(NULLIF(:kind, ''), 'municipality')) > 0
    AND SUM(kind = COALESCE(NULLIF(:other_kind, ''), 'police')) > 0
    AND MIN(at) BETWEEN :from AND :to || '~'
ORDER BY first_at DESC, cluster
LIMIT 500
