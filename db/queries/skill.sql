-- skill_search(q text?, framework text?, after text?, count int, languages texts, whole bool)
-- -> many body, cursor on search
-- Skills by how well a label in any language fits the words; without words by URI.
SELECT to_json(skill_document(s, :languages, :whole, found.label)) AS body,
       found.rank || '|' || s.uri AS cursor
  FROM (SELECT l.skill, min(l.label) AS label,
               min(CASE WHEN l.search = plain(:q) THEN 0
                        WHEN starts_with(l.search, plain(:q)) THEN 1 + length(l.search) / 1000.0
                        ELSE 2 + length(l.search) / 1000.0 END)::float8 AS rank
          FROM skill_label AS l
         WHERE :q IS NOT NULL
           AND (l.search LIKE '%' || replace(replace(replace(plain(:q), '\', '\\'), '%', '\%'), '_', '\_') || '%'
                OR plain(:q) <% l.search)
         GROUP BY l.skill
        UNION ALL
        SELECT s.id, NULL, 0 FROM skill AS s WHERE :q IS NULL) AS found
  JOIN skill AS s ON s.id = found.skill
 WHERE (:framework IS NULL OR s.framework = :framework) AND NOT s.retired
   AND (:after IS NULL OR (found.rank, s.uri) > (split_part(:after, '|', 1)::float8,
                                                 substr(:after, strpos(:after, '|') + 1)))
 ORDER BY found.rank, s.uri
 LIMIT :count;

-- skill_show(skill uuid, languages texts, whole bool) -> one body, version
-- One skill.
SELECT to_json(skill_document(s, :languages, :whole, NULL)) AS body, s.version::text AS version
  FROM skill AS s
 WHERE s.id = :skill;

-- framework_list() -> many body
-- The classifications that are here.
SELECT to_json(ROW(f.slug, f.name, f.version, f.attribution,
                   (SELECT count(*) FROM skill AS s WHERE s.framework = f.slug AND NOT s.retired))
               ::doc.skill_framework) AS body
  FROM skill_framework AS f
 ORDER BY f.slug;

-- framework_put(slug text, name text?, version text?, attribution text?) -> one slug on write
-- Announces a classification before its skills are taken in; what is not given stays.
INSERT INTO skill_framework AS f (slug, name, version, attribution)
VALUES (:slug, coalesce(:name, :slug), coalesce(:version, ''), coalesce(:attribution, ''))
    ON CONFLICT (slug) DO UPDATE
   SET name = coalesce(:name, f.name), version = coalesce(:version, f.version),
       attribution = coalesce(:attribution, f.attribution), imported_at = now()
RETURNING slug;

-- skill_take_in(framework text, language text, rows json) -> one added, changed on write
-- Takes in a part of a framework's file in one language.
SELECT added, changed FROM skill_take_in(:framework, :language, :rows);

-- skill_broader_take_in(narrower texts, broader texts) -> one added on write
-- Pairs of URIs; those of which one is unknown are passed over.
WITH made AS (
    INSERT INTO skill_broader (skill, broader)
    SELECT DISTINCT n.id, b.id
      FROM unnest(:narrower, :broader) AS pair (narrower, broader)
      JOIN skill AS n ON n.uri = pair.narrower
      JOIN skill AS b ON b.uri = pair.broader
        ON CONFLICT DO NOTHING
    RETURNING skill
)
SELECT count(*) AS added FROM made;

-- skill_retire(framework text, uris texts) -> one retired on write
-- Retires what the framework's last file did not hold any more.
WITH gone AS (
    UPDATE skill SET retired = true, version = version + 1
     WHERE framework = :framework AND NOT retired AND NOT uri = ANY (:uris)
    RETURNING id
)
SELECT count(*) AS retired FROM gone;
