-- Who works for whom: members, invitations, and what of all that was done can be read (domain.md B3, B24).

ALTER TABLE city_membership ADD created_at timestamptz NOT NULL DEFAULT now();

-- The caller's role in an organisation, or NULL; an administrator of the city counts as a manager.
CREATE FUNCTION caller_role(in_organisation uuid) RETURNS organisation_role
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
    SELECT max(role) FROM (
        SELECT role FROM membership WHERE organisation = in_organisation AND person = caller_person()
         UNION ALL
        SELECT 'manager' FROM organisation AS o JOIN city_membership AS m ON m.city = o.city
         WHERE o.id = in_organisation AND m.person = caller_person() AND m.role = 'city_admin') AS own);
END $$;

-- Whether the caller may give or take this role there: an owner any, a manager those below.
CREATE FUNCTION may_give(in_organisation uuid, in_role organisation_role) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
    own CONSTANT organisation_role := caller_role(in_organisation);
BEGIN
    RETURN coalesce(own = 'owner' OR own = 'manager' AND in_role < 'manager', false);
END $$;

-- The city itself where the caller is its administrator.
CREATE FUNCTION city_own(in_city text) RETURNS uuid LANGUAGE plpgsql STABLE AS $$
DECLARE
    home CONSTANT city := city_named(in_city);
BEGIN
    IF NOT allowed_city(home.id, 'city_admin') THEN
        PERFORM refuse('not_allowed');
    END IF;
    RETURN home.id;
END $$;

-- The last owner stays, or nobody could ever give a role again. Who looks whether there is another
-- locks the organisation first, so that two owners cannot both leave. Archived ones may be left.
CREATE FUNCTION owner_remains(in_organisation uuid, in_but uuid) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM organisation WHERE id = in_organisation FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM organisation WHERE id = in_organisation AND state <> 'archived')
       AND NOT EXISTS (SELECT FROM membership AS m JOIN person AS p ON p.id = m.person
                        WHERE m.organisation = in_organisation AND m.role = 'owner'
                          AND m.person <> in_but AND is_active(p)) THEN
        PERFORM refuse('last_owner');
    END IF;
END $$;

CREATE FUNCTION last_owner_stays() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.role <> 'owner' THEN
        PERFORM owner_remains(OLD.organisation, OLD.person);
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER last_owner_stays BEFORE UPDATE OF role OR DELETE ON membership
    FOR EACH ROW WHEN (OLD.role = 'owner') EXECUTE FUNCTION last_owner_stays();

-- The same for a city and its administrators.
CREATE FUNCTION administrator_remains(in_city uuid, in_but uuid) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM city WHERE id = in_city FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT FROM city_membership AS m JOIN person AS p ON p.id = m.person
                    WHERE m.city = in_city AND m.role = 'city_admin'
                      AND m.person <> in_but AND is_active(p)) THEN
        PERFORM refuse('last_administrator');
    END IF;
END $$;

CREATE FUNCTION last_administrator_stays() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.role <> 'city_admin' THEN
        PERFORM administrator_remains(OLD.city, OLD.person);
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER last_administrator_stays BEFORE UPDATE OF role OR DELETE ON city_membership
    FOR EACH ROW WHEN (OLD.role = 'city_admin') EXECUTE FUNCTION last_administrator_stays();

-- Closing an account is leaving, too. In the order of ids, so that two cannot wait for each other.
CREATE FUNCTION closing_leaves_nobody_alone() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM owner_remains(organisation, NEW.id)
       FROM (SELECT organisation FROM membership WHERE person = NEW.id AND role = 'owner'
              ORDER BY organisation) AS owned;
    PERFORM administrator_remains(city, NEW.id)
       FROM (SELECT city FROM city_membership WHERE person = NEW.id AND role = 'city_admin'
              ORDER BY city) AS administered;
    RETURN NEW;
END $$;
CREATE TRIGGER closing_leaves_nobody_alone BEFORE UPDATE OF closed_at ON person
    FOR EACH ROW WHEN (OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL)
    EXECUTE FUNCTION closing_leaves_nobody_alone();

CREATE TYPE doc.person_stub AS (id uuid, name text, email text);
COMMENT ON TYPE doc.person_stub IS 'A person, as far as needed to tell them from others.';
COMMENT ON COLUMN doc.person_stub.name IS 'Null when none was given.';
COMMENT ON COLUMN doc.person_stub.email IS 'For oneself, and for those who manage the members; else null.';
CREATE TYPE doc.member AS (person doc.person_stub, role organisation_role, since doc.instant);
COMMENT ON TYPE doc.member IS 'Somebody who works for an organisation.';
COMMENT ON COLUMN doc.member.since IS 'When they became a member.';
CREATE TYPE doc.city_member AS (person doc.person_stub, role city_role, since doc.instant);
COMMENT ON TYPE doc.city_member IS 'Somebody who works for a city.';
COMMENT ON COLUMN doc.city_member.since IS 'When they became a member.';

-- The members of an organisation, by the age of their accounts, or one of them. Runs as the owner,
-- since people see only themselves; so it asks by itself whether the caller may.
CREATE FUNCTION member_rows(in_organisation uuid, in_person uuid, in_after uuid, in_count bigint)
RETURNS SETOF doc.member LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    whole CONSTANT boolean := coalesce(caller_role(in_organisation) >= 'manager', false);
BEGIN
    IF NOT allowed(in_organisation) THEN
        PERFORM refuse('not_allowed');
    END IF;
    RETURN QUERY
    SELECT ROW(p.id, p.name, CASE WHEN whole OR p.id = caller_person() THEN p.email END)::doc.person_stub,
           m.role, utc(m.created_at)
      FROM membership AS m JOIN person AS p ON p.id = m.person
     WHERE m.organisation = in_organisation AND (in_person IS NULL OR m.person = in_person)
       AND (in_after IS NULL OR m.person > in_after)
     ORDER BY m.person LIMIT in_count;
END $$;

CREATE FUNCTION city_member_rows(in_city uuid, in_person uuid, in_after uuid, in_count bigint)
RETURNS SETOF doc.city_member LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    whole CONSTANT boolean := allowed_city(in_city, 'city_admin');
BEGIN
    IF NOT allowed_city(in_city, 'city_viewer') THEN
        PERFORM refuse('not_allowed');
    END IF;
    RETURN QUERY
    SELECT ROW(p.id, p.name, CASE WHEN whole OR p.id = caller_person() THEN p.email END)::doc.person_stub,
           m.role, utc(m.created_at)
      FROM city_membership AS m JOIN person AS p ON p.id = m.person
     WHERE m.city = in_city AND (in_person IS NULL OR m.person = in_person)
       AND (in_after IS NULL OR m.person > in_after)
     ORDER BY m.person LIMIT in_count;
END $$;

-- The four below run with the caller's rights. Nobody is made a member by them: people come by
-- invitation. Everybody may give up a role of their own, or a part of it.
CREATE FUNCTION member_change(in_organisation uuid, in_person uuid, in_role organisation_role)
RETURNS doc.member LANGUAGE plpgsql AS $$
DECLARE
    m doc.member;
BEGIN
    PERFORM organisation_own(in_organisation);
    PERFORM FROM membership WHERE organisation = in_organisation AND person = in_person FOR UPDATE;
    SELECT * INTO m FROM member_rows(in_organisation, in_person, NULL, 1);
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    ELSIF NOT (may_give(in_organisation, m.role) AND may_give(in_organisation, in_role))
          AND NOT (in_person = caller_person() AND in_role <= m.role) THEN
        PERFORM refuse('not_allowed');
    END IF;
    UPDATE membership SET role = in_role
     WHERE organisation = in_organisation AND person = in_person AND role <> in_role;
    IF NOT FOUND AND m.role <> in_role THEN
        -- The second wall: the caller has lost the role meanwhile.
        PERFORM refuse('not_allowed');
    END IF;
    -- Who steps down may not see it any more.
    m.role := in_role;
    RETURN m;
END $$;

CREATE FUNCTION member_remove(in_organisation uuid, in_person uuid) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    had organisation_role;
BEGIN
    IF in_person IS DISTINCT FROM caller_person() THEN
        PERFORM organisation_own(in_organisation);
    END IF;
    SELECT role INTO had FROM membership WHERE organisation = in_organisation AND person = in_person;
    IF NOT FOUND THEN
        PERFORM refuse_foreign(in_person = caller_person()
                               AND EXISTS (SELECT FROM organisation WHERE id = in_organisation));
    ELSIF in_person <> caller_person() AND NOT may_give(in_organisation, had) THEN
        PERFORM refuse('not_allowed');
    END IF;
    DELETE FROM membership WHERE organisation = in_organisation AND person = in_person;
    IF NOT FOUND THEN
        PERFORM refuse('not_allowed');
    END IF;
    RETURN in_person;
END $$;

CREATE FUNCTION city_member_change(in_city text, in_person uuid, in_role city_role)
RETURNS doc.city_member LANGUAGE plpgsql AS $$
DECLARE
    home CONSTANT uuid := city_own(in_city);
    m doc.city_member;
BEGIN
    SELECT * INTO m FROM city_member_rows(home, in_person, NULL, 1);
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    END IF;
    UPDATE city_membership SET role = in_role WHERE city = home AND person = in_person AND role <> in_role;
    IF NOT FOUND AND m.role <> in_role THEN
        PERFORM refuse('not_allowed');
    END IF;
    m.role := in_role;
    RETURN m;
END $$;

CREATE FUNCTION city_member_remove(in_city text, in_person uuid) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    home uuid := (city_named(in_city)).id;
BEGIN
    IF in_person IS DISTINCT FROM caller_person() OR NOT allowed_city(home, 'city_viewer') THEN
        home := city_own(in_city);
    END IF;
    DELETE FROM city_membership WHERE city = home AND person = in_person;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    END IF;
    RETURN in_person;
END $$;

-- The second wall: nobody takes or gives more than they have, and no program at all.
CREATE POLICY managers_change ON membership FOR UPDATE TO citylearn_api
    USING (caller_role(organisation) >= greatest('manager', role)) WITH CHECK (role <= caller_role(organisation));
CREATE POLICY managers_or_oneself ON membership FOR DELETE TO citylearn_api
    USING (person = caller_person() OR caller_role(organisation) >= greatest('manager', role));
CREATE POLICY colleagues ON city_membership FOR SELECT TO citylearn_api
    USING (allowed_city(city, 'city_viewer'));
CREATE POLICY administrators_change ON city_membership FOR UPDATE TO citylearn_api
    USING (allowed_city(city, 'city_admin'));
CREATE POLICY administrators_or_oneself ON city_membership FOR DELETE TO citylearn_api
    USING (person = caller_person() OR allowed_city(city, 'city_admin'));
GRANT UPDATE (role), DELETE ON membership, city_membership TO citylearn_api;

-- Who is asked to work for an organisation or a city. It counts for whoever has shown that the
-- address is theirs; the mailed link only leads there. Of its token only the SHA-256 is kept.
CREATE TYPE invitation_state AS ENUM ('pending', 'accepted', 'declined', 'revoked', 'expired');
CREATE TABLE invitation (
    id           uuid PRIMARY KEY DEFAULT uuid7(),
    organisation uuid REFERENCES organisation,
    city         uuid REFERENCES city,
    email        text NOT NULL CHECK (email = lower(email)),
    role         text NOT NULL,
    language     text NOT NULL,
    state        invitation_state NOT NULL DEFAULT 'pending',
    invited_by   uuid REFERENCES person,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL DEFAULT now() + interval '30 days',
    link         bytea NOT NULL UNIQUE,
    mail         uuid NOT NULL, -- the last one; it is kept for less long than this
    resends      int NOT NULL DEFAULT 0,
    resent_at    timestamptz,
    answered_at  timestamptz,
    CHECK (num_nonnulls(organisation, city) = 1),
    CHECK (role IN (CASE WHEN city IS NULL THEN 'viewer' ELSE 'city_viewer' END, 'reviewer', 'issuer', 'manager',
                    CASE WHEN city IS NULL THEN 'owner' ELSE 'city_admin' END))
);
CREATE UNIQUE INDEX already_invited ON invitation (coalesce(organisation, city), email) WHERE state = 'pending';
CREATE INDEX ON invitation (organisation, id);
CREATE INDEX ON invitation (city, id);
CREATE INDEX ON invitation (invited_by);
CREATE INDEX ON invitation (email, id);
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON invitation
    FOR EACH ROW EXECUTE FUNCTION audit();

INSERT INTO transition (noun, state, action, next_state) VALUES
    ('invitation', 'pending', 'accept',  'accepted'),
    ('invitation', 'pending', 'decline', 'declined'),
    ('invitation', 'pending', 'revoke',  'revoked'),
    ('invitation', 'pending', 'resend',  'pending'),
    ('invitation', 'expired', 'resend',  'pending');

-- Nothing happens at the moment when one expires, so it is worked out.
CREATE FUNCTION invitation_state_now(i invitation) RETURNS invitation_state LANGUAGE sql STABLE AS $$
SELECT (CASE WHEN i.state = 'pending' AND i.expires_at <= now() THEN 'expired' ELSE i.state END)::invitation_state
$$;

CREATE FUNCTION may_invite(in_organisation uuid, in_city uuid, in_role text) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN in_organisation IS NOT NULL THEN may_give(in_organisation, in_role::organisation_role)
                ELSE allowed_city(in_city, 'city_admin') END;
END $$;

CREATE TYPE doc.invitation AS (
    id uuid, organisation doc.organisation_stub, city text, email text, role text, state invitation_state,
    language text, "invitedBy" text, "mailState" mail_state, "createdAt" doc.instant,
    "expiresAt" doc.instant, "answeredAt" doc.instant
);
COMMENT ON TYPE doc.invitation IS 'Somebody is asked to work for an organisation or for a city.';
COMMENT ON COLUMN doc.invitation.organisation IS 'Null when it is a city that invites.';
COMMENT ON COLUMN doc.invitation.city IS 'The slug of the city that invites; null when it is an organisation.';
COMMENT ON COLUMN doc.invitation.role IS 'What they would be: a role of the organisation, or of the city.';
COMMENT ON COLUMN doc.invitation.language IS 'Of the mail.';
COMMENT ON COLUMN doc.invitation."invitedBy" IS 'The name of who invites; null when they gave none.';
COMMENT ON COLUMN doc.invitation."mailState" IS 'What became of its last mail, for those who invite; null when that is long ago, and for the invited.';
COMMENT ON COLUMN doc.invitation."answeredAt" IS 'When it was accepted, declined or revoked; null before.';

CREATE FUNCTION invitation_document(i invitation, wanted text[]) RETURNS doc.invitation
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    o organisation;
    home city;
BEGIN
    SELECT * INTO o FROM organisation WHERE id = i.organisation;
    SELECT * INTO home FROM city WHERE id = coalesce(i.city, o.city);
    RETURN ROW(i.id, CASE WHEN i.organisation IS NOT NULL THEN organisation_stub(o, wanted, home.default_language) END,
               CASE WHEN i.city IS NOT NULL THEN home.slug END, i.email, i.role, invitation_state_now(i), i.language,
               (SELECT name FROM person WHERE id = i.invited_by),
               CASE WHEN may_invite(i.organisation, i.city, 'viewer') THEN (SELECT state FROM mail WHERE id = i.mail) END,
               utc(i.created_at), utc(i.expires_at), utc(i.answered_at))::doc.invitation;
END $$;

-- The name of the organisation or the city that invites.
CREATE FUNCTION invitation_place(i invitation, wanted text[]) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
    SELECT t.translations->choose_language(t.translations, wanted, t.usual)->>'name'
      FROM (SELECT o.translations, c.default_language AS usual FROM organisation AS o JOIN city AS c ON c.id = o.city
             WHERE o.id = i.organisation
             UNION ALL
            SELECT translations, default_language FROM city WHERE id = i.city) AS t);
END $$;

-- Mails an invitation; who sent it has a name, or the organisation stands for them.
CREATE FUNCTION invitation_mail(i invitation, in_sealed bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    place CONSTANT text := text_for_mail(invitation_place(i, ARRAY[i.language]));
BEGIN
    PERFORM mail_add(i.mail, CASE WHEN i.city IS NULL THEN 'invitation' ELSE 'city_invitation' END, i.email,
                     i.language, NULL, i.organisation, i.city,
                     jsonb_build_object(CASE WHEN i.city IS NULL THEN 'organisation' ELSE 'city' END, place,
                                        'role', i.role, 'inviter',
                                        coalesce((SELECT text_for_mail(name) FROM person WHERE id = caller_person() AND name <> ''), place)),
                     in_sealed);
END $$;

CREATE TYPE doc.invitation_status AS ENUM ('invited', 'already_member', 'already_invited', 'invalid_email', 'not_allowed');

-- Invites many at once, each with an outcome of its own; an address of NULL is none. The lists are
-- as long as each other. The row of the organisation or city is locked, so that all else of it waits.
CREATE FUNCTION invitation_offer(in_organisation uuid, in_city uuid, in_emails text[], in_roles text[],
                                 in_languages text[], in_links text[], in_mails text[], in_sealed text[])
RETURNS TABLE (place int, status doc.invitation_status, id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    usual text;
    most CONSTANT int := CASE WHEN in_city IS NOT NULL OR organisation_may_publish(in_organisation) THEN 1000 ELSE 20 END;
BEGIN
    PERFORM FROM organisation AS o WHERE o.id = in_organisation FOR NO KEY UPDATE;
    PERFORM FROM city AS c WHERE c.id = in_city FOR NO KEY UPDATE;
    SELECT default_language INTO usual FROM city AS c
     WHERE c.id = coalesce(in_city, (SELECT o.city FROM organisation AS o WHERE o.id = in_organisation));
    UPDATE invitation AS i SET state = 'expired'
     WHERE (i.organisation = in_organisation OR i.city = in_city) AND i.state = 'pending' AND i.expires_at <= now();
    RETURN QUERY
    WITH wish AS (
        SELECT (w.n - 1)::int AS place, nullif(lower(w.email), '') AS email, w.role,
               coalesce(nullif(w.language, ''), usual) AS language, w.link::bytea AS link, w.mail::uuid AS mail,
               may_invite(in_organisation, in_city, w.role) AS may
          FROM unnest(in_emails, in_roles, in_languages, in_links, in_mails)
               WITH ORDINALITY AS w (email, role, language, link, mail, n)
    ), judged AS (
        SELECT w.*, (CASE
                   WHEN w.email IS NULL THEN 'invalid_email'
                   WHEN NOT w.may THEN 'not_allowed'
                   WHEN EXISTS (SELECT FROM identifier AS i JOIN membership AS m ON m.person = i.person
                                 WHERE i.email = w.email AND m.organisation = in_organisation)
                     OR EXISTS (SELECT FROM identifier AS i JOIN city_membership AS m ON m.person = i.person
                                 WHERE i.email = w.email AND m.city = in_city) THEN 'already_member'
                   WHEN row_number() OVER (PARTITION BY w.email, w.may ORDER BY w.place) > 1
                     OR EXISTS (SELECT FROM invitation AS i
                                 WHERE coalesce(i.organisation, i.city) = coalesce(in_organisation, in_city)
                                   AND i.email = w.email AND i.state = 'pending') THEN 'already_invited'
                   ELSE 'invited' END)::doc.invitation_status AS status
          FROM wish AS w
    ), made AS (
        INSERT INTO invitation (organisation, city, email, role, language, invited_by, link, mail)
        SELECT in_organisation, in_city, j.email, j.role, j.language, caller_person(), j.link, j.mail
          FROM judged AS j WHERE j.status = 'invited'
        RETURNING id, mail
    )
    SELECT j.place, j.status, made.id FROM judged AS j LEFT JOIN made ON made.mail = j.mail ORDER BY j.place;
    -- Whoever no city has looked at yet cannot make us write to many strangers, nor to some after others.
    IF (SELECT count(*) FROM invitation AS i
         WHERE (i.organisation = in_organisation OR i.city = in_city)
           AND (i.state = 'pending' OR i.state = 'revoked' AND i.created_at > now() - interval '1 day')) > most THEN
        PERFORM refuse('too_many_invitations');
    END IF;
    PERFORM invitation_mail(i, m.sealed::bytea)
       FROM unnest(in_mails, in_sealed) AS m (mail, sealed) JOIN invitation AS i ON i.mail = m.mail::uuid
      WHERE i.organisation = in_organisation OR i.city = in_city;
END $$;

CREATE FUNCTION invitation_make(in_organisation uuid, in_city uuid, in_email text, in_role text, in_language text,
                                in_link bytea, in_mail uuid, in_sealed bytea, wanted text[]) RETURNS doc.invitation
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    made record;
BEGIN
    SELECT * INTO made
      FROM invitation_offer(in_organisation, in_city, ARRAY[in_email], ARRAY[in_role], ARRAY[in_language],
                            ARRAY[in_link::text], ARRAY[in_mail::text], ARRAY[in_sealed::text]);
    IF made.status = 'already_member' THEN
        PERFORM refuse('already_member');
    ELSIF made.status = 'already_invited' THEN
        PERFORM refuse('already_invited');
    ELSIF made.status <> 'invited' THEN
        PERFORM refuse('not_allowed');
    END IF;
    RETURN (SELECT invitation_document(i, wanted) FROM invitation AS i WHERE i.id = made.id);
END $$;

-- The invitations of an organisation or a city, the newest first.
CREATE FUNCTION invitation_rows(in_organisation uuid, in_city uuid, in_state text, in_after uuid, in_count bigint,
                                wanted text[]) RETURNS SETOF doc.invitation
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT may_invite(in_organisation, in_city, 'viewer') THEN
        PERFORM refuse('not_allowed');
    END IF;
    RETURN QUERY
    SELECT (invitation_document(i, wanted)).*
      FROM (SELECT * FROM invitation AS i
             WHERE (i.organisation = in_organisation OR i.city = in_city)
               AND (in_state IS NULL OR invitation_state_now(i)::text = in_state)
               AND (in_after IS NULL OR i.id < in_after)
             ORDER BY i.id DESC LIMIT in_count) AS i;
END $$;

-- One that the caller could have sent, locked.
CREATE FUNCTION invitation_own(in_organisation uuid, in_city uuid, in_invitation uuid) RETURNS invitation
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    i invitation;
BEGIN
    IF NOT may_invite(in_organisation, in_city, 'viewer') THEN
        PERFORM refuse('not_allowed');
    END IF;
    SELECT * INTO i FROM invitation
     WHERE id = in_invitation AND (organisation = in_organisation OR city = in_city) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    ELSIF NOT may_invite(in_organisation, in_city, i.role) THEN
        PERFORM refuse('not_allowed');
    END IF;
    RETURN i;
END $$;

-- Sends another link and ends the one before, for thirty more days.
CREATE FUNCTION invitation_resend(in_organisation uuid, in_city uuid, in_invitation uuid, in_link bytea, in_mail uuid,
                                  in_sealed bytea, wanted text[]) RETURNS doc.invitation
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    i invitation := invitation_own(in_organisation, in_city, in_invitation);
BEGIN
    PERFORM next_state('invitation', invitation_state_now(i)::text, 'resend');
    IF i.resends >= 5 AND i.resent_at > now() - interval '1 day' THEN
        PERFORM refuse('too_many_resends');
    ELSIF i.state = 'expired' AND EXISTS (SELECT FROM invitation AS other
              WHERE coalesce(other.organisation, other.city) = coalesce(in_organisation, in_city)
                AND other.email = i.email AND other.state = 'pending') THEN
        PERFORM refuse('already_invited');
    END IF;
    UPDATE invitation
       SET state = 'pending', link = in_link, mail = in_mail, expires_at = now() + interval '30 days',
           resends = CASE WHEN resent_at > now() - interval '1 day' THEN resends + 1 ELSE 1 END, resent_at = now()
     WHERE id = i.id
    RETURNING * INTO i;
    PERFORM invitation_mail(i, in_sealed);
    RETURN invitation_document(i, wanted);
END $$;

CREATE FUNCTION invitation_revoke(in_organisation uuid, in_city uuid, in_invitation uuid) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    i CONSTANT invitation := invitation_own(in_organisation, in_city, in_invitation);
BEGIN
    UPDATE invitation
       SET state = next_state('invitation', invitation_state_now(i)::text, 'revoke')::invitation_state,
           answered_at = now()
     WHERE id = i.id;
    RETURN i.id;
END $$;

-- What the caller is invited to, by any address of theirs, the newest first.
CREATE FUNCTION invitation_mine(in_after uuid, in_count bigint, wanted text[]) RETURNS SETOF doc.invitation
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT (invitation_document(i, wanted)).*
      FROM (SELECT i.* FROM invitation AS i
             WHERE i.email IN (SELECT email FROM identifier WHERE person = caller_person())
               AND i.state = 'pending' AND i.expires_at > now() AND (in_after IS NULL OR i.id < in_after)
             ORDER BY i.id DESC LIMIT in_count) AS i;
END $$;

-- The caller accepts or declines. Who is a member already keeps the higher of the two roles.
CREATE FUNCTION invitation_answer(in_invitation uuid, in_action text, wanted text[]) RETURNS doc.invitation
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    i invitation;
BEGIN
    SELECT * INTO i FROM invitation
     WHERE id = in_invitation AND email IN (SELECT email FROM identifier WHERE person = caller_person()) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    END IF;
    UPDATE invitation
       SET state = next_state('invitation', invitation_state_now(i)::text, in_action)::invitation_state,
           answered_at = now()
     WHERE id = i.id
    RETURNING * INTO i;
    IF i.state = 'accepted' AND i.city IS NULL THEN
        INSERT INTO membership AS m (organisation, person, role)
        VALUES (i.organisation, caller_person(), i.role::organisation_role)
            ON CONFLICT (organisation, person) DO UPDATE SET role = excluded.role WHERE m.role < excluded.role;
    ELSIF i.state = 'accepted' THEN
        INSERT INTO city_membership AS m (city, person, role) VALUES (i.city, caller_person(), i.role::city_role)
            ON CONFLICT (city, person) DO UPDATE SET role = excluded.role WHERE m.role < excluded.role;
    END IF;
    RETURN invitation_document(i, wanted);
END $$;

CREATE FUNCTION invitation_accept(in_invitation uuid, wanted text[] DEFAULT '{}') RETURNS doc.invitation
LANGUAGE sql AS $$
SELECT invitation_answer(in_invitation, 'accept', wanted)
$$;
CREATE FUNCTION invitation_decline(in_invitation uuid, wanted text[] DEFAULT '{}') RETURNS doc.invitation
LANGUAGE sql AS $$
SELECT invitation_answer(in_invitation, 'decline', wanted)
$$;

-- What a mailed link leads to while it counts, for a page: no row when it counts no more. Who has
-- the link has the mail, so it may show the address; `is_mine` tells whether the caller could accept.
CREATE FUNCTION invitation_by_token(in_hash bytea, wanted text[])
RETURNS TABLE (id uuid, place text, role text, inviter text, email text, is_mine boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT i.id, invitation_place(i, wanted), i.role, (SELECT p.name FROM person AS p WHERE p.id = i.invited_by),
           i.email, EXISTS (SELECT FROM identifier AS own WHERE own.email = i.email AND own.person = caller_person())
      FROM invitation AS i
     WHERE i.link = in_hash AND i.state = 'pending' AND i.expires_at > now();
END $$;

CREATE TYPE doc.invitation_row AS ("row" int, status doc.invitation_status, id uuid);
COMMENT ON TYPE doc.invitation_row IS 'What became of one row.';
COMMENT ON COLUMN doc.invitation_row."row" IS 'Its place in the request, from 0.';
COMMENT ON COLUMN doc.invitation_row.status IS 'Not allowed: the role is not yours to give.';
COMMENT ON COLUMN doc.invitation_row.id IS 'Of the invitation; null when none was made.';
CREATE TYPE doc.invitation_counts AS (
    invited int, "alreadyMember" int, "alreadyInvited" int, "invalidEmail" int, "notAllowed" int
);
COMMENT ON TYPE doc.invitation_counts IS 'How many of each.';
CREATE TYPE doc.invitation_batch AS (items doc.invitation_row[], counts doc.invitation_counts);
COMMENT ON TYPE doc.invitation_batch IS 'What became of many invitations, row by row.';

-- Reading of what was done. Three walls: a person sees what they did and what is about them,
-- managers what is their organisation's, administrators what is their city's.
CREATE INDEX ON audit_entry (person, id) WHERE person IS NOT NULL;
CREATE INDEX ON audit_entry (organisation, id) WHERE organisation IS NOT NULL;
CREATE INDEX ON audit_entry (city, id) WHERE city IS NOT NULL;

-- A secret names its client alone; whoever manages the client's organisation shall read of it.
CREATE FUNCTION audit_finds_organisation() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.organisation := (SELECT organisation FROM service_client
                          WHERE id = (coalesce(NEW.after, NEW.before)->>'client')::uuid);
    RETURN NEW;
END $$;
CREATE TRIGGER audit_finds_organisation BEFORE INSERT ON audit_entry
    FOR EACH ROW WHEN (NEW.noun = 'client_secret' AND NEW.organisation IS NULL)
    EXECUTE FUNCTION audit_finds_organisation();

CREATE TYPE doc.audit_actor_kind AS ENUM ('person', 'client', 'other');
CREATE TYPE doc.audit_actor AS (kind doc.audit_actor_kind, person uuid, name text, client uuid);
COMMENT ON TYPE doc.audit_actor IS 'Who did it.';
COMMENT ON COLUMN doc.audit_actor.kind IS 'Other: the operator, or somebody who was not signed in.';
COMMENT ON COLUMN doc.audit_actor.person IS 'Null when it was no person, or one whom the reader need not know.';
COMMENT ON COLUMN doc.audit_actor.name IS 'Of the person; null when that is null or gave none.';
COMMENT ON COLUMN doc.audit_actor.client IS 'The program that did it by itself, or for the person; null when there was none.';
CREATE TYPE doc.audit_entry AS (
    id uuid, at doc.instant, action text, noun text, subject text, actor doc.audit_actor, network text,
    "before" json, "after" json, "requestId" text
);
COMMENT ON TYPE doc.audit_entry IS 'Something that was done.';
COMMENT ON COLUMN doc.audit_entry.action IS 'Insert, update or delete of a thing; or what happened, as sign_in.';
COMMENT ON COLUMN doc.audit_entry.noun IS 'To what, as membership; security: to an account.';
COMMENT ON COLUMN doc.audit_entry.subject IS 'Which one: an id, or two.';
COMMENT ON COLUMN doc.audit_entry.network IS 'From where: an address without its last part; null when it is not known, and of others.';
COMMENT ON COLUMN doc.audit_entry."before" IS 'What changed, as it was; null when nothing was there. Never secrets or addresses.';
COMMENT ON COLUMN doc.audit_entry."after" IS 'What changed, as it became; null when nothing is there.';
COMMENT ON COLUMN doc.audit_entry."requestId" IS 'The X-Request-Id of the request; null when there was none.';

-- The trigger leaves secrets and addresses out by the names of columns; what looks like one is
-- left out once more, whatever a later table calls it.
CREATE FUNCTION audit_shown(changes jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN (
    SELECT jsonb_object_agg(key, value) FROM jsonb_each(CASE jsonb_typeof(changes) WHEN 'object' THEN changes ELSE '{}' END)
     WHERE key !~* 'e?mail|hash|secret|sealed|token|password|phc|link' AND value::text !~ '@');
END $$;

-- `whole`: for those who answer for all of it. A person sees of others only that it was not they:
-- which clerk awarded a badge is the organisation's to know.
CREATE FUNCTION audit_document(e audit_entry, whole boolean) RETURNS doc.audit_entry
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    -- Whoever signs in is nobody yet; the entry is about them, and it was they.
    seen CONSTANT boolean := whole OR e.person = caller_person() OR e.person IS NULL AND e.about = caller_person();
BEGIN
    RETURN ROW(e.id, utc(e.at), e.action, e.noun, e.subject,
               ROW(CASE WHEN e.person IS NOT NULL THEN 'person' WHEN e.client IS NOT NULL THEN 'client' ELSE 'other' END,
                   CASE WHEN seen THEN e.person END,
                   CASE WHEN seen THEN (SELECT name FROM person WHERE id = e.person) END, e.client)::doc.audit_actor,
               CASE WHEN seen THEN e.network END, audit_shown(e.before), audit_shown(e.after),
               nullif(e.request, ''))::doc.audit_entry;
END $$;

CREATE FUNCTION audit_of_person(in_action text, in_noun text, in_after uuid, in_count bigint)
RETURNS SETOF doc.audit_entry LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT (audit_document(e, false)).* FROM (
        (SELECT * FROM audit_entry
          WHERE about = caller_person() AND (in_after IS NULL OR id < in_after)
            AND (in_action IS NULL OR action = in_action) AND (in_noun IS NULL OR noun = in_noun)
          ORDER BY id DESC LIMIT in_count)
         UNION ALL
        (SELECT * FROM audit_entry
          WHERE person = caller_person() AND about IS DISTINCT FROM person AND (in_after IS NULL OR id < in_after)
            AND (in_action IS NULL OR action = in_action) AND (in_noun IS NULL OR noun = in_noun)
          ORDER BY id DESC LIMIT in_count)
         ORDER BY id DESC LIMIT in_count) AS e;
END $$;

CREATE FUNCTION audit_of_organisation(in_organisation uuid, in_action text, in_noun text, in_after uuid, in_count bigint)
RETURNS SETOF doc.audit_entry LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT coalesce(caller_role(in_organisation) >= 'manager', false) THEN
        PERFORM refuse('not_allowed');
    END IF;
    RETURN QUERY
    SELECT (audit_document(e, true)).*
      FROM (SELECT * FROM audit_entry
             WHERE organisation = in_organisation AND (in_after IS NULL OR id < in_after)
               AND (in_action IS NULL OR action = in_action) AND (in_noun IS NULL OR noun = in_noun)
             ORDER BY id DESC LIMIT in_count) AS e;
END $$;

CREATE FUNCTION audit_of_city(in_city uuid, in_action text, in_noun text, in_after uuid, in_count bigint)
RETURNS SETOF doc.audit_entry LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT allowed_city(in_city, 'city_admin') THEN
        PERFORM refuse('not_allowed');
    END IF;
    RETURN QUERY
    SELECT (audit_document(e, true)).*
      FROM (SELECT * FROM audit_entry
             WHERE city = in_city AND (in_after IS NULL OR id < in_after)
               AND (in_action IS NULL OR action = in_action) AND (in_noun IS NULL OR noun = in_noun)
             ORDER BY id DESC LIMIT in_count) AS e;
END $$;

REVOKE EXECUTE ON FUNCTION
    caller_role, owner_remains, administrator_remains, closing_leaves_nobody_alone, member_rows, city_member_rows,
    invitation_document, invitation_mail, invitation_offer, invitation_make, invitation_rows, invitation_own,
    invitation_resend, invitation_revoke, invitation_mine, invitation_answer, invitation_by_token, audit_document,
    audit_of_person, audit_of_organisation, audit_of_city
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    caller_role, member_rows, city_member_rows, invitation_offer, invitation_make, invitation_rows,
    invitation_resend, invitation_revoke, invitation_mine, invitation_answer, invitation_by_token,
    audit_of_person, audit_of_organisation, audit_of_city
    TO citylearn_api;
