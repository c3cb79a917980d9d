-- feed_changes(after int, count int, languages texts) -> many body, id, change on search
-- What changed of the offer behind a change number; a row without a body is gone.
SELECT CASE WHEN (c.activity).id IS NOT NULL
            THEN to_json(activity_document(c.activity, :languages, false)) END AS body,
       c.id::text AS id, c.change::text AS change
  FROM activity_change AS c
 WHERE c.change > :after
 ORDER BY c.change
 LIMIT :count;

-- calendar_of_city(city text, category text?, languages texts)
-- -> many body, version, category, name, zone, modified on search
-- What a city's calendar holds, soonest first, and what was called off; one row without a body
-- when there is nothing, none when there is no such city.
SELECT CASE WHEN e.id IS NOT NULL
            THEN to_json(activity_document(e.activity, :languages, false)) END AS body,
       e.version::text AS version,
       (SELECT g.translations->choose_language(g.translations, :languages, c.default_language)->>'name'
          FROM category AS g WHERE g.city = c.id AND g.slug = e.category) AS category,
       c.translations->choose_language(c.translations, :languages, c.default_language)->>'name' AS name,
       c.time_zone AS zone,
       http_date(greatest(feed_day(), max(e.shown_at) OVER (), city_changed(c.id))) AS modified
  FROM city AS c LEFT JOIN LATERAL (
       (SELECT * FROM calendar_activity AS a
         WHERE a.city = c.id AND a.state = 'published' AND a.ends_at > feed_day() - interval '7 days'
           AND (:category IS NULL OR a.category = :category)
         ORDER BY a.ends_at LIMIT 500)
       UNION ALL
       (SELECT * FROM calendar_activity AS a
         WHERE a.city = c.id AND a.state = 'cancelled'
           AND a.updated_at > feed_day() - interval '90 days'
           AND (:category IS NULL OR a.category = :category)
         ORDER BY a.updated_at DESC LIMIT 500)) AS e ON true
 WHERE c.slug = :city;

-- calendar_of_organisation(organisation uuid, languages texts)
-- -> many body, version, category, name, zone, modified on search
-- The same of an organisation that the public may see.
SELECT CASE WHEN e.id IS NOT NULL
            THEN to_json(activity_document(e.activity, :languages, false)) END AS body,
       e.version::text AS version,
       (SELECT g.translations->choose_language(g.translations, :languages, c.default_language)->>'name'
          FROM category AS g WHERE g.city = e.city AND g.slug = e.category) AS category,
       o.translations->choose_language(o.translations, :languages, c.default_language)->>'name' AS name,
       c.time_zone AS zone,
       http_date(greatest(feed_day(), max(e.shown_at) OVER (), organisation_changed(o.id))) AS modified
  FROM organisation AS o JOIN city AS c ON c.id = o.city
  LEFT JOIN LATERAL (
       (SELECT * FROM calendar_activity AS a
         WHERE a.organisation = o.id AND a.state = 'published'
           AND a.ends_at > feed_day() - interval '7 days'
         ORDER BY a.ends_at LIMIT 500)
       UNION ALL
       (SELECT * FROM calendar_activity AS a
         WHERE a.organisation = o.id AND a.state = 'cancelled'
         ORDER BY a.updated_at DESC LIMIT 500)) AS e ON true
 WHERE o.id = :organisation;

-- calendar_of_activity(activity uuid, languages texts)
-- -> many body, version, category, name, zone, modified
-- The same of one activity that has sessions.
SELECT to_json(d) AS body, a.version::text AS version,
       (SELECT g.translations->choose_language(g.translations, :languages, c.default_language)->>'name'
          FROM category AS g WHERE g.city = a.city AND g.slug = a.category) AS category,
       d.title AS name, d."timeZone" AS zone, http_date(a.shown_at) AS modified
  FROM calendar_activity AS a JOIN city AS c ON c.id = a.city,
       LATERAL activity_document(a.activity, :languages, false) AS d
 WHERE a.id = :activity;

-- feed_newest(city text, languages texts) -> many body, category, name, updated,
-- modified on search
-- What was published or changed last in a city; one row without a body when there is nothing,
-- none when there is no such city.
SELECT CASE WHEN (e.activity).id IS NOT NULL
            THEN to_json(activity_document(e.activity, :languages, false)) END AS body,
       (SELECT g.translations->choose_language(g.translations, :languages, c.default_language)->>'name'
          FROM category AS g WHERE g.city = c.id AND g.slug = (e.activity).category) AS category,
       c.translations->choose_language(c.translations, :languages, c.default_language)->>'name' AS name,
       utc(coalesce(max((e.activity).updated_at) OVER (), c.updated_at)) AS updated,
       http_date(coalesce(city_changed(c.id), c.updated_at)) AS modified
  FROM city AS c LEFT JOIN LATERAL (
       SELECT ROW(a.*)::activity AS activity FROM public_activity AS a
        WHERE a.city = c.id
        ORDER BY a.updated_at DESC, a.id DESC LIMIT 50) AS e ON true
 WHERE c.slug = :city;

-- portfolio_changes(person uuid, after text?, count int, languages texts)
-- -> many body, cursor
-- What changed in a learner's portfolio behind a place, oldest first.
SELECT to_json(ROW('award', p.award,
                   CASE WHEN a.id IS NULL THEN 'deleted' ELSE 'updated' END::doc.change_state,
                   utc(p.changed_at),
                   CASE WHEN a.id IS NOT NULL
                        THEN award_document(a, :languages) END)::doc.portfolio_change) AS body,
       p.change::text AS cursor
  FROM portfolio_change AS p
  LEFT JOIN award AS a ON a.id = p.award AND NOT p.gone AND a.person = p.person
 WHERE p.person = :person AND p.change > coalesce(:after::bigint, -1)
   AND p.change < change_horizon()
 ORDER BY p.change
 LIMIT :count;

-- activities_come_due() -> many id on write
-- Lists what waited for its day.
UPDATE activity SET listed = true
 WHERE id IN (SELECT id FROM activity
               WHERE state = 'published' AND NOT listed AND visible_from <= now()
               ORDER BY id LIMIT 500 FOR UPDATE SKIP LOCKED)
RETURNING id;

-- doc_paths(type text) -> many path
-- The members of a reply, as columns of a table: those of a nested object with its name and a
-- point before theirs.
WITH RECURSIVE member AS (
    SELECT a.attname::text AS path, ARRAY[a.attnum] AS place, a.atttypid AS type
      FROM pg_type AS t
      JOIN pg_attribute AS a ON a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE t.typnamespace = 'doc'::regnamespace AND t.typname = :type
     UNION ALL
    SELECT m.path || '.' || a.attname, m.place || a.attnum, a.atttypid
      FROM member AS m JOIN pg_type AS t ON t.oid = m.type AND t.typtype = 'c'
      JOIN pg_attribute AS a ON a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
)
SELECT m.path
  FROM member AS m JOIN pg_type AS t ON t.oid = m.type
 WHERE t.typtype <> 'c' ORDER BY m.place;
