-- en: What was changed in copying
--     Texts that are nearly the same as an earlier one: how alike, and how many words were added and left out.
-- sv: Vad som ändrats vid avskrift
--     Texter som nästan är samma som en tidigare: hur lika, och hur många ord som lagts till och utelämnats.
SELECT d.article, a.title, s.name AS publisher, first.article AS article_first, f.title AS first_title,
    o.name AS first_publisher, d.similarity, d.words_added, d.words_removed
FROM duplicates d JOIN duplicates first ON first.cluster = d.cluster AND first.kind = 'first'
JOIN articles a ON a.id = d.article JOIN sources s ON s.id = a.source
JOIN articles f ON f.id = first.article JOIN sources o ON o.id = f.source
WHERE d.kind = 'near' AND :source IN ('', a.source, f.source)
    AND COALESCE(NULLIF(a.published_at, ''), a.first_seen_at) BETWEEN :from AND :to || '~'
ORDER BY d.words_added + d.words_removed DESC, d.article
LIMIT 500
