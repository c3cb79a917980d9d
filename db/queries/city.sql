-- city_list(after text?, count int, languages texts, whole bool) -> many body, cursor
-- The cities that are open, by slug.
SELECT to_json(city_document(c, :languages, :whole)) AS body, c.slug AS cursor
  FROM city AS c
 WHERE c.state = 'active' AND (:after IS NULL OR c.slug > :after)
 ORDER BY c.slug
 LIMIT :count;

-- city_show(city text, languages texts, whole bool) -> one body, version, language
-- One city, by slug or id.
SELECT to_json(d) AS body, c.version::text AS version, d.language
  FROM city AS c, LATERAL city_document(c, :languages, :whole) AS d
 WHERE :city IN (c.slug, c.id::text);

-- category_list(city text, languages texts) -> many body
-- The headings of a city, in its order. Breaks not_found.
SELECT to_json(item) AS body
  FROM unnest(category_documents(city_named(:city), :languages)) AS item;

-- starter_kit_show(city text, languages texts) -> one body
-- What a city began with.
SELECT to_json(starter_kit_document(c, :languages)) AS body
  FROM city AS c
 WHERE :city IN (c.slug, c.id::text);

-- city_open(input json, kit json) -> one id, slug on write
-- Opens a city. Breaks city_slug_taken, unknown_time_zone, unknown_language, text_missing or
-- consent_age_range.
SELECT id, slug FROM city_open(:input, :kit);

-- city_change(city text, consent_age int) -> one slug, consent_age on write
-- Changes what a city has decided. Breaks consent_age_range.
UPDATE city SET consent_age = :consent_age::int, version = version + 1, updated_at = now() WHERE slug = :city
RETURNING slug, consent_age;

-- city_admit(city text, email text, role text) -> one person on write
-- Makes a person an administrator or a viewer of a city.
INSERT INTO city_membership (city, person, role)
SELECT c.id, person_enter(:email), :role::city_role FROM city AS c WHERE c.slug = :city
    ON CONFLICT (city, person) DO UPDATE SET role = excluded.role
RETURNING person;
