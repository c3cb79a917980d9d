-- offer_list(city text, q text?, organisation uuid?, category text?, skill text?, language text?,
-- free bool, age text?, starts_after time?, starts_before time?, lat text?, lon text?, radius text?,
-- after text?, count int, languages texts) -> many body, cursor, meetings, name on search
-- What a city offers, soonest first, as a page shows it; one row without a body when there is nothing,
-- none when there is no such city.
SELECT CASE WHEN e.id IS NOT NULL THEN to_json(d) END AS body, e.cursor,
       meetings_there(d.sessions, d."timeZone", false) AS meetings,
       c.translations->choose_language(c.translations, :languages, c.default_language)->>'name' AS name
  FROM city AS c LEFT JOIN LATERAL (
       SELECT a AS activity, coalesce(a.starts_at, 'infinity') AS starts_at, a.id,
              coalesce(a.starts_at, 'infinity') || '|' || a.id AS cursor
         FROM activity_found(:city, :q, :organisation, :category, NULL, NULL, NULL, :skill, :language,
                             :free, :age::int, :starts_after, :starts_before, NULL, :lat::float,
                             :lon::float, :radius::float) AS a
        WHERE :after IS NULL OR (coalesce(a.starts_at, 'infinity'), a.id)
              > (split_part(:after, '|', 1)::timestamptz, split_part(:after, '|', 2)::uuid)
        ORDER BY coalesce(a.starts_at, 'infinity'), a.id
        LIMIT :count) AS e ON true
  LEFT JOIN LATERAL activity_document(e.activity, :languages, false) AS d ON e.id IS NOT NULL
 WHERE c.slug = :city
 ORDER BY e.starts_at, e.id;

-- offer_show(activity uuid, languages texts) -> one body, meetings, name
-- One activity, as a page shows it.
SELECT to_json(d) AS body, meetings_there(d.sessions, d."timeZone", true) AS meetings,
       c.translations->choose_language(c.translations, :languages, c.default_language)->>'name' AS name
  FROM activity AS a JOIN city AS c ON c.id = a.city,
       LATERAL activity_document(a, :languages, false) AS d
 WHERE a.id = :activity;
