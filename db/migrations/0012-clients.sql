-- Clients: of organisations, of the platform, and those that registered themselves.

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

-- Which client this is: by the SHA-256 of its secret, or, when it can keep none, by its id.
DROP FUNCTION client_enter;
CREATE FUNCTION client_known(in_client uuid, in_hash bytea) RETURNS SETOF service_client
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT c.* FROM service_client AS c
     WHERE c.id = in_client AND c.deleted_at IS NULL
       AND CASE c.auth_method
               WHEN 'none' THEN in_hash IS NULL
               WHEN 'client_secret_basic' THEN EXISTS (
                   SELECT FROM client_secret AS s
                    WHERE s.client = c.id AND s.hash = in_hash
                      AND (s.expires_at IS NULL OR s.expires_at > now()))
               ELSE false
           END;
    IF FOUND THEN
        UPDATE service_client SET last_used_at = now()
         WHERE id = in_client AND coalesce(last_used_at, '-infinity') < now() - interval '1 hour';
    END IF;
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

REVOKE EXECUTE ON FUNCTION client_known, client_for_authorize FROM PUBLIC;
GRANT EXECUTE ON FUNCTION client_known, client_for_authorize TO citylearn_api;
