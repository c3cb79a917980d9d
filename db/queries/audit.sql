-- audit_mine(action text?, noun text?, after text?, count int) -> many body, cursor on search
-- What the caller did and what is about them, the newest first.
SELECT to_json(e) AS body, e.id::text AS cursor
  FROM audit_of_person(:action, :noun, :after::uuid, :count) AS e;

-- audit_organisation(organisation uuid, action text?, noun text?, after text?, count int)
-- -> many body, cursor on search
-- What was done in an organisation, the newest first. Breaks not_allowed or not_found.
SELECT to_json(e) AS body, e.id::text AS cursor
  FROM audit_of_organisation(organisation_own(:organisation), :action, :noun, :after::uuid, :count) AS e;

-- audit_city(city text, action text?, noun text?, after text?, count int) -> many body, cursor on search
-- What was done in a city, the newest first. Breaks not_allowed or not_found.
SELECT to_json(e) AS body, e.id::text AS cursor
  FROM audit_of_city(city_own(:city), :action, :noun, :after::uuid, :count) AS e;

-- audit_list(email text?, since text?, most int)
-- -> many at, action, noun, subject, actor, network
-- The latest of what was done, or of what a person did and what is about them, for the operator's
-- command. `since` is a day or a time in UTC.
SELECT utc(e.at) AS at, e.action, e.noun, e.subject,
       coalesce('person ' || e.person, 'client ' || e.client, '-') AS actor, coalesce(e.network, '-') AS network
  FROM audit_entry AS e
 WHERE (:email IS NULL
        OR e.about = (SELECT person FROM identifier WHERE email = lower(:email))
        OR e.person = (SELECT person FROM identifier WHERE email = lower(:email)))
   AND (:since IS NULL OR utc(e.at) >= :since)
 ORDER BY e.id DESC LIMIT :most;
