-- en: What is stripped most
--     Standing texts that are taken out of the pages of a source, by label and rule, the most frequent first.
-- sv: Vad som oftast rensas bort
--     Stående texter som tas bort från en källas sidor, med etikett och regel, vanligast först.
SELECT s.name AS publisher, b.label, b.rule, b.pages, b.pages_total,
    ROUND(100.0 * b.pages / NULLIF(b.pages_total, 0), 1) AS percent, substr(b.text, 1, 200) AS text
FROM boilerplate b JOIN sources s ON s.id = b.source
WHERE :source IN ('', b.source)
ORDER BY b.pages DESC, b.source, b.id
LIMIT 500
