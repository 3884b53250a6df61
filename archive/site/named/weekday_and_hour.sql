-- en: When texts are published: weekday and hour
--     How many texts each hour (UTC) of each weekday brings, Monday is 1; texts without a time of day are left out.
-- sv: När texter publiceras: veckodag och timme
--     Hur många texter varje timme (UTC) på varje veckodag ger, måndag är 1; texter utan klockslag är inte med.
WITH times AS MATERIALIZED (
    SELECT published_at AS at FROM articles
    WHERE :source = '' AND published_at BETWEEN :from AND :to || '~' AND length(published_at) > 10
    UNION ALL
    SELECT COALESCE(NULLIF(published_at, ''), first_seen_at) FROM articles
    WHERE :source <> '' AND source = :source AND COALESCE(NULLIF(published_at, ''), first_seen_at)
        BETWEEN :from AND :to || '~' AND length(published_at) > 10)
SELECT CASE strftime('%w', at) WHEN '0' THEN 7 ELSE CAST(strftime('%w', at) AS INTEGER) END AS weekday,
    CAST(substr(at, 12, 2) AS INTEGER) AS hour, COUNT(*) AS texts
FROM times
GROUP BY weekday, hour
ORDER BY weekday, hour
