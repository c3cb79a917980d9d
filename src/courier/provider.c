/*
 * What a provider of identities says of itself, read each hour: where people are sent, where
 * codes are exchanged, and which keys it signs with.
 */
#include "courier/errand.h"

#include "base/log.h"
#include "sql/federation.h"
#include "token/jwt.h"

/*
 * OpenID Connect Discovery 1.0 section 4: the issuer it names has to be the one that was asked.
 * Where it says that we shall go is judged as what a city says.
 */
static const char *
read_provider(const struct errand *errand, struct str *places, struct str *jwks)
{
    static const char *const names[] = {"authorization_endpoint", "token_endpoint", "jwks_uri"};
    struct arena *arena = errand->arena;
    struct str base = errand->issuer, json;

    if (str_ends(base, STR("/")))
        base.size--;
    json = errand_get(
        errand, arena_print(arena, STR_FMT "/.well-known/openid-configuration", STR_ARG(base)));
    if (json.at == NULL)
        return "configuration_unreadable";
    if (!str_same(jwt_claim(arena, json, "issuer"), errand->issuer))
        return "another_issuer";
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        places[i] = jwt_claim(arena, json, names[i]);
        if (places[i].size == 0)
            return "endpoint_missing";
        if (!fetch_lets_url(errand->courier->fetch, places[i]))
            return "endpoint_not_allowed";
    }
    *jwks = errand_get(errand, places[2]);
    return jwks->at == NULL || jwk_set_read(arena, *jwks) == NULL ? "keys_unreadable" : NULL;
}

void
provider_look(void *who)
{
    struct errand *errand = who;
    struct pg_door door = {.pg = errand->courier->pg, .arena = errand->arena};
    struct str places[3] = {STR_NONE, STR_NONE, STR_NONE}, jwks = STR_NONE;
    const char *fault = read_provider(errand, places, &jwks);

    if (fault == NULL)
        sql_provider_read(&door, errand->id, places[0], places[1], places[2], jwks);
    else
        sql_provider_unread(&door, errand->id, str_of(fault));
    log_note("provider", LOG_TEXT("provider", errand->id),
             LOG_WORDS("fault", fault == NULL ? "" : fault));
    errand_end(errand);
}
