-- Cities, and what a city starts with: categories, texts and badge templates.

CREATE TYPE city_state AS ENUM ('active', 'archived');
CREATE TYPE approval_policy AS ENUM ('open', 'approve');

CREATE TABLE city (
    id               uuid PRIMARY KEY DEFAULT uuid7(),
    slug             text NOT NULL CONSTRAINT city_slug_taken UNIQUE
                     CHECK (slug ~ '^[a-z0-9][a-z0-9-]{1,59}$'),
    country          text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    time_zone        text NOT NULL CONSTRAINT unknown_time_zone CHECK (known_time_zone(time_zone)),
    default_language text NOT NULL,
    languages        text[] NOT NULL,
    lat              double precision NOT NULL CHECK (lat BETWEEN -90 AND 90),
    lon              double precision NOT NULL CHECK (lon BETWEEN -180 AND 180),
    zoom             int NOT NULL DEFAULT 12 CHECK (zoom BETWEEN 1 AND 20),
    translations     jsonb NOT NULL, -- {"lt": {"name", "description"}}
    approval         approval_policy NOT NULL DEFAULT 'approve',
    consent_age      int NOT NULL DEFAULT 16 CONSTRAINT consent_age_range CHECK (consent_age BETWEEN 13 AND 16),
    state            city_state NOT NULL DEFAULT 'active',
    version          int NOT NULL DEFAULT 1,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT unknown_language CHECK (default_language = ANY (languages)),
    CONSTRAINT text_missing CHECK (coalesce(translations->default_language ? 'name', false))
);

CREATE TABLE category (
    city         uuid NOT NULL REFERENCES city,
    slug         text NOT NULL CHECK (slug ~ '^[a-z0-9][a-z0-9-]{1,59}$'),
    place        int  NOT NULL,
    translations jsonb NOT NULL, -- {"lt": {"name"}}
    PRIMARY KEY (city, slug)
);

CREATE TABLE city_text (
    city         uuid NOT NULL REFERENCES city,
    key          text NOT NULL,
    translations jsonb NOT NULL, -- {"lt": {"title", "body"}}
    PRIMARY KEY (city, key)
);

CREATE TYPE achievement_type AS ENUM
    ('Achievement', 'Award', 'Badge', 'CommunityService', 'Competency', 'Course', 'Membership');

CREATE TABLE badge_template (
    city             uuid NOT NULL REFERENCES city,
    slug             text NOT NULL CHECK (slug ~ '^[a-z0-9][a-z0-9-]{1,59}$'),
    achievement_type achievement_type NOT NULL,
    translations     jsonb NOT NULL, -- {"lt": {"name", "description", "criteria"}}
    PRIMARY KEY (city, slug)
);

-- All of this is public.
GRANT SELECT ON city, category, city_text, badge_template TO citylearn_api;

CREATE TYPE doc.centre AS (lat double precision, lon double precision);
CREATE TYPE doc.city AS (
    id uuid, slug text, name text, description text, language text, "availableLanguages" text[],
    translations json, country text, "timeZone" text, "defaultLanguage" text, languages text[],
    centre doc.centre, zoom int, approval approval_policy, "consentAge" int, state city_state,
    url doc.address, "createdAt" doc.instant, "updatedAt" doc.instant
);
COMMENT ON TYPE doc.centre IS 'The middle of its map.';
COMMENT ON TYPE doc.city IS 'A city of learning.';
COMMENT ON COLUMN doc.city.id IS 'Never changes and is never used again.';
COMMENT ON COLUMN doc.city.slug IS 'The short name in addresses.';
COMMENT ON COLUMN doc.city.name IS 'In the language that "language" names.';
COMMENT ON COLUMN doc.city.description IS 'A few sentences; null when there are none in this language.';
COMMENT ON COLUMN doc.city.language IS 'Of the texts here.';
COMMENT ON COLUMN doc.city."availableLanguages" IS 'In which the texts can be had.';
COMMENT ON COLUMN doc.city.translations IS 'All texts by language; null unless expand=translations.';
COMMENT ON COLUMN doc.city.country IS 'ISO 3166-1 alpha-2.';
COMMENT ON COLUMN doc.city."timeZone" IS 'A name of the IANA time zone database.';
COMMENT ON COLUMN doc.city.approval IS 'Whether organisations publish at once (open) or once the city has verified them (approve).';
COMMENT ON COLUMN doc.city."consentAge" IS 'From this age on nobody has to consent to a learner''s account but the learner.';

CREATE FUNCTION city_document(c city, wanted text[], whole boolean) RETURNS doc.city
LANGUAGE plpgsql STABLE AS $$
DECLARE
    tag CONSTANT text := choose_language(c.translations, wanted, c.default_language);
    texts CONSTANT jsonb := c.translations->tag;
BEGIN
    RETURN ROW(c.id, c.slug, texts->>'name', texts->>'description', tag,
               languages_of(c.translations), CASE WHEN whole THEN c.translations::json END,
               c.country, c.time_zone, c.default_language, c.languages,
               ROW(c.lat, c.lon)::doc.centre, c.zoom, c.approval, c.consent_age, c.state,
               address('/v1/cities/' || c.slug), utc(c.created_at), utc(c.updated_at))::doc.city;
END $$;

CREATE TYPE doc.category AS (slug text, name text, language text);
COMMENT ON TYPE doc.category IS 'A heading under which a city lists its activities.';

CREATE TYPE doc.badge_template AS (
    slug text, "achievementType" achievement_type, name text, description text, criteria text,
    language text
);
COMMENT ON TYPE doc.badge_template IS 'What a badge can be made from.';
COMMENT ON COLUMN doc.badge_template.description IS 'What the badge stands for; null when there is no text in this language.';
COMMENT ON COLUMN doc.badge_template.criteria IS 'What has to be shown; null when there is no text in this language.';

CREATE TYPE doc.city_text AS (key text, title text, body text, language text);
COMMENT ON TYPE doc.city_text IS 'A text that a portal can show.';

CREATE TYPE doc.starter_kit AS (
    categories doc.category[], "badgeTemplates" doc.badge_template[], texts doc.city_text[]
);
COMMENT ON TYPE doc.starter_kit IS 'What a city began with and has made its own.';

-- A city by its slug or id, which has to be there.
CREATE FUNCTION city_named(name text) RETURNS city LANGUAGE plpgsql STABLE AS $$
DECLARE
    named city;
BEGIN
    SELECT * INTO named FROM city WHERE name IN (slug, id::text);
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    END IF;
    RETURN named;
END $$;

CREATE FUNCTION category_documents(c city, wanted text[]) RETURNS doc.category[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
    SELECT coalesce(array_agg(ROW(category.slug, category.translations->tag->>'name', tag)::doc.category
                              ORDER BY category.place), '{}')
      FROM category, choose_language(category.translations, wanted, c.default_language) AS tag
     WHERE category.city = c.id);
END $$;

CREATE FUNCTION starter_kit_document(c city, wanted text[]) RETURNS doc.starter_kit
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
    SELECT ROW(
        category_documents(c, wanted),
        (SELECT coalesce(array_agg(ROW(t.slug, t.achievement_type, t.translations->tag->>'name',
                                       t.translations->tag->>'description',
                                       t.translations->tag->>'criteria', tag)::doc.badge_template
                                   ORDER BY t.slug), '{}')
           FROM badge_template AS t, choose_language(t.translations, wanted, c.default_language) AS tag
          WHERE t.city = c.id),
        (SELECT coalesce(array_agg(ROW(t.key, t.translations->tag->>'title',
                                       t.translations->tag->>'body', tag)::doc.city_text
                                   ORDER BY t.key), '{}')
           FROM city_text AS t, choose_language(t.translations, wanted, c.default_language) AS tag
          WHERE t.city = c.id))::doc.starter_kit);
END $$;

-- Opens a city from a starter kit, the JSON of db/starter-kit.
CREATE FUNCTION city_open(input jsonb, kit jsonb) RETURNS city LANGUAGE plpgsql AS $$
DECLARE
    opened city;
BEGIN
    INSERT INTO city (slug, country, time_zone, default_language, languages, lat, lon, zoom,
                      translations, approval, consent_age)
    VALUES (input->>'slug', input->>'country', input->>'timeZone', input->>'defaultLanguage',
            ARRAY(SELECT jsonb_array_elements_text(input->'languages')),
            (input->'centre'->>'lat')::float, (input->'centre'->>'lon')::float,
            coalesce((input->>'zoom')::int, 12), input->'translations',
            coalesce(input->>'approval', 'approve')::approval_policy, coalesce((input->>'consentAge')::int, 16))
    RETURNING * INTO opened;

    INSERT INTO category (city, slug, place, translations)
    SELECT opened.id, item->>'slug', place, item->'translations'
      FROM jsonb_array_elements(kit->'categories') WITH ORDINALITY AS k (item, place);
    INSERT INTO badge_template (city, slug, achievement_type, translations)
    SELECT opened.id, item->>'slug', (item->>'achievementType')::achievement_type,
           item->'translations'
      FROM jsonb_array_elements(kit->'badgeTemplates') AS item;
    INSERT INTO city_text (city, key, translations)
    SELECT opened.id, item->>'key', item->'translations'
      FROM jsonb_array_elements(kit->'texts') AS item;
    RETURN opened;
END $$;
