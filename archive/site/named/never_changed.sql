-- en: Texts that were never changed
--     For each source and year the share of texts of which only one wording is known.
-- sv: Texter som aldrig ändrats
--     För varje källa och år andelen texter som bara har en känd lydelse.
SELECT substr(COALESCE(NULLIF(a.published_at, ''), a.first_seen_at), 1, 4) AS year, s.name AS publisher,
    COUNT(*) AS texts, SUM(a.versions = 1) AS never_changed, ROUND(100.0 * SUM(a.versions = 1) / COUNT(*), 1) AS percent
FROM articles a JOIN sources s ON s.id = a.source
WHERE a.versions > 0 AND :source IN ('', a.source)
    AND +COALESCE(NULLIF(a.published_at, ''), a.first_seen_at) BETWEEN :from AND :to || '~'
GROUP BY year, s.id
ORDER BY year DESC, percent DESC, s.id
