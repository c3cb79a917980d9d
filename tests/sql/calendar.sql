-- Calendars: when it suffices to ask whether one has changed.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/calendar.sql`
:prepare
SELECT plan(9);

INSERT INTO calendar (id, organisation, name, address, template, publish, minutes, person)
VALUES (the('events'), the('library'), 'events', 'https://a.example/', '{"category": "arts"}', true, 60, the('manager'));
-- It is taken with a tag, its import is done, and then that changes; what it is asked with next.
CREATE FUNCTION asked_when(change text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    due record;
BEGIN
    UPDATE calendar SET publish = true;
    UPDATE organisation SET state = 'verified';
    PERFORM answers(format('EXECUTE calendar_take(%L, %L, %L, %L)', the('events'), 'tag', 'then', '\x7b7d'));
    UPDATE job SET state = 'done';
    EXECUTE change;
    UPDATE calendar SET look_at = now();
    EXECUTE 'EXECUTE calendar_due(1)' INTO STRICT due;
    RETURN coalesce(nullif(concat_ws(' ', due.etag, due.modified), ''), 'nothing');
END $$;
SELECT is(asked_when(change), asked, title) FROM (VALUES
    ('SELECT', 'tag then', 'what is in is asked for by its tag'),
    ('UPDATE job SET counts = ''{"rejected": 0}''', 'tag then', 'as when no row was rejected'),
    ('UPDATE job SET counts = ''{"rejected": 1}''', 'nothing', 'a row that was rejected is read again'),
    ('UPDATE job SET state = ''failed''', 'nothing', 'as is what failed'),
    ('UPDATE job SET state = ''cancelled''', 'nothing', 'or was cancelled'),
    ('UPDATE import SET created_at = now() - interval ''25 hours''', 'nothing', 'and after a day all of it, since the year moves on'),
    ('UPDATE import SET publish = false', 'nothing', 'drafts are read again once they may be published'),
    ('UPDATE calendar SET publish = false; UPDATE import SET publish = false', 'tag then', 'but not where drafts are meant'),
    ('UPDATE organisation SET state = ''suspended''; UPDATE import SET publish = false', 'tag then', 'nor while they may not be'))
    AS t (change, asked, title);
SELECT finish();
ROLLBACK;
