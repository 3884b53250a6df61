-- en: Who publishes first, who follows
--     For each pair of publishers how many texts the second printed after the first, and after how many hours
--     (median).
-- sv: Vem som är först och vem som följer
--     För varje par av utgivare hur många texter den andra publicerat efter den första, och efter hur många timmar
--     (median).
WITH followed AS (
    SELECT f.source AS leader, a.source AS follower,
        (julianday(COALESCE(NULLIF(a.published_at, ''), a.first_seen_at))
            - julianday(COALESCE(NULLIF(f.published_at, ''), f.first_seen_at))) * 24 AS hours
    FROM duplicates d JOIN duplicates first ON first.cluster = d.cluster AND first.kind = 'first'
    JOIN articles a ON a.id = d.article JOIN articles f ON f.id = first.article
    WHERE d.kind <> 'first' AND a.source <> f.source
        AND COALESCE(NULLIF(a.published_at, ''), a.first_seen_at) BETWEEN :from AND :to || '~'),
ranked AS (
    SELECT leader, follower, hours, ROW_NUMBER() OVER (PARTITION BY leader, follower ORDER BY hours) AS place,
        COUNT(*) OVER (PARTITION BY leader, follower) AS texts
    FROM followed)
SELECT l.name AS first_publisher, o.name AS following_publisher, r.texts,
    ROUND(MIN(r.hours) FILTER (WHERE r.place * 2 >= r.texts), 1) AS median_hours_after
FROM ranked r JOIN sources l ON l.id = r.leader JOIN sources o ON o.id = r.follower
WHERE :source IN ('', l.id, o.id)
GROUP BY l.id, o.id
ORDER BY r.texts DESC, l.id, o.id
