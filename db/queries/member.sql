-- member_list(organisation uuid, after text?, count int) -> many body, cursor
-- Who works for an organisation, the oldest accounts first. Breaks not_allowed or not_found.
SELECT to_json(m) AS body, (m.person).id::text AS cursor
  FROM member_rows(organisation_own(:organisation), NULL, :after::uuid, :count) AS m;

-- member_change(organisation uuid, person uuid, role text) -> one body, id on write
-- Gives a member another role. Breaks last_owner, not_allowed or not_found.
SELECT k.body, k.id
  FROM member_change(:organisation, :person, :role::organisation_role) AS m,
       LATERAL answered(to_json(m), NULL, (m.person).id) AS k;

-- member_remove(organisation uuid, person uuid) -> one id on write
-- Ends a membership: the right to anything ends with it. Breaks last_owner, not_allowed or not_found.
SELECT member_remove(:organisation, :person) AS id;

-- city_member_list(city text, after text?, count int) -> many body, cursor
-- Who works for a city, the oldest accounts first. Breaks not_allowed or not_found.
SELECT to_json(m) AS body, (m.person).id::text AS cursor
  FROM city_member_rows((city_named(:city)).id, NULL, :after::uuid, :count) AS m;

-- city_member_change(city text, person uuid, role text) -> one body, id on write
-- Gives somebody another role in a city. Breaks last_administrator, not_allowed or not_found.
SELECT k.body, k.id
  FROM city_member_change(:city, :person, :role::city_role) AS m,
       LATERAL answered(to_json(m), NULL, (m.person).id) AS k;

-- city_member_remove(city text, person uuid) -> one id on write
-- Ends somebody's work for a city. Breaks last_administrator, not_allowed or not_found.
SELECT city_member_remove(:city, :person) AS id;
