-- en: Nights that failed
--     Nights of a source that did not end well, and what is known about it.
-- sv: Nätter som misslyckades
--     En källas nätter som inte slutade väl, och vad man vet om det.
SELECT r.started_at, s.name AS publisher, r.status, r.requests, r.errors, r.note
FROM runs r JOIN sources s ON s.id = r.source
WHERE r.status <> 'ok' AND r.started_at BETWEEN :from AND :to || '~' AND :source IN ('', r.source)
ORDER BY r.started_at DESC, r.source
