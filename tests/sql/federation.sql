-- Signing in with a city's own provider: who may, in which browser, once, and as whom.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/federation.sql`
:prepare
SELECT plan(23);

INSERT INTO identity_provider (id, city, name, issuer, client_id, sealed, authorize_url)
VALUES (the('provider'), the('port'), 'Port ID', 'https://id.example', 'citylearn', 'sealed', 'https://id.example/authorize');

-- Goes there by the browser of that name, and comes back; the provider says `found`.
CREATE FUNCTION go(name text, browser text DEFAULT 'mine') RETURNS text[] LANGUAGE sql AS $$
SELECT answers(format('EXECUTE federation_begin(%L, %L, %L, %L, ''nonce'', ''verifier'', ''/account'')', the(name),
                      the('provider'), sha256(browser::bytea), sha256(name::bytea))) $$;
CREATE FUNCTION back(name text, browser text DEFAULT 'mine', issuer text DEFAULT 'https://id.example',
                     city text DEFAULT 'port') RETURNS text[]
LANGUAGE sql AS $$
SELECT answers(format('EXECUTE federation_find(%L, %L, %L, %L)', sha256(name::bytea), sha256(browser::bytea), city, issuer)) $$;
CREATE FUNCTION hears(name text, found jsonb) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
UPDATE federation_attempt SET stage = 'known', found = hears.found WHERE id = md5(name)::uuid $$;
CREATE FUNCTION ends(name text, browser text DEFAULT 'mine') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    told record;
BEGIN
    SELECT * INTO told FROM federation_end(the(name), sha256(browser::bytea), sha256(('session of ' || name)::bytea), 'agent');
    RETURN concat_ws(' ', told.stage, told.reason);
EXCEPTION WHEN OTHERS THEN
    RETURN 'nothing';
END $$;
CREATE FUNCTION signed_in(name text) RETURNS text[] LANGUAGE sql AS $$
SELECT answers(format('SELECT email FROM session_find(%L)', sha256(('session of ' || name)::bytea))) $$;

SELECT act_as('nobody');
SELECT is(go('early'), '{}', 'nobody goes to a provider that the operator has not approved');
RESET ROLE;
SELECT identity_provider_approve('port', 'https://id.example') AS unused \gset
SELECT act_as('nobody');
SELECT is(go('first'), '{https://id.example/authorize}', 'then one does');
SELECT is(back('first', 'another'), '{}', 'the answer counts in the browser that asked alone');
SELECT is(back('first', issuer => 'https://other.example'), '{}', 'and from whom it asked');
SELECT is(back('first', issuer => NULL, city => 'hill'), '{}', 'at the address of its own city');
SELECT is(back('other'), '{}', 'with the state that it has sent');
SELECT is(back('first'), ARRAY[the('first')::text], 'there it does');
SELECT federation_return(the('first'), 'code', NULL);
SELECT is(back('first'), '{}', 'once');
SELECT hears('first', '{"sub": "1", "email": "new@town.example", "name": "New"}');
SELECT is(ends('first', 'another'), 'nothing', 'another browser is not signed in by it');
SELECT is(ends('first'), 'signed_in', 'that one is');
SELECT is(signed_in('first'), '{new@town.example}', 'as somebody new');
SELECT is(ends('first'), 'nothing', 'and once');

SELECT go('between'), hears('between', '{"sub": "1"}');
RESET ROLE;
UPDATE identity_provider SET state = 'proposed';
SELECT act_as('nobody');
SELECT is(ends('between'), 'failed refused', 'nor by a provider that is not approved any more');
RESET ROLE;
UPDATE identity_provider SET state = 'approved';
SELECT act_as('nobody');

-- Whose account it may be
SELECT go('taken'), hears('taken', '{"sub": "2", "email": "learner@town.example"}');
SELECT is(ends('taken'), 'failed taken', 'an address that has an account is not handed over');
SELECT is(signed_in('taken'), '{}', 'to nobody');
SELECT go('bare'), hears('bare', '{"sub": "3"}');
SELECT is(ends('bare'), 'failed no_address', 'who has no address that was verified gets no account');
SELECT act_as('learner');
SELECT go('linking'), hears('linking', '{"sub": "2", "email": "learner@town.example"}');
SELECT is(ends('linking'), 'linked', 'who is signed in links the two');
SELECT is(signed_in('linking'), '{}', 'which begins no session');
SELECT go('robbing'), hears('robbing', '{"sub": "1", "email": "new@town.example"}');
SELECT is(ends('robbing'), 'failed taken', 'but not to what is another''s');
SELECT act_as('nobody');
SELECT go('again'), hears('again', '{"sub": "2", "email": "changed@town.example"}');
SELECT is(ends('again') || signed_in('again')::text, 'signed_in{learner@town.example}', 'a subject is the same person, whatever the address');
SELECT go('late'), hears('late', '{"sub": "2"}');
RESET ROLE;
UPDATE federation_attempt SET expires_at = now() WHERE id = the('late');
SELECT is(ends('late'), 'nothing', 'who comes too late is not signed in');
UPDATE person SET closed_at = now() WHERE id = the('learner');
SELECT act_as('nobody');
SELECT go('closed'), hears('closed', '{"sub": "2", "email": "changed@town.example"}');
SELECT is(ends('closed'), 'failed taken', 'nor who has closed the account');
SELECT is(signed_in('closed'), '{}', 'in no way');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
