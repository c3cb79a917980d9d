-- Skills and their frameworks (domain.md B10). Any classification with concepts,
-- labels and broader concepts fits; ESCO is read from its official download.

CREATE TABLE skill_framework (
    slug        text PRIMARY KEY CHECK (slug ~ '^[a-z0-9][a-z0-9-]{1,59}$'),
    name        text NOT NULL,
    version     text NOT NULL DEFAULT '',
    attribution text NOT NULL DEFAULT '',
    imported_at timestamptz NOT NULL DEFAULT now()
);

CREATE TYPE skill_type AS ENUM ('skill', 'knowledge', 'other');

CREATE TABLE skill (
    id          uuid PRIMARY KEY DEFAULT uuid7(),
    framework   text NOT NULL REFERENCES skill_framework,
    uri         text NOT NULL CONSTRAINT skill_uri UNIQUE,
    type        skill_type NOT NULL,
    reuse_level text NOT NULL DEFAULT '',
    retired     boolean NOT NULL DEFAULT false, -- not in the last import; keeps resolving
    labels      jsonb NOT NULL DEFAULT '{}', -- {"lt": "..."}: the preferred ones of skill_label
    version     int NOT NULL DEFAULT 1
);
CREATE INDEX ON skill (framework);

CREATE TYPE label_kind AS ENUM ('preferred', 'alternative', 'hidden');

CREATE TABLE skill_label (
    skill    uuid NOT NULL REFERENCES skill,
    language text NOT NULL,
    kind     label_kind NOT NULL,
    label    text NOT NULL,
    search   text NOT NULL GENERATED ALWAYS AS (plain(label)) STORED,
    PRIMARY KEY (skill, language, kind, label)
);

-- What names a skill is read with it: each activity and badge that is shown does so.
CREATE FUNCTION skill_labels_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE skill AS s
       SET labels = (SELECT coalesce(jsonb_object_agg(l.language, l.label ORDER BY l.label DESC), '{}')
                       FROM skill_label AS l WHERE l.skill = s.id AND l.kind = 'preferred')
     WHERE s.id IN (SELECT skill FROM changed WHERE kind = 'preferred');
    RETURN NULL;
END $$;
CREATE TRIGGER labels_come AFTER INSERT ON skill_label REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION skill_labels_follow();
CREATE TRIGGER labels_go AFTER DELETE ON skill_label REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION skill_labels_follow();

CREATE INDEX skill_label_search ON skill_label USING gin (search gin_trgm_ops);

CREATE TABLE skill_description (
    skill    uuid NOT NULL REFERENCES skill,
    language text NOT NULL,
    text     text NOT NULL,
    PRIMARY KEY (skill, language)
);

CREATE TABLE skill_broader (
    skill   uuid NOT NULL REFERENCES skill,
    broader uuid NOT NULL REFERENCES skill,
    PRIMARY KEY (skill, broader)
);
CREATE INDEX ON skill_broader (broader);

GRANT SELECT ON skill_framework, skill, skill_label, skill_description, skill_broader
    TO citylearn_api;

-- The preferred label in the language that suits best; English is the usual one.
CREATE FUNCTION skill_label_in(in_skill uuid, wanted text[]) RETURNS skill_label
LANGUAGE plpgsql STABLE AS $$
DECLARE
    found_label skill_label;
BEGIN
    SELECT * INTO found_label FROM skill_label
     WHERE skill = in_skill AND kind = 'preferred'
     ORDER BY array_position(wanted, language), language <> 'en', language
     LIMIT 1;
    RETURN found_label;
END $$;

CREATE TYPE doc.skill_stub AS (id uuid, uri text, label text);
COMMENT ON TYPE doc.skill_stub IS 'A skill, as far as needed to name it.';

CREATE TYPE doc.skill_framework AS (slug text, name text, version text, attribution text, skills int);
COMMENT ON TYPE doc.skill_framework IS 'A classification of skills.';
COMMENT ON COLUMN doc.skill_framework.attribution IS 'To be shown with its skills.';

CREATE TYPE doc.skill AS (
    id uuid, uri text, framework text, type skill_type, "reuseLevel" text, label text,
    language text, "matchedLabel" text, description text, "alternativeLabels" text[],
    broader doc.skill_stub[], translations json, retired boolean, url doc.address
);
COMMENT ON TYPE doc.skill IS 'A skill, competence or piece of knowledge of a framework.';
COMMENT ON COLUMN doc.skill.uri IS 'Its identifier in the framework: use it in activities and badges.';
COMMENT ON COLUMN doc.skill.label IS 'The preferred label in the language that "language" names.';
COMMENT ON COLUMN doc.skill."matchedLabel" IS 'The label that was found by q; null when nothing was searched.';
COMMENT ON COLUMN doc.skill.description IS 'What it means; null when the framework does not say.';
COMMENT ON COLUMN doc.skill."alternativeLabels" IS 'Other names in the same language.';
COMMENT ON COLUMN doc.skill.translations IS 'Preferred labels by language; null unless expand=translations.';
COMMENT ON COLUMN doc.skill.retired IS 'Whether the framework has dropped it; it keeps resolving.';

CREATE FUNCTION skill_stubs(skills uuid[], wanted text[]) RETURNS doc.skill_stub[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF skills = '{}' THEN
        RETURN '{}';
    END IF;
    RETURN (SELECT coalesce(array_agg(ROW(s.id, s.uri,
                                          s.labels->>choose_language(s.labels, wanted, 'en'))
                                      ::doc.skill_stub ORDER BY s.uri), '{}')
              FROM skill AS s WHERE s.id = ANY (skills));
END $$;

CREATE FUNCTION skill_document(s skill, wanted text[], whole boolean, matched text)
RETURNS doc.skill LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
    SELECT ROW(s.id, s.uri, s.framework, s.type, s.reuse_level, name.label, name.language, matched,
               (SELECT d.text FROM skill_description AS d WHERE d.skill = s.id
                 ORDER BY array_position(wanted, d.language), d.language <> 'en', d.language LIMIT 1),
               (SELECT coalesce(array_agg(l.label ORDER BY l.label), '{}') FROM skill_label AS l
                 WHERE l.skill = s.id AND l.language = name.language AND l.kind = 'alternative'),
               skill_stubs(ARRAY(SELECT b.broader FROM skill_broader AS b WHERE b.skill = s.id), wanted),
               CASE WHEN whole THEN (SELECT json_object_agg(l.language, json_build_object('label', l.label))
                                       FROM skill_label AS l
                                      WHERE l.skill = s.id AND l.kind = 'preferred') END,
               s.retired, address('/v1/skills/' || s.id))::doc.skill
      FROM skill_label_in(s.id, wanted) AS name);
END $$;

-- Takes in a part of a framework's file in one language: concepts are matched by
-- URI, and only what differs is written. `rows` is an array of {"uri", "type",
-- "reuseLevel", "label", "alternative": [], "hidden": [], "description"}. Added are
-- the concepts that had no label in this language before, changed are others of
-- which anything is different now.
CREATE FUNCTION skill_take_in(in_framework text, in_language text, rows jsonb)
RETURNS TABLE (added bigint, changed bigint) LANGUAGE sql AS $$
WITH sent AS MATERIALIZED (
    SELECT DISTINCT ON (r.uri) r.uri,
           CASE r.type WHEN 'skill/competence' THEN 'skill' WHEN 'knowledge' THEN 'knowledge'
                       ELSE 'other' END::skill_type AS type,
           coalesce(r."reuseLevel", '') AS reuse_level, r.label, r.alternative, r.hidden,
           nullif(r.description, '') AS description
      FROM jsonb_to_recordset(rows) AS r (uri text, type text, "reuseLevel" text, label text,
                                          alternative text[], hidden text[], description text)
     ORDER BY r.uri
), made AS (
    INSERT INTO skill AS s (framework, uri, type, reuse_level)
    SELECT in_framework, uri, type, reuse_level FROM sent
        ON CONFLICT ON CONSTRAINT skill_uri DO UPDATE
       SET framework = excluded.framework, type = excluded.type,
           reuse_level = excluded.reuse_level, retired = false, version = s.version + 1
     WHERE (s.framework, s.type, s.reuse_level, s.retired)
           IS DISTINCT FROM (excluded.framework, excluded.type, excluded.reuse_level, false)
    RETURNING id, uri
), known AS MATERIALIZED (
    SELECT coalesce(made.id, skill.id) AS id, sent.*
      FROM sent LEFT JOIN made USING (uri) LEFT JOIN skill USING (uri)
), new_label AS MATERIALIZED (
    SELECT id AS skill, 'preferred'::label_kind AS kind, label FROM known
     UNION SELECT id, 'alternative', unnest(alternative) FROM known
     UNION SELECT id, 'hidden', unnest(hidden) FROM known
), old_label AS MATERIALIZED (
    SELECT l.skill, l.kind, l.label FROM skill_label AS l
     WHERE l.skill = ANY (ARRAY(SELECT id FROM known)) AND l.language = in_language
), gone AS (
    DELETE FROM skill_label AS l
     USING (TABLE old_label EXCEPT TABLE new_label) AS old
     WHERE (l.skill, l.language, l.kind, l.label) = (old.skill, in_language, old.kind, old.label)
    RETURNING l.skill
), come AS (
    INSERT INTO skill_label (skill, language, kind, label)
    SELECT skill, in_language, kind, label FROM (TABLE new_label EXCEPT TABLE old_label) AS new
    RETURNING skill
), described AS (
    INSERT INTO skill_description AS d (skill, language, text)
    SELECT id, in_language, description FROM known WHERE description IS NOT NULL
        ON CONFLICT (skill, language) DO UPDATE SET text = excluded.text
     WHERE d.text <> excluded.text
    RETURNING skill
), undescribed AS (
    DELETE FROM skill_description AS d USING known
     WHERE d.skill = known.id AND d.language = in_language AND known.description IS NULL
    RETURNING d.skill
), retold AS (
    SELECT skill FROM gone UNION SELECT skill FROM come
     UNION SELECT skill FROM described UNION SELECT skill FROM undescribed
), marked AS (
    UPDATE skill SET version = version + 1
     WHERE id IN (SELECT skill FROM retold EXCEPT SELECT id FROM made)
), met AS (
    SELECT skill FROM old_label WHERE kind = 'preferred'
)
SELECT (SELECT count(*) FROM known) - (SELECT count(*) FROM met),
       (SELECT count(*) FROM (SELECT skill FROM retold UNION SELECT id FROM made) AS touched
         WHERE skill IN (SELECT skill FROM met))
$$;
