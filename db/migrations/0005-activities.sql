-- Activities: what a city's organisations offer (domain.md B5 to B7).

CREATE TYPE learning_form AS ENUM ('formal', 'non_formal', 'informal');
CREATE TYPE activity_mode AS ENUM ('in_person', 'online', 'hybrid');
CREATE TYPE activity_type AS ENUM ('course', 'workshop', 'lecture', 'internship', 'volunteering',
                                   'project', 'open_space', 'self_study');
CREATE TYPE enrolment_mode AS ENUM ('open', 'approval', 'external', 'none');
CREATE TYPE activity_state AS ENUM ('draft', 'published', 'cancelled', 'archived');

CREATE TABLE activity (
    id               uuid PRIMARY KEY DEFAULT uuid7(),
    organisation     uuid NOT NULL CONSTRAINT unknown_organisation REFERENCES organisation,
    city             uuid NOT NULL REFERENCES city,
    external_id      text, -- the partner's own
    state            activity_state NOT NULL DEFAULT 'draft',
    state_reason     text,
    learning_form    learning_form NOT NULL,
    mode             activity_mode NOT NULL,
    type             activity_type NOT NULL,
    category         text NOT NULL,
    languages        text[] NOT NULL DEFAULT '{}', -- it is held in
    translations     jsonb NOT NULL, -- {"lt": {"title", "summary", "description"}}
    time_zone        text NOT NULL CONSTRAINT unknown_time_zone CHECK (known_time_zone(time_zone)),
    place_name       text,
    place_address    text,
    lat              double precision CHECK (lat BETWEEN -90 AND 90),
    lon              double precision CHECK (lon BETWEEN -180 AND 180),
    online_url       text,
    price            numeric(10, 2) CHECK (price > 0), -- NULL: free
    currency         text CHECK (currency ~ '^[A-Z]{3}$'),
    capacity         int CHECK (capacity > 0),
    age_min          int,
    age_max          int,
    duration_minutes int,
    enrolment        enrolment_mode NOT NULL DEFAULT 'none',
    enrolment_url    text,
    visible_from     timestamptz,
    starts_at        timestamptz, -- of the first session
    ends_at          timestamptz, -- of the last session
    held             tstzmultirange NOT NULL DEFAULT '{}', -- all sessions, for the search
    content_hash     bytea, -- of the input that made it what it is; NULL after a patch
    search_text      text NOT NULL,
    published_at     timestamptz,
    version          int NOT NULL DEFAULT 1,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT external_id_taken UNIQUE (organisation, external_id),
    CONSTRAINT unknown_category FOREIGN KEY (city, category) REFERENCES category (city, slug),
    CONSTRAINT age_range CHECK (age_max >= age_min),
    CONSTRAINT place_missing CHECK (state = 'draft' OR mode = 'online' OR place_name IS NOT NULL),
    CONSTRAINT link_missing CHECK (state = 'draft' OR mode = 'in_person' OR online_url IS NOT NULL),
    CHECK ((price IS NULL) = (currency IS NULL)),
    CHECK ((lat IS NULL) = (lon IS NULL))
);
CREATE INDEX activity_search ON activity USING gin (search_text gin_trgm_ops)
    WHERE state = 'published';
CREATE INDEX activity_soonest ON activity (city, (coalesce(starts_at, 'infinity')), id)
    WHERE state = 'published';
CREATE INDEX activity_newest ON activity (city, updated_at, id) WHERE state = 'published';
CREATE INDEX activity_where ON activity USING gist (point(lon, lat))
    WHERE state = 'published' AND lon IS NOT NULL;
CREATE INDEX activity_of ON activity (organisation, id);

INSERT INTO transition (noun, state, action, next_state) VALUES
    ('activity', 'draft',     'publish', 'published'),
    ('activity', 'published', 'cancel',  'cancelled'),
    ('activity', 'published', 'archive', 'archived'),
    ('activity', 'cancelled', 'archive', 'archived');

CREATE TABLE activity_session (
    activity  uuid NOT NULL REFERENCES activity ON DELETE CASCADE,
    starts_at timestamptz NOT NULL,
    ends_at   timestamptz NOT NULL,
    CONSTRAINT session_ends_first CHECK (ends_at >= starts_at),
    PRIMARY KEY (activity, starts_at)
);

CREATE TABLE activity_skill (
    activity uuid NOT NULL REFERENCES activity ON DELETE CASCADE,
    skill    uuid NOT NULL CONSTRAINT unknown_skill REFERENCES skill,
    PRIMARY KEY (activity, skill)
);
CREATE INDEX ON activity_skill (skill, activity);

CREATE FUNCTION activity_has_text(translations jsonb) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (
    SELECT EXISTS (SELECT FROM jsonb_each(translations) WHERE value ? 'title' AND value ? 'description'));
END $$;

-- What is published has to have a text, and an organisation that may publish.
CREATE FUNCTION activity_may_be_published() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT activity_has_text(NEW.translations) THEN
        PERFORM refuse('text_missing');
    END IF;
    IF NOT organisation_may_publish(NEW.organisation) THEN
        PERFORM refuse('organisation_unverified');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER activity_may_be_published BEFORE INSERT OR UPDATE ON activity
    FOR EACH ROW WHEN (NEW.state = 'published') EXECUTE FUNCTION activity_may_be_published();

-- What the public sees. Owned by citylearn_owner, so row-level security does not
-- stand between the conditions of a search and the indexes that serve them.
CREATE VIEW public_activity AS
SELECT * FROM activity
 WHERE state = 'published' AND (visible_from IS NULL OR visible_from <= now());
GRANT SELECT ON public_activity TO citylearn_api;

ALTER TABLE activity ENABLE ROW LEVEL SECURITY;
ALTER TABLE activity_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE activity_skill ENABLE ROW LEVEL SECURITY;
CREATE POLICY published_or_own ON activity FOR SELECT TO citylearn_api
    USING (state <> 'draft' AND (visible_from IS NULL OR visible_from <= now())
           OR allowed(organisation));
CREATE POLICY own ON activity FOR UPDATE TO citylearn_api USING (allowed(organisation));
CREATE POLICY own_gone ON activity FOR DELETE TO citylearn_api USING (allowed(organisation));
-- Sessions and skills are read with their activity and written by activity_put alone.
CREATE POLICY with_activity ON activity_session FOR SELECT TO citylearn_api
    USING (EXISTS (SELECT FROM activity AS a WHERE a.id = activity));
CREATE POLICY with_activity ON activity_skill FOR SELECT TO citylearn_api
    USING (EXISTS (SELECT FROM activity AS a WHERE a.id = activity));
GRANT SELECT, UPDATE, DELETE ON activity TO citylearn_api;
GRANT SELECT ON activity_session, activity_skill TO citylearn_api;

CREATE TYPE doc.session AS ("startsAt" doc.instant, "endsAt" doc.instant);
COMMENT ON TYPE doc.session IS 'One meeting of an activity.';
CREATE TYPE doc.place AS (name text, address text, lat double precision, lon double precision);
COMMENT ON TYPE doc.place IS 'Where it is held.';
COMMENT ON COLUMN doc.place.address IS 'Street and number; null when it was not given.';
COMMENT ON COLUMN doc.place.lat IS 'Degrees north; null when it was not given.';
COMMENT ON COLUMN doc.place.lon IS 'Degrees east; null when it was not given.';
CREATE TYPE doc.price AS (amount text, currency text);
COMMENT ON TYPE doc.price IS 'What it costs.';
COMMENT ON COLUMN doc.price.amount IS 'Digits, a point, two digits.';
COMMENT ON COLUMN doc.price.currency IS 'ISO 4217.';
CREATE TYPE doc.enrolment AS (mode enrolment_mode, url text);
COMMENT ON TYPE doc.enrolment IS 'How to take part.';
COMMENT ON COLUMN doc.enrolment.url IS 'Where to enrol when mode is external, else null.';
CREATE TYPE doc.activity AS (
    id uuid, "externalId" text, city text, organisation doc.organisation_stub,
    state activity_state, "stateReason" text, completed boolean,
    title text, summary text, description text, language text, "availableLanguages" text[],
    translations json, "learningForm" learning_form, mode activity_mode, type activity_type,
    category text, languages text[], sessions doc.session[], "startsAt" doc.instant,
    "endsAt" doc.instant, "timeZone" text, place doc.place, "onlineUrl" text,
    skills doc.skill_stub[], price doc.price, capacity int, "ageMin" int, "ageMax" int,
    "durationMinutes" int, enrolment doc.enrolment, url doc.address,
    "publishedAt" doc.instant, "createdAt" doc.instant, "updatedAt" doc.instant
);
COMMENT ON TYPE doc.activity IS 'A learning activity: a course, a workshop, an internship and so on.';
COMMENT ON COLUMN doc.activity."externalId" IS 'The organisation''s own; null when it gave none.';
COMMENT ON COLUMN doc.activity.city IS 'The slug of the city.';
COMMENT ON COLUMN doc.activity."stateReason" IS 'Why it was cancelled, else null.';
COMMENT ON COLUMN doc.activity.completed IS 'Whether its last session is over.';
COMMENT ON COLUMN doc.activity.title IS 'In the language that "language" names; null in a draft without texts.';
COMMENT ON COLUMN doc.activity.summary IS 'One or two sentences; null when there are none in this language.';
COMMENT ON COLUMN doc.activity.description IS 'Null when there is none in this language.';
COMMENT ON COLUMN doc.activity.language IS 'Of the texts here; null in a draft without texts.';
COMMENT ON COLUMN doc.activity."availableLanguages" IS 'In which the texts can be had.';
COMMENT ON COLUMN doc.activity.translations IS 'All texts by language; null unless expand=translations.';
COMMENT ON COLUMN doc.activity.languages IS 'In which it is held.';
COMMENT ON COLUMN doc.activity."startsAt" IS 'When its first session begins; null when it can be begun at any time.';
COMMENT ON COLUMN doc.activity."endsAt" IS 'When its last session ends; null when it can be begun at any time.';
COMMENT ON COLUMN doc.activity.place IS 'Null when it is online only.';
COMMENT ON COLUMN doc.activity."onlineUrl" IS 'Null when it is in person only.';
COMMENT ON COLUMN doc.activity.price IS 'Null when it is free.';
COMMENT ON COLUMN doc.activity.capacity IS 'How many can take part; null when there is no limit.';
COMMENT ON COLUMN doc.activity."ageMin" IS 'Years; null when there is no limit.';
COMMENT ON COLUMN doc.activity."ageMax" IS 'Years; null when there is no limit.';
COMMENT ON COLUMN doc.activity."durationMinutes" IS 'In all; null when it was not given.';
COMMENT ON COLUMN doc.activity."publishedAt" IS 'Null in a draft.';

CREATE TYPE doc.item_error AS (pointer text, code text, detail text);
COMMENT ON TYPE doc.item_error IS 'What is wrong with an item of a batch.';
COMMENT ON COLUMN doc.item_error.pointer IS 'Where in the request it stands (RFC 6901).';
CREATE TYPE doc.batch_outcome AS ENUM ('created', 'updated', 'unchanged', 'rejected');
CREATE TYPE doc.batch_item AS (
    place int, outcome doc.batch_outcome, id uuid, errors doc.item_error[]
);
COMMENT ON TYPE doc.batch_item IS 'What became of one item.';
COMMENT ON COLUMN doc.batch_item.place IS 'Its place in the request, from 0.';
COMMENT ON COLUMN doc.batch_item.id IS 'Of the activity; null when it was rejected.';
CREATE TYPE doc.batch_counts AS (created int, updated int, unchanged int, rejected int);
COMMENT ON TYPE doc.batch_counts IS 'How many of each.';
CREATE TYPE doc.batch_result AS (items doc.batch_item[], counts doc.batch_counts);
COMMENT ON TYPE doc.batch_result IS 'What became of a batch, item by item.';

CREATE FUNCTION organisation_stub(o organisation, wanted text[], usual text)
RETURNS doc.organisation_stub LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ROW(o.id, o.slug,
               o.translations->choose_language(o.translations, wanted, usual)->>'name',
               address('/v1/organisations/' || o.id))::doc.organisation_stub;
END $$;

-- Runs as the owner: who may see the activity may see whose it is.
-- One statement, so that one plan is kept and begun.
CREATE FUNCTION activity_document(a activity, wanted text[], whole boolean) RETURNS doc.activity
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
    SELECT ROW(a.id, a.external_id, c.slug, ROW(o.id, o.slug, o.translations->choose_language(o.translations, wanted, c.default_language)->>'name',
                   address('/v1/organisations/' || o.id))::doc.organisation_stub,
               a.state, a.state_reason, coalesce(a.ends_at < now(), false),
               texts.own->>'title', texts.own->>'summary', texts.own->>'description', texts.tag,
               ARRAY(SELECT key FROM jsonb_object_keys(a.translations) AS key ORDER BY key),
               CASE WHEN whole THEN a.translations::json END,
               a.learning_form, a.mode, a.type, a.category, a.languages,
               ARRAY(SELECT ROW(utc(s.starts_at), utc(s.ends_at))::doc.session
                       FROM activity_session AS s WHERE s.activity = a.id ORDER BY s.starts_at),
               utc(a.starts_at), utc(a.ends_at), a.time_zone,
               CASE WHEN a.place_name IS NOT NULL
                    THEN ROW(a.place_name, a.place_address, a.lat, a.lon)::doc.place END,
               a.online_url,
               ARRAY(SELECT ROW(s.id, s.uri, s.labels->>choose_language(s.labels, wanted, 'en'))::doc.skill_stub
                       FROM activity_skill AS k JOIN skill AS s ON s.id = k.skill
                      WHERE k.activity = a.id ORDER BY s.uri),
               CASE WHEN a.price IS NOT NULL THEN ROW(a.price::text, a.currency)::doc.price END,
               a.capacity, a.age_min, a.age_max, a.duration_minutes,
               ROW(a.enrolment, a.enrolment_url)::doc.enrolment, address('/v1/activities/' || a.id),
               utc(a.published_at), utc(a.created_at), utc(a.updated_at))::doc.activity
      FROM organisation AS o, city AS c,
           LATERAL (SELECT tag, a.translations->tag AS own
                      FROM choose_language(a.translations, wanted, c.default_language) AS tag) AS texts
     WHERE o.id = a.organisation AND c.id = a.city);
END $$;

-- The input that would make the activity what it is: what a merge patch is laid over.
CREATE FUNCTION activity_input(a activity) RETURNS jsonb LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'externalId', a.external_id, 'learningForm', a.learning_form, 'mode', a.mode, 'type', a.type,
        'category', a.category, 'languages', a.languages, 'translations', a.translations,
        'timeZone', a.time_zone, 'onlineUrl', a.online_url, 'capacity', a.capacity,
        'ageMin', a.age_min, 'ageMax', a.age_max, 'durationMinutes', a.duration_minutes,
        'visibleFrom', a.visible_from,
        'place', CASE WHEN a.place_name IS NOT NULL THEN jsonb_build_object(
            'name', a.place_name, 'address', a.place_address, 'lat', a.lat, 'lon', a.lon) END,
        'price', CASE WHEN a.price IS NOT NULL
                 THEN jsonb_build_object('amount', a.price, 'currency', a.currency) END,
        'enrolment', jsonb_build_object('mode', a.enrolment, 'url', a.enrolment_url),
        'sessions', (SELECT jsonb_agg(jsonb_build_object('startsAt', s.starts_at, 'endsAt', s.ends_at))
                       FROM activity_session AS s WHERE s.activity = a.id),
        'skills', (SELECT jsonb_agg(skill.uri) FROM activity_skill AS k
                     JOIN skill ON skill.id = k.skill WHERE k.activity = a.id))));
END $$;

-- An input on its way in, and what is found out about it.
CREATE TYPE activity_item AS (
    place int, input jsonb, hash bytea, external_id text, translations jsonb,
    known uuid, -- the activity that it is matched to, else the id of the new one
    is_new boolean, same boolean, problem text, field text
);

-- The inputs at `places` (from 0), matched to what is there, each with the first
-- rule that it breaks by itself. How an item is matched to an activity:
--   create   never: each is new
--   upsert   by its externalId
--   replace  with the one activity `target`
CREATE FUNCTION activity_items_read(in_organisation uuid, home city, items jsonb, places int[],
                                    matching text, target uuid)
RETURNS activity_item[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
    WITH sent AS (
        SELECT place, input, input->>'externalId' AS external_id,
               read_translations(input, ARRAY['title', 'summary', 'description'],
                                 home.default_language) AS translations,
               row_number() OVER (PARTITION BY input->>'externalId' ORDER BY place) AS turn
          FROM jsonb_array_elements(items) WITH ORDINALITY AS i (item, n)
          JOIN unnest(places) AS place ON place = n - 1
         CROSS JOIN LATERAL jsonb_strip_nulls(item) AS input
    )
    SELECT array_agg(ROW(sent.place, sent.input, sha256(convert_to(sent.input::text, 'UTF8')),
                         sent.external_id, sent.translations,
                         CASE matching
                         WHEN 'upsert' THEN (SELECT a.id FROM activity AS a
                                              WHERE a.organisation = in_organisation
                                                AND a.external_id = sent.external_id)
                         WHEN 'replace' THEN (SELECT a.id FROM activity AS a
                                               WHERE a.organisation = in_organisation
                                                 AND a.id = target) END,
                         false, false, broken.problem, broken.field)::activity_item ORDER BY sent.place)
      FROM sent LEFT JOIN LATERAL (
            SELECT 1, 'unknown_category', '/category'
             WHERE NOT EXISTS (SELECT FROM category AS c
                                WHERE c.city = home.id AND c.slug = sent.input->>'category')
            UNION ALL SELECT 2, 'unknown_language', '/translations'
             WHERE NOT languages_of(sent.translations) <@ home.languages
            UNION ALL SELECT 3, 'unknown_skill', '/skills/' || min(s.n) - 1
              FROM jsonb_array_elements_text(sent.input->'skills') WITH ORDINALITY AS s (uri, n)
             WHERE NOT EXISTS (SELECT FROM skill WHERE skill.uri = s.uri)
            HAVING count(*) > 0
            UNION ALL SELECT 4, 'session_ends_first', '/sessions/' || min(s.n) - 1
              FROM jsonb_array_elements(sent.input->'sessions') WITH ORDINALITY AS s (one, n)
             WHERE (one->>'endsAt')::timestamptz < (one->>'startsAt')::timestamptz
            HAVING count(*) > 0
            UNION ALL SELECT 5, 'age_range', '/ageMax'
             WHERE (sent.input->>'ageMax')::int < (sent.input->>'ageMin')::int
            UNION ALL SELECT 6, 'unknown_time_zone', '/timeZone'
             WHERE sent.input->>'timeZone' <> home.time_zone
               AND NOT known_time_zone(sent.input->>'timeZone')
            UNION ALL SELECT 7, 'external_id_taken', '/externalId'
             WHERE sent.external_id IS NOT NULL AND sent.turn > 1
            UNION ALL SELECT 8, 'price_is_nothing', '/price/amount'
             WHERE (sent.input->'price'->>'amount')::numeric = 0
             ORDER BY 1 LIMIT 1
        ) AS broken (rank, problem, field) ON true);
END $$;

-- The same items, each with what becomes of its activity, and the first rule that
-- it breaks in that. What is equal breaks none.
CREATE FUNCTION activity_items_judge(in_organisation uuid, sent activity_item[], publish boolean)
RETURNS activity_item[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
    SELECT array_agg(ROW(item.place, item.input, item.hash, item.external_id, item.translations,
                         coalesce(item.known, uuid7()), item.known IS NULL, met.same,
                         coalesce(item.problem, broken.problem),
                         coalesce(item.field, broken.field))::activity_item ORDER BY item.place)
      FROM unnest(sent) AS item LEFT JOIN activity AS a ON a.id = item.known
     CROSS JOIN LATERAL (
            SELECT coalesce(a.content_hash = item.hash AND NOT (publish AND a.state = 'draft'), false),
                   publish OR coalesce(a.state = 'published', false)
        ) AS met (same, is_public)
      LEFT JOIN LATERAL (
            SELECT 1, 'wrong_state', '' WHERE a.state NOT IN ('draft', 'published')
            UNION ALL SELECT 2, 'external_id_taken', '/externalId'
             WHERE EXISTS (SELECT FROM activity AS other
                            WHERE other.organisation = in_organisation
                              AND other.external_id = item.external_id
                              AND other.id IS DISTINCT FROM item.known)
            UNION ALL SELECT 3, 'organisation_unverified', ''
             WHERE met.is_public AND NOT organisation_may_publish(in_organisation)
            UNION ALL SELECT 4, 'text_missing', '/translations'
             WHERE met.is_public AND NOT activity_has_text(item.translations)
            UNION ALL SELECT 5, 'place_missing', '/place'
             WHERE met.is_public AND item.input->>'mode' <> 'online'
               AND item.input->'place'->>'name' IS NULL
            UNION ALL SELECT 6, 'link_missing', '/onlineUrl'
             WHERE met.is_public AND item.input->>'mode' <> 'in_person'
               AND item.input->>'onlineUrl' IS NULL
             ORDER BY 1 LIMIT 1
        ) AS broken (rank, problem, field) ON NOT met.same);
END $$;

-- Creates and replaces any number of an organisation's activities in a few
-- statements. `items` is an array of inputs as the API takes them, of which only
-- those at `places` are looked at: the others did not fit their shape. A rejected
-- item says which rule it broke; the others are not touched by it.
CREATE FUNCTION activity_put(in_organisation uuid, items jsonb, places int[], matching text,
                             publish boolean, target uuid DEFAULT NULL, is_patch boolean DEFAULT false)
RETURNS TABLE (place int, outcome text, activity uuid, problem text, field text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    home city;
    sent activity_item[];
    good activity_item[];
BEGIN
    SELECT c.* INTO home FROM organisation AS o JOIN city AS c ON c.id = o.city
     WHERE o.id = organisation_own(in_organisation);
    sent := activity_items_read(in_organisation, home, items, places, matching, target);
    IF matching = 'replace' AND EXISTS (SELECT FROM unnest(sent) WHERE known IS NULL) THEN
        PERFORM refuse('not_found');
    END IF;
    -- Taken in the order of ids, so that two batches cannot wait for each other.
    PERFORM FROM activity AS a
      WHERE a.id = ANY (ARRAY(SELECT known FROM unnest(sent))) ORDER BY a.id FOR UPDATE;
    sent := activity_items_judge(in_organisation, sent, publish);
    good := ARRAY(SELECT item FROM unnest(sent) AS item WHERE item.problem IS NULL AND NOT item.same);

    INSERT INTO activity AS a (
        id, organisation, city, external_id, state, learning_form, mode, type, category, languages,
        translations, time_zone, place_name, place_address, lat, lon, online_url, price, currency,
        capacity, age_min, age_max, duration_minutes, enrolment, enrolment_url, visible_from,
        starts_at, ends_at, held, content_hash, search_text, published_at)
    SELECT known, in_organisation, home.id, item.external_id,
           (CASE WHEN publish THEN 'published' ELSE coalesce(old.state::text, 'draft') END)::activity_state,
           (input->>'learningForm')::learning_form, (input->>'mode')::activity_mode,
           (input->>'type')::activity_type, input->>'category',
           ARRAY(SELECT jsonb_array_elements_text(input->'languages')), item.translations,
           coalesce(input->>'timeZone', home.time_zone), input->'place'->>'name',
           input->'place'->>'address', (input->'place'->>'lat')::float,
           (input->'place'->>'lon')::float, input->>'onlineUrl',
           (input->'price'->>'amount')::numeric, input->'price'->>'currency',
           (input->>'capacity')::int, (input->>'ageMin')::int, (input->>'ageMax')::int,
           (input->>'durationMinutes')::int,
           coalesce(input->'enrolment'->>'mode', 'none')::enrolment_mode,
           input->'enrolment'->>'url', (input->>'visibleFrom')::timestamptz,
           (SELECT min((one->>'startsAt')::timestamptz) FROM jsonb_array_elements(input->'sessions') AS one),
           (SELECT max((one->>'endsAt')::timestamptz) FROM jsonb_array_elements(input->'sessions') AS one),
           (SELECT coalesce(range_agg(tstzrange((one->>'startsAt')::timestamptz,
                                                (one->>'endsAt')::timestamptz, '[]')), '{}')
              FROM jsonb_array_elements(input->'sessions') AS one),
           CASE WHEN NOT is_patch THEN item.hash END,
           plain((SELECT coalesce(string_agg(concat_ws(' ', value->>'title', value->>'summary'), ' '), '')
                    FROM jsonb_each(item.translations))),
           CASE WHEN publish OR old.state = 'published' THEN coalesce(old.published_at, now()) END
      FROM unnest(good) AS item LEFT JOIN activity AS old ON old.id = item.known
        ON CONFLICT (id) DO UPDATE
       SET (external_id, state, learning_form, mode, type, category, languages, translations,
            time_zone, place_name, place_address, lat, lon, online_url, price, currency, capacity,
            age_min, age_max, duration_minutes, enrolment, enrolment_url, visible_from, starts_at,
            ends_at, held, content_hash, search_text, published_at, version, updated_at)
         = ROW(excluded.external_id, excluded.state, excluded.learning_form, excluded.mode,
            excluded.type, excluded.category, excluded.languages, excluded.translations,
            excluded.time_zone, excluded.place_name, excluded.place_address, excluded.lat,
            excluded.lon, excluded.online_url, excluded.price, excluded.currency,
            excluded.capacity, excluded.age_min, excluded.age_max, excluded.duration_minutes,
            excluded.enrolment, excluded.enrolment_url, excluded.visible_from, excluded.starts_at,
            excluded.ends_at, excluded.held, excluded.content_hash, excluded.search_text, excluded.published_at,
            a.version + 1, now());

    DELETE FROM activity_session AS s USING unnest(good) AS item
     WHERE s.activity = item.known AND NOT item.is_new;
    INSERT INTO activity_session (activity, starts_at, ends_at)
    SELECT known, (one->>'startsAt')::timestamptz, max((one->>'endsAt')::timestamptz)
      FROM unnest(good), jsonb_array_elements(input->'sessions') AS one
     GROUP BY 1, 2;
    DELETE FROM activity_skill AS k USING unnest(good) AS item
     WHERE k.activity = item.known AND NOT item.is_new;
    INSERT INTO activity_skill (activity, skill)
    SELECT DISTINCT known, skill.id
      FROM unnest(good), jsonb_array_elements_text(input->'skills') AS uri
      JOIN skill ON skill.uri = uri.value;

    RETURN QUERY
    SELECT item.place,
           CASE WHEN item.problem IS NOT NULL THEN 'rejected' WHEN item.same THEN 'unchanged'
                WHEN item.is_new THEN 'created' ELSE 'updated' END,
           CASE WHEN item.problem IS NULL THEN item.known END, item.problem, item.field
      FROM unnest(sent) AS item ORDER BY item.place;
END $$;

-- One activity, by the same way: what it breaks is the request's problem.
-- Plans are kept, as making them anew for one item costs more than the work.
CREATE FUNCTION activity_put_one(in_organisation uuid, input jsonb, matching text, publish boolean,
                                 target uuid DEFAULT NULL, is_patch boolean DEFAULT false)
RETURNS TABLE (outcome text, activity uuid)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    result record;
BEGIN
    SELECT * INTO result
      FROM activity_put(organisation_own(in_organisation), jsonb_build_array(input), '{0}', matching,
                        publish, target, is_patch);
    IF result.problem = 'wrong_state' THEN
        PERFORM next_state('activity', a.state::text, 'replace') FROM activity AS a
          WHERE a.organisation = in_organisation
            AND (a.id = target OR target IS NULL AND a.external_id = input->>'externalId');
    ELSIF result.problem IS NOT NULL THEN
        PERFORM refuse(result.problem, result.field);
    END IF;
    RETURN QUERY SELECT result.outcome, result.activity;
END $$;

-- Metres between two points on the earth (haversine, a sphere of 6,371 km).
CREATE FUNCTION metres(lat1 float, lon1 float, lat2 float, lon2 float) RETURNS float
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT 2 * 6371000 * asin(sqrt(sin(radians(lat2 - lat1) / 2) ^ 2
       + cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ^ 2))
$$;

-- A square around a point that holds all within `radius` metres, for the index.
CREATE FUNCTION around(lat float, lon float, radius float) RETURNS box
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT box(point(lon - radius / 111195 / greatest(cos(radians(lat)), 0.01), lat - radius / 111195),
           point(lon + radius / 111195 / greatest(cos(radians(lat)), 0.01), lat + radius / 111195))
$$;

-- A skill and all that is narrower.
CREATE FUNCTION skill_and_narrower(in_uri text) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
WITH RECURSIVE family AS (
    SELECT id FROM skill WHERE uri = in_uri
     UNION
    SELECT b.skill FROM family JOIN skill_broader AS b ON b.broader = family.id
)
SELECT id FROM family
$$;

-- The conditions of a search, for every order it can be shown in. What is NULL
-- does not narrow; a slip is forgiven in words of four letters and more. The planner
-- takes this function apart, so that indexes serve. What fits words is found by itself
-- first: likeness costs far more than the planner thinks.
CREATE FUNCTION activity_found(
    in_city text, words text, in_organisation uuid, in_category text, form text, in_mode text,
    in_type text, in_skill text, held_in text, is_free boolean, age int,
    after timestamptz, before timestamptz, since timestamptz,
    near_lat float, near_lon float, radius float)
RETURNS SETOF activity LANGUAGE sql STABLE AS $$
SELECT a.* FROM public_activity AS a
 WHERE (in_city IS NULL OR a.city = (SELECT id FROM city WHERE slug = in_city))
   AND (words IS NULL OR a.id = ANY (ARRAY(
            SELECT m.id FROM public_activity AS m
             WHERE m.search_text LIKE (SELECT '%' || replace(replace(replace(
                       plain(words), '\', '\\'), '%', '\%'), '_', '\_') || '%')
                OR length(words) > 3 AND (SELECT plain(words)) <% m.search_text)))
   AND (in_organisation IS NULL OR a.organisation = in_organisation)
   AND (in_category IS NULL OR a.category = in_category)
   AND (form IS NULL OR a.learning_form = form::learning_form)
   AND (in_mode IS NULL OR a.mode = in_mode::activity_mode)
   AND (in_type IS NULL OR a.type = in_type::activity_type)
   AND (in_skill IS NULL OR EXISTS (SELECT FROM activity_skill AS k WHERE k.activity = a.id
            AND k.skill IN (SELECT skill_and_narrower(in_skill))))
   AND (held_in IS NULL OR held_in = ANY (a.languages))
   AND (NOT is_free OR a.price IS NULL)
   AND (age IS NULL OR age BETWEEN coalesce(a.age_min, 0) AND coalesce(a.age_max, 200))
   AND (after IS NULL OR a.ends_at >= after) AND (before IS NULL OR a.starts_at < before)
   AND (after IS NULL AND before IS NULL OR a.held && tstzrange(after, before))
   AND (since IS NULL OR a.updated_at > since)
   AND (radius IS NULL OR point(a.lon, a.lat) <@ around(near_lat, near_lon, radius)
        AND metres(near_lat, near_lon, a.lat, a.lon) <= radius)
$$;

-- How badly an activity fits words: 0 when a title is the words, else by likeness.
CREATE FUNCTION activity_rank(a activity, words text) RETURNS float LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
SELECT CASE
    WHEN words IS NULL THEN 0
    WHEN EXISTS (SELECT FROM jsonb_each(a.translations) WHERE plain(value->>'title') = plain(words)) THEN 0
    ELSE 1 + CASE WHEN strpos(a.search_text, plain(words)) > 0 THEN 0 ELSE 1 END
           + 1 - word_similarity(plain(words), a.search_text)
END::float);
END $$;

-- The three below run with the caller's rights: what row-level security hides is not found.
CREATE FUNCTION activity_patched(in_activity uuid, patch jsonb, in_version bigint) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    a activity;
    usual text;
BEGIN
    SELECT * INTO a FROM activity WHERE id = in_activity AND allowed(organisation) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse_foreign(EXISTS (SELECT FROM activity WHERE id = in_activity));
    ELSIF a.version <> in_version AND in_version <> 0 THEN
        PERFORM refuse('precondition_failed');
    END IF;
    SELECT default_language INTO usual FROM city WHERE id = a.city;
    PERFORM activity_put_one(a.organisation,
        merge_patch(activity_input(a),
                    patch - ARRAY['title', 'summary', 'description', 'language', 'translations'])
            || jsonb_build_object('translations', patch_translations(
                   a.translations, patch, ARRAY['title', 'summary', 'description'], usual)),
        'replace', false, a.id, true);
    RETURN a.id;
END $$;

CREATE FUNCTION activity_moved(in_activity uuid, in_action text, in_reason text) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    a activity;
BEGIN
    SELECT * INTO a FROM activity WHERE id = in_activity AND allowed(organisation) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse_foreign(EXISTS (SELECT FROM activity WHERE id = in_activity));
    END IF;
    UPDATE activity
       SET state = next_state('activity', a.state::text, in_action)::activity_state,
           state_reason = in_reason, version = version + 1, updated_at = now(),
           published_at = CASE in_action WHEN 'publish' THEN now() ELSE published_at END
     WHERE id = in_activity;
    RETURN in_activity;
END $$;

CREATE FUNCTION activity_deleted(in_activity uuid, in_version bigint) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    a activity;
BEGIN
    SELECT * INTO a FROM activity WHERE id = in_activity AND allowed(organisation) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse_foreign(EXISTS (SELECT FROM activity WHERE id = in_activity));
    ELSIF a.version <> in_version AND in_version <> 0 THEN
        PERFORM refuse('precondition_failed');
    ELSIF a.state <> 'draft' OR a.published_at IS NOT NULL THEN
        PERFORM refuse('activity_in_use');
    END IF;
    DELETE FROM activity WHERE id = in_activity;
    RETURN in_activity;
EXCEPTION WHEN foreign_key_violation THEN
    PERFORM refuse('activity_in_use');
END $$;

-- What a write answers. Volatile, so that it sees what the statement before it wrote.
CREATE FUNCTION activity_answer(in_activity uuid, wanted text[]) RETURNS answer
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    a activity;
BEGIN
    SELECT * INTO a FROM activity WHERE id = in_activity;
    RETURN answered(to_json(activity_document(a, wanted, true)), a.version::text, a.id);
END $$;
