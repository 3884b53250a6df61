-- en: Attachments by media type
--     How many files of which type the newest wordings of each source link to, and how many of them were captured.
-- sv: Bilagor per filtyp
--     Hur många filer av vilken typ som källornas senaste lydelser länkar till, och hur många som sparats.
SELECT s.name AS publisher, t.media_type, COUNT(*) AS files, COUNT(DISTINCT t.article) AS texts,
    SUM(t.sha256 <> '') AS captured
FROM attachments t JOIN articles a ON a.id = t.article AND t.version = a.id || '.' || a.version
JOIN sources s ON s.id = a.source
WHERE :source IN ('', a.source)
GROUP BY s.id, t.media_type
ORDER BY files DESC, s.id, t.media_type
