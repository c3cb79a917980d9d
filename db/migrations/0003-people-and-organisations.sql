-- People, organisations, and who may do what for whom (domain.md B2 to B4).

CREATE TABLE person (
    id         uuid PRIMARY KEY DEFAULT uuid7(),
    email      text NOT NULL CONSTRAINT person_email UNIQUE CHECK (email = lower(email)),
    name       text,
    language   text,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TYPE city_role AS ENUM ('city_viewer', 'city_admin');
CREATE TABLE city_membership (
    city   uuid NOT NULL REFERENCES city,
    person uuid NOT NULL REFERENCES person,
    role   city_role NOT NULL,
    PRIMARY KEY (city, person)
);
CREATE INDEX ON city_membership (person);

CREATE TYPE organisation_state AS ENUM
    ('draft', 'pending', 'verified', 'rejected', 'suspended', 'archived');

CREATE TABLE organisation (
    id                  uuid PRIMARY KEY DEFAULT uuid7(),
    city                uuid NOT NULL CONSTRAINT unknown_city REFERENCES city,
    slug                text NOT NULL CONSTRAINT slug_taken UNIQUE
                        CHECK (slug ~ '^[a-z0-9][a-z0-9-]{1,59}$'),
    legal_name          text NOT NULL,
    registration_number text NOT NULL,
    country             text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    website             text,
    email               text,
    translations        jsonb NOT NULL, -- {"lt": {"name", "description"}}
    state               organisation_state NOT NULL DEFAULT 'draft',
    state_reason        text,
    version             int NOT NULL DEFAULT 1,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    search_text         text NOT NULL
                        GENERATED ALWAYS AS (plain(legal_name) || E'\n' || words_of(translations)) STORED,
    CONSTRAINT registration_taken UNIQUE (country, registration_number)
);
CREATE INDEX ON organisation (city, slug);

INSERT INTO transition (noun, state, action, next_state) VALUES
    ('organisation', 'draft',     'submit',    'pending'),
    ('organisation', 'rejected',  'submit',    'pending'),
    ('organisation', 'pending',   'verify',    'verified'),
    ('organisation', 'pending',   'reject',    'rejected'),
    ('organisation', 'verified',  'suspend',   'suspended'),
    ('organisation', 'suspended', 'reinstate', 'verified'),
    ('organisation', 'draft',     'archive',   'archived'),
    ('organisation', 'pending',   'archive',   'archived'),
    ('organisation', 'rejected',  'archive',   'archived'),
    ('organisation', 'verified',  'archive',   'archived'),
    ('organisation', 'suspended', 'archive',   'archived');

-- The legal name, number and country are what the city judges: fixed from then on.
CREATE FUNCTION organisation_is_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.legal_name, OLD.registration_number, OLD.country)
       IS DISTINCT FROM (NEW.legal_name, NEW.registration_number, NEW.country)
       AND OLD.state NOT IN ('draft', 'rejected') THEN
        PERFORM refuse('locked_field');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER organisation_is_locked BEFORE UPDATE ON organisation
    FOR EACH ROW EXECUTE FUNCTION organisation_is_locked();

CREATE TABLE organisation_verification (
    id           uuid PRIMARY KEY DEFAULT uuid7(),
    organisation uuid NOT NULL REFERENCES organisation,
    comment      text,
    documents    text[] NOT NULL DEFAULT '{}', -- addresses where the city can read them
    requested_by uuid REFERENCES person,
    requested_at timestamptz NOT NULL DEFAULT now(),
    accepted     boolean, -- NULL until it is decided
    reason       text,
    decided_by   uuid REFERENCES person,
    decided_at   timestamptz
);
CREATE UNIQUE INDEX organisation_verification_open ON organisation_verification (organisation)
    WHERE accepted IS NULL;

-- A ladder: each role may do what the ones before it may.
CREATE TYPE organisation_role AS ENUM ('viewer', 'reviewer', 'issuer', 'manager', 'owner');
CREATE TABLE membership (
    organisation uuid NOT NULL REFERENCES organisation,
    person       uuid NOT NULL REFERENCES person,
    role         organisation_role NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organisation, person)
);
CREATE INDEX ON membership (person);

CREATE FUNCTION caller_needs() RETURNS organisation_role LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT nullif(current_setting('citylearn.needs', true), '')::organisation_role
$$;

-- Whether the caller may do for this organisation what the route is about. A
-- service client acts for its own organisation and is limited by its scopes; an
-- administrator of the city counts as a manager of its organisations.
CREATE FUNCTION allowed(in_organisation uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
    SELECT CASE
        WHEN caller_organisation() IS NOT NULL THEN caller_organisation() = in_organisation
        WHEN caller_person() IS NULL OR caller_needs() IS NULL THEN false
        ELSE EXISTS (SELECT FROM membership
                      WHERE organisation = in_organisation AND person = caller_person()
                        AND role >= caller_needs())
          OR (caller_needs() <= 'manager'
              AND EXISTS (SELECT FROM organisation
                            JOIN city_membership USING (city)
                           WHERE organisation.id = in_organisation AND role = 'city_admin'
                             AND city_membership.person = caller_person()))
    END);
END $$;

-- The organisations that are allowed, for lists: a policy alone would be asked of each row
-- of all others until enough are found.
CREATE FUNCTION caller_organisations() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
SELECT caller_organisation() WHERE caller_organisation() IS NOT NULL
 UNION
SELECT organisation FROM membership
 WHERE caller_organisation() IS NULL AND person = caller_person() AND role >= caller_needs()
 UNION
SELECT organisation.id FROM organisation JOIN city_membership USING (city)
 WHERE caller_organisation() IS NULL AND city_membership.person = caller_person()
   AND role = 'city_admin' AND caller_needs() <= 'manager'
$$;

-- What is not the caller's to change: forbidden where it can be seen, else not there.
CREATE FUNCTION refuse_foreign(is_seen boolean) RETURNS void LANGUAGE sql AS $$
SELECT refuse(CASE WHEN is_seen THEN 'not_allowed' ELSE 'not_found' END)
$$;

-- The organisation itself where the caller may do for it what the route is about.
CREATE FUNCTION organisation_own(in_organisation uuid) RETURNS uuid LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT allowed(in_organisation)
       OR NOT EXISTS (SELECT FROM organisation WHERE id = in_organisation) THEN
        PERFORM refuse_foreign(EXISTS (SELECT FROM organisation WHERE id = in_organisation));
    END IF;
    RETURN in_organisation;
END $$;

CREATE FUNCTION allowed_city(in_city uuid, in_role city_role) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
SELECT EXISTS (SELECT FROM city_membership
                WHERE city = in_city AND person = caller_person() AND role >= in_role));
END $$;

-- Whether it may show what it offers and award badges: verified by the city, or
-- not yet judged where the city does not ask for that.
CREATE FUNCTION organisation_may_publish(in_organisation uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
    SELECT EXISTS (SELECT FROM organisation AS o JOIN city AS c ON c.id = o.city
                    WHERE o.id = in_organisation
                      AND (o.state = 'verified'
                           OR c.approval = 'open' AND o.state IN ('draft', 'pending'))));
END $$;

-- Machine credentials. A secret is 256 random bits, of which only the hash is kept.
CREATE TABLE service_client (
    id           uuid PRIMARY KEY DEFAULT uuid7(),
    organisation uuid NOT NULL REFERENCES organisation,
    name         text NOT NULL,
    scopes       text[] NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz,
    deleted_at   timestamptz
);
CREATE INDEX ON service_client (organisation);

CREATE TABLE client_secret (
    id         uuid PRIMARY KEY DEFAULT uuid7(),
    client     uuid NOT NULL REFERENCES service_client,
    hash       bytea NOT NULL, -- SHA-256
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz
);
CREATE INDEX ON client_secret (client);

-- Both limits lock the row they count for, so that two callers cannot both be the last.
CREATE FUNCTION client_has_room() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM organisation WHERE id = NEW.organisation FOR UPDATE;
    IF (SELECT count(*) FROM service_client
         WHERE organisation = NEW.organisation AND deleted_at IS NULL) >= 10 THEN
        PERFORM refuse('too_many_clients');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER client_has_room BEFORE INSERT ON service_client
    FOR EACH ROW EXECUTE FUNCTION client_has_room();

CREATE FUNCTION secret_has_room() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM service_client WHERE id = NEW.client FOR UPDATE;
    IF (SELECT count(*) FROM client_secret
         WHERE client = NEW.client AND (expires_at IS NULL OR expires_at > now())) >= 2 THEN
        PERFORM refuse('too_many_secrets');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER secret_has_room BEFORE INSERT ON client_secret
    FOR EACH ROW EXECUTE FUNCTION secret_has_room();

-- Keys that sign access tokens: the next one is published before it is used, so
-- that every worker knows it; a retired one until its last token has expired.
CREATE TYPE key_state AS ENUM ('next', 'active', 'retired');
CREATE TABLE signing_key (
    kid        text PRIMARY KEY, -- RFC 7638 thumbprint
    state      key_state NOT NULL,
    jwk        json  NOT NULL,
    sealed     bytea NOT NULL, -- PKCS #8, AES-256-GCM under the operator's key file, about the kid
    created_at timestamptz NOT NULL DEFAULT now(),
    active_at  timestamptz,
    retired_at timestamptz
);
CREATE UNIQUE INDEX signing_key_one_active ON signing_key (state) WHERE state = 'active';
CREATE UNIQUE INDEX signing_key_one_next ON signing_key (state) WHERE state = 'next';

-- Tokens, sessions and clients that count no more; each worker reads it every second.
CREATE TABLE revocation (
    id         uuid PRIMARY KEY DEFAULT uuid7(),
    subject    text NOT NULL,
    revoked_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON revocation (revoked_at);

-- What was done, by whom. Members that hold addresses or secrets are left out.
CREATE TABLE audit_entry (
    id      uuid PRIMARY KEY DEFAULT uuid7(),
    at      timestamptz NOT NULL DEFAULT now(),
    person  uuid,
    client  uuid,
    request text,
    action  text NOT NULL, -- insert, update or delete
    noun    text NOT NULL,
    subject text NOT NULL,
    before  jsonb,
    after   jsonb
);
CREATE INDEX ON audit_entry (noun, subject, id);

CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    unseen CONSTANT text[] := ARRAY['email', 'recipient_email', 'hash', 'sealed', 'search_text'];
    old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - unseen END;
    new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - unseen END;
BEGIN
    INSERT INTO audit_entry (person, client, request, action, noun, subject, before, after)
    VALUES (caller_person(), caller_client(), current_setting('citylearn.request', true),
            lower(TG_OP), TG_TABLE_NAME,
            coalesce(coalesce(new_row, old_row)->>'id',
                     concat_ws(' ', coalesce(new_row, old_row)->>'organisation',
                               coalesce(new_row, old_row)->>'person')),
            (SELECT jsonb_object_agg(key, value) FROM jsonb_each(old_row)
              WHERE new_row IS NULL OR new_row->key IS DISTINCT FROM value),
            (SELECT jsonb_object_agg(key, value) FROM jsonb_each(new_row)
              WHERE old_row IS NULL OR old_row->key IS DISTINCT FROM value));
    RETURN NULL;
END $$;
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON organisation
    FOR EACH ROW EXECUTE FUNCTION audit();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON organisation_verification
    FOR EACH ROW EXECUTE FUNCTION audit();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON membership
    FOR EACH ROW EXECUTE FUNCTION audit();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OF scopes, deleted_at OR DELETE ON service_client
    FOR EACH ROW EXECUTE FUNCTION audit();
CREATE TRIGGER audit AFTER INSERT OR DELETE ON client_secret
    FOR EACH ROW EXECUTE FUNCTION audit();

ALTER TABLE organisation ENABLE ROW LEVEL SECURITY;
ALTER TABLE organisation_verification ENABLE ROW LEVEL SECURITY;
ALTER TABLE membership ENABLE ROW LEVEL SECURITY;
ALTER TABLE city_membership ENABLE ROW LEVEL SECURITY;
ALTER TABLE person ENABLE ROW LEVEL SECURITY;
ALTER TABLE service_client ENABLE ROW LEVEL SECURITY;
ALTER TABLE client_secret ENABLE ROW LEVEL SECURITY;

CREATE POLICY everyone_sees_the_admitted ON organisation FOR SELECT TO citylearn_api
    USING (state IN ('verified', 'suspended', 'archived') OR allowed(id)
           OR allowed_city(city, 'city_viewer')
           OR EXISTS (SELECT FROM city AS c WHERE c.id = organisation.city AND c.approval = 'open'
                         AND organisation.state IN ('draft', 'pending')));
CREATE POLICY people_register ON organisation FOR INSERT TO citylearn_api
    WITH CHECK (caller_person() IS NOT NULL AND state = 'draft');
CREATE POLICY managers_change ON organisation FOR UPDATE TO citylearn_api
    USING (allowed(id) OR allowed_city(city, 'city_admin'));

CREATE POLICY concerned_see ON organisation_verification FOR SELECT TO citylearn_api
    USING (allowed(organisation)
           OR EXISTS (SELECT FROM organisation AS o WHERE o.id = organisation
                         AND allowed_city(o.city, 'city_viewer')));
CREATE POLICY managers_ask ON organisation_verification FOR INSERT TO citylearn_api
    WITH CHECK (allowed(organisation) AND accepted IS NULL);
CREATE POLICY city_decides ON organisation_verification FOR UPDATE TO citylearn_api
    USING (EXISTS (SELECT FROM organisation AS o WHERE o.id = organisation
                      AND allowed_city(o.city, 'city_admin')));

CREATE POLICY own_and_managed ON membership FOR SELECT TO citylearn_api
    USING (person = caller_person() OR allowed(organisation));
CREATE POLICY own ON city_membership FOR SELECT TO citylearn_api USING (person = caller_person());
CREATE POLICY own ON person FOR SELECT TO citylearn_api USING (id = caller_person());
CREATE POLICY managed ON service_client TO citylearn_api USING (allowed(organisation));
CREATE POLICY managed ON client_secret TO citylearn_api
    USING (EXISTS (SELECT FROM service_client AS c WHERE c.id = client AND allowed(c.organisation)));

GRANT SELECT, INSERT, UPDATE ON organisation, organisation_verification TO citylearn_api;
GRANT SELECT ON membership, city_membership, person TO citylearn_api;
GRANT SELECT, INSERT, UPDATE ON service_client TO citylearn_api;
GRANT SELECT, INSERT, DELETE ON client_secret TO citylearn_api;
GRANT SELECT ON signing_key, revocation TO citylearn_api;
GRANT INSERT ON revocation TO citylearn_api;

CREATE TYPE doc.organisation_stub AS (id uuid, slug text, name text, url doc.address);
COMMENT ON TYPE doc.organisation_stub IS 'An organisation, as far as needed to name it and to find more.';

CREATE TYPE doc.organisation AS (
    id uuid, slug text, city text, name text, description text, language text,
    "availableLanguages" text[], translations json, "legalName" text, "registrationNumber" text,
    country text, website text, email text, state organisation_state, "stateReason" text,
    url doc.address, "createdAt" doc.instant, "updatedAt" doc.instant
);
COMMENT ON TYPE doc.organisation IS 'A library, a school, an employer: who publishes activities and awards badges.';
COMMENT ON COLUMN doc.organisation.city IS 'The slug of its home city.';
COMMENT ON COLUMN doc.organisation.description IS 'What it does; null when there is no text in this language.';
COMMENT ON COLUMN doc.organisation.translations IS 'All texts by language; null unless expand=translations.';
COMMENT ON COLUMN doc.organisation.website IS 'Null when it has none.';
COMMENT ON COLUMN doc.organisation.email IS 'For questions; null when it gave none.';
COMMENT ON COLUMN doc.organisation."stateReason" IS 'Why it was rejected or suspended, for itself and its city; else null.';

CREATE FUNCTION organisation_document(o organisation, wanted text[], whole boolean)
RETURNS doc.organisation LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
    SELECT ROW(o.id, o.slug, c.slug, texts.own->>'name', texts.own->>'description', texts.tag,
               languages_of(o.translations), CASE WHEN whole THEN o.translations END,
               o.legal_name, o.registration_number, o.country, o.website, o.email, o.state,
               CASE WHEN o.state_reason IS NOT NULL
                     AND (allowed(o.id) OR allowed_city(o.city, 'city_viewer'))
                    THEN o.state_reason END, address('/v1/organisations/' || o.id), utc(o.created_at),
               utc(o.updated_at))::doc.organisation
      FROM city AS c,
           LATERAL (SELECT tag, o.translations->tag AS own
                      FROM choose_language(o.translations, wanted, c.default_language) AS tag) AS texts
     WHERE c.id = o.city);
END $$;

CREATE TYPE doc.client AS (
    id uuid, name text, scopes text[], "createdAt" doc.instant, "lastUsedAt" doc.instant,
    secrets int
);
COMMENT ON TYPE doc.client IS 'A program that acts for an organisation.';
COMMENT ON COLUMN doc.client."lastUsedAt" IS 'When it last fetched a token, to the hour; null when never.';
COMMENT ON COLUMN doc.client.secrets IS 'How many of its secrets are live: at most two.';

CREATE TYPE doc.client_with_secret AS (
    id uuid, name text, scopes text[], "createdAt" doc.instant, "clientId" text,
    "clientSecret" text
);
COMMENT ON TYPE doc.client_with_secret IS 'A new secret of a client. It is shown this once.';
COMMENT ON COLUMN doc.client_with_secret."clientSecret" IS 'Is null when the answer is sent again for its Idempotency-Key.';

-- A person whose address the operator, or later a sign-in, vouches for. Awards
-- that were held for the address become theirs (B12).
CREATE FUNCTION person_enter(in_email text) RETURNS uuid LANGUAGE sql AS $$
INSERT INTO person (email) VALUES (lower(in_email))
    ON CONFLICT (email) DO UPDATE SET email = excluded.email
RETURNING id
$$;

-- Registers an organisation; who does so becomes its owner.
CREATE FUNCTION organisation_register(input jsonb) RETURNS organisation LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    made organisation;
    home city;
BEGIN
    IF caller_person() IS NULL THEN
        PERFORM refuse('not_allowed');
    END IF;
    SELECT * INTO home FROM city WHERE slug = input->>'city' AND state = 'active';
    IF NOT FOUND THEN
        PERFORM refuse('unknown_city');
    END IF;
    -- A registration takes a number and a slug from everybody else until the city has judged it.
    PERFORM FROM person WHERE id = caller_person() FOR UPDATE;
    IF (SELECT count(*) FROM membership AS m JOIN organisation AS o ON o.id = m.organisation
         WHERE m.person = caller_person() AND m.role = 'owner'
           AND o.state IN ('draft', 'pending', 'rejected')) >= 20 THEN
        PERFORM refuse('too_many_organisations');
    END IF;
    INSERT INTO organisation (city, slug, legal_name, registration_number, country, website, email,
                              translations)
    VALUES (home.id, input->>'slug', input->>'legalName', input->>'registrationNumber',
            coalesce(input->>'country', home.country), input->>'website', input->>'email',
            read_translations(input, ARRAY['name', 'description'], home.default_language))
    RETURNING * INTO made;
    PERFORM organisation_texts_fit(made, home);
    INSERT INTO membership (organisation, person, role) VALUES (made.id, caller_person(), 'owner');
    RETURN made;
END $$;

CREATE FUNCTION organisation_texts_fit(o organisation, home city) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT languages_of(o.translations) <@ home.languages THEN
        PERFORM refuse('unknown_language');
    END IF;
    IF NOT EXISTS (SELECT FROM jsonb_each(o.translations) WHERE value ? 'name') THEN
        PERFORM refuse('bad_input', 'Give it a "name" in at least one language.');
    END IF;
END $$;

-- The three below run with the caller's rights: what row-level security hides is not found.
CREATE FUNCTION organisation_patch(in_organisation uuid, patch jsonb, in_version bigint)
RETURNS SETOF organisation LANGUAGE plpgsql AS $$
DECLARE
    o organisation;
    home city;
BEGIN
    SELECT * INTO o FROM organisation WHERE id = organisation_own(in_organisation) FOR UPDATE;
    IF o.version <> in_version AND in_version <> 0 THEN
        PERFORM refuse('precondition_failed');
    END IF;
    SELECT * INTO home FROM city WHERE id = o.city;
    o.translations := patch_translations(o.translations, patch, ARRAY['name', 'description'],
                                         home.default_language);
    o.slug := coalesce(patch->>'slug', o.slug);
    o.legal_name := coalesce(patch->>'legalName', o.legal_name);
    o.registration_number := coalesce(patch->>'registrationNumber', o.registration_number);
    o.country := coalesce(patch->>'country', o.country);
    o.website := CASE WHEN patch ? 'website' THEN patch->>'website' ELSE o.website END;
    o.email := CASE WHEN patch ? 'email' THEN patch->>'email' ELSE o.email END;
    PERFORM organisation_texts_fit(o, home);
    RETURN QUERY
    UPDATE organisation
       SET translations = o.translations, slug = o.slug, legal_name = o.legal_name,
           registration_number = o.registration_number, country = o.country, website = o.website,
           email = o.email, version = version + 1, updated_at = now()
     WHERE id = in_organisation
    RETURNING *;
END $$;

CREATE FUNCTION organisation_submit(in_organisation uuid, in_comment text, in_documents text[])
RETURNS SETOF organisation LANGUAGE plpgsql AS $$
DECLARE
    o organisation;
BEGIN
    SELECT * INTO o FROM organisation WHERE id = organisation_own(in_organisation) FOR UPDATE;
    o.state := next_state('organisation', o.state::text, 'submit');
    INSERT INTO organisation_verification (organisation, comment, documents, requested_by)
    VALUES (in_organisation, in_comment, in_documents, caller_person());
    RETURN QUERY
    UPDATE organisation
       SET state = o.state, state_reason = NULL, version = version + 1, updated_at = now()
     WHERE id = in_organisation
    RETURNING *;
END $$;

CREATE FUNCTION organisation_archive(in_organisation uuid) RETURNS SETOF organisation
LANGUAGE plpgsql AS $$
DECLARE
    o organisation;
BEGIN
    SELECT * INTO o FROM organisation WHERE id = organisation_own(in_organisation) FOR UPDATE;
    o.state := next_state('organisation', o.state::text, 'archive');
    RETURN QUERY
    UPDATE organisation SET state = o.state, version = version + 1, updated_at = now()
     WHERE id = in_organisation
    RETURNING *;
END $$;

CREATE FUNCTION organisation_decide(in_organisation uuid, in_action text, in_reason text)
RETURNS SETOF organisation LANGUAGE plpgsql AS $$
DECLARE
    o organisation;
BEGIN
    SELECT * INTO o FROM organisation WHERE id = in_organisation;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    ELSIF NOT allowed_city(o.city, 'city_admin') THEN
        PERFORM refuse('not_allowed');
    END IF;
    SELECT * INTO o FROM organisation WHERE id = in_organisation FOR UPDATE;
    o.state := next_state('organisation', o.state::text, in_action);
    UPDATE organisation_verification
       SET accepted = in_action = 'verify', reason = in_reason, decided_by = caller_person(),
           decided_at = now()
     WHERE organisation = in_organisation AND accepted IS NULL;
    RETURN QUERY
    UPDATE organisation
       SET state = o.state, version = version + 1, updated_at = now(),
           state_reason = CASE WHEN o.state IN ('rejected', 'suspended') THEN in_reason END
     WHERE id = in_organisation
    RETURNING *;
END $$;

-- What a client is when its secret fits; its use is noted to the hour.
CREATE FUNCTION client_enter(in_client uuid, in_hash bytea)
RETURNS TABLE (organisation uuid, scopes text[]) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT c.organisation, c.scopes
      FROM service_client AS c JOIN client_secret AS s ON s.client = c.id
     WHERE c.id = in_client AND c.deleted_at IS NULL AND s.hash = in_hash
       AND (s.expires_at IS NULL OR s.expires_at > now());
    IF FOUND THEN
        UPDATE service_client SET last_used_at = now()
         WHERE id = in_client AND coalesce(last_used_at, '-infinity') < now() - interval '1 hour';
    END IF;
END $$;

-- With the caller's rights: what row-level security hides is not found.
CREATE FUNCTION client_made(in_organisation uuid, in_name text, in_scopes text[], in_hash bytea)
RETURNS SETOF service_client LANGUAGE plpgsql AS $$
DECLARE
    made service_client;
BEGIN
    INSERT INTO service_client (organisation, name, scopes)
    VALUES (organisation_own(in_organisation), in_name, in_scopes)
    RETURNING * INTO made;
    INSERT INTO client_secret (client, hash) VALUES (made.id, in_hash);
    RETURN NEXT made;
END $$;

CREATE FUNCTION client_secret_expire(in_client uuid, but uuid, seconds int) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
UPDATE client_secret AS s SET expires_at = least(s.expires_at, now() + make_interval(secs => seconds))
  FROM service_client AS c
 WHERE c.id = in_client AND allowed(c.organisation) AND s.client = c.id AND s.id <> but
   AND (s.expires_at IS NULL OR s.expires_at > now())
$$;

-- Called with what its statement retired, so that it comes after it.
CREATE FUNCTION key_promote(retired int) RETURNS text LANGUAGE sql AS $$
UPDATE signing_key SET state = 'active', active_at = now() WHERE state = 'next' AND retired >= 0
RETURNING kid
$$;
