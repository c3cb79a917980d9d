-- A city's own OpenID Connect provider: its people sign in there, and are known here.
--
-- An administrator of the city proposes it; the operator approves it, since whoever runs a
-- provider can say of anybody that an address is theirs. The courier fetches what has to be
-- fetched; a worker only writes down what a browser brought back, and waits for the row.

CREATE TYPE provider_state AS ENUM ('proposed', 'approved');
CREATE TABLE identity_provider (
    id            uuid PRIMARY KEY DEFAULT uuid7(),
    city          uuid NOT NULL UNIQUE REFERENCES city,
    name          text NOT NULL, -- on the button
    issuer        text NOT NULL,
    client_id     text NOT NULL,
    sealed        bytea NOT NULL, -- the client secret, AES-256-GCM about the issuer
    scope         text NOT NULL DEFAULT 'openid email profile',
    claims        jsonb NOT NULL DEFAULT '{}', -- {"email": "mail"}: what is called otherwise there
    state         provider_state NOT NULL DEFAULT 'proposed',
    -- What its own configuration says (OpenID Connect Discovery 1.0); NULL until it was read.
    authorize_url text,
    token_url     text,
    jwks_url      text,
    jwks          text,
    read_at       timestamptz,
    look_at       timestamptz NOT NULL DEFAULT now(), -- when the courier reads it next
    fault         text, -- why it could not be read, in a word; NULL when it could
    version       int NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now()
);

-- Who somebody is there. A subject is the provider's own word for a person, and never changes.
CREATE TABLE federated_identity (
    provider  uuid NOT NULL REFERENCES identity_provider ON DELETE CASCADE,
    subject   text NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
    person    uuid NOT NULL REFERENCES person,
    linked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (provider, subject)
);
CREATE INDEX ON federated_identity (person);

-- One way there and back. It belongs to the browser that began it, by the hash of its cookie:
-- what another browser brings is of no use to it.
CREATE TYPE federation_stage AS ENUM ('begun', 'returned', 'leased', 'known', 'failed', 'used');
CREATE TABLE federation_attempt (
    id         uuid PRIMARY KEY,
    provider   uuid NOT NULL REFERENCES identity_provider ON DELETE CASCADE,
    browser    bytea NOT NULL,        -- SHA-256 of its cookie
    state      bytea NOT NULL UNIQUE, -- SHA-256 of the parameter
    nonce      text NOT NULL,
    verifier   bytea NOT NULL,        -- PKCE, sealed about the id
    code       bytea,                 -- what came back, sealed about the id
    linking    uuid REFERENCES person, -- who was signed in and wants the two linked
    next       text NOT NULL,
    stage      federation_stage NOT NULL DEFAULT 'begun',
    reason     text, -- of a failure: denied, refused, late, no_address, taken
    found      jsonb, -- what the provider said: sub, email, name, language, birthYear
    owner      uuid,
    lease_until timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL DEFAULT now() + interval '10 minutes'
);
CREATE INDEX ON federation_attempt (provider);
CREATE INDEX ON federation_attempt (linking) WHERE linking IS NOT NULL;
CREATE INDEX federation_waiting ON federation_attempt (created_at) WHERE stage IN ('returned', 'leased');
CREATE INDEX ON federation_attempt (expires_at);

CREATE TRIGGER audit AFTER INSERT OR UPDATE OF issuer, client_id, claims, state OR DELETE
    ON identity_provider FOR EACH ROW EXECUTE FUNCTION audit();

ALTER TABLE identity_provider ENABLE ROW LEVEL SECURITY;
ALTER TABLE federated_identity ENABLE ROW LEVEL SECURITY;
ALTER TABLE federation_attempt ENABLE ROW LEVEL SECURITY;
CREATE POLICY city_manages ON identity_provider TO citylearn_api USING (allowed_city(city, 'city_admin'));
CREATE POLICY own ON federated_identity FOR SELECT TO citylearn_api USING (person = caller_person());
CREATE POLICY courier ON identity_provider TO citylearn_courier USING (true);
CREATE POLICY courier ON federation_attempt TO citylearn_courier USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON identity_provider TO citylearn_api;
GRANT SELECT ON federated_identity TO citylearn_api;
GRANT SELECT, UPDATE (authorize_url, token_url, jwks_url, jwks, read_at, look_at, fault)
    ON identity_provider TO citylearn_courier;
GRANT SELECT, DELETE, UPDATE (stage, reason, found, owner, lease_until, code)
    ON federation_attempt TO citylearn_courier;

CREATE TYPE doc.identity_provider AS (
    name text, issuer text, "clientId" text, scope text, claims json, state provider_state,
    "readAt" doc.instant, fault text, "redirectUri" doc.address, "updatedAt" doc.instant
);
COMMENT ON TYPE doc.identity_provider IS 'Where the people of a city sign in with an account that they have.';
COMMENT ON COLUMN doc.identity_provider.state IS 'Proposed until the operator of this service has approved it.';
COMMENT ON COLUMN doc.identity_provider.claims IS 'By our names, what claims are called there: email, name, language, birthdate.';
COMMENT ON COLUMN doc.identity_provider."readAt" IS 'When its configuration was last read; null before.';
COMMENT ON COLUMN doc.identity_provider.fault IS 'Why its configuration cannot be read; null when it can.';
COMMENT ON COLUMN doc.identity_provider."redirectUri" IS 'What has to be registered there.';

CREATE FUNCTION identity_provider_document(p identity_provider) RETURNS doc.identity_provider
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ROW(p.name, p.issuer, p.client_id, p.scope, p.claims, p.state, utc(p.read_at), p.fault,
               address('/account/provider/callback/' || (SELECT slug FROM city WHERE id = p.city)),
               utc(p.updated_at))::doc.identity_provider;
END $$;

-- Another issuer is another provider, whose subjects are other people. What changes has to be
-- approved anew, but for its name.
CREATE FUNCTION identity_provider_put(in_city text, in_name text, in_issuer text, in_client text,
                                      in_sealed bytea, in_claims jsonb)
RETURNS SETOF identity_provider LANGUAGE plpgsql AS $$
DECLARE
    home CONSTANT city := city_named(in_city);
BEGIN
    IF NOT allowed_city(home.id, 'city_admin') THEN
        PERFORM refuse('not_allowed');
    END IF;
    DELETE FROM identity_provider WHERE city = home.id AND issuer <> in_issuer;
    RETURN QUERY
    INSERT INTO identity_provider AS p (city, name, issuer, client_id, sealed, claims)
    VALUES (home.id, in_name, in_issuer, in_client, in_sealed, in_claims)
        ON CONFLICT (city) DO UPDATE
       SET name = excluded.name, client_id = excluded.client_id, sealed = excluded.sealed,
           claims = excluded.claims, look_at = now(), version = p.version + 1, updated_at = now(),
           state = CASE WHEN (p.client_id, p.claims) = (excluded.client_id, excluded.claims)
                        THEN p.state ELSE 'proposed' END
    RETURNING *;
END $$;

-- Those that can be signed in with, for the page where one signs in.
CREATE FUNCTION provider_list() RETURNS TABLE (id uuid, name text, origin text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT p.id, p.name, substring(p.authorize_url FROM '^https?://[^/?#]+')
      FROM identity_provider AS p JOIN city AS c ON c.id = p.city
     WHERE p.state = 'approved' AND p.authorize_url IS NOT NULL AND c.state = 'active'
     ORDER BY p.name;
END $$;

-- Begins a way there; answers where the browser is to be sent and where from, or nothing.
CREATE FUNCTION federation_begin(in_id uuid, in_provider uuid, in_browser bytea, in_state bytea,
                                 in_nonce text, in_verifier bytea, in_next text)
RETURNS TABLE (authorize_url text, client_id text, scope text, city text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO federation_attempt (id, provider, browser, state, nonce, verifier, linking, next)
    SELECT in_id, p.id, in_browser, in_state, in_nonce, in_verifier, caller_person(), in_next
      FROM identity_provider AS p JOIN city AS c ON c.id = p.city
     WHERE p.id = in_provider AND p.state = 'approved' AND p.authorize_url IS NOT NULL AND c.state = 'active';
    RETURN QUERY
    SELECT p.authorize_url, p.client_id, p.scope, c.slug FROM identity_provider AS p
      JOIN federation_attempt AS a ON a.provider = p.id JOIN city AS c ON c.id = p.city WHERE a.id = in_id;
END $$;

-- The attempt that a browser comes back from. A provider that was asked could lead the browser on to
-- another one, and be handed the code of that one here (mix-up, RFC 9700 section 4.4). So each city has
-- an address of its own to come back to, and an answer that names another issuer is not looked at either
-- (RFC 9207).
CREATE FUNCTION federation_find(in_state bytea, in_browser bytea, in_city text, in_issuer text)
RETURNS uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
    SELECT a.id FROM federation_attempt AS a JOIN identity_provider AS p ON p.id = a.provider
      JOIN city AS c ON c.id = p.city
     WHERE a.state = in_state AND a.browser = in_browser AND a.stage = 'begun'
       AND a.expires_at > now() AND c.slug = in_city AND (in_issuer IS NULL OR p.issuer = in_issuer));
END $$;

CREATE FUNCTION federation_return(in_attempt uuid, in_code bytea, in_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE federation_attempt
       SET stage = CASE WHEN in_reason IS NULL THEN 'returned' ELSE 'failed' END::federation_stage,
           code = in_code, reason = in_reason
     WHERE id = in_attempt AND stage = 'begun';
END $$;

-- Which person the provider spoke of: one that is linked; the one who was signed in and wants to
-- be; or a new one, whose address the provider vouches for. An address that has an account here
-- is never handed over: its owner signs in and links the two.
CREATE FUNCTION federation_person(a federation_attempt) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    known uuid;
BEGIN
    SELECT person INTO known FROM federated_identity
     WHERE provider = a.provider AND subject = a.found->>'sub';
    IF known IS NOT NULL AND a.linking IS NOT NULL AND known <> a.linking THEN
        RETURN NULL;
    ELSIF known IS NOT NULL THEN
        RETURN known;
    END IF;
    known := a.linking;
    IF known IS NULL AND a.found->>'email' IS NULL THEN
        RETURN NULL;
    ELSIF known IS NULL AND EXISTS (SELECT FROM identifier WHERE email = a.found->>'email') THEN
        RETURN NULL;
    ELSIF known IS NULL THEN
        INSERT INTO person (email, name, language, birth_year, home_city)
        SELECT a.found->>'email', a.found->>'name', a.found->>'language', (a.found->>'birthYear')::int, p.city
          FROM identity_provider AS p WHERE p.id = a.provider
        RETURNING id INTO known;
        PERFORM person_begins(known);
    END IF;
    INSERT INTO federated_identity (provider, subject, person) VALUES (a.provider, a.found->>'sub', known);
    PERFORM audit_note('federation_linked', 'security', a.provider::text, known);
    IF a.linking IS NOT NULL THEN
        PERFORM mail_tell(known, 'federation_linked', jsonb_build_object('provider', (
            SELECT text_for_mail(name) FROM identity_provider WHERE id = a.provider)));
    END IF;
    RETURN known;
END $$;

-- Takes away what was linked to an account that was there before; by what made the account its owner
-- came, and may come again.
CREATE FUNCTION federation_unlink(in_person uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM federated_identity AS f USING person AS p
     WHERE f.person = in_person AND p.id = f.person AND f.linked_at > p.created_at;
END $$;

-- How it stands, for the browser that began it; when the provider has spoken, once, with a new
-- session: the cookie's hash is `in_hash`.
CREATE FUNCTION federation_end(in_attempt uuid, in_browser bytea, in_hash bytea, in_agent text)
RETURNS TABLE (stage text, reason text, next text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    a federation_attempt;
    who uuid;
    because text;
BEGIN
    SELECT * INTO a FROM federation_attempt
     WHERE id = in_attempt AND browser = in_browser AND expires_at > now() FOR UPDATE;
    IF NOT FOUND OR a.stage = 'used' THEN
        PERFORM refuse('not_found');
    ELSIF a.stage <> 'failed' AND NOT EXISTS (SELECT FROM identity_provider AS p
                                               WHERE p.id = a.provider AND p.state = 'approved') THEN
        -- What the city has changed meanwhile, nobody has approved.
        UPDATE federation_attempt SET stage = 'failed', found = NULL, reason = 'refused' WHERE id = in_attempt
        RETURNING * INTO a;
    END IF;
    IF a.stage <> 'known' THEN
        RETURN QUERY SELECT a.stage::text, a.reason, a.next;
        RETURN;
    END IF;
    who := federation_person(a);
    IF who IS NULL OR EXISTS (SELECT FROM person AS p WHERE p.id = who AND NOT is_active(p)) THEN
        because := CASE WHEN a.found->>'email' IS NULL AND a.linking IS NULL THEN 'no_address' ELSE 'taken' END;
        UPDATE federation_attempt SET stage = 'failed', found = NULL, reason = because WHERE id = in_attempt;
        RETURN QUERY SELECT 'failed', because, a.next;
        RETURN;
    END IF;
    UPDATE federation_attempt SET stage = 'used', found = NULL WHERE id = in_attempt;
    IF a.linking IS NULL THEN
        PERFORM session_begin(who, in_hash, in_agent);
        PERFORM audit_note('sign_in', 'security', a.provider::text, who);
    END IF;
    RETURN QUERY SELECT CASE WHEN a.linking IS NULL THEN 'signed_in' ELSE 'linked' END, NULL::text, a.next;
END $$;

-- For the operator's command. The issuer is said with it: the city may name another one at the last moment.
CREATE FUNCTION identity_provider_approve(in_city text, in_issuer text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    who jsonb;
BEGIN
    UPDATE identity_provider AS p SET state = 'approved', updated_at = now(), version = version + 1
     WHERE p.city = (city_named(in_city)).id AND p.issuer = in_issuer
    RETURNING p.claims INTO who;
    IF who IS NULL THEN
        PERFORM refuse('not_found');
    END IF;
    RETURN who;
END $$;

REVOKE EXECUTE ON FUNCTION
    provider_list, federation_begin, federation_find, federation_return, federation_person,
    federation_end
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    provider_list, federation_begin, federation_find, federation_return, federation_end
    TO citylearn_api;
