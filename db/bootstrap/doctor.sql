-- What the doctor asks before the schema is known to be whole.

-- doctor_clock() -> one milliseconds
-- The clock of the server, in milliseconds since 1970.
SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS milliseconds;

-- doctor_extensions() -> one missing
-- The extensions that the schema stands on and that are not installed; NULL when all are.
SELECT string_agg(name, ', ' ORDER BY name) AS missing
  FROM unnest(ARRAY['pg_trgm', 'unaccent']) AS name
 WHERE name NOT IN (SELECT extname FROM pg_extension);
