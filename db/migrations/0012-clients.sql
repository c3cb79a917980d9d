-- Clients: of organisations, of the platform, and those that registered themselves; how they
-- show who they are, and what becomes of their secrets.

-- A client that people sign in to says where they are led back to. One that can keep no
-- secret is public, and shows nothing but its id.
ALTER TABLE service_client
    ALTER organisation DROP NOT NULL, -- of the platform, or registered by itself
    ADD redirect_uris text[] NOT NULL DEFAULT '{}',
    ADD grants        text[] NOT NULL DEFAULT '{client_credentials}',
    ADD kind          text NOT NULL DEFAULT 'confidential' CHECK (kind IN ('public', 'confidential')),
    ADD auth_method   text NOT NULL DEFAULT 'client_secret_basic'
                      CHECK (auth_method IN ('none', 'client_secret_basic', 'private_key_jwt')),
    ADD jwks          jsonb,
    ADD id_token_alg  text NOT NULL DEFAULT 'RS256' CHECK (id_token_alg IN ('RS256', 'ES256')),
    ADD client_uri    text,
    ADD registered    boolean NOT NULL DEFAULT false, -- by itself: nobody here knows it
    ADD CHECK ((kind = 'public') = (auth_method = 'none'));
CREATE INDEX ON service_client (created_at) WHERE registered;

ALTER TABLE client_secret
    ADD last_used_at timestamptz, -- to the hour
    ADD warned_days  int CHECK (warned_days IN (30, 7, 1)), -- the last warning that it expires
    DROP CONSTRAINT client_secret_client_fkey,
    ADD CONSTRAINT client_secret_client_fkey
        FOREIGN KEY (client) REFERENCES service_client ON DELETE CASCADE;
CREATE INDEX client_secret_ends ON client_secret (expires_at) WHERE expires_at IS NOT NULL;

-- What a client told of itself when it registered (RFC 7591), and how it shows later that the
-- registration is its own (RFC 7592).
CREATE TABLE client_registration (
    client     uuid PRIMARY KEY REFERENCES service_client ON DELETE CASCADE,
    hash       bytea NOT NULL, -- SHA-256 of its registration access token
    network    text, -- whose neighbour it was: counted for a day, then forgotten
    told       jsonb NOT NULL, -- members of its metadata that nobody here needs
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON client_registration (network, created_at) WHERE network IS NOT NULL;

-- Assertions that were shown, each of which counts once (RFC 7523 section 3).
CREATE TABLE client_assertion (
    client     uuid NOT NULL REFERENCES service_client ON DELETE CASCADE,
    hash       bytea NOT NULL, -- SHA-256 of its jti
    expires_at timestamptz NOT NULL, -- from then on it would be refused anyhow
    PRIMARY KEY (client, hash)
);
CREATE INDEX ON client_assertion (expires_at);

-- A limit of organisations: clients of nobody are counted where they register.
CREATE OR REPLACE FUNCTION client_has_room() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM organisation WHERE id = NEW.organisation FOR UPDATE;
    IF (SELECT count(*) FROM service_client
         WHERE organisation = NEW.organisation AND deleted_at IS NULL) >= 10 THEN
        PERFORM refuse('too_many_clients');
    END IF;
    RETURN NEW;
END $$;

-- Where a browser may be sent to with a code in its hands: to a site by https; to a program on
-- the reader's own machine by http (RFC 8252 section 7.3); and, since nobody can tell whose
-- program that is, to one with a scheme of its own only when it is a public client. Nothing in
-- an address stands for anything but itself, and none has a place that browsers keep from us.
CREATE FUNCTION redirect_uri_fits(uri text, in_kind text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
SELECT octet_length(uri) <= 2048
   AND uri ~ '^[]!$&''()+,./0-9:;=?@A-Z[_a-z~%-]+$'
   AND uri !~ '%(?![0-9A-Fa-f]{2})'
   AND uri !~* '(/|%2f)(\.|%2e){1,2}(/|%2f|\?|$)'
   AND (uri ~* '^https://([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?(:[1-9][0-9]{0,4})?([/?]|$)'
        OR uri ~ '^http://(127\.0\.0\.1|\[::1\]|localhost)(:[1-9][0-9]{0,4})?(/|$)'
        OR in_kind = 'public' AND uri ~ '^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:/'
           AND uri !~ '^[^/]*:/+[^/?]*@')
$$;

-- What a client may do on behalf of its organisation alone; all else some person grants it.
CREATE FUNCTION client_scopes() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
SELECT ARRAY['organisation:read', 'organisation:write', 'activity:read', 'activity:write',
             'badge:read', 'badge:write', 'award:read', 'award:write', 'webhook:manage',
             'token:introspect']
$$;

-- How a client may ask for tokens follows from what it is. Of nobody's client there is no
-- organisation that it could act for.
CREATE FUNCTION client_grants(in_organisation uuid, in_kind text, in_redirect_uris text[])
RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
SELECT CASE WHEN in_kind = 'confidential' AND in_organisation IS NOT NULL
            THEN ARRAY['client_credentials'] ELSE '{}' END
    || CASE WHEN cardinality(in_redirect_uris) > 0
            THEN ARRAY['authorization_code', 'refresh_token'] ELSE '{}' END
$$;

-- Of these, those that a client that registers asks for.
CREATE FUNCTION client_grants_wanted(in_organisation uuid, in_kind text, in_redirect_uris text[],
                                     in_wanted text[])
RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
SELECT ARRAY(SELECT unnest(client_grants(in_organisation, in_kind, in_redirect_uris))
             INTERSECT SELECT unnest(in_wanted) ORDER BY 1)
$$;

-- The fields of a client have to suit each other, whoever makes it.
CREATE FUNCTION client_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    place bigint := (SELECT min(n) - 1 FROM unnest(NEW.redirect_uris) WITH ORDINALITY AS each (uri, n)
                      WHERE redirect_uri_fits(uri, NEW.kind) IS NOT TRUE);
    misfit text := CASE
        WHEN (NEW.kind = 'public') <> (NEW.auth_method = 'none') THEN '/authMethod'
        WHEN (NEW.auth_method = 'private_key_jwt') <> (NEW.jwks IS NOT NULL) THEN '/jwks'
        WHEN NEW.kind = 'public' AND NEW.redirect_uris = '{}' THEN '/redirectUris'
        WHEN NEW.redirect_uris = '{}' AND NOT client_scopes() @> NEW.scopes THEN '/scopes' END;
BEGIN
    IF place IS NOT NULL THEN
        PERFORM refuse('bad_redirect_uri', '/redirectUris/' || place);
    ELSIF misfit IS NOT NULL THEN
        PERFORM refuse('client_misfit', misfit);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER client_fits
    BEFORE INSERT OR UPDATE OF scopes, redirect_uris, kind, auth_method, jwks ON service_client
    FOR EACH ROW EXECUTE FUNCTION client_fits();

DROP TRIGGER audit ON service_client;
CREATE TRIGGER audit AFTER INSERT OR DELETE
    OR UPDATE OF name, scopes, redirect_uris, jwks, client_uri, deleted_at ON service_client
    FOR EACH ROW EXECUTE FUNCTION audit();

-- Which client this is: by the SHA-256 of its secret, by an assertion that was found good, or,
-- when it can keep no secret, by its id alone; in the one way that is its own.
DROP FUNCTION client_enter;
CREATE FUNCTION client_known(in_client uuid, in_hash bytea, in_assertion bytea, in_until timestamptz)
RETURNS TABLE (organisation uuid, name text, kind text, auth_method text, scopes text[],
               own_scopes text[], grants text[], id_token_alg text, secret uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    it    service_client;
    shown uuid;
    good  boolean;
BEGIN
    SELECT * INTO it FROM service_client AS c WHERE c.id = in_client AND c.deleted_at IS NULL;
    CASE it.auth_method
        WHEN 'none' THEN
            good := in_hash IS NULL AND in_assertion IS NULL;
        WHEN 'client_secret_basic' THEN
            SELECT s.id INTO shown FROM client_secret AS s
             WHERE s.client = it.id AND s.hash = in_hash
               AND (s.expires_at IS NULL OR s.expires_at > now());
            good := FOUND;
        WHEN 'private_key_jwt' THEN
            INSERT INTO client_assertion (client, hash, expires_at)
            SELECT it.id, in_assertion, in_until WHERE in_assertion IS NOT NULL
                ON CONFLICT (client, hash) DO NOTHING;
            good := FOUND;
        ELSE
            good := false;
    END CASE;
    IF NOT good THEN
        RETURN;
    END IF;
    UPDATE service_client AS c SET last_used_at = now()
     WHERE c.id = it.id AND coalesce(c.last_used_at, '-infinity') < now() - interval '1 hour';
    UPDATE client_secret AS s SET last_used_at = now()
     WHERE s.id = shown AND coalesce(s.last_used_at, '-infinity') < now() - interval '1 hour';
    RETURN QUERY
    SELECT it.organisation, it.name, it.kind, it.auth_method, it.scopes,
           ARRAY(SELECT scope FROM unnest(it.scopes) AS scope WHERE scope = ANY (client_scopes())),
           it.grants, it.id_token_alg, shown;
END $$;

-- The public keys of a client that signs assertions; no row when it does not.
CREATE FUNCTION client_keys(in_client uuid) RETURNS SETOF jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT jwks FROM service_client
     WHERE id = in_client AND deleted_at IS NULL AND auth_method = 'private_key_jwt';
END $$;

-- What a person who is sent here by an app has to know of it.
CREATE FUNCTION client_for_authorize(in_client uuid)
RETURNS TABLE (name text, organisation_name text, client_uri text, redirect_uris text[],
               scopes text[], grants text[], registered boolean, kind text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT c.name, o.legal_name, c.client_uri, c.redirect_uris, c.scopes, c.grants, c.registered, c.kind
      FROM service_client AS c LEFT JOIN organisation AS o ON o.id = c.organisation
     WHERE c.id = in_client AND c.deleted_at IS NULL;
END $$;

-- With the caller's rights: what row-level security hides is not found. `in_hash` is NULL for a
-- client without a secret.
DROP FUNCTION client_made;
CREATE FUNCTION client_made(in_organisation uuid, in_name text, in_scopes text[],
                            in_redirect_uris text[], in_kind text, in_auth_method text,
                            in_jwks jsonb, in_client_uri text, in_hash bytea, in_days int)
RETURNS SETOF service_client LANGUAGE plpgsql AS $$
DECLARE
    made service_client;
BEGIN
    INSERT INTO service_client (organisation, name, scopes, redirect_uris, kind, auth_method, jwks,
                                client_uri, grants)
    VALUES (organisation_own(in_organisation), in_name, in_scopes, in_redirect_uris, in_kind,
            in_auth_method, in_jwks, in_client_uri,
            client_grants(in_organisation, in_kind, in_redirect_uris))
    RETURNING * INTO made;
    INSERT INTO client_secret (client, hash, expires_at)
    SELECT made.id, in_hash, now() + make_interval(days => in_days) WHERE in_hash IS NOT NULL;
    RETURN NEXT made;
END $$;

-- A second secret for a client that shows who it is by one; the older one stops to count.
CREATE FUNCTION client_secret_made(in_organisation uuid, in_client uuid, in_hash bytea, in_days int,
                                   old_seconds int)
RETURNS SETOF service_client LANGUAGE plpgsql AS $$
DECLARE
    it   service_client;
    made uuid;
BEGIN
    SELECT * INTO it FROM service_client
     WHERE id = in_client AND organisation = in_organisation AND deleted_at IS NULL;
    IF NOT FOUND THEN
        RETURN;
    ELSIF it.auth_method <> 'client_secret_basic' THEN
        PERFORM refuse('client_without_secret');
    END IF;
    INSERT INTO client_secret (client, hash, expires_at)
    VALUES (in_client, in_hash, now() + make_interval(days => in_days))
    RETURNING id INTO made;
    PERFORM client_secret_expire(in_client, made, old_seconds);
    RETURN NEXT it;
END $$;

-- A merge patch (RFC 7396). The keys come by themselves, read and with nothing private in them.
CREATE FUNCTION client_patched(in_organisation uuid, in_client uuid, patch jsonb, in_jwks jsonb)
RETURNS SETOF service_client LANGUAGE plpgsql AS $$
DECLARE
    it service_client;
BEGIN
    SELECT * INTO it FROM service_client
     WHERE id = in_client AND organisation = in_organisation AND deleted_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF patch ? 'scopes' THEN
        it.scopes := ARRAY(SELECT jsonb_array_elements_text(patch->'scopes'));
    END IF;
    IF patch ? 'redirectUris' THEN
        it.redirect_uris := CASE jsonb_typeof(patch->'redirectUris') WHEN 'array'
                            THEN ARRAY(SELECT jsonb_array_elements_text(patch->'redirectUris'))
                            ELSE '{}' END;
    END IF;
    RETURN QUERY
    UPDATE service_client
       SET name = coalesce(patch->>'name', name), scopes = it.scopes,
           redirect_uris = it.redirect_uris,
           grants = client_grants(organisation, kind, it.redirect_uris),
           jwks = CASE WHEN patch ? 'jwks' THEN in_jwks ELSE jwks END,
           client_uri = CASE WHEN patch ? 'clientUri' THEN patch->>'clientUri' ELSE client_uri END
     WHERE id = in_client
    RETURNING *;
END $$;

-- Registers a client. Without an organisation it is nobody's: people are told so, and a
-- neighbour makes ten a day. With one, the caller owns it; which one need not be said by who
-- owns one alone.
CREATE FUNCTION client_registered(for_organisation boolean, in_organisation uuid, in_name text,
                                  in_scopes text[], in_redirect_uris text[], in_kind text,
                                  in_auth_method text, in_jwks jsonb, in_client_uri text,
                                  in_alg text, in_grants text[], in_told jsonb, in_hash bytea,
                                  in_token bytea)
RETURNS SETOF service_client LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    made    service_client;
    neighbour text := CASE WHEN NOT for_organisation THEN coalesce(caller_network(), '') END;
    owned   uuid[] := ARRAY(SELECT organisation FROM membership
                             WHERE person = caller_person() AND role = 'owner');
BEGIN
    IF for_organisation THEN
        in_organisation := organisation_own(coalesce(in_organisation,
            CASE cardinality(owned) WHEN 1 THEN owned[1] END));
    ELSE
        in_organisation := NULL;
        PERFORM pg_advisory_xact_lock(hashtext('client_registered ' || neighbour));
        IF (SELECT count(*) FROM client_registration AS r
             WHERE r.network = neighbour
               AND r.created_at > now() - interval '1 day') >= 10 THEN
            PERFORM refuse('too_many_registrations');
        END IF;
    END IF;
    INSERT INTO service_client (organisation, name, scopes, redirect_uris, kind, auth_method, jwks,
                                client_uri, id_token_alg, registered, grants)
    VALUES (in_organisation, in_name, in_scopes, in_redirect_uris, in_kind, in_auth_method, in_jwks,
            in_client_uri, in_alg, NOT for_organisation,
            client_grants_wanted(in_organisation, in_kind, in_redirect_uris, in_grants))
    RETURNING * INTO made;
    INSERT INTO client_secret (client, hash, expires_at)
    SELECT made.id, in_hash, CASE WHEN for_organisation THEN now() + interval '1 year' END
     WHERE in_hash IS NOT NULL;
    INSERT INTO client_registration (client, hash, network, told)
    VALUES (made.id, in_token, neighbour, in_told);
    RETURN NEXT made;
END $$;

-- The client whose registration this token is for; no row when it is another's.
CREATE FUNCTION client_registration_own(in_client uuid, in_token bytea) RETURNS SETOF service_client
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT c.* FROM service_client AS c JOIN client_registration AS r ON r.client = c.id
     WHERE c.id = in_client AND c.deleted_at IS NULL AND r.hash = in_token;
END $$;

-- Replaces what a client told of itself (RFC 7592 section 2.2). How it shows who it is stays;
-- and one of an organisation gets no further than an owner has let it.
CREATE FUNCTION client_registration_put(in_client uuid, in_token bytea, in_name text,
                                        in_scopes text[], in_redirect_uris text[], in_jwks jsonb,
                                        in_client_uri text, in_alg text, in_grants text[],
                                        in_told jsonb)
RETURNS SETOF service_client LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    it service_client;
BEGIN
    SELECT * INTO it FROM client_registration_own(in_client, in_token);
    IF NOT FOUND THEN
        RETURN;
    ELSIF it.organisation IS NOT NULL
          AND NOT (it.scopes @> in_scopes
                   AND it.grants @> client_grants_wanted(it.organisation, it.kind, in_redirect_uris,
                                                         in_grants)) THEN
        PERFORM refuse('client_misfit', '/scopes');
    END IF;
    UPDATE client_registration SET told = in_told WHERE client = in_client;
    RETURN QUERY
    UPDATE service_client
       SET name = in_name, scopes = in_scopes, redirect_uris = in_redirect_uris, jwks = in_jwks,
           client_uri = in_client_uri, id_token_alg = in_alg,
           grants = client_grants_wanted(it.organisation, it.kind, in_redirect_uris, in_grants)
     WHERE id = in_client
    RETURNING *;
END $$;

CREATE FUNCTION client_registration_end(in_client uuid, in_token bytea) RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    WITH gone AS (
        UPDATE service_client SET deleted_at = now()
         WHERE id IN (SELECT id FROM client_registration_own(in_client, in_token))
        RETURNING id
    ), told AS (
        INSERT INTO revocation (subject) SELECT id::text FROM gone
    )
    SELECT id FROM gone;
END $$;

-- RFC 7591 section 3.2.1. What a client did not say is left out: null would be a value. It sees
-- what its own statement has just written, so it is not called stable.
CREATE FUNCTION client_registration_document(c service_client, in_secret text, in_token text)
RETURNS json LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    r client_registration;
    until timestamptz := (SELECT max(expires_at) FROM client_secret WHERE client = c.id);
BEGIN
    SELECT * INTO r FROM client_registration WHERE client = c.id;
    RETURN jsonb_strip_nulls(r.told || jsonb_build_object(
        'client_id', c.id,
        'client_id_issued_at', extract(epoch FROM c.created_at)::bigint,
        'client_secret', in_secret,
        'client_secret_expires_at',
            CASE WHEN in_secret IS NOT NULL THEN coalesce(extract(epoch FROM until)::bigint, 0) END,
        'registration_access_token', in_token,
        'registration_client_uri', address('/oauth2/register/' || c.id),
        'client_name', c.name,
        'client_uri', c.client_uri,
        'redirect_uris', c.redirect_uris,
        'grant_types', c.grants,
        'response_types', CASE WHEN 'authorization_code' = ANY (c.grants) THEN ARRAY['code'] ELSE '{}' END,
        'token_endpoint_auth_method', c.auth_method,
        'id_token_signed_response_alg', c.id_token_alg,
        'jwks', c.jwks,
        'scope', array_to_string(c.scopes, ' ')));
END $$;

-- A secret that was warned of: partners hear it as an event, owners by mail. The courier does
-- no more than to say so in the row. Events are forgotten, so how many there were is counted here.
ALTER TABLE service_client ADD warnings int NOT NULL DEFAULT 0;
INSERT INTO event_type (name, description, example) VALUES
    ('credential.expiring', 'A secret of a service client expires soon: 30 days, 7 days or a day before, once each.',
     '{"id": "0194d0c4-4444-7a51-9c39-2f6a1b0c8d11", "secret": "0194d0c4-5555-7a51-9c39-2f6a1b0c8d11", "name": "nightly sync", "expiresAt": "2027-09-01T08:00:00Z", "days": 30}');

CREATE FUNCTION secret_expires_soon() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    it   service_client;
    left_days int := ceil(extract(epoch FROM NEW.expires_at - now()) / 86400);
BEGIN
    UPDATE service_client SET warnings = warnings + 1 WHERE id = NEW.client RETURNING * INTO it;
    PERFORM event_add(it.organisation, 'credential.expiring', it.id, it.warnings,
        '/v1/organisations/' || it.organisation || '/clients/',
        jsonb_build_object('secret', NEW.id, 'name', it.name, 'expiresAt', utc(NEW.expires_at),
                           'days', left_days));
    PERFORM mail_add(uuid7(), 'client_expiring', p.email, p.language, p.id, it.organisation, NULL,
                     jsonb_build_object('client', it.name, 'organisation', o.legal_name,
                                        'days', left_days, 'when', utc(NEW.expires_at)), NULL)
       FROM membership AS m JOIN person AS p ON p.id = m.person
       JOIN organisation AS o ON o.id = m.organisation
      WHERE m.organisation = it.organisation AND m.role = 'owner' AND is_active(p);
    RETURN NULL;
END $$;
CREATE TRIGGER event_when_it_expires_soon AFTER UPDATE OF warned_days ON client_secret
    FOR EACH ROW WHEN (NEW.warned_days < coalesce(OLD.warned_days, 31))
    EXECUTE FUNCTION secret_expires_soon();

DROP TYPE doc.client;
CREATE TYPE doc.client_secret AS (
    id uuid, "createdAt" doc.instant, "expiresAt" doc.instant, "lastUsedAt" doc.instant
);
COMMENT ON TYPE doc.client_secret IS 'A live secret of a client, but for the secret itself.';
COMMENT ON COLUMN doc.client_secret."expiresAt" IS 'From when it counts no more; null when never.';
COMMENT ON COLUMN doc.client_secret."lastUsedAt" IS 'When it last fetched a token, to the hour; null when never.';

CREATE TYPE doc.client AS (
    id uuid, name text, scopes text[], kind text, "authMethod" text, grants text[],
    "redirectUris" text[], "clientUri" text, jwks json, "createdAt" doc.instant,
    "lastUsedAt" doc.instant, secrets doc.client_secret[]
);
COMMENT ON TYPE doc.client IS 'A program that acts for an organisation, or that people sign in to.';
COMMENT ON COLUMN doc.client.kind IS 'confidential, or public when it can keep no secret.';
COMMENT ON COLUMN doc.client."authMethod" IS 'How it shows who it is at /oauth2/token: client_secret_basic, private_key_jwt, or none when it is public.';
COMMENT ON COLUMN doc.client.grants IS 'How it may ask for tokens.';
COMMENT ON COLUMN doc.client."redirectUris" IS 'Where people who sign in are led back to; empty when nobody signs in to it.';
COMMENT ON COLUMN doc.client."clientUri" IS 'A page about it; null when there is none.';
COMMENT ON COLUMN doc.client.jwks IS 'The public keys that its assertions are checked with (RFC 7517); null when it has a secret.';
COMMENT ON COLUMN doc.client."lastUsedAt" IS 'When it last fetched a token, to the hour; null when never.';
COMMENT ON COLUMN doc.client.secrets IS 'Those that are live: at most two, the older first.';

CREATE FUNCTION client_document(c service_client) RETURNS doc.client LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ROW(c.id, c.name, c.scopes, c.kind, c.auth_method, c.grants, c.redirect_uris, c.client_uri,
               c.jwks, utc(c.created_at), utc(date_trunc('hour', c.last_used_at)),
               ARRAY(SELECT ROW(s.id, utc(s.created_at), utc(s.expires_at),
                                utc(date_trunc('hour', s.last_used_at)))::doc.client_secret
                       FROM client_secret AS s
                      WHERE s.client = c.id AND (s.expires_at IS NULL OR s.expires_at > now())
                      ORDER BY s.id))::doc.client;
END $$;

DROP TYPE doc.client_with_secret;
CREATE TYPE doc.client_with_secret AS (
    id uuid, name text, scopes text[], kind text, "authMethod" text, "redirectUris" text[],
    "createdAt" doc.instant, "clientId" text, "clientSecret" text, "secretExpiresAt" doc.instant
);
COMMENT ON TYPE doc.client_with_secret IS 'A client with a new secret. The secret is shown this once.';
COMMENT ON COLUMN doc.client_with_secret."clientSecret" IS 'Is null when the client has none, or when the answer is sent again for its Idempotency-Key.';
COMMENT ON COLUMN doc.client_with_secret."secretExpiresAt" IS 'From when the secret counts no more; null when there is none.';

CREATE FUNCTION client_with_secret(c service_client, in_secret text, in_days int)
RETURNS doc.client_with_secret LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ROW(c.id, c.name, c.scopes, c.kind, c.auth_method, c.redirect_uris, utc(c.created_at), c.id::text,
               in_secret, CASE c.auth_method WHEN 'client_secret_basic'
                          THEN utc(now() + make_interval(days => in_days)) END)::doc.client_with_secret;
END $$;

CREATE POLICY courier ON service_client TO citylearn_courier USING (true);
CREATE POLICY courier ON client_secret TO citylearn_courier USING (true);
GRANT SELECT (id, organisation, created_at, last_used_at, deleted_at, registered), DELETE
    ON service_client TO citylearn_courier;
GRANT SELECT (id, client, created_at, expires_at, warned_days), UPDATE (warned_days)
    ON client_secret TO citylearn_courier;
GRANT SELECT (network, created_at), UPDATE (network) ON client_registration TO citylearn_courier;
GRANT SELECT (expires_at), DELETE ON client_assertion TO citylearn_courier;

REVOKE EXECUTE ON FUNCTION
    client_known, client_keys, client_for_authorize, client_registered, client_registration_own,
    client_registration_put, client_registration_end, client_registration_document
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    client_known, client_keys, client_for_authorize, client_registered, client_registration_own,
    client_registration_put, client_registration_end, client_registration_document
    TO citylearn_api;
