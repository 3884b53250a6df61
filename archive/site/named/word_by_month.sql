-- en: How often a word is used, by month
--     Texts of each month that match an FTS5 query, and their share of all texts of the month in per cent.
-- sv: Hur ofta ett ord används, per månad
--     Texter varje månad som motsvarar en FTS5-fråga, och deras andel av månadens alla texter i procent.
WITH hits AS MATERIALIZED (
    SELECT rowid AS hit FROM articles_fts WHERE articles_fts MATCH COALESCE(NULLIF(:query, ''), '""'))
SELECT substr(COALESCE(NULLIF(published_at, ''), first_seen_at), 1, 7) AS month,
    SUM(rowid IN (SELECT hit FROM hits)) AS hits, COUNT(*) AS texts,
    ROUND(100.0 * SUM(rowid IN (SELECT hit FROM hits)) / COUNT(*), 2) AS percent
FROM articles
WHERE :source IN ('', source) AND +COALESCE(NULLIF(published_at, ''), first_seen_at) BETWEEN :from AND :to || '~'
GROUP BY month
ORDER BY month
