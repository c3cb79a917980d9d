-- Accounts: sign-up, sign-in, reset, and what slows a guesser down. Everything here runs as
-- its owner: before somebody has signed in there is no caller to judge by.

-- Who wants an account and has not shown yet that the address is theirs. It is nobody's until then,
-- and has no password: whoever opens the mailed link chooses it, so that nobody else knows it.
CREATE TABLE sign_up (
    email      text PRIMARY KEY CHECK (email = lower(email)),
    name       text NOT NULL,
    birth_year int NOT NULL,
    city       uuid NOT NULL REFERENCES city,
    language   text NOT NULL,
    next       text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON sign_up (city);

-- Links that are mailed. Of the token only the SHA-256 is kept, and it counts once.
CREATE TYPE link_kind AS ENUM ('verify', 'reset', 'address');
CREATE TABLE mail_link (
    hash       bytea PRIMARY KEY,
    kind       link_kind NOT NULL,
    email      text NOT NULL,
    person     uuid REFERENCES person, -- whose account it is about, where there is one
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX ON mail_link (person) WHERE person IS NOT NULL;
CREATE INDEX ON mail_link (expires_at);

-- Wrong passwords in a row, by an HMAC of the address: those of addresses without an account
-- are counted as well, so that nobody learns which is which.
CREATE TABLE sign_in_failure (
    account  bytea PRIMARY KEY,
    failures int NOT NULL DEFAULT 0,
    last_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON sign_in_failure (last_at);

-- Browsers in which a person has signed in before: who guesses elsewhere cannot keep them out.
CREATE TABLE known_device (
    hash    bytea NOT NULL, -- SHA-256 of its cookie
    person  uuid NOT NULL REFERENCES person,
    last_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (hash, person)
);
CREATE INDEX ON known_device (person);

-- Five are free; then one second, doubling to a quarter of an hour. After a hundred only a new
-- password helps (NIST SP 800-63B), and that looks the same as the longest wait.
CREATE FUNCTION sign_in_wait(in_account bytea) RETURNS int LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN coalesce((
    SELECT CASE WHEN failures >= 100 THEN 900
                WHEN failures < 5 THEN 0
                ELSE greatest(0, ceil(extract(epoch FROM last_at - now())
                                      + least(900, power(2, least(failures - 5, 20)))))::int END
      FROM sign_in_failure WHERE account = in_account), 0);
END $$;

-- Called when an account was made, by sign-up or by a provider.
CREATE FUNCTION person_begins(in_person uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM audit_note('account_made', 'security', in_person::text, in_person);
END $$;

-- Keeps a wish for an account and mails a link. Who has an account is told so by mail, and on
-- the page nothing tells the difference.
CREATE FUNCTION sign_up_offer(in_email text, in_name text, in_birth_year int, in_city text, in_language text,
                              in_next text, in_link bytea, in_mail uuid, in_sealed bytea)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    known uuid;
BEGIN
    SELECT person INTO known FROM identifier WHERE email = in_email;
    IF known IS NULL THEN
        INSERT INTO sign_up (email, name, birth_year, city, language, next)
        SELECT in_email, in_name, in_birth_year, c.id, in_language, in_next
          FROM city AS c WHERE c.slug = in_city AND c.state = 'active'
            ON CONFLICT (email) DO UPDATE
           SET name = excluded.name, birth_year = excluded.birth_year, city = excluded.city,
               language = excluded.language, next = excluded.next, created_at = now();
        -- The links of earlier wishes would confirm what somebody else may have typed since.
        UPDATE mail_link SET used_at = now() WHERE email = in_email AND kind = 'verify' AND used_at IS NULL;
    END IF;
    INSERT INTO mail_link (hash, kind, email, person, expires_at)
    VALUES (in_link, CASE WHEN known IS NULL THEN 'verify' ELSE 'reset' END::link_kind, in_email, known,
            now() + CASE WHEN known IS NULL THEN interval '24 hours' ELSE interval '1 hour' END);
    PERFORM mail_add(in_mail, CASE WHEN known IS NULL THEN 'verify' ELSE 'already' END, in_email,
                     coalesce((SELECT language FROM person WHERE id = known), in_language), known, NULL, NULL,
                     CASE WHEN known IS NULL THEN jsonb_build_object('name', text_for_mail(in_name)) ELSE '{}' END,
                     in_sealed);
END $$;

-- What a link is for, while it counts, and the name of whom it is about.
CREATE FUNCTION link_find(in_link bytea) RETURNS TABLE (kind text, email text, name text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT l.kind::text, l.email, coalesce(p.name, wish.name)
      FROM mail_link AS l LEFT JOIN person AS p ON p.id = l.person
           LEFT JOIN sign_up AS wish ON wish.email = l.email AND l.kind = 'verify'
     WHERE l.hash = in_link AND l.used_at IS NULL AND l.expires_at > now();
END $$;

-- Uses a link up: of two that come at once one finds it.
CREATE FUNCTION link_use(in_link bytea, in_kind link_kind) RETURNS mail_link
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    used mail_link;
BEGIN
    UPDATE mail_link SET used_at = now()
     WHERE hash = in_link AND kind = in_kind AND used_at IS NULL AND expires_at > now()
    RETURNING * INTO used;
    RETURN used;
END $$;

-- Makes the account that was wished for, signed in; no row when the link counts no more.
CREATE FUNCTION sign_up_confirm(in_link bytea, in_phc text, in_hash bytea, in_agent text)
RETURNS TABLE (person uuid, next text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    link CONSTANT mail_link := link_use(in_link, 'verify');
    wish sign_up;
    made uuid;
BEGIN
    DELETE FROM sign_up WHERE email = link.email RETURNING * INTO wish;
    IF wish.email IS NULL OR EXISTS (SELECT FROM identifier WHERE email = link.email) THEN
        RETURN;
    END IF;
    INSERT INTO person (email, name, language, birth_year, home_city)
    VALUES (wish.email, wish.name, wish.language, wish.birth_year, wish.city)
    RETURNING id INTO made;
    INSERT INTO credential (person, phc) VALUES (made, in_phc);
    PERFORM person_begins(made), session_begin(made, in_hash, in_agent);
    RETURN QUERY SELECT made, wish.next;
END $$;

-- What a sign-in is checked against: always one row. A browser that is known does not wait.
CREATE FUNCTION sign_in_begin(in_email text, in_account bytea, in_device bytea)
RETURNS TABLE (person uuid, phc text, wait int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    who uuid := (SELECT i.person FROM identifier AS i JOIN person AS p ON p.id = i.person
                  WHERE i.email = in_email AND is_active(p));
BEGIN
    RETURN QUERY
    SELECT who, coalesce((SELECT c.phc FROM credential AS c WHERE c.person = who), ''),
           CASE WHEN EXISTS (SELECT FROM known_device AS d WHERE d.hash = in_device AND d.person = who)
                THEN 0 ELSE sign_in_wait(in_account) END;
END $$;

CREATE FUNCTION sign_in_failed(in_person uuid, in_account bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO sign_in_failure AS f (account, failures) VALUES (in_account, 1)
        ON CONFLICT (account) DO UPDATE SET failures = f.failures + 1, last_at = now();
    IF in_person IS NOT NULL THEN
        PERFORM audit_note('sign_in_failed', 'security', in_person::text, in_person);
    END IF;
END $$;

-- Signs in: `in_phc` is a new hash when the old one is of an older measure. The browser is known by a
-- new cookie from now on, to all who have signed in there: whoever has copied the old one, `in_known`, or
-- has put it there, is not known by it.
CREATE FUNCTION sign_in_done(in_person uuid, in_account bytea, in_phc text, in_hash bytea, in_known bytea,
                             in_device bytea, in_agent text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    made uuid;
BEGIN
    DELETE FROM sign_in_failure WHERE account = in_account;
    UPDATE credential SET phc = in_phc WHERE person = in_person AND in_phc IS NOT NULL;
    UPDATE known_device SET hash = in_device WHERE hash = in_known;
    INSERT INTO known_device (hash, person) VALUES (in_device, in_person)
        ON CONFLICT (hash, person) DO UPDATE SET last_at = now();
    made := session_begin(in_person, in_hash, in_agent);
    PERFORM audit_note('sign_in', 'security', made::text, in_person);
    RETURN made;
END $$;

-- Mails a link for a new password, if there is an account. If there is none, as much is written, so
-- that the time which it takes tells nothing; that link is in nobody's hands.
CREATE FUNCTION reset_offer(in_email text, in_link bytea, in_mail uuid, in_sealed bytea, in_language text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    who person;
BEGIN
    SELECT p.* INTO who FROM identifier AS i JOIN person AS p ON p.id = i.person
     WHERE i.email = in_email AND p.suspended_at IS NULL;
    INSERT INTO mail_link (hash, kind, email, person, expires_at)
    VALUES (in_link, 'reset', in_email, who.id, now() + interval '1 hour');
    IF who.id IS NULL THEN
        RETURN;
    END IF;
    PERFORM mail_add(in_mail, 'reset', in_email, coalesce(who.language, in_language), who.id, NULL, NULL,
                     jsonb_build_object('name', coalesce(who.name, '')), in_sealed);
END $$;

-- Sets a password by a link: everything that was signed in is signed out, apps and linked accounts too,
-- since whoever knew the old password may have connected some; and a closed account is open again. No row
-- when the link counts no more.
CREATE FUNCTION password_reset(in_link bytea, in_phc text, in_account bytea, in_hash bytea, in_agent text)
RETURNS TABLE (person uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    link CONSTANT mail_link := link_use(in_link, 'reset');
    was_closed boolean;
BEGIN
    IF link.person IS NULL THEN
        RETURN;
    END IF;
    SELECT closed_at IS NOT NULL INTO was_closed FROM person WHERE id = link.person FOR UPDATE;
    UPDATE person SET closed_at = NULL WHERE id = link.person AND was_closed;
    INSERT INTO credential AS c (person, phc) VALUES (link.person, in_phc)
        ON CONFLICT (person) DO UPDATE SET phc = excluded.phc, changed_at = now();
    UPDATE mail_link SET used_at = now() WHERE person = link.person AND used_at IS NULL;
    DELETE FROM sign_in_failure WHERE account = in_account;
    DELETE FROM known_device AS d WHERE d.person = link.person;
    PERFORM federation_unlink(link.person),
            families_end(ARRAY(SELECT id FROM token_family AS f WHERE f.person = link.person AND revoked_at IS NULL),
                         'signed_out'),
            session_end(link.person, NULL, NULL), session_begin(link.person, in_hash, in_agent),
            audit_note(CASE WHEN was_closed THEN 'account_opened' ELSE 'password_reset' END, 'security',
                       link.person::text, link.person);
    PERFORM mail_tell(link.person, 'password_changed', '{}');
    RETURN QUERY SELECT link.person;
END $$;

-- A mail without a link, to the address that a person is written to.
CREATE FUNCTION mail_tell(in_person uuid, in_kind text, in_data jsonb) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
    SELECT mail_add(uuid7(), in_kind, p.email, p.language, p.id, NULL, NULL,
                    in_data || jsonb_build_object('name', coalesce(p.name, ''),
                                                  'when', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'),
                                                  'network', coalesce(caller_network(), '')), NULL)
      FROM person AS p WHERE p.id = in_person);
END $$;

-- What a signed-in person does with the account. The caller is the person.
CREATE FUNCTION account_phc() RETURNS text LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
SELECT coalesce((SELECT phc FROM credential WHERE person = caller_person()), '')
$$;

CREATE FUNCTION account_profile(in_name text, in_language text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE person SET name = in_name, language = in_language WHERE id = caller_person();
END $$;

CREATE FUNCTION account_password(in_phc text, in_session uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO credential AS c (person, phc) VALUES (caller_person(), in_phc)
        ON CONFLICT (person) DO UPDATE SET phc = excluded.phc, changed_at = now();
    UPDATE mail_link SET used_at = now() WHERE person = caller_person() AND used_at IS NULL;
    DELETE FROM known_device WHERE person = caller_person();
    PERFORM session_end(caller_person(), NULL, in_session),
            audit_note('password_changed', 'security', caller_person()::text, caller_person()),
            mail_tell(caller_person(), 'password_changed', '{}');
END $$;

-- An address that belongs to somebody is not told of: the mail goes there, and its link says so. To
-- twenty a day, so that nobody has us write to strangers without end.
CREATE FUNCTION address_offer(in_email text, in_link bytea, in_mail uuid, in_sealed bytea, in_language text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF (SELECT count(*) FROM mail_link WHERE person = caller_person() AND kind = 'address'
           AND created_at > now() - interval '1 day') >= 20 THEN
        PERFORM refuse('rate_limited');
    END IF;
    INSERT INTO mail_link (hash, kind, email, person, expires_at)
    VALUES (in_link, 'address', in_email, caller_person(), now() + interval '24 hours');
    PERFORM mail_add(in_mail, 'address', in_email, in_language, caller_person(), NULL, NULL, '{}', in_sealed);
END $$;

-- The link counts in a browser of the same person alone, so that nobody adds an address of theirs to the
-- account of another by sending the mail on. No row when it does not count, or the address is taken.
CREATE FUNCTION address_confirm(in_link bytea) RETURNS TABLE (email text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    link mail_link;
BEGIN
    IF NOT EXISTS (SELECT FROM mail_link WHERE hash = in_link AND person = caller_person()) THEN
        RETURN;
    END IF;
    link := link_use(in_link, 'address');
    IF link.email IS NULL OR EXISTS (SELECT FROM identifier WHERE email = link.email) THEN
        RETURN;
    END IF;
    PERFORM mail_tell(caller_person(), 'address_changed', jsonb_build_object('address', link.email));
    INSERT INTO identifier (email, person) VALUES (link.email, caller_person());
    DELETE FROM sign_up WHERE email = link.email;
    PERFORM audit_note('address_added', 'security', caller_person()::text, caller_person());
    RETURN QUERY SELECT link.email;
END $$;

-- False when the address is none of the caller's.
CREATE FUNCTION address_primary(in_email text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM identifier WHERE email = in_email AND person = caller_person()) THEN
        RETURN false;
    END IF;
    PERFORM mail_tell(caller_person(), 'address_changed', jsonb_build_object('address', in_email));
    UPDATE person SET email = in_email WHERE id = caller_person();
    PERFORM audit_note('address_primary', 'security', caller_person()::text, caller_person());
    RETURN true;
END $$;

-- The address that is written to stays; awards that came to the other are kept.
CREATE FUNCTION address_remove(in_email text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM identifier AS i WHERE i.email = in_email AND i.person = caller_person()
       AND NOT EXISTS (SELECT FROM person AS p WHERE p.id = i.person AND p.email = in_email);
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE mail_link SET used_at = now() WHERE email = in_email AND used_at IS NULL;
    PERFORM mail_tell(caller_person(), 'address_changed', jsonb_build_object('address', in_email)),
            audit_note('address_removed', 'security', caller_person()::text, caller_person());
    RETURN true;
END $$;

CREATE FUNCTION account_session_end(in_session uuid, in_but uuid) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    ended CONSTANT int := session_end(caller_person(), in_session, in_but);
BEGIN
    IF ended > 0 THEN
        PERFORM audit_note('session_ended', 'security', coalesce(in_session::text, 'all but one'), caller_person());
    END IF;
    RETURN ended;
END $$;

CREATE FUNCTION account_sign_out(in_session uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM session_end(caller_person(), in_session, NULL),
            audit_note('sign_out', 'security', in_session::text, caller_person());
END $$;

CREATE FUNCTION account_close() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM mail_tell(caller_person(), 'account_closed', '{}'), person_close(caller_person());
END $$;

-- What happened in an account, for its page.
CREATE FUNCTION account_security(in_after text, in_count bigint)
RETURNS TABLE (id uuid, at text, action text, network text, detail text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT e.id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'), e.action, e.network,
           CASE WHEN e.noun <> 'security' THEN replace(e.noun, '_', ' ') END
      FROM audit_entry AS e
     WHERE e.about = caller_person() AND (in_after IS NULL OR e.id < in_after::uuid)
     ORDER BY e.id DESC LIMIT in_count;
END $$;
CREATE INDEX ON audit_entry (about, id) WHERE about IS NOT NULL;

GRANT SELECT, DELETE ON sign_up, mail_link, sign_in_failure, known_device TO citylearn_courier;
GRANT SELECT (id, ended_at, expires_at) ON browser_session TO citylearn_courier;
CREATE POLICY courier ON browser_session TO citylearn_courier USING (true);

REVOKE EXECUTE ON FUNCTION
    sign_in_wait, sign_up_offer, link_find, link_use, sign_up_confirm, sign_in_begin, sign_in_failed,
    sign_in_done, reset_offer, password_reset, mail_tell, account_phc, account_profile, account_password,
    address_offer, address_confirm, address_primary, address_remove, account_session_end,
    account_sign_out, account_close, account_security
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    sign_in_wait, sign_up_offer, link_find, link_use, sign_up_confirm, sign_in_begin, sign_in_failed,
    sign_in_done, reset_offer, password_reset, mail_tell, account_phc, account_profile, account_password,
    address_offer, address_confirm, address_primary, address_remove, account_session_end,
    account_sign_out, account_close, account_security
    TO citylearn_api;
