-- en: Places by month
--     How many texts each place has each month, where the publisher's open data names one.
-- sv: Platser per månad
--     Hur många texter varje plats har varje månad, där utgivarens öppna data anger en.
SELECT substr(COALESCE(NULLIF(published_at, ''), first_seen_at), 1, 7) AS month, place, COUNT(*) AS texts,
    COUNT(DISTINCT kind) AS kinds
FROM articles
WHERE place <> '' AND :source IN ('', source) AND :place IN ('', place)
    AND +COALESCE(NULLIF(published_at, ''), first_seen_at) BETWEEN :from AND :to || '~'
GROUP BY month, place
ORDER BY month DESC, texts DESC, place
