-- Endpoints: how they are verified, paused, spared and switched off; what is held for them; their keys, order and limits.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/webhook.sql db/queries/event.sql`
:prepare
SELECT plan(108);

CREATE FUNCTION as_courier() RETURNS void LANGUAGE sql AS $$ SELECT set_config('role', 'citylearn_courier', true) $$;
CREATE FUNCTION make(name text, more jsonb DEFAULT '{}', organisation text DEFAULT 'library', city text DEFAULT NULL) RETURNS text
LANGUAGE sql AS $$
SELECT refusal(format('EXECUTE endpoint_make(%L, %L, %L, %L, ''sealed'', ''public'', ''whsec_x'')', the(name), the(organisation), city,
                      jsonb_build_object('url', 'https://' || name || '.example/', 'types', '["*"]'::jsonb) || more)) $$;
CREATE FUNCTION happen(name text, subject text DEFAULT 'it', n int DEFAULT 1, organisation text DEFAULT 'library', type text DEFAULT 'activity.updated')
RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
INSERT INTO event (id, organisation, city, type, subject, seq, payload)
VALUES (the(name), the(organisation), (SELECT o.city FROM organisation AS o WHERE o.id = the($4)), type, the(subject), n, name) $$;
CREATE FUNCTION fan_out(most int DEFAULT 100) RETURNS text LANGUAGE sql AS $$ SELECT (answers(format('EXECUTE event_fan_out(%s)', most)))[1] $$;
-- What is claimed: "event attempt", of pings "ping attempt".
CREATE FUNCTION claim(most int DEFAULT 100) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    one record;
    taken text[] := '{}';
BEGIN
    FOR one IN EXECUTE format('EXECUTE delivery_claim(%L, %s)', the('courier'), most) LOOP
        taken := taken || concat_ws(' ', CASE one.type WHEN 'webhook.ping' THEN 'ping' ELSE one.payload END, one.attempt);
    END LOOP;
    RETURN ARRAY(SELECT t FROM unnest(taken) AS t ORDER BY t);
END $$;
-- Settles all that is leased at an endpoint.
CREATE FUNCTION settle(endpoint text, state text, more jsonb DEFAULT '{}') RETURNS int LANGUAGE sql AS $$
SELECT (answers(format('EXECUTE delivery_settle(%L, %L)', the('courier'), (
    SELECT jsonb_agg(jsonb_build_object('event', d.event, 'endpoint', d.endpoint, 'attempt', d.attempt, 'state', $2,
                                        'outcome', 'answered', 'status', 200) || more)
      FROM delivery AS d WHERE d.endpoint = the($1) AND d.state = 'leased'))))[1]::int $$;
CREATE FUNCTION challenge(name text) RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER AS $$
SELECT jsonb_build_object('proof', challenge) FROM webhook_endpoint WHERE id = the(name) $$;
CREATE FUNCTION endpoint_now(name text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER AS $$
SELECT concat_ws(' ', state, version, CASE WHEN verified_at IS NOT NULL THEN 'verified' END,
                 CASE WHEN slow_until > now() THEN 'slow' END, CASE WHEN challenge IS NOT NULL THEN 'challenged' END)
  FROM webhook_endpoint WHERE id = the(name) $$;
-- Its deliveries but for pings, by what is sent.
CREATE FUNCTION sent(name text) RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER AS $$
SELECT array_agg(e.payload || ' ' || d.state || ' ' || d.attempt ORDER BY e.payload)
  FROM delivery AS d JOIN event AS e ON e.id = d.event WHERE endpoint = the(name) AND NOT d.ping $$;
CREATE FUNCTION move(name text, action text, who text DEFAULT 'manager') RETURNS text LANGUAGE sql AS $$
SELECT act_as(who);
SELECT refusal(format('EXECUTE endpoint_move(%L, NULL, %L, %L)', the('library'), the(name), action)) $$;
CREATE FUNCTION patch(name text, patch jsonb, version int DEFAULT 0) RETURNS text LANGUAGE sql AS $$
SELECT act_as('manager');
SELECT refusal(format('EXECUTE endpoint_patch(%L, NULL, %L, %L, %s)', the('library'), the(name), patch, version)) $$;
-- Changes rows past all rules, as time would.
CREATE FUNCTION elsewise(statement text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN EXECUTE statement; END $$;

-- Verification
SELECT act_as('manager');
SELECT is(make('shop'), 'none', 'an endpoint is made');
SELECT is(endpoint_now('shop'), 'pending 1 challenged', 'and is asked to echo something');
SELECT happen('e1');
SELECT as_courier();
SELECT is(fan_out(), '1', 'what happens meanwhile');
SELECT is(sent('shop'), '{"e1 held 0"}', 'is held');
SELECT act_as('manager');
SELECT is((SELECT (waiting, held, exhausted, ping_state)::text FROM endpoint_health(the('shop'))), '(1,1,0,due)', 'its manager sees that');
SELECT is(cardinality(answers(format('EXECUTE endpoint_rows(%L, %L, ''{en}'')', the('library'), endpoint))), 1, 'in one row, also without an endpoint')
  FROM (VALUES (NULL), (the('shop')), (the('nothing'))) AS t (endpoint);
SELECT act_as('viewer');
SELECT is((SELECT count(*) FROM endpoint_health(the('shop'))), 0::bigint, 'a viewer does not');
SELECT is(refusal(format('EXECUTE endpoint_rows(%L, NULL, ''{en}'')', the('library'))), 'not_allowed', 'and has no list');
SELECT as_courier();
SELECT is(claim(), '{"ping 1"}', 'the ping alone is sent');
SELECT is(settle('shop', 'delivered', '{"proof": "something else"}'), 1, 'an echo of something else');
SELECT is(endpoint_now('shop'), 'pending 1 challenged', 'proves nothing');
SELECT is(move('shop', 'ping'), 'none', 'another ping');
SELECT as_courier();
SELECT is(claim(), '{"ping 1"}', 'is another delivery');
SELECT is(settle('shop', 'delivered', challenge('shop')), 1, 'the right echo');
SELECT is(endpoint_now('shop'), 'enabled 1 verified slow', 'enables it');
SELECT is(sent('shop'), '{"e1 due 0"}', 'and what was held goes out');
SELECT is(claim(), '{"e1 1"}', 'at once');
SELECT settle('shop', 'delivered') AS settled \gset
SELECT is((SELECT bool_and(event_matches('webhook.ping', p)) FROM (VALUES ('{*}'::text[]), ('{webhook.ping}'), ('{webhook.*}')) AS t (p)),
    false, 'nobody listens to pings');
SELECT is(move('shop', 'ping'), 'none', 'an enabled endpoint is sent a ping too');
SELECT as_courier();
SELECT is(claim(), '{"ping 1"}', 'which is delivered like anything else');
SELECT settle('shop', 'delivered') AS settled \gset
SELECT is(endpoint_now('shop'), 'enabled 1 verified slow challenged', 'and changes nothing');
SELECT is(move('shop', 'ping', who), 'not_found', who || ' cannot') FROM (VALUES ('stranger'), ('viewer'), ('nobody')) AS t (who);
SELECT is((SELECT count(*) FROM generate_series(1, 40) WHERE move('shop', 'ping') = 'none'), 27::bigint, 'thirty pings an hour');
SELECT is(move('shop', 'ping'), 'too_many_pings', 'and no more');
SELECT is(make('stall'), 'too_many_pings', 'nor by other endpoints');
SELECT elsewise('UPDATE delivery SET state = ''delivered'' WHERE ping');

-- Pause and change
SELECT is(patch('shop', '{"maxInFlight": 2, "description": "Shop"}', 3), 'precondition_failed', 'a change of what it was before');
SELECT is(patch('shop', '{"maxInFlight": 2, "description": "Shop"}', 1), 'none', 'of what it is');
SELECT is(patch('shop', '{"types": ["nothing.*"]}'), 'unknown_event_type', 'only to types that there are');
SELECT is((SELECT (max_in_flight, description, types, max_per_second)::text FROM webhook_endpoint WHERE id = the('shop')), '(2,Shop,{*},100)', 'the rest stays');
SELECT is(patch('shop', '{"maxInFlight": null}'), 'none', 'null');
SELECT is((SELECT max_in_flight FROM webhook_endpoint WHERE id = the('shop')), 8, 'is the usual');
SELECT happen('e2');
SELECT as_courier();
SELECT fan_out() AS out \gset
SELECT is(move('shop', 'pause'), 'none', 'it is paused');
SELECT is(sent('shop'), '{"e1 delivered 1","e2 held 0"}', 'what was due is held');
SELECT is(move('shop', 'pause'), 'wrong_state', 'once');
SELECT happen('e3');
SELECT as_courier();
SELECT fan_out() AS out \gset
SELECT is(claim(), '{}', 'nothing is sent');
SELECT act_as('manager');
SELECT is(refusal(format('EXECUTE delivery_again(%L, NULL, %L, %L)', the('library'), the('shop'), the('e1'))), 'endpoint_off', 'not even when asked for');
SELECT is(move('shop', 'resume'), 'none', 'it is resumed');
SELECT is(sent('shop'), '{"e1 delivered 1","e2 due 0","e3 due 0"}', 'and what was held is due');
SELECT is(endpoint_now('shop'), 'enabled 5 verified slow challenged', 'without another challenge');
SELECT elsewise('UPDATE webhook_endpoint SET failures = 7, breaker_until = now() + interval ''1 minute'', breaker_seconds = 120');
SELECT is(move('shop', action), 'none', action) FROM (VALUES ('pause'), ('resume')) AS t (action);
SELECT is((SELECT concat_ws(' ', failures, breaker_until - now(), breaker_seconds) FROM webhook_endpoint WHERE id = the('shop')), '7 00:01:00 120',
          'which does not close its breaker');
SELECT elsewise('UPDATE webhook_endpoint SET version = 5, failures = 0, breaker_until = NULL, breaker_seconds = 30');
SELECT elsewise('DELETE FROM delivery_attempt');
SELECT elsewise('DELETE FROM delivery');
SELECT elsewise('DELETE FROM event');
SELECT is(patch('shop', '{"url": "https://elsewhere.example/"}'), 'none', 'another address');
SELECT is(endpoint_now('shop'), 'pending 6 slow challenged', 'has to echo a challenge of its own');
SELECT as_courier();
SELECT is(claim(), '{"ping 1"}', 'which it is sent');
SELECT settle('shop', 'delivered', challenge('shop')) AS settled \gset
SELECT is(endpoint_now('shop'), 'enabled 6 verified slow', 'and then it is enabled');

-- In order, and not too much at once
RESET ROLE;
CREATE FUNCTION renew(events text, change text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    DELETE FROM delivery_attempt;
    DELETE FROM delivery;
    DELETE FROM event;
    UPDATE webhook_endpoint SET slow_until = NULL, failures = 0, max_in_flight = 32, max_per_second = 100, allowance = 100,
                                allowance_at = now(), ordering = 'none';
    EXECUTE 'UPDATE webhook_endpoint SET ' || change;
    PERFORM happen(e, left(e, 1), right(e, 1)::int) FROM unnest(string_to_array(events, ' ')) AS e;
END $$;
RESET ROLE;
SELECT renew('a1 a2 b2 b1 c7', 'ordering = ''subject''');
SELECT as_courier();
SELECT fan_out() AS out \gset
SELECT is(claim(), '{"a1 1","b1 1","c7 1"}', 'of each thing the first');
SELECT is(claim(), '{}', 'and no more while that is under way');
SELECT settle('shop', 'due', '{"status": 500, "delaySeconds": 60}') AS settled \gset
SELECT is(claim(), '{}', 'nor while it waits to be tried again');
SELECT elsewise('UPDATE delivery SET state = ''exhausted'' WHERE attempt = 1');
SELECT is(claim(), '{"a2 1","b2 1"}', 'what was given up is not waited for');
RESET ROLE;
CREATE FUNCTION claimed_when(change text) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
    RESET ROLE;
    PERFORM renew('a1 a2 b1 b2 c1 c2 d1 d2', change);
    PERFORM as_courier(), fan_out();
    RETURN cardinality(claim());
END $$;
SELECT is(claimed_when(change), n, format('%s: %s claimed', change, n)) FROM (VALUES
    ('max_in_flight = 2', 2), ('max_in_flight = 9', 8), ('allowance = 3.9', 3), ('allowance = 0', 0),
    ('max_per_second = 5, allowance = 0, allowance_at = now() - interval ''1 hour''', 5),
    ('max_per_second = 4, allowance = 0, allowance_at = now() - interval ''1 second'', slow_until = now() + interval ''1 second''', 2),
    ('failures = 5', 1)) AS t (change, n);
SELECT is(claimed_when('allowance = 6'), 6, 'what is claimed');
SELECT is((SELECT allowance FROM webhook_endpoint WHERE id = the('shop')), 0::float, 'is used up');
SELECT settle('shop', 'due', '{"status": 429, "delaySeconds": 60}') AS settled \gset
SELECT is(endpoint_now('shop'), 'enabled 6 verified slow', 'who has too much to do is slowed down for');

-- Whose receivers hang
RESET ROLE;
CREATE FUNCTION crowd(events int) RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
INSERT INTO webhook_endpoint (id, organisation, url, types, sealed, state, max_in_flight, allowance_at)
SELECT the('crowd ' || n), the('library'), 'https://crowd.example/' || n, '{*}', 'sealed', 'enabled', 32, now() - interval '1 hour'
  FROM generate_series(1, 9) AS n;
INSERT INTO webhook_endpoint (id, organisation, url, types, sealed, state)
VALUES (the('other'), the('museum'), 'https://other.example/', '{*}', 'sealed', 'enabled');
SELECT happen('k' || n, 'k' || n) FROM generate_series(1, events) AS n;
SELECT happen('m1', 'm1', 1, 'museum') $$;
CREATE FUNCTION in_flight(name text) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER AS $$
SELECT count(*) FROM delivery AS d JOIN webhook_endpoint AS w ON w.id = d.endpoint WHERE d.state = 'leased' AND w.organisation = the(name) $$;
SAVEPOINT alone;
SELECT renew('', 'max_in_flight = 32'), crowd(32);
SELECT as_courier();
SELECT fan_out() AS out \gset
SELECT cardinality(claim(256)), cardinality(claim(256)) AS taken \gset
SELECT is(in_flight('library'), 64::bigint, 'an organisation has 64 in flight, whatever its endpoints could have');
SELECT is(in_flight('museum'), 1::bigint, 'so that others have theirs');
RESET ROLE;
ROLLBACK TO alone;

-- What was held at the very moment in which it was enabled
SELECT elsewise('UPDATE delivery SET state = ''held'' WHERE endpoint = the(''shop'') AND NOT ping');
SELECT as_courier();
SELECT answers('EXECUTE delivery_reap') AS freed \gset
SELECT is((SELECT array_agg(DISTINCT state || ' ' || attempt) FROM delivery WHERE endpoint = the('shop')), '{"due 0"}', 'is not forgotten');

-- Failing for days
RESET ROLE;
CREATE FUNCTION watched(failing text, more text DEFAULT 'failures = 30') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    told bigint;
BEGIN
    RESET ROLE;
    SELECT count(*) INTO told FROM mail;
    EXECUTE format('UPDATE webhook_endpoint SET failing_since = now() - %L::interval, %s', failing, more);
    PERFORM as_courier(), answers('EXECUTE endpoints_watch');
    RESET ROLE;
    RETURN (SELECT state::text || (SELECT count(*) - told FROM mail) FROM webhook_endpoint WHERE id = the('shop'));
END $$;
SELECT is(watched(failing), now_is, format('after %s: %s', failing, now_is)) FROM (VALUES
    ('23 hours', 'enabled0'), ('25 hours', 'enabled2'), ('50 hours', 'enabled0'), ('97 hours', 'enabled2'), ('119 hours', 'enabled0'))
    AS t (failing, now_is);
SELECT is(watched('200 hours', 'failures = 19'), 'enabled0', 'few failures are not enough');
SELECT is(watched('121 hours'), 'disabled2', 'then it is switched off, and its manager and owner are told');
SELECT is((SELECT array_agg(DISTINCT kind ORDER BY kind) FROM mail), '{webhook_disabled,webhook_failing}', 'by mail');
SELECT is((SELECT count(*) FROM event WHERE type = 'webhook.disabled' AND subject = the('shop')), 1::bigint, 'and others by an event');
SELECT is((SELECT array_agg(DISTINCT state) FROM delivery WHERE endpoint = the('shop') AND NOT ping), '{held}', 'what waited is held');
SELECT is(watched('300 hours'), 'disabled0', 'once');
SELECT is(move('shop', 'resume'), 'none', 'it is resumed');
SELECT is(endpoint_now('shop'), 'pending 8 verified slow challenged', 'by a challenge');

-- Keys
RESET ROLE;
CREATE FUNCTION rotate(grace jsonb) RETURNS text LANGUAGE sql AS $$
SELECT act_as('manager');
SELECT refusal(format('EXECUTE endpoint_rotate(%L, NULL, %L, ''x'', ''public'', ''whsec_y'', %L)', the('library'), the('shop'), grace)) $$;
CREATE FUNCTION key_ends() RETURNS text[] LANGUAGE sql AS $$
SELECT act_as('manager');
SELECT array_agg((k::json)->>'expiresAt') FROM unnest(answers(format('EXECUTE endpoint_keys(%L, NULL, %L)', the('library'), the('shop')))) AS k $$;
SELECT is(rotate('{"graceSeconds": 60}'), 'none', 'new keys');
SELECT is(key_ends(), ARRAY[NULL, utc(now() + interval '1 minute')]::text[], 'and the ones before, for a minute');
SELECT is(rotate('{}'), 'none', 'once more');
SELECT is(key_ends(), ARRAY[NULL, utc(now() + interval '1 day'), utc(now() + interval '1 minute')]::text[], 'for a day');
SELECT is(rotate('{"graceSeconds": 0}'), 'none', 'and at once');
SELECT is(key_ends(), ARRAY[NULL, utc(now() + interval '1 day'), utc(now() + interval '1 minute')]::text[], 'leaves none of the one before');
SELECT is(rotate('{"graceSeconds": 600}'), 'none', 'of three older ones');
SELECT is(cardinality(key_ends()), 3, 'two sign on');

-- A city hears of all its organisations.
RESET ROLE;
SELECT renew('', 'description = NULL');
SELECT act_as('mayor', '');
SELECT is(make('hall', '{"types": ["activity.*"]}', NULL, 'port'), 'none', 'a city has endpoints');
SELECT act_as('clerk', '');
SELECT is(make('hall 2', '{}', NULL, 'port'), 'not_allowed', 'made by its administrators alone');
SELECT act_as('mayor', '');
SELECT is(cardinality(answers('EXECUTE endpoint_list(NULL, ''port'', NULL, 9)')), 1, 'and seen by them');
RESET ROLE;
SELECT happen('x1'), happen('x2', 'it', 1, 'museum'), happen('x3', 'it', 1, 'farm'), happen('x4', 'it', 1, 'museum', 'award.issued');
SELECT as_courier();
SELECT fan_out() AS out \gset
SELECT is(sent('hall'), '{"x1 held 0","x2 held 0"}', 'of its organisations, and not of others');

-- Reading what happened
RESET ROLE;
UPDATE event SET payload = to_json(payload)::text, place = 100 + right(payload, 1)::int WHERE type <> 'webhook.ping';
CREATE FUNCTION read(who text, organisation text, city text DEFAULT NULL, type text DEFAULT NULL, after text DEFAULT NULL) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM act_as(who, CASE WHEN city IS NULL THEN 'manager' ELSE '' END);
    RETURN (SELECT string_agg(r.body::text, ' ') FROM event_rows(the(organisation), city, type, the(after), 100) AS r);
EXCEPTION WHEN check_violation THEN
    RETURN SQLERRM;
END $$;
SELECT is(read(who, organisation, city, type, after), found, format('%s reads: %s', who, found)) FROM (VALUES
    ('manager', 'library', NULL, 'activity.*', NULL, '"x1"'), ('manager', 'library', NULL, 'activity.*', 'x1', NULL),
    ('library client', NULL, NULL, 'activity.updated', NULL, '"x1"'), ('manager', NULL, NULL, NULL, NULL, '"x1"'),
    ('manager', 'museum', NULL, NULL, NULL, 'not_allowed'), ('manager', 'library', NULL, NULL, 'x2', 'event_forgotten'),
    ('mayor', NULL, 'port', NULL, NULL, '"x1" "x2" "x4"'), ('mayor', NULL, 'port', NULL, 'x1', '"x2" "x4"'),
    ('mayor', NULL, 'port', 'award.*', NULL, '"x4"'), ('clerk', NULL, 'port', NULL, NULL, 'not_allowed'))
    AS t (who, organisation, city, type, after, found);

-- What is old is forgotten, with all that became of it.
RESET ROLE;
SELECT renew('', 'description = NULL');
INSERT INTO event (id, organisation, city, type, subject, seq, payload, fanned_at)
SELECT uuid7_from(now() - ago), the('library'), the('port'), 'activity.updated', the('x'), 1, '', now()
  FROM unnest('{29 days,31 days,32 days}'::interval[]) AS ago;
INSERT INTO delivery (event, endpoint) SELECT id, the('shop') FROM event;
INSERT INTO delivery_attempt (event, endpoint, attempt, outcome) SELECT event, endpoint, 1, 'answered' FROM delivery;
SELECT as_courier();
SELECT is(answers('EXECUTE events_forget(1)'), '{1}', 'some at once');
SELECT is(answers('EXECUTE events_forget(10)'), '{1}', 'and the rest');
RESET ROLE;
SELECT is((SELECT count(*) FROM event JOIN delivery ON event = id JOIN delivery_attempt USING (event)), 1::bigint, 'younger ones stay');

-- Awards that are over
INSERT INTO badge (id, organisation, state, achievement_type, translations)
VALUES (the('badge'), the('library'), 'active', 'Badge', '{"en": {"name": "A", "criteria": "B"}}');
INSERT INTO award (badge, organisation, recipient_email, issued_at, expires_at)
SELECT the('badge'), the('library'), n || '@town.example', now() - interval '2 days', now() + (n || ' days')::interval FROM unnest('{-1,1}'::int[]) AS n;
SELECT as_courier();
SELECT is(answers('EXECUTE awards_expire(10)'), '{1}', 'an award is over');
SELECT is(answers('EXECUTE awards_expire(10)'), '{0}', 'once');
RESET ROLE;
SELECT is((SELECT payload::json->'data'->>'status' FROM event WHERE type = 'award.expired'), 'expired', 'which is told');
SELECT * FROM finish();
ROLLBACK;
