-- Pictures of badges that were uploaded (domain.md B11), and the pages of badges and of who issues them.

-- Each is kept once, whichever badges and versions have it, as it was made anew out of what was sent; an SVG
-- with the PNG that was drawn of it, since nobody is to draw it for each reader. All of it is reached through the
-- functions below.
CREATE TABLE badge_picture (
    hash    bytea PRIMARY KEY, -- SHA-256 of the content
    type    text NOT NULL CHECK (type IN ('image/png', 'image/svg+xml')),
    content bytea NOT NULL CHECK (octet_length(content) <= 1048576),
    drawn   bytea CHECK ((drawn IS NULL) = (type = 'image/png')),
    width   int NOT NULL CHECK (width > 0), -- of the PNG, in pixels
    height  int NOT NULL CHECK (height > 0),
    sent_at timestamptz NOT NULL DEFAULT now() -- the last time
);

ALTER TABLE badge ADD picture bytea REFERENCES badge_picture; -- NULL: it is drawn
ALTER TABLE badge_edition ADD picture bytea REFERENCES badge_picture;
ALTER TABLE badge_correction ADD picture bytea REFERENCES badge_picture; -- until then
CREATE INDEX ON badge (picture) WHERE picture IS NOT NULL;
CREATE INDEX ON badge_edition (picture) WHERE picture IS NOT NULL;
CREATE INDEX ON badge_correction (picture) WHERE picture IS NOT NULL;

-- The picture is of what is frozen by the first award.
CREATE OR REPLACE FUNCTION badge_meaning(b badge) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_build_object(
        'translations', (SELECT jsonb_object_agg(key, value - 'consumerDescription') FROM jsonb_each(b.translations)
                          WHERE value - 'consumerDescription' <> '{}'),
        'achievementType', b.achievement_type, 'learningForm', b.learning_form, 'tags', b.tags,
        'particulars', b.particulars, 'validDays', b.valid_days, 'picture', b.picture);
END $$;

CREATE OR REPLACE FUNCTION badge_at(b badge, in_edition int) RETURNS badge LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF b.edition = in_edition THEN
        RETURN b;
    END IF;
    RETURN (SELECT jsonb_populate_record(b, e.content || jsonb_build_object('edition', e.number,
                       'edition_began_at', e.began_at, 'edition_awarded_at', e.awarded_at, 'picture', e.picture))
              FROM badge_edition AS e WHERE e.badge = b.id AND e.number = in_edition);
END $$;

-- What was awarded keeps its meaning: a new version begins beside it, or no more than texts and picture are corrected.
CREATE OR REPLACE FUNCTION badge_keeps_editions() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.edition <> OLD.edition THEN
        INSERT INTO badge_edition (badge, number, content, skills, awarded_at, began_at, picture)
        VALUES (OLD.id, OLD.edition,
                jsonb_build_object('translations', OLD.translations, 'achievement_type', OLD.achievement_type,
                                   'learning_form', OLD.learning_form, 'tags', OLD.tags, 'particulars', OLD.particulars,
                                   'valid_days', OLD.valid_days),
                badge_skills(OLD), OLD.edition_awarded_at, OLD.edition_began_at, OLD.picture);
        NEW.edition_awarded_at := NULL;
        NEW.edition_began_at := now();
    ELSIF OLD.edition_awarded_at IS NOT NULL
          AND (badge_meaning(OLD) - '{translations,picture}'::text[]
                   IS DISTINCT FROM badge_meaning(NEW) - '{translations,picture}'::text[]
               OR NEW.corrections = OLD.corrections AND badge_meaning(OLD) IS DISTINCT FROM badge_meaning(NEW)) THEN
        PERFORM refuse('badge_frozen');
    END IF;
    RETURN NEW;
END $$;

-- A correction is noted before it is made, so that what is there is what was.
CREATE FUNCTION badge_correction_keeps_picture() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.picture := (SELECT b.picture FROM badge AS b WHERE b.id = NEW.badge);
    RETURN NEW;
END $$;
CREATE TRIGGER badge_correction_keeps_picture BEFORE INSERT ON badge_correction
    FOR EACH ROW EXECUTE FUNCTION badge_correction_keeps_picture();

-- Its hash. One that is here already is as if it had been sent now: see badge_pictures_forget.
CREATE FUNCTION badge_picture_keep(in_type text, in_content bytea, in_drawn bytea, in_width bigint, in_height bigint)
RETURNS bytea LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO badge_picture AS p (hash, type, content, drawn, width, height)
    VALUES (sha256(in_content), in_type, in_content, in_drawn, in_width, in_height)
        ON CONFLICT (hash) DO UPDATE SET sent_at = now();
    RETURN sha256(in_content);
END $$;

-- Whether that may be done, before a picture is judged and drawn for it, which costs seconds.
CREATE FUNCTION badge_may_be_pictured(in_badge uuid, in_version bigint) RETURNS uuid LANGUAGE plpgsql STABLE AS $$
DECLARE
    b badge;
BEGIN
    SELECT * INTO b FROM badge WHERE id = in_badge AND allowed(organisation);
    IF NOT FOUND THEN
        PERFORM refuse_foreign(EXISTS (SELECT FROM badge WHERE id = in_badge));
    ELSIF b.version <> in_version AND in_version <> 0 THEN
        PERFORM refuse('precondition_failed');
    END IF;
    RETURN in_badge;
END $$;

-- Gives a badge a picture; without content it is drawn again. The same one once more changes nothing. Of what was
-- awarded it makes a new version, and with a note it corrects that which is there.
CREATE FUNCTION badge_pictured(in_badge uuid, in_type text, in_content bytea, in_drawn bytea, in_width bigint,
                               in_height bigint, in_note text, in_version bigint) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    b badge;
BEGIN
    SELECT * INTO b FROM badge WHERE id = in_badge AND allowed(organisation) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse_foreign(EXISTS (SELECT FROM badge WHERE id = in_badge));
    ELSIF b.version <> in_version AND in_version <> 0 THEN
        PERFORM refuse('precondition_failed');
    ELSIF b.picture IS NOT DISTINCT FROM sha256(in_content) THEN
        RETURN in_badge;
    ELSIF b.edition_awarded_at IS NOT NULL AND in_note IS NOT NULL THEN
        b.corrections := b.corrections + 1;
        INSERT INTO badge_correction (badge, edition, note, before)
        VALUES (in_badge, b.edition, in_note, b.translations);
    ELSIF b.edition_awarded_at IS NOT NULL THEN
        b.edition := b.edition + 1;
    END IF;
    UPDATE badge
       SET picture = CASE WHEN in_content IS NOT NULL
                          THEN badge_picture_keep(in_type, in_content, in_drawn, in_width, in_height) END,
           edition = b.edition, corrections = b.corrections, version = version + 1, updated_at = now()
     WHERE id = in_badge;
    RETURN in_badge;
END $$;

-- The picture of a version, in a form or, where that is NULL, as it was sent; no row when it is drawn. Of one that was
-- sent as PNG there is no SVG: that is put around it.
CREATE FUNCTION badge_picture_show(in_badge uuid, in_edition int, in_form text)
RETURNS TABLE (type text, content bytea) LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT f.form, CASE f.form WHEN p.type THEN p.content ELSE p.drawn END
      FROM badge AS newest, LATERAL badge_at(newest, in_edition) AS b JOIN badge_picture AS p ON p.hash = b.picture,
           LATERAL (SELECT CASE in_form WHEN 'image/png' THEN in_form ELSE p.type END AS form) AS f
     WHERE newest.id = in_badge AND b.state <> 'draft';
END $$;

-- The courier removes those that no version of a badge has any more. One that was sent within the hour may be about to
-- get a badge.
CREATE FUNCTION badge_pictures_forget() RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DELETE FROM badge_picture AS p
 WHERE p.sent_at < now() - interval '1 hour'
   AND NOT EXISTS (SELECT FROM badge AS b WHERE b.picture = p.hash)
   AND NOT EXISTS (SELECT FROM badge_edition AS e WHERE e.picture = p.hash)
   AND NOT EXISTS (SELECT FROM badge_correction AS k WHERE k.picture = p.hash)
$$;

CREATE TYPE doc.badge_image AS (url doc.address, "mediaType" text, width int, height int, uploaded boolean);
COMMENT ON TYPE doc.badge_image IS 'The picture of a badge, which can be had as SVG and as PNG.';
COMMENT ON COLUMN doc.badge_image.url IS 'A 404 while the badge is a draft.';
COMMENT ON COLUMN doc.badge_image."mediaType" IS 'How it was uploaded; of one that is drawn, image/svg+xml.';
COMMENT ON COLUMN doc.badge_image.width IS 'Of the PNG, in pixels.';
COMMENT ON COLUMN doc.badge_image.height IS 'Of the PNG, in pixels.';
COMMENT ON COLUMN doc.badge_image.uploaded IS 'Whether it was uploaded; else it is drawn of what the badge says.';

ALTER TYPE doc.badge ADD ATTRIBUTE image doc.badge_image;
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
                   coalesce(picture.width, 600), coalesce(picture.height, 600), b.picture IS NOT NULL)::doc.badge_image)::doc.badge
      FROM organisation AS o JOIN city AS c ON c.id = o.city LEFT JOIN badge_picture AS picture ON picture.hash = b.picture,
           jsonb_populate_record(NULL::badge_particulars, b.particulars) AS p,
           LATERAL (SELECT tag, b.translations->tag AS own
                      FROM choose_language(texts_with(b.translations, 'name'), wanted, c.default_language) AS tag) AS texts
     WHERE o.id = b.organisation);
END $$;

-- What the page of a version of a badge says, for anybody, with the versions that there are, the newest first.
CREATE FUNCTION badge_page(in_badge uuid, in_edition int, wanted text[])
RETURNS TABLE (badge json, organisation uuid, issuer text, issuer_state text, issuer_counts boolean, newest int, versions json)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT to_json(d), o.id,
           coalesce(o.translations->choose_language(o.translations, wanted, c.default_language)->>'name', o.legal_name),
           o.state::text, organisation_may_publish(o.id), present.edition,
           (SELECT json_agg(json_build_object('version', n.number, 'began', day_there(n.began_at, c.time_zone))
                            ORDER BY n.number DESC)
              FROM (SELECT present.edition AS number, present.edition_began_at AS began_at UNION ALL
                    SELECT e.number, e.began_at FROM badge_edition AS e WHERE e.badge = present.id) AS n)
      FROM badge AS present JOIN organisation AS o ON o.id = present.organisation JOIN city AS c ON c.id = o.city,
           LATERAL badge_at(present, in_edition) AS was, LATERAL badge_document(was, wanted, false) AS d
     WHERE present.id = in_badge AND present.state <> 'draft' AND was.id IS NOT NULL;
END $$;

-- What the page of an issuer says, for anybody, with the newest badges that it awards now.
CREATE FUNCTION issuer_page(in_organisation uuid, wanted text[])
RETURNS TABLE (organisation uuid, issuer text, language text, about text, legal_name text, website text, state text, counts boolean, badges json)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT o.id, coalesce(texts.own->>'name', o.legal_name), texts.tag, texts.own->>'description', o.legal_name, o.website,
           o.state::text, organisation_may_publish(o.id),
           (SELECT json_agg(json_build_object(
                       'id', b.id, 'version', b.edition, 'language', named.tag,
                       'name', b.translations->named.tag->>'name',
                       'description', b.translations->named.tag->>'description') ORDER BY b.id DESC)
              FROM (SELECT * FROM badge WHERE badge.organisation = o.id AND badge.state = 'active'
                     ORDER BY badge.id DESC LIMIT 100) AS b,
                   LATERAL choose_language(texts_with(b.translations, 'name'), wanted, c.default_language) AS named (tag))
      FROM issuer_facts(in_organisation) AS f JOIN organisation AS o ON o.id = f.id JOIN city AS c ON c.id = o.city,
           LATERAL (SELECT tag, o.translations->tag AS own
                      FROM choose_language(o.translations, wanted, c.default_language) AS tag) AS texts;
END $$;

REVOKE EXECUTE ON FUNCTION
    badge_correction_keeps_picture, badge_picture_keep, badge_picture_show, badge_pictures_forget, badge_page, issuer_page
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION badge_picture_keep, badge_picture_show, badge_page, issuer_page TO citylearn_api;
GRANT EXECUTE ON FUNCTION badge_pictures_forget TO citylearn_courier;
