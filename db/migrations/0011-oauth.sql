-- OAuth 2.1 and OpenID Connect: codes, families of refresh tokens, connected apps.
--
-- What an app holds is known here by its SHA-256 alone. All of it is reached through the
-- functions below: they are given the client that has shown who it is, and look for
-- nothing that is another's.

-- What a person has allowed an app: asked once, shown among their apps, ended there.
CREATE TABLE connection (
    person       uuid NOT NULL REFERENCES person,
    client       uuid NOT NULL REFERENCES service_client ON DELETE CASCADE,
    scopes       text[] NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz NOT NULL DEFAULT now(), -- when the app last sent the person here
    revoked_at   timestamptz,
    PRIMARY KEY (person, client)
);
CREATE INDEX ON connection (client);

-- All tokens that came of one consent of one person in one browser: they end together. The
-- "sid" of its access tokens is the family, so that one row of "revocation" ends those too.
CREATE TABLE token_family (
    id           uuid PRIMARY KEY DEFAULT uuid7(),
    client       uuid NOT NULL REFERENCES service_client ON DELETE CASCADE,
    person       uuid NOT NULL REFERENCES person,
    session      uuid REFERENCES browser_session ON DELETE SET NULL, -- gone long after it has ended
    scopes       text[] NOT NULL,
    auth_at      timestamptz NOT NULL, -- when the person last showed a password
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL DEFAULT now() + interval '30 days',
    revoked_at   timestamptz,
    why          text CHECK (why IN ('replayed', 'reused', 'revoked', 'signed_out', 'disconnected',
                                     'closed')),
    CHECK ((revoked_at IS NULL) = (why IS NULL))
);
CREATE INDEX ON token_family (client);
CREATE INDEX ON token_family (person);
CREATE INDEX ON token_family (session);
CREATE INDEX ON token_family (last_used_at);

-- A token that was used stays, since its second use is what gives a thief away.
CREATE TABLE refresh_token (
    hash       bytea PRIMARY KEY, -- SHA-256
    family     uuid NOT NULL REFERENCES token_family ON DELETE CASCADE,
    parent     bytea, -- the hash of the one that it was exchanged for
    created_at timestamptz NOT NULL DEFAULT now(),
    used_at    timestamptz,
    revoked_at timestamptz -- a later one took its place before it was used
);
CREATE INDEX ON refresh_token (family);
CREATE INDEX ON refresh_token (parent) WHERE parent IS NOT NULL;

-- What a browser carries back to the app, which has a minute to exchange it, once.
CREATE TABLE authorization_code (
    hash         bytea PRIMARY KEY, -- SHA-256
    client       uuid NOT NULL REFERENCES service_client ON DELETE CASCADE,
    person       uuid NOT NULL REFERENCES person,
    session      uuid NOT NULL REFERENCES browser_session ON DELETE CASCADE,
    redirect_uri text NOT NULL,
    challenge    text NOT NULL, -- of PKCE, S256
    nonce        text,
    scopes       text[] NOT NULL,
    auth_at      timestamptz NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL DEFAULT now() + interval '60 seconds',
    used_at      timestamptz,
    family       uuid REFERENCES token_family ON DELETE SET NULL -- what it was exchanged for
);
CREATE INDEX ON authorization_code (client);
CREATE INDEX ON authorization_code (person);
CREATE INDEX ON authorization_code (session);
CREATE INDEX ON authorization_code (family);
CREATE INDEX ON authorization_code (expires_at);

-- Ends families and, in every worker, those of their access tokens that may be alive.
CREATE FUNCTION families_end(in_families uuid[], in_why text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    n int;
BEGIN
    WITH ended AS (
        UPDATE token_family SET revoked_at = now(), why = in_why
         WHERE id = ANY (in_families) AND revoked_at IS NULL
        RETURNING id, last_used_at
    ), told AS (
        INSERT INTO revocation (subject)
        SELECT id::text FROM ended WHERE last_used_at > now() - interval '15 minutes'
    )
    SELECT count(*) INTO n FROM ended;
    RETURN n;
END $$;

-- Signing out of a browser ends what apps got through it, but for those that were allowed
-- to act while the person is away.
CREATE FUNCTION session_takes_its_tokens() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM families_end(ARRAY(SELECT id FROM token_family
                                WHERE session = NEW.id AND revoked_at IS NULL
                                  AND NOT 'offline_access' = ANY (scopes)), 'signed_out');
    RETURN NULL;
END $$;
CREATE TRIGGER session_takes_its_tokens AFTER UPDATE OF ended_at ON browser_session
    FOR EACH ROW WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL)
    EXECUTE FUNCTION session_takes_its_tokens();

CREATE FUNCTION person_takes_their_tokens() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM families_end(ARRAY(SELECT id FROM token_family
                                WHERE person = NEW.id AND revoked_at IS NULL), 'closed');
    RETURN NULL;
END $$;
CREATE TRIGGER person_takes_their_tokens AFTER UPDATE OF closed_at, suspended_at ON person
    FOR EACH ROW WHEN (is_active(OLD) AND NOT is_active(NEW))
    EXECUTE FUNCTION person_takes_their_tokens();

-- What the caller has allowed the app so far; NULL when nothing, or no more.
CREATE FUNCTION connection_scopes(in_client uuid) RETURNS text[] LANGUAGE sql STABLE AS $$
SELECT scopes FROM connection
 WHERE person = caller_person() AND client = in_client AND revoked_at IS NULL
$$;

-- A code for the caller's app. Who was `asked` has just said yes, and the connection is made
-- or widened; else it has to be there already, and no row is the answer when it is not.
CREATE FUNCTION code_begin(in_hash bytea, in_client uuid, in_redirect_uri text, in_challenge text,
                           in_nonce text, in_scopes text[], in_session uuid, asked boolean)
RETURNS SETOF uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    browser browser_session;
    before text[] := connection_scopes(in_client);
BEGIN
    SELECT * INTO browser FROM browser_session
     WHERE id = in_session AND person = caller_person() AND ended_at IS NULL AND expires_at > now();
    IF NOT FOUND OR NOT asked AND NOT coalesce(before @> in_scopes, false) THEN
        RETURN;
    END IF;
    INSERT INTO connection AS c (person, client, scopes)
    VALUES (browser.person, in_client, in_scopes)
        ON CONFLICT (person, client) DO UPDATE
       SET last_used_at = now(), revoked_at = NULL,
           created_at = CASE WHEN c.revoked_at IS NULL THEN c.created_at ELSE now() END,
           scopes = CASE WHEN c.revoked_at IS NULL
                         THEN ARRAY(SELECT unnest(c.scopes) UNION SELECT unnest(in_scopes) ORDER BY 1)
                         ELSE in_scopes END
     WHERE asked OR c.revoked_at IS NULL;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    INSERT INTO authorization_code (hash, client, person, session, redirect_uri, challenge, nonce,
                                    scopes, auth_at)
    VALUES (in_hash, in_client, browser.person, browser.id, in_redirect_uri, in_challenge, in_nonce,
            in_scopes, browser.auth_at);
    IF NOT coalesce(before @> in_scopes, false) THEN
        PERFORM audit_note('app_connected', 'security', in_client::text, browser.person,
                           more => jsonb_build_object('scopes', in_scopes,
                                   'client', (SELECT name FROM service_client WHERE id = in_client)));
    END IF;
    RETURN NEXT in_client;
END $$;

-- What a token response is made of. `outcome` is "granted", or why there is nothing.
CREATE TYPE token_grant AS (
    outcome text, family uuid, person uuid, scopes text[], auth_at bigint, nonce text,
    session uuid, email text, name text, language text
);

-- Of a family that goes on; the caller has judged it. What the app itself may not have any more
-- it does not get, whatever its person allowed it once.
CREATE FUNCTION token_granted(in_family token_family, in_nonce text) RETURNS token_grant
LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT ROW('granted', in_family.id, p.id,
                       ARRAY(SELECT scope FROM unnest(in_family.scopes) AS scope
                              WHERE scope = ANY (c.scopes)),
                       extract(epoch FROM in_family.auth_at)::bigint, in_nonce, in_family.session,
                       p.email, p.name, p.language)::token_grant
              FROM person AS p, service_client AS c
             WHERE p.id = in_family.person AND c.id = in_family.client);
END $$;

CREATE FUNCTION token_refused(in_outcome text) RETURNS token_grant LANGUAGE sql IMMUTABLE AS $$
SELECT ROW(in_outcome, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)::token_grant
$$;

-- Whether the person is here, signed in there, and has not taken the consent back. What could
-- end these meanwhile waits until the family is there to be ended.
CREATE FUNCTION code_has_ground(it authorization_code) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM person AS p WHERE p.id = it.person AND is_active(p) FOR SHARE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM FROM browser_session WHERE id = it.session AND ended_at IS NULL FOR SHARE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM FROM connection
      WHERE person = it.person AND client = it.client AND revoked_at IS NULL FOR SHARE;
    RETURN FOUND;
END $$;

-- Exchanges a code. It is used up by the first who shows it, fit or not; a second time ends
-- what the first time gave. `in_refresh` is the hash of the refresh token to be, which the
-- family gets when the person has allowed offline access.
CREATE FUNCTION code_use(in_hash bytea, in_client uuid, in_redirect_uri text, in_challenge text,
                         in_refresh bytea) RETURNS token_grant
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    it   authorization_code;
    made token_family;
BEGIN
    UPDATE authorization_code SET used_at = now()
     WHERE hash = in_hash AND client = in_client AND used_at IS NULL
    RETURNING * INTO it;
    IF NOT FOUND THEN
        SELECT * INTO it FROM authorization_code WHERE hash = in_hash AND client = in_client;
        IF NOT FOUND THEN
            RETURN token_refused('unknown');
        END IF;
        IF families_end(ARRAY[it.family], 'replayed') > 0 THEN
            PERFORM audit_note('code_reused', 'security', in_client::text, it.person);
        END IF;
        RETURN token_refused('replayed');
    END IF;
    IF NOT code_has_ground(it) THEN
        RETURN token_refused('ended');
    ELSIF it.expires_at <= now() THEN
        RETURN token_refused('expired');
    ELSIF it.redirect_uri IS DISTINCT FROM in_redirect_uri THEN
        RETURN token_refused('other_redirect');
    ELSIF it.challenge IS DISTINCT FROM in_challenge THEN
        RETURN token_refused('other_verifier');
    END IF;
    INSERT INTO token_family (client, person, session, scopes, auth_at)
    VALUES (in_client, it.person, it.session, it.scopes, it.auth_at)
    RETURNING * INTO made;
    UPDATE authorization_code SET family = made.id WHERE hash = in_hash;
    IF 'offline_access' = ANY (made.scopes) THEN
        INSERT INTO refresh_token (hash, family) VALUES (in_refresh, made.id);
    END IF;
    RETURN token_granted(made, it.nonce);
END $$;

-- A refresh token came a second time: one of two who hold it is a thief, and nobody can tell
-- which, so both lose it and the person hears of it.
CREATE FUNCTION family_was_robbed(it token_family) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    whose person;
    app   text := (SELECT name FROM service_client WHERE id = it.client);
BEGIN
    IF families_end(ARRAY[it.id], 'reused') = 0 THEN
        RETURN;
    END IF;
    SELECT * INTO whose FROM person WHERE id = it.person;
    PERFORM audit_note('refresh_reused', 'security', it.client::text, it.person,
                       more => jsonb_build_object('client', app));
    PERFORM mail_add(uuid7(), 'refresh_reused', whose.email, whose.language, whose.id, NULL, NULL,
                     jsonb_build_object('client', app, 'when', utc(now())), NULL);
END $$;

-- Exchanges a refresh token for the next one. All that happens to a family waits for its row.
-- The answer may be lost on its way: the token before the newest counts for ten seconds
-- more, while the newest was not used; that one gives way to another then. Fewer scopes are
-- those of this one answer: the family keeps all of its.
CREATE FUNCTION refresh_use(in_hash bytea, in_client uuid, in_next bytea, in_scopes text[])
RETURNS token_grant LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    it    refresh_token;
    whole token_family;
BEGIN
    SELECT f.* INTO whole FROM token_family AS f
     WHERE f.client = in_client AND f.id = (SELECT family FROM refresh_token WHERE hash = in_hash)
       FOR UPDATE;
    IF NOT FOUND THEN
        RETURN token_refused('unknown');
    ELSIF whole.revoked_at IS NOT NULL THEN
        RETURN token_refused('ended');
    ELSIF whole.expires_at <= now() OR whole.last_used_at <= now() - interval '14 days' THEN
        RETURN token_refused('expired');
    END IF;
    SELECT * INTO it FROM refresh_token WHERE hash = in_hash;
    IF it.revoked_at IS NOT NULL OR it.used_at IS NOT NULL AND (
           it.used_at < now() - interval '10 seconds'
           OR NOT EXISTS (SELECT FROM refresh_token
                           WHERE parent = in_hash AND used_at IS NULL AND revoked_at IS NULL)) THEN
        PERFORM family_was_robbed(whole);
        RETURN token_refused('reused');
    ELSIF NOT whole.scopes @> coalesce(in_scopes, '{}') THEN
        RETURN token_refused('other_scope');
    END IF;
    UPDATE refresh_token SET revoked_at = now() WHERE parent = in_hash AND revoked_at IS NULL;
    UPDATE refresh_token SET used_at = coalesce(used_at, now()) WHERE hash = in_hash;
    INSERT INTO refresh_token (hash, family, parent) VALUES (in_next, whole.id, in_hash);
    UPDATE token_family SET last_used_at = now() WHERE id = whole.id;
    whole.scopes := ARRAY(SELECT scope FROM unnest(whole.scopes) AS scope
                           WHERE scope = ANY (coalesce(in_scopes, whole.scopes)));
    RETURN token_granted(whole, NULL);
END $$;

-- What a refresh token is, for who may ask (RFC 7662); no row when it counts no more.
CREATE FUNCTION refresh_find(in_hash bytea)
RETURNS TABLE (family uuid, client uuid, person uuid, scopes text[], created_at timestamptz,
               expires_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT f.id, f.client, f.person, f.scopes, t.created_at,
           least(f.expires_at, f.last_used_at + interval '14 days')
      FROM refresh_token AS t JOIN token_family AS f ON f.id = t.family
     WHERE t.hash = in_hash AND t.used_at IS NULL AND t.revoked_at IS NULL
       AND f.revoked_at IS NULL AND f.expires_at > now()
       AND f.last_used_at > now() - interval '14 days';
END $$;

-- An app gives a refresh token back (RFC 7009), also one that was used: the family ends.
CREATE FUNCTION family_revoke_by_refresh(in_hash bytea, in_client uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN families_end(ARRAY(SELECT f.id FROM token_family AS f JOIN refresh_token AS t ON t.family = f.id
                               WHERE t.hash = in_hash AND f.client = in_client), 'revoked') > 0;
END $$;

-- The caller ends what they have allowed an app. False when there is nothing to end.
CREATE FUNCTION connection_revoke(in_person uuid, in_client uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE connection SET revoked_at = now()
     WHERE person = in_person AND person = caller_person() AND client = in_client
       AND revoked_at IS NULL;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM families_end(ARRAY(SELECT id FROM token_family
                                WHERE person = in_person AND client = in_client
                                  AND revoked_at IS NULL), 'disconnected');
    PERFORM audit_note('app_revoked', 'security', in_client::text, in_person,
                       more => jsonb_build_object('client', (SELECT name FROM service_client
                                                              WHERE id = in_client)));
    RETURN true;
END $$;

CREATE TYPE doc.connection AS (
    client uuid, name text, "organisationName" text, "clientUri" text, unverified boolean,
    scopes text[], "createdAt" doc.instant, "lastUsedAt" doc.instant
);
COMMENT ON TYPE doc.connection IS 'An app that a person has let use their account.';
COMMENT ON COLUMN doc.connection.client IS 'The id of the app.';
COMMENT ON COLUMN doc.connection."organisationName" IS 'Whose app it is; null when it is no organisation''s.';
COMMENT ON COLUMN doc.connection."clientUri" IS 'A page about the app; null when it gave none.';
COMMENT ON COLUMN doc.connection.unverified IS 'True when the app registered itself and nobody here has checked it.';
COMMENT ON COLUMN doc.connection.scopes IS 'What it may do.';
COMMENT ON COLUMN doc.connection."lastUsedAt" IS 'When it last signed the person in or renewed its token.';

-- The apps that the caller has connected, the latest first.
CREATE FUNCTION connection_list(in_person uuid) RETURNS SETOF doc.connection
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT a.client, about.name, about.organisation_name, about.client_uri, about.registered, a.scopes,
           utc(a.created_at),
           utc(greatest(a.last_used_at, (SELECT max(f.last_used_at) FROM token_family AS f
                                          WHERE f.person = a.person AND f.client = a.client)))
      FROM connection AS a, LATERAL client_for_authorize(a.client) AS about
     WHERE a.person = in_person AND a.person = caller_person() AND a.revoked_at IS NULL
     ORDER BY a.created_at DESC, a.client;
END $$;

-- An access token is told apart by "sub": who closed the account is nobody.
CREATE FUNCTION userinfo(in_person uuid, in_scopes text[]) RETURNS json
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT json_strip_nulls(json_build_object(
                'sub', id,
                'name', CASE WHEN 'profile' = ANY (in_scopes) THEN name END,
                'locale', CASE WHEN 'profile' = ANY (in_scopes) THEN language END,
                'email', CASE WHEN 'email' = ANY (in_scopes) THEN email END,
                'email_verified', CASE WHEN 'email' = ANY (in_scopes) THEN true END))
              FROM person AS p WHERE p.id = in_person AND is_active(p));
END $$;

ALTER TABLE connection ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON connection FOR SELECT TO citylearn_api USING (person = caller_person());
GRANT SELECT ON connection TO citylearn_api;
GRANT SELECT, DELETE ON authorization_code, token_family TO citylearn_courier;

REVOKE EXECUTE ON FUNCTION
    code_begin, code_use, refresh_use, refresh_find, family_revoke_by_refresh, connection_revoke,
    connection_list
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    code_begin, code_use, refresh_use, refresh_find, family_revoke_by_refresh, connection_revoke,
    connection_list
    TO citylearn_api;
