--
-- PostgreSQL database dump
--



SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: doc; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA doc;


--
-- Name: btree_gist; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;


--
-- Name: EXTENSION btree_gist; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON EXTENSION btree_gist IS 'support for indexing common datatypes in GiST';


--
-- Name: pg_trgm; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;


--
-- Name: EXTENSION pg_trgm; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';


--
-- Name: unaccent; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;


--
-- Name: EXTENSION unaccent; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON EXTENSION unaccent IS 'text search dictionary that removes accents';


--
-- Name: address; Type: DOMAIN; Schema: doc; Owner: -
--

CREATE DOMAIN doc.address AS text;


--
-- Name: enrolment_mode; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.enrolment_mode AS ENUM (
    'open',
    'approval',
    'external',
    'none'
);


--
-- Name: enrolment; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.enrolment AS (
	mode public.enrolment_mode,
	url text
);


--
-- Name: TYPE enrolment; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.enrolment IS 'How to take part.';


--
-- Name: COLUMN enrolment.url; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.enrolment.url IS 'Where to enrol when mode is external, else null.';


--
-- Name: instant; Type: DOMAIN; Schema: doc; Owner: -
--

CREATE DOMAIN doc.instant AS text;


--
-- Name: organisation_stub; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.organisation_stub AS (
	id uuid,
	slug text,
	name text,
	url doc.address
);


--
-- Name: TYPE organisation_stub; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.organisation_stub IS 'An organisation, as far as needed to name it and to find more.';


--
-- Name: place; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.place AS (
	name text,
	address text,
	lat double precision,
	lon double precision
);


--
-- Name: TYPE place; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.place IS 'Where it is held.';


--
-- Name: COLUMN place.address; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.place.address IS 'Street and number; null when it was not given.';


--
-- Name: COLUMN place.lat; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.place.lat IS 'Degrees north; null when it was not given.';


--
-- Name: COLUMN place.lon; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.place.lon IS 'Degrees east; null when it was not given.';


--
-- Name: price; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.price AS (
	amount text,
	currency text
);


--
-- Name: TYPE price; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.price IS 'What it costs.';


--
-- Name: COLUMN price.amount; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.price.amount IS 'Digits, a point, two digits.';


--
-- Name: COLUMN price.currency; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.price.currency IS 'ISO 4217.';


--
-- Name: session; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.session AS (
	"startsAt" doc.instant,
	"endsAt" doc.instant
);


--
-- Name: TYPE session; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.session IS 'One meeting of an activity.';


--
-- Name: skill_stub; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.skill_stub AS (
	id uuid,
	uri text,
	label text
);


--
-- Name: TYPE skill_stub; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.skill_stub IS 'A skill, as far as needed to name it.';


--
-- Name: activity_mode; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.activity_mode AS ENUM (
    'in_person',
    'online',
    'hybrid'
);


--
-- Name: activity_state; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.activity_state AS ENUM (
    'draft',
    'published',
    'cancelled',
    'archived'
);


--
-- Name: activity_type; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.activity_type AS ENUM (
    'course',
    'workshop',
    'lecture',
    'internship',
    'volunteering',
    'project',
    'open_space',
    'self_study'
);


--
-- Name: learning_form; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.learning_form AS ENUM (
    'formal',
    'non_formal',
    'informal'
);


--
-- Name: activity; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.activity AS (
	id uuid,
	"externalId" text,
	city text,
	organisation doc.organisation_stub,
	state public.activity_state,
	"stateReason" text,
	completed boolean,
	title text,
	summary text,
	description text,
	language text,
	"availableLanguages" text[],
	translations json,
	"learningForm" public.learning_form,
	mode public.activity_mode,
	type public.activity_type,
	category text,
	languages text[],
	sessions doc.session[],
	"startsAt" doc.instant,
	"endsAt" doc.instant,
	"timeZone" text,
	place doc.place,
	"onlineUrl" text,
	skills doc.skill_stub[],
	price doc.price,
	capacity integer,
	"ageMin" integer,
	"ageMax" integer,
	"durationMinutes" integer,
	enrolment doc.enrolment,
	url doc.address,
	"publishedAt" doc.instant,
	"createdAt" doc.instant,
	"updatedAt" doc.instant
);


--
-- Name: TYPE activity; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.activity IS 'A learning activity: a course, a workshop, an internship and so on.';


--
-- Name: COLUMN activity."externalId"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.activity."externalId" IS 'The organisation''s own; null when it gave none.';


--
-- Name: COLUMN activity.city; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.activity.city IS 'The slug of the city.';


--
-- Name: COLUMN activity."stateReason"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.activity."stateReason" IS 'Why it was cancelled, else null.';


--
-- Name: COLUMN activity.completed; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.activity.completed IS 'Whether its last session is over.';


--
-- Name: COLUMN activity.title; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.activity.title IS 'In the language that "language" names; null in a draft without texts.';


--
-- Name: COLUMN activity.summary; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.activity.summary IS 'One or two sentences; null when there are none in this language.';


--
-- Name: COLUMN activity.description; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.activity.description IS 'Null when there is none in this language.';


--
-- Name: COLUMN activity.language; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.activity.language IS 'Of the texts here; null in a draft without texts.';


--
-- Name: COLUMN activity."availableLanguages"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.activity."availableLanguages" IS 'In which the texts can be had.';


--
-- Name: COLUMN activity.translations; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.activity.translations IS 'All texts by language; null unless expand=translations.';


--
-- Name: COLUMN activity.languages; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.activity.languages IS 'In which it is held.';


--
-- Name: COLUMN activity."startsAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.activity."startsAt" IS 'When its first session begins; null when it can be begun at any time.';


--
-- Name: COLUMN activity."endsAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.activity."endsAt" IS 'When its last session ends; null when it can be begun at any time.';


--
-- Name: COLUMN activity.place; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.activity.place IS 'Null when it is online only.';


--
-- Name: COLUMN activity."onlineUrl"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.activity."onlineUrl" IS 'Null when it is in person only.';


--
-- Name: COLUMN activity.price; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.activity.price IS 'Null when it is free.';


--
-- Name: COLUMN activity.capacity; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.activity.capacity IS 'How many can take part; null when there is no limit.';


--
-- Name: COLUMN activity."ageMin"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.activity."ageMin" IS 'Years; null when there is no limit.';


--
-- Name: COLUMN activity."ageMax"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.activity."ageMax" IS 'Years; null when there is no limit.';


--
-- Name: COLUMN activity."durationMinutes"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.activity."durationMinutes" IS 'In all; null when it was not given.';


--
-- Name: COLUMN activity."publishedAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.activity."publishedAt" IS 'Null in a draft.';


--
-- Name: target_type; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.target_type AS ENUM (
    'ceasn:Competency',
    'ceterms:Credential',
    'CFItem',
    'CFRubric',
    'CFRubricCriterion',
    'CFRubricCriterionLevel',
    'CTDL'
);


--
-- Name: alignment; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.alignment AS (
	"targetName" text,
	"targetUrl" text,
	"targetCode" text,
	"targetDescription" text,
	"targetFramework" text,
	"targetType" public.target_type
);


--
-- Name: TYPE alignment; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.alignment IS 'What a badge, a result or a level of it corresponds to in a framework of others.';


--
-- Name: COLUMN alignment."targetCode"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.alignment."targetCode" IS 'Its code in the framework; null when none was given.';


--
-- Name: COLUMN alignment."targetDescription"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.alignment."targetDescription" IS 'Null when none was given.';


--
-- Name: COLUMN alignment."targetFramework"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.alignment."targetFramework" IS 'The name of the framework; null when none was given.';


--
-- Name: COLUMN alignment."targetType"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.alignment."targetType" IS 'A term of Open Badges 3.0; null when none was given.';


--
-- Name: audit_actor_kind; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.audit_actor_kind AS ENUM (
    'person',
    'client',
    'other'
);


--
-- Name: audit_actor; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.audit_actor AS (
	kind doc.audit_actor_kind,
	person uuid,
	name text,
	client uuid
);


--
-- Name: TYPE audit_actor; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.audit_actor IS 'Who did it.';


--
-- Name: COLUMN audit_actor.kind; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.audit_actor.kind IS 'Other: the operator, somebody who was not signed in, or another organisation, as of an endorsement.';


--
-- Name: COLUMN audit_actor.person; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.audit_actor.person IS 'Null when it was no person, or one whom the reader need not know.';


--
-- Name: COLUMN audit_actor.name; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.audit_actor.name IS 'Of the person; null when that is null or gave none.';


--
-- Name: COLUMN audit_actor.client; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.audit_actor.client IS 'The program that did it by itself, or for the person; null when there was none.';


--
-- Name: audit_entry; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.audit_entry AS (
	id uuid,
	at doc.instant,
	action text,
	noun text,
	subject text,
	actor doc.audit_actor,
	network text,
	before json,
	after json,
	"requestId" text
);


--
-- Name: TYPE audit_entry; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.audit_entry IS 'Something that was done.';


--
-- Name: COLUMN audit_entry.action; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.audit_entry.action IS 'Insert, update or delete of a thing; or what happened, as sign_in.';


--
-- Name: COLUMN audit_entry.noun; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.audit_entry.noun IS 'To what, as membership; security: to an account.';


--
-- Name: COLUMN audit_entry.subject; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.audit_entry.subject IS 'Which one: an id, or two.';


--
-- Name: COLUMN audit_entry.network; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.audit_entry.network IS 'From where: an address without its last part; null when it is not known, and of others.';


--
-- Name: COLUMN audit_entry.before; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.audit_entry.before IS 'What changed, as it was; null when nothing was there. Never secrets or addresses.';


--
-- Name: COLUMN audit_entry.after; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.audit_entry.after IS 'What changed, as it became; null when nothing is there.';


--
-- Name: COLUMN audit_entry."requestId"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.audit_entry."requestId" IS 'The X-Request-Id of the request; null when there was none.';


--
-- Name: award_recipient; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.award_recipient AS (
	email text
);


--
-- Name: TYPE award_recipient; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.award_recipient IS 'Who holds the award, as its issuer and the learner know them.';


--
-- Name: result_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.result_status AS ENUM (
    'Completed',
    'Enrolled',
    'Failed',
    'InProgress',
    'OnHold',
    'Provisional',
    'Withdrew'
);


--
-- Name: award_result; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.award_result AS (
	"resultDescription" text,
	value text,
	"achievedLevel" text,
	status public.result_status
);


--
-- Name: TYPE award_result; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.award_result IS 'A result, as the badge describes it.';


--
-- Name: COLUMN award_result."resultDescription"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.award_result."resultDescription" IS 'The id of its description.';


--
-- Name: COLUMN award_result.value; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.award_result.value IS 'Null of a level or a status.';


--
-- Name: COLUMN award_result."achievedLevel"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.award_result."achievedLevel" IS 'The id of the level; null where there are none.';


--
-- Name: COLUMN award_result.status; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.award_result.status IS 'Null where the result is no Status.';


--
-- Name: badge_stub; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.badge_stub AS (
	id uuid,
	version integer,
	name text,
	url doc.address
);


--
-- Name: TYPE badge_stub; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.badge_stub IS 'A badge, as far as needed to name it.';


--
-- Name: COLUMN badge_stub.version; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_stub.version IS 'Which version of its meaning the award was given with.';


--
-- Name: evidence; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.evidence AS (
	name text,
	description text,
	narrative text,
	genre text,
	url doc.address,
	public boolean
);


--
-- Name: TYPE evidence; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.evidence IS 'What the learner has made, or what else shows it.';


--
-- Name: COLUMN evidence.description; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.evidence.description IS 'Null when there is none.';


--
-- Name: COLUMN evidence.narrative; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.evidence.narrative IS 'How it came about; null when nothing was written.';


--
-- Name: COLUMN evidence.genre; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.evidence.genre IS 'What it is, as "Poetry"; null when it was not said.';


--
-- Name: COLUMN evidence.url; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.evidence.url IS 'Null when it has no address.';


--
-- Name: COLUMN evidence.public; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.evidence.public IS 'Whether it is in the credential, for anybody who has that.';


--
-- Name: award_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.award_status AS ENUM (
    'valid',
    'expired',
    'revoked',
    'superseded'
);


--
-- Name: award; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.award AS (
	id uuid,
	badge doc.badge_stub,
	organisation doc.organisation_stub,
	activity uuid,
	recipient doc.award_recipient,
	status public.award_status,
	narrative text,
	"narrativePublic" boolean,
	evidence doc.evidence[],
	results doc.award_result[],
	"activityStartsAt" doc.instant,
	"activityEndsAt" doc.instant,
	"creditsEarned" double precision,
	"issuedAt" doc.instant,
	"expiresAt" doc.instant,
	"revokedAt" doc.instant,
	"revocationReason" text,
	"verificationUrl" doc.address,
	url doc.address,
	"updatedAt" doc.instant,
	"credentialUrl" doc.address,
	replaces uuid,
	"supersededAt" doc.instant,
	"supersededBy" uuid,
	"replacementReason" text
);


--
-- Name: TYPE award; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.award IS 'A badge that a learner holds, as its issuer and the learner see it.';


--
-- Name: COLUMN award.activity; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.award.activity IS 'The activity that it was earned in; null when none was named.';


--
-- Name: COLUMN award.narrative; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.award.narrative IS 'What the learner did; null when nothing was written.';


--
-- Name: COLUMN award."narrativePublic"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.award."narrativePublic" IS 'Whether the narrative is in the credential.';


--
-- Name: COLUMN award."activityStartsAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.award."activityStartsAt" IS 'When the learner began to earn it; null when it was not said.';


--
-- Name: COLUMN award."activityEndsAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.award."activityEndsAt" IS 'When that was over; null when it was not said.';


--
-- Name: COLUMN award."creditsEarned"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.award."creditsEarned" IS 'Null when there are none.';


--
-- Name: COLUMN award."expiresAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.award."expiresAt" IS 'Null when it never expires.';


--
-- Name: COLUMN award."revokedAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.award."revokedAt" IS 'Null when it was not revoked.';


--
-- Name: COLUMN award."revocationReason"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.award."revocationReason" IS 'Null when it was not revoked.';


--
-- Name: COLUMN award."verificationUrl"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.award."verificationUrl" IS 'Anybody can ask here whether the award is valid; it shows no address and no name.';


--
-- Name: COLUMN award."credentialUrl"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.award."credentialUrl" IS 'The award as an Open Badges 3.0 credential, for wallets and the software of others.';


--
-- Name: COLUMN award.replaces; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.award.replaces IS 'The award whose place this one took; null when it took none.';


--
-- Name: COLUMN award."supersededAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.award."supersededAt" IS 'Null when no other took its place.';


--
-- Name: COLUMN award."supersededBy"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.award."supersededBy" IS 'The award that took its place; null when none did.';


--
-- Name: COLUMN award."replacementReason"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.award."replacementReason" IS 'Why another took its place; null when none did.';


--
-- Name: badge_image; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.badge_image AS (
	url doc.address,
	"mediaType" text,
	width integer,
	height integer,
	uploaded boolean
);


--
-- Name: TYPE badge_image; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.badge_image IS 'The picture of a badge, which can be had as SVG and as PNG.';


--
-- Name: COLUMN badge_image.url; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_image.url IS 'A 404 while the badge is a draft.';


--
-- Name: COLUMN badge_image."mediaType"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_image."mediaType" IS 'How it was uploaded; of one that is drawn, image/svg+xml.';


--
-- Name: COLUMN badge_image.width; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_image.width IS 'Of the PNG, in pixels.';


--
-- Name: COLUMN badge_image.height; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_image.height IS 'Of the PNG, in pixels.';


--
-- Name: COLUMN badge_image.uploaded; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_image.uploaded IS 'Whether it was uploaded; else it is drawn of what the badge says.';


--
-- Name: identifier_type; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.identifier_type AS ENUM (
    'identifier',
    'isbn',
    'issn',
    'lisSourcedId',
    'ltiContextId',
    'ltiDeploymentId',
    'ltiPlatformId',
    'ltiToolId',
    'name',
    'oneRosterSourcedId',
    'productId',
    'sisSourcedId',
    'sourcedId',
    'systemId'
);


--
-- Name: other_identifier; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.other_identifier AS (
	identifier text,
	"identifierType" public.identifier_type
);


--
-- Name: TYPE other_identifier; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.other_identifier IS 'By what a badge is known in a system of others.';


--
-- Name: COLUMN other_identifier.identifier; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.other_identifier.identifier IS 'As it stands there.';


--
-- Name: COLUMN other_identifier."identifierType"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.other_identifier."identifierType" IS 'A term of Open Badges 3.0.';


--
-- Name: related_badge; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.related_badge AS (
	id doc.address,
	language text,
	version text
);


--
-- Name: TYPE related_badge; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.related_badge IS 'Another badge, which this one has to do with.';


--
-- Name: COLUMN related_badge.language; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.related_badge.language IS 'Null when it was not given.';


--
-- Name: COLUMN related_badge.version; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.related_badge.version IS 'Null when it was not given.';


--
-- Name: result_level; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.result_level AS (
	id text,
	name text,
	description text,
	level text,
	points text,
	alignments doc.alignment[]
);


--
-- Name: TYPE result_level; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.result_level IS 'One level of a result, by which it is judged.';


--
-- Name: COLUMN result_level.id; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.result_level.id IS 'By which results name it.';


--
-- Name: COLUMN result_level.description; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.result_level.description IS 'Null when none was given.';


--
-- Name: COLUMN result_level.level; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.result_level.level IS 'Its rank, in words; null when none was given.';


--
-- Name: COLUMN result_level.points; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.result_level.points IS 'Null when none were given.';


--
-- Name: result_type; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.result_type AS ENUM (
    'GradePointAverage',
    'LetterGrade',
    'Percent',
    'PerformanceLevel',
    'PredictedScore',
    'RawScore',
    'Result',
    'RubricCriterion',
    'RubricCriterionLevel',
    'RubricScore',
    'ScaledScore',
    'Status'
);


--
-- Name: result_description; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.result_description AS (
	id text,
	name text,
	"resultType" public.result_type,
	"allowedValues" text[],
	"requiredLevel" text,
	"requiredValue" text,
	"valueMin" double precision,
	"valueMax" double precision,
	levels doc.result_level[],
	alignments doc.alignment[]
);


--
-- Name: TYPE result_description; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.result_description IS 'A result that an award of the badge may have.';


--
-- Name: COLUMN result_description.id; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.result_description.id IS 'By which awards name it.';


--
-- Name: COLUMN result_description."resultType"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.result_description."resultType" IS 'A term of Open Badges 3.0.';


--
-- Name: COLUMN result_description."allowedValues"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.result_description."allowedValues" IS 'From the lowest to the highest; empty when any value is.';


--
-- Name: COLUMN result_description."requiredLevel"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.result_description."requiredLevel" IS 'The id of the level that has to be reached; null when none has to be.';


--
-- Name: COLUMN result_description."requiredValue"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.result_description."requiredValue" IS 'The value that has to be reached; null when none has to be.';


--
-- Name: COLUMN result_description."valueMin"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.result_description."valueMin" IS 'The least number; null when there is none.';


--
-- Name: COLUMN result_description."valueMax"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.result_description."valueMax" IS 'The greatest number; null when there is none.';


--
-- Name: COLUMN result_description.levels; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.result_description.levels IS 'From the lowest to the highest.';


--
-- Name: achievement_type; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.achievement_type AS ENUM (
    'Achievement',
    'Award',
    'Badge',
    'CommunityService',
    'Competency',
    'Course',
    'Membership'
);


--
-- Name: badge_state; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.badge_state AS ENUM (
    'draft',
    'active',
    'archived'
);


--
-- Name: badge; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.badge AS (
	id uuid,
	organisation doc.organisation_stub,
	state public.badge_state,
	name text,
	description text,
	criteria text,
	"consumerDescription" text,
	language text,
	"availableLanguages" text[],
	translations json,
	"achievementType" public.achievement_type,
	"learningForm" public.learning_form,
	tags text[],
	skills doc.skill_stub[],
	alignments doc.alignment[],
	"criteriaUrl" doc.address,
	"resultDescriptions" doc.result_description[],
	related doc.related_badge[],
	"humanCode" text,
	"fieldOfStudy" text,
	specialization text,
	"creditsAvailable" double precision,
	"validDays" integer,
	version integer,
	awarded boolean,
	"achievementUrl" doc.address,
	url doc.address,
	"createdAt" doc.instant,
	"updatedAt" doc.instant,
	image doc.badge_image,
	"endorsementCount" integer,
	"otherIdentifiers" doc.other_identifier[],
	"imageCaption" text
);


--
-- Name: TYPE badge; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.badge IS 'The definition of a badge: what it stands for and what has to be shown.';


--
-- Name: COLUMN badge.name; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge.name IS 'Null in a draft without texts.';


--
-- Name: COLUMN badge.description; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge.description IS 'Null when there is none in this language.';


--
-- Name: COLUMN badge.criteria; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge.criteria IS 'What has to be shown for it; null when there is no text in this language.';


--
-- Name: COLUMN badge."consumerDescription"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge."consumerDescription" IS 'In short, for employers and others who are shown it; null when there is none in this language.';


--
-- Name: COLUMN badge.language; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge.language IS 'Of the texts here; null in a draft without texts.';


--
-- Name: COLUMN badge.translations; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge.translations IS 'All texts by language; null unless expand=translations.';


--
-- Name: COLUMN badge."achievementType"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge."achievementType" IS 'A term of Open Badges 3.0.';


--
-- Name: COLUMN badge."learningForm"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge."learningForm" IS 'Null when it was not given.';


--
-- Name: COLUMN badge.alignments; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge.alignments IS 'To frameworks of others, beside the skills.';


--
-- Name: COLUMN badge."criteriaUrl"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge."criteriaUrl" IS 'Where more is said of what has to be shown; null when there is none.';


--
-- Name: COLUMN badge."resultDescriptions"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge."resultDescriptions" IS 'The results that an award may have.';


--
-- Name: COLUMN badge.related; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge.related IS 'Other badges that it has to do with.';


--
-- Name: COLUMN badge."humanCode"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge."humanCode" IS 'A code that people know it by, as that of a course; null when there is none.';


--
-- Name: COLUMN badge."fieldOfStudy"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge."fieldOfStudy" IS 'Null when it was not given.';


--
-- Name: COLUMN badge.specialization; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge.specialization IS 'Null when it was not given.';


--
-- Name: COLUMN badge."creditsAvailable"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge."creditsAvailable" IS 'Null when there are none.';


--
-- Name: COLUMN badge."validDays"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge."validDays" IS 'How long an award counts; null when for ever.';


--
-- Name: COLUMN badge.version; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge.version IS 'Which version of its meaning this is.';


--
-- Name: COLUMN badge.awarded; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge.awarded IS 'Whether anybody was awarded this version, or asked to endorse it: from then on it is frozen, and a change makes the next one.';


--
-- Name: COLUMN badge."achievementUrl"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge."achievementUrl" IS 'The version as an Open Badges 3.0 achievement, whose id this is; a 404 while it is a draft.';


--
-- Name: COLUMN badge."endorsementCount"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge."endorsementCount" IS 'By how many organisations this version is endorsed.';


--
-- Name: COLUMN badge."otherIdentifiers"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge."otherIdentifiers" IS 'By what it is known in systems of others.';


--
-- Name: COLUMN badge."imageCaption"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge."imageCaption" IS 'What its picture shows, for who does not see it; null when there is no text in this language.';


--
-- Name: badge_correction; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.badge_correction AS (
	note text,
	at doc.instant
);


--
-- Name: TYPE badge_correction; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.badge_correction IS 'A slip that was mended in the texts after the first award.';


--
-- Name: badge_host_kind; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.badge_host_kind AS ENUM (
    'ob30',
    'ob21'
);


--
-- Name: badge_host_state; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.badge_host_state AS ENUM (
    'reading',
    'ready',
    'authorising',
    'connected',
    'ended',
    'failed'
);


--
-- Name: badge_host; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.badge_host AS (
	id uuid,
	"hostUrl" text,
	kind public.badge_host_kind,
	name text,
	state public.badge_host_state,
	fault text,
	detail text,
	"canPull" boolean,
	"canPush" boolean,
	"authorizationUrl" doc.address,
	"pulledAt" doc.instant,
	"nextPullAt" doc.instant,
	added integer,
	known integer,
	refused integer,
	"pushesDue" integer,
	"pushesSent" integer,
	"pushesFailed" integer,
	url doc.address,
	"addedAt" doc.instant
);


--
-- Name: TYPE badge_host; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.badge_host IS 'Another host of badges that a learner connects.';


--
-- Name: COLUMN badge_host."hostUrl"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_host."hostUrl" IS 'Its address.';


--
-- Name: COLUMN badge_host.kind; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_host.kind IS 'ob30 speaks Open Badges 3.0, ob21 Badge Connect of Open Badges 2.1; null before it was read.';


--
-- Name: COLUMN badge_host.name; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_host.name IS 'As the host says, or null.';


--
-- Name: COLUMN badge_host.state; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_host.state IS 'What it is about: docs/reference/states.md.';


--
-- Name: COLUMN badge_host.fault; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_host.fault IS 'What went wrong last, in a word; null when nothing did.';


--
-- Name: COLUMN badge_host.detail; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_host.detail IS 'The same in a sentence, or null.';


--
-- Name: COLUMN badge_host."canPull"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_host."canPull" IS 'Whether the learner has let badges be fetched there.';


--
-- Name: COLUMN badge_host."canPush"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_host."canPush" IS 'Whether the learner has let awards be brought there.';


--
-- Name: COLUMN badge_host."authorizationUrl"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_host."authorizationUrl" IS 'A page of this service, from which the learner goes to the host to allow it; null while it is not known.';


--
-- Name: COLUMN badge_host."pulledAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_host."pulledAt" IS 'When its list was last taken in to the end; null before.';


--
-- Name: COLUMN badge_host."nextPullAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_host."nextPullAt" IS 'When it is asked next; null when it is not.';


--
-- Name: COLUMN badge_host.added; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_host.added IS 'How many badges of the last pull were new here, or newer.';


--
-- Name: COLUMN badge_host.known; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_host.known IS 'How many were here already.';


--
-- Name: COLUMN badge_host.refused; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_host.refused IS 'How many are no badges, or not this learner''s to keep.';


--
-- Name: COLUMN badge_host."pushesDue"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_host."pushesDue" IS 'How many awards wait to be brought there.';


--
-- Name: badge_host_push_state; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.badge_host_push_state AS ENUM (
    'due',
    'sent',
    'failed'
);


--
-- Name: badge_host_push; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.badge_host_push AS (
	award uuid,
	state public.badge_host_push_state,
	attempts integer,
	fault text,
	detail text,
	"sentAt" doc.instant,
	"awardUrl" doc.address
);


--
-- Name: TYPE badge_host_push; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.badge_host_push IS 'An award that is brought to another host.';


--
-- Name: COLUMN badge_host_push.fault; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_host_push.fault IS 'What went wrong last, in a word; null when nothing did.';


--
-- Name: COLUMN badge_host_push.detail; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_host_push.detail IS 'The same in a sentence, or null.';


--
-- Name: COLUMN badge_host_push."sentAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_host_push."sentAt" IS 'When the host took it; null before.';


--
-- Name: badge_template; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.badge_template AS (
	slug text,
	"achievementType" public.achievement_type,
	name text,
	description text,
	criteria text,
	language text
);


--
-- Name: TYPE badge_template; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.badge_template IS 'What a badge can be made from.';


--
-- Name: COLUMN badge_template.description; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_template.description IS 'What the badge stands for; null when there is no text in this language.';


--
-- Name: COLUMN badge_template.criteria; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_template.criteria IS 'What has to be shown; null when there is no text in this language.';


--
-- Name: badge_version; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.badge_version AS (
	version integer,
	name text,
	"isCurrent" boolean,
	awarded boolean,
	corrections doc.badge_correction[],
	"beganAt" doc.instant,
	"endedAt" doc.instant,
	"achievementUrl" doc.address,
	url doc.address
);


--
-- Name: TYPE badge_version; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.badge_version IS 'One meaning that a badge has or had. Awards keep that which they were given with.';


--
-- Name: COLUMN badge_version.name; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_version.name IS 'Null in a draft without texts.';


--
-- Name: COLUMN badge_version.awarded; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_version.awarded IS 'Whether anybody was awarded it, or asked to endorse it: from then on it is frozen.';


--
-- Name: COLUMN badge_version."endedAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_version."endedAt" IS 'Null of the present one.';


--
-- Name: COLUMN badge_version."achievementUrl"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.badge_version."achievementUrl" IS 'The version as an Open Badges 3.0 achievement, whose id this is.';


--
-- Name: batch_counts; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.batch_counts AS (
	created integer,
	updated integer,
	unchanged integer,
	rejected integer
);


--
-- Name: TYPE batch_counts; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.batch_counts IS 'How many of each.';


--
-- Name: batch_outcome; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.batch_outcome AS ENUM (
    'created',
    'updated',
    'unchanged',
    'rejected'
);


--
-- Name: item_error; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.item_error AS (
	pointer text,
	code text,
	detail text
);


--
-- Name: TYPE item_error; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.item_error IS 'What is wrong with an item of a batch.';


--
-- Name: COLUMN item_error.pointer; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.item_error.pointer IS 'Where in the request it stands (RFC 6901).';


--
-- Name: batch_item; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.batch_item AS (
	place integer,
	outcome doc.batch_outcome,
	id uuid,
	errors doc.item_error[]
);


--
-- Name: TYPE batch_item; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.batch_item IS 'What became of one item.';


--
-- Name: COLUMN batch_item.place; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.batch_item.place IS 'Its place in the request, from 0.';


--
-- Name: COLUMN batch_item.id; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.batch_item.id IS 'Of the activity; null when it was rejected.';


--
-- Name: batch_result; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.batch_result AS (
	items doc.batch_item[],
	counts doc.batch_counts
);


--
-- Name: TYPE batch_result; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.batch_result IS 'What became of a batch, item by item.';


--
-- Name: calendar; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.calendar AS (
	id uuid,
	name text,
	"calendarUrl" text,
	publish boolean,
	"everyMinutes" integer,
	"readAt" doc.instant,
	"nextAt" doc.instant,
	fault text,
	"lastImport" uuid,
	"createdAt" doc.instant,
	url doc.address
);


--
-- Name: TYPE calendar; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.calendar IS 'A calendar of an organisation, whose events become activities.';


--
-- Name: COLUMN calendar.name; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.calendar.name IS 'The source of its activities.';


--
-- Name: COLUMN calendar."calendarUrl"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.calendar."calendarUrl" IS 'Where it is read.';


--
-- Name: COLUMN calendar.publish; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.calendar.publish IS 'Whether its activities are published at once, while the organisation may publish.';


--
-- Name: COLUMN calendar."readAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.calendar."readAt" IS 'When it was last read well; null before.';


--
-- Name: COLUMN calendar."nextAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.calendar."nextAt" IS 'When it is read next.';


--
-- Name: COLUMN calendar.fault; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.calendar.fault IS 'Why it could not be read, in a word; null when it could.';


--
-- Name: COLUMN calendar."lastImport"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.calendar."lastImport" IS 'The import of what it held last; null before there was one.';


--
-- Name: category; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.category AS (
	slug text,
	name text,
	language text
);


--
-- Name: TYPE category; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.category IS 'A heading under which a city lists its activities.';


--
-- Name: centre; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.centre AS (
	lat double precision,
	lon double precision
);


--
-- Name: TYPE centre; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.centre IS 'The middle of its map.';


--
-- Name: change_state; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.change_state AS ENUM (
    'updated',
    'deleted'
);


--
-- Name: consent_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.consent_status AS ENUM (
    'adult',
    'consented',
    'awaiting_guardian',
    'refused',
    'withdrawn'
);


--
-- Name: guardianship_state; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.guardianship_state AS ENUM (
    'pending',
    'consented',
    'refused',
    'withdrawn',
    'ended'
);


--
-- Name: child; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.child AS (
	id uuid,
	name text,
	"consentState" public.consent_status,
	guardianship public.guardianship_state,
	relation text,
	"decidedAt" doc.instant,
	"ofAgeAt" doc.instant
);


--
-- Name: TYPE child; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.child IS 'A child that has named the caller as its guardian.';


--
-- Name: COLUMN child.name; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.child.name IS 'Null when the child gave none.';


--
-- Name: COLUMN child."consentState"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.child."consentState" IS 'How it stands with the child, all its guardians taken together.';


--
-- Name: COLUMN child.guardianship; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.child.guardianship IS 'What the caller has decided.';


--
-- Name: COLUMN child.relation; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.child.relation IS 'What the caller is to the child, in their own words; null when they said nothing.';


--
-- Name: COLUMN child."decidedAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.child."decidedAt" IS 'Null while nothing was decided.';


--
-- Name: COLUMN child."ofAgeAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.child."ofAgeAt" IS 'When the child needs no guardian any more; null while the caller has not consented.';


--
-- Name: approval_policy; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.approval_policy AS ENUM (
    'open',
    'approve'
);


--
-- Name: city_state; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.city_state AS ENUM (
    'active',
    'archived'
);


--
-- Name: city; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.city AS (
	id uuid,
	slug text,
	name text,
	description text,
	language text,
	"availableLanguages" text[],
	translations json,
	country text,
	"timeZone" text,
	"defaultLanguage" text,
	languages text[],
	centre doc.centre,
	zoom integer,
	approval public.approval_policy,
	"consentAge" integer,
	state public.city_state,
	url doc.address,
	"createdAt" doc.instant,
	"updatedAt" doc.instant
);


--
-- Name: TYPE city; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.city IS 'A city of learning.';


--
-- Name: COLUMN city.id; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.city.id IS 'Never changes and is never used again.';


--
-- Name: COLUMN city.slug; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.city.slug IS 'The short name in addresses.';


--
-- Name: COLUMN city.name; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.city.name IS 'In the language that "language" names.';


--
-- Name: COLUMN city.description; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.city.description IS 'A few sentences; null when there are none in this language.';


--
-- Name: COLUMN city.language; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.city.language IS 'Of the texts here.';


--
-- Name: COLUMN city."availableLanguages"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.city."availableLanguages" IS 'In which the texts can be had.';


--
-- Name: COLUMN city.translations; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.city.translations IS 'All texts by language; null unless expand=translations.';


--
-- Name: COLUMN city.country; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.city.country IS 'ISO 3166-1 alpha-2.';


--
-- Name: COLUMN city."timeZone"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.city."timeZone" IS 'A name of the IANA time zone database.';


--
-- Name: COLUMN city.approval; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.city.approval IS 'Whether organisations publish at once (open) or once the city has verified them (approve).';


--
-- Name: COLUMN city."consentAge"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.city."consentAge" IS 'From this age on nobody has to consent to a learner''s account but the learner.';


--
-- Name: person_stub; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.person_stub AS (
	id uuid,
	name text,
	email text
);


--
-- Name: TYPE person_stub; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.person_stub IS 'A person, as far as needed to tell them from others.';


--
-- Name: COLUMN person_stub.name; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.person_stub.name IS 'Null when none was given.';


--
-- Name: COLUMN person_stub.email; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.person_stub.email IS 'For oneself, and for those who manage the members; else null.';


--
-- Name: city_role; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.city_role AS ENUM (
    'city_viewer',
    'city_admin'
);


--
-- Name: city_member; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.city_member AS (
	person doc.person_stub,
	role public.city_role,
	since doc.instant
);


--
-- Name: TYPE city_member; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.city_member IS 'Somebody who works for a city.';


--
-- Name: COLUMN city_member.since; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.city_member.since IS 'When they became a member.';


--
-- Name: city_role; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.city_role AS (
	city text,
	role public.city_role
);


--
-- Name: TYPE city_role; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.city_role IS 'What a person may do for a city.';


--
-- Name: COLUMN city_role.city; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.city_role.city IS 'The slug of the city.';


--
-- Name: city_text; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.city_text AS (
	key text,
	title text,
	body text,
	language text
);


--
-- Name: TYPE city_text; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.city_text IS 'A text that a portal can show.';


--
-- Name: client_secret; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.client_secret AS (
	id uuid,
	"createdAt" doc.instant,
	"expiresAt" doc.instant,
	"lastUsedAt" doc.instant
);


--
-- Name: TYPE client_secret; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.client_secret IS 'A live secret of a client, but for the secret itself.';


--
-- Name: COLUMN client_secret."expiresAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.client_secret."expiresAt" IS 'From when it counts no more; null when never.';


--
-- Name: COLUMN client_secret."lastUsedAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.client_secret."lastUsedAt" IS 'When it last fetched a token, to the hour; null when never.';


--
-- Name: client; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.client AS (
	id uuid,
	name text,
	scopes text[],
	kind text,
	"authMethod" text,
	grants text[],
	"redirectUris" text[],
	"clientUri" text,
	jwks json,
	"createdAt" doc.instant,
	"lastUsedAt" doc.instant,
	secrets doc.client_secret[]
);


--
-- Name: TYPE client; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.client IS 'A program that acts for an organisation, or that people sign in to.';


--
-- Name: COLUMN client.kind; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.client.kind IS 'confidential, or public when it can keep no secret.';


--
-- Name: COLUMN client."authMethod"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.client."authMethod" IS 'How it shows who it is at /oauth2/token: client_secret_basic, private_key_jwt, or none when it is public.';


--
-- Name: COLUMN client.grants; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.client.grants IS 'How it may ask for tokens.';


--
-- Name: COLUMN client."redirectUris"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.client."redirectUris" IS 'Where people who sign in are led back to; empty when nobody signs in to it.';


--
-- Name: COLUMN client."clientUri"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.client."clientUri" IS 'A page about it; null when there is none.';


--
-- Name: COLUMN client.jwks; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.client.jwks IS 'The public keys that its assertions are checked with (RFC 7517); null when it has a secret.';


--
-- Name: COLUMN client."lastUsedAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.client."lastUsedAt" IS 'When it last fetched a token, to the hour; null when never.';


--
-- Name: COLUMN client.secrets; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.client.secrets IS 'Those that are live: at most two, the older first.';


--
-- Name: client_with_secret; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.client_with_secret AS (
	id uuid,
	name text,
	scopes text[],
	kind text,
	"authMethod" text,
	"redirectUris" text[],
	"createdAt" doc.instant,
	"clientId" text,
	"clientSecret" text,
	"secretExpiresAt" doc.instant
);


--
-- Name: TYPE client_with_secret; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.client_with_secret IS 'A client with a new secret. The secret is shown this once.';


--
-- Name: COLUMN client_with_secret."clientSecret"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.client_with_secret."clientSecret" IS 'Is null when the client has none, or when the answer is sent again for its Idempotency-Key.';


--
-- Name: COLUMN client_with_secret."secretExpiresAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.client_with_secret."secretExpiresAt" IS 'From when the secret counts no more; null when there is none.';


--
-- Name: connection; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.connection AS (
	client uuid,
	name text,
	"organisationName" text,
	"clientUri" text,
	unverified boolean,
	scopes text[],
	"createdAt" doc.instant,
	"lastUsedAt" doc.instant
);


--
-- Name: TYPE connection; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.connection IS 'An app that a person has let use their account.';


--
-- Name: COLUMN connection.client; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.connection.client IS 'The id of the app.';


--
-- Name: COLUMN connection."organisationName"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.connection."organisationName" IS 'Whose app it is; null when it is no organisation''s.';


--
-- Name: COLUMN connection."clientUri"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.connection."clientUri" IS 'A page about the app; null when it gave none.';


--
-- Name: COLUMN connection.unverified; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.connection.unverified IS 'True when the app registered itself and nobody here has checked it.';


--
-- Name: COLUMN connection.scopes; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.connection.scopes IS 'What it may do.';


--
-- Name: COLUMN connection."lastUsedAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.connection."lastUsedAt" IS 'When it last signed the person in or renewed its token.';


--
-- Name: credential_offer; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.credential_offer AS (
	id uuid,
	"offerUrl" doc.address,
	"deepLink" text,
	"transactionCode" text,
	"expiresAt" doc.instant
);


--
-- Name: TYPE credential_offer; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.credential_offer IS 'An award that a wallet may fetch, once, within ten minutes.';


--
-- Name: COLUMN credential_offer."offerUrl"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.credential_offer."offerUrl" IS 'Where wallets read the offer. Whoever has it can take the award, so show it to nobody else.';


--
-- Name: COLUMN credential_offer."deepLink"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.credential_offer."deepLink" IS 'What opens a wallet; as a QR code, what a wallet scans.';


--
-- Name: COLUMN credential_offer."transactionCode"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.credential_offer."transactionCode" IS 'Six digits that the wallet will ask for; null when none were wished.';


--
-- Name: delivery_attempt; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.delivery_attempt AS (
	attempt integer,
	at doc.instant,
	outcome text,
	status integer,
	"dnsMs" integer,
	"connectMs" integer,
	"tlsMs" integer,
	"firstByteMs" integer,
	"totalMs" integer
);


--
-- Name: TYPE delivery_attempt; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.delivery_attempt IS 'One try to deliver.';


--
-- Name: COLUMN delivery_attempt.outcome; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.delivery_attempt.outcome IS 'Answered; or why there was no answer; or unproven: the challenge was not echoed.';


--
-- Name: COLUMN delivery_attempt.status; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.delivery_attempt.status IS 'What the receiver answered; null when it did not.';


--
-- Name: COLUMN delivery_attempt."dnsMs"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.delivery_attempt."dnsMs" IS 'Milliseconds until its name was known; null when it was broken off.';


--
-- Name: COLUMN delivery_attempt."connectMs"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.delivery_attempt."connectMs" IS 'Until it was connected to; null as above.';


--
-- Name: COLUMN delivery_attempt."tlsMs"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.delivery_attempt."tlsMs" IS 'Until TLS was agreed on; null as above.';


--
-- Name: COLUMN delivery_attempt."firstByteMs"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.delivery_attempt."firstByteMs" IS 'Until the answer began; null as above.';


--
-- Name: COLUMN delivery_attempt."totalMs"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.delivery_attempt."totalMs" IS 'How long it took in all; null as above.';


--
-- Name: delivery_state; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.delivery_state AS ENUM (
    'due',
    'leased',
    'delivered',
    'exhausted',
    'held'
);


--
-- Name: delivery; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.delivery AS (
	event uuid,
	"messageId" text,
	type text,
	subject uuid,
	state public.delivery_state,
	attempts integer,
	"occurredAt" doc.instant,
	"dueAt" doc.instant,
	"doneAt" doc.instant,
	log doc.delivery_attempt[]
);


--
-- Name: TYPE delivery; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.delivery IS 'One event on its way to one endpoint.';


--
-- Name: COLUMN delivery."messageId"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.delivery."messageId" IS 'The webhook-id header of each attempt.';


--
-- Name: COLUMN delivery."dueAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.delivery."dueAt" IS 'When it is tried next; null when it is not.';


--
-- Name: COLUMN delivery."doneAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.delivery."doneAt" IS 'When it was delivered or given up; null before.';


--
-- Name: COLUMN delivery.log; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.delivery.log IS 'The last 50 attempts.';


--
-- Name: delivery_answer; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.delivery_answer AS (
	attempt integer,
	at doc.instant,
	outcome text,
	status integer,
	"dnsMs" integer,
	"connectMs" integer,
	"tlsMs" integer,
	"firstByteMs" integer,
	"totalMs" integer,
	response text
);


--
-- Name: TYPE delivery_answer; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.delivery_answer IS 'One try to deliver, and what was answered.';


--
-- Name: COLUMN delivery_answer.status; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.delivery_answer.status IS 'What the receiver answered; null when it did not.';


--
-- Name: COLUMN delivery_answer."dnsMs"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.delivery_answer."dnsMs" IS 'Milliseconds until its name was known; null when it was broken off.';


--
-- Name: COLUMN delivery_answer."connectMs"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.delivery_answer."connectMs" IS 'Until it was connected to; null as above.';


--
-- Name: COLUMN delivery_answer."tlsMs"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.delivery_answer."tlsMs" IS 'Until TLS was agreed on; null as above.';


--
-- Name: COLUMN delivery_answer."firstByteMs"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.delivery_answer."firstByteMs" IS 'Until the answer began; null as above.';


--
-- Name: COLUMN delivery_answer."totalMs"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.delivery_answer."totalMs" IS 'How long it took in all; null as above.';


--
-- Name: COLUMN delivery_answer.response; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.delivery_answer.response IS 'The first 4 KiB of the answer''s body, escaped when they are no text; null when it was empty.';


--
-- Name: delivery_whole; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.delivery_whole AS (
	event uuid,
	"messageId" text,
	type text,
	subject uuid,
	state public.delivery_state,
	attempts integer,
	"occurredAt" doc.instant,
	"dueAt" doc.instant,
	"doneAt" doc.instant,
	payload json,
	log doc.delivery_answer[]
);


--
-- Name: TYPE delivery_whole; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.delivery_whole IS 'One event on its way to one endpoint, with all that was said.';


--
-- Name: COLUMN delivery_whole."dueAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.delivery_whole."dueAt" IS 'When it is tried next; null when it is not.';


--
-- Name: COLUMN delivery_whole."doneAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.delivery_whole."doneAt" IS 'When it was delivered or given up; null before.';


--
-- Name: COLUMN delivery_whole.payload; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.delivery_whole.payload IS 'What is sent.';


--
-- Name: COLUMN delivery_whole.log; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.delivery_whole.log IS 'The last 50 attempts, the oldest first.';


--
-- Name: endorsement_claim; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.endorsement_claim AS ENUM (
    'quality',
    'relevance',
    'recognition',
    'partnership'
);


--
-- Name: endorsement_kind; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.endorsement_kind AS ENUM (
    'organisation',
    'badge',
    'award'
);


--
-- Name: endorsement_state; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.endorsement_state AS ENUM (
    'requested',
    'accepted',
    'declined',
    'withdrawn',
    'revoked',
    'expired'
);


--
-- Name: endorsement; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.endorsement AS (
	id uuid,
	kind public.endorsement_kind,
	state public.endorsement_state,
	endorser doc.organisation_stub,
	organisation doc.organisation_stub,
	badge doc.badge_stub,
	award uuid,
	message text,
	comment text,
	language text,
	claims public.endorsement_claim[],
	reason text,
	"requestedAt" doc.instant,
	"expiresAt" doc.instant,
	"decidedAt" doc.instant,
	"revokedAt" doc.instant,
	"hiddenAt" doc.instant,
	"endorsedUrl" doc.address,
	"credentialUrl" doc.address,
	url doc.address,
	"updatedAt" doc.instant
);


--
-- Name: TYPE endorsement; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.endorsement IS 'What one organisation says of another, or of a badge or an award of it; or the question whether it does.';


--
-- Name: COLUMN endorsement.kind; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.endorsement.kind IS 'What is endorsed.';


--
-- Name: COLUMN endorsement.endorser; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.endorsement.endorser IS 'Who vouches.';


--
-- Name: COLUMN endorsement.organisation; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.endorsement.organisation IS 'Who asked: what is endorsed is its own.';


--
-- Name: COLUMN endorsement.badge; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.endorsement.badge IS 'The badge in the version that is endorsed, or that was awarded; null of an organisation.';


--
-- Name: COLUMN endorsement.award; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.endorsement.award IS 'Null where it is no award that is endorsed.';


--
-- Name: COLUMN endorsement.message; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.endorsement.message IS 'To the endorser; null when nothing was written, and to everybody but the two.';


--
-- Name: COLUMN endorsement.comment; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.endorsement.comment IS 'What the endorser says, and has signed; null before.';


--
-- Name: COLUMN endorsement.language; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.endorsement.language IS 'Of the comment; null when it was not said.';


--
-- Name: COLUMN endorsement.claims; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.endorsement.claims IS 'What is vouched for.';


--
-- Name: COLUMN endorsement.reason; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.endorsement.reason IS 'Why it was declined or revoked; null when it was not.';


--
-- Name: COLUMN endorsement."expiresAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.endorsement."expiresAt" IS 'When the request counts no more; null once it was answered.';


--
-- Name: COLUMN endorsement."decidedAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.endorsement."decidedAt" IS 'When it was accepted or declined; null before.';


--
-- Name: COLUMN endorsement."revokedAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.endorsement."revokedAt" IS 'Null when it was not revoked.';


--
-- Name: COLUMN endorsement."hiddenAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.endorsement."hiddenAt" IS 'Since when who is endorsed does not have it shown; null while it is.';


--
-- Name: COLUMN endorsement."endorsedUrl"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.endorsement."endorsedUrl" IS 'Where what is endorsed is, as Open Badges 3.0 has it.';


--
-- Name: COLUMN endorsement."credentialUrl"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.endorsement."credentialUrl" IS 'The endorsement as an Open Badges 3.0 EndorsementCredential; null before it was accepted.';


--
-- Name: event; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.event AS (
	type text,
	"timestamp" doc.instant,
	id text,
	seq integer,
	subject uuid,
	organisation uuid,
	"apiVersion" text,
	data json
);


--
-- Name: TYPE event; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.event IS 'Something that happened, as webhooks tell it.';


--
-- Name: COLUMN event.id; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.event.id IS 'The same at each attempt and in each place; the webhook-id header.';


--
-- Name: COLUMN event.seq; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.event.seq IS 'Rises with each change of the subject.';


--
-- Name: COLUMN event.organisation; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.event.organisation IS 'Whose it is; null in a ping to a city.';


--
-- Name: COLUMN event.data; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.event.data IS 'As the type''s schema says.';


--
-- Name: event_type; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.event_type AS (
	name text,
	description text,
	"canBeFull" boolean,
	example json,
	schema json
);


--
-- Name: TYPE event_type; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.event_type IS 'A kind of event that webhooks tell of.';


--
-- Name: COLUMN event_type."canBeFull"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.event_type."canBeFull" IS 'Whether an endpoint with full payload gets the thing itself, as "resource" in "data".';


--
-- Name: COLUMN event_type.example; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.event_type.example IS 'What stands in "data", beside "url".';


--
-- Name: COLUMN event_type.schema; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.event_type.schema IS 'What "data" is: JSON Schema 2020-12.';


--
-- Name: guardianship; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.guardianship AS (
	id uuid,
	"isChild" boolean,
	child uuid,
	"childName" text,
	"guardianEmail" text,
	state public.guardianship_state,
	relation text,
	"invitedAt" doc.instant,
	"expiresAt" doc.instant,
	"decidedAt" doc.instant
);


--
-- Name: TYPE guardianship; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.guardianship IS 'That a child has named somebody as its guardian, and what that one decided.';


--
-- Name: COLUMN guardianship."isChild"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.guardianship."isChild" IS 'Whether the caller is the child, and not the guardian.';


--
-- Name: COLUMN guardianship."childName"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.guardianship."childName" IS 'Null when the child gave none.';


--
-- Name: COLUMN guardianship."guardianEmail"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.guardianship."guardianEmail" IS 'The address that the child named.';


--
-- Name: COLUMN guardianship.relation; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.guardianship.relation IS 'What the guardian is to the child, in their own words; null when they said nothing.';


--
-- Name: COLUMN guardianship."expiresAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.guardianship."expiresAt" IS 'Until when the mailed link counts.';


--
-- Name: COLUMN guardianship."decidedAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.guardianship."decidedAt" IS 'Null while nothing was decided.';


--
-- Name: held_credential; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.held_credential AS (
	id uuid,
	kind text,
	form text,
	name text,
	description text,
	issuer text,
	"issuerName" text,
	"issuedAt" text,
	"expiresAt" text,
	verdict text,
	"verifiedAt" doc.instant,
	"verificationUrl" doc.address,
	"fileUrl" doc.address,
	url doc.address,
	"addedAt" doc.instant
);


--
-- Name: TYPE held_credential; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.held_credential IS 'A badge of another service that a learner keeps here.';


--
-- Name: COLUMN held_credential.kind; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.held_credential.kind IS 'What it is: badge, clr, endorsement, or one of Open Badges 2.0.';


--
-- Name: COLUMN held_credential.form; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.held_credential.form IS 'How it came: json, jws, png or svg.';


--
-- Name: COLUMN held_credential.name; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.held_credential.name IS 'As the badge says, or null; nobody vouches for it before the verdict.';


--
-- Name: COLUMN held_credential.description; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.held_credential.description IS 'As the badge says, or null.';


--
-- Name: COLUMN held_credential.issuer; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.held_credential.issuer IS 'The id of the issuer, or null.';


--
-- Name: COLUMN held_credential."issuerName"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.held_credential."issuerName" IS 'As the badge says, or null.';


--
-- Name: COLUMN held_credential."issuedAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.held_credential."issuedAt" IS 'As the badge says, or null.';


--
-- Name: COLUMN held_credential."expiresAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.held_credential."expiresAt" IS 'As the badge says, or null.';


--
-- Name: COLUMN held_credential.verdict; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.held_credential.verdict IS 'As of verifiedAt; null before anybody has looked.';


--
-- Name: COLUMN held_credential."verifiedAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.held_credential."verifiedAt" IS 'When the verdict was given, or null.';


--
-- Name: COLUMN held_credential."verificationUrl"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.held_credential."verificationUrl" IS 'The checks of the newest verification, for an hour.';


--
-- Name: COLUMN held_credential."fileUrl"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.held_credential."fileUrl" IS 'The badge byte for byte as it came.';


--
-- Name: held_import_item; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.held_import_item AS (
	name text,
	state text,
	code text,
	reason text,
	"credentialId" uuid,
	"credentialUrl" doc.address
);


--
-- Name: TYPE held_import_item; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.held_import_item IS 'What came of one file.';


--
-- Name: COLUMN held_import_item.name; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.held_import_item.name IS 'What it is called in the archive; null of an address.';


--
-- Name: COLUMN held_import_item.state; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.held_import_item.state IS 'kept; here, when it was before; or refused.';


--
-- Name: COLUMN held_import_item.code; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.held_import_item.code IS 'Why it was refused, or is here, for programs; or null.';


--
-- Name: COLUMN held_import_item.reason; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.held_import_item.reason IS 'The same for people, or null.';


--
-- Name: COLUMN held_import_item."credentialId"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.held_import_item."credentialId" IS 'The badge as it is kept, or null.';


--
-- Name: COLUMN held_import_item."credentialUrl"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.held_import_item."credentialUrl" IS 'Where it is, or null.';


--
-- Name: held_import_state; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.held_import_state AS ENUM (
    'pending',
    'kept',
    'refused'
);


--
-- Name: held_import; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.held_import AS (
	id uuid,
	source text,
	state public.held_import_state,
	code text,
	reason text,
	items doc.held_import_item[],
	url doc.address,
	"addedAt" doc.instant,
	"doneAt" doc.instant
);


--
-- Name: TYPE held_import; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.held_import IS 'Badges that a learner has brought here, and what came of them; for a day.';


--
-- Name: COLUMN held_import.source; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.held_import.source IS 'The address that the badge is fetched from; null of an archive.';


--
-- Name: COLUMN held_import.state; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.held_import.state IS 'pending until it is done; then kept when there is any badge, and else refused.';


--
-- Name: COLUMN held_import.code; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.held_import.code IS 'Why it was refused, for programs; of the first that was; or null.';


--
-- Name: COLUMN held_import.reason; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.held_import.reason IS 'The same for people, or null.';


--
-- Name: COLUMN held_import."doneAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.held_import."doneAt" IS 'When that was known, or null.';


--
-- Name: provider_state; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.provider_state AS ENUM (
    'proposed',
    'approved'
);


--
-- Name: identity_provider; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.identity_provider AS (
	name text,
	issuer text,
	"clientId" text,
	scope text,
	claims json,
	state public.provider_state,
	"readAt" doc.instant,
	fault text,
	"redirectUri" doc.address,
	"updatedAt" doc.instant
);


--
-- Name: TYPE identity_provider; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.identity_provider IS 'Where the people of a city sign in with an account that they have.';


--
-- Name: COLUMN identity_provider.claims; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.identity_provider.claims IS 'By our names, what claims are called there: email, name, language, birthdate.';


--
-- Name: COLUMN identity_provider.state; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.identity_provider.state IS 'Proposed until the operator of this service has approved it.';


--
-- Name: COLUMN identity_provider."readAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.identity_provider."readAt" IS 'When its configuration was last read; null before.';


--
-- Name: COLUMN identity_provider.fault; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.identity_provider.fault IS 'Why its configuration cannot be read; null when it can.';


--
-- Name: COLUMN identity_provider."redirectUri"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.identity_provider."redirectUri" IS 'What has to be registered there.';


--
-- Name: import_counts; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.import_counts AS (
	rows integer,
	created integer,
	updated integer,
	unchanged integer,
	rejected integer
);


--
-- Name: TYPE import_counts; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.import_counts IS 'How many rows were read so far, and what became of them.';


--
-- Name: job_state; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.job_state AS ENUM (
    'queued',
    'running',
    'done',
    'failed',
    'cancelled'
);


--
-- Name: job; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.job AS (
	id uuid,
	kind text,
	state public.job_state,
	subject uuid,
	counts json,
	problem text,
	"createdAt" doc.instant,
	"startedAt" doc.instant,
	"doneAt" doc.instant,
	url doc.address
);


--
-- Name: TYPE job; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.job IS 'Work that goes on after the request that asked for it.';


--
-- Name: COLUMN job.kind; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.job.kind IS 'What is done, as webhook_replay.';


--
-- Name: COLUMN job.subject; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.job.subject IS 'What it is about, as the endpoint; null when it is about no one thing.';


--
-- Name: COLUMN job.counts; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.job.counts IS 'How much was done so far: numbers by name.';


--
-- Name: COLUMN job.problem; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.job.problem IS 'The code of the problem that ended it; null when it did not fail.';


--
-- Name: COLUMN job."startedAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.job."startedAt" IS 'Null while it is queued.';


--
-- Name: COLUMN job."doneAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.job."doneAt" IS 'When it was done, failed or was cancelled; null before. It is kept for 30 days after that.';


--
-- Name: import_format; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.import_format AS ENUM (
    'csv',
    'ndjson'
);


--
-- Name: import; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.import AS (
	id uuid,
	source text,
	format public.import_format,
	size bigint,
	publish boolean,
	"dryRun" boolean,
	"wholeOffer" boolean,
	state public.job_state,
	counts doc.import_counts,
	failure text,
	missing integer,
	"cancelReason" text,
	cancelled integer,
	"createdAt" doc.instant,
	"doneAt" doc.instant,
	job doc.job,
	url doc.address
);


--
-- Name: TYPE import; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.import IS 'Many activities at once, out of one file.';


--
-- Name: COLUMN import.source; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.import.source IS 'Your own name of where the rows come from.';


--
-- Name: COLUMN import.size; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.import.size IS 'Of the file, in bytes.';


--
-- Name: COLUMN import.publish; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.import.publish IS 'Whether rows are published at once.';


--
-- Name: COLUMN import."dryRun"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.import."dryRun" IS 'Whether it only tells what it would do.';


--
-- Name: COLUMN import."wholeOffer"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.import."wholeOffer" IS 'Whether what the file lacks is to be cancelled, once that is confirmed.';


--
-- Name: COLUMN import.state; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.import.state IS 'That of its job.';


--
-- Name: COLUMN import.failure; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.import.failure IS 'Why the file could not be read to its end; null when it could.';


--
-- Name: COLUMN import.missing; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.import.missing IS 'How many published activities of the source the file lacks; null unless it is a whole offer that was read without a rejected row.';


--
-- Name: COLUMN import."cancelReason"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.import."cancelReason" IS 'Why what it lacks is cancelled; null until that is confirmed.';


--
-- Name: COLUMN import.cancelled; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.import.cancelled IS 'How many of them are cancelled; null until that is confirmed.';


--
-- Name: COLUMN import."doneAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.import."doneAt" IS 'Null before.';


--
-- Name: COLUMN import.job; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.import.job IS 'The work on it; of the cancelling, once that is confirmed.';


--
-- Name: import_error; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.import_error AS (
	line bigint,
	field text,
	code text,
	detail text
);


--
-- Name: TYPE import_error; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.import_error IS 'What is wrong with a row.';


--
-- Name: COLUMN import_error.line; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.import_error.line IS 'That it begins on, from 1.';


--
-- Name: COLUMN import_error.field; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.import_error.field IS 'The column of a CSV file, or a JSON pointer (RFC 6901) into a line of NDJSON; null when it is the row as a whole.';


--
-- Name: COLUMN import_error.detail; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.import_error.detail IS 'One sentence.';


--
-- Name: invitation_state; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.invitation_state AS ENUM (
    'pending',
    'accepted',
    'declined',
    'revoked',
    'expired'
);


--
-- Name: mail_state; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.mail_state AS ENUM (
    'queued',
    'leased',
    'sent',
    'bounced',
    'suppressed'
);


--
-- Name: invitation; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.invitation AS (
	id uuid,
	organisation doc.organisation_stub,
	city text,
	email text,
	role text,
	state public.invitation_state,
	language text,
	"invitedBy" text,
	"mailState" public.mail_state,
	"createdAt" doc.instant,
	"expiresAt" doc.instant,
	"answeredAt" doc.instant
);


--
-- Name: TYPE invitation; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.invitation IS 'Somebody is asked to work for an organisation or for a city.';


--
-- Name: COLUMN invitation.organisation; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.invitation.organisation IS 'Null when it is a city that invites.';


--
-- Name: COLUMN invitation.city; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.invitation.city IS 'The slug of the city that invites; null when it is an organisation.';


--
-- Name: COLUMN invitation.role; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.invitation.role IS 'What they would be: a role of the organisation, or of the city.';


--
-- Name: COLUMN invitation.language; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.invitation.language IS 'Of the mail.';


--
-- Name: COLUMN invitation."invitedBy"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.invitation."invitedBy" IS 'The name of who invites; null when they gave none.';


--
-- Name: COLUMN invitation."mailState"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.invitation."mailState" IS 'What became of its last mail, for those who invite; null when that is long ago, and for the invited.';


--
-- Name: COLUMN invitation."answeredAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.invitation."answeredAt" IS 'When it was accepted, declined or revoked; null before.';


--
-- Name: invitation_counts; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.invitation_counts AS (
	invited integer,
	"alreadyMember" integer,
	"alreadyInvited" integer,
	"invalidEmail" integer,
	"notAllowed" integer
);


--
-- Name: TYPE invitation_counts; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.invitation_counts IS 'How many of each.';


--
-- Name: invitation_status; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.invitation_status AS ENUM (
    'invited',
    'already_member',
    'already_invited',
    'invalid_email',
    'not_allowed'
);


--
-- Name: invitation_row; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.invitation_row AS (
	"row" integer,
	status doc.invitation_status,
	id uuid
);


--
-- Name: TYPE invitation_row; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.invitation_row IS 'What became of one row.';


--
-- Name: COLUMN invitation_row."row"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.invitation_row."row" IS 'Its place in the request, from 0.';


--
-- Name: COLUMN invitation_row.status; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.invitation_row.status IS 'Not allowed: the role is not yours to give.';


--
-- Name: COLUMN invitation_row.id; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.invitation_row.id IS 'Of the invitation; null when none was made.';


--
-- Name: invitation_batch; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.invitation_batch AS (
	items doc.invitation_row[],
	counts doc.invitation_counts
);


--
-- Name: TYPE invitation_batch; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.invitation_batch IS 'What became of many invitations, row by row.';


--
-- Name: mail; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.mail AS (
	id uuid,
	kind text,
	recipient text,
	state public.mail_state,
	attempts integer,
	"replyCode" integer,
	"createdAt" doc.instant,
	"sentAt" doc.instant,
	url doc.address
);


--
-- Name: TYPE mail; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.mail IS 'A mail, and what became of it.';


--
-- Name: COLUMN mail.kind; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.mail.kind IS 'What it is about, as invitation.';


--
-- Name: COLUMN mail.state; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.mail.state IS 'Queued and leased: on its way; bounced: no server took it, or its link expired before one did; suppressed: it was not tried, since the address refuses mail or gets too many.';


--
-- Name: COLUMN mail."replyCode"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.mail."replyCode" IS 'What the mail server said last (RFC 5321); null when it said nothing.';


--
-- Name: COLUMN mail."sentAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.mail."sentAt" IS 'When a server took it; null before.';


--
-- Name: organisation_role; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.organisation_role AS ENUM (
    'viewer',
    'reviewer',
    'issuer',
    'manager',
    'owner'
);


--
-- Name: organisation_role; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.organisation_role AS (
	organisation doc.organisation_stub,
	role public.organisation_role
);


--
-- Name: TYPE organisation_role; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.organisation_role IS 'What a person may do for an organisation.';


--
-- Name: me; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.me AS (
	id uuid,
	email text,
	name text,
	language text,
	organisations doc.organisation_role[],
	cities doc.city_role[],
	"consentState" public.consent_status
);


--
-- Name: TYPE me; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.me IS 'The person who asks.';


--
-- Name: COLUMN me.name; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.me.name IS 'Null when none was given.';


--
-- Name: COLUMN me.language; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.me.language IS 'Preferred; null when none was given.';


--
-- Name: COLUMN me."consentState"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.me."consentState" IS 'Of age, or how it stands with the consent of a guardian.';


--
-- Name: member; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.member AS (
	person doc.person_stub,
	role public.organisation_role,
	since doc.instant
);


--
-- Name: TYPE member; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.member IS 'Somebody who works for an organisation.';


--
-- Name: COLUMN member.since; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.member.since IS 'When they became a member.';


--
-- Name: organisation_state; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.organisation_state AS ENUM (
    'draft',
    'pending',
    'verified',
    'rejected',
    'suspended',
    'archived'
);


--
-- Name: organisation; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.organisation AS (
	id uuid,
	slug text,
	city text,
	name text,
	description text,
	language text,
	"availableLanguages" text[],
	translations json,
	"legalName" text,
	"registrationNumber" text,
	country text,
	website text,
	email text,
	state public.organisation_state,
	"stateReason" text,
	url doc.address,
	"createdAt" doc.instant,
	"updatedAt" doc.instant
);


--
-- Name: TYPE organisation; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.organisation IS 'A library, a school, an employer: who publishes activities and awards badges.';


--
-- Name: COLUMN organisation.city; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.organisation.city IS 'The slug of its home city.';


--
-- Name: COLUMN organisation.description; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.organisation.description IS 'What it does; null when there is no text in this language.';


--
-- Name: COLUMN organisation.translations; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.organisation.translations IS 'All texts by language; null unless expand=translations.';


--
-- Name: COLUMN organisation.website; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.organisation.website IS 'Null when it has none.';


--
-- Name: COLUMN organisation.email; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.organisation.email IS 'For questions; null when it gave none.';


--
-- Name: COLUMN organisation."stateReason"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.organisation."stateReason" IS 'Why it was rejected or suspended, for itself and its city; else null.';


--
-- Name: portfolio; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.portfolio AS (
	awards doc.award[],
	skills doc.skill_stub[],
	url doc.address
);


--
-- Name: TYPE portfolio; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.portfolio IS 'All that a learner has earned, in one answer.';


--
-- Name: COLUMN portfolio.awards; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.portfolio.awards IS 'The newest 500; /v1/me/awards lists all.';


--
-- Name: COLUMN portfolio.skills; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.portfolio.skills IS 'The skills of all awards that are valid now.';


--
-- Name: portfolio_change; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.portfolio_change AS (
	kind text,
	id uuid,
	state doc.change_state,
	"changedAt" doc.instant,
	award doc.award
);


--
-- Name: TYPE portfolio_change; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.portfolio_change IS 'What became of a thing in a learner''s portfolio.';


--
-- Name: COLUMN portfolio_change.kind; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.portfolio_change.kind IS 'What it is: award.';


--
-- Name: COLUMN portfolio_change.state; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.portfolio_change.state IS 'deleted: it is the learner''s no more; drop the copy.';


--
-- Name: COLUMN portfolio_change.award; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.portfolio_change.award IS 'As it is now; null when it is deleted.';


--
-- Name: skill_type; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.skill_type AS ENUM (
    'skill',
    'knowledge',
    'other'
);


--
-- Name: skill; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.skill AS (
	id uuid,
	uri text,
	framework text,
	type public.skill_type,
	"reuseLevel" text,
	label text,
	language text,
	"matchedLabel" text,
	description text,
	"alternativeLabels" text[],
	broader doc.skill_stub[],
	translations json,
	retired boolean,
	url doc.address
);


--
-- Name: TYPE skill; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.skill IS 'A skill, competence or piece of knowledge of a framework.';


--
-- Name: COLUMN skill.uri; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.skill.uri IS 'Its identifier in the framework: use it in activities and badges.';


--
-- Name: COLUMN skill.label; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.skill.label IS 'The preferred label in the language that "language" names.';


--
-- Name: COLUMN skill."matchedLabel"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.skill."matchedLabel" IS 'The label that was found by q; null when nothing was searched.';


--
-- Name: COLUMN skill.description; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.skill.description IS 'What it means; null when the framework does not say.';


--
-- Name: COLUMN skill."alternativeLabels"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.skill."alternativeLabels" IS 'Other names in the same language.';


--
-- Name: COLUMN skill.translations; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.skill.translations IS 'Preferred labels by language; null unless expand=translations.';


--
-- Name: COLUMN skill.retired; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.skill.retired IS 'Whether the framework has dropped it; it keeps resolving.';


--
-- Name: skill_framework; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.skill_framework AS (
	slug text,
	name text,
	version text,
	attribution text,
	skills integer
);


--
-- Name: TYPE skill_framework; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.skill_framework IS 'A classification of skills.';


--
-- Name: COLUMN skill_framework.attribution; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.skill_framework.attribution IS 'To be shown with its skills.';


--
-- Name: starter_kit; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.starter_kit AS (
	categories doc.category[],
	"badgeTemplates" doc.badge_template[],
	texts doc.city_text[]
);


--
-- Name: TYPE starter_kit; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.starter_kit IS 'What a city began with and has made its own.';


--
-- Name: verification_check; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.verification_check AS (
	name text,
	passed boolean,
	detail text
);


--
-- Name: TYPE verification_check; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.verification_check IS 'One thing that was looked at.';


--
-- Name: COLUMN verification_check.passed; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verification_check.passed IS 'Null when it could not be looked at, or when it is no more than a warning.';


--
-- Name: verification_issuer; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.verification_issuer AS (
	id uuid,
	name text,
	state public.organisation_state,
	url doc.address
);


--
-- Name: TYPE verification_issuer; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.verification_issuer IS 'The organisation that stands behind the award.';


--
-- Name: COLUMN verification_issuer.id; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verification_issuer.id IS 'Null when it is none of this service.';


--
-- Name: COLUMN verification_issuer.name; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verification_issuer.name IS 'Null when the badge does not say it.';


--
-- Name: COLUMN verification_issuer.state; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verification_issuer.state IS 'Null when it is none of this service.';


--
-- Name: COLUMN verification_issuer.url; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verification_issuer.url IS 'Null when the badge does not say it.';


--
-- Name: verified_credential; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.verified_credential AS (
	id text,
	kind text,
	name text,
	description text,
	achievement text,
	image text,
	criteria text,
	"criteriaUrl" text,
	comment text,
	issuer text,
	"issuerName" text,
	"issuerUrl" text,
	"issuedAt" doc.instant,
	"expiresAt" doc.instant
);


--
-- Name: TYPE verified_credential; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.verified_credential IS 'What a badge of others says of itself. Nobody vouches for it but the verdict.';


--
-- Name: COLUMN verified_credential.id; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verified_credential.id IS 'Its own id; null when it has none.';


--
-- Name: COLUMN verified_credential.kind; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verified_credential.kind IS 'badge, endorsement, clr, hosted_2 or signed_2.';


--
-- Name: COLUMN verified_credential.name; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verified_credential.name IS 'Of what was achieved; null when it does not say.';


--
-- Name: COLUMN verified_credential.description; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verified_credential.description IS 'Null when it does not say.';


--
-- Name: COLUMN verified_credential.achievement; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verified_credential.achievement IS 'The id of what was achieved, or is endorsed; null when it has none.';


--
-- Name: COLUMN verified_credential.image; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verified_credential.image IS 'An address; null when it has none.';


--
-- Name: COLUMN verified_credential.criteria; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verified_credential.criteria IS 'What it is given for; null when it does not say.';


--
-- Name: COLUMN verified_credential."criteriaUrl"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verified_credential."criteriaUrl" IS 'Where that is said; null when it does not say.';


--
-- Name: COLUMN verified_credential.comment; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verified_credential.comment IS 'Of an endorsement; null of anything else.';


--
-- Name: COLUMN verified_credential.issuer; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verified_credential.issuer IS 'The issuer''s id, often a did; null when it does not say.';


--
-- Name: COLUMN verified_credential."issuerName"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verified_credential."issuerName" IS 'Null when it does not say.';


--
-- Name: COLUMN verified_credential."issuerUrl"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verified_credential."issuerUrl" IS 'Null when it does not say.';


--
-- Name: COLUMN verified_credential."issuedAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verified_credential."issuedAt" IS 'Null when it does not say.';


--
-- Name: COLUMN verified_credential."expiresAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verified_credential."expiresAt" IS 'Null when it never expires.';


--
-- Name: verification_verdict; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.verification_verdict AS ENUM (
    'valid',
    'expired',
    'revoked',
    'superseded',
    'tampered',
    'unknown_issuer',
    'not_verifiable',
    'not_a_badge'
);


--
-- Name: verification_part; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.verification_part AS (
	verdict public.verification_verdict,
	reason text,
	credential doc.verified_credential
);


--
-- Name: TYPE verification_part; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.verification_part IS 'A credential within another, judged by itself.';


--
-- Name: COLUMN verification_part.credential; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verification_part.credential IS 'Null when it is none that is read here.';


--
-- Name: verification_state; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.verification_state AS ENUM (
    'queued',
    'running',
    'done'
);


--
-- Name: verification; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.verification AS (
	award uuid,
	verdict public.verification_verdict,
	checks doc.verification_check[],
	badge doc.badge,
	issuer doc.verification_issuer,
	"issuedAt" doc.instant,
	"expiresAt" doc.instant,
	"revokedAt" doc.instant,
	"revocationReason" text,
	"recipientMatches" boolean,
	url doc.address,
	"asOf" doc.instant,
	state public.verification_state,
	reason text,
	credential doc.verified_credential,
	endorsements doc.verification_part[],
	contents doc.verification_part[],
	"supersededAt" doc.instant,
	"supersededBy" doc.address,
	"replacementReason" text
);


--
-- Name: TYPE verification; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.verification IS 'Whether an award counts, and why. It holds nothing about the learner.';


--
-- Name: COLUMN verification.award; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verification.award IS 'Its id; null when it is none of this service.';


--
-- Name: COLUMN verification.verdict; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verification.verdict IS 'Null until the state is done.';


--
-- Name: COLUMN verification.badge; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verification.badge IS 'Null when the award is none of this service.';


--
-- Name: COLUMN verification.issuer; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verification.issuer IS 'Null as long as it is not known.';


--
-- Name: COLUMN verification."issuedAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verification."issuedAt" IS 'Null as long as it is not known.';


--
-- Name: COLUMN verification."expiresAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verification."expiresAt" IS 'Null when it never expires.';


--
-- Name: COLUMN verification."revokedAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verification."revokedAt" IS 'Null when it was not revoked.';


--
-- Name: COLUMN verification."revocationReason"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verification."revocationReason" IS 'In the issuer''s words; null when it was not revoked.';


--
-- Name: COLUMN verification."recipientMatches"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verification."recipientMatches" IS 'Whether the award belongs to the address that was asked about; null when none was.';


--
-- Name: COLUMN verification.reason; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verification.reason IS 'Of the verdict, in a sentence; null of an award of this service, whose checks say it.';


--
-- Name: COLUMN verification.credential; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verification.credential IS 'Null of an award of this service.';


--
-- Name: COLUMN verification.endorsements; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verification.endorsements IS 'Those that came within it, each with a verdict of its own.';


--
-- Name: COLUMN verification.contents; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verification.contents IS 'What a CLR holds, each with a verdict of its own.';


--
-- Name: COLUMN verification."supersededAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verification."supersededAt" IS 'Null when no other award took its place.';


--
-- Name: COLUMN verification."supersededBy"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verification."supersededBy" IS 'Where the award is verified that counts in its place, or did last; null when no other took it.';


--
-- Name: COLUMN verification."replacementReason"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.verification."replacementReason" IS 'In the issuer''s words; null when no other award took its place.';


--
-- Name: endpoint_ordering; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.endpoint_ordering AS ENUM (
    'none',
    'subject'
);


--
-- Name: endpoint_payload; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.endpoint_payload AS ENUM (
    'thin',
    'full'
);


--
-- Name: endpoint_state; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.endpoint_state AS ENUM (
    'pending',
    'enabled',
    'paused',
    'disabled',
    'gone'
);


--
-- Name: webhook_endpoint; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.webhook_endpoint AS (
	id uuid,
	"webhookUrl" text,
	description text,
	types text[],
	state public.endpoint_state,
	ordering public.endpoint_ordering,
	payload public.endpoint_payload,
	"maxPerSecond" integer,
	"maxInFlight" integer,
	failures integer,
	"failingSince" doc.instant,
	"pausedUntil" doc.instant,
	"lastSuccessAt" doc.instant,
	"createdAt" doc.instant,
	url doc.address
);


--
-- Name: TYPE webhook_endpoint; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.webhook_endpoint IS 'An address that a partner listens on.';


--
-- Name: COLUMN webhook_endpoint."webhookUrl"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.webhook_endpoint."webhookUrl" IS 'Where events are sent to.';


--
-- Name: COLUMN webhook_endpoint.description; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.webhook_endpoint.description IS 'Null when none was given.';


--
-- Name: COLUMN webhook_endpoint.state; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.webhook_endpoint.state IS 'Pending: it has not echoed its challenge yet. Disabled: it took nothing for five days. Gone: it answered 410. Events are sent while it is enabled, and else held.';


--
-- Name: COLUMN webhook_endpoint.ordering; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.webhook_endpoint.ordering IS 'Subject: what happened to one thing is sent in its order, one at a time.';


--
-- Name: COLUMN webhook_endpoint.payload; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.webhook_endpoint.payload IS 'Full: an activity or a badge is sent with what happened to it.';


--
-- Name: COLUMN webhook_endpoint."maxPerSecond"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.webhook_endpoint."maxPerSecond" IS 'How many attempts are begun in a second.';


--
-- Name: COLUMN webhook_endpoint."maxInFlight"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.webhook_endpoint."maxInFlight" IS 'How many attempts are under way at once.';


--
-- Name: COLUMN webhook_endpoint.failures; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.webhook_endpoint.failures IS 'How many attempts in a row have failed.';


--
-- Name: COLUMN webhook_endpoint."failingSince"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.webhook_endpoint."failingSince" IS 'When the first of them failed; null when the last attempt was taken.';


--
-- Name: COLUMN webhook_endpoint."pausedUntil"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.webhook_endpoint."pausedUntil" IS 'After many failures nothing is sent for a while; null when it is not so.';


--
-- Name: COLUMN webhook_endpoint."lastSuccessAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.webhook_endpoint."lastSuccessAt" IS 'Null when nothing was ever delivered.';


--
-- Name: webhook_endpoint_with_secret; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.webhook_endpoint_with_secret AS (
	id uuid,
	"webhookUrl" text,
	description text,
	types text[],
	state public.endpoint_state,
	ordering public.endpoint_ordering,
	payload public.endpoint_payload,
	"maxPerSecond" integer,
	"maxInFlight" integer,
	failures integer,
	"failingSince" doc.instant,
	"pausedUntil" doc.instant,
	"lastSuccessAt" doc.instant,
	"createdAt" doc.instant,
	url doc.address,
	secret text
);


--
-- Name: TYPE webhook_endpoint_with_secret; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.webhook_endpoint_with_secret IS 'An endpoint with a new secret.';


--
-- Name: COLUMN webhook_endpoint_with_secret.description; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.webhook_endpoint_with_secret.description IS 'Null when none was given.';


--
-- Name: COLUMN webhook_endpoint_with_secret."failingSince"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.webhook_endpoint_with_secret."failingSince" IS 'Null in a new endpoint.';


--
-- Name: COLUMN webhook_endpoint_with_secret."pausedUntil"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.webhook_endpoint_with_secret."pausedUntil" IS 'Null in a new endpoint.';


--
-- Name: COLUMN webhook_endpoint_with_secret."lastSuccessAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.webhook_endpoint_with_secret."lastSuccessAt" IS 'Null in a new endpoint.';


--
-- Name: COLUMN webhook_endpoint_with_secret.secret; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.webhook_endpoint_with_secret.secret IS 'What v1 signatures are checked with. It is shown this once; null when the answer is sent again for its Idempotency-Key.';


--
-- Name: webhook_key; Type: TYPE; Schema: doc; Owner: -
--

CREATE TYPE doc.webhook_key AS (
	"publicKey" text,
	"expiresAt" doc.instant
);


--
-- Name: TYPE webhook_key; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON TYPE doc.webhook_key IS 'What v1a signatures of an endpoint are checked with.';


--
-- Name: COLUMN webhook_key."publicKey"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.webhook_key."publicKey" IS 'Ed25519: whpk_ and 32 bytes in base64.';


--
-- Name: COLUMN webhook_key."expiresAt"; Type: COMMENT; Schema: doc; Owner: -
--

COMMENT ON COLUMN doc.webhook_key."expiresAt" IS 'Until when it signs beside the present one; null for the present one.';


--
-- Name: achievement_facts; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.achievement_facts AS (
	badge uuid,
	version integer,
	name text,
	description text,
	criteria text,
	criteria_url text,
	type text,
	language text,
	tags text,
	skills text,
	alignments text,
	more text,
	organisation uuid,
	issuer text,
	website text,
	about text,
	legal_name text,
	image_caption text
);


--
-- Name: activity_item; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.activity_item AS (
	place integer,
	input jsonb,
	hash bytea,
	external_id text,
	translations jsonb,
	known uuid,
	is_new boolean,
	same boolean,
	problem text,
	field text
);


--
-- Name: answer; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.answer AS (
	body json,
	etag text,
	id uuid
);


--
-- Name: badge_particulars; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.badge_particulars AS (
	"criteriaUrl" text,
	alignments doc.alignment[],
	"resultDescriptions" doc.result_description[],
	related doc.related_badge[],
	"humanCode" text,
	"fieldOfStudy" text,
	specialization text,
	"creditsAvailable" double precision,
	"otherIdentifiers" doc.other_identifier[]
);


--
-- Name: credential_facts; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.credential_facts AS (
	award uuid,
	subject uuid,
	salt text,
	recipient_hash text,
	issued_at bigint,
	expires_at bigint,
	list uuid,
	place integer,
	subject_more text,
	evidence text,
	achievement public.achievement_facts
);


--
-- Name: federation_stage; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.federation_stage AS ENUM (
    'begun',
    'returned',
    'leased',
    'known',
    'failed',
    'used'
);


--
-- Name: key_state; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.key_state AS ENUM (
    'next',
    'active',
    'retired'
);


--
-- Name: label_kind; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.label_kind AS ENUM (
    'preferred',
    'alternative',
    'hidden'
);


--
-- Name: link_kind; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.link_kind AS ENUM (
    'verify',
    'reset',
    'address'
);


--
-- Name: status_kind; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.status_kind AS ENUM (
    'award',
    'endorsement'
);


--
-- Name: token_grant; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.token_grant AS (
	outcome text,
	family uuid,
	person uuid,
	scopes text[],
	auth_at bigint,
	nonce text,
	session uuid,
	email text,
	name text,
	language text
);


--
-- Name: visibility; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.visibility AS ENUM (
    'private',
    'link',
    'organisation',
    'city',
    'public'
);


--
-- Name: account_close(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.account_close() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM mail_tell(caller_person(), 'account_closed', '{}'), person_close(caller_person());
END $$;


--
-- Name: account_password(text, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.account_password(in_phc text, in_session uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO credential AS c (person, phc) VALUES (caller_person(), in_phc)
        ON CONFLICT (person) DO UPDATE SET phc = excluded.phc, changed_at = now();
    UPDATE mail_link SET used_at = now() WHERE person = caller_person() AND used_at IS NULL;
    DELETE FROM known_device WHERE person = caller_person();
    PERFORM session_end(caller_person(), NULL, in_session),
            audit_note('password_changed', 'security', caller_person()::text, caller_person()),
            mail_tell(caller_person(), 'password_changed', '{}');
END $$;


--
-- Name: account_phc(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.account_phc() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
SELECT coalesce((SELECT phc FROM credential WHERE person = caller_person()), '')
$$;


--
-- Name: account_profile(text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.account_profile(in_name text, in_language text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE person SET name = in_name, language = in_language WHERE id = caller_person();
END $$;


--
-- Name: account_security(text, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.account_security(in_after text, in_count bigint) RETURNS TABLE(id uuid, at text, action text, network text, detail text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT e.id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'), e.action, e.network,
           CASE WHEN e.noun <> 'security' THEN replace(e.noun, '_', ' ') END
      FROM audit_entry AS e
     WHERE e.about = caller_person() AND (in_after IS NULL OR e.id < in_after::uuid)
     ORDER BY e.id DESC LIMIT in_count;
END $$;


--
-- Name: account_session_end(uuid, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.account_session_end(in_session uuid, in_but uuid) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    ended CONSTANT int := session_end(caller_person(), in_session, in_but);
BEGIN
    IF ended > 0 THEN
        PERFORM audit_note('session_ended', 'security', coalesce(in_session::text, 'all but one'), caller_person());
    END IF;
    RETURN ended;
END $$;


--
-- Name: account_sign_out(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.account_sign_out(in_session uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM session_end(caller_person(), in_session, NULL),
            audit_note('sign_out', 'security', in_session::text, caller_person());
END $$;


--
-- Name: achievement_facts(uuid, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.achievement_facts(in_badge uuid, in_edition integer) RETURNS public.achievement_facts
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
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


--
-- Name: achievement_more(jsonb, text, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.achievement_more(particulars jsonb, badge text, versions jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    AS $$
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


--
-- Name: activity_answer(uuid, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.activity_answer(in_activity uuid, wanted text[]) RETURNS public.answer
    LANGUAGE plpgsql
    AS $$
DECLARE
    a activity;
BEGIN
    SELECT * INTO a FROM activity WHERE id = in_activity;
    RETURN answered(to_json(activity_document(a, wanted, true)), a.version::text, a.id);
END $$;


--
-- Name: activity_deleted(uuid, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.activity_deleted(in_activity uuid, in_version bigint) RETURNS uuid
    LANGUAGE plpgsql
    AS $$
DECLARE
    a activity;
BEGIN
    SELECT * INTO a FROM activity WHERE id = in_activity AND allowed(organisation) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse_foreign(EXISTS (SELECT FROM activity WHERE id = in_activity));
    ELSIF a.version <> in_version AND in_version <> 0 THEN
        PERFORM refuse('precondition_failed');
    ELSIF a.state <> 'draft' OR a.published_at IS NOT NULL THEN
        PERFORM refuse('activity_in_use');
    END IF;
    DELETE FROM activity WHERE id = in_activity;
    RETURN in_activity;
EXCEPTION WHEN foreign_key_violation THEN
    PERFORM refuse('activity_in_use');
END $$;


--
-- Name: known_time_zone(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.known_time_zone(zone text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    AS $_$
BEGIN
    PERFORM now() AT TIME ZONE zone;
    RETURN zone ~ '^[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+)+$' OR zone = 'UTC';
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN false;
END $_$;


--
-- Name: uuid7(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.uuid7() RETURNS uuid
    LANGUAGE plpgsql PARALLEL SAFE
    AS $$
DECLARE
    us CONSTANT bigint := extract(epoch FROM clock_timestamp()) * 1000000;
BEGIN
    RETURN encode(overlay(uuid_send(gen_random_uuid())
                          PLACING substring(int8send(us / 1000) FROM 3)
                                  || substring(int8send(x'7000'::bigint + us % 1000 * 4096 / 1000) FROM 7)
                          FROM 1 FOR 8), 'hex')::uuid;
END $$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: activity; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.activity (
    id uuid DEFAULT public.uuid7() NOT NULL,
    organisation uuid NOT NULL,
    city uuid NOT NULL,
    external_id text,
    state public.activity_state DEFAULT 'draft'::public.activity_state NOT NULL,
    state_reason text,
    learning_form public.learning_form NOT NULL,
    mode public.activity_mode NOT NULL,
    type public.activity_type NOT NULL,
    category text NOT NULL,
    languages text[] DEFAULT '{}'::text[] NOT NULL,
    translations jsonb NOT NULL,
    time_zone text NOT NULL,
    place_name text,
    place_address text,
    lat double precision,
    lon double precision,
    online_url text,
    price numeric(10,2),
    currency text,
    capacity integer,
    age_min integer,
    age_max integer,
    duration_minutes integer,
    enrolment public.enrolment_mode DEFAULT 'none'::public.enrolment_mode NOT NULL,
    enrolment_url text,
    visible_from timestamp with time zone,
    starts_at timestamp with time zone,
    ends_at timestamp with time zone,
    held tstzmultirange DEFAULT '{}'::tstzmultirange NOT NULL,
    content_hash bytea,
    search_text text NOT NULL,
    published_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    change bigint,
    listed boolean DEFAULT false NOT NULL,
    CONSTRAINT activity_capacity_check CHECK ((capacity > 0)),
    CONSTRAINT activity_check CHECK (((price IS NULL) = (currency IS NULL))),
    CONSTRAINT activity_check1 CHECK (((lat IS NULL) = (lon IS NULL))),
    CONSTRAINT activity_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT activity_lat_check CHECK (((lat >= ('-90'::integer)::double precision) AND (lat <= (90)::double precision))),
    CONSTRAINT activity_lon_check CHECK (((lon >= ('-180'::integer)::double precision) AND (lon <= (180)::double precision))),
    CONSTRAINT activity_price_check CHECK ((price > (0)::numeric)),
    CONSTRAINT age_range CHECK ((age_max >= age_min)),
    CONSTRAINT link_missing CHECK (((state = 'draft'::public.activity_state) OR (mode = 'in_person'::public.activity_mode) OR (online_url IS NOT NULL))),
    CONSTRAINT place_missing CHECK (((state = 'draft'::public.activity_state) OR (mode = 'online'::public.activity_mode) OR (place_name IS NOT NULL))),
    CONSTRAINT unknown_time_zone CHECK (public.known_time_zone(time_zone))
);


--
-- Name: activity_document(public.activity, text[], boolean); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.activity_document(a public.activity, wanted text[], whole boolean) RETURNS doc.activity
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN (
    SELECT ROW(a.id, a.external_id, c.slug, ROW(o.id, o.slug, o.translations->choose_language(o.translations, wanted, c.default_language)->>'name',
                   address('/v1/organisations/' || o.id))::doc.organisation_stub,
               a.state, a.state_reason, coalesce(a.ends_at < now(), false),
               texts.own->>'title', texts.own->>'summary', texts.own->>'description', texts.tag,
               ARRAY(SELECT key FROM jsonb_object_keys(a.translations) AS key ORDER BY key),
               CASE WHEN whole THEN a.translations::json END,
               a.learning_form, a.mode, a.type, a.category, a.languages,
               ARRAY(SELECT ROW(utc(s.starts_at), utc(s.ends_at))::doc.session
                       FROM activity_session AS s WHERE s.activity = a.id ORDER BY s.starts_at),
               utc(a.starts_at), utc(a.ends_at), a.time_zone,
               CASE WHEN a.place_name IS NOT NULL
                    THEN ROW(a.place_name, a.place_address, a.lat, a.lon)::doc.place END,
               a.online_url,
               ARRAY(SELECT ROW(s.id, s.uri, s.labels->>choose_language(s.labels, wanted, 'en'))::doc.skill_stub
                       FROM activity_skill AS k JOIN skill AS s ON s.id = k.skill
                      WHERE k.activity = a.id ORDER BY s.uri),
               CASE WHEN a.price IS NOT NULL THEN ROW(a.price::text, a.currency)::doc.price END,
               a.capacity, a.age_min, a.age_max, a.duration_minutes,
               ROW(a.enrolment, a.enrolment_url)::doc.enrolment, address('/v1/activities/' || a.id),
               utc(a.published_at), utc(a.created_at), utc(a.updated_at))::doc.activity
      FROM organisation AS o, city AS c,
           LATERAL (SELECT tag, a.translations->tag AS own
                      FROM choose_language(a.translations, wanted, c.default_language) AS tag) AS texts
     WHERE o.id = a.organisation AND c.id = a.city);
END $$;


--
-- Name: activity_events(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.activity_events() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM event_add(NEW.organisation,
        CASE WHEN NEW.state IN ('cancelled', 'archived') THEN 'activity.' || NEW.state
             WHEN TG_OP = 'INSERT' OR OLD.state = 'draft' THEN 'activity.published'
             ELSE 'activity.updated' END,
        NEW.id, NEW.version, '/v1/activities/',
        jsonb_build_object('externalId', NEW.external_id, 'state', NEW.state));
    RETURN NULL;
END $$;


--
-- Name: activity_found(text, text, uuid, text, text, text, text, text, text, boolean, integer, timestamp with time zone, timestamp with time zone, timestamp with time zone, double precision, double precision, double precision); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.activity_found(in_city text, words text, in_organisation uuid, in_category text, form text, in_mode text, in_type text, in_skill text, held_in text, is_free boolean, age integer, after timestamp with time zone, before timestamp with time zone, since timestamp with time zone, near_lat double precision, near_lon double precision, radius double precision) RETURNS SETOF public.activity
    LANGUAGE sql STABLE
    AS $$
SELECT a.* FROM public_activity AS a
 WHERE (in_city IS NULL OR a.city = (SELECT id FROM city WHERE slug = in_city))
   AND (words IS NULL OR a.id = ANY (ARRAY(
            SELECT m.id FROM public_activity AS m
             WHERE m.search_text LIKE (SELECT '%' || replace(replace(replace(
                       plain(words), '\', '\\'), '%', '\%'), '_', '\_') || '%')
                OR length(words) > 3 AND (SELECT plain(words)) <% m.search_text)))
   AND (in_organisation IS NULL OR a.organisation = in_organisation)
   AND (in_category IS NULL OR a.category = in_category)
   AND (form IS NULL OR a.learning_form = form::learning_form)
   AND (in_mode IS NULL OR a.mode = in_mode::activity_mode)
   AND (in_type IS NULL OR a.type = in_type::activity_type)
   AND (in_skill IS NULL OR EXISTS (SELECT FROM activity_skill AS k WHERE k.activity = a.id
            AND k.skill IN (SELECT skill_and_narrower(in_skill))))
   AND (held_in IS NULL OR held_in = ANY (a.languages))
   AND (NOT is_free OR a.price IS NULL)
   AND (age IS NULL OR age BETWEEN coalesce(a.age_min, 0) AND coalesce(a.age_max, 200))
   AND (after IS NULL OR a.ends_at >= after) AND (before IS NULL OR a.starts_at < before)
   AND (after IS NULL AND before IS NULL OR a.held && tstzrange(after, before))
   AND (since IS NULL OR a.updated_at > since)
   AND (radius IS NULL OR point(a.lon, a.lat) <@ around(near_lat, near_lon, radius)
        AND metres(near_lat, near_lon, a.lat, a.lon) <= radius)
$$;


--
-- Name: activity_has_text(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.activity_has_text(translations jsonb) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN (
    SELECT EXISTS (SELECT FROM jsonb_each(translations) WHERE value ? 'title' AND value ? 'description'));
END $$;


--
-- Name: activity_input(public.activity); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.activity_input(a public.activity) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN (
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'externalId', a.external_id, 'learningForm', a.learning_form, 'mode', a.mode, 'type', a.type,
        'category', a.category, 'languages', a.languages, 'translations', a.translations,
        'timeZone', a.time_zone, 'onlineUrl', a.online_url, 'capacity', a.capacity,
        'ageMin', a.age_min, 'ageMax', a.age_max, 'durationMinutes', a.duration_minutes,
        'visibleFrom', a.visible_from,
        'place', CASE WHEN a.place_name IS NOT NULL THEN jsonb_build_object(
            'name', a.place_name, 'address', a.place_address, 'lat', a.lat, 'lon', a.lon) END,
        'price', CASE WHEN a.price IS NOT NULL
                 THEN jsonb_build_object('amount', a.price, 'currency', a.currency) END,
        'enrolment', jsonb_build_object('mode', a.enrolment, 'url', a.enrolment_url),
        'sessions', (SELECT jsonb_agg(jsonb_build_object('startsAt', s.starts_at, 'endsAt', s.ends_at))
                       FROM activity_session AS s WHERE s.activity = a.id),
        'skills', (SELECT jsonb_agg(skill.uri) FROM activity_skill AS k
                     JOIN skill ON skill.id = k.skill WHERE k.activity = a.id))));
END $$;


--
-- Name: activity_is_listed(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.activity_is_listed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    was_listed boolean := coalesce(OLD.listed, false);
BEGIN
    NEW.listed := NEW.state = 'published'
                  AND (NEW.visible_from IS NULL OR NEW.visible_from <= now());
    IF NEW.listed AND (NOT was_listed OR NEW.version > OLD.version)
       OR was_listed AND NOT NEW.listed THEN
        NEW.change := change_next();
    END IF;
    -- What waited for its day is new on that day, wherever the newest stand first.
    IF NEW.listed AND NOT was_listed THEN
        NEW.updated_at := now();
    END IF;
    RETURN NEW;
END $$;


--
-- Name: activity_items_judge(uuid, public.activity_item[], boolean); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.activity_items_judge(in_organisation uuid, sent public.activity_item[], publish boolean) RETURNS public.activity_item[]
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN (
    SELECT array_agg(ROW(item.place, item.input, item.hash, item.external_id, item.translations,
                         coalesce(item.known, uuid7()), item.known IS NULL, met.same,
                         coalesce(item.problem, broken.problem),
                         coalesce(item.field, broken.field))::activity_item ORDER BY item.place)
      FROM unnest(sent) AS item LEFT JOIN activity AS a ON a.id = item.known
     CROSS JOIN LATERAL (
            SELECT coalesce(a.content_hash = item.hash AND NOT (publish AND a.state = 'draft'), false),
                   publish OR coalesce(a.state = 'published', false)
        ) AS met (same, is_public)
      LEFT JOIN LATERAL (
            SELECT 1, 'wrong_state', '' WHERE a.state NOT IN ('draft', 'published')
            UNION ALL SELECT 2, 'external_id_taken', '/externalId'
             WHERE EXISTS (SELECT FROM activity AS other
                            WHERE other.organisation = in_organisation
                              AND other.external_id = item.external_id
                              AND other.id IS DISTINCT FROM item.known)
            UNION ALL SELECT 3, 'organisation_unverified', ''
             WHERE met.is_public AND NOT organisation_may_publish(in_organisation)
            UNION ALL SELECT 4, 'text_missing', '/translations'
             WHERE met.is_public AND NOT activity_has_text(item.translations)
            UNION ALL SELECT 5, 'place_missing', '/place'
             WHERE met.is_public AND item.input->>'mode' <> 'online'
               AND item.input->'place'->>'name' IS NULL
            UNION ALL SELECT 6, 'link_missing', '/onlineUrl'
             WHERE met.is_public AND item.input->>'mode' <> 'in_person'
               AND item.input->>'onlineUrl' IS NULL
             ORDER BY 1 LIMIT 1
        ) AS broken (rank, problem, field) ON NOT met.same);
END $$;


--
-- Name: city; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.city (
    id uuid DEFAULT public.uuid7() NOT NULL,
    slug text NOT NULL,
    country text NOT NULL,
    time_zone text NOT NULL,
    default_language text NOT NULL,
    languages text[] NOT NULL,
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    zoom integer DEFAULT 12 NOT NULL,
    translations jsonb NOT NULL,
    approval public.approval_policy DEFAULT 'approve'::public.approval_policy NOT NULL,
    consent_age integer DEFAULT 16 NOT NULL,
    state public.city_state DEFAULT 'active'::public.city_state NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT city_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
    CONSTRAINT city_lat_check CHECK (((lat >= ('-90'::integer)::double precision) AND (lat <= (90)::double precision))),
    CONSTRAINT city_lon_check CHECK (((lon >= ('-180'::integer)::double precision) AND (lon <= (180)::double precision))),
    CONSTRAINT city_slug_check CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{1,59}$'::text)),
    CONSTRAINT city_zoom_check CHECK (((zoom >= 1) AND (zoom <= 20))),
    CONSTRAINT consent_age_range CHECK (((consent_age >= 13) AND (consent_age <= 16))),
    CONSTRAINT text_missing CHECK (COALESCE(((translations -> default_language) ? 'name'::text), false)),
    CONSTRAINT unknown_language CHECK ((default_language = ANY (languages))),
    CONSTRAINT unknown_time_zone CHECK (public.known_time_zone(time_zone))
);


--
-- Name: activity_items_read(uuid, public.city, jsonb, integer[], text, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.activity_items_read(in_organisation uuid, home public.city, items jsonb, places integer[], matching text, target uuid) RETURNS public.activity_item[]
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN (
    WITH sent AS (
        SELECT place, input, input->>'externalId' AS external_id,
               read_translations(input, ARRAY['title', 'summary', 'description'],
                                 home.default_language) AS translations,
               row_number() OVER (PARTITION BY input->>'externalId' ORDER BY place) AS turn
          FROM jsonb_array_elements(items) WITH ORDINALITY AS i (item, n)
          JOIN unnest(places) AS place ON place = n - 1
         CROSS JOIN LATERAL jsonb_strip_nulls(item) AS input
    )
    SELECT array_agg(ROW(sent.place, sent.input, sha256(convert_to(sent.input::text, 'UTF8')),
                         sent.external_id, sent.translations,
                         CASE matching
                         WHEN 'upsert' THEN (SELECT a.id FROM activity AS a
                                              WHERE a.organisation = in_organisation
                                                AND a.external_id = sent.external_id)
                         WHEN 'replace' THEN (SELECT a.id FROM activity AS a
                                               WHERE a.organisation = in_organisation
                                                 AND a.id = target) END,
                         false, false, broken.problem, broken.field)::activity_item ORDER BY sent.place)
      FROM sent LEFT JOIN LATERAL (
            SELECT 1, 'unknown_category', '/category'
             WHERE NOT EXISTS (SELECT FROM category AS c
                                WHERE c.city = home.id AND c.slug = sent.input->>'category')
            UNION ALL SELECT 2, 'unknown_language', '/translations'
             WHERE NOT languages_of(sent.translations) <@ home.languages
            UNION ALL SELECT 3, 'unknown_skill', '/skills/' || min(s.n) - 1
              FROM jsonb_array_elements_text(sent.input->'skills') WITH ORDINALITY AS s (uri, n)
             WHERE NOT EXISTS (SELECT FROM skill WHERE skill.uri = s.uri)
            HAVING count(*) > 0
            UNION ALL SELECT 4, 'session_ends_first', '/sessions/' || min(s.n) - 1
              FROM jsonb_array_elements(sent.input->'sessions') WITH ORDINALITY AS s (one, n)
             WHERE (one->>'endsAt')::timestamptz < (one->>'startsAt')::timestamptz
            HAVING count(*) > 0
            UNION ALL SELECT 5, 'age_range', '/ageMax'
             WHERE (sent.input->>'ageMax')::int < (sent.input->>'ageMin')::int
            UNION ALL SELECT 6, 'unknown_time_zone', '/timeZone'
             WHERE sent.input->>'timeZone' <> home.time_zone
               AND NOT known_time_zone(sent.input->>'timeZone')
            UNION ALL SELECT 7, 'external_id_taken', '/externalId'
             WHERE sent.external_id IS NOT NULL AND sent.turn > 1
            UNION ALL SELECT 8, 'price_is_nothing', '/price/amount'
             WHERE (sent.input->'price'->>'amount')::numeric = 0
             ORDER BY 1 LIMIT 1
        ) AS broken (rank, problem, field) ON true);
END $$;


--
-- Name: activity_may_be_published(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.activity_may_be_published() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF NOT activity_has_text(NEW.translations) THEN
        PERFORM refuse('text_missing');
    END IF;
    IF NOT organisation_may_publish(NEW.organisation) THEN
        PERFORM refuse('organisation_unverified');
    END IF;
    RETURN NEW;
END $$;


--
-- Name: activity_moved(uuid, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.activity_moved(in_activity uuid, in_action text, in_reason text) RETURNS uuid
    LANGUAGE plpgsql
    AS $$
DECLARE
    a activity;
BEGIN
    SELECT * INTO a FROM activity WHERE id = in_activity AND allowed(organisation) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse_foreign(EXISTS (SELECT FROM activity WHERE id = in_activity));
    END IF;
    UPDATE activity
       SET state = next_state('activity', a.state::text, in_action)::activity_state,
           state_reason = in_reason, version = version + 1, updated_at = now(),
           published_at = CASE in_action WHEN 'publish' THEN now() ELSE published_at END
     WHERE id = in_activity;
    RETURN in_activity;
END $$;


--
-- Name: activity_patched(uuid, jsonb, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.activity_patched(in_activity uuid, patch jsonb, in_version bigint) RETURNS uuid
    LANGUAGE plpgsql
    AS $$
DECLARE
    a activity;
    usual text;
BEGIN
    SELECT * INTO a FROM activity WHERE id = in_activity AND allowed(organisation) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse_foreign(EXISTS (SELECT FROM activity WHERE id = in_activity));
    ELSIF a.version <> in_version AND in_version <> 0 THEN
        PERFORM refuse('precondition_failed');
    END IF;
    SELECT default_language INTO usual FROM city WHERE id = a.city;
    PERFORM activity_put_one(a.organisation,
        merge_patch(activity_input(a),
                    patch - ARRAY['title', 'summary', 'description', 'language', 'translations'])
            || jsonb_build_object('translations', patch_translations(
                   a.translations, patch, ARRAY['title', 'summary', 'description'], usual)),
        'replace', false, a.id, true);
    RETURN a.id;
END $$;


--
-- Name: activity_put(uuid, jsonb, integer[], text, boolean, uuid, boolean); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.activity_put(in_organisation uuid, items jsonb, places integer[], matching text, publish boolean, target uuid DEFAULT NULL::uuid, is_patch boolean DEFAULT false) RETURNS TABLE(place integer, outcome text, activity uuid, problem text, field text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    home city;
    sent activity_item[];
    good activity_item[];
BEGIN
    SELECT c.* INTO home FROM organisation AS o JOIN city AS c ON c.id = o.city
     WHERE o.id = organisation_own(in_organisation);
    sent := activity_items_read(in_organisation, home, items, places, matching, target);
    IF matching = 'replace' AND EXISTS (SELECT FROM unnest(sent) WHERE known IS NULL) THEN
        PERFORM refuse('not_found');
    END IF;
    -- Taken in the order of ids, so that two batches cannot wait for each other.
    PERFORM FROM activity AS a
      WHERE a.id = ANY (ARRAY(SELECT known FROM unnest(sent))) ORDER BY a.id FOR UPDATE;
    sent := activity_items_judge(in_organisation, sent, publish);
    good := ARRAY(SELECT item FROM unnest(sent) AS item WHERE item.problem IS NULL AND NOT item.same);

    INSERT INTO activity AS a (
        id, organisation, city, external_id, state, learning_form, mode, type, category, languages,
        translations, time_zone, place_name, place_address, lat, lon, online_url, price, currency,
        capacity, age_min, age_max, duration_minutes, enrolment, enrolment_url, visible_from,
        starts_at, ends_at, held, content_hash, search_text, published_at)
    SELECT known, in_organisation, home.id, item.external_id,
           (CASE WHEN publish THEN 'published' ELSE coalesce(old.state::text, 'draft') END)::activity_state,
           (input->>'learningForm')::learning_form, (input->>'mode')::activity_mode,
           (input->>'type')::activity_type, input->>'category',
           ARRAY(SELECT jsonb_array_elements_text(input->'languages')), item.translations,
           coalesce(input->>'timeZone', home.time_zone), input->'place'->>'name',
           input->'place'->>'address', (input->'place'->>'lat')::float,
           (input->'place'->>'lon')::float, input->>'onlineUrl',
           (input->'price'->>'amount')::numeric, input->'price'->>'currency',
           (input->>'capacity')::int, (input->>'ageMin')::int, (input->>'ageMax')::int,
           (input->>'durationMinutes')::int,
           coalesce(input->'enrolment'->>'mode', 'none')::enrolment_mode,
           input->'enrolment'->>'url', (input->>'visibleFrom')::timestamptz,
           (SELECT min((one->>'startsAt')::timestamptz) FROM jsonb_array_elements(input->'sessions') AS one),
           (SELECT max((one->>'endsAt')::timestamptz) FROM jsonb_array_elements(input->'sessions') AS one),
           (SELECT coalesce(range_agg(tstzrange((one->>'startsAt')::timestamptz,
                                                (one->>'endsAt')::timestamptz, '[]')), '{}')
              FROM jsonb_array_elements(input->'sessions') AS one),
           CASE WHEN NOT is_patch THEN item.hash END,
           plain((SELECT coalesce(string_agg(concat_ws(' ', value->>'title', value->>'summary'), ' '), '')
                    FROM jsonb_each(item.translations))),
           CASE WHEN publish OR old.state = 'published' THEN coalesce(old.published_at, now()) END
      FROM unnest(good) AS item LEFT JOIN activity AS old ON old.id = item.known
        ON CONFLICT (id) DO UPDATE
       SET (external_id, state, learning_form, mode, type, category, languages, translations,
            time_zone, place_name, place_address, lat, lon, online_url, price, currency, capacity,
            age_min, age_max, duration_minutes, enrolment, enrolment_url, visible_from, starts_at,
            ends_at, held, content_hash, search_text, published_at, version, updated_at)
         = ROW(excluded.external_id, excluded.state, excluded.learning_form, excluded.mode,
            excluded.type, excluded.category, excluded.languages, excluded.translations,
            excluded.time_zone, excluded.place_name, excluded.place_address, excluded.lat,
            excluded.lon, excluded.online_url, excluded.price, excluded.currency,
            excluded.capacity, excluded.age_min, excluded.age_max, excluded.duration_minutes,
            excluded.enrolment, excluded.enrolment_url, excluded.visible_from, excluded.starts_at,
            excluded.ends_at, excluded.held, excluded.content_hash, excluded.search_text, excluded.published_at,
            a.version + 1, now());

    DELETE FROM activity_session AS s USING unnest(good) AS item
     WHERE s.activity = item.known AND NOT item.is_new;
    INSERT INTO activity_session (activity, starts_at, ends_at)
    SELECT known, (one->>'startsAt')::timestamptz, max((one->>'endsAt')::timestamptz)
      FROM unnest(good), jsonb_array_elements(input->'sessions') AS one
     GROUP BY 1, 2;
    DELETE FROM activity_skill AS k USING unnest(good) AS item
     WHERE k.activity = item.known AND NOT item.is_new;
    INSERT INTO activity_skill (activity, skill)
    SELECT DISTINCT known, skill.id
      FROM unnest(good), jsonb_array_elements_text(input->'skills') AS uri
      JOIN skill ON skill.uri = uri.value;

    RETURN QUERY
    SELECT item.place,
           CASE WHEN item.problem IS NOT NULL THEN 'rejected' WHEN item.same THEN 'unchanged'
                WHEN item.is_new THEN 'created' ELSE 'updated' END,
           CASE WHEN item.problem IS NULL THEN item.known END, item.problem, item.field
      FROM unnest(sent) AS item ORDER BY item.place;
END $$;


--
-- Name: activity_put_one(uuid, jsonb, text, boolean, uuid, boolean); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.activity_put_one(in_organisation uuid, input jsonb, matching text, publish boolean, target uuid DEFAULT NULL::uuid, is_patch boolean DEFAULT false) RETURNS TABLE(outcome text, activity uuid)
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
DECLARE
    result record;
BEGIN
    SELECT * INTO result
      FROM activity_put(organisation_own(in_organisation), jsonb_build_array(input), '{0}', matching,
                        publish, target, is_patch);
    IF result.problem = 'wrong_state' THEN
        PERFORM next_state('activity', a.state::text, 'replace') FROM activity AS a
          WHERE a.organisation = in_organisation
            AND (a.id = target OR target IS NULL AND a.external_id = input->>'externalId');
    ELSIF result.problem IS NOT NULL THEN
        PERFORM refuse(result.problem, result.field);
    END IF;
    RETURN QUERY SELECT result.outcome, result.activity;
END $$;


--
-- Name: activity_rank(public.activity, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.activity_rank(a public.activity, words text) RETURNS double precision
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN (
SELECT CASE
    WHEN words IS NULL THEN 0
    WHEN EXISTS (SELECT FROM jsonb_each(a.translations) WHERE plain(value->>'title') = plain(words)) THEN 0
    ELSE 1 + CASE WHEN strpos(a.search_text, plain(words)) > 0 THEN 0 ELSE 1 END
           + 1 - word_similarity(plain(words), a.search_text)
END::float);
END $$;


--
-- Name: address(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.address(path text) RETURNS doc.address
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
SELECT (current_setting('citylearn.base_url', true) || path)::doc.address
$$;


--
-- Name: address_confirm(bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.address_confirm(in_link bytea) RETURNS TABLE(email text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    link mail_link;
BEGIN
    IF NOT EXISTS (SELECT FROM mail_link WHERE hash = in_link AND person = caller_person()) THEN
        RETURN;
    END IF;
    link := link_use(in_link, 'address');
    IF link.email IS NULL OR EXISTS (SELECT FROM identifier WHERE email = link.email) THEN
        RETURN;
    END IF;
    PERFORM mail_tell(caller_person(), 'address_changed', jsonb_build_object('address', link.email));
    INSERT INTO identifier (email, person) VALUES (link.email, caller_person());
    DELETE FROM sign_up WHERE email = link.email;
    PERFORM audit_note('address_added', 'security', caller_person()::text, caller_person());
    RETURN QUERY SELECT link.email;
END $$;


--
-- Name: address_offer(text, bytea, uuid, bytea, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.address_offer(in_email text, in_link bytea, in_mail uuid, in_sealed bytea, in_language text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (SELECT count(*) FROM mail_link WHERE person = caller_person() AND kind = 'address'
           AND created_at > now() - interval '1 day') >= 20 THEN
        PERFORM refuse('rate_limited');
    END IF;
    INSERT INTO mail_link (hash, kind, email, person, expires_at)
    VALUES (in_link, 'address', in_email, caller_person(), now() + interval '24 hours');
    PERFORM mail_add(in_mail, 'address', in_email, in_language, caller_person(), NULL, NULL, '{}', in_sealed);
END $$;


--
-- Name: address_primary(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.address_primary(in_email text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM identifier WHERE email = in_email AND person = caller_person()) THEN
        RETURN false;
    END IF;
    PERFORM mail_tell(caller_person(), 'address_changed', jsonb_build_object('address', in_email));
    UPDATE person SET email = in_email WHERE id = caller_person();
    PERFORM audit_note('address_primary', 'security', caller_person()::text, caller_person());
    RETURN true;
END $$;


--
-- Name: address_remove(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.address_remove(in_email text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    DELETE FROM identifier AS i WHERE i.email = in_email AND i.person = caller_person()
       AND NOT EXISTS (SELECT FROM person AS p WHERE p.id = i.person AND p.email = in_email);
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE mail_link SET used_at = now() WHERE email = in_email AND used_at IS NULL;
    PERFORM mail_tell(caller_person(), 'address_changed', jsonb_build_object('address', in_email)),
            audit_note('address_removed', 'security', caller_person()::text, caller_person());
    RETURN true;
END $$;


--
-- Name: administrator_remains(uuid, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.administrator_remains(in_city uuid, in_but uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM FROM city WHERE id = in_city FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT FROM city_membership AS m JOIN person AS p ON p.id = m.person
                    WHERE m.city = in_city AND m.role = 'city_admin'
                      AND m.person <> in_but AND is_active(p)) THEN
        PERFORM refuse('last_administrator');
    END IF;
END $$;


--
-- Name: alignments_written(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.alignments_written(alignments jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    RETURN (SELECT jsonb_agg(jsonb_build_object('type', jsonb_build_array('Alignment')) || one ORDER BY place)
              FROM jsonb_array_elements(alignments) WITH ORDINALITY AS a (one, place));
END $$;


--
-- Name: allowed(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.allowed(in_organisation uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN (
    SELECT CASE
        WHEN caller_organisation() IS NOT NULL THEN caller_organisation() = in_organisation
        WHEN caller_person() IS NULL OR caller_needs() IS NULL THEN false
        ELSE EXISTS (SELECT FROM membership
                      WHERE organisation = in_organisation AND person = caller_person()
                        AND role >= caller_needs())
          OR (caller_needs() <= 'manager'
              AND EXISTS (SELECT FROM organisation
                            JOIN city_membership USING (city)
                           WHERE organisation.id = in_organisation AND role = 'city_admin'
                             AND city_membership.person = caller_person()))
    END);
END $$;


--
-- Name: allowed_city(uuid, public.city_role); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.allowed_city(in_city uuid, in_role public.city_role) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN (
SELECT EXISTS (SELECT FROM city_membership
                WHERE city = in_city AND person = caller_person() AND role >= in_role));
END $$;


--
-- Name: answered(json, text, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.answered(body json, etag text, id uuid) RETURNS public.answer
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF current_setting('citylearn.idempotency_key', true) <> '' THEN
        PERFORM set_config('citylearn.answer', concat_ws(E'\n', coalesce(etag, ''),
                           coalesce(id::text, ''), coalesce(body::text, '')), true);
    END IF;
    RETURN (body, etag, id)::answer;
END $$;


--
-- Name: around(double precision, double precision, double precision); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.around(lat double precision, lon double precision, radius double precision) RETURNS box
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
SELECT box(point(lon - radius / 111195 / greatest(cos(radians(lat)), 0.01), lat - radius / 111195),
           point(lon + radius / 111195 / greatest(cos(radians(lat)), 0.01), lat + radius / 111195))
$$;


--
-- Name: assertion_facts(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.assertion_facts(in_award uuid) RETURNS TABLE(award uuid, badge uuid, version integer, recipient_hash text, salt text, issued_at bigint, expires_at bigint, revoked boolean, reason text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT a.id, a.badge, a.edition, encode(sha256(convert_to(a.recipient_email || k.salt, 'UTF8')), 'hex'), k.salt,
           floor(extract(epoch FROM a.issued_at))::bigint, floor(extract(epoch FROM a.expires_at))::bigint,
           a.revoked_at IS NOT NULL, award_end_reason(a)
      FROM award AS a JOIN award_credential AS k ON k.award = a.id
     WHERE a.id = in_award;
END $$;


--
-- Name: audit(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.audit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    unseen CONSTANT text[] := ARRAY['email', 'recipient_email', 'hash', 'link', 'sealed', 'search_text',
                                    'phc', 'network', 'agent'];
    old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - unseen END;
    new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - unseen END;
    it      jsonb := coalesce(new_row, old_row);
BEGIN
    INSERT INTO audit_entry (person, client, request, network, action, noun, subject, about,
                             organisation, city, before, after)
    VALUES (caller_person(), caller_client(), current_setting('citylearn.request', true),
            caller_network(), lower(TG_OP), TG_TABLE_NAME,
            coalesce(it->>'id', concat_ws(' ', coalesce(it->>'organisation', it->>'city'), it->>'person')),
            (it->>'person')::uuid,
            (CASE TG_TABLE_NAME WHEN 'organisation' THEN it->>'id' ELSE it->>'organisation' END)::uuid,
            (it->>'city')::uuid,
            (SELECT jsonb_object_agg(key, value) FROM jsonb_each(old_row)
              WHERE new_row IS NULL OR new_row->key IS DISTINCT FROM value),
            (SELECT jsonb_object_agg(key, value) FROM jsonb_each(new_row)
              WHERE old_row IS NULL OR old_row->key IS DISTINCT FROM value));
    RETURN NULL;
END $$;


--
-- Name: audit_entry; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_entry (
    id uuid DEFAULT public.uuid7() NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    person uuid,
    client uuid,
    request text,
    action text NOT NULL,
    noun text NOT NULL,
    subject text NOT NULL,
    before jsonb,
    after jsonb,
    about uuid,
    organisation uuid,
    city uuid,
    network text
);


--
-- Name: audit_document(public.audit_entry, boolean); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.audit_document(e public.audit_entry, whole boolean) RETURNS doc.audit_entry
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    -- Whoever signs in is nobody yet; the entry is about them, and it was they.
    seen CONSTANT boolean := whole OR e.person = caller_person() OR e.person IS NULL AND e.about = caller_person();
BEGIN
    RETURN ROW(e.id, utc(e.at), e.action, e.noun, e.subject,
               ROW(CASE WHEN e.person IS NOT NULL THEN 'person' WHEN e.client IS NOT NULL THEN 'client' ELSE 'other' END,
                   CASE WHEN seen THEN e.person END,
                   CASE WHEN seen THEN (SELECT name FROM person WHERE id = e.person) END, e.client)::doc.audit_actor,
               CASE WHEN seen THEN e.network END, audit_shown(e.before), audit_shown(e.after),
               nullif(e.request, ''))::doc.audit_entry;
END $$;


--
-- Name: audit_finds_organisation(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.audit_finds_organisation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    NEW.organisation := (SELECT organisation FROM service_client
                          WHERE id = (coalesce(NEW.after, NEW.before)->>'client')::uuid);
    RETURN NEW;
END $$;


--
-- Name: audit_hides_others(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.audit_hides_others() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF NOT allowed(NEW.organisation) THEN
        NEW.person := NULL;
        NEW.client := NULL;
        NEW.network := NULL;
        NEW.request := NULL;
    END IF;
    RETURN NEW;
END $$;


--
-- Name: audit_note(text, text, text, uuid, uuid, uuid, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.audit_note(in_action text, in_noun text, in_subject text, in_about uuid DEFAULT NULL::uuid, in_organisation uuid DEFAULT NULL::uuid, in_city uuid DEFAULT NULL::uuid, more jsonb DEFAULT NULL::jsonb) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
INSERT INTO audit_entry (person, client, request, network, action, noun, subject, about, organisation,
                         city, after)
VALUES (caller_person(), caller_client(), current_setting('citylearn.request', true), caller_network(),
        in_action, in_noun, in_subject, in_about, in_organisation, in_city, more)
$$;


--
-- Name: audit_of_city(uuid, text, text, uuid, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.audit_of_city(in_city uuid, in_action text, in_noun text, in_after uuid, in_count bigint) RETURNS SETOF doc.audit_entry
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF NOT allowed_city(in_city, 'city_admin') THEN
        PERFORM refuse('not_allowed');
    END IF;
    RETURN QUERY
    SELECT d.*
      FROM (SELECT * FROM audit_entry
             WHERE city = in_city AND (in_after IS NULL OR id < in_after)
               AND (in_action IS NULL OR action = in_action) AND (in_noun IS NULL OR noun = in_noun)
             ORDER BY id DESC LIMIT in_count) AS e,
           LATERAL audit_document(e, true) AS d
     ORDER BY d.id DESC;
END $$;


--
-- Name: audit_of_organisation(uuid, text, text, uuid, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.audit_of_organisation(in_organisation uuid, in_action text, in_noun text, in_after uuid, in_count bigint) RETURNS SETOF doc.audit_entry
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF NOT coalesce(caller_role(in_organisation) >= 'manager', false) THEN
        PERFORM refuse('not_allowed');
    END IF;
    RETURN QUERY
    SELECT d.*
      FROM (SELECT * FROM audit_entry
             WHERE organisation = in_organisation AND (in_after IS NULL OR id < in_after)
               AND (in_action IS NULL OR action = in_action) AND (in_noun IS NULL OR noun = in_noun)
             ORDER BY id DESC LIMIT in_count) AS e,
           LATERAL audit_document(e, true) AS d
     ORDER BY d.id DESC;
END $$;


--
-- Name: audit_of_person(text, text, uuid, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.audit_of_person(in_action text, in_noun text, in_after uuid, in_count bigint) RETURNS SETOF doc.audit_entry
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT d.* FROM (
        (SELECT * FROM audit_entry
          WHERE about = caller_person() AND (in_after IS NULL OR id < in_after)
            AND (in_action IS NULL OR action = in_action) AND (in_noun IS NULL OR noun = in_noun)
          ORDER BY id DESC LIMIT in_count)
         UNION ALL
        (SELECT * FROM audit_entry
          WHERE person = caller_person() AND about IS DISTINCT FROM person AND (in_after IS NULL OR id < in_after)
            AND (in_action IS NULL OR action = in_action) AND (in_noun IS NULL OR noun = in_noun)
          ORDER BY id DESC LIMIT in_count)
         ORDER BY id DESC LIMIT in_count) AS e, LATERAL audit_document(e, false) AS d
     ORDER BY d.id DESC;
END $$;


--
-- Name: audit_shown(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.audit_shown(changes jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    RETURN (
    SELECT jsonb_object_agg(key, value) FROM jsonb_each(CASE jsonb_typeof(changes) WHEN 'object' THEN changes ELSE '{}' END)
     WHERE key !~* 'e?mail|hash|secret|sealed|token|password|phc|link' AND value::text !~ '@');
END $$;


--
-- Name: award_answer(uuid, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_answer(in_award uuid, wanted text[]) RETURNS public.answer
    LANGUAGE plpgsql
    AS $$
DECLARE
    a award;
BEGIN
    SELECT * INTO a FROM award WHERE id = in_award;
    RETURN answered(to_json(award_document(a, wanted)), a.version::text, a.id);
END $$;


--
-- Name: award_begins(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_begins() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    given badge;
BEGIN
    -- Whoever changed the badge meanwhile has begun another version: then that is the one that is awarded.
    LOOP
        UPDATE badge SET first_awarded_at = coalesce(first_awarded_at, now()), edition_awarded_at = now()
         WHERE id = NEW.badge AND edition_awarded_at IS NULL;
        SELECT * INTO given FROM badge WHERE id = NEW.badge FOR SHARE;
        EXIT WHEN given.edition_awarded_at IS NOT NULL OR given.id IS NULL;
    END LOOP;
    IF given.organisation IS DISTINCT FROM NEW.organisation THEN
        PERFORM refuse('unknown_badge');
    ELSIF given.state <> 'active' THEN
        PERFORM refuse('badge_not_active');
    ELSIF NOT organisation_may_publish(NEW.organisation) THEN
        PERFORM refuse('organisation_unverified');
    END IF;
    NEW.edition := given.edition;
    NEW.expires_at := coalesce(NEW.expires_at, NEW.issued_at + make_interval(days => given.valid_days));
    NEW.person := award_owner(NEW.recipient_email);
    -- The constraints say the same, but the server would log the address with them.
    IF NEW.expires_at <= NEW.issued_at THEN
        PERFORM refuse('expiry_passed');
    ELSIF EXISTS (SELECT FROM award AS a WHERE a.badge = NEW.badge AND a.revoked_at IS NULL
                     AND a.recipient_email IN (
                         SELECT NEW.recipient_email UNION ALL
                         SELECT theirs.email FROM identifier AS own
                           JOIN identifier AS theirs ON theirs.person = own.person
                          WHERE own.email = NEW.recipient_email)
                     AND tstzrange(a.issued_at, a.expires_at)
                         && tstzrange(NEW.issued_at, NEW.expires_at)) THEN
        PERFORM refuse('already_has_badge');
    END IF;
    RETURN NEW;
END $$;


--
-- Name: award; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.award (
    id uuid DEFAULT public.uuid7() NOT NULL,
    badge uuid NOT NULL,
    edition integer DEFAULT 1 NOT NULL,
    organisation uuid NOT NULL,
    activity uuid,
    recipient_email text NOT NULL,
    person uuid,
    narrative text,
    narrative_public boolean DEFAULT false NOT NULL,
    evidence jsonb DEFAULT '[]'::jsonb NOT NULL,
    results jsonb DEFAULT '[]'::jsonb NOT NULL,
    activity_began_at timestamp with time zone,
    activity_ended_at timestamp with time zone,
    credits_earned numeric,
    issued_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    revocation_reason text,
    issued_by_person uuid,
    issued_by_client uuid,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    visibility public.visibility DEFAULT 'private'::public.visibility NOT NULL,
    expiry_told boolean DEFAULT false NOT NULL,
    superseded_by uuid,
    CONSTRAINT award_check CHECK (((superseded_by IS NULL) OR (revoked_at IS NOT NULL))),
    CONSTRAINT award_recipient_email_check CHECK ((recipient_email = lower(recipient_email))),
    CONSTRAINT expiry_passed CHECK ((expires_at > issued_at))
);


--
-- Name: award_document(public.award, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_document(a public.award, wanted text[]) RETURNS doc.award
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    is_over CONSTANT boolean := a.superseded_by IS NOT NULL;
BEGIN
    RETURN (
    SELECT ROW(a.id,
               ROW(b.id, b.edition,
                   b.translations->choose_language(texts_with(b.translations, 'name'), wanted, c.default_language)->>'name',
                   address('/v1/badges/' || b.id))::doc.badge_stub,
               organisation_stub(o, wanted, c.default_language),
               a.activity, ROW(a.recipient_email)::doc.award_recipient, award_status_now(a),
               a.narrative, a.narrative_public, ARRAY(SELECT jsonb_populate_recordset(NULL::doc.evidence, a.evidence)),
               ARRAY(SELECT jsonb_populate_recordset(NULL::doc.award_result, a.results)),
               utc(a.activity_began_at), utc(a.activity_ended_at), a.credits_earned, utc(a.issued_at), utc(a.expires_at),
               CASE WHEN NOT is_over THEN utc(a.revoked_at) END, CASE WHEN NOT is_over THEN a.revocation_reason END,
               address('/v1/verifications/' || a.id),
               address('/v1/awards/' || a.id), utc(a.updated_at), address('/ob/awards/' || a.id),
               (SELECT old.id FROM award AS old WHERE old.superseded_by = a.id),
               CASE WHEN is_over THEN utc(a.revoked_at) END, a.superseded_by,
               CASE WHEN is_over THEN a.revocation_reason END)::doc.award
      FROM organisation AS o, city AS c, badge AS newest, LATERAL badge_at(newest, a.edition) AS b
     WHERE o.id = a.organisation AND c.id = o.city AND newest.id = a.badge);
END $$;


--
-- Name: award_end_reason(public.award); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_end_reason(a public.award) RETURNS text
    LANGUAGE sql STABLE
    AS $$
SELECT CASE WHEN a.superseded_by IS NULL THEN a.revocation_reason
            ELSE concat_ws(' ', 'Superseded by ' || address('/b/' || a.superseded_by) || '.', a.revocation_reason) END
$$;


--
-- Name: endorsement; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.endorsement (
    id uuid DEFAULT public.uuid7() NOT NULL,
    kind public.endorsement_kind NOT NULL,
    organisation uuid NOT NULL,
    endorser uuid NOT NULL,
    badge uuid,
    edition integer,
    award uuid,
    subject uuid GENERATED ALWAYS AS (COALESCE(award, badge, organisation)) STORED NOT NULL,
    state public.endorsement_state DEFAULT 'requested'::public.endorsement_state NOT NULL,
    message text,
    comment text,
    language text,
    claims public.endorsement_claim[] DEFAULT '{}'::public.endorsement_claim[] NOT NULL,
    reason text,
    requested_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone DEFAULT (now() + '30 days'::interval) NOT NULL,
    decided_at timestamp with time zone,
    revoked_at timestamp with time zone,
    hidden_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT endorsement_check CHECK ((((kind = 'badge'::public.endorsement_kind) = (badge IS NOT NULL)) AND ((badge IS NULL) = (edition IS NULL)) AND ((kind = 'award'::public.endorsement_kind) = (award IS NOT NULL)))),
    CONSTRAINT endorsement_check1 CHECK (((state = ANY (ARRAY['accepted'::public.endorsement_state, 'revoked'::public.endorsement_state])) = (comment IS NOT NULL))),
    CONSTRAINT endorsement_state_check CHECK ((state <> 'expired'::public.endorsement_state)),
    CONSTRAINT own_endorsement CHECK ((endorser <> organisation))
);


--
-- Name: award_endorsements(uuid, text, uuid, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_endorsements(in_award uuid, in_state text, in_after uuid, in_count bigint) RETURNS SETOF public.endorsement
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM award WHERE id = in_award) THEN
        PERFORM refuse('not_found');
    END IF;
    RETURN QUERY
    SELECT e.* FROM endorsement AS e
     WHERE e.award = in_award AND (e.state IN ('accepted', 'revoked') AND e.hidden_at IS NULL OR allowed(e.organisation) OR allowed(e.endorser))
       AND (in_state IS NULL OR endorsement_state_now(e)::text = in_state)
       AND (in_after IS NULL OR e.id < in_after)
     ORDER BY e.id DESC LIMIT in_count;
END $$;


--
-- Name: award_events(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_events() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM event_add(NEW.organisation,
        CASE WHEN NEW.superseded_by IS NOT NULL THEN 'award.superseded'
             WHEN NEW.revoked_at IS NOT NULL THEN 'award.revoked'
             WHEN NEW.expiry_told THEN 'award.expired' ELSE 'award.issued' END,
        NEW.id, NEW.version, '/v1/verifications/',
        jsonb_strip_nulls(jsonb_build_object('badge', NEW.badge, 'status', award_status_now(NEW),
                                             'successor', NEW.superseded_by)));
    RETURN NULL;
END $$;


--
-- Name: award_has_credential(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_has_credential() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM credential_begin(NEW.id, NEW.organisation);
    RETURN NULL;
END $$;


--
-- Name: award_is_gone(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_is_gone() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE portfolio_change SET change = change_next(), gone = true, changed_at = now()
     WHERE award = OLD.id AND NOT gone;
    RETURN NULL;
END $$;


--
-- Name: award_is_listed(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_is_listed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO portfolio_change AS p (person, award, change, gone)
    SELECT holder, NEW.id, change_next(), holder IS DISTINCT FROM NEW.person
      FROM (SELECT NEW.person UNION SELECT OLD.person) AS t (holder)
     WHERE holder IS NOT NULL ORDER BY holder
        ON CONFLICT (person, award) DO UPDATE
       SET change = excluded.change, gone = excluded.gone, changed_at = excluded.changed_at;
    RETURN NULL;
END $$;


--
-- Name: award_keeps_successor(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_keeps_successor() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM refuse('already_superseded');
    RETURN NULL;
END $$;


--
-- Name: award_made(uuid, text, uuid, text, timestamp with time zone, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_made(in_badge uuid, in_email text, in_activity uuid, in_narrative text, in_expires_at timestamp with time zone, in_more jsonb DEFAULT '{}'::jsonb) RETURNS uuid
    LANGUAGE plpgsql
    AS $$
DECLARE
    issuer uuid;
    made uuid;
BEGIN
    SELECT organisation INTO issuer FROM badge WHERE id = in_badge AND allowed(organisation);
    IF NOT FOUND THEN
        PERFORM refuse('unknown_badge');
    END IF;
    IF in_activity IS NOT NULL AND NOT EXISTS (
        SELECT FROM activity WHERE id = in_activity AND organisation = issuer) THEN
        PERFORM refuse('bad_input', '/activity');
    END IF;
    INSERT INTO award (badge, organisation, activity, recipient_email, narrative, expires_at,
                       narrative_public, evidence, results, activity_began_at, activity_ended_at, credits_earned,
                       issued_by_person, issued_by_client)
    VALUES (in_badge, issuer, in_activity, lower(in_email), in_narrative, in_expires_at,
            coalesce((in_more->>'narrativePublic')::boolean, false), evidence_kept(in_more->'evidence'),
            coalesce(in_more->'results', '[]'), (in_more->>'activityStartsAt')::timestamptz,
            (in_more->>'activityEndsAt')::timestamptz, (in_more->>'creditsEarned')::numeric,
            caller_person(), caller_client())
    RETURNING id INTO made;
    RETURN made;
END $$;


--
-- Name: award_newest(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_newest(in_award uuid) RETURNS uuid
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    at uuid := in_award;
    onward uuid;
BEGIN
    FOR i IN 1..100 LOOP
        SELECT superseded_by INTO onward FROM award WHERE id = at;
        EXIT WHEN onward IS NULL;
        at := onward;
    END LOOP;
    RETURN at;
END $$;


--
-- Name: award_offer_begin(uuid, uuid, bytea, bytea, bytea, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_offer_begin(in_id uuid, in_award uuid, in_code bytea, in_sealed bytea, in_pin bytea, in_digits text) RETURNS SETOF doc.credential_offer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    it award;
BEGIN
    SELECT * INTO it FROM award WHERE id = in_award AND person = caller_person();
    IF NOT FOUND THEN
        RETURN;
    ELSIF award_status_now(it) <> 'valid' THEN
        PERFORM refuse('award_not_valid');
    END IF;
    INSERT INTO award_offer AS o (id, award, person, code, sealed, pin)
    VALUES (in_id, in_award, it.person, in_code, in_sealed, in_pin)
        ON CONFLICT (award) DO UPDATE
       SET id = excluded.id, person = excluded.person, code = excluded.code, sealed = excluded.sealed,
           pin = excluded.pin, tries = 0, token = NULL, handed = 0, expires_at = excluded.expires_at;
    RETURN QUERY
    SELECT in_id, address('/openid4vci/offers/' || in_id),
           'openid-credential-offer://?credential_offer_uri='
               || replace(replace(address('/openid4vci/offers/' || in_id)::text, ':', '%3A'), '/', '%2F'),
           in_digits, utc(now() + interval '10 minutes');
END $$;


--
-- Name: award_offer_find(bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_offer_find(in_token bytea) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT o.award FROM award_offer AS o WHERE o.token = in_token AND o.expires_at > now();
END $$;


--
-- Name: award_offer_hand(bytea, bytea, timestamp with time zone); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_offer_hand(in_token bytea, in_nonce bytea, in_until timestamp with time zone) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    it award_offer;
BEGIN
    INSERT INTO wallet_nonce (hash, expires_at) VALUES (in_nonce, in_until) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN 'nonce_used';
    END IF;
    UPDATE award_offer SET handed = handed + 1
     WHERE token = in_token AND expires_at > now() AND handed < 8
    RETURNING * INTO it;
    RETURN CASE WHEN it.id IS NULL THEN 'spent' WHEN offered_award(it) IS NULL THEN 'ended'
                ELSE 'granted' END;
END $$;


--
-- Name: award_offer_show(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_offer_show(in_id uuid) RETURNS TABLE(sealed bytea, has_pin boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT o.sealed, o.pin IS NOT NULL FROM award_offer AS o
     WHERE o.id = in_id AND o.sealed IS NOT NULL AND o.expires_at > now()
       AND offered_award(o) IS NOT NULL;
END $$;


--
-- Name: award_offer_use(bytea, bytea, bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_offer_use(in_code bytea, in_pin bytea, in_token bytea) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    it award_offer;
BEGIN
    SELECT * INTO it FROM award_offer WHERE code = in_code FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'unknown';
    ELSIF it.sealed IS NULL THEN
        UPDATE award_offer SET token = NULL WHERE id = it.id;
        RETURN 'used';
    ELSIF it.expires_at <= now() THEN
        RETURN 'expired';
    ELSIF offered_award(it) IS NULL THEN
        RETURN 'ended';
    ELSIF (it.pin IS NULL) <> (in_pin IS NULL) THEN
        RETURN CASE WHEN in_pin IS NULL THEN 'digits_missing' ELSE 'no_digits' END;
    ELSIF it.pin <> in_pin THEN
        UPDATE award_offer SET tries = tries + 1, sealed = CASE WHEN tries < 4 THEN sealed END
         WHERE id = it.id;
        RETURN 'other_digits';
    END IF;
    UPDATE award_offer
       SET sealed = NULL, token = in_token, expires_at = now() + interval '10 minutes'
     WHERE id = it.id;
    RETURN 'granted';
END $$;


--
-- Name: award_offers_forget(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_offers_forget() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
UPDATE award_offer SET sealed = NULL WHERE sealed IS NOT NULL AND expires_at < now();
DELETE FROM award_offer WHERE expires_at < now() - interval '1 day';
DELETE FROM wallet_nonce WHERE expires_at < now() - interval '1 minute';
$$;


--
-- Name: award_owner(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_owner(in_email text) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    who person;
BEGIN
    SELECT p.* INTO who FROM identifier AS i JOIN person AS p ON p.id = i.person WHERE i.email = in_email;
    IF needs_guardian(who.birth_year, who.home_city) THEN
        PERFORM FROM person WHERE id = who.id FOR SHARE;
        IF NOT may_consent_to_apps(who.id) THEN
            RETURN NULL;
        END IF;
    END IF;
    RETURN who.id;
END $$;


--
-- Name: award_page(uuid, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_page(in_award uuid, wanted text[]) RETURNS TABLE(verdict text, reason text, badge json, organisation uuid, issuer text, issuer_state text, website text, issued text, expires text, revoked text, document text, superseded text, successor uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT award_status_now(a)::text, a.revocation_reason, to_json(d), o.id,
           coalesce(o.translations->choose_language(o.translations, wanted, c.default_language)->>'name',
                    o.legal_name),
           o.state::text, o.website, day_there(a.issued_at, c.time_zone),
           day_there(a.expires_at, c.time_zone),
           CASE WHEN a.superseded_by IS NULL THEN day_there(a.revoked_at, c.time_zone) END, k.document,
           CASE WHEN a.superseded_by IS NOT NULL THEN day_there(a.revoked_at, c.time_zone) END,
           CASE WHEN a.superseded_by IS NOT NULL THEN award_newest(a.id) END
      FROM award AS a JOIN badge AS b ON b.id = a.badge
      JOIN organisation AS o ON o.id = a.organisation JOIN city AS c ON c.id = o.city
      JOIN award_credential AS k ON k.award = a.id,
           LATERAL badge_document(badge_at(b, a.edition), wanted, false) AS d
     WHERE a.id = in_award;
END $$;


--
-- Name: award_page_endorsements(uuid, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_page_endorsements(in_award uuid, wanted text[]) RETURNS TABLE(endorsement uuid, kind text, endorser text, website text, comment text, language text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT e.id, e.kind::text,
           coalesce(o.translations->choose_language(o.translations, wanted, c.default_language)->>'name', o.legal_name),
           o.website, e.comment, e.language
      FROM award AS a,
           LATERAL (SELECT * FROM endorsements_of(a.id, 0) UNION ALL
                    SELECT * FROM endorsements_of(a.badge, a.edition) UNION ALL
                    SELECT * FROM endorsements_of(a.organisation, 0)) AS e
      JOIN organisation AS o ON o.id = e.endorser JOIN city AS c ON c.id = o.city
     WHERE a.id = in_award
     ORDER BY e.kind DESC, e.decided_at DESC, e.id DESC;
END $$;


--
-- Name: award_replaced(uuid, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_replaced(in_award uuid, input jsonb) RETURNS uuid
    LANGUAGE plpgsql
    AS $$
DECLARE
    old  award;
    made CONSTANT uuid := uuid7();
BEGIN
    SELECT * INTO old FROM award WHERE id = in_award AND allowed(organisation) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    ELSIF old.superseded_by IS NOT NULL THEN
        PERFORM refuse('already_superseded');
    ELSIF award_status_now(old) <> 'valid' THEN
        PERFORM refuse('award_not_valid');
    ELSIF (input->>'activity') IS NOT NULL AND NOT EXISTS (
        SELECT FROM activity WHERE id = (input->>'activity')::uuid AND organisation = old.organisation) THEN
        PERFORM refuse('bad_input', '/activity');
    END IF;
    UPDATE award SET superseded_by = made, revoked_at = now(), revocation_reason = input->>'reason',
                     version = version + 1, updated_at = now()
     WHERE id = in_award;
    input := jsonb_build_object(
        'activity', old.activity, 'narrative', old.narrative, 'narrativePublic', old.narrative_public,
        'evidence', old.evidence, 'results', old.results, 'activityStartsAt', old.activity_began_at,
        'activityEndsAt', old.activity_ended_at, 'creditsEarned', old.credits_earned,
        'expiresAt', old.expires_at) || input;
    INSERT INTO award (id, badge, organisation, activity, recipient_email, narrative, expires_at,
                       narrative_public, evidence, results, activity_began_at, activity_ended_at, credits_earned,
                       issued_by_person, issued_by_client)
    VALUES (made, old.badge, old.organisation, (input->>'activity')::uuid, old.recipient_email,
            input->>'narrative', coalesce((input->>'expiresAt')::timestamptz, 'infinity'),
            coalesce((input->>'narrativePublic')::boolean, false),
            evidence_kept(nullif(input->'evidence', 'null')), coalesce(nullif(input->'results', 'null'), '[]'),
            (input->>'activityStartsAt')::timestamptz, (input->>'activityEndsAt')::timestamptz,
            (input->>'creditsEarned')::numeric, caller_person(), caller_client());
    RETURN made;
END $$;


--
-- Name: award_revoked(uuid, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_revoked(in_award uuid, in_reason text) RETURNS uuid
    LANGUAGE plpgsql
    AS $$
DECLARE
    a award;
BEGIN
    SELECT * INTO a FROM award WHERE id = in_award AND allowed(organisation) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    ELSIF a.superseded_by IS NOT NULL THEN
        PERFORM refuse('already_superseded');
    ELSIF a.revoked_at IS NOT NULL THEN
        PERFORM refuse('already_revoked');
    END IF;
    UPDATE award SET revoked_at = now(), revocation_reason = in_reason, version = version + 1,
                     updated_at = now()
     WHERE id = in_award;
    RETURN in_award;
END $$;


--
-- Name: award_says_what_it_may(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_says_what_it_may() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    given CONSTANT jsonb := (SELECT (badge_at(b, NEW.edition)).particulars FROM badge AS b WHERE b.id = NEW.badge);
    flaw text;
BEGIN
    IF NEW.activity_ended_at < NEW.activity_began_at THEN
        PERFORM refuse('bad_input', '/activityEndsAt');
    ELSIF NEW.credits_earned <> round(NEW.credits_earned, 4) THEN
        PERFORM refuse('bad_input', '/creditsEarned');
    ELSIF NEW.credits_earned > (given->>'creditsAvailable')::numeric THEN
        PERFORM refuse('result_unfit', '/creditsEarned');
    END IF;
    SELECT '/results/' || r.place - 1 || '/' || f.flaw INTO flaw
      FROM jsonb_array_elements(NEW.results) WITH ORDINALITY AS r (one, place)
           LEFT JOIN jsonb_array_elements(given->'resultDescriptions') AS d ON d->>'id' = r.one->>'resultDescription',
           LATERAL (SELECT CASE WHEN d IS NULL OR r.place > (SELECT min(o.place)
                                     FROM jsonb_array_elements(NEW.results) WITH ORDINALITY AS o (one, place)
                                    WHERE o.one->'resultDescription' = r.one->'resultDescription')
                                THEN 'resultDescription' ELSE result_flaw(d, r.one) END AS flaw) AS f
     WHERE f.flaw IS NOT NULL ORDER BY r.place LIMIT 1;
    IF FOUND THEN
        PERFORM refuse('result_unfit', flaw);
    END IF;
    RETURN NEW;
END $$;


--
-- Name: award_status_moves(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_status_moves() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE award_credential SET revoked = NEW.revoked_at IS NOT NULL WHERE award = NEW.id;
    UPDATE status_list SET changed = changed + 1
     WHERE id = (SELECT list FROM award_credential WHERE award = NEW.id);
    RETURN NULL;
END $$;


--
-- Name: award_status_now(public.award); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_status_now(a public.award) RETURNS public.award_status
    LANGUAGE sql STABLE
    AS $$
SELECT (CASE WHEN a.superseded_by IS NOT NULL THEN 'superseded'
             WHEN a.revoked_at IS NOT NULL THEN 'revoked'
             WHEN a.expires_at <= now() THEN 'expired' ELSE 'valid' END)::award_status
$$;


--
-- Name: award_stays_private(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_stays_private() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF NEW.person IS NULL OR NOT may_consent_to_apps(NEW.person) THEN
        PERFORM refuse('minor_stays_private');
    END IF;
    RETURN NEW;
END $$;


--
-- Name: award_succeeds(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.award_succeeds() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    old award;
BEGIN
    SELECT * INTO old FROM award WHERE superseded_by = NEW.id;
    IF NOT FOUND THEN
        RETURN NEW;
    ELSIF (old.badge, old.recipient_email) IS DISTINCT FROM (NEW.badge, NEW.recipient_email) THEN
        PERFORM refuse('award_not_valid');
    END IF;
    NEW.person := coalesce(old.person, NEW.person);
    NEW.visibility := old.visibility;
    NEW.expires_at := nullif(NEW.expires_at, 'infinity');
    RETURN NEW;
END $$;


--
-- Name: awards_claim(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.awards_claim(in_person uuid) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE award SET person = in_person
     WHERE person IS NULL
       AND recipient_email IN (SELECT email FROM identifier WHERE identifier.person = in_person);
END $$;


--
-- Name: awards_expire(bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.awards_expire(most bigint) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    n bigint;
BEGIN
    UPDATE award SET expiry_told = true, version = version + 1
     WHERE id IN (SELECT id FROM award
                   WHERE expires_at <= now() AND revoked_at IS NULL AND NOT expiry_told
                   ORDER BY expires_at LIMIT most FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS n = ROW_COUNT;
    RETURN n;
END $$;


--
-- Name: awards_find_their_owner(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.awards_find_their_owner() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE award SET person = award_owner(NEW.email)
     WHERE recipient_email = NEW.email AND person IS NULL;
    RETURN NULL;
END $$;


--
-- Name: badge_answer(uuid, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_answer(in_badge uuid, wanted text[]) RETURNS public.answer
    LANGUAGE plpgsql
    AS $$
DECLARE
    b badge;
BEGIN
    SELECT * INTO b FROM badge WHERE id = in_badge;
    RETURN answered(to_json(badge_document(b, wanted, true)), b.version::text, b.id);
END $$;


--
-- Name: words_of(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.words_of(translations jsonb) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN (SELECT public.plain(coalesce(string_agg(text.value, E'\n'), ''))
              FROM jsonb_each(translations) AS language, jsonb_each_text(language.value) AS text);
END $$;


--
-- Name: badge; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.badge (
    id uuid DEFAULT public.uuid7() NOT NULL,
    organisation uuid NOT NULL,
    state public.badge_state DEFAULT 'draft'::public.badge_state NOT NULL,
    achievement_type public.achievement_type NOT NULL,
    learning_form public.learning_form,
    translations jsonb NOT NULL,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    particulars jsonb DEFAULT '{}'::jsonb NOT NULL,
    valid_days integer,
    first_awarded_at timestamp with time zone,
    edition integer DEFAULT 1 NOT NULL,
    edition_began_at timestamp with time zone DEFAULT now() NOT NULL,
    edition_awarded_at timestamp with time zone,
    corrections integer DEFAULT 0 NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    search_text text GENERATED ALWAYS AS (public.words_of(translations)) STORED NOT NULL,
    picture bytea,
    CONSTRAINT badge_valid_days_check CHECK ((valid_days > 0))
);


--
-- Name: badge_at(public.badge, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_at(b public.badge, in_edition integer) RETURNS public.badge
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    IF b.edition = in_edition THEN
        RETURN b;
    END IF;
    RETURN (SELECT jsonb_populate_record(b, e.content || jsonb_build_object('edition', e.number,
                       'edition_began_at', e.began_at, 'edition_awarded_at', e.awarded_at, 'picture', e.picture))
              FROM badge_edition AS e WHERE e.badge = b.id AND e.number = in_edition);
END $$;


--
-- Name: badge_correction_keeps_picture(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_correction_keeps_picture() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    NEW.picture := (SELECT b.picture FROM badge AS b WHERE b.id = NEW.badge);
    RETURN NEW;
END $$;


--
-- Name: badge_deleted(uuid, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_deleted(in_badge uuid, in_version bigint) RETURNS uuid
    LANGUAGE plpgsql
    AS $$
DECLARE
    b badge;
BEGIN
    SELECT * INTO b FROM badge WHERE id = in_badge AND allowed(organisation) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse_foreign(EXISTS (SELECT FROM badge WHERE id = in_badge));
    ELSIF b.version <> in_version AND in_version <> 0 THEN
        PERFORM refuse('precondition_failed');
    ELSIF b.first_awarded_at IS NOT NULL THEN
        PERFORM refuse('badge_frozen');
    END IF;
    DELETE FROM badge WHERE id = in_badge;
    RETURN in_badge;
END $$;


--
-- Name: badge_document(public.badge, text[], boolean); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_document(b public.badge, wanted text[], whole boolean) RETURNS doc.badge
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
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


--
-- Name: badge_events(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_events() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM event_add(NEW.organisation,
        CASE WHEN NEW.edition > OLD.edition THEN 'badge.version_created'
             WHEN NEW.state = OLD.state THEN 'badge.updated'
             WHEN NEW.state = 'active' THEN 'badge.activated' ELSE 'badge.archived' END,
        NEW.id, NEW.version, '/v1/badges/', jsonb_strip_nulls(jsonb_build_object(
            'state', NEW.state, 'version', CASE WHEN NEW.edition > OLD.edition THEN NEW.edition END)));
    RETURN NULL;
END $$;


--
-- Name: badge_host_add(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_add(in_base text) RETURNS TABLE(id uuid, is_new boolean, body doc.badge_host)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    there uuid;
    named badge_host_account;
    fresh boolean;
BEGIN
    IF NOT may_consent_to_apps(caller_person()) THEN
        PERFORM refuse('guardian_needed');
    END IF;
    PERFORM FROM person AS p WHERE p.id = caller_person() FOR UPDATE;
    SELECT a.* INTO named FROM badge_host_account AS a JOIN badge_host AS h ON h.id = a.host
     WHERE a.person = caller_person() AND h.base = in_base;
    fresh := named.id IS NULL;
    IF fresh AND (SELECT count(*) FROM badge_host_account AS a WHERE a.person = caller_person()) >= 10 THEN
        PERFORM refuse('too_many_badge_hosts');
    END IF;
    -- Who names a host a moment after it failed does not have it asked more often than once a minute.
    INSERT INTO badge_host AS h (base) VALUES (in_base)
        ON CONFLICT (base) DO UPDATE
       SET look_at = CASE WHEN h.fault IS NULL AND h.look_at <> 'infinity' THEN h.look_at
                          ELSE least(h.look_at, greatest(now(), h.tried_at + interval '1 minute')) END
    RETURNING h.id INTO there;
    IF fresh THEN
        INSERT INTO badge_host_account (host, person) VALUES (there, caller_person()) RETURNING * INTO named;
    END IF;
    RETURN QUERY SELECT named.id, fresh, d FROM badge_host_document(named) AS d;
END $$;


--
-- Name: badge_host_begin(uuid, bytea, bytea, bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_begin(in_id uuid, in_browser bytea, in_state bytea, in_verifier bytea) RETURNS TABLE(authorize_url text, client_id text, scope text, host uuid)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
BEGIN
    IF NOT may_consent_to_apps(caller_person()) THEN
        PERFORM refuse('guardian_needed');
    END IF;
    INSERT INTO badge_host_way AS w (account, browser, state, verifier)
    SELECT a.id, in_browser, in_state, in_verifier
      FROM badge_host_account AS a JOIN badge_host AS h ON h.id = a.host
     WHERE a.id = in_id AND a.person = caller_person() AND h.read_at IS NOT NULL
        ON CONFLICT (account) DO UPDATE
       SET browser = excluded.browser, state = excluded.state, verifier = excluded.verifier,
           expires_at = excluded.expires_at;
    RETURN QUERY
    SELECT h.authorize_url, c.client_id, array_to_string(h.scopes, ' '), h.id
      FROM badge_host_way AS w JOIN badge_host_account AS a ON a.id = w.account
      JOIN badge_host AS h ON h.id = a.host JOIN badge_host_client AS c ON c.host = h.id
     WHERE w.account = in_id AND w.state = in_state;
END $$;


--
-- Name: badge_host_account; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.badge_host_account (
    id uuid DEFAULT public.uuid7() NOT NULL,
    host uuid NOT NULL,
    person uuid NOT NULL,
    state public.badge_host_state DEFAULT 'ready'::public.badge_host_state NOT NULL,
    scopes text[] DEFAULT '{}'::text[] NOT NULL,
    fault text,
    due_at timestamp with time zone,
    pull_at timestamp with time zone,
    pull_began timestamp with time zone,
    list_began timestamp with time zone,
    pull_offset integer DEFAULT 0 NOT NULL,
    since timestamp with time zone,
    pulled_at timestamp with time zone,
    pulled_from timestamp with time zone,
    whole_from timestamp with time zone,
    added integer DEFAULT 0 NOT NULL,
    known integer DEFAULT 0 NOT NULL,
    refused integer DEFAULT 0 NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    owner uuid,
    attempt integer DEFAULT 0 NOT NULL,
    tries integer DEFAULT 0 NOT NULL,
    lease_until timestamp with time zone,
    rest_until timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT badge_host_account_state_check CHECK ((state <> ALL (ARRAY['reading'::public.badge_host_state, 'failed'::public.badge_host_state])))
);


--
-- Name: badge_host_begins(public.badge_host_account); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_begins(a public.badge_host_account) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
SELECT a.state = 'connected' AND a.pull_at <= now() AND a.pull_offset = 0
$$;


--
-- Name: badge_host_claim(uuid, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_claim(in_owner uuid, in_most bigint) RETURNS TABLE(id uuid, attempt integer, host uuid, kind public.badge_host_kind, api_url text, token_url text, refresh_url text, revoke_url text, scopes text, client_id text, sealed bytea, access bytea, refresh bytea, is_stale boolean, code bytea, verifier bytea, pulls boolean, pushes boolean, pull_offset integer, since timestamp with time zone, failures integer)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
BEGIN
    UPDATE badge_host_account AS a SET due_at = now() + interval '1 day', fault = 'guardian_needed'
     WHERE a.due_at <= now() AND NOT may_consent_to_apps(a.person);
    RETURN QUERY
    UPDATE badge_host_account AS a
       SET owner = in_owner, attempt = a.attempt + 1, tries = a.tries + 1,
           lease_until = now() + interval '5 minutes' * 2 ^ least(a.tries, 8),
           pull_began = CASE WHEN a.state = 'connected' AND a.pull_at <= now() THEN now() ELSE a.pull_began END,
           added = CASE WHEN badge_host_begins(a) THEN 0 ELSE a.added END,
           known = CASE WHEN badge_host_begins(a) THEN 0 ELSE a.known END,
           refused = CASE WHEN badge_host_begins(a) THEN 0 ELSE a.refused END,
           list_began = CASE WHEN a.pull_offset > 0 THEN a.list_began ELSE now() END,
           since = CASE WHEN a.pull_offset > 0 THEN a.since
                        WHEN a.whole_from > now() - interval '7 days' THEN a.pulled_from - interval '1 day' END
      FROM badge_host AS h JOIN badge_host_client AS c ON c.host = h.id, badge_host_key AS k
     WHERE h.id = a.host AND k.account = a.id
       AND a.id IN (SELECT d.id FROM badge_host_account AS d
                      JOIN (SELECT w.id, row_number() OVER (PARTITION BY w.person
                                   ORDER BY w.state <> 'authorising', w.due_at, w.id) AS place
                              FROM badge_host_account AS w JOIN person AS p ON p.id = w.person
                              JOIN badge_host_client AS n ON n.host = w.host JOIN badge_host_key AS y ON y.account = w.id
                             WHERE w.due_at <= now() AND (w.lease_until IS NULL OR w.lease_until < now()) AND is_active(p))
                           AS q ON q.id = d.id
                     WHERE d.due_at <= now() AND (d.lease_until IS NULL OR d.lease_until < now())
                       AND q.place + (SELECT count(*) FROM badge_host_account AS o
                                       WHERE o.person = d.person AND o.lease_until >= now()) <= 2
                     ORDER BY d.state <> 'authorising', d.due_at LIMIT in_most FOR UPDATE OF d SKIP LOCKED)
    RETURNING a.id, a.attempt, a.host, h.kind, h.api_url, h.token_url, h.refresh_url, h.revoke_url,
              array_to_string(h.scopes, ' '), c.client_id, c.sealed, k.access, k.refresh,
              coalesce(k.expires_at < now() + interval '1 minute', false), k.code, k.verifier,
              a.state = 'connected' AND a.pull_at <= now() AND badge_host_may(a, h.kind, false),
              a.state = 'connected' AND badge_host_may(a, h.kind, true), a.pull_offset, a.since, a.failures;
END $$;


--
-- Name: badge_host_document(public.badge_host_account); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_document(a public.badge_host_account) RETURNS doc.badge_host
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    h      badge_host;
    state  badge_host_state;
    fault  text;
    counts int[];
BEGIN
    SELECT * INTO h FROM badge_host WHERE id = a.host;
    SELECT ARRAY[count(*) FILTER (WHERE p.state = 'due'), count(*) FILTER (WHERE p.state = 'sent'),
                 count(*) FILTER (WHERE p.state = 'failed')] INTO counts
      FROM badge_host_push AS p WHERE p.account = a.id;
    state := CASE WHEN a.state <> 'ready' OR h.read_at IS NOT NULL THEN a.state
                  WHEN h.fault IS NOT NULL THEN 'failed' ELSE 'reading' END;
    fault := coalesce(a.fault, CASE WHEN state = 'failed' THEN h.fault END);
    RETURN ROW(a.id, h.base, h.kind, left(h.name, 100), state, fault, badge_host_words(fault),
               badge_host_may(a, h.kind, false), badge_host_may(a, h.kind, true),
               CASE WHEN state IN ('ready', 'connected', 'ended') THEN address('/account/badge-hosts/' || a.id) END,
               utc(a.pulled_at), CASE WHEN state = 'connected' THEN utc(a.pull_at) END,
               a.added, a.known, a.refused, counts[1], counts[2], counts[3],
               address('/v1/me/badge-hosts/' || a.id), utc(a.created_at))::doc.badge_host;
END $$;


--
-- Name: badge_host_due(bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_due(in_most bigint) RETURNS TABLE(id uuid, base text, attempt integer, register_url text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    UPDATE badge_host AS h SET look_at = now() + interval '3 minutes', tried_at = now(), attempt = h.attempt + 1
     WHERE h.id IN (SELECT d.id FROM badge_host AS d WHERE d.look_at <= now() ORDER BY d.look_at LIMIT in_most
                       FOR UPDATE SKIP LOCKED)
    RETURNING h.id, h.base, h.attempt,
              (SELECT c.register_url FROM badge_host_client AS c
                WHERE c.host = h.id AND coalesce(c.expires_at > now() + interval '2 days', true)
                  AND (c.registered_at > now() - interval '30 days' OR badge_host_is_in_use(h.id)));
END $$;


--
-- Name: badge_host_ended(uuid, uuid, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_ended(in_id uuid, in_owner uuid, in_attempt bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE badge_host_account AS a
       SET state = CASE WHEN a.state = 'authorising' THEN a.state ELSE 'ended' END, fault = 'authorisation_ended',
           pull_at = NULL
     WHERE a.id = in_id AND a.owner = in_owner AND a.attempt = in_attempt;
    IF FOUND THEN
        UPDATE badge_host_key SET access = NULL, refresh = NULL, expires_at = NULL WHERE account = in_id;
    END IF;
END $$;


--
-- Name: badge_host_exchanged(uuid, uuid, bigint, bytea, bytea, bigint, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_exchanged(in_id uuid, in_owner uuid, in_attempt bigint, in_access bytea, in_refresh bytea, in_seconds bigint, in_scopes text, in_fault text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    a badge_host_account;
BEGIN
    SELECT * INTO a FROM badge_host_held(in_id, in_owner, in_attempt);
    IF NOT FOUND THEN
        RETURN false;
    ELSIF in_fault IS NOT NULL THEN
        UPDATE badge_host_key SET code = NULL, verifier = NULL WHERE account = in_id;
        UPDATE badge_host_account
           SET fault = in_fault, state = CASE WHEN EXISTS (SELECT FROM badge_host_key AS k
                                                            WHERE k.account = in_id AND k.access IS NOT NULL)
                                              THEN 'connected' ELSE 'ready' END::badge_host_state
         WHERE id = in_id;
        RETURN false;
    END IF;
    IF EXISTS (SELECT FROM badge_host_key AS k WHERE k.account = in_id AND k.access = in_access) THEN
        RETURN true; -- it was written down, and the courier did not hear of it
    END IF;
    INSERT INTO badge_host_farewell (account, host, access, refresh)
    SELECT in_id, a.host, k.access, k.refresh FROM badge_host_key AS k JOIN badge_host AS h ON h.id = a.host
     WHERE k.account = in_id AND k.access IS NOT NULL AND h.revoke_url IS NOT NULL;
    UPDATE badge_host_key
       SET code = NULL, verifier = NULL, access = in_access, refresh = in_refresh,
           expires_at = now() + make_interval(secs => in_seconds)
     WHERE account = in_id;
    UPDATE badge_host_account
       SET state = 'connected', fault = NULL, scopes = string_to_array(in_scopes, ' '), pull_at = now(), pull_offset = 0,
           whole_from = NULL, failures = 0
     WHERE id = in_id;
    PERFORM audit_note('badge_host_connected', 'security', a.host::text, a.person);
    RETURN true;
END $$;


--
-- Name: badge_host_farewell_claim(bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_farewell_claim(in_most bigint) RETURNS TABLE(id uuid, account uuid, host uuid, revoke_url text, client_id text, sealed bytea, access bytea, refresh bytea)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    UPDATE badge_host_farewell AS f SET attempts = f.attempts + 1, due_at = now() + interval '5 minutes' * 3 ^ f.attempts
      FROM badge_host AS h JOIN badge_host_client AS c ON c.host = h.id
     WHERE h.id = f.host AND h.revoke_url IS NOT NULL
       AND f.id IN (SELECT d.id FROM badge_host_farewell AS d JOIN badge_host AS e ON e.id = d.host
                      JOIN badge_host_client AS k ON k.host = e.id
                     WHERE d.due_at <= now() AND d.attempts < 5 AND e.revoke_url IS NOT NULL
                     ORDER BY d.due_at LIMIT in_most FOR UPDATE OF d SKIP LOCKED)
    RETURNING f.id, f.account, f.host, h.revoke_url, c.client_id, c.sealed, f.access, f.refresh;
END $$;


--
-- Name: badge_host_farewell_done(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_farewell_done(in_id uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DELETE FROM badge_host_farewell WHERE id = in_id;
$$;


--
-- Name: badge_host_find(bytea, bytea, uuid, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_find(in_state bytea, in_browser bytea, in_host uuid, in_issuer text) RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN (
    SELECT a.id FROM badge_host_way AS w JOIN badge_host_account AS a ON a.id = w.account
      JOIN badge_host AS h ON h.id = a.host
     WHERE w.state = in_state AND w.browser = in_browser AND a.person = caller_person()
       AND w.expires_at > now() AND h.id = in_host
       AND CASE WHEN in_issuer IS NULL THEN NOT h.names_issuer
                ELSE in_issuer = coalesce(h.issuer, h.base) END);
END $$;


--
-- Name: badge_host_forget(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_forget() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DELETE FROM badge_host_way WHERE expires_at < now();
DELETE FROM badge_host_farewell WHERE attempts >= 5 AND due_at < now() OR left_at < now() - interval '7 days';
DELETE FROM badge_host AS h
 WHERE h.created_at < now() - interval '1 day'
   AND NOT EXISTS (SELECT FROM badge_host_account AS a WHERE a.host = h.id)
   AND (coalesce(h.tried_at, h.created_at) < now() - interval '30 days'
        OR NOT EXISTS (SELECT FROM badge_host_client AS c WHERE c.host = h.id));
$$;


--
-- Name: badge_host_held(uuid, uuid, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_held(in_id uuid, in_owner uuid, in_attempt bigint) RETURNS SETOF public.badge_host_account
    LANGUAGE sql
    AS $$
SELECT * FROM badge_host_account AS a
 WHERE a.id = in_id AND a.owner = in_owner AND a.attempt = in_attempt FOR UPDATE
$$;


--
-- Name: badge_host_is_in_use(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_is_in_use(in_host uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
SELECT EXISTS (SELECT FROM badge_host_account AS a JOIN badge_host_key AS k ON k.account = a.id
                WHERE a.host = in_host AND (k.access IS NOT NULL OR k.code IS NOT NULL))
    OR EXISTS (SELECT FROM badge_host_account AS a JOIN badge_host_way AS w ON w.account = a.id
                WHERE a.host = in_host AND w.expires_at > now())
$$;


--
-- Name: badge_host_leave(uuid, uuid, bigint, bigint, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_leave(in_id uuid, in_owner uuid, in_attempt bigint, in_seconds bigint, in_rest bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    a    badge_host_account;
    next timestamptz;
BEGIN
    SELECT * INTO a FROM badge_host_held(in_id, in_owner, in_attempt);
    IF NOT FOUND THEN
        RETURN;
    ELSIF badge_host_may(a, (SELECT h.kind FROM badge_host AS h WHERE h.id = a.host), false) THEN
        next := a.pull_at;
    END IF;
    IF badge_host_may(a, NULL, true) THEN
        next := least(next, (SELECT min(greatest(p.due_at, now() + interval '2 seconds')) FROM badge_host_push AS p
                              WHERE p.account = a.id AND p.state = 'due'));
    END IF;
    UPDATE badge_host_account AS b
       SET owner = NULL, lease_until = NULL, tries = 0,
           rest_until = CASE WHEN in_rest > 0 THEN now() + make_interval(secs => in_rest) ELSE b.rest_until END,
           due_at = CASE WHEN a.state = 'authorising' THEN now() + interval '2 seconds'
                         WHEN next IS NOT NULL
                         THEN greatest(next, now() + make_interval(secs => greatest(in_seconds, in_rest, 2))) END
     WHERE b.id = in_id;
END $$;


--
-- Name: badge_host_may(public.badge_host_account, public.badge_host_kind, boolean); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_may(a public.badge_host_account, in_kind public.badge_host_kind, in_push boolean) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
SELECT a.state = 'connected' AND coalesce(CASE
    WHEN in_push THEN 'https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.upsert' = ANY (a.scopes)
    WHEN in_kind = 'ob30' THEN 'https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.readonly' = ANY (a.scopes)
    ELSE 'https://purl.imsglobal.org/spec/ob/v2p1/scope/assertion.readonly' = ANY (a.scopes) END, false)
$$;


--
-- Name: badge_host_next(uuid, uuid, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_next(in_id uuid, in_owner uuid, in_attempt bigint) RETURNS TABLE(award uuid, attempts integer, document text, token text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
BEGIN
    PERFORM badge_host_held(in_id, in_owner, in_attempt);
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE badge_host_push AS p SET state = 'failed', fault = 'award_not_valid'
      FROM award AS w, badge_host_account AS a
     WHERE p.account = in_id AND p.state = 'due' AND w.id = p.award AND a.id = p.account
       AND (award_status_now(w) <> 'valid' OR w.person IS DISTINCT FROM a.person);
    RETURN QUERY
    UPDATE badge_host_push AS p SET attempts = p.attempts + 1
      FROM award_credential AS k
     WHERE k.award = p.award AND p.account = in_id AND p.award = (
           SELECT d.award FROM badge_host_push AS d JOIN award_credential AS s ON s.award = d.award AND s.document IS NOT NULL
            WHERE d.account = in_id AND d.state = 'due' AND d.due_at <= now() ORDER BY d.due_at, d.award LIMIT 1)
    RETURNING p.award, p.attempts, k.document, k.token;
END $$;


--
-- Name: badge_host_notes_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_notes_deleted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        DELETE FROM badge_host_deleted WHERE person = NEW.person AND key = NEW.key; -- they want it after all
    ELSIF EXISTS (SELECT FROM badge_host_account AS a JOIN person AS p ON p.id = a.person
                   WHERE a.person = OLD.person AND p.closed_at IS NULL) THEN
        INSERT INTO badge_host_deleted AS d (person, key, hash) VALUES (OLD.person, OLD.key, sha256(OLD.content))
            ON CONFLICT (person, key) DO UPDATE SET hash = excluded.hash, deleted_at = excluded.deleted_at;
    END IF;
    RETURN NULL;
END $$;


--
-- Name: badge_host_own(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_own(in_id uuid) RETURNS uuid
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM badge_host_account AS a WHERE a.id = in_id AND a.person = caller_person()) THEN
        PERFORM refuse('not_found');
    END IF;
    RETURN in_id;
END $$;


--
-- Name: badge_host_paged(uuid, uuid, bigint, bigint, bigint, bigint, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_paged(in_id uuid, in_owner uuid, in_attempt bigint, in_offset bigint, in_added bigint, in_known bigint, in_refused bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE badge_host_account AS a
       SET added = a.added + in_added, known = a.known + in_known, refused = a.refused + in_refused,
           pull_offset = in_offset, lease_until = greatest(a.lease_until, now() + interval '5 minutes')
     WHERE a.id = in_id AND a.owner = in_owner AND a.attempt = in_attempt AND a.state = 'connected';
    RETURN FOUND;
END $$;


--
-- Name: badge_host_pull(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_pull(in_id uuid) RETURNS SETOF doc.badge_host
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    a badge_host_account;
    soon timestamptz;
BEGIN
    SELECT * INTO a FROM badge_host_account AS b
     WHERE b.id = in_id AND b.person = caller_person() FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    ELSIF NOT badge_host_may(a, (SELECT h.kind FROM badge_host AS h WHERE h.id = a.host), false) THEN
        PERFORM refuse('badge_host_not_connected');
    END IF;
    soon := greatest(now(), a.pull_began + interval '1 minute', a.rest_until);
    UPDATE badge_host_account AS b
       SET pull_at = least(b.pull_at, soon), due_at = least(b.due_at, b.pull_at, soon)
     WHERE b.id = in_id RETURNING * INTO a;
    RETURN NEXT badge_host_document(a);
END $$;


--
-- Name: badge_host_pulled(uuid, uuid, bigint, text, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_pulled(in_id uuid, in_owner uuid, in_attempt bigint, in_fault text, in_seconds bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE badge_host_account AS a
       SET fault = in_fault,
           failures = CASE WHEN in_fault IS NULL OR in_fault IN ('too_much', 'busy') THEN 0 ELSE a.failures + 1 END,
           pull_at = now() + CASE WHEN in_fault IS NULL THEN interval '1 day' ELSE make_interval(secs => in_seconds) END,
           pulled_at = CASE WHEN in_fault IS NULL THEN now() ELSE a.pulled_at END,
           pulled_from = CASE WHEN in_fault IS NULL THEN a.list_began ELSE a.pulled_from END,
           whole_from = CASE WHEN in_fault IS NULL AND a.since IS NULL THEN a.list_began ELSE a.whole_from END,
           pull_offset = CASE WHEN in_fault IS NULL OR in_fault NOT IN ('too_much', 'busy') AND a.failures % 5 = 4 THEN 0
                              ELSE a.pull_offset END
     WHERE a.id = in_id AND a.owner = in_owner AND a.attempt = in_attempt AND a.state = 'connected';
END $$;


--
-- Name: badge_host_push; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.badge_host_push (
    account uuid NOT NULL,
    award uuid NOT NULL,
    state public.badge_host_push_state DEFAULT 'due'::public.badge_host_push_state NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    fault text,
    due_at timestamp with time zone DEFAULT now() NOT NULL,
    sent_at timestamp with time zone
);


--
-- Name: badge_host_push_document(public.badge_host_push); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_push_document(p public.badge_host_push) RETURNS doc.badge_host_push
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN ROW(p.award, p.state, p.attempts, p.fault, badge_host_words(p.fault), utc(p.sent_at),
               address('/v1/awards/' || p.award))::doc.badge_host_push;
END $$;


--
-- Name: badge_host_pushed(uuid, uuid, bigint, uuid, text, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_pushed(in_id uuid, in_owner uuid, in_attempt bigint, in_award uuid, in_fault text, in_seconds bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM badge_host_held(in_id, in_owner, in_attempt);
    IF FOUND THEN
        UPDATE badge_host_push AS p
           SET state = CASE WHEN in_fault IS NULL THEN 'sent' WHEN in_seconds < 0 THEN 'failed'
                            ELSE 'due' END::badge_host_push_state,
               fault = in_fault, due_at = now() + make_interval(secs => greatest(in_seconds, 0)),
               sent_at = CASE WHEN in_fault IS NULL THEN now() ELSE p.sent_at END
         WHERE p.account = in_id AND p.award = in_award;
    END IF;
END $$;


--
-- Name: badge_host_read(uuid, bigint, jsonb, text, bytea, timestamp with time zone); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_read(in_id uuid, in_attempt bigint, told jsonb, in_client text, in_sealed bytea, in_expires timestamp with time zone) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE badge_host AS h
       SET kind = (told->>'kind')::badge_host_kind, name = left(told->>'name', 100), issuer = told->>'issuer',
           names_issuer = coalesce((told->>'namesIssuer')::boolean, false), api_url = told->>'api',
           authorize_url = told->>'authorize', token_url = told->>'token', refresh_url = told->>'refresh',
           revoke_url = told->>'revoke', scopes = string_to_array(told->>'scopes', ' '), fault = NULL, failures = 0,
           read_at = now(), look_at = CASE WHEN h.look_at = 'infinity' THEN h.look_at ELSE now() + interval '1 day' END
     WHERE h.id = in_id AND h.attempt = in_attempt;
    IF FOUND AND in_client IS NOT NULL THEN
        INSERT INTO badge_host_client (host, register_url, client_id, sealed, expires_at)
        VALUES (in_id, told->>'register', in_client, in_sealed, in_expires)
            ON CONFLICT (host) DO UPDATE
           SET register_url = excluded.register_url, client_id = excluded.client_id, sealed = excluded.sealed,
               expires_at = excluded.expires_at, registered_at = now();
    END IF;
END $$;


--
-- Name: badge_host_refreshed(uuid, uuid, bigint, bytea, bytea, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_refreshed(in_id uuid, in_owner uuid, in_attempt bigint, in_access bytea, in_refresh bytea, in_seconds bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM badge_host_held(in_id, in_owner, in_attempt);
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE badge_host_key
       SET access = in_access, refresh = coalesce(in_refresh, refresh),
           expires_at = now() + make_interval(secs => in_seconds)
     WHERE account = in_id;
    RETURN true;
END $$;


--
-- Name: badge_host_return(uuid, bytea, bytea, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_return(in_id uuid, in_state bytea, in_code bytea, in_fault text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    way badge_host_way;
BEGIN
    DELETE FROM badge_host_way AS w USING badge_host_account AS a
     WHERE w.account = in_id AND w.state = in_state AND a.id = w.account AND a.person = caller_person()
    RETURNING w.* INTO way;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    INSERT INTO badge_host_key AS k (account, code, verifier)
    SELECT in_id, in_code, way.verifier WHERE in_code IS NOT NULL
        ON CONFLICT (account) DO UPDATE SET code = excluded.code, verifier = excluded.verifier;
    UPDATE badge_host_account AS a
       SET state = CASE WHEN in_code IS NULL THEN a.state ELSE 'authorising' END,
           fault = in_fault, due_at = CASE WHEN in_code IS NULL THEN a.due_at ELSE now() END
     WHERE a.id = in_id;
END $$;


--
-- Name: badge_host_says_farewell(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_says_farewell() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO badge_host_farewell (account, host, access, refresh)
    SELECT k.account, OLD.host, k.access, k.refresh
      FROM badge_host_key AS k JOIN badge_host AS h ON h.id = OLD.host
     WHERE k.account = OLD.id AND k.access IS NOT NULL AND h.revoke_url IS NOT NULL;
    PERFORM audit_note('badge_host_left', 'security', OLD.host::text, OLD.person);
    PERFORM FROM badge_host AS h WHERE h.id = OLD.host FOR UPDATE; -- who joins at this moment is seen
    UPDATE badge_host AS h SET look_at = 'infinity'
     WHERE h.id = OLD.host
       AND NOT EXISTS (SELECT FROM badge_host_account AS a WHERE a.host = OLD.host AND a.id <> OLD.id);
    RETURN OLD;
END $$;


--
-- Name: badge_host_send(uuid, uuid[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_send(in_id uuid, in_awards uuid[]) RETURNS SETOF doc.badge_host
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    a badge_host_account;
    wanted uuid[];
BEGIN
    SELECT * INTO a FROM badge_host_account AS b
     WHERE b.id = in_id AND b.person = caller_person() FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    ELSIF NOT may_consent_to_apps(a.person) THEN
        PERFORM refuse('guardian_needed');
    ELSIF a.state <> 'connected' THEN
        PERFORM refuse('badge_host_not_connected');
    ELSIF NOT badge_host_may(a, NULL, true) THEN
        PERFORM refuse('badge_host_reads_only');
    END IF;
    SELECT array_agg(w.id) INTO wanted FROM award AS w
     WHERE w.person = a.person AND award_status_now(w) = 'valid'
       AND (w.id = ANY (in_awards) OR in_awards IS NULL AND w.visibility = 'public');
    IF EXISTS (SELECT FROM unnest(in_awards) AS one WHERE one <> ALL (coalesce(wanted, '{}'))) THEN
        PERFORM refuse('unknown_award');
    END IF;
    INSERT INTO badge_host_push AS p (account, award) SELECT in_id, one FROM unnest(wanted) AS one
        ON CONFLICT (account, award) DO UPDATE
       SET state = 'due', attempts = 0, fault = NULL, due_at = now() WHERE p.state <> 'due';
    UPDATE badge_host_account AS b
       SET due_at = CASE WHEN wanted IS NULL THEN b.due_at ELSE least(b.due_at, greatest(now(), b.rest_until)) END
     WHERE b.id = in_id RETURNING * INTO a;
    RETURN NEXT badge_host_document(a);
END $$;


--
-- Name: badge_host_take(uuid, uuid, bigint, uuid, bytea, text, text, bytea, text, jsonb, timestamp with time zone, bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_take(in_id uuid, in_owner uuid, in_attempt bigint, in_award uuid, in_key bytea, in_form text, in_kind text, in_content bytea, in_credential text, in_facts jsonb, in_valid_from timestamp with time zone, in_question bytea) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    a    badge_host_account;
    it   record;
    was  bytea;
    rule text;
BEGIN
    -- The person before the account, as whoever closes an account has it.
    PERFORM FROM badge_host_account AS b JOIN person AS p ON p.id = b.person WHERE b.id = in_id FOR UPDATE OF p;
    SELECT * INTO a FROM badge_host_held(in_id, in_owner, in_attempt);
    IF NOT FOUND OR a.state <> 'connected' THEN
        RETURN 'gone';
    END IF;
    SELECT sha256(h.content) INTO was FROM held_credential AS h WHERE h.person = a.person AND h.key = in_key;
    IF was = sha256(in_content) THEN
        RETURN 'known'; -- nobody has it judged each day
    ELSIF EXISTS (SELECT FROM badge_host_deleted AS d
                   WHERE d.person = a.person AND d.key = in_key AND d.hash = sha256(in_content)) THEN
        RETURN 'known'; -- who has deleted it does not want it back
    END IF;
    PERFORM held_leaves_room();
    it := held_keep(a.person, in_award, in_key, in_form, in_kind, in_content, in_credential, in_facts, in_valid_from,
                    in_question);
    PERFORM held_question(it.kept);
    RETURN CASE WHEN (SELECT h.content FROM held_credential AS h WHERE h.id = it.kept) = in_content
                THEN 'new' ELSE 'known' END;
EXCEPTION WHEN check_violation THEN
    GET STACKED DIAGNOSTICS rule = CONSTRAINT_NAME;
    RETURN rule;
END $$;


--
-- Name: badge_host_unknown(uuid, uuid, bigint, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_unknown(in_id uuid, in_owner uuid, in_attempt bigint, in_client text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    there uuid := (SELECT host FROM badge_host_held(in_id, in_owner, in_attempt));
BEGIN
    DELETE FROM badge_host_client WHERE host = there AND client_id = in_client;
    IF FOUND THEN
        UPDATE badge_host SET read_at = NULL, look_at = now() WHERE id = there;
    END IF;
END $$;


--
-- Name: badge_host_unread(uuid, bigint, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_unread(in_id uuid, in_attempt bigint, in_fault text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE badge_host AS h
       SET fault = in_fault, failures = h.failures + 1,
           look_at = CASE WHEN h.look_at = 'infinity' THEN h.look_at
                          ELSE now() + least(interval '1 day', interval '1 minute' * 4 ^ least(h.failures, 8)) END
     WHERE h.id = in_id AND h.attempt = in_attempt;
END $$;


--
-- Name: badge_host_words(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_host_words(in_fault text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
SELECT CASE in_fault
    WHEN 'not_a_host' THEN 'At this address nobody says how badges are exchanged, neither as Open Badges 3.0 nor as Badge Connect.'
    WHEN 'endpoint_elsewhere' THEN 'The host sends us to another host, which might be handed what is meant for this one.'
    WHEN 'endpoint_missing' THEN 'The host does not say where one registers, is asked, or fetches tokens.'
    WHEN 'scope_missing' THEN 'The host does not offer to have badges fetched.'
    WHEN 'registration_refused' THEN 'The host did not register this service.'
    WHEN 'client_unknown' THEN 'The host did not know this service any more, which registers anew: connect it again.'
    WHEN 'not_kept' THEN 'What the host gave could not be written down here.'
    WHEN 'denied' THEN 'It was not allowed there.'
    WHEN 'code_refused' THEN 'The host did not take the code that it had given.'
    WHEN 'authorisation_ended' THEN 'The host lets this service in no more: connect it again.'
    WHEN 'forbidden' THEN 'The host does not let this service do that.'
    WHEN 'too_many_requests' THEN 'The host asks us to come later.'
    WHEN 'bad_status' THEN 'The host answered with a fault.'
    WHEN 'unreadable' THEN 'What the host answered is not what the standard has it answer.'
    WHEN 'too_much' THEN 'It is more than is taken in at once; the rest comes later.'
    WHEN 'too_many_held' THEN 'You keep as many badges of others as one person can.'
    WHEN 'busy' THEN 'There is too much to verify at the moment; the rest comes later.'
    WHEN 'guardian_needed' THEN 'A guardian has to consent first.'
    WHEN 'award_not_valid' THEN 'The award was revoked or has expired.'
    WHEN 'not_taken' THEN 'The host does not take this award.'
    WHEN 'refused' THEN 'The host is at an address that may not be asked.'
    WHEN 'no_name' THEN 'The name of the host is not known.'
    WHEN 'no_connection' THEN 'Nobody answers there.'
    WHEN 'bad_tls' THEN 'The host could not show that it is itself.'
    WHEN 'too_slow' THEN 'The host did not answer in time.'
    WHEN 'broken_off' THEN 'The host broke off.'
END
$$;


--
-- Name: badge_keeps_editions(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_keeps_editions() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
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


--
-- Name: badge_keeps_endorsed(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_keeps_endorsed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF EXISTS (SELECT FROM endorsement AS e WHERE e.badge = NEW.id AND e.edition = NEW.edition
                                              AND endorsement_state_now(e) IN ('requested', 'accepted')) THEN
        PERFORM refuse('badge_frozen');
    END IF;
    RETURN NEW;
END $$;


--
-- Name: badge_made(uuid, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_made(in_organisation uuid, input jsonb) RETURNS uuid
    LANGUAGE plpgsql
    AS $$
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


--
-- Name: badge_may_be_active(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_may_be_active() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM jsonb_each(NEW.translations)
                    WHERE value ? 'name' AND value ? 'criteria') THEN
        PERFORM refuse('text_missing');
    END IF;
    IF NOT organisation_may_publish(NEW.organisation) THEN
        PERFORM refuse('organisation_unverified');
    END IF;
    RETURN NEW;
END $$;


--
-- Name: badge_may_be_pictured(uuid, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_may_be_pictured(in_badge uuid, in_version bigint) RETURNS uuid
    LANGUAGE plpgsql STABLE
    AS $$
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


--
-- Name: badge_meaning(public.badge); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_meaning(b public.badge) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN jsonb_build_object(
        'translations', (SELECT jsonb_object_agg(key, value - 'consumerDescription') FROM jsonb_each(b.translations)
                          WHERE value - 'consumerDescription' <> '{}'),
        'achievementType', b.achievement_type, 'learningForm', b.learning_form, 'tags', b.tags,
        'particulars', b.particulars, 'validDays', b.valid_days, 'picture', b.picture);
END $$;


--
-- Name: badge_moved(uuid, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_moved(in_badge uuid, in_action text) RETURNS uuid
    LANGUAGE plpgsql
    AS $$
DECLARE
    b badge;
BEGIN
    SELECT * INTO b FROM badge WHERE id = in_badge AND allowed(organisation) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse_foreign(EXISTS (SELECT FROM badge WHERE id = in_badge));
    END IF;
    UPDATE badge SET state = next_state('badge', b.state::text, in_action)::badge_state,
                     version = version + 1, updated_at = now()
     WHERE id = in_badge;
    RETURN in_badge;
END $$;


--
-- Name: badge_page(uuid, integer, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_page(in_badge uuid, in_edition integer, wanted text[]) RETURNS TABLE(badge json, organisation uuid, issuer text, issuer_state text, issuer_counts boolean, newest integer, versions json)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
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


--
-- Name: badge_particulars_fit(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_particulars_fit() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$
DECLARE
    flaw text;
BEGIN
    SELECT f.flaw INTO flaw
      FROM (SELECT '/creditsAvailable' AS flaw
             WHERE (NEW.particulars->>'creditsAvailable')::numeric <> round((NEW.particulars->>'creditsAvailable')::numeric, 4)
            UNION ALL
            SELECT '/resultDescriptions/' || d.place - 1 || CASE
                       WHEN count(*) OVER (PARTITION BY d.one->>'id') > 1 THEN '/id'
                       WHEN d.one ? 'requiredLevel' AND NOT d.one->'levels'
                                @> jsonb_build_array(jsonb_build_object('id', d.one->'requiredLevel')) THEN '/requiredLevel'
                       WHEN d.one ? 'requiredValue' AND d.one->'allowedValues' <> '[]'
                            AND NOT d.one->'allowedValues' ? (d.one->>'requiredValue') THEN '/requiredValue'
                       WHEN d.one ? 'requiredValue' AND coalesce(d.one->'allowedValues', '[]') = '[]'
                            AND d.one->>'requiredValue' !~ '^-?[0-9]{1,7}(\.[0-9]{1,4})?$' THEN '/requiredValue'
                       WHEN (d.one->>'valueMin')::numeric > (d.one->>'valueMax')::numeric THEN '/valueMax'
                       WHEN (d.one->>'resultType' = 'RubricCriterionLevel') <> (d.one->'levels' <> '[]') THEN '/levels'
                       WHEN (SELECT count(*) <> count(DISTINCT l->>'id')
                               FROM jsonb_array_elements(d.one->'levels') AS l) THEN '/levels' END
              FROM jsonb_array_elements(coalesce(NEW.particulars->'resultDescriptions', '[]'))
                   WITH ORDINALITY AS d (one, place)) AS f
     WHERE f.flaw IS NOT NULL LIMIT 1;
    IF FOUND THEN
        PERFORM refuse('bad_input', flaw);
    END IF;
    RETURN NEW;
END $_$;


--
-- Name: badge_particulars_patched(jsonb, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_particulars_patched(old jsonb, patch jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    RETURN (
    SELECT coalesce(jsonb_object_agg(key, value) FILTER (WHERE value NOT IN ('null', '[]')), '{}')
      FROM jsonb_each(jsonb_strip_nulls(old || (
               SELECT coalesce(jsonb_object_agg(key, CASE key WHEN 'resultDescriptions' THEN results_kept(value) ELSE value END), '{}')
                 FROM jsonb_each(patch)
                WHERE key IN ('criteriaUrl', 'alignments', 'resultDescriptions', 'related', 'humanCode', 'otherIdentifiers',
                              'fieldOfStudy', 'specialization', 'creditsAvailable')))));
END $$;


--
-- Name: badge_patched(uuid, jsonb, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_patched(in_badge uuid, patch jsonb, in_version bigint) RETURNS uuid
    LANGUAGE plpgsql
    AS $$
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


--
-- Name: badge_path(uuid, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_path(in_badge uuid, in_edition integer) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
SELECT '/ob/badges/' || in_badge::text || CASE WHEN in_edition > 1 THEN '/versions/' || in_edition::text ELSE '' END
$$;


--
-- Name: badge_picture_keep(text, bytea, bytea, bigint, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_picture_keep(in_type text, in_content bytea, in_drawn bytea, in_width bigint, in_height bigint) RETURNS bytea
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO badge_picture AS p (hash, type, content, drawn, width, height)
    VALUES (sha256(in_content), in_type, in_content, in_drawn, in_width, in_height)
        ON CONFLICT (hash) DO UPDATE SET sent_at = now();
    RETURN sha256(in_content);
END $$;


--
-- Name: badge_picture_show(uuid, integer, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_picture_show(in_badge uuid, in_edition integer, in_form text) RETURNS TABLE(type text, content bytea)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT f.form, CASE f.form WHEN p.type THEN p.content ELSE p.drawn END
      FROM badge AS newest, LATERAL badge_at(newest, in_edition) AS b JOIN badge_picture AS p ON p.hash = b.picture,
           LATERAL (SELECT CASE in_form WHEN 'image/png' THEN in_form ELSE p.type END AS form) AS f
     WHERE newest.id = in_badge AND b.state <> 'draft';
END $$;


--
-- Name: badge_pictured(uuid, text, bytea, bytea, bigint, bigint, text, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_pictured(in_badge uuid, in_type text, in_content bytea, in_drawn bytea, in_width bigint, in_height bigint, in_note text, in_version bigint) RETURNS uuid
    LANGUAGE plpgsql
    AS $$
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


--
-- Name: badge_pictures_forget(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_pictures_forget() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DELETE FROM badge_picture AS p
 WHERE p.sent_at < now() - interval '1 hour'
   AND NOT EXISTS (SELECT FROM badge AS b WHERE b.picture = p.hash)
   AND NOT EXISTS (SELECT FROM badge_edition AS e WHERE e.picture = p.hash)
   AND NOT EXISTS (SELECT FROM badge_correction AS k WHERE k.picture = p.hash)
$$;


--
-- Name: badge_skills(public.badge); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_skills(b public.badge) RETURNS uuid[]
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN coalesce((SELECT e.skills FROM badge_edition AS e WHERE e.badge = b.id AND e.number = b.edition),
                    ARRAY(SELECT k.skill FROM badge_skill AS k WHERE k.badge = b.id ORDER BY k.skill));
END $$;


--
-- Name: badge_skills_differ(uuid, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_skills_differ(in_badge uuid, uris jsonb) RETURNS boolean
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN ARRAY(SELECT s.uri FROM badge_skill AS k JOIN skill AS s ON s.id = k.skill WHERE k.badge = in_badge ORDER BY s.uri)
           <> ARRAY(SELECT DISTINCT uri FROM jsonb_array_elements_text(uris) AS uri ORDER BY uri);
END $$;


--
-- Name: badge_skills_set(uuid, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_skills_set(in_badge uuid, uris jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (SELECT FROM jsonb_array_elements_text(uris) AS uri
                WHERE NOT EXISTS (SELECT FROM skill WHERE skill.uri = uri.value)) THEN
        PERFORM refuse('unknown_skill');
    END IF;
    DELETE FROM badge_skill WHERE badge = in_badge;
    INSERT INTO badge_skill (badge, skill)
    SELECT DISTINCT in_badge, skill.id
      FROM jsonb_array_elements_text(uris) AS uri JOIN skill ON skill.uri = uri.value;
END $$;


--
-- Name: badge_text_fields(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_text_fields() RETURNS text[]
    LANGUAGE sql IMMUTABLE
    AS $$
SELECT ARRAY['name', 'description', 'criteria', 'consumerDescription', 'imageCaption'];
$$;


--
-- Name: badge_versions(public.badge, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.badge_versions(b public.badge, wanted text[]) RETURNS SETOF doc.badge_version
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT v.edition, v.translations->choose_language(v.translations, wanted, c.default_language)->>'name',
           v.edition = b.edition, v.edition_awarded_at IS NOT NULL,
           ARRAY(SELECT ROW(k.note, utc(k.at))::doc.badge_correction FROM badge_correction AS k
                  WHERE k.badge = b.id AND k.edition = v.edition ORDER BY k.id),
           utc(v.edition_began_at), utc(n.ended_at), address(badge_path(b.id, v.edition)),
           address('/v1/badges/' || b.id || '/versions/' || v.edition)
      FROM organisation AS o JOIN city AS c ON c.id = o.city,
           (SELECT b.edition AS number, NULL AS ended_at UNION ALL
            SELECT e.number, e.ended_at FROM badge_edition AS e WHERE e.badge = b.id) AS n,
           LATERAL badge_at(b, n.number) AS v
     WHERE o.id = b.organisation
     ORDER BY n.number DESC;
END $$;


--
-- Name: calendar; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.calendar (
    id uuid DEFAULT public.uuid7() NOT NULL,
    organisation uuid NOT NULL,
    name text NOT NULL,
    address text NOT NULL,
    template jsonb NOT NULL,
    publish boolean NOT NULL,
    minutes integer NOT NULL,
    person uuid,
    client uuid,
    etag text,
    modified text,
    read_at timestamp with time zone,
    look_at timestamp with time zone DEFAULT now() NOT NULL,
    fault text,
    last_import uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: calendar_document(public.calendar); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.calendar_document(c public.calendar) RETURNS doc.calendar
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN ROW(c.id, c.name, c.address, c.publish, c.minutes, utc(c.read_at), utc(c.look_at), c.fault,
               c.last_import, utc(c.created_at),
               address('/v1/organisations/' || c.organisation || '/calendars/' || c.id))::doc.calendar;
END $$;


--
-- Name: calendar_due(bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.calendar_due(most bigint) RETURNS TABLE(id uuid, address text, etag text, modified text, rest text, place text, zone text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    UPDATE calendar AS c SET look_at = now() + interval '1 minute'
      FROM organisation AS o, city
     WHERE o.id = c.organisation AND city.id = o.city
       AND c.id IN (SELECT d.id FROM calendar AS d
                     WHERE d.look_at <= now()
                       AND NOT EXISTS (SELECT FROM import AS i JOIN job AS j ON j.id = i.job
                                        WHERE i.id = d.last_import AND j.state IN ('queued', 'running'))
                     ORDER BY d.look_at LIMIT most FOR UPDATE SKIP LOCKED)
    RETURNING c.id, c.address, CASE WHEN calendar_is_in(c) THEN c.etag END,
              CASE WHEN calendar_is_in(c) THEN c.modified END, (c.template - 'place')::text,
              (c.template->'place')::text, city.time_zone;
END $$;


--
-- Name: calendar_fits(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.calendar_fits() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM FROM organisation WHERE id = NEW.organisation FOR UPDATE;
    IF (SELECT count(*) FROM calendar WHERE organisation = NEW.organisation) >= 10 THEN
        PERFORM refuse('too_many_calendars');
    ELSIF NOT EXISTS (SELECT FROM organisation AS o JOIN category AS c ON c.city = o.city
                       WHERE o.id = NEW.organisation AND c.slug = NEW.template->>'category') THEN
        PERFORM refuse('unknown_category');
    END IF;
    RETURN NEW;
END $$;


--
-- Name: calendar_is_in(public.calendar); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.calendar_is_in(c public.calendar) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
SELECT EXISTS (SELECT FROM import AS i JOIN job AS j ON j.id = i.job
                WHERE i.id = c.last_import AND i.created_at > now() - interval '1 day'
                  AND j.state = 'done' AND coalesce((j.counts->>'rejected')::int, 0) = 0
                  AND i.publish = (c.publish AND organisation_may_publish(c.organisation)))
$$;


--
-- Name: calendar_take(uuid, text, text, bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.calendar_take(in_calendar uuid, in_etag text, in_modified text, rows bytea) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    c calendar;
    made uuid := uuid7();
    work uuid;
BEGIN
    SELECT * INTO c FROM calendar WHERE id = in_calendar FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    INSERT INTO import_piece (import, organisation, n, bytes)
    SELECT made, c.organisation, n, substring(rows FROM n * 524288 + 1 FOR 524288)
      FROM generate_series(0, greatest(octet_length(rows) - 1, 0) / 524288) AS n;
    INSERT INTO job (kind, organisation, subject, scope)
    VALUES ('import', c.organisation, made, 'activity:write') RETURNING id INTO work;
    INSERT INTO import (id, organisation, job, source, format, size, publish, dry_run, is_whole, person, client)
    VALUES (made, c.organisation, work, c.name, 'ndjson', octet_length(rows),
            c.publish AND organisation_may_publish(c.organisation), false, true, c.person, c.client);
    UPDATE calendar
       SET etag = in_etag, modified = in_modified, read_at = now(), fault = NULL, last_import = made,
           look_at = now() + make_interval(mins => c.minutes)
     WHERE id = in_calendar;
    RETURN made;
END $$;


--
-- Name: caller_client(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.caller_client() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
SELECT nullif(current_setting('citylearn.client', true), '')::uuid
$$;


--
-- Name: caller_enter(text, text, text, text, text, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.caller_enter(person text, client text, organisation text, needs text, request text, trace text DEFAULT ''::text, network text DEFAULT ''::text) RETURNS text
    LANGUAGE sql
    AS $$
SELECT concat(set_config('citylearn.person', person, true),
              set_config('citylearn.client', client, true),
              set_config('citylearn.organisation', organisation, true),
              set_config('citylearn.needs', needs, true),
              set_config('citylearn.request', request, true),
              set_config('citylearn.trace', trace, true),
              set_config('citylearn.network', network, true))
$$;


--
-- Name: guardianship; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.guardianship (
    id uuid DEFAULT public.uuid7() NOT NULL,
    child uuid NOT NULL,
    guardian uuid,
    guardian_email text NOT NULL,
    hash bytea,
    state public.guardianship_state DEFAULT 'pending'::public.guardianship_state NOT NULL,
    relation text,
    terms text,
    invited_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone DEFAULT (now() + '30 days'::interval) NOT NULL,
    decided_at timestamp with time zone,
    CONSTRAINT guardianship_check CHECK ((guardian <> child)),
    CONSTRAINT guardianship_check1 CHECK (((state <> 'consented'::public.guardianship_state) OR ((guardian IS NOT NULL) AND (terms IS NOT NULL)))),
    CONSTRAINT guardianship_check2 CHECK (((hash IS NULL) OR (state = 'pending'::public.guardianship_state))),
    CONSTRAINT guardianship_guardian_email_check CHECK ((guardian_email = lower(guardian_email)))
);


--
-- Name: caller_guardianships(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.caller_guardianships() RETURNS SETOF public.guardianship
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT g.* FROM guardianship AS g JOIN person AS p ON p.id = g.child
     WHERE (g.guardian = caller_person() AND g.state NOT IN ('pending', 'ended')
            OR g.state = 'pending' AND g.expires_at > now()
               AND g.guardian_email IN (SELECT i.email FROM identifier AS i WHERE i.person = caller_person()))
       AND p.closed_at IS NULL AND needs_guardian(p.birth_year, p.home_city);
END $$;


--
-- Name: caller_has_address(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.caller_has_address(in_email text) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
SELECT EXISTS (SELECT FROM identifier AS i WHERE i.email = in_email AND i.person = caller_person())
$$;


--
-- Name: caller_needs(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.caller_needs() RETURNS public.organisation_role
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
SELECT nullif(current_setting('citylearn.needs', true), '')::organisation_role
$$;


--
-- Name: caller_network(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.caller_network() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
SELECT nullif(current_setting('citylearn.network', true), '')
$$;


--
-- Name: caller_organisation(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.caller_organisation() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
SELECT nullif(current_setting('citylearn.organisation', true), '')::uuid
$$;


--
-- Name: caller_organisations(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.caller_organisations() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
SELECT caller_organisation() WHERE caller_organisation() IS NOT NULL
 UNION
SELECT organisation FROM membership
 WHERE caller_organisation() IS NULL AND person = caller_person() AND role >= caller_needs()
 UNION
SELECT organisation.id FROM organisation JOIN city_membership USING (city)
 WHERE caller_organisation() IS NULL AND city_membership.person = caller_person()
   AND role = 'city_admin' AND caller_needs() <= 'manager'
$$;


--
-- Name: caller_person(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.caller_person() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
SELECT nullif(current_setting('citylearn.person', true), '')::uuid
$$;


--
-- Name: caller_role(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.caller_role(in_organisation uuid) RETURNS public.organisation_role
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN (
    SELECT max(role) FROM (
        SELECT role FROM membership WHERE organisation = in_organisation AND person = caller_person()
         UNION ALL
        SELECT 'manager' FROM organisation AS o JOIN city_membership AS m ON m.city = o.city
         WHERE o.id = in_organisation AND m.person = caller_person() AND m.role = 'city_admin') AS own);
END $$;


--
-- Name: category_documents(public.city, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.category_documents(c public.city, wanted text[]) RETURNS doc.category[]
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN (
    SELECT coalesce(array_agg(ROW(category.slug, category.translations->tag->>'name', tag)::doc.category
                              ORDER BY category.place), '{}')
      FROM category, choose_language(category.translations, wanted, c.default_language) AS tag
     WHERE category.city = c.id);
END $$;


--
-- Name: change_at(xid8); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.change_at(transaction xid8) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
SELECT number + transaction::text::bigint * 16384 FROM change_start
$$;


--
-- Name: change_go_on(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.change_go_on() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    highest bigint := greatest((SELECT max(change) FROM activity),
                               (SELECT max(change) FROM portfolio_change));
    mine xid8 := pg_current_xact_id();
BEGIN
    IF highest < change_at(greatest(mine, pg_snapshot_xmax(pg_current_snapshot()))) + 16384
       OR highest IS NULL THEN
        RETURN;
    END IF;
    PERFORM FROM change_start FOR UPDATE;
    IF highest >= change_at(greatest(mine, pg_snapshot_xmax(pg_current_snapshot()))) + 16384 THEN
        UPDATE change_start
           SET number = highest + 1 - pg_snapshot_xmin(pg_current_snapshot())::text::bigint * 16384;
    END IF;
END $$;


--
-- Name: change_horizon(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.change_horizon() RETURNS bigint
    LANGUAGE sql STABLE
    AS $$
SELECT change_at(pg_snapshot_xmin(pg_current_snapshot()))
$$;


--
-- Name: change_next(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.change_next() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    turn int := coalesce(nullif(current_setting('citylearn.change', true), '')::int + 1, 0);
BEGIN
    IF turn = 0 THEN
        PERFORM change_go_on();
    ELSIF turn >= 16384 THEN
        RAISE program_limit_exceeded USING MESSAGE = 'more than 16384 changes in one transaction';
    END IF;
    PERFORM set_config('citylearn.change', turn::text, true);
    RETURN change_at(pg_current_xact_id()) + turn;
END $$;


--
-- Name: child_answer(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.child_answer(in_child uuid) RETURNS public.answer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN (SELECT answered(to_json(c), NULL, c.id) FROM child_list() AS c WHERE c.id = in_child);
END $$;


--
-- Name: child_awarded(uuid, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.child_awarded(in_child uuid, in_award uuid) RETURNS public.award
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    a award;
BEGIN
    PERFORM FROM person WHERE id = in_child FOR SHARE;
    IF NOT EXISTS (SELECT FROM caller_guardianships() AS g WHERE g.child = in_child AND g.state = 'consented') THEN
        PERFORM refuse('not_found');
    END IF;
    SELECT * INTO a FROM award WHERE id = in_award AND person = caller_person() FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    ELSIF NOT may_consent_to_apps(in_child) THEN
        PERFORM refuse('guardian_needed');
    ELSIF EXISTS (SELECT FROM award AS o WHERE o.badge = a.badge AND o.person = in_child AND o.revoked_at IS NULL
                     AND tstzrange(o.issued_at, o.expires_at) && tstzrange(a.issued_at, a.expires_at)) THEN
        PERFORM refuse('already_has_badge');
    END IF;
    UPDATE award SET person = in_child, visibility = 'private', version = version + 1, updated_at = now()
     WHERE id = in_award
    RETURNING * INTO a;
    RETURN a;
END $$;


--
-- Name: child_decide(uuid, text, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.child_decide(in_child uuid, in_action text, in_relation text, in_source text) RETURNS public.guardianship
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    g guardianship;
BEGIN
    SELECT * INTO g FROM caller_guardianships() AS c WHERE c.child = in_child
     ORDER BY EXISTS (SELECT FROM transition AS t
                       WHERE t.noun = 'guardianship' AND t.state = c.state::text AND t.action = in_action) DESC,
              c.id DESC
     LIMIT 1;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    END IF;
    RETURN guardianship_decide(g, in_action, in_relation, in_source);
END $$;


--
-- Name: child_leaves_their_hosts(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.child_leaves_their_hosts() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF NOT may_consent_to_apps(NEW.child) THEN
        DELETE FROM badge_host_account WHERE person = NEW.child;
    END IF;
    RETURN NULL;
END $$;


--
-- Name: child_list(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.child_list() RETURNS SETOF doc.child
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT p.id, p.name, consent_state(p.id), g.state, g.relation, utc(g.decided_at),
           (CASE g.state WHEN 'consented' THEN utc(of_age_at(p.birth_year, p.home_city)) END)::doc.instant
      FROM (SELECT DISTINCT ON (c.child) c.* FROM caller_guardianships() AS c
             ORDER BY c.child, c.state = 'pending', c.id DESC) AS g
      JOIN person AS p ON p.id = g.child
     ORDER BY p.name, p.id;
END $$;


--
-- Name: choose_language(jsonb, text[], text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.choose_language(translations jsonb, wanted text[], usual text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
DECLARE
    tag text;
BEGIN
    FOREACH tag IN ARRAY coalesce(wanted, '{}') LOOP
        IF translations ? tag THEN
            RETURN tag;
        END IF;
    END LOOP;
    IF translations ? usual THEN
        RETURN usual;
    END IF;
    RETURN (SELECT min(key) FROM jsonb_object_keys(translations) AS key);
END $$;


--
-- Name: city_changed(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.city_changed(in_city uuid) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN greatest((SELECT max(updated_at) FROM activity WHERE city = in_city AND state = 'published'),
                    (SELECT max(updated_at) FROM activity WHERE city = in_city AND state = 'cancelled'),
                    (SELECT max(updated_at) FROM activity WHERE city = in_city AND state = 'archived'));
END $$;


--
-- Name: city_document(public.city, text[], boolean); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.city_document(c public.city, wanted text[], whole boolean) RETURNS doc.city
    LANGUAGE plpgsql STABLE
    AS $$
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


--
-- Name: city_member_change(text, uuid, public.city_role); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.city_member_change(in_city text, in_person uuid, in_role public.city_role) RETURNS doc.city_member
    LANGUAGE plpgsql
    AS $$
DECLARE
    home CONSTANT uuid := city_own(in_city);
    m doc.city_member;
BEGIN
    SELECT * INTO m FROM city_member_rows(home, in_person, NULL, 1);
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    END IF;
    UPDATE city_membership SET role = in_role WHERE city = home AND person = in_person AND role <> in_role;
    IF NOT FOUND AND m.role <> in_role THEN
        PERFORM refuse('not_allowed');
    END IF;
    m.role := in_role;
    RETURN m;
END $$;


--
-- Name: city_member_remove(text, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.city_member_remove(in_city text, in_person uuid) RETURNS uuid
    LANGUAGE plpgsql
    AS $$
DECLARE
    home uuid := (city_named(in_city)).id;
BEGIN
    IF in_person IS DISTINCT FROM caller_person() OR NOT allowed_city(home, 'city_viewer') THEN
        home := city_own(in_city);
    END IF;
    DELETE FROM city_membership WHERE city = home AND person = in_person;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    END IF;
    RETURN in_person;
END $$;


--
-- Name: city_member_rows(uuid, uuid, uuid, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.city_member_rows(in_city uuid, in_person uuid, in_after uuid, in_count bigint) RETURNS SETOF doc.city_member
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    whole CONSTANT boolean := allowed_city(in_city, 'city_admin');
BEGIN
    IF NOT allowed_city(in_city, 'city_viewer') THEN
        PERFORM refuse('not_allowed');
    END IF;
    RETURN QUERY
    SELECT ROW(p.id, p.name, CASE WHEN whole OR p.id = caller_person() THEN p.email END)::doc.person_stub,
           m.role, utc(m.created_at)
      FROM city_membership AS m JOIN person AS p ON p.id = m.person
     WHERE m.city = in_city AND (in_person IS NULL OR m.person = in_person)
       AND (in_after IS NULL OR m.person > in_after)
     ORDER BY m.person LIMIT in_count;
END $$;


--
-- Name: city_name(public.city, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.city_name(c public.city, wanted text[]) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN coalesce(c.translations->choose_language(c.translations, wanted, c.default_language)->>'name', '');
END $$;


--
-- Name: city_named(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.city_named(name text) RETURNS public.city
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    named city;
BEGIN
    SELECT * INTO named FROM city WHERE name IN (slug, id::text);
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    END IF;
    RETURN named;
END $$;


--
-- Name: city_open(jsonb, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.city_open(input jsonb, kit jsonb) RETURNS public.city
    LANGUAGE plpgsql
    AS $$
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


--
-- Name: city_own(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.city_own(in_city text) RETURNS uuid
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    home CONSTANT city := city_named(in_city);
BEGIN
    IF NOT allowed_city(home.id, 'city_admin') THEN
        PERFORM refuse('not_allowed');
    END IF;
    RETURN home.id;
END $$;


--
-- Name: service_client; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.service_client (
    id uuid DEFAULT public.uuid7() NOT NULL,
    organisation uuid,
    name text NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone,
    deleted_at timestamp with time zone,
    redirect_uris text[] DEFAULT '{}'::text[] NOT NULL,
    grants text[] DEFAULT '{client_credentials}'::text[] NOT NULL,
    kind text DEFAULT 'confidential'::text NOT NULL,
    auth_method text DEFAULT 'client_secret_basic'::text NOT NULL,
    jwks jsonb,
    id_token_alg text DEFAULT 'RS256'::text NOT NULL,
    client_uri text,
    registered boolean DEFAULT false NOT NULL,
    warnings integer DEFAULT 0 NOT NULL,
    CONSTRAINT service_client_auth_method_check CHECK ((auth_method = ANY (ARRAY['none'::text, 'client_secret_basic'::text, 'private_key_jwt'::text]))),
    CONSTRAINT service_client_check CHECK (((kind = 'public'::text) = (auth_method = 'none'::text))),
    CONSTRAINT service_client_id_token_alg_check CHECK ((id_token_alg = ANY (ARRAY['RS256'::text, 'ES256'::text]))),
    CONSTRAINT service_client_kind_check CHECK ((kind = ANY (ARRAY['public'::text, 'confidential'::text])))
);


--
-- Name: client_document(public.service_client); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.client_document(c public.service_client) RETURNS doc.client
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN ROW(c.id, c.name, c.scopes, c.kind, c.auth_method, c.grants, c.redirect_uris, c.client_uri,
               c.jwks, utc(c.created_at), utc(date_trunc('hour', c.last_used_at)),
               ARRAY(SELECT ROW(s.id, utc(s.created_at), utc(s.expires_at),
                                utc(date_trunc('hour', s.last_used_at)))::doc.client_secret
                       FROM client_secret AS s
                      WHERE s.client = c.id AND (s.expires_at IS NULL OR s.expires_at > now())
                      ORDER BY s.id))::doc.client;
END $$;


--
-- Name: client_fits(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.client_fits() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    place bigint := (SELECT min(n) - 1 FROM unnest(NEW.redirect_uris) WITH ORDINALITY AS each (uri, n)
                      WHERE redirect_uri_fits(uri, NEW.kind) IS NOT TRUE);
    misfit text := CASE
        WHEN (NEW.kind = 'public') <> (NEW.auth_method = 'none') THEN '/authMethod'
        WHEN (NEW.auth_method = 'private_key_jwt') <> (NEW.jwks IS NOT NULL) THEN '/jwks'
        WHEN NEW.kind = 'public' AND NEW.redirect_uris = '{}' THEN '/redirectUris'
        WHEN NEW.redirect_uris = '{}' AND NOT client_scopes() @> NEW.scopes THEN '/scopes' END;
BEGIN
    IF place IS NOT NULL THEN
        PERFORM refuse('bad_redirect_uri', '/redirectUris/' || place);
    ELSIF misfit IS NOT NULL THEN
        PERFORM refuse('client_misfit', misfit);
    END IF;
    RETURN NEW;
END $$;


--
-- Name: client_for_authorize(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.client_for_authorize(in_client uuid) RETURNS TABLE(name text, organisation_name text, client_uri text, redirect_uris text[], scopes text[], grants text[], registered boolean, kind text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT c.name, o.legal_name, c.client_uri, c.redirect_uris, c.scopes, c.grants, c.registered, c.kind
      FROM service_client AS c LEFT JOIN organisation AS o ON o.id = c.organisation
     WHERE c.id = in_client AND c.deleted_at IS NULL;
END $$;


--
-- Name: client_grants(uuid, text, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.client_grants(in_organisation uuid, in_kind text, in_redirect_uris text[]) RETURNS text[]
    LANGUAGE sql IMMUTABLE
    AS $$
SELECT CASE WHEN in_kind = 'confidential' AND in_organisation IS NOT NULL
            THEN ARRAY['client_credentials'] ELSE '{}' END
    || CASE WHEN cardinality(in_redirect_uris) > 0
            THEN ARRAY['authorization_code', 'refresh_token'] ELSE '{}' END
$$;


--
-- Name: client_grants_wanted(uuid, text, text[], text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.client_grants_wanted(in_organisation uuid, in_kind text, in_redirect_uris text[], in_wanted text[]) RETURNS text[]
    LANGUAGE sql IMMUTABLE
    AS $$
SELECT ARRAY(SELECT unnest(client_grants(in_organisation, in_kind, in_redirect_uris))
             INTERSECT SELECT unnest(in_wanted) ORDER BY 1)
$$;


--
-- Name: client_has_room(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.client_has_room() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM FROM organisation WHERE id = NEW.organisation FOR UPDATE;
    IF (SELECT count(*) FROM service_client
         WHERE organisation = NEW.organisation AND deleted_at IS NULL) >= 10 THEN
        PERFORM refuse('too_many_clients');
    END IF;
    RETURN NEW;
END $$;


--
-- Name: client_keys(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.client_keys(in_client uuid) RETURNS SETOF jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT jwks FROM service_client
     WHERE id = in_client AND deleted_at IS NULL AND auth_method = 'private_key_jwt';
END $$;


--
-- Name: client_known(uuid, bytea, bytea, timestamp with time zone); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.client_known(in_client uuid, in_hash bytea, in_assertion bytea, in_until timestamp with time zone) RETURNS TABLE(organisation uuid, name text, kind text, auth_method text, scopes text[], own_scopes text[], grants text[], id_token_alg text, secret uuid)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    it    service_client;
    shown uuid;
    good  boolean;
BEGIN
    SELECT * INTO it FROM service_client AS c WHERE c.id = in_client AND c.deleted_at IS NULL;
    CASE it.auth_method
        WHEN 'none' THEN
            good := in_hash IS NULL AND in_assertion IS NULL;
        WHEN 'client_secret_basic' THEN
            SELECT s.id INTO shown FROM client_secret AS s
             WHERE s.client = it.id AND s.hash = in_hash
               AND (s.expires_at IS NULL OR s.expires_at > now());
            good := FOUND;
        WHEN 'private_key_jwt' THEN
            INSERT INTO client_assertion (client, hash, expires_at)
            SELECT it.id, in_assertion, in_until WHERE in_assertion IS NOT NULL
                ON CONFLICT (client, hash) DO NOTHING;
            good := FOUND;
        ELSE
            good := false;
    END CASE;
    IF NOT good THEN
        RETURN;
    END IF;
    UPDATE service_client AS c SET last_used_at = now()
     WHERE c.id = it.id AND coalesce(c.last_used_at, '-infinity') < now() - interval '1 hour';
    UPDATE client_secret AS s SET last_used_at = now()
     WHERE s.id = shown AND coalesce(s.last_used_at, '-infinity') < now() - interval '1 hour';
    RETURN QUERY
    SELECT it.organisation, it.name, it.kind, it.auth_method, it.scopes,
           ARRAY(SELECT scope FROM unnest(it.scopes) AS scope WHERE scope = ANY (client_scopes())),
           it.grants, it.id_token_alg, shown;
END $$;


--
-- Name: client_made(uuid, text, text[], text[], text, text, jsonb, text, bytea, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.client_made(in_organisation uuid, in_name text, in_scopes text[], in_redirect_uris text[], in_kind text, in_auth_method text, in_jwks jsonb, in_client_uri text, in_hash bytea, in_days integer) RETURNS SETOF public.service_client
    LANGUAGE plpgsql
    AS $$
DECLARE
    made service_client;
BEGIN
    INSERT INTO service_client (organisation, name, scopes, redirect_uris, kind, auth_method, jwks,
                                client_uri, grants)
    VALUES (organisation_own(in_organisation), in_name, in_scopes, in_redirect_uris, in_kind,
            in_auth_method, in_jwks, in_client_uri,
            client_grants(in_organisation, in_kind, in_redirect_uris))
    RETURNING * INTO made;
    INSERT INTO client_secret (client, hash, expires_at)
    SELECT made.id, in_hash, now() + make_interval(days => in_days) WHERE in_hash IS NOT NULL;
    RETURN NEXT made;
END $$;


--
-- Name: client_patched(uuid, uuid, jsonb, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.client_patched(in_organisation uuid, in_client uuid, patch jsonb, in_jwks jsonb) RETURNS SETOF public.service_client
    LANGUAGE plpgsql
    AS $$
DECLARE
    it service_client;
BEGIN
    SELECT * INTO it FROM service_client
     WHERE id = in_client AND organisation = in_organisation AND deleted_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF patch ? 'scopes' THEN
        it.scopes := ARRAY(SELECT jsonb_array_elements_text(patch->'scopes'));
    END IF;
    IF patch ? 'redirectUris' THEN
        it.redirect_uris := CASE jsonb_typeof(patch->'redirectUris') WHEN 'array'
                            THEN ARRAY(SELECT jsonb_array_elements_text(patch->'redirectUris'))
                            ELSE '{}' END;
    END IF;
    RETURN QUERY
    UPDATE service_client
       SET name = coalesce(patch->>'name', name), scopes = it.scopes,
           redirect_uris = it.redirect_uris,
           grants = client_grants(organisation, kind, it.redirect_uris),
           jwks = CASE WHEN patch ? 'jwks' THEN in_jwks ELSE jwks END,
           client_uri = CASE WHEN patch ? 'clientUri' THEN patch->>'clientUri' ELSE client_uri END
     WHERE id = in_client
    RETURNING *;
END $$;


--
-- Name: client_registered(boolean, uuid, text, text[], text[], text, text, jsonb, text, text, text[], jsonb, bytea, bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.client_registered(for_organisation boolean, in_organisation uuid, in_name text, in_scopes text[], in_redirect_uris text[], in_kind text, in_auth_method text, in_jwks jsonb, in_client_uri text, in_alg text, in_grants text[], in_told jsonb, in_hash bytea, in_token bytea) RETURNS SETOF public.service_client
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    made    service_client;
    neighbour text := CASE WHEN NOT for_organisation THEN coalesce(caller_network(), '') END;
    owned   uuid[] := ARRAY(SELECT organisation FROM membership
                             WHERE person = caller_person() AND role = 'owner');
BEGIN
    IF for_organisation THEN
        in_organisation := organisation_own(coalesce(in_organisation,
            CASE cardinality(owned) WHEN 1 THEN owned[1] END));
    ELSE
        in_organisation := NULL;
        PERFORM pg_advisory_xact_lock(hashtext('client_registered ' || neighbour));
        IF (SELECT count(*) FROM client_registration AS r
             WHERE r.network = neighbour
               AND r.created_at > now() - interval '1 day') >= 10 THEN
            PERFORM refuse('too_many_registrations');
        END IF;
    END IF;
    INSERT INTO service_client (organisation, name, scopes, redirect_uris, kind, auth_method, jwks,
                                client_uri, id_token_alg, registered, grants)
    VALUES (in_organisation, in_name, in_scopes, in_redirect_uris, in_kind, in_auth_method, in_jwks,
            in_client_uri, in_alg, NOT for_organisation,
            client_grants_wanted(in_organisation, in_kind, in_redirect_uris, in_grants))
    RETURNING * INTO made;
    INSERT INTO client_secret (client, hash, expires_at)
    SELECT made.id, in_hash, CASE WHEN for_organisation THEN now() + interval '1 year' END
     WHERE in_hash IS NOT NULL;
    INSERT INTO client_registration (client, hash, network, told)
    VALUES (made.id, in_token, neighbour, in_told);
    RETURN NEXT made;
END $$;


--
-- Name: client_registration_document(public.service_client, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.client_registration_document(c public.service_client, in_secret text, in_token text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    r client_registration;
    until timestamptz := (SELECT max(expires_at) FROM client_secret WHERE client = c.id);
BEGIN
    SELECT * INTO r FROM client_registration WHERE client = c.id;
    RETURN jsonb_strip_nulls(r.told || jsonb_build_object(
        'client_id', c.id,
        'client_id_issued_at', extract(epoch FROM c.created_at)::bigint,
        'client_secret', in_secret,
        'client_secret_expires_at',
            CASE WHEN in_secret IS NOT NULL THEN coalesce(extract(epoch FROM until)::bigint, 0) END,
        'registration_access_token', in_token,
        'registration_client_uri', address('/oauth2/register/' || c.id),
        'client_name', c.name,
        'client_uri', c.client_uri,
        'redirect_uris', c.redirect_uris,
        'grant_types', c.grants,
        'response_types', CASE WHEN 'authorization_code' = ANY (c.grants) THEN ARRAY['code'] ELSE '{}' END,
        'token_endpoint_auth_method', c.auth_method,
        'id_token_signed_response_alg', c.id_token_alg,
        'jwks', c.jwks,
        'scope', array_to_string(c.scopes, ' ')));
END $$;


--
-- Name: client_registration_end(uuid, bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.client_registration_end(in_client uuid, in_token bytea) RETURNS SETOF uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    WITH gone AS (
        UPDATE service_client SET deleted_at = now()
         WHERE id IN (SELECT id FROM client_registration_own(in_client, in_token))
        RETURNING id
    ), told AS (
        INSERT INTO revocation (subject) SELECT id::text FROM gone
    )
    SELECT id FROM gone;
END $$;


--
-- Name: client_registration_own(uuid, bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.client_registration_own(in_client uuid, in_token bytea) RETURNS SETOF public.service_client
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT c.* FROM service_client AS c JOIN client_registration AS r ON r.client = c.id
     WHERE c.id = in_client AND c.deleted_at IS NULL AND r.hash = in_token;
END $$;


--
-- Name: client_registration_put(uuid, bytea, text, text[], text[], jsonb, text, text, text[], jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.client_registration_put(in_client uuid, in_token bytea, in_name text, in_scopes text[], in_redirect_uris text[], in_jwks jsonb, in_client_uri text, in_alg text, in_grants text[], in_told jsonb) RETURNS SETOF public.service_client
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    it service_client;
BEGIN
    SELECT * INTO it FROM client_registration_own(in_client, in_token);
    IF NOT FOUND THEN
        RETURN;
    ELSIF it.organisation IS NOT NULL
          AND NOT (it.scopes @> in_scopes
                   AND it.grants @> client_grants_wanted(it.organisation, it.kind, in_redirect_uris,
                                                         in_grants)) THEN
        PERFORM refuse('client_misfit', '/scopes');
    END IF;
    UPDATE client_registration SET told = in_told WHERE client = in_client;
    RETURN QUERY
    UPDATE service_client
       SET name = in_name, scopes = in_scopes, redirect_uris = in_redirect_uris, jwks = in_jwks,
           client_uri = in_client_uri, id_token_alg = in_alg,
           grants = client_grants_wanted(it.organisation, it.kind, in_redirect_uris, in_grants)
     WHERE id = in_client
    RETURNING *;
END $$;


--
-- Name: client_scopes(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.client_scopes() RETURNS text[]
    LANGUAGE sql IMMUTABLE
    AS $$
SELECT ARRAY['organisation:read', 'organisation:write', 'activity:read', 'activity:write',
             'badge:read', 'badge:write', 'award:read', 'award:write', 'webhook:manage',
             'token:introspect']
$$;


--
-- Name: client_secret_expire(uuid, uuid, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.client_secret_expire(in_client uuid, but uuid, seconds integer) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
UPDATE client_secret AS s SET expires_at = least(s.expires_at, now() + make_interval(secs => seconds))
  FROM service_client AS c
 WHERE c.id = in_client AND allowed(c.organisation) AND s.client = c.id AND s.id <> but
   AND (s.expires_at IS NULL OR s.expires_at > now())
$$;


--
-- Name: client_secret_made(uuid, uuid, bytea, integer, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.client_secret_made(in_organisation uuid, in_client uuid, in_hash bytea, in_days integer, old_seconds integer) RETURNS SETOF public.service_client
    LANGUAGE plpgsql
    AS $$
DECLARE
    it   service_client;
    made uuid;
BEGIN
    SELECT * INTO it FROM service_client
     WHERE id = in_client AND organisation = in_organisation AND deleted_at IS NULL;
    IF NOT FOUND THEN
        RETURN;
    ELSIF it.auth_method <> 'client_secret_basic' THEN
        PERFORM refuse('client_without_secret');
    END IF;
    INSERT INTO client_secret (client, hash, expires_at)
    VALUES (in_client, in_hash, now() + make_interval(days => in_days))
    RETURNING id INTO made;
    PERFORM client_secret_expire(in_client, made, old_seconds);
    RETURN NEXT it;
END $$;


--
-- Name: client_with_secret(public.service_client, text, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.client_with_secret(c public.service_client, in_secret text, in_days integer) RETURNS doc.client_with_secret
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN ROW(c.id, c.name, c.scopes, c.kind, c.auth_method, c.redirect_uris, utc(c.created_at), c.id::text,
               in_secret, CASE c.auth_method WHEN 'client_secret_basic'
                          THEN utc(now() + make_interval(days => in_days)) END)::doc.client_with_secret;
END $$;


--
-- Name: closing_leaves_nobody_alone(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.closing_leaves_nobody_alone() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM owner_remains(organisation, NEW.id)
       FROM (SELECT organisation FROM membership WHERE person = NEW.id AND role = 'owner'
              ORDER BY organisation) AS owned;
    PERFORM administrator_remains(city, NEW.id)
       FROM (SELECT city FROM city_membership WHERE person = NEW.id AND role = 'city_admin'
              ORDER BY city) AS administered;
    RETURN NEW;
END $$;


--
-- Name: code_begin(bytea, uuid, text, text, text, text[], uuid, boolean); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.code_begin(in_hash bytea, in_client uuid, in_redirect_uri text, in_challenge text, in_nonce text, in_scopes text[], in_session uuid, asked boolean) RETURNS SETOF uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    browser browser_session;
    before text[] := connection_scopes(in_client);
BEGIN
    SELECT * INTO browser FROM browser_session
     WHERE id = in_session AND person = caller_person() AND ended_at IS NULL AND expires_at > now();
    IF NOT FOUND OR NOT asked AND NOT coalesce(before @> in_scopes, false) THEN
        RETURN;
    END IF;
    INSERT INTO connection AS c (person, client, scopes)
    VALUES (browser.person, in_client, in_scopes)
        ON CONFLICT (person, client) DO UPDATE
       SET last_used_at = now(), revoked_at = NULL,
           created_at = CASE WHEN c.revoked_at IS NULL THEN c.created_at ELSE now() END,
           scopes = CASE WHEN c.revoked_at IS NULL
                         THEN ARRAY(SELECT unnest(c.scopes) UNION SELECT unnest(in_scopes) ORDER BY 1)
                         ELSE in_scopes END
     WHERE asked OR c.revoked_at IS NULL;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    INSERT INTO authorization_code (hash, client, person, session, redirect_uri, challenge, nonce,
                                    scopes, auth_at)
    VALUES (in_hash, in_client, browser.person, browser.id, in_redirect_uri, in_challenge, in_nonce,
            in_scopes, browser.auth_at);
    IF NOT coalesce(before @> in_scopes, false) THEN
        PERFORM audit_note('app_connected', 'security', in_client::text, browser.person,
                           more => jsonb_build_object('scopes', in_scopes,
                                   'client', (SELECT name FROM service_client WHERE id = in_client)));
    END IF;
    RETURN NEXT in_client;
END $$;


--
-- Name: authorization_code; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.authorization_code (
    hash bytea NOT NULL,
    client uuid NOT NULL,
    person uuid NOT NULL,
    session uuid NOT NULL,
    redirect_uri text NOT NULL,
    challenge text NOT NULL,
    nonce text,
    scopes text[] NOT NULL,
    auth_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone DEFAULT (now() + '00:01:00'::interval) NOT NULL,
    used_at timestamp with time zone,
    family uuid
);


--
-- Name: code_has_ground(public.authorization_code); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.code_has_ground(it public.authorization_code) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM FROM person AS p WHERE p.id = it.person AND is_active(p) FOR SHARE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM FROM browser_session WHERE id = it.session AND ended_at IS NULL FOR SHARE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM FROM connection
      WHERE person = it.person AND client = it.client AND revoked_at IS NULL FOR SHARE;
    RETURN FOUND;
END $$;


--
-- Name: code_needs_consent(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.code_needs_consent() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF NOT may_consent_to_apps(NEW.person) THEN
        PERFORM refuse('guardian_needed');
    END IF;
    RETURN NEW;
END $$;


--
-- Name: code_use(bytea, uuid, text, text, bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.code_use(in_hash bytea, in_client uuid, in_redirect_uri text, in_challenge text, in_refresh bytea) RETURNS public.token_grant
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    it   authorization_code;
    made token_family;
BEGIN
    UPDATE authorization_code SET used_at = now()
     WHERE hash = in_hash AND client = in_client AND used_at IS NULL
    RETURNING * INTO it;
    IF NOT FOUND THEN
        SELECT * INTO it FROM authorization_code WHERE hash = in_hash AND client = in_client;
        IF NOT FOUND THEN
            RETURN token_refused('unknown');
        END IF;
        IF families_end(ARRAY[it.family], 'replayed') > 0 THEN
            PERFORM audit_note('code_reused', 'security', in_client::text, it.person);
        END IF;
        RETURN token_refused('replayed');
    END IF;
    IF NOT code_has_ground(it) THEN
        RETURN token_refused('ended');
    ELSIF it.expires_at <= now() THEN
        RETURN token_refused('expired');
    ELSIF it.redirect_uri IS DISTINCT FROM in_redirect_uri THEN
        RETURN token_refused('other_redirect');
    ELSIF it.challenge IS DISTINCT FROM in_challenge THEN
        RETURN token_refused('other_verifier');
    END IF;
    INSERT INTO token_family (client, person, session, scopes, auth_at)
    VALUES (in_client, it.person, it.session, it.scopes, it.auth_at)
    RETURNING * INTO made;
    UPDATE authorization_code SET family = made.id WHERE hash = in_hash;
    IF 'offline_access' = ANY (made.scopes) THEN
        INSERT INTO refresh_token (hash, family) VALUES (in_refresh, made.id);
    END IF;
    RETURN token_granted(made, it.nonce);
END $$;


--
-- Name: connection_list(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.connection_list(in_person uuid) RETURNS SETOF doc.connection
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT a.client, about.name, about.organisation_name, about.client_uri, about.registered, a.scopes,
           utc(a.created_at),
           utc(greatest(a.last_used_at, (SELECT max(f.last_used_at) FROM token_family AS f
                                          WHERE f.person = a.person AND f.client = a.client)))
      FROM connection AS a, LATERAL client_for_authorize(a.client) AS about
     WHERE a.person = in_person AND a.person = caller_person() AND a.revoked_at IS NULL
     ORDER BY a.created_at DESC, a.client;
END $$;


--
-- Name: connection_revoke(uuid, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.connection_revoke(in_person uuid, in_client uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE connection SET revoked_at = now()
     WHERE person = in_person AND person = caller_person() AND client = in_client
       AND revoked_at IS NULL;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM families_end(ARRAY(SELECT id FROM token_family
                                WHERE person = in_person AND client = in_client
                                  AND revoked_at IS NULL), 'disconnected');
    PERFORM audit_note('app_revoked', 'security', in_client::text, in_person,
                       more => jsonb_build_object('client', (SELECT name FROM service_client
                                                              WHERE id = in_client)));
    RETURN true;
END $$;


--
-- Name: connection_scopes(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.connection_scopes(in_client uuid) RETURNS text[]
    LANGUAGE sql STABLE
    AS $$
SELECT scopes FROM connection
 WHERE person = caller_person() AND client = in_client AND revoked_at IS NULL
$$;


--
-- Name: consent_state(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.consent_state(in_person uuid) RETURNS public.consent_status
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN (
    SELECT CASE WHEN NOT needs_guardian(p.birth_year, p.home_city) THEN 'adult'
                WHEN 'withdrawn' = ANY (known.states) THEN 'withdrawn'
                WHEN 'consented' = ANY (known.states) THEN 'consented'
                WHEN 'pending' = ANY (known.states) THEN 'awaiting_guardian'
                WHEN 'refused' = ANY (known.states) THEN 'refused'
                ELSE 'awaiting_guardian' END::consent_status
      FROM person AS p,
           LATERAL (SELECT array_agg(g.state) AS states FROM guardianship AS g WHERE g.child = p.id) AS known
     WHERE p.id = in_person);
END $$;


--
-- Name: credential_begin(uuid, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.credential_begin(in_award uuid, in_organisation uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    at uuid := (SELECT id FROM status_list WHERE organisation = in_organisation AND kind = 'award'
                 ORDER BY id DESC LIMIT 1);
BEGIN
    LOOP
        FOR i IN 1..CASE WHEN at IS NULL THEN 0 ELSE 8 END LOOP
            INSERT INTO award_credential (award, list, place) VALUES (in_award, at, status_place_by_chance())
                ON CONFLICT (list, place) DO NOTHING;
            IF FOUND THEN
                RETURN;
            END IF;
        END LOOP;
        at := status_list_begin(in_organisation, 'award', at);
    END LOOP;
END $$;


--
-- Name: credential_due(bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.credential_due(most bigint) RETURNS SETOF uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    UPDATE award_credential SET begun_at = now()
     WHERE award IN (SELECT k.award FROM award_credential AS k
                      WHERE k.document IS NULL
                        AND (k.begun_at IS NULL OR k.begun_at < now() - interval '1 minute')
                      ORDER BY k.award LIMIT most FOR UPDATE SKIP LOCKED)
    RETURNING award;
END $$;


--
-- Name: credential_facts(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.credential_facts(in_award uuid) RETURNS public.credential_facts
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN (SELECT f FROM credential_set_facts(ARRAY[in_award]) AS f);
END $$;


--
-- Name: credential_keep(uuid, text, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.credential_keep(in_award uuid, in_kid text, in_document text, in_token text) RETURNS TABLE(document text, token text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE award_credential AS k
       SET document = in_document, token = in_token, kid = in_kid, signed_at = clock_timestamp()
     WHERE k.award = in_award AND k.document IS NULL;
    RETURN QUERY SELECT k.document, k.token FROM award_credential AS k WHERE k.award = in_award;
END $$;


--
-- Name: credential_set_facts(uuid[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.credential_set_facts(in_awards uuid[]) RETURNS SETOF public.credential_facts
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    WITH meant AS MATERIALIZED (
        SELECT m.badge, m.edition, achievement_facts(m.badge, m.edition) AS facts
          FROM (SELECT DISTINCT a.badge, a.edition FROM award AS a WHERE a.id = ANY (in_awards)) AS m)
    SELECT a.id, k.subject, k.salt,
           encode(sha256(convert_to(a.recipient_email || k.salt, 'UTF8')), 'hex'),
           floor(extract(epoch FROM a.issued_at))::bigint,
           floor(extract(epoch FROM a.expires_at))::bigint,
           k.list, k.place, subject_more(a)::text, evidence_written(a.evidence)::text, m.facts
      FROM award AS a JOIN award_credential AS k ON k.award = a.id
      JOIN meant AS m ON m.badge = a.badge AND m.edition = a.edition
     WHERE a.id = ANY (in_awards)
     ORDER BY a.organisation, a.badge, a.edition, a.id;
END $$;


--
-- Name: credential_set_keep(uuid[], text[], text[], text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.credential_set_keep(in_awards uuid[], in_kids text[], in_documents text[], in_tokens text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE award_credential AS k
       SET document = s.document, token = s.token, kid = s.kid, signed_at = clock_timestamp()
      FROM unnest(in_awards, in_kids, in_documents, in_tokens) AS s (award, kid, document, token)
     WHERE k.award = s.award AND k.document IS NULL;
END $$;


--
-- Name: credential_show(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.credential_show(in_award uuid) RETURNS TABLE(document text, token text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY SELECT k.document, k.token FROM award_credential AS k WHERE k.award = in_award;
END $$;


--
-- Name: day_there(timestamp with time zone, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.day_there(at timestamp with time zone, zone text) RETURNS text
    LANGUAGE sql STABLE
    AS $$
SELECT to_char(at AT TIME ZONE zone, 'YYYY MM DD')
$$;


--
-- Name: delivery; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.delivery (
    event uuid NOT NULL,
    endpoint uuid NOT NULL,
    state public.delivery_state DEFAULT 'due'::public.delivery_state NOT NULL,
    attempt integer DEFAULT 0 NOT NULL,
    due_at timestamp with time zone DEFAULT now() NOT NULL,
    owner uuid,
    lease_until timestamp with time zone,
    done_at timestamp with time zone,
    ping boolean DEFAULT false NOT NULL,
    subject uuid,
    seq integer
)
WITH (fillfactor='70');


--
-- Name: delivery_again(uuid, text, uuid, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.delivery_again(in_organisation uuid, in_city text, in_endpoint uuid, in_event uuid) RETURNS SETOF public.delivery
    LANGUAGE plpgsql
    AS $$
DECLARE
    w webhook_endpoint := endpoint_find(in_organisation, in_city, in_endpoint);
    d delivery;
BEGIN
    SELECT * INTO d FROM delivery WHERE event = in_event AND endpoint = w.id AND NOT ping FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    ELSIF d.state IN ('due', 'leased') THEN
        PERFORM refuse('delivery_in_hand');
    ELSIF w.state = 'gone' THEN
        PERFORM refuse('endpoint_gone');
    ELSIF w.state <> 'enabled' THEN
        PERFORM refuse('endpoint_off');
    END IF;
    RETURN QUERY
    UPDATE delivery SET state = 'due', attempt = 0, due_at = now(), owner = NULL,
                        lease_until = NULL, done_at = NULL
     WHERE event = in_event AND endpoint = w.id
    RETURNING *;
END $$;


--
-- Name: event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.event (
    id uuid DEFAULT public.uuid7() NOT NULL,
    organisation uuid,
    type text NOT NULL,
    subject uuid NOT NULL,
    seq integer NOT NULL,
    occurred_at timestamp with time zone DEFAULT now() NOT NULL,
    payload text NOT NULL,
    request text,
    fanned_at timestamp with time zone,
    city uuid NOT NULL,
    place bigint,
    whole text,
    CONSTRAINT event_payload_check CHECK ((octet_length(payload) <= 20480)),
    CONSTRAINT event_whole_check CHECK ((octet_length(whole) <= 20480))
);


--
-- Name: delivery_document(public.delivery, public.event); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.delivery_document(d public.delivery, e public.event) RETURNS doc.delivery
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN ROW(e.id, 'msg_' || replace(e.id::text, '-', ''), e.type, e.subject, d.state, d.attempt,
               utc(e.occurred_at), CASE WHEN d.state IN ('due', 'leased') THEN utc(d.due_at) END,
               utc(d.done_at),
               (SELECT coalesce(array_agg(ROW(t.attempt, utc(t.at), t.outcome, t.status, t.dns_ms, t.connect_ms,
                                              t.tls_ms, t.first_byte_ms, t.total_ms)::doc.delivery_attempt
                                          ORDER BY t.at, t.attempt), '{}')
                  FROM delivery_log(d) AS t))::doc.delivery;
END $$;


--
-- Name: delivery_document_whole(public.delivery, public.event); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.delivery_document_whole(d public.delivery, e public.event) RETURNS doc.delivery_whole
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    short CONSTANT doc.delivery := delivery_document(d, e);
BEGIN
    RETURN ROW(e.id, short."messageId", e.type, e.subject, d.state, d.attempt, short."occurredAt", short."dueAt",
               short."doneAt",
               (SELECT event_payload(e, w.payload)::json FROM webhook_endpoint AS w WHERE w.id = d.endpoint),
               (SELECT coalesce(array_agg(ROW(t.attempt, utc(t.at), t.outcome, t.status, t.dns_ms, t.connect_ms,
                                              t.tls_ms, t.first_byte_ms, t.total_ms, text_of_bytes(t.response_head))
                                          ::doc.delivery_answer ORDER BY t.at, t.attempt), '{}')
                  FROM delivery_log(d) AS t))::doc.delivery_whole;
END $$;


--
-- Name: delivery_attempt; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.delivery_attempt (
    event uuid NOT NULL,
    endpoint uuid NOT NULL,
    attempt integer NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    outcome text NOT NULL,
    status integer,
    dns_ms integer,
    connect_ms integer,
    tls_ms integer,
    first_byte_ms integer,
    total_ms integer,
    response_head bytea,
    CONSTRAINT delivery_attempt_response_head_check CHECK ((octet_length(response_head) <= 4096))
);


--
-- Name: delivery_log(public.delivery); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.delivery_log(d public.delivery) RETURNS SETOF public.delivery_attempt
    LANGUAGE sql STABLE
    AS $$
SELECT * FROM delivery_attempt AS one
 WHERE one.event = d.event AND one.endpoint = d.endpoint
 ORDER BY one.at DESC, one.attempt DESC LIMIT 50
$$;


--
-- Name: delivery_settle(uuid, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.delivery_settle(in_owner uuid, results jsonb) RETURNS integer
    LANGUAGE plpgsql
    AS $$
DECLARE
    settled int;
    gone_ones uuid[];
    proven_ones uuid[];
BEGIN
    PERFORM FROM webhook_endpoint
      WHERE id IN (SELECT (r->>'endpoint')::uuid FROM jsonb_array_elements(results) AS r)
      ORDER BY id FOR NO KEY UPDATE;
    WITH sent AS (
        SELECT * FROM jsonb_to_recordset(results) AS r (
            event uuid, endpoint uuid, attempt int, state delivery_state, "delaySeconds" float,
            outcome text, status int, "dnsMs" int, "connectMs" int, "tlsMs" int,
            "firstByteMs" int, "totalMs" int, head text, gone boolean, proof text)
    ), done AS (
        UPDATE delivery AS d
           SET state = sent.state, owner = NULL, lease_until = NULL,
               due_at = now() + make_interval(secs => coalesce(sent."delaySeconds", 0)),
               done_at = CASE WHEN sent.state <> 'due' THEN now() END
          FROM sent
         WHERE d.event = sent.event AND d.endpoint = sent.endpoint AND d.state = 'leased'
           AND d.owner = in_owner AND d.attempt = sent.attempt
        RETURNING d.event, d.endpoint, d.attempt
    ), noted AS (
        INSERT INTO delivery_attempt (event, endpoint, attempt, outcome, status, dns_ms, connect_ms,
                                      tls_ms, first_byte_ms, total_ms, response_head)
        SELECT sent.event, sent.endpoint, sent.attempt, outcome, status, "dnsMs", "connectMs",
               "tlsMs", "firstByteMs", "totalMs", decode(head, 'base64')
          FROM sent JOIN done USING (event, endpoint)
    ), health AS (
        SELECT endpoint, bool_or(state = 'delivered') AS well, bool_or(coalesce(gone, false)) AS gone,
               bool_or(status IN (429, 502, 503, 504)) AS slow, max(proof) AS proof,
               count(*) FILTER (WHERE state <> 'delivered') AS failed
          FROM sent JOIN done USING (event, endpoint) GROUP BY endpoint
    ), judged AS (
        UPDATE webhook_endpoint AS w
           SET failures = CASE WHEN well THEN 0 ELSE failures + failed::int END,
               last_success_at = CASE WHEN well THEN now() ELSE last_success_at END,
               failing_since = CASE WHEN NOT well THEN coalesce(failing_since, now()) END,
               warned = CASE WHEN well THEN 0 ELSE warned END,
               slow_until = CASE WHEN slow THEN now() + interval '10 minutes' ELSE slow_until END,
               breaker_until = CASE WHEN NOT well AND failures + failed >= 5
                                    THEN now() + make_interval(secs => breaker_seconds) END,
               breaker_seconds = CASE WHEN well THEN 30
                                      WHEN failures + failed >= 5 THEN least(breaker_seconds * 2, 600)
                                      ELSE breaker_seconds END
          FROM health WHERE w.id = health.endpoint
        RETURNING w.id, health.gone, w.state = 'pending' AND w.challenge = health.proof AS proven
    )
    SELECT (SELECT count(*) FROM done), ARRAY(SELECT id FROM judged WHERE gone),
           ARRAY(SELECT id FROM judged WHERE proven)
      INTO settled, gone_ones, proven_ones;

    UPDATE webhook_endpoint SET state = 'gone' WHERE id = ANY (gone_ones);
    UPDATE delivery SET state = 'held', done_at = now()
     WHERE endpoint = ANY (gone_ones) AND state = 'due';
    UPDATE webhook_endpoint SET state = 'enabled', verified_at = now(), challenge = NULL
     WHERE id = ANY (proven_ones);
    PERFORM endpoint_release(id) FROM unnest(proven_ones) AS id;
    RETURN settled;
END $$;


--
-- Name: endorsed_path(public.endorsement); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endorsed_path(e public.endorsement) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
SELECT CASE e.kind WHEN 'organisation' THEN '/ob/issuers/' || e.organisation
                   WHEN 'badge' THEN badge_path(e.badge, e.edition) ELSE '/ob/awards/' || e.award END
$$;


--
-- Name: endorsement_answer(uuid, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endorsement_answer(in_endorsement uuid, wanted text[]) RETURNS public.answer
    LANGUAGE plpgsql
    AS $$
DECLARE
    e endorsement;
BEGIN
    SELECT * INTO e FROM endorsement WHERE id = in_endorsement;
    RETURN answered(to_json(endorsement_document(e, wanted)), e.version::text, e.id);
END $$;


--
-- Name: endorsement_asked(public.endorsement_kind, uuid, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endorsement_asked(in_kind public.endorsement_kind, in_subject uuid, input jsonb) RETURNS uuid
    LANGUAGE plpgsql
    AS $$
DECLARE
    home uuid;
    b badge;
    a award;
    made uuid;
BEGIN
    IF in_kind = 'organisation' THEN
        home := organisation_own(in_subject);
    ELSIF in_kind = 'badge' THEN
        SELECT * INTO b FROM badge WHERE id = in_subject AND allowed(organisation) FOR UPDATE;
        IF NOT FOUND THEN
            PERFORM refuse_foreign(EXISTS (SELECT FROM badge WHERE id = in_subject));
        ELSIF b.state = 'draft' THEN
            PERFORM refuse('badge_not_active');
        ELSIF (input->>'version')::int > b.edition THEN
            PERFORM refuse('bad_input', '/version');
        END IF;
        home := b.organisation;
    ELSE
        SELECT * INTO a FROM award WHERE id = in_subject AND allowed(organisation) FOR SHARE;
        IF NOT FOUND THEN
            PERFORM refuse('not_found');
        END IF;
        home := a.organisation;
    END IF;
    IF NOT EXISTS (SELECT FROM organisation WHERE id = (input->>'endorser')::uuid) THEN
        PERFORM refuse('unknown_organisation');
    END IF;
    -- One after the other, so that they are counted rightly and find each other.
    PERFORM pg_advisory_xact_lock(hashtextextended('endorsements of ' || home, 0));
    IF (SELECT count(*) FROM endorsement WHERE organisation = home AND state = 'requested' AND expires_at > now()) >= 100
       OR (SELECT count(*) FROM endorsement WHERE organisation = home AND requested_at > now() - interval '1 day') >= 200 THEN
        PERFORM refuse('too_many_endorsements');
    END IF;
    INSERT INTO endorsement (kind, organisation, endorser, badge, edition, award, message)
    VALUES (in_kind, home, (input->>'endorser')::uuid, b.id, CASE WHEN b.id IS NOT NULL THEN coalesce((input->>'version')::int, b.edition) END,
            a.id, input->>'message')
    RETURNING id INTO made;
    UPDATE badge SET first_awarded_at = coalesce(first_awarded_at, now()), edition_awarded_at = now()
     WHERE id = b.id AND edition_awarded_at IS NULL AND edition = coalesce((input->>'version')::int, edition);
    RETURN made;
END $$;


--
-- Name: endorsement_count(uuid, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endorsement_count(in_badge uuid, in_edition integer) RETURNS integer
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN (SELECT count(*) FROM endorsement AS e JOIN organisation AS o ON o.id = e.endorser
             WHERE e.subject = in_badge AND e.edition = in_edition AND e.state = 'accepted' AND o.state = 'verified'
               AND e.hidden_at IS NULL);
END $$;


--
-- Name: endorsement_credential_begin(uuid, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endorsement_credential_begin(in_endorsement uuid, in_endorser uuid) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    at uuid := (SELECT id FROM status_list WHERE organisation = in_endorser AND kind = 'endorsement'
                 ORDER BY id DESC LIMIT 1);
BEGIN
    LOOP
        FOR i IN 1..CASE WHEN at IS NULL THEN 0 ELSE 8 END LOOP
            INSERT INTO endorsement_credential (endorsement, list, place)
            VALUES (in_endorsement, at, status_place_by_chance())
                ON CONFLICT (list, place) DO NOTHING;
            IF FOUND THEN
                RETURN;
            END IF;
        END LOOP;
        at := status_list_begin(in_endorser, 'endorsement', at);
    END LOOP;
END $$;


--
-- Name: endorsement_document(public.endorsement, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endorsement_document(e public.endorsement, wanted text[]) RETURNS doc.endorsement
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    a award;
    was badge;
BEGIN
    SELECT * INTO a FROM award WHERE id = e.award;
    SELECT v.* INTO was FROM badge AS b, LATERAL badge_at(b, coalesce(e.edition, a.edition)) AS v
     WHERE b.id = coalesce(e.badge, a.badge);
    RETURN (
    SELECT ROW(e.id, e.kind, endorsement_state_now(e), organisation_stub(by, wanted, bc.default_language),
               organisation_stub(o, wanted, c.default_language),
               CASE WHEN was.id IS NOT NULL THEN
                   ROW(was.id, was.edition,
                       was.translations->choose_language(texts_with(was.translations, 'name'), wanted, c.default_language)->>'name',
                       address('/v1/badges/' || was.id))::doc.badge_stub END,
               e.award, CASE WHEN allowed(e.organisation) OR allowed(e.endorser) THEN e.message END,
               e.comment, e.language, e.claims, e.reason, utc(e.requested_at),
               CASE WHEN e.state = 'requested' THEN utc(e.expires_at) END, utc(e.decided_at), utc(e.revoked_at), utc(e.hidden_at),
               address(endorsed_path(e)),
               CASE WHEN e.state IN ('accepted', 'revoked') THEN address('/ob/endorsements/' || e.id) END,
               address('/v1/endorsements/' || e.id), utc(e.updated_at))::doc.endorsement
      FROM organisation AS o JOIN city AS c ON c.id = o.city, organisation AS by JOIN city AS bc ON bc.id = by.city
     WHERE o.id = e.organisation AND by.id = e.endorser);
END $$;


--
-- Name: endorsement_events(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endorsement_events() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM event_add(side, 'endorsement.' || NEW.state, NEW.id, NEW.version, '/v1/endorsements/',
                      jsonb_build_object('kind', NEW.kind, 'endorsed', NEW.subject, 'owner', NEW.organisation,
                                         'endorser', NEW.endorser, 'state', NEW.state))
       FROM unnest(ARRAY[NEW.organisation, NEW.endorser]) AS side;
    INSERT INTO audit_entry (person, client, request, network, action, noun, subject, organisation, before, after)
    VALUES (caller_person(), caller_client(), current_setting('citylearn.request', true), caller_network(),
            lower(TG_OP), 'endorsement', NEW.id, NEW.endorser,
            CASE WHEN TG_OP = 'UPDATE' THEN jsonb_build_object('state', OLD.state) END,
            jsonb_build_object('state', NEW.state));
    RETURN NULL;
END $$;


--
-- Name: endorsement_facts(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endorsement_facts(in_endorsement uuid) RETURNS TABLE(endorsement uuid, endorsed text, endorsed_organisation uuid, hosted text, title text, comment text, issued_at bigint, revoked boolean, reason text, list uuid, place integer, organisation uuid, issuer text, website text, about text, legal_name text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT e.id, address(endorsed_path(e))::text, CASE WHEN e.kind = 'organisation' THEN e.organisation END,
           address(CASE e.kind WHEN 'award' THEN '/ob2/assertions/' || e.award
                               ELSE replace(endorsed_path(e), '/ob/', '/ob2/') END)::text,
           CASE WHEN e.kind = 'organisation' THEN (SELECT f.name FROM issuer_facts(e.organisation) AS f)
                ELSE (achievement_facts(coalesce(e.badge, a.badge), coalesce(e.edition, a.edition))).name END,
           e.comment, floor(extract(epoch FROM e.decided_at))::bigint, k.revoked, e.reason, k.list, k.place,
           by.id, by.name, by.website, by.about, by.legal_name
      FROM endorsement AS e JOIN endorsement_credential AS k ON k.endorsement = e.id
      LEFT JOIN award AS a ON a.id = e.award, LATERAL issuer_facts(e.endorser) AS by
     WHERE e.id = in_endorsement;
END $$;


--
-- Name: endorsement_hidden(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endorsement_hidden(in_endorsement uuid) RETURNS uuid
    LANGUAGE plpgsql
    AS $$
DECLARE
    e endorsement;
BEGIN
    SELECT * INTO e FROM endorsement WHERE id = in_endorsement AND allowed(organisation) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse_foreign(EXISTS (SELECT FROM endorsement WHERE id = in_endorsement));
    ELSIF e.state NOT IN ('accepted', 'revoked') THEN
        PERFORM next_state('endorsement', endorsement_state_now(e)::text, 'hide'); -- there is none: it says which there are
    END IF;
    UPDATE endorsement SET hidden_at = now(), version = version + 1, updated_at = now()
     WHERE id = in_endorsement AND hidden_at IS NULL;
    RETURN in_endorsement;
END $$;


--
-- Name: endorsement_is_kept(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endorsement_is_kept() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM refuse('wrong_state', '"state":' || to_json(OLD.state) || ',"allowed":[]');
    RETURN NULL;
END $$;


--
-- Name: endorsement_keep(uuid, text, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endorsement_keep(in_endorsement uuid, in_kid text, in_document text, in_token text) RETURNS TABLE(document text, token text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE endorsement_credential AS k
       SET document = in_document, token = in_token, kid = in_kid, signed_at = clock_timestamp()
     WHERE k.endorsement = in_endorsement AND k.document IS NULL;
    RETURN QUERY SELECT k.document, k.token FROM endorsement_credential AS k WHERE k.endorsement = in_endorsement;
END $$;


--
-- Name: endorsement_may_be(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endorsement_may_be() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (SELECT state FROM organisation WHERE id = NEW.endorser) IS DISTINCT FROM 'verified' THEN
        PERFORM refuse('endorser_unverified');
    ELSIF NOT organisation_may_publish(NEW.organisation) THEN
        PERFORM refuse('organisation_unverified');
    ELSIF (SELECT award_status_now(a) FROM award AS a WHERE a.id = NEW.award) <> 'valid' THEN
        PERFORM refuse('award_not_valid');
    END IF;
    RETURN NEW;
END $$;


--
-- Name: endorsement_moved(uuid, text, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endorsement_moved(in_endorsement uuid, in_action text, input jsonb) RETURNS uuid
    LANGUAGE plpgsql
    AS $$
DECLARE
    e endorsement;
BEGIN
    SELECT * INTO e FROM endorsement
     WHERE id = in_endorsement AND allowed(CASE in_action WHEN 'withdraw' THEN organisation ELSE endorser END) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse_foreign(EXISTS (SELECT FROM endorsement WHERE id = in_endorsement));
    END IF;
    e.state := next_state('endorsement', endorsement_state_now(e)::text, in_action)::endorsement_state;
    UPDATE endorsement
       SET state = e.state, version = version + 1, updated_at = now(), reason = input->>'reason',
           decided_at = CASE WHEN e.state IN ('accepted', 'declined') THEN now() ELSE decided_at END,
           revoked_at = CASE WHEN e.state = 'revoked' THEN now() END,
           comment = CASE WHEN e.state = 'accepted' THEN input->>'comment' ELSE comment END,
           language = CASE WHEN e.state = 'accepted' THEN input->>'language' ELSE language END,
           claims = CASE WHEN e.state = 'accepted'
                         THEN ARRAY(SELECT DISTINCT one::endorsement_claim FROM jsonb_array_elements_text(input->'claims') AS one ORDER BY 1)
                         ELSE claims END
     WHERE id = in_endorsement;
    RETURN in_endorsement;
END $$;


--
-- Name: endorsement_moves(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endorsement_moves() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF NEW.state = 'accepted' THEN
        PERFORM endorsement_credential_begin(NEW.id, NEW.endorser);
    ELSE
        UPDATE endorsement_credential SET revoked = true WHERE endorsement = NEW.id;
        UPDATE status_list SET changed = changed + 1
         WHERE id = (SELECT list FROM endorsement_credential WHERE endorsement = NEW.id);
    END IF;
    RETURN NULL;
END $$;


--
-- Name: endorsement_signed(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endorsement_signed(in_endorsement uuid) RETURNS TABLE(document text, token text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY SELECT k.document, k.token FROM endorsement_credential AS k WHERE k.endorsement = in_endorsement;
END $$;


--
-- Name: endorsement_state_now(public.endorsement); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endorsement_state_now(e public.endorsement) RETURNS public.endorsement_state
    LANGUAGE sql STABLE
    AS $$
SELECT CASE WHEN e.state = 'requested' AND e.expires_at <= now() THEN 'expired' ELSE e.state END
$$;


--
-- Name: endorsements_listed(public.endorsement_kind, uuid, boolean, text, uuid, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endorsements_listed(in_kind public.endorsement_kind, in_subject uuid, are_given boolean, in_state text, in_after uuid, in_count bigint) RETURNS SETOF public.endorsement
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    IF in_kind = 'organisation' AND NOT EXISTS (SELECT FROM organisation WHERE id = in_subject)
       OR in_kind = 'badge' AND NOT EXISTS (SELECT FROM badge WHERE id = in_subject) THEN
        PERFORM refuse('not_found');
    END IF;
    RETURN QUERY
    SELECT e.* FROM endorsement AS e
     WHERE (in_kind <> 'badge' OR e.badge = in_subject)
       AND (in_kind = 'badge' OR NOT are_given OR e.endorser = in_subject)
       AND (in_kind = 'badge' OR are_given OR e.organisation = in_subject)
       AND (in_state IS NULL OR endorsement_state_now(e)::text = in_state)
       AND (in_after IS NULL OR e.id < in_after)
     ORDER BY e.id DESC LIMIT in_count;
END $$;


--
-- Name: endorsements_of(uuid, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endorsements_of(in_subject uuid, in_edition integer) RETURNS SETOF public.endorsement
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN QUERY
    SELECT e.* FROM endorsement AS e JOIN organisation AS o ON o.id = e.endorser
     WHERE e.subject = in_subject AND coalesce(e.edition, 0) = in_edition AND e.state = 'accepted' AND o.state = 'verified'
       AND e.hidden_at IS NULL
     ORDER BY e.decided_at DESC, e.id DESC LIMIT 20;
END $$;


--
-- Name: endorsements_signed(uuid, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endorsements_signed(in_subject uuid, in_edition integer) RETURNS TABLE(endorsement uuid, document text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT e.id, k.document FROM endorsements_of(in_subject, in_edition) AS e
      JOIN endorsement_credential AS k ON k.endorsement = e.id ORDER BY e.decided_at DESC, e.id DESC;
END $$;


--
-- Name: endpoint_fails(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endpoint_fails() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF NEW.state = 'disabled' THEN
        PERFORM event_write(NEW.organisation,
                            coalesce(NEW.city, (SELECT city FROM organisation WHERE id = NEW.organisation)),
                            'webhook.disabled', NEW.id, NEW.version, endpoint_path(NEW), '{"state": "disabled"}', NULL);
    END IF;
    PERFORM mail_add(uuid7(), CASE NEW.state WHEN 'disabled' THEN 'webhook_disabled' ELSE 'webhook_failing' END, p.email,
                     p.language, p.id, NEW.organisation, NEW.city,
                     jsonb_build_object('host', split_part(NEW.url, '/', 3), 'since', utc(NEW.failing_since)), NULL)
       FROM person AS p
      WHERE is_active(p)
        AND p.id IN (SELECT person FROM membership WHERE organisation = NEW.organisation AND role >= 'manager'
                      UNION SELECT person FROM city_membership WHERE city = NEW.city AND role = 'city_admin');
    RETURN NULL;
END $$;


--
-- Name: webhook_endpoint; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_endpoint (
    id uuid DEFAULT public.uuid7() NOT NULL,
    organisation uuid,
    url text NOT NULL,
    description text,
    types text[] NOT NULL,
    state public.endpoint_state DEFAULT 'pending'::public.endpoint_state NOT NULL,
    sealed bytea NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    breaker_until timestamp with time zone,
    breaker_seconds integer DEFAULT 30 NOT NULL,
    last_success_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    city uuid,
    public_key bytea,
    ordering public.endpoint_ordering DEFAULT 'none'::public.endpoint_ordering NOT NULL,
    payload public.endpoint_payload DEFAULT 'thin'::public.endpoint_payload NOT NULL,
    max_per_second integer DEFAULT 100 NOT NULL,
    max_in_flight integer DEFAULT 8 NOT NULL,
    allowance double precision DEFAULT 1000 NOT NULL,
    allowance_at timestamp with time zone DEFAULT now() NOT NULL,
    slow_until timestamp with time zone,
    challenge text,
    verified_at timestamp with time zone,
    pings integer DEFAULT 0 NOT NULL,
    failing_since timestamp with time zone,
    warned integer DEFAULT 0 NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT webhook_endpoint_check CHECK (((organisation IS NULL) <> (city IS NULL))),
    CONSTRAINT webhook_endpoint_max_in_flight_check CHECK (((max_in_flight >= 1) AND (max_in_flight <= 32))),
    CONSTRAINT webhook_endpoint_max_per_second_check CHECK (((max_per_second >= 1) AND (max_per_second <= 1000)))
);


--
-- Name: endpoint_find(uuid, text, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endpoint_find(in_organisation uuid, in_city text, in_endpoint uuid) RETURNS public.webhook_endpoint
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    w webhook_endpoint;
BEGIN
    SELECT * INTO w FROM webhook_endpoint
     WHERE id = in_endpoint AND deleted_at IS NULL
       AND (organisation = in_organisation OR in_organisation IS NULL AND city = (city_named(in_city)).id);
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    END IF;
    RETURN w;
END $$;


--
-- Name: endpoint_fits(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endpoint_fits() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    pattern text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM FROM organisation WHERE id = NEW.organisation FOR NO KEY UPDATE;
        PERFORM FROM city WHERE id = NEW.city FOR NO KEY UPDATE;
        IF (SELECT count(*) FROM webhook_endpoint
             WHERE (organisation = NEW.organisation OR city = NEW.city) AND deleted_at IS NULL) >= 10 THEN
            PERFORM refuse('too_many_endpoints');
        END IF;
    END IF;
    FOREACH pattern IN ARRAY NEW.types LOOP
        IF NOT EXISTS (SELECT FROM event_type WHERE event_matches(name, ARRAY[pattern])) THEN
            PERFORM refuse('unknown_event_type');
        END IF;
    END LOOP;
    RETURN NEW;
END $$;


--
-- Name: endpoint_health(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endpoint_health(in_endpoint uuid) RETURNS TABLE(waiting bigint, held bigint, exhausted bigint, last_ping uuid, ping_state public.delivery_state, ping_outcome text, ping_status integer)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
SELECT (SELECT count(*) FROM delivery AS d WHERE d.endpoint = w.id AND d.state = 'due')
       + (SELECT count(*) FROM delivery AS d WHERE d.endpoint = w.id AND d.state = 'leased'),
       (SELECT count(*) FROM delivery AS d WHERE d.endpoint = w.id AND d.state = 'held'),
       (SELECT count(*) FROM delivery AS d WHERE d.endpoint = w.id AND d.state = 'exhausted' AND NOT d.ping),
       p.event, p.state, p.outcome, p.status
  FROM webhook_endpoint AS w
  LEFT JOIN LATERAL (
       SELECT d.event, d.state, a.outcome, a.status
         FROM delivery AS d LEFT JOIN delivery_attempt AS a ON a.event = d.event AND a.endpoint = d.endpoint
        WHERE d.endpoint = w.id AND d.ping
        ORDER BY d.event DESC, a.at DESC LIMIT 1) AS p ON true
 WHERE w.id = in_endpoint AND allowed(w.organisation)
$$;


--
-- Name: endpoint_keys(public.webhook_endpoint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endpoint_keys(w public.webhook_endpoint) RETURNS SETOF doc.webhook_key
    LANGUAGE sql STABLE
    AS $$
SELECT 'whpk_' || encode(public_key, 'base64'), utc(until)
  FROM (SELECT w.public_key, NULL::timestamptz AS until
         UNION ALL
        SELECT public_key, expires_at FROM webhook_old_key WHERE endpoint = w.id AND expires_at > now()) AS k
 WHERE public_key IS NOT NULL
 ORDER BY until DESC NULLS FIRST
$$;


--
-- Name: endpoint_made(uuid, uuid, text, jsonb, bytea, bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endpoint_made(in_id uuid, in_organisation uuid, in_city text, input jsonb, in_sealed bytea, in_public_key bytea) RETURNS public.webhook_endpoint
    LANGUAGE plpgsql
    AS $$
DECLARE
    w webhook_endpoint;
BEGIN
    INSERT INTO webhook_endpoint (id, organisation, city, url, description, types, ordering, payload,
                                  max_per_second, max_in_flight, sealed, public_key)
    VALUES (in_id, CASE WHEN in_organisation IS NOT NULL THEN organisation_own(in_organisation) END,
            CASE WHEN in_organisation IS NULL THEN city_own(in_city) END, input->>'url', input->>'description',
            ARRAY(SELECT jsonb_array_elements_text(input->'types')),
            coalesce(input->>'ordering', 'none')::endpoint_ordering, coalesce(input->>'payload', 'thin')::endpoint_payload,
            coalesce((input->>'maxPerSecond')::int, 100), coalesce((input->>'maxInFlight')::int, 8), in_sealed,
            in_public_key);
    PERFORM endpoint_ping(in_id);
    SELECT * INTO w FROM webhook_endpoint WHERE id = in_id;
    RETURN w;
END $$;


--
-- Name: endpoint_moved(uuid, text, uuid, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endpoint_moved(in_organisation uuid, in_city text, in_endpoint uuid, in_action text) RETURNS public.webhook_endpoint
    LANGUAGE plpgsql
    AS $$
DECLARE
    w webhook_endpoint := endpoint_take(in_organisation, in_city, in_endpoint);
    next endpoint_state := next_state('endpoint', w.state::text, in_action);
BEGIN
    IF in_action = 'resume' AND w.verified_at IS NULL THEN
        next := 'pending';
    END IF;
    -- Whoever pauses and resumes does not close the breaker: only an answer does, or a ping.
    UPDATE webhook_endpoint
       SET state = next, failing_since = NULL, warned = 0, version = version + (next <> state)::int
     WHERE id = w.id;
    IF next = 'paused' THEN
        UPDATE delivery SET state = 'held' WHERE endpoint = w.id AND state = 'due';
    ELSIF next = 'pending' OR in_action = 'ping' THEN
        PERFORM endpoint_ping(w.id);
    ELSE
        PERFORM endpoint_release(w.id);
    END IF;
    SELECT * INTO w FROM webhook_endpoint WHERE id = w.id;
    RETURN w;
END $$;


--
-- Name: endpoint_patched(uuid, text, uuid, jsonb, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endpoint_patched(in_organisation uuid, in_city text, in_endpoint uuid, patch jsonb, in_version bigint) RETURNS public.webhook_endpoint
    LANGUAGE plpgsql
    AS $$
DECLARE
    w webhook_endpoint := endpoint_take(in_organisation, in_city, in_endpoint);
    moves CONSTANT boolean := coalesce(patch->>'url' <> w.url, false);
BEGIN
    IF w.version <> in_version AND in_version <> 0 THEN
        PERFORM refuse('precondition_failed');
    END IF;
    UPDATE webhook_endpoint
       SET url = coalesce(patch->>'url', url),
           description = CASE WHEN patch ? 'description' THEN patch->>'description' ELSE description END,
           types = CASE WHEN patch ? 'types' THEN ARRAY(SELECT jsonb_array_elements_text(patch->'types')) ELSE types END,
           ordering = CASE WHEN patch ? 'ordering' THEN coalesce(patch->>'ordering', 'none')::endpoint_ordering ELSE ordering END,
           payload = CASE WHEN patch ? 'payload' THEN coalesce(patch->>'payload', 'thin')::endpoint_payload ELSE payload END,
           max_per_second = CASE WHEN patch ? 'maxPerSecond' THEN coalesce((patch->>'maxPerSecond')::int, 100) ELSE max_per_second END,
           max_in_flight = CASE WHEN patch ? 'maxInFlight' THEN coalesce((patch->>'maxInFlight')::int, 8) ELSE max_in_flight END,
           state = CASE WHEN moves AND state <> 'paused' THEN 'pending' ELSE state END,
           verified_at = CASE WHEN NOT moves THEN verified_at END,
           version = version + 1
     WHERE id = w.id;
    IF moves AND w.state <> 'paused' THEN
        UPDATE delivery SET state = 'held' WHERE endpoint = w.id AND state = 'due' AND NOT ping;
        PERFORM endpoint_ping(w.id);
    END IF;
    SELECT * INTO w FROM webhook_endpoint WHERE id = w.id;
    RETURN w;
END $$;


--
-- Name: endpoint_path(public.webhook_endpoint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endpoint_path(w public.webhook_endpoint) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN CASE WHEN w.city IS NULL THEN '/v1/organisations/' || w.organisation
           ELSE '/v1/cities/' || (SELECT slug FROM city WHERE id = w.city) END || '/webhook-endpoints/';
END $$;


--
-- Name: endpoint_ping(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endpoint_ping(in_endpoint uuid) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    w webhook_endpoint;
    home uuid;
    made uuid;
BEGIN
    UPDATE webhook_endpoint
       SET pings = pings + 1, challenge = 'ch_' || replace(gen_random_uuid()::text, '-', ''), failures = 0,
           breaker_until = NULL, breaker_seconds = 30
     WHERE id = in_endpoint RETURNING * INTO w;
    home := coalesce(w.city, (SELECT city FROM organisation WHERE id = w.organisation));
    IF (SELECT count(*) FROM event
         WHERE type = 'webhook.ping' AND city = home AND id >= uuid7_from(now() - interval '1 hour')
           AND organisation IS NOT DISTINCT FROM w.organisation) >= 30 THEN
        PERFORM refuse('too_many_pings');
    END IF;
    UPDATE delivery SET state = 'exhausted', done_at = now() WHERE endpoint = w.id AND ping AND state = 'due';
    made := event_write(w.organisation, home, 'webhook.ping', w.id, w.pings, endpoint_path(w),
                        jsonb_build_object('challenge', w.challenge), now());
    INSERT INTO delivery (event, endpoint, ping) VALUES (made, w.id, true);
    RETURN made;
END $$;


--
-- Name: endpoint_release(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endpoint_release(in_endpoint uuid) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE delivery SET state = 'due', attempt = 0, due_at = now(), done_at = NULL
     WHERE endpoint = in_endpoint AND state = 'held' AND NOT ping;
    IF FOUND THEN
        UPDATE webhook_endpoint SET slow_until = now() + interval '10 minutes' WHERE id = in_endpoint;
    END IF;
END $$;


--
-- Name: endpoint_rotated(uuid, text, uuid, bytea, bytea, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endpoint_rotated(in_organisation uuid, in_city text, in_endpoint uuid, in_sealed bytea, in_public_key bytea, grace integer) RETURNS public.webhook_endpoint
    LANGUAGE plpgsql
    AS $$
DECLARE
    w webhook_endpoint := endpoint_take(in_organisation, in_city, in_endpoint);
BEGIN
    INSERT INTO webhook_old_key (endpoint, sealed, public_key, expires_at)
    SELECT w.id, w.sealed, w.public_key, now() + make_interval(secs => grace) WHERE grace > 0;
    DELETE FROM webhook_old_key
     WHERE endpoint = w.id AND id NOT IN (SELECT id FROM webhook_old_key
                                           WHERE endpoint = w.id AND expires_at > now() ORDER BY id DESC LIMIT 2);
    UPDATE webhook_endpoint SET sealed = in_sealed, public_key = in_public_key, version = version + 1 WHERE id = w.id;
    SELECT * INTO w FROM webhook_endpoint WHERE id = w.id;
    RETURN w;
END $$;


--
-- Name: endpoint_take(uuid, text, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endpoint_take(in_organisation uuid, in_city text, in_endpoint uuid) RETURNS public.webhook_endpoint
    LANGUAGE plpgsql
    AS $$
DECLARE
    w webhook_endpoint;
BEGIN
    SELECT * INTO w FROM webhook_endpoint
     WHERE id = (SELECT id FROM endpoint_find(in_organisation, in_city, in_endpoint)) FOR NO KEY UPDATE;
    RETURN w;
END $$;


--
-- Name: endpoints_watch(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.endpoints_watch() RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    disabled_ones uuid[];
    told bigint;
BEGIN
    WITH failing AS (
        SELECT id, failing_since < now() - interval '5 days' AND failures >= 20 AS for_good,
               1 + (failing_since < now() - interval '4 days')::int AS times
          FROM webhook_endpoint
         WHERE state = 'enabled' AND deleted_at IS NULL AND failing_since < now() - interval '1 day'
         ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
    ), marked AS (
        UPDATE webhook_endpoint AS w
           SET state = CASE WHEN for_good THEN 'disabled' ELSE w.state END, warned = times,
               version = version + for_good::int
          FROM failing AS f WHERE w.id = f.id AND (for_good OR w.warned < times)
        RETURNING w.id, w.state
    )
    SELECT ARRAY(SELECT id FROM marked WHERE state = 'disabled'), (SELECT count(*) FROM marked)
      INTO disabled_ones, told;
    UPDATE delivery SET state = 'held' WHERE endpoint = ANY (disabled_ones) AND state = 'due';
    RETURN told;
END $$;


--
-- Name: event_add(uuid, text, uuid, integer, text, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.event_add(in_organisation uuid, in_type text, in_subject uuid, in_seq integer, path text, data jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM event_write(in_organisation, (SELECT city FROM organisation WHERE id = in_organisation), in_type,
                        in_subject, in_seq, path, data, NULL);
END $$;


--
-- Name: event_matches(text, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.event_matches(name text, patterns text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
SELECT name <> 'webhook.ping'
   AND ('*' = ANY (patterns) OR name = ANY (patterns) OR split_part(name, '.', 1) || '.*' = ANY (patterns))
$$;


--
-- Name: event_payload(public.event, public.endpoint_payload); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.event_payload(e public.event, wanted public.endpoint_payload) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
SELECT CASE wanted WHEN 'full' THEN coalesce(e.whole, e.payload) ELSE e.payload END
$$;


--
-- Name: event_rows(uuid, text, text, uuid, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.event_rows(in_organisation uuid, in_city text, in_type text, in_after uuid, in_count bigint) RETURNS TABLE(body json, cursor text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    home CONSTANT uuid := CASE WHEN in_city IS NOT NULL THEN city_own(in_city) END;
    own CONSTANT uuid[] := CASE WHEN in_organisation IS NOT NULL THEN ARRAY[organisation_own(in_organisation)]
                                ELSE ARRAY(SELECT caller_organisations()) END;
    known bigint := 0;
BEGIN
    IF in_after IS NOT NULL THEN
        SELECT place INTO known FROM event AS e WHERE e.id = in_after AND (e.city = home OR e.organisation = ANY (own));
        IF known IS NULL THEN
            PERFORM refuse('event_forgotten');
        END IF;
    END IF;
    RETURN QUERY
    SELECT e.payload::json, e.id::text FROM event AS e
     WHERE CASE WHEN home IS NULL THEN e.organisation = ANY (own) ELSE e.city = home END
       AND e.place > known AND (in_type IS NULL OR event_matches(e.type, ARRAY[in_type]))
     ORDER BY e.place LIMIT in_count;
END $$;


--
-- Name: event_type_operations(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.event_type_operations() RETURNS json
    LANGUAGE sql STABLE
    AS $_$
SELECT json_object_agg(t.name, json_build_object('post', json_build_object(
           'operationId', 'on' || replace(initcap(replace(replace(t.name, '.', ' '), '_', ' ')), ' ', ''),
           'summary', t.description, 'description', 'Sent to the webhook endpoints that listen to it.',
           'tags', json_build_array('webhook-event-types'), 'security', json_build_array(),
           'requestBody', json_build_object('required', true, 'content', json_build_object('application/json', json_build_object(
               'schema', json_build_object('allOf', json_build_array(
                   json_build_object('$ref', '#/components/schemas/Event'),
                   json_build_object('type', 'object', 'properties', json_build_object(
                       'type', json_build_object('const', t.name), 'data', t.schema))))))),
           'responses', json_build_object('2XX', json_build_object('description', 'It was taken.'),
                                          '410', json_build_object('description', 'Nothing more shall be sent here.')))) ORDER BY t.name)
  FROM event_type AS t
$_$;


--
-- Name: event_whole(text, uuid, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.event_whole(type text, subject uuid, payload text) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    thing json := CASE split_part(type, '.', 1)
                  WHEN 'activity' THEN (SELECT to_json(activity_document(a, '{}', true)) FROM activity AS a WHERE id = subject)
                  WHEN 'badge' THEN (SELECT to_json(badge_document(b, '{}', true)) FROM badge AS b WHERE id = subject)
                  END;
    thin CONSTANT jsonb := payload;
    whole CONSTANT text := thin || jsonb_build_object('data', thin->'data' || jsonb_build_object('resource', thing));
BEGIN
    RETURN CASE WHEN thing IS NOT NULL AND octet_length(whole) <= 20480 THEN whole END;
END $$;


--
-- Name: event_write(uuid, uuid, text, uuid, integer, text, jsonb, timestamp with time zone); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.event_write(in_organisation uuid, in_city uuid, in_type text, in_subject uuid, in_seq integer, path text, data jsonb, fanned timestamp with time zone) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    made uuid := uuid7();
BEGIN
    INSERT INTO event (id, organisation, city, type, subject, seq, fanned_at, payload, request)
    VALUES (made, in_organisation, in_city, in_type, in_subject, in_seq, fanned, json_build_object(
                'type', in_type, 'timestamp', utc(now()), 'id', 'msg_' || replace(made::text, '-', ''),
                'seq', in_seq, 'subject', in_subject, 'organisation', in_organisation,
                'apiVersion', current_setting('citylearn.api_version', true),
                'data', data || jsonb_build_object('id', in_subject, 'url', address(path || in_subject))
            )::text, coalesce(nullif(current_setting('citylearn.trace', true), ''),
                              current_setting('citylearn.request', true)));
    RETURN made;
END $$;


--
-- Name: events_forget(bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.events_forget(most bigint) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    old uuid[];
BEGIN
    DELETE FROM webhook_old_key WHERE expires_at < now();
    old := ARRAY(SELECT id FROM event
                  WHERE id < uuid7_from(now() - interval '30 days') AND fanned_at IS NOT NULL ORDER BY id LIMIT most);
    DELETE FROM delivery_attempt WHERE event = ANY (old);
    DELETE FROM delivery WHERE event = ANY (old);
    DELETE FROM event WHERE id = ANY (old);
    RETURN cardinality(old);
END $$;


--
-- Name: evidence_kept(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.evidence_kept(evidence jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg('{"public": false}' || one ORDER BY place), '[]')
              FROM jsonb_array_elements(evidence) WITH ORDINALITY AS e (one, place));
END $$;


--
-- Name: evidence_written(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.evidence_written(evidence jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    RETURN (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                       'id', one->'url', 'type', jsonb_build_array('Evidence'), 'name', one->'name',
                       'description', one->'description', 'narrative', one->'narrative', 'genre', one->'genre')) ORDER BY place)
              FROM jsonb_array_elements(evidence) WITH ORDINALITY AS e (one, place) WHERE (one->>'public')::boolean);
END $$;


--
-- Name: exchange_page(timestamp with time zone, bigint, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.exchange_page(in_since timestamp with time zone, in_limit bigint, in_offset bigint) RETURNS TABLE(total bigint, award uuid, credential text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    WITH own AS (
        SELECT a.id, greatest(a.issued_at, a.created_at) AS came_at, a.id AS award, k.document AS credential
          FROM award AS a JOIN award_credential AS k ON k.award = a.id
         WHERE a.person = caller_person() AND a.revoked_at IS NULL
         UNION ALL
        SELECT h.id, h.changed_at, NULL, h.credential
          FROM held_credential AS h WHERE h.person = caller_person() AND h.kind = 'badge'
    ), wanted AS (
        SELECT * FROM own WHERE in_since IS NULL OR own.came_at > in_since
    )
    SELECT counted.n, page.award, page.credential
      FROM (SELECT count(*) AS n FROM wanted) AS counted
      LEFT JOIN LATERAL (SELECT w.*, sum(coalesce(octet_length(w.credential), 204800)) OVER before AS size
                           FROM (SELECT * FROM wanted AS w ORDER BY w.came_at, w.id
                                  LIMIT in_limit OFFSET in_offset) AS w
                         WINDOW before AS (ORDER BY w.came_at, w.id
                                           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS page
             ON coalesce(page.size, 0) < 4194304
     ORDER BY page.came_at, page.id;
END $$;


--
-- Name: person; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.person (
    id uuid DEFAULT public.uuid7() NOT NULL,
    email text NOT NULL,
    name text,
    language text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    birth_year integer,
    home_city uuid,
    closed_at timestamp with time zone,
    suspended_at timestamp with time zone,
    CONSTRAINT person_birth_year_check CHECK (((birth_year >= 1900) AND (birth_year <= 2200))),
    CONSTRAINT person_email_check CHECK ((email = lower(email)))
);


--
-- Name: exchange_profile_put(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.exchange_profile_put(in_name text) RETURNS SETOF public.person
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY UPDATE person AS p SET name = coalesce(in_name, p.name) WHERE p.id = caller_person() RETURNING p.*;
END $$;


--
-- Name: families_end(uuid[], text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.families_end(in_families uuid[], in_why text) RETURNS integer
    LANGUAGE plpgsql
    AS $$
DECLARE
    n int;
BEGIN
    WITH ended AS (
        UPDATE token_family SET revoked_at = now(), why = in_why
         WHERE id = ANY (in_families) AND revoked_at IS NULL
        RETURNING id, last_used_at
    ), told AS (
        INSERT INTO revocation (subject)
        SELECT id::text FROM ended WHERE last_used_at > now() - interval '15 minutes'
    )
    SELECT count(*) INTO n FROM ended;
    RETURN n;
END $$;


--
-- Name: family_revoke_by_refresh(bytea, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.family_revoke_by_refresh(in_hash bytea, in_client uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN families_end(ARRAY(SELECT f.id FROM token_family AS f JOIN refresh_token AS t ON t.family = f.id
                               WHERE t.hash = in_hash AND f.client = in_client), 'revoked') > 0;
END $$;


--
-- Name: token_family; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.token_family (
    id uuid DEFAULT public.uuid7() NOT NULL,
    client uuid NOT NULL,
    person uuid NOT NULL,
    session uuid,
    scopes text[] NOT NULL,
    auth_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone DEFAULT (now() + '30 days'::interval) NOT NULL,
    revoked_at timestamp with time zone,
    why text,
    CONSTRAINT token_family_check CHECK (((revoked_at IS NULL) = (why IS NULL))),
    CONSTRAINT token_family_why_check CHECK ((why = ANY (ARRAY['replayed'::text, 'reused'::text, 'revoked'::text, 'signed_out'::text, 'disconnected'::text, 'closed'::text])))
);


--
-- Name: family_was_robbed(public.token_family); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.family_was_robbed(it public.token_family) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    whose person;
    app   text := (SELECT name FROM service_client WHERE id = it.client);
BEGIN
    IF families_end(ARRAY[it.id], 'reused') = 0 THEN
        RETURN;
    END IF;
    SELECT * INTO whose FROM person WHERE id = it.person;
    PERFORM audit_note('refresh_reused', 'security', it.client::text, it.person,
                       more => jsonb_build_object('client', app));
    PERFORM mail_add(uuid7(), 'refresh_reused', whose.email, whose.language, whose.id, NULL, NULL,
                     jsonb_build_object('client', app, 'when', utc(now())), NULL);
END $$;


--
-- Name: federation_begin(uuid, uuid, bytea, bytea, text, bytea, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.federation_begin(in_id uuid, in_provider uuid, in_browser bytea, in_state bytea, in_nonce text, in_verifier bytea, in_next text) RETURNS TABLE(authorize_url text, client_id text, scope text, city text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO federation_attempt (id, provider, browser, state, nonce, verifier, linking, next)
    SELECT in_id, p.id, in_browser, in_state, in_nonce, in_verifier, caller_person(), in_next
      FROM identity_provider AS p JOIN city AS c ON c.id = p.city
     WHERE p.id = in_provider AND p.state = 'approved' AND p.authorize_url IS NOT NULL AND c.state = 'active';
    RETURN QUERY
    SELECT p.authorize_url, p.client_id, p.scope, c.slug FROM identity_provider AS p
      JOIN federation_attempt AS a ON a.provider = p.id JOIN city AS c ON c.id = p.city WHERE a.id = in_id;
END $$;


--
-- Name: federation_end(uuid, bytea, bytea, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.federation_end(in_attempt uuid, in_browser bytea, in_hash bytea, in_agent text) RETURNS TABLE(stage text, reason text, next text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    a federation_attempt;
    who uuid;
    because text;
BEGIN
    SELECT * INTO a FROM federation_attempt
     WHERE id = in_attempt AND browser = in_browser AND expires_at > now() FOR UPDATE;
    IF NOT FOUND OR a.stage = 'used' THEN
        PERFORM refuse('not_found');
    ELSIF a.stage <> 'failed' AND NOT EXISTS (SELECT FROM identity_provider AS p
                                               WHERE p.id = a.provider AND p.state = 'approved') THEN
        -- What the city has changed meanwhile, nobody has approved.
        UPDATE federation_attempt SET stage = 'failed', found = NULL, reason = 'refused' WHERE id = in_attempt
        RETURNING * INTO a;
    END IF;
    IF a.stage <> 'known' THEN
        RETURN QUERY SELECT a.stage::text, a.reason, a.next;
        RETURN;
    END IF;
    who := federation_person(a);
    IF who IS NULL OR EXISTS (SELECT FROM person AS p WHERE p.id = who AND NOT is_active(p)) THEN
        because := CASE WHEN a.found->>'email' IS NULL AND a.linking IS NULL THEN 'no_address' ELSE 'taken' END;
        UPDATE federation_attempt SET stage = 'failed', found = NULL, reason = because WHERE id = in_attempt;
        RETURN QUERY SELECT 'failed', because, a.next;
        RETURN;
    END IF;
    UPDATE federation_attempt SET stage = 'used', found = NULL WHERE id = in_attempt;
    IF a.linking IS NULL THEN
        PERFORM session_begin(who, in_hash, in_agent);
        PERFORM audit_note('sign_in', 'security', a.provider::text, who);
    END IF;
    RETURN QUERY SELECT CASE WHEN a.linking IS NULL THEN 'signed_in' ELSE 'linked' END, NULL::text, a.next;
END $$;


--
-- Name: federation_find(bytea, bytea, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.federation_find(in_state bytea, in_browser bytea, in_city text, in_issuer text) RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN (
    SELECT a.id FROM federation_attempt AS a JOIN identity_provider AS p ON p.id = a.provider
      JOIN city AS c ON c.id = p.city
     WHERE a.state = in_state AND a.browser = in_browser AND a.stage = 'begun'
       AND a.expires_at > now() AND c.slug = in_city AND (in_issuer IS NULL OR p.issuer = in_issuer));
END $$;


--
-- Name: federation_attempt; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.federation_attempt (
    id uuid NOT NULL,
    provider uuid NOT NULL,
    browser bytea NOT NULL,
    state bytea NOT NULL,
    nonce text NOT NULL,
    verifier bytea NOT NULL,
    code bytea,
    linking uuid,
    next text NOT NULL,
    stage public.federation_stage DEFAULT 'begun'::public.federation_stage NOT NULL,
    reason text,
    found jsonb,
    owner uuid,
    lease_until timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone DEFAULT (now() + '00:10:00'::interval) NOT NULL
);


--
-- Name: federation_person(public.federation_attempt); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.federation_person(a public.federation_attempt) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    known uuid;
BEGIN
    SELECT person INTO known FROM federated_identity
     WHERE provider = a.provider AND subject = a.found->>'sub';
    IF known IS NOT NULL AND a.linking IS NOT NULL AND known <> a.linking THEN
        RETURN NULL;
    ELSIF known IS NOT NULL THEN
        RETURN known;
    END IF;
    known := a.linking;
    IF known IS NULL AND a.found->>'email' IS NULL THEN
        RETURN NULL;
    ELSIF known IS NULL AND EXISTS (SELECT FROM identifier WHERE email = a.found->>'email') THEN
        RETURN NULL;
    ELSIF known IS NULL THEN
        INSERT INTO person (email, name, language, birth_year, home_city)
        SELECT a.found->>'email', a.found->>'name', a.found->>'language', (a.found->>'birthYear')::int, p.city
          FROM identity_provider AS p WHERE p.id = a.provider
        RETURNING id INTO known;
        PERFORM person_begins(known);
    END IF;
    INSERT INTO federated_identity (provider, subject, person) VALUES (a.provider, a.found->>'sub', known);
    PERFORM audit_note('federation_linked', 'security', a.provider::text, known);
    IF a.linking IS NOT NULL THEN
        PERFORM mail_tell(known, 'federation_linked', jsonb_build_object('provider', (
            SELECT text_for_mail(name) FROM identity_provider WHERE id = a.provider)));
    END IF;
    RETURN known;
END $$;


--
-- Name: federation_return(uuid, bytea, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.federation_return(in_attempt uuid, in_code bytea, in_reason text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE federation_attempt
       SET stage = CASE WHEN in_reason IS NULL THEN 'returned' ELSE 'failed' END::federation_stage,
           code = in_code, reason = in_reason
     WHERE id = in_attempt AND stage = 'begun';
END $$;


--
-- Name: federation_unlink(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.federation_unlink(in_person uuid) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM federated_identity AS f USING person AS p
     WHERE f.person = in_person AND p.id = f.person AND f.linked_at > p.created_at;
END $$;


--
-- Name: feed_day(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.feed_day() RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    AS $$
SELECT date_trunc('day', now(), 'UTC')
$$;


--
-- Name: guardian_answer(bytea, uuid, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.guardian_answer(in_link bytea, in_id uuid, in_action text, in_relation text) RETURNS public.guardianship
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN guardianship_decide(guardianship_asked(in_link, in_id), in_action, in_relation, 'link');
END $$;


--
-- Name: guardian_invite(text, bytea, uuid, bytea, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.guardian_invite(in_email text, in_link bytea, in_mail uuid, in_sealed bytea, in_language text) RETURNS public.guardianship
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    address CONSTANT text := lower(in_email);
    child person;
    home city;
    tongue text;
    made guardianship;
BEGIN
    SELECT * INTO child FROM person WHERE id = caller_person() AND closed_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('not_allowed');
    ELSIF NOT needs_guardian(child.birth_year, child.home_city) THEN
        PERFORM refuse('guardian_not_needed');
    ELSIF caller_has_address(address) THEN
        PERFORM refuse('own_address');
    ELSIF (SELECT count(*) FROM guardianship AS g
            WHERE g.child = caller_person() AND g.invited_at > now() - interval '1 day') >= 5 THEN
        PERFORM refuse('guardian_asked_too_often');
    END IF;
    UPDATE guardianship AS g SET state = next_state('guardianship', g.state::text, 'replace')::guardianship_state, hash = NULL
     WHERE g.child = caller_person() AND g.state = 'pending';
    INSERT INTO guardianship (child, guardian_email, hash) VALUES (child.id, address, in_link)
    RETURNING * INTO made;
    SELECT * INTO home FROM city WHERE id = child.home_city;
    tongue := coalesce((SELECT p.language FROM identifier AS i JOIN person AS p ON p.id = i.person
                         WHERE i.email = address), in_language);
    PERFORM mail_add(in_mail, 'guardian', address, tongue, child.id, NULL, NULL,
                     jsonb_build_object('child', text_for_mail(child.name), 'city', city_name(home, ARRAY[tongue]),
                                        'age', coalesce(home.consent_age, 16)), in_sealed),
            audit_note('guardian_invited', 'security', made.id::text, child.id);
    RETURN made;
END $$;


--
-- Name: guardian_judge(public.guardianship); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.guardian_judge(g public.guardianship) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF caller_person() = g.child THEN
        PERFORM refuse('own_address');
    ELSIF caller_person() IS NULL
          OR g.guardian IS DISTINCT FROM caller_person() AND NOT caller_has_address(g.guardian_email) THEN
        PERFORM refuse('guardian_address');
    ELSIF NOT is_major(caller_person()) THEN
        PERFORM refuse('guardian_not_adult');
    END IF;
END $$;


--
-- Name: guardian_question(bytea, uuid, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.guardian_question(in_link bytea, in_id uuid, wanted text[]) RETURNS TABLE(id uuid, child text, city text, email text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    g CONSTANT guardianship := guardianship_asked(in_link, in_id);
BEGIN
    RETURN QUERY
    SELECT g.id, coalesce(p.name, p.email), city_name(c, wanted), g.guardian_email
      FROM person AS p LEFT JOIN city AS c ON c.id = p.home_city WHERE p.id = g.child;
END $$;


--
-- Name: guardian_standing(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.guardian_standing() RETURNS TABLE(state public.consent_status, email text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT consent_state(caller_person()),
           (SELECT g.guardian_email FROM guardianship AS g
             WHERE g.child = caller_person() AND g.state <> 'ended' ORDER BY g.id DESC LIMIT 1);
END $$;


--
-- Name: guardian_terms(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.guardian_terms() RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT '1' $$;


--
-- Name: guardianship_asked(bytea, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.guardianship_asked(in_link bytea, in_id uuid) RETURNS public.guardianship
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    g guardianship;
BEGIN
    SELECT o.* INTO g FROM guardianship AS o JOIN person AS p ON p.id = o.child
     WHERE (o.hash = in_link OR o.id = in_id AND caller_has_address(o.guardian_email))
       AND o.state = 'pending' AND o.expires_at > now() AND p.closed_at IS NULL
       AND needs_guardian(p.birth_year, p.home_city);
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    END IF;
    RETURN g;
END $$;


--
-- Name: guardianship_decide(public.guardianship, text, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.guardianship_decide(it public.guardianship, in_action text, in_relation text, in_source text) RETURNS public.guardianship
    LANGUAGE plpgsql
    AS $$
DECLARE
    g guardianship;
    next guardianship_state;
BEGIN
    PERFORM FROM person WHERE id = it.child FOR UPDATE;
    SELECT * INTO g FROM guardianship WHERE id = it.id FOR UPDATE;
    next := next_state('guardianship', g.state::text, in_action)::guardianship_state;
    IF next = 'consented' THEN
        PERFORM guardian_judge(g);
        UPDATE consent AS c SET withdrawn_at = now() FROM guardianship AS o
         WHERE o.id = c.guardianship AND o.child = g.child AND o.guardian = caller_person() AND c.withdrawn_at IS NULL;
        UPDATE guardianship AS o SET state = next_state('guardianship', o.state::text, 'replace')::guardianship_state
         WHERE o.child = g.child AND o.guardian = caller_person() AND o.id <> g.id AND o.state <> 'ended';
    END IF;
    UPDATE guardianship
       SET state = next, decided_at = now(), hash = NULL, relation = coalesce(in_relation, relation),
           guardian = CASE WHEN guardian IS NULL AND caller_has_address(guardian_email) AND caller_person() <> child
                           THEN caller_person() ELSE guardian END,
           terms = CASE next WHEN 'consented' THEN guardian_terms() ELSE terms END
     WHERE id = g.id
    RETURNING * INTO g;
    PERFORM guardianship_told(g, in_source);
    RETURN g;
END $$;


--
-- Name: guardianship_document(public.guardianship); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.guardianship_document(g public.guardianship) RETURNS doc.guardianship
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN (
    SELECT ROW(g.id, g.child = caller_person(), g.child, p.name, g.guardian_email, g.state, g.relation,
               utc(g.invited_at), utc(g.expires_at), utc(g.decided_at))::doc.guardianship
      FROM person AS p WHERE p.id = g.child);
END $$;


--
-- Name: guardianship_list(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.guardianship_list() RETURNS SETOF doc.guardianship
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT d.*
      FROM (SELECT * FROM guardianship WHERE child = caller_person()
             UNION
            SELECT * FROM caller_guardianships()
             ORDER BY id DESC LIMIT 500) AS g, LATERAL guardianship_document(g) AS d
     ORDER BY g.id DESC;
END $$;


--
-- Name: guardianship_takes_effect(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.guardianship_takes_effect() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF may_consent_to_apps(NEW.child) THEN
        PERFORM awards_claim(NEW.child);
        RETURN NULL;
    END IF;
    UPDATE award SET visibility = 'private' WHERE person = NEW.child AND visibility <> 'private';
    UPDATE connection SET revoked_at = now() WHERE person = NEW.child AND revoked_at IS NULL;
    PERFORM families_end(ARRAY(SELECT id FROM token_family WHERE person = NEW.child AND revoked_at IS NULL),
                         'disconnected');
    RETURN NULL;
END $$;


--
-- Name: guardianship_told(public.guardianship, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.guardianship_told(g public.guardianship, in_source text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF g.state = 'consented' THEN
        INSERT INTO consent (person, guardianship, kind, version, scope, by, source)
        VALUES (g.child, g.id, 'guardian', g.terms, 'account', caller_person(), in_source);
    ELSE
        UPDATE consent SET withdrawn_at = now() WHERE guardianship = g.id AND withdrawn_at IS NULL;
    END IF;
    PERFORM audit_note(CASE g.state WHEN 'consented' THEN 'guardian_consented' WHEN 'refused' THEN 'guardian_refused'
                                    ELSE 'guardian_withdrew' END, 'security', g.id::text, g.child),
            mail_tell(g.child, CASE g.state WHEN 'consented' THEN 'guardian_consented' ELSE 'guardian_refused' END, '{}');
END $$;


--
-- Name: held_all(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.held_all() RETURNS TABLE(one uuid, own uuid, bytes bigint)
    LANGUAGE sql STABLE
    AS $$
SELECT a.id, a.id, coalesce(octet_length(k.document), 204800)
  FROM award AS a JOIN award_credential AS k ON k.award = a.id WHERE a.person = caller_person()
 UNION ALL
SELECT h.id, NULL, octet_length(h.content) FROM held_credential AS h WHERE h.person = caller_person()
$$;


--
-- Name: held_credential; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.held_credential (
    id uuid DEFAULT public.uuid7() NOT NULL,
    person uuid NOT NULL,
    key bytea NOT NULL,
    form text NOT NULL,
    kind text NOT NULL,
    content bytea NOT NULL,
    credential text NOT NULL,
    facts jsonb NOT NULL,
    valid_from timestamp with time zone,
    question bytea NOT NULL,
    verification uuid,
    verdict text,
    verified_at timestamp with time zone,
    added_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT held_credential_content_check CHECK ((octet_length(content) <= 3145728)),
    CONSTRAINT held_credential_form_check CHECK ((form = ANY (ARRAY['json'::text, 'jws'::text, 'png'::text, 'svg'::text])))
);


--
-- Name: held_ask(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.held_ask(in_id uuid) RETURNS SETOF public.held_credential
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT q.* FROM held_credential AS h, LATERAL held_question(h.id) AS q
     WHERE h.id = in_id AND h.person = caller_person();
END $$;


--
-- Name: held_document(public.held_credential); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.held_document(h public.held_credential) RETURNS doc.held_credential
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN ROW(h.id, h.kind, h.form, left(h.facts->>'name', 300), left(h.facts->>'description', 1000),
               left(h.facts->>'issuer', 2048), left(h.facts->>'issuerName', 300),
               left(h.facts->>'issued', 40), left(h.facts->>'expires', 40), h.verdict, utc(h.verified_at),
               address('/v1/verifications/' || h.verification),
               address('/v1/me/credentials/' || h.id || '/file'), address('/v1/me/credentials/' || h.id),
               utc(h.added_at))::doc.held_credential;
END $$;


--
-- Name: held_export(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.held_export(in_after uuid) RETURNS TABLE(id uuid, award uuid, name text, form text, kind text, content bytea, document text, has_more boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    WITH wanted AS (
        SELECT w.*, sum(w.bytes) OVER rising AS total, row_number() OVER rising AS n, count(*) OVER () AS many
          FROM held_all() AS w WHERE in_after IS NULL OR w.one > in_after
        WINDOW rising AS (ORDER BY w.one)
    ), shown AS (
        SELECT * FROM wanted AS w WHERE w.n = 1 OR (w.total <= 3145728 AND w.n <= 200)
    )
    SELECT s.one, s.own,
           CASE WHEN s.own IS NULL THEN left(h.facts->>'name', 300)
                ELSE left(k.document::jsonb #>> '{credentialSubject,achievement,name}', 300) END,
           h.form, h.kind, h.content, k.document, s.many > (SELECT count(*) FROM shown)
      FROM shown AS s LEFT JOIN held_credential AS h ON s.own IS NULL AND h.id = s.one
      LEFT JOIN award_credential AS k ON k.award = s.own
     ORDER BY s.one;
END $$;


--
-- Name: held_export_parts(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.held_export_parts() RETURNS TABLE(after uuid, files integer)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    it   record;
    last uuid;
    sum  bigint := 0;
BEGIN
    files := 0;
    FOR it IN SELECT * FROM held_all() AS w ORDER BY w.one LOOP
        IF files > 0 AND (sum + it.bytes > 3145728 OR files = 200) THEN
            RETURN NEXT;
            after := last;
            files := 0;
            sum := 0;
        END IF;
        last := it.one;
        files := files + 1;
        sum := sum + it.bytes;
    END LOOP;
    IF files > 0 THEN
        RETURN NEXT;
    END IF;
END $$;


--
-- Name: held_hears_verdict(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.held_hears_verdict() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE held_credential SET verdict = NEW.told->>'verdict', verified_at = NEW.done_at
     WHERE verification = NEW.id;
    RETURN NULL;
END $$;


--
-- Name: held_import; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.held_import (
    id uuid DEFAULT public.uuid7() NOT NULL,
    person uuid NOT NULL,
    source text,
    archive bytea,
    state public.held_import_state DEFAULT 'pending'::public.held_import_state NOT NULL,
    attempt integer DEFAULT 0 NOT NULL,
    owner uuid,
    lease_until timestamp with time zone,
    items jsonb DEFAULT '[]'::jsonb NOT NULL,
    added_at timestamp with time zone DEFAULT now() NOT NULL,
    done_at timestamp with time zone,
    CONSTRAINT held_import_archive_check CHECK ((octet_length(archive) <= 4194304)),
    CONSTRAINT held_import_check CHECK (((state = 'pending'::public.held_import_state) = (done_at IS NULL))),
    CONSTRAINT held_import_check1 CHECK (((state <> 'pending'::public.held_import_state) OR ((source IS NULL) <> (archive IS NULL)))),
    CONSTRAINT held_import_check2 CHECK (((state = 'pending'::public.held_import_state) OR (archive IS NULL)))
);


--
-- Name: held_import_begin(uuid, text, bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.held_import_begin(in_award uuid, in_source text, in_archive bytea) RETURNS public.held_import
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    made held_import;
BEGIN
    PERFORM held_refuses(caller_person(), in_award);
    PERFORM FROM person AS p WHERE p.id = caller_person() FOR UPDATE;
    SELECT * INTO made FROM held_import AS i
     WHERE i.person = caller_person() AND i.source = in_source AND i.state = 'pending';
    IF FOUND THEN
        RETURN made;
    ELSIF (SELECT count(*) FROM held_import AS i WHERE i.person = caller_person() AND i.state = 'pending') >= 10 THEN
        PERFORM refuse('too_many_imports');
    END IF;
    INSERT INTO held_import (person, source, archive)
    VALUES (caller_person(), in_source, in_archive) RETURNING * INTO made;
    RETURN made;
END $$;


--
-- Name: held_import_claim(uuid, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.held_import_claim(in_owner uuid, in_most bigint) RETURNS TABLE(id uuid, attempt integer, source text, archive bytea, emails text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    UPDATE held_import AS i
       SET owner = in_owner, attempt = i.attempt + 1, lease_until = now() + interval '1 minute'
     WHERE i.id IN (SELECT due.id FROM held_import AS due
                     WHERE due.state = 'pending' AND due.attempt < 3
                       AND (due.lease_until IS NULL OR due.lease_until < now())
                     ORDER BY due.id LIMIT in_most FOR UPDATE SKIP LOCKED)
    RETURNING i.id, i.attempt, i.source, i.archive,
              (SELECT string_agg(known.email, E'\n') FROM identifier AS known WHERE known.person = i.person);
END $$;


--
-- Name: held_import_document(public.held_import); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.held_import_document(i public.held_import) RETURNS doc.held_import
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    first jsonb := CASE WHEN i.state = 'refused' THEN i.items->0 END;
BEGIN
    RETURN ROW(i.id, i.source, i.state, first->>'code', first->>'reason',
               ARRAY(SELECT ROW(one->>'name', one->>'state', one->>'code', one->>'reason', one->>'credential',
                                address('/v1/me/credentials/' || (one->>'credential')))::doc.held_import_item
                       FROM jsonb_array_elements(i.items) WITH ORDINALITY AS e (one, n) ORDER BY n),
               address('/v1/me/imports/' || i.id), utc(i.added_at), utc(i.done_at))::doc.held_import;
END $$;


--
-- Name: held_import_keep(uuid, uuid, bigint, uuid, bytea, text, text, bytea, text, jsonb, timestamp with time zone, bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.held_import_keep(in_import uuid, in_owner uuid, in_attempt bigint, in_award uuid, in_key bytea, in_form text, in_kind text, in_content bytea, in_credential text, in_facts jsonb, in_valid_from timestamp with time zone, in_question bytea) RETURNS TABLE(id uuid, is_new boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    whose uuid;
    it    record;
BEGIN
    -- The person before the import, as whoever closes an account has it.
    SELECT p.id INTO whose FROM held_import AS i JOIN person AS p ON p.id = i.person
     WHERE i.id = in_import AND is_active(p)
       FOR UPDATE OF p;
    UPDATE held_import AS i SET lease_until = now() + interval '1 minute'
     WHERE i.id = in_import AND i.owner = in_owner AND i.attempt = in_attempt AND i.state = 'pending'
       AND i.person = whose;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    PERFORM held_leaves_room();
    it := held_keep(whose, in_award, in_key, in_form, in_kind, in_content, in_credential, in_facts, in_valid_from,
                    in_question);
    PERFORM held_question(it.kept);
    RETURN QUERY SELECT it.kept, NOT it.was_there;
END $$;


--
-- Name: held_import_settle(uuid, uuid, bigint, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.held_import_settle(in_import uuid, in_owner uuid, in_attempt bigint, in_items jsonb) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
UPDATE held_import
   SET state = CASE WHEN in_items @> '[{"state": "kept"}]' OR in_items @> '[{"state": "here"}]' THEN 'kept'
                    ELSE 'refused' END::held_import_state,
       items = in_items, archive = NULL, done_at = now()
 WHERE id = in_import AND owner = in_owner AND attempt = in_attempt AND state = 'pending'
$$;


--
-- Name: held_imports_forget(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.held_imports_forget() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DELETE FROM held_import WHERE added_at < now() - interval '1 day'
$$;


--
-- Name: held_imports_give_up(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.held_imports_give_up() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
UPDATE held_import
   SET state = 'refused', archive = NULL, done_at = now(),
       items = '[{"state": "refused", "code": "busy", "reason": "It could not be done to its end; bring it again."}]'
 WHERE state = 'pending' AND attempt >= 3 AND lease_until < now()
$$;


--
-- Name: held_keep(uuid, uuid, bytea, text, text, bytea, text, jsonb, timestamp with time zone, bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.held_keep(in_person uuid, in_award uuid, in_key bytea, in_form text, in_kind text, in_content bytea, in_credential text, in_facts jsonb, in_valid_from timestamp with time zone, in_question bytea, OUT kept uuid, OUT was_there boolean) RETURNS record
    LANGUAGE plpgsql
    AS $$
DECLARE
    before held_credential;
    many   bigint;
    size   bigint;
BEGIN
    PERFORM held_refuses(in_person, in_award);
    PERFORM FROM person AS p WHERE p.id = in_person FOR UPDATE;
    SELECT * INTO before FROM held_credential AS h WHERE h.person = in_person AND h.key = in_key;
    SELECT count(*), coalesce(sum(octet_length(h.content) + octet_length(h.credential)), 0)
      INTO many, size
      FROM held_credential AS h WHERE h.person = in_person AND h.key <> in_key;
    IF many >= 1000 OR size + octet_length(in_content) + octet_length(in_credential) > 104857600 THEN
        PERFORM refuse('too_many_held');
    END IF;
    kept := before.id;
    was_there := before.id IS NOT NULL;
    IF before.id IS NULL OR before.content <> in_content
                            AND coalesce(in_valid_from >= before.valid_from, true) THEN
        INSERT INTO held_credential AS h (person, key, form, kind, content, credential, facts, valid_from, question)
        VALUES (in_person, in_key, in_form, in_kind, in_content, in_credential, in_facts, in_valid_from, in_question)
            ON CONFLICT (person, key) DO UPDATE
           SET form = excluded.form, kind = excluded.kind, content = excluded.content,
               credential = excluded.credential, facts = excluded.facts, valid_from = excluded.valid_from,
               question = excluded.question, verdict = NULL, verified_at = NULL, changed_at = now()
        RETURNING h.id INTO kept;
    END IF;
END $$;


--
-- Name: held_leaves_room(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.held_leaves_room() RETURNS void
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    IF (SELECT count(*) FROM (SELECT FROM verification WHERE state <> 'done' LIMIT 250) AS waiting) = 250 THEN
        PERFORM refuse('busy');
    END IF;
END $$;


--
-- Name: held_put(uuid, bytea, text, text, bytea, text, jsonb, timestamp with time zone, bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.held_put(in_award uuid, in_key bytea, in_form text, in_kind text, in_content bytea, in_credential text, in_facts jsonb, in_valid_from timestamp with time zone, in_question bytea) RETURNS TABLE(id uuid, is_new boolean, body doc.held_credential)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    it record;
BEGIN
    it := held_keep(caller_person(), in_award, in_key, in_form, in_kind, in_content, in_credential, in_facts,
                    in_valid_from, in_question);
    RETURN QUERY SELECT h.id, NOT it.was_there, d FROM held_question(it.kept) AS h, LATERAL held_document(h) AS d;
END $$;


--
-- Name: held_question(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.held_question(in_id uuid) RETURNS SETOF public.held_credential
    LANGUAGE plpgsql
    AS $$
DECLARE
    held  held_credential;
    asked verification;
BEGIN
    SELECT * INTO held FROM held_credential AS h WHERE h.id = in_id;
    asked := verification_ask(held.question, convert_to(held.credential, 'UTF8'), NULL);
    RETURN QUERY
    UPDATE held_credential AS h
       SET verification = asked.id,
           verdict = CASE WHEN asked.state = 'done' THEN asked.told->>'verdict' ELSE h.verdict END,
           verified_at = CASE WHEN asked.state = 'done' THEN asked.done_at ELSE h.verified_at END
     WHERE h.id = in_id
    RETURNING h.*;
END $$;


--
-- Name: held_refuses(uuid, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.held_refuses(in_person uuid, in_award uuid) RETURNS void
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    IF EXISTS (SELECT FROM award AS a WHERE a.id = in_award AND a.person = in_person) THEN
        PERFORM refuse('award_is_here');
    ELSIF in_award IS NOT NULL THEN
        PERFORM refuse('not_allowed');
    END IF;
END $$;


--
-- Name: http_date(timestamp with time zone); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.http_date(moment timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE
    AS $$
SELECT to_char(moment AT TIME ZONE 'UTC', 'Dy, DD Mon YYYY HH24:MI:SS "GMT"')
$$;


--
-- Name: idempotency_answer(text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.idempotency_answer(in_principal text, in_key text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
SELECT answer FROM idempotency WHERE principal = in_principal AND key = in_key
$$;


--
-- Name: idempotency_claim(text, text, bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.idempotency_claim(in_principal text, in_key text, in_request bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    before idempotency;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended(in_principal || ' ' || in_key, 0)) THEN
        PERFORM refuse('idempotency_in_progress');
    END IF;
    SELECT * INTO before FROM idempotency
     WHERE principal = in_principal AND key = in_key AND kept_at > now() - interval '24 hours';
    IF FOUND AND before.request <> in_request THEN
        PERFORM refuse('idempotency_key_reused');
    ELSIF FOUND THEN
        PERFORM refuse('idempotency_replayed');
    END IF;
    PERFORM set_config('citylearn.idempotency_key', in_key, true),
            set_config('citylearn.answer', '', true);
END $$;


--
-- Name: idempotency_keep(text, text, bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.idempotency_keep(in_principal text, in_key text, in_request bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
INSERT INTO idempotency (principal, key, request, answer)
SELECT in_principal, in_key, in_request, current_setting('citylearn.answer')
 WHERE current_setting('citylearn.answer') <> ''
    ON CONFLICT (principal, key) DO UPDATE
   SET request = excluded.request, answer = excluded.answer, kept_at = now();
END $$;


--
-- Name: identity_provider_approve(text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.identity_provider_approve(in_city text, in_issuer text) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
DECLARE
    who jsonb;
BEGIN
    UPDATE identity_provider AS p SET state = 'approved', updated_at = now(), version = version + 1
     WHERE p.city = (city_named(in_city)).id AND p.issuer = in_issuer
    RETURNING p.claims INTO who;
    IF who IS NULL THEN
        PERFORM refuse('not_found');
    END IF;
    RETURN who;
END $$;


--
-- Name: identity_provider; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.identity_provider (
    id uuid DEFAULT public.uuid7() NOT NULL,
    city uuid NOT NULL,
    name text NOT NULL,
    issuer text NOT NULL,
    client_id text NOT NULL,
    sealed bytea NOT NULL,
    scope text DEFAULT 'openid email profile'::text NOT NULL,
    claims jsonb DEFAULT '{}'::jsonb NOT NULL,
    state public.provider_state DEFAULT 'proposed'::public.provider_state NOT NULL,
    authorize_url text,
    token_url text,
    jwks_url text,
    jwks text,
    read_at timestamp with time zone,
    look_at timestamp with time zone DEFAULT now() NOT NULL,
    fault text,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: identity_provider_document(public.identity_provider); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.identity_provider_document(p public.identity_provider) RETURNS doc.identity_provider
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN ROW(p.name, p.issuer, p.client_id, p.scope, p.claims, p.state, utc(p.read_at), p.fault,
               address('/account/provider/callback/' || (SELECT slug FROM city WHERE id = p.city)),
               utc(p.updated_at))::doc.identity_provider;
END $$;


--
-- Name: identity_provider_put(text, text, text, text, bytea, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.identity_provider_put(in_city text, in_name text, in_issuer text, in_client text, in_sealed bytea, in_claims jsonb) RETURNS SETOF public.identity_provider
    LANGUAGE plpgsql
    AS $$
DECLARE
    home CONSTANT uuid := city_own(in_city);
BEGIN
    DELETE FROM identity_provider WHERE city = home AND issuer <> in_issuer;
    RETURN QUERY
    INSERT INTO identity_provider AS p (city, name, issuer, client_id, sealed, claims)
    VALUES (home, in_name, in_issuer, in_client, in_sealed, in_claims)
        ON CONFLICT (city) DO UPDATE
       SET name = excluded.name, client_id = excluded.client_id, sealed = excluded.sealed,
           claims = excluded.claims, look_at = now(), version = p.version + 1, updated_at = now(),
           state = CASE WHEN (p.client_id, p.claims) = (excluded.client_id, excluded.claims)
                        THEN p.state ELSE 'proposed' END
    RETURNING *;
END $$;


--
-- Name: import_cancel_step(uuid, uuid, bigint, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.import_cancel_step(in_job uuid, in_owner uuid, in_attempt bigint, most bigint) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    i import;
    done int;
    come_to job_state;
BEGIN
    IF NOT EXISTS (SELECT FROM job_held(in_job, in_owner, in_attempt)) THEN
        RETURN 'lost';
    END IF;
    SELECT * INTO i FROM import WHERE cancelling = in_job;
    PERFORM import_enter(i);
    WITH gone AS (
        UPDATE activity
           SET state = next_state('activity', state::text, 'cancel')::activity_state,
               state_reason = i.reason, version = version + 1, updated_at = now()
         WHERE id IN (SELECT id FROM activity WHERE id IN (SELECT import_lacks(i))
                       ORDER BY id LIMIT most FOR UPDATE)
        RETURNING id
    )
    SELECT count(*) INTO done FROM gone;
    come_to := CASE WHEN done < most THEN 'done' ELSE 'running' END;
    IF come_to = 'done' THEN
        DELETE FROM import_seen WHERE import = i.id;
    END IF;
    PERFORM job_advance(in_job, in_owner, in_attempt, come_to, NULL, jsonb_build_object('cancelled', done));
    RETURN come_to;
END $$;


--
-- Name: import; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.import (
    id uuid NOT NULL,
    organisation uuid NOT NULL,
    job uuid NOT NULL,
    source text NOT NULL,
    format public.import_format NOT NULL,
    size bigint NOT NULL,
    publish boolean NOT NULL,
    dry_run boolean NOT NULL,
    is_whole boolean NOT NULL,
    person uuid,
    client uuid,
    failure text,
    missing integer,
    reason text,
    cancelling uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT import_check CHECK ((NOT (dry_run AND (cancelling IS NOT NULL))))
);


--
-- Name: import_confirm(uuid, uuid, bigint, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.import_confirm(in_organisation uuid, in_import uuid, in_missing bigint, in_reason text) RETURNS public.import
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    i import;
    work uuid;
BEGIN
    SELECT * INTO i FROM import
     WHERE id = in_import AND organisation = organisation_own(in_organisation) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    ELSIF i.missing IS NULL OR i.cancelling IS NOT NULL
       OR EXISTS (SELECT FROM import AS later
                   WHERE later.organisation = i.organisation AND later.source = i.source
                     AND later.created_at > i.created_at AND NOT later.dry_run) THEN
        PERFORM refuse('import_not_confirmable');
    ELSIF i.missing <> in_missing OR in_missing <> (SELECT count(*) FROM import_lacks(i)) THEN
        PERFORM refuse('import_missing_changed');
    END IF;
    INSERT INTO job (kind, organisation, subject, scope)
    VALUES ('import_cancel', in_organisation, in_import, 'activity:write')
    RETURNING id INTO work;
    UPDATE import SET reason = in_reason, cancelling = work WHERE id = in_import RETURNING * INTO i;
    RETURN i;
END $$;


--
-- Name: import_document(public.import); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.import_document(i public.import) RETURNS doc.import
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN (
    SELECT ROW(i.id, i.source, i.format, i.size, i.publish, i.dry_run, i.is_whole, j.state,
               ROW(coalesce((j.counts->>'rows')::int, 0), coalesce((j.counts->>'created')::int, 0),
                   coalesce((j.counts->>'updated')::int, 0),
                   coalesce((j.counts->>'unchanged')::int, 0),
                   coalesce((j.counts->>'rejected')::int, 0))::doc.import_counts,
               i.failure, i.missing, i.reason,
               CASE WHEN i.reason IS NOT NULL THEN coalesce((c.counts->>'cancelled')::int, 0) END,
               utc(i.created_at), utc(j.done_at), job_document(CASE WHEN c.id IS NULL THEN j ELSE c END),
               address('/v1/organisations/' || i.organisation || '/imports/' || i.id))::doc.import
      FROM job AS j LEFT JOIN job AS c ON c.id = i.cancelling
     WHERE j.id = i.job);
END $$;


--
-- Name: import_end(uuid, uuid, bigint, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.import_end(in_job uuid, in_owner uuid, in_attempt bigint, in_failure text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    j job;
    i import;
BEGIN
    SELECT * INTO j FROM job_held(in_job, in_owner, in_attempt);
    IF NOT FOUND THEN
        RETURN 'lost';
    END IF;
    SELECT * INTO i FROM import WHERE job = in_job;
    PERFORM import_finish(i, j, in_failure);
    PERFORM job_advance(in_job, in_owner, in_attempt,
                        CASE WHEN in_failure IS NULL THEN 'done' ELSE 'failed' END::job_state, NULL, '{}',
                        CASE WHEN in_failure IS NOT NULL THEN 'import_unreadable' END);
    RETURN 'done';
END $$;


--
-- Name: import_enter(public.import); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.import_enter(i public.import) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM person AS p WHERE p.id = i.person AND is_active(p))
       AND NOT EXISTS (SELECT FROM service_client AS c WHERE c.id = i.client AND c.deleted_at IS NULL
                          AND 'activity:write' = ANY (c.scopes)) THEN
        PERFORM refuse('not_allowed');
    END IF;
    PERFORM caller_enter(i.person::text, i.client::text,
                         CASE WHEN i.client IS NOT NULL THEN i.organisation::text END, 'manager',
                         'import ' || i.id);
    PERFORM organisation_own(i.organisation);
END $$;


--
-- Name: job; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.job (
    id uuid DEFAULT public.uuid7() NOT NULL,
    kind text NOT NULL,
    organisation uuid,
    city uuid,
    subject uuid,
    needs public.organisation_role DEFAULT 'manager'::public.organisation_role NOT NULL,
    scope text NOT NULL,
    input jsonb DEFAULT '{}'::jsonb NOT NULL,
    state public.job_state DEFAULT 'queued'::public.job_state NOT NULL,
    counts jsonb DEFAULT '{}'::jsonb NOT NULL,
    cursor text,
    problem text,
    attempt integer DEFAULT 0 NOT NULL,
    in_vain integer DEFAULT 0 NOT NULL,
    owner uuid,
    lease_until timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    started_at timestamp with time zone,
    done_at timestamp with time zone,
    CONSTRAINT job_check CHECK (((organisation IS NULL) <> (city IS NULL))),
    CONSTRAINT job_kind_check CHECK ((kind ~ '^[a-z_]{1,40}$'::text))
);


--
-- Name: import_finish(public.import, public.job, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.import_finish(i public.import, j public.job, in_failure text) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    is_clean boolean := in_failure IS NULL AND NOT i.dry_run AND i.is_whole
                        AND coalesce((j.counts->>'rejected')::int, 0) = 0;
BEGIN
    UPDATE import
       SET failure = in_failure,
           missing = CASE WHEN is_clean THEN (SELECT count(*) FROM import_lacks(i)) END
     WHERE id = i.id;
    DELETE FROM import_piece WHERE import = i.id;
    DELETE FROM import_seen WHERE import = i.id AND NOT is_clean;
END $$;


--
-- Name: import_forget(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.import_forget() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DELETE FROM import_piece AS p
 WHERE p.came_at < now() - interval '1 hour'
   AND NOT EXISTS (SELECT FROM import AS i JOIN job AS j ON j.id = i.job
                    WHERE i.id = p.import AND j.state IN ('queued', 'running'))
$$;


--
-- Name: import_fresh(public.import, jsonb, bigint[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.import_fresh(i public.import, items jsonb, lines bigint[]) RETURNS integer[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    fresh int[];
BEGIN
    WITH item AS (
        SELECT n::int - 1 AS place, one->>'externalId' AS key,
               row_number() OVER (PARTITION BY one->>'externalId' ORDER BY n) AS turn
          FROM jsonb_array_elements(items) WITH ORDINALITY AS e (one, n)
    ), seen AS (
        INSERT INTO import_seen (import, external_id)
        SELECT i.id, key FROM item WHERE key IS NOT NULL AND turn = 1
            ON CONFLICT DO NOTHING
        RETURNING external_id
    ), judged AS (
        SELECT place, CASE WHEN key IS NULL AND i.is_whole THEN 'required'
                           WHEN key IS NOT NULL AND (turn > 1 OR seen.external_id IS NULL)
                           THEN 'external_id_repeated' END AS code
          FROM item LEFT JOIN seen ON seen.external_id = item.key
    ), noted AS (
        SELECT import_note(i.id, jsonb_agg(jsonb_build_object(
                   'line', lines[place + 1], 'code', code,
                   'field', CASE i.format WHEN 'csv' THEN 'externalId' ELSE '/externalId' END,
                   'detail', CASE code WHEN 'required' THEN 'externalId is missing; every row of a whole offer has one.'
                                       ELSE 'An earlier row has this externalId.' END) ORDER BY place))
          FROM judged WHERE code IS NOT NULL HAVING count(*) > 0
    )
    SELECT coalesce(array_agg(place ORDER BY place) FILTER (WHERE code IS NULL), '{}') INTO fresh
      FROM judged LEFT JOIN noted ON true;
    RETURN fresh;
END $$;


--
-- Name: import_is_coming(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.import_is_coming(in_import uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
SELECT NOT EXISTS (SELECT FROM import WHERE id = in_import)
   AND EXISTS (SELECT FROM import_piece WHERE import = in_import AND came_at > now() - interval '5 minutes')
$$;


--
-- Name: import_is_waiting(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.import_is_waiting(in_import uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
SELECT EXISTS (SELECT FROM import AS i JOIN job AS j ON j.id = i.job
                WHERE i.id = in_import AND j.state IN ('queued', 'running'))
$$;


--
-- Name: import_lacks(public.import); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.import_lacks(i public.import) RETURNS SETOF uuid
    LANGUAGE sql STABLE
    AS $$
SELECT a.id
  FROM activity_origin AS o JOIN activity AS a ON a.id = o.activity
 WHERE o.organisation = i.organisation AND o.source = i.source AND o.came_at <= i.created_at
   AND a.state = 'published' AND a.external_id IS NOT NULL AND (a.ends_at IS NULL OR a.ends_at >= now())
   AND NOT EXISTS (SELECT FROM import_seen AS s WHERE s.import = i.id AND s.external_id = a.external_id)
$$;


--
-- Name: import_make(uuid, uuid, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.import_make(in_organisation uuid, in_import uuid, in_input jsonb) RETURNS public.import
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    work uuid;
    made import;
BEGIN
    IF NOT EXISTS (SELECT FROM import_piece WHERE import = in_import
                      AND organisation = organisation_own(in_organisation)) THEN
        PERFORM refuse('not_found');
    END IF;
    INSERT INTO job (kind, organisation, subject, scope)
    VALUES ('import', in_organisation, in_import, 'activity:write')
    RETURNING id INTO work;
    INSERT INTO import (id, organisation, job, source, format, size, publish, dry_run, is_whole,
                        person, client)
    VALUES (in_import, in_organisation, work, in_input->>'source',
            (in_input->>'format')::import_format, (in_input->>'size')::bigint,
            (in_input->>'publish')::boolean, (in_input->>'dryRun')::boolean,
            (in_input->>'wholeOffer')::boolean, caller_person(), caller_client())
    RETURNING * INTO made;
    RETURN made;
END $$;


--
-- Name: import_note(uuid, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.import_note(in_import uuid, faults jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    noted int := (SELECT count(*) FROM import_error WHERE import = in_import);
BEGIN
    INSERT INTO import_error (import, n, line, field, code, detail)
    SELECT in_import, noted + row_number() OVER (ORDER BY f.line, o), f.line,
           nullif(f.field, ''), f.code, f.detail
      FROM ROWS FROM (jsonb_to_recordset(faults) AS (line bigint, field text, code text, detail text))
               WITH ORDINALITY AS f (line, field, code, detail, o)
     ORDER BY f.line, o LIMIT greatest(1000 - noted, 0);
END $$;


--
-- Name: import_piece_add(uuid, uuid, bigint, bytea, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.import_piece_add(in_organisation uuid, in_import uuid, in_n bigint, in_bytes bytea, in_key text) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    before CONSTANT text := idempotency_answer(coalesce(caller_person(), caller_client())::text, in_key);
    coming int;
    waiting int;
BEGIN
    IF in_n = 0 THEN
        PERFORM organisation_own(in_organisation);
        PERFORM pg_advisory_xact_lock(hashtextextended('import ' || in_organisation, 0));
        SELECT count(*) FILTER (WHERE import_is_coming(import)), count(*) FILTER (WHERE import_is_waiting(import))
          INTO coming, waiting
          FROM import_piece WHERE organisation = in_organisation AND n = 0;
        IF coming >= 10 OR before IS NULL AND coming + waiting >= 10 THEN
            PERFORM refuse('too_many_imports');
        END IF;
    ELSIF NOT allowed(in_organisation)
       OR NOT EXISTS (SELECT FROM import_piece WHERE import = in_import AND n = in_n - 1
                         AND organisation = in_organisation) THEN
        PERFORM refuse('not_found');
    END IF;
    INSERT INTO import_piece (import, organisation, n, bytes)
    VALUES (in_import, in_organisation, in_n, in_bytes);
    RETURN in_import;
END $$;


--
-- Name: import_piece_drop(uuid, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.import_piece_drop(in_organisation uuid, in_import uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DELETE FROM import_piece AS p
 WHERE p.import = in_import AND p.organisation = in_organisation AND allowed(in_organisation)
   AND NOT EXISTS (SELECT FROM import WHERE id = in_import)
$$;


--
-- Name: import_put(public.import, jsonb, integer[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.import_put(i public.import, items jsonb, places integer[]) RETURNS TABLE(place integer, outcome text, activity uuid, problem text, field text)
    LANGUAGE plpgsql
    AS $$
DECLARE
    outcomes jsonb;
BEGIN
    BEGIN
        SELECT coalesce(jsonb_agg(p), '[]') INTO outcomes
          FROM activity_put(i.organisation, items, places, 'upsert', i.publish) AS p;
        IF i.dry_run THEN
            RAISE EXCEPTION USING ERRCODE = 'CL001';
        END IF;
    EXCEPTION WHEN SQLSTATE 'CL001' THEN
        NULL;
    END;
    RETURN QUERY
    SELECT o.place, o.outcome, o.activity, o.problem, o.field
      FROM jsonb_to_recordset(outcomes) AS o (place int, outcome text, activity uuid, problem text, field text);
END $$;


--
-- Name: import_step(uuid, uuid, bigint, jsonb, bigint[], jsonb, bigint, bigint, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.import_step(in_job uuid, in_owner uuid, in_attempt bigint, items jsonb, lines bigint[], unfit jsonb, unfit_count bigint, last_row bigint, columns jsonb) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $_$
DECLARE
    i import;
    outcomes jsonb;
    told jsonb;
BEGIN
    IF NOT EXISTS (SELECT FROM job_held(in_job, in_owner, in_attempt)) THEN
        RETURN 'lost';
    END IF;
    SELECT * INTO i FROM import WHERE job = in_job;
    PERFORM import_enter(i), import_note(i.id, unfit);
    SELECT coalesce(jsonb_agg(p), '[]') INTO outcomes
      FROM import_put(i, items, import_fresh(i, items, lines)) AS p;

    PERFORM import_note(i.id, jsonb_agg(jsonb_build_object(
                'line', lines[o.place + 1], 'code', o.problem,
                'field', coalesce(columns->>regexp_replace(o.field, '/[0-9]+$', ''), o.field))))
       FROM jsonb_to_recordset(outcomes) AS o (place int, problem text, field text)
      WHERE o.problem IS NOT NULL HAVING count(*) > 0;
    INSERT INTO activity_origin AS a (activity, organisation, source)
    SELECT o.activity, i.organisation, i.source
      FROM jsonb_to_recordset(outcomes) AS o (activity uuid)
     WHERE o.activity IS NOT NULL AND NOT i.dry_run
        ON CONFLICT (activity) DO UPDATE SET source = excluded.source, came_at = now()
     WHERE a.source <> excluded.source;

    SELECT jsonb_build_object(
               'rows', jsonb_array_length(items) + unfit_count,
               'created', count(*) FILTER (WHERE outcome = 'created'),
               'updated', count(*) FILTER (WHERE outcome = 'updated'),
               'unchanged', count(*) FILTER (WHERE outcome = 'unchanged'),
               'rejected', unfit_count + jsonb_array_length(items)
                           - count(*) FILTER (WHERE outcome <> 'rejected')) INTO told
      FROM jsonb_to_recordset(outcomes) AS o (outcome text);
    PERFORM job_advance(in_job, in_owner, in_attempt, 'running', last_row::text, told);
    RETURN 'running';
END $_$;


--
-- Name: import_zone(public.import); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.import_zone(i public.import) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
SELECT c.time_zone FROM organisation AS o JOIN city AS c ON c.id = o.city WHERE o.id = i.organisation
$$;


--
-- Name: invitation_accept(uuid, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.invitation_accept(in_invitation uuid, wanted text[] DEFAULT '{}'::text[]) RETURNS doc.invitation
    LANGUAGE sql
    AS $$
SELECT invitation_answer(in_invitation, 'accept', wanted)
$$;


--
-- Name: invitation_answer(uuid, text, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.invitation_answer(in_invitation uuid, in_action text, wanted text[]) RETURNS doc.invitation
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    i invitation;
BEGIN
    SELECT * INTO i FROM invitation
     WHERE id = in_invitation AND email IN (SELECT email FROM identifier WHERE person = caller_person()) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    END IF;
    UPDATE invitation
       SET state = next_state('invitation', invitation_state_now(i)::text, in_action)::invitation_state,
           answered_at = now()
     WHERE id = i.id
    RETURNING * INTO i;
    IF i.state = 'accepted' AND i.city IS NULL THEN
        INSERT INTO membership AS m (organisation, person, role)
        VALUES (i.organisation, caller_person(), i.role::organisation_role)
            ON CONFLICT (organisation, person) DO UPDATE SET role = excluded.role WHERE m.role < excluded.role;
    ELSIF i.state = 'accepted' THEN
        INSERT INTO city_membership AS m (city, person, role) VALUES (i.city, caller_person(), i.role::city_role)
            ON CONFLICT (city, person) DO UPDATE SET role = excluded.role WHERE m.role < excluded.role;
    END IF;
    RETURN invitation_document(i, wanted);
END $$;


--
-- Name: invitation_by_token(bytea, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.invitation_by_token(in_hash bytea, wanted text[]) RETURNS TABLE(id uuid, place text, role text, inviter text, email text, is_mine boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT i.id, invitation_place(i, wanted), i.role, (SELECT p.name FROM person AS p WHERE p.id = i.invited_by),
           i.email, EXISTS (SELECT FROM identifier AS own WHERE own.email = i.email AND own.person = caller_person())
      FROM invitation AS i
     WHERE i.link = in_hash AND i.state = 'pending' AND i.expires_at > now();
END $$;


--
-- Name: invitation_decline(uuid, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.invitation_decline(in_invitation uuid, wanted text[] DEFAULT '{}'::text[]) RETURNS doc.invitation
    LANGUAGE sql
    AS $$
SELECT invitation_answer(in_invitation, 'decline', wanted)
$$;


--
-- Name: invitation; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.invitation (
    id uuid DEFAULT public.uuid7() NOT NULL,
    organisation uuid,
    city uuid,
    email text NOT NULL,
    role text NOT NULL,
    language text NOT NULL,
    state public.invitation_state DEFAULT 'pending'::public.invitation_state NOT NULL,
    invited_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone DEFAULT (now() + '30 days'::interval) NOT NULL,
    link bytea NOT NULL,
    mail uuid NOT NULL,
    resends integer DEFAULT 0 NOT NULL,
    resent_at timestamp with time zone,
    answered_at timestamp with time zone,
    CONSTRAINT invitation_check CHECK ((num_nonnulls(organisation, city) = 1)),
    CONSTRAINT invitation_check1 CHECK ((((role = ANY (ARRAY['reviewer'::text, 'issuer'::text, 'manager'::text])) OR (role =
CASE
    WHEN (city IS NULL) THEN 'viewer'::text
    ELSE 'city_viewer'::text
END)) OR (role =
CASE
    WHEN (city IS NULL) THEN 'owner'::text
    ELSE 'city_admin'::text
END))),
    CONSTRAINT invitation_email_check CHECK ((email = lower(email)))
);


--
-- Name: invitation_document(public.invitation, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.invitation_document(i public.invitation, wanted text[]) RETURNS doc.invitation
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    o organisation;
    home city;
BEGIN
    SELECT * INTO o FROM organisation WHERE id = i.organisation;
    SELECT * INTO home FROM city WHERE id = coalesce(i.city, o.city);
    RETURN ROW(i.id, CASE WHEN i.organisation IS NOT NULL THEN organisation_stub(o, wanted, home.default_language) END,
               CASE WHEN i.city IS NOT NULL THEN home.slug END, i.email, i.role, invitation_state_now(i), i.language,
               (SELECT name FROM person WHERE id = i.invited_by),
               CASE WHEN may_invite(i.organisation, i.city, 'viewer') THEN (SELECT state FROM mail WHERE id = i.mail) END,
               utc(i.created_at), utc(i.expires_at), utc(i.answered_at))::doc.invitation;
END $$;


--
-- Name: invitation_mail(public.invitation, bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.invitation_mail(i public.invitation, in_sealed bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    place CONSTANT text := text_for_mail(invitation_place(i, ARRAY[i.language]));
BEGIN
    PERFORM mail_add(i.mail, CASE WHEN i.city IS NULL THEN 'invitation' ELSE 'city_invitation' END, i.email,
                     i.language, NULL, i.organisation, i.city,
                     jsonb_build_object(CASE WHEN i.city IS NULL THEN 'organisation' ELSE 'city' END, place,
                                        'role', i.role, 'inviter',
                                        coalesce((SELECT text_for_mail(name) FROM person WHERE id = caller_person() AND name <> ''), place)),
                     in_sealed);
END $$;


--
-- Name: invitation_make(uuid, uuid, text, text, text, bytea, uuid, bytea, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.invitation_make(in_organisation uuid, in_city uuid, in_email text, in_role text, in_language text, in_link bytea, in_mail uuid, in_sealed bytea, wanted text[]) RETURNS doc.invitation
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    made record;
BEGIN
    SELECT * INTO made
      FROM invitation_offer(in_organisation, in_city, ARRAY[in_email], ARRAY[in_role], ARRAY[in_language],
                            ARRAY[in_link::text], ARRAY[in_mail::text], ARRAY[in_sealed::text]);
    IF made.status = 'already_member' THEN
        PERFORM refuse('already_member');
    ELSIF made.status = 'already_invited' THEN
        PERFORM refuse('already_invited');
    ELSIF made.status <> 'invited' THEN
        PERFORM refuse('not_allowed');
    END IF;
    RETURN (SELECT invitation_document(i, wanted) FROM invitation AS i WHERE i.id = made.id);
END $$;


--
-- Name: invitation_mine(uuid, bigint, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.invitation_mine(in_after uuid, in_count bigint, wanted text[]) RETURNS SETOF doc.invitation
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT d.*
      FROM (SELECT i.* FROM invitation AS i
             WHERE i.email IN (SELECT email FROM identifier WHERE person = caller_person())
               AND i.state = 'pending' AND i.expires_at > now() AND (in_after IS NULL OR i.id < in_after)
             ORDER BY i.id DESC LIMIT in_count) AS i,
           LATERAL invitation_document(i, wanted) AS d
     ORDER BY d.id DESC;
END $$;


--
-- Name: invitation_offer(uuid, uuid, text[], text[], text[], text[], text[], text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.invitation_offer(in_organisation uuid, in_city uuid, in_emails text[], in_roles text[], in_languages text[], in_links text[], in_mails text[], in_sealed text[]) RETURNS TABLE(place integer, status doc.invitation_status, id uuid)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    usual text;
    most CONSTANT int := CASE WHEN in_city IS NOT NULL OR organisation_may_publish(in_organisation) THEN 1000 ELSE 20 END;
BEGIN
    PERFORM FROM organisation AS o WHERE o.id = in_organisation FOR NO KEY UPDATE;
    PERFORM FROM city AS c WHERE c.id = in_city FOR NO KEY UPDATE;
    SELECT default_language INTO usual FROM city AS c
     WHERE c.id = coalesce(in_city, (SELECT o.city FROM organisation AS o WHERE o.id = in_organisation));
    UPDATE invitation AS i SET state = 'expired'
     WHERE (i.organisation = in_organisation OR i.city = in_city) AND i.state = 'pending' AND i.expires_at <= now();
    RETURN QUERY
    WITH wish AS (
        SELECT (w.n - 1)::int AS place, nullif(lower(w.email), '') AS email, w.role,
               coalesce(nullif(w.language, ''), usual) AS language, w.link::bytea AS link, w.mail::uuid AS mail,
               may_invite(in_organisation, in_city, w.role) AS may
          FROM unnest(in_emails, in_roles, in_languages, in_links, in_mails)
               WITH ORDINALITY AS w (email, role, language, link, mail, n)
    ), judged AS (
        SELECT w.*, (CASE
                   WHEN w.email IS NULL THEN 'invalid_email'
                   WHEN NOT w.may THEN 'not_allowed'
                   WHEN EXISTS (SELECT FROM identifier AS i JOIN membership AS m ON m.person = i.person
                                 WHERE i.email = w.email AND m.organisation = in_organisation)
                     OR EXISTS (SELECT FROM identifier AS i JOIN city_membership AS m ON m.person = i.person
                                 WHERE i.email = w.email AND m.city = in_city) THEN 'already_member'
                   WHEN row_number() OVER (PARTITION BY w.email, w.may ORDER BY w.place) > 1
                     OR EXISTS (SELECT FROM invitation AS i
                                 WHERE coalesce(i.organisation, i.city) = coalesce(in_organisation, in_city)
                                   AND i.email = w.email AND i.state = 'pending') THEN 'already_invited'
                   ELSE 'invited' END)::doc.invitation_status AS status
          FROM wish AS w
    ), made AS (
        INSERT INTO invitation (organisation, city, email, role, language, invited_by, link, mail)
        SELECT in_organisation, in_city, j.email, j.role, j.language, caller_person(), j.link, j.mail
          FROM judged AS j WHERE j.status = 'invited'
        RETURNING id, mail
    )
    SELECT j.place, j.status, made.id FROM judged AS j LEFT JOIN made ON made.mail = j.mail ORDER BY j.place;
    -- Whoever no city has looked at yet cannot make us write to many strangers, nor to some after others.
    IF (SELECT count(*) FROM invitation AS i
         WHERE (i.organisation = in_organisation OR i.city = in_city)
           AND (i.state = 'pending' OR i.state = 'revoked' AND i.created_at > now() - interval '1 day')) > most THEN
        PERFORM refuse('too_many_invitations');
    END IF;
    PERFORM invitation_mail(i, m.sealed::bytea)
       FROM unnest(in_mails, in_sealed) AS m (mail, sealed) JOIN invitation AS i ON i.mail = m.mail::uuid
      WHERE i.organisation = in_organisation OR i.city = in_city;
END $$;


--
-- Name: invitation_own(uuid, uuid, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.invitation_own(in_organisation uuid, in_city uuid, in_invitation uuid) RETURNS public.invitation
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    i invitation;
BEGIN
    IF NOT may_invite(in_organisation, in_city, 'viewer') THEN
        PERFORM refuse('not_allowed');
    END IF;
    SELECT * INTO i FROM invitation
     WHERE id = in_invitation AND (organisation = in_organisation OR city = in_city) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    ELSIF NOT may_invite(in_organisation, in_city, i.role) THEN
        PERFORM refuse('not_allowed');
    END IF;
    RETURN i;
END $$;


--
-- Name: invitation_place(public.invitation, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.invitation_place(i public.invitation, wanted text[]) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN (
    SELECT t.translations->choose_language(t.translations, wanted, t.usual)->>'name'
      FROM (SELECT o.translations, c.default_language AS usual FROM organisation AS o JOIN city AS c ON c.id = o.city
             WHERE o.id = i.organisation
             UNION ALL
            SELECT translations, default_language FROM city WHERE id = i.city) AS t);
END $$;


--
-- Name: invitation_resend(uuid, uuid, uuid, bytea, uuid, bytea, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.invitation_resend(in_organisation uuid, in_city uuid, in_invitation uuid, in_link bytea, in_mail uuid, in_sealed bytea, wanted text[]) RETURNS doc.invitation
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    i invitation := invitation_own(in_organisation, in_city, in_invitation);
BEGIN
    PERFORM next_state('invitation', invitation_state_now(i)::text, 'resend');
    IF i.resends >= 5 AND i.resent_at > now() - interval '1 day' THEN
        PERFORM refuse('too_many_resends');
    ELSIF i.state = 'expired' AND EXISTS (SELECT FROM invitation AS other
              WHERE coalesce(other.organisation, other.city) = coalesce(in_organisation, in_city)
                AND other.email = i.email AND other.state = 'pending') THEN
        PERFORM refuse('already_invited');
    END IF;
    UPDATE invitation
       SET state = 'pending', link = in_link, mail = in_mail, expires_at = now() + interval '30 days',
           resends = CASE WHEN resent_at > now() - interval '1 day' THEN resends + 1 ELSE 1 END, resent_at = now()
     WHERE id = i.id
    RETURNING * INTO i;
    PERFORM invitation_mail(i, in_sealed);
    RETURN invitation_document(i, wanted);
END $$;


--
-- Name: invitation_revoke(uuid, uuid, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.invitation_revoke(in_organisation uuid, in_city uuid, in_invitation uuid) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    i CONSTANT invitation := invitation_own(in_organisation, in_city, in_invitation);
BEGIN
    UPDATE invitation
       SET state = next_state('invitation', invitation_state_now(i)::text, 'revoke')::invitation_state,
           answered_at = now()
     WHERE id = i.id;
    RETURN i.id;
END $$;


--
-- Name: invitation_rows(uuid, uuid, text, uuid, bigint, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.invitation_rows(in_organisation uuid, in_city uuid, in_state text, in_after uuid, in_count bigint, wanted text[]) RETURNS SETOF doc.invitation
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF NOT may_invite(in_organisation, in_city, 'viewer') THEN
        PERFORM refuse('not_allowed');
    END IF;
    RETURN QUERY
    SELECT d.*
      FROM (SELECT * FROM invitation AS i
             WHERE (i.organisation = in_organisation OR i.city = in_city)
               AND (in_state IS NULL OR invitation_state_now(i)::text = in_state)
               AND (in_after IS NULL OR i.id < in_after)
             ORDER BY i.id DESC LIMIT in_count) AS i,
           LATERAL invitation_document(i, wanted) AS d
     ORDER BY d.id DESC;
END $$;


--
-- Name: invitation_state_now(public.invitation); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.invitation_state_now(i public.invitation) RETURNS public.invitation_state
    LANGUAGE sql STABLE
    AS $$
SELECT (CASE WHEN i.state = 'pending' AND i.expires_at <= now() THEN 'expired' ELSE i.state END)::invitation_state
$$;


--
-- Name: is_active(public.person); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.is_active(p public.person) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
SELECT p.closed_at IS NULL AND p.suspended_at IS NULL
$$;


--
-- Name: is_major(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.is_major(in_person uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN coalesce((SELECT make_timestamptz(birth_year + 19, 1, 1, 0, 0, 0, 'UTC') <= now()
                       FROM person WHERE id = in_person), true);
END $$;


--
-- Name: is_within(text, numeric, numeric); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.is_within(value text, low numeric, high numeric) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    AS $_$
BEGIN
    RETURN value ~ '^-?[0-9]{1,7}(\.[0-9]{1,4})?$'
           AND value::numeric >= coalesce(low, value::numeric) AND value::numeric <= coalesce(high, value::numeric);
END $_$;


--
-- Name: issuer_email(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.issuer_email(in_organisation uuid) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN (SELECT o.email FROM organisation AS o WHERE o.id = in_organisation);
END $$;


--
-- Name: issuer_facts(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.issuer_facts(in_organisation uuid) RETURNS TABLE(id uuid, name text, website text, about text, legal_name text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT o.id, coalesce(texts.own->>'name', o.legal_name), o.website, texts.own->>'description', o.legal_name
      FROM organisation AS o JOIN city AS c ON c.id = o.city,
           LATERAL (SELECT o.translations->choose_language(o.translations, '{}', c.default_language)
                    AS own) AS texts
     WHERE o.id = in_organisation
       AND (o.state IN ('verified', 'suspended', 'archived')
            OR EXISTS (SELECT FROM issuer_key AS k WHERE k.organisation = o.id));
END $$;


--
-- Name: issuer_key_add(text, uuid, json, bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.issuer_key_add(in_kid text, in_organisation uuid, in_jwk json, in_sealed bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
INSERT INTO issuer_key (kid, organisation, jwk, sealed)
VALUES (in_kid, in_organisation, in_jwk, in_sealed)
    ON CONFLICT (organisation) WHERE retired_at IS NULL DO NOTHING
$$;


--
-- Name: issuer_key_public(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.issuer_key_public(in_kid text) RETURNS TABLE(kid text, jwk text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT k.kid, k.jwk::text FROM issuer_key AS k
     WHERE k.organisation IS NULL AND k.kid = coalesce(in_kid, k.kid)
     ORDER BY k.created_at;
END $$;


--
-- Name: issuer_key_rotate(text, uuid, json, bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.issuer_key_rotate(in_kid text, in_organisation uuid, in_jwk json, in_sealed bytea) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE issuer_key SET retired_at = now()
     WHERE organisation IS NOT DISTINCT FROM in_organisation AND retired_at IS NULL;
    INSERT INTO issuer_key (kid, organisation, jwk, sealed)
    VALUES (in_kid, in_organisation, in_jwk, in_sealed);
END $$;


--
-- Name: issuer_key; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.issuer_key (
    kid text NOT NULL,
    organisation uuid,
    jwk json,
    sealed bytea NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT issuer_key_check CHECK (((organisation IS NULL) = (jwk IS NOT NULL)))
);


--
-- Name: issuer_key_signing(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.issuer_key_signing(in_organisation uuid) RETURNS SETOF public.issuer_key
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
SELECT * FROM issuer_key
 WHERE retired_at IS NULL AND (organisation = in_organisation OR organisation IS NULL)
$$;


--
-- Name: issuer_keys(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.issuer_keys(in_organisation uuid) RETURNS TABLE(organisation uuid, kid text, jwk text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT in_organisation, k.kid, k.jwk::text FROM issuer_key AS k
     WHERE (k.organisation = in_organisation OR k.organisation IS NULL)
       AND EXISTS (SELECT FROM issuer_key AS own WHERE own.organisation = in_organisation)
     ORDER BY k.organisation IS NULL, k.created_at;
END $$;


--
-- Name: issuer_page(uuid, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.issuer_page(in_organisation uuid, wanted text[]) RETURNS TABLE(organisation uuid, issuer text, language text, about text, legal_name text, website text, state text, counts boolean, badges json)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
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


--
-- Name: job_advance(uuid, uuid, bigint, public.job_state, text, jsonb, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.job_advance(in_job uuid, in_owner uuid, in_attempt bigint, in_state public.job_state, in_cursor text, in_counts jsonb DEFAULT '{}'::jsonb, in_problem text DEFAULT NULL::text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE job
       SET state = in_state, cursor = coalesce(in_cursor, cursor), problem = in_problem, in_vain = 0,
           counts = counts || (SELECT coalesce(jsonb_object_agg(key, coalesce((counts->>key)::bigint, 0) + value::text::bigint), '{}')
                                 FROM jsonb_each(in_counts)),
           lease_until = CASE in_state WHEN 'running' THEN now() + interval '60 seconds' END,
           owner = CASE in_state WHEN 'running' THEN owner END,
           done_at = CASE WHEN in_state IN ('done', 'failed') THEN now() END
     WHERE id = in_job AND owner = in_owner AND attempt = in_attempt AND state = 'running';
    RETURN FOUND;
END $$;


--
-- Name: job_cancel(uuid, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.job_cancel(in_job uuid, in_scope text) RETURNS SETOF public.job
    LANGUAGE plpgsql
    AS $$
DECLARE
    j job;
BEGIN
    SELECT * INTO j FROM job WHERE id = in_job AND scope = ANY (string_to_array(in_scope, ' ')) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    END IF;
    RETURN QUERY
    UPDATE job SET state = next_state('job', j.state::text, 'cancel')::job_state, done_at = now()
     WHERE id = in_job RETURNING *;
END $$;


--
-- Name: job_claim(uuid, text[], bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.job_claim(in_owner uuid, kinds text[], most bigint) RETURNS SETOF public.job
    LANGUAGE sql
    AS $$
WITH open AS MATERIALIZED (
    SELECT id, in_vain FROM job
     WHERE state IN ('queued', 'running') AND (state = 'queued' OR lease_until < now()) AND kind = ANY (kinds)
     ORDER BY in_vain, id LIMIT most FOR UPDATE SKIP LOCKED
), stuck AS (
    UPDATE job SET state = 'failed', problem = 'job_stuck', owner = NULL, lease_until = NULL, done_at = now()
     WHERE id IN (SELECT id FROM open WHERE in_vain >= 20)
)
UPDATE job SET state = 'running', attempt = attempt + 1, in_vain = in_vain + 1, owner = in_owner,
               lease_until = now() + interval '60 seconds', started_at = coalesce(started_at, now())
 WHERE id IN (SELECT id FROM open WHERE in_vain < 20)
RETURNING *
$$;


--
-- Name: job_document(public.job); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.job_document(j public.job) RETURNS doc.job
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN ROW(j.id, j.kind, j.state, j.subject, j.counts::json, j.problem, utc(j.created_at), utc(j.started_at),
               utc(j.done_at), address('/v1/jobs/' || j.id))::doc.job;
END $$;


--
-- Name: job_events(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.job_events() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM event_write(NEW.organisation,
                        coalesce(NEW.city, (SELECT city FROM organisation WHERE id = NEW.organisation)),
                        'job.ended', NEW.id, 1, '/v1/jobs/',
                        jsonb_build_object('kind', NEW.kind, 'state', NEW.state, 'subject', NEW.subject,
                                           'problem', NEW.problem), NULL);
    RETURN NULL;
END $$;


--
-- Name: job_held(uuid, uuid, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.job_held(in_job uuid, in_owner uuid, in_attempt bigint) RETURNS SETOF public.job
    LANGUAGE sql
    AS $$
SELECT * FROM job
 WHERE id = in_job AND owner = in_owner AND attempt = in_attempt AND state = 'running'
   FOR UPDATE
$$;


--
-- Name: job_is_own(uuid, uuid, public.organisation_role); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.job_is_own(in_organisation uuid, in_city uuid, in_needs public.organisation_role) RETURNS boolean
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN CASE WHEN in_city IS NOT NULL THEN allowed_city(in_city, 'city_admin')
                WHEN caller_organisation() IS NOT NULL THEN caller_organisation() = in_organisation
                ELSE coalesce(caller_role(in_organisation) >= in_needs, false) END;
END $$;


--
-- Name: key_promote(text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.key_promote(retired text[]) RETURNS SETOF text
    LANGUAGE sql
    AS $$
UPDATE signing_key SET state = 'active', active_at = now()
 WHERE state = 'next' AND algorithm = ANY (retired)
RETURNING kid
$$;


--
-- Name: languages_of(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.languages_of(translations jsonb) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN ARRAY(SELECT key FROM jsonb_object_keys(translations) AS key ORDER BY key);
END $$;


--
-- Name: last_administrator_stays(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.last_administrator_stays() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.role <> 'city_admin' THEN
        PERFORM administrator_remains(OLD.city, OLD.person);
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;


--
-- Name: last_owner_stays(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.last_owner_stays() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.role <> 'owner' THEN
        PERFORM owner_remains(OLD.organisation, OLD.person);
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;


--
-- Name: link_find(bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.link_find(in_link bytea) RETURNS TABLE(kind text, email text, name text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT l.kind::text, l.email, coalesce(p.name, wish.name)
      FROM mail_link AS l LEFT JOIN person AS p ON p.id = l.person
           LEFT JOIN sign_up AS wish ON wish.email = l.email AND l.kind = 'verify'
     WHERE l.hash = in_link AND l.used_at IS NULL AND l.expires_at > now();
END $$;


--
-- Name: mail_link; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.mail_link (
    hash bytea NOT NULL,
    kind public.link_kind NOT NULL,
    email text NOT NULL,
    person uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);


--
-- Name: link_use(bytea, public.link_kind); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.link_use(in_link bytea, in_kind public.link_kind) RETURNS public.mail_link
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    used mail_link;
BEGIN
    UPDATE mail_link SET used_at = now()
     WHERE hash = in_link AND kind = in_kind AND used_at IS NULL AND expires_at > now()
    RETURNING * INTO used;
    RETURN used;
END $$;


--
-- Name: mail_add(uuid, text, text, text, uuid, uuid, uuid, jsonb, bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.mail_add(in_id uuid, in_kind text, in_recipient text, in_language text, in_person uuid, in_organisation uuid, in_city uuid, in_data jsonb, in_sealed bytea) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO mail (id, kind, recipient, language, person, organisation, city, data, sealed, state)
    SELECT in_id, in_kind, in_recipient, coalesce(in_language, 'en'), in_person, in_organisation, in_city,
           in_data, in_sealed,
           CASE WHEN EXISTS (SELECT FROM mail_suppression WHERE email = lower(in_recipient))
                  OR (SELECT count(*) FROM mail WHERE recipient = in_recipient
                         AND created_at > now() - interval '1 hour') >= 20
                THEN 'suppressed' ELSE 'queued' END::mail_state;
    RETURN in_id;
END $$;


--
-- Name: mail; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.mail (
    id uuid NOT NULL,
    kind text NOT NULL,
    recipient text NOT NULL,
    language text NOT NULL,
    person uuid,
    organisation uuid,
    city uuid,
    data jsonb DEFAULT '{}'::jsonb NOT NULL,
    sealed bytea,
    state public.mail_state DEFAULT 'queued'::public.mail_state NOT NULL,
    attempt integer DEFAULT 0 NOT NULL,
    resends integer DEFAULT 0 NOT NULL,
    due_at timestamp with time zone DEFAULT now() NOT NULL,
    owner uuid,
    lease_until timestamp with time zone,
    reply_code integer,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    sent_at timestamp with time zone,
    resent_at timestamp with time zone,
    CONSTRAINT mail_kind_check CHECK ((kind ~ '^[a-z_]{1,40}$'::text))
);


--
-- Name: mail_document(public.mail); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.mail_document(m public.mail) RETURNS doc.mail
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN ROW(m.id, m.kind, m.recipient, m.state, m.attempt, m.reply_code, utc(m.created_at), utc(m.sent_at),
               address('/v1/mails/' || m.id))::doc.mail;
END $$;


--
-- Name: mail_link_counts(public.mail); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.mail_link_counts(m public.mail) RETURNS boolean
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN m.sealed IS NOT NULL
       AND (m.kind NOT IN ('verify', 'already', 'reset', 'address')
            OR EXISTS (SELECT FROM mail_link AS l
                        WHERE l.email = m.recipient AND l.created_at = m.created_at
                          AND l.used_at IS NULL AND l.expires_at > now()))
       AND (m.kind NOT IN ('invitation', 'city_invitation')
            OR EXISTS (SELECT FROM invitation AS i
                        WHERE i.mail = m.id AND i.state = 'pending' AND i.expires_at > now()));
END $$;


--
-- Name: mail_own(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.mail_own(in_mail uuid) RETURNS public.mail
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    m mail;
BEGIN
    SELECT * INTO m FROM mail WHERE id = in_mail
       AND (person = caller_person() OR organisation IS NOT NULL AND allowed(organisation)
            OR city IS NOT NULL AND allowed_city(city, 'city_admin'));
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    END IF;
    RETURN m;
END $$;


--
-- Name: mail_resend(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.mail_resend(in_mail uuid) RETURNS public.mail
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    m mail := mail_own(in_mail);
    next text;
BEGIN
    SELECT * INTO m FROM mail WHERE id = in_mail FOR UPDATE;
    next := next_state('mail', m.state::text, 'resend');
    IF m.kind IN ('verify', 'already', 'reset', 'address', 'invitation', 'city_invitation', 'guardian')
       AND NOT mail_link_counts(m) THEN
        PERFORM refuse('mail_link_expired');
    ELSIF m.resends >= 5 AND m.resent_at > now() - interval '1 day' THEN
        PERFORM refuse('too_many_resends');
    END IF;
    UPDATE mail
       SET state = next::mail_state, due_at = now(), attempt = 0, reply_code = NULL, sent_at = NULL,
           resends = CASE WHEN resent_at > now() - interval '1 day' THEN resends + 1 ELSE 1 END,
           resent_at = now()
     WHERE id = in_mail
    RETURNING * INTO m;
    PERFORM audit_note('mail_resent', 'mail', in_mail::text, m.person, m.organisation, m.city);
    RETURN m;
END $$;


--
-- Name: mail_tell(uuid, text, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.mail_tell(in_person uuid, in_kind text, in_data jsonb) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN (
    SELECT mail_add(uuid7(), in_kind, p.email, p.language, p.id, NULL, NULL,
                    in_data || jsonb_build_object('name', coalesce(p.name, ''),
                                                  'when', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'),
                                                  'network', coalesce(caller_network(), '')), NULL)
      FROM person AS p WHERE p.id = in_person);
END $$;


--
-- Name: may_consent_to_apps(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.may_consent_to_apps(in_person uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN coalesce(consent_state(in_person) IN ('adult', 'consented'), false);
END $$;


--
-- Name: may_give(uuid, public.organisation_role); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.may_give(in_organisation uuid, in_role public.organisation_role) RETURNS boolean
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    own CONSTANT organisation_role := caller_role(in_organisation);
BEGIN
    RETURN coalesce(own = 'owner' OR own = 'manager' AND in_role < 'manager', false);
END $$;


--
-- Name: may_invite(uuid, uuid, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.may_invite(in_organisation uuid, in_city uuid, in_role text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN CASE WHEN in_organisation IS NOT NULL THEN may_give(in_organisation, in_role::organisation_role)
                ELSE allowed_city(in_city, 'city_admin') END;
END $$;


--
-- Name: meetings_there(doc.session[], text, boolean); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.meetings_there(sessions doc.session[], zone text, past boolean) RETURNS text
    LANGUAGE sql STABLE
    AS $$
SELECT string_agg(to_char(begins AT TIME ZONE zone, 'YYYY MM DD ID HH24:MI ')
                  || to_char(ends AT TIME ZONE zone, 'YYYY MM DD ID HH24:MI'), ';' ORDER BY begins)
  FROM unnest(sessions) AS s,
       LATERAL (SELECT s."startsAt"::text::timestamptz AS begins, s."endsAt"::text::timestamptz AS ends) AS at
 WHERE past OR ends > now()
$$;


--
-- Name: member_change(uuid, uuid, public.organisation_role); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.member_change(in_organisation uuid, in_person uuid, in_role public.organisation_role) RETURNS doc.member
    LANGUAGE plpgsql
    AS $$
DECLARE
    m doc.member;
BEGIN
    PERFORM organisation_own(in_organisation);
    PERFORM FROM membership WHERE organisation = in_organisation AND person = in_person FOR UPDATE;
    SELECT * INTO m FROM member_rows(in_organisation, in_person, NULL, 1);
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    ELSIF NOT (may_give(in_organisation, m.role) AND may_give(in_organisation, in_role))
          AND NOT (in_person = caller_person() AND in_role <= m.role) THEN
        PERFORM refuse('not_allowed');
    END IF;
    UPDATE membership SET role = in_role
     WHERE organisation = in_organisation AND person = in_person AND role <> in_role;
    IF NOT FOUND AND m.role <> in_role THEN
        -- The second wall: the caller has lost the role meanwhile.
        PERFORM refuse('not_allowed');
    END IF;
    -- Who steps down may not see it any more.
    m.role := in_role;
    RETURN m;
END $$;


--
-- Name: member_remove(uuid, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.member_remove(in_organisation uuid, in_person uuid) RETURNS uuid
    LANGUAGE plpgsql
    AS $$
DECLARE
    had organisation_role;
BEGIN
    IF in_person IS DISTINCT FROM caller_person() THEN
        PERFORM organisation_own(in_organisation);
    END IF;
    SELECT role INTO had FROM membership WHERE organisation = in_organisation AND person = in_person;
    IF NOT FOUND THEN
        PERFORM refuse_foreign(in_person = caller_person()
                               AND EXISTS (SELECT FROM organisation WHERE id = in_organisation));
    ELSIF in_person <> caller_person() AND NOT may_give(in_organisation, had) THEN
        PERFORM refuse('not_allowed');
    END IF;
    DELETE FROM membership WHERE organisation = in_organisation AND person = in_person;
    IF NOT FOUND THEN
        PERFORM refuse('not_allowed');
    END IF;
    RETURN in_person;
END $$;


--
-- Name: member_rows(uuid, uuid, uuid, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.member_rows(in_organisation uuid, in_person uuid, in_after uuid, in_count bigint) RETURNS SETOF doc.member
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    whole CONSTANT boolean := coalesce(caller_role(in_organisation) >= 'manager', false);
BEGIN
    IF NOT allowed(in_organisation) THEN
        PERFORM refuse('not_allowed');
    END IF;
    RETURN QUERY
    SELECT ROW(p.id, p.name, CASE WHEN whole OR p.id = caller_person() THEN p.email END)::doc.person_stub,
           m.role, utc(m.created_at)
      FROM membership AS m JOIN person AS p ON p.id = m.person
     WHERE m.organisation = in_organisation AND (in_person IS NULL OR m.person = in_person)
       AND (in_after IS NULL OR m.person > in_after)
     ORDER BY m.person LIMIT in_count;
END $$;


--
-- Name: merge_patch(jsonb, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.merge_patch(target jsonb, patch jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    RETURN (
SELECT CASE
    WHEN jsonb_typeof(patch) <> 'object' THEN patch
    ELSE (SELECT coalesce(jsonb_object_agg(
                     coalesce(old.key, new.key),
                     CASE WHEN new.key IS NULL THEN old.value
                          WHEN jsonb_typeof(new.value) = 'object'
                          THEN merge_patch(coalesce(old.value, '{}'), new.value)
                          ELSE new.value END)
                     FILTER (WHERE new.value IS DISTINCT FROM 'null'), '{}')
            FROM jsonb_each(CASE jsonb_typeof(target) WHEN 'object' THEN target ELSE '{}' END) AS old
            FULL JOIN jsonb_each(patch) AS new ON new.key = old.key)
END);
END $$;


--
-- Name: metres(double precision, double precision, double precision, double precision); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.metres(lat1 double precision, lon1 double precision, lat2 double precision, lon2 double precision) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
SELECT 2 * 6371000 * asin(sqrt(sin(radians(lat2 - lat1) / 2) ^ 2
       + cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ^ 2))
$$;


--
-- Name: needs_guardian(integer, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.needs_guardian(in_birth_year integer, in_city uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN coalesce(of_age_at(in_birth_year, in_city) > now(), false);
END $$;


--
-- Name: next_state(text, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.next_state(in_noun text, in_state text, in_action text) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    found_state text;
BEGIN
    SELECT next_state INTO found_state FROM transition
     WHERE noun = in_noun AND state = in_state AND action = in_action;
    IF NOT FOUND THEN
        PERFORM refuse('wrong_state', (
            SELECT '"state":' || to_json(in_state) || ',"allowed":' ||
                   coalesce(json_agg(action ORDER BY action), '[]')
              FROM transition WHERE noun = in_noun AND state = in_state));
    END IF;
    RETURN found_state;
END $$;


--
-- Name: of_age_at(integer, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.of_age_at(in_birth_year integer, in_city uuid) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    home city;
BEGIN
    SELECT * INTO home FROM city WHERE id = in_city;
    RETURN make_timestamptz(in_birth_year + coalesce(home.consent_age, 16) + 1, 1, 1, 0, 0, 0,
                            coalesce(home.time_zone, 'UTC'));
END $$;


--
-- Name: award_offer; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.award_offer (
    id uuid NOT NULL,
    award uuid NOT NULL,
    person uuid NOT NULL,
    code bytea NOT NULL,
    sealed bytea,
    pin bytea,
    tries integer DEFAULT 0 NOT NULL,
    token bytea,
    handed integer DEFAULT 0 NOT NULL,
    expires_at timestamp with time zone DEFAULT (now() + '00:10:00'::interval) NOT NULL
);


--
-- Name: offered_award(public.award_offer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.offered_award(o public.award_offer) RETURNS uuid
    LANGUAGE sql STABLE
    AS $$
SELECT a.id FROM award AS a JOIN person AS p ON p.id = o.person
 WHERE a.id = o.award AND a.person = o.person AND is_active(p) AND award_status_now(a) = 'valid'
$$;


--
-- Name: plain(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.plain(words text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN lower(public.unaccent('public.unaccent'::regdictionary, words));
END $$;


--
-- Name: organisation; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.organisation (
    id uuid DEFAULT public.uuid7() NOT NULL,
    city uuid NOT NULL,
    slug text NOT NULL,
    legal_name text NOT NULL,
    registration_number text NOT NULL,
    country text NOT NULL,
    website text,
    email text,
    translations jsonb NOT NULL,
    state public.organisation_state DEFAULT 'draft'::public.organisation_state NOT NULL,
    state_reason text,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    search_text text GENERATED ALWAYS AS (((public.plain(legal_name) || '
'::text) || public.words_of(translations))) STORED NOT NULL,
    CONSTRAINT organisation_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
    CONSTRAINT organisation_slug_check CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{1,59}$'::text))
);


--
-- Name: organisation_archive(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.organisation_archive(in_organisation uuid) RETURNS SETOF public.organisation
    LANGUAGE plpgsql
    AS $$
DECLARE
    o organisation;
BEGIN
    SELECT * INTO o FROM organisation WHERE id = organisation_own(in_organisation) FOR UPDATE;
    o.state := next_state('organisation', o.state::text, 'archive');
    RETURN QUERY
    UPDATE organisation SET state = o.state, version = version + 1, updated_at = now()
     WHERE id = in_organisation
    RETURNING *;
END $$;


--
-- Name: organisation_changed(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.organisation_changed(in_organisation uuid) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN (SELECT max(updated_at) FROM activity WHERE organisation = in_organisation AND state <> 'draft');
END $$;


--
-- Name: organisation_decide(uuid, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.organisation_decide(in_organisation uuid, in_action text, in_reason text) RETURNS SETOF public.organisation
    LANGUAGE plpgsql
    AS $$
DECLARE
    o organisation;
BEGIN
    SELECT * INTO o FROM organisation WHERE id = in_organisation;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    ELSIF NOT allowed_city(o.city, 'city_admin') THEN
        PERFORM refuse('not_allowed');
    END IF;
    SELECT * INTO o FROM organisation WHERE id = in_organisation FOR UPDATE;
    o.state := next_state('organisation', o.state::text, in_action);
    UPDATE organisation_verification
       SET accepted = in_action = 'verify', reason = in_reason, decided_by = caller_person(),
           decided_at = now()
     WHERE organisation = in_organisation AND accepted IS NULL;
    RETURN QUERY
    UPDATE organisation
       SET state = o.state, version = version + 1, updated_at = now(),
           state_reason = CASE WHEN o.state IN ('rejected', 'suspended') THEN in_reason END
     WHERE id = in_organisation
    RETURNING *;
END $$;


--
-- Name: organisation_document(public.organisation, text[], boolean); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.organisation_document(o public.organisation, wanted text[], whole boolean) RETURNS doc.organisation
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN (
    SELECT ROW(o.id, o.slug, c.slug, texts.own->>'name', texts.own->>'description', texts.tag,
               languages_of(o.translations), CASE WHEN whole THEN o.translations END,
               o.legal_name, o.registration_number, o.country, o.website, o.email, o.state,
               CASE WHEN o.state_reason IS NOT NULL
                     AND (allowed(o.id) OR allowed_city(o.city, 'city_viewer'))
                    THEN o.state_reason END, address('/v1/organisations/' || o.id), utc(o.created_at),
               utc(o.updated_at))::doc.organisation
      FROM city AS c,
           LATERAL (SELECT tag, o.translations->tag AS own
                      FROM choose_language(o.translations, wanted, c.default_language) AS tag) AS texts
     WHERE c.id = o.city);
END $$;


--
-- Name: organisation_events(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.organisation_events() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM event_add(NEW.id, 'organisation.' || CASE WHEN NEW.state <> OLD.state THEN NEW.state::text ELSE 'updated' END,
                      NEW.id, NEW.version, '/v1/organisations/', jsonb_build_object('state', NEW.state));
    RETURN NULL;
END $$;


--
-- Name: organisation_is_locked(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.organisation_is_locked() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF (OLD.legal_name, OLD.registration_number, OLD.country)
       IS DISTINCT FROM (NEW.legal_name, NEW.registration_number, NEW.country)
       AND OLD.state NOT IN ('draft', 'rejected') THEN
        PERFORM refuse('locked_field');
    END IF;
    RETURN NEW;
END $$;


--
-- Name: organisation_may_publish(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.organisation_may_publish(in_organisation uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN (
    SELECT EXISTS (SELECT FROM organisation AS o JOIN city AS c ON c.id = o.city
                    WHERE o.id = in_organisation
                      AND (o.state = 'verified'
                           OR c.approval = 'open' AND o.state IN ('draft', 'pending'))));
END $$;


--
-- Name: organisation_own(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.organisation_own(in_organisation uuid) RETURNS uuid
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    IF NOT allowed(in_organisation)
       OR NOT EXISTS (SELECT FROM organisation WHERE id = in_organisation) THEN
        PERFORM refuse_foreign(EXISTS (SELECT FROM organisation WHERE id = in_organisation));
    END IF;
    RETURN in_organisation;
END $$;


--
-- Name: organisation_patch(uuid, jsonb, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.organisation_patch(in_organisation uuid, patch jsonb, in_version bigint) RETURNS SETOF public.organisation
    LANGUAGE plpgsql
    AS $$
DECLARE
    o organisation;
    home city;
BEGIN
    SELECT * INTO o FROM organisation WHERE id = organisation_own(in_organisation) FOR UPDATE;
    IF o.version <> in_version AND in_version <> 0 THEN
        PERFORM refuse('precondition_failed');
    END IF;
    SELECT * INTO home FROM city WHERE id = o.city;
    o.translations := patch_translations(o.translations, patch, ARRAY['name', 'description'],
                                         home.default_language);
    o.slug := coalesce(patch->>'slug', o.slug);
    o.legal_name := coalesce(patch->>'legalName', o.legal_name);
    o.registration_number := coalesce(patch->>'registrationNumber', o.registration_number);
    o.country := coalesce(patch->>'country', o.country);
    o.website := CASE WHEN patch ? 'website' THEN patch->>'website' ELSE o.website END;
    o.email := CASE WHEN patch ? 'email' THEN patch->>'email' ELSE o.email END;
    PERFORM organisation_texts_fit(o, home);
    RETURN QUERY
    UPDATE organisation
       SET translations = o.translations, slug = o.slug, legal_name = o.legal_name,
           registration_number = o.registration_number, country = o.country, website = o.website,
           email = o.email, version = version + 1, updated_at = now()
     WHERE id = in_organisation
    RETURNING *;
END $$;


--
-- Name: organisation_register(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.organisation_register(input jsonb) RETURNS public.organisation
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    made organisation;
    home city;
BEGIN
    IF caller_person() IS NULL THEN
        PERFORM refuse('not_allowed');
    END IF;
    SELECT * INTO home FROM city WHERE slug = input->>'city' AND state = 'active';
    IF NOT FOUND THEN
        PERFORM refuse('unknown_city');
    END IF;
    -- A registration takes a number and a slug from everybody else until the city has judged it.
    PERFORM FROM person WHERE id = caller_person() FOR UPDATE;
    IF (SELECT count(*) FROM membership AS m JOIN organisation AS o ON o.id = m.organisation
         WHERE m.person = caller_person() AND m.role = 'owner'
           AND o.state IN ('draft', 'pending', 'rejected')) >= 20 THEN
        PERFORM refuse('too_many_organisations');
    END IF;
    INSERT INTO organisation (city, slug, legal_name, registration_number, country, website, email,
                              translations)
    VALUES (home.id, input->>'slug', input->>'legalName', input->>'registrationNumber',
            coalesce(input->>'country', home.country), input->>'website', input->>'email',
            read_translations(input, ARRAY['name', 'description'], home.default_language))
    RETURNING * INTO made;
    PERFORM organisation_texts_fit(made, home);
    INSERT INTO membership (organisation, person, role) VALUES (made.id, caller_person(), 'owner');
    RETURN made;
END $$;


--
-- Name: organisation_stub(public.organisation, text[], text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.organisation_stub(o public.organisation, wanted text[], usual text) RETURNS doc.organisation_stub
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN ROW(o.id, o.slug,
               o.translations->choose_language(o.translations, wanted, usual)->>'name',
               address('/v1/organisations/' || o.id))::doc.organisation_stub;
END $$;


--
-- Name: organisation_submit(uuid, text, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.organisation_submit(in_organisation uuid, in_comment text, in_documents text[]) RETURNS SETOF public.organisation
    LANGUAGE plpgsql
    AS $$
DECLARE
    o organisation;
BEGIN
    SELECT * INTO o FROM organisation WHERE id = organisation_own(in_organisation) FOR UPDATE;
    o.state := next_state('organisation', o.state::text, 'submit');
    INSERT INTO organisation_verification (organisation, comment, documents, requested_by)
    VALUES (in_organisation, in_comment, in_documents, caller_person());
    RETURN QUERY
    UPDATE organisation
       SET state = o.state, state_reason = NULL, version = version + 1, updated_at = now()
     WHERE id = in_organisation
    RETURNING *;
END $$;


--
-- Name: organisation_texts_fit(public.organisation, public.city); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.organisation_texts_fit(o public.organisation, home public.city) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT languages_of(o.translations) <@ home.languages THEN
        PERFORM refuse('unknown_language');
    END IF;
    IF NOT EXISTS (SELECT FROM jsonb_each(o.translations) WHERE value ? 'name') THEN
        PERFORM refuse('bad_input', 'Give it a "name" in at least one language.');
    END IF;
END $$;


--
-- Name: owner_remains(uuid, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.owner_remains(in_organisation uuid, in_but uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM FROM organisation WHERE id = in_organisation FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM organisation WHERE id = in_organisation AND state <> 'archived')
       AND NOT EXISTS (SELECT FROM membership AS m JOIN person AS p ON p.id = m.person
                        WHERE m.organisation = in_organisation AND m.role = 'owner'
                          AND m.person <> in_but AND is_active(p)) THEN
        PERFORM refuse('last_owner');
    END IF;
END $$;


--
-- Name: password_reset(bytea, text, bytea, bytea, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.password_reset(in_link bytea, in_phc text, in_account bytea, in_hash bytea, in_agent text) RETURNS TABLE(person uuid)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    link CONSTANT mail_link := link_use(in_link, 'reset');
    was_closed boolean;
BEGIN
    IF link.person IS NULL THEN
        RETURN;
    END IF;
    SELECT closed_at IS NOT NULL INTO was_closed FROM person WHERE id = link.person FOR UPDATE;
    UPDATE person SET closed_at = NULL WHERE id = link.person AND was_closed;
    INSERT INTO credential AS c (person, phc) VALUES (link.person, in_phc)
        ON CONFLICT (person) DO UPDATE SET phc = excluded.phc, changed_at = now();
    UPDATE mail_link SET used_at = now() WHERE person = link.person AND used_at IS NULL;
    DELETE FROM sign_in_failure WHERE account = in_account;
    DELETE FROM known_device AS d WHERE d.person = link.person;
    PERFORM federation_unlink(link.person),
            families_end(ARRAY(SELECT id FROM token_family AS f WHERE f.person = link.person AND revoked_at IS NULL),
                         'signed_out'),
            session_end(link.person, NULL, NULL), session_begin(link.person, in_hash, in_agent),
            audit_note(CASE WHEN was_closed THEN 'account_opened' ELSE 'password_reset' END, 'security',
                       link.person::text, link.person);
    PERFORM mail_tell(link.person, 'password_changed', '{}');
    RETURN QUERY SELECT link.person;
END $$;


--
-- Name: patch_translations(jsonb, jsonb, text[], text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.patch_translations(old jsonb, patch jsonb, fields text[], usual text) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    RETURN (
SELECT coalesce(jsonb_object_agg(key, value) FILTER (WHERE value <> '{}'), '{}')
  FROM (SELECT coalesce(jsonb_object_agg(key, value), '{}') AS texts
          FROM jsonb_each(patch) WHERE key = ANY (fields)) AS top,
       jsonb_each(merge_patch(
           merge_patch(old, coalesce(patch->'translations', '{}')),
           jsonb_build_object(coalesce(patch->>'language', usual), top.texts))));
END $$;


--
-- Name: person_begins(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.person_begins(in_person uuid) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM audit_note('account_made', 'security', in_person::text, in_person);
END $$;


--
-- Name: person_close(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.person_close(in_person uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE person SET closed_at = now() WHERE id = in_person AND closed_at IS NULL;
    PERFORM session_end(in_person, NULL, NULL);
    INSERT INTO revocation (subject) VALUES (in_person::text);
    PERFORM audit_note('account_closed', 'security', in_person::text, in_person);
END $$;


--
-- Name: person_document(public.person); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.person_document(p public.person) RETURNS doc.me
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN (
    SELECT ROW(p.id, p.email, p.name, p.language,
               (SELECT coalesce(array_agg(ROW(organisation_stub(o, ARRAY[p.language], c.default_language),
                                              m.role)::doc.organisation_role ORDER BY o.slug), '{}')
                  FROM membership AS m JOIN organisation AS o ON o.id = m.organisation
                  JOIN city AS c ON c.id = o.city WHERE m.person = p.id),
               (SELECT coalesce(array_agg(ROW(c.slug, m.role)::doc.city_role ORDER BY c.slug), '{}')
                  FROM city_membership AS m JOIN city AS c ON c.id = m.city
                 WHERE m.person = p.id), consent_state(p.id))::doc.me);
END $$;


--
-- Name: person_enter(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.person_enter(in_email text) RETURNS uuid
    LANGUAGE plpgsql
    AS $$
DECLARE
    found uuid;
BEGIN
    SELECT person INTO found FROM identifier WHERE email = lower(in_email);
    IF found IS NULL THEN
        INSERT INTO person (email) VALUES (lower(in_email))
            ON CONFLICT (email) DO UPDATE SET email = excluded.email
        RETURNING id INTO found;
    END IF;
    RETURN found;
END $$;


--
-- Name: person_has_its_address(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.person_has_its_address() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO identifier (email, person) VALUES (NEW.email, NEW.id) ON CONFLICT (email) DO NOTHING;
    RETURN NULL;
END $$;


--
-- Name: person_leaves_their_hosts(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.person_leaves_their_hosts() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    DELETE FROM badge_host_account WHERE person = NEW.id;
    DELETE FROM badge_host_deleted WHERE person = NEW.id;
    RETURN NULL;
END $$;


--
-- Name: person_reinstate(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.person_reinstate(in_email text) RETURNS SETOF uuid
    LANGUAGE plpgsql
    AS $$
DECLARE
    who uuid := (SELECT person FROM identifier WHERE email = lower(in_email));
BEGIN
    UPDATE person SET suspended_at = NULL WHERE id = who AND suspended_at IS NOT NULL;
    IF FOUND THEN
        PERFORM audit_note('account_reinstated', 'security', who::text, who);
    END IF;
    RETURN QUERY SELECT who WHERE who IS NOT NULL;
END $$;


--
-- Name: person_suspend(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.person_suspend(in_email text) RETURNS SETOF uuid
    LANGUAGE plpgsql
    AS $$
DECLARE
    who uuid := (SELECT person FROM identifier WHERE email = lower(in_email));
BEGIN
    UPDATE person SET suspended_at = now() WHERE id = who AND suspended_at IS NULL;
    IF FOUND THEN
        PERFORM session_end(who, NULL, NULL);
        INSERT INTO revocation (subject) VALUES (who::text);
        PERFORM audit_note('account_suspended', 'security', who::text, who);
    END IF;
    RETURN QUERY SELECT who WHERE who IS NOT NULL;
END $$;


--
-- Name: person_takes_their_badges(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.person_takes_their_badges() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    DELETE FROM held_import WHERE person = NEW.id;
    DELETE FROM held_credential WHERE person = NEW.id;
    RETURN NULL;
END $$;


--
-- Name: person_takes_their_tokens(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.person_takes_their_tokens() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM families_end(ARRAY(SELECT id FROM token_family
                                WHERE person = NEW.id AND revoked_at IS NULL), 'closed');
    RETURN NULL;
END $$;


--
-- Name: portfolio_document(uuid, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.portfolio_document(in_person uuid, wanted text[]) RETURNS doc.portfolio
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN (
    SELECT ROW((SELECT coalesce(array_agg(award_document(a, wanted) ORDER BY a.issued_at DESC, a.id), '{}')
                  FROM (SELECT * FROM award WHERE person = in_person
                         ORDER BY issued_at DESC, id LIMIT 500) AS a),
               skill_stubs(ARRAY(SELECT k.skill FROM award AS a JOIN badge AS b ON (b.id, b.edition) = (a.badge, a.edition)
                                   JOIN badge_skill AS k ON k.badge = b.id
                                  WHERE a.person = in_person AND award_status_now(a) = 'valid'
                                 UNION
                                 SELECT unnest(e.skills) FROM award AS a
                                   JOIN badge_edition AS e ON (e.badge, e.number) = (a.badge, a.edition)
                                  WHERE a.person = in_person AND award_status_now(a) = 'valid'), wanted),
               address('/v1/me/portfolio'))::doc.portfolio);
END $$;


--
-- Name: provider_list(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.provider_list() RETURNS TABLE(id uuid, name text, origin text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT p.id, p.name, substring(p.authorize_url FROM '^https?://[^/?#]+')
      FROM identity_provider AS p JOIN city AS c ON c.id = p.city
     WHERE p.state = 'approved' AND p.authorize_url IS NOT NULL AND c.state = 'active'
     ORDER BY p.name;
END $$;


--
-- Name: read_translations(jsonb, text[], text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.read_translations(input jsonb, fields text[], usual text) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    RETURN (
    SELECT CASE WHEN top.texts = '{}' THEN given.texts
                ELSE given.texts || jsonb_build_object(
                    coalesce(input->>'language', usual),
                    coalesce(given.texts->coalesce(input->>'language', usual), '{}') || top.texts)
           END
      FROM (SELECT coalesce(jsonb_object_agg(key, value) FILTER (WHERE value <> 'null'), '{}') AS texts
              FROM jsonb_each(input) WHERE key = ANY (fields)) AS top,
           (SELECT coalesce(jsonb_object_agg(key, jsonb_strip_nulls(value))
                            FILTER (WHERE jsonb_strip_nulls(value) NOT IN ('null', '{}')), '{}') AS texts
              FROM jsonb_each(CASE jsonb_typeof(input->'translations') WHEN 'object'
                              THEN input->'translations' ELSE '{}' END)) AS given);
END $$;


--
-- Name: redirect_uri_fits(text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.redirect_uri_fits(uri text, in_kind text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $_$
SELECT octet_length(uri) <= 2048
   AND uri ~ '^[]!$&''()+,./0-9:;=?@A-Z[_a-z~%-]+$'
   AND uri !~ '%(?![0-9A-Fa-f]{2})'
   AND uri !~* '(/|%2f)(\.|%2e){1,2}(/|%2f|\?|$)'
   AND (uri ~* '^https://([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?(:[1-9][0-9]{0,4})?([/?]|$)'
        OR uri ~ '^http://(127\.0\.0\.1|\[::1\]|localhost)(:[1-9][0-9]{0,4})?(/|$)'
        OR in_kind = 'public' AND uri ~ '^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:/'
           AND uri !~ '^[^/]*:/+[^/?]*@')
$_$;


--
-- Name: refresh_find(bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refresh_find(in_hash bytea) RETURNS TABLE(family uuid, client uuid, person uuid, scopes text[], created_at timestamp with time zone, expires_at timestamp with time zone)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT f.id, f.client, f.person, f.scopes, t.created_at,
           least(f.expires_at, f.last_used_at + interval '14 days')
      FROM refresh_token AS t JOIN token_family AS f ON f.id = t.family
     WHERE t.hash = in_hash AND t.used_at IS NULL AND t.revoked_at IS NULL
       AND f.revoked_at IS NULL AND f.expires_at > now()
       AND f.last_used_at > now() - interval '14 days';
END $$;


--
-- Name: refresh_use(bytea, uuid, bytea, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refresh_use(in_hash bytea, in_client uuid, in_next bytea, in_scopes text[]) RETURNS public.token_grant
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    it    refresh_token;
    whole token_family;
BEGIN
    SELECT f.* INTO whole FROM token_family AS f
     WHERE f.client = in_client AND f.id = (SELECT family FROM refresh_token WHERE hash = in_hash)
       FOR UPDATE;
    IF NOT FOUND THEN
        RETURN token_refused('unknown');
    ELSIF whole.revoked_at IS NOT NULL THEN
        RETURN token_refused('ended');
    ELSIF whole.expires_at <= now() OR whole.last_used_at <= now() - interval '14 days' THEN
        RETURN token_refused('expired');
    END IF;
    SELECT * INTO it FROM refresh_token WHERE hash = in_hash;
    IF it.revoked_at IS NOT NULL OR it.used_at IS NOT NULL AND (
           it.used_at < now() - interval '10 seconds'
           OR NOT EXISTS (SELECT FROM refresh_token
                           WHERE parent = in_hash AND used_at IS NULL AND revoked_at IS NULL)) THEN
        PERFORM family_was_robbed(whole);
        RETURN token_refused('reused');
    ELSIF NOT whole.scopes @> coalesce(in_scopes, '{}') THEN
        RETURN token_refused('other_scope');
    END IF;
    UPDATE refresh_token SET revoked_at = now() WHERE parent = in_hash AND revoked_at IS NULL;
    UPDATE refresh_token SET used_at = coalesce(used_at, now()) WHERE hash = in_hash;
    INSERT INTO refresh_token (hash, family, parent) VALUES (in_next, whole.id, in_hash);
    UPDATE token_family SET last_used_at = now() WHERE id = whole.id;
    whole.scopes := ARRAY(SELECT scope FROM unnest(whole.scopes) AS scope
                           WHERE scope = ANY (coalesce(in_scopes, whole.scopes)));
    RETURN token_granted(whole, NULL);
END $$;


--
-- Name: refuse(text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refuse(rule text, more text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE check_violation USING CONSTRAINT = rule, MESSAGE = rule, DETAIL = coalesce(more, '');
END $$;


--
-- Name: refuse_foreign(boolean); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refuse_foreign(is_seen boolean) RETURNS void
    LANGUAGE sql
    AS $$
SELECT refuse(CASE WHEN is_seen THEN 'not_allowed' ELSE 'not_found' END)
$$;


--
-- Name: related_to_class(text, uuid, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.related_to_class(more text, in_badge uuid, in_edition integer) RETURNS text
    LANGUAGE sql STABLE
    AS $$
SELECT jsonb_set(more::jsonb, '{related}', coalesce(more::jsonb->'related', '[]') || jsonb_build_object(
           'id', address(replace(badge_path(in_badge, in_edition), '/ob/', '/ob2/')),
           'type', jsonb_build_array('Related', 'https://w3id.org/openbadges#BadgeClass'),
           'version', 'Open Badges v2p0'))::text
$$;


--
-- Name: reset_offer(text, bytea, uuid, bytea, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.reset_offer(in_email text, in_link bytea, in_mail uuid, in_sealed bytea, in_language text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    who person;
BEGIN
    SELECT p.* INTO who FROM identifier AS i JOIN person AS p ON p.id = i.person
     WHERE i.email = in_email AND p.suspended_at IS NULL;
    INSERT INTO mail_link (hash, kind, email, person, expires_at)
    VALUES (in_link, 'reset', in_email, who.id, now() + interval '1 hour');
    IF who.id IS NULL THEN
        RETURN;
    END IF;
    PERFORM mail_add(in_mail, 'reset', in_email, coalesce(who.language, in_language), who.id, NULL, NULL,
                     jsonb_build_object('name', coalesce(who.name, '')), in_sealed);
END $$;


--
-- Name: result_flaw(jsonb, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.result_flaw(described jsonb, result jsonb) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $$
DECLARE
    wanted CONSTANT text := CASE described->>'resultType' WHEN 'Status' THEN 'status'
                            WHEN 'RubricCriterionLevel' THEN 'achievedLevel' ELSE 'value' END;
    ladder CONSTANT text[] := CASE wanted
        WHEN 'achievedLevel' THEN ARRAY(SELECT l.one->>'id' FROM jsonb_array_elements(described->'levels')
                                               WITH ORDINALITY AS l (one, place) ORDER BY l.place)
        ELSE ARRAY(SELECT jsonb_array_elements_text(described->'allowedValues')) END;
    required CONSTANT text := coalesce(described->>'requiredLevel', described->>'requiredValue');
    other text := (SELECT min(key) FROM jsonb_object_keys(result) AS key WHERE key NOT IN ('resultDescription', wanted));
BEGIN
    IF other IS NOT NULL THEN
        RETURN other;
    ELSIF NOT result ? wanted OR cardinality(ladder) > 0 AND NOT result->>wanted = ANY (ladder)
          OR array_position(ladder, result->>wanted) < array_position(ladder, required) THEN
        RETURN wanted;
    ELSIF wanted = 'value' AND cardinality(ladder) = 0
          AND (described ? 'valueMin' OR described ? 'valueMax' OR described ? 'requiredValue')
          AND NOT is_within(result->>'value', greatest((described->>'valueMin')::numeric,
                                CASE WHEN is_within(required, NULL, NULL) THEN required::numeric END),
                            (described->>'valueMax')::numeric) THEN
        RETURN wanted;
    END IF;
    RETURN NULL;
END $$;


--
-- Name: results_described(jsonb, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.results_described(results jsonb, badge text) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    RETURN (
    SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
               'id', home.address, 'type', jsonb_build_array('ResultDescription'), 'name', r.one->'name',
               'resultType', r.one->'resultType', 'allowedValue', nullif(r.one->'allowedValues', '[]'),
               'requiredLevel', home.address || '/' || (r.one->>'requiredLevel'),
               'requiredValue', r.one->'requiredValue',
               'valueMin', trim_scale((r.one->>'valueMin')::numeric)::text,
               'valueMax', trim_scale((r.one->>'valueMax')::numeric)::text,
               'alignment', alignments_written(r.one->'alignments'),
               'rubricCriterionLevel', (
                   SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                              'id', home.address || '/' || (l.one->>'id'),
                              'type', jsonb_build_array('RubricCriterionLevel'), 'name', l.one->'name',
                              'description', l.one->'description', 'level', l.one->'level', 'points', l.one->'points',
                              'alignment', alignments_written(l.one->'alignments'))) ORDER BY l.place)
                     FROM jsonb_array_elements(r.one->'levels') WITH ORDINALITY AS l (one, place)))) ORDER BY r.place)
      FROM jsonb_array_elements(results) WITH ORDINALITY AS r (one, place),
           LATERAL (SELECT badge || '#results/' || (r.one->>'id') AS address) AS home);
END $$;


--
-- Name: results_kept(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.results_kept(results jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    RETURN (
    SELECT jsonb_agg('{"allowedValues": [], "alignments": []}' || r.one || jsonb_build_object('levels', (
               SELECT coalesce(jsonb_agg('{"alignments": []}' || l.one ORDER BY l.place), '[]')
                 FROM jsonb_array_elements(r.one->'levels') WITH ORDINALITY AS l (one, place))) ORDER BY r.place)
      FROM jsonb_array_elements(nullif(results, 'null')) WITH ORDINALITY AS r (one, place));
END $$;


--
-- Name: revocations(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.revocations(in_organisation uuid) RETURNS TABLE(award uuid, reason text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT a.id, CASE WHEN count(*) OVER () <= 5000 THEN a.revocation_reason END
      FROM award AS a WHERE a.organisation = in_organisation AND a.revoked_at IS NOT NULL AND a.superseded_by IS NULL
     ORDER BY a.id;
END $$;


--
-- Name: secret_expires_soon(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.secret_expires_soon() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    it   service_client;
    left_days int := ceil(extract(epoch FROM NEW.expires_at - now()) / 86400);
BEGIN
    UPDATE service_client SET warnings = warnings + 1 WHERE id = NEW.client RETURNING * INTO it;
    PERFORM event_add(it.organisation, 'credential.expiring', it.id, it.warnings,
        '/v1/organisations/' || it.organisation || '/clients/',
        jsonb_build_object('secret', NEW.id, 'name', it.name, 'expiresAt', utc(NEW.expires_at),
                           'days', left_days));
    PERFORM mail_add(uuid7(), 'client_expiring', p.email, p.language, p.id, it.organisation, NULL,
                     jsonb_build_object('client', it.name, 'organisation', o.legal_name,
                                        'days', left_days, 'when', utc(NEW.expires_at)), NULL)
       FROM membership AS m JOIN person AS p ON p.id = m.person
       JOIN organisation AS o ON o.id = m.organisation
      WHERE m.organisation = it.organisation AND m.role = 'owner' AND is_active(p);
    RETURN NULL;
END $$;


--
-- Name: secret_has_room(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.secret_has_room() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM FROM service_client WHERE id = NEW.client FOR UPDATE;
    IF (SELECT count(*) FROM client_secret
         WHERE client = NEW.client AND (expires_at IS NULL OR expires_at > now())) >= 2 THEN
        PERFORM refuse('too_many_secrets');
    END IF;
    RETURN NEW;
END $$;


--
-- Name: session_begin(uuid, bytea, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.session_begin(in_person uuid, in_hash bytea, in_agent text) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    made uuid;
BEGIN
    INSERT INTO browser_session (hash, person, network, agent)
    SELECT in_hash, p.id, coalesce(caller_network(), ''), left(in_agent, 200)
      FROM person AS p WHERE p.id = in_person AND is_active(p)
    RETURNING id INTO made;
    IF made IS NULL THEN
        PERFORM refuse('not_allowed');
    END IF;
    RETURN made;
END $$;


--
-- Name: session_end(uuid, uuid, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.session_end(in_person uuid, in_only uuid, in_but uuid) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    ended int;
BEGIN
    UPDATE browser_session SET ended_at = now()
     WHERE person = in_person AND ended_at IS NULL AND (in_only IS NULL OR id = in_only)
       AND id IS DISTINCT FROM in_but;
    GET DIAGNOSTICS ended = ROW_COUNT;
    RETURN ended;
END $$;


--
-- Name: session_find(bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.session_find(in_hash bytea) RETURNS TABLE(id uuid, person uuid, name text, email text, language text, auth_at bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT s.id, s.person, p.name, p.email, p.language, extract(epoch FROM s.auth_at)::bigint
      FROM browser_session AS s JOIN person AS p ON p.id = s.person
     WHERE s.hash = in_hash AND s.ended_at IS NULL AND s.expires_at > now() AND is_active(p);
END $$;


--
-- Name: session_takes_its_tokens(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.session_takes_its_tokens() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM families_end(ARRAY(SELECT id FROM token_family
                                WHERE session = NEW.id AND revoked_at IS NULL
                                  AND NOT 'offline_access' = ANY (scopes)), 'signed_out');
    RETURN NULL;
END $$;


--
-- Name: sign_in_begin(text, bytea, bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.sign_in_begin(in_email text, in_account bytea, in_device bytea) RETURNS TABLE(person uuid, phc text, wait integer)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    who uuid := (SELECT i.person FROM identifier AS i JOIN person AS p ON p.id = i.person
                  WHERE i.email = in_email AND is_active(p));
BEGIN
    RETURN QUERY
    SELECT who, coalesce((SELECT c.phc FROM credential AS c WHERE c.person = who), ''),
           CASE WHEN EXISTS (SELECT FROM known_device AS d WHERE d.hash = in_device AND d.person = who)
                THEN 0 ELSE sign_in_wait(in_account) END;
END $$;


--
-- Name: sign_in_done(uuid, bytea, text, bytea, bytea, bytea, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.sign_in_done(in_person uuid, in_account bytea, in_phc text, in_hash bytea, in_known bytea, in_device bytea, in_agent text) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    made uuid;
BEGIN
    DELETE FROM sign_in_failure WHERE account = in_account;
    UPDATE credential SET phc = in_phc WHERE person = in_person AND in_phc IS NOT NULL;
    UPDATE known_device SET hash = in_device WHERE hash = in_known;
    INSERT INTO known_device (hash, person) VALUES (in_device, in_person)
        ON CONFLICT (hash, person) DO UPDATE SET last_at = now();
    made := session_begin(in_person, in_hash, in_agent);
    PERFORM audit_note('sign_in', 'security', made::text, in_person);
    RETURN made;
END $$;


--
-- Name: sign_in_failed(uuid, bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.sign_in_failed(in_person uuid, in_account bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO sign_in_failure AS f (account, failures) VALUES (in_account, 1)
        ON CONFLICT (account) DO UPDATE SET failures = f.failures + 1, last_at = now();
    IF in_person IS NOT NULL THEN
        PERFORM audit_note('sign_in_failed', 'security', in_person::text, in_person);
    END IF;
END $$;


--
-- Name: sign_in_wait(bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.sign_in_wait(in_account bytea) RETURNS integer
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN coalesce((
    SELECT CASE WHEN failures >= 100 THEN 900
                WHEN failures < 5 THEN 0
                ELSE greatest(0, ceil(extract(epoch FROM last_at - now())
                                      + least(900, power(2, least(failures - 5, 20)))))::int END
      FROM sign_in_failure WHERE account = in_account), 0);
END $$;


--
-- Name: sign_up_confirm(bytea, text, bytea, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.sign_up_confirm(in_link bytea, in_phc text, in_hash bytea, in_agent text) RETURNS TABLE(person uuid, next text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    link CONSTANT mail_link := link_use(in_link, 'verify');
    wish sign_up;
    made uuid;
BEGIN
    DELETE FROM sign_up WHERE email = link.email RETURNING * INTO wish;
    IF wish.email IS NULL OR EXISTS (SELECT FROM identifier WHERE email = link.email) THEN
        RETURN;
    END IF;
    INSERT INTO person (email, name, language, birth_year, home_city)
    VALUES (wish.email, wish.name, wish.language, wish.birth_year, wish.city)
    RETURNING id INTO made;
    INSERT INTO credential (person, phc) VALUES (made, in_phc);
    PERFORM person_begins(made), session_begin(made, in_hash, in_agent);
    RETURN QUERY SELECT made, wish.next;
END $$;


--
-- Name: sign_up_offer(text, text, integer, text, text, text, bytea, uuid, bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.sign_up_offer(in_email text, in_name text, in_birth_year integer, in_city text, in_language text, in_next text, in_link bytea, in_mail uuid, in_sealed bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    known uuid;
BEGIN
    SELECT person INTO known FROM identifier WHERE email = in_email;
    IF known IS NULL THEN
        INSERT INTO sign_up (email, name, birth_year, city, language, next)
        SELECT in_email, in_name, in_birth_year, c.id, in_language, in_next
          FROM city AS c WHERE c.slug = in_city AND c.state = 'active'
            ON CONFLICT (email) DO UPDATE
           SET name = excluded.name, birth_year = excluded.birth_year, city = excluded.city,
               language = excluded.language, next = excluded.next, created_at = now();
        -- The links of earlier wishes would confirm what somebody else may have typed since.
        UPDATE mail_link SET used_at = now() WHERE email = in_email AND kind = 'verify' AND used_at IS NULL;
    END IF;
    INSERT INTO mail_link (hash, kind, email, person, expires_at)
    VALUES (in_link, CASE WHEN known IS NULL THEN 'verify' ELSE 'reset' END::link_kind, in_email, known,
            now() + CASE WHEN known IS NULL THEN interval '24 hours' ELSE interval '1 hour' END);
    PERFORM mail_add(in_mail, CASE WHEN known IS NULL THEN 'verify' ELSE 'already' END, in_email,
                     coalesce((SELECT language FROM person WHERE id = known), in_language), known, NULL, NULL,
                     CASE WHEN known IS NULL THEN jsonb_build_object('name', text_for_mail(in_name)) ELSE '{}' END,
                     in_sealed);
END $$;


--
-- Name: skill_and_narrower(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.skill_and_narrower(in_uri text) RETURNS SETOF uuid
    LANGUAGE sql STABLE
    AS $$
WITH RECURSIVE family AS (
    SELECT id FROM skill WHERE uri = in_uri
     UNION
    SELECT b.skill FROM family JOIN skill_broader AS b ON b.broader = family.id
)
SELECT id FROM family
$$;


--
-- Name: skill; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.skill (
    id uuid DEFAULT public.uuid7() NOT NULL,
    framework text NOT NULL,
    uri text NOT NULL,
    type public.skill_type NOT NULL,
    reuse_level text DEFAULT ''::text NOT NULL,
    retired boolean DEFAULT false NOT NULL,
    labels jsonb DEFAULT '{}'::jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL
);


--
-- Name: skill_document(public.skill, text[], boolean, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.skill_document(s public.skill, wanted text[], whole boolean, matched text) RETURNS doc.skill
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN (
    SELECT ROW(s.id, s.uri, s.framework, s.type, s.reuse_level, name.label, name.language, matched,
               (SELECT d.text FROM skill_description AS d WHERE d.skill = s.id
                 ORDER BY array_position(wanted, d.language), d.language <> 'en', d.language LIMIT 1),
               (SELECT coalesce(array_agg(l.label ORDER BY l.label), '{}') FROM skill_label AS l
                 WHERE l.skill = s.id AND l.language = name.language AND l.kind = 'alternative'),
               skill_stubs(ARRAY(SELECT b.broader FROM skill_broader AS b WHERE b.skill = s.id), wanted),
               CASE WHEN whole THEN (SELECT json_object_agg(l.language, json_build_object('label', l.label))
                                       FROM skill_label AS l
                                      WHERE l.skill = s.id AND l.kind = 'preferred') END,
               s.retired, address('/v1/skills/' || s.id))::doc.skill
      FROM skill_label_in(s.id, wanted) AS name);
END $$;


--
-- Name: skill_label; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.skill_label (
    skill uuid NOT NULL,
    language text NOT NULL,
    kind public.label_kind NOT NULL,
    label text NOT NULL,
    search text GENERATED ALWAYS AS (public.plain(label)) STORED NOT NULL
);


--
-- Name: skill_label_in(uuid, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.skill_label_in(in_skill uuid, wanted text[]) RETURNS public.skill_label
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    found_label skill_label;
BEGIN
    SELECT * INTO found_label FROM skill_label
     WHERE skill = in_skill AND kind = 'preferred'
     ORDER BY array_position(wanted, language), language <> 'en', language
     LIMIT 1;
    RETURN found_label;
END $$;


--
-- Name: skill_labels_follow(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.skill_labels_follow() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE skill AS s
       SET labels = (SELECT coalesce(jsonb_object_agg(l.language, l.label ORDER BY l.label DESC), '{}')
                       FROM skill_label AS l WHERE l.skill = s.id AND l.kind = 'preferred')
     WHERE s.id IN (SELECT skill FROM changed WHERE kind = 'preferred');
    RETURN NULL;
END $$;


--
-- Name: skill_stubs(uuid[], text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.skill_stubs(skills uuid[], wanted text[]) RETURNS doc.skill_stub[]
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    IF skills = '{}' THEN
        RETURN '{}';
    END IF;
    RETURN (SELECT coalesce(array_agg(ROW(s.id, s.uri,
                                          s.labels->>choose_language(s.labels, wanted, 'en'))
                                      ::doc.skill_stub ORDER BY s.uri), '{}')
              FROM skill AS s WHERE s.id = ANY (skills));
END $$;


--
-- Name: skill_take_in(text, text, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.skill_take_in(in_framework text, in_language text, rows jsonb) RETURNS TABLE(added bigint, changed bigint)
    LANGUAGE sql
    AS $$
WITH sent AS MATERIALIZED (
    SELECT DISTINCT ON (r.uri) r.uri,
           CASE r.type WHEN 'skill/competence' THEN 'skill' WHEN 'knowledge' THEN 'knowledge'
                       ELSE 'other' END::skill_type AS type,
           coalesce(r."reuseLevel", '') AS reuse_level, r.label, r.alternative, r.hidden,
           nullif(r.description, '') AS description
      FROM jsonb_to_recordset(rows) AS r (uri text, type text, "reuseLevel" text, label text,
                                          alternative text[], hidden text[], description text)
     ORDER BY r.uri
), made AS (
    INSERT INTO skill AS s (framework, uri, type, reuse_level)
    SELECT in_framework, uri, type, reuse_level FROM sent
        ON CONFLICT ON CONSTRAINT skill_uri DO UPDATE
       SET framework = excluded.framework, type = excluded.type,
           reuse_level = excluded.reuse_level, retired = false, version = s.version + 1
     WHERE (s.framework, s.type, s.reuse_level, s.retired)
           IS DISTINCT FROM (excluded.framework, excluded.type, excluded.reuse_level, false)
    RETURNING id, uri
), known AS MATERIALIZED (
    SELECT coalesce(made.id, skill.id) AS id, sent.*
      FROM sent LEFT JOIN made USING (uri) LEFT JOIN skill USING (uri)
), new_label AS MATERIALIZED (
    SELECT id AS skill, 'preferred'::label_kind AS kind, label FROM known
     UNION SELECT id, 'alternative', unnest(alternative) FROM known
     UNION SELECT id, 'hidden', unnest(hidden) FROM known
), old_label AS MATERIALIZED (
    SELECT l.skill, l.kind, l.label FROM skill_label AS l
     WHERE l.skill = ANY (ARRAY(SELECT id FROM known)) AND l.language = in_language
), gone AS (
    DELETE FROM skill_label AS l
     USING (TABLE old_label EXCEPT TABLE new_label) AS old
     WHERE (l.skill, l.language, l.kind, l.label) = (old.skill, in_language, old.kind, old.label)
    RETURNING l.skill
), come AS (
    INSERT INTO skill_label (skill, language, kind, label)
    SELECT skill, in_language, kind, label FROM (TABLE new_label EXCEPT TABLE old_label) AS new
    RETURNING skill
), described AS (
    INSERT INTO skill_description AS d (skill, language, text)
    SELECT id, in_language, description FROM known WHERE description IS NOT NULL
        ON CONFLICT (skill, language) DO UPDATE SET text = excluded.text
     WHERE d.text <> excluded.text
    RETURNING skill
), undescribed AS (
    DELETE FROM skill_description AS d USING known
     WHERE d.skill = known.id AND d.language = in_language AND known.description IS NULL
    RETURNING d.skill
), retold AS (
    SELECT skill FROM gone UNION SELECT skill FROM come
     UNION SELECT skill FROM described UNION SELECT skill FROM undescribed
), marked AS (
    UPDATE skill SET version = version + 1
     WHERE id IN (SELECT skill FROM retold EXCEPT SELECT id FROM made)
), met AS (
    SELECT skill FROM old_label WHERE kind = 'preferred'
)
SELECT (SELECT count(*) FROM known) - (SELECT count(*) FROM met),
       (SELECT count(*) FROM (SELECT skill FROM retold UNION SELECT id FROM made) AS touched
         WHERE skill IN (SELECT skill FROM met))
$$;


--
-- Name: starter_kit_document(public.city, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.starter_kit_document(c public.city, wanted text[]) RETURNS doc.starter_kit
    LANGUAGE plpgsql STABLE
    AS $$
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


--
-- Name: status_keep(uuid, bigint, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.status_keep(in_list uuid, in_changed bigint, in_document text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
UPDATE status_list SET signed = in_changed, document = in_document
 WHERE id = in_list AND signed < in_changed
$$;


--
-- Name: status_list_begin(uuid, public.status_kind, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.status_list_begin(in_organisation uuid, in_kind public.status_kind, but uuid) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    newest uuid;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('status list ' || in_organisation, 0));
    SELECT id INTO newest FROM status_list
     WHERE organisation = in_organisation AND kind = in_kind ORDER BY id DESC LIMIT 1;
    IF newest IS NOT DISTINCT FROM but THEN
        INSERT INTO status_list (organisation, kind) VALUES (in_organisation, in_kind) RETURNING id INTO newest;
    END IF;
    RETURN newest;
END $$;


--
-- Name: status_place_by_chance(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.status_place_by_chance() RETURNS integer
    LANGUAGE sql
    AS $$
SELECT get_byte(uuid_send(gen_random_uuid()), 0) * 512 + get_byte(uuid_send(gen_random_uuid()), 1) * 2
       + (get_byte(uuid_send(gen_random_uuid()), 2) & 1)
$$;


--
-- Name: status_show(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.status_show(in_list uuid) RETURNS TABLE(id uuid, document text, organisation uuid, changed bigint, places text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT l.id, CASE WHEN l.signed = l.changed THEN l.document END, l.organisation, l.changed,
           CASE WHEN l.signed <> l.changed THEN
               (SELECT coalesce(string_agg(k.place::text, ',' ORDER BY k.place), '')
                  FROM (SELECT a.place FROM award_credential AS a WHERE a.list = l.id AND a.revoked
                         UNION ALL
                        SELECT e.place FROM endorsement_credential AS e WHERE e.list = l.id AND e.revoked) AS k) END
      FROM status_list AS l WHERE l.id = in_list;
END $$;


--
-- Name: subject_more(public.award); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.subject_more(a public.award) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    said jsonb := jsonb_strip_nulls(jsonb_build_object(
        'narrative', CASE WHEN a.narrative_public THEN a.narrative END,
        'activityStartDate', utc(a.activity_began_at), 'activityEndDate', utc(a.activity_ended_at),
        'creditsEarned', trim_scale(a.credits_earned)));
BEGIN
    IF a.results = '[]' THEN
        RETURN said;
    END IF;
    RETURN said || jsonb_strip_nulls(jsonb_build_object(
        'result', (SELECT jsonb_agg(jsonb_build_object(
                              'type', jsonb_build_array('Result'), 'resultDescription', home.address,
                              'value', one->'value', 'achievedLevel', home.address || '/' || (one->>'achievedLevel'),
                              'status', one->'status') ORDER BY place)
                     FROM jsonb_array_elements(a.results) WITH ORDINALITY AS r (one, place),
                          LATERAL (SELECT address(badge_path(a.badge, a.edition)) || '#results/'
                                          || (one->>'resultDescription') AS address) AS home)));
END $$;


--
-- Name: text_for_mail(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.text_for_mail(in_text text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    RETURN coalesce(nullif(btrim(left(regexp_replace(coalesce(in_text, ''), '[:/@.\\]+(?=\S)|www', ' ', 'gi'), 60)), ''), '?');
END $$;


--
-- Name: text_of_bytes(bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.text_of_bytes(bytes bytea) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    RETURN convert_from(bytes, 'UTF8');
EXCEPTION WHEN OTHERS THEN
    RETURN encode(bytes, 'escape');
END $$;


--
-- Name: texts_with(jsonb, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.texts_with(translations jsonb, VARIADIC members text[]) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN coalesce((SELECT jsonb_object_agg(key, value) FROM jsonb_each(translations) WHERE value ?& members),
                    translations);
END $$;


--
-- Name: token_granted(public.token_family, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.token_granted(in_family public.token_family, in_nonce text) RETURNS public.token_grant
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN (SELECT ROW('granted', in_family.id, p.id,
                       ARRAY(SELECT scope FROM unnest(in_family.scopes) AS scope
                              WHERE scope = ANY (c.scopes)),
                       extract(epoch FROM in_family.auth_at)::bigint, in_nonce, in_family.session,
                       p.email, p.name, p.language)::token_grant
              FROM person AS p, service_client AS c
             WHERE p.id = in_family.person AND c.id = in_family.client);
END $$;


--
-- Name: token_refused(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.token_refused(in_outcome text) RETURNS public.token_grant
    LANGUAGE sql IMMUTABLE
    AS $$
SELECT ROW(in_outcome, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)::token_grant
$$;


--
-- Name: userinfo(uuid, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.userinfo(in_person uuid, in_scopes text[]) RETURNS json
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN (SELECT json_strip_nulls(json_build_object(
                'sub', id,
                'name', CASE WHEN 'profile' = ANY (in_scopes) THEN name END,
                'locale', CASE WHEN 'profile' = ANY (in_scopes) THEN language END,
                'email', CASE WHEN 'email' = ANY (in_scopes) THEN email END,
                'email_verified', CASE WHEN 'email' = ANY (in_scopes) THEN true END))
              FROM person AS p WHERE p.id = in_person AND is_active(p));
END $$;


--
-- Name: utc(timestamp with time zone); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.utc(moment timestamp with time zone) RETURNS doc.instant
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')::doc.instant
$$;


--
-- Name: uuid7_from(timestamp with time zone); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.uuid7_from(moment timestamp with time zone) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
SELECT (encode(substring(int8send((extract(epoch FROM moment) * 1000)::bigint) FROM 3), 'hex')
        || repeat('0', 20))::uuid
$$;


--
-- Name: verification; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.verification (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    question bytea NOT NULL,
    award uuid,
    differs boolean DEFAULT false NOT NULL,
    content bytea,
    recipient bytea,
    matches boolean,
    state public.verification_state DEFAULT 'queued'::public.verification_state NOT NULL,
    attempt integer DEFAULT 0 NOT NULL,
    owner uuid,
    lease_until timestamp with time zone,
    told jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    done_at timestamp with time zone,
    CONSTRAINT verification_check CHECK (((state = 'done'::public.verification_state) = ((told IS NOT NULL) OR (award IS NOT NULL)))),
    CONSTRAINT verification_check1 CHECK (((state <> 'done'::public.verification_state) OR ((content IS NULL) AND (recipient IS NULL))))
);


--
-- Name: verification_ask(bytea, bytea, bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.verification_ask(in_question bytea, in_content bytea, in_recipient bytea) RETURNS public.verification
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    made verification;
BEGIN
    SELECT * INTO made FROM verification AS v
     WHERE v.question = in_question AND v.created_at > now() - interval '1 minute'
     ORDER BY v.created_at DESC LIMIT 1
       FOR SHARE; -- so that whoever remembers its id is told of an answer that comes at this moment
    IF FOUND THEN
        RETURN made;
    ELSIF (SELECT count(*) FROM (SELECT FROM verification WHERE state <> 'done' LIMIT 500) AS waiting) = 500 THEN
        PERFORM refuse('busy');
    END IF;
    INSERT INTO verification (question, content, recipient)
    VALUES (in_question, in_content, in_recipient) RETURNING * INTO made;
    RETURN made;
END $$;


--
-- Name: verification_differs(uuid, jsonb, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.verification_differs(in_award uuid, in_document jsonb, in_token text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN EXISTS (
    SELECT FROM award_credential AS k
     WHERE k.award = in_award
       AND ((in_document IS NOT NULL AND k.document::jsonb IS DISTINCT FROM in_document)
            OR (in_token IS NOT NULL AND k.token IS DISTINCT FROM in_token)));
END $$;


--
-- Name: verification_document(uuid, text, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.verification_document(in_award uuid, in_email text, wanted text[]) RETURNS doc.verification
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN (
    SELECT ROW(a.id, award_status_now(a)::text::verification_verdict, ARRAY[
                   ROW('issued_here', true, 'The award is in the records of this service.'),
                   ROW('not_revoked', n.revoked_at IS NULL,
                       CASE WHEN n.revoked_at IS NULL THEN 'The issuer has not revoked it.'
                            ELSE 'The issuer revoked it on ' || utc(n.revoked_at) || '.' END),
                   ROW('not_expired', a.expires_at IS NULL OR a.expires_at > now(),
                       CASE WHEN a.expires_at IS NULL THEN 'It does not expire.'
                            WHEN a.expires_at > now() THEN 'It is valid until ' || utc(a.expires_at) || '.'
                            ELSE 'It expired on ' || utc(a.expires_at) || '.' END),
                   ROW('issuer_verified', o.state = 'verified',
                       'The issuer is ' || o.state || ' in its city.')]::doc.verification_check[]
               || CASE WHEN n.superseded_at IS NOT NULL THEN ARRAY[
                   ROW('not_superseded', false, 'The issuer put another in its place on ' || utc(n.superseded_at)
                                                || '.')]::doc.verification_check[] END,
               badge_document(badge_at(b, a.edition), wanted, false),
               ROW(o.id, o.translations->choose_language(o.translations, wanted, c.default_language)->>'name',
                   o.state, address('/v1/organisations/' || o.id))::doc.verification_issuer,
               utc(a.issued_at), utc(a.expires_at), utc(n.revoked_at),
               CASE WHEN n.revoked_at IS NOT NULL THEN a.revocation_reason END,
               lower(in_email) = a.recipient_email, address('/v1/verifications/' || a.id),
               utc(now()), 'done', NULL, NULL, '{}', '{}', utc(n.superseded_at),
               CASE WHEN n.superseded_at IS NOT NULL THEN address('/v1/verifications/' || award_newest(a.id)) END,
               CASE WHEN n.superseded_at IS NOT NULL THEN a.revocation_reason END)::doc.verification
      FROM award AS a JOIN badge AS b ON b.id = a.badge
      JOIN organisation AS o ON o.id = a.organisation JOIN city AS c ON c.id = o.city,
           LATERAL (SELECT CASE WHEN a.superseded_by IS NULL THEN a.revoked_at END AS revoked_at,
                           CASE WHEN a.superseded_by IS NOT NULL THEN a.revoked_at END AS superseded_at) AS n
     WHERE a.id = in_award);
END $$;


--
-- Name: verification_endorsed(bytea, uuid, jsonb, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.verification_endorsed(in_question bytea, in_endorsement uuid, in_document jsonb, in_token text) RETURNS public.verification
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    e endorsement;
    k endorsement_credential;
    is_ours boolean;
    admitted organisation_state;
    made verification;
BEGIN
    SELECT * INTO k FROM endorsement_credential WHERE endorsement = in_endorsement;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    END IF;
    SELECT * INTO e FROM endorsement WHERE id = in_endorsement;
    SELECT state INTO admitted FROM organisation WHERE id = e.endorser;
    is_ours := (in_document IS NULL OR k.document::jsonb IS NOT DISTINCT FROM in_document)
               AND (in_token IS NULL OR k.token IS NOT DISTINCT FROM in_token);
    INSERT INTO verification (question, state, done_at, told)
    SELECT in_question, 'done', now(), jsonb_build_object(
               'verdict', CASE WHEN NOT is_ours THEN 'tampered' WHEN k.revoked THEN 'revoked' ELSE 'valid' END,
               'reason', CASE WHEN NOT is_ours THEN 'What was shown is not what the endorser signed.'
                              WHEN k.revoked THEN 'The endorser has taken it back: ' || e.reason
                              ELSE 'The endorser has signed it, and has not taken it back.' END,
               'checks', jsonb_build_array(
                   jsonb_build_object('name', 'issued_here', 'passed', true, 'detail', 'The endorsement is in the records of this service.'),
                   jsonb_build_object('name', 'not_revoked', 'passed', NOT k.revoked, 'detail',
                       CASE WHEN k.revoked THEN 'The endorser revoked it on ' || utc(e.revoked_at) || '.' ELSE 'The endorser has not revoked it.' END),
                   jsonb_build_object('name', 'issuer_verified', 'passed', admitted = 'verified', 'detail', 'The endorser is ' || admitted || ' in its city.'))
               || CASE WHEN is_ours THEN '[]' ELSE jsonb_build_array(jsonb_build_object('name', 'as_issued', 'passed', false, 'detail',
                       'What was shown is not what the endorser signed; all that is said here is about the endorsement as it was given.')) END,
               'credential', jsonb_build_object(
                   'id', address('/ob/endorsements/' || e.id), 'kind', 'endorsement', 'name', f.title, 'comment', e.comment,
                   'achievement', f.endorsed, 'issuer', k.document::jsonb->'issuer'->>'id', 'issuerName', f.issuer,
                   'issuerUrl', f.website, 'issuedAt', utc(e.decided_at)))
      FROM endorsement_facts(in_endorsement) AS f
    RETURNING * INTO made;
    RETURN made;
END $$;


--
-- Name: verification_keep(bytea, uuid, text, boolean); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.verification_keep(in_question bytea, in_award uuid, in_email text, in_differs boolean) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    made uuid;
BEGIN
    SELECT v.id INTO made FROM verification AS v
     WHERE v.question = in_question AND v.award = in_award AND v.differs = in_differs
       AND v.created_at > now() - interval '1 minute' LIMIT 1;
    IF FOUND THEN
        RETURN made;
    END IF;
    INSERT INTO verification (question, award, differs, matches, state, done_at)
    SELECT in_question, a.id, in_differs, lower(in_email) = a.recipient_email, 'done', now()
      FROM award AS a WHERE a.id = in_award
    RETURNING id INTO made;
    IF made IS NULL THEN
        PERFORM refuse('not_found');
    END IF;
    RETURN made;
END $$;


--
-- Name: verification_own(uuid, text, boolean, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.verification_own(in_award uuid, in_email text, in_differs boolean, wanted text[]) RETURNS doc.verification
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    d doc.verification := verification_document(in_award, in_email, wanted);
BEGIN
    IF in_differs AND d.award IS NOT NULL THEN
        d.verdict := 'tampered';
        d.checks := d.checks || ROW('as_issued', false,
            'What was shown is not what the issuer signed; all that is said here is about the award as it was issued.'
            )::doc.verification_check;
    END IF;
    RETURN d;
END $$;


--
-- Name: verification_show(uuid, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.verification_show(in_id uuid, wanted text[]) RETURNS doc.verification
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    d doc.verification := verification_document(in_id, NULL, wanted);
BEGIN
    IF d."asOf" IS NULL THEN
        SELECT t.* INTO d FROM verification AS v, LATERAL verification_told(v, wanted) AS t
         WHERE v.id = in_id AND v.created_at > now() - interval '1 hour';
    END IF;
    RETURN d;
END $$;


--
-- Name: verification_told(public.verification, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.verification_told(v public.verification, wanted text[]) RETURNS doc.verification
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    d doc.verification;
    told jsonb := coalesce(v.told, '{}');
BEGIN
    IF v.award IS NOT NULL THEN
        d := verification_own(v.award, NULL, v.differs, wanted);
        d.url := address('/v1/verifications/' || v.id);
    ELSE
        d := ROW(NULL, told->>'verdict',
                 ARRAY(SELECT jsonb_populate_record(NULL::doc.verification_check, c)
                         FROM jsonb_array_elements(coalesce(told->'checks', '[]')) AS c),
                 NULL, NULL, told->'credential'->>'issuedAt', told->'credential'->>'expiresAt', NULL, NULL, NULL,
                 address('/v1/verifications/' || v.id), utc(coalesce(v.done_at, now())), v.state, told->>'reason',
                 jsonb_populate_record(NULL::doc.verified_credential, told->'credential'),
                 ARRAY(SELECT jsonb_populate_record(NULL::doc.verification_part, p)
                         FROM jsonb_array_elements(coalesce(told->'endorsements', '[]')) AS p),
                 ARRAY(SELECT jsonb_populate_record(NULL::doc.verification_part, p)
                         FROM jsonb_array_elements(coalesce(told->'contents', '[]')) AS p),
                 NULL, NULL, NULL)::doc.verification;
        IF told ? 'credential' THEN
            d.issuer := ROW(NULL, told->'credential'->>'issuerName', NULL,
                            told->'credential'->>'issuerUrl')::doc.verification_issuer;
        END IF;
    END IF;
    d."recipientMatches" := v.matches;
    RETURN d;
END $$;


--
-- Name: webhook_endpoint_document(public.webhook_endpoint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.webhook_endpoint_document(w public.webhook_endpoint) RETURNS doc.webhook_endpoint
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN ROW(w.id, w.url, w.description, w.types, w.state, w.ordering, w.payload, w.max_per_second,
               w.max_in_flight, w.failures,
               utc(w.failing_since), CASE WHEN w.breaker_until > now() THEN utc(w.breaker_until) END,
               utc(w.last_success_at), utc(w.created_at), address(endpoint_path(w) || w.id))::doc.webhook_endpoint;
END $$;


--
-- Name: webhook_job_make(uuid, text, uuid, text, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.webhook_job_make(in_organisation uuid, in_city text, in_endpoint uuid, in_kind text, in_input jsonb) RETURNS public.job
    LANGUAGE plpgsql
    AS $$
DECLARE
    w webhook_endpoint := endpoint_find(in_organisation, in_city, in_endpoint);
    j job;
BEGIN
    IF w.state = 'gone' THEN
        PERFORM refuse('endpoint_gone');
    END IF;
    INSERT INTO job (kind, organisation, city, subject, scope, input)
    VALUES (in_kind, w.organisation, w.city, w.id,
            CASE WHEN w.city IS NULL THEN 'webhook:manage' ELSE 'city:manage' END,
            jsonb_build_object('until', now()) || jsonb_strip_nulls(in_input))
    RETURNING * INTO j;
    RETURN j;
END $$;


--
-- Name: webhook_job_step(uuid, uuid, bigint, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.webhook_job_step(in_job uuid, in_owner uuid, in_attempt bigint, most bigint) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    j job;
    w webhook_endpoint;
    looked int;
    last uuid;
    sent int;
    come_to job_state;
BEGIN
    SELECT * INTO j FROM job_held(in_job, in_owner, in_attempt);
    IF NOT FOUND THEN
        RETURN 'lost';
    END IF;
    SELECT * INTO w FROM webhook_endpoint WHERE id = j.subject AND deleted_at IS NULL FOR NO KEY UPDATE;
    IF NOT FOUND OR w.state = 'gone' THEN
        PERFORM job_advance(in_job, in_owner, in_attempt, 'failed', NULL, '{}',
                            CASE WHEN w.id IS NULL THEN 'not_found' ELSE 'endpoint_gone' END);
        RETURN 'failed';
    END IF;
    WITH picked AS (
        SELECT e.id, e.subject, e.seq FROM event AS e
         WHERE (e.organisation = w.organisation OR w.city IS NOT NULL AND e.city = w.city)
           AND e.id > coalesce(j.cursor::uuid, uuid7_from((j.input->>'since')::timestamptz))
           AND e.occurred_at >= (j.input->>'since')::timestamptz
           AND e.occurred_at < (j.input->>'until')::timestamptz
           AND event_matches(e.type, w.types)
           AND (j.input->'types' IS NULL
                OR event_matches(e.type, ARRAY(SELECT jsonb_array_elements_text(j.input->'types'))))
         ORDER BY e.id LIMIT most
    ), made AS (
        INSERT INTO delivery AS d (event, endpoint, state, subject, seq)
        SELECT picked.id, w.id, CASE w.state WHEN 'enabled' THEN 'due' ELSE 'held' END::delivery_state,
               CASE w.ordering WHEN 'subject' THEN picked.subject END, picked.seq
          FROM picked ORDER BY picked.id
            ON CONFLICT (event, endpoint) DO UPDATE
           SET state = excluded.state, attempt = 0, due_at = now(), done_at = NULL
         WHERE d.state IN ('exhausted', 'held') OR d.state = 'delivered' AND j.kind = 'webhook_replay'
        RETURNING 1
    )
    SELECT count(*), max(id::text)::uuid, (SELECT count(*) FROM made) INTO looked, last, sent FROM picked;
    come_to := CASE WHEN looked < most THEN 'done' ELSE 'running' END;
    PERFORM job_advance(in_job, in_owner, in_attempt, come_to, last::text,
                        jsonb_build_object('events', looked, 'sent', sent));
    RETURN come_to;
END $$;


--
-- Name: activity_change; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.activity_change AS
 SELECT a.id,
    a.change,
    a.updated_at,
        CASE
            WHEN a.listed THEN a.*
            ELSE NULL::public.activity
        END AS activity
   FROM public.activity a
  WHERE (a.change < public.change_horizon());


--
-- Name: activity_origin; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.activity_origin (
    activity uuid NOT NULL,
    organisation uuid NOT NULL,
    source text NOT NULL,
    came_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: activity_session; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.activity_session (
    activity uuid NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    CONSTRAINT session_ends_first CHECK ((ends_at >= starts_at))
);


--
-- Name: activity_skill; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.activity_skill (
    activity uuid NOT NULL,
    skill uuid NOT NULL
);


--
-- Name: award_credential; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.award_credential (
    award uuid NOT NULL,
    list uuid NOT NULL,
    place integer NOT NULL,
    revoked boolean DEFAULT false NOT NULL,
    subject uuid DEFAULT gen_random_uuid() NOT NULL,
    salt text DEFAULT replace((gen_random_uuid())::text, '-'::text, ''::text) NOT NULL,
    document text,
    token text,
    kid text,
    signed_at timestamp with time zone,
    begun_at timestamp with time zone,
    CONSTRAINT award_credential_place_check CHECK (((place >= 0) AND (place <= 131071)))
);
ALTER TABLE ONLY public.award_credential ALTER COLUMN document SET COMPRESSION lz4;
ALTER TABLE ONLY public.award_credential ALTER COLUMN token SET STORAGE EXTERNAL;


--
-- Name: badge_correction; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.badge_correction (
    id uuid DEFAULT public.uuid7() NOT NULL,
    badge uuid NOT NULL,
    edition integer NOT NULL,
    note text NOT NULL,
    before jsonb NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    picture bytea
);


--
-- Name: badge_edition; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.badge_edition (
    badge uuid NOT NULL,
    number integer NOT NULL,
    content jsonb NOT NULL,
    skills uuid[] NOT NULL,
    awarded_at timestamp with time zone NOT NULL,
    began_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone DEFAULT now() NOT NULL,
    picture bytea,
    CONSTRAINT badge_edition_number_check CHECK ((number > 0))
);


--
-- Name: badge_host; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.badge_host (
    id uuid DEFAULT public.uuid7() NOT NULL,
    base text NOT NULL,
    kind public.badge_host_kind,
    name text,
    issuer text,
    names_issuer boolean DEFAULT false NOT NULL,
    api_url text,
    authorize_url text,
    token_url text,
    refresh_url text,
    revoke_url text,
    scopes text[] DEFAULT '{}'::text[] NOT NULL,
    fault text,
    failures integer DEFAULT 0 NOT NULL,
    look_at timestamp with time zone DEFAULT now() NOT NULL,
    tried_at timestamp with time zone,
    read_at timestamp with time zone,
    attempt integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: badge_host_client; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.badge_host_client (
    host uuid NOT NULL,
    register_url text NOT NULL,
    client_id text NOT NULL,
    sealed bytea NOT NULL,
    expires_at timestamp with time zone,
    registered_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: badge_host_deleted; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.badge_host_deleted (
    person uuid NOT NULL,
    key bytea NOT NULL,
    hash bytea NOT NULL,
    deleted_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: badge_host_farewell; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.badge_host_farewell (
    id uuid DEFAULT public.uuid7() NOT NULL,
    account uuid NOT NULL,
    host uuid NOT NULL,
    access bytea,
    refresh bytea,
    attempts integer DEFAULT 0 NOT NULL,
    due_at timestamp with time zone DEFAULT now() NOT NULL,
    left_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: badge_host_key; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.badge_host_key (
    account uuid NOT NULL,
    access bytea,
    refresh bytea,
    expires_at timestamp with time zone,
    code bytea,
    verifier bytea
);


--
-- Name: badge_host_way; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.badge_host_way (
    account uuid NOT NULL,
    browser bytea NOT NULL,
    state bytea NOT NULL,
    verifier bytea NOT NULL,
    expires_at timestamp with time zone DEFAULT (now() + '00:10:00'::interval) NOT NULL
);


--
-- Name: badge_picture; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.badge_picture (
    hash bytea NOT NULL,
    type text NOT NULL,
    content bytea NOT NULL,
    drawn bytea,
    width integer NOT NULL,
    height integer NOT NULL,
    sent_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT badge_picture_check CHECK (((drawn IS NULL) = (type = 'image/png'::text))),
    CONSTRAINT badge_picture_content_check CHECK ((octet_length(content) <= 1048576)),
    CONSTRAINT badge_picture_height_check CHECK ((height > 0)),
    CONSTRAINT badge_picture_type_check CHECK ((type = ANY (ARRAY['image/png'::text, 'image/svg+xml'::text]))),
    CONSTRAINT badge_picture_width_check CHECK ((width > 0))
);


--
-- Name: badge_skill; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.badge_skill (
    badge uuid NOT NULL,
    skill uuid NOT NULL
);


--
-- Name: badge_template; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.badge_template (
    city uuid NOT NULL,
    slug text NOT NULL,
    achievement_type public.achievement_type NOT NULL,
    translations jsonb NOT NULL,
    CONSTRAINT badge_template_slug_check CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{1,59}$'::text))
);


--
-- Name: browser_session; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.browser_session (
    id uuid DEFAULT public.uuid7() NOT NULL,
    hash bytea NOT NULL,
    person uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    auth_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone DEFAULT (now() + '30 days'::interval) NOT NULL,
    ended_at timestamp with time zone,
    network text NOT NULL,
    agent text NOT NULL
);


--
-- Name: calendar_activity; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.calendar_activity AS
 SELECT a.id,
    a.city,
    a.organisation,
    a.category,
    a.state,
    a.ends_at,
    a.updated_at,
    a.version,
    GREATEST(a.updated_at, a.visible_from) AS shown_at,
    a.*::public.activity AS activity
   FROM public.activity a
  WHERE ((a.ends_at IS NOT NULL) AND ((a.visible_from IS NULL) OR (a.visible_from <= now())) AND ((a.state = 'published'::public.activity_state) OR ((a.state = 'cancelled'::public.activity_state) AND (a.updated_at > (public.feed_day() - '90 days'::interval)))));


--
-- Name: category; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.category (
    city uuid NOT NULL,
    slug text NOT NULL,
    place integer NOT NULL,
    translations jsonb NOT NULL,
    CONSTRAINT category_slug_check CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{1,59}$'::text))
);


--
-- Name: change_start; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.change_start (
    one boolean DEFAULT true NOT NULL,
    number bigint NOT NULL,
    CONSTRAINT change_start_one_check CHECK (one)
);


--
-- Name: city_membership; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.city_membership (
    city uuid NOT NULL,
    person uuid NOT NULL,
    role public.city_role NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: city_text; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.city_text (
    city uuid NOT NULL,
    key text NOT NULL,
    translations jsonb NOT NULL
);


--
-- Name: client_assertion; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.client_assertion (
    client uuid NOT NULL,
    hash bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL
);


--
-- Name: client_registration; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.client_registration (
    client uuid NOT NULL,
    hash bytea NOT NULL,
    network text,
    told jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: client_secret; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.client_secret (
    id uuid DEFAULT public.uuid7() NOT NULL,
    client uuid NOT NULL,
    hash bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    warned_days integer,
    CONSTRAINT client_secret_warned_days_check CHECK ((warned_days = ANY (ARRAY[30, 7, 1])))
);


--
-- Name: connection; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.connection (
    person uuid NOT NULL,
    client uuid NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone DEFAULT now() NOT NULL,
    revoked_at timestamp with time zone
);


--
-- Name: consent; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.consent (
    id uuid DEFAULT public.uuid7() NOT NULL,
    person uuid NOT NULL,
    guardianship uuid NOT NULL,
    kind text NOT NULL,
    version text NOT NULL,
    scope text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    by uuid NOT NULL,
    source text NOT NULL,
    withdrawn_at timestamp with time zone,
    CONSTRAINT consent_source_check CHECK ((source = ANY (ARRAY['link'::text, 'page'::text, 'api'::text])))
);


--
-- Name: credential; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.credential (
    person uuid NOT NULL,
    phc text NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: endorsement_credential; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.endorsement_credential (
    endorsement uuid NOT NULL,
    list uuid NOT NULL,
    place integer NOT NULL,
    revoked boolean DEFAULT false NOT NULL,
    document text,
    token text,
    kid text,
    signed_at timestamp with time zone,
    CONSTRAINT endorsement_credential_place_check CHECK (((place >= 0) AND (place <= 131071)))
);


--
-- Name: event_place; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.event_place
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: event_type; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.event_type (
    name text NOT NULL,
    description text NOT NULL,
    example json NOT NULL,
    schema json NOT NULL,
    can_be_full boolean GENERATED ALWAYS AS ((split_part(name, '.'::text, 1) = ANY (ARRAY['activity'::text, 'badge'::text]))) STORED NOT NULL,
    CONSTRAINT event_type_name_check CHECK ((name ~ '^[a-z_]+\.[a-z_]+$'::text))
);


--
-- Name: federated_identity; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.federated_identity (
    provider uuid NOT NULL,
    subject text NOT NULL,
    person uuid NOT NULL,
    linked_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT federated_identity_subject_check CHECK (((length(subject) >= 1) AND (length(subject) <= 255)))
);


--
-- Name: fetched_document; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.fetched_document (
    url text NOT NULL,
    status integer NOT NULL,
    etag text,
    type text,
    body bytea NOT NULL,
    size integer NOT NULL,
    fetched_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT fetched_document_body_check CHECK ((octet_length(body) <= 2097152))
);


--
-- Name: idempotency; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.idempotency (
    principal text NOT NULL,
    key text NOT NULL,
    request bytea NOT NULL,
    answer text NOT NULL,
    kept_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: identifier; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.identifier (
    email text NOT NULL,
    person uuid NOT NULL,
    verified_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT identifier_email_check CHECK ((email = lower(email)))
);


--
-- Name: import_error; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.import_error (
    import uuid NOT NULL,
    n integer NOT NULL,
    line bigint NOT NULL,
    field text,
    code text NOT NULL,
    detail text
);


--
-- Name: import_piece; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.import_piece (
    import uuid NOT NULL,
    organisation uuid NOT NULL,
    n integer NOT NULL,
    bytes bytea NOT NULL,
    came_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE ONLY public.import_piece ALTER COLUMN bytes SET STORAGE EXTERNAL;


--
-- Name: import_seen; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.import_seen (
    import uuid NOT NULL,
    external_id text NOT NULL
);


--
-- Name: known_device; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.known_device (
    hash bytea NOT NULL,
    person uuid NOT NULL,
    last_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: mail_figures; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.mail_figures AS
 SELECT count(*) FILTER (WHERE (mail.state = 'queued'::public.mail_state)) AS queued,
    count(*) FILTER (WHERE (mail.state = 'leased'::public.mail_state)) AS leased,
    count(*) FILTER (WHERE (mail.state = 'bounced'::public.mail_state)) AS bounced,
    count(*) FILTER (WHERE (mail.state = 'suppressed'::public.mail_state)) AS suppressed,
    (COALESCE(EXTRACT(epoch FROM (now() - min(COALESCE(mail.resent_at, mail.created_at)) FILTER (WHERE (mail.state = 'queued'::public.mail_state)))), (0)::numeric))::double precision AS oldest_queued_seconds
   FROM public.mail
  WHERE (mail.state <> 'sent'::public.mail_state);


--
-- Name: mail_suppression; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.mail_suppression (
    email text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT mail_suppression_email_check CHECK ((email = lower(email)))
);


--
-- Name: membership; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.membership (
    organisation uuid NOT NULL,
    person uuid NOT NULL,
    role public.organisation_role NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: organisation_verification; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.organisation_verification (
    id uuid DEFAULT public.uuid7() NOT NULL,
    organisation uuid NOT NULL,
    comment text,
    documents text[] DEFAULT '{}'::text[] NOT NULL,
    requested_by uuid,
    requested_at timestamp with time zone DEFAULT now() NOT NULL,
    accepted boolean,
    reason text,
    decided_by uuid,
    decided_at timestamp with time zone
);


--
-- Name: portfolio_change; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.portfolio_change (
    person uuid NOT NULL,
    award uuid NOT NULL,
    change bigint NOT NULL,
    gone boolean NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: public_activity; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.public_activity AS
 SELECT activity.id,
    activity.organisation,
    activity.city,
    activity.external_id,
    activity.state,
    activity.state_reason,
    activity.learning_form,
    activity.mode,
    activity.type,
    activity.category,
    activity.languages,
    activity.translations,
    activity.time_zone,
    activity.place_name,
    activity.place_address,
    activity.lat,
    activity.lon,
    activity.online_url,
    activity.price,
    activity.currency,
    activity.capacity,
    activity.age_min,
    activity.age_max,
    activity.duration_minutes,
    activity.enrolment,
    activity.enrolment_url,
    activity.visible_from,
    activity.starts_at,
    activity.ends_at,
    activity.held,
    activity.content_hash,
    activity.search_text,
    activity.published_at,
    activity.version,
    activity.created_at,
    activity.updated_at,
    activity.change,
    activity.listed
   FROM public.activity
  WHERE ((activity.state = 'published'::public.activity_state) AND ((activity.visible_from IS NULL) OR (activity.visible_from <= now())));


--
-- Name: queue_figures; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.queue_figures AS
 SELECT count(*) FILTER (WHERE (delivery.state = 'due'::public.delivery_state)) AS due,
    count(*) FILTER (WHERE (delivery.state = 'leased'::public.delivery_state)) AS leased,
    count(*) FILTER (WHERE (delivery.state = 'exhausted'::public.delivery_state)) AS exhausted,
    (COALESCE(EXTRACT(epoch FROM (now() - min(delivery.due_at) FILTER (WHERE (delivery.state = 'due'::public.delivery_state)))), (0)::numeric))::double precision AS oldest_due_seconds,
    ( SELECT count(*) AS count
           FROM public.event
          WHERE (event.fanned_at IS NULL)) AS events_waiting
   FROM public.delivery
  WHERE (delivery.state = ANY (ARRAY['due'::public.delivery_state, 'leased'::public.delivery_state, 'exhausted'::public.delivery_state]));


--
-- Name: refresh_token; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.refresh_token (
    hash bytea NOT NULL,
    family uuid NOT NULL,
    parent bytea,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    used_at timestamp with time zone,
    revoked_at timestamp with time zone
);


--
-- Name: revocation; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.revocation (
    id uuid DEFAULT public.uuid7() NOT NULL,
    subject text NOT NULL,
    revoked_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: schema_migration; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.schema_migration (
    number integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT schema_migration_checksum_check CHECK ((checksum ~ '^[0-9a-f]{64}$'::text))
);


--
-- Name: sign_in_failure; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sign_in_failure (
    account bytea NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    last_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: sign_up; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sign_up (
    email text NOT NULL,
    name text NOT NULL,
    birth_year integer NOT NULL,
    city uuid NOT NULL,
    language text NOT NULL,
    next text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT sign_up_email_check CHECK ((email = lower(email)))
);


--
-- Name: signing_key; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.signing_key (
    kid text NOT NULL,
    state public.key_state NOT NULL,
    jwk json NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    active_at timestamp with time zone,
    retired_at timestamp with time zone,
    algorithm text NOT NULL,
    CONSTRAINT signing_key_algorithm_check CHECK ((algorithm = ANY (ARRAY['ES256'::text, 'RS256'::text])))
);


--
-- Name: skill_broader; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.skill_broader (
    skill uuid NOT NULL,
    broader uuid NOT NULL
);


--
-- Name: skill_description; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.skill_description (
    skill uuid NOT NULL,
    language text NOT NULL,
    text text NOT NULL
);


--
-- Name: skill_framework; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.skill_framework (
    slug text NOT NULL,
    name text NOT NULL,
    version text DEFAULT ''::text NOT NULL,
    attribution text DEFAULT ''::text NOT NULL,
    imported_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT skill_framework_slug_check CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{1,59}$'::text))
);


--
-- Name: status_list; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.status_list (
    id uuid DEFAULT public.uuid7() NOT NULL,
    organisation uuid NOT NULL,
    changed bigint DEFAULT 1 NOT NULL,
    signed bigint DEFAULT 0 NOT NULL,
    document text,
    kind public.status_kind DEFAULT 'award'::public.status_kind NOT NULL
);


--
-- Name: transition; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.transition (
    noun text NOT NULL,
    state text NOT NULL,
    action text NOT NULL,
    next_state text NOT NULL
);


--
-- Name: wallet_nonce; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.wallet_nonce (
    hash bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL
);


--
-- Name: webhook_old_key; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_old_key (
    id uuid DEFAULT public.uuid7() NOT NULL,
    endpoint uuid NOT NULL,
    sealed bytea NOT NULL,
    public_key bytea,
    expires_at timestamp with time zone NOT NULL
);


--
-- Name: activity activity_change_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activity
    ADD CONSTRAINT activity_change_key UNIQUE (change);


--
-- Name: activity_origin activity_origin_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activity_origin
    ADD CONSTRAINT activity_origin_pkey PRIMARY KEY (activity);


--
-- Name: activity activity_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activity
    ADD CONSTRAINT activity_pkey PRIMARY KEY (id);


--
-- Name: activity_session activity_session_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activity_session
    ADD CONSTRAINT activity_session_pkey PRIMARY KEY (activity, starts_at);


--
-- Name: activity_skill activity_skill_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activity_skill
    ADD CONSTRAINT activity_skill_pkey PRIMARY KEY (activity, skill);


--
-- Name: endorsement already_asked; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.endorsement
    ADD CONSTRAINT already_asked EXCLUDE USING gist (subject WITH =, COALESCE(edition, 0) WITH =, endorser WITH =, tstzrange(requested_at,
CASE
    WHEN (state = 'requested'::public.endorsement_state) THEN expires_at
    ELSE NULL::timestamp with time zone
END) WITH &&) WHERE (((state = ANY (ARRAY['requested'::public.endorsement_state, 'accepted'::public.endorsement_state])) AND (hidden_at IS NULL)));


--
-- Name: award already_has_badge; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.award
    ADD CONSTRAINT already_has_badge EXCLUDE USING gist (badge WITH =, recipient_email WITH =, tstzrange(issued_at, expires_at) WITH &&) WHERE ((revoked_at IS NULL));


--
-- Name: award already_superseded; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.award
    ADD CONSTRAINT already_superseded UNIQUE (superseded_by);


--
-- Name: audit_entry audit_entry_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_entry
    ADD CONSTRAINT audit_entry_pkey PRIMARY KEY (id);


--
-- Name: authorization_code authorization_code_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.authorization_code
    ADD CONSTRAINT authorization_code_pkey PRIMARY KEY (hash);


--
-- Name: award_credential award_credential_list_place_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.award_credential
    ADD CONSTRAINT award_credential_list_place_key UNIQUE (list, place);


--
-- Name: award_credential award_credential_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.award_credential
    ADD CONSTRAINT award_credential_pkey PRIMARY KEY (award);


--
-- Name: award_offer award_offer_award_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.award_offer
    ADD CONSTRAINT award_offer_award_key UNIQUE (award);


--
-- Name: award_offer award_offer_code_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.award_offer
    ADD CONSTRAINT award_offer_code_key UNIQUE (code);


--
-- Name: award_offer award_offer_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.award_offer
    ADD CONSTRAINT award_offer_pkey PRIMARY KEY (id);


--
-- Name: award_offer award_offer_token_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.award_offer
    ADD CONSTRAINT award_offer_token_key UNIQUE (token);


--
-- Name: award award_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.award
    ADD CONSTRAINT award_pkey PRIMARY KEY (id);


--
-- Name: badge_correction badge_correction_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_correction
    ADD CONSTRAINT badge_correction_pkey PRIMARY KEY (id);


--
-- Name: badge_edition badge_edition_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_edition
    ADD CONSTRAINT badge_edition_pkey PRIMARY KEY (badge, number);


--
-- Name: badge_host_account badge_host_account_person_host_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_host_account
    ADD CONSTRAINT badge_host_account_person_host_key UNIQUE (person, host);


--
-- Name: badge_host_account badge_host_account_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_host_account
    ADD CONSTRAINT badge_host_account_pkey PRIMARY KEY (id);


--
-- Name: badge_host badge_host_base_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_host
    ADD CONSTRAINT badge_host_base_key UNIQUE (base);


--
-- Name: badge_host_client badge_host_client_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_host_client
    ADD CONSTRAINT badge_host_client_pkey PRIMARY KEY (host);


--
-- Name: badge_host_deleted badge_host_deleted_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_host_deleted
    ADD CONSTRAINT badge_host_deleted_pkey PRIMARY KEY (person, key);


--
-- Name: badge_host_farewell badge_host_farewell_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_host_farewell
    ADD CONSTRAINT badge_host_farewell_pkey PRIMARY KEY (id);


--
-- Name: badge_host_key badge_host_key_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_host_key
    ADD CONSTRAINT badge_host_key_pkey PRIMARY KEY (account);


--
-- Name: badge_host badge_host_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_host
    ADD CONSTRAINT badge_host_pkey PRIMARY KEY (id);


--
-- Name: badge_host_push badge_host_push_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_host_push
    ADD CONSTRAINT badge_host_push_pkey PRIMARY KEY (account, award);


--
-- Name: badge_host_way badge_host_way_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_host_way
    ADD CONSTRAINT badge_host_way_pkey PRIMARY KEY (account);


--
-- Name: badge_host_way badge_host_way_state_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_host_way
    ADD CONSTRAINT badge_host_way_state_key UNIQUE (state);


--
-- Name: badge_picture badge_picture_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_picture
    ADD CONSTRAINT badge_picture_pkey PRIMARY KEY (hash);


--
-- Name: badge badge_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge
    ADD CONSTRAINT badge_pkey PRIMARY KEY (id);


--
-- Name: badge_skill badge_skill_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_skill
    ADD CONSTRAINT badge_skill_pkey PRIMARY KEY (badge, skill);


--
-- Name: badge_template badge_template_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_template
    ADD CONSTRAINT badge_template_pkey PRIMARY KEY (city, slug);


--
-- Name: browser_session browser_session_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.browser_session
    ADD CONSTRAINT browser_session_hash_key UNIQUE (hash);


--
-- Name: browser_session browser_session_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.browser_session
    ADD CONSTRAINT browser_session_pkey PRIMARY KEY (id);


--
-- Name: calendar calendar_name_taken; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.calendar
    ADD CONSTRAINT calendar_name_taken UNIQUE (organisation, name);


--
-- Name: calendar calendar_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.calendar
    ADD CONSTRAINT calendar_pkey PRIMARY KEY (id);


--
-- Name: category category_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.category
    ADD CONSTRAINT category_pkey PRIMARY KEY (city, slug);


--
-- Name: change_start change_start_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.change_start
    ADD CONSTRAINT change_start_pkey PRIMARY KEY (one);


--
-- Name: city_membership city_membership_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.city_membership
    ADD CONSTRAINT city_membership_pkey PRIMARY KEY (city, person);


--
-- Name: city city_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.city
    ADD CONSTRAINT city_pkey PRIMARY KEY (id);


--
-- Name: city city_slug_taken; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.city
    ADD CONSTRAINT city_slug_taken UNIQUE (slug);


--
-- Name: city_text city_text_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.city_text
    ADD CONSTRAINT city_text_pkey PRIMARY KEY (city, key);


--
-- Name: client_assertion client_assertion_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.client_assertion
    ADD CONSTRAINT client_assertion_pkey PRIMARY KEY (client, hash);


--
-- Name: client_registration client_registration_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.client_registration
    ADD CONSTRAINT client_registration_pkey PRIMARY KEY (client);


--
-- Name: client_secret client_secret_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.client_secret
    ADD CONSTRAINT client_secret_pkey PRIMARY KEY (id);


--
-- Name: connection connection_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.connection
    ADD CONSTRAINT connection_pkey PRIMARY KEY (person, client);


--
-- Name: consent consent_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.consent
    ADD CONSTRAINT consent_pkey PRIMARY KEY (id);


--
-- Name: credential credential_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.credential
    ADD CONSTRAINT credential_pkey PRIMARY KEY (person);


--
-- Name: delivery delivery_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT delivery_pkey PRIMARY KEY (event, endpoint);


--
-- Name: endorsement_credential endorsement_credential_list_place_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.endorsement_credential
    ADD CONSTRAINT endorsement_credential_list_place_key UNIQUE (list, place);


--
-- Name: endorsement_credential endorsement_credential_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.endorsement_credential
    ADD CONSTRAINT endorsement_credential_pkey PRIMARY KEY (endorsement);


--
-- Name: endorsement endorsement_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.endorsement
    ADD CONSTRAINT endorsement_pkey PRIMARY KEY (id);


--
-- Name: event event_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (id);


--
-- Name: event_type event_type_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event_type
    ADD CONSTRAINT event_type_pkey PRIMARY KEY (name);


--
-- Name: activity external_id_taken; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activity
    ADD CONSTRAINT external_id_taken UNIQUE (organisation, external_id);


--
-- Name: federated_identity federated_identity_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.federated_identity
    ADD CONSTRAINT federated_identity_pkey PRIMARY KEY (provider, subject);


--
-- Name: federation_attempt federation_attempt_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.federation_attempt
    ADD CONSTRAINT federation_attempt_pkey PRIMARY KEY (id);


--
-- Name: federation_attempt federation_attempt_state_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.federation_attempt
    ADD CONSTRAINT federation_attempt_state_key UNIQUE (state);


--
-- Name: fetched_document fetched_document_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fetched_document
    ADD CONSTRAINT fetched_document_pkey PRIMARY KEY (url);


--
-- Name: guardianship guardianship_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.guardianship
    ADD CONSTRAINT guardianship_hash_key UNIQUE (hash);


--
-- Name: guardianship guardianship_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.guardianship
    ADD CONSTRAINT guardianship_pkey PRIMARY KEY (id);


--
-- Name: held_credential held_credential_person_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.held_credential
    ADD CONSTRAINT held_credential_person_key_key UNIQUE (person, key);


--
-- Name: held_credential held_credential_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.held_credential
    ADD CONSTRAINT held_credential_pkey PRIMARY KEY (id);


--
-- Name: held_import held_import_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.held_import
    ADD CONSTRAINT held_import_pkey PRIMARY KEY (id);


--
-- Name: idempotency idempotency_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.idempotency
    ADD CONSTRAINT idempotency_pkey PRIMARY KEY (principal, key);


--
-- Name: identifier identifier_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.identifier
    ADD CONSTRAINT identifier_pkey PRIMARY KEY (email);


--
-- Name: identity_provider identity_provider_city_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.identity_provider
    ADD CONSTRAINT identity_provider_city_key UNIQUE (city);


--
-- Name: identity_provider identity_provider_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.identity_provider
    ADD CONSTRAINT identity_provider_pkey PRIMARY KEY (id);


--
-- Name: import_error import_error_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_error
    ADD CONSTRAINT import_error_pkey PRIMARY KEY (import, n);


--
-- Name: import import_job_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import
    ADD CONSTRAINT import_job_key UNIQUE (job);


--
-- Name: import_piece import_piece_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_piece
    ADD CONSTRAINT import_piece_pkey PRIMARY KEY (import, n);


--
-- Name: import import_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import
    ADD CONSTRAINT import_pkey PRIMARY KEY (id);


--
-- Name: import_seen import_seen_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_seen
    ADD CONSTRAINT import_seen_pkey PRIMARY KEY (import, external_id);


--
-- Name: invitation invitation_link_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_link_key UNIQUE (link);


--
-- Name: invitation invitation_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_pkey PRIMARY KEY (id);


--
-- Name: issuer_key issuer_key_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.issuer_key
    ADD CONSTRAINT issuer_key_pkey PRIMARY KEY (kid);


--
-- Name: job job_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (id);


--
-- Name: known_device known_device_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.known_device
    ADD CONSTRAINT known_device_pkey PRIMARY KEY (hash, person);


--
-- Name: mail_link mail_link_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mail_link
    ADD CONSTRAINT mail_link_pkey PRIMARY KEY (hash);


--
-- Name: mail mail_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mail
    ADD CONSTRAINT mail_pkey PRIMARY KEY (id);


--
-- Name: mail_suppression mail_suppression_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mail_suppression
    ADD CONSTRAINT mail_suppression_pkey PRIMARY KEY (email);


--
-- Name: membership membership_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_pkey PRIMARY KEY (organisation, person);


--
-- Name: organisation organisation_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organisation
    ADD CONSTRAINT organisation_pkey PRIMARY KEY (id);


--
-- Name: organisation_verification organisation_verification_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organisation_verification
    ADD CONSTRAINT organisation_verification_pkey PRIMARY KEY (id);


--
-- Name: person person_email; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_email UNIQUE (email);


--
-- Name: person person_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);


--
-- Name: portfolio_change portfolio_change_change_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.portfolio_change
    ADD CONSTRAINT portfolio_change_change_key UNIQUE (change);


--
-- Name: portfolio_change portfolio_change_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.portfolio_change
    ADD CONSTRAINT portfolio_change_pkey PRIMARY KEY (person, award);


--
-- Name: refresh_token refresh_token_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refresh_token
    ADD CONSTRAINT refresh_token_pkey PRIMARY KEY (hash);


--
-- Name: organisation registration_taken; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organisation
    ADD CONSTRAINT registration_taken UNIQUE (country, registration_number);


--
-- Name: revocation revocation_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.revocation
    ADD CONSTRAINT revocation_pkey PRIMARY KEY (id);


--
-- Name: schema_migration schema_migration_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (number);


--
-- Name: service_client service_client_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.service_client
    ADD CONSTRAINT service_client_pkey PRIMARY KEY (id);


--
-- Name: sign_in_failure sign_in_failure_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sign_in_failure
    ADD CONSTRAINT sign_in_failure_pkey PRIMARY KEY (account);


--
-- Name: sign_up sign_up_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sign_up
    ADD CONSTRAINT sign_up_pkey PRIMARY KEY (email);


--
-- Name: signing_key signing_key_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signing_key
    ADD CONSTRAINT signing_key_pkey PRIMARY KEY (kid);


--
-- Name: skill_broader skill_broader_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.skill_broader
    ADD CONSTRAINT skill_broader_pkey PRIMARY KEY (skill, broader);


--
-- Name: skill_description skill_description_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.skill_description
    ADD CONSTRAINT skill_description_pkey PRIMARY KEY (skill, language);


--
-- Name: skill_framework skill_framework_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.skill_framework
    ADD CONSTRAINT skill_framework_pkey PRIMARY KEY (slug);


--
-- Name: skill_label skill_label_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.skill_label
    ADD CONSTRAINT skill_label_pkey PRIMARY KEY (skill, language, kind, label);


--
-- Name: skill skill_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.skill
    ADD CONSTRAINT skill_pkey PRIMARY KEY (id);


--
-- Name: skill skill_uri; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.skill
    ADD CONSTRAINT skill_uri UNIQUE (uri);


--
-- Name: organisation slug_taken; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organisation
    ADD CONSTRAINT slug_taken UNIQUE (slug);


--
-- Name: status_list status_list_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.status_list
    ADD CONSTRAINT status_list_pkey PRIMARY KEY (id);


--
-- Name: token_family token_family_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.token_family
    ADD CONSTRAINT token_family_pkey PRIMARY KEY (id);


--
-- Name: transition transition_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transition
    ADD CONSTRAINT transition_pkey PRIMARY KEY (noun, state, action);


--
-- Name: verification verification_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.verification
    ADD CONSTRAINT verification_pkey PRIMARY KEY (id);


--
-- Name: wallet_nonce wallet_nonce_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.wallet_nonce
    ADD CONSTRAINT wallet_nonce_pkey PRIMARY KEY (hash);


--
-- Name: webhook_endpoint webhook_endpoint_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_endpoint
    ADD CONSTRAINT webhook_endpoint_pkey PRIMARY KEY (id);


--
-- Name: webhook_old_key webhook_old_key_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_old_key
    ADD CONSTRAINT webhook_old_key_pkey PRIMARY KEY (id);


--
-- Name: activity_cancelled; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activity_cancelled ON public.activity USING btree (city, updated_at) WHERE (state = 'cancelled'::public.activity_state);


--
-- Name: activity_ending; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activity_ending ON public.activity USING btree (city, ends_at) WHERE (state = 'published'::public.activity_state);


--
-- Name: activity_newest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activity_newest ON public.activity USING btree (city, updated_at, id) WHERE (state = 'published'::public.activity_state);


--
-- Name: activity_of; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activity_of ON public.activity USING btree (organisation, id);


--
-- Name: activity_origin_organisation_source_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activity_origin_organisation_source_idx ON public.activity_origin USING btree (organisation, source);


--
-- Name: activity_put_away; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activity_put_away ON public.activity USING btree (city, updated_at) WHERE (state = 'archived'::public.activity_state);


--
-- Name: activity_search; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activity_search ON public.activity USING gin (search_text public.gin_trgm_ops) WHERE (state = 'published'::public.activity_state);


--
-- Name: activity_skill_skill_activity_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activity_skill_skill_activity_idx ON public.activity_skill USING btree (skill, activity);


--
-- Name: activity_soonest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activity_soonest ON public.activity USING btree (city, COALESCE(starts_at, 'infinity'::timestamp with time zone), id) WHERE (state = 'published'::public.activity_state);


--
-- Name: activity_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activity_waiting ON public.activity USING btree (visible_from) WHERE ((state = 'published'::public.activity_state) AND (NOT listed));


--
-- Name: activity_where; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activity_where ON public.activity USING gist (point(lon, lat)) WHERE ((state = 'published'::public.activity_state) AND (lon IS NOT NULL));


--
-- Name: already_invited; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX already_invited ON public.invitation USING btree (COALESCE(organisation, city), email) WHERE (state = 'pending'::public.invitation_state);


--
-- Name: audit_entry_about_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_entry_about_id_idx ON public.audit_entry USING btree (about, id) WHERE (about IS NOT NULL);


--
-- Name: audit_entry_city_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_entry_city_id_idx ON public.audit_entry USING btree (city, id) WHERE (city IS NOT NULL);


--
-- Name: audit_entry_noun_subject_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_entry_noun_subject_id_idx ON public.audit_entry USING btree (noun, subject, id);


--
-- Name: audit_entry_organisation_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_entry_organisation_id_idx ON public.audit_entry USING btree (organisation, id) WHERE (organisation IS NOT NULL);


--
-- Name: audit_entry_person_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_entry_person_id_idx ON public.audit_entry USING btree (person, id) WHERE (person IS NOT NULL);


--
-- Name: authorization_code_client_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX authorization_code_client_idx ON public.authorization_code USING btree (client);


--
-- Name: authorization_code_expires_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX authorization_code_expires_at_idx ON public.authorization_code USING btree (expires_at);


--
-- Name: authorization_code_family_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX authorization_code_family_idx ON public.authorization_code USING btree (family);


--
-- Name: authorization_code_person_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX authorization_code_person_idx ON public.authorization_code USING btree (person);


--
-- Name: authorization_code_session_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX authorization_code_session_idx ON public.authorization_code USING btree (session);


--
-- Name: award_activity_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX award_activity_idx ON public.award USING btree (activity) WHERE (activity IS NOT NULL);


--
-- Name: award_badge_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX award_badge_id_idx ON public.award USING btree (badge, id);


--
-- Name: award_credential_award_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX award_credential_award_idx ON public.award_credential USING btree (award) WHERE (document IS NULL);


--
-- Name: award_credential_list_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX award_credential_list_idx ON public.award_credential USING btree (list) WHERE revoked;


--
-- Name: award_ends; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX award_ends ON public.award USING btree (expires_at) WHERE ((expires_at IS NOT NULL) AND (revoked_at IS NULL) AND (NOT expiry_told));


--
-- Name: award_offer_expires_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX award_offer_expires_at_idx ON public.award_offer USING btree (expires_at);


--
-- Name: award_offer_person_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX award_offer_person_idx ON public.award_offer USING btree (person);


--
-- Name: award_organisation_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX award_organisation_id_idx ON public.award USING btree (organisation, id);


--
-- Name: award_person_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX award_person_id_idx ON public.award USING btree (person, id) WHERE (person IS NOT NULL);


--
-- Name: award_recipient_email_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX award_recipient_email_idx ON public.award USING btree (recipient_email) WHERE (person IS NULL);


--
-- Name: award_revoked; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX award_revoked ON public.award USING btree (organisation, id) WHERE (revoked_at IS NOT NULL);


--
-- Name: badge_correction_badge_edition_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX badge_correction_badge_edition_idx ON public.badge_correction USING btree (badge, edition);


--
-- Name: badge_correction_picture_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX badge_correction_picture_idx ON public.badge_correction USING btree (picture) WHERE (picture IS NOT NULL);


--
-- Name: badge_edition_picture_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX badge_edition_picture_idx ON public.badge_edition USING btree (picture) WHERE (picture IS NOT NULL);


--
-- Name: badge_host_account_due_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX badge_host_account_due_at_idx ON public.badge_host_account USING btree (due_at) WHERE (due_at IS NOT NULL);


--
-- Name: badge_host_account_host_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX badge_host_account_host_idx ON public.badge_host_account USING btree (host);


--
-- Name: badge_host_farewell_due_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX badge_host_farewell_due_at_idx ON public.badge_host_farewell USING btree (due_at);


--
-- Name: badge_host_farewell_host_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX badge_host_farewell_host_idx ON public.badge_host_farewell USING btree (host);


--
-- Name: badge_host_look_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX badge_host_look_at_idx ON public.badge_host USING btree (look_at);


--
-- Name: badge_host_push_award_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX badge_host_push_award_idx ON public.badge_host_push USING btree (award);


--
-- Name: badge_host_way_expires_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX badge_host_way_expires_at_idx ON public.badge_host_way USING btree (expires_at);


--
-- Name: badge_organisation_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX badge_organisation_id_idx ON public.badge USING btree (organisation, id);


--
-- Name: badge_picture_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX badge_picture_idx ON public.badge USING btree (picture) WHERE (picture IS NOT NULL);


--
-- Name: badge_skill_skill_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX badge_skill_skill_idx ON public.badge_skill USING btree (skill);


--
-- Name: browser_session_person_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX browser_session_person_id_idx ON public.browser_session USING btree (person, id);


--
-- Name: calendar_last_import_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX calendar_last_import_idx ON public.calendar USING btree (last_import) WHERE (last_import IS NOT NULL);


--
-- Name: calendar_look_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX calendar_look_at_idx ON public.calendar USING btree (look_at);


--
-- Name: city_membership_person_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX city_membership_person_idx ON public.city_membership USING btree (person);


--
-- Name: client_assertion_expires_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX client_assertion_expires_at_idx ON public.client_assertion USING btree (expires_at);


--
-- Name: client_registration_network_created_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX client_registration_network_created_at_idx ON public.client_registration USING btree (network, created_at) WHERE (network IS NOT NULL);


--
-- Name: client_secret_client_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX client_secret_client_idx ON public.client_secret USING btree (client);


--
-- Name: client_secret_ends; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX client_secret_ends ON public.client_secret USING btree (expires_at) WHERE (expires_at IS NOT NULL);


--
-- Name: connection_client_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX connection_client_idx ON public.connection USING btree (client);


--
-- Name: consent_by_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX consent_by_idx ON public.consent USING btree (by);


--
-- Name: consent_guardianship_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX consent_guardianship_idx ON public.consent USING btree (guardianship);


--
-- Name: consent_person_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX consent_person_id_idx ON public.consent USING btree (person, id);


--
-- Name: delivery_attempt_event_endpoint_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX delivery_attempt_event_endpoint_idx ON public.delivery_attempt USING btree (event, endpoint);


--
-- Name: delivery_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX delivery_due ON public.delivery USING btree (endpoint, due_at, event) WHERE (state = 'due'::public.delivery_state);


--
-- Name: delivery_exhausted; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX delivery_exhausted ON public.delivery USING btree (endpoint) WHERE (state = 'exhausted'::public.delivery_state);


--
-- Name: delivery_held; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX delivery_held ON public.delivery USING btree (endpoint) WHERE (state = 'held'::public.delivery_state);


--
-- Name: delivery_in_order; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX delivery_in_order ON public.delivery USING btree (endpoint, subject, seq) WHERE ((subject IS NOT NULL) AND (state = ANY (ARRAY['due'::public.delivery_state, 'leased'::public.delivery_state])));


--
-- Name: delivery_leased; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX delivery_leased ON public.delivery USING btree (endpoint) WHERE (state = 'leased'::public.delivery_state);


--
-- Name: delivery_of; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX delivery_of ON public.delivery USING btree (endpoint, event);


--
-- Name: delivery_pings; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX delivery_pings ON public.delivery USING btree (endpoint, event) WHERE ping;


--
-- Name: endorsement_award_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX endorsement_award_idx ON public.endorsement USING btree (award) WHERE (award IS NOT NULL);


--
-- Name: endorsement_badge_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX endorsement_badge_idx ON public.endorsement USING btree (badge) WHERE (badge IS NOT NULL);


--
-- Name: endorsement_credential_list_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX endorsement_credential_list_idx ON public.endorsement_credential USING btree (list) WHERE revoked;


--
-- Name: endorsement_endorser_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX endorsement_endorser_id_idx ON public.endorsement USING btree (endorser, id);


--
-- Name: endorsement_organisation_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX endorsement_organisation_id_idx ON public.endorsement USING btree (organisation, id);


--
-- Name: endorsement_subject_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX endorsement_subject_id_idx ON public.endorsement USING btree (subject, id);


--
-- Name: event_of_city; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX event_of_city ON public.event USING btree (city, place);


--
-- Name: event_organisation_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX event_organisation_id_idx ON public.event USING btree (organisation, id);


--
-- Name: event_organisation_place_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX event_organisation_place_idx ON public.event USING btree (organisation, place) WHERE (place IS NOT NULL);


--
-- Name: event_pings; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX event_pings ON public.event USING btree (city, id) WHERE (type = 'webhook.ping'::text);


--
-- Name: event_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX event_waiting ON public.event USING btree (id) WHERE (fanned_at IS NULL);


--
-- Name: federated_identity_person_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX federated_identity_person_idx ON public.federated_identity USING btree (person);


--
-- Name: federation_attempt_expires_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX federation_attempt_expires_at_idx ON public.federation_attempt USING btree (expires_at);


--
-- Name: federation_attempt_linking_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX federation_attempt_linking_idx ON public.federation_attempt USING btree (linking) WHERE (linking IS NOT NULL);


--
-- Name: federation_attempt_provider_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX federation_attempt_provider_idx ON public.federation_attempt USING btree (provider);


--
-- Name: federation_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX federation_waiting ON public.federation_attempt USING btree (created_at) WHERE (stage = ANY (ARRAY['returned'::public.federation_stage, 'leased'::public.federation_stage]));


--
-- Name: fetched_document_fetched_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX fetched_document_fetched_at_idx ON public.fetched_document USING btree (fetched_at);


--
-- Name: guardianship_child_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX guardianship_child_id_idx ON public.guardianship USING btree (child, id);


--
-- Name: guardianship_guardian_email_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX guardianship_guardian_email_idx ON public.guardianship USING btree (guardian_email) WHERE (state = 'pending'::public.guardianship_state);


--
-- Name: guardianship_guardian_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX guardianship_guardian_idx ON public.guardianship USING btree (guardian) WHERE (guardian IS NOT NULL);


--
-- Name: guardianship_one_open; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX guardianship_one_open ON public.guardianship USING btree (child) WHERE (state = 'pending'::public.guardianship_state);


--
-- Name: guardianship_one_standing; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX guardianship_one_standing ON public.guardianship USING btree (child, guardian) WHERE (state = ANY (ARRAY['consented'::public.guardianship_state, 'withdrawn'::public.guardianship_state]));


--
-- Name: held_credential_person_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX held_credential_person_id_idx ON public.held_credential USING btree (person, id);


--
-- Name: held_credential_verification_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX held_credential_verification_idx ON public.held_credential USING btree (verification);


--
-- Name: held_import_added_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX held_import_added_at_idx ON public.held_import USING btree (added_at);


--
-- Name: held_import_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX held_import_id_idx ON public.held_import USING btree (id) WHERE (state = 'pending'::public.held_import_state);


--
-- Name: held_import_person_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX held_import_person_id_idx ON public.held_import USING btree (person, id);


--
-- Name: held_import_person_source_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX held_import_person_source_idx ON public.held_import USING btree (person, source) WHERE (state = 'pending'::public.held_import_state);


--
-- Name: idempotency_kept_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX idempotency_kept_at_idx ON public.idempotency USING btree (kept_at);


--
-- Name: identifier_person_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX identifier_person_idx ON public.identifier USING btree (person);


--
-- Name: import_cancelling_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX import_cancelling_idx ON public.import USING btree (cancelling) WHERE (cancelling IS NOT NULL);


--
-- Name: import_organisation_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX import_organisation_id_idx ON public.import USING btree (organisation, id);


--
-- Name: import_piece_organisation_import_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX import_piece_organisation_import_idx ON public.import_piece USING btree (organisation, import) WHERE (n = 0);


--
-- Name: invitation_city_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invitation_city_id_idx ON public.invitation USING btree (city, id);


--
-- Name: invitation_email_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invitation_email_id_idx ON public.invitation USING btree (email, id);


--
-- Name: invitation_invited_by_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invitation_invited_by_idx ON public.invitation USING btree (invited_by);


--
-- Name: invitation_organisation_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invitation_organisation_id_idx ON public.invitation USING btree (organisation, id);


--
-- Name: issuer_key_one_signs; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX issuer_key_one_signs ON public.issuer_key USING btree (organisation) NULLS NOT DISTINCT WHERE (retired_at IS NULL);


--
-- Name: issuer_key_organisation_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX issuer_key_organisation_idx ON public.issuer_key USING btree (organisation);


--
-- Name: job_city_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX job_city_id_idx ON public.job USING btree (city, id) WHERE (city IS NOT NULL);


--
-- Name: job_done_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX job_done_at_idx ON public.job USING btree (done_at) WHERE (done_at IS NOT NULL);


--
-- Name: job_in_hand; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX job_in_hand ON public.job USING btree (subject) WHERE ((state = ANY (ARRAY['queued'::public.job_state, 'running'::public.job_state])) AND (kind = ANY (ARRAY['webhook_recover'::text, 'webhook_replay'::text])));


--
-- Name: job_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX job_open ON public.job USING btree (id) WHERE (state = ANY (ARRAY['queued'::public.job_state, 'running'::public.job_state]));


--
-- Name: job_organisation_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX job_organisation_id_idx ON public.job USING btree (organisation, id) WHERE (organisation IS NOT NULL);


--
-- Name: job_subject_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX job_subject_id_idx ON public.job USING btree (subject, id) WHERE (subject IS NOT NULL);


--
-- Name: known_device_person_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX known_device_person_idx ON public.known_device USING btree (person);


--
-- Name: mail_city_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX mail_city_idx ON public.mail USING btree (city) WHERE (city IS NOT NULL);


--
-- Name: mail_created_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX mail_created_at_idx ON public.mail USING btree (created_at);


--
-- Name: mail_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX mail_due ON public.mail USING btree (due_at) WHERE (state = 'queued'::public.mail_state);


--
-- Name: mail_leased; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX mail_leased ON public.mail USING btree (lease_until) WHERE (state = 'leased'::public.mail_state);


--
-- Name: mail_link_expires_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX mail_link_expires_at_idx ON public.mail_link USING btree (expires_at);


--
-- Name: mail_link_person_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX mail_link_person_idx ON public.mail_link USING btree (person) WHERE (person IS NOT NULL);


--
-- Name: mail_not_sent; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX mail_not_sent ON public.mail USING btree (state, created_at) WHERE (state <> 'sent'::public.mail_state);


--
-- Name: mail_organisation_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX mail_organisation_idx ON public.mail USING btree (organisation) WHERE (organisation IS NOT NULL);


--
-- Name: mail_person_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX mail_person_idx ON public.mail USING btree (person) WHERE (person IS NOT NULL);


--
-- Name: mail_recipient_created_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX mail_recipient_created_at_idx ON public.mail USING btree (recipient, created_at);


--
-- Name: membership_person_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX membership_person_idx ON public.membership USING btree (person);


--
-- Name: organisation_city_slug_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX organisation_city_slug_idx ON public.organisation USING btree (city, slug);


--
-- Name: organisation_verification_open; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX organisation_verification_open ON public.organisation_verification USING btree (organisation) WHERE (accepted IS NULL);


--
-- Name: person_birth_year_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX person_birth_year_idx ON public.person USING btree (birth_year) WHERE (birth_year IS NOT NULL);


--
-- Name: portfolio_change_award_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX portfolio_change_award_idx ON public.portfolio_change USING btree (award);


--
-- Name: portfolio_change_person_change_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX portfolio_change_person_change_idx ON public.portfolio_change USING btree (person, change);


--
-- Name: refresh_token_family_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX refresh_token_family_idx ON public.refresh_token USING btree (family);


--
-- Name: refresh_token_parent_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX refresh_token_parent_idx ON public.refresh_token USING btree (parent) WHERE (parent IS NOT NULL);


--
-- Name: revocation_revoked_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX revocation_revoked_at_idx ON public.revocation USING btree (revoked_at);


--
-- Name: service_client_created_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX service_client_created_at_idx ON public.service_client USING btree (created_at) WHERE registered;


--
-- Name: service_client_organisation_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX service_client_organisation_idx ON public.service_client USING btree (organisation);


--
-- Name: sign_in_failure_last_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sign_in_failure_last_at_idx ON public.sign_in_failure USING btree (last_at);


--
-- Name: sign_up_city_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sign_up_city_idx ON public.sign_up USING btree (city);


--
-- Name: signing_key_one_active; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX signing_key_one_active ON public.signing_key USING btree (algorithm) WHERE (state = 'active'::public.key_state);


--
-- Name: signing_key_one_next; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX signing_key_one_next ON public.signing_key USING btree (algorithm) WHERE (state = 'next'::public.key_state);


--
-- Name: skill_broader_broader_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX skill_broader_broader_idx ON public.skill_broader USING btree (broader);


--
-- Name: skill_framework_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX skill_framework_idx ON public.skill USING btree (framework);


--
-- Name: skill_label_search; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX skill_label_search ON public.skill_label USING gin (search public.gin_trgm_ops);


--
-- Name: status_list_organisation_kind_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX status_list_organisation_kind_id_idx ON public.status_list USING btree (organisation, kind, id);


--
-- Name: token_family_client_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX token_family_client_idx ON public.token_family USING btree (client);


--
-- Name: token_family_last_used_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX token_family_last_used_at_idx ON public.token_family USING btree (last_used_at);


--
-- Name: token_family_person_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX token_family_person_idx ON public.token_family USING btree (person);


--
-- Name: token_family_session_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX token_family_session_idx ON public.token_family USING btree (session);


--
-- Name: verification_award_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX verification_award_idx ON public.verification USING btree (award) WHERE (award IS NOT NULL);


--
-- Name: verification_created_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX verification_created_at_idx ON public.verification USING btree (created_at) WHERE (state <> 'done'::public.verification_state);


--
-- Name: verification_created_at_idx1; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX verification_created_at_idx1 ON public.verification USING btree (created_at);


--
-- Name: verification_question_created_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX verification_question_created_at_idx ON public.verification USING btree (question, created_at);


--
-- Name: wallet_nonce_expires_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX wallet_nonce_expires_at_idx ON public.wallet_nonce USING btree (expires_at);


--
-- Name: webhook_endpoint_city_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_endpoint_city_id_idx ON public.webhook_endpoint USING btree (city, id) WHERE (city IS NOT NULL);


--
-- Name: webhook_endpoint_organisation_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_endpoint_organisation_id_idx ON public.webhook_endpoint USING btree (organisation, id);


--
-- Name: webhook_old_key_endpoint_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_old_key_endpoint_id_idx ON public.webhook_old_key USING btree (endpoint, id);


--
-- Name: activity activity_may_be_published; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER activity_may_be_published BEFORE INSERT OR UPDATE OF state, translations ON public.activity FOR EACH ROW WHEN ((new.state = 'published'::public.activity_state)) EXECUTE FUNCTION public.activity_may_be_published();


--
-- Name: activity audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER DELETE ON public.activity FOR EACH ROW EXECUTE FUNCTION public.audit();


--
-- Name: award audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.award FOR EACH ROW EXECUTE FUNCTION public.audit();


--
-- Name: badge audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.badge FOR EACH ROW EXECUTE FUNCTION public.audit();


--
-- Name: calendar audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE ON public.calendar FOR EACH ROW EXECUTE FUNCTION public.audit();


--
-- Name: city_membership audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.city_membership FOR EACH ROW EXECUTE FUNCTION public.audit();


--
-- Name: client_secret audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE ON public.client_secret FOR EACH ROW EXECUTE FUNCTION public.audit();


--
-- Name: endorsement audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.endorsement FOR EACH ROW EXECUTE FUNCTION public.audit();


--
-- Name: identity_provider audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE OF issuer, client_id, claims, state ON public.identity_provider FOR EACH ROW EXECUTE FUNCTION public.audit();


--
-- Name: import audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR UPDATE OF reason ON public.import FOR EACH ROW EXECUTE FUNCTION public.audit();


--
-- Name: invitation audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.invitation FOR EACH ROW EXECUTE FUNCTION public.audit();


--
-- Name: issuer_key audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.issuer_key FOR EACH ROW EXECUTE FUNCTION public.audit();


--
-- Name: membership audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.membership FOR EACH ROW EXECUTE FUNCTION public.audit();


--
-- Name: organisation audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.organisation FOR EACH ROW EXECUTE FUNCTION public.audit();


--
-- Name: organisation_verification audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.organisation_verification FOR EACH ROW EXECUTE FUNCTION public.audit();


--
-- Name: service_client audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE OF name, scopes, redirect_uris, jwks, client_uri, deleted_at ON public.service_client FOR EACH ROW EXECUTE FUNCTION public.audit();


--
-- Name: signing_key audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR UPDATE OF state ON public.signing_key FOR EACH ROW EXECUTE FUNCTION public.audit();


--
-- Name: webhook_endpoint audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE OF url, types, state, deleted_at, public_key ON public.webhook_endpoint FOR EACH ROW EXECUTE FUNCTION public.audit();


--
-- Name: audit_entry audit_finds_organisation; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_finds_organisation BEFORE INSERT ON public.audit_entry FOR EACH ROW WHEN (((new.noun = 'client_secret'::text) AND (new.organisation IS NULL))) EXECUTE FUNCTION public.audit_finds_organisation();


--
-- Name: audit_entry audit_hides_others; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_hides_others BEFORE INSERT ON public.audit_entry FOR EACH ROW WHEN ((new.noun = 'endorsement'::text)) EXECUTE FUNCTION public.audit_hides_others();


--
-- Name: activity audit_moved; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_moved AFTER UPDATE ON public.activity FOR EACH ROW WHEN ((new.state <> old.state)) EXECUTE FUNCTION public.audit();


--
-- Name: award award_begins; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER award_begins BEFORE INSERT ON public.award FOR EACH ROW EXECUTE FUNCTION public.award_begins();


--
-- Name: award award_begins_anew; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER award_begins_anew BEFORE INSERT ON public.award FOR EACH ROW EXECUTE FUNCTION public.award_succeeds();


--
-- Name: award award_has_credential; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER award_has_credential AFTER INSERT ON public.award FOR EACH ROW EXECUTE FUNCTION public.award_has_credential();


--
-- Name: award award_keeps_successor; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER award_keeps_successor BEFORE UPDATE ON public.award FOR EACH ROW WHEN (((old.superseded_by IS NOT NULL) AND ((new.superseded_by IS DISTINCT FROM old.superseded_by) OR (new.revoked_at IS DISTINCT FROM old.revoked_at)))) EXECUTE FUNCTION public.award_keeps_successor();


--
-- Name: award award_says_what_it_may; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER award_says_what_it_may BEFORE INSERT ON public.award FOR EACH ROW WHEN (((new.results <> '[]'::jsonb) OR (new.credits_earned IS NOT NULL) OR (new.activity_ended_at IS NOT NULL))) EXECUTE FUNCTION public.award_says_what_it_may();


--
-- Name: award award_status_moves; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER award_status_moves AFTER UPDATE OF revoked_at ON public.award FOR EACH ROW WHEN (((old.revoked_at IS NULL) <> (new.revoked_at IS NULL))) EXECUTE FUNCTION public.award_status_moves();


--
-- Name: award award_stays_private; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER award_stays_private BEFORE INSERT OR UPDATE OF visibility ON public.award FOR EACH ROW WHEN ((new.visibility <> 'private'::public.visibility)) EXECUTE FUNCTION public.award_stays_private();


--
-- Name: identifier awards_find_their_owner; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER awards_find_their_owner AFTER INSERT ON public.identifier FOR EACH ROW EXECUTE FUNCTION public.awards_find_their_owner();


--
-- Name: badge_correction badge_correction_keeps_picture; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER badge_correction_keeps_picture BEFORE INSERT ON public.badge_correction FOR EACH ROW EXECUTE FUNCTION public.badge_correction_keeps_picture();


--
-- Name: held_credential badge_host_notes_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER badge_host_notes_deleted AFTER INSERT OR DELETE ON public.held_credential FOR EACH ROW EXECUTE FUNCTION public.badge_host_notes_deleted();


--
-- Name: badge_host_account badge_host_says_farewell; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER badge_host_says_farewell BEFORE DELETE ON public.badge_host_account FOR EACH ROW EXECUTE FUNCTION public.badge_host_says_farewell();


--
-- Name: badge badge_keeps_editions; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER badge_keeps_editions BEFORE UPDATE ON public.badge FOR EACH ROW EXECUTE FUNCTION public.badge_keeps_editions();


--
-- Name: badge badge_keeps_endorsed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER badge_keeps_endorsed BEFORE UPDATE ON public.badge FOR EACH ROW WHEN (((new.edition = old.edition) AND (new.corrections <> old.corrections))) EXECUTE FUNCTION public.badge_keeps_endorsed();


--
-- Name: badge badge_may_be_active; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER badge_may_be_active BEFORE INSERT OR UPDATE OF state, translations ON public.badge FOR EACH ROW WHEN ((new.state = 'active'::public.badge_state)) EXECUTE FUNCTION public.badge_may_be_active();


--
-- Name: badge badge_particulars_fit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER badge_particulars_fit BEFORE INSERT OR UPDATE OF particulars ON public.badge FOR EACH ROW WHEN ((new.particulars <> '{}'::jsonb)) EXECUTE FUNCTION public.badge_particulars_fit();


--
-- Name: calendar calendar_fits; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER calendar_fits BEFORE INSERT ON public.calendar FOR EACH ROW EXECUTE FUNCTION public.calendar_fits();


--
-- Name: guardianship child_leaves_their_hosts; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER child_leaves_their_hosts AFTER UPDATE OF state ON public.guardianship FOR EACH ROW WHEN (((old.state <> new.state) AND (new.state = 'withdrawn'::public.guardianship_state))) EXECUTE FUNCTION public.child_leaves_their_hosts();


--
-- Name: service_client client_fits; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER client_fits BEFORE INSERT OR UPDATE OF scopes, redirect_uris, kind, auth_method, jwks ON public.service_client FOR EACH ROW EXECUTE FUNCTION public.client_fits();


--
-- Name: service_client client_has_room; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER client_has_room BEFORE INSERT ON public.service_client FOR EACH ROW EXECUTE FUNCTION public.client_has_room();


--
-- Name: person closing_leaves_nobody_alone; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER closing_leaves_nobody_alone BEFORE UPDATE OF closed_at ON public.person FOR EACH ROW WHEN (((old.closed_at IS NULL) AND (new.closed_at IS NOT NULL))) EXECUTE FUNCTION public.closing_leaves_nobody_alone();


--
-- Name: authorization_code code_needs_consent; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER code_needs_consent BEFORE INSERT ON public.authorization_code FOR EACH ROW EXECUTE FUNCTION public.code_needs_consent();


--
-- Name: endorsement endorsement_is_kept; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER endorsement_is_kept BEFORE UPDATE ON public.endorsement FOR EACH ROW WHEN ((((((((new.organisation IS DISTINCT FROM old.organisation) OR (new.endorser IS DISTINCT FROM old.endorser)) OR (new.kind IS DISTINCT FROM old.kind)) OR (new.badge IS DISTINCT FROM old.badge)) OR (new.edition IS DISTINCT FROM old.edition)) OR (new.award IS DISTINCT FROM old.award)) OR ((old.state <> 'requested'::public.endorsement_state) AND ((((new.comment IS DISTINCT FROM old.comment) OR (new.claims IS DISTINCT FROM old.claims)) OR (new.language IS DISTINCT FROM old.language)) OR (new.decided_at IS DISTINCT FROM old.decided_at))) OR ((old.hidden_at IS NOT NULL) AND (new.hidden_at IS DISTINCT FROM old.hidden_at)) OR ((old.state <> ALL (ARRAY['requested'::public.endorsement_state, 'accepted'::public.endorsement_state])) AND (new.state <> old.state)))) EXECUTE FUNCTION public.endorsement_is_kept();


--
-- Name: endorsement endorsement_may_be_asked; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER endorsement_may_be_asked BEFORE INSERT ON public.endorsement FOR EACH ROW EXECUTE FUNCTION public.endorsement_may_be();


--
-- Name: endorsement endorsement_may_be_given; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER endorsement_may_be_given BEFORE UPDATE OF state ON public.endorsement FOR EACH ROW WHEN (((new.state = 'accepted'::public.endorsement_state) AND (old.state <> 'accepted'::public.endorsement_state))) EXECUTE FUNCTION public.endorsement_may_be();


--
-- Name: endorsement endorsement_moves; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER endorsement_moves AFTER UPDATE OF state ON public.endorsement FOR EACH ROW WHEN (((new.state = ANY (ARRAY['accepted'::public.endorsement_state, 'revoked'::public.endorsement_state])) AND (old.state <> new.state))) EXECUTE FUNCTION public.endorsement_moves();


--
-- Name: webhook_endpoint endpoint_fits; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER endpoint_fits BEFORE INSERT OR UPDATE OF types ON public.webhook_endpoint FOR EACH ROW EXECUTE FUNCTION public.endpoint_fits();


--
-- Name: endorsement event_when_asked; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER event_when_asked AFTER INSERT ON public.endorsement FOR EACH ROW EXECUTE FUNCTION public.endorsement_events();


--
-- Name: activity event_when_changed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER event_when_changed AFTER UPDATE ON public.activity FOR EACH ROW WHEN (((new.version > old.version) AND ((new.state = 'published'::public.activity_state) OR ((new.state = ANY (ARRAY['cancelled'::public.activity_state, 'archived'::public.activity_state])) AND (new.state <> old.state))))) EXECUTE FUNCTION public.activity_events();


--
-- Name: badge event_when_changed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER event_when_changed AFTER UPDATE ON public.badge FOR EACH ROW WHEN (((new.state = old.state) AND (new.state = 'active'::public.badge_state) AND (new.version > old.version))) EXECUTE FUNCTION public.badge_events();


--
-- Name: job event_when_ended; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER event_when_ended AFTER UPDATE OF state ON public.job FOR EACH ROW WHEN (((new.state = ANY (ARRAY['done'::public.job_state, 'failed'::public.job_state, 'cancelled'::public.job_state])) AND (old.state = ANY (ARRAY['queued'::public.job_state, 'running'::public.job_state])))) EXECUTE FUNCTION public.job_events();


--
-- Name: award event_when_expired; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER event_when_expired AFTER UPDATE OF expiry_told ON public.award FOR EACH ROW WHEN ((new.expiry_told AND (NOT old.expiry_told))) EXECUTE FUNCTION public.award_events();


--
-- Name: award event_when_issued; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER event_when_issued AFTER INSERT ON public.award FOR EACH ROW EXECUTE FUNCTION public.award_events();


--
-- Name: client_secret event_when_it_expires_soon; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER event_when_it_expires_soon AFTER UPDATE OF warned_days ON public.client_secret FOR EACH ROW WHEN ((new.warned_days < COALESCE(old.warned_days, 31))) EXECUTE FUNCTION public.secret_expires_soon();


--
-- Name: webhook_endpoint event_when_it_fails; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER event_when_it_fails AFTER UPDATE OF state, warned ON public.webhook_endpoint FOR EACH ROW WHEN ((((new.state = 'disabled'::public.endpoint_state) AND (old.state <> 'disabled'::public.endpoint_state)) OR ((new.state = 'enabled'::public.endpoint_state) AND (new.warned > old.warned)))) EXECUTE FUNCTION public.endpoint_fails();


--
-- Name: organisation event_when_judged; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER event_when_judged AFTER UPDATE ON public.organisation FOR EACH ROW WHEN ((((new.state <> old.state) AND (new.state = ANY (ARRAY['verified'::public.organisation_state, 'rejected'::public.organisation_state, 'suspended'::public.organisation_state, 'archived'::public.organisation_state]))) OR ((new.state = old.state) AND (new.version > old.version)))) EXECUTE FUNCTION public.organisation_events();


--
-- Name: badge event_when_moved; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER event_when_moved AFTER UPDATE ON public.badge FOR EACH ROW WHEN ((new.state <> old.state)) EXECUTE FUNCTION public.badge_events();


--
-- Name: endorsement event_when_moved; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER event_when_moved AFTER UPDATE ON public.endorsement FOR EACH ROW WHEN ((new.state <> old.state)) EXECUTE FUNCTION public.endorsement_events();


--
-- Name: activity event_when_published; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER event_when_published AFTER INSERT ON public.activity FOR EACH ROW WHEN ((new.state = 'published'::public.activity_state)) EXECUTE FUNCTION public.activity_events();


--
-- Name: award event_when_revoked; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER event_when_revoked AFTER UPDATE ON public.award FOR EACH ROW WHEN (((new.revoked_at IS NOT NULL) AND (old.revoked_at IS NULL))) EXECUTE FUNCTION public.award_events();


--
-- Name: guardianship guardianship_takes_effect; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER guardianship_takes_effect AFTER UPDATE OF state ON public.guardianship FOR EACH ROW WHEN (((old.state <> new.state) AND (new.state = ANY (ARRAY['consented'::public.guardianship_state, 'withdrawn'::public.guardianship_state])))) EXECUTE FUNCTION public.guardianship_takes_effect();


--
-- Name: verification held_hears_verdict; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER held_hears_verdict AFTER UPDATE OF state ON public.verification FOR EACH ROW WHEN (((old.state <> 'done'::public.verification_state) AND (new.state = 'done'::public.verification_state))) EXECUTE FUNCTION public.held_hears_verdict();


--
-- Name: skill_label labels_come; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER labels_come AFTER INSERT ON public.skill_label REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.skill_labels_follow();


--
-- Name: skill_label labels_go; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER labels_go AFTER DELETE ON public.skill_label REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.skill_labels_follow();


--
-- Name: city_membership last_administrator_stays; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER last_administrator_stays BEFORE DELETE OR UPDATE OF role ON public.city_membership FOR EACH ROW WHEN ((old.role = 'city_admin'::public.city_role)) EXECUTE FUNCTION public.last_administrator_stays();


--
-- Name: membership last_owner_stays; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER last_owner_stays BEFORE DELETE OR UPDATE OF role ON public.membership FOR EACH ROW WHEN ((old.role = 'owner'::public.organisation_role)) EXECUTE FUNCTION public.last_owner_stays();


--
-- Name: activity listed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER listed BEFORE INSERT OR UPDATE ON public.activity FOR EACH ROW EXECUTE FUNCTION public.activity_is_listed();


--
-- Name: award listed_when_changed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER listed_when_changed AFTER UPDATE ON public.award FOR EACH ROW WHEN (((new.* IS DISTINCT FROM old.*) AND ((new.person IS NOT NULL) OR (old.person IS NOT NULL)))) EXECUTE FUNCTION public.award_is_listed();


--
-- Name: award listed_when_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER listed_when_deleted AFTER DELETE ON public.award FOR EACH ROW WHEN ((old.person IS NOT NULL)) EXECUTE FUNCTION public.award_is_gone();


--
-- Name: award listed_when_made; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER listed_when_made AFTER INSERT ON public.award FOR EACH ROW WHEN ((new.person IS NOT NULL)) EXECUTE FUNCTION public.award_is_listed();


--
-- Name: organisation organisation_is_locked; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER organisation_is_locked BEFORE UPDATE ON public.organisation FOR EACH ROW EXECUTE FUNCTION public.organisation_is_locked();


--
-- Name: person person_has_its_address; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER person_has_its_address AFTER INSERT ON public.person FOR EACH ROW EXECUTE FUNCTION public.person_has_its_address();


--
-- Name: person person_leaves_their_hosts; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER person_leaves_their_hosts AFTER UPDATE OF closed_at ON public.person FOR EACH ROW WHEN (((old.closed_at IS NULL) AND (new.closed_at IS NOT NULL))) EXECUTE FUNCTION public.person_leaves_their_hosts();


--
-- Name: person person_takes_their_badges; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER person_takes_their_badges AFTER UPDATE OF closed_at ON public.person FOR EACH ROW WHEN (((old.closed_at IS NULL) AND (new.closed_at IS NOT NULL))) EXECUTE FUNCTION public.person_takes_their_badges();


--
-- Name: person person_takes_their_tokens; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER person_takes_their_tokens AFTER UPDATE OF closed_at, suspended_at ON public.person FOR EACH ROW WHEN ((public.is_active(old.*) AND (NOT public.is_active(new.*)))) EXECUTE FUNCTION public.person_takes_their_tokens();


--
-- Name: client_secret secret_has_room; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER secret_has_room BEFORE INSERT ON public.client_secret FOR EACH ROW EXECUTE FUNCTION public.secret_has_room();


--
-- Name: browser_session session_takes_its_tokens; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER session_takes_its_tokens AFTER UPDATE OF ended_at ON public.browser_session FOR EACH ROW WHEN (((old.ended_at IS NULL) AND (new.ended_at IS NOT NULL))) EXECUTE FUNCTION public.session_takes_its_tokens();


--
-- Name: activity activity_city_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activity
    ADD CONSTRAINT activity_city_fkey FOREIGN KEY (city) REFERENCES public.city(id);


--
-- Name: activity_origin activity_origin_activity_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activity_origin
    ADD CONSTRAINT activity_origin_activity_fkey FOREIGN KEY (activity) REFERENCES public.activity(id) ON DELETE CASCADE;


--
-- Name: activity_origin activity_origin_organisation_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activity_origin
    ADD CONSTRAINT activity_origin_organisation_fkey FOREIGN KEY (organisation) REFERENCES public.organisation(id);


--
-- Name: activity_session activity_session_activity_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activity_session
    ADD CONSTRAINT activity_session_activity_fkey FOREIGN KEY (activity) REFERENCES public.activity(id) ON DELETE CASCADE;


--
-- Name: activity_skill activity_skill_activity_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activity_skill
    ADD CONSTRAINT activity_skill_activity_fkey FOREIGN KEY (activity) REFERENCES public.activity(id) ON DELETE CASCADE;


--
-- Name: authorization_code authorization_code_client_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.authorization_code
    ADD CONSTRAINT authorization_code_client_fkey FOREIGN KEY (client) REFERENCES public.service_client(id) ON DELETE CASCADE;


--
-- Name: authorization_code authorization_code_family_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.authorization_code
    ADD CONSTRAINT authorization_code_family_fkey FOREIGN KEY (family) REFERENCES public.token_family(id) ON DELETE SET NULL;


--
-- Name: authorization_code authorization_code_person_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.authorization_code
    ADD CONSTRAINT authorization_code_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);


--
-- Name: authorization_code authorization_code_session_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.authorization_code
    ADD CONSTRAINT authorization_code_session_fkey FOREIGN KEY (session) REFERENCES public.browser_session(id) ON DELETE CASCADE;


--
-- Name: award award_activity_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.award
    ADD CONSTRAINT award_activity_fkey FOREIGN KEY (activity) REFERENCES public.activity(id);


--
-- Name: award_credential award_credential_award_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.award_credential
    ADD CONSTRAINT award_credential_award_fkey FOREIGN KEY (award) REFERENCES public.award(id) ON DELETE CASCADE;


--
-- Name: award_credential award_credential_kid_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.award_credential
    ADD CONSTRAINT award_credential_kid_fkey FOREIGN KEY (kid) REFERENCES public.issuer_key(kid);


--
-- Name: award_credential award_credential_list_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.award_credential
    ADD CONSTRAINT award_credential_list_fkey FOREIGN KEY (list) REFERENCES public.status_list(id);


--
-- Name: award_offer award_offer_award_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.award_offer
    ADD CONSTRAINT award_offer_award_fkey FOREIGN KEY (award) REFERENCES public.award(id);


--
-- Name: award_offer award_offer_person_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.award_offer
    ADD CONSTRAINT award_offer_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);


--
-- Name: award award_organisation_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.award
    ADD CONSTRAINT award_organisation_fkey FOREIGN KEY (organisation) REFERENCES public.organisation(id);


--
-- Name: award award_person_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.award
    ADD CONSTRAINT award_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);


--
-- Name: award award_superseded_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.award
    ADD CONSTRAINT award_superseded_by_fkey FOREIGN KEY (superseded_by) REFERENCES public.award(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: badge_correction badge_correction_badge_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_correction
    ADD CONSTRAINT badge_correction_badge_fkey FOREIGN KEY (badge) REFERENCES public.badge(id) ON DELETE CASCADE;


--
-- Name: badge_correction badge_correction_picture_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_correction
    ADD CONSTRAINT badge_correction_picture_fkey FOREIGN KEY (picture) REFERENCES public.badge_picture(hash);


--
-- Name: badge_edition badge_edition_badge_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_edition
    ADD CONSTRAINT badge_edition_badge_fkey FOREIGN KEY (badge) REFERENCES public.badge(id) ON DELETE CASCADE;


--
-- Name: badge_edition badge_edition_picture_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_edition
    ADD CONSTRAINT badge_edition_picture_fkey FOREIGN KEY (picture) REFERENCES public.badge_picture(hash);


--
-- Name: endorsement badge_frozen; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.endorsement
    ADD CONSTRAINT badge_frozen FOREIGN KEY (badge) REFERENCES public.badge(id);


--
-- Name: badge_host_account badge_host_account_host_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_host_account
    ADD CONSTRAINT badge_host_account_host_fkey FOREIGN KEY (host) REFERENCES public.badge_host(id);


--
-- Name: badge_host_account badge_host_account_person_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_host_account
    ADD CONSTRAINT badge_host_account_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);


--
-- Name: badge_host_client badge_host_client_host_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_host_client
    ADD CONSTRAINT badge_host_client_host_fkey FOREIGN KEY (host) REFERENCES public.badge_host(id) ON DELETE CASCADE;


--
-- Name: badge_host_deleted badge_host_deleted_person_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_host_deleted
    ADD CONSTRAINT badge_host_deleted_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;


--
-- Name: badge_host_farewell badge_host_farewell_host_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_host_farewell
    ADD CONSTRAINT badge_host_farewell_host_fkey FOREIGN KEY (host) REFERENCES public.badge_host(id) ON DELETE CASCADE;


--
-- Name: badge_host_key badge_host_key_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_host_key
    ADD CONSTRAINT badge_host_key_account_fkey FOREIGN KEY (account) REFERENCES public.badge_host_account(id) ON DELETE CASCADE;


--
-- Name: badge_host_push badge_host_push_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_host_push
    ADD CONSTRAINT badge_host_push_account_fkey FOREIGN KEY (account) REFERENCES public.badge_host_account(id) ON DELETE CASCADE;


--
-- Name: badge_host_push badge_host_push_award_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_host_push
    ADD CONSTRAINT badge_host_push_award_fkey FOREIGN KEY (award) REFERENCES public.award(id) ON DELETE CASCADE;


--
-- Name: badge_host_way badge_host_way_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_host_way
    ADD CONSTRAINT badge_host_way_account_fkey FOREIGN KEY (account) REFERENCES public.badge_host_account(id) ON DELETE CASCADE;


--
-- Name: badge badge_picture_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge
    ADD CONSTRAINT badge_picture_fkey FOREIGN KEY (picture) REFERENCES public.badge_picture(hash);


--
-- Name: badge_skill badge_skill_badge_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_skill
    ADD CONSTRAINT badge_skill_badge_fkey FOREIGN KEY (badge) REFERENCES public.badge(id) ON DELETE CASCADE;


--
-- Name: badge_template badge_template_city_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_template
    ADD CONSTRAINT badge_template_city_fkey FOREIGN KEY (city) REFERENCES public.city(id);


--
-- Name: browser_session browser_session_person_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.browser_session
    ADD CONSTRAINT browser_session_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);


--
-- Name: calendar calendar_last_import_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.calendar
    ADD CONSTRAINT calendar_last_import_fkey FOREIGN KEY (last_import) REFERENCES public.import(id) ON DELETE SET NULL;


--
-- Name: calendar calendar_organisation_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.calendar
    ADD CONSTRAINT calendar_organisation_fkey FOREIGN KEY (organisation) REFERENCES public.organisation(id);


--
-- Name: calendar calendar_person_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.calendar
    ADD CONSTRAINT calendar_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);


--
-- Name: category category_city_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.category
    ADD CONSTRAINT category_city_fkey FOREIGN KEY (city) REFERENCES public.city(id);


--
-- Name: city_membership city_membership_city_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.city_membership
    ADD CONSTRAINT city_membership_city_fkey FOREIGN KEY (city) REFERENCES public.city(id);


--
-- Name: city_membership city_membership_person_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.city_membership
    ADD CONSTRAINT city_membership_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);


--
-- Name: city_text city_text_city_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.city_text
    ADD CONSTRAINT city_text_city_fkey FOREIGN KEY (city) REFERENCES public.city(id);


--
-- Name: client_assertion client_assertion_client_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.client_assertion
    ADD CONSTRAINT client_assertion_client_fkey FOREIGN KEY (client) REFERENCES public.service_client(id) ON DELETE CASCADE;


--
-- Name: client_registration client_registration_client_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.client_registration
    ADD CONSTRAINT client_registration_client_fkey FOREIGN KEY (client) REFERENCES public.service_client(id) ON DELETE CASCADE;


--
-- Name: client_secret client_secret_client_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.client_secret
    ADD CONSTRAINT client_secret_client_fkey FOREIGN KEY (client) REFERENCES public.service_client(id) ON DELETE CASCADE;


--
-- Name: connection connection_client_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.connection
    ADD CONSTRAINT connection_client_fkey FOREIGN KEY (client) REFERENCES public.service_client(id) ON DELETE CASCADE;


--
-- Name: connection connection_person_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.connection
    ADD CONSTRAINT connection_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);


--
-- Name: consent consent_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.consent
    ADD CONSTRAINT consent_by_fkey FOREIGN KEY (by) REFERENCES public.person(id);


--
-- Name: consent consent_guardianship_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.consent
    ADD CONSTRAINT consent_guardianship_fkey FOREIGN KEY (guardianship) REFERENCES public.guardianship(id);


--
-- Name: consent consent_person_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.consent
    ADD CONSTRAINT consent_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);


--
-- Name: credential credential_person_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.credential
    ADD CONSTRAINT credential_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);


--
-- Name: delivery_attempt delivery_attempt_event_endpoint_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.delivery_attempt
    ADD CONSTRAINT delivery_attempt_event_endpoint_fkey FOREIGN KEY (event, endpoint) REFERENCES public.delivery(event, endpoint);


--
-- Name: delivery delivery_endpoint_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT delivery_endpoint_fkey FOREIGN KEY (endpoint) REFERENCES public.webhook_endpoint(id);


--
-- Name: delivery delivery_event_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT delivery_event_fkey FOREIGN KEY (event) REFERENCES public.event(id);


--
-- Name: endorsement endorsement_award_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.endorsement
    ADD CONSTRAINT endorsement_award_fkey FOREIGN KEY (award) REFERENCES public.award(id);


--
-- Name: endorsement_credential endorsement_credential_endorsement_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.endorsement_credential
    ADD CONSTRAINT endorsement_credential_endorsement_fkey FOREIGN KEY (endorsement) REFERENCES public.endorsement(id);


--
-- Name: endorsement_credential endorsement_credential_kid_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.endorsement_credential
    ADD CONSTRAINT endorsement_credential_kid_fkey FOREIGN KEY (kid) REFERENCES public.issuer_key(kid);


--
-- Name: endorsement_credential endorsement_credential_list_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.endorsement_credential
    ADD CONSTRAINT endorsement_credential_list_fkey FOREIGN KEY (list) REFERENCES public.status_list(id);


--
-- Name: endorsement endorsement_endorser_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.endorsement
    ADD CONSTRAINT endorsement_endorser_fkey FOREIGN KEY (endorser) REFERENCES public.organisation(id);


--
-- Name: endorsement endorsement_organisation_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.endorsement
    ADD CONSTRAINT endorsement_organisation_fkey FOREIGN KEY (organisation) REFERENCES public.organisation(id);


--
-- Name: event event_city_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_city_fkey FOREIGN KEY (city) REFERENCES public.city(id);


--
-- Name: event event_organisation_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_organisation_fkey FOREIGN KEY (organisation) REFERENCES public.organisation(id);


--
-- Name: event event_type_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_type_fkey FOREIGN KEY (type) REFERENCES public.event_type(name);


--
-- Name: federated_identity federated_identity_person_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.federated_identity
    ADD CONSTRAINT federated_identity_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);


--
-- Name: federated_identity federated_identity_provider_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.federated_identity
    ADD CONSTRAINT federated_identity_provider_fkey FOREIGN KEY (provider) REFERENCES public.identity_provider(id) ON DELETE CASCADE;


--
-- Name: federation_attempt federation_attempt_linking_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.federation_attempt
    ADD CONSTRAINT federation_attempt_linking_fkey FOREIGN KEY (linking) REFERENCES public.person(id);


--
-- Name: federation_attempt federation_attempt_provider_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.federation_attempt
    ADD CONSTRAINT federation_attempt_provider_fkey FOREIGN KEY (provider) REFERENCES public.identity_provider(id) ON DELETE CASCADE;


--
-- Name: guardianship guardianship_child_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.guardianship
    ADD CONSTRAINT guardianship_child_fkey FOREIGN KEY (child) REFERENCES public.person(id);


--
-- Name: guardianship guardianship_guardian_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.guardianship
    ADD CONSTRAINT guardianship_guardian_fkey FOREIGN KEY (guardian) REFERENCES public.person(id);


--
-- Name: held_credential held_credential_person_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.held_credential
    ADD CONSTRAINT held_credential_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);


--
-- Name: held_import held_import_person_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.held_import
    ADD CONSTRAINT held_import_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);


--
-- Name: identifier identifier_person_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.identifier
    ADD CONSTRAINT identifier_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);


--
-- Name: identity_provider identity_provider_city_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.identity_provider
    ADD CONSTRAINT identity_provider_city_fkey FOREIGN KEY (city) REFERENCES public.city(id);


--
-- Name: import import_cancelling_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import
    ADD CONSTRAINT import_cancelling_fkey FOREIGN KEY (cancelling) REFERENCES public.job(id) ON DELETE SET NULL;


--
-- Name: import_error import_error_import_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_error
    ADD CONSTRAINT import_error_import_fkey FOREIGN KEY (import) REFERENCES public.import(id) ON DELETE CASCADE;


--
-- Name: import import_job_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import
    ADD CONSTRAINT import_job_fkey FOREIGN KEY (job) REFERENCES public.job(id) ON DELETE CASCADE;


--
-- Name: import import_organisation_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import
    ADD CONSTRAINT import_organisation_fkey FOREIGN KEY (organisation) REFERENCES public.organisation(id);


--
-- Name: import import_person_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import
    ADD CONSTRAINT import_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);


--
-- Name: import_piece import_piece_organisation_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_piece
    ADD CONSTRAINT import_piece_organisation_fkey FOREIGN KEY (organisation) REFERENCES public.organisation(id);


--
-- Name: import_seen import_seen_import_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_seen
    ADD CONSTRAINT import_seen_import_fkey FOREIGN KEY (import) REFERENCES public.import(id) ON DELETE CASCADE;


--
-- Name: invitation invitation_city_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_city_fkey FOREIGN KEY (city) REFERENCES public.city(id);


--
-- Name: invitation invitation_invited_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES public.person(id);


--
-- Name: invitation invitation_organisation_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_organisation_fkey FOREIGN KEY (organisation) REFERENCES public.organisation(id);


--
-- Name: issuer_key issuer_key_organisation_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.issuer_key
    ADD CONSTRAINT issuer_key_organisation_fkey FOREIGN KEY (organisation) REFERENCES public.organisation(id);


--
-- Name: job job_city_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_city_fkey FOREIGN KEY (city) REFERENCES public.city(id);


--
-- Name: job job_organisation_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_organisation_fkey FOREIGN KEY (organisation) REFERENCES public.organisation(id);


--
-- Name: known_device known_device_person_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.known_device
    ADD CONSTRAINT known_device_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);


--
-- Name: mail mail_city_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mail
    ADD CONSTRAINT mail_city_fkey FOREIGN KEY (city) REFERENCES public.city(id);


--
-- Name: mail_link mail_link_person_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mail_link
    ADD CONSTRAINT mail_link_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);


--
-- Name: mail mail_organisation_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mail
    ADD CONSTRAINT mail_organisation_fkey FOREIGN KEY (organisation) REFERENCES public.organisation(id);


--
-- Name: mail mail_person_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mail
    ADD CONSTRAINT mail_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);


--
-- Name: membership membership_organisation_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_organisation_fkey FOREIGN KEY (organisation) REFERENCES public.organisation(id);


--
-- Name: membership membership_person_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);


--
-- Name: organisation_verification organisation_verification_decided_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organisation_verification
    ADD CONSTRAINT organisation_verification_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES public.person(id);


--
-- Name: organisation_verification organisation_verification_organisation_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organisation_verification
    ADD CONSTRAINT organisation_verification_organisation_fkey FOREIGN KEY (organisation) REFERENCES public.organisation(id);


--
-- Name: organisation_verification organisation_verification_requested_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organisation_verification
    ADD CONSTRAINT organisation_verification_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES public.person(id);


--
-- Name: person person_email_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_email_fkey FOREIGN KEY (email) REFERENCES public.identifier(email) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: person person_home_city_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_home_city_fkey FOREIGN KEY (home_city) REFERENCES public.city(id);


--
-- Name: portfolio_change portfolio_change_person_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.portfolio_change
    ADD CONSTRAINT portfolio_change_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);


--
-- Name: refresh_token refresh_token_family_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refresh_token
    ADD CONSTRAINT refresh_token_family_fkey FOREIGN KEY (family) REFERENCES public.token_family(id) ON DELETE CASCADE;


--
-- Name: service_client service_client_organisation_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.service_client
    ADD CONSTRAINT service_client_organisation_fkey FOREIGN KEY (organisation) REFERENCES public.organisation(id);


--
-- Name: sign_up sign_up_city_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sign_up
    ADD CONSTRAINT sign_up_city_fkey FOREIGN KEY (city) REFERENCES public.city(id);


--
-- Name: skill_broader skill_broader_broader_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.skill_broader
    ADD CONSTRAINT skill_broader_broader_fkey FOREIGN KEY (broader) REFERENCES public.skill(id);


--
-- Name: skill_broader skill_broader_skill_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.skill_broader
    ADD CONSTRAINT skill_broader_skill_fkey FOREIGN KEY (skill) REFERENCES public.skill(id);


--
-- Name: skill_description skill_description_skill_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.skill_description
    ADD CONSTRAINT skill_description_skill_fkey FOREIGN KEY (skill) REFERENCES public.skill(id);


--
-- Name: skill skill_framework_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.skill
    ADD CONSTRAINT skill_framework_fkey FOREIGN KEY (framework) REFERENCES public.skill_framework(slug);


--
-- Name: skill_label skill_label_skill_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.skill_label
    ADD CONSTRAINT skill_label_skill_fkey FOREIGN KEY (skill) REFERENCES public.skill(id);


--
-- Name: status_list status_list_organisation_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.status_list
    ADD CONSTRAINT status_list_organisation_fkey FOREIGN KEY (organisation) REFERENCES public.organisation(id);


--
-- Name: token_family token_family_client_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.token_family
    ADD CONSTRAINT token_family_client_fkey FOREIGN KEY (client) REFERENCES public.service_client(id) ON DELETE CASCADE;


--
-- Name: token_family token_family_person_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.token_family
    ADD CONSTRAINT token_family_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);


--
-- Name: token_family token_family_session_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.token_family
    ADD CONSTRAINT token_family_session_fkey FOREIGN KEY (session) REFERENCES public.browser_session(id) ON DELETE SET NULL;


--
-- Name: award unknown_badge; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.award
    ADD CONSTRAINT unknown_badge FOREIGN KEY (badge) REFERENCES public.badge(id);


--
-- Name: activity unknown_category; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activity
    ADD CONSTRAINT unknown_category FOREIGN KEY (city, category) REFERENCES public.category(city, slug);


--
-- Name: organisation unknown_city; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organisation
    ADD CONSTRAINT unknown_city FOREIGN KEY (city) REFERENCES public.city(id);


--
-- Name: activity unknown_organisation; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activity
    ADD CONSTRAINT unknown_organisation FOREIGN KEY (organisation) REFERENCES public.organisation(id);


--
-- Name: badge unknown_organisation; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge
    ADD CONSTRAINT unknown_organisation FOREIGN KEY (organisation) REFERENCES public.organisation(id);


--
-- Name: activity_skill unknown_skill; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activity_skill
    ADD CONSTRAINT unknown_skill FOREIGN KEY (skill) REFERENCES public.skill(id);


--
-- Name: badge_skill unknown_skill; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.badge_skill
    ADD CONSTRAINT unknown_skill FOREIGN KEY (skill) REFERENCES public.skill(id);


--
-- Name: verification verification_award_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.verification
    ADD CONSTRAINT verification_award_fkey FOREIGN KEY (award) REFERENCES public.award(id) ON DELETE CASCADE;


--
-- Name: webhook_endpoint webhook_endpoint_city_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_endpoint
    ADD CONSTRAINT webhook_endpoint_city_fkey FOREIGN KEY (city) REFERENCES public.city(id);


--
-- Name: webhook_endpoint webhook_endpoint_organisation_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_endpoint
    ADD CONSTRAINT webhook_endpoint_organisation_fkey FOREIGN KEY (organisation) REFERENCES public.organisation(id);


--
-- Name: webhook_old_key webhook_old_key_endpoint_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_old_key
    ADD CONSTRAINT webhook_old_key_endpoint_fkey FOREIGN KEY (endpoint) REFERENCES public.webhook_endpoint(id);


--
-- Name: activity; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.activity ENABLE ROW LEVEL SECURITY;

--
-- Name: activity_origin; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.activity_origin ENABLE ROW LEVEL SECURITY;

--
-- Name: activity_session; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.activity_session ENABLE ROW LEVEL SECURITY;

--
-- Name: activity_skill; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.activity_skill ENABLE ROW LEVEL SECURITY;

--
-- Name: city_membership administrators_change; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY administrators_change ON public.city_membership FOR UPDATE TO citylearn_api USING (public.allowed_city(city, 'city_admin'::public.city_role));


--
-- Name: city_membership administrators_or_oneself; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY administrators_or_oneself ON public.city_membership FOR DELETE TO citylearn_api USING (((person = public.caller_person()) OR public.allowed_city(city, 'city_admin'::public.city_role)));


--
-- Name: award; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.award ENABLE ROW LEVEL SECURITY;

--
-- Name: badge; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.badge ENABLE ROW LEVEL SECURITY;

--
-- Name: badge_correction; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.badge_correction ENABLE ROW LEVEL SECURITY;

--
-- Name: badge_edition; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.badge_edition ENABLE ROW LEVEL SECURITY;

--
-- Name: badge_host; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.badge_host ENABLE ROW LEVEL SECURITY;

--
-- Name: badge_host_account; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.badge_host_account ENABLE ROW LEVEL SECURITY;

--
-- Name: badge_host_push; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.badge_host_push ENABLE ROW LEVEL SECURITY;

--
-- Name: badge_skill; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.badge_skill ENABLE ROW LEVEL SECURITY;

--
-- Name: browser_session; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.browser_session ENABLE ROW LEVEL SECURITY;

--
-- Name: calendar; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.calendar ENABLE ROW LEVEL SECURITY;

--
-- Name: organisation_verification city_decides; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY city_decides ON public.organisation_verification FOR UPDATE TO citylearn_api USING ((EXISTS ( SELECT
   FROM public.organisation o
  WHERE ((o.id = organisation_verification.organisation) AND public.allowed_city(o.city, 'city_admin'::public.city_role)))));


--
-- Name: identity_provider city_manages; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY city_manages ON public.identity_provider TO citylearn_api USING (public.allowed_city(city, 'city_admin'::public.city_role));


--
-- Name: city_membership; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.city_membership ENABLE ROW LEVEL SECURITY;

--
-- Name: client_secret; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.client_secret ENABLE ROW LEVEL SECURITY;

--
-- Name: city_membership colleagues; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY colleagues ON public.city_membership FOR SELECT TO citylearn_api USING (public.allowed_city(city, 'city_viewer'::public.city_role));


--
-- Name: consent concerned; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY concerned ON public.consent FOR SELECT TO citylearn_api USING (((person = public.caller_person()) OR (by = public.caller_person())));


--
-- Name: guardianship concerned; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY concerned ON public.guardianship FOR SELECT TO citylearn_api USING (((child = public.caller_person()) OR (guardian = public.caller_person())));


--
-- Name: organisation_verification concerned_see; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY concerned_see ON public.organisation_verification FOR SELECT TO citylearn_api USING ((public.allowed(organisation) OR (EXISTS ( SELECT
   FROM public.organisation o
  WHERE ((o.id = organisation_verification.organisation) AND public.allowed_city(o.city, 'city_viewer'::public.city_role))))));


--
-- Name: connection; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.connection ENABLE ROW LEVEL SECURITY;

--
-- Name: consent; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.consent ENABLE ROW LEVEL SECURITY;

--
-- Name: browser_session courier; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY courier ON public.browser_session TO citylearn_courier USING (true);


--
-- Name: calendar courier; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY courier ON public.calendar TO citylearn_courier USING (true);


--
-- Name: client_secret courier; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY courier ON public.client_secret TO citylearn_courier USING (true);


--
-- Name: delivery courier; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY courier ON public.delivery TO citylearn_courier USING (true);


--
-- Name: delivery_attempt courier; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY courier ON public.delivery_attempt TO citylearn_courier USING (true);


--
-- Name: event courier; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY courier ON public.event TO citylearn_courier USING (true);


--
-- Name: federation_attempt courier; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY courier ON public.federation_attempt TO citylearn_courier USING (true);


--
-- Name: identifier courier; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY courier ON public.identifier FOR SELECT TO citylearn_courier USING (true);


--
-- Name: identity_provider courier; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY courier ON public.identity_provider TO citylearn_courier USING (true);


--
-- Name: import courier; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY courier ON public.import FOR SELECT TO citylearn_courier USING (true);


--
-- Name: import_piece courier; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY courier ON public.import_piece FOR SELECT TO citylearn_courier USING (true);


--
-- Name: job courier; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY courier ON public.job TO citylearn_courier USING (true);


--
-- Name: mail courier; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY courier ON public.mail TO citylearn_courier USING (true);


--
-- Name: person courier; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY courier ON public.person FOR SELECT TO citylearn_courier USING (true);


--
-- Name: service_client courier; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY courier ON public.service_client TO citylearn_courier USING (true);


--
-- Name: webhook_endpoint courier; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY courier ON public.webhook_endpoint TO citylearn_courier USING (true);


--
-- Name: webhook_old_key courier; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY courier ON public.webhook_old_key TO citylearn_courier USING (true);


--
-- Name: award courier_ends; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY courier_ends ON public.award FOR UPDATE TO citylearn_courier USING (((expires_at <= now()) AND (revoked_at IS NULL))) WITH CHECK (expiry_told);


--
-- Name: award courier_finds; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY courier_finds ON public.award FOR SELECT TO citylearn_courier USING (true);


--
-- Name: award courier_gives; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY courier_gives ON public.award FOR UPDATE TO citylearn_courier USING ((person IS NULL)) WITH CHECK ((person IS NOT NULL));


--
-- Name: activity courier_lists; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY courier_lists ON public.activity FOR UPDATE TO citylearn_courier USING ((state = 'published'::public.activity_state));


--
-- Name: activity courier_looks; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY courier_looks ON public.activity FOR SELECT TO citylearn_courier USING ((state = 'published'::public.activity_state));


--
-- Name: delivery; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.delivery ENABLE ROW LEVEL SECURITY;

--
-- Name: delivery_attempt; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.delivery_attempt ENABLE ROW LEVEL SECURITY;

--
-- Name: endorsement; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.endorsement ENABLE ROW LEVEL SECURITY;

--
-- Name: event; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.event ENABLE ROW LEVEL SECURITY;

--
-- Name: organisation everyone_sees_the_admitted; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY everyone_sees_the_admitted ON public.organisation FOR SELECT TO citylearn_api USING (((state = ANY (ARRAY['verified'::public.organisation_state, 'suspended'::public.organisation_state, 'archived'::public.organisation_state])) OR public.allowed(id) OR public.allowed_city(city, 'city_viewer'::public.city_role) OR (EXISTS ( SELECT
   FROM public.city c
  WHERE ((c.id = organisation.city) AND (c.approval = 'open'::public.approval_policy) AND (organisation.state = ANY (ARRAY['draft'::public.organisation_state, 'pending'::public.organisation_state])))))));


--
-- Name: federated_identity; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.federated_identity ENABLE ROW LEVEL SECURITY;

--
-- Name: federation_attempt; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.federation_attempt ENABLE ROW LEVEL SECURITY;

--
-- Name: guardianship; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.guardianship ENABLE ROW LEVEL SECURITY;

--
-- Name: held_credential; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.held_credential ENABLE ROW LEVEL SECURITY;

--
-- Name: held_import; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.held_import ENABLE ROW LEVEL SECURITY;

--
-- Name: held_credential holder; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY holder ON public.held_credential TO citylearn_api USING ((person = public.caller_person()));


--
-- Name: held_import holder; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY holder ON public.held_import TO citylearn_api USING ((person = public.caller_person()));


--
-- Name: portfolio_change holder; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY holder ON public.portfolio_change FOR SELECT TO citylearn_api USING ((person = public.caller_person()));


--
-- Name: identifier; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.identifier ENABLE ROW LEVEL SECURITY;

--
-- Name: identity_provider; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.identity_provider ENABLE ROW LEVEL SECURITY;

--
-- Name: import; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.import ENABLE ROW LEVEL SECURITY;

--
-- Name: import_error; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.import_error ENABLE ROW LEVEL SECURITY;

--
-- Name: import_piece; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.import_piece ENABLE ROW LEVEL SECURITY;

--
-- Name: award issuer_awards; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY issuer_awards ON public.award FOR INSERT TO citylearn_api WITH CHECK (public.allowed(organisation));


--
-- Name: award issuer_changes; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY issuer_changes ON public.award FOR UPDATE TO citylearn_api USING (public.allowed(organisation));


--
-- Name: award issuer_or_holder; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY issuer_or_holder ON public.award FOR SELECT TO citylearn_api USING (((person = public.caller_person()) OR public.allowed(organisation)));


--
-- Name: job; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.job ENABLE ROW LEVEL SECURITY;

--
-- Name: mail; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.mail ENABLE ROW LEVEL SECURITY;

--
-- Name: calendar managed; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY managed ON public.calendar TO citylearn_api USING (public.allowed(organisation));


--
-- Name: client_secret managed; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY managed ON public.client_secret TO citylearn_api USING ((EXISTS ( SELECT
   FROM public.service_client c
  WHERE ((c.id = client_secret.client) AND public.allowed(c.organisation)))));


--
-- Name: delivery managed; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY managed ON public.delivery TO citylearn_api USING ((EXISTS ( SELECT
   FROM public.webhook_endpoint w
  WHERE (w.id = delivery.endpoint))));


--
-- Name: delivery_attempt managed; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY managed ON public.delivery_attempt FOR SELECT TO citylearn_api USING ((EXISTS ( SELECT
   FROM public.webhook_endpoint w
  WHERE (w.id = delivery_attempt.endpoint))));


--
-- Name: event managed; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY managed ON public.event FOR SELECT TO citylearn_api USING ((COALESCE(public.allowed(organisation), false) OR public.allowed_city(city, 'city_admin'::public.city_role)));


--
-- Name: import managed; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY managed ON public.import TO citylearn_api USING (public.allowed(organisation));


--
-- Name: import_error managed; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY managed ON public.import_error FOR SELECT TO citylearn_api USING ((EXISTS ( SELECT
   FROM public.import i
  WHERE (i.id = import_error.import))));


--
-- Name: service_client managed; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY managed ON public.service_client TO citylearn_api USING (public.allowed(organisation));


--
-- Name: webhook_endpoint managed; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY managed ON public.webhook_endpoint TO citylearn_api USING (
CASE
    WHEN (city IS NULL) THEN public.allowed(organisation)
    ELSE public.allowed_city(city, 'city_admin'::public.city_role)
END);


--
-- Name: webhook_old_key managed; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY managed ON public.webhook_old_key TO citylearn_api USING ((EXISTS ( SELECT
   FROM public.webhook_endpoint w
  WHERE (w.id = webhook_old_key.endpoint))));


--
-- Name: organisation_verification managers_ask; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY managers_ask ON public.organisation_verification FOR INSERT TO citylearn_api WITH CHECK ((public.allowed(organisation) AND (accepted IS NULL)));


--
-- Name: membership managers_change; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY managers_change ON public.membership FOR UPDATE TO citylearn_api USING ((public.caller_role(organisation) >= GREATEST('manager'::public.organisation_role, role))) WITH CHECK ((role <= public.caller_role(organisation)));


--
-- Name: organisation managers_change; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY managers_change ON public.organisation FOR UPDATE TO citylearn_api USING ((public.allowed(id) OR public.allowed_city(city, 'city_admin'::public.city_role)));


--
-- Name: membership managers_or_oneself; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY managers_or_oneself ON public.membership FOR DELETE TO citylearn_api USING (((person = public.caller_person()) OR (public.caller_role(organisation) >= GREATEST('manager'::public.organisation_role, role))));


--
-- Name: membership; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.membership ENABLE ROW LEVEL SECURITY;

--
-- Name: organisation; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.organisation ENABLE ROW LEVEL SECURITY;

--
-- Name: organisation_verification; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.organisation_verification ENABLE ROW LEVEL SECURITY;

--
-- Name: activity own; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own ON public.activity FOR UPDATE TO citylearn_api USING (public.allowed(organisation));


--
-- Name: badge_host own; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own ON public.badge_host FOR SELECT TO citylearn_api USING ((EXISTS ( SELECT
   FROM public.badge_host_account a
  WHERE (a.host = badge_host.id))));


--
-- Name: badge_host_account own; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own ON public.badge_host_account TO citylearn_api USING ((person = public.caller_person()));


--
-- Name: badge_host_push own; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own ON public.badge_host_push FOR SELECT TO citylearn_api USING ((EXISTS ( SELECT
   FROM public.badge_host_account a
  WHERE (a.id = badge_host_push.account))));


--
-- Name: browser_session own; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own ON public.browser_session FOR SELECT TO citylearn_api USING ((person = public.caller_person()));


--
-- Name: city_membership own; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own ON public.city_membership FOR SELECT TO citylearn_api USING ((person = public.caller_person()));


--
-- Name: connection own; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own ON public.connection FOR SELECT TO citylearn_api USING ((person = public.caller_person()));


--
-- Name: federated_identity own; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own ON public.federated_identity FOR SELECT TO citylearn_api USING ((person = public.caller_person()));


--
-- Name: identifier own; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own ON public.identifier FOR SELECT TO citylearn_api USING ((person = public.caller_person()));


--
-- Name: job own; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own ON public.job TO citylearn_api USING (public.job_is_own(organisation, city, needs));


--
-- Name: person own; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own ON public.person FOR SELECT TO citylearn_api USING ((id = public.caller_person()));


--
-- Name: membership own_and_managed; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own_and_managed ON public.membership FOR SELECT TO citylearn_api USING (((person = public.caller_person()) OR public.allowed(organisation)));


--
-- Name: endorsement own_asked; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own_asked ON public.endorsement FOR INSERT TO citylearn_api WITH CHECK (public.allowed(organisation));


--
-- Name: badge own_changed; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own_changed ON public.badge FOR UPDATE TO citylearn_api USING (public.allowed(organisation));


--
-- Name: badge_skill own_given; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own_given ON public.badge_skill FOR INSERT TO citylearn_api WITH CHECK ((EXISTS ( SELECT
   FROM public.badge b
  WHERE ((b.id = badge_skill.badge) AND public.allowed(b.organisation)))));


--
-- Name: activity own_gone; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own_gone ON public.activity FOR DELETE TO citylearn_api USING (public.allowed(organisation));


--
-- Name: badge own_gone; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own_gone ON public.badge FOR DELETE TO citylearn_api USING ((public.allowed(organisation) AND (first_awarded_at IS NULL)));


--
-- Name: badge own_made; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own_made ON public.badge FOR INSERT TO citylearn_api WITH CHECK (public.allowed(organisation));


--
-- Name: badge_correction own_made; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own_made ON public.badge_correction FOR INSERT TO citylearn_api WITH CHECK ((EXISTS ( SELECT
   FROM public.badge b
  WHERE ((b.id = badge_correction.badge) AND public.allowed(b.organisation)))));


--
-- Name: endorsement own_moved; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own_moved ON public.endorsement FOR UPDATE TO citylearn_api USING ((public.allowed(organisation) OR public.allowed(endorser)));


--
-- Name: badge_skill own_taken; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own_taken ON public.badge_skill FOR DELETE TO citylearn_api USING ((EXISTS ( SELECT
   FROM public.badge b
  WHERE ((b.id = badge_skill.badge) AND public.allowed(b.organisation)))));


--
-- Name: organisation people_register; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY people_register ON public.organisation FOR INSERT TO citylearn_api WITH CHECK (((public.caller_person() IS NOT NULL) AND (state = 'draft'::public.organisation_state)));


--
-- Name: person; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.person ENABLE ROW LEVEL SECURITY;

--
-- Name: portfolio_change; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.portfolio_change ENABLE ROW LEVEL SECURITY;

--
-- Name: badge public_or_own; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY public_or_own ON public.badge FOR SELECT TO citylearn_api USING (((state <> 'draft'::public.badge_state) OR public.allowed(organisation)));


--
-- Name: endorsement public_or_own; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY public_or_own ON public.endorsement FOR SELECT TO citylearn_api USING ((((state = ANY (ARRAY['accepted'::public.endorsement_state, 'revoked'::public.endorsement_state])) AND (award IS NULL) AND (hidden_at IS NULL)) OR public.allowed(organisation) OR public.allowed(endorser)));


--
-- Name: activity published_or_own; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY published_or_own ON public.activity FOR SELECT TO citylearn_api USING ((((state <> 'draft'::public.activity_state) AND ((visible_from IS NULL) OR (visible_from <= now()))) OR public.allowed(organisation)));


--
-- Name: service_client; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.service_client ENABLE ROW LEVEL SECURITY;

--
-- Name: activity_origin staff; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY staff ON public.activity_origin FOR SELECT TO citylearn_api USING (public.allowed(organisation));


--
-- Name: webhook_endpoint; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.webhook_endpoint ENABLE ROW LEVEL SECURITY;

--
-- Name: webhook_old_key; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.webhook_old_key ENABLE ROW LEVEL SECURITY;

--
-- Name: activity_session with_activity; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY with_activity ON public.activity_session FOR SELECT TO citylearn_api USING ((EXISTS ( SELECT
   FROM public.activity a
  WHERE (a.id = activity_session.activity))));


--
-- Name: activity_skill with_activity; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY with_activity ON public.activity_skill FOR SELECT TO citylearn_api USING ((EXISTS ( SELECT
   FROM public.activity a
  WHERE (a.id = activity_skill.activity))));


--
-- Name: badge_correction with_badge; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY with_badge ON public.badge_correction FOR SELECT TO citylearn_api USING ((EXISTS ( SELECT
   FROM public.badge b
  WHERE (b.id = badge_correction.badge))));


--
-- Name: badge_edition with_badge; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY with_badge ON public.badge_edition FOR SELECT TO citylearn_api USING ((EXISTS ( SELECT
   FROM public.badge b
  WHERE (b.id = badge_edition.badge))));


--
-- Name: badge_skill with_badge; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY with_badge ON public.badge_skill FOR SELECT TO citylearn_api USING ((EXISTS ( SELECT
   FROM public.badge b
  WHERE (b.id = badge_skill.badge))));


--
-- Name: SCHEMA doc; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA doc TO citylearn_api;
GRANT USAGE ON SCHEMA doc TO citylearn_courier;
GRANT USAGE ON SCHEMA doc TO citylearn_metrics;


--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA public TO citylearn_api;
GRANT USAGE ON SCHEMA public TO citylearn_courier;
GRANT USAGE ON SCHEMA public TO citylearn_metrics;


--
-- Name: FUNCTION account_close(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.account_close() FROM PUBLIC;
GRANT ALL ON FUNCTION public.account_close() TO citylearn_api;


--
-- Name: FUNCTION account_password(in_phc text, in_session uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.account_password(in_phc text, in_session uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.account_password(in_phc text, in_session uuid) TO citylearn_api;


--
-- Name: FUNCTION account_phc(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.account_phc() FROM PUBLIC;
GRANT ALL ON FUNCTION public.account_phc() TO citylearn_api;


--
-- Name: FUNCTION account_profile(in_name text, in_language text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.account_profile(in_name text, in_language text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.account_profile(in_name text, in_language text) TO citylearn_api;


--
-- Name: FUNCTION account_security(in_after text, in_count bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.account_security(in_after text, in_count bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.account_security(in_after text, in_count bigint) TO citylearn_api;


--
-- Name: FUNCTION account_session_end(in_session uuid, in_but uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.account_session_end(in_session uuid, in_but uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.account_session_end(in_session uuid, in_but uuid) TO citylearn_api;


--
-- Name: FUNCTION account_sign_out(in_session uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.account_sign_out(in_session uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.account_sign_out(in_session uuid) TO citylearn_api;


--
-- Name: FUNCTION achievement_facts(in_badge uuid, in_edition integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.achievement_facts(in_badge uuid, in_edition integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.achievement_facts(in_badge uuid, in_edition integer) TO citylearn_api;


--
-- Name: TABLE activity; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,DELETE,UPDATE ON TABLE public.activity TO citylearn_api;


--
-- Name: COLUMN activity.id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(id) ON TABLE public.activity TO citylearn_courier;


--
-- Name: COLUMN activity.state; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(state) ON TABLE public.activity TO citylearn_courier;


--
-- Name: COLUMN activity.visible_from; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(visible_from) ON TABLE public.activity TO citylearn_courier;


--
-- Name: COLUMN activity.listed; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(listed),UPDATE(listed) ON TABLE public.activity TO citylearn_courier;


--
-- Name: FUNCTION activity_document(a public.activity, wanted text[], whole boolean); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.activity_document(a public.activity, wanted text[], whole boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.activity_document(a public.activity, wanted text[], whole boolean) TO citylearn_api;


--
-- Name: FUNCTION activity_input(a public.activity); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.activity_input(a public.activity) FROM PUBLIC;
GRANT ALL ON FUNCTION public.activity_input(a public.activity) TO citylearn_api;


--
-- Name: TABLE city; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.city TO citylearn_api;
GRANT SELECT ON TABLE public.city TO citylearn_courier;


--
-- Name: FUNCTION activity_put(in_organisation uuid, items jsonb, places integer[], matching text, publish boolean, target uuid, is_patch boolean); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.activity_put(in_organisation uuid, items jsonb, places integer[], matching text, publish boolean, target uuid, is_patch boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.activity_put(in_organisation uuid, items jsonb, places integer[], matching text, publish boolean, target uuid, is_patch boolean) TO citylearn_api;


--
-- Name: FUNCTION address_confirm(in_link bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.address_confirm(in_link bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.address_confirm(in_link bytea) TO citylearn_api;


--
-- Name: FUNCTION address_offer(in_email text, in_link bytea, in_mail uuid, in_sealed bytea, in_language text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.address_offer(in_email text, in_link bytea, in_mail uuid, in_sealed bytea, in_language text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.address_offer(in_email text, in_link bytea, in_mail uuid, in_sealed bytea, in_language text) TO citylearn_api;


--
-- Name: FUNCTION address_primary(in_email text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.address_primary(in_email text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.address_primary(in_email text) TO citylearn_api;


--
-- Name: FUNCTION address_remove(in_email text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.address_remove(in_email text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.address_remove(in_email text) TO citylearn_api;


--
-- Name: FUNCTION administrator_remains(in_city uuid, in_but uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.administrator_remains(in_city uuid, in_but uuid) FROM PUBLIC;


--
-- Name: FUNCTION allowed(in_organisation uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.allowed(in_organisation uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.allowed(in_organisation uuid) TO citylearn_api;


--
-- Name: FUNCTION allowed_city(in_city uuid, in_role public.city_role); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.allowed_city(in_city uuid, in_role public.city_role) FROM PUBLIC;
GRANT ALL ON FUNCTION public.allowed_city(in_city uuid, in_role public.city_role) TO citylearn_api;


--
-- Name: FUNCTION assertion_facts(in_award uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.assertion_facts(in_award uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.assertion_facts(in_award uuid) TO citylearn_api;


--
-- Name: FUNCTION audit_document(e public.audit_entry, whole boolean); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.audit_document(e public.audit_entry, whole boolean) FROM PUBLIC;


--
-- Name: FUNCTION audit_hides_others(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.audit_hides_others() FROM PUBLIC;


--
-- Name: FUNCTION audit_note(in_action text, in_noun text, in_subject text, in_about uuid, in_organisation uuid, in_city uuid, more jsonb); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.audit_note(in_action text, in_noun text, in_subject text, in_about uuid, in_organisation uuid, in_city uuid, more jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.audit_note(in_action text, in_noun text, in_subject text, in_about uuid, in_organisation uuid, in_city uuid, more jsonb) TO citylearn_api;


--
-- Name: FUNCTION audit_of_city(in_city uuid, in_action text, in_noun text, in_after uuid, in_count bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.audit_of_city(in_city uuid, in_action text, in_noun text, in_after uuid, in_count bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.audit_of_city(in_city uuid, in_action text, in_noun text, in_after uuid, in_count bigint) TO citylearn_api;


--
-- Name: FUNCTION audit_of_organisation(in_organisation uuid, in_action text, in_noun text, in_after uuid, in_count bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.audit_of_organisation(in_organisation uuid, in_action text, in_noun text, in_after uuid, in_count bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.audit_of_organisation(in_organisation uuid, in_action text, in_noun text, in_after uuid, in_count bigint) TO citylearn_api;


--
-- Name: FUNCTION audit_of_person(in_action text, in_noun text, in_after uuid, in_count bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.audit_of_person(in_action text, in_noun text, in_after uuid, in_count bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.audit_of_person(in_action text, in_noun text, in_after uuid, in_count bigint) TO citylearn_api;


--
-- Name: TABLE award; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.award TO citylearn_api;


--
-- Name: COLUMN award.id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(id) ON TABLE public.award TO citylearn_courier;


--
-- Name: COLUMN award.recipient_email; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(recipient_email) ON TABLE public.award TO citylearn_courier;


--
-- Name: COLUMN award.person; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(person),UPDATE(person) ON TABLE public.award TO citylearn_courier;


--
-- Name: COLUMN award.expires_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(expires_at) ON TABLE public.award TO citylearn_courier;


--
-- Name: COLUMN award.revoked_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(revoked_at) ON TABLE public.award TO citylearn_courier;


--
-- Name: COLUMN award.version; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(version),UPDATE(version) ON TABLE public.award TO citylearn_courier;


--
-- Name: COLUMN award.expiry_told; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(expiry_told),UPDATE(expiry_told) ON TABLE public.award TO citylearn_courier;


--
-- Name: FUNCTION award_document(a public.award, wanted text[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.award_document(a public.award, wanted text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.award_document(a public.award, wanted text[]) TO citylearn_api;


--
-- Name: TABLE endorsement; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.endorsement TO citylearn_api;


--
-- Name: COLUMN endorsement.state; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(state) ON TABLE public.endorsement TO citylearn_api;


--
-- Name: COLUMN endorsement.comment; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(comment) ON TABLE public.endorsement TO citylearn_api;


--
-- Name: COLUMN endorsement.language; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(language) ON TABLE public.endorsement TO citylearn_api;


--
-- Name: COLUMN endorsement.claims; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(claims) ON TABLE public.endorsement TO citylearn_api;


--
-- Name: COLUMN endorsement.reason; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(reason) ON TABLE public.endorsement TO citylearn_api;


--
-- Name: COLUMN endorsement.decided_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(decided_at) ON TABLE public.endorsement TO citylearn_api;


--
-- Name: COLUMN endorsement.revoked_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(revoked_at) ON TABLE public.endorsement TO citylearn_api;


--
-- Name: COLUMN endorsement.hidden_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(hidden_at) ON TABLE public.endorsement TO citylearn_api;


--
-- Name: COLUMN endorsement.version; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(version) ON TABLE public.endorsement TO citylearn_api;


--
-- Name: COLUMN endorsement.updated_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(updated_at) ON TABLE public.endorsement TO citylearn_api;


--
-- Name: FUNCTION award_endorsements(in_award uuid, in_state text, in_after uuid, in_count bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.award_endorsements(in_award uuid, in_state text, in_after uuid, in_count bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.award_endorsements(in_award uuid, in_state text, in_after uuid, in_count bigint) TO citylearn_api;


--
-- Name: FUNCTION award_has_credential(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.award_has_credential() FROM PUBLIC;


--
-- Name: FUNCTION award_keeps_successor(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.award_keeps_successor() FROM PUBLIC;


--
-- Name: FUNCTION award_offer_begin(in_id uuid, in_award uuid, in_code bytea, in_sealed bytea, in_pin bytea, in_digits text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.award_offer_begin(in_id uuid, in_award uuid, in_code bytea, in_sealed bytea, in_pin bytea, in_digits text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.award_offer_begin(in_id uuid, in_award uuid, in_code bytea, in_sealed bytea, in_pin bytea, in_digits text) TO citylearn_api;


--
-- Name: FUNCTION award_offer_find(in_token bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.award_offer_find(in_token bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.award_offer_find(in_token bytea) TO citylearn_api;


--
-- Name: FUNCTION award_offer_hand(in_token bytea, in_nonce bytea, in_until timestamp with time zone); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.award_offer_hand(in_token bytea, in_nonce bytea, in_until timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.award_offer_hand(in_token bytea, in_nonce bytea, in_until timestamp with time zone) TO citylearn_api;


--
-- Name: FUNCTION award_offer_show(in_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.award_offer_show(in_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.award_offer_show(in_id uuid) TO citylearn_api;


--
-- Name: FUNCTION award_offer_use(in_code bytea, in_pin bytea, in_token bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.award_offer_use(in_code bytea, in_pin bytea, in_token bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.award_offer_use(in_code bytea, in_pin bytea, in_token bytea) TO citylearn_api;


--
-- Name: FUNCTION award_offers_forget(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.award_offers_forget() FROM PUBLIC;
GRANT ALL ON FUNCTION public.award_offers_forget() TO citylearn_courier;


--
-- Name: FUNCTION award_owner(in_email text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.award_owner(in_email text) FROM PUBLIC;


--
-- Name: FUNCTION award_page(in_award uuid, wanted text[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.award_page(in_award uuid, wanted text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.award_page(in_award uuid, wanted text[]) TO citylearn_api;


--
-- Name: FUNCTION award_page_endorsements(in_award uuid, wanted text[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.award_page_endorsements(in_award uuid, wanted text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.award_page_endorsements(in_award uuid, wanted text[]) TO citylearn_api;


--
-- Name: FUNCTION award_says_what_it_may(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.award_says_what_it_may() FROM PUBLIC;


--
-- Name: FUNCTION award_status_moves(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.award_status_moves() FROM PUBLIC;


--
-- Name: FUNCTION award_succeeds(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.award_succeeds() FROM PUBLIC;


--
-- Name: TABLE badge; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.badge TO citylearn_api;


--
-- Name: FUNCTION badge_correction_keeps_picture(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_correction_keeps_picture() FROM PUBLIC;


--
-- Name: FUNCTION badge_document(b public.badge, wanted text[], whole boolean); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_document(b public.badge, wanted text[], whole boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_document(b public.badge, wanted text[], whole boolean) TO citylearn_api;


--
-- Name: FUNCTION badge_host_add(in_base text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_add(in_base text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_host_add(in_base text) TO citylearn_api;


--
-- Name: FUNCTION badge_host_begin(in_id uuid, in_browser bytea, in_state bytea, in_verifier bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_begin(in_id uuid, in_browser bytea, in_state bytea, in_verifier bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_host_begin(in_id uuid, in_browser bytea, in_state bytea, in_verifier bytea) TO citylearn_api;


--
-- Name: TABLE badge_host_account; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,DELETE ON TABLE public.badge_host_account TO citylearn_api;


--
-- Name: FUNCTION badge_host_begins(a public.badge_host_account); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_begins(a public.badge_host_account) FROM PUBLIC;


--
-- Name: FUNCTION badge_host_claim(in_owner uuid, in_most bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_claim(in_owner uuid, in_most bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_host_claim(in_owner uuid, in_most bigint) TO citylearn_courier;


--
-- Name: FUNCTION badge_host_due(in_most bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_due(in_most bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_host_due(in_most bigint) TO citylearn_courier;


--
-- Name: FUNCTION badge_host_ended(in_id uuid, in_owner uuid, in_attempt bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_ended(in_id uuid, in_owner uuid, in_attempt bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_host_ended(in_id uuid, in_owner uuid, in_attempt bigint) TO citylearn_courier;


--
-- Name: FUNCTION badge_host_exchanged(in_id uuid, in_owner uuid, in_attempt bigint, in_access bytea, in_refresh bytea, in_seconds bigint, in_scopes text, in_fault text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_exchanged(in_id uuid, in_owner uuid, in_attempt bigint, in_access bytea, in_refresh bytea, in_seconds bigint, in_scopes text, in_fault text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_host_exchanged(in_id uuid, in_owner uuid, in_attempt bigint, in_access bytea, in_refresh bytea, in_seconds bigint, in_scopes text, in_fault text) TO citylearn_courier;


--
-- Name: FUNCTION badge_host_farewell_claim(in_most bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_farewell_claim(in_most bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_host_farewell_claim(in_most bigint) TO citylearn_courier;


--
-- Name: FUNCTION badge_host_farewell_done(in_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_farewell_done(in_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_host_farewell_done(in_id uuid) TO citylearn_courier;


--
-- Name: FUNCTION badge_host_find(in_state bytea, in_browser bytea, in_host uuid, in_issuer text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_find(in_state bytea, in_browser bytea, in_host uuid, in_issuer text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_host_find(in_state bytea, in_browser bytea, in_host uuid, in_issuer text) TO citylearn_api;


--
-- Name: FUNCTION badge_host_forget(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_forget() FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_host_forget() TO citylearn_courier;


--
-- Name: FUNCTION badge_host_held(in_id uuid, in_owner uuid, in_attempt bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_held(in_id uuid, in_owner uuid, in_attempt bigint) FROM PUBLIC;


--
-- Name: FUNCTION badge_host_is_in_use(in_host uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_is_in_use(in_host uuid) FROM PUBLIC;


--
-- Name: FUNCTION badge_host_leave(in_id uuid, in_owner uuid, in_attempt bigint, in_seconds bigint, in_rest bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_leave(in_id uuid, in_owner uuid, in_attempt bigint, in_seconds bigint, in_rest bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_host_leave(in_id uuid, in_owner uuid, in_attempt bigint, in_seconds bigint, in_rest bigint) TO citylearn_courier;


--
-- Name: FUNCTION badge_host_next(in_id uuid, in_owner uuid, in_attempt bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_next(in_id uuid, in_owner uuid, in_attempt bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_host_next(in_id uuid, in_owner uuid, in_attempt bigint) TO citylearn_courier;


--
-- Name: FUNCTION badge_host_notes_deleted(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_notes_deleted() FROM PUBLIC;


--
-- Name: FUNCTION badge_host_paged(in_id uuid, in_owner uuid, in_attempt bigint, in_offset bigint, in_added bigint, in_known bigint, in_refused bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_paged(in_id uuid, in_owner uuid, in_attempt bigint, in_offset bigint, in_added bigint, in_known bigint, in_refused bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_host_paged(in_id uuid, in_owner uuid, in_attempt bigint, in_offset bigint, in_added bigint, in_known bigint, in_refused bigint) TO citylearn_courier;


--
-- Name: FUNCTION badge_host_pull(in_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_pull(in_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_host_pull(in_id uuid) TO citylearn_api;


--
-- Name: FUNCTION badge_host_pulled(in_id uuid, in_owner uuid, in_attempt bigint, in_fault text, in_seconds bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_pulled(in_id uuid, in_owner uuid, in_attempt bigint, in_fault text, in_seconds bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_host_pulled(in_id uuid, in_owner uuid, in_attempt bigint, in_fault text, in_seconds bigint) TO citylearn_courier;


--
-- Name: TABLE badge_host_push; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.badge_host_push TO citylearn_api;


--
-- Name: FUNCTION badge_host_pushed(in_id uuid, in_owner uuid, in_attempt bigint, in_award uuid, in_fault text, in_seconds bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_pushed(in_id uuid, in_owner uuid, in_attempt bigint, in_award uuid, in_fault text, in_seconds bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_host_pushed(in_id uuid, in_owner uuid, in_attempt bigint, in_award uuid, in_fault text, in_seconds bigint) TO citylearn_courier;


--
-- Name: FUNCTION badge_host_read(in_id uuid, in_attempt bigint, told jsonb, in_client text, in_sealed bytea, in_expires timestamp with time zone); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_read(in_id uuid, in_attempt bigint, told jsonb, in_client text, in_sealed bytea, in_expires timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_host_read(in_id uuid, in_attempt bigint, told jsonb, in_client text, in_sealed bytea, in_expires timestamp with time zone) TO citylearn_courier;


--
-- Name: FUNCTION badge_host_refreshed(in_id uuid, in_owner uuid, in_attempt bigint, in_access bytea, in_refresh bytea, in_seconds bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_refreshed(in_id uuid, in_owner uuid, in_attempt bigint, in_access bytea, in_refresh bytea, in_seconds bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_host_refreshed(in_id uuid, in_owner uuid, in_attempt bigint, in_access bytea, in_refresh bytea, in_seconds bigint) TO citylearn_courier;


--
-- Name: FUNCTION badge_host_return(in_id uuid, in_state bytea, in_code bytea, in_fault text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_return(in_id uuid, in_state bytea, in_code bytea, in_fault text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_host_return(in_id uuid, in_state bytea, in_code bytea, in_fault text) TO citylearn_api;


--
-- Name: FUNCTION badge_host_says_farewell(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_says_farewell() FROM PUBLIC;


--
-- Name: FUNCTION badge_host_send(in_id uuid, in_awards uuid[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_send(in_id uuid, in_awards uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_host_send(in_id uuid, in_awards uuid[]) TO citylearn_api;


--
-- Name: FUNCTION badge_host_take(in_id uuid, in_owner uuid, in_attempt bigint, in_award uuid, in_key bytea, in_form text, in_kind text, in_content bytea, in_credential text, in_facts jsonb, in_valid_from timestamp with time zone, in_question bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_take(in_id uuid, in_owner uuid, in_attempt bigint, in_award uuid, in_key bytea, in_form text, in_kind text, in_content bytea, in_credential text, in_facts jsonb, in_valid_from timestamp with time zone, in_question bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_host_take(in_id uuid, in_owner uuid, in_attempt bigint, in_award uuid, in_key bytea, in_form text, in_kind text, in_content bytea, in_credential text, in_facts jsonb, in_valid_from timestamp with time zone, in_question bytea) TO citylearn_courier;


--
-- Name: FUNCTION badge_host_unknown(in_id uuid, in_owner uuid, in_attempt bigint, in_client text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_unknown(in_id uuid, in_owner uuid, in_attempt bigint, in_client text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_host_unknown(in_id uuid, in_owner uuid, in_attempt bigint, in_client text) TO citylearn_courier;


--
-- Name: FUNCTION badge_host_unread(in_id uuid, in_attempt bigint, in_fault text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_host_unread(in_id uuid, in_attempt bigint, in_fault text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_host_unread(in_id uuid, in_attempt bigint, in_fault text) TO citylearn_courier;


--
-- Name: FUNCTION badge_keeps_editions(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_keeps_editions() FROM PUBLIC;


--
-- Name: FUNCTION badge_keeps_endorsed(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_keeps_endorsed() FROM PUBLIC;


--
-- Name: FUNCTION badge_page(in_badge uuid, in_edition integer, wanted text[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_page(in_badge uuid, in_edition integer, wanted text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_page(in_badge uuid, in_edition integer, wanted text[]) TO citylearn_api;


--
-- Name: FUNCTION badge_picture_keep(in_type text, in_content bytea, in_drawn bytea, in_width bigint, in_height bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_picture_keep(in_type text, in_content bytea, in_drawn bytea, in_width bigint, in_height bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_picture_keep(in_type text, in_content bytea, in_drawn bytea, in_width bigint, in_height bigint) TO citylearn_api;


--
-- Name: FUNCTION badge_picture_show(in_badge uuid, in_edition integer, in_form text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_picture_show(in_badge uuid, in_edition integer, in_form text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_picture_show(in_badge uuid, in_edition integer, in_form text) TO citylearn_api;


--
-- Name: FUNCTION badge_pictures_forget(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_pictures_forget() FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_pictures_forget() TO citylearn_courier;


--
-- Name: FUNCTION badge_versions(b public.badge, wanted text[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.badge_versions(b public.badge, wanted text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.badge_versions(b public.badge, wanted text[]) TO citylearn_api;


--
-- Name: TABLE calendar; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.calendar TO citylearn_api;
GRANT SELECT ON TABLE public.calendar TO citylearn_courier;


--
-- Name: COLUMN calendar.read_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(read_at) ON TABLE public.calendar TO citylearn_courier;


--
-- Name: COLUMN calendar.look_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(look_at) ON TABLE public.calendar TO citylearn_courier;


--
-- Name: COLUMN calendar.fault; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(fault) ON TABLE public.calendar TO citylearn_courier;


--
-- Name: FUNCTION calendar_due(most bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.calendar_due(most bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.calendar_due(most bigint) TO citylearn_courier;


--
-- Name: FUNCTION calendar_is_in(c public.calendar); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.calendar_is_in(c public.calendar) FROM PUBLIC;


--
-- Name: FUNCTION calendar_take(in_calendar uuid, in_etag text, in_modified text, rows bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.calendar_take(in_calendar uuid, in_etag text, in_modified text, rows bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.calendar_take(in_calendar uuid, in_etag text, in_modified text, rows bytea) TO citylearn_courier;


--
-- Name: COLUMN guardianship.id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(id) ON TABLE public.guardianship TO citylearn_api;


--
-- Name: COLUMN guardianship.child; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(child) ON TABLE public.guardianship TO citylearn_api;


--
-- Name: COLUMN guardianship.guardian; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(guardian) ON TABLE public.guardianship TO citylearn_api;


--
-- Name: COLUMN guardianship.guardian_email; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(guardian_email) ON TABLE public.guardianship TO citylearn_api;


--
-- Name: COLUMN guardianship.state; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(state) ON TABLE public.guardianship TO citylearn_api;


--
-- Name: COLUMN guardianship.relation; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(relation) ON TABLE public.guardianship TO citylearn_api;


--
-- Name: COLUMN guardianship.terms; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(terms) ON TABLE public.guardianship TO citylearn_api;


--
-- Name: COLUMN guardianship.invited_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(invited_at) ON TABLE public.guardianship TO citylearn_api;


--
-- Name: COLUMN guardianship.expires_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(expires_at) ON TABLE public.guardianship TO citylearn_api;


--
-- Name: COLUMN guardianship.decided_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(decided_at) ON TABLE public.guardianship TO citylearn_api;


--
-- Name: FUNCTION caller_guardianships(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.caller_guardianships() FROM PUBLIC;
GRANT ALL ON FUNCTION public.caller_guardianships() TO citylearn_api;


--
-- Name: FUNCTION caller_organisations(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.caller_organisations() FROM PUBLIC;
GRANT ALL ON FUNCTION public.caller_organisations() TO citylearn_api;


--
-- Name: FUNCTION caller_role(in_organisation uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.caller_role(in_organisation uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.caller_role(in_organisation uuid) TO citylearn_api;


--
-- Name: FUNCTION change_at(transaction xid8); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.change_at(transaction xid8) FROM PUBLIC;
GRANT ALL ON FUNCTION public.change_at(transaction xid8) TO citylearn_api;


--
-- Name: FUNCTION change_go_on(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.change_go_on() FROM PUBLIC;


--
-- Name: FUNCTION change_next(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.change_next() FROM PUBLIC;


--
-- Name: FUNCTION child_answer(in_child uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.child_answer(in_child uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.child_answer(in_child uuid) TO citylearn_api;


--
-- Name: FUNCTION child_awarded(in_child uuid, in_award uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.child_awarded(in_child uuid, in_award uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.child_awarded(in_child uuid, in_award uuid) TO citylearn_api;


--
-- Name: FUNCTION child_decide(in_child uuid, in_action text, in_relation text, in_source text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.child_decide(in_child uuid, in_action text, in_relation text, in_source text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.child_decide(in_child uuid, in_action text, in_relation text, in_source text) TO citylearn_api;


--
-- Name: FUNCTION child_leaves_their_hosts(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.child_leaves_their_hosts() FROM PUBLIC;


--
-- Name: FUNCTION child_list(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.child_list() FROM PUBLIC;
GRANT ALL ON FUNCTION public.child_list() TO citylearn_api;


--
-- Name: FUNCTION city_changed(in_city uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.city_changed(in_city uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.city_changed(in_city uuid) TO citylearn_api;


--
-- Name: FUNCTION city_member_rows(in_city uuid, in_person uuid, in_after uuid, in_count bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.city_member_rows(in_city uuid, in_person uuid, in_after uuid, in_count bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.city_member_rows(in_city uuid, in_person uuid, in_after uuid, in_count bigint) TO citylearn_api;


--
-- Name: TABLE service_client; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.service_client TO citylearn_api;
GRANT DELETE ON TABLE public.service_client TO citylearn_courier;


--
-- Name: COLUMN service_client.id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(id) ON TABLE public.service_client TO citylearn_courier;


--
-- Name: COLUMN service_client.organisation; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(organisation) ON TABLE public.service_client TO citylearn_courier;


--
-- Name: COLUMN service_client.created_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(created_at) ON TABLE public.service_client TO citylearn_courier;


--
-- Name: COLUMN service_client.last_used_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(last_used_at) ON TABLE public.service_client TO citylearn_courier;


--
-- Name: COLUMN service_client.deleted_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(deleted_at) ON TABLE public.service_client TO citylearn_courier;


--
-- Name: COLUMN service_client.registered; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(registered) ON TABLE public.service_client TO citylearn_courier;


--
-- Name: FUNCTION client_for_authorize(in_client uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.client_for_authorize(in_client uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.client_for_authorize(in_client uuid) TO citylearn_api;


--
-- Name: FUNCTION client_keys(in_client uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.client_keys(in_client uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.client_keys(in_client uuid) TO citylearn_api;


--
-- Name: FUNCTION client_known(in_client uuid, in_hash bytea, in_assertion bytea, in_until timestamp with time zone); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.client_known(in_client uuid, in_hash bytea, in_assertion bytea, in_until timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.client_known(in_client uuid, in_hash bytea, in_assertion bytea, in_until timestamp with time zone) TO citylearn_api;


--
-- Name: FUNCTION client_registered(for_organisation boolean, in_organisation uuid, in_name text, in_scopes text[], in_redirect_uris text[], in_kind text, in_auth_method text, in_jwks jsonb, in_client_uri text, in_alg text, in_grants text[], in_told jsonb, in_hash bytea, in_token bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.client_registered(for_organisation boolean, in_organisation uuid, in_name text, in_scopes text[], in_redirect_uris text[], in_kind text, in_auth_method text, in_jwks jsonb, in_client_uri text, in_alg text, in_grants text[], in_told jsonb, in_hash bytea, in_token bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.client_registered(for_organisation boolean, in_organisation uuid, in_name text, in_scopes text[], in_redirect_uris text[], in_kind text, in_auth_method text, in_jwks jsonb, in_client_uri text, in_alg text, in_grants text[], in_told jsonb, in_hash bytea, in_token bytea) TO citylearn_api;


--
-- Name: FUNCTION client_registration_document(c public.service_client, in_secret text, in_token text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.client_registration_document(c public.service_client, in_secret text, in_token text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.client_registration_document(c public.service_client, in_secret text, in_token text) TO citylearn_api;


--
-- Name: FUNCTION client_registration_end(in_client uuid, in_token bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.client_registration_end(in_client uuid, in_token bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.client_registration_end(in_client uuid, in_token bytea) TO citylearn_api;


--
-- Name: FUNCTION client_registration_own(in_client uuid, in_token bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.client_registration_own(in_client uuid, in_token bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.client_registration_own(in_client uuid, in_token bytea) TO citylearn_api;


--
-- Name: FUNCTION client_registration_put(in_client uuid, in_token bytea, in_name text, in_scopes text[], in_redirect_uris text[], in_jwks jsonb, in_client_uri text, in_alg text, in_grants text[], in_told jsonb); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.client_registration_put(in_client uuid, in_token bytea, in_name text, in_scopes text[], in_redirect_uris text[], in_jwks jsonb, in_client_uri text, in_alg text, in_grants text[], in_told jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.client_registration_put(in_client uuid, in_token bytea, in_name text, in_scopes text[], in_redirect_uris text[], in_jwks jsonb, in_client_uri text, in_alg text, in_grants text[], in_told jsonb) TO citylearn_api;


--
-- Name: FUNCTION client_secret_expire(in_client uuid, but uuid, seconds integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.client_secret_expire(in_client uuid, but uuid, seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.client_secret_expire(in_client uuid, but uuid, seconds integer) TO citylearn_api;


--
-- Name: FUNCTION closing_leaves_nobody_alone(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.closing_leaves_nobody_alone() FROM PUBLIC;


--
-- Name: FUNCTION code_begin(in_hash bytea, in_client uuid, in_redirect_uri text, in_challenge text, in_nonce text, in_scopes text[], in_session uuid, asked boolean); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.code_begin(in_hash bytea, in_client uuid, in_redirect_uri text, in_challenge text, in_nonce text, in_scopes text[], in_session uuid, asked boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.code_begin(in_hash bytea, in_client uuid, in_redirect_uri text, in_challenge text, in_nonce text, in_scopes text[], in_session uuid, asked boolean) TO citylearn_api;


--
-- Name: TABLE authorization_code; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,DELETE ON TABLE public.authorization_code TO citylearn_courier;


--
-- Name: FUNCTION code_use(in_hash bytea, in_client uuid, in_redirect_uri text, in_challenge text, in_refresh bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.code_use(in_hash bytea, in_client uuid, in_redirect_uri text, in_challenge text, in_refresh bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.code_use(in_hash bytea, in_client uuid, in_redirect_uri text, in_challenge text, in_refresh bytea) TO citylearn_api;


--
-- Name: FUNCTION connection_list(in_person uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.connection_list(in_person uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.connection_list(in_person uuid) TO citylearn_api;


--
-- Name: FUNCTION connection_revoke(in_person uuid, in_client uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.connection_revoke(in_person uuid, in_client uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.connection_revoke(in_person uuid, in_client uuid) TO citylearn_api;


--
-- Name: FUNCTION consent_state(in_person uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.consent_state(in_person uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.consent_state(in_person uuid) TO citylearn_api;


--
-- Name: FUNCTION credential_begin(in_award uuid, in_organisation uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.credential_begin(in_award uuid, in_organisation uuid) FROM PUBLIC;


--
-- Name: FUNCTION credential_due(most bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.credential_due(most bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.credential_due(most bigint) TO citylearn_courier;


--
-- Name: FUNCTION credential_facts(in_award uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.credential_facts(in_award uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.credential_facts(in_award uuid) TO citylearn_api;
GRANT ALL ON FUNCTION public.credential_facts(in_award uuid) TO citylearn_courier;


--
-- Name: FUNCTION credential_keep(in_award uuid, in_kid text, in_document text, in_token text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.credential_keep(in_award uuid, in_kid text, in_document text, in_token text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.credential_keep(in_award uuid, in_kid text, in_document text, in_token text) TO citylearn_api;
GRANT ALL ON FUNCTION public.credential_keep(in_award uuid, in_kid text, in_document text, in_token text) TO citylearn_courier;


--
-- Name: FUNCTION credential_set_facts(in_awards uuid[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.credential_set_facts(in_awards uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.credential_set_facts(in_awards uuid[]) TO citylearn_courier;


--
-- Name: FUNCTION credential_set_keep(in_awards uuid[], in_kids text[], in_documents text[], in_tokens text[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.credential_set_keep(in_awards uuid[], in_kids text[], in_documents text[], in_tokens text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.credential_set_keep(in_awards uuid[], in_kids text[], in_documents text[], in_tokens text[]) TO citylearn_courier;


--
-- Name: FUNCTION credential_show(in_award uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.credential_show(in_award uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.credential_show(in_award uuid) TO citylearn_api;


--
-- Name: TABLE delivery; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,UPDATE ON TABLE public.delivery TO citylearn_api;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.delivery TO citylearn_courier;


--
-- Name: TABLE event; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.event TO citylearn_api;
GRANT SELECT,DELETE ON TABLE public.event TO citylearn_courier;


--
-- Name: COLUMN event.fanned_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(fanned_at) ON TABLE public.event TO citylearn_courier;


--
-- Name: COLUMN event.place; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(place) ON TABLE public.event TO citylearn_courier;


--
-- Name: COLUMN event.whole; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(whole) ON TABLE public.event TO citylearn_courier;


--
-- Name: TABLE delivery_attempt; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.delivery_attempt TO citylearn_api;
GRANT SELECT,INSERT,DELETE ON TABLE public.delivery_attempt TO citylearn_courier;


--
-- Name: FUNCTION endorsement_count(in_badge uuid, in_edition integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.endorsement_count(in_badge uuid, in_edition integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.endorsement_count(in_badge uuid, in_edition integer) TO citylearn_api;


--
-- Name: FUNCTION endorsement_document(e public.endorsement, wanted text[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.endorsement_document(e public.endorsement, wanted text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.endorsement_document(e public.endorsement, wanted text[]) TO citylearn_api;


--
-- Name: FUNCTION endorsement_events(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.endorsement_events() FROM PUBLIC;


--
-- Name: FUNCTION endorsement_facts(in_endorsement uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.endorsement_facts(in_endorsement uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.endorsement_facts(in_endorsement uuid) TO citylearn_api;


--
-- Name: FUNCTION endorsement_keep(in_endorsement uuid, in_kid text, in_document text, in_token text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.endorsement_keep(in_endorsement uuid, in_kid text, in_document text, in_token text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.endorsement_keep(in_endorsement uuid, in_kid text, in_document text, in_token text) TO citylearn_api;


--
-- Name: FUNCTION endorsement_may_be(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.endorsement_may_be() FROM PUBLIC;


--
-- Name: FUNCTION endorsement_moves(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.endorsement_moves() FROM PUBLIC;


--
-- Name: FUNCTION endorsement_signed(in_endorsement uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.endorsement_signed(in_endorsement uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.endorsement_signed(in_endorsement uuid) TO citylearn_api;


--
-- Name: FUNCTION endorsements_signed(in_subject uuid, in_edition integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.endorsements_signed(in_subject uuid, in_edition integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.endorsements_signed(in_subject uuid, in_edition integer) TO citylearn_api;


--
-- Name: TABLE webhook_endpoint; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.webhook_endpoint TO citylearn_api;
GRANT SELECT ON TABLE public.webhook_endpoint TO citylearn_courier;


--
-- Name: COLUMN webhook_endpoint.state; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(state) ON TABLE public.webhook_endpoint TO citylearn_courier;


--
-- Name: COLUMN webhook_endpoint.failures; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(failures) ON TABLE public.webhook_endpoint TO citylearn_courier;


--
-- Name: COLUMN webhook_endpoint.breaker_until; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(breaker_until) ON TABLE public.webhook_endpoint TO citylearn_courier;


--
-- Name: COLUMN webhook_endpoint.breaker_seconds; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(breaker_seconds) ON TABLE public.webhook_endpoint TO citylearn_courier;


--
-- Name: COLUMN webhook_endpoint.last_success_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(last_success_at) ON TABLE public.webhook_endpoint TO citylearn_courier;


--
-- Name: COLUMN webhook_endpoint.allowance; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(allowance) ON TABLE public.webhook_endpoint TO citylearn_courier;


--
-- Name: COLUMN webhook_endpoint.allowance_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(allowance_at) ON TABLE public.webhook_endpoint TO citylearn_courier;


--
-- Name: COLUMN webhook_endpoint.slow_until; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(slow_until) ON TABLE public.webhook_endpoint TO citylearn_courier;


--
-- Name: COLUMN webhook_endpoint.challenge; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(challenge) ON TABLE public.webhook_endpoint TO citylearn_courier;


--
-- Name: COLUMN webhook_endpoint.verified_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(verified_at) ON TABLE public.webhook_endpoint TO citylearn_courier;


--
-- Name: COLUMN webhook_endpoint.failing_since; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(failing_since) ON TABLE public.webhook_endpoint TO citylearn_courier;


--
-- Name: COLUMN webhook_endpoint.warned; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(warned) ON TABLE public.webhook_endpoint TO citylearn_courier;


--
-- Name: COLUMN webhook_endpoint.version; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(version) ON TABLE public.webhook_endpoint TO citylearn_courier;


--
-- Name: FUNCTION endpoint_health(in_endpoint uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.endpoint_health(in_endpoint uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.endpoint_health(in_endpoint uuid) TO citylearn_api;


--
-- Name: FUNCTION endpoint_ping(in_endpoint uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.endpoint_ping(in_endpoint uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.endpoint_ping(in_endpoint uuid) TO citylearn_api;


--
-- Name: FUNCTION event_add(in_organisation uuid, in_type text, in_subject uuid, in_seq integer, path text, data jsonb); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.event_add(in_organisation uuid, in_type text, in_subject uuid, in_seq integer, path text, data jsonb) FROM PUBLIC;


--
-- Name: FUNCTION event_rows(in_organisation uuid, in_city text, in_type text, in_after uuid, in_count bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.event_rows(in_organisation uuid, in_city text, in_type text, in_after uuid, in_count bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.event_rows(in_organisation uuid, in_city text, in_type text, in_after uuid, in_count bigint) TO citylearn_api;


--
-- Name: FUNCTION event_whole(type text, subject uuid, payload text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.event_whole(type text, subject uuid, payload text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.event_whole(type text, subject uuid, payload text) TO citylearn_courier;


--
-- Name: FUNCTION event_write(in_organisation uuid, in_city uuid, in_type text, in_subject uuid, in_seq integer, path text, data jsonb, fanned timestamp with time zone); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.event_write(in_organisation uuid, in_city uuid, in_type text, in_subject uuid, in_seq integer, path text, data jsonb, fanned timestamp with time zone) FROM PUBLIC;


--
-- Name: FUNCTION exchange_page(in_since timestamp with time zone, in_limit bigint, in_offset bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.exchange_page(in_since timestamp with time zone, in_limit bigint, in_offset bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.exchange_page(in_since timestamp with time zone, in_limit bigint, in_offset bigint) TO citylearn_api;


--
-- Name: TABLE person; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.person TO citylearn_api;


--
-- Name: COLUMN person.id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(id) ON TABLE public.person TO citylearn_courier;


--
-- Name: COLUMN person.birth_year; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(birth_year) ON TABLE public.person TO citylearn_courier;


--
-- Name: COLUMN person.home_city; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(home_city) ON TABLE public.person TO citylearn_courier;


--
-- Name: FUNCTION exchange_profile_put(in_name text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.exchange_profile_put(in_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.exchange_profile_put(in_name text) TO citylearn_api;


--
-- Name: FUNCTION family_revoke_by_refresh(in_hash bytea, in_client uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.family_revoke_by_refresh(in_hash bytea, in_client uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.family_revoke_by_refresh(in_hash bytea, in_client uuid) TO citylearn_api;


--
-- Name: TABLE token_family; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,DELETE ON TABLE public.token_family TO citylearn_courier;


--
-- Name: FUNCTION federation_begin(in_id uuid, in_provider uuid, in_browser bytea, in_state bytea, in_nonce text, in_verifier bytea, in_next text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.federation_begin(in_id uuid, in_provider uuid, in_browser bytea, in_state bytea, in_nonce text, in_verifier bytea, in_next text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.federation_begin(in_id uuid, in_provider uuid, in_browser bytea, in_state bytea, in_nonce text, in_verifier bytea, in_next text) TO citylearn_api;


--
-- Name: FUNCTION federation_end(in_attempt uuid, in_browser bytea, in_hash bytea, in_agent text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.federation_end(in_attempt uuid, in_browser bytea, in_hash bytea, in_agent text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.federation_end(in_attempt uuid, in_browser bytea, in_hash bytea, in_agent text) TO citylearn_api;


--
-- Name: FUNCTION federation_find(in_state bytea, in_browser bytea, in_city text, in_issuer text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.federation_find(in_state bytea, in_browser bytea, in_city text, in_issuer text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.federation_find(in_state bytea, in_browser bytea, in_city text, in_issuer text) TO citylearn_api;


--
-- Name: TABLE federation_attempt; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,DELETE ON TABLE public.federation_attempt TO citylearn_courier;


--
-- Name: COLUMN federation_attempt.code; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(code) ON TABLE public.federation_attempt TO citylearn_courier;


--
-- Name: COLUMN federation_attempt.stage; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(stage) ON TABLE public.federation_attempt TO citylearn_courier;


--
-- Name: COLUMN federation_attempt.reason; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(reason) ON TABLE public.federation_attempt TO citylearn_courier;


--
-- Name: COLUMN federation_attempt.found; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(found) ON TABLE public.federation_attempt TO citylearn_courier;


--
-- Name: COLUMN federation_attempt.owner; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(owner) ON TABLE public.federation_attempt TO citylearn_courier;


--
-- Name: COLUMN federation_attempt.lease_until; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(lease_until) ON TABLE public.federation_attempt TO citylearn_courier;


--
-- Name: FUNCTION federation_person(a public.federation_attempt); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.federation_person(a public.federation_attempt) FROM PUBLIC;


--
-- Name: FUNCTION federation_return(in_attempt uuid, in_code bytea, in_reason text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.federation_return(in_attempt uuid, in_code bytea, in_reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.federation_return(in_attempt uuid, in_code bytea, in_reason text) TO citylearn_api;


--
-- Name: FUNCTION guardian_answer(in_link bytea, in_id uuid, in_action text, in_relation text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.guardian_answer(in_link bytea, in_id uuid, in_action text, in_relation text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.guardian_answer(in_link bytea, in_id uuid, in_action text, in_relation text) TO citylearn_api;


--
-- Name: FUNCTION guardian_invite(in_email text, in_link bytea, in_mail uuid, in_sealed bytea, in_language text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.guardian_invite(in_email text, in_link bytea, in_mail uuid, in_sealed bytea, in_language text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.guardian_invite(in_email text, in_link bytea, in_mail uuid, in_sealed bytea, in_language text) TO citylearn_api;


--
-- Name: FUNCTION guardian_question(in_link bytea, in_id uuid, wanted text[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.guardian_question(in_link bytea, in_id uuid, wanted text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.guardian_question(in_link bytea, in_id uuid, wanted text[]) TO citylearn_api;


--
-- Name: FUNCTION guardian_standing(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.guardian_standing() FROM PUBLIC;
GRANT ALL ON FUNCTION public.guardian_standing() TO citylearn_api;


--
-- Name: FUNCTION guardianship_list(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.guardianship_list() FROM PUBLIC;
GRANT ALL ON FUNCTION public.guardianship_list() TO citylearn_api;


--
-- Name: FUNCTION held_all(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.held_all() FROM PUBLIC;


--
-- Name: TABLE held_credential; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,DELETE ON TABLE public.held_credential TO citylearn_api;


--
-- Name: FUNCTION held_ask(in_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.held_ask(in_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.held_ask(in_id uuid) TO citylearn_api;


--
-- Name: FUNCTION held_export(in_after uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.held_export(in_after uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.held_export(in_after uuid) TO citylearn_api;


--
-- Name: FUNCTION held_export_parts(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.held_export_parts() FROM PUBLIC;
GRANT ALL ON FUNCTION public.held_export_parts() TO citylearn_api;


--
-- Name: FUNCTION held_hears_verdict(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.held_hears_verdict() FROM PUBLIC;


--
-- Name: TABLE held_import; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.held_import TO citylearn_api;


--
-- Name: FUNCTION held_import_begin(in_award uuid, in_source text, in_archive bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.held_import_begin(in_award uuid, in_source text, in_archive bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.held_import_begin(in_award uuid, in_source text, in_archive bytea) TO citylearn_api;


--
-- Name: FUNCTION held_import_claim(in_owner uuid, in_most bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.held_import_claim(in_owner uuid, in_most bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.held_import_claim(in_owner uuid, in_most bigint) TO citylearn_courier;


--
-- Name: FUNCTION held_import_keep(in_import uuid, in_owner uuid, in_attempt bigint, in_award uuid, in_key bytea, in_form text, in_kind text, in_content bytea, in_credential text, in_facts jsonb, in_valid_from timestamp with time zone, in_question bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.held_import_keep(in_import uuid, in_owner uuid, in_attempt bigint, in_award uuid, in_key bytea, in_form text, in_kind text, in_content bytea, in_credential text, in_facts jsonb, in_valid_from timestamp with time zone, in_question bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.held_import_keep(in_import uuid, in_owner uuid, in_attempt bigint, in_award uuid, in_key bytea, in_form text, in_kind text, in_content bytea, in_credential text, in_facts jsonb, in_valid_from timestamp with time zone, in_question bytea) TO citylearn_courier;


--
-- Name: FUNCTION held_import_settle(in_import uuid, in_owner uuid, in_attempt bigint, in_items jsonb); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.held_import_settle(in_import uuid, in_owner uuid, in_attempt bigint, in_items jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.held_import_settle(in_import uuid, in_owner uuid, in_attempt bigint, in_items jsonb) TO citylearn_courier;


--
-- Name: FUNCTION held_imports_forget(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.held_imports_forget() FROM PUBLIC;
GRANT ALL ON FUNCTION public.held_imports_forget() TO citylearn_courier;


--
-- Name: FUNCTION held_imports_give_up(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.held_imports_give_up() FROM PUBLIC;
GRANT ALL ON FUNCTION public.held_imports_give_up() TO citylearn_courier;


--
-- Name: FUNCTION held_keep(in_person uuid, in_award uuid, in_key bytea, in_form text, in_kind text, in_content bytea, in_credential text, in_facts jsonb, in_valid_from timestamp with time zone, in_question bytea, OUT kept uuid, OUT was_there boolean); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.held_keep(in_person uuid, in_award uuid, in_key bytea, in_form text, in_kind text, in_content bytea, in_credential text, in_facts jsonb, in_valid_from timestamp with time zone, in_question bytea, OUT kept uuid, OUT was_there boolean) FROM PUBLIC;


--
-- Name: FUNCTION held_leaves_room(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.held_leaves_room() FROM PUBLIC;


--
-- Name: FUNCTION held_put(in_award uuid, in_key bytea, in_form text, in_kind text, in_content bytea, in_credential text, in_facts jsonb, in_valid_from timestamp with time zone, in_question bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.held_put(in_award uuid, in_key bytea, in_form text, in_kind text, in_content bytea, in_credential text, in_facts jsonb, in_valid_from timestamp with time zone, in_question bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.held_put(in_award uuid, in_key bytea, in_form text, in_kind text, in_content bytea, in_credential text, in_facts jsonb, in_valid_from timestamp with time zone, in_question bytea) TO citylearn_api;


--
-- Name: FUNCTION held_question(in_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.held_question(in_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION held_refuses(in_person uuid, in_award uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.held_refuses(in_person uuid, in_award uuid) FROM PUBLIC;


--
-- Name: FUNCTION idempotency_answer(in_principal text, in_key text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.idempotency_answer(in_principal text, in_key text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.idempotency_answer(in_principal text, in_key text) TO citylearn_api;


--
-- Name: FUNCTION idempotency_claim(in_principal text, in_key text, in_request bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.idempotency_claim(in_principal text, in_key text, in_request bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.idempotency_claim(in_principal text, in_key text, in_request bytea) TO citylearn_api;


--
-- Name: FUNCTION idempotency_keep(in_principal text, in_key text, in_request bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.idempotency_keep(in_principal text, in_key text, in_request bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.idempotency_keep(in_principal text, in_key text, in_request bytea) TO citylearn_api;


--
-- Name: TABLE identity_provider; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_provider TO citylearn_api;
GRANT SELECT ON TABLE public.identity_provider TO citylearn_courier;


--
-- Name: COLUMN identity_provider.authorize_url; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(authorize_url) ON TABLE public.identity_provider TO citylearn_courier;


--
-- Name: COLUMN identity_provider.token_url; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(token_url) ON TABLE public.identity_provider TO citylearn_courier;


--
-- Name: COLUMN identity_provider.jwks_url; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(jwks_url) ON TABLE public.identity_provider TO citylearn_courier;


--
-- Name: COLUMN identity_provider.jwks; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(jwks) ON TABLE public.identity_provider TO citylearn_courier;


--
-- Name: COLUMN identity_provider.read_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(read_at) ON TABLE public.identity_provider TO citylearn_courier;


--
-- Name: COLUMN identity_provider.look_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(look_at) ON TABLE public.identity_provider TO citylearn_courier;


--
-- Name: COLUMN identity_provider.fault; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(fault) ON TABLE public.identity_provider TO citylearn_courier;


--
-- Name: FUNCTION import_cancel_step(in_job uuid, in_owner uuid, in_attempt bigint, most bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.import_cancel_step(in_job uuid, in_owner uuid, in_attempt bigint, most bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.import_cancel_step(in_job uuid, in_owner uuid, in_attempt bigint, most bigint) TO citylearn_courier;


--
-- Name: TABLE import; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.import TO citylearn_api;
GRANT SELECT ON TABLE public.import TO citylearn_courier;


--
-- Name: FUNCTION import_confirm(in_organisation uuid, in_import uuid, in_missing bigint, in_reason text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.import_confirm(in_organisation uuid, in_import uuid, in_missing bigint, in_reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.import_confirm(in_organisation uuid, in_import uuid, in_missing bigint, in_reason text) TO citylearn_api;


--
-- Name: FUNCTION import_document(i public.import); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.import_document(i public.import) FROM PUBLIC;
GRANT ALL ON FUNCTION public.import_document(i public.import) TO citylearn_api;


--
-- Name: FUNCTION import_end(in_job uuid, in_owner uuid, in_attempt bigint, in_failure text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.import_end(in_job uuid, in_owner uuid, in_attempt bigint, in_failure text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.import_end(in_job uuid, in_owner uuid, in_attempt bigint, in_failure text) TO citylearn_courier;


--
-- Name: FUNCTION import_enter(i public.import); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.import_enter(i public.import) FROM PUBLIC;


--
-- Name: TABLE job; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.job TO citylearn_api;
GRANT SELECT,DELETE ON TABLE public.job TO citylearn_courier;


--
-- Name: COLUMN job.state; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(state) ON TABLE public.job TO citylearn_api;
GRANT UPDATE(state) ON TABLE public.job TO citylearn_courier;


--
-- Name: COLUMN job.counts; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(counts) ON TABLE public.job TO citylearn_courier;


--
-- Name: COLUMN job.cursor; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(cursor) ON TABLE public.job TO citylearn_courier;


--
-- Name: COLUMN job.problem; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(problem) ON TABLE public.job TO citylearn_courier;


--
-- Name: COLUMN job.attempt; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(attempt) ON TABLE public.job TO citylearn_courier;


--
-- Name: COLUMN job.in_vain; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(in_vain) ON TABLE public.job TO citylearn_courier;


--
-- Name: COLUMN job.owner; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(owner) ON TABLE public.job TO citylearn_courier;


--
-- Name: COLUMN job.lease_until; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(lease_until) ON TABLE public.job TO citylearn_courier;


--
-- Name: COLUMN job.started_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(started_at) ON TABLE public.job TO citylearn_courier;


--
-- Name: COLUMN job.done_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(done_at) ON TABLE public.job TO citylearn_api;
GRANT UPDATE(done_at) ON TABLE public.job TO citylearn_courier;


--
-- Name: FUNCTION import_finish(i public.import, j public.job, in_failure text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.import_finish(i public.import, j public.job, in_failure text) FROM PUBLIC;


--
-- Name: FUNCTION import_forget(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.import_forget() FROM PUBLIC;
GRANT ALL ON FUNCTION public.import_forget() TO citylearn_courier;


--
-- Name: FUNCTION import_fresh(i public.import, items jsonb, lines bigint[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.import_fresh(i public.import, items jsonb, lines bigint[]) FROM PUBLIC;


--
-- Name: FUNCTION import_is_coming(in_import uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.import_is_coming(in_import uuid) FROM PUBLIC;


--
-- Name: FUNCTION import_is_waiting(in_import uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.import_is_waiting(in_import uuid) FROM PUBLIC;


--
-- Name: FUNCTION import_lacks(i public.import); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.import_lacks(i public.import) FROM PUBLIC;


--
-- Name: FUNCTION import_make(in_organisation uuid, in_import uuid, in_input jsonb); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.import_make(in_organisation uuid, in_import uuid, in_input jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.import_make(in_organisation uuid, in_import uuid, in_input jsonb) TO citylearn_api;


--
-- Name: FUNCTION import_note(in_import uuid, faults jsonb); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.import_note(in_import uuid, faults jsonb) FROM PUBLIC;


--
-- Name: FUNCTION import_piece_add(in_organisation uuid, in_import uuid, in_n bigint, in_bytes bytea, in_key text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.import_piece_add(in_organisation uuid, in_import uuid, in_n bigint, in_bytes bytea, in_key text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.import_piece_add(in_organisation uuid, in_import uuid, in_n bigint, in_bytes bytea, in_key text) TO citylearn_api;


--
-- Name: FUNCTION import_piece_drop(in_organisation uuid, in_import uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.import_piece_drop(in_organisation uuid, in_import uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.import_piece_drop(in_organisation uuid, in_import uuid) TO citylearn_api;


--
-- Name: FUNCTION import_put(i public.import, items jsonb, places integer[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.import_put(i public.import, items jsonb, places integer[]) FROM PUBLIC;


--
-- Name: FUNCTION import_step(in_job uuid, in_owner uuid, in_attempt bigint, items jsonb, lines bigint[], unfit jsonb, unfit_count bigint, last_row bigint, columns jsonb); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.import_step(in_job uuid, in_owner uuid, in_attempt bigint, items jsonb, lines bigint[], unfit jsonb, unfit_count bigint, last_row bigint, columns jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.import_step(in_job uuid, in_owner uuid, in_attempt bigint, items jsonb, lines bigint[], unfit jsonb, unfit_count bigint, last_row bigint, columns jsonb) TO citylearn_courier;


--
-- Name: FUNCTION import_zone(i public.import); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.import_zone(i public.import) FROM PUBLIC;
GRANT ALL ON FUNCTION public.import_zone(i public.import) TO citylearn_courier;


--
-- Name: FUNCTION invitation_answer(in_invitation uuid, in_action text, wanted text[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.invitation_answer(in_invitation uuid, in_action text, wanted text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.invitation_answer(in_invitation uuid, in_action text, wanted text[]) TO citylearn_api;


--
-- Name: FUNCTION invitation_by_token(in_hash bytea, wanted text[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.invitation_by_token(in_hash bytea, wanted text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.invitation_by_token(in_hash bytea, wanted text[]) TO citylearn_api;


--
-- Name: FUNCTION invitation_document(i public.invitation, wanted text[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.invitation_document(i public.invitation, wanted text[]) FROM PUBLIC;


--
-- Name: FUNCTION invitation_mail(i public.invitation, in_sealed bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.invitation_mail(i public.invitation, in_sealed bytea) FROM PUBLIC;


--
-- Name: FUNCTION invitation_make(in_organisation uuid, in_city uuid, in_email text, in_role text, in_language text, in_link bytea, in_mail uuid, in_sealed bytea, wanted text[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.invitation_make(in_organisation uuid, in_city uuid, in_email text, in_role text, in_language text, in_link bytea, in_mail uuid, in_sealed bytea, wanted text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.invitation_make(in_organisation uuid, in_city uuid, in_email text, in_role text, in_language text, in_link bytea, in_mail uuid, in_sealed bytea, wanted text[]) TO citylearn_api;


--
-- Name: FUNCTION invitation_mine(in_after uuid, in_count bigint, wanted text[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.invitation_mine(in_after uuid, in_count bigint, wanted text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.invitation_mine(in_after uuid, in_count bigint, wanted text[]) TO citylearn_api;


--
-- Name: FUNCTION invitation_offer(in_organisation uuid, in_city uuid, in_emails text[], in_roles text[], in_languages text[], in_links text[], in_mails text[], in_sealed text[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.invitation_offer(in_organisation uuid, in_city uuid, in_emails text[], in_roles text[], in_languages text[], in_links text[], in_mails text[], in_sealed text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.invitation_offer(in_organisation uuid, in_city uuid, in_emails text[], in_roles text[], in_languages text[], in_links text[], in_mails text[], in_sealed text[]) TO citylearn_api;


--
-- Name: FUNCTION invitation_own(in_organisation uuid, in_city uuid, in_invitation uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.invitation_own(in_organisation uuid, in_city uuid, in_invitation uuid) FROM PUBLIC;


--
-- Name: FUNCTION invitation_resend(in_organisation uuid, in_city uuid, in_invitation uuid, in_link bytea, in_mail uuid, in_sealed bytea, wanted text[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.invitation_resend(in_organisation uuid, in_city uuid, in_invitation uuid, in_link bytea, in_mail uuid, in_sealed bytea, wanted text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.invitation_resend(in_organisation uuid, in_city uuid, in_invitation uuid, in_link bytea, in_mail uuid, in_sealed bytea, wanted text[]) TO citylearn_api;


--
-- Name: FUNCTION invitation_revoke(in_organisation uuid, in_city uuid, in_invitation uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.invitation_revoke(in_organisation uuid, in_city uuid, in_invitation uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.invitation_revoke(in_organisation uuid, in_city uuid, in_invitation uuid) TO citylearn_api;


--
-- Name: FUNCTION invitation_rows(in_organisation uuid, in_city uuid, in_state text, in_after uuid, in_count bigint, wanted text[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.invitation_rows(in_organisation uuid, in_city uuid, in_state text, in_after uuid, in_count bigint, wanted text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.invitation_rows(in_organisation uuid, in_city uuid, in_state text, in_after uuid, in_count bigint, wanted text[]) TO citylearn_api;


--
-- Name: FUNCTION issuer_email(in_organisation uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.issuer_email(in_organisation uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.issuer_email(in_organisation uuid) TO citylearn_api;


--
-- Name: FUNCTION issuer_facts(in_organisation uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.issuer_facts(in_organisation uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.issuer_facts(in_organisation uuid) TO citylearn_api;


--
-- Name: FUNCTION issuer_key_add(in_kid text, in_organisation uuid, in_jwk json, in_sealed bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.issuer_key_add(in_kid text, in_organisation uuid, in_jwk json, in_sealed bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.issuer_key_add(in_kid text, in_organisation uuid, in_jwk json, in_sealed bytea) TO citylearn_api;
GRANT ALL ON FUNCTION public.issuer_key_add(in_kid text, in_organisation uuid, in_jwk json, in_sealed bytea) TO citylearn_courier;


--
-- Name: FUNCTION issuer_key_public(in_kid text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.issuer_key_public(in_kid text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.issuer_key_public(in_kid text) TO citylearn_api;


--
-- Name: FUNCTION issuer_key_rotate(in_kid text, in_organisation uuid, in_jwk json, in_sealed bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.issuer_key_rotate(in_kid text, in_organisation uuid, in_jwk json, in_sealed bytea) FROM PUBLIC;


--
-- Name: FUNCTION issuer_key_signing(in_organisation uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.issuer_key_signing(in_organisation uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.issuer_key_signing(in_organisation uuid) TO citylearn_api;
GRANT ALL ON FUNCTION public.issuer_key_signing(in_organisation uuid) TO citylearn_courier;


--
-- Name: FUNCTION issuer_keys(in_organisation uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.issuer_keys(in_organisation uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.issuer_keys(in_organisation uuid) TO citylearn_api;


--
-- Name: FUNCTION issuer_page(in_organisation uuid, wanted text[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.issuer_page(in_organisation uuid, wanted text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.issuer_page(in_organisation uuid, wanted text[]) TO citylearn_api;


--
-- Name: FUNCTION link_find(in_link bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.link_find(in_link bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.link_find(in_link bytea) TO citylearn_api;


--
-- Name: TABLE mail_link; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,DELETE ON TABLE public.mail_link TO citylearn_courier;


--
-- Name: FUNCTION link_use(in_link bytea, in_kind public.link_kind); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.link_use(in_link bytea, in_kind public.link_kind) FROM PUBLIC;
GRANT ALL ON FUNCTION public.link_use(in_link bytea, in_kind public.link_kind) TO citylearn_api;


--
-- Name: FUNCTION mail_add(in_id uuid, in_kind text, in_recipient text, in_language text, in_person uuid, in_organisation uuid, in_city uuid, in_data jsonb, in_sealed bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.mail_add(in_id uuid, in_kind text, in_recipient text, in_language text, in_person uuid, in_organisation uuid, in_city uuid, in_data jsonb, in_sealed bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.mail_add(in_id uuid, in_kind text, in_recipient text, in_language text, in_person uuid, in_organisation uuid, in_city uuid, in_data jsonb, in_sealed bytea) TO citylearn_api;


--
-- Name: TABLE mail; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,DELETE ON TABLE public.mail TO citylearn_courier;


--
-- Name: COLUMN mail.sealed; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(sealed) ON TABLE public.mail TO citylearn_courier;


--
-- Name: COLUMN mail.state; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(state) ON TABLE public.mail TO citylearn_courier;


--
-- Name: COLUMN mail.attempt; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(attempt) ON TABLE public.mail TO citylearn_courier;


--
-- Name: COLUMN mail.due_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(due_at) ON TABLE public.mail TO citylearn_courier;


--
-- Name: COLUMN mail.owner; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(owner) ON TABLE public.mail TO citylearn_courier;


--
-- Name: COLUMN mail.lease_until; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(lease_until) ON TABLE public.mail TO citylearn_courier;


--
-- Name: COLUMN mail.reply_code; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(reply_code) ON TABLE public.mail TO citylearn_courier;


--
-- Name: COLUMN mail.sent_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(sent_at) ON TABLE public.mail TO citylearn_courier;


--
-- Name: FUNCTION mail_own(in_mail uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.mail_own(in_mail uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.mail_own(in_mail uuid) TO citylearn_api;


--
-- Name: FUNCTION mail_resend(in_mail uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.mail_resend(in_mail uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.mail_resend(in_mail uuid) TO citylearn_api;


--
-- Name: FUNCTION mail_tell(in_person uuid, in_kind text, in_data jsonb); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.mail_tell(in_person uuid, in_kind text, in_data jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.mail_tell(in_person uuid, in_kind text, in_data jsonb) TO citylearn_api;


--
-- Name: FUNCTION may_consent_to_apps(in_person uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.may_consent_to_apps(in_person uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.may_consent_to_apps(in_person uuid) TO citylearn_api;


--
-- Name: FUNCTION member_rows(in_organisation uuid, in_person uuid, in_after uuid, in_count bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.member_rows(in_organisation uuid, in_person uuid, in_after uuid, in_count bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.member_rows(in_organisation uuid, in_person uuid, in_after uuid, in_count bigint) TO citylearn_api;


--
-- Name: TABLE organisation; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.organisation TO citylearn_api;


--
-- Name: FUNCTION organisation_changed(in_organisation uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.organisation_changed(in_organisation uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organisation_changed(in_organisation uuid) TO citylearn_api;


--
-- Name: FUNCTION organisation_may_publish(in_organisation uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.organisation_may_publish(in_organisation uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organisation_may_publish(in_organisation uuid) TO citylearn_api;


--
-- Name: FUNCTION organisation_register(input jsonb); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.organisation_register(input jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organisation_register(input jsonb) TO citylearn_api;


--
-- Name: FUNCTION owner_remains(in_organisation uuid, in_but uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.owner_remains(in_organisation uuid, in_but uuid) FROM PUBLIC;


--
-- Name: FUNCTION password_reset(in_link bytea, in_phc text, in_account bytea, in_hash bytea, in_agent text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.password_reset(in_link bytea, in_phc text, in_account bytea, in_hash bytea, in_agent text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.password_reset(in_link bytea, in_phc text, in_account bytea, in_hash bytea, in_agent text) TO citylearn_api;


--
-- Name: FUNCTION person_close(in_person uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.person_close(in_person uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.person_close(in_person uuid) TO citylearn_api;


--
-- Name: FUNCTION person_document(p public.person); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.person_document(p public.person) FROM PUBLIC;
GRANT ALL ON FUNCTION public.person_document(p public.person) TO citylearn_api;


--
-- Name: FUNCTION person_leaves_their_hosts(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.person_leaves_their_hosts() FROM PUBLIC;


--
-- Name: FUNCTION person_takes_their_badges(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.person_takes_their_badges() FROM PUBLIC;


--
-- Name: FUNCTION provider_list(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.provider_list() FROM PUBLIC;
GRANT ALL ON FUNCTION public.provider_list() TO citylearn_api;


--
-- Name: FUNCTION refresh_find(in_hash bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.refresh_find(in_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.refresh_find(in_hash bytea) TO citylearn_api;


--
-- Name: FUNCTION refresh_use(in_hash bytea, in_client uuid, in_next bytea, in_scopes text[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.refresh_use(in_hash bytea, in_client uuid, in_next bytea, in_scopes text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.refresh_use(in_hash bytea, in_client uuid, in_next bytea, in_scopes text[]) TO citylearn_api;


--
-- Name: FUNCTION reset_offer(in_email text, in_link bytea, in_mail uuid, in_sealed bytea, in_language text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.reset_offer(in_email text, in_link bytea, in_mail uuid, in_sealed bytea, in_language text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.reset_offer(in_email text, in_link bytea, in_mail uuid, in_sealed bytea, in_language text) TO citylearn_api;


--
-- Name: FUNCTION revocations(in_organisation uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.revocations(in_organisation uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.revocations(in_organisation uuid) TO citylearn_api;


--
-- Name: FUNCTION session_begin(in_person uuid, in_hash bytea, in_agent text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.session_begin(in_person uuid, in_hash bytea, in_agent text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.session_begin(in_person uuid, in_hash bytea, in_agent text) TO citylearn_api;


--
-- Name: FUNCTION session_end(in_person uuid, in_only uuid, in_but uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.session_end(in_person uuid, in_only uuid, in_but uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.session_end(in_person uuid, in_only uuid, in_but uuid) TO citylearn_api;


--
-- Name: FUNCTION session_find(in_hash bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.session_find(in_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.session_find(in_hash bytea) TO citylearn_api;


--
-- Name: FUNCTION sign_in_begin(in_email text, in_account bytea, in_device bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.sign_in_begin(in_email text, in_account bytea, in_device bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.sign_in_begin(in_email text, in_account bytea, in_device bytea) TO citylearn_api;


--
-- Name: FUNCTION sign_in_done(in_person uuid, in_account bytea, in_phc text, in_hash bytea, in_known bytea, in_device bytea, in_agent text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.sign_in_done(in_person uuid, in_account bytea, in_phc text, in_hash bytea, in_known bytea, in_device bytea, in_agent text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.sign_in_done(in_person uuid, in_account bytea, in_phc text, in_hash bytea, in_known bytea, in_device bytea, in_agent text) TO citylearn_api;


--
-- Name: FUNCTION sign_in_failed(in_person uuid, in_account bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.sign_in_failed(in_person uuid, in_account bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.sign_in_failed(in_person uuid, in_account bytea) TO citylearn_api;


--
-- Name: FUNCTION sign_in_wait(in_account bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.sign_in_wait(in_account bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.sign_in_wait(in_account bytea) TO citylearn_api;


--
-- Name: FUNCTION sign_up_confirm(in_link bytea, in_phc text, in_hash bytea, in_agent text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.sign_up_confirm(in_link bytea, in_phc text, in_hash bytea, in_agent text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.sign_up_confirm(in_link bytea, in_phc text, in_hash bytea, in_agent text) TO citylearn_api;


--
-- Name: FUNCTION sign_up_offer(in_email text, in_name text, in_birth_year integer, in_city text, in_language text, in_next text, in_link bytea, in_mail uuid, in_sealed bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.sign_up_offer(in_email text, in_name text, in_birth_year integer, in_city text, in_language text, in_next text, in_link bytea, in_mail uuid, in_sealed bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.sign_up_offer(in_email text, in_name text, in_birth_year integer, in_city text, in_language text, in_next text, in_link bytea, in_mail uuid, in_sealed bytea) TO citylearn_api;


--
-- Name: TABLE skill; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.skill TO citylearn_api;


--
-- Name: TABLE skill_label; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.skill_label TO citylearn_api;


--
-- Name: FUNCTION status_keep(in_list uuid, in_changed bigint, in_document text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.status_keep(in_list uuid, in_changed bigint, in_document text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.status_keep(in_list uuid, in_changed bigint, in_document text) TO citylearn_api;


--
-- Name: FUNCTION status_list_begin(in_organisation uuid, in_kind public.status_kind, but uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.status_list_begin(in_organisation uuid, in_kind public.status_kind, but uuid) FROM PUBLIC;


--
-- Name: FUNCTION status_show(in_list uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.status_show(in_list uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.status_show(in_list uuid) TO citylearn_api;


--
-- Name: TABLE verification; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,DELETE ON TABLE public.verification TO citylearn_courier;


--
-- Name: COLUMN verification.content; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(content) ON TABLE public.verification TO citylearn_courier;


--
-- Name: COLUMN verification.recipient; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(recipient) ON TABLE public.verification TO citylearn_courier;


--
-- Name: COLUMN verification.matches; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(matches) ON TABLE public.verification TO citylearn_courier;


--
-- Name: COLUMN verification.state; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(state) ON TABLE public.verification TO citylearn_courier;


--
-- Name: COLUMN verification.attempt; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(attempt) ON TABLE public.verification TO citylearn_courier;


--
-- Name: COLUMN verification.owner; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(owner) ON TABLE public.verification TO citylearn_courier;


--
-- Name: COLUMN verification.lease_until; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(lease_until) ON TABLE public.verification TO citylearn_courier;


--
-- Name: COLUMN verification.told; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(told) ON TABLE public.verification TO citylearn_courier;


--
-- Name: COLUMN verification.done_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(done_at) ON TABLE public.verification TO citylearn_courier;


--
-- Name: FUNCTION verification_ask(in_question bytea, in_content bytea, in_recipient bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.verification_ask(in_question bytea, in_content bytea, in_recipient bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.verification_ask(in_question bytea, in_content bytea, in_recipient bytea) TO citylearn_api;


--
-- Name: FUNCTION verification_differs(in_award uuid, in_document jsonb, in_token text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.verification_differs(in_award uuid, in_document jsonb, in_token text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.verification_differs(in_award uuid, in_document jsonb, in_token text) TO citylearn_api;


--
-- Name: FUNCTION verification_document(in_award uuid, in_email text, wanted text[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.verification_document(in_award uuid, in_email text, wanted text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.verification_document(in_award uuid, in_email text, wanted text[]) TO citylearn_api;


--
-- Name: FUNCTION verification_endorsed(in_question bytea, in_endorsement uuid, in_document jsonb, in_token text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.verification_endorsed(in_question bytea, in_endorsement uuid, in_document jsonb, in_token text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.verification_endorsed(in_question bytea, in_endorsement uuid, in_document jsonb, in_token text) TO citylearn_api;


--
-- Name: FUNCTION verification_keep(in_question bytea, in_award uuid, in_email text, in_differs boolean); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.verification_keep(in_question bytea, in_award uuid, in_email text, in_differs boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.verification_keep(in_question bytea, in_award uuid, in_email text, in_differs boolean) TO citylearn_api;


--
-- Name: FUNCTION verification_own(in_award uuid, in_email text, in_differs boolean, wanted text[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.verification_own(in_award uuid, in_email text, in_differs boolean, wanted text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.verification_own(in_award uuid, in_email text, in_differs boolean, wanted text[]) TO citylearn_api;


--
-- Name: FUNCTION verification_show(in_id uuid, wanted text[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.verification_show(in_id uuid, wanted text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.verification_show(in_id uuid, wanted text[]) TO citylearn_api;


--
-- Name: TABLE activity_change; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.activity_change TO citylearn_api;


--
-- Name: TABLE activity_origin; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.activity_origin TO citylearn_api;


--
-- Name: TABLE activity_session; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.activity_session TO citylearn_api;


--
-- Name: TABLE activity_skill; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.activity_skill TO citylearn_api;


--
-- Name: TABLE badge_correction; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.badge_correction TO citylearn_api;


--
-- Name: TABLE badge_edition; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.badge_edition TO citylearn_api;


--
-- Name: TABLE badge_host; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.badge_host TO citylearn_api;


--
-- Name: TABLE badge_skill; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.badge_skill TO citylearn_api;


--
-- Name: TABLE badge_template; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.badge_template TO citylearn_api;


--
-- Name: TABLE browser_session; Type: ACL; Schema: public; Owner: -
--

GRANT DELETE ON TABLE public.browser_session TO citylearn_courier;


--
-- Name: COLUMN browser_session.id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(id) ON TABLE public.browser_session TO citylearn_api;
GRANT SELECT(id) ON TABLE public.browser_session TO citylearn_courier;


--
-- Name: COLUMN browser_session.person; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(person) ON TABLE public.browser_session TO citylearn_api;


--
-- Name: COLUMN browser_session.created_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(created_at) ON TABLE public.browser_session TO citylearn_api;


--
-- Name: COLUMN browser_session.auth_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(auth_at) ON TABLE public.browser_session TO citylearn_api;


--
-- Name: COLUMN browser_session.expires_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(expires_at) ON TABLE public.browser_session TO citylearn_api;
GRANT SELECT(expires_at) ON TABLE public.browser_session TO citylearn_courier;


--
-- Name: COLUMN browser_session.ended_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(ended_at) ON TABLE public.browser_session TO citylearn_api;
GRANT SELECT(ended_at) ON TABLE public.browser_session TO citylearn_courier;


--
-- Name: COLUMN browser_session.network; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(network) ON TABLE public.browser_session TO citylearn_api;


--
-- Name: COLUMN browser_session.agent; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(agent) ON TABLE public.browser_session TO citylearn_api;


--
-- Name: TABLE calendar_activity; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.calendar_activity TO citylearn_api;


--
-- Name: TABLE category; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.category TO citylearn_api;


--
-- Name: TABLE city_membership; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,DELETE ON TABLE public.city_membership TO citylearn_api;


--
-- Name: COLUMN city_membership.role; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(role) ON TABLE public.city_membership TO citylearn_api;


--
-- Name: TABLE city_text; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.city_text TO citylearn_api;


--
-- Name: TABLE client_assertion; Type: ACL; Schema: public; Owner: -
--

GRANT DELETE ON TABLE public.client_assertion TO citylearn_courier;


--
-- Name: COLUMN client_assertion.expires_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(expires_at) ON TABLE public.client_assertion TO citylearn_courier;


--
-- Name: COLUMN client_registration.network; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(network),UPDATE(network) ON TABLE public.client_registration TO citylearn_courier;


--
-- Name: COLUMN client_registration.created_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(created_at) ON TABLE public.client_registration TO citylearn_courier;


--
-- Name: TABLE client_secret; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.client_secret TO citylearn_api;


--
-- Name: COLUMN client_secret.id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(id) ON TABLE public.client_secret TO citylearn_courier;


--
-- Name: COLUMN client_secret.client; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(client) ON TABLE public.client_secret TO citylearn_courier;


--
-- Name: COLUMN client_secret.created_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(created_at) ON TABLE public.client_secret TO citylearn_courier;


--
-- Name: COLUMN client_secret.expires_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(expires_at) ON TABLE public.client_secret TO citylearn_courier;


--
-- Name: COLUMN client_secret.warned_days; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(warned_days),UPDATE(warned_days) ON TABLE public.client_secret TO citylearn_courier;


--
-- Name: TABLE connection; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.connection TO citylearn_api;


--
-- Name: TABLE consent; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.consent TO citylearn_api;


--
-- Name: SEQUENCE event_place; Type: ACL; Schema: public; Owner: -
--

GRANT USAGE ON SEQUENCE public.event_place TO citylearn_courier;


--
-- Name: TABLE event_type; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.event_type TO citylearn_api;


--
-- Name: TABLE federated_identity; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.federated_identity TO citylearn_api;


--
-- Name: TABLE fetched_document; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.fetched_document TO citylearn_courier;


--
-- Name: TABLE idempotency; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,DELETE ON TABLE public.idempotency TO citylearn_courier;


--
-- Name: TABLE identifier; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.identifier TO citylearn_api;


--
-- Name: COLUMN identifier.email; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(email) ON TABLE public.identifier TO citylearn_courier;


--
-- Name: COLUMN identifier.person; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(person) ON TABLE public.identifier TO citylearn_courier;


--
-- Name: TABLE import_error; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.import_error TO citylearn_api;


--
-- Name: TABLE import_piece; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.import_piece TO citylearn_courier;


--
-- Name: TABLE known_device; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,DELETE ON TABLE public.known_device TO citylearn_courier;


--
-- Name: TABLE mail_figures; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.mail_figures TO citylearn_metrics;
GRANT SELECT ON TABLE public.mail_figures TO citylearn_api;


--
-- Name: TABLE mail_suppression; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.mail_suppression TO citylearn_courier;


--
-- Name: TABLE membership; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,DELETE ON TABLE public.membership TO citylearn_api;


--
-- Name: COLUMN membership.role; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(role) ON TABLE public.membership TO citylearn_api;


--
-- Name: TABLE organisation_verification; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.organisation_verification TO citylearn_api;


--
-- Name: TABLE portfolio_change; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.portfolio_change TO citylearn_api;


--
-- Name: TABLE public_activity; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.public_activity TO citylearn_api;


--
-- Name: TABLE queue_figures; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.queue_figures TO citylearn_metrics;
GRANT SELECT ON TABLE public.queue_figures TO citylearn_api;


--
-- Name: TABLE revocation; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.revocation TO citylearn_api;
GRANT SELECT,DELETE ON TABLE public.revocation TO citylearn_courier;


--
-- Name: TABLE sign_in_failure; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,DELETE ON TABLE public.sign_in_failure TO citylearn_courier;


--
-- Name: TABLE sign_up; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,DELETE ON TABLE public.sign_up TO citylearn_courier;


--
-- Name: TABLE signing_key; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.signing_key TO citylearn_api;


--
-- Name: TABLE skill_broader; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.skill_broader TO citylearn_api;


--
-- Name: TABLE skill_description; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.skill_description TO citylearn_api;


--
-- Name: TABLE skill_framework; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.skill_framework TO citylearn_api;


--
-- Name: TABLE transition; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.transition TO citylearn_api;


--
-- Name: TABLE webhook_old_key; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.webhook_old_key TO citylearn_api;
GRANT SELECT,DELETE ON TABLE public.webhook_old_key TO citylearn_courier;


--
-- PostgreSQL database dump complete
--


