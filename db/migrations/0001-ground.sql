-- What everything stands on: SQL roles, the caller, languages, states, problems.
--
-- Four roles use the database. citylearn_owner owns it and runs migrations; the
-- other three have only what is granted to them, and row-level security is a
-- second wall in front of citylearn_api: a statement that forgets a condition
-- finds nothing.

CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['citylearn_api', 'citylearn_courier', 'citylearn_metrics'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', name);
        END IF;
        EXECUTE format('ALTER ROLE %I SET statement_timeout = ''5s''', name);
        EXECUTE format('ALTER ROLE %I SET lock_timeout = ''2s''', name);
        EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = ''10s''', name);
    END LOOP;
END $$;

-- The shapes of replies are types of this schema: the API reference is made from them.
CREATE SCHEMA doc;
GRANT USAGE ON SCHEMA public, doc TO citylearn_api, citylearn_courier, citylearn_metrics;

-- Identifiers that sort by when they were made (UUID version 7, RFC 9562).
CREATE FUNCTION uuid7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
SELECT encode(
    set_bit(set_bit(
        overlay(uuid_send(gen_random_uuid())
                PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
                FROM 1 FOR 6),
        52, 1), 53, 1),
    'hex')::uuid
$$;

-- A broken rule: its name is the problem's slug, `more` is for the reply.
CREATE FUNCTION refuse(rule text, more text DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING CONSTRAINT = rule, MESSAGE = rule, DETAIL = coalesce(more, '');
END $$;

-- A point in time as the API writes it: RFC 3339 in UTC.
CREATE DOMAIN doc.instant AS text;
CREATE FUNCTION utc(moment timestamptz) RETURNS doc.instant
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')::doc.instant
$$;

-- An absolute address of this service; the base is a setting of the session.
CREATE DOMAIN doc.address AS text;
CREATE FUNCTION address(path text) RETURNS doc.address LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT (current_setting('citylearn.base_url', true) || path)::doc.address
$$;

-- Who asks. Set at the start of each request's transaction, gone at its end;
-- `needs` is the least role that the route asks for. A function in SQL is put where it is
-- called if it is one expression like this; else it would be planned anew by each request.
CREATE FUNCTION caller_enter(person text, client text, organisation text, needs text, request text,
                             trace text DEFAULT '')
RETURNS text LANGUAGE sql AS $$
SELECT concat(set_config('citylearn.person', person, true),
              set_config('citylearn.client', client, true),
              set_config('citylearn.organisation', organisation, true),
              set_config('citylearn.needs', needs, true),
              set_config('citylearn.request', request, true),
              set_config('citylearn.trace', trace, true))
$$;

CREATE FUNCTION caller_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT nullif(current_setting('citylearn.person', true), '')::uuid
$$;
CREATE FUNCTION caller_client() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT nullif(current_setting('citylearn.client', true), '')::uuid
$$;
CREATE FUNCTION caller_organisation() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT nullif(current_setting('citylearn.organisation', true), '')::uuid
$$;

-- Text without case and accents, for search. The dictionary is named, so that it cannot change.
CREATE FUNCTION plain(words text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN lower(public.unaccent('public.unaccent'::regdictionary, words));
END $$;

-- The language of `translations` that suits best: a wanted one, the usual one, any.
-- PL/pgSQL, like all that makes documents, since it keeps its plans from call to call.
CREATE FUNCTION choose_language(translations jsonb, wanted text[], usual text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    tag text;
BEGIN
    FOREACH tag IN ARRAY coalesce(wanted, '{}') LOOP
        IF translations ? tag THEN
            RETURN tag;
        END IF;
    END LOOP;
    IF translations ? usual THEN
        RETURN usual;
    END IF;
    RETURN (SELECT min(key) FROM jsonb_object_keys(translations) AS key);
END $$;

CREATE FUNCTION languages_of(translations jsonb) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN ARRAY(SELECT key FROM jsonb_object_keys(translations) AS key ORDER BY key);
END $$;

-- All texts of all languages, without case and accents, for search.
CREATE FUNCTION words_of(translations jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT public.plain(coalesce(string_agg(text.value, E'\n'), ''))
              FROM jsonb_each(translations) AS language, jsonb_each_text(language.value) AS text);
END $$;

-- Texts as they were sent: `translations`, and the fields at the top in `language`.
CREATE FUNCTION read_translations(input jsonb, fields text[], usual text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN (
    SELECT CASE WHEN top.texts = '{}' THEN given.texts
                ELSE given.texts || jsonb_build_object(
                    coalesce(input->>'language', usual),
                    coalesce(given.texts->coalesce(input->>'language', usual), '{}') || top.texts)
           END
      FROM (SELECT coalesce(jsonb_object_agg(key, value) FILTER (WHERE value <> 'null'), '{}') AS texts
              FROM jsonb_each(input) WHERE key = ANY (fields)) AS top,
           (SELECT coalesce(jsonb_object_agg(key, jsonb_strip_nulls(value))
                            FILTER (WHERE jsonb_strip_nulls(value) NOT IN ('null', '{}')), '{}') AS texts
              FROM jsonb_each(CASE jsonb_typeof(input->'translations') WHEN 'object'
                              THEN input->'translations' ELSE '{}' END)) AS given);
END $$;

-- JSON merge patch (RFC 7396). Inputs are at most a few levels deep, see json/shape.
CREATE FUNCTION merge_patch(target jsonb, patch jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN (
SELECT CASE
    WHEN jsonb_typeof(patch) <> 'object' THEN patch
    ELSE (SELECT coalesce(jsonb_object_agg(
                     coalesce(old.key, new.key),
                     CASE WHEN new.key IS NULL THEN old.value
                          WHEN jsonb_typeof(new.value) = 'object'
                          THEN merge_patch(coalesce(old.value, '{}'), new.value)
                          ELSE new.value END)
                     FILTER (WHERE new.value IS DISTINCT FROM 'null'), '{}')
            FROM jsonb_each(CASE jsonb_typeof(target) WHEN 'object' THEN target ELSE '{}' END) AS old
            FULL JOIN jsonb_each(patch) AS new ON new.key = old.key)
END);
END $$;

-- Texts by language after a merge patch over them: its `translations` first, then
-- its fields at the top, which are in its `language`. A language without texts goes.
CREATE FUNCTION patch_translations(old jsonb, patch jsonb, fields text[], usual text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN (
SELECT coalesce(jsonb_object_agg(key, value) FILTER (WHERE value <> '{}'), '{}')
  FROM (SELECT coalesce(jsonb_object_agg(key, value), '{}') AS texts
          FROM jsonb_each(patch) WHERE key = ANY (fields)) AS top,
       jsonb_each(merge_patch(
           merge_patch(old, coalesce(patch->'translations', '{}')),
           jsonb_build_object(coalesce(patch->>'language', usual), top.texts))));
END $$;

-- What can be done with a thing in a state, and where that leads. This table is
-- the state machine: nothing else knows a transition.
CREATE TABLE transition (
    noun       text NOT NULL,
    state      text NOT NULL,
    action     text NOT NULL,
    next_state text NOT NULL,
    PRIMARY KEY (noun, state, action)
);
GRANT SELECT ON transition TO citylearn_api;

CREATE FUNCTION next_state(in_noun text, in_state text, in_action text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    found_state text;
BEGIN
    SELECT next_state INTO found_state FROM transition
     WHERE noun = in_noun AND state = in_state AND action = in_action;
    IF NOT FOUND THEN
        PERFORM refuse('wrong_state', (
            SELECT '"state":' || to_json(in_state) || ',"allowed":' ||
                   coalesce(json_agg(action ORDER BY action), '[]')
              FROM transition WHERE noun = in_noun AND state = in_state));
    END IF;
    RETURN found_state;
END $$;

CREATE FUNCTION known_time_zone(zone text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    PERFORM now() AT TIME ZONE zone;
    RETURN zone ~ '^[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+)+$' OR zone = 'UTC';
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN false;
END $$;

-- The answer of a write, kept for the request's Idempotency-Key when it has one.
CREATE TYPE answer AS (body json, etag text, id uuid);
CREATE FUNCTION answered(body json, etag text, id uuid) RETURNS answer LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('citylearn.idempotency_key', true) <> '' THEN
        PERFORM set_config('citylearn.answer', concat_ws(E'\n', coalesce(etag, ''),
                           coalesce(id::text, ''), coalesce(body::text, '')), true);
    END IF;
    RETURN (body, etag, id)::answer;
END $$;

CREATE TABLE idempotency (
    principal text        NOT NULL,
    key       text        NOT NULL,
    request   bytea       NOT NULL, -- SHA-256 of method, path and body
    answer    text        NOT NULL, -- ETag, id and body, a line each
    kept_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (principal, key)
);
CREATE INDEX ON idempotency (kept_at);

-- Tells of a request that was answered before, by way of an error that ends its transaction.
-- The answer itself is asked for afterwards: the server writes errors into its log.
CREATE FUNCTION idempotency_claim(in_principal text, in_key text, in_request bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    before idempotency;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended(in_principal || ' ' || in_key, 0)) THEN
        PERFORM refuse('idempotency_in_progress');
    END IF;
    SELECT * INTO before FROM idempotency
     WHERE principal = in_principal AND key = in_key AND kept_at > now() - interval '24 hours';
    IF FOUND AND before.request <> in_request THEN
        PERFORM refuse('idempotency_key_reused');
    ELSIF FOUND THEN
        PERFORM refuse('idempotency_replayed');
    END IF;
    PERFORM set_config('citylearn.idempotency_key', in_key, true),
            set_config('citylearn.answer', '', true);
END $$;

CREATE FUNCTION idempotency_answer(in_principal text, in_key text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
SELECT answer FROM idempotency WHERE principal = in_principal AND key = in_key
$$;

CREATE FUNCTION idempotency_keep(in_principal text, in_key text, in_request bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
INSERT INTO idempotency (principal, key, request, answer)
SELECT in_principal, in_key, in_request, current_setting('citylearn.answer')
 WHERE current_setting('citylearn.answer') <> ''
    ON CONFLICT (principal, key) DO UPDATE
   SET request = excluded.request, answer = excluded.answer, kept_at = now();
END $$;
