-- en: From publication to the first edit
--     Hours from the printed time of publication until an edit was first seen: median and 90th percentile for each
--     source. An edit is seen at the next visit, so the hours are an upper bound. Only texts published with a time
--     of day count.
-- sv: Från publicering till första ändringen
--     Timmar från den angivna publiceringstiden tills en ändring först sågs: median och 90:e percentilen för varje
--     källa. En ändring ses vid nästa besök, så timmarna är en övre gräns. Bara texter med klockslag räknas.
WITH edited AS (
    SELECT article, MIN(seen_from) AS at FROM versions
    WHERE number > 1 AND change = 'edit' AND seen_from BETWEEN :from AND :to || '~' GROUP BY article),
waited AS (
    SELECT a.source, (julianday(e.at) - julianday(a.published_at)) * 24 AS hours
    FROM edited e JOIN articles a ON a.id = e.article
    WHERE length(a.published_at) > 10 AND a.published_at <= e.at AND :source IN ('', a.source)),
ranked AS (
    SELECT source, hours, ROW_NUMBER() OVER (PARTITION BY source ORDER BY hours) AS place,
        COUNT(*) OVER (PARTITION BY source) AS edited
    FROM waited)
SELECT s.name AS publisher, r.edited AS edited_texts, s.articles AS texts,
    ROUND(MIN(hours) FILTER (WHERE place * 2 >= edited), 1) AS median_hours,
    ROUND(MIN(hours) FILTER (WHERE place * 10 >= edited * 9), 1) AS p90_hours, ROUND(MIN(hours), 1) AS least_hours
FROM ranked r JOIN sources s ON s.id = r.source
GROUP BY s.id
ORDER BY median_hours, s.id
