-- en: What the visits of each night brought
--     Visits of each night (empty: of all sources) and the share of each outcome in per cent.
-- sv: Vad varje natts besök gav
--     Besök varje natt (tomt: hos alla källor) och andelen av varje utfall i procent.
WITH nights AS (
    SELECT substr(started_at, 1, 10) AS night, COUNT(*) AS runs, SUM(new) AS new, SUM(changed) AS changed,
        SUM(unchanged) AS unchanged, SUM(not_modified) AS not_modified, SUM(gone) AS gone, SUM(errors) AS errors
    FROM runs WHERE started_at BETWEEN :from AND :to || '~' AND :source IN ('', source)
    GROUP BY night)
SELECT night, runs, new + changed + unchanged + not_modified + gone + errors AS visits,
    ROUND(100.0 * new / NULLIF(new + changed + unchanged + not_modified + gone + errors, 0), 2) AS new_percent,
    ROUND(100.0 * changed / NULLIF(new + changed + unchanged + not_modified + gone + errors, 0), 2) AS changed_percent,
    ROUND(100.0 * unchanged / NULLIF(new + changed + unchanged + not_modified + gone + errors, 0), 2)
        AS unchanged_percent,
    ROUND(100.0 * not_modified / NULLIF(new + changed + unchanged + not_modified + gone + errors, 0), 2)
        AS not_modified_percent,
    ROUND(100.0 * gone / NULLIF(new + changed + unchanged + not_modified + gone + errors, 0), 2) AS gone_percent,
    ROUND(100.0 * errors / NULLIF(new + changed + unchanged + not_modified + gone + errors, 0), 2) AS errors_percent
FROM nights
ORDER BY night DESC
