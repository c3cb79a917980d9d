-- What an Achievement of Open Badges 3.0 may say and badges did not yet: its identifiers elsewhere, and what its picture shows.

-- Of the standard's terms (IdentifierTypeEnum) those that name no person.
CREATE TYPE identifier_type AS ENUM ('identifier', 'isbn', 'issn', 'lisSourcedId', 'ltiContextId', 'ltiDeploymentId', 'ltiPlatformId',
                                     'ltiToolId', 'name', 'oneRosterSourcedId', 'productId', 'sisSourcedId', 'sourcedId', 'systemId');
CREATE TYPE doc.other_identifier AS (identifier text, "identifierType" identifier_type);
COMMENT ON TYPE doc.other_identifier IS 'By what a badge is known in a system of others.';
COMMENT ON COLUMN doc.other_identifier.identifier IS 'As it stands there.';
COMMENT ON COLUMN doc.other_identifier."identifierType" IS 'A term of Open Badges 3.0.';

ALTER TYPE badge_particulars ADD ATTRIBUTE "otherIdentifiers" doc.other_identifier[];
CREATE OR REPLACE FUNCTION badge_particulars_patched(old jsonb, patch jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN (
    SELECT coalesce(jsonb_object_agg(key, value) FILTER (WHERE value NOT IN ('null', '[]')), '{}')
      FROM jsonb_each(jsonb_strip_nulls(old || (
               SELECT coalesce(jsonb_object_agg(key, CASE key WHEN 'resultDescriptions' THEN results_kept(value) ELSE value END), '{}')
                 FROM jsonb_each(patch)
                WHERE key IN ('criteriaUrl', 'alignments', 'resultDescriptions', 'related', 'humanCode', 'otherIdentifiers',
                              'fieldOfStudy', 'specialization', 'creditsAvailable')))));
END $$;

ALTER TYPE doc.badge ADD ATTRIBUTE "otherIdentifiers" doc.other_identifier[], ADD ATTRIBUTE "imageCaption" text;
COMMENT ON COLUMN doc.badge."otherIdentifiers" IS 'By what it is known in systems of others.';
COMMENT ON COLUMN doc.badge."imageCaption" IS 'What its picture shows, for who does not see it; null when there is no text in this language.';
CREATE OR REPLACE FUNCTION badge_document(b badge, wanted text[], whole boolean) RETURNS doc.badge
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
    SELECT ROW(b.id, organisation_stub(o, wanted, c.default_language), b.state, texts.own->>'name',
               texts.own->>'description', texts.own->>'criteria', texts.own->>'consumerDescription', texts.tag,
               languages_of(b.translations), CASE WHEN whole THEN b.translations END,
               b.achievement_type, b.learning_form, b.tags,
               skill_stubs(badge_skills(b), wanted),
               coalesce(p.alignments, '{}'), p."criteriaUrl", coalesce(p."resultDescriptions", '{}'),
               coalesce(p.related, '{}'), p."humanCode", p."fieldOfStudy", p.specialization,
               p."creditsAvailable", b.valid_days, b.edition, b.edition_awarded_at IS NOT NULL,
               address(badge_path(b.id, b.edition)), address('/v1/badges/' || b.id),
               utc(b.created_at), utc(b.updated_at),
               ROW(address(badge_path(b.id, b.edition) || '/image'), coalesce(picture.type, 'image/svg+xml'),
                   coalesce(picture.width, 600), coalesce(picture.height, 600), b.picture IS NOT NULL)::doc.badge_image,
               endorsement_count(b.id, b.edition),
               coalesce(p."otherIdentifiers", '{}'), texts.own->>'imageCaption')::doc.badge
      FROM organisation AS o JOIN city AS c ON c.id = o.city LEFT JOIN badge_picture AS picture ON picture.hash = b.picture,
           jsonb_populate_record(NULL::badge_particulars, b.particulars) AS p,
           LATERAL (SELECT tag, b.translations->tag AS own
                      FROM choose_language(texts_with(b.translations, 'name'), wanted, c.default_language) AS tag) AS texts
     WHERE o.id = b.organisation);
END $$;

-- The texts of a badge: what may stand in one of its languages.
CREATE FUNCTION badge_text_fields() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
SELECT ARRAY['name', 'description', 'criteria', 'consumerDescription', 'imageCaption'];
$$;
CREATE OR REPLACE FUNCTION badge_made(in_organisation uuid, input jsonb) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    home city;
    template badge_template;
    texts jsonb;
    made uuid;
BEGIN
    SELECT c.* INTO home FROM organisation AS o JOIN city AS c ON c.id = o.city
     WHERE o.id = organisation_own(in_organisation);
    SELECT * INTO template FROM badge_template
     WHERE city = home.id AND slug = input->>'template';
    IF input ? 'template' AND NOT FOUND THEN
        PERFORM refuse('unknown_template');
    END IF;
    texts := merge_patch(coalesce(template.translations, '{}'),
                         read_translations(input, badge_text_fields(),
                                           home.default_language));
    IF NOT languages_of(texts) <@ home.languages THEN
        PERFORM refuse('unknown_language');
    END IF;
    INSERT INTO badge (organisation, achievement_type, learning_form, translations, tags, particulars, valid_days)
    VALUES (in_organisation,
            coalesce((input->>'achievementType')::achievement_type, template.achievement_type, 'Badge'),
            (input->>'learningForm')::learning_form, texts,
            ARRAY(SELECT jsonb_array_elements_text(input->'tags')),
            badge_particulars_patched('{}', input), (input->>'validDays')::int)
    RETURNING id INTO made;
    PERFORM badge_skills_set(made, coalesce(input->'skills', '[]'));
    RETURN made;
END $$;
CREATE OR REPLACE FUNCTION badge_patched(in_badge uuid, patch jsonb, in_version bigint) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    b badge;
    was badge;
    has_other_skills boolean;
    home city;
BEGIN
    SELECT * INTO b FROM badge WHERE id = in_badge AND allowed(organisation) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse_foreign(EXISTS (SELECT FROM badge WHERE id = in_badge));
    ELSIF b.version <> in_version AND in_version <> 0 THEN
        PERFORM refuse('precondition_failed');
    END IF;
    SELECT c.* INTO home FROM organisation AS o JOIN city AS c ON c.id = o.city
     WHERE o.id = b.organisation;
    was := b;
    b.translations := patch_translations(b.translations, patch,
                                         badge_text_fields(),
                                         home.default_language);
    IF NOT languages_of(b.translations) <@ home.languages THEN
        PERFORM refuse('unknown_language');
    END IF;
    IF patch ? 'achievementType' THEN
        b.achievement_type := coalesce(patch->>'achievementType', 'Badge');
    END IF;
    IF patch ? 'learningForm' THEN
        b.learning_form := patch->>'learningForm';
    END IF;
    IF patch ? 'tags' THEN
        b.tags := ARRAY(SELECT jsonb_array_elements_text(nullif(patch->'tags', 'null')));
    END IF;
    IF patch ? 'validDays' THEN
        b.valid_days := patch->>'validDays';
    END IF;
    b.particulars := badge_particulars_patched(b.particulars, patch);
    has_other_skills := patch ? 'skills' AND badge_skills_differ(in_badge, coalesce(nullif(patch->'skills', 'null'), '[]'));
    IF b.edition_awarded_at IS NOT NULL AND (has_other_skills OR badge_meaning(was) <> badge_meaning(b)) THEN
        IF patch->>'changeNote' IS NULL THEN
            b.edition := b.edition + 1;
        ELSIF has_other_skills THEN
            PERFORM refuse('badge_frozen');
        ELSE
            b.corrections := b.corrections + 1;
            INSERT INTO badge_correction (badge, edition, note, before)
            VALUES (in_badge, b.edition, patch->>'changeNote', was.translations);
        END IF;
    END IF;
    UPDATE badge
       SET translations = b.translations, achievement_type = b.achievement_type,
           learning_form = b.learning_form, tags = b.tags, particulars = b.particulars,
           valid_days = b.valid_days, edition = b.edition, corrections = b.corrections,
           version = version + 1, updated_at = now()
     WHERE id = in_badge;
    IF has_other_skills THEN
        PERFORM badge_skills_set(in_badge, coalesce(nullif(patch->'skills', 'null'), '[]'));
    END IF;
    RETURN in_badge;
END $$;

CREATE OR REPLACE FUNCTION achievement_more(particulars jsonb, badge text, versions jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN jsonb_strip_nulls(jsonb_build_object(
        'humanCode', particulars->'humanCode', 'fieldOfStudy', particulars->'fieldOfStudy',
        'specialization', particulars->'specialization',
        'otherIdentifier', (SELECT jsonb_agg(jsonb_build_object('type', 'IdentifierEntry') || one ORDER BY place)
                              FROM jsonb_array_elements(particulars->'otherIdentifiers') WITH ORDINALITY AS i (one, place)),
        'creditsAvailable', trim_scale((particulars->>'creditsAvailable')::numeric),
        'resultDescription', results_described(particulars->'resultDescriptions', badge),
        'related', (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                               'id', one->'id', 'type', jsonb_build_array('Related'), 'inLanguage', one->'language',
                               'version', one->'version')) ORDER BY place)
                      FROM jsonb_array_elements(coalesce(particulars->'related', '[]') || versions) WITH ORDINALITY AS r (one, place))));
END $$;

ALTER TYPE achievement_facts ADD ATTRIBUTE image_caption text;
CREATE OR REPLACE FUNCTION achievement_facts(in_badge uuid, in_edition int) RETURNS achievement_facts LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
    SELECT ROW(b.id, b.edition, texts.own->>'name', texts.own->>'description', texts.own->>'criteria',
               b.particulars->>'criteriaUrl', b.achievement_type, texts.tag, to_json(b.tags),
               (SELECT coalesce(json_agg(json_build_object(
                           'name', coalesce(s.labels->>choose_language(s.labels, ARRAY[texts.tag], 'en'), s.uri),
                           'uri', s.uri) ORDER BY s.uri), '[]')
                  FROM skill AS s WHERE s.id = ANY (badge_skills(b))),
               alignments_written(b.particulars->'alignments'), achievement_more(
                   b.particulars, address(badge_path(b.id, b.edition)),
                   (SELECT coalesce(jsonb_agg(jsonb_build_object('id', address(badge_path(b.id, n)), 'version', n::text)
                                              ORDER BY n), '[]')
                      FROM generate_series(1, newest.edition) AS n WHERE n <> b.edition)),
               o.id, coalesce(named.own->>'name', o.legal_name), o.website,
               named.own->>'description', o.legal_name, texts.own->>'imageCaption')::achievement_facts
      FROM badge AS newest JOIN organisation AS o ON o.id = newest.organisation JOIN city AS c ON c.id = o.city,
           LATERAL badge_at(newest, in_edition) AS b,
           LATERAL (SELECT tag, b.translations->tag AS own
                      FROM choose_language(texts_with(b.translations, 'name', 'criteria'), '{}', c.default_language) AS tag) AS texts,
           LATERAL (SELECT o.translations->choose_language(o.translations, '{}', c.default_language)
                    AS own) AS named
     WHERE newest.id = in_badge AND b.state <> 'draft');
END $$;
