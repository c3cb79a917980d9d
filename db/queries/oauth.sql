-- oauth_client(client uuid)
-- -> one name, organisation, uri, redirect_uris, scopes, grants, registered, allowed
-- What is known of the app that sends a person here, lists with blanks between; and what
-- the caller has allowed it before.
SELECT name, organisation_name AS organisation, client_uri AS uri,
       array_to_string(redirect_uris, ' ') AS redirect_uris, array_to_string(scopes, ' ') AS scopes,
       array_to_string(grants, ' ') AS grants, registered,
       array_to_string(connection_scopes(:client), ' ') AS allowed
  FROM client_for_authorize(:client);

-- code_begin(hash bytes, client uuid, redirect_uri text, challenge text, nonce text?,
-- scopes texts, session uuid, asked bool) -> one client on write
-- A code for the caller's app; no row when the caller has to be asked first.
SELECT code_begin(:hash, :client, :redirect_uri, :challenge, :nonce, :scopes, :session, :asked)
       AS client;

-- code_use(hash bytes, client uuid, redirect_uri text, challenge text, refresh bytes)
-- -> one outcome, family, person, scopes, auth_at, nonce, session, email, name, language on write
-- Exchanges a code for a family of tokens; "refresh" is the hash of its first refresh token.
SELECT outcome, family, person, array_to_string(scopes, ' ') AS scopes, auth_at, nonce, session,
       email, name, language
  FROM code_use(:hash, :client, :redirect_uri, :challenge, :refresh);

-- refresh_use(hash bytes, client uuid, next bytes, scopes texts?)
-- -> one outcome, family, person, scopes, auth_at, nonce, session, email, name, language on write
-- Exchanges a refresh token for that whose hash is "next".
SELECT outcome, family, person, array_to_string(scopes, ' ') AS scopes, auth_at, nonce, session,
       email, name, language
  FROM refresh_use(:hash, :client, :next, :scopes);

-- userinfo_show(person uuid, scopes texts) -> one body
-- What an app may know of the person who has signed in to it.
SELECT body FROM userinfo(:person, :scopes) AS body WHERE body IS NOT NULL;

-- connection_list(person uuid) -> many body
-- The apps that a person has connected.
SELECT to_json(c) AS body FROM connection_list(:person) AS c;

-- connection_rows(person uuid)
-- -> many client, name, organisation_name, scopes, created_at, last_used_at
-- The same, for the page of connected apps; scopes with blanks between.
SELECT client, name, "organisationName" AS organisation_name,
       array_to_string(scopes, ' ') AS scopes, "createdAt" AS created_at,
       "lastUsedAt" AS last_used_at
  FROM connection_list(:person);

-- connection_revoke(person uuid, client uuid) -> one client on write
-- Ends what a person has allowed an app: its tokens count no more within two seconds.
SELECT :client AS client WHERE connection_revoke(:person, :client);

-- oauth_forget() -> none on write
-- Removes codes and families that nobody can use any more, for the courier. A used code is
-- kept for a day, so that its second use is still known for what it is.
WITH codes AS (
    DELETE FROM authorization_code WHERE expires_at < now() - interval '1 day'
)
DELETE FROM token_family
 WHERE expires_at < now() - interval '1 day' OR revoked_at < now() - interval '1 day'
    OR last_used_at < now() - interval '15 days'
    OR last_used_at < now() - interval '1 day' AND NOT 'offline_access' = ANY (scopes);
