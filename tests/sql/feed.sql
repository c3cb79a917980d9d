-- Feeds: what is listed, under which number, and what readers may see of it.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/feed.sql`
:prepare
SELECT no_plan();
SELECT * FROM finish();
ROLLBACK;
