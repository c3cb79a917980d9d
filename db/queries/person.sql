-- caller_enter(person text?, client text?, organisation text?, needs text, request text,
-- trace text, network text) -> none
-- step: Says who asks and from where, for the rest of the transaction; row-level security
-- goes by it.
SELECT caller_enter(:person, :client, :organisation, :needs, :request, :trace, :network);

-- person_enter(email text) -> one id on write
-- The person with this address, made when there is none. For the operator's command,
-- which vouches for the address.
SELECT person_enter(:email) AS id;

-- person_suspend(email text) -> one id on write
-- Keeps somebody out, for the operator's command.
SELECT id FROM person_suspend(:email) AS id;

-- person_reinstate(email text) -> one id on write
-- Lets them in again.
SELECT id FROM person_reinstate(:email) AS id;

-- me_show(person uuid) -> one body
-- Who I am and what I may do for whom.
SELECT to_json(person_document(p)) AS body FROM person AS p WHERE p.id = :person;

-- portfolio_show(person uuid, languages texts) -> one body
-- All that a learner has earned.
SELECT to_json(portfolio_document(:person, :languages)) AS body;

-- my_awards(person uuid, after text?, count int, languages texts) -> many body, cursor
-- The awards that a learner holds, newest first.
SELECT to_json(award_document(a, :languages)) AS body, a.id::text AS cursor
  FROM award AS a
 WHERE a.person = :person AND (:after IS NULL OR a.id < :after::uuid)
 ORDER BY a.id DESC
 LIMIT :count;
