-- Offers of awards to wallets: one's own, for a while, and once.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/wallet.sql`
:prepare
SELECT plan(36);

INSERT INTO badge (id, organisation, state, achievement_type, translations)
VALUES (the('badge'), the('library'), 'active', 'Badge', '{"en": {"name": "Sewer", "criteria": "Sew"}}');
INSERT INTO award (id, badge, organisation, recipient_email, issued_at, expires_at, revoked_at, revocation_reason)
SELECT the(name), the('badge'), the('library'), email, at, until, revoked, CASE WHEN revoked IS NOT NULL THEN 'A mistake.' END
  FROM (VALUES ('own', 'learner', now(), NULL, NULL), ('hers', 'stranger', now(), NULL, NULL), ('ended', 'learner', now(), NULL, now()),
               ('past', 'learner', now() - interval '2 days', now() - interval '1 day', NULL)) AS a (name, whose, at, until, revoked),
       LATERAL (SELECT email FROM person WHERE person.id = the(whose)) AS p;

-- Everything is known by its hash; here each has a name instead.
CREATE FUNCTION hash(name text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$ SELECT sha256(convert_to(name, 'UTF8')) $$;
CREATE FUNCTION offer(name text, which text DEFAULT 'own', pin text DEFAULT NULL) RETURNS SETOF doc.credential_offer LANGUAGE sql AS $$
SELECT award_offer_begin(the(name), the(which), hash(name), 'sealed', hash(pin), pin) $$;

SELECT act_as('learner');
SELECT is((SELECT "deepLink" FROM offer('one')),
    'openid-credential-offer://?credential_offer_uri=https%3A%2F%2Ftown.example%2Fopenid4vci%2Foffers%2F' || the('one'), 'a learner offers an award to a wallet');
SELECT is((SELECT count(*) FROM offer('two', 'hers')), 0::bigint, 'that of another is not offered');
SELECT is((SELECT count(*) FROM offer('two', 'nothing')), 0::bigint, 'nor what is not there');
SELECT is(refusal('SELECT offer(''two'', ''ended'')'), 'award_not_valid', 'nor what was revoked');
SELECT is(refusal('SELECT offer(''two'', ''past'')'), 'award_not_valid', 'nor what has expired');
SELECT act_as('nobody');
SELECT is((SELECT count(*) FROM offer('two')), 0::bigint, 'nobody offers anything');
SELECT is((SELECT has_pin FROM award_offer_show(the('one'))), false, 'whoever has its address reads it');
SELECT is((SELECT count(*) FROM award_offer_show(the('two'))), 0::bigint, 'and of others there is nothing');

SELECT is(award_offer_use(hash('other'), NULL, hash('token')), 'unknown', 'another code is for nothing');
SELECT is(award_offer_use(hash('one'), hash('123456'), hash('token')), 'no_digits', 'digits are not taken where none were asked for');
SELECT is(award_offer_use(hash('one'), NULL, hash('token')), 'granted', 'a code gives a token');
SELECT is((SELECT count(*) FROM award_offer_show(the('one'))), 0::bigint, 'and is then shown no more');
SELECT is((SELECT array_agg(award) FROM award_offer_find(hash('token')) AS award), ARRAY[the('own')], 'the token is for the award');
SELECT is((SELECT count(*) FROM award_offer_find(hash('one'))), 0::bigint, 'and the code is none');
SELECT is(award_offer_hand(hash('token'), hash('nonce'), now() + interval '1 minute'), 'granted', 'with a nonce it is handed over');
SELECT is(award_offer_hand(hash('token'), hash('nonce'), now() + interval '1 minute'), 'nonce_used', 'which counts once');
SELECT is(award_offer_hand(hash('other'), hash('nonce 2'), now() + interval '1 minute'), 'spent', 'with another token it is not');
SELECT is(award_offer_use(hash('one'), NULL, hash('thief')), 'used', 'a code counts once');
SELECT is((SELECT count(*) FROM award_offer_find(hash('token'))), 0::bigint, 'and a second time ends what it gave');

SELECT act_as('learner');
SELECT is((SELECT "transactionCode" FROM offer('two', 'own', '123456')), '123456', 'digits are asked for beside it');
SELECT act_as('nobody');
SELECT is(award_offer_use(hash('two'), NULL, hash('token')), 'digits_missing', 'then they have to be sent');
SELECT is(ARRAY(SELECT award_offer_use(hash('two'), hash('000000'), hash('token')) FROM generate_series(1, 4)), array_fill('other_digits'::text, ARRAY[4]), 'others are not taken');
SELECT is((SELECT has_pin FROM award_offer_show(the('two'))), true, 'four times');
SELECT is(award_offer_use(hash('two'), hash('000000'), hash('token')), 'other_digits', 'a fifth time');
SELECT is(award_offer_use(hash('two'), hash('123456'), hash('token')), 'used', 'and then not even the right ones');

SELECT act_as('learner');
SELECT is((SELECT count(*) FROM offer('three')), 1::bigint, 'another offer is made');
SELECT act_as('nobody');
SELECT is(award_offer_use(hash('two'), hash('123456'), hash('token')), 'unknown', 'in place of the one before');
RESET ROLE;
UPDATE award_offer SET expires_at = now();
SELECT act_as('nobody');
SELECT is(award_offer_use(hash('three'), NULL, hash('token')), 'expired', 'it counts for ten minutes');

SELECT act_as('learner');
SELECT is((SELECT count(*) FROM offer('four')), 1::bigint, 'a last one');
SELECT act_as('nobody');
SELECT is(award_offer_use(hash('four'), NULL, hash('token')), 'granted', 'is exchanged');
RESET ROLE;
UPDATE award SET revoked_at = now(), revocation_reason = 'A mistake.' WHERE id = the('own');
SELECT act_as('nobody');
SELECT is(award_offer_hand(hash('token'), hash('nonce 3'), now() + interval '1 minute'), 'ended', 'what was revoked meanwhile is not handed over');
RESET ROLE;

UPDATE award_offer SET expires_at = now() - interval '23 hours';
UPDATE wallet_nonce SET expires_at = now() - interval '2 minutes' WHERE hash = hash('nonce');
SET LOCAL ROLE citylearn_courier;
SELECT lives_ok('SELECT award_offers_forget()', 'the courier cleans up');
RESET ROLE;
SELECT is((SELECT count(*) FROM award_offer), 1::bigint, 'a used code is known for a day');
UPDATE award_offer SET expires_at = now() - interval '1 second', sealed = '\x01';
SET LOCAL ROLE citylearn_courier;
SELECT award_offers_forget();
RESET ROLE;
SELECT is((SELECT sealed FROM award_offer), NULL, 'but not what it was, once it has expired');
UPDATE award_offer SET expires_at = now() - interval '25 hours';
SET LOCAL ROLE citylearn_courier;
SELECT award_offers_forget();
RESET ROLE;
SELECT is((SELECT count(*) FROM award_offer), 0::bigint, 'and no longer');
SELECT ok(NOT EXISTS (SELECT FROM wallet_nonce WHERE wallet_nonce.hash = hash('nonce')), 'a nonce until it has expired');

SELECT * FROM finish();
ROLLBACK;
