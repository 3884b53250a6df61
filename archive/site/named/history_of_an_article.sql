-- en: Everything known of one text
--     The wordings, visits and removals of a text in the order of time (empty: of the text changed last).
-- sv: Allt som är känt om en text
--     En texts lydelser, besök och borttagningar i tidsordning (tomt: den senast ändrade texten).
WITH wanted AS (
    SELECT COALESCE((SELECT article FROM permalinks WHERE id = :article), NULLIF(:article, ''),
        (SELECT id FROM articles ORDER BY last_changed_at DESC LIMIT 1)) AS id)
SELECT v.seen_from AS at, 'wording ' || v.number AS what, v.change AS how, v.words_added, v.words_removed,
    v.title AS note
FROM wanted JOIN versions v ON v.article = wanted.id
UNION ALL
SELECT c.at, 'visit', c.outcome, NULL, NULL, c.status || ' ' || c.reason
FROM wanted JOIN checks c ON c.article = wanted.id
UNION ALL
SELECT r.gone_at, 'removal', r.reason, NULL, NULL, r.status FROM wanted JOIN removals r ON r.article = wanted.id
ORDER BY at, what
LIMIT 1000
