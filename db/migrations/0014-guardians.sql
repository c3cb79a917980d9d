-- Minors, and the guardians who consent for them (domain.md B12, B20, B23).
--
-- Whether somebody needs a guardian, and whether one has consented, is worked out from rows when
-- it is asked for. No flag goes stale: a birthday needs no job, and a withdrawal counts at once.

-- When a person has certainly reached the age of consent of their city. Only the year of birth
-- is known, so it is the first moment, in the city, of the year after the one in which they turn
-- that age. Without a city the highest age counts; without a year of birth nothing does.
CREATE FUNCTION of_age_at(in_birth_year int, in_city uuid) RETURNS timestamptz
LANGUAGE plpgsql STABLE AS $$
DECLARE
    home city;
BEGIN
    SELECT * INTO home FROM city WHERE id = in_city;
    RETURN make_timestamptz(in_birth_year + coalesce(home.consent_age, 16) + 1, 1, 1, 0, 0, 0,
                            coalesce(home.time_zone, 'UTC'));
END $$;

CREATE FUNCTION needs_guardian(in_birth_year int, in_city uuid) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce(of_age_at(in_birth_year, in_city) > now(), false);
END $$;

CREATE TYPE guardianship_state AS ENUM ('pending', 'consented', 'refused', 'withdrawn', 'ended');

-- That a child has named somebody as its guardian, and what that one decided. The address is
-- the child's word; the guardian is known once signed in with it.
CREATE TABLE guardianship (
    id             uuid PRIMARY KEY DEFAULT uuid7(),
    child          uuid NOT NULL REFERENCES person,
    guardian       uuid REFERENCES person CHECK (guardian <> child),
    guardian_email text NOT NULL CHECK (guardian_email = lower(guardian_email)),
    hash           bytea UNIQUE, -- SHA-256 of the mailed link; gone once it was decided
    state          guardianship_state NOT NULL DEFAULT 'pending',
    relation       text, -- in the guardian's words
    terms          text, -- the version that was consented to
    invited_at     timestamptz NOT NULL DEFAULT now(),
    expires_at     timestamptz NOT NULL DEFAULT now() + interval '30 days',
    decided_at     timestamptz,
    CHECK (state <> 'consented' OR guardian IS NOT NULL AND terms IS NOT NULL),
    CHECK (hash IS NULL OR state = 'pending')
);
CREATE INDEX ON guardianship (child, id);
CREATE INDEX ON guardianship (guardian) WHERE guardian IS NOT NULL;
CREATE INDEX ON guardianship (guardian_email) WHERE state = 'pending';
-- One question at a time: a new one takes the place of the one before.
CREATE UNIQUE INDEX guardianship_one_open ON guardianship (child) WHERE state = 'pending';
CREATE UNIQUE INDEX guardianship_one_standing ON guardianship (child, guardian)
    WHERE state IN ('consented', 'withdrawn');

INSERT INTO transition (noun, state, action, next_state) VALUES
    ('guardianship', 'pending',   'consent',  'consented'),
    ('guardianship', 'pending',   'refuse',   'refused'),
    ('guardianship', 'pending',   'replace',  'ended'),
    ('guardianship', 'consented', 'withdraw', 'withdrawn'),
    ('guardianship', 'consented', 'replace',  'ended'),
    ('guardianship', 'withdrawn', 'consent',  'consented'),
    ('guardianship', 'withdrawn', 'replace',  'ended'),
    ('guardianship', 'refused',   'consent',  'consented'),
    ('guardianship', 'refused',   'replace',  'ended');

-- The ledger: who consented to what for whom, how, and until when. Rows are only added, and
-- closed once.
CREATE TABLE consent (
    id           uuid PRIMARY KEY DEFAULT uuid7(),
    person       uuid NOT NULL REFERENCES person, -- for whom
    guardianship uuid NOT NULL REFERENCES guardianship,
    kind         text NOT NULL,
    version      text NOT NULL, -- of the words that were consented to
    scope        text NOT NULL,
    at           timestamptz NOT NULL DEFAULT now(),
    by           uuid NOT NULL REFERENCES person,
    source       text NOT NULL CHECK (source IN ('link', 'page', 'api')),
    withdrawn_at timestamptz
);
CREATE INDEX ON consent (person, id);
CREATE INDEX ON consent (guardianship);
CREATE INDEX ON consent (by);

CREATE TYPE consent_status AS ENUM ('adult', 'consented', 'awaiting_guardian', 'refused', 'withdrawn');

-- One guardian's consent is enough. A withdrawal outweighs it until whoever withdrew consents
-- again, so that a child cannot get round it by naming somebody else; a refusal counts only
-- while nobody has consented and nobody else is asked, since the address may have been wrong.
CREATE FUNCTION consent_state(in_person uuid) RETURNS consent_status
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
    SELECT CASE WHEN NOT needs_guardian(p.birth_year, p.home_city) THEN 'adult'
                WHEN 'withdrawn' = ANY (known.states) THEN 'withdrawn'
                WHEN 'consented' = ANY (known.states) THEN 'consented'
                WHEN 'pending' = ANY (known.states) THEN 'awaiting_guardian'
                WHEN 'refused' = ANY (known.states) THEN 'refused'
                ELSE 'awaiting_guardian' END::consent_status
      FROM person AS p,
           LATERAL (SELECT array_agg(g.state) AS states FROM guardianship AS g WHERE g.child = p.id) AS known
     WHERE p.id = in_person);
END $$;

CREATE FUNCTION may_consent_to_apps(in_person uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN coalesce(consent_state(in_person) IN ('adult', 'consented'), false);
END $$;

-- An app gets no code for a child without consent, however it asks.
CREATE FUNCTION code_needs_consent() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT may_consent_to_apps(NEW.person) THEN
        PERFORM refuse('guardian_needed');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER code_needs_consent BEFORE INSERT ON authorization_code
    FOR EACH ROW EXECUTE FUNCTION code_needs_consent();

-- Whose an award to this address is: NULL while nobody has shown that it is theirs, and while
-- its owner is a child without consent. The award then waits, and its issuer sees no difference.
-- A decision of the guardian and an award wait for each other by the child's row, so that no
-- award falls between the two; hence this is volatile.
CREATE OR REPLACE FUNCTION award_owner(in_email text) RETURNS uuid LANGUAGE plpgsql VOLATILE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    who person;
BEGIN
    SELECT p.* INTO who FROM identifier AS i JOIN person AS p ON p.id = i.person WHERE i.email = in_email;
    IF needs_guardian(who.birth_year, who.home_city) THEN
        PERFORM FROM person WHERE id = who.id FOR SHARE;
        IF NOT may_consent_to_apps(who.id) THEN
            RETURN NULL;
        END IF;
    END IF;
    RETURN who.id;
END $$;

-- Awards that were held become the person's, by each of their addresses.
CREATE FUNCTION awards_claim(in_person uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE award SET person = in_person
     WHERE person IS NULL
       AND recipient_email IN (SELECT email FROM identifier WHERE identifier.person = in_person);
END $$;

-- The courier does the same for whoever came of age, and looks by this for those alone.
CREATE INDEX ON person (birth_year) WHERE birth_year IS NOT NULL;

-- Who sees an award of theirs. Everybody begins with themselves alone (B20).
CREATE TYPE visibility AS ENUM ('private', 'link', 'organisation', 'city', 'public');
ALTER TABLE award ADD visibility visibility NOT NULL DEFAULT 'private';

-- What nobody has shown to be theirs, or is a child's without consent, is not shown around.
CREATE FUNCTION award_stays_private() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.person IS NULL OR NOT may_consent_to_apps(NEW.person) THEN
        PERFORM refuse('minor_stays_private');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER award_stays_private BEFORE INSERT OR UPDATE OF visibility ON award
    FOR EACH ROW WHEN (NEW.visibility <> 'private') EXECUTE FUNCTION award_stays_private();

-- What a decision brings about, at once: held awards come with a consent; with a withdrawal
-- nothing is shared any more, and no app goes on.
CREATE FUNCTION guardianship_takes_effect() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF may_consent_to_apps(NEW.child) THEN
        PERFORM awards_claim(NEW.child);
        RETURN NULL;
    END IF;
    UPDATE award SET visibility = 'private' WHERE person = NEW.child AND visibility <> 'private';
    UPDATE connection SET revoked_at = now() WHERE person = NEW.child AND revoked_at IS NULL;
    PERFORM families_end(ARRAY(SELECT id FROM token_family WHERE person = NEW.child AND revoked_at IS NULL),
                         'disconnected');
    RETURN NULL;
END $$;
CREATE TRIGGER guardianship_takes_effect AFTER UPDATE OF state ON guardianship
    FOR EACH ROW WHEN (OLD.state <> NEW.state AND NEW.state IN ('consented', 'withdrawn'))
    EXECUTE FUNCTION guardianship_takes_effect();

-- Whether a person is certainly 18, by the year of birth; who gave none counts as such.
CREATE FUNCTION is_major(in_person uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT make_timestamptz(birth_year + 19, 1, 1, 0, 0, 0, 'UTC') <= now()
                       FROM person WHERE id = in_person), true);
END $$;

-- Whether the caller has shown that the address is theirs.
CREATE FUNCTION caller_has_address(in_email text) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT EXISTS (SELECT FROM identifier AS i WHERE i.email = in_email AND i.person = caller_person())
$$;

CREATE FUNCTION city_name(c city, wanted text[]) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce(c.translations->choose_language(c.translations, wanted, c.default_language)->>'name', '');
END $$;

-- The caller names a guardian, who is written to.
CREATE FUNCTION guardian_invite(in_email text, in_link bytea, in_mail uuid, in_sealed bytea, in_language text)
RETURNS guardianship LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    address CONSTANT text := lower(in_email);
    child person;
    home city;
    tongue text;
    made guardianship;
BEGIN
    SELECT * INTO child FROM person WHERE id = caller_person() AND closed_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('not_allowed');
    ELSIF NOT needs_guardian(child.birth_year, child.home_city) THEN
        PERFORM refuse('guardian_not_needed');
    ELSIF caller_has_address(address) THEN
        PERFORM refuse('own_address');
    ELSIF (SELECT count(*) FROM guardianship AS g
            WHERE g.child = caller_person() AND g.invited_at > now() - interval '1 day') >= 5 THEN
        PERFORM refuse('guardian_asked_too_often');
    END IF;
    UPDATE guardianship AS g SET state = next_state('guardianship', g.state::text, 'replace')::guardianship_state, hash = NULL
     WHERE g.child = caller_person() AND g.state = 'pending';
    INSERT INTO guardianship (child, guardian_email, hash) VALUES (child.id, address, in_link)
    RETURNING * INTO made;
    SELECT * INTO home FROM city WHERE id = child.home_city;
    tongue := coalesce((SELECT p.language FROM identifier AS i JOIN person AS p ON p.id = i.person
                         WHERE i.email = address), in_language);
    PERFORM mail_add(in_mail, 'guardian', address, tongue, child.id, NULL, NULL,
                     jsonb_build_object('child', text_for_mail(child.name), 'city', city_name(home, ARRAY[tongue]),
                                        'age', coalesce(home.consent_age, 16)), in_sealed),
            audit_note('guardian_invited', 'security', made.id::text, child.id);
    RETURN made;
END $$;

-- The question that a link is for; or, for who has shown that the address is theirs, its id.
CREATE FUNCTION guardianship_asked(in_link bytea, in_id uuid) RETURNS guardianship
LANGUAGE plpgsql STABLE AS $$
DECLARE
    g guardianship;
BEGIN
    SELECT o.* INTO g FROM guardianship AS o JOIN person AS p ON p.id = o.child
     WHERE (o.hash = in_link OR o.id = in_id AND caller_has_address(o.guardian_email))
       AND o.state = 'pending' AND o.expires_at > now() AND p.closed_at IS NULL
       AND needs_guardian(p.birth_year, p.home_city);
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    END IF;
    RETURN g;
END $$;

-- What the page of a question shows.
CREATE FUNCTION guardian_question(in_link bytea, in_id uuid, wanted text[])
RETURNS TABLE (id uuid, child text, city text, email text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    g CONSTANT guardianship := guardianship_asked(in_link, in_id);
BEGIN
    RETURN QUERY
    SELECT g.id, coalesce(p.name, p.email), city_name(c, wanted), g.guardian_email
      FROM person AS p LEFT JOIN city AS c ON c.id = p.home_city WHERE p.id = g.child;
END $$;

-- Whether the caller may consent for the child.
CREATE FUNCTION guardian_judge(g guardianship) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF caller_person() = g.child THEN
        PERFORM refuse('own_address');
    ELSIF caller_person() IS NULL
          OR g.guardian IS DISTINCT FROM caller_person() AND NOT caller_has_address(g.guardian_email) THEN
        PERFORM refuse('guardian_address');
    ELSIF NOT is_major(caller_person()) THEN
        PERFORM refuse('guardian_not_adult');
    END IF;
END $$;

-- The version of what a guardian consents to: the words "guardian" of the pages.
CREATE FUNCTION guardian_terms() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT '1' $$;

-- What a decision leaves behind for later: the ledger, the audit, and a word to the child.
CREATE FUNCTION guardianship_told(g guardianship, in_source text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF g.state = 'consented' THEN
        INSERT INTO consent (person, guardianship, kind, version, scope, by, source)
        VALUES (g.child, g.id, 'guardian', g.terms, 'account', caller_person(), in_source);
    ELSE
        UPDATE consent SET withdrawn_at = now() WHERE guardianship = g.id AND withdrawn_at IS NULL;
    END IF;
    PERFORM audit_note(CASE g.state WHEN 'consented' THEN 'guardian_consented' WHEN 'refused' THEN 'guardian_refused'
                                    ELSE 'guardian_withdrew' END, 'security', g.id::text, g.child),
            mail_tell(g.child, CASE g.state WHEN 'consented' THEN 'guardian_consented' ELSE 'guardian_refused' END, '{}');
END $$;

-- The one place where a guardianship is decided. What else stands between the two gives way to
-- a new consent.
CREATE FUNCTION guardianship_decide(it guardianship, in_action text, in_relation text, in_source text)
RETURNS guardianship LANGUAGE plpgsql AS $$
DECLARE
    g guardianship;
    next guardianship_state;
BEGIN
    PERFORM FROM person WHERE id = it.child FOR UPDATE;
    SELECT * INTO g FROM guardianship WHERE id = it.id FOR UPDATE;
    next := next_state('guardianship', g.state::text, in_action)::guardianship_state;
    IF next = 'consented' THEN
        PERFORM guardian_judge(g);
        UPDATE consent AS c SET withdrawn_at = now() FROM guardianship AS o
         WHERE o.id = c.guardianship AND o.child = g.child AND o.guardian = caller_person() AND c.withdrawn_at IS NULL;
        UPDATE guardianship AS o SET state = next_state('guardianship', o.state::text, 'replace')::guardianship_state
         WHERE o.child = g.child AND o.guardian = caller_person() AND o.id <> g.id AND o.state <> 'ended';
    END IF;
    UPDATE guardianship
       SET state = next, decided_at = now(), hash = NULL, relation = coalesce(in_relation, relation),
           guardian = CASE WHEN guardian IS NULL AND caller_has_address(guardian_email) AND caller_person() <> child
                           THEN caller_person() ELSE guardian END,
           terms = CASE next WHEN 'consented' THEN guardian_terms() ELSE terms END
     WHERE id = g.id
    RETURNING * INTO g;
    PERFORM guardianship_told(g, in_source);
    RETURN g;
END $$;

-- A guardian answers by the mailed link, or with the address that it was sent to. To refuse, the
-- link is enough; to consent, one is signed in, so that one can withdraw.
CREATE FUNCTION guardian_answer(in_link bytea, in_id uuid, in_action text, in_relation text) RETURNS guardianship
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN guardianship_decide(guardianship_asked(in_link, in_id), in_action, in_relation, 'link');
END $$;

-- What there is between the caller and a child that needs a guardian still: with coming of age
-- a guardian's power ends, and so does the sight of the child.
CREATE FUNCTION caller_guardianships() RETURNS SETOF guardianship
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT g.* FROM guardianship AS g JOIN person AS p ON p.id = g.child
     WHERE (g.guardian = caller_person() AND g.state NOT IN ('pending', 'ended')
            OR g.state = 'pending' AND g.expires_at > now()
               AND g.guardian_email IN (SELECT i.email FROM identifier AS i WHERE i.person = caller_person()))
       AND p.closed_at IS NULL AND needs_guardian(p.birth_year, p.home_city);
END $$;

-- The same later on, by the child: of several the one that allows it.
CREATE FUNCTION child_decide(in_child uuid, in_action text, in_relation text, in_source text) RETURNS guardianship
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    g guardianship;
BEGIN
    SELECT * INTO g FROM caller_guardianships() AS c WHERE c.child = in_child
     ORDER BY EXISTS (SELECT FROM transition AS t
                       WHERE t.noun = 'guardianship' AND t.state = c.state::text AND t.action = in_action) DESC,
              c.id DESC
     LIMIT 1;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    END IF;
    RETURN guardianship_decide(g, in_action, in_relation, in_source);
END $$;

-- An award that came to the guardian's address is handed to the child that it is for.
CREATE FUNCTION child_awarded(in_child uuid, in_award uuid) RETURNS award
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    a award;
BEGIN
    PERFORM FROM person WHERE id = in_child FOR SHARE;
    IF NOT EXISTS (SELECT FROM caller_guardianships() AS g WHERE g.child = in_child AND g.state = 'consented') THEN
        PERFORM refuse('not_found');
    END IF;
    SELECT * INTO a FROM award WHERE id = in_award AND person = caller_person() FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    ELSIF NOT may_consent_to_apps(in_child) THEN
        PERFORM refuse('guardian_needed');
    ELSIF EXISTS (SELECT FROM award AS o WHERE o.badge = a.badge AND o.person = in_child AND o.revoked_at IS NULL
                     AND tstzrange(o.issued_at, o.expires_at) && tstzrange(a.issued_at, a.expires_at)) THEN
        PERFORM refuse('already_has_badge');
    END IF;
    UPDATE award SET person = in_child, visibility = 'private', version = version + 1, updated_at = now()
     WHERE id = in_award
    RETURNING * INTO a;
    RETURN a;
END $$;

-- How it stands with the caller, for their pages: the latest guardian they asked.
CREATE FUNCTION guardian_standing() RETURNS TABLE (state consent_status, email text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT consent_state(caller_person()),
           (SELECT g.guardian_email FROM guardianship AS g
             WHERE g.child = caller_person() AND g.state <> 'ended' ORDER BY g.id DESC LIMIT 1);
END $$;

CREATE TYPE doc.guardianship AS (
    id uuid, "isChild" boolean, child uuid, "childName" text, "guardianEmail" text, state guardianship_state,
    relation text, "invitedAt" doc.instant, "expiresAt" doc.instant, "decidedAt" doc.instant
);
COMMENT ON TYPE doc.guardianship IS 'That a child has named somebody as its guardian, and what that one decided.';
COMMENT ON COLUMN doc.guardianship."isChild" IS 'Whether the caller is the child, and not the guardian.';
COMMENT ON COLUMN doc.guardianship."childName" IS 'Null when the child gave none.';
COMMENT ON COLUMN doc.guardianship."guardianEmail" IS 'The address that the child named.';
COMMENT ON COLUMN doc.guardianship.relation IS 'What the guardian is to the child, in their own words; null when they said nothing.';
COMMENT ON COLUMN doc.guardianship."expiresAt" IS 'Until when the mailed link counts.';
COMMENT ON COLUMN doc.guardianship."decidedAt" IS 'Null while nothing was decided.';

CREATE FUNCTION guardianship_document(g guardianship) RETURNS doc.guardianship LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
    SELECT ROW(g.id, g.child = caller_person(), g.child, p.name, g.guardian_email, g.state, g.relation,
               utc(g.invited_at), utc(g.expires_at), utc(g.decided_at))::doc.guardianship
      FROM person AS p WHERE p.id = g.child);
END $$;

-- Both sides of the caller: those who were asked for them, and those whom they were asked for.
CREATE FUNCTION guardianship_list() RETURNS SETOF doc.guardianship
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT d.*
      FROM (SELECT * FROM guardianship WHERE child = caller_person()
             UNION
            SELECT * FROM caller_guardianships()
             ORDER BY id DESC LIMIT 500) AS g, LATERAL guardianship_document(g) AS d
     ORDER BY g.id DESC;
END $$;

CREATE TYPE doc.child AS (
    id uuid, name text, "consentState" consent_status, guardianship guardianship_state, relation text,
    "decidedAt" doc.instant, "ofAgeAt" doc.instant
);
COMMENT ON TYPE doc.child IS 'A child that has named the caller as its guardian.';
COMMENT ON COLUMN doc.child.name IS 'Null when the child gave none.';
COMMENT ON COLUMN doc.child."consentState" IS 'How it stands with the child, all its guardians taken together.';
COMMENT ON COLUMN doc.child.guardianship IS 'What the caller has decided.';
COMMENT ON COLUMN doc.child.relation IS 'What the caller is to the child, in their own words; null when they said nothing.';
COMMENT ON COLUMN doc.child."decidedAt" IS 'Null while nothing was decided.';
COMMENT ON COLUMN doc.child."ofAgeAt" IS 'When the child needs no guardian any more; null while the caller has not consented.';

-- One row for each child: what the caller has decided counts before a question that is open.
CREATE FUNCTION child_list() RETURNS SETOF doc.child
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT p.id, p.name, consent_state(p.id), g.state, g.relation, utc(g.decided_at),
           (CASE g.state WHEN 'consented' THEN utc(of_age_at(p.birth_year, p.home_city)) END)::doc.instant
      FROM (SELECT DISTINCT ON (c.child) c.* FROM caller_guardianships() AS c
             ORDER BY c.child, c.state = 'pending', c.id DESC) AS g
      JOIN person AS p ON p.id = g.child
     ORDER BY p.name, p.id;
END $$;

-- Volatile, so that it sees what the statement before it wrote.
CREATE FUNCTION child_answer(in_child uuid) RETURNS answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT answered(to_json(c), NULL, c.id) FROM child_list() AS c WHERE c.id = in_child);
END $$;

ALTER TYPE doc.me ADD ATTRIBUTE "consentState" consent_status;
COMMENT ON COLUMN doc.me."consentState" IS 'Of age, or how it stands with the consent of a guardian.';

CREATE OR REPLACE FUNCTION person_document(p person) RETURNS doc.me LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
    SELECT ROW(p.id, p.email, p.name, p.language,
               (SELECT coalesce(array_agg(ROW(organisation_stub(o, ARRAY[p.language], c.default_language),
                                              m.role)::doc.organisation_role ORDER BY o.slug), '{}')
                  FROM membership AS m JOIN organisation AS o ON o.id = m.organisation
                  JOIN city AS c ON c.id = o.city WHERE m.person = p.id),
               (SELECT coalesce(array_agg(ROW(c.slug, m.role)::doc.city_role ORDER BY c.slug), '{}')
                  FROM city_membership AS m JOIN city AS c ON c.id = m.city
                 WHERE m.person = p.id), consent_state(p.id))::doc.me);
END $$;

ALTER TABLE guardianship ENABLE ROW LEVEL SECURITY;
ALTER TABLE consent ENABLE ROW LEVEL SECURITY;
CREATE POLICY concerned ON guardianship FOR SELECT TO citylearn_api
    USING (child = caller_person() OR guardian = caller_person());
CREATE POLICY concerned ON consent FOR SELECT TO citylearn_api
    USING (person = caller_person() OR by = caller_person());
GRANT SELECT (id, child, guardian, guardian_email, state, relation, terms, invited_at, expires_at, decided_at)
    ON guardianship TO citylearn_api;
GRANT SELECT ON consent TO citylearn_api;

-- For awards of those who came of age.
CREATE POLICY courier ON person FOR SELECT TO citylearn_courier USING (true);
CREATE POLICY courier ON identifier FOR SELECT TO citylearn_courier USING (true);
CREATE POLICY courier_finds ON award FOR SELECT TO citylearn_courier USING (true);
CREATE POLICY courier_gives ON award FOR UPDATE TO citylearn_courier
    USING (person IS NULL) WITH CHECK (person IS NOT NULL);
GRANT SELECT ON city TO citylearn_courier;
GRANT SELECT (id, birth_year, home_city) ON person TO citylearn_courier;
GRANT SELECT (email, person) ON identifier TO citylearn_courier;
GRANT SELECT (person, recipient_email), UPDATE (person) ON award TO citylearn_courier;

REVOKE EXECUTE ON FUNCTION
    consent_state, may_consent_to_apps, guardian_invite, guardian_question, guardian_answer,
    caller_guardianships, child_decide, child_awarded, guardian_standing, guardianship_list, child_list,
    child_answer
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    consent_state, may_consent_to_apps, guardian_invite, guardian_question, guardian_answer,
    caller_guardianships, child_decide, child_awarded, guardian_standing, guardianship_list, child_list,
    child_answer
    TO citylearn_api;
