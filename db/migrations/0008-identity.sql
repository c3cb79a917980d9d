-- Identities: verified addresses, browser sessions, and who did what from where
-- (domain.md B23, B24).

ALTER TABLE person
    ADD birth_year   int CHECK (birth_year BETWEEN 1900 AND 2200),
    ADD home_city    uuid REFERENCES city, -- whose age of consent counts
    ADD closed_at    timestamptz,          -- the account is closed, by the person
    ADD suspended_at timestamptz;          -- the same by the operator; no mailed link opens it again

-- Nobody signs in as a person who is not active, nor do programs act for them.
CREATE FUNCTION is_active(p person) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
SELECT p.closed_at IS NULL AND p.suspended_at IS NULL
$$;

-- The addresses that somebody has shown to be theirs. There is no account without one: a
-- sign-up is but a wish until its link was used, so an address cannot be taken by guessing it.
CREATE TABLE identifier (
    email       text PRIMARY KEY CHECK (email = lower(email)),
    person      uuid NOT NULL REFERENCES person,
    verified_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON identifier (person);
INSERT INTO identifier (email, person, verified_at) SELECT email, id, created_at FROM person;

-- person.email is the address that is written to, and one of those.
CREATE FUNCTION person_has_its_address() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO identifier (email, person) VALUES (NEW.email, NEW.id) ON CONFLICT (email) DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER person_has_its_address AFTER INSERT ON person
    FOR EACH ROW EXECUTE FUNCTION person_has_its_address();
ALTER TABLE person ADD FOREIGN KEY (email) REFERENCES identifier DEFERRABLE INITIALLY DEFERRED;

CREATE OR REPLACE FUNCTION person_enter(in_email text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    found uuid;
BEGIN
    SELECT person INTO found FROM identifier WHERE email = lower(in_email);
    IF found IS NULL THEN
        INSERT INTO person (email) VALUES (lower(in_email))
            ON CONFLICT (email) DO UPDATE SET email = excluded.email
        RETURNING id INTO found;
    END IF;
    RETURN found;
END $$;

-- Whose an award to this address is: NULL while nobody has shown that it is theirs.
CREATE FUNCTION award_owner(in_email text) RETURNS uuid LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT person FROM identifier WHERE email = in_email);
END $$;

-- Awards that were held for an address become its owner's. Their issuers see no change,
-- since whether an address has an account is none of their business.
DROP TRIGGER awards_find_their_owner ON person;
CREATE OR REPLACE FUNCTION awards_find_their_owner() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE award SET person = award_owner(NEW.email)
     WHERE recipient_email = NEW.email AND person IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER awards_find_their_owner AFTER INSERT ON identifier
    FOR EACH ROW EXECUTE FUNCTION awards_find_their_owner();

-- As before, but by every address of a person: what they hold by one they hold (B12).
CREATE OR REPLACE FUNCTION award_begins() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    given badge;
BEGIN
    -- Whoever changed the badge meanwhile has begun another version: then that is the one that is awarded.
    LOOP
        UPDATE badge SET first_awarded_at = coalesce(first_awarded_at, now()), edition_awarded_at = now()
         WHERE id = NEW.badge AND edition_awarded_at IS NULL;
        SELECT * INTO given FROM badge WHERE id = NEW.badge FOR SHARE;
        EXIT WHEN given.edition_awarded_at IS NOT NULL OR given.id IS NULL;
    END LOOP;
    IF given.organisation IS DISTINCT FROM NEW.organisation THEN
        PERFORM refuse('unknown_badge');
    ELSIF given.state <> 'active' THEN
        PERFORM refuse('badge_not_active');
    ELSIF NOT organisation_may_publish(NEW.organisation) THEN
        PERFORM refuse('organisation_unverified');
    END IF;
    NEW.edition := given.edition;
    NEW.expires_at := coalesce(NEW.expires_at, NEW.issued_at + make_interval(days => given.valid_days));
    NEW.person := award_owner(NEW.recipient_email);
    -- The constraints say the same, but the server would log the address with them.
    IF NEW.expires_at <= NEW.issued_at THEN
        PERFORM refuse('expiry_passed');
    ELSIF EXISTS (SELECT FROM award AS a WHERE a.badge = NEW.badge AND a.revoked_at IS NULL
                     AND a.recipient_email IN (
                         SELECT NEW.recipient_email UNION ALL
                         SELECT theirs.email FROM identifier AS own
                           JOIN identifier AS theirs ON theirs.person = own.person
                          WHERE own.email = NEW.recipient_email)
                     AND tstzrange(a.issued_at, a.expires_at)
                         && tstzrange(NEW.issued_at, NEW.expires_at)) THEN
        PERFORM refuse('already_has_badge');
    END IF;
    RETURN NEW;
END $$;

-- What is kept of a password: Argon2id over an HMAC of it (src/keys/password.h). Nobody
-- but the functions of the accounts reads it.
CREATE TABLE credential (
    person     uuid PRIMARY KEY REFERENCES person,
    phc        text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);

-- A browser in which somebody is signed in. Of its cookie only the SHA-256 is kept.
CREATE TABLE browser_session (
    id         uuid PRIMARY KEY DEFAULT uuid7(),
    hash       bytea NOT NULL UNIQUE,
    person     uuid NOT NULL REFERENCES person,
    created_at timestamptz NOT NULL DEFAULT now(),
    auth_at    timestamptz NOT NULL DEFAULT now(), -- when a password was last shown
    expires_at timestamptz NOT NULL DEFAULT now() + interval '30 days',
    ended_at   timestamptz,
    network    text NOT NULL, -- /24 or /48
    agent      text NOT NULL  -- what the browser says it is, cut
);
CREATE INDEX ON browser_session (person, id);

-- From where: an address without its last part, which is enough to tell places apart.
DROP FUNCTION caller_enter(text, text, text, text, text, text);
CREATE FUNCTION caller_enter(person text, client text, organisation text, needs text, request text,
                             trace text DEFAULT '', network text DEFAULT '')
RETURNS text LANGUAGE sql AS $$
SELECT concat(set_config('citylearn.person', person, true),
              set_config('citylearn.client', client, true),
              set_config('citylearn.organisation', organisation, true),
              set_config('citylearn.needs', needs, true),
              set_config('citylearn.request', request, true),
              set_config('citylearn.trace', trace, true),
              set_config('citylearn.network', network, true))
$$;
CREATE FUNCTION caller_network() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT nullif(current_setting('citylearn.network', true), '')
$$;

-- Whom an entry is about, and who may therefore read it: the person, those who manage the
-- organisation, the administrators of the city.
ALTER TABLE audit_entry
    ADD about        uuid,
    ADD organisation uuid,
    ADD city         uuid,
    ADD network      text;

CREATE OR REPLACE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    unseen CONSTANT text[] := ARRAY['email', 'recipient_email', 'hash', 'link', 'sealed', 'search_text',
                                    'phc', 'network', 'agent'];
    old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - unseen END;
    new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - unseen END;
    it      jsonb := coalesce(new_row, old_row);
BEGIN
    INSERT INTO audit_entry (person, client, request, network, action, noun, subject, about,
                             organisation, city, before, after)
    VALUES (caller_person(), caller_client(), current_setting('citylearn.request', true),
            caller_network(), lower(TG_OP), TG_TABLE_NAME,
            coalesce(it->>'id', concat_ws(' ', coalesce(it->>'organisation', it->>'city'), it->>'person')),
            (it->>'person')::uuid,
            (CASE TG_TABLE_NAME WHEN 'organisation' THEN it->>'id' ELSE it->>'organisation' END)::uuid,
            (it->>'city')::uuid,
            (SELECT jsonb_object_agg(key, value) FROM jsonb_each(old_row)
              WHERE new_row IS NULL OR new_row->key IS DISTINCT FROM value),
            (SELECT jsonb_object_agg(key, value) FROM jsonb_each(new_row)
              WHERE old_row IS NULL OR old_row->key IS DISTINCT FROM value));
    RETURN NULL;
END $$;
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON city_membership
    FOR EACH ROW EXECUTE FUNCTION audit();

-- What no row tells by itself: a sign-in, a failure, a token that came twice. `more` holds
-- neither addresses nor secrets.
CREATE FUNCTION audit_note(in_action text, in_noun text, in_subject text, in_about uuid DEFAULT NULL,
                           in_organisation uuid DEFAULT NULL, in_city uuid DEFAULT NULL,
                           more jsonb DEFAULT NULL) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
INSERT INTO audit_entry (person, client, request, network, action, noun, subject, about, organisation,
                         city, after)
VALUES (caller_person(), caller_client(), current_setting('citylearn.request', true), caller_network(),
        in_action, in_noun, in_subject, in_about, in_organisation, in_city, more)
$$;

-- Whose browser this is: a read, since every page asks it.
CREATE FUNCTION session_find(in_hash bytea)
RETURNS TABLE (id uuid, person uuid, name text, email text, language text, auth_at bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT s.id, s.person, p.name, p.email, p.language, extract(epoch FROM s.auth_at)::bigint
      FROM browser_session AS s JOIN person AS p ON p.id = s.person
     WHERE s.hash = in_hash AND s.ended_at IS NULL AND s.expires_at > now() AND is_active(p);
END $$;

-- The caller names no session of their own, so that nobody can be given one (fixation).
CREATE FUNCTION session_begin(in_person uuid, in_hash bytea, in_agent text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    made uuid;
BEGIN
    INSERT INTO browser_session (hash, person, network, agent)
    SELECT in_hash, p.id, coalesce(caller_network(), ''), left(in_agent, 200)
      FROM person AS p WHERE p.id = in_person AND is_active(p)
    RETURNING id INTO made;
    IF made IS NULL THEN
        PERFORM refuse('not_allowed');
    END IF;
    RETURN made;
END $$;

-- Ends sessions of a person: one, or all but one, or all. What hangs on them ends by trigger.
CREATE FUNCTION session_end(in_person uuid, in_only uuid, in_but uuid) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    ended int;
BEGIN
    UPDATE browser_session SET ended_at = now()
     WHERE person = in_person AND ended_at IS NULL AND (in_only IS NULL OR id = in_only)
       AND id IS DISTINCT FROM in_but;
    GET DIAGNOSTICS ended = ROW_COUNT;
    RETURN ended;
END $$;

-- Closes an account: nobody signs in any more, and every token of the person dies.
CREATE FUNCTION person_close(in_person uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE person SET closed_at = now() WHERE id = in_person AND closed_at IS NULL;
    PERFORM session_end(in_person, NULL, NULL);
    INSERT INTO revocation (subject) VALUES (in_person::text);
    PERFORM audit_note('account_closed', 'security', in_person::text, in_person);
END $$;

-- The same by the operator, and its end; the id of whose account it is, or no row.
CREATE FUNCTION person_suspend(in_email text) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE
    who uuid := (SELECT person FROM identifier WHERE email = lower(in_email));
BEGIN
    UPDATE person SET suspended_at = now() WHERE id = who AND suspended_at IS NULL;
    IF FOUND THEN
        PERFORM session_end(who, NULL, NULL);
        INSERT INTO revocation (subject) VALUES (who::text);
        PERFORM audit_note('account_suspended', 'security', who::text, who);
    END IF;
    RETURN QUERY SELECT who WHERE who IS NOT NULL;
END $$;

CREATE FUNCTION person_reinstate(in_email text) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE
    who uuid := (SELECT person FROM identifier WHERE email = lower(in_email));
BEGIN
    UPDATE person SET suspended_at = NULL WHERE id = who AND suspended_at IS NOT NULL;
    IF FOUND THEN
        PERFORM audit_note('account_reinstated', 'security', who::text, who);
    END IF;
    RETURN QUERY SELECT who WHERE who IS NOT NULL;
END $$;

ALTER TABLE identifier ENABLE ROW LEVEL SECURITY;
ALTER TABLE browser_session ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON identifier FOR SELECT TO citylearn_api USING (person = caller_person());
CREATE POLICY own ON browser_session FOR SELECT TO citylearn_api USING (person = caller_person());
GRANT SELECT ON identifier TO citylearn_api;
GRANT SELECT (id, person, created_at, auth_at, expires_at, ended_at, network, agent)
    ON browser_session TO citylearn_api;
GRANT DELETE ON browser_session TO citylearn_courier;

REVOKE EXECUTE ON FUNCTION
    award_owner, audit_note, session_find, session_begin, session_end, person_close
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    audit_note, session_find, session_begin, session_end, person_close
    TO citylearn_api;
