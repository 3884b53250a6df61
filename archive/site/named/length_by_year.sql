-- en: Length of texts by year
--     Texts of each source and year and their words: mean, shortest, longest.
-- sv: Texternas längd per år
--     Texter per källa och år och deras ord: medelvärde, kortast, längst.
SELECT substr(COALESCE(NULLIF(a.published_at, ''), a.first_seen_at), 1, 4) AS year, s.name AS publisher,
    COUNT(*) AS texts, ROUND(AVG(a.words), 1) AS mean_words, MIN(a.words) AS shortest, MAX(a.words) AS longest
FROM articles a JOIN sources s ON s.id = a.source
WHERE :source IN ('', a.source)
    AND +COALESCE(NULLIF(a.published_at, ''), a.first_seen_at) BETWEEN :from AND :to || '~'
GROUP BY year, s.id
ORDER BY year DESC, texts DESC, s.id
