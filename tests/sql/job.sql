-- Jobs: who sees them, who does them, and how far they are; and events that are sent once more.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/job.sql db/queries/webhook.sql`
:prepare
SELECT plan(56);

CREATE FUNCTION as_courier() RETURNS void LANGUAGE sql AS $$ SELECT set_config('role', 'citylearn_courier', true) $$;
CREATE FUNCTION job_now(name text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER AS $$
SELECT concat_ws(' ', state, attempt, CASE WHEN owner IS NOT NULL THEN 'owned' END, problem,
                 CASE WHEN counts <> '{}' THEN counts::text END, CASE WHEN done_at IS NOT NULL THEN 'ended' END)
  FROM job WHERE id = the(name) $$;
CREATE FUNCTION begin(name text, kind text DEFAULT 'webhook_replay', organisation text DEFAULT 'library', city text DEFAULT NULL)
RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
INSERT INTO job (id, kind, organisation, city, subject, scope, input)
VALUES (the(name), kind, the(organisation), the(city), the(CASE kind WHEN 'import' THEN name ELSE 'shop' END), 'webhook:manage',
        jsonb_build_object('since', now() - interval '1 day', 'until', now())) $$;
-- What is claimed, by how often it was taken up.
CREATE FUNCTION claim(owner text DEFAULT 'courier', kinds text[] DEFAULT '{webhook_replay,webhook_recover,import}', most int DEFAULT 10)
RETURNS int[] LANGUAGE plpgsql AS $$
DECLARE
    one record;
    taken int[] := '{}';
BEGIN
    FOR one IN EXECUTE format('EXECUTE job_claim(%L, %L, %s)', the(owner), kinds, most) LOOP
        taken := taken || one.attempt;
    END LOOP;
    RETURN taken;
END $$;
CREATE FUNCTION step(job text, attempt int DEFAULT 1, most int DEFAULT 2, owner text DEFAULT 'courier') RETURNS text LANGUAGE sql AS $$
SELECT (answers(format('EXECUTE job_webhook_step(%L, %L, %s, %s)', the(job), the(owner), attempt, most)))[1] $$;
CREATE FUNCTION conclude(job text, attempt int, state text, problem text DEFAULT NULL) RETURNS boolean LANGUAGE sql AS $$
SELECT (answers(format('EXECUTE job_end(%L, %L, %s, %L, %L)', the(job), the('courier'), attempt, state, problem)))[1]::boolean $$;

-- Leases
SELECT begin('one', 'import'), begin('two', 'import'), begin('three', 'other');
SELECT as_courier();
SELECT is(claim('courier', '{nothing}'), '{}', 'a courier takes up what it knows how to do');
SELECT is(claim('courier', '{import}', 1), '{1}', 'as many as it asks for');
SELECT is(claim(), '{1}', 'and then the other');
SELECT is(claim(), '{}', 'but nothing twice');
SELECT is(job_now('one'), 'running 1 owned', 'it is running');
RESET ROLE;
UPDATE job SET lease_until = now() - interval '1 second' WHERE id = the('one');
SELECT as_courier();
SELECT is(claim('second'), '{2}', 'what a dead courier had is taken up by another');
SELECT is(conclude('one', 1, 'failed', 'broken'), false, 'then the first has no say');
SELECT is(job_now('one'), 'running 2 owned', 'and changes nothing');
SELECT is(conclude('two', 1, 'queued'), true, 'a courier that stops leaves it to the next');
SELECT is(job_now('two'), 'queued 1', 'who need not wait');
SELECT is(claim(), '{2}', 'and takes it up');
SELECT is(conclude('two', 2, 'failed', 'not_found'), true, 'a job can fail');
SELECT is(job_now('two'), 'failed 2 not_found ended', 'by a problem');
SELECT is(claim(), '{}', 'and is not taken up again');
SELECT is(job_advance(the('one'), the('second'), 2, 'running', '7', '{"rows": 5, "bad": 1}'), true, 'a step is kept,');
SELECT is(job_advance(the('one'), the('second'), 2, 'running', NULL, '{"rows": 2}'), true, 'and the next,');
SELECT is(job_now('one'), 'running 2 owned {"bad": 1, "rows": 7}', 'and counts are added up');
SELECT is((SELECT cursor FROM job WHERE id = the('one')), '7', 'the cursor stays where it was put');
SELECT is((SELECT count(*) FROM job_held(the('one'), the('courier'), 2)), 0::bigint, 'it is held by nobody else');
SELECT is((SELECT count(*) FROM job_held(the('one'), the('second'), 2)), 1::bigint, 'than whose lease it is');

-- What has no end
RESET ROLE;
CREATE FUNCTION run_out() RETURNS void LANGUAGE sql SECURITY DEFINER AS $$ UPDATE job SET lease_until = now() - interval '1 second' WHERE state = 'running' $$;
SELECT begin('endless', 'other'), begin('new', 'other');
UPDATE job SET in_vain = 19 WHERE id IN (the('three'), the('endless'));
SELECT as_courier();
SELECT is(claim('courier', '{other}', 1), '{1}', 'what gets on is taken up');
SELECT is(job_now('new'), 'running 1 owned', 'before what was begun in vain');
SELECT is(claim('courier', '{other}', 9), '{1,1}', 'which has its turn after it');
SELECT is(job_advance(the('three'), the('courier'), 1, 'running', '1'), true, 'who then gets on');
SELECT run_out();
SELECT is(claim('courier', '{other}', 9), '{2,2}', 'may begin in vain again');
SELECT is(job_now('endless'), 'failed 1 job_stuck ended', 'but what was begun so twenty times has failed');
SELECT is(job_advance(the('endless'), the('courier'), 1, 'running', '1'), false, 'and who has it still has no say');
SELECT is(conclude('new', 2, 'queued'), true, 'a courier that stops');
SELECT is((SELECT in_vain FROM job WHERE id = the('new')), 0, 'has not begun in vain');
RESET ROLE;
DELETE FROM job WHERE kind = 'other';

-- Who sees them
RESET ROLE;
CREATE FUNCTION shown(who text, job text, scope text DEFAULT 'openid webhook:manage') RETURNS int LANGUAGE sql AS $$
SELECT act_as(who, 'viewer');
SELECT cardinality(answers(format('EXECUTE job_show(%L, %L)', the(job), scope))) $$;
SELECT begin('port job', 'import', NULL, 'port');
SELECT is(shown(who, job), n, format('%s and %s: %s', who, job, n)) FROM (VALUES
    ('manager', 'one', 1), ('library client', 'one', 1), ('issuer', 'one', 0), ('stranger', 'one', 0), ('museum client', 'one', 0),
    ('nobody', 'one', 0), ('mayor', 'port job', 1), ('manager', 'port job', 0), ('library client', 'port job', 0)) AS t (who, job, n);
SELECT is(shown('manager', 'one', 'webhook:read learner:read'), 0, 'another scope shows nothing');
SELECT is(shown('manager', 'one', NULL), 0, 'nor does none');

-- Stopping
RESET ROLE;
CREATE FUNCTION stop(who text, job text) RETURNS text LANGUAGE sql AS $$
SELECT act_as(who, 'viewer');
SELECT refusal(format('EXECUTE job_cancel(%L, ''webhook:manage'')', the(job))) $$;
SELECT is(stop('stranger', 'one'), 'not_found', 'what one does not see one does not stop');
SELECT is(stop('manager', 'one'), 'none', 'a manager stops it');
SELECT is(stop('manager', 'one'), 'wrong_state', 'once');
SELECT as_courier();
SELECT is(job_advance(the('one'), the('second'), 2, 'done', NULL), false, 'then its courier has no say');

-- Events once more: the day's three that the shop listens to, of which one was delivered.
RESET ROLE;
INSERT INTO webhook_endpoint (id, organisation, url, types, sealed, state)
VALUES (the('shop'), the('library'), 'https://shop.example/', '{activity.*,badge.*}', '', 'enabled');
INSERT INTO event (id, organisation, city, type, subject, seq, payload, occurred_at)
SELECT (left(uuid7_from(now() - ago::interval)::text, 35) || n)::uuid, the(o), the('port'), type, the(type), 1, type, now() - ago::interval
  FROM (VALUES ('library', 'activity.published', '1 hour', 1), ('library', 'activity.updated', '1 hour', 2), ('museum', 'badge.archived', '1 hour', 3),
               ('library', 'award.issued', '1 hour', 4), ('library', 'badge.activated', '1 hour', 5), ('library', 'activity.cancelled', '2 days', 6))
       AS t (o, type, ago, n);
CREATE FUNCTION sent() RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER AS $$
SELECT array_agg(e.payload || ' ' || d.state || ' ' || d.attempt ORDER BY e.id)
  FROM delivery AS d JOIN event AS e ON e.id = d.event WHERE endpoint = the('shop') $$;
INSERT INTO delivery (event, endpoint, state, attempt)
SELECT id, the('shop'), CASE type WHEN 'activity.updated' THEN 'delivered' ELSE 'exhausted' END::delivery_state, 3
  FROM event WHERE type IN ('activity.updated', 'badge.activated');
SELECT begin('recovery', 'webhook_recover');
SELECT as_courier();
SELECT is(claim(), '{1,1}', 'a recovery begins, and another job');
SELECT is(step('recovery', 1, 2), 'running', 'some are looked at');
SELECT is(sent(), '{activity.published due 0,activity.updated delivered 3,badge.activated exhausted 3}',
    'what was never sent is due, what was delivered is left');
SELECT is(step('recovery', 1, 2, 'second'), 'lost', 'by whose lease it is alone');
SELECT is(step('recovery', 1, 2), 'done', 'then the others');
SELECT is(sent(), '{activity.published due 0,activity.updated delivered 3,badge.activated due 0}', 'what was given up is due');
SELECT is(job_now('recovery'), 'done 1 {"sent": 2, "events": 3} ended', 'and counted');
SELECT begin('replay');
SELECT claim() AS taken \gset
SELECT is(step('replay', 1, 10), 'done', 'a replay');
SELECT is(sent(), '{activity.published due 0,activity.updated due 0,badge.activated due 0}', 'sends what was delivered too');
SELECT is(job_now('replay'), 'done 1 {"sent": 1, "events": 3} ended', 'and leaves what is in hand');
SELECT begin('in vain');
RESET ROLE;
UPDATE webhook_endpoint SET state = 'gone' WHERE id = the('shop');
SELECT as_courier();
SELECT claim() AS taken \gset
SELECT is(step('in vain'), 'failed', 'nothing is sent to who is gone');
SELECT is(job_now('in vain'), 'failed 1 endpoint_gone ended', 'and it is said why');
SELECT * FROM finish();
ROLLBACK;
