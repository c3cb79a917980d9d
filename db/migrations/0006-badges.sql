-- Badges and awards (domain.md B11, B12, B17, B20, B21).

CREATE TYPE badge_state AS ENUM ('draft', 'active', 'archived');
-- Terms of Open Badges 3.0: what a badge is aligned to, and what its results are.
CREATE TYPE target_type AS ENUM ('ceasn:Competency', 'ceterms:Credential', 'CFItem', 'CFRubric', 'CFRubricCriterion',
                                 'CFRubricCriterionLevel', 'CTDL');
CREATE TYPE result_type AS ENUM ('GradePointAverage', 'LetterGrade', 'Percent', 'PerformanceLevel', 'PredictedScore', 'RawScore',
                                 'Result', 'RubricCriterion', 'RubricCriterionLevel', 'RubricScore', 'ScaledScore', 'Status');
CREATE TYPE result_status AS ENUM ('Completed', 'Enrolled', 'Failed', 'InProgress', 'OnHold', 'Provisional', 'Withdrew');

CREATE TABLE badge (
    id               uuid PRIMARY KEY DEFAULT uuid7(),
    organisation     uuid NOT NULL CONSTRAINT unknown_organisation REFERENCES organisation,
    state            badge_state NOT NULL DEFAULT 'draft',
    achievement_type achievement_type NOT NULL,
    learning_form    learning_form,
    translations     jsonb NOT NULL, -- {"lt": {"name", "description", "criteria", "consumerDescription"}}
    tags             text[] NOT NULL DEFAULT '{}',
    particulars      jsonb NOT NULL DEFAULT '{}', -- as type badge_particulars has them
    valid_days       int CHECK (valid_days > 0), -- NULL: an award never expires
    first_awarded_at timestamptz,
    edition          int NOT NULL DEFAULT 1, -- which version of its meaning this is; earlier ones: badge_edition
    edition_began_at timestamptz NOT NULL DEFAULT now(),
    edition_awarded_at timestamptz, -- from then on it is frozen
    corrections      int NOT NULL DEFAULT 0,
    version          int NOT NULL DEFAULT 1,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    search_text      text NOT NULL GENERATED ALWAYS AS (words_of(translations)) STORED
);
CREATE INDEX ON badge (organisation, id);

INSERT INTO transition (noun, state, action, next_state) VALUES
    ('badge', 'draft',    'activate', 'active'),
    ('badge', 'active',   'archive',  'archived'),
    ('badge', 'archived', 'activate', 'active');

CREATE TABLE badge_skill (
    badge uuid NOT NULL REFERENCES badge ON DELETE CASCADE,
    skill uuid NOT NULL CONSTRAINT unknown_skill REFERENCES skill,
    PRIMARY KEY (badge, skill)
);
CREATE INDEX ON badge_skill (skill);

-- An active badge says what it stands for and comes from an organisation that may award.
CREATE FUNCTION badge_may_be_active() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM jsonb_each(NEW.translations)
                    WHERE value ? 'name' AND value ? 'criteria') THEN
        PERFORM refuse('text_missing');
    END IF;
    IF NOT organisation_may_publish(NEW.organisation) THEN
        PERFORM refuse('organisation_unverified');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER badge_may_be_active BEFORE INSERT OR UPDATE OF state, translations ON badge
    FOR EACH ROW WHEN (NEW.state = 'active') EXECUTE FUNCTION badge_may_be_active();

-- The languages in which there are these texts; all that there are where they are in none.
CREATE FUNCTION texts_with(translations jsonb, VARIADIC members text[]) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN coalesce((SELECT jsonb_object_agg(key, value) FROM jsonb_each(translations) WHERE value ?& members),
                    translations);
END $$;

-- What is frozen by the first award: all that documents say of it, but what is said to employers alone.
CREATE FUNCTION badge_meaning(b badge) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_build_object(
        'translations', (SELECT jsonb_object_agg(key, value - 'consumerDescription') FROM jsonb_each(b.translations)
                          WHERE value - 'consumerDescription' <> '{}'),
        'achievementType', b.achievement_type, 'learningForm', b.learning_form, 'tags', b.tags,
        'particulars', b.particulars, 'validDays', b.valid_days);
END $$;

CREATE TYPE doc.alignment AS (
    "targetName" text, "targetUrl" text, "targetCode" text, "targetDescription" text, "targetFramework" text,
    "targetType" target_type
);
COMMENT ON TYPE doc.alignment IS 'What a badge, a result or a level of it corresponds to in a framework of others.';
COMMENT ON COLUMN doc.alignment."targetCode" IS 'Its code in the framework; null when none was given.';
COMMENT ON COLUMN doc.alignment."targetDescription" IS 'Null when none was given.';
COMMENT ON COLUMN doc.alignment."targetFramework" IS 'The name of the framework; null when none was given.';
COMMENT ON COLUMN doc.alignment."targetType" IS 'A term of Open Badges 3.0; null when none was given.';
CREATE TYPE doc.result_level AS (
    id text, name text, description text, level text, points text, alignments doc.alignment[]
);
COMMENT ON TYPE doc.result_level IS 'One level of a result, by which it is judged.';
COMMENT ON COLUMN doc.result_level.id IS 'By which results name it.';
COMMENT ON COLUMN doc.result_level.description IS 'Null when none was given.';
COMMENT ON COLUMN doc.result_level.level IS 'Its rank, in words; null when none was given.';
COMMENT ON COLUMN doc.result_level.points IS 'Null when none were given.';
CREATE TYPE doc.result_description AS (
    id text, name text, "resultType" result_type, "allowedValues" text[], "requiredLevel" text, "requiredValue" text,
    "valueMin" double precision, "valueMax" double precision, levels doc.result_level[], alignments doc.alignment[]
);
COMMENT ON TYPE doc.result_description IS 'A result that an award of the badge may have.';
COMMENT ON COLUMN doc.result_description.id IS 'By which awards name it.';
COMMENT ON COLUMN doc.result_description."resultType" IS 'A term of Open Badges 3.0.';
COMMENT ON COLUMN doc.result_description."allowedValues" IS 'From the lowest to the highest; empty when any value is.';
COMMENT ON COLUMN doc.result_description."requiredLevel" IS 'The id of the level that has to be reached; null when none has to be.';
COMMENT ON COLUMN doc.result_description."requiredValue" IS 'The value that has to be reached; null when none has to be.';
COMMENT ON COLUMN doc.result_description."valueMin" IS 'The least number; null when there is none.';
COMMENT ON COLUMN doc.result_description."valueMax" IS 'The greatest number; null when there is none.';
COMMENT ON COLUMN doc.result_description.levels IS 'From the lowest to the highest.';
CREATE TYPE doc.related_badge AS (id doc.address, language text, version text);
COMMENT ON TYPE doc.related_badge IS 'Another badge, which this one has to do with.';
COMMENT ON COLUMN doc.related_badge.language IS 'Null when it was not given.';
COMMENT ON COLUMN doc.related_badge.version IS 'Null when it was not given.';

-- What the document of a badge says beside its texts. No rule asks for a part of it but
-- badge_particulars_fit, so it is kept as it was sent.
CREATE TYPE badge_particulars AS (
    "criteriaUrl" text, alignments doc.alignment[], "resultDescriptions" doc.result_description[],
    related doc.related_badge[], "humanCode" text, "fieldOfStudy" text, specialization text,
    "creditsAvailable" double precision
);

-- Results as they are kept: with each of their lists, be it empty.
CREATE FUNCTION results_kept(results jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN (
    SELECT jsonb_agg('{"allowedValues": [], "alignments": []}' || r.one || jsonb_build_object('levels', (
               SELECT coalesce(jsonb_agg('{"alignments": []}' || l.one ORDER BY l.place), '[]')
                 FROM jsonb_array_elements(r.one->'levels') WITH ORDINALITY AS l (one, place))) ORDER BY r.place)
      FROM jsonb_array_elements(nullif(results, 'null')) WITH ORDINALITY AS r (one, place));
END $$;

-- What a merge patch leaves of the particulars; what is empty is left out.
CREATE FUNCTION badge_particulars_patched(old jsonb, patch jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN (
    SELECT coalesce(jsonb_object_agg(key, value) FILTER (WHERE value NOT IN ('null', '[]')), '{}')
      FROM jsonb_each(jsonb_strip_nulls(old || (
               SELECT coalesce(jsonb_object_agg(key, CASE key WHEN 'resultDescriptions' THEN results_kept(value) ELSE value END), '{}')
                 FROM jsonb_each(patch)
                WHERE key IN ('criteriaUrl', 'alignments', 'resultDescriptions', 'related', 'humanCode', 'fieldOfStudy',
                              'specialization', 'creditsAvailable')))));
END $$;

-- Credits have at most four decimals, since software of others writes numbers that are finer in its own
-- way, and a signature would not hold there. What results say of each other has to hold together.
CREATE FUNCTION badge_particulars_fit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    flaw text;
BEGIN
    SELECT f.flaw INTO flaw
      FROM (SELECT '/creditsAvailable' AS flaw
             WHERE (NEW.particulars->>'creditsAvailable')::numeric <> round((NEW.particulars->>'creditsAvailable')::numeric, 4)
            UNION ALL
            SELECT '/resultDescriptions/' || d.place - 1 || CASE
                       WHEN count(*) OVER (PARTITION BY d.one->>'id') > 1 THEN '/id'
                       WHEN d.one ? 'requiredLevel' AND NOT d.one->'levels'
                                @> jsonb_build_array(jsonb_build_object('id', d.one->'requiredLevel')) THEN '/requiredLevel'
                       WHEN d.one ? 'requiredValue' AND d.one->'allowedValues' <> '[]'
                            AND NOT d.one->'allowedValues' ? (d.one->>'requiredValue') THEN '/requiredValue'
                       WHEN d.one ? 'requiredValue' AND coalesce(d.one->'allowedValues', '[]') = '[]'
                            AND d.one->>'requiredValue' !~ '^-?[0-9]{1,7}(\.[0-9]{1,4})?$' THEN '/requiredValue'
                       WHEN (d.one->>'valueMin')::numeric > (d.one->>'valueMax')::numeric THEN '/valueMax'
                       WHEN (d.one->>'resultType' = 'RubricCriterionLevel') <> (d.one->'levels' <> '[]') THEN '/levels'
                       WHEN (SELECT count(*) <> count(DISTINCT l->>'id')
                               FROM jsonb_array_elements(d.one->'levels') AS l) THEN '/levels' END
              FROM jsonb_array_elements(coalesce(NEW.particulars->'resultDescriptions', '[]'))
                   WITH ORDINALITY AS d (one, place)) AS f
     WHERE f.flaw IS NOT NULL LIMIT 1;
    IF FOUND THEN
        PERFORM refuse('bad_input', flaw);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER badge_particulars_fit BEFORE INSERT OR UPDATE OF particulars ON badge
    FOR EACH ROW WHEN (NEW.particulars <> '{}') EXECUTE FUNCTION badge_particulars_fit();

-- A badge that somebody holds. The address that it was sent to is the issuer's
-- and the learner's to know; verification never shows it.
CREATE TABLE award (
    id                uuid PRIMARY KEY DEFAULT uuid7(),
    badge             uuid NOT NULL CONSTRAINT unknown_badge REFERENCES badge,
    edition           int NOT NULL DEFAULT 1, -- of the badge, which it keeps
    organisation      uuid NOT NULL REFERENCES organisation,
    activity          uuid REFERENCES activity,
    recipient_email   text NOT NULL CHECK (recipient_email = lower(recipient_email)),
    person            uuid REFERENCES person, -- NULL: held until the address is somebody's
    narrative         text,
    narrative_public  boolean NOT NULL DEFAULT false,
    evidence          jsonb NOT NULL DEFAULT '[]', -- as doc.evidence has it
    results           jsonb NOT NULL DEFAULT '[]', -- as doc.award_result has them
    activity_began_at timestamptz,
    activity_ended_at timestamptz,
    credits_earned    numeric,
    issued_at         timestamptz NOT NULL DEFAULT now(),
    expires_at        timestamptz CONSTRAINT expiry_passed CHECK (expires_at > issued_at),
    revoked_at        timestamptz,
    revocation_reason text,
    issued_by_person  uuid,
    issued_by_client  uuid,
    version           int NOT NULL DEFAULT 1,
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(),
    -- Once at a time: what has expired can be awarded again.
    CONSTRAINT already_has_badge EXCLUDE USING gist
        (badge WITH =, recipient_email WITH =, tstzrange(issued_at, expires_at) WITH &&)
        WHERE (revoked_at IS NULL)
);
CREATE INDEX ON award (organisation, id);
CREATE INDEX ON award (badge, id);
CREATE INDEX ON award (activity) WHERE activity IS NOT NULL;
CREATE INDEX ON award (person, id) WHERE person IS NOT NULL;
CREATE INDEX ON award (recipient_email) WHERE person IS NULL;

CREATE FUNCTION award_begins() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    given badge;
BEGIN
    UPDATE badge SET first_awarded_at = coalesce(first_awarded_at, now())
     WHERE id = NEW.badge AND first_awarded_at IS NULL;
    SELECT * INTO given FROM badge WHERE id = NEW.badge FOR SHARE;
    IF given.organisation IS DISTINCT FROM NEW.organisation THEN
        PERFORM refuse('unknown_badge');
    ELSIF given.state <> 'active' THEN
        PERFORM refuse('badge_not_active');
    ELSIF NOT organisation_may_publish(NEW.organisation) THEN
        PERFORM refuse('organisation_unverified');
    END IF;
    NEW.expires_at := coalesce(NEW.expires_at, NEW.issued_at + make_interval(days => given.valid_days));
    NEW.person := (SELECT id FROM person WHERE email = NEW.recipient_email);
    -- The constraints say the same, but the server would log the address with them.
    IF NEW.expires_at <= NEW.issued_at THEN
        PERFORM refuse('expiry_passed');
    ELSIF EXISTS (SELECT FROM award AS a WHERE a.badge = NEW.badge AND a.revoked_at IS NULL
                     AND a.recipient_email = NEW.recipient_email
                     AND tstzrange(a.issued_at, a.expires_at)
                         && tstzrange(NEW.issued_at, NEW.expires_at)) THEN
        PERFORM refuse('already_has_badge');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER award_begins BEFORE INSERT ON award
    FOR EACH ROW EXECUTE FUNCTION award_begins();

-- Awards that were held for an address become its owner's. Their issuers see no change,
-- since whether an address has an account is none of their business.
CREATE FUNCTION awards_find_their_owner() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE award SET person = NEW.id
     WHERE recipient_email = NEW.email AND person IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER awards_find_their_owner AFTER INSERT ON person
    FOR EACH ROW EXECUTE FUNCTION awards_find_their_owner();

CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON badge
    FOR EACH ROW EXECUTE FUNCTION audit();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON award
    FOR EACH ROW EXECUTE FUNCTION audit();
CREATE TRIGGER audit AFTER DELETE ON activity FOR EACH ROW EXECUTE FUNCTION audit();
CREATE TRIGGER audit_moved AFTER UPDATE ON activity
    FOR EACH ROW WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION audit();

ALTER TABLE badge ENABLE ROW LEVEL SECURITY;
ALTER TABLE badge_skill ENABLE ROW LEVEL SECURITY;
ALTER TABLE award ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_or_own ON badge FOR SELECT TO citylearn_api
    USING (state <> 'draft' OR allowed(organisation));
CREATE POLICY own_made ON badge FOR INSERT TO citylearn_api WITH CHECK (allowed(organisation));
CREATE POLICY own_changed ON badge FOR UPDATE TO citylearn_api USING (allowed(organisation));
CREATE POLICY own_gone ON badge FOR DELETE TO citylearn_api
    USING (allowed(organisation) AND first_awarded_at IS NULL);
CREATE POLICY with_badge ON badge_skill FOR SELECT TO citylearn_api
    USING (EXISTS (SELECT FROM badge AS b WHERE b.id = badge));
CREATE POLICY own_given ON badge_skill FOR INSERT TO citylearn_api
    WITH CHECK (EXISTS (SELECT FROM badge AS b WHERE b.id = badge AND allowed(b.organisation)));
CREATE POLICY own_taken ON badge_skill FOR DELETE TO citylearn_api
    USING (EXISTS (SELECT FROM badge AS b WHERE b.id = badge AND allowed(b.organisation)));
CREATE POLICY issuer_or_holder ON award FOR SELECT TO citylearn_api
    USING (person = caller_person() OR allowed(organisation));
CREATE POLICY issuer_awards ON award FOR INSERT TO citylearn_api WITH CHECK (allowed(organisation));
CREATE POLICY issuer_changes ON award FOR UPDATE TO citylearn_api USING (allowed(organisation));
GRANT SELECT, INSERT, UPDATE, DELETE ON badge TO citylearn_api;
GRANT SELECT, INSERT, DELETE ON badge_skill TO citylearn_api;
GRANT SELECT, INSERT, UPDATE ON award TO citylearn_api;

CREATE TYPE doc.badge AS (
    id uuid, organisation doc.organisation_stub, state badge_state, name text, description text,
    criteria text, "consumerDescription" text, language text, "availableLanguages" text[], translations json,
    "achievementType" achievement_type, "learningForm" learning_form, tags text[],
    skills doc.skill_stub[], alignments doc.alignment[], "criteriaUrl" doc.address,
    "resultDescriptions" doc.result_description[], related doc.related_badge[], "humanCode" text,
    "fieldOfStudy" text, specialization text, "creditsAvailable" double precision, "validDays" int,
    version int, awarded boolean, "achievementUrl" doc.address, url doc.address,
    "createdAt" doc.instant, "updatedAt" doc.instant
);
COMMENT ON TYPE doc.badge IS 'The definition of a badge: what it stands for and what has to be shown.';
COMMENT ON COLUMN doc.badge.name IS 'Null in a draft without texts.';
COMMENT ON COLUMN doc.badge.description IS 'Null when there is none in this language.';
COMMENT ON COLUMN doc.badge.criteria IS 'What has to be shown for it; null when there is no text in this language.';
COMMENT ON COLUMN doc.badge."consumerDescription" IS 'In short, for employers and others who are shown it; null when there is none in this language.';
COMMENT ON COLUMN doc.badge.alignments IS 'To frameworks of others, beside the skills.';
COMMENT ON COLUMN doc.badge."criteriaUrl" IS 'Where more is said of what has to be shown; null when there is none.';
COMMENT ON COLUMN doc.badge."resultDescriptions" IS 'The results that an award may have.';
COMMENT ON COLUMN doc.badge.related IS 'Other badges that it has to do with.';
COMMENT ON COLUMN doc.badge."humanCode" IS 'A code that people know it by, as that of a course; null when there is none.';
COMMENT ON COLUMN doc.badge."fieldOfStudy" IS 'Null when it was not given.';
COMMENT ON COLUMN doc.badge.specialization IS 'Null when it was not given.';
COMMENT ON COLUMN doc.badge."creditsAvailable" IS 'Null when there are none.';
COMMENT ON COLUMN doc.badge.language IS 'Of the texts here; null in a draft without texts.';
COMMENT ON COLUMN doc.badge.translations IS 'All texts by language; null unless expand=translations.';
COMMENT ON COLUMN doc.badge."achievementType" IS 'A term of Open Badges 3.0.';
COMMENT ON COLUMN doc.badge."learningForm" IS 'Null when it was not given.';
COMMENT ON COLUMN doc.badge."validDays" IS 'How long an award counts; null when for ever.';
COMMENT ON COLUMN doc.badge.version IS 'Which version of its meaning this is.';
COMMENT ON COLUMN doc.badge.awarded IS 'Whether anybody was awarded this version: from then on it is frozen, and a change makes the next one.';
COMMENT ON COLUMN doc.badge."achievementUrl" IS 'The version as an Open Badges 3.0 achievement, whose id this is; a 404 while it is a draft.';

-- Where a version of a badge is for everybody. The first one has always been at the shorter address.
CREATE FUNCTION badge_path(in_badge uuid, in_edition int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT '/ob/badges/' || in_badge || CASE WHEN in_edition > 1 THEN '/versions/' || in_edition ELSE '' END
$$;

-- Runs as the owner: who may see the badge may see whose it is.
CREATE FUNCTION badge_document(b badge, wanted text[], whole boolean) RETURNS doc.badge
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
    SELECT ROW(b.id, organisation_stub(o, wanted, c.default_language), b.state, texts.own->>'name',
               texts.own->>'description', texts.own->>'criteria', texts.own->>'consumerDescription', texts.tag,
               languages_of(b.translations), CASE WHEN whole THEN b.translations END,
               b.achievement_type, b.learning_form, b.tags,
               skill_stubs(badge_skills(b), wanted),
               coalesce(p.alignments, '{}'), p."criteriaUrl", coalesce(p."resultDescriptions", '{}'),
               coalesce(p.related, '{}'), p."humanCode", p."fieldOfStudy", p.specialization,
               p."creditsAvailable", b.valid_days, b.edition, b.edition_awarded_at IS NOT NULL,
               address(badge_path(b.id, b.edition)), address('/v1/badges/' || b.id),
               utc(b.created_at), utc(b.updated_at))::doc.badge
      FROM organisation AS o JOIN city AS c ON c.id = o.city,
           jsonb_populate_record(NULL::badge_particulars, b.particulars) AS p,
           LATERAL (SELECT tag, b.translations->tag AS own
                      FROM choose_language(texts_with(b.translations, 'name'), wanted, c.default_language) AS tag) AS texts
     WHERE o.id = b.organisation);
END $$;

CREATE TYPE award_status AS ENUM ('valid', 'expired', 'revoked');
CREATE FUNCTION award_status_now(a award) RETURNS award_status LANGUAGE sql STABLE AS $$
SELECT (CASE WHEN a.revoked_at IS NOT NULL THEN 'revoked'
             WHEN a.expires_at <= now() THEN 'expired' ELSE 'valid' END)::award_status
$$;

CREATE TYPE doc.badge_stub AS (id uuid, version int, name text, url doc.address);
COMMENT ON TYPE doc.badge_stub IS 'A badge, as far as needed to name it.';
COMMENT ON COLUMN doc.badge_stub.version IS 'Which version of its meaning the award was given with.';

CREATE TYPE doc.award_recipient AS (email text);
COMMENT ON TYPE doc.award_recipient IS 'Who holds the award, as its issuer and the learner know them.';

CREATE TYPE doc.evidence AS (name text, description text, narrative text, genre text, url doc.address, public boolean);
COMMENT ON TYPE doc.evidence IS 'What the learner has made, or what else shows it.';
COMMENT ON COLUMN doc.evidence.description IS 'Null when there is none.';
COMMENT ON COLUMN doc.evidence.narrative IS 'How it came about; null when nothing was written.';
COMMENT ON COLUMN doc.evidence.genre IS 'What it is, as "Poetry"; null when it was not said.';
COMMENT ON COLUMN doc.evidence.url IS 'Null when it has no address.';
COMMENT ON COLUMN doc.evidence.public IS 'Whether it is in the credential, for anybody who has that.';
CREATE TYPE doc.award_result AS ("resultDescription" text, value text, "achievedLevel" text, status result_status);
COMMENT ON TYPE doc.award_result IS 'A result, as the badge describes it.';
COMMENT ON COLUMN doc.award_result."resultDescription" IS 'The id of its description.';
COMMENT ON COLUMN doc.award_result.value IS 'Null of a level or a status.';
COMMENT ON COLUMN doc.award_result."achievedLevel" IS 'The id of the level; null where there are none.';
COMMENT ON COLUMN doc.award_result.status IS 'Null where the result is no Status.';

CREATE TYPE doc.award AS (
    id uuid, badge doc.badge_stub, organisation doc.organisation_stub, activity uuid,
    recipient doc.award_recipient, status award_status, narrative text, "narrativePublic" boolean,
    evidence doc.evidence[], results doc.award_result[], "activityStartsAt" doc.instant,
    "activityEndsAt" doc.instant, "creditsEarned" double precision, "issuedAt" doc.instant,
    "expiresAt" doc.instant, "revokedAt" doc.instant, "revocationReason" text,
    "verificationUrl" doc.address, url doc.address, "updatedAt" doc.instant
);
COMMENT ON TYPE doc.award IS 'A badge that a learner holds, as its issuer and the learner see it.';
COMMENT ON COLUMN doc.award.activity IS 'The activity that it was earned in; null when none was named.';
COMMENT ON COLUMN doc.award.narrative IS 'What the learner did; null when nothing was written.';
COMMENT ON COLUMN doc.award."narrativePublic" IS 'Whether the narrative is in the credential.';
COMMENT ON COLUMN doc.award."activityStartsAt" IS 'When the learner began to earn it; null when it was not said.';
COMMENT ON COLUMN doc.award."activityEndsAt" IS 'When that was over; null when it was not said.';
COMMENT ON COLUMN doc.award."creditsEarned" IS 'Null when there are none.';
COMMENT ON COLUMN doc.award."expiresAt" IS 'Null when it never expires.';
COMMENT ON COLUMN doc.award."revokedAt" IS 'Null when it was not revoked.';
COMMENT ON COLUMN doc.award."revocationReason" IS 'Null when it was not revoked.';
COMMENT ON COLUMN doc.award."verificationUrl" IS 'Anybody can ask here whether the award is valid; it shows no address and no name.';

CREATE FUNCTION award_document(a award, wanted text[]) RETURNS doc.award
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
    SELECT ROW(a.id,
               ROW(b.id, a.edition,
                   b.translations->choose_language(texts_with(b.translations, 'name'), wanted, c.default_language)->>'name',
                   address('/v1/badges/' || b.id))::doc.badge_stub,
               organisation_stub(o, wanted, c.default_language),
               a.activity, ROW(a.recipient_email)::doc.award_recipient, award_status_now(a),
               a.narrative, a.narrative_public, ARRAY(SELECT jsonb_populate_recordset(NULL::doc.evidence, a.evidence)),
               ARRAY(SELECT jsonb_populate_recordset(NULL::doc.award_result, a.results)),
               utc(a.activity_began_at), utc(a.activity_ended_at), a.credits_earned, utc(a.issued_at), utc(a.expires_at), utc(a.revoked_at),
               a.revocation_reason, address('/v1/verifications/' || a.id),
               address('/v1/awards/' || a.id), utc(a.updated_at))::doc.award
      FROM organisation AS o, city AS c, badge AS b
     WHERE o.id = a.organisation AND c.id = o.city AND b.id = a.badge);
END $$;

CREATE TYPE doc.verification_check AS (name text, passed boolean, detail text);
COMMENT ON TYPE doc.verification_check IS 'One thing that was looked at.';
COMMENT ON COLUMN doc.verification_check.passed IS 'Null when it could not be looked at, or when it is no more than a warning.';
CREATE TYPE doc.verification_issuer AS (id uuid, name text, state organisation_state, url doc.address);
COMMENT ON TYPE doc.verification_issuer IS 'The organisation that stands behind the award.';
COMMENT ON COLUMN doc.verification_issuer.id IS 'Null when it is none of this service.';
COMMENT ON COLUMN doc.verification_issuer.name IS 'Null when the badge does not say it.';
COMMENT ON COLUMN doc.verification_issuer.state IS 'Null when it is none of this service.';
COMMENT ON COLUMN doc.verification_issuer.url IS 'Null when the badge does not say it.';

-- What may be said of an award, of this service or of any other.
CREATE TYPE verification_verdict AS ENUM (
    'valid', 'expired', 'revoked', 'superseded', 'tampered', 'unknown_issuer', 'not_verifiable', 'not_a_badge'
);
CREATE TYPE verification_state AS ENUM ('queued', 'running', 'done');
CREATE TYPE doc.verified_credential AS (
    id text, kind text, name text, description text, achievement text, image text,
    criteria text, "criteriaUrl" text, comment text, issuer text, "issuerName" text, "issuerUrl" text,
    "issuedAt" doc.instant, "expiresAt" doc.instant
);
COMMENT ON TYPE doc.verified_credential IS 'What a badge of others says of itself. Nobody vouches for it but the verdict.';
COMMENT ON COLUMN doc.verified_credential.kind IS 'badge, endorsement, clr, hosted_2 or signed_2.';
COMMENT ON COLUMN doc.verified_credential.id IS 'Its own id; null when it has none.';
COMMENT ON COLUMN doc.verified_credential.name IS 'Of what was achieved; null when it does not say.';
COMMENT ON COLUMN doc.verified_credential.description IS 'Null when it does not say.';
COMMENT ON COLUMN doc.verified_credential.achievement IS 'The id of what was achieved, or is endorsed; null when it has none.';
COMMENT ON COLUMN doc.verified_credential.image IS 'An address; null when it has none.';
COMMENT ON COLUMN doc.verified_credential.criteria IS 'What it is given for; null when it does not say.';
COMMENT ON COLUMN doc.verified_credential."criteriaUrl" IS 'Where that is said; null when it does not say.';
COMMENT ON COLUMN doc.verified_credential.comment IS 'Of an endorsement; null of anything else.';
COMMENT ON COLUMN doc.verified_credential.issuer IS 'The issuer''s id, often a did; null when it does not say.';
COMMENT ON COLUMN doc.verified_credential."issuerName" IS 'Null when it does not say.';
COMMENT ON COLUMN doc.verified_credential."issuerUrl" IS 'Null when it does not say.';
COMMENT ON COLUMN doc.verified_credential."issuedAt" IS 'Null when it does not say.';
COMMENT ON COLUMN doc.verified_credential."expiresAt" IS 'Null when it never expires.';
CREATE TYPE doc.verification_part AS (verdict verification_verdict, reason text, credential doc.verified_credential);
COMMENT ON TYPE doc.verification_part IS 'A credential within another, judged by itself.';
COMMENT ON COLUMN doc.verification_part.credential IS 'Null when it is none that is read here.';
CREATE TYPE doc.verification AS (
    award uuid, verdict verification_verdict, checks doc.verification_check[], badge doc.badge,
    issuer doc.verification_issuer, "issuedAt" doc.instant, "expiresAt" doc.instant,
    "revokedAt" doc.instant, "revocationReason" text, "recipientMatches" boolean,
    url doc.address, "asOf" doc.instant, state verification_state, reason text,
    credential doc.verified_credential, endorsements doc.verification_part[], contents doc.verification_part[]
);
COMMENT ON TYPE doc.verification IS 'Whether an award counts, and why. It holds nothing about the learner.';
COMMENT ON COLUMN doc.verification.award IS 'Its id; null when it is none of this service.';
COMMENT ON COLUMN doc.verification.badge IS 'Null when the award is none of this service.';
COMMENT ON COLUMN doc.verification.issuer IS 'Null as long as it is not known.';
COMMENT ON COLUMN doc.verification.verdict IS 'Null until the state is done.';
COMMENT ON COLUMN doc.verification.reason IS 'Of the verdict, in a sentence; null of an award of this service, whose checks say it.';
COMMENT ON COLUMN doc.verification.credential IS 'Null of an award of this service.';
COMMENT ON COLUMN doc.verification."issuedAt" IS 'Null as long as it is not known.';
COMMENT ON COLUMN doc.verification.endorsements IS 'Those that came within it, each with a verdict of its own.';
COMMENT ON COLUMN doc.verification.contents IS 'What a CLR holds, each with a verdict of its own.';
COMMENT ON COLUMN doc.verification."expiresAt" IS 'Null when it never expires.';
COMMENT ON COLUMN doc.verification."revokedAt" IS 'Null when it was not revoked.';
COMMENT ON COLUMN doc.verification."revocationReason" IS 'In the issuer''s words; null when it was not revoked.';
COMMENT ON COLUMN doc.verification."recipientMatches" IS 'Whether the award belongs to the address that was asked about; null when none was.';

-- For anybody: runs as the owner and gives away no more than this.
CREATE FUNCTION verification_document(in_award uuid, in_email text, wanted text[])
RETURNS doc.verification LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
    SELECT ROW(a.id, award_status_now(a)::text::verification_verdict, ARRAY[
                   ROW('issued_here', true, 'The award is in the records of this service.'),
                   ROW('not_revoked', a.revoked_at IS NULL,
                       CASE WHEN a.revoked_at IS NULL THEN 'The issuer has not revoked it.'
                            ELSE 'The issuer revoked it on ' || utc(a.revoked_at) || '.' END),
                   ROW('not_expired', a.expires_at IS NULL OR a.expires_at > now(),
                       CASE WHEN a.expires_at IS NULL THEN 'It does not expire.'
                            WHEN a.expires_at > now() THEN 'It is valid until ' || utc(a.expires_at) || '.'
                            ELSE 'It expired on ' || utc(a.expires_at) || '.' END),
                   ROW('issuer_verified', o.state = 'verified',
                       'The issuer is ' || o.state || ' in its city.')]::doc.verification_check[],
               badge_document(badge_at(b, a.edition), wanted, false),
               ROW(o.id, o.translations->choose_language(o.translations, wanted, c.default_language)->>'name',
                   o.state, address('/v1/organisations/' || o.id))::doc.verification_issuer,
               utc(a.issued_at), utc(a.expires_at), utc(a.revoked_at), a.revocation_reason,
               lower(in_email) = a.recipient_email, address('/v1/verifications/' || a.id),
               utc(now()), 'done', NULL, NULL, '{}', '{}')::doc.verification
      FROM award AS a JOIN badge AS b ON b.id = a.badge
      JOIN organisation AS o ON o.id = a.organisation JOIN city AS c ON c.id = o.city
     WHERE a.id = in_award);
END $$;

CREATE TYPE doc.portfolio AS (
    awards doc.award[], skills doc.skill_stub[], url doc.address
);
COMMENT ON TYPE doc.portfolio IS 'All that a learner has earned, in one answer.';
COMMENT ON COLUMN doc.portfolio.awards IS 'The newest 500; /v1/me/awards lists all.';
COMMENT ON COLUMN doc.portfolio.skills IS 'The skills of all awards that are valid now.';

CREATE FUNCTION portfolio_document(in_person uuid, wanted text[]) RETURNS doc.portfolio
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
    SELECT ROW((SELECT coalesce(array_agg(award_document(a, wanted) ORDER BY a.issued_at DESC, a.id), '{}')
                  FROM (SELECT * FROM award WHERE person = in_person
                         ORDER BY issued_at DESC, id LIMIT 500) AS a),
               skill_stubs(ARRAY(SELECT k.skill FROM award AS a JOIN badge AS b ON (b.id, b.edition) = (a.badge, a.edition)
                                   JOIN badge_skill AS k ON k.badge = b.id
                                  WHERE a.person = in_person AND award_status_now(a) = 'valid'
                                 UNION
                                 SELECT unnest(e.skills) FROM award AS a
                                   JOIN badge_edition AS e ON (e.badge, e.number) = (a.badge, a.edition)
                                  WHERE a.person = in_person AND award_status_now(a) = 'valid'), wanted),
               address('/v1/me/portfolio'))::doc.portfolio);
END $$;

CREATE TYPE doc.organisation_role AS (organisation doc.organisation_stub, role organisation_role);
COMMENT ON TYPE doc.organisation_role IS 'What a person may do for an organisation.';
CREATE TYPE doc.city_role AS (city text, role city_role);
COMMENT ON TYPE doc.city_role IS 'What a person may do for a city.';
COMMENT ON COLUMN doc.city_role.city IS 'The slug of the city.';
CREATE TYPE doc.me AS (
    id uuid, email text, name text, language text, organisations doc.organisation_role[],
    cities doc.city_role[]
);
COMMENT ON TYPE doc.me IS 'The person who asks.';
COMMENT ON COLUMN doc.me.name IS 'Null when none was given.';
COMMENT ON COLUMN doc.me.language IS 'Preferred; null when none was given.';

CREATE FUNCTION person_document(p person) RETURNS doc.me LANGUAGE plpgsql STABLE
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
                 WHERE m.person = p.id))::doc.me);
END $$;

-- The functions below run with the caller's rights: what row-level security hides is not found.
CREATE FUNCTION badge_skills_set(in_badge uuid, uris jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM jsonb_array_elements_text(uris) AS uri
                WHERE NOT EXISTS (SELECT FROM skill WHERE skill.uri = uri.value)) THEN
        PERFORM refuse('unknown_skill');
    END IF;
    DELETE FROM badge_skill WHERE badge = in_badge;
    INSERT INTO badge_skill (badge, skill)
    SELECT DISTINCT in_badge, skill.id
      FROM jsonb_array_elements_text(uris) AS uri JOIN skill ON skill.uri = uri.value;
END $$;

CREATE FUNCTION badge_made(in_organisation uuid, input jsonb) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    home city;
    template badge_template;
    texts jsonb;
    made uuid;
BEGIN
    SELECT c.* INTO home FROM organisation AS o JOIN city AS c ON c.id = o.city
     WHERE o.id = organisation_own(in_organisation);
    SELECT * INTO template FROM badge_template
     WHERE city = home.id AND slug = input->>'template';
    IF input ? 'template' AND NOT FOUND THEN
        PERFORM refuse('unknown_template');
    END IF;
    texts := merge_patch(coalesce(template.translations, '{}'),
                         read_translations(input, ARRAY['name', 'description', 'criteria', 'consumerDescription'],
                                           home.default_language));
    IF NOT languages_of(texts) <@ home.languages THEN
        PERFORM refuse('unknown_language');
    END IF;
    INSERT INTO badge (organisation, achievement_type, learning_form, translations, tags, particulars, valid_days)
    VALUES (in_organisation,
            coalesce((input->>'achievementType')::achievement_type, template.achievement_type, 'Badge'),
            (input->>'learningForm')::learning_form, texts,
            ARRAY(SELECT jsonb_array_elements_text(input->'tags')),
            badge_particulars_patched('{}', input), (input->>'validDays')::int)
    RETURNING id INTO made;
    PERFORM badge_skills_set(made, coalesce(input->'skills', '[]'));
    RETURN made;
END $$;

CREATE FUNCTION badge_skills_differ(in_badge uuid, uris jsonb) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(SELECT s.uri FROM badge_skill AS k JOIN skill AS s ON s.id = k.skill WHERE k.badge = in_badge ORDER BY s.uri)
           <> ARRAY(SELECT DISTINCT uri FROM jsonb_array_elements_text(uris) AS uri ORDER BY uri);
END $$;

-- A change of what was awarded makes a new version of it; one with a note corrects its texts where they stand.
CREATE FUNCTION badge_patched(in_badge uuid, patch jsonb, in_version bigint) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    b badge;
    was badge;
    has_other_skills boolean;
    home city;
BEGIN
    SELECT * INTO b FROM badge WHERE id = in_badge AND allowed(organisation) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse_foreign(EXISTS (SELECT FROM badge WHERE id = in_badge));
    ELSIF b.version <> in_version AND in_version <> 0 THEN
        PERFORM refuse('precondition_failed');
    END IF;
    SELECT c.* INTO home FROM organisation AS o JOIN city AS c ON c.id = o.city
     WHERE o.id = b.organisation;
    was := b;
    b.translations := patch_translations(b.translations, patch,
                                         ARRAY['name', 'description', 'criteria', 'consumerDescription'],
                                         home.default_language);
    IF NOT languages_of(b.translations) <@ home.languages THEN
        PERFORM refuse('unknown_language');
    END IF;
    IF patch ? 'achievementType' THEN
        b.achievement_type := coalesce(patch->>'achievementType', 'Badge');
    END IF;
    IF patch ? 'learningForm' THEN
        b.learning_form := patch->>'learningForm';
    END IF;
    IF patch ? 'tags' THEN
        b.tags := ARRAY(SELECT jsonb_array_elements_text(nullif(patch->'tags', 'null')));
    END IF;
    IF patch ? 'validDays' THEN
        b.valid_days := patch->>'validDays';
    END IF;
    b.particulars := badge_particulars_patched(b.particulars, patch);
    has_other_skills := patch ? 'skills' AND badge_skills_differ(in_badge, coalesce(nullif(patch->'skills', 'null'), '[]'));
    IF b.edition_awarded_at IS NOT NULL AND (has_other_skills OR badge_meaning(was) <> badge_meaning(b)) THEN
        IF patch->>'changeNote' IS NULL THEN
            b.edition := b.edition + 1;
        ELSIF has_other_skills THEN
            PERFORM refuse('badge_frozen');
        ELSE
            b.corrections := b.corrections + 1;
            INSERT INTO badge_correction (badge, edition, note, before)
            VALUES (in_badge, b.edition, patch->>'changeNote', was.translations);
        END IF;
    END IF;
    UPDATE badge
       SET translations = b.translations, achievement_type = b.achievement_type,
           learning_form = b.learning_form, tags = b.tags, particulars = b.particulars,
           valid_days = b.valid_days, edition = b.edition, corrections = b.corrections,
           version = version + 1, updated_at = now()
     WHERE id = in_badge;
    IF has_other_skills THEN
        PERFORM badge_skills_set(in_badge, coalesce(nullif(patch->'skills', 'null'), '[]'));
    END IF;
    RETURN in_badge;
END $$;

CREATE FUNCTION badge_moved(in_badge uuid, in_action text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    b badge;
BEGIN
    SELECT * INTO b FROM badge WHERE id = in_badge AND allowed(organisation) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse_foreign(EXISTS (SELECT FROM badge WHERE id = in_badge));
    END IF;
    UPDATE badge SET state = next_state('badge', b.state::text, in_action)::badge_state,
                     version = version + 1, updated_at = now()
     WHERE id = in_badge;
    RETURN in_badge;
END $$;

CREATE FUNCTION award_made(in_badge uuid, in_email text, in_activity uuid, in_narrative text,
                           in_expires_at timestamptz, in_more jsonb DEFAULT '{}')
RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    issuer uuid;
    made uuid;
BEGIN
    SELECT organisation INTO issuer FROM badge WHERE id = in_badge AND allowed(organisation);
    IF NOT FOUND THEN
        PERFORM refuse('unknown_badge');
    END IF;
    IF in_activity IS NOT NULL AND NOT EXISTS (
        SELECT FROM activity WHERE id = in_activity AND organisation = issuer) THEN
        PERFORM refuse('bad_input', '/activity');
    END IF;
    INSERT INTO award (badge, organisation, activity, recipient_email, narrative, expires_at,
                       narrative_public, evidence, results, activity_began_at, activity_ended_at, credits_earned,
                       issued_by_person, issued_by_client)
    VALUES (in_badge, issuer, in_activity, lower(in_email), in_narrative, in_expires_at,
            coalesce((in_more->>'narrativePublic')::boolean, false), evidence_kept(in_more->'evidence'),
            coalesce(in_more->'results', '[]'), (in_more->>'activityStartsAt')::timestamptz,
            (in_more->>'activityEndsAt')::timestamptz, (in_more->>'creditsEarned')::numeric,
            caller_person(), caller_client())
    RETURNING id INTO made;
    RETURN made;
END $$;

CREATE FUNCTION award_revoked(in_award uuid, in_reason text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    a award;
BEGIN
    SELECT * INTO a FROM award WHERE id = in_award AND allowed(organisation) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    ELSIF a.revoked_at IS NOT NULL THEN
        PERFORM refuse('already_revoked');
    END IF;
    UPDATE award SET revoked_at = now(), revocation_reason = in_reason, version = version + 1,
                     updated_at = now()
     WHERE id = in_award;
    RETURN in_award;
END $$;

-- What a write answers. Volatile, so that it sees what the statement before it wrote.
CREATE FUNCTION badge_answer(in_badge uuid, wanted text[]) RETURNS answer
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    b badge;
BEGIN
    SELECT * INTO b FROM badge WHERE id = in_badge;
    RETURN answered(to_json(badge_document(b, wanted, true)), b.version::text, b.id);
END $$;

-- What a write answers. Volatile, so that it sees what the statement before it wrote.
CREATE FUNCTION award_answer(in_award uuid, wanted text[]) RETURNS answer
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    a award;
BEGIN
    SELECT * INTO a FROM award WHERE id = in_award;
    RETURN answered(to_json(award_document(a, wanted)), a.version::text, a.id);
END $$;
