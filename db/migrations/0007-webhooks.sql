-- Events, and telling partners of them (domain.md B22). An event is written in
-- the statement that makes the change, by the triggers below; the courier fans
-- events out to endpoints and delivers them.

CREATE TABLE event_type (
    name        text PRIMARY KEY CHECK (name ~ '^[a-z_]+\.[a-z_]+$'),
    description text NOT NULL,
    example     json NOT NULL
);
INSERT INTO event_type (name, description, example) VALUES
    ('activity.published', 'An activity was published.',
     '{"id": "0194d0c4-7b1e-7a51-9c39-2f6a1b0c8d11", "externalId": "VK-12", "state": "published"}'),
    ('activity.updated', 'A published activity was changed.',
     '{"id": "0194d0c4-7b1e-7a51-9c39-2f6a1b0c8d11", "externalId": "VK-12", "state": "published"}'),
    ('activity.cancelled', 'A published activity will not take place.',
     '{"id": "0194d0c4-7b1e-7a51-9c39-2f6a1b0c8d11", "externalId": "VK-12", "state": "cancelled"}'),
    ('organisation.verified', 'The city verified the organisation.',
     '{"id": "0194d0c4-1111-7a51-9c39-2f6a1b0c8d11", "state": "verified"}'),
    ('organisation.rejected', 'The city rejected the organisation''s request.',
     '{"id": "0194d0c4-1111-7a51-9c39-2f6a1b0c8d11", "state": "rejected"}'),
    ('organisation.suspended', 'The city suspended the organisation.',
     '{"id": "0194d0c4-1111-7a51-9c39-2f6a1b0c8d11", "state": "suspended"}'),
    ('badge.activated', 'A badge can be awarded from now on.',
     '{"id": "0194d0c4-2222-7a51-9c39-2f6a1b0c8d11", "state": "active"}'),
    ('badge.archived', 'A badge is not awarded any more.',
     '{"id": "0194d0c4-2222-7a51-9c39-2f6a1b0c8d11", "state": "archived"}'),
    ('award.issued', 'A badge was awarded. The learner is not named.',
     '{"id": "0194d0c4-3333-7a51-9c39-2f6a1b0c8d11", "badge": "0194d0c4-2222-7a51-9c39-2f6a1b0c8d11", "status": "valid"}'),
    ('award.revoked', 'An award was revoked. The learner is not named.',
     '{"id": "0194d0c4-3333-7a51-9c39-2f6a1b0c8d11", "badge": "0194d0c4-2222-7a51-9c39-2f6a1b0c8d11", "status": "revoked"}');

-- The outbox. `seq` rises with each change of the subject.
CREATE TABLE event (
    id           uuid PRIMARY KEY DEFAULT uuid7(),
    organisation uuid NOT NULL REFERENCES organisation,
    type         text NOT NULL REFERENCES event_type,
    subject      uuid NOT NULL,
    seq          int  NOT NULL,
    occurred_at  timestamptz NOT NULL DEFAULT now(),
    payload      text NOT NULL CHECK (octet_length(payload) <= 20480), -- sent as it stands
    request      text, -- traceparent of the request that made it, or else its id
    fanned_at    timestamptz
);
CREATE INDEX event_waiting ON event (id) WHERE fanned_at IS NULL;
CREATE INDEX ON event (organisation, id);

CREATE FUNCTION event_add(in_organisation uuid, in_type text, in_subject uuid, in_seq int,
                          path text, data jsonb)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    made uuid := uuid7();
BEGIN
    INSERT INTO event (id, organisation, type, subject, seq, payload, request)
    VALUES (made, in_organisation, in_type, in_subject, in_seq, json_build_object(
                'type', in_type, 'timestamp', utc(now()), 'id', 'msg_' || replace(made::text, '-', ''),
                'seq', in_seq, 'subject', in_subject, 'organisation', in_organisation,
                'apiVersion', current_setting('citylearn.api_version', true),
                'data', data || jsonb_build_object('id', in_subject, 'url', address(path || in_subject))
            )::text, coalesce(nullif(current_setting('citylearn.trace', true), ''),
                              current_setting('citylearn.request', true)));
END $$;

CREATE FUNCTION activity_events() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM event_add(NEW.organisation,
        CASE WHEN NEW.state = 'cancelled' THEN 'activity.cancelled'
             WHEN TG_OP = 'INSERT' OR OLD.state = 'draft' THEN 'activity.published'
             ELSE 'activity.updated' END,
        NEW.id, NEW.version, '/v1/activities/',
        jsonb_build_object('externalId', NEW.external_id, 'state', NEW.state));
    RETURN NULL;
END $$;
CREATE TRIGGER event_when_published AFTER INSERT ON activity
    FOR EACH ROW WHEN (NEW.state = 'published') EXECUTE FUNCTION activity_events();
CREATE TRIGGER event_when_changed AFTER UPDATE ON activity
    FOR EACH ROW WHEN (NEW.version > OLD.version
                       AND (NEW.state = 'published'
                            OR NEW.state = 'cancelled' AND OLD.state = 'published'))
    EXECUTE FUNCTION activity_events();

CREATE FUNCTION organisation_events() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM event_add(NEW.id, 'organisation.' || NEW.state, NEW.id, NEW.version,
                      '/v1/organisations/', jsonb_build_object('state', NEW.state));
    RETURN NULL;
END $$;
CREATE TRIGGER event_when_judged AFTER UPDATE ON organisation
    FOR EACH ROW WHEN (NEW.state <> OLD.state AND NEW.state IN ('verified', 'rejected', 'suspended'))
    EXECUTE FUNCTION organisation_events();

CREATE FUNCTION badge_events() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM event_add(NEW.organisation,
        CASE NEW.state WHEN 'active' THEN 'badge.activated' ELSE 'badge.archived' END,
        NEW.id, NEW.version, '/v1/badges/', jsonb_build_object('state', NEW.state));
    RETURN NULL;
END $$;
CREATE TRIGGER event_when_moved AFTER UPDATE ON badge
    FOR EACH ROW WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION badge_events();

CREATE FUNCTION award_events() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM event_add(NEW.organisation,
        CASE WHEN NEW.revoked_at IS NULL THEN 'award.issued' ELSE 'award.revoked' END,
        NEW.id, NEW.version, '/v1/verifications/',
        jsonb_build_object('badge', NEW.badge, 'status', award_status_now(NEW)));
    RETURN NULL;
END $$;
CREATE TRIGGER event_when_issued AFTER INSERT ON award
    FOR EACH ROW EXECUTE FUNCTION award_events();
CREATE TRIGGER event_when_revoked AFTER UPDATE ON award
    FOR EACH ROW WHEN (NEW.revoked_at IS NOT NULL AND OLD.revoked_at IS NULL)
    EXECUTE FUNCTION award_events();

-- Where a partner listens.
CREATE TYPE endpoint_state AS ENUM ('enabled', 'gone');
CREATE TABLE webhook_endpoint (
    id              uuid PRIMARY KEY DEFAULT uuid7(),
    organisation    uuid NOT NULL REFERENCES organisation,
    url             text NOT NULL,
    description     text,
    types           text[] NOT NULL, -- names, or a family as "activity.*", or "*"
    state           endpoint_state NOT NULL DEFAULT 'enabled',
    sealed          bytea NOT NULL, -- the HMAC secret, AES-256-GCM about the id
    failures        int NOT NULL DEFAULT 0, -- in a row
    breaker_until   timestamptz, -- no attempts before; what waits burns none
    breaker_seconds int NOT NULL DEFAULT 30, -- the next pause
    last_success_at timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    deleted_at      timestamptz
);
CREATE INDEX ON webhook_endpoint (organisation, id);

CREATE FUNCTION endpoint_fits() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    pattern text;
BEGIN
    PERFORM FROM organisation WHERE id = NEW.organisation FOR UPDATE;
    IF (SELECT count(*) FROM webhook_endpoint
         WHERE organisation = NEW.organisation AND deleted_at IS NULL) >= 10 THEN
        PERFORM refuse('too_many_endpoints');
    END IF;
    FOREACH pattern IN ARRAY NEW.types LOOP
        IF NOT EXISTS (SELECT FROM event_type WHERE event_matches(name, ARRAY[pattern])) THEN
            PERFORM refuse('unknown_event_type');
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE FUNCTION event_matches(name text, patterns text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
SELECT '*' = ANY (patterns) OR name = ANY (patterns)
    OR split_part(name, '.', 1) || '.*' = ANY (patterns)
$$;
CREATE TRIGGER endpoint_fits BEFORE INSERT ON webhook_endpoint
    FOR EACH ROW EXECUTE FUNCTION endpoint_fits();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OF url, types, state, deleted_at OR DELETE
    ON webhook_endpoint FOR EACH ROW EXECUTE FUNCTION audit();

-- One event on its way to one endpoint. A lease is fenced by owner and attempt:
-- whose lease ran out writes no result any more.
CREATE TYPE delivery_state AS ENUM ('due', 'leased', 'delivered', 'exhausted', 'held');
CREATE TABLE delivery (
    event       uuid NOT NULL REFERENCES event,
    endpoint    uuid NOT NULL REFERENCES webhook_endpoint,
    state       delivery_state NOT NULL DEFAULT 'due',
    attempt     int NOT NULL DEFAULT 0, -- begun so far
    due_at      timestamptz NOT NULL DEFAULT now(),
    owner       uuid,
    lease_until timestamptz,
    done_at     timestamptz,
    PRIMARY KEY (event, endpoint)
) WITH (fillfactor = 70);
CREATE INDEX delivery_due ON delivery (endpoint, due_at) WHERE state = 'due';
CREATE INDEX delivery_leased ON delivery (lease_until) WHERE state = 'leased';
CREATE INDEX delivery_of ON delivery (endpoint, event);

CREATE TABLE delivery_attempt (
    event         uuid NOT NULL,
    endpoint      uuid NOT NULL,
    attempt       int  NOT NULL,
    at            timestamptz NOT NULL DEFAULT now(),
    outcome       text NOT NULL, -- a name of fetch_outcome_name, or "aborted"
    status        int, -- NULL when nothing was answered
    dns_ms        int, connect_ms int, tls_ms int, first_byte_ms int, total_ms int,
    response_head bytea CHECK (octet_length(response_head) <= 4096),
    FOREIGN KEY (event, endpoint) REFERENCES delivery
);
CREATE INDEX ON delivery_attempt (event, endpoint);

ALTER TABLE webhook_endpoint ENABLE ROW LEVEL SECURITY;
ALTER TABLE delivery ENABLE ROW LEVEL SECURITY;
ALTER TABLE delivery_attempt ENABLE ROW LEVEL SECURITY;
ALTER TABLE event ENABLE ROW LEVEL SECURITY;
CREATE POLICY managed ON webhook_endpoint TO citylearn_api USING (allowed(organisation));
CREATE POLICY managed ON event FOR SELECT TO citylearn_api USING (allowed(organisation));
CREATE POLICY managed ON delivery TO citylearn_api
    USING (EXISTS (SELECT FROM webhook_endpoint AS w WHERE w.id = endpoint));
CREATE POLICY managed ON delivery_attempt FOR SELECT TO citylearn_api
    USING (EXISTS (SELECT FROM webhook_endpoint AS w WHERE w.id = endpoint));
CREATE POLICY courier ON webhook_endpoint TO citylearn_courier USING (true);
CREATE POLICY courier ON event TO citylearn_courier USING (true);
CREATE POLICY courier ON delivery TO citylearn_courier USING (true);
CREATE POLICY courier ON delivery_attempt TO citylearn_courier USING (true);
GRANT SELECT ON event_type TO citylearn_api;
GRANT SELECT, INSERT, UPDATE ON webhook_endpoint TO citylearn_api;
GRANT SELECT, UPDATE ON delivery TO citylearn_api;
GRANT SELECT ON event, delivery_attempt TO citylearn_api;
GRANT SELECT, UPDATE (fanned_at) ON event TO citylearn_courier;
GRANT SELECT, UPDATE (state, failures, breaker_until, breaker_seconds, last_success_at)
    ON webhook_endpoint TO citylearn_courier;
GRANT SELECT, INSERT, UPDATE ON delivery TO citylearn_courier;
GRANT SELECT, INSERT ON delivery_attempt TO citylearn_courier;
GRANT SELECT, DELETE ON idempotency TO citylearn_courier;
GRANT SELECT, DELETE ON revocation TO citylearn_courier;

-- What an operator's monitoring may count, and nothing else.
CREATE VIEW queue_figures AS
SELECT count(*) FILTER (WHERE state = 'due') AS due,
       count(*) FILTER (WHERE state = 'leased') AS leased,
       count(*) FILTER (WHERE state = 'exhausted') AS exhausted,
       coalesce(extract(epoch FROM now() - min(due_at) FILTER (WHERE state = 'due')), 0)::float
           AS oldest_due_seconds,
       (SELECT count(*) FROM event WHERE fanned_at IS NULL) AS events_waiting
  FROM delivery WHERE state IN ('due', 'leased', 'exhausted');
GRANT SELECT ON queue_figures TO citylearn_metrics, citylearn_api;

CREATE TYPE doc.event_type AS (name text, description text, example json);
COMMENT ON TYPE doc.event_type IS 'A kind of event that webhooks tell of.';
COMMENT ON COLUMN doc.event_type.example IS 'What stands in "data", beside "url".';

CREATE TYPE doc.webhook_endpoint AS (
    id uuid, "webhookUrl" text, description text, types text[], state endpoint_state,
    failures int, "pausedUntil" doc.instant, "lastSuccessAt" doc.instant,
    "createdAt" doc.instant, url doc.address
);
COMMENT ON TYPE doc.webhook_endpoint IS 'An address that a partner listens on.';
COMMENT ON COLUMN doc.webhook_endpoint."webhookUrl" IS 'Where events are sent to.';
COMMENT ON COLUMN doc.webhook_endpoint.description IS 'Null when none was given.';
COMMENT ON COLUMN doc.webhook_endpoint.failures IS 'How many attempts in a row have failed.';
COMMENT ON COLUMN doc.webhook_endpoint."pausedUntil" IS 'After many failures nothing is sent for a while; null when it is not paused.';
COMMENT ON COLUMN doc.webhook_endpoint."lastSuccessAt" IS 'Null when nothing was ever delivered.';

CREATE TYPE doc.webhook_endpoint_with_secret AS (
    id uuid, "webhookUrl" text, description text, types text[], state endpoint_state,
    failures int, "pausedUntil" doc.instant, "lastSuccessAt" doc.instant,
    "createdAt" doc.instant, url doc.address, secret text
);
COMMENT ON TYPE doc.webhook_endpoint_with_secret IS 'A new endpoint.';
COMMENT ON COLUMN doc.webhook_endpoint_with_secret.description IS 'Null when none was given.';
COMMENT ON COLUMN doc.webhook_endpoint_with_secret."pausedUntil" IS 'Null in a new endpoint.';
COMMENT ON COLUMN doc.webhook_endpoint_with_secret."lastSuccessAt" IS 'Null in a new endpoint.';
COMMENT ON COLUMN doc.webhook_endpoint_with_secret.secret IS 'What signatures are checked with. It is shown this once; null when the answer is sent again for its Idempotency-Key.';

CREATE FUNCTION webhook_endpoint_document(w webhook_endpoint) RETURNS doc.webhook_endpoint
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
    SELECT ROW(w.id, w.url, w.description, w.types, w.state, w.failures,
               CASE WHEN w.breaker_until > now() THEN utc(w.breaker_until) END, utc(w.last_success_at),
               utc(w.created_at),
               address('/v1/organisations/' || w.organisation || '/webhook-endpoints/' || w.id)
           )::doc.webhook_endpoint);
END $$;

CREATE TYPE doc.delivery_attempt AS (
    attempt int, at doc.instant, outcome text, status int, "totalMs" int
);
COMMENT ON TYPE doc.delivery_attempt IS 'One try to deliver.';
COMMENT ON COLUMN doc.delivery_attempt.status IS 'What the receiver answered; null when it did not.';
COMMENT ON COLUMN doc.delivery_attempt."totalMs" IS 'How long it took; null when it was broken off.';
CREATE TYPE doc.delivery AS (
    event uuid, "messageId" text, type text, subject uuid, state delivery_state, attempts int,
    "occurredAt" doc.instant, "dueAt" doc.instant, "doneAt" doc.instant, log doc.delivery_attempt[]
);
COMMENT ON TYPE doc.delivery IS 'One event on its way to one endpoint.';
COMMENT ON COLUMN doc.delivery."messageId" IS 'The webhook-id header of each attempt.';
COMMENT ON COLUMN doc.delivery."dueAt" IS 'When it is tried next; null when it is not.';
COMMENT ON COLUMN doc.delivery.log IS 'The last 50 attempts.';
COMMENT ON COLUMN doc.delivery."doneAt" IS 'When it was delivered or given up; null before.';

CREATE FUNCTION delivery_document(d delivery, e event) RETURNS doc.delivery
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
    SELECT ROW(e.id, 'msg_' || replace(e.id::text, '-', ''), e.type, e.subject, d.state, d.attempt,
               utc(e.occurred_at), CASE WHEN d.state IN ('due', 'leased') THEN utc(d.due_at) END,
               utc(d.done_at),
               (SELECT coalesce(array_agg(ROW(t.attempt, utc(t.at), t.outcome, t.status, t.total_ms)
                                          ::doc.delivery_attempt ORDER BY t.attempt, t.at), '{}')
                  FROM (SELECT * FROM delivery_attempt AS one
                         WHERE one.event = d.event AND one.endpoint = d.endpoint
                         ORDER BY one.at DESC LIMIT 50) AS t)
           )::doc.delivery);
END $$;

-- The two below run with the caller's rights: what row-level security hides is not found.
CREATE FUNCTION endpoint_own(in_organisation uuid, in_endpoint uuid) RETURNS uuid
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM webhook_endpoint WHERE id = in_endpoint
                      AND organisation = in_organisation AND deleted_at IS NULL) THEN
        PERFORM refuse('not_found');
    END IF;
    RETURN in_endpoint;
END $$;

CREATE FUNCTION delivery_again(in_organisation uuid, in_endpoint uuid, in_event uuid)
RETURNS SETOF delivery LANGUAGE plpgsql AS $$
DECLARE
    d delivery;
BEGIN
    SELECT delivery.* INTO d FROM delivery JOIN webhook_endpoint AS w ON w.id = endpoint
     WHERE event = in_event AND endpoint = in_endpoint AND w.organisation = in_organisation
       AND w.deleted_at IS NULL FOR UPDATE OF delivery;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    ELSIF d.state IN ('due', 'leased') THEN
        PERFORM refuse('delivery_in_hand');
    ELSIF EXISTS (SELECT FROM webhook_endpoint WHERE id = in_endpoint AND state = 'gone') THEN
        PERFORM refuse('endpoint_gone');
    END IF;
    RETURN QUERY
    UPDATE delivery SET state = 'due', attempt = 0, due_at = now(), owner = NULL,
                        lease_until = NULL, done_at = NULL
     WHERE event = in_event AND endpoint = in_endpoint
    RETURNING *;
END $$;

-- Fenced by owner and attempt. After five failures in a row an endpoint is left
-- alone for 30 s, doubling to 10 minutes, and then tried with one delivery.
CREATE FUNCTION delivery_settle(in_owner uuid, results jsonb) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    settled int;
    gone_ones uuid[];
BEGIN
    WITH sent AS (
        SELECT * FROM jsonb_to_recordset(results) AS r (
            event uuid, endpoint uuid, attempt int, state delivery_state, "delaySeconds" float,
            outcome text, status int, "dnsMs" int, "connectMs" int, "tlsMs" int,
            "firstByteMs" int, "totalMs" int, head text, gone boolean)
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
               count(*) FILTER (WHERE state <> 'delivered') AS failed
          FROM sent JOIN done USING (event, endpoint) GROUP BY endpoint
    ), judged AS (
        UPDATE webhook_endpoint AS w
           SET failures = CASE WHEN well THEN 0 ELSE failures + failed::int END,
               last_success_at = CASE WHEN well THEN now() ELSE last_success_at END,
               breaker_until = CASE WHEN NOT well AND failures + failed >= 5
                                    THEN now() + make_interval(secs => breaker_seconds) END,
               breaker_seconds = CASE WHEN well THEN 30
                                      WHEN failures + failed >= 5 THEN least(breaker_seconds * 2, 600)
                                      ELSE breaker_seconds END
          FROM health WHERE w.id = health.endpoint
        RETURNING w.id, health.gone
    )
    SELECT (SELECT count(*) FROM done), ARRAY(SELECT id FROM judged WHERE gone)
      INTO settled, gone_ones;

    UPDATE webhook_endpoint SET state = 'gone' WHERE id = ANY (gone_ones);
    UPDATE delivery SET state = 'held', done_at = now()
     WHERE endpoint = ANY (gone_ones) AND state = 'due';
    RETURN settled;
END $$;

-- Functions that run as their owner are for the API, each with its own checks;
-- events are added by triggers alone.
REVOKE EXECUTE ON FUNCTION
    idempotency_claim, idempotency_answer, idempotency_keep, allowed, allowed_city,
    caller_organisations, organisation_may_publish,
    organisation_register, client_enter, client_secret_expire, activity_document, activity_input,
    activity_put, badge_document, award_document, verification_document,
    person_document, event_add
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    idempotency_claim, idempotency_answer, idempotency_keep, allowed, allowed_city,
    caller_organisations, organisation_may_publish,
    organisation_register, client_enter, client_secret_expire, activity_document, activity_input,
    activity_put, badge_document, award_document, verification_document,
    person_document
    TO citylearn_api;
