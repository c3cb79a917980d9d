-- mail_show(mail uuid) -> one body
-- A mail, and what became of it. Breaks not_found.
SELECT to_json(mail_document(m)) AS body FROM mail_own(:mail) AS m;

-- mail_resend(mail uuid) -> one body, id on write
-- Sends a mail once more. Breaks not_found, wrong_state, mail_link_expired or too_many_resends.
SELECT k.body, k.id
  FROM mail_resend(:mail) AS m, LATERAL answered(to_json(mail_document(m)), NULL, m.id) AS k;

-- mail_claim(owner uuid, most int)
-- -> many id, kind, recipient, language, data, sealed, attempt, resent on write
-- Leases mails that are due, but none for an address that refuses mail. The attempt is part of the
-- lease: a late result of it counts for nothing. The data come as names and values, each with the
-- mark U+001F behind it; `resent`, when somebody wished for the mail once more, in seconds.
WITH refused AS (
    UPDATE mail SET state = 'suppressed'
     WHERE state = 'queued' AND due_at <= now()
       AND EXISTS (SELECT FROM mail_suppression WHERE email = lower(recipient))
    RETURNING id
)
UPDATE mail SET state = 'leased', owner = :owner, attempt = attempt + 1,
                lease_until = now() + interval '2 minutes'
 WHERE id IN (SELECT id FROM mail
               WHERE state = 'queued' AND due_at <= now() AND id NOT IN (SELECT id FROM refused)
               ORDER BY due_at LIMIT :most FOR UPDATE SKIP LOCKED)
RETURNING id, kind, recipient, language,
          (SELECT string_agg(key || E'\x1f' || translate(value, E'\x1f', ' ') || E'\x1f', '')
             FROM jsonb_each_text(data)) AS data,
          encode(sealed, 'hex') AS sealed, attempt, extract(epoch FROM resent_at)::bigint AS resent;

-- mail_settle(mail uuid, owner uuid, attempt int, state text, seconds number, code int?, refused bool)
-- -> none on write
-- What came of a mail; `refused`: its address wants none for good.
WITH settled AS (
    UPDATE mail
       SET state = :state::mail_state, due_at = now() + make_interval(secs => :seconds), owner = NULL,
           lease_until = NULL, reply_code = :code, sent_at = CASE WHEN :state = 'sent' THEN now() END
     WHERE id = :mail AND owner = :owner AND attempt = :attempt AND state = 'leased'
    RETURNING recipient
)
INSERT INTO mail_suppression (email) SELECT lower(recipient) FROM settled WHERE :refused
    ON CONFLICT DO NOTHING;

-- mail_reap() -> one freed on write
-- Mails whose courier died are due again; one may then come twice, with the same Message-ID.
WITH freed AS (
    UPDATE mail SET state = 'queued', owner = NULL, lease_until = NULL
     WHERE state = 'leased' AND lease_until < now()
    RETURNING id
)
SELECT count(*) AS freed FROM freed;

-- mail_forget() -> none on write
-- A link is kept as long as it can count, and a mail that has lost its link is not sent any more;
-- a mail is kept for ninety days. A mail and its link are made at one moment.
WITH links AS (
    UPDATE mail AS m
       SET sealed = NULL, state = CASE state WHEN 'queued' THEN 'bounced' ELSE state END
     WHERE sealed IS NOT NULL AND state <> 'leased'
       AND (created_at < now() - interval '30 days'
            OR kind IN ('verify', 'already', 'reset', 'address')
               AND NOT EXISTS (SELECT FROM mail_link AS l
                                WHERE l.email = m.recipient AND l.created_at = m.created_at
                                  AND l.used_at IS NULL AND l.expires_at > now()))
)
DELETE FROM mail WHERE created_at < now() - interval '90 days' AND state <> 'leased';

-- mail_list(state text?, most int) -> many id, kind, recipient, state, attempt, code, created
-- The latest mails, for the operator's command.
SELECT id, kind, recipient, state, attempt, reply_code AS code, utc(created_at) AS created
  FROM mail WHERE :state IS NULL OR state = :state::mail_state
 ORDER BY created_at DESC LIMIT :most;

-- mail_allow(email text) -> one email on write
-- An address may be written to again, for the operator's command.
DELETE FROM mail_suppression WHERE email = lower(:email) RETURNING email;

-- mail_figures() -> one queued, leased, bounced, suppressed, oldest_queued_seconds
-- What did not leave the house.
SELECT queued, leased, bounced, suppressed, oldest_queued_seconds FROM mail_figures;
