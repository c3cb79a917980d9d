-- Webhooks, whole: jobs that go on after the request, endpoints of cities, verification, keys, limits, and
-- what is done for an endpoint that does not answer (domain.md B22).

-- Work that outlives the request that asked for it. The courier does it in steps: each is one statement that
-- begins with job_held and ends with job_advance, so that a step is whole or was never there, and whoever takes a
-- job up goes on at its cursor.
CREATE TYPE job_state AS ENUM ('queued', 'running', 'done', 'failed', 'cancelled');
CREATE TABLE job (
    id           uuid PRIMARY KEY DEFAULT uuid7(),
    kind         text NOT NULL CHECK (kind ~ '^[a-z_]{1,40}$'), -- src/courier/job.c knows what to do
    organisation uuid REFERENCES organisation, -- whose it is: one of the two
    city         uuid REFERENCES city,
    subject      uuid,          -- what it is about, as an endpoint
    needs        organisation_role NOT NULL DEFAULT 'manager', -- to see it
    scope        text NOT NULL, -- that a token has to hold to see it
    input        jsonb NOT NULL DEFAULT '{}',
    state        job_state NOT NULL DEFAULT 'queued',
    counts       jsonb NOT NULL DEFAULT '{}', -- numbers by name
    cursor       text,          -- how far it is; its kind alone reads it
    problem      text,          -- why it failed, as in problem.def
    attempt      int NOT NULL DEFAULT 0, -- how often it was taken up
    in_vain      int NOT NULL DEFAULT 0, -- and of these, since it last got on
    owner        uuid,
    lease_until  timestamptz,
    created_at   timestamptz NOT NULL DEFAULT now(),
    started_at   timestamptz,
    done_at      timestamptz,
    CHECK ((organisation IS NULL) <> (city IS NULL))
);
CREATE INDEX job_open ON job (id) WHERE state IN ('queued', 'running');
CREATE INDEX ON job (subject, id) WHERE subject IS NOT NULL;
CREATE INDEX ON job (organisation, id) WHERE organisation IS NOT NULL;
CREATE INDEX ON job (city, id) WHERE city IS NOT NULL;
CREATE INDEX ON job (done_at) WHERE done_at IS NOT NULL;

INSERT INTO transition (noun, state, action, next_state) VALUES
    ('job', 'queued',  'cancel', 'cancelled'),
    ('job', 'running', 'cancel', 'cancelled');

-- Whether the caller may see what is an organisation's or a city's.
CREATE FUNCTION job_is_own(in_organisation uuid, in_city uuid, in_needs organisation_role) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN in_city IS NOT NULL THEN allowed_city(in_city, 'city_admin')
                WHEN caller_organisation() IS NOT NULL THEN caller_organisation() = in_organisation
                ELSE coalesce(caller_role(in_organisation) >= in_needs, false) END;
END $$;

ALTER TABLE job ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON job TO citylearn_api USING (job_is_own(organisation, city, needs));
CREATE POLICY courier ON job TO citylearn_courier USING (true);
GRANT SELECT, INSERT, UPDATE (state, done_at) ON job TO citylearn_api;
GRANT SELECT, DELETE, UPDATE (state, counts, cursor, problem, attempt, in_vain, owner, lease_until, started_at, done_at)
    ON job TO citylearn_courier;

CREATE TYPE doc.job AS (
    id uuid, kind text, state job_state, subject uuid, counts json, problem text, "createdAt" doc.instant,
    "startedAt" doc.instant, "doneAt" doc.instant, url doc.address
);
COMMENT ON TYPE doc.job IS 'Work that goes on after the request that asked for it.';
COMMENT ON COLUMN doc.job.kind IS 'What is done, as webhook_replay.';
COMMENT ON COLUMN doc.job.subject IS 'What it is about, as the endpoint; null when it is about no one thing.';
COMMENT ON COLUMN doc.job.counts IS 'How much was done so far: numbers by name.';
COMMENT ON COLUMN doc.job.problem IS 'The code of the problem that ended it; null when it did not fail.';
COMMENT ON COLUMN doc.job."startedAt" IS 'Null while it is queued.';
COMMENT ON COLUMN doc.job."doneAt" IS 'When it was done, failed or was cancelled; null before. It is kept for 30 days after that.';

CREATE FUNCTION job_document(j job) RETURNS doc.job LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ROW(j.id, j.kind, j.state, j.subject, j.counts::json, j.problem, utc(j.created_at), utc(j.started_at),
               utc(j.done_at), address('/v1/jobs/' || j.id))::doc.job;
END $$;

-- Runs with the caller's rights: what row-level security hides is not found.
CREATE FUNCTION job_cancel(in_job uuid, in_scope text) RETURNS SETOF job LANGUAGE plpgsql AS $$
DECLARE
    j job;
BEGIN
    SELECT * INTO j FROM job WHERE id = in_job AND scope = ANY (string_to_array(in_scope, ' ')) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    END IF;
    RETURN QUERY
    UPDATE job SET state = next_state('job', j.state::text, 'cancel')::job_state, done_at = now()
     WHERE id = in_job RETURNING *;
END $$;

-- For the courier. A job whose lease ran out is taken up like one that nobody has begun, but after those that get on;
-- and after twenty times in vain it has failed, since it can have no end, or is the end of whoever takes it up.
CREATE FUNCTION job_claim(in_owner uuid, kinds text[], most bigint) RETURNS SETOF job LANGUAGE sql AS $$
WITH open AS MATERIALIZED (
    SELECT id, in_vain FROM job
     WHERE state IN ('queued', 'running') AND (state = 'queued' OR lease_until < now()) AND kind = ANY (kinds)
     ORDER BY in_vain, id LIMIT most FOR UPDATE SKIP LOCKED
), stuck AS (
    UPDATE job SET state = 'failed', problem = 'job_stuck', owner = NULL, lease_until = NULL, done_at = now()
     WHERE id IN (SELECT id FROM open WHERE in_vain >= 20)
)
UPDATE job SET state = 'running', attempt = attempt + 1, in_vain = in_vain + 1, owner = in_owner,
               lease_until = now() + interval '60 seconds', started_at = coalesce(started_at, now())
 WHERE id IN (SELECT id FROM open WHERE in_vain < 20)
RETURNING *
$$;

-- Locks a job that is still whose attempt this is; no row when it is not, or when it was cancelled.
CREATE FUNCTION job_held(in_job uuid, in_owner uuid, in_attempt bigint) RETURNS SETOF job LANGUAGE sql AS $$
SELECT * FROM job
 WHERE id = in_job AND owner = in_owner AND attempt = in_attempt AND state = 'running'
   FOR UPDATE
$$;

-- Ends a step: the cursor moves, counts are added to, and the lease begins anew unless that was all. The state
-- is 'running', 'done', 'failed', or 'queued' for somebody else to go on. False when the job was lost.
CREATE FUNCTION job_advance(in_job uuid, in_owner uuid, in_attempt bigint, in_state job_state, in_cursor text,
                            in_counts jsonb DEFAULT '{}', in_problem text DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE job
       SET state = in_state, cursor = coalesce(in_cursor, cursor), problem = in_problem, in_vain = 0,
           counts = counts || (SELECT coalesce(jsonb_object_agg(key, coalesce((counts->>key)::bigint, 0) + value::text::bigint), '{}')
                                 FROM jsonb_each(in_counts)),
           lease_until = CASE in_state WHEN 'running' THEN now() + interval '60 seconds' END,
           owner = CASE in_state WHEN 'running' THEN owner END,
           done_at = CASE WHEN in_state IN ('done', 'failed') THEN now() END
     WHERE id = in_job AND owner = in_owner AND attempt = in_attempt AND state = 'running';
    RETURN FOUND;
END $$;


-- The least id that can have been made at a moment, so that an index leads to what happened from then on.
CREATE FUNCTION uuid7_from(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT (encode(substring(int8send((extract(epoch FROM moment) * 1000)::bigint) FROM 3), 'hex')
        || repeat('0', 20))::uuid
$$;

-- Events have a city, and a place in the order in which they can be read: the one in which the courier, one at a time,
-- turned them into deliveries. So who has read up to a place misses nothing that was before it.
CREATE SEQUENCE event_place;
ALTER TABLE event ALTER organisation DROP NOT NULL, ADD city uuid REFERENCES city, ADD place bigint,
    ADD whole text CHECK (octet_length(whole) <= 20480); -- the payload with the thing itself, once somebody wants it

UPDATE event SET city = (SELECT city FROM organisation WHERE id = organisation),
                 place = CASE WHEN fanned_at IS NOT NULL THEN nextval('event_place') END;
ALTER TABLE event ALTER city SET NOT NULL;
CREATE INDEX ON event (organisation, place) WHERE place IS NOT NULL;
CREATE INDEX event_of_city ON event (city, place);
CREATE INDEX event_pings ON event (city, id) WHERE type = 'webhook.ping';

CREATE FUNCTION event_write(in_organisation uuid, in_city uuid, in_type text, in_subject uuid, in_seq int,
                            path text, data jsonb, fanned timestamptz) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    made uuid := uuid7();
BEGIN
    INSERT INTO event (id, organisation, city, type, subject, seq, fanned_at, payload, request)
    VALUES (made, in_organisation, in_city, in_type, in_subject, in_seq, fanned, json_build_object(
                'type', in_type, 'timestamp', utc(now()), 'id', 'msg_' || replace(made::text, '-', ''),
                'seq', in_seq, 'subject', in_subject, 'organisation', in_organisation,
                'apiVersion', current_setting('citylearn.api_version', true),
                'data', data || jsonb_build_object('id', in_subject, 'url', address(path || in_subject))
            )::text, coalesce(nullif(current_setting('citylearn.trace', true), ''),
                              current_setting('citylearn.request', true)));
    RETURN made;
END $$;
CREATE OR REPLACE FUNCTION event_add(in_organisation uuid, in_type text, in_subject uuid, in_seq int,
                                     path text, data jsonb)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM event_write(in_organisation, (SELECT city FROM organisation WHERE id = in_organisation), in_type,
                        in_subject, in_seq, path, data, NULL);
END $$;

-- A ping is sent to one endpoint alone, whatever it listens to.
CREATE OR REPLACE FUNCTION event_matches(name text, patterns text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
SELECT name <> 'webhook.ping'
   AND ('*' = ANY (patterns) OR name = ANY (patterns) OR split_part(name, '.', 1) || '.*' = ANY (patterns))
$$;

-- Endpoints: of an organisation, or of a city, which hears of all its organisations.
DROP FUNCTION webhook_endpoint_document(webhook_endpoint);
DROP FUNCTION delivery_document(delivery, event);
DROP TYPE doc.webhook_endpoint, doc.webhook_endpoint_with_secret, doc.delivery, doc.delivery_attempt;
ALTER TYPE endpoint_state RENAME TO endpoint_state_before;
CREATE TYPE endpoint_state AS ENUM ('pending', 'enabled', 'paused', 'disabled', 'gone');
CREATE TYPE endpoint_ordering AS ENUM ('none', 'subject');
CREATE TYPE endpoint_payload AS ENUM ('thin', 'full');
DROP TRIGGER audit ON webhook_endpoint;
ALTER TABLE webhook_endpoint
    ALTER state DROP DEFAULT,
    ALTER state TYPE endpoint_state USING state::text::endpoint_state,
    ALTER state SET DEFAULT 'pending',
    ALTER organisation DROP NOT NULL,
    ADD city           uuid REFERENCES city,
    ADD public_key     bytea,       -- of Ed25519; its private half is sealed with the HMAC secret
    ADD ordering       endpoint_ordering NOT NULL DEFAULT 'none',
    ADD payload        endpoint_payload NOT NULL DEFAULT 'thin',
    ADD max_per_second int NOT NULL DEFAULT 100 CHECK (max_per_second BETWEEN 1 AND 1000),
    ADD max_in_flight  int NOT NULL DEFAULT 8 CHECK (max_in_flight BETWEEN 1 AND 32),
    ADD allowance      float NOT NULL DEFAULT 1000, -- deliveries that could be begun at once, at that time
    ADD allowance_at   timestamptz NOT NULL DEFAULT now(),
    ADD slow_until     timestamptz, -- at half the rate, after it was throttled or with much to catch up on
    ADD challenge      text,        -- that it has to echo while it is pending
    ADD verified_at    timestamptz,
    ADD pings          int NOT NULL DEFAULT 0,
    ADD failing_since  timestamptz, -- the first failure since it last took something
    ADD warned         int NOT NULL DEFAULT 0, -- how often its people were told
    ADD version        int NOT NULL DEFAULT 1,
    ADD CHECK ((organisation IS NULL) <> (city IS NULL));
DROP TYPE endpoint_state_before;
UPDATE webhook_endpoint SET verified_at = created_at WHERE state = 'enabled';
CREATE INDEX ON webhook_endpoint (city, id) WHERE city IS NOT NULL;
CREATE TRIGGER audit AFTER INSERT OR UPDATE OF url, types, state, deleted_at, public_key OR DELETE
    ON webhook_endpoint FOR EACH ROW EXECUTE FUNCTION audit();

INSERT INTO transition (noun, state, action, next_state) VALUES
    ('endpoint', 'pending',  'ping',    'pending'),
    ('endpoint', 'pending',  'verify',  'enabled'),
    ('endpoint', 'pending',  'pause',   'paused'),
    ('endpoint', 'enabled',  'ping',    'enabled'),
    ('endpoint', 'enabled',  'pause',   'paused'),
    ('endpoint', 'enabled',  'disable', 'disabled'),
    ('endpoint', 'paused',   'resume',  'enabled'), -- or pending, where it was not verified yet
    ('endpoint', 'disabled', 'resume',  'pending');

-- Keys that still sign beside the present one, for a while after a rotation.
CREATE TABLE webhook_old_key (
    id         uuid PRIMARY KEY DEFAULT uuid7(),
    endpoint   uuid NOT NULL REFERENCES webhook_endpoint,
    sealed     bytea NOT NULL, -- as in webhook_endpoint
    public_key bytea,
    expires_at timestamptz NOT NULL
);
CREATE INDEX ON webhook_old_key (endpoint, id);

-- What is ordered waits for what happened to its subject before; what was given up is not waited for.
ALTER TABLE delivery
    ADD ping    boolean NOT NULL DEFAULT false,
    ADD subject uuid, -- NULL: in no order
    ADD seq     int;
-- In the order in which they are claimed; and what is in flight by endpoint, which each claim counts. What was delivered
-- stays in the table, so none of these may be left to a scan of all of an endpoint's.
DROP INDEX delivery_due, delivery_leased;
CREATE INDEX delivery_due ON delivery (endpoint, due_at, event) WHERE state = 'due';
CREATE INDEX delivery_leased ON delivery (endpoint) WHERE state = 'leased';
CREATE INDEX delivery_in_order ON delivery (endpoint, subject, seq)
    WHERE subject IS NOT NULL AND state IN ('due', 'leased');
CREATE INDEX delivery_held ON delivery (endpoint) WHERE state = 'held';
-- For the page on which people look at their endpoints. What is delivered at once is in neither.
CREATE INDEX delivery_exhausted ON delivery (endpoint) WHERE state = 'exhausted';
CREATE INDEX delivery_pings ON delivery (endpoint, event) WHERE ping;

CREATE OR REPLACE FUNCTION endpoint_fits() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    pattern text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM FROM organisation WHERE id = NEW.organisation FOR NO KEY UPDATE;
        PERFORM FROM city WHERE id = NEW.city FOR NO KEY UPDATE;
        IF (SELECT count(*) FROM webhook_endpoint
             WHERE (organisation = NEW.organisation OR city = NEW.city) AND deleted_at IS NULL) >= 10 THEN
            PERFORM refuse('too_many_endpoints');
        END IF;
    END IF;
    FOREACH pattern IN ARRAY NEW.types LOOP
        IF NOT EXISTS (SELECT FROM event_type WHERE event_matches(name, ARRAY[pattern])) THEN
            PERFORM refuse('unknown_event_type');
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
DROP TRIGGER endpoint_fits ON webhook_endpoint;
CREATE TRIGGER endpoint_fits BEFORE INSERT OR UPDATE OF types ON webhook_endpoint
    FOR EACH ROW EXECUTE FUNCTION endpoint_fits();

ALTER TABLE webhook_old_key ENABLE ROW LEVEL SECURITY;
DROP POLICY managed ON webhook_endpoint;
DROP POLICY managed ON event;
CREATE POLICY managed ON webhook_endpoint TO citylearn_api
    USING (CASE WHEN city IS NULL THEN allowed(organisation) ELSE allowed_city(city, 'city_admin') END);
CREATE POLICY managed ON event FOR SELECT TO citylearn_api
    USING (coalesce(allowed(organisation), false) OR allowed_city(city, 'city_admin'));
CREATE POLICY managed ON webhook_old_key TO citylearn_api
    USING (EXISTS (SELECT FROM webhook_endpoint AS w WHERE w.id = endpoint));
CREATE POLICY courier ON webhook_old_key TO citylearn_courier USING (true);
GRANT SELECT, INSERT, DELETE ON webhook_old_key TO citylearn_api;
GRANT SELECT ON webhook_old_key TO citylearn_courier;
GRANT UPDATE (place, whole) ON event TO citylearn_courier;
GRANT USAGE ON SEQUENCE event_place TO citylearn_courier;
GRANT UPDATE (allowance, allowance_at, slow_until, challenge, verified_at, failing_since, warned)
    ON webhook_endpoint TO citylearn_courier;

CREATE TYPE doc.webhook_endpoint AS (
    id uuid, "webhookUrl" text, description text, types text[], state endpoint_state, ordering endpoint_ordering,
    payload endpoint_payload, "maxPerSecond" int, "maxInFlight" int, failures int, "failingSince" doc.instant, "pausedUntil" doc.instant,
    "lastSuccessAt" doc.instant, "createdAt" doc.instant, url doc.address
);
COMMENT ON TYPE doc.webhook_endpoint IS 'An address that a partner listens on.';
COMMENT ON COLUMN doc.webhook_endpoint."webhookUrl" IS 'Where events are sent to.';
COMMENT ON COLUMN doc.webhook_endpoint.description IS 'Null when none was given.';
COMMENT ON COLUMN doc.webhook_endpoint.state IS 'Pending: it has not echoed its challenge yet. Disabled: it took nothing for five days. Gone: it answered 410. Events are sent while it is enabled, and else held.';
COMMENT ON COLUMN doc.webhook_endpoint.ordering IS 'Subject: what happened to one thing is sent in its order, one at a time.';
COMMENT ON COLUMN doc.webhook_endpoint.payload IS 'Full: an activity or a badge is sent with what happened to it.';
COMMENT ON COLUMN doc.webhook_endpoint."maxPerSecond" IS 'How many attempts are begun in a second.';
COMMENT ON COLUMN doc.webhook_endpoint."maxInFlight" IS 'How many attempts are under way at once.';
COMMENT ON COLUMN doc.webhook_endpoint.failures IS 'How many attempts in a row have failed.';
COMMENT ON COLUMN doc.webhook_endpoint."failingSince" IS 'When the first of them failed; null when the last attempt was taken.';
COMMENT ON COLUMN doc.webhook_endpoint."pausedUntil" IS 'After many failures nothing is sent for a while; null when it is not so.';
COMMENT ON COLUMN doc.webhook_endpoint."lastSuccessAt" IS 'Null when nothing was ever delivered.';

CREATE TYPE doc.webhook_endpoint_with_secret AS (
    id uuid, "webhookUrl" text, description text, types text[], state endpoint_state, ordering endpoint_ordering,
    payload endpoint_payload, "maxPerSecond" int, "maxInFlight" int, failures int, "failingSince" doc.instant, "pausedUntil" doc.instant,
    "lastSuccessAt" doc.instant, "createdAt" doc.instant, url doc.address, secret text
);
COMMENT ON TYPE doc.webhook_endpoint_with_secret IS 'An endpoint with a new secret.';
COMMENT ON COLUMN doc.webhook_endpoint_with_secret.description IS 'Null when none was given.';
COMMENT ON COLUMN doc.webhook_endpoint_with_secret."failingSince" IS 'Null in a new endpoint.';
COMMENT ON COLUMN doc.webhook_endpoint_with_secret."pausedUntil" IS 'Null in a new endpoint.';
COMMENT ON COLUMN doc.webhook_endpoint_with_secret."lastSuccessAt" IS 'Null in a new endpoint.';
COMMENT ON COLUMN doc.webhook_endpoint_with_secret.secret IS 'What v1 signatures are checked with. It is shown this once; null when the answer is sent again for its Idempotency-Key.';

CREATE TYPE doc.webhook_key AS ("publicKey" text, "expiresAt" doc.instant);
COMMENT ON TYPE doc.webhook_key IS 'What v1a signatures of an endpoint are checked with.';
COMMENT ON COLUMN doc.webhook_key."publicKey" IS 'Ed25519: whpk_ and 32 bytes in base64.';
COMMENT ON COLUMN doc.webhook_key."expiresAt" IS 'Until when it signs beside the present one; null for the present one.';

CREATE FUNCTION endpoint_path(w webhook_endpoint) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN w.city IS NULL THEN '/v1/organisations/' || w.organisation
           ELSE '/v1/cities/' || (SELECT slug FROM city WHERE id = w.city) END || '/webhook-endpoints/';
END $$;
CREATE FUNCTION webhook_endpoint_document(w webhook_endpoint) RETURNS doc.webhook_endpoint
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ROW(w.id, w.url, w.description, w.types, w.state, w.ordering, w.payload, w.max_per_second,
               w.max_in_flight, w.failures,
               utc(w.failing_since), CASE WHEN w.breaker_until > now() THEN utc(w.breaker_until) END,
               utc(w.last_success_at), utc(w.created_at), address(endpoint_path(w) || w.id))::doc.webhook_endpoint;
END $$;

-- The functions of the API below run with the caller's rights: what row-level security hides is not found. An
-- endpoint is named with whose it is: an organisation, or else a city.
CREATE FUNCTION endpoint_find(in_organisation uuid, in_city text, in_endpoint uuid) RETURNS webhook_endpoint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    w webhook_endpoint;
BEGIN
    SELECT * INTO w FROM webhook_endpoint
     WHERE id = in_endpoint AND deleted_at IS NULL
       AND (organisation = in_organisation OR in_organisation IS NULL AND city = (city_named(in_city)).id);
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    END IF;
    RETURN w;
END $$;
CREATE FUNCTION endpoint_take(in_organisation uuid, in_city text, in_endpoint uuid) RETURNS webhook_endpoint
LANGUAGE plpgsql AS $$
DECLARE
    w webhook_endpoint;
BEGIN
    SELECT * INTO w FROM webhook_endpoint
     WHERE id = (SELECT id FROM endpoint_find(in_organisation, in_city, in_endpoint)) FOR NO KEY UPDATE;
    RETURN w;
END $$;

-- What was held goes out, oldest first and at half the rate for a while, so that it does not fall upon who has just
-- come back.
CREATE FUNCTION endpoint_release(in_endpoint uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE delivery SET state = 'due', attempt = 0, due_at = now(), done_at = NULL
     WHERE endpoint = in_endpoint AND state = 'held' AND NOT ping;
    IF FOUND THEN
        UPDATE webhook_endpoint SET slow_until = now() + interval '10 minutes' WHERE id = in_endpoint;
    END IF;
END $$;

-- Sends an event to this endpoint alone, with a challenge. A pending endpoint becomes enabled by echoing it, so that
-- nobody makes us send things to who does not want them.
CREATE FUNCTION endpoint_ping(in_endpoint uuid) RETURNS uuid LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    w webhook_endpoint;
    home uuid;
    made uuid;
BEGIN
    UPDATE webhook_endpoint
       SET pings = pings + 1, challenge = 'ch_' || replace(gen_random_uuid()::text, '-', ''), failures = 0,
           breaker_until = NULL, breaker_seconds = 30
     WHERE id = in_endpoint RETURNING * INTO w;
    home := coalesce(w.city, (SELECT city FROM organisation WHERE id = w.organisation));
    IF (SELECT count(*) FROM event
         WHERE type = 'webhook.ping' AND city = home AND id >= uuid7_from(now() - interval '1 hour')
           AND organisation IS NOT DISTINCT FROM w.organisation) >= 30 THEN
        PERFORM refuse('too_many_pings');
    END IF;
    UPDATE delivery SET state = 'exhausted', done_at = now() WHERE endpoint = w.id AND ping AND state = 'due';
    made := event_write(w.organisation, home, 'webhook.ping', w.id, w.pings, endpoint_path(w),
                        jsonb_build_object('challenge', w.challenge), now());
    INSERT INTO delivery (event, endpoint, ping) VALUES (made, w.id, true);
    RETURN made;
END $$;

CREATE FUNCTION endpoint_made(in_id uuid, in_organisation uuid, in_city text, input jsonb, in_sealed bytea,
                              in_public_key bytea) RETURNS webhook_endpoint LANGUAGE plpgsql AS $$
DECLARE
    w webhook_endpoint;
BEGIN
    INSERT INTO webhook_endpoint (id, organisation, city, url, description, types, ordering, payload,
                                  max_per_second, max_in_flight, sealed, public_key)
    VALUES (in_id, CASE WHEN in_organisation IS NOT NULL THEN organisation_own(in_organisation) END,
            CASE WHEN in_organisation IS NULL THEN city_own(in_city) END, input->>'url', input->>'description',
            ARRAY(SELECT jsonb_array_elements_text(input->'types')),
            coalesce(input->>'ordering', 'none')::endpoint_ordering, coalesce(input->>'payload', 'thin')::endpoint_payload,
            coalesce((input->>'maxPerSecond')::int, 100), coalesce((input->>'maxInFlight')::int, 8), in_sealed,
            in_public_key);
    PERFORM endpoint_ping(in_id);
    SELECT * INTO w FROM webhook_endpoint WHERE id = in_id;
    RETURN w;
END $$;

-- Another address has to echo a challenge of its own before anything is sent there.
CREATE FUNCTION endpoint_patched(in_organisation uuid, in_city text, in_endpoint uuid, patch jsonb, in_version bigint)
RETURNS webhook_endpoint LANGUAGE plpgsql AS $$
DECLARE
    w webhook_endpoint := endpoint_take(in_organisation, in_city, in_endpoint);
    moves CONSTANT boolean := coalesce(patch->>'url' <> w.url, false);
BEGIN
    IF w.version <> in_version AND in_version <> 0 THEN
        PERFORM refuse('precondition_failed');
    END IF;
    UPDATE webhook_endpoint
       SET url = coalesce(patch->>'url', url),
           description = CASE WHEN patch ? 'description' THEN patch->>'description' ELSE description END,
           types = CASE WHEN patch ? 'types' THEN ARRAY(SELECT jsonb_array_elements_text(patch->'types')) ELSE types END,
           ordering = CASE WHEN patch ? 'ordering' THEN coalesce(patch->>'ordering', 'none')::endpoint_ordering ELSE ordering END,
           payload = CASE WHEN patch ? 'payload' THEN coalesce(patch->>'payload', 'thin')::endpoint_payload ELSE payload END,
           max_per_second = CASE WHEN patch ? 'maxPerSecond' THEN coalesce((patch->>'maxPerSecond')::int, 100) ELSE max_per_second END,
           max_in_flight = CASE WHEN patch ? 'maxInFlight' THEN coalesce((patch->>'maxInFlight')::int, 8) ELSE max_in_flight END,
           state = CASE WHEN moves AND state <> 'paused' THEN 'pending' ELSE state END,
           verified_at = CASE WHEN NOT moves THEN verified_at END,
           version = version + 1
     WHERE id = w.id;
    IF moves AND w.state <> 'paused' THEN
        UPDATE delivery SET state = 'held' WHERE endpoint = w.id AND state = 'due' AND NOT ping;
        PERFORM endpoint_ping(w.id);
    END IF;
    SELECT * INTO w FROM webhook_endpoint WHERE id = w.id;
    RETURN w;
END $$;

CREATE FUNCTION endpoint_moved(in_organisation uuid, in_city text, in_endpoint uuid, in_action text)
RETURNS webhook_endpoint LANGUAGE plpgsql AS $$
DECLARE
    w webhook_endpoint := endpoint_take(in_organisation, in_city, in_endpoint);
    next endpoint_state := next_state('endpoint', w.state::text, in_action);
BEGIN
    IF in_action = 'resume' AND w.verified_at IS NULL THEN
        next := 'pending';
    END IF;
    -- Whoever pauses and resumes does not close the breaker: only an answer does, or a ping.
    UPDATE webhook_endpoint
       SET state = next, failing_since = NULL, warned = 0, version = version + (next <> state)::int
     WHERE id = w.id;
    IF next = 'paused' THEN
        UPDATE delivery SET state = 'held' WHERE endpoint = w.id AND state = 'due';
    ELSIF next = 'pending' OR in_action = 'ping' THEN
        PERFORM endpoint_ping(w.id);
    ELSE
        PERFORM endpoint_release(w.id);
    END IF;
    SELECT * INTO w FROM webhook_endpoint WHERE id = w.id;
    RETURN w;
END $$;

-- Two older keys sign beside the new one at most; the oldest ends early.
CREATE FUNCTION endpoint_rotated(in_organisation uuid, in_city text, in_endpoint uuid, in_sealed bytea,
                                 in_public_key bytea, grace int) RETURNS webhook_endpoint LANGUAGE plpgsql AS $$
DECLARE
    w webhook_endpoint := endpoint_take(in_organisation, in_city, in_endpoint);
BEGIN
    INSERT INTO webhook_old_key (endpoint, sealed, public_key, expires_at)
    SELECT w.id, w.sealed, w.public_key, now() + make_interval(secs => grace) WHERE grace > 0;
    DELETE FROM webhook_old_key
     WHERE endpoint = w.id AND id NOT IN (SELECT id FROM webhook_old_key
                                           WHERE endpoint = w.id AND expires_at > now() ORDER BY id DESC LIMIT 2);
    UPDATE webhook_endpoint SET sealed = in_sealed, public_key = in_public_key, version = version + 1 WHERE id = w.id;
    SELECT * INTO w FROM webhook_endpoint WHERE id = w.id;
    RETURN w;
END $$;

CREATE FUNCTION endpoint_keys(w webhook_endpoint) RETURNS SETOF doc.webhook_key LANGUAGE sql STABLE AS $$
SELECT 'whpk_' || encode(public_key, 'base64'), utc(until)
  FROM (SELECT w.public_key, NULL::timestamptz AS until
         UNION ALL
        SELECT public_key, expires_at FROM webhook_old_key WHERE endpoint = w.id AND expires_at > now()) AS k
 WHERE public_key IS NOT NULL
 ORDER BY until DESC NULLS FIRST
$$;

-- What an endpoint is sent that wants all there is to read: the thing as it is by now. NULL where it is gone, where it
-- is too large, and of all that could hold what is somebody's own.
CREATE FUNCTION event_whole(type text, subject uuid, payload text) RETURNS text LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    thing json := CASE split_part(type, '.', 1)
                  WHEN 'activity' THEN (SELECT to_json(activity_document(a, '{}', true)) FROM activity AS a WHERE id = subject)
                  WHEN 'badge' THEN (SELECT to_json(badge_document(b, '{}', true)) FROM badge AS b WHERE id = subject)
                  END;
    thin CONSTANT jsonb := payload;
    whole CONSTANT text := thin || jsonb_build_object('data', thin->'data' || jsonb_build_object('resource', thing));
BEGIN
    RETURN CASE WHEN thing IS NOT NULL AND octet_length(whole) <= 20480 THEN whole END;
END $$;
CREATE FUNCTION event_payload(e event, wanted endpoint_payload) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT CASE wanted WHEN 'full' THEN coalesce(e.whole, e.payload) ELSE e.payload END
$$;

-- Deliveries, and what came of each attempt.
CREATE TYPE doc.delivery_attempt AS (
    attempt int, at doc.instant, outcome text, status int, "dnsMs" int, "connectMs" int, "tlsMs" int,
    "firstByteMs" int, "totalMs" int
);
COMMENT ON TYPE doc.delivery_attempt IS 'One try to deliver.';
COMMENT ON COLUMN doc.delivery_attempt.outcome IS 'Answered; or why there was no answer; or unproven: the challenge was not echoed.';
COMMENT ON COLUMN doc.delivery_attempt.status IS 'What the receiver answered; null when it did not.';
COMMENT ON COLUMN doc.delivery_attempt."dnsMs" IS 'Milliseconds until its name was known; null when it was broken off.';
COMMENT ON COLUMN doc.delivery_attempt."connectMs" IS 'Until it was connected to; null as above.';
COMMENT ON COLUMN doc.delivery_attempt."tlsMs" IS 'Until TLS was agreed on; null as above.';
COMMENT ON COLUMN doc.delivery_attempt."firstByteMs" IS 'Until the answer began; null as above.';
COMMENT ON COLUMN doc.delivery_attempt."totalMs" IS 'How long it took in all; null as above.';
CREATE TYPE doc.delivery AS (
    event uuid, "messageId" text, type text, subject uuid, state delivery_state, attempts int,
    "occurredAt" doc.instant, "dueAt" doc.instant, "doneAt" doc.instant, log doc.delivery_attempt[]
);
COMMENT ON TYPE doc.delivery IS 'One event on its way to one endpoint.';
COMMENT ON COLUMN doc.delivery."messageId" IS 'The webhook-id header of each attempt.';
COMMENT ON COLUMN doc.delivery."dueAt" IS 'When it is tried next; null when it is not.';
COMMENT ON COLUMN doc.delivery.log IS 'The last 50 attempts.';
COMMENT ON COLUMN doc.delivery."doneAt" IS 'When it was delivered or given up; null before.';

CREATE TYPE doc.delivery_answer AS (
    attempt int, at doc.instant, outcome text, status int, "dnsMs" int, "connectMs" int, "tlsMs" int,
    "firstByteMs" int, "totalMs" int, response text
);
COMMENT ON TYPE doc.delivery_answer IS 'One try to deliver, and what was answered.';
COMMENT ON COLUMN doc.delivery_answer.status IS 'What the receiver answered; null when it did not.';
COMMENT ON COLUMN doc.delivery_answer."dnsMs" IS 'Milliseconds until its name was known; null when it was broken off.';
COMMENT ON COLUMN doc.delivery_answer."connectMs" IS 'Until it was connected to; null as above.';
COMMENT ON COLUMN doc.delivery_answer."tlsMs" IS 'Until TLS was agreed on; null as above.';
COMMENT ON COLUMN doc.delivery_answer."firstByteMs" IS 'Until the answer began; null as above.';
COMMENT ON COLUMN doc.delivery_answer."totalMs" IS 'How long it took in all; null as above.';
COMMENT ON COLUMN doc.delivery_answer.response IS 'The first 4 KiB of the answer''s body, escaped when they are no text; null when it was empty.';
CREATE TYPE doc.delivery_whole AS (
    event uuid, "messageId" text, type text, subject uuid, state delivery_state, attempts int,
    "occurredAt" doc.instant, "dueAt" doc.instant, "doneAt" doc.instant, payload json, log doc.delivery_answer[]
);
COMMENT ON TYPE doc.delivery_whole IS 'One event on its way to one endpoint, with all that was said.';
COMMENT ON COLUMN doc.delivery_whole."dueAt" IS 'When it is tried next; null when it is not.';
COMMENT ON COLUMN doc.delivery_whole."doneAt" IS 'When it was delivered or given up; null before.';
COMMENT ON COLUMN doc.delivery_whole.payload IS 'What is sent.';
COMMENT ON COLUMN doc.delivery_whole.log IS 'The last 50 attempts, the oldest first.';

CREATE FUNCTION delivery_log(d delivery) RETURNS SETOF delivery_attempt LANGUAGE sql STABLE AS $$
SELECT * FROM delivery_attempt AS one
 WHERE one.event = d.event AND one.endpoint = d.endpoint
 ORDER BY one.at DESC, one.attempt DESC LIMIT 50
$$;
CREATE FUNCTION delivery_document(d delivery, e event) RETURNS doc.delivery
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ROW(e.id, 'msg_' || replace(e.id::text, '-', ''), e.type, e.subject, d.state, d.attempt,
               utc(e.occurred_at), CASE WHEN d.state IN ('due', 'leased') THEN utc(d.due_at) END,
               utc(d.done_at),
               (SELECT coalesce(array_agg(ROW(t.attempt, utc(t.at), t.outcome, t.status, t.dns_ms, t.connect_ms,
                                              t.tls_ms, t.first_byte_ms, t.total_ms)::doc.delivery_attempt
                                          ORDER BY t.at, t.attempt), '{}')
                  FROM delivery_log(d) AS t))::doc.delivery;
END $$;

-- What lies before an endpoint, and how its last challenge went. It is asked for one that the caller has found; a
-- policy for each of many deliveries would cost more than they do.
CREATE FUNCTION endpoint_health(in_endpoint uuid)
RETURNS TABLE (waiting bigint, held bigint, exhausted bigint, last_ping uuid, ping_state delivery_state,
               ping_outcome text, ping_status int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
SELECT (SELECT count(*) FROM delivery AS d WHERE d.endpoint = w.id AND d.state = 'due')
       + (SELECT count(*) FROM delivery AS d WHERE d.endpoint = w.id AND d.state = 'leased'),
       (SELECT count(*) FROM delivery AS d WHERE d.endpoint = w.id AND d.state = 'held'),
       (SELECT count(*) FROM delivery AS d WHERE d.endpoint = w.id AND d.state = 'exhausted' AND NOT d.ping),
       p.event, p.state, p.outcome, p.status
  FROM webhook_endpoint AS w
  LEFT JOIN LATERAL (
       SELECT d.event, d.state, a.outcome, a.status
         FROM delivery AS d LEFT JOIN delivery_attempt AS a ON a.event = d.event AND a.endpoint = d.endpoint
        WHERE d.endpoint = w.id AND d.ping
        ORDER BY d.event DESC, a.at DESC LIMIT 1) AS p ON true
 WHERE w.id = in_endpoint AND allowed(w.organisation)
$$;

-- Bytes as text, whatever they are.
CREATE FUNCTION text_of_bytes(bytes bytea) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN convert_from(bytes, 'UTF8');
EXCEPTION WHEN OTHERS THEN
    RETURN encode(bytes, 'escape');
END $$;

CREATE FUNCTION delivery_document_whole(d delivery, e event) RETURNS doc.delivery_whole
LANGUAGE plpgsql STABLE AS $$
DECLARE
    short CONSTANT doc.delivery := delivery_document(d, e);
BEGIN
    RETURN ROW(e.id, short."messageId", e.type, e.subject, d.state, d.attempt, short."occurredAt", short."dueAt",
               short."doneAt",
               (SELECT event_payload(e, w.payload)::json FROM webhook_endpoint AS w WHERE w.id = d.endpoint),
               (SELECT coalesce(array_agg(ROW(t.attempt, utc(t.at), t.outcome, t.status, t.dns_ms, t.connect_ms,
                                              t.tls_ms, t.first_byte_ms, t.total_ms, text_of_bytes(t.response_head))
                                          ::doc.delivery_answer ORDER BY t.at, t.attempt), '{}')
                  FROM delivery_log(d) AS t))::doc.delivery_whole;
END $$;

DROP FUNCTION endpoint_own(uuid, uuid);
DROP FUNCTION delivery_again(uuid, uuid, uuid);
CREATE FUNCTION delivery_again(in_organisation uuid, in_city text, in_endpoint uuid, in_event uuid)
RETURNS SETOF delivery LANGUAGE plpgsql AS $$
DECLARE
    w webhook_endpoint := endpoint_find(in_organisation, in_city, in_endpoint);
    d delivery;
BEGIN
    SELECT * INTO d FROM delivery WHERE event = in_event AND endpoint = w.id AND NOT ping FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    ELSIF d.state IN ('due', 'leased') THEN
        PERFORM refuse('delivery_in_hand');
    ELSIF w.state = 'gone' THEN
        PERFORM refuse('endpoint_gone');
    ELSIF w.state <> 'enabled' THEN
        PERFORM refuse('endpoint_off');
    END IF;
    RETURN QUERY
    UPDATE delivery SET state = 'due', attempt = 0, due_at = now(), owner = NULL,
                        lease_until = NULL, done_at = NULL
     WHERE event = in_event AND endpoint = w.id
    RETURNING *;
END $$;

-- Fenced by owner and attempt. After five failures in a row an endpoint is left alone for 30 s, doubling to 10
-- minutes, and then tried with one delivery. One that says it has too much to do hears half as much for a while. A
-- pending one that has echoed its challenge (`proof`) is enabled. Endpoints are taken in the order of their ids, so
-- that two couriers do not wait for each other.
CREATE OR REPLACE FUNCTION delivery_settle(in_owner uuid, results jsonb) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    settled int;
    gone_ones uuid[];
    proven_ones uuid[];
BEGIN
    PERFORM FROM webhook_endpoint
      WHERE id IN (SELECT (r->>'endpoint')::uuid FROM jsonb_array_elements(results) AS r)
      ORDER BY id FOR NO KEY UPDATE;
    WITH sent AS (
        SELECT * FROM jsonb_to_recordset(results) AS r (
            event uuid, endpoint uuid, attempt int, state delivery_state, "delaySeconds" float,
            outcome text, status int, "dnsMs" int, "connectMs" int, "tlsMs" int,
            "firstByteMs" int, "totalMs" int, head text, gone boolean, proof text)
    ), done AS (
        UPDATE delivery AS d
           SET state = sent.state, owner = NULL, lease_until = NULL,
               due_at = now() + make_interval(secs => coalesce(sent."delaySeconds", 0)),
               done_at = CASE WHEN sent.state <> 'due' THEN now() END
          FROM sent
         WHERE d.event = sent.event AND d.endpoint = sent.endpoint AND d.state = 'leased'
           AND d.owner = in_owner AND d.attempt = sent.attempt
        RETURNING d.event, d.endpoint, d.attempt
    ), noted AS (
        INSERT INTO delivery_attempt (event, endpoint, attempt, outcome, status, dns_ms, connect_ms,
                                      tls_ms, first_byte_ms, total_ms, response_head)
        SELECT sent.event, sent.endpoint, sent.attempt, outcome, status, "dnsMs", "connectMs",
               "tlsMs", "firstByteMs", "totalMs", decode(head, 'base64')
          FROM sent JOIN done USING (event, endpoint)
    ), health AS (
        SELECT endpoint, bool_or(state = 'delivered') AS well, bool_or(coalesce(gone, false)) AS gone,
               bool_or(status IN (429, 502, 503, 504)) AS slow, max(proof) AS proof,
               count(*) FILTER (WHERE state <> 'delivered') AS failed
          FROM sent JOIN done USING (event, endpoint) GROUP BY endpoint
    ), judged AS (
        UPDATE webhook_endpoint AS w
           SET failures = CASE WHEN well THEN 0 ELSE failures + failed::int END,
               last_success_at = CASE WHEN well THEN now() ELSE last_success_at END,
               failing_since = CASE WHEN NOT well THEN coalesce(failing_since, now()) END,
               warned = CASE WHEN well THEN 0 ELSE warned END,
               slow_until = CASE WHEN slow THEN now() + interval '10 minutes' ELSE slow_until END,
               breaker_until = CASE WHEN NOT well AND failures + failed >= 5
                                    THEN now() + make_interval(secs => breaker_seconds) END,
               breaker_seconds = CASE WHEN well THEN 30
                                      WHEN failures + failed >= 5 THEN least(breaker_seconds * 2, 600)
                                      ELSE breaker_seconds END
          FROM health WHERE w.id = health.endpoint
        RETURNING w.id, health.gone, w.state = 'pending' AND w.challenge = health.proof AS proven
    )
    SELECT (SELECT count(*) FROM done), ARRAY(SELECT id FROM judged WHERE gone),
           ARRAY(SELECT id FROM judged WHERE proven)
      INTO settled, gone_ones, proven_ones;

    UPDATE webhook_endpoint SET state = 'gone' WHERE id = ANY (gone_ones);
    UPDATE delivery SET state = 'held', done_at = now()
     WHERE endpoint = ANY (gone_ones) AND state = 'due';
    UPDATE webhook_endpoint SET state = 'enabled', verified_at = now(), challenge = NULL
     WHERE id = ANY (proven_ones);
    PERFORM endpoint_release(id) FROM unnest(proven_ones) AS id;
    RETURN settled;
END $$;

CREATE UNIQUE INDEX job_in_hand ON job (subject) WHERE state IN ('queued', 'running') AND kind IN ('webhook_recover', 'webhook_replay');
-- One step of sending events once more: those of `input` (since, until, types) that the endpoint listens to, oldest
-- first, `most` at a time. A recovery leaves out what was delivered; nothing touches what is in hand. An event that
-- happened before the endpoint listened to its type is sent as well. While the endpoint is off, they are held.
CREATE FUNCTION webhook_job_step(in_job uuid, in_owner uuid, in_attempt bigint, most bigint) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    j job;
    w webhook_endpoint;
    looked int;
    last uuid;
    sent int;
    come_to job_state;
BEGIN
    SELECT * INTO j FROM job_held(in_job, in_owner, in_attempt);
    IF NOT FOUND THEN
        RETURN 'lost';
    END IF;
    SELECT * INTO w FROM webhook_endpoint WHERE id = j.subject AND deleted_at IS NULL FOR NO KEY UPDATE;
    IF NOT FOUND OR w.state = 'gone' THEN
        PERFORM job_advance(in_job, in_owner, in_attempt, 'failed', NULL, '{}',
                            CASE WHEN w.id IS NULL THEN 'not_found' ELSE 'endpoint_gone' END);
        RETURN 'failed';
    END IF;
    WITH picked AS (
        SELECT e.id, e.subject, e.seq FROM event AS e
         WHERE (e.organisation = w.organisation OR w.city IS NOT NULL AND e.city = w.city)
           AND e.id > coalesce(j.cursor::uuid, uuid7_from((j.input->>'since')::timestamptz))
           AND e.occurred_at >= (j.input->>'since')::timestamptz
           AND e.occurred_at < (j.input->>'until')::timestamptz
           AND event_matches(e.type, w.types)
           AND (j.input->'types' IS NULL
                OR event_matches(e.type, ARRAY(SELECT jsonb_array_elements_text(j.input->'types'))))
         ORDER BY e.id LIMIT most
    ), made AS (
        INSERT INTO delivery AS d (event, endpoint, state, subject, seq)
        SELECT picked.id, w.id, CASE w.state WHEN 'enabled' THEN 'due' ELSE 'held' END::delivery_state,
               CASE w.ordering WHEN 'subject' THEN picked.subject END, picked.seq
          FROM picked ORDER BY picked.id
            ON CONFLICT (event, endpoint) DO UPDATE
           SET state = excluded.state, attempt = 0, due_at = now(), done_at = NULL
         WHERE d.state IN ('exhausted', 'held') OR d.state = 'delivered' AND j.kind = 'webhook_replay'
        RETURNING 1
    )
    SELECT count(*), max(id::text)::uuid, (SELECT count(*) FROM made) INTO looked, last, sent FROM picked;
    come_to := CASE WHEN looked < most THEN 'done' ELSE 'running' END;
    PERFORM job_advance(in_job, in_owner, in_attempt, come_to, last::text,
                        jsonb_build_object('events', looked, 'sent', sent));
    RETURN come_to;
END $$;

CREATE FUNCTION webhook_job_make(in_organisation uuid, in_city text, in_endpoint uuid, in_kind text, in_input jsonb)
RETURNS job LANGUAGE plpgsql AS $$
DECLARE
    w webhook_endpoint := endpoint_find(in_organisation, in_city, in_endpoint);
    j job;
BEGIN
    IF w.state = 'gone' THEN
        PERFORM refuse('endpoint_gone');
    END IF;
    INSERT INTO job (kind, organisation, city, subject, scope, input)
    VALUES (in_kind, w.organisation, w.city, w.id,
            CASE WHEN w.city IS NULL THEN 'webhook:manage' ELSE 'city:manage' END,
            jsonb_build_object('until', now()) || jsonb_strip_nulls(in_input))
    RETURNING * INTO j;
    RETURN j;
END $$;

-- What else changes that partners care about. The catalogue says of each type what its data are, as JSON Schema.
ALTER TABLE event_type ADD schema json NOT NULL DEFAULT '{}',
    ADD can_be_full boolean NOT NULL GENERATED ALWAYS AS (split_part(name, '.', 1) IN ('activity', 'badge')) STORED;
INSERT INTO event_type (name, description, example) VALUES
    ('activity.archived', 'An activity was put away; searches do not show it any more.',
     '{"id": "0194d0c4-7b1e-7a51-9c39-2f6a1b0c8d11", "externalId": "VK-12", "state": "archived"}'),
    ('organisation.updated', 'What the public sees of the organisation was changed.',
     '{"id": "0194d0c4-1111-7a51-9c39-2f6a1b0c8d11", "state": "verified"}'),
    ('organisation.archived', 'The organisation ended its work here.',
     '{"id": "0194d0c4-1111-7a51-9c39-2f6a1b0c8d11", "state": "archived"}'),
    ('badge.updated', 'A badge that can be awarded was changed.',
     '{"id": "0194d0c4-2222-7a51-9c39-2f6a1b0c8d11", "state": "active"}'),
    ('award.expired', 'An award is over. The learner is not named.',
     '{"id": "0194d0c4-3333-7a51-9c39-2f6a1b0c8d11", "badge": "0194d0c4-2222-7a51-9c39-2f6a1b0c8d11", "status": "expired"}'),
    ('job.ended', 'Work that went on after its request is done, failed, or was cancelled.',
     '{"id": "0194d0c4-7777-7a51-9c39-2f6a1b0c8d11", "kind": "import", "state": "done", "subject": "0194d0c4-8888-7a51-9c39-2f6a1b0c8d11", "problem": null}'),
    ('webhook.disabled', 'Nothing is sent to an endpoint any more, since it took nothing for five days.',
     '{"id": "0194d0c4-6666-7a51-9c39-2f6a1b0c8d11", "state": "disabled"}'),
    ('webhook.ping', 'Sent to one endpoint alone, when it is made, when its address changes, and when it is asked for. The answer to the first two has to hold the challenge.',
     '{"id": "0194d0c4-6666-7a51-9c39-2f6a1b0c8d11", "challenge": "ch_c2a1f0d94a5b4a2f8f0a3a1b5c7d9e1f"}');
UPDATE event_type AS t
   SET schema = json_build_object(
           'type', 'object', 'required', (SELECT json_agg(key ORDER BY key) FROM jsonb_object_keys(p.own - 'resource' || '{"id": 0, "url": 0}') AS key),
           'properties', p.own || '{"id": {"type": "string", "format": "uuid"}, "url": {"type": "string", "format": "uri"}}')
  FROM (VALUES
    ('activity', '{"resource": {"type": "object"}, "externalId": {"type": ["string", "null"]}, "state": {"enum": ["published", "cancelled", "archived"]}}'::jsonb),
    ('organisation', '{"state": {"enum": ["draft", "pending", "verified", "rejected", "suspended", "archived"]}}'),
    ('badge', '{"resource": {"type": "object"}, "state": {"enum": ["active", "archived"]}}'),
    ('award', '{"badge": {"type": "string", "format": "uuid"}, "status": {"enum": ["valid", "expired", "revoked"]}}'),
    ('credential', '{"secret": {"type": "string", "format": "uuid"}, "name": {"type": "string"}, "days": {"type": "integer"}, "expiresAt": {"type": "string", "format": "date-time"}}'),
    ('job', '{"kind": {"type": "string"}, "state": {"enum": ["done", "failed", "cancelled"]}, "subject": {"type": ["string", "null"], "format": "uuid"}, "problem": {"type": ["string", "null"]}}'),
    ('webhook.disabled', '{"state": {"enum": ["disabled"]}}'),
    ('webhook.ping', '{"challenge": {"type": "string"}}')) AS p (prefix, own)
 WHERE p.prefix IN (t.name, split_part(t.name, '.', 1));
ALTER TABLE event_type ALTER schema DROP DEFAULT;

DROP TYPE doc.event_type;
CREATE TYPE doc.event_type AS (name text, description text, "canBeFull" boolean, example json, schema json);
COMMENT ON TYPE doc.event_type IS 'A kind of event that webhooks tell of.';
COMMENT ON COLUMN doc.event_type."canBeFull" IS 'Whether an endpoint with full payload gets the thing itself, as "resource" in "data".';
COMMENT ON COLUMN doc.event_type.example IS 'What stands in "data", beside "url".';
COMMENT ON COLUMN doc.event_type.schema IS 'What "data" is: JSON Schema 2020-12.';

CREATE TYPE doc.event AS (
    type text, "timestamp" doc.instant, id text, seq int, subject uuid, organisation uuid, "apiVersion" text, data json
);
COMMENT ON TYPE doc.event IS 'Something that happened, as webhooks tell it.';
COMMENT ON COLUMN doc.event.id IS 'The same at each attempt and in each place; the webhook-id header.';
COMMENT ON COLUMN doc.event.seq IS 'Rises with each change of the subject.';
COMMENT ON COLUMN doc.event.organisation IS 'Whose it is; null in a ping to a city.';
COMMENT ON COLUMN doc.event.data IS 'As the type''s schema says.';

-- The part of the API reference that tells of what is sent to partners.
CREATE FUNCTION event_type_operations() RETURNS json LANGUAGE sql STABLE AS $$
SELECT json_object_agg(t.name, json_build_object('post', json_build_object(
           'operationId', 'on' || replace(initcap(replace(replace(t.name, '.', ' '), '_', ' ')), ' ', ''),
           'summary', t.description, 'description', 'Sent to the webhook endpoints that listen to it.',
           'tags', json_build_array('webhook-event-types'), 'security', json_build_array(),
           'requestBody', json_build_object('required', true, 'content', json_build_object('application/json', json_build_object(
               'schema', json_build_object('allOf', json_build_array(
                   json_build_object('$ref', '#/components/schemas/Event'),
                   json_build_object('type', 'object', 'properties', json_build_object(
                       'type', json_build_object('const', t.name), 'data', t.schema))))))),
           'responses', json_build_object('2XX', json_build_object('description', 'It was taken.'),
                                          '410', json_build_object('description', 'Nothing more shall be sent here.')))) ORDER BY t.name)
  FROM event_type AS t
$$;

CREATE OR REPLACE FUNCTION activity_events() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM event_add(NEW.organisation,
        CASE WHEN NEW.state IN ('cancelled', 'archived') THEN 'activity.' || NEW.state
             WHEN TG_OP = 'INSERT' OR OLD.state = 'draft' THEN 'activity.published'
             ELSE 'activity.updated' END,
        NEW.id, NEW.version, '/v1/activities/',
        jsonb_build_object('externalId', NEW.external_id, 'state', NEW.state));
    RETURN NULL;
END $$;
DROP TRIGGER event_when_changed ON activity;
CREATE TRIGGER event_when_changed AFTER UPDATE ON activity
    FOR EACH ROW WHEN (NEW.version > OLD.version
                       AND (NEW.state = 'published' OR NEW.state IN ('cancelled', 'archived') AND NEW.state <> OLD.state))
    EXECUTE FUNCTION activity_events();

CREATE OR REPLACE FUNCTION organisation_events() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM event_add(NEW.id, 'organisation.' || CASE WHEN NEW.state <> OLD.state THEN NEW.state::text ELSE 'updated' END,
                      NEW.id, NEW.version, '/v1/organisations/', jsonb_build_object('state', NEW.state));
    RETURN NULL;
END $$;
DROP TRIGGER event_when_judged ON organisation;
CREATE TRIGGER event_when_judged AFTER UPDATE ON organisation
    FOR EACH ROW WHEN (NEW.state <> OLD.state AND NEW.state IN ('verified', 'rejected', 'suspended', 'archived')
                       OR NEW.state = OLD.state AND NEW.version > OLD.version)
    EXECUTE FUNCTION organisation_events();

CREATE OR REPLACE FUNCTION badge_events() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM event_add(NEW.organisation,
        CASE WHEN NEW.state = OLD.state THEN 'badge.updated'
             WHEN NEW.state = 'active' THEN 'badge.activated' ELSE 'badge.archived' END,
        NEW.id, NEW.version, '/v1/badges/', jsonb_build_object('state', NEW.state));
    RETURN NULL;
END $$;
CREATE TRIGGER event_when_changed AFTER UPDATE ON badge
    FOR EACH ROW WHEN (NEW.state = OLD.state AND NEW.state = 'active' AND NEW.version > OLD.version)
    EXECUTE FUNCTION badge_events();

-- An award is over when its time has come, and the courier notices; nothing else of it changes.
ALTER TABLE award ADD expiry_told boolean NOT NULL DEFAULT false;
UPDATE award SET expiry_told = true WHERE expires_at <= now();
CREATE INDEX award_ends ON award (expires_at) WHERE expires_at IS NOT NULL AND revoked_at IS NULL AND NOT expiry_told;
CREATE OR REPLACE FUNCTION award_events() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM event_add(NEW.organisation,
        CASE WHEN NEW.revoked_at IS NOT NULL THEN 'award.revoked'
             WHEN NEW.expiry_told THEN 'award.expired' ELSE 'award.issued' END,
        NEW.id, NEW.version, '/v1/verifications/',
        jsonb_build_object('badge', NEW.badge, 'status', award_status_now(NEW)));
    RETURN NULL;
END $$;
CREATE TRIGGER event_when_expired AFTER UPDATE OF expiry_told ON award
    FOR EACH ROW WHEN (NEW.expiry_told AND NOT OLD.expiry_told) EXECUTE FUNCTION award_events();
CREATE POLICY courier_ends ON award FOR UPDATE TO citylearn_courier
    USING (expires_at <= now() AND revoked_at IS NULL) WITH CHECK (expiry_told);
GRANT SELECT (id, expires_at, revoked_at, expiry_told, version), UPDATE (expiry_told, version)
    ON award TO citylearn_courier;
CREATE FUNCTION awards_expire(most bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    n bigint;
BEGIN
    UPDATE award SET expiry_told = true, version = version + 1
     WHERE id IN (SELECT id FROM award
                   WHERE expires_at <= now() AND revoked_at IS NULL AND NOT expiry_told
                   ORDER BY expires_at LIMIT most FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS n = ROW_COUNT;
    RETURN n;
END $$;

-- An import of a night, or what was sent once more: who waits for it need not ask again and again.
CREATE FUNCTION job_events() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM event_write(NEW.organisation,
                        coalesce(NEW.city, (SELECT city FROM organisation WHERE id = NEW.organisation)),
                        'job.ended', NEW.id, 1, '/v1/jobs/',
                        jsonb_build_object('kind', NEW.kind, 'state', NEW.state, 'subject', NEW.subject,
                                           'problem', NEW.problem), NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER event_when_ended AFTER UPDATE OF state ON job
    FOR EACH ROW WHEN (NEW.state IN ('done', 'failed', 'cancelled') AND OLD.state IN ('queued', 'running'))
    EXECUTE FUNCTION job_events();

-- What happened since, for those who ask instead of being told: of an organisation, of all organisations of a city, or
-- of all that the caller may ask about.
CREATE FUNCTION event_rows(in_organisation uuid, in_city text, in_type text, in_after uuid, in_count bigint)
RETURNS TABLE (body json, cursor text) LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    home CONSTANT uuid := CASE WHEN in_city IS NOT NULL THEN city_own(in_city) END;
    own CONSTANT uuid[] := CASE WHEN in_organisation IS NOT NULL THEN ARRAY[organisation_own(in_organisation)]
                                ELSE ARRAY(SELECT caller_organisations()) END;
    known bigint := 0;
BEGIN
    IF in_after IS NOT NULL THEN
        SELECT place INTO known FROM event AS e WHERE e.id = in_after AND (e.city = home OR e.organisation = ANY (own));
        IF known IS NULL THEN
            PERFORM refuse('event_forgotten');
        END IF;
    END IF;
    RETURN QUERY
    SELECT e.payload::json, e.id::text FROM event AS e
     WHERE CASE WHEN home IS NULL THEN e.organisation = ANY (own) ELSE e.city = home END
       AND e.place > known AND (in_type IS NULL OR event_matches(e.type, ARRAY[in_type]))
     ORDER BY e.place LIMIT in_count;
END $$;

-- An endpoint that fails for long: the people who could mend it are told by mail, and, when it is switched off, other
-- endpoints by an event. The courier does no more than to say so in the row.
CREATE FUNCTION endpoint_fails() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.state = 'disabled' THEN
        PERFORM event_write(NEW.organisation,
                            coalesce(NEW.city, (SELECT city FROM organisation WHERE id = NEW.organisation)),
                            'webhook.disabled', NEW.id, NEW.version, endpoint_path(NEW), '{"state": "disabled"}', NULL);
    END IF;
    PERFORM mail_add(uuid7(), CASE NEW.state WHEN 'disabled' THEN 'webhook_disabled' ELSE 'webhook_failing' END, p.email,
                     p.language, p.id, NEW.organisation, NEW.city,
                     jsonb_build_object('host', split_part(NEW.url, '/', 3), 'since', utc(NEW.failing_since)), NULL)
       FROM person AS p
      WHERE is_active(p)
        AND p.id IN (SELECT person FROM membership WHERE organisation = NEW.organisation AND role >= 'manager'
                      UNION SELECT person FROM city_membership WHERE city = NEW.city AND role = 'city_admin');
    RETURN NULL;
END $$;
CREATE TRIGGER event_when_it_fails AFTER UPDATE OF state, warned ON webhook_endpoint
    FOR EACH ROW WHEN (NEW.state = 'disabled' AND OLD.state <> 'disabled' OR NEW.state = 'enabled' AND NEW.warned > OLD.warned)
    EXECUTE FUNCTION endpoint_fails();

-- After a day without success, and after four, that is said; after five days and twenty failures nothing more is sent
-- there, and what happens is held.
GRANT UPDATE (version) ON webhook_endpoint TO citylearn_courier;
CREATE FUNCTION endpoints_watch() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    disabled_ones uuid[];
    told bigint;
BEGIN
    WITH failing AS (
        SELECT id, failing_since < now() - interval '5 days' AND failures >= 20 AS for_good,
               1 + (failing_since < now() - interval '4 days')::int AS times
          FROM webhook_endpoint
         WHERE state = 'enabled' AND deleted_at IS NULL AND failing_since < now() - interval '1 day'
         ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
    ), marked AS (
        UPDATE webhook_endpoint AS w
           SET state = CASE WHEN for_good THEN 'disabled' ELSE w.state END, warned = times,
               version = version + for_good::int
          FROM failing AS f WHERE w.id = f.id AND (for_good OR w.warned < times)
        RETURNING w.id, w.state
    )
    SELECT ARRAY(SELECT id FROM marked WHERE state = 'disabled'), (SELECT count(*) FROM marked)
      INTO disabled_ones, told;
    UPDATE delivery SET state = 'held' WHERE endpoint = ANY (disabled_ones) AND state = 'due';
    RETURN told;
END $$;

-- Events are kept for 30 days, with their deliveries and what came of them; and keys until they count no more.
GRANT DELETE ON event, delivery, delivery_attempt, webhook_old_key TO citylearn_courier;
CREATE FUNCTION events_forget(most bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    old uuid[];
BEGIN
    DELETE FROM webhook_old_key WHERE expires_at < now();
    old := ARRAY(SELECT id FROM event
                  WHERE id < uuid7_from(now() - interval '30 days') AND fanned_at IS NOT NULL ORDER BY id LIMIT most);
    DELETE FROM delivery_attempt WHERE event = ANY (old);
    DELETE FROM delivery WHERE event = ANY (old);
    DELETE FROM event WHERE id = ANY (old);
    RETURN cardinality(old);
END $$;

REVOKE EXECUTE ON FUNCTION event_write, event_whole, endpoint_ping, endpoint_health, event_rows FROM PUBLIC;
GRANT EXECUTE ON FUNCTION event_whole TO citylearn_courier;
GRANT EXECUTE ON FUNCTION endpoint_ping, endpoint_health, event_rows TO citylearn_api;
