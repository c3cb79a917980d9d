-- Webhooks: endpoints, events turned into deliveries, leases, and what comes of them.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/webhook.sql db/queries/event.sql`
:prepare
SELECT plan(100);

-- Makes an endpoint of that name, past all rules; times are in the past, as all here happens at once.
CREATE FUNCTION listen(name text, types text[] DEFAULT '{*}', organisation text DEFAULT 'library') RETURNS void
LANGUAGE sql SECURITY DEFINER AS $$
INSERT INTO webhook_endpoint (id, organisation, url, types, sealed, created_at, state, max_in_flight)
VALUES (the(name), the(organisation), 'https://' || name || '.example/', types, 'sealed', now() - interval '1 hour', 'enabled', 4) $$;
CREATE FUNCTION happen(name text, type text DEFAULT 'activity.updated', organisation text DEFAULT 'library')
RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
INSERT INTO event (id, organisation, city, type, subject, seq, payload)
VALUES (the(name), the(organisation), (SELECT o.city FROM organisation AS o WHERE o.id = the($3)), type, the(name), 1, name) $$;
CREATE FUNCTION as_courier() RETURNS void LANGUAGE sql AS $$ SELECT set_config('role', 'citylearn_courier', true) $$;
CREATE FUNCTION fan_out(most int DEFAULT 100) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    done record;
BEGIN
    EXECUTE format('EXECUTE event_fan_out(%s)', most) INTO done;
    RETURN done.events || ' ' || done.deliveries;
END $$;
-- What is claimed: "event endpoint attempt" of each, in that order.
CREATE FUNCTION claim(owner text DEFAULT 'courier', most int DEFAULT 100) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    one record;
    taken text[] := '{}';
BEGIN
    FOR one IN EXECUTE format('EXECUTE delivery_claim(%L, %s)', the(owner), most) LOOP
        taken := taken || concat_ws(' ', one.payload, split_part(split_part(one.url, '/', 3), '.', 1), one.attempt);
    END LOOP;
    RETURN ARRAY(SELECT t FROM unnest(taken) AS t ORDER BY t);
END $$;
CREATE FUNCTION settle(event text, endpoint text, attempt int, state text, owner text DEFAULT 'courier',
                       more jsonb DEFAULT '{}') RETURNS int LANGUAGE sql AS $$
SELECT (answers(format('EXECUTE delivery_settle(%L, %L)', the(owner), jsonb_build_array(jsonb_build_object(
    'event', the(event), 'endpoint', the(endpoint), 'attempt', attempt, 'state', state, 'outcome', 'answered',
    'status', 200) || more))))[1]::int $$;
CREATE FUNCTION delivery_now(event text, endpoint text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER AS $$
SELECT concat_ws(' ', state, attempt, CASE WHEN owner IS NOT NULL THEN 'owned' END,
                 CASE WHEN done_at IS NOT NULL THEN 'done' END)
  FROM delivery AS d WHERE d.event = the($1) AND d.endpoint = the($2) $$;
CREATE FUNCTION endpoint_now(name text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER AS $$
SELECT concat_ws(' ', state, failures, extract(epoch FROM breaker_until - now())::int || 's',
                 'then ' || breaker_seconds || 's')
  FROM webhook_endpoint WHERE id = the(name) $$;
-- Begins anew, with these events due at one endpoint.
CREATE FUNCTION renew(events text[] DEFAULT '{}') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RESET ROLE;
    DELETE FROM delivery_attempt;
    DELETE FROM delivery;
    DELETE FROM event;
    DELETE FROM webhook_endpoint;
    PERFORM listen('shop');
    PERFORM happen(e) FROM unnest(events) AS e;
    PERFORM as_courier(), fan_out();
END $$;

-- Endpoints
CREATE FUNCTION make(types text[], organisation text DEFAULT 'library') RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('EXECUTE endpoint_make(%L, %L, NULL, %L, ''sealed'', ''public'', ''whsec_x'')', uuid7(),
                      the(organisation), jsonb_build_object('url', 'https://a.example/', 'types', types))) $$;
SELECT act_as('manager');
SELECT is(make(types::text[]), rule, format('types %s: %s', types, rule)) FROM (VALUES
    ('{*}', 'none'), ('{activity.*}', 'none'), ('{award.issued,badge.*}', 'none'),
    ('{activity}', 'unknown_event_type'), ('{activity.exploded}', 'unknown_event_type'),
    ('{award.issued,nothing.*}', 'unknown_event_type'), ('{%}', 'unknown_event_type')) AS t (types, rule);
SELECT is(make('{*}', 'museum'), 'not_allowed', 'an endpoint is made for the own organisation');
SELECT is((SELECT count(*) FROM generate_series(1, 20) WHERE make('{*}') = 'none'), 7::bigint, 'ten endpoints at most');
SELECT is(make('{*}'), 'too_many_endpoints', 'no more');
SELECT is(cardinality(answers(format('EXECUTE endpoint_delete(%L, NULL, %L)', the('library'),
    (SELECT id FROM webhook_endpoint LIMIT 1)))), 1, 'one is deleted');
SELECT is(make('{*}'), 'none', 'and makes room');
SELECT is(event_matches(name, patterns::text[]), fits, format('%s and %s', patterns, name)) FROM (VALUES
    ('award.issued', '{*}', true), ('award.issued', '{award.*}', true), ('award.issued', '{award.issued}', true),
    ('award.issued', '{award.revoked}', false), ('award.issued', '{award}', false),
    ('award.issued', '{badge.*,award.*}', true), ('award.issued', '{}', false), ('award.issued', '{aw*}', false))
    AS t (name, patterns, fits);

-- Fan-out
SELECT renew();
RESET ROLE;
SELECT listen('cafe', '{award.*,badge.activated}'), listen('inn', '{*}', 'museum'), listen('gone'), listen('deleted'), listen('late');
UPDATE webhook_endpoint SET state = 'gone' WHERE id = the('gone');
UPDATE webhook_endpoint SET deleted_at = now() WHERE id = the('deleted');
UPDATE webhook_endpoint SET created_at = now() + interval '1 second' WHERE id = the('late');
SELECT happen('one'), happen('two', 'award.issued'), happen('three', 'badge.archived'), happen('four', 'badge.activated', 'museum');
SELECT as_courier();
SELECT is(fan_out(1), '1 2', 'events are fanned out as many as are asked for, oldest by id first');
SELECT is(fan_out(), '3 6', 'then the others');
SELECT is(fan_out(), '0 0', 'each once');
SELECT set_eq($$
    SELECT concat_ws(' ', e.payload, split_part(split_part(w.url, '/', 3), '.', 1), d.state)
      FROM delivery AS d JOIN event AS e ON e.id = d.event JOIN webhook_endpoint AS w ON w.id = d.endpoint
$$, '{one shop due,one gone held,two shop due,two cafe due,two gone held,three shop due,three gone held,
      four inn due}'::text[],
    'to those that listen to them, were there before and are not deleted; held for who is gone');
RESET ROLE;
UPDATE event SET fanned_at = NULL;
SELECT as_courier();
SELECT is(fan_out(), '4 0', 'a second time makes no second delivery');

-- Claims
SELECT renew('{e1,e2,e3,e4,e5,e6}');
SELECT is(cardinality(claim('courier', 3)), 3, 'as many are claimed as are asked for');
SELECT is(cardinality(claim()), 1, 'four are in flight to one endpoint');
SELECT is(claim(), '{}', 'and no more');
SELECT is((SELECT count(*) FROM delivery WHERE state = 'leased' AND owner = the('courier') AND attempt = 1
              AND lease_until = now() + interval '60 seconds'), 4::bigint, 'each leased for a minute, as a first attempt');
RESET ROLE;
SELECT listen('inn'), happen('e7');
SELECT as_courier();
SELECT fan_out() AS out \gset
SELECT is(claim(), '{"e7 inn 1"}', 'another endpoint does not wait for it');
SELECT renew('{e1,e2}');
RESET ROLE;
UPDATE delivery SET due_at = now() + interval '1 second' WHERE event = the('e1');
SELECT as_courier();
SELECT is(claim(), '{"e2 shop 1"}', 'what is not due yet is left');
SELECT renew('{e1,e2}');
RESET ROLE;
UPDATE delivery SET due_at = now() - interval '1 minute' WHERE event = the('e2');
SELECT as_courier();
SELECT is(claim('courier', 1), '{"e2 shop 1"}', 'what is due longest is first');
RESET ROLE;
CREATE FUNCTION claimed_when(change text) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
    PERFORM renew('{e1,e2,e3}');
    RESET ROLE;
    EXECUTE 'UPDATE webhook_endpoint SET ' || change;
    PERFORM as_courier();
    RETURN cardinality(claim());
END $$;
SELECT is(claimed_when(change), n, format('%s: %s claimed', change, n)) FROM (VALUES
    ('failures = 4', 3), ('failures = 5', 1), ('failures = 50, breaker_until = now()', 1),
    ('failures = 5, breaker_until = now() + interval ''1 second''', 0), ('state = ''gone''', 0),
    ('deleted_at = now()', 0)) AS t (change, n);
SELECT is((SELECT max(attempt) FROM delivery), 0, 'what was passed over burned no attempt');

-- Results
SELECT renew('{e1}');
SELECT claim() AS taken \gset
SELECT is(settle(event, endpoint, attempt, 'delivered', owner), 0, title) FROM (VALUES
    ('e1', 'shop', 1, 'somebody else', 'a result of another courier is dropped'),
    ('e1', 'shop', 0, 'courier', 'a result of another attempt is dropped'),
    ('e1', 'shop', 2, 'courier', 'a result of no attempt is dropped'),
    ('e2', 'shop', 1, 'courier', 'a result of no delivery is dropped')) AS t (event, endpoint, attempt, owner, title);
SELECT is(delivery_now('e1', 'shop'), 'leased 1 owned', 'so the lease stands');
SELECT is((SELECT count(*) FROM delivery_attempt), 0::bigint, 'and nothing is noted');
SELECT is(endpoint_now('shop'), 'enabled 0 then 30s', 'nor held against the endpoint');
SELECT is(settle('e1', 'shop', 1, 'delivered', 'courier', jsonb_build_object('dnsMs', 1, 'connectMs', 2, 'tlsMs', 3,
    'firstByteMs', 4, 'totalMs', 5, 'head', encode('HTTP/1.1 200', 'base64'))), 1, 'the result of the lease is taken');
SELECT is(delivery_now('e1', 'shop'), 'delivered 1 done', 'it is delivered');
SELECT is((SELECT (attempt, outcome, status, dns_ms, connect_ms, tls_ms, first_byte_ms, total_ms,
                   convert_from(response_head, 'UTF8'))::text FROM delivery_attempt),
    '(1,answered,200,1,2,3,4,5,"HTTP/1.1 200")', 'and the attempt is noted');
SELECT is((SELECT last_success_at FROM webhook_endpoint), now(), 'and that all was well');
SELECT is(settle('e1', 'shop', 1, 'due'), 0, 'a second result is dropped');
SELECT is(claim(), '{}', 'what was delivered is not sent again');

SELECT renew('{e1}');
SELECT claim() AS taken \gset
SELECT is(settle('e1', 'shop', 1, 'due', 'courier', '{"status": 500, "delaySeconds": 5}'), 1, 'an attempt fails');
SELECT is(delivery_now('e1', 'shop'), 'due 1', 'it is due again');
SELECT is((SELECT due_at FROM delivery), now() + interval '5 seconds', 'after a while');
SELECT is(endpoint_now('shop'), 'enabled 1 then 30s', 'the endpoint has failed once');
RESET ROLE;
UPDATE delivery SET due_at = now();
SELECT as_courier();
SELECT is(claim(), '{"e1 shop 2"}', 'the second attempt');
SELECT is(settle('e1', 'shop', 2, 'exhausted', 'courier', '{"status": 500}'), 1, 'fails for good');
SELECT is(delivery_now('e1', 'shop'), 'exhausted 2 done', 'then it is given up');
SELECT is((SELECT array_agg(attempt ORDER BY attempt) FROM delivery_attempt), '{1,2}', 'and every attempt is known');

-- The breaker
RESET ROLE;
CREATE FUNCTION tried(outcomes text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    outcome text;
BEGIN
    PERFORM renew('{e1}');
    FOREACH outcome IN ARRAY string_to_array(outcomes, NULL) LOOP
        RESET ROLE;
        UPDATE delivery SET state = 'due', due_at = now(), attempt = 0;
        UPDATE webhook_endpoint SET breaker_until = least(breaker_until, now());
        PERFORM as_courier(), claim(), settle('e1', 'shop', 1, CASE outcome WHEN '+' THEN 'delivered' ELSE 'due' END);
    END LOOP;
    RETURN endpoint_now('shop');
END $$;
SELECT is(tried(outcomes), now_is, format('after %s: %s', outcomes, now_is)) FROM (VALUES
    ('----', 'enabled 4 then 30s'), ('-----', 'enabled 5 30s then 60s'), ('------', 'enabled 6 60s then 120s'),
    ('---------', 'enabled 9 480s then 600s'), ('-----------', 'enabled 11 600s then 600s'),
    ('------+', 'enabled 0 then 30s'), ('------+----', 'enabled 4 then 30s'), ('------+-----', 'enabled 5 30s then 60s'))
    AS t (outcomes, now_is);

-- An endpoint that says it is gone
SELECT renew('{e1,e2,e3,e4,e5,e6}');
RESET ROLE;
SELECT listen('inn'), happen('e7'), set_config('role', 'citylearn_courier', true), fan_out() AS out \gset
SELECT claim() AS taken \gset
RESET ROLE;
SELECT e.payload AS leased FROM delivery AS d JOIN event AS e ON e.id = d.event
 WHERE endpoint = the('shop') AND state = 'leased' LIMIT 1 \gset
SELECT count(*) AS audited FROM audit_entry WHERE noun = 'webhook_endpoint' \gset
SELECT as_courier();
SELECT is(settle(:'leased', 'shop', 1, 'held', 'somebody else', '{"status": 410, "gone": true}'), 0, 'a late "gone"');
SELECT is(endpoint_now('shop'), 'enabled 0 then 30s', 'changes nothing');
SELECT is(settle(:'leased', 'shop', 1, 'held', 'courier', '{"status": 410, "gone": true}'), 1, 'a true one');
SELECT is(endpoint_now('shop'), 'gone 1 then 30s', 'ends the endpoint');
SELECT is((SELECT array_agg(DISTINCT state || ' ' || (done_at IS NOT NULL)) FROM delivery WHERE endpoint = the('shop')),
    '{held true,leased false}', 'what was due there is held');
SELECT is(endpoint_now('inn'), 'enabled 0 then 30s', 'and nobody else''s');
RESET ROLE;
SELECT is((SELECT count(*) - :audited FROM audit_entry WHERE noun = 'webhook_endpoint'), 1::bigint,
    'the audit keeps that it is gone, and not every result');

-- Leases that ran out
SELECT renew('{e1,e2}');
SELECT claim() AS taken \gset
SELECT is(answers('EXECUTE delivery_reap'), '{0}', 'a lease that runs is left');
RESET ROLE;
UPDATE delivery SET lease_until = now() - interval '1 second' WHERE event = the('e1');
SELECT as_courier();
SELECT is(answers('EXECUTE delivery_reap'), '{1}', 'one that ran out is ended');
SELECT is(delivery_now('e1', 'shop'), 'due 1', 'the delivery is due, and the attempt is spent');
SELECT is((SELECT (attempt, outcome, status)::text FROM delivery_attempt), '(1,aborted,)', 'that it was broken off is noted');
SELECT is(settle('e1', 'shop', 1, 'delivered'), 0, 'its result comes too late');
SELECT is(claim('second courier'), '{"e1 shop 2"}', 'another courier takes it');
SELECT is(settle('e1', 'shop', 1, 'exhausted'), 0, 'then the first has no say');
SELECT is(settle('e1', 'shop', 1, 'exhausted', 'second courier'), 0, 'nor has the attempt before');
SELECT is(settle('e1', 'shop', 2, 'delivered', 'second courier'), 1, 'but the present one');

-- Once more
RESET ROLE;
CREATE FUNCTION again(event text, who text DEFAULT 'manager', organisation text DEFAULT 'library') RETURNS text
LANGUAGE sql AS $$
SELECT act_as(who);
SELECT refusal(format('EXECUTE delivery_again(%L, NULL, %L, %L)', the(organisation), the('shop'), the(event))) $$;
SELECT is(again('e2'), 'delivery_in_hand', 'what is leased is in hand');
SELECT is(again(event, who, organisation), 'not_found', title) FROM (VALUES
    ('nothing', 'manager', 'library', 'what is not there is not sent again'),
    ('e1', 'manager', 'museum', 'nor in another''s name'), ('e1', 'stranger', 'library', 'nor by another'),
    ('e1', 'viewer', 'library', 'nor by a viewer'), ('e1', 'nobody', 'library', 'nor by nobody')) AS t (event, who, organisation, title);
SELECT is(again('e1'), 'none', 'what was delivered is sent again');
SELECT is(delivery_now('e1', 'shop'), 'due 0', 'with all attempts before it');
SELECT is(again('e1'), 'delivery_in_hand', 'what is due is in hand');
SELECT as_courier();
SELECT is(claim(), '{"e1 shop 1"}', 'and it is claimed');

-- An endpoint that is deleted
SELECT act_as('stranger');
SELECT is(refusal(format('EXECUTE endpoint_delete(%L, NULL, %L)', the('library'), the('shop'))), 'not_found', 'not by another');
SELECT act_as('manager');
SELECT is(answers(format('EXECUTE endpoint_delete(%L, NULL, %L)', the('library'), the('shop'))), ARRAY[the('shop')]::text[],
    'deleted by its organisation');
SELECT is(refusal(format('EXECUTE endpoint_show(%L, NULL, %L)', the('library'), the('shop'))), 'not_found', 'it is not shown');
SELECT is(again('e1'), 'not_found', 'nothing is sent there again');
SELECT as_courier();
SELECT is(settle('e1', 'shop', 1, 'delivered'), 0, 'what was on its way is held');

-- What monitoring counts
SELECT renew('{e1,e2,e3}');
RESET ROLE;
SELECT happen('e4');
UPDATE delivery SET state = 'exhausted' WHERE event = the('e1');
UPDATE delivery SET state = 'leased' WHERE event = the('e2');
UPDATE delivery SET due_at = now() - interval '90 seconds' WHERE event = the('e3');
SET LOCAL ROLE citylearn_metrics;
SELECT is((SELECT queue_figures::text FROM queue_figures), '(1,1,1,90,1)', 'what waits, runs and failed');

SELECT * FROM finish();
ROLLBACK;
