-- sign_up_offer(email text, name text, birth_year int, city text, language text, next text, link bytes,
-- mail uuid, sealed bytes) -> none on write
-- Keeps a wish for an account and mails a link.
SELECT sign_up_offer(:email, :name, :birth_year::int, :city, :language, :next, :link, :mail, :sealed);

-- sign_up_confirm(link bytes, phc text, hash bytes, agent text) -> one person, next on write
-- Makes the account with that password, signed in.
SELECT person, next FROM sign_up_confirm(:link, :phc, :hash, :agent);

-- link_find(link bytes) -> one kind, email, name
-- What a mailed link is for, while it counts.
SELECT kind, email, name FROM link_find(:link);

-- sign_in_begin(email text, account bytes, device bytes) -> one person, phc, wait
-- What a sign-in is checked against; seconds to wait before it is.
SELECT person, phc, wait FROM sign_in_begin(:email, :account, :device);

-- sign_in_failed(person uuid?, account bytes) -> none on write
-- Counts a wrong password.
SELECT sign_in_failed(:person, :account);

-- sign_in_done(person uuid, account bytes, phc text?, hash bytes, known bytes, device bytes, agent text)
-- -> one session on write
-- Begins a session.
SELECT sign_in_done(:person, :account, :phc, :hash, :known, :device, :agent) AS session;

-- reset_offer(email text, link bytes, mail uuid, sealed bytes, language text) -> none on write
-- Mails a link for a new password, if there is an account.
SELECT reset_offer(:email, :link, :mail, :sealed, :language);

-- password_reset(link bytes, phc text, account bytes, hash bytes, agent text) -> one person on write
-- Sets a password by a mailed link.
SELECT person FROM password_reset(:link, :phc, :account, :hash, :agent);

-- account_phc() -> one phc
-- What is kept of the caller's password.
SELECT account_phc() AS phc;

-- account_profile(name text, language text) -> none on write
-- Changes what one is called and spoken to in.
SELECT account_profile(:name, :language);

-- account_password(phc text, session uuid) -> none on write
-- Sets a password; all other sessions end.
SELECT account_password(:phc, :session);

-- account_emails(person uuid) -> many email, is_primary
-- The addresses of a person, the one that is written to first.
SELECT i.email, i.email = p.email AS is_primary
  FROM identifier AS i JOIN person AS p ON p.id = i.person
 WHERE i.person = :person
 ORDER BY i.email <> p.email, i.email;

-- address_offer(email text, link bytes, mail uuid, sealed bytes, language text) -> none on write
-- Mails a link that adds an address to the caller's account.
SELECT address_offer(:email, :link, :mail, :sealed, :language);

-- address_confirm(link bytes) -> one email on write
-- Adds the address of a mailed link.
SELECT email FROM address_confirm(:link);

-- address_primary(email text) -> one done on write
-- From now on that address is written to.
SELECT address_primary(:email) AS done;

-- address_remove(email text) -> one done on write
-- Takes an address from the account.
SELECT address_remove(:email) AS done;

-- account_sessions(person uuid) -> many id, agent, network, created
-- The browsers in which somebody is signed in, the newest first.
SELECT id, agent, network, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS created
  FROM browser_session
 WHERE person = :person AND ended_at IS NULL AND expires_at > now()
 ORDER BY id DESC
 LIMIT 100;

-- account_session_end(session uuid?, but uuid?) -> one ended on write
-- Ends a session of the caller, or all but one.
SELECT account_session_end(:session, :but) AS ended;

-- account_sign_out(session uuid) -> none on write
-- Ends the session of this browser.
SELECT account_sign_out(:session);

-- account_organisations(person uuid, languages texts) -> many id, name
-- The organisations that somebody manages.
SELECT o.id, o.translations->choose_language(o.translations, :languages, c.default_language)->>'name' AS name
  FROM membership AS m JOIN organisation AS o ON o.id = m.organisation JOIN city AS c ON c.id = o.city
 WHERE m.person = :person AND m.role >= 'manager' AND o.state <> 'archived'
 ORDER BY m.created_at, o.id
 LIMIT 100;

-- account_close() -> none on write
-- Closes the caller's account.
SELECT account_close();

-- account_security(after text?, count int) -> many id, at, action, network, detail
-- What happened in the caller's account, the newest first.
SELECT id, at, action, network, detail FROM account_security(:after, :count);

-- account_cities(languages texts) -> many slug, name
-- The cities that one can make an account in.
SELECT c.slug, c.translations->choose_language(c.translations, :languages, c.default_language)->>'name' AS name
  FROM city AS c WHERE c.state = 'active' ORDER BY c.slug;

-- account_forget() -> none on write
-- What was wished, failed or ended long since.
WITH wishes AS (DELETE FROM sign_up WHERE created_at < now() - interval '2 days'),
     links AS (DELETE FROM mail_link WHERE expires_at < now() - interval '1 day'),
     failures AS (DELETE FROM sign_in_failure
                   WHERE last_at < now() - CASE WHEN failures >= 100 THEN interval '90 days' ELSE interval '1 day' END),
     devices AS (DELETE FROM known_device WHERE last_at < now() - interval '1 year')
DELETE FROM browser_session AS s
 WHERE least(s.ended_at, s.expires_at) < now() - interval '90 days';

-- account_awards(person uuid, award uuid?, after text?, count int, languages texts)
-- -> many id, body, visibility, issued, expires
-- The awards of a person, newest first, or one of them; days are those of the city.
SELECT a.id, to_json(award_document(a, :languages)) AS body, a.visibility::text AS visibility,
       day_there(a.issued_at, coalesce(c.time_zone, 'UTC')) AS issued,
       day_there(a.expires_at, coalesce(c.time_zone, 'UTC')) AS expires
  FROM award AS a LEFT JOIN organisation AS o ON o.id = a.organisation LEFT JOIN city AS c ON c.id = o.city
 WHERE a.person = :person AND (:award IS NULL OR a.id = :award) AND (:after IS NULL OR a.id < :after::uuid)
 ORDER BY a.id DESC LIMIT :count;
