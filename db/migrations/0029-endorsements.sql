-- Endorsements (domain.md B19): an organisation asks another one to vouch for it, for a version of a badge of its own, or
-- for an award that it gave. What the other one says is signed as an EndorsementCredential, and stands beside what it is
-- about.

CREATE TYPE endorsement_kind AS ENUM ('organisation', 'badge', 'award');
CREATE TYPE endorsement_claim AS ENUM ('quality', 'relevance', 'recognition', 'partnership');
CREATE TYPE endorsement_state AS ENUM ('requested', 'accepted', 'declined', 'withdrawn', 'revoked', 'expired');
INSERT INTO transition (noun, state, action, next_state) VALUES
    ('endorsement', 'requested', 'accept',   'accepted'),
    ('endorsement', 'requested', 'decline',  'declined'),
    ('endorsement', 'requested', 'withdraw', 'withdrawn'),
    ('endorsement', 'accepted',  'revoke',   'revoked');

CREATE TABLE endorsement (
    id           uuid PRIMARY KEY DEFAULT uuid7(),
    kind         endorsement_kind NOT NULL,
    organisation uuid NOT NULL REFERENCES organisation, -- who asked; what is endorsed is its own
    endorser     uuid NOT NULL REFERENCES organisation CONSTRAINT own_endorsement CHECK (endorser <> organisation),
    badge        uuid CONSTRAINT badge_frozen REFERENCES badge,
    edition      int, -- of the badge
    award        uuid REFERENCES award,
    subject      uuid NOT NULL GENERATED ALWAYS AS (coalesce(award, badge, organisation)) STORED,
    state        endorsement_state NOT NULL DEFAULT 'requested' CHECK (state <> 'expired'), -- that is worked out
    message      text, -- to the endorser
    comment      text, -- what is signed
    language     text, -- of the comment
    claims       endorsement_claim[] NOT NULL DEFAULT '{}',
    reason       text, -- why it was declined or revoked
    requested_at timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL DEFAULT now() + interval '30 days', -- as a request
    decided_at   timestamptz,
    revoked_at   timestamptz,
    hidden_at    timestamptz, -- since then who is endorsed does not have it shown
    version      int NOT NULL DEFAULT 1,
    updated_at   timestamptz NOT NULL DEFAULT now(),
    CHECK ((kind = 'badge') = (badge IS NOT NULL) AND (badge IS NULL) = (edition IS NULL)
           AND (kind = 'award') = (award IS NOT NULL)),
    CHECK ((state IN ('accepted', 'revoked')) = (comment IS NOT NULL)),
    -- One at a time of the same endorser for the same thing: a request that is open, or an endorsement that counts.
    CONSTRAINT already_asked EXCLUDE USING gist
        (subject WITH =, coalesce(edition, 0) WITH =, endorser WITH =,
         tstzrange(requested_at, CASE WHEN state = 'requested' THEN expires_at END) WITH &&)
        WHERE (state IN ('requested', 'accepted') AND hidden_at IS NULL)
);
CREATE INDEX ON endorsement (organisation, id);
CREATE INDEX ON endorsement (endorser, id);
CREATE INDEX ON endorsement (subject, id);
CREATE INDEX ON endorsement (badge) WHERE badge IS NOT NULL;
CREATE INDEX ON endorsement (award) WHERE award IS NOT NULL;

CREATE FUNCTION endorsement_state_now(e endorsement) RETURNS endorsement_state LANGUAGE sql STABLE AS $$
SELECT CASE WHEN e.state = 'requested' AND e.expires_at <= now() THEN 'expired' ELSE e.state END
$$;

-- Lists of revocations are of one kind each: places are taken in one table alone, so that none is taken twice.
CREATE TYPE status_kind AS ENUM ('award', 'endorsement');
ALTER TABLE status_list ADD kind status_kind NOT NULL DEFAULT 'award';
DROP INDEX status_list_organisation_id_idx;
CREATE INDEX ON status_list (organisation, kind, id);
CREATE TABLE endorsement_credential (
    endorsement uuid PRIMARY KEY REFERENCES endorsement,
    list        uuid NOT NULL REFERENCES status_list,
    place       int NOT NULL CHECK (place BETWEEN 0 AND 131071),
    revoked     boolean NOT NULL DEFAULT false,
    document    text, -- as it was signed, byte for byte; NULL until then
    token       text, -- the same as a VC-JWT
    kid         text REFERENCES issuer_key,
    signed_at   timestamptz,
    UNIQUE (list, place)
);
CREATE INDEX ON endorsement_credential (list) WHERE revoked;

DROP FUNCTION status_list_begin;
CREATE FUNCTION status_list_begin(in_organisation uuid, in_kind status_kind, but uuid) RETURNS uuid LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    newest uuid;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('status list ' || in_organisation, 0));
    SELECT id INTO newest FROM status_list
     WHERE organisation = in_organisation AND kind = in_kind ORDER BY id DESC LIMIT 1;
    IF newest IS NOT DISTINCT FROM but THEN
        INSERT INTO status_list (organisation, kind) VALUES (in_organisation, in_kind) RETURNING id INTO newest;
    END IF;
    RETURN newest;
END $$;
CREATE FUNCTION status_place_by_chance() RETURNS int LANGUAGE sql VOLATILE AS $$
SELECT get_byte(uuid_send(gen_random_uuid()), 0) * 512 + get_byte(uuid_send(gen_random_uuid()), 1) * 2
       + (get_byte(uuid_send(gen_random_uuid()), 2) & 1)
$$;
CREATE OR REPLACE FUNCTION credential_begin(in_award uuid, in_organisation uuid) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    at uuid := (SELECT id FROM status_list WHERE organisation = in_organisation AND kind = 'award'
                 ORDER BY id DESC LIMIT 1);
BEGIN
    LOOP
        FOR i IN 1..CASE WHEN at IS NULL THEN 0 ELSE 8 END LOOP
            INSERT INTO award_credential (award, list, place) VALUES (in_award, at, status_place_by_chance())
                ON CONFLICT (list, place) DO NOTHING;
            IF FOUND THEN
                RETURN;
            END IF;
        END LOOP;
        at := status_list_begin(in_organisation, 'award', at);
    END LOOP;
END $$;
CREATE FUNCTION endorsement_credential_begin(in_endorsement uuid, in_endorser uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    at uuid := (SELECT id FROM status_list WHERE organisation = in_endorser AND kind = 'endorsement'
                 ORDER BY id DESC LIMIT 1);
BEGIN
    LOOP
        FOR i IN 1..CASE WHEN at IS NULL THEN 0 ELSE 8 END LOOP
            INSERT INTO endorsement_credential (endorsement, list, place)
            VALUES (in_endorsement, at, status_place_by_chance())
                ON CONFLICT (list, place) DO NOTHING;
            IF FOUND THEN
                RETURN;
            END IF;
        END LOOP;
        at := status_list_begin(in_endorser, 'endorsement', at);
    END LOOP;
END $$;
CREATE OR REPLACE FUNCTION status_show(in_list uuid)
RETURNS TABLE (id uuid, document text, organisation uuid, changed bigint, places text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT l.id, CASE WHEN l.signed = l.changed THEN l.document END, l.organisation, l.changed,
           CASE WHEN l.signed <> l.changed THEN
               (SELECT coalesce(string_agg(k.place::text, ',' ORDER BY k.place), '')
                  FROM (SELECT a.place FROM award_credential AS a WHERE a.list = l.id AND a.revoked
                         UNION ALL
                        SELECT e.place FROM endorsement_credential AS e WHERE e.list = l.id AND e.revoked) AS k) END
      FROM status_list AS l WHERE l.id = in_list;
END $$;

-- Only who is verified vouches for others, and only for what counts. Nothing of what was signed changes any more.
CREATE FUNCTION endorsement_may_be() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF (SELECT state FROM organisation WHERE id = NEW.endorser) IS DISTINCT FROM 'verified' THEN
        PERFORM refuse('endorser_unverified');
    ELSIF NOT organisation_may_publish(NEW.organisation) THEN
        PERFORM refuse('organisation_unverified');
    ELSIF (SELECT award_status_now(a) FROM award AS a WHERE a.id = NEW.award) <> 'valid' THEN
        PERFORM refuse('award_not_valid');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER endorsement_may_be_asked BEFORE INSERT ON endorsement
    FOR EACH ROW EXECUTE FUNCTION endorsement_may_be();
CREATE TRIGGER endorsement_may_be_given BEFORE UPDATE OF state ON endorsement
    FOR EACH ROW WHEN (NEW.state = 'accepted' AND OLD.state <> 'accepted') EXECUTE FUNCTION endorsement_may_be();

CREATE FUNCTION endorsement_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse('wrong_state', '"state":' || to_json(OLD.state) || ',"allowed":[]');
    RETURN NULL;
END $$;
CREATE TRIGGER endorsement_is_kept BEFORE UPDATE ON endorsement
    FOR EACH ROW WHEN ((NEW.organisation, NEW.endorser, NEW.kind, NEW.badge, NEW.edition, NEW.award)
                       IS DISTINCT FROM (OLD.organisation, OLD.endorser, OLD.kind, OLD.badge, OLD.edition, OLD.award)
                       OR OLD.state <> 'requested' AND (NEW.comment, NEW.claims, NEW.language, NEW.decided_at)
                       IS DISTINCT FROM (OLD.comment, OLD.claims, OLD.language, OLD.decided_at)
                       OR OLD.hidden_at IS NOT NULL AND NEW.hidden_at IS DISTINCT FROM OLD.hidden_at
                       OR OLD.state NOT IN ('requested', 'accepted') AND NEW.state <> OLD.state)
    EXECUTE FUNCTION endorsement_is_kept();

CREATE FUNCTION endorsement_moves() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.state = 'accepted' THEN
        PERFORM endorsement_credential_begin(NEW.id, NEW.endorser);
    ELSE
        UPDATE endorsement_credential SET revoked = true WHERE endorsement = NEW.id;
        UPDATE status_list SET changed = changed + 1
         WHERE id = (SELECT list FROM endorsement_credential WHERE endorsement = NEW.id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER endorsement_moves AFTER UPDATE OF state ON endorsement
    FOR EACH ROW WHEN (NEW.state IN ('accepted', 'revoked') AND OLD.state <> NEW.state)
    EXECUTE FUNCTION endorsement_moves();

-- Both sides hear of it, and find it in their audits.
INSERT INTO event_type (name, description, example, schema)
SELECT 'endorsement.' || name, description,
       json_build_object('id', '0194d0c4-9999-7a51-9c39-2f6a1b0c8d11', 'kind', 'badge', 'endorsed', '0194d0c4-2222-7a51-9c39-2f6a1b0c8d11',
                         'owner', '0194d0c4-1111-7a51-9c39-2f6a1b0c8d11', 'endorser', '0194d0c4-1112-7a51-9c39-2f6a1b0c8d11', 'state', name),
       json_build_object('type', 'object', 'required', json_build_array('endorsed', 'endorser', 'id', 'kind', 'owner', 'state', 'url'),
                         'properties', format('{"kind": {"enum": ["organisation", "badge", "award"]}, "endorsed": %1$s, "owner": %1$s, "endorser": %1$s, "id": %1$s, "state": {"enum": ["%2$s"]}, "url": {"type": "string", "format": "uri"}}',
                                              '{"type": "string", "format": "uuid"}', name)::json)
  FROM (VALUES ('requested', 'An organisation asks another one to endorse it, a badge or an award. Both are told.'),
               ('accepted', 'An organisation endorses another one, or a badge or an award of it. Both are told.'),
               ('declined', 'An organisation does not endorse what it was asked to. Both are told.'),
               ('withdrawn', 'A request for an endorsement was taken back. Both are told.'),
               ('revoked', 'An endorsement was taken back. Both are told.')) AS t (name, description);
CREATE FUNCTION endorsement_events() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM event_add(side, 'endorsement.' || NEW.state, NEW.id, NEW.version, '/v1/endorsements/',
                      jsonb_build_object('kind', NEW.kind, 'endorsed', NEW.subject, 'owner', NEW.organisation,
                                         'endorser', NEW.endorser, 'state', NEW.state))
       FROM unnest(ARRAY[NEW.organisation, NEW.endorser]) AS side;
    INSERT INTO audit_entry (person, client, request, network, action, noun, subject, organisation, before, after)
    VALUES (caller_person(), caller_client(), current_setting('citylearn.request', true), caller_network(),
            lower(TG_OP), 'endorsement', NEW.id, NEW.endorser,
            CASE WHEN TG_OP = 'UPDATE' THEN jsonb_build_object('state', OLD.state) END,
            jsonb_build_object('state', NEW.state));
    RETURN NULL;
END $$;
CREATE TRIGGER event_when_asked AFTER INSERT ON endorsement FOR EACH ROW EXECUTE FUNCTION endorsement_events();
CREATE TRIGGER event_when_moved AFTER UPDATE ON endorsement
    FOR EACH ROW WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION endorsement_events();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON endorsement
    FOR EACH ROW EXECUTE FUNCTION audit();

-- The one side does not read who acts for the other, nor from where.
CREATE FUNCTION audit_hides_others() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT allowed(NEW.organisation) THEN
        NEW.person := NULL;
        NEW.client := NULL;
        NEW.network := NULL;
        NEW.request := NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_hides_others BEFORE INSERT ON audit_entry
    FOR EACH ROW WHEN (NEW.noun = 'endorsement') EXECUTE FUNCTION audit_hides_others();
COMMENT ON COLUMN doc.audit_actor.kind IS 'Other: the operator, somebody who was not signed in, or another organisation, as of an endorsement.';

-- Of awards the public finds endorsements by the award alone, whose address is not for everybody to list.
ALTER TABLE endorsement ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_or_own ON endorsement FOR SELECT TO citylearn_api
    USING (state IN ('accepted', 'revoked') AND award IS NULL AND hidden_at IS NULL OR allowed(organisation) OR allowed(endorser));
CREATE POLICY own_asked ON endorsement FOR INSERT TO citylearn_api WITH CHECK (allowed(organisation));
CREATE POLICY own_moved ON endorsement FOR UPDATE TO citylearn_api
    USING (allowed(organisation) OR allowed(endorser));
GRANT SELECT, INSERT, UPDATE (state, comment, language, claims, reason, decided_at, revoked_at, hidden_at, version, updated_at)
    ON endorsement TO citylearn_api;

CREATE TYPE doc.endorsement AS (
    id uuid, kind endorsement_kind, state endorsement_state, endorser doc.organisation_stub, organisation doc.organisation_stub,
    badge doc.badge_stub, award uuid, message text, comment text, language text, claims endorsement_claim[], reason text,
    "requestedAt" doc.instant, "expiresAt" doc.instant, "decidedAt" doc.instant, "revokedAt" doc.instant, "hiddenAt" doc.instant,
    "endorsedUrl" doc.address, "credentialUrl" doc.address, url doc.address, "updatedAt" doc.instant
);
COMMENT ON TYPE doc.endorsement IS 'What one organisation says of another, or of a badge or an award of it; or the question whether it does.';
COMMENT ON COLUMN doc.endorsement.kind IS 'What is endorsed.';
COMMENT ON COLUMN doc.endorsement.endorser IS 'Who vouches.';
COMMENT ON COLUMN doc.endorsement.organisation IS 'Who asked: what is endorsed is its own.';
COMMENT ON COLUMN doc.endorsement.badge IS 'The badge in the version that is endorsed, or that was awarded; null of an organisation.';
COMMENT ON COLUMN doc.endorsement.award IS 'Null where it is no award that is endorsed.';
COMMENT ON COLUMN doc.endorsement.message IS 'To the endorser; null when nothing was written, and to everybody but the two.';
COMMENT ON COLUMN doc.endorsement.comment IS 'What the endorser says, and has signed; null before.';
COMMENT ON COLUMN doc.endorsement.language IS 'Of the comment; null when it was not said.';
COMMENT ON COLUMN doc.endorsement.claims IS 'What is vouched for.';
COMMENT ON COLUMN doc.endorsement.reason IS 'Why it was declined or revoked; null when it was not.';
COMMENT ON COLUMN doc.endorsement."expiresAt" IS 'When the request counts no more; null once it was answered.';
COMMENT ON COLUMN doc.endorsement."decidedAt" IS 'When it was accepted or declined; null before.';
COMMENT ON COLUMN doc.endorsement."revokedAt" IS 'Null when it was not revoked.';
COMMENT ON COLUMN doc.endorsement."hiddenAt" IS 'Since when who is endorsed does not have it shown; null while it is.';
COMMENT ON COLUMN doc.endorsement."endorsedUrl" IS 'Where what is endorsed is, as Open Badges 3.0 has it.';
COMMENT ON COLUMN doc.endorsement."credentialUrl" IS 'The endorsement as an Open Badges 3.0 EndorsementCredential; null before it was accepted.';

-- Where it is, as Open Badges 3.0 has it.
CREATE FUNCTION endorsed_path(e endorsement) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT CASE e.kind WHEN 'organisation' THEN '/ob/issuers/' || e.organisation
                   WHEN 'badge' THEN badge_path(e.badge, e.edition) ELSE '/ob/awards/' || e.award END
$$;

-- Runs as the owner: who may see an endorsement may see whose it is, and what it is about.
CREATE FUNCTION endorsement_document(e endorsement, wanted text[]) RETURNS doc.endorsement
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    a award;
    was badge;
BEGIN
    SELECT * INTO a FROM award WHERE id = e.award;
    SELECT v.* INTO was FROM badge AS b, LATERAL badge_at(b, coalesce(e.edition, a.edition)) AS v
     WHERE b.id = coalesce(e.badge, a.badge);
    RETURN (
    SELECT ROW(e.id, e.kind, endorsement_state_now(e), organisation_stub(by, wanted, bc.default_language),
               organisation_stub(o, wanted, c.default_language),
               CASE WHEN was.id IS NOT NULL THEN
                   ROW(was.id, was.edition,
                       was.translations->choose_language(texts_with(was.translations, 'name'), wanted, c.default_language)->>'name',
                       address('/v1/badges/' || was.id))::doc.badge_stub END,
               e.award, CASE WHEN allowed(e.organisation) OR allowed(e.endorser) THEN e.message END,
               e.comment, e.language, e.claims, e.reason, utc(e.requested_at),
               CASE WHEN e.state = 'requested' THEN utc(e.expires_at) END, utc(e.decided_at), utc(e.revoked_at), utc(e.hidden_at),
               address(endorsed_path(e)),
               CASE WHEN e.state IN ('accepted', 'revoked') THEN address('/ob/endorsements/' || e.id) END,
               address('/v1/endorsements/' || e.id), utc(e.updated_at))::doc.endorsement
      FROM organisation AS o JOIN city AS c ON c.id = o.city, organisation AS by JOIN city AS bc ON bc.id = by.city
     WHERE o.id = e.organisation AND by.id = e.endorser);
END $$;

CREATE FUNCTION endorsement_answer(in_endorsement uuid, wanted text[]) RETURNS answer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    e endorsement;
BEGIN
    SELECT * INTO e FROM endorsement WHERE id = in_endorsement;
    RETURN answered(to_json(endorsement_document(e, wanted)), e.version::text, e.id);
END $$;

-- Asks for one, as who owns it. What is asked about is frozen from then on, as though it had been awarded, so that
-- nobody signs what they have not read.
CREATE FUNCTION endorsement_asked(in_kind endorsement_kind, in_subject uuid, input jsonb) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    home uuid;
    b badge;
    a award;
    made uuid;
BEGIN
    IF in_kind = 'organisation' THEN
        home := organisation_own(in_subject);
    ELSIF in_kind = 'badge' THEN
        SELECT * INTO b FROM badge WHERE id = in_subject AND allowed(organisation) FOR UPDATE;
        IF NOT FOUND THEN
            PERFORM refuse_foreign(EXISTS (SELECT FROM badge WHERE id = in_subject));
        ELSIF b.state = 'draft' THEN
            PERFORM refuse('badge_not_active');
        ELSIF (input->>'version')::int > b.edition THEN
            PERFORM refuse('bad_input', '/version');
        END IF;
        home := b.organisation;
    ELSE
        SELECT * INTO a FROM award WHERE id = in_subject AND allowed(organisation) FOR SHARE;
        IF NOT FOUND THEN
            PERFORM refuse('not_found');
        END IF;
        home := a.organisation;
    END IF;
    IF NOT EXISTS (SELECT FROM organisation WHERE id = (input->>'endorser')::uuid) THEN
        PERFORM refuse('unknown_organisation');
    END IF;
    -- One after the other, so that they are counted rightly and find each other.
    PERFORM pg_advisory_xact_lock(hashtextextended('endorsements of ' || home, 0));
    IF (SELECT count(*) FROM endorsement WHERE organisation = home AND state = 'requested' AND expires_at > now()) >= 100
       OR (SELECT count(*) FROM endorsement WHERE organisation = home AND requested_at > now() - interval '1 day') >= 200 THEN
        PERFORM refuse('too_many_endorsements');
    END IF;
    INSERT INTO endorsement (kind, organisation, endorser, badge, edition, award, message)
    VALUES (in_kind, home, (input->>'endorser')::uuid, b.id, CASE WHEN b.id IS NOT NULL THEN coalesce((input->>'version')::int, b.edition) END,
            a.id, input->>'message')
    RETURNING id INTO made;
    UPDATE badge SET first_awarded_at = coalesce(first_awarded_at, now()), edition_awarded_at = now()
     WHERE id = b.id AND edition_awarded_at IS NULL AND edition = coalesce((input->>'version')::int, edition);
    RETURN made;
END $$;

-- What is endorsed, or may be within days, is not even corrected: what the endorser has read stays. A new version is
-- another thing.
CREATE FUNCTION badge_keeps_endorsed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM endorsement AS e WHERE e.badge = NEW.id AND e.edition = NEW.edition
                                              AND endorsement_state_now(e) IN ('requested', 'accepted')) THEN
        PERFORM refuse('badge_frozen');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER badge_keeps_endorsed BEFORE UPDATE ON badge
    FOR EACH ROW WHEN (NEW.edition = OLD.edition AND NEW.corrections <> OLD.corrections)
    EXECUTE FUNCTION badge_keeps_endorsed();

-- What the endorser answers or takes back, or the one who asked.
CREATE FUNCTION endorsement_moved(in_endorsement uuid, in_action text, input jsonb) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    e endorsement;
BEGIN
    SELECT * INTO e FROM endorsement
     WHERE id = in_endorsement AND allowed(CASE in_action WHEN 'withdraw' THEN organisation ELSE endorser END) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse_foreign(EXISTS (SELECT FROM endorsement WHERE id = in_endorsement));
    END IF;
    e.state := next_state('endorsement', endorsement_state_now(e)::text, in_action)::endorsement_state;
    UPDATE endorsement
       SET state = e.state, version = version + 1, updated_at = now(), reason = input->>'reason',
           decided_at = CASE WHEN e.state IN ('accepted', 'declined') THEN now() ELSE decided_at END,
           revoked_at = CASE WHEN e.state = 'revoked' THEN now() END,
           comment = CASE WHEN e.state = 'accepted' THEN input->>'comment' ELSE comment END,
           language = CASE WHEN e.state = 'accepted' THEN input->>'language' ELSE language END,
           claims = CASE WHEN e.state = 'accepted'
                         THEN ARRAY(SELECT DISTINCT one::endorsement_claim FROM jsonb_array_elements_text(input->'claims') AS one ORDER BY 1)
                         ELSE claims END
     WHERE id = in_endorsement;
    RETURN in_endorsement;
END $$;

-- What was said is not everybody's to see where who is endorsed does not want it. It stays signed, at its own address.
CREATE FUNCTION endorsement_hidden(in_endorsement uuid) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    e endorsement;
BEGIN
    SELECT * INTO e FROM endorsement WHERE id = in_endorsement AND allowed(organisation) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse_foreign(EXISTS (SELECT FROM endorsement WHERE id = in_endorsement));
    ELSIF e.state NOT IN ('accepted', 'revoked') THEN
        PERFORM next_state('endorsement', endorsement_state_now(e)::text, 'hide'); -- there is none: it says which there are
    END IF;
    UPDATE endorsement SET hidden_at = now(), version = version + 1, updated_at = now()
     WHERE id = in_endorsement AND hidden_at IS NULL;
    RETURN in_endorsement;
END $$;

-- What counts now for a thing, and whoever says so is still admitted; the newest first, as far as anybody reads. Of an
-- edition of a badge; 0 of anything else.
CREATE FUNCTION endorsements_of(in_subject uuid, in_edition int) RETURNS SETOF endorsement LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT e.* FROM endorsement AS e JOIN organisation AS o ON o.id = e.endorser
     WHERE e.subject = in_subject AND coalesce(e.edition, 0) = in_edition AND e.state = 'accepted' AND o.state = 'verified'
       AND e.hidden_at IS NULL
     ORDER BY e.decided_at DESC, e.id DESC LIMIT 20;
END $$;

-- All that an endorsement's credential says.
CREATE FUNCTION endorsement_facts(in_endorsement uuid)
RETURNS TABLE (endorsement uuid, endorsed text, endorsed_organisation uuid, hosted text, title text, comment text, issued_at bigint,
               revoked boolean, reason text, list uuid, place int, organisation uuid, issuer text, website text, about text,
               legal_name text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT e.id, address(endorsed_path(e))::text, CASE WHEN e.kind = 'organisation' THEN e.organisation END,
           address(CASE e.kind WHEN 'award' THEN '/ob2/assertions/' || e.award
                               ELSE replace(endorsed_path(e), '/ob/', '/ob2/') END)::text,
           CASE WHEN e.kind = 'organisation' THEN (SELECT f.name FROM issuer_facts(e.organisation) AS f)
                ELSE (achievement_facts(coalesce(e.badge, a.badge), coalesce(e.edition, a.edition))).name END,
           e.comment, floor(extract(epoch FROM e.decided_at))::bigint, k.revoked, e.reason, k.list, k.place,
           by.id, by.name, by.website, by.about, by.legal_name
      FROM endorsement AS e JOIN endorsement_credential AS k ON k.endorsement = e.id
      LEFT JOIN award AS a ON a.id = e.award, LATERAL issuer_facts(e.endorser) AS by
     WHERE e.id = in_endorsement;
END $$;
CREATE FUNCTION endorsement_signed(in_endorsement uuid) RETURNS TABLE (document text, token text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT k.document, k.token FROM endorsement_credential AS k WHERE k.endorsement = in_endorsement;
END $$;
CREATE FUNCTION endorsements_signed(in_subject uuid, in_edition int) RETURNS TABLE (endorsement uuid, document text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT e.id, k.document FROM endorsements_of(in_subject, in_edition) AS e
      JOIN endorsement_credential AS k ON k.endorsement = e.id ORDER BY e.decided_at DESC, e.id DESC;
END $$;
CREATE FUNCTION endorsement_keep(in_endorsement uuid, in_kid text, in_document text, in_token text)
RETURNS TABLE (document text, token text) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE endorsement_credential AS k
       SET document = in_document, token = in_token, kid = in_kid, signed_at = clock_timestamp()
     WHERE k.endorsement = in_endorsement AND k.document IS NULL;
    RETURN QUERY SELECT k.document, k.token FROM endorsement_credential AS k WHERE k.endorsement = in_endorsement;
END $$;

-- A page of endorsements, the newest first; of an organisation those that it was given, or that it gives.
CREATE FUNCTION endorsements_listed(in_kind endorsement_kind, in_subject uuid, are_given boolean, in_state text,
                                    in_after uuid, in_count bigint) RETURNS SETOF endorsement LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF in_kind = 'organisation' AND NOT EXISTS (SELECT FROM organisation WHERE id = in_subject)
       OR in_kind = 'badge' AND NOT EXISTS (SELECT FROM badge WHERE id = in_subject) THEN
        PERFORM refuse('not_found');
    END IF;
    RETURN QUERY
    SELECT e.* FROM endorsement AS e
     WHERE (in_kind <> 'badge' OR e.badge = in_subject)
       AND (in_kind = 'badge' OR NOT are_given OR e.endorser = in_subject)
       AND (in_kind = 'badge' OR are_given OR e.organisation = in_subject)
       AND (in_state IS NULL OR endorsement_state_now(e)::text = in_state)
       AND (in_after IS NULL OR e.id < in_after)
     ORDER BY e.id DESC LIMIT in_count;
END $$;

-- Those of an award, for whoever has its address: who may not see more is shown what was given.
CREATE FUNCTION award_endorsements(in_award uuid, in_state text, in_after uuid, in_count bigint) RETURNS SETOF endorsement
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM award WHERE id = in_award) THEN
        PERFORM refuse('not_found');
    END IF;
    RETURN QUERY
    SELECT e.* FROM endorsement AS e
     WHERE e.award = in_award AND (e.state IN ('accepted', 'revoked') AND e.hidden_at IS NULL OR allowed(e.organisation) OR allowed(e.endorser))
       AND (in_state IS NULL OR endorsement_state_now(e)::text = in_state)
       AND (in_after IS NULL OR e.id < in_after)
     ORDER BY e.id DESC LIMIT in_count;
END $$;

-- Who endorses an award, its badge and its issuer, for the award's page.
CREATE FUNCTION award_page_endorsements(in_award uuid, wanted text[])
RETURNS TABLE (endorsement uuid, kind text, endorser text, website text, comment text, language text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT e.id, e.kind::text,
           coalesce(o.translations->choose_language(o.translations, wanted, c.default_language)->>'name', o.legal_name),
           o.website, e.comment, e.language
      FROM award AS a,
           LATERAL (SELECT * FROM endorsements_of(a.id, 0) UNION ALL
                    SELECT * FROM endorsements_of(a.badge, a.edition) UNION ALL
                    SELECT * FROM endorsements_of(a.organisation, 0)) AS e
      JOIN organisation AS o ON o.id = e.endorser JOIN city AS c ON c.id = o.city
     WHERE a.id = in_award
     ORDER BY e.kind DESC, e.decided_at DESC, e.id DESC;
END $$;

-- An endorsement of ours, held against the credential that was shown, if one was; answered at once, and kept like other
-- questions. Breaks not_found.
CREATE FUNCTION verification_endorsed(in_question bytea, in_endorsement uuid, in_document jsonb, in_token text)
RETURNS verification LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    e endorsement;
    k endorsement_credential;
    is_ours boolean;
    admitted organisation_state;
    made verification;
BEGIN
    SELECT * INTO k FROM endorsement_credential WHERE endorsement = in_endorsement;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    END IF;
    SELECT * INTO e FROM endorsement WHERE id = in_endorsement;
    SELECT state INTO admitted FROM organisation WHERE id = e.endorser;
    is_ours := (in_document IS NULL OR k.document::jsonb IS NOT DISTINCT FROM in_document)
               AND (in_token IS NULL OR k.token IS NOT DISTINCT FROM in_token);
    INSERT INTO verification (question, state, done_at, told)
    SELECT in_question, 'done', now(), jsonb_build_object(
               'verdict', CASE WHEN NOT is_ours THEN 'tampered' WHEN k.revoked THEN 'revoked' ELSE 'valid' END,
               'reason', CASE WHEN NOT is_ours THEN 'What was shown is not what the endorser signed.'
                              WHEN k.revoked THEN 'The endorser has taken it back: ' || e.reason
                              ELSE 'The endorser has signed it, and has not taken it back.' END,
               'checks', jsonb_build_array(
                   jsonb_build_object('name', 'issued_here', 'passed', true, 'detail', 'The endorsement is in the records of this service.'),
                   jsonb_build_object('name', 'not_revoked', 'passed', NOT k.revoked, 'detail',
                       CASE WHEN k.revoked THEN 'The endorser revoked it on ' || utc(e.revoked_at) || '.' ELSE 'The endorser has not revoked it.' END),
                   jsonb_build_object('name', 'issuer_verified', 'passed', admitted = 'verified', 'detail', 'The endorser is ' || admitted || ' in its city.'))
               || CASE WHEN is_ours THEN '[]' ELSE jsonb_build_array(jsonb_build_object('name', 'as_issued', 'passed', false, 'detail',
                       'What was shown is not what the endorser signed; all that is said here is about the endorsement as it was given.')) END,
               'credential', jsonb_build_object(
                   'id', address('/ob/endorsements/' || e.id), 'kind', 'endorsement', 'name', f.title, 'comment', e.comment,
                   'achievement', f.endorsed, 'issuer', k.document::jsonb->'issuer'->>'id', 'issuerName', f.issuer,
                   'issuerUrl', f.website, 'issuedAt', utc(e.decided_at)))
      FROM endorsement_facts(in_endorsement) AS f
    RETURNING * INTO made;
    RETURN made;
END $$;

ALTER TYPE doc.badge ADD ATTRIBUTE "endorsementCount" int;
COMMENT ON COLUMN doc.badge."endorsementCount" IS 'By how many organisations this version is endorsed.';
COMMENT ON COLUMN doc.badge.awarded IS 'Whether anybody was awarded this version, or asked to endorse it: from then on it is frozen, and a change makes the next one.';
COMMENT ON COLUMN doc.badge_version.awarded IS 'Whether anybody was awarded it, or asked to endorse it: from then on it is frozen.';
CREATE OR REPLACE FUNCTION badge_document(b badge, wanted text[], whole boolean) RETURNS doc.badge
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
               utc(b.created_at), utc(b.updated_at),
               ROW(address(badge_path(b.id, b.edition) || '/image'), coalesce(picture.type, 'image/svg+xml'),
                   coalesce(picture.width, 600), coalesce(picture.height, 600), b.picture IS NOT NULL)::doc.badge_image,
               endorsement_count(b.id, b.edition))::doc.badge
      FROM organisation AS o JOIN city AS c ON c.id = o.city LEFT JOIN badge_picture AS picture ON picture.hash = b.picture,
           jsonb_populate_record(NULL::badge_particulars, b.particulars) AS p,
           LATERAL (SELECT tag, b.translations->tag AS own
                      FROM choose_language(texts_with(b.translations, 'name'), wanted, c.default_language) AS tag) AS texts
     WHERE o.id = b.organisation);
END $$;
CREATE FUNCTION endorsement_count(in_badge uuid, in_edition int) RETURNS int LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT count(*) FROM endorsement AS e JOIN organisation AS o ON o.id = e.endorser
             WHERE e.subject = in_badge AND e.edition = in_edition AND e.state = 'accepted' AND o.state = 'verified'
               AND e.hidden_at IS NULL);
END $$;

REVOKE EXECUTE ON FUNCTION
    status_list_begin, audit_hides_others, badge_keeps_endorsed, endorsement_may_be, endorsement_moves, endorsement_events, endorsement_document, endorsement_facts, endorsement_signed, endorsements_signed, endorsement_keep,
    award_endorsements, award_page_endorsements, endorsement_count, verification_endorsed
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    endorsement_document, endorsement_facts, endorsement_signed, endorsements_signed, endorsement_keep, award_endorsements,
    award_page_endorsements, endorsement_count, verification_endorsed
    TO citylearn_api;
