-- guardian_invite(email text, link bytes, mail uuid, sealed bytes, language text) -> one body, id on write
-- The caller names a guardian, who gets a mail. Breaks guardian_not_needed, own_address or
-- guardian_asked_too_often.
SELECT k.body, k.id
  FROM guardian_invite(:email, :link, :mail, :sealed, :language) AS g,
       LATERAL answered(to_json(guardianship_document(g)), NULL, g.id) AS k;

-- guardian_question(link bytes?, id uuid?, languages texts) -> one id, child, city, email
-- What a guardian is asked, by the mailed link or by who has the address. Breaks not_found.
SELECT id, child, city, email FROM guardian_question(:link, :id, :languages);

-- guardian_answer(link bytes?, id uuid?, action text, relation text?) -> one state on write
-- What the guardian decides: consent or refuse. Breaks not_found, own_address, guardian_address or
-- guardian_not_adult.
SELECT state FROM guardian_answer(:link, :id, :action, :relation);

-- guardian_standing() -> one state, email
-- How it stands with the caller, and whom they asked last.
SELECT state, email FROM guardian_standing();

-- guardianship_list() -> many body
-- Whom the caller has named as guardians, and who has named the caller; the latest first.
SELECT to_json(g) AS body FROM guardianship_list() AS g;

-- child_list() -> many body
-- The children that have named the caller as their guardian.
SELECT to_json(c) AS body FROM child_list() AS c;

-- child_rows() -> many id, name, state, decided, question
-- The same, for the page; "question" is the id of what the caller has not answered yet.
SELECT c.id, coalesce(c.name, '?') AS name, c."consentState" AS state, c.guardianship AS decided,
       (SELECT g.id FROM caller_guardianships() AS g WHERE g.child = c.id AND g.state = 'pending'
         ORDER BY g.id DESC LIMIT 1) AS question
  FROM child_list() AS c;

-- child_decide(child uuid, action text, relation text?, source text) -> one body, id on write
-- A guardian consents, or withdraws. Breaks not_found, wrong_state, guardian_address or
-- guardian_not_adult.
SELECT k.body, k.id
  FROM child_decide(:child, :action, :relation, :source) AS g, LATERAL child_answer(g.child) AS k;

-- child_award(child uuid, award uuid, languages texts) -> one body, version, id on write
-- A guardian hands an award of their own to a child. Breaks not_found, guardian_needed or
-- already_has_badge.
SELECT k.body, k.etag AS version, k.id
  FROM child_awarded(:child, :award) AS a,
       LATERAL answered(to_json(award_document(a, :languages)), a.version::text, a.id) AS k;

-- awards_come_of_age() -> none on write
-- What was held for a child becomes theirs when no guardian is needed any more; for the courier.
UPDATE award AS a SET person = i.person
  FROM person AS p JOIN identifier AS i ON i.person = p.id
 WHERE p.birth_year >= extract(year FROM now())::int - 25 AND NOT needs_guardian(p.birth_year, p.home_city)
   AND a.recipient_email = i.email AND a.person IS NULL;
