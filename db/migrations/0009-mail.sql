-- Mail on its way to people. A row is written with what it tells of, and the courier sends it.

CREATE TYPE mail_state AS ENUM ('queued', 'leased', 'sent', 'bounced', 'suppressed');
CREATE TABLE mail (
    id           uuid PRIMARY KEY,
    kind         text NOT NULL CHECK (kind ~ '^[a-z_]{1,40}$'),
    recipient    text NOT NULL,
    language     text NOT NULL,
    person       uuid REFERENCES person,       -- whose account it is about
    organisation uuid REFERENCES organisation, -- on whose behalf it is sent,
    city         uuid REFERENCES city,         -- and who may therefore see what became of it
    data         jsonb NOT NULL DEFAULT '{}',  -- what its words are filled with; no secrets
    sealed       bytea, -- the link, AES-256-GCM about the id; gone with the link
    state        mail_state NOT NULL DEFAULT 'queued',
    attempt      int NOT NULL DEFAULT 0, -- begun so far
    resends      int NOT NULL DEFAULT 0,
    due_at       timestamptz NOT NULL DEFAULT now(),
    owner        uuid,
    lease_until  timestamptz,
    reply_code   int, -- of the mail server, or of nobody
    created_at   timestamptz NOT NULL DEFAULT now(),
    sent_at      timestamptz,
    resent_at    timestamptz
);
CREATE INDEX mail_due ON mail (due_at) WHERE state = 'queued';
CREATE INDEX mail_leased ON mail (lease_until) WHERE state = 'leased';
CREATE INDEX mail_not_sent ON mail (state, created_at) WHERE state <> 'sent';
CREATE INDEX ON mail (recipient, created_at);
CREATE INDEX ON mail (created_at);
CREATE INDEX ON mail (person) WHERE person IS NOT NULL;
CREATE INDEX ON mail (organisation) WHERE organisation IS NOT NULL;
CREATE INDEX ON mail (city) WHERE city IS NOT NULL;

-- Addresses that a server has refused for good: what is sent there harms the sender's name.
CREATE TABLE mail_suppression (
    email text PRIMARY KEY CHECK (email = lower(email)),
    at    timestamptz NOT NULL DEFAULT now()
);

-- What somebody has made up, as a mail to a stranger may hold it: nothing in it makes a link.
CREATE FUNCTION text_for_mail(in_text text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN coalesce(nullif(btrim(left(regexp_replace(coalesce(in_text, ''), '[:/@.\\]+(?=\S)|www', ' ', 'gi'), 60)), ''), '?');
END $$;

-- Puts a mail in the queue. To one address at most twenty an hour: whoever can make us write to a
-- stranger shall not do it without end.
CREATE FUNCTION mail_add(in_id uuid, in_kind text, in_recipient text, in_language text, in_person uuid,
                         in_organisation uuid, in_city uuid, in_data jsonb, in_sealed bytea) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO mail (id, kind, recipient, language, person, organisation, city, data, sealed, state)
    SELECT in_id, in_kind, in_recipient, coalesce(in_language, 'en'), in_person, in_organisation, in_city,
           in_data, in_sealed,
           CASE WHEN EXISTS (SELECT FROM mail_suppression WHERE email = lower(in_recipient))
                  OR (SELECT count(*) FROM mail WHERE recipient = in_recipient
                         AND created_at > now() - interval '1 hour') >= 20
                THEN 'suppressed' ELSE 'queued' END::mail_state;
    RETURN in_id;
END $$;

INSERT INTO transition (noun, state, action, next_state) VALUES
    ('mail', 'sent',       'resend', 'queued'),
    ('mail', 'bounced',    'resend', 'queued'),
    ('mail', 'suppressed', 'resend', 'queued'); -- and again, while the address is on the list

-- The API reads and changes it by the two functions below alone.
ALTER TABLE mail ENABLE ROW LEVEL SECURITY;
CREATE POLICY courier ON mail TO citylearn_courier USING (true);
GRANT SELECT, DELETE, UPDATE (state, attempt, due_at, owner, lease_until, reply_code, sent_at, sealed)
    ON mail TO citylearn_courier;
GRANT SELECT, INSERT ON mail_suppression TO citylearn_courier;

CREATE TYPE doc.mail AS (
    id uuid, kind text, recipient text, state mail_state, attempts int, "replyCode" int,
    "createdAt" doc.instant, "sentAt" doc.instant, url doc.address
);
COMMENT ON TYPE doc.mail IS 'A mail, and what became of it.';
COMMENT ON COLUMN doc.mail.kind IS 'What it is about, as invitation.';
COMMENT ON COLUMN doc.mail.state IS 'Queued and leased: on its way; bounced: no server took it, or its link expired before one did; suppressed: it was not tried, since the address refuses mail or gets too many.';
COMMENT ON COLUMN doc.mail."replyCode" IS 'What the mail server said last (RFC 5321); null when it said nothing.';
COMMENT ON COLUMN doc.mail."sentAt" IS 'When a server took it; null before.';

CREATE FUNCTION mail_document(m mail) RETURNS doc.mail LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ROW(m.id, m.kind, m.recipient, m.state, m.attempt, m.reply_code, utc(m.created_at), utc(m.sent_at),
               address('/v1/mails/' || m.id))::doc.mail;
END $$;

-- Who may see what became of a mail: the person it is about, and who sent it.
CREATE FUNCTION mail_own(in_mail uuid) RETURNS mail LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    m mail;
BEGIN
    SELECT * INTO m FROM mail WHERE id = in_mail
       AND (person = caller_person() OR organisation IS NOT NULL AND allowed(organisation)
            OR city IS NOT NULL AND allowed_city(city, 'city_admin'));
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    END IF;
    RETURN m;
END $$;

-- Whether the link of a mail counts still. The courier wipes those that do not, but only now and
-- then; what was used a moment ago is seen here. A mail and its link are made at one moment.
CREATE FUNCTION mail_link_counts(m mail) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN m.sealed IS NOT NULL
       AND (m.kind NOT IN ('verify', 'already', 'reset', 'address')
            OR EXISTS (SELECT FROM mail_link AS l
                        WHERE l.email = m.recipient AND l.created_at = m.created_at
                          AND l.used_at IS NULL AND l.expires_at > now()))
       AND (m.kind NOT IN ('invitation', 'city_invitation')
            OR EXISTS (SELECT FROM invitation AS i
                        WHERE i.mail = m.id AND i.state = 'pending' AND i.expires_at > now()));
END $$;

-- Sends a mail once more; its link has to count still.
CREATE FUNCTION mail_resend(in_mail uuid) RETURNS mail LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    m mail := mail_own(in_mail);
    next text;
BEGIN
    SELECT * INTO m FROM mail WHERE id = in_mail FOR UPDATE;
    next := next_state('mail', m.state::text, 'resend');
    IF m.kind IN ('verify', 'already', 'reset', 'address', 'invitation', 'city_invitation', 'guardian')
       AND NOT mail_link_counts(m) THEN
        PERFORM refuse('mail_link_expired');
    ELSIF m.resends >= 5 AND m.resent_at > now() - interval '1 day' THEN
        PERFORM refuse('too_many_resends');
    END IF;
    UPDATE mail
       SET state = next::mail_state, due_at = now(), attempt = 0, reply_code = NULL, sent_at = NULL,
           resends = CASE WHEN resent_at > now() - interval '1 day' THEN resends + 1 ELSE 1 END,
           resent_at = now()
     WHERE id = in_mail
    RETURNING * INTO m;
    PERFORM audit_note('mail_resent', 'mail', in_mail::text, m.person, m.organisation, m.city);
    RETURN m;
END $$;

-- For monitoring: what did not leave the house. What was sent is not counted, since counting would
-- read ninety days of mails each time.
CREATE VIEW mail_figures AS
SELECT count(*) FILTER (WHERE state = 'queued') AS queued,
       count(*) FILTER (WHERE state = 'leased') AS leased,
       count(*) FILTER (WHERE state = 'bounced') AS bounced,
       count(*) FILTER (WHERE state = 'suppressed') AS suppressed,
       coalesce(extract(epoch FROM now() - min(coalesce(resent_at, created_at)) FILTER (WHERE state = 'queued')), 0)::float
           AS oldest_queued_seconds
  FROM mail WHERE state <> 'sent';
GRANT SELECT ON mail_figures TO citylearn_metrics, citylearn_api;

REVOKE EXECUTE ON FUNCTION mail_add, mail_own, mail_resend FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mail_add, mail_own, mail_resend TO citylearn_api;
