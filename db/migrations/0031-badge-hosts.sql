-- Other hosts of badges, which learners connect: badges are pulled from there and awards pushed to there
-- (Open Badges 3.0 API as consumer; Badge Connect of Open Badges 2.1, to be read).
--
-- A worker only writes down what is wished and what a browser brought back; whatever is said to a host,
-- the courier says. What is secret stands in tables of its own, which nobody reads but by the functions
-- below, and is sealed there.

CREATE TYPE badge_host_kind AS ENUM ('ob30', 'ob21');

-- A host, as this service knows it: read and registered with once, for all learners.
CREATE TABLE badge_host (
    id            uuid PRIMARY KEY DEFAULT uuid7(),
    base          text NOT NULL UNIQUE, -- as learners name it
    kind          badge_host_kind, -- NULL until it was read
    name          text,
    issuer        text, -- that its answers name (RFC 9207); NULL when it does not say
    names_issuer  boolean NOT NULL DEFAULT false, -- then an answer without it is none of its
    api_url       text,
    authorize_url text,
    token_url     text,
    refresh_url   text,
    revoke_url    text, -- NULL when it has none
    scopes        text[] NOT NULL DEFAULT '{}', -- those that it offers, of those that are asked for
    fault         text, -- why it could not be read, in a word; NULL when it could
    failures      int NOT NULL DEFAULT 0,
    look_at       timestamptz NOT NULL DEFAULT now(), -- when the courier reads it next
    tried_at      timestamptz,
    read_at       timestamptz,
    attempt       int NOT NULL DEFAULT 0,
    created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON badge_host (look_at);

-- What this service is called there (RFC 7591).
CREATE TABLE badge_host_client (
    host         uuid PRIMARY KEY REFERENCES badge_host ON DELETE CASCADE,
    register_url text NOT NULL, -- where it was registered
    client_id    text NOT NULL,
    sealed       bytea NOT NULL, -- its secret, about the host
    expires_at   timestamptz,
    registered_at timestamptz NOT NULL DEFAULT now()
);

-- A learner's account there.
CREATE TYPE badge_host_state AS ENUM ('reading', 'ready', 'authorising', 'connected', 'ended', 'failed');
CREATE TABLE badge_host_account (
    id          uuid PRIMARY KEY DEFAULT uuid7(),
    host        uuid NOT NULL REFERENCES badge_host,
    person      uuid NOT NULL REFERENCES person,
    state       badge_host_state NOT NULL DEFAULT 'ready'
                CHECK (state NOT IN ('reading', 'failed')), -- these are the host's
    scopes      text[] NOT NULL DEFAULT '{}', -- that were granted
    fault       text, -- what went wrong last, in a word; NULL when nothing did
    due_at      timestamptz, -- when the courier has something to do there
    pull_at     timestamptz, -- of this the next pull
    pull_began  timestamptz, -- when it was last asked
    list_began  timestamptz, -- when it was asked for the first page of this list
    pull_offset int NOT NULL DEFAULT 0, -- how much of the list was taken in before it broke off
    since       timestamptz, -- what is asked for: only what came there after that; NULL for all
    pulled_at   timestamptz, -- when a list was taken in to its end,
    pulled_from timestamptz, -- when that had begun,
    whole_from  timestamptz, -- and when the last had that was all
    added       int NOT NULL DEFAULT 0, -- by the last pull
    known       int NOT NULL DEFAULT 0,
    refused     int NOT NULL DEFAULT 0,
    failures    int NOT NULL DEFAULT 0,
    owner       uuid,
    attempt     int NOT NULL DEFAULT 0,
    tries       int NOT NULL DEFAULT 0, -- leases in a row that nobody ended
    lease_until timestamptz,
    rest_until  timestamptz, -- the host wants to be asked nothing before
    created_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (person, host)
);
CREATE INDEX ON badge_host_account (host);
CREATE INDEX ON badge_host_account (due_at) WHERE due_at IS NOT NULL;

-- What opens it: tokens, and a code that is to be exchanged. All of it is sealed about the account.
CREATE TABLE badge_host_key (
    account    uuid PRIMARY KEY REFERENCES badge_host_account ON DELETE CASCADE,
    access     bytea,
    refresh    bytea,
    expires_at timestamptz, -- of the access token
    code       bytea,
    verifier   bytea
);

-- A way there. It belongs to the person and to the browser that began it, counts once and for ten minutes.
CREATE TABLE badge_host_way (
    account    uuid PRIMARY KEY REFERENCES badge_host_account ON DELETE CASCADE,
    browser    bytea NOT NULL, -- SHA-256 of its cookie
    state      bytea NOT NULL UNIQUE, -- SHA-256 of the parameter
    verifier   bytea NOT NULL, -- PKCE, sealed about the account
    expires_at timestamptz NOT NULL DEFAULT now() + interval '10 minutes'
);
CREATE INDEX ON badge_host_way (expires_at);

-- An award on its way there.
CREATE TYPE badge_host_push_state AS ENUM ('due', 'sent', 'failed');
CREATE TABLE badge_host_push (
    account  uuid NOT NULL REFERENCES badge_host_account ON DELETE CASCADE,
    award    uuid NOT NULL REFERENCES award ON DELETE CASCADE,
    state    badge_host_push_state NOT NULL DEFAULT 'due',
    attempts int NOT NULL DEFAULT 0,
    fault    text,
    due_at   timestamptz NOT NULL DEFAULT now(),
    sent_at  timestamptz,
    PRIMARY KEY (account, award)
);
CREATE INDEX ON badge_host_push (award);

-- Tokens of accounts that are gone, until the host has heard that they count no more.
CREATE TABLE badge_host_farewell (
    id       uuid PRIMARY KEY DEFAULT uuid7(),
    account  uuid NOT NULL, -- that was; what is here is sealed about it
    host     uuid NOT NULL REFERENCES badge_host ON DELETE CASCADE,
    access   bytea,
    refresh  bytea,
    attempts int NOT NULL DEFAULT 0,
    due_at   timestamptz NOT NULL DEFAULT now(),
    left_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON badge_host_farewell (due_at);
CREATE INDEX ON badge_host_farewell (host);

-- What a learner with hosts has deleted of what is kept: it is not fetched again, unless it has changed there.
CREATE TABLE badge_host_deleted (
    person     uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    key        bytea NOT NULL, -- of held_credential
    hash       bytea NOT NULL, -- SHA-256 of its content
    deleted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (person, key)
);
CREATE FUNCTION badge_host_notes_deleted() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        DELETE FROM badge_host_deleted WHERE person = NEW.person AND key = NEW.key; -- they want it after all
    ELSIF EXISTS (SELECT FROM badge_host_account AS a JOIN person AS p ON p.id = a.person
                   WHERE a.person = OLD.person AND p.closed_at IS NULL) THEN
        INSERT INTO badge_host_deleted AS d (person, key, hash) VALUES (OLD.person, OLD.key, sha256(OLD.content))
            ON CONFLICT (person, key) DO UPDATE SET hash = excluded.hash, deleted_at = excluded.deleted_at;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER badge_host_notes_deleted AFTER INSERT OR DELETE ON held_credential
    FOR EACH ROW EXECUTE FUNCTION badge_host_notes_deleted();

ALTER TABLE badge_host ENABLE ROW LEVEL SECURITY;
ALTER TABLE badge_host_account ENABLE ROW LEVEL SECURITY;
ALTER TABLE badge_host_push ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON badge_host_account TO citylearn_api USING (person = caller_person());
CREATE POLICY own ON badge_host FOR SELECT TO citylearn_api
    USING (EXISTS (SELECT FROM badge_host_account AS a WHERE a.host = badge_host.id));
CREATE POLICY own ON badge_host_push FOR SELECT TO citylearn_api
    USING (EXISTS (SELECT FROM badge_host_account AS a WHERE a.id = badge_host_push.account));
GRANT SELECT ON badge_host, badge_host_push TO citylearn_api;
GRANT SELECT, DELETE ON badge_host_account TO citylearn_api;

-- Who leaves a host takes the tokens along, and the host hears of it where it has an ear for that.
CREATE FUNCTION badge_host_says_farewell() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO badge_host_farewell (account, host, access, refresh)
    SELECT k.account, OLD.host, k.access, k.refresh
      FROM badge_host_key AS k JOIN badge_host AS h ON h.id = OLD.host
     WHERE k.account = OLD.id AND k.access IS NOT NULL AND h.revoke_url IS NOT NULL;
    PERFORM audit_note('badge_host_left', 'security', OLD.host::text, OLD.person);
    PERFORM FROM badge_host AS h WHERE h.id = OLD.host FOR UPDATE; -- who joins at this moment is seen
    UPDATE badge_host AS h SET look_at = 'infinity'
     WHERE h.id = OLD.host
       AND NOT EXISTS (SELECT FROM badge_host_account AS a WHERE a.host = OLD.host AND a.id <> OLD.id);
    RETURN OLD;
END $$;
CREATE TRIGGER badge_host_says_farewell BEFORE DELETE ON badge_host_account
    FOR EACH ROW EXECUTE FUNCTION badge_host_says_farewell();

-- So does who closes their account here, and a child whose guardian has withdrawn.
CREATE FUNCTION person_leaves_their_hosts() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM badge_host_account WHERE person = NEW.id;
    DELETE FROM badge_host_deleted WHERE person = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER person_leaves_their_hosts AFTER UPDATE OF closed_at ON person
    FOR EACH ROW WHEN (OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL)
    EXECUTE FUNCTION person_leaves_their_hosts();

CREATE FUNCTION child_leaves_their_hosts() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT may_consent_to_apps(NEW.child) THEN
        DELETE FROM badge_host_account WHERE person = NEW.child;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER child_leaves_their_hosts AFTER UPDATE OF state ON guardianship
    FOR EACH ROW WHEN (OLD.state <> NEW.state AND NEW.state = 'withdrawn')
    EXECUTE FUNCTION child_leaves_their_hosts();

-- What a word for a fault means.
CREATE FUNCTION badge_host_words(in_fault text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT CASE in_fault
    WHEN 'not_a_host' THEN 'At this address nobody says how badges are exchanged, neither as Open Badges 3.0 nor as Badge Connect.'
    WHEN 'endpoint_elsewhere' THEN 'The host sends us to another host, which might be handed what is meant for this one.'
    WHEN 'endpoint_missing' THEN 'The host does not say where one registers, is asked, or fetches tokens.'
    WHEN 'scope_missing' THEN 'The host does not offer to have badges fetched.'
    WHEN 'registration_refused' THEN 'The host did not register this service.'
    WHEN 'client_unknown' THEN 'The host did not know this service any more, which registers anew: connect it again.'
    WHEN 'not_kept' THEN 'What the host gave could not be written down here.'
    WHEN 'denied' THEN 'It was not allowed there.'
    WHEN 'code_refused' THEN 'The host did not take the code that it had given.'
    WHEN 'authorisation_ended' THEN 'The host lets this service in no more: connect it again.'
    WHEN 'forbidden' THEN 'The host does not let this service do that.'
    WHEN 'too_many_requests' THEN 'The host asks us to come later.'
    WHEN 'bad_status' THEN 'The host answered with a fault.'
    WHEN 'unreadable' THEN 'What the host answered is not what the standard has it answer.'
    WHEN 'too_much' THEN 'It is more than is taken in at once; the rest comes later.'
    WHEN 'too_many_held' THEN 'You keep as many badges of others as one person can.'
    WHEN 'busy' THEN 'There is too much to verify at the moment; the rest comes later.'
    WHEN 'guardian_needed' THEN 'A guardian has to consent first.'
    WHEN 'award_not_valid' THEN 'The award was revoked or has expired.'
    WHEN 'not_taken' THEN 'The host does not take this award.'
    WHEN 'refused' THEN 'The host is at an address that may not be asked.'
    WHEN 'no_name' THEN 'The name of the host is not known.'
    WHEN 'no_connection' THEN 'Nobody answers there.'
    WHEN 'bad_tls' THEN 'The host could not show that it is itself.'
    WHEN 'too_slow' THEN 'The host did not answer in time.'
    WHEN 'broken_off' THEN 'The host broke off.'
END
$$;

CREATE TYPE doc.badge_host AS (
    id uuid, "hostUrl" text, kind badge_host_kind, name text, state badge_host_state, fault text, detail text,
    "canPull" boolean, "canPush" boolean, "authorizationUrl" doc.address, "pulledAt" doc.instant,
    "nextPullAt" doc.instant, added int, known int, refused int, "pushesDue" int, "pushesSent" int,
    "pushesFailed" int, url doc.address, "addedAt" doc.instant
);
COMMENT ON TYPE doc.badge_host IS 'Another host of badges that a learner connects.';
COMMENT ON COLUMN doc.badge_host."hostUrl" IS 'Its address.';
COMMENT ON COLUMN doc.badge_host.kind IS 'ob30 speaks Open Badges 3.0, ob21 Badge Connect of Open Badges 2.1; null before it was read.';
COMMENT ON COLUMN doc.badge_host.name IS 'As the host says, or null.';
COMMENT ON COLUMN doc.badge_host.state IS 'What it is about: docs/reference/states.md.';
COMMENT ON COLUMN doc.badge_host.fault IS 'What went wrong last, in a word; null when nothing did.';
COMMENT ON COLUMN doc.badge_host.detail IS 'The same in a sentence, or null.';
COMMENT ON COLUMN doc.badge_host."canPull" IS 'Whether the learner has let badges be fetched there.';
COMMENT ON COLUMN doc.badge_host."canPush" IS 'Whether the learner has let awards be brought there.';
COMMENT ON COLUMN doc.badge_host."authorizationUrl" IS 'A page of this service, from which the learner goes to the host to allow it; null while it is not known.';
COMMENT ON COLUMN doc.badge_host."pulledAt" IS 'When its list was last taken in to the end; null before.';
COMMENT ON COLUMN doc.badge_host."nextPullAt" IS 'When it is asked next; null when it is not.';
COMMENT ON COLUMN doc.badge_host.added IS 'How many badges of the last pull were new here, or newer.';
COMMENT ON COLUMN doc.badge_host.known IS 'How many were here already.';
COMMENT ON COLUMN doc.badge_host.refused IS 'How many are no badges, or not this learner''s to keep.';
COMMENT ON COLUMN doc.badge_host."pushesDue" IS 'How many awards wait to be brought there.';

CREATE FUNCTION badge_host_document(a badge_host_account) RETURNS doc.badge_host
LANGUAGE plpgsql STABLE AS $$
DECLARE
    h      badge_host;
    state  badge_host_state;
    fault  text;
    counts int[];
BEGIN
    SELECT * INTO h FROM badge_host WHERE id = a.host;
    SELECT ARRAY[count(*) FILTER (WHERE p.state = 'due'), count(*) FILTER (WHERE p.state = 'sent'),
                 count(*) FILTER (WHERE p.state = 'failed')] INTO counts
      FROM badge_host_push AS p WHERE p.account = a.id;
    state := CASE WHEN a.state <> 'ready' OR h.read_at IS NOT NULL THEN a.state
                  WHEN h.fault IS NOT NULL THEN 'failed' ELSE 'reading' END;
    fault := coalesce(a.fault, CASE WHEN state = 'failed' THEN h.fault END);
    RETURN ROW(a.id, h.base, h.kind, left(h.name, 100), state, fault, badge_host_words(fault),
               badge_host_may(a, h.kind, false), badge_host_may(a, h.kind, true),
               CASE WHEN state IN ('ready', 'connected', 'ended') THEN address('/account/badge-hosts/' || a.id) END,
               utc(a.pulled_at), CASE WHEN state = 'connected' THEN utc(a.pull_at) END,
               a.added, a.known, a.refused, counts[1], counts[2], counts[3],
               address('/v1/me/badge-hosts/' || a.id), utc(a.created_at))::doc.badge_host;
END $$;

-- Whether what was granted lets badges be fetched or, where `in_push`, awards be brought.
CREATE FUNCTION badge_host_may(a badge_host_account, in_kind badge_host_kind, in_push boolean) RETURNS boolean
LANGUAGE sql STABLE AS $$
SELECT a.state = 'connected' AND coalesce(CASE
    WHEN in_push THEN 'https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.upsert' = ANY (a.scopes)
    WHEN in_kind = 'ob30' THEN 'https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.readonly' = ANY (a.scopes)
    ELSE 'https://purl.imsglobal.org/spec/ob/v2p1/scope/assertion.readonly' = ANY (a.scopes) END, false)
$$;

CREATE TYPE doc.badge_host_push AS (
    award uuid, state badge_host_push_state, attempts int, fault text, detail text, "sentAt" doc.instant,
    "awardUrl" doc.address
);
COMMENT ON TYPE doc.badge_host_push IS 'An award that is brought to another host.';
COMMENT ON COLUMN doc.badge_host_push.fault IS 'What went wrong last, in a word; null when nothing did.';
COMMENT ON COLUMN doc.badge_host_push.detail IS 'The same in a sentence, or null.';
COMMENT ON COLUMN doc.badge_host_push."sentAt" IS 'When the host took it; null before.';

CREATE FUNCTION badge_host_push_document(p badge_host_push) RETURNS doc.badge_host_push
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ROW(p.award, p.state, p.attempts, p.fault, badge_host_words(p.fault), utc(p.sent_at),
               address('/v1/awards/' || p.award))::doc.badge_host_push;
END $$;

-- The account, when it is the caller's. Breaks not_found.
CREATE FUNCTION badge_host_own(in_id uuid) RETURNS uuid LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM badge_host_account AS a WHERE a.id = in_id AND a.person = caller_person()) THEN
        PERFORM refuse('not_found');
    END IF;
    RETURN in_id;
END $$;

-- Names a host for the caller; named again it is the same one, and is looked at once more if it could
-- not be read. Breaks guardian_needed, too_many_badge_hosts.
CREATE FUNCTION badge_host_add(in_base text) RETURNS TABLE (id uuid, is_new boolean, body doc.badge_host) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    there uuid;
    named badge_host_account;
    fresh boolean;
BEGIN
    IF NOT may_consent_to_apps(caller_person()) THEN
        PERFORM refuse('guardian_needed');
    END IF;
    PERFORM FROM person AS p WHERE p.id = caller_person() FOR UPDATE;
    SELECT a.* INTO named FROM badge_host_account AS a JOIN badge_host AS h ON h.id = a.host
     WHERE a.person = caller_person() AND h.base = in_base;
    fresh := named.id IS NULL;
    IF fresh AND (SELECT count(*) FROM badge_host_account AS a WHERE a.person = caller_person()) >= 10 THEN
        PERFORM refuse('too_many_badge_hosts');
    END IF;
    -- Who names a host a moment after it failed does not have it asked more often than once a minute.
    INSERT INTO badge_host AS h (base) VALUES (in_base)
        ON CONFLICT (base) DO UPDATE
       SET look_at = CASE WHEN h.fault IS NULL AND h.look_at <> 'infinity' THEN h.look_at
                          ELSE least(h.look_at, greatest(now(), h.tried_at + interval '1 minute')) END
    RETURNING h.id INTO there;
    IF fresh THEN
        INSERT INTO badge_host_account (host, person) VALUES (there, caller_person()) RETURNING * INTO named;
    END IF;
    RETURN QUERY SELECT named.id, fresh, d FROM badge_host_document(named) AS d;
END $$;

-- Has badges fetched as soon as may be: not twice within a minute, nor before the host wants it. Breaks badge_host_not_connected.
CREATE FUNCTION badge_host_pull(in_id uuid) RETURNS SETOF doc.badge_host LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    a badge_host_account;
    soon timestamptz;
BEGIN
    SELECT * INTO a FROM badge_host_account AS b
     WHERE b.id = in_id AND b.person = caller_person() FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    ELSIF NOT badge_host_may(a, (SELECT h.kind FROM badge_host AS h WHERE h.id = a.host), false) THEN
        PERFORM refuse('badge_host_not_connected');
    END IF;
    soon := greatest(now(), a.pull_began + interval '1 minute', a.rest_until);
    UPDATE badge_host_account AS b
       SET pull_at = least(b.pull_at, soon), due_at = least(b.due_at, b.pull_at, soon)
     WHERE b.id = in_id RETURNING * INTO a;
    RETURN NEXT badge_host_document(a);
END $$;

-- Has awards of the caller brought there: those that are named or, of NULL, those that anybody may see.
-- One that was brought is brought again. Breaks badge_host_not_connected, badge_host_reads_only,
-- guardian_needed, unknown_award.
CREATE FUNCTION badge_host_send(in_id uuid, in_awards uuid[]) RETURNS SETOF doc.badge_host LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    a badge_host_account;
    wanted uuid[];
BEGIN
    SELECT * INTO a FROM badge_host_account AS b
     WHERE b.id = in_id AND b.person = caller_person() FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    ELSIF NOT may_consent_to_apps(a.person) THEN
        PERFORM refuse('guardian_needed');
    ELSIF a.state <> 'connected' THEN
        PERFORM refuse('badge_host_not_connected');
    ELSIF NOT badge_host_may(a, NULL, true) THEN
        PERFORM refuse('badge_host_reads_only');
    END IF;
    SELECT array_agg(w.id) INTO wanted FROM award AS w
     WHERE w.person = a.person AND award_status_now(w) = 'valid'
       AND (w.id = ANY (in_awards) OR in_awards IS NULL AND w.visibility = 'public');
    IF EXISTS (SELECT FROM unnest(in_awards) AS one WHERE one <> ALL (coalesce(wanted, '{}'))) THEN
        PERFORM refuse('unknown_award');
    END IF;
    INSERT INTO badge_host_push AS p (account, award) SELECT in_id, one FROM unnest(wanted) AS one
        ON CONFLICT (account, award) DO UPDATE
       SET state = 'due', attempts = 0, fault = NULL, due_at = now() WHERE p.state <> 'due';
    UPDATE badge_host_account AS b
       SET due_at = CASE WHEN wanted IS NULL THEN b.due_at ELSE least(b.due_at, greatest(now(), b.rest_until)) END
     WHERE b.id = in_id RETURNING * INTO a;
    RETURN NEXT badge_host_document(a);
END $$;

-- Begins a way to the host, in place of the one before; answers where the browser is to be sent. No row
-- while the host is not ready. Breaks guardian_needed.
CREATE FUNCTION badge_host_begin(in_id uuid, in_browser bytea, in_state bytea, in_verifier bytea)
RETURNS TABLE (authorize_url text, client_id text, scope text, host uuid) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF NOT may_consent_to_apps(caller_person()) THEN
        PERFORM refuse('guardian_needed');
    END IF;
    INSERT INTO badge_host_way AS w (account, browser, state, verifier)
    SELECT a.id, in_browser, in_state, in_verifier
      FROM badge_host_account AS a JOIN badge_host AS h ON h.id = a.host
     WHERE a.id = in_id AND a.person = caller_person() AND h.read_at IS NOT NULL
        ON CONFLICT (account) DO UPDATE
       SET browser = excluded.browser, state = excluded.state, verifier = excluded.verifier,
           expires_at = excluded.expires_at;
    RETURN QUERY
    SELECT h.authorize_url, c.client_id, array_to_string(h.scopes, ' '), h.id
      FROM badge_host_way AS w JOIN badge_host_account AS a ON a.id = w.account
      JOIN badge_host AS h ON h.id = a.host JOIN badge_host_client AS c ON c.host = h.id
     WHERE w.account = in_id AND w.state = in_state;
END $$;

-- The account whose way a browser comes back from. Each host has an address of its own to come back to,
-- so that no host is handed the code of another (RFC 9700 section 4.4); an answer that names another issuer, or
-- none where the host names itself, is not looked at either (RFC 9207).
CREATE FUNCTION badge_host_find(in_state bytea, in_browser bytea, in_host uuid, in_issuer text) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
    SELECT a.id FROM badge_host_way AS w JOIN badge_host_account AS a ON a.id = w.account
      JOIN badge_host AS h ON h.id = a.host
     WHERE w.state = in_state AND w.browser = in_browser AND a.person = caller_person()
       AND w.expires_at > now() AND h.id = in_host
       AND CASE WHEN in_issuer IS NULL THEN NOT h.names_issuer
                ELSE in_issuer = coalesce(h.issuer, h.base) END);
END $$;

-- Writes down what came back, once: a code, or why there is none.
CREATE FUNCTION badge_host_return(in_id uuid, in_state bytea, in_code bytea, in_fault text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    way badge_host_way;
BEGIN
    DELETE FROM badge_host_way AS w USING badge_host_account AS a
     WHERE w.account = in_id AND w.state = in_state AND a.id = w.account AND a.person = caller_person()
    RETURNING w.* INTO way;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    INSERT INTO badge_host_key AS k (account, code, verifier)
    SELECT in_id, in_code, way.verifier WHERE in_code IS NOT NULL
        ON CONFLICT (account) DO UPDATE SET code = excluded.code, verifier = excluded.verifier;
    UPDATE badge_host_account AS a
       SET state = CASE WHEN in_code IS NULL THEN a.state ELSE 'authorising' END,
           fault = in_fault, due_at = CASE WHEN in_code IS NULL THEN a.due_at ELSE now() END
     WHERE a.id = in_id;
END $$;

-- Whether anybody has something there that is this service's by the name that it was registered with.
CREATE FUNCTION badge_host_is_in_use(in_host uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT EXISTS (SELECT FROM badge_host_account AS a JOIN badge_host_key AS k ON k.account = a.id
                WHERE a.host = in_host AND (k.access IS NOT NULL OR k.code IS NOT NULL))
    OR EXISTS (SELECT FROM badge_host_account AS a JOIN badge_host_way AS w ON w.account = a.id
                WHERE a.host = in_host AND w.expires_at > now())
$$;

-- For the courier: hosts that are to be read. Who takes one has three minutes for it. Hosts forget who does
-- not come (this one does so): where nobody has anything, this service registers anew after a month.
CREATE FUNCTION badge_host_due(in_most bigint)
RETURNS TABLE (id uuid, base text, attempt int, register_url text) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    UPDATE badge_host AS h SET look_at = now() + interval '3 minutes', tried_at = now(), attempt = h.attempt + 1
     WHERE h.id IN (SELECT d.id FROM badge_host AS d WHERE d.look_at <= now() ORDER BY d.look_at LIMIT in_most
                       FOR UPDATE SKIP LOCKED)
    RETURNING h.id, h.base, h.attempt,
              (SELECT c.register_url FROM badge_host_client AS c
                WHERE c.host = h.id AND coalesce(c.expires_at > now() + interval '2 days', true)
                  AND (c.registered_at > now() - interval '30 days' OR badge_host_is_in_use(h.id)));
END $$;

-- It was read, and registered with unless in_client is NULL.
CREATE FUNCTION badge_host_read(in_id uuid, in_attempt bigint, told jsonb, in_client text, in_sealed bytea,
                                in_expires timestamptz) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE badge_host AS h
       SET kind = (told->>'kind')::badge_host_kind, name = left(told->>'name', 100), issuer = told->>'issuer',
           names_issuer = coalesce((told->>'namesIssuer')::boolean, false), api_url = told->>'api',
           authorize_url = told->>'authorize', token_url = told->>'token', refresh_url = told->>'refresh',
           revoke_url = told->>'revoke', scopes = string_to_array(told->>'scopes', ' '), fault = NULL, failures = 0,
           read_at = now(), look_at = CASE WHEN h.look_at = 'infinity' THEN h.look_at ELSE now() + interval '1 day' END
     WHERE h.id = in_id AND h.attempt = in_attempt;
    IF FOUND AND in_client IS NOT NULL THEN
        INSERT INTO badge_host_client (host, register_url, client_id, sealed, expires_at)
        VALUES (in_id, told->>'register', in_client, in_sealed, in_expires)
            ON CONFLICT (host) DO UPDATE
           SET register_url = excluded.register_url, client_id = excluded.client_id, sealed = excluded.sealed,
               expires_at = excluded.expires_at, registered_at = now();
    END IF;
END $$;

-- It could not be read: what was read before counts on, and it is tried again later and later.
CREATE FUNCTION badge_host_unread(in_id uuid, in_attempt bigint, in_fault text) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE badge_host AS h
       SET fault = in_fault, failures = h.failures + 1,
           look_at = CASE WHEN h.look_at = 'infinity' THEN h.look_at
                          ELSE now() + least(interval '1 day', interval '1 minute' * 4 ^ least(h.failures, 8)) END
     WHERE h.id = in_id AND h.attempt = in_attempt;
END $$;

-- Whether the next visit begins a list, and counts anew.
CREATE FUNCTION badge_host_begins(a badge_host_account) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT a.state = 'connected' AND a.pull_at <= now() AND a.pull_offset = 0
$$;

-- Leases accounts where there is something to do. A list is asked for as of the last that was taken in,
-- less a day for clocks that differ, and once a week whole, since hosts understand "since" otherwise. All that is said to a host for one account is said by
-- one courier at a time, so that no refresh token is used twice. Somebody who has come back with a code waits for
-- it and goes first; nobody has more than two visits at once, so that all get theirs. What broke couriers waits longer.
CREATE FUNCTION badge_host_claim(in_owner uuid, in_most bigint)
RETURNS TABLE (id uuid, attempt int, host uuid, kind badge_host_kind, api_url text, token_url text, refresh_url text,
               revoke_url text, scopes text, client_id text, sealed bytea, access bytea, refresh bytea, is_stale boolean,
               code bytea, verifier bytea, pulls boolean, pushes boolean, pull_offset int, since timestamptz, failures int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    UPDATE badge_host_account AS a SET due_at = now() + interval '1 day', fault = 'guardian_needed'
     WHERE a.due_at <= now() AND NOT may_consent_to_apps(a.person);
    RETURN QUERY
    UPDATE badge_host_account AS a
       SET owner = in_owner, attempt = a.attempt + 1, tries = a.tries + 1,
           lease_until = now() + interval '5 minutes' * 2 ^ least(a.tries, 8),
           pull_began = CASE WHEN a.state = 'connected' AND a.pull_at <= now() THEN now() ELSE a.pull_began END,
           added = CASE WHEN badge_host_begins(a) THEN 0 ELSE a.added END,
           known = CASE WHEN badge_host_begins(a) THEN 0 ELSE a.known END,
           refused = CASE WHEN badge_host_begins(a) THEN 0 ELSE a.refused END,
           list_began = CASE WHEN a.pull_offset > 0 THEN a.list_began ELSE now() END,
           since = CASE WHEN a.pull_offset > 0 THEN a.since
                        WHEN a.whole_from > now() - interval '7 days' THEN a.pulled_from - interval '1 day' END
      FROM badge_host AS h JOIN badge_host_client AS c ON c.host = h.id, badge_host_key AS k
     WHERE h.id = a.host AND k.account = a.id
       AND a.id IN (SELECT d.id FROM badge_host_account AS d
                      JOIN (SELECT w.id, row_number() OVER (PARTITION BY w.person
                                   ORDER BY w.state <> 'authorising', w.due_at, w.id) AS place
                              FROM badge_host_account AS w JOIN person AS p ON p.id = w.person
                              JOIN badge_host_client AS n ON n.host = w.host JOIN badge_host_key AS y ON y.account = w.id
                             WHERE w.due_at <= now() AND (w.lease_until IS NULL OR w.lease_until < now()) AND is_active(p))
                           AS q ON q.id = d.id
                     WHERE d.due_at <= now() AND (d.lease_until IS NULL OR d.lease_until < now())
                       AND q.place + (SELECT count(*) FROM badge_host_account AS o
                                       WHERE o.person = d.person AND o.lease_until >= now()) <= 2
                     ORDER BY d.state <> 'authorising', d.due_at LIMIT in_most FOR UPDATE OF d SKIP LOCKED)
    RETURNING a.id, a.attempt, a.host, h.kind, h.api_url, h.token_url, h.refresh_url, h.revoke_url,
              array_to_string(h.scopes, ' '), c.client_id, c.sealed, k.access, k.refresh,
              coalesce(k.expires_at < now() + interval '1 minute', false), k.code, k.verifier,
              a.state = 'connected' AND a.pull_at <= now() AND badge_host_may(a, h.kind, false),
              a.state = 'connected' AND badge_host_may(a, h.kind, true), a.pull_offset, a.since, a.failures;
END $$;

-- The account that a courier has in hand, locked; no row when it has it no more.
CREATE FUNCTION badge_host_held(in_id uuid, in_owner uuid, in_attempt bigint) RETURNS SETOF badge_host_account
LANGUAGE sql AS $$
SELECT * FROM badge_host_account AS a
 WHERE a.id = in_id AND a.owner = in_owner AND a.attempt = in_attempt FOR UPDATE
$$;

-- A code was exchanged for tokens, or why it was not. Tokens from before are given back. Answers whether
-- anybody wants the new ones.
CREATE FUNCTION badge_host_exchanged(in_id uuid, in_owner uuid, in_attempt bigint, in_access bytea, in_refresh bytea,
                                     in_seconds bigint, in_scopes text, in_fault text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    a badge_host_account;
BEGIN
    SELECT * INTO a FROM badge_host_held(in_id, in_owner, in_attempt);
    IF NOT FOUND THEN
        RETURN false;
    ELSIF in_fault IS NOT NULL THEN
        UPDATE badge_host_key SET code = NULL, verifier = NULL WHERE account = in_id;
        UPDATE badge_host_account
           SET fault = in_fault, state = CASE WHEN EXISTS (SELECT FROM badge_host_key AS k
                                                            WHERE k.account = in_id AND k.access IS NOT NULL)
                                              THEN 'connected' ELSE 'ready' END::badge_host_state
         WHERE id = in_id;
        RETURN false;
    END IF;
    IF EXISTS (SELECT FROM badge_host_key AS k WHERE k.account = in_id AND k.access = in_access) THEN
        RETURN true; -- it was written down, and the courier did not hear of it
    END IF;
    INSERT INTO badge_host_farewell (account, host, access, refresh)
    SELECT in_id, a.host, k.access, k.refresh FROM badge_host_key AS k JOIN badge_host AS h ON h.id = a.host
     WHERE k.account = in_id AND k.access IS NOT NULL AND h.revoke_url IS NOT NULL;
    UPDATE badge_host_key
       SET code = NULL, verifier = NULL, access = in_access, refresh = in_refresh,
           expires_at = now() + make_interval(secs => in_seconds)
     WHERE account = in_id;
    UPDATE badge_host_account
       SET state = 'connected', fault = NULL, scopes = string_to_array(in_scopes, ' '), pull_at = now(), pull_offset = 0,
           whole_from = NULL, failures = 0
     WHERE id = in_id;
    PERFORM audit_note('badge_host_connected', 'security', a.host::text, a.person);
    RETURN true;
END $$;

CREATE FUNCTION badge_host_refreshed(in_id uuid, in_owner uuid, in_attempt bigint, in_access bytea, in_refresh bytea,
                                     in_seconds bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM badge_host_held(in_id, in_owner, in_attempt);
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE badge_host_key
       SET access = in_access, refresh = coalesce(in_refresh, refresh),
           expires_at = now() + make_interval(secs => in_seconds)
     WHERE account = in_id;
    RETURN true;
END $$;

-- The host lets us in no more. A code that came meanwhile is exchanged yet.
CREATE FUNCTION badge_host_ended(in_id uuid, in_owner uuid, in_attempt bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE badge_host_account AS a
       SET state = CASE WHEN a.state = 'authorising' THEN a.state ELSE 'ended' END, fault = 'authorisation_ended',
           pull_at = NULL
     WHERE a.id = in_id AND a.owner = in_owner AND a.attempt = in_attempt;
    IF FOUND THEN
        UPDATE badge_host_key SET access = NULL, refresh = NULL, expires_at = NULL WHERE account = in_id;
    END IF;
END $$;

-- The host does not know this service any more by the name that was used: it is read again at once, and
-- registered with. Until then nobody is sent there.
CREATE FUNCTION badge_host_unknown(in_id uuid, in_owner uuid, in_attempt bigint, in_client text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    there uuid := (SELECT host FROM badge_host_held(in_id, in_owner, in_attempt));
BEGIN
    DELETE FROM badge_host_client WHERE host = there AND client_id = in_client;
    IF FOUND THEN
        UPDATE badge_host SET read_at = NULL, look_at = now() WHERE id = there;
    END IF;
END $$;

-- Keeps one badge for whoever has the account, by the same rules as what they bring themselves. Answers
-- "new", "known", or the rule that was broken; "gone" when nobody wants it any more.
CREATE FUNCTION badge_host_take(in_id uuid, in_owner uuid, in_attempt bigint, in_award uuid, in_key bytea, in_form text,
                                in_kind text, in_content bytea, in_credential text, in_facts jsonb,
                                in_valid_from timestamptz, in_question bytea) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    a    badge_host_account;
    it   record;
    was  bytea;
    rule text;
BEGIN
    -- The person before the account, as whoever closes an account has it.
    PERFORM FROM badge_host_account AS b JOIN person AS p ON p.id = b.person WHERE b.id = in_id FOR UPDATE OF p;
    SELECT * INTO a FROM badge_host_held(in_id, in_owner, in_attempt);
    IF NOT FOUND OR a.state <> 'connected' THEN
        RETURN 'gone';
    END IF;
    SELECT sha256(h.content) INTO was FROM held_credential AS h WHERE h.person = a.person AND h.key = in_key;
    IF was = sha256(in_content) THEN
        RETURN 'known'; -- nobody has it judged each day
    ELSIF EXISTS (SELECT FROM badge_host_deleted AS d
                   WHERE d.person = a.person AND d.key = in_key AND d.hash = sha256(in_content)) THEN
        RETURN 'known'; -- who has deleted it does not want it back
    END IF;
    PERFORM held_leaves_room();
    it := held_keep(a.person, in_award, in_key, in_form, in_kind, in_content, in_credential, in_facts, in_valid_from,
                    in_question);
    PERFORM held_question(it.kept);
    RETURN CASE WHEN (SELECT h.content FROM held_credential AS h WHERE h.id = it.kept) = in_content
                THEN 'new' ELSE 'known' END;
EXCEPTION WHEN check_violation THEN
    GET STACKED DIAGNOSTICS rule = CONSTRAINT_NAME;
    RETURN rule;
END $$;

-- A page was taken in: what comes after it is asked for next, whoever asks.
CREATE FUNCTION badge_host_paged(in_id uuid, in_owner uuid, in_attempt bigint, in_offset bigint, in_added bigint,
                                 in_known bigint, in_refused bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE badge_host_account AS a
       SET added = a.added + in_added, known = a.known + in_known, refused = a.refused + in_refused,
           pull_offset = in_offset, lease_until = greatest(a.lease_until, now() + interval '5 minutes')
     WHERE a.id = in_id AND a.owner = in_owner AND a.attempt = in_attempt AND a.state = 'connected';
    RETURN FOUND;
END $$;

-- A pull is over: the list was taken in to its end or, for in_fault, the rest is tried in so many seconds.
-- Where it fails five times in a row it is begun anew: what stands where in a list may have changed.
CREATE FUNCTION badge_host_pulled(in_id uuid, in_owner uuid, in_attempt bigint, in_fault text, in_seconds bigint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE badge_host_account AS a
       SET fault = in_fault,
           failures = CASE WHEN in_fault IS NULL OR in_fault IN ('too_much', 'busy') THEN 0 ELSE a.failures + 1 END,
           pull_at = now() + CASE WHEN in_fault IS NULL THEN interval '1 day' ELSE make_interval(secs => in_seconds) END,
           pulled_at = CASE WHEN in_fault IS NULL THEN now() ELSE a.pulled_at END,
           pulled_from = CASE WHEN in_fault IS NULL THEN a.list_began ELSE a.pulled_from END,
           whole_from = CASE WHEN in_fault IS NULL AND a.since IS NULL THEN a.list_began ELSE a.whole_from END,
           pull_offset = CASE WHEN in_fault IS NULL OR in_fault NOT IN ('too_much', 'busy') AND a.failures % 5 = 4 THEN 0
                              ELSE a.pull_offset END
     WHERE a.id = in_id AND a.owner = in_owner AND a.attempt = in_attempt AND a.state = 'connected';
END $$;

-- The next award that is to be brought there, with what was signed of it. One that counts no more is not.
CREATE FUNCTION badge_host_next(in_id uuid, in_owner uuid, in_attempt bigint)
RETURNS TABLE (award uuid, attempts int, document text, token text) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM badge_host_held(in_id, in_owner, in_attempt);
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE badge_host_push AS p SET state = 'failed', fault = 'award_not_valid'
      FROM award AS w, badge_host_account AS a
     WHERE p.account = in_id AND p.state = 'due' AND w.id = p.award AND a.id = p.account
       AND (award_status_now(w) <> 'valid' OR w.person IS DISTINCT FROM a.person);
    RETURN QUERY
    UPDATE badge_host_push AS p SET attempts = p.attempts + 1
      FROM award_credential AS k
     WHERE k.award = p.award AND p.account = in_id AND p.award = (
           SELECT d.award FROM badge_host_push AS d JOIN award_credential AS s ON s.award = d.award AND s.document IS NOT NULL
            WHERE d.account = in_id AND d.state = 'due' AND d.due_at <= now() ORDER BY d.due_at, d.award LIMIT 1)
    RETURNING p.award, p.attempts, k.document, k.token;
END $$;

-- What came of it: it was taken, or it is tried in so many seconds, or (for -1) not any more.
CREATE FUNCTION badge_host_pushed(in_id uuid, in_owner uuid, in_attempt bigint, in_award uuid, in_fault text,
                                  in_seconds bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM badge_host_held(in_id, in_owner, in_attempt);
    IF FOUND THEN
        UPDATE badge_host_push AS p
           SET state = CASE WHEN in_fault IS NULL THEN 'sent' WHEN in_seconds < 0 THEN 'failed'
                            ELSE 'due' END::badge_host_push_state,
               fault = in_fault, due_at = now() + make_interval(secs => greatest(in_seconds, 0)),
               sent_at = CASE WHEN in_fault IS NULL THEN now() ELSE p.sent_at END
         WHERE p.account = in_id AND p.award = in_award;
    END IF;
END $$;

-- Gives an account back, until something is to be done there again, in so many seconds at the soonest, and
-- never at once: whatever is amiss, no host is asked in a loop. For in_rest seconds the host wants to rest,
-- whoever wants something.
-- An award that nobody has signed yet is looked for soon.
CREATE FUNCTION badge_host_leave(in_id uuid, in_owner uuid, in_attempt bigint, in_seconds bigint,
                                 in_rest bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    a    badge_host_account;
    next timestamptz;
BEGIN
    SELECT * INTO a FROM badge_host_held(in_id, in_owner, in_attempt);
    IF NOT FOUND THEN
        RETURN;
    ELSIF badge_host_may(a, (SELECT h.kind FROM badge_host AS h WHERE h.id = a.host), false) THEN
        next := a.pull_at;
    END IF;
    IF badge_host_may(a, NULL, true) THEN
        next := least(next, (SELECT min(greatest(p.due_at, now() + interval '2 seconds')) FROM badge_host_push AS p
                              WHERE p.account = a.id AND p.state = 'due'));
    END IF;
    UPDATE badge_host_account AS b
       SET owner = NULL, lease_until = NULL, tries = 0,
           rest_until = CASE WHEN in_rest > 0 THEN now() + make_interval(secs => in_rest) ELSE b.rest_until END,
           due_at = CASE WHEN a.state = 'authorising' THEN now() + interval '2 seconds'
                         WHEN next IS NOT NULL
                         THEN greatest(next, now() + make_interval(secs => greatest(in_seconds, in_rest, 2))) END
     WHERE b.id = in_id;
END $$;

-- Tokens that are to be given back, where there is an ear for it: those of other hosts stand in nobody's way.
-- Who takes one has some minutes for it; after five tries nobody tries again.
CREATE FUNCTION badge_host_farewell_claim(in_most bigint)
RETURNS TABLE (id uuid, account uuid, host uuid, revoke_url text, client_id text, sealed bytea, access bytea, refresh bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    UPDATE badge_host_farewell AS f SET attempts = f.attempts + 1, due_at = now() + interval '5 minutes' * 3 ^ f.attempts
      FROM badge_host AS h JOIN badge_host_client AS c ON c.host = h.id
     WHERE h.id = f.host AND h.revoke_url IS NOT NULL
       AND f.id IN (SELECT d.id FROM badge_host_farewell AS d JOIN badge_host AS e ON e.id = d.host
                      JOIN badge_host_client AS k ON k.host = e.id
                     WHERE d.due_at <= now() AND d.attempts < 5 AND e.revoke_url IS NOT NULL
                     ORDER BY d.due_at LIMIT in_most FOR UPDATE OF d SKIP LOCKED)
    RETURNING f.id, f.account, f.host, h.revoke_url, c.client_id, c.sealed, f.access, f.refresh;
END $$;

CREATE FUNCTION badge_host_farewell_done(in_id uuid) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DELETE FROM badge_host_farewell WHERE id = in_id;
$$;

-- The courier removes ways that led nowhere, tokens that nobody took back within a week, hosts that never
-- were any, and those where nobody has had an account for a month.
CREATE FUNCTION badge_host_forget() RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DELETE FROM badge_host_way WHERE expires_at < now();
DELETE FROM badge_host_farewell WHERE attempts >= 5 AND due_at < now() OR left_at < now() - interval '7 days';
DELETE FROM badge_host AS h
 WHERE h.created_at < now() - interval '1 day'
   AND NOT EXISTS (SELECT FROM badge_host_account AS a WHERE a.host = h.id)
   AND (coalesce(h.tried_at, h.created_at) < now() - interval '30 days'
        OR NOT EXISTS (SELECT FROM badge_host_client AS c WHERE c.host = h.id));
$$;

REVOKE EXECUTE ON FUNCTION
    badge_host_says_farewell, badge_host_notes_deleted, person_leaves_their_hosts, child_leaves_their_hosts, badge_host_add, badge_host_pull,
    badge_host_send, badge_host_begin, badge_host_find, badge_host_return, badge_host_due, badge_host_read,
    badge_host_is_in_use, badge_host_begins, badge_host_unread, badge_host_claim, badge_host_held, badge_host_exchanged,
    badge_host_refreshed, badge_host_ended, badge_host_unknown,
    badge_host_take, badge_host_paged, badge_host_pulled, badge_host_next, badge_host_pushed, badge_host_leave,
    badge_host_farewell_claim, badge_host_farewell_done, badge_host_forget
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    badge_host_add, badge_host_pull, badge_host_send, badge_host_begin, badge_host_find, badge_host_return
    TO citylearn_api;
GRANT EXECUTE ON FUNCTION
    badge_host_due, badge_host_read, badge_host_unread, badge_host_claim, badge_host_exchanged, badge_host_refreshed,
    badge_host_ended, badge_host_unknown, badge_host_take, badge_host_paged, badge_host_pulled, badge_host_next, badge_host_pushed,
    badge_host_leave, badge_host_farewell_claim, badge_host_farewell_done, badge_host_forget
    TO citylearn_courier;
