-- invitation_list(organisation uuid?, city text?, state text?, after text?, count int, languages texts)
-- -> many body, cursor
-- The invitations of an organisation or a city, the newest first. Breaks not_allowed or not_found.
SELECT to_json(i) AS body, i.id::text AS cursor
  FROM invitation_rows(CASE WHEN :organisation IS NOT NULL THEN organisation_own(:organisation) END,
                       CASE WHEN :city IS NOT NULL THEN city_own(:city) END, :state, :after::uuid, :count,
                       :languages) AS i;

-- invitation_make(organisation uuid?, city text?, email text, role text, language text?, link bytes,
-- mail uuid, sealed bytes, languages texts) -> one body, id on write
-- Invites somebody by mail. Breaks already_member, already_invited, too_many_invitations,
-- not_allowed or not_found.
SELECT k.body, k.id
  FROM invitation_make(CASE WHEN :organisation IS NOT NULL THEN organisation_own(:organisation) END,
                       CASE WHEN :city IS NOT NULL THEN city_own(:city) END, :email, :role, :language, :link,
                       :mail, :sealed, :languages) AS i,
       LATERAL answered(to_json(i), NULL, i.id) AS k;

-- invitation_batch(organisation uuid?, city text?, emails texts, roles texts, spoken texts, links texts,
-- mails texts, sealed texts) -> one body on write
-- Invites up to 500 people at once, each with an outcome. Lists as long as each other; an empty
-- address is none. Breaks too_many_invitations, not_allowed or not_found.
WITH item AS (
    SELECT place, status, id
      FROM invitation_offer(CASE WHEN :organisation IS NOT NULL THEN organisation_own(:organisation) END,
                            CASE WHEN :city IS NOT NULL THEN city_own(:city) END, :emails, :roles, :spoken,
                            :links, :mails, :sealed)
), result AS (
    SELECT ROW(array_agg(ROW(place, status, id)::doc.invitation_row ORDER BY place),
               ROW(count(*) FILTER (WHERE status = 'invited'),
                   count(*) FILTER (WHERE status = 'already_member'),
                   count(*) FILTER (WHERE status = 'already_invited'),
                   count(*) FILTER (WHERE status = 'invalid_email'),
                   count(*) FILTER (WHERE status = 'not_allowed'))::doc.invitation_counts
           )::doc.invitation_batch AS document
      FROM item
)
SELECT k.body FROM result, LATERAL answered(to_json(document), NULL, NULL) AS k;

-- invitation_resend(organisation uuid?, city text?, invitation uuid, link bytes, mail uuid, sealed bytes,
-- languages texts) -> one body, id on write
-- Mails another link; the one before counts no more. Breaks wrong_state, too_many_resends,
-- already_invited, not_allowed or not_found.
SELECT k.body, k.id
  FROM invitation_resend(CASE WHEN :organisation IS NOT NULL THEN organisation_own(:organisation) END,
                         CASE WHEN :city IS NOT NULL THEN city_own(:city) END, :invitation, :link, :mail, :sealed,
                         :languages) AS i,
       LATERAL answered(to_json(i), NULL, i.id) AS k;

-- invitation_revoke(organisation uuid?, city text?, invitation uuid) -> one id on write
-- Takes an invitation back. Breaks wrong_state, not_allowed or not_found.
SELECT invitation_revoke(CASE WHEN :organisation IS NOT NULL THEN organisation_own(:organisation) END,
                         CASE WHEN :city IS NOT NULL THEN city_own(:city) END, :invitation) AS id;

-- invitation_mine(after text?, count int, languages texts) -> many body, cursor
-- What the caller is invited to, the newest first.
SELECT to_json(i) AS body, i.id::text AS cursor FROM invitation_mine(:after::uuid, :count, :languages) AS i;

-- invitation_accept(invitation uuid, languages texts) -> one body, id on write
-- The caller becomes what they are invited to be. Breaks wrong_state or not_found.
SELECT k.body, k.id
  FROM invitation_accept(:invitation, :languages) AS i, LATERAL answered(to_json(i), NULL, i.id) AS k;

-- invitation_decline(invitation uuid, languages texts) -> one body, id on write
-- The caller does not want to. Breaks wrong_state or not_found.
SELECT k.body, k.id
  FROM invitation_decline(:invitation, :languages) AS i, LATERAL answered(to_json(i), NULL, i.id) AS k;

-- invitation_by_token(hash bytes, languages texts) -> one id, place, role, inviter, email, is_mine
-- What a mailed link leads to while it counts, for a page; `is_mine`: the caller could accept it.
SELECT id, place, role, inviter, email, is_mine FROM invitation_by_token(:hash, :languages);

-- invitation_open(languages texts) -> many id, place, role, inviter
-- What the caller is invited to, the newest first, for a page.
SELECT i.id, coalesce((i.organisation).name, (SELECT city_name(c, :languages) FROM city AS c WHERE c.slug = i.city)) AS place,
       i.role, i."invitedBy" AS inviter
  FROM invitation_mine(NULL, 100, :languages) AS i;
