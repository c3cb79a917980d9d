-- Versions of badges (domain.md B11), and results of awards (B12): what was awarded keeps its meaning, and a change of it is another version.

-- The versions of a badge before the present one, which is in `badge` itself.
CREATE TABLE badge_edition (
    badge      uuid NOT NULL REFERENCES badge ON DELETE CASCADE,
    number     int NOT NULL CHECK (number > 0),
    content    jsonb NOT NULL, -- columns of badge, as they were
    skills     uuid[] NOT NULL,
    awarded_at timestamptz NOT NULL,
    began_at   timestamptz NOT NULL,
    ended_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (badge, number)
);

-- Slips that were mended in the texts of what had been awarded already: anybody can read that it was done.
CREATE TABLE badge_correction (
    id      uuid PRIMARY KEY DEFAULT uuid7(),
    badge   uuid NOT NULL REFERENCES badge ON DELETE CASCADE,
    edition int NOT NULL,
    note    text NOT NULL,
    before  jsonb NOT NULL, -- its translations until then
    at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON badge_correction (badge, edition);

ALTER TABLE badge_edition ENABLE ROW LEVEL SECURITY;
ALTER TABLE badge_correction ENABLE ROW LEVEL SECURITY;
CREATE POLICY with_badge ON badge_edition FOR SELECT TO citylearn_api
    USING (EXISTS (SELECT FROM badge AS b WHERE b.id = badge));
CREATE POLICY with_badge ON badge_correction FOR SELECT TO citylearn_api
    USING (EXISTS (SELECT FROM badge AS b WHERE b.id = badge));
CREATE POLICY own_made ON badge_correction FOR INSERT TO citylearn_api
    WITH CHECK (EXISTS (SELECT FROM badge AS b WHERE b.id = badge AND allowed(b.organisation)));
GRANT SELECT ON badge_edition TO citylearn_api;
GRANT SELECT, INSERT ON badge_correction TO citylearn_api;

-- Its own present content, or the older one: a badge as it was in that version. All NULL when there was none.
CREATE FUNCTION badge_at(b badge, in_edition int) RETURNS badge LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF b.edition = in_edition THEN
        RETURN b;
    END IF;
    RETURN (SELECT jsonb_populate_record(b, e.content || jsonb_build_object('edition', e.number,
                       'edition_began_at', e.began_at, 'edition_awarded_at', e.awarded_at))
              FROM badge_edition AS e WHERE e.badge = b.id AND e.number = in_edition);
END $$;

-- Of what badge_at answered.
CREATE FUNCTION badge_skills(b badge) RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT e.skills FROM badge_edition AS e WHERE e.badge = b.id AND e.number = b.edition),
                    ARRAY(SELECT k.skill FROM badge_skill AS k WHERE k.badge = b.id ORDER BY k.skill));
END $$;

-- What was awarded keeps its meaning: a new version begins beside it, or no more than texts are corrected.
CREATE FUNCTION badge_keeps_editions() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.edition <> OLD.edition THEN
        INSERT INTO badge_edition (badge, number, content, skills, awarded_at, began_at)
        VALUES (OLD.id, OLD.edition,
                jsonb_build_object('translations', OLD.translations, 'achievement_type', OLD.achievement_type,
                                   'learning_form', OLD.learning_form, 'tags', OLD.tags, 'particulars', OLD.particulars,
                                   'valid_days', OLD.valid_days),
                badge_skills(OLD), OLD.edition_awarded_at, OLD.edition_began_at);
        NEW.edition_awarded_at := NULL;
        NEW.edition_began_at := now();
    ELSIF OLD.edition_awarded_at IS NOT NULL
          AND (badge_meaning(OLD) - 'translations' IS DISTINCT FROM badge_meaning(NEW) - 'translations'
               OR NEW.corrections = OLD.corrections AND badge_meaning(OLD) IS DISTINCT FROM badge_meaning(NEW)) THEN
        PERFORM refuse('badge_frozen');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER badge_keeps_editions BEFORE UPDATE ON badge
    FOR EACH ROW EXECUTE FUNCTION badge_keeps_editions();

CREATE TYPE doc.badge_correction AS (note text, "at" doc.instant);
COMMENT ON TYPE doc.badge_correction IS 'A slip that was mended in the texts after the first award.';
CREATE TYPE doc.badge_version AS (
    version int, name text, "isCurrent" boolean, awarded boolean, corrections doc.badge_correction[],
    "beganAt" doc.instant, "endedAt" doc.instant, "achievementUrl" doc.address, url doc.address
);
COMMENT ON TYPE doc.badge_version IS 'One meaning that a badge has or had. Awards keep that which they were given with.';
COMMENT ON COLUMN doc.badge_version.name IS 'Null in a draft without texts.';
COMMENT ON COLUMN doc.badge_version.awarded IS 'Whether anybody was awarded it: from then on it is frozen.';
COMMENT ON COLUMN doc.badge_version."endedAt" IS 'Null of the present one.';
COMMENT ON COLUMN doc.badge_version."achievementUrl" IS 'The version as an Open Badges 3.0 achievement, whose id this is.';

-- Runs as the owner: who may see the badge may see all of it.
CREATE FUNCTION badge_versions(b badge, wanted text[]) RETURNS SETOF doc.badge_version
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT v.edition, v.translations->choose_language(v.translations, wanted, c.default_language)->>'name',
           v.edition = b.edition, v.edition_awarded_at IS NOT NULL,
           ARRAY(SELECT ROW(k.note, utc(k.at))::doc.badge_correction FROM badge_correction AS k
                  WHERE k.badge = b.id AND k.edition = v.edition ORDER BY k.id),
           utc(v.edition_began_at), utc(n.ended_at), address(badge_path(b.id, v.edition)),
           address('/v1/badges/' || b.id || '/versions/' || v.edition)
      FROM organisation AS o JOIN city AS c ON c.id = o.city,
           (SELECT b.edition AS number, NULL AS ended_at UNION ALL
            SELECT e.number, e.ended_at FROM badge_edition AS e WHERE e.badge = b.id) AS n,
           LATERAL badge_at(b, n.number) AS v
     WHERE o.id = b.organisation
     ORDER BY n.number DESC;
END $$;

CREATE FUNCTION badge_deleted(in_badge uuid, in_version bigint) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    b badge;
BEGIN
    SELECT * INTO b FROM badge WHERE id = in_badge AND allowed(organisation) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse_foreign(EXISTS (SELECT FROM badge WHERE id = in_badge));
    ELSIF b.version <> in_version AND in_version <> 0 THEN
        PERFORM refuse('precondition_failed');
    ELSIF b.first_awarded_at IS NOT NULL THEN
        PERFORM refuse('badge_frozen');
    END IF;
    DELETE FROM badge WHERE id = in_badge;
    RETURN in_badge;
END $$;

-- Evidence as it is kept: nobody's to see unless it is said to be.
CREATE FUNCTION evidence_kept(evidence jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg('{"public": false}' || one ORDER BY place), '[]')
              FROM jsonb_array_elements(evidence) WITH ORDINALITY AS e (one, place));
END $$;

-- Whether a value is a number within limits, either of which may be NULL.
CREATE FUNCTION is_within(value text, low numeric, high numeric) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN value ~ '^-?[0-9]{1,7}(\.[0-9]{1,4})?$'
           AND value::numeric >= coalesce(low, value::numeric) AND value::numeric <= coalesce(high, value::numeric);
END $$;

-- The member of a result that does not suit its description; NULL when all do. Levels and values are in their
-- order, so that what is required can be reached or passed.
CREATE FUNCTION result_flaw(described jsonb, result jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    wanted CONSTANT text := CASE described->>'resultType' WHEN 'Status' THEN 'status'
                            WHEN 'RubricCriterionLevel' THEN 'achievedLevel' ELSE 'value' END;
    ladder CONSTANT text[] := CASE wanted
        WHEN 'achievedLevel' THEN ARRAY(SELECT l.one->>'id' FROM jsonb_array_elements(described->'levels')
                                               WITH ORDINALITY AS l (one, place) ORDER BY l.place)
        ELSE ARRAY(SELECT jsonb_array_elements_text(described->'allowedValues')) END;
    required CONSTANT text := coalesce(described->>'requiredLevel', described->>'requiredValue');
    other text := (SELECT min(key) FROM jsonb_object_keys(result) AS key WHERE key NOT IN ('resultDescription', wanted));
BEGIN
    IF other IS NOT NULL THEN
        RETURN other;
    ELSIF NOT result ? wanted OR cardinality(ladder) > 0 AND NOT result->>wanted = ANY (ladder)
          OR array_position(ladder, result->>wanted) < array_position(ladder, required) THEN
        RETURN wanted;
    ELSIF wanted = 'value' AND cardinality(ladder) = 0
          AND (described ? 'valueMin' OR described ? 'valueMax' OR described ? 'requiredValue')
          AND NOT is_within(result->>'value', greatest((described->>'valueMin')::numeric,
                                CASE WHEN is_within(required, NULL, NULL) THEN required::numeric END),
                            (described->>'valueMax')::numeric) THEN
        RETURN wanted;
    END IF;
    RETURN NULL;
END $$;

-- What an award says has to be what its badge lets it say. Credits: see badge_particulars_fit.
CREATE FUNCTION award_says_what_it_may() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    given CONSTANT jsonb := (SELECT (badge_at(b, NEW.edition)).particulars FROM badge AS b WHERE b.id = NEW.badge);
    flaw text;
BEGIN
    IF NEW.activity_ended_at < NEW.activity_began_at THEN
        PERFORM refuse('bad_input', '/activityEndsAt');
    ELSIF NEW.credits_earned <> round(NEW.credits_earned, 4) THEN
        PERFORM refuse('bad_input', '/creditsEarned');
    ELSIF NEW.credits_earned > (given->>'creditsAvailable')::numeric THEN
        PERFORM refuse('result_unfit', '/creditsEarned');
    END IF;
    SELECT '/results/' || r.place - 1 || '/' || f.flaw INTO flaw
      FROM jsonb_array_elements(NEW.results) WITH ORDINALITY AS r (one, place)
           LEFT JOIN jsonb_array_elements(given->'resultDescriptions') AS d ON d->>'id' = r.one->>'resultDescription',
           LATERAL (SELECT CASE WHEN d IS NULL OR r.place > (SELECT min(o.place)
                                     FROM jsonb_array_elements(NEW.results) WITH ORDINALITY AS o (one, place)
                                    WHERE o.one->'resultDescription' = r.one->'resultDescription')
                                THEN 'resultDescription' ELSE result_flaw(d, r.one) END AS flaw) AS f
     WHERE f.flaw IS NOT NULL ORDER BY r.place LIMIT 1;
    IF FOUND THEN
        PERFORM refuse('result_unfit', flaw);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER award_says_what_it_may BEFORE INSERT ON award
    FOR EACH ROW WHEN (NEW.results <> '[]' OR NEW.credits_earned IS NOT NULL OR NEW.activity_ended_at IS NOT NULL)
    EXECUTE FUNCTION award_says_what_it_may();

INSERT INTO event_type (name, description, example, schema)
SELECT 'badge.version_created', 'What a badge means was changed after it had been awarded; awards from now on are of the new version.',
       '{"id": "0194d0c4-2222-7a51-9c39-2f6a1b0c8d11", "state": "active", "version": 2}',
       jsonb_set(jsonb_set(schema::jsonb, '{properties,version}', '{"type": "integer"}'),
                 '{required}', '["id", "state", "url", "version"]')
  FROM event_type WHERE name = 'badge.updated';

REVOKE EXECUTE ON FUNCTION badge_versions, badge_keeps_editions, award_says_what_it_may FROM PUBLIC;
GRANT EXECUTE ON FUNCTION badge_versions TO citylearn_api;
