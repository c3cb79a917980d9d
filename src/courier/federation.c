/*
 * The back of signing in with a city's own provider: codes that browsers brought are exchanged
 * for who somebody is. All of it goes out through the wall, as webhooks do. What a provider says is
 * believed only as far as its signature and its claims hold (token/jwt.h).
 */
#include "courier/errand.h"
#include "courier/oauth.h"

#include "base/clock.h"
#include "base/coding.h"
#include "base/log.h"
#include "json/shape.h"
#include "keys/keys.h"
#include "sql/federation.h"
#include "token/jwt.h"

enum { ERRANDS_AT_ONCE = 8, READ_AT_ONCE = 2, BIRTH_YEAR_MIN = 1900, BIRTH_YEAR_MAX = 2200 };

static struct str
unsealed(const struct errand *errand, struct str about, struct str sealed)
{
    return keys_unseal(errand->arena, errand->courier->options.seal_key, about,
                       coding_from_hex(errand->arena, sealed));
}

static struct str
exchange_form(const struct errand *errand)
{
    struct str back =
        arena_print(errand->arena, STR_FMT "/account/provider/callback/" STR_FMT,
                    STR_ARG(errand->courier->options.base_url), STR_ARG(errand->city));
    struct text form = text_new(errand->arena);

    oauth_add(&form, "grant_type", STR("authorization_code"));
    oauth_add(&form, "code", unsealed(errand, errand->id, errand->code));
    oauth_add(&form, "redirect_uri", back);
    oauth_add(&form, "code_verifier", unsealed(errand, errand->id, errand->verifier));
    return text_str(&form);
}

/* The id token that the code is worth, or STR_NONE with a reason. */
static struct str
exchange(const struct errand *errand, const char **reason)
{
    struct str secret = unsealed(errand, errand->issuer, errand->sealed);
    struct fetch_reply reply =
        oauth_post(errand->courier, errand->arena, errand->token_url,
                   oauth_basic(errand->arena, errand->client, secret), exchange_form(errand));

    *reason = reply.outcome == FETCH_ANSWERED && reply.status < 500 ? "refused" : "late";
    return reply.outcome == FETCH_ANSWERED && reply.status == 200 && errand_is_json(reply.body)
               ? jwt_claim(errand->arena, reply.body, "id_token")
               : STR_NONE;
}

/* A key that is not known may be new: the set is asked for once more, here and now. */
static enum jwt_verdict
judge(const struct errand *errand, struct str token, struct jwt_identity *identity)
{
    const struct jwk_set *set = jwk_set_read(errand->arena, errand->jwks);
    struct jwt_id_want want = {errand->issuer, errand->client, errand->nonce, clock_now()};
    enum jwt_verdict verdict = set == NULL
                                   ? JWT_UNKNOWN_KEY
                                   : jwt_check_id_token(errand->arena, set, &want, token, identity);

    if (verdict != JWT_UNKNOWN_KEY)
        return verdict;
    set = jwk_set_read(errand->arena, errand_get(errand, errand->jwks_url));
    return set == NULL ? verdict : jwt_check_id_token(errand->arena, set, &want, token, identity);
}

/* By our name, what is called `usual` unless the city says otherwise. */
static struct str
claim(const struct errand *errand, const struct jwt_identity *identity, const char *own,
      const char *usual)
{
    struct str other = jwt_claim(errand->arena, errand->claims, own);

    return jwt_claim(errand->arena, identity->payload,
                     other.size > 0 ? arena_copy(errand->arena, other).at : usual);
}

/* An address counts when the provider says that it was verified. */
static struct str
verified_address(const struct errand *errand, const struct jwt_identity *identity)
{
    struct str verified = jwt_claim(errand->arena, identity->payload, "email_verified");

    return str_same(verified, STR("true")) ? claim(errand, identity, "email", "email") : STR_NONE;
}

/* The year of a birthdate, which is 0000 where it is not told (OpenID Connect Core 5.1); or 0. */
static int64_t
birth_year(const struct errand *errand, const struct jwt_identity *identity)
{
    struct str birth = claim(errand, identity, "birthdate", "birthdate");
    int64_t year = 0;

    if (birth.size < 4 || !str_integer((struct str){birth.at, 4}, &year))
        return 0;
    return year >= BIRTH_YEAR_MIN && year <= BIRTH_YEAR_MAX ? year : 0;
}

static struct str
first_language(const struct errand *errand, const struct jwt_identity *identity)
{
    struct str rest = claim(errand, identity, "language", "locale"), primary = STR_NONE;

    str_cut(&rest, '-', &primary);
    return primary;
}

static void
add(struct text *json, const char *name, struct str value)
{
    if (value.size == 0)
        return;
    text_add(json, json->size > 1 ? STR(",") : STR(""));
    text_add_member(json, name, value);
}

/* Who somebody is. What they could not have typed at a sign-up here is left out. */
struct person {
    struct str email, name, language;
};

static const struct shape_field person_fields[] = {
    SHAPE_EMAIL(struct person, email, .optional = true),
    SHAPE_TEXT(struct person, name, .optional = true, .min = 1, .max = 100),
    SHAPE_LANGUAGE(struct person, language, .optional = true),
};
static const struct shape person_shape = SHAPE_OF(struct person, person_fields, .salvages = true);

static struct person
read_person(const struct errand *errand, const struct jwt_identity *identity)
{
    struct shape_errors *errors = arena_new(errand->arena, struct shape_errors);
    struct text json = text_new(errand->arena);
    struct person person = {.email = STR_NONE};

    text_add(&json, STR("{"));
    add(&json, "email", verified_address(errand, identity));
    add(&json, "name", claim(errand, identity, "name", "name"));
    add(&json, "language", first_language(errand, identity));
    text_add(&json, STR("}"));
    shape_read_json(errand->arena, &person_shape, text_str(&json), &person, errors);
    return person;
}

static struct str
found_json(const struct errand *errand, const struct jwt_identity *identity)
{
    struct person person = read_person(errand, identity);
    int64_t year = birth_year(errand, identity);
    struct text json = text_new(errand->arena);

    text_add(&json, STR("{"));
    add(&json, "sub", identity->subject);
    add(&json, "email", person.email);
    add(&json, "name", person.name);
    add(&json, "language", person.language);
    if (year > 0)
        add(&json, "birthYear", pg_int(errand->arena, year));
    text_add(&json, STR("}"));
    return text_str(&json);
}

static void
find_out(void *who)
{
    struct errand *errand = who;
    struct pg_door door = {.pg = errand->courier->pg, .arena = errand->arena};
    struct jwt_identity identity;
    const char *reason = "refused";
    struct str token = exchange(errand, &reason);
    enum jwt_verdict verdict = JWT_MALFORMED;

    if (token.at != NULL) {
        verdict = judge(errand, token, &identity);
        reason = verdict == JWT_GOOD ? NULL : "refused";
    }
    sql_federation_settle(&door, errand->id, errand->courier->owner,
                          reason == NULL ? STR_NONE : str_of(reason),
                          reason == NULL ? found_json(errand, &identity) : STR_NONE);
    log_note("federation", LOG_TEXT("attempt", errand->id),
             LOG_WORDS("reason", reason == NULL ? "" : reason),
             LOG_WORDS("verdict", token.at == NULL ? "" : jwt_verdict_name(verdict)));
    errand_end(errand);
}

void
courier_federate(struct courier *courier, struct arena *arena)
{
    struct pg_door door = {.pg = courier->pg, .arena = arena};
    int most = ERRANDS_AT_ONCE - courier->errands;
    struct pg_answer attempts, providers;

    if (most <= 0)
        return;
    attempts = sql_federation_claim(&door, courier->owner, most);
    for (size_t row = 0; !attempts.problem && row < attempts.rows; row++)
        errand_begin(courier, &attempts, row, find_out);
    if (courier->errands >= ERRANDS_AT_ONCE)
        return;
    providers = sql_provider_due(&door, READ_AT_ONCE);
    for (size_t row = 0; !providers.problem && row < providers.rows; row++)
        errand_begin(courier, &providers, row, provider_look);
}
