-- Jobs, and the first of them: events are sent to an endpoint once more, however many (domain.md B22).

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
GRANT SELECT, DELETE, UPDATE (state, counts, cursor, problem, attempt, owner, lease_until, started_at, done_at)
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

-- For the courier. A job whose lease ran out is taken up like one that nobody has begun.
CREATE FUNCTION job_claim(in_owner uuid, kinds text[], most bigint) RETURNS SETOF job LANGUAGE sql AS $$
UPDATE job SET state = 'running', attempt = attempt + 1, owner = in_owner,
               lease_until = now() + interval '60 seconds', started_at = coalesce(started_at, now())
 WHERE id IN (SELECT id FROM job
               WHERE state IN ('queued', 'running') AND (state = 'queued' OR lease_until < now())
                 AND kind = ANY (kinds)
               ORDER BY id LIMIT most FOR UPDATE SKIP LOCKED)
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
       SET state = in_state, cursor = coalesce(in_cursor, cursor), problem = in_problem,
           counts = counts || (SELECT coalesce(jsonb_object_agg(key, coalesce((counts->>key)::bigint, 0) + value::text::bigint), '{}')
                                 FROM jsonb_each(in_counts)),
           lease_until = CASE in_state WHEN 'running' THEN now() + interval '60 seconds' END,
           owner = CASE in_state WHEN 'running' THEN owner END,
           done_at = CASE WHEN in_state IN ('done', 'failed') THEN now() END
     WHERE id = in_job AND owner = in_owner AND attempt = in_attempt AND state = 'running';
    RETURN FOUND;
END $$;

CREATE UNIQUE INDEX job_in_hand ON job (subject) WHERE state IN ('queued', 'running') AND kind IN ('webhook_recover', 'webhook_replay');

-- The least id that can have been made at a moment, so that an index leads to what happened from then on.
CREATE FUNCTION uuid7_from(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT (encode(substring(int8send((extract(epoch FROM moment) * 1000)::bigint) FROM 3), 'hex')
        || repeat('0', 20))::uuid
$$;

-- One step of sending events once more: those of `input` (since, until, types) that the endpoint listens to, oldest
-- first, `most` at a time. A recovery leaves out what was delivered; nothing touches what is in hand. An event that
-- happened before the endpoint listened to its type is sent as well.
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
    SELECT * INTO w FROM webhook_endpoint WHERE id = j.subject AND deleted_at IS NULL FOR UPDATE;
    IF NOT FOUND OR w.state = 'gone' THEN
        PERFORM job_advance(in_job, in_owner, in_attempt, 'failed', NULL, '{}',
                            CASE WHEN w.id IS NULL THEN 'not_found' ELSE 'endpoint_gone' END);
        RETURN 'failed';
    END IF;
    WITH picked AS (
        SELECT e.id FROM event AS e
         WHERE e.organisation = w.organisation
           AND e.id > coalesce(j.cursor::uuid, uuid7_from((j.input->>'since')::timestamptz))
           AND e.occurred_at >= (j.input->>'since')::timestamptz
           AND e.occurred_at < (j.input->>'until')::timestamptz
           AND event_matches(e.type, w.types)
           AND (j.input->'types' IS NULL
                OR event_matches(e.type, ARRAY(SELECT jsonb_array_elements_text(j.input->'types'))))
         ORDER BY e.id LIMIT most
    ), made AS (
        INSERT INTO delivery AS d (event, endpoint)
        SELECT picked.id, w.id FROM picked ORDER BY picked.id
            ON CONFLICT (event, endpoint) DO UPDATE
           SET state = 'due', attempt = 0, due_at = now(), done_at = NULL
         WHERE d.state IN ('exhausted', 'held') OR d.state = 'delivered' AND j.kind = 'webhook_replay'
        RETURNING 1
    )
    SELECT count(*), max(id::text)::uuid, (SELECT count(*) FROM made) INTO looked, last, sent FROM picked;
    come_to := CASE WHEN looked < most THEN 'done' ELSE 'running' END;
    PERFORM job_advance(in_job, in_owner, in_attempt, come_to, last::text,
                        jsonb_build_object('events', looked, 'sent', sent));
    RETURN come_to;
END $$;

CREATE FUNCTION webhook_job_make(in_organisation uuid, in_endpoint uuid, in_kind text, in_input jsonb)
RETURNS job LANGUAGE plpgsql AS $$
DECLARE
    j job;
BEGIN
    IF (SELECT state FROM webhook_endpoint WHERE id = endpoint_own(in_organisation, in_endpoint)) = 'gone' THEN
        PERFORM refuse('endpoint_gone');
    END IF;
    INSERT INTO job (kind, organisation, subject, scope, input)
    VALUES (in_kind, in_organisation, in_endpoint, 'webhook:manage',
            jsonb_build_object('until', now()) || jsonb_strip_nulls(in_input))
    RETURNING * INTO j;
    RETURN j;
END $$;
