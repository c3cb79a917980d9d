-- The history of the schema: which migrations a database has seen. Asked on a
-- database that may hold nothing yet, so these are no part of the catalogue that
-- every program prepares.

-- schema_known() -> one known
-- Whether the table of applied migrations is there.
SELECT to_regclass('public.schema_migration') IS NOT NULL AS known;

-- schema_make() -> none
-- Makes the table of applied migrations, at the first use of a database.
CREATE TABLE IF NOT EXISTS public.schema_migration (
    number     int PRIMARY KEY,
    name       text NOT NULL,
    checksum   text NOT NULL CHECK (checksum ~ '^[0-9a-f]{64}$'), -- SHA-256 of the migration's text
    applied_at timestamptz NOT NULL DEFAULT now()
);

-- schema_lock() -> none
-- Lets one migrate work at a time; the lock goes with the connection.
SELECT pg_advisory_lock(hashtextextended('citylearn schema_migration', 0));

-- schema_list() -> one applied
-- All that was applied, a line each: number, checksum, when, name.
SELECT string_agg(concat_ws(' ', number, checksum,
                            to_char(applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), name),
                  E'\n' ORDER BY number) AS applied
  FROM public.schema_migration;

-- schema_begin() -> none
-- A migration is one transaction.
BEGIN;

-- schema_note(number int, name text, checksum text) -> none
-- Writes down that a migration was applied.
INSERT INTO public.schema_migration (number, name, checksum) VALUES (:number, :name, :checksum);

-- schema_commit() -> none
-- Keeps the migration.
COMMIT;

-- schema_rollback() -> none
-- Nothing of the migration stays.
ROLLBACK;
