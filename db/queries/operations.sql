-- queue_figures() -> one due, leased, exhausted, oldest_due_seconds, events_waiting
-- What waits to be sent.
SELECT due, leased, exhausted, oldest_due_seconds, events_waiting FROM queue_figures;

-- database_alive() -> one alive
-- Whether the database answers.
SELECT 1 AS alive;

-- doc_columns() -> many type, type_about, name, base, is_list, kind, words, about
-- The shapes of replies, for the API reference: the columns of all types of schema doc.
SELECT t.typname AS type, obj_description(t.oid, 'pg_type') AS type_about, a.attname AS name,
       base.typname AS base, own.typcategory = 'A' AS is_list,
       CASE WHEN base.typtype = 'c' THEN 'object' WHEN base.typtype = 'e' THEN 'enum'
            ELSE 'plain' END AS kind,
       (SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder)
          FROM pg_enum AS e WHERE e.enumtypid = base.oid) AS words,
       col_description(t.typrelid, a.attnum) AS about
  FROM pg_type AS t
  JOIN pg_attribute AS a ON a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type AS own ON own.oid = a.atttypid
  JOIN pg_type AS base ON base.oid = CASE WHEN own.typcategory = 'A' THEN own.typelem ELSE own.oid END
 WHERE t.typnamespace = 'doc'::regnamespace AND t.typtype = 'c'
 ORDER BY t.typname, a.attnum;
