-- badge_host_add(base text) -> one id, is_new, body on write
-- Names a host for the caller. Breaks guardian_needed, too_many_badge_hosts.
SELECT id, is_new, to_json(body) AS body FROM badge_host_add(:base);

-- badge_host_list(person uuid) -> many body
-- The hosts that the caller has named, oldest first.
SELECT to_json(d) AS body
  FROM (SELECT * FROM badge_host_account WHERE person = :person ORDER BY id) AS a, LATERAL badge_host_document(a) AS d;

-- badge_host_show(person uuid, host uuid) -> one body
-- One of them.
SELECT to_json(badge_host_document(a)) AS body FROM badge_host_account AS a WHERE a.person = :person AND a.id = :host;

-- badge_host_delete(person uuid, host uuid) -> one id on write
-- Leaves it: its tokens are given back, and what came from there stays.
DELETE FROM badge_host_account WHERE person = :person AND id = :host RETURNING id;

-- badge_host_pull(host uuid) -> one body on write
-- Has badges fetched there. Breaks badge_host_not_connected.
SELECT to_json(d) AS body FROM badge_host_pull(:host) AS d;

-- badge_host_send(host uuid, awards texts?) -> one body on write
-- Has awards brought there. Breaks badge_host_not_connected, badge_host_reads_only, guardian_needed, unknown_award.
SELECT to_json(d) AS body FROM badge_host_send(:host, :awards::uuid[]) AS d;

-- badge_host_pushes(host uuid, after text?, count int) -> many body, cursor
-- What was brought there, and what waits; the newest award first. Breaks not_found.
SELECT to_json(d) AS body, p.award::text AS cursor
  FROM (SELECT * FROM badge_host_push AS push
         WHERE push.account = badge_host_own(:host) AND (:after IS NULL OR push.award < :after::uuid)
         ORDER BY push.award DESC LIMIT :count) AS p, LATERAL badge_host_push_document(p) AS d
 ORDER BY p.award DESC;

-- badge_host_page(person uuid, host uuid) -> one body, origin
-- One of them, for its page; where its own page of consent is.
SELECT to_json(d) AS body, substring(h.authorize_url FROM '^https?://[^/?#]+') AS origin
  FROM badge_host_account AS a JOIN badge_host AS h ON h.id = a.host, LATERAL badge_host_document(a) AS d
 WHERE a.person = :person AND a.id = :host;

-- badge_host_awards(person uuid, host uuid, after text?, count int, languages texts) -> many id, body, state, fault
-- A person's awards that can be brought there or were, newest first, and what came of it.
SELECT a.id, to_json(award_document(a, :languages)) AS body, p.state::text AS state, p.fault
  FROM award AS a LEFT JOIN badge_host_push AS p ON p.award = a.id AND p.account = :host
 WHERE a.person = :person AND (award_status_now(a) = 'valid' OR p.award IS NOT NULL)
   AND (:after IS NULL OR a.id < :after::uuid)
 ORDER BY a.id DESC LIMIT :count;

-- badge_host_begin(host uuid, browser bytes, state bytes, verifier bytes) -> one authorize_url, client_id, scope, host on write
-- Begins a way there. Breaks guardian_needed.
SELECT authorize_url, client_id, scope, host FROM badge_host_begin(:host, :browser, :state, :verifier);

-- badge_host_find(state bytes, browser bytes, host uuid, issuer text?) -> one id
-- The account whose way this browser comes back from.
SELECT id FROM badge_host_find(:state, :browser, :host, :issuer) AS id WHERE id IS NOT NULL;

-- badge_host_return(account uuid, state bytes, code bytes?, fault text?) -> none on write
-- Writes down what came back: a code, or why there is none.
SELECT badge_host_return(:account, :state, :code, :fault);

-- badge_host_due(most int) -> many id, base, attempt, register_url on write
-- Hosts that are to be read.
SELECT id, base, attempt, register_url FROM badge_host_due(:most);

-- badge_host_read(host uuid, attempt int, told json, client text?, sealed bytes?, expires time?) -> none on write
-- What it says of itself, and what this service is called there when it was registered.
SELECT badge_host_read(:host, :attempt, :told, :client, :sealed, :expires);

-- badge_host_unread(host uuid, attempt int, fault text) -> none on write
-- It could not be read.
SELECT badge_host_unread(:host, :attempt, :fault);

-- badge_host_claim(owner uuid, most int) -> many id, attempt, host, kind, api_url, token_url, refresh_url, revoke_url,
-- scopes, client_id, sealed, access, refresh, is_stale, code, verifier, pulls, pushes, pull_offset, since, failures on write
-- Leases accounts where there is something to do.
SELECT id, attempt, host, kind, api_url, token_url, refresh_url, revoke_url, scopes, client_id,
       encode(sealed, 'hex') AS sealed, encode(access, 'hex') AS access, encode(refresh, 'hex') AS refresh, is_stale,
       encode(code, 'hex') AS code, encode(verifier, 'hex') AS verifier, pulls, pushes, pull_offset, utc(since) AS since,
       failures
  FROM badge_host_claim(:owner, :most);

-- badge_host_exchanged(account uuid, owner uuid, attempt int, access bytes?, refresh bytes?, seconds int, scopes text?,
-- fault text?) -> one is_wanted on write
-- What a code was worth.
SELECT badge_host_exchanged(:account, :owner, :attempt, :access, :refresh, :seconds, :scopes, :fault) AS is_wanted;

-- badge_host_refreshed(account uuid, owner uuid, attempt int, access bytes, refresh bytes?, seconds int)
-- -> one is_wanted on write
-- Newer tokens.
SELECT badge_host_refreshed(:account, :owner, :attempt, :access, :refresh, :seconds) AS is_wanted;

-- badge_host_ended(account uuid, owner uuid, attempt int) -> none on write
-- The host lets us in no more.
SELECT badge_host_ended(:account, :owner, :attempt);

-- badge_host_unknown(account uuid, owner uuid, attempt int, client text) -> none on write
-- The host does not know this service any more by that name.
SELECT badge_host_unknown(:account, :owner, :attempt, :client);

-- badge_host_take(account uuid, owner uuid, attempt int, award uuid?, key bytes, form text, kind text, content bytes,
-- credential text, facts json, since time?, question bytes) -> one outcome on write
-- Keeps a badge that was fetched there.
SELECT badge_host_take(:account, :owner, :attempt, :award, :key, :form, :kind, :content, :credential, :facts, :since,
                       :question) AS outcome;

-- badge_host_paged(account uuid, owner uuid, attempt int, place int, added int, known int, refused int)
-- -> one goes_on on write
-- A page was taken in.
SELECT badge_host_paged(:account, :owner, :attempt, :place, :added, :known, :refused) AS goes_on;

-- badge_host_pulled(account uuid, owner uuid, attempt int, fault text?, seconds int) -> none on write
-- A pull is over.
SELECT badge_host_pulled(:account, :owner, :attempt, :fault, :seconds);

-- badge_host_next(account uuid, owner uuid, attempt int) -> one award, attempts, document, token on write
-- The next award that is to be brought there.
SELECT award, attempts, document, token FROM badge_host_next(:account, :owner, :attempt);

-- badge_host_pushed(account uuid, owner uuid, attempt int, award uuid, fault text?, seconds int) -> none on write
-- What came of it.
SELECT badge_host_pushed(:account, :owner, :attempt, :award, :fault, :seconds);

-- badge_host_leave(account uuid, owner uuid, attempt int, seconds int, rest int) -> none on write
-- Gives an account back.
SELECT badge_host_leave(:account, :owner, :attempt, :seconds, :rest);

-- badge_host_farewell_claim(most int) -> many id, account, host, revoke_url, client_id, sealed, access, refresh on write
-- Tokens that are to be given back.
SELECT id, account, host, revoke_url, client_id, encode(sealed, 'hex') AS sealed, encode(access, 'hex') AS access,
       encode(refresh, 'hex') AS refresh
  FROM badge_host_farewell_claim(:most);

-- badge_host_farewell_done(farewell uuid) -> none on write
-- They were.
SELECT badge_host_farewell_done(:farewell);

-- badge_host_forget() -> none on write
-- Removes what nobody needs.
SELECT badge_host_forget();
