-- queue_figures() -> one due, leased, exhausted, oldest_due_seconds, events_waiting
-- What waits to be sent.
SELECT due, leased, exhausted, oldest_due_seconds, events_waiting FROM queue_figures;

-- database_alive() -> one alive
-- Whether the database answers.
SELECT 1 AS alive;

-- doc_types() -> many type, description, columns
-- The shapes of replies, for the API reference: each column with its type and meaning.
SELECT t.typname AS type, obj_description(t.oid, 'pg_type') AS description,
       (SELECT json_agg(json_build_object(
                   'name', a.attname, 'type', base.typname, 'many', a.atttypid <> base.oid,
                   'kind', CASE WHEN n.nspname = 'doc' AND base.typtype = 'c' THEN 'object'
                                WHEN base.typtype = 'e' THEN 'enum' ELSE 'plain' END,
                   'words', (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder)
                               FROM pg_enum AS e WHERE e.enumtypid = base.oid),
                   'about', col_description(t.typrelid, a.attnum)) ORDER BY a.attnum)
          FROM pg_attribute AS a
          JOIN pg_type AS own ON own.oid = a.atttypid
          JOIN pg_type AS base ON base.oid = CASE WHEN own.typcategory = 'A' THEN own.typelem ELSE own.oid END
          JOIN pg_namespace AS n ON n.oid = base.typnamespace
         WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
  FROM pg_type AS t
 WHERE t.typnamespace = 'doc'::regnamespace AND t.typtype = 'c'
 ORDER BY t.typname;
