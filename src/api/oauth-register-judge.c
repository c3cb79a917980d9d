/* What is wrong with what a client tells of itself, and what follows from it. */
#include "api/oauth-register-parts.h"

#include "api/words.h"
#include "base/text.h"
#include "base/utf8.h"
#include "http/redirect.h"

enum { SCOPES_MAX = 40 };

struct reading {
    struct call *call;
    const struct metadata *said;
    struct registration *ask;
    bool for_organisation, uses_code;
};

static bool
is_among(struct str word, const char *const *words)
{
    for (; *words != NULL; words++)
        if (str_same(word, str_of(*words)))
            return true;
    return false;
}

static bool
lists(const struct shape_list *list, const char *word)
{
    const struct str *items = list->items;

    for (size_t i = 0; i < list->count; i++)
        if (str_same(items[i], str_of(word)))
            return true;
    return false;
}

static const char *
judge_names(struct reading *reading)
{
    const struct metadata *said = reading->said;
    const struct str pages[] = {said->client_uri, said->logo_uri, said->tos_uri, said->policy_uri};
    const struct str *first = said->redirect_uris.items;

    if (!utf8_is_line(said->client_name) || !utf8_is_line(said->software_id) ||
        !utf8_is_line(said->software_version))
        return "A text is one line, without marks that change its direction.";
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
        if (pages[i].size > 0 && !str_starts(pages[i], STR("https://")))
            return "client_uri, logo_uri, tos_uri and policy_uri are https.";
    reading->ask->uri = said->client_uri.size > 0 ? said->client_uri : STR_NONE;
    reading->ask->name = said->client_name.size > 0      ? said->client_name
                         : said->redirect_uris.count > 0 ? redirect_host(first[0])
                                                         : STR("A program without a name");
    return NULL;
}

static const char *
judge_method(struct reading *reading)
{
    const struct metadata *said = reading->said;
    struct registration *ask = reading->ask;
    bool has_keys = said->jwks.keys.count > 0;

    ask->method = said->token_endpoint_auth_method.size > 0 ? said->token_endpoint_auth_method
                                                            : STR("client_secret_basic");
    ask->kind = str_same(ask->method, STR("none")) ? STR("public") : STR("confidential");
    ask->alg = said->id_token_signed_response_alg.size > 0 ? said->id_token_signed_response_alg
                                                           : STR("RS256");
    ask->jwks = STR_NONE;
    if (said->jwks_uri.size > 0)
        return "jwks_uri is not taken, since nothing is fetched from clients; send jwks.";
    if (has_keys)
        ask->jwks = client_keys_json(reading->call->arena, &said->jwks);
    if (has_keys && ask->jwks.at == NULL)
        return "jwks has to hold public keys alone, one of them for RS256 or ES256.";
    if (!str_same(ask->method, STR("private_key_jwt")))
        ask->jwks = STR_NONE;
    else if (!has_keys)
        return "private_key_jwt needs jwks.";
    return NULL;
}

static const char *
judge_grants(struct reading *reading)
{
    const struct metadata *said = reading->said;
    const struct shape_list *given = &said->grant_types;
    static const struct str usual[] = {
        {"authorization_code", sizeof("authorization_code") - 1}
    };

    reading->uses_code = given->count == 0 || lists(given, "authorization_code");
    reading->ask->grants = given->count == 0
                               ? pg_texts(reading->call->arena, usual, 1)
                               : pg_texts(reading->call->arena, given->items, given->count);
    if (lists(given, "refresh_token") && !reading->uses_code)
        return "refresh_token comes of authorization_code, and needs it beside it.";
    if (lists(given, "client_credentials") &&
        (!reading->for_organisation || str_same(reading->ask->kind, STR("public"))))
        return "client_credentials is for confidential clients of organisations.";
    if (!reading->uses_code && !lists(given, "client_credentials"))
        return "grant_types names no grant.";
    return NULL;
}

static const char *
judge_scope(struct reading *reading)
{
    const char *const *known =
        reading->for_organisation ? words_scope_of_apps : words_scope_of_strangers;
    struct str rest = reading->said->scope, one, list[SCOPES_MAX];
    size_t count = 0;

    if (rest.size == 0)
        rest = !reading->uses_code ? STR("organisation:read")
               : lists(&reading->said->grant_types, "refresh_token")
                   ? STR("openid profile email offline_access")
                   : STR("openid profile email");
    while (str_cut(&rest, ' ', &one)) {
        if (one.size == 0)
            continue;
        if (!is_among(one, known) || count == SCOPES_MAX)
            return "scope holds what such a client cannot have; scopes_supported of the metadata "
                   "lists what there is, and the documentation which of it is open to all.";
        list[count++] = one;
    }
    if (count == 0)
        return "scope is blank.";
    reading->ask->scopes = pg_texts(reading->call->arena, list, count);
    return NULL;
}

static void
add_told(struct text *told, const char *name, struct str value)
{
    if (value.size == 0)
        return;
    text_add(told, told->size > 1 ? STR(",") : STR(""));
    text_add_member(told, name, value);
}

static void
keep_the_rest(struct reading *reading)
{
    const struct metadata *said = reading->said;
    struct text told = text_new(reading->call->arena);

    text_add(&told, STR("{"));
    add_told(&told, "logo_uri", said->logo_uri);
    add_told(&told, "tos_uri", said->tos_uri);
    add_told(&told, "policy_uri", said->policy_uri);
    add_told(&told, "software_id", said->software_id);
    add_told(&told, "software_version", said->software_version);
    add_told(&told, "application_type", said->application_type);
    text_add(&told, STR("}"));
    reading->ask->told = text_str(&told);
    reading->ask->organisation = said->organisation.size > 0 ? said->organisation : STR_NONE;
    reading->ask->redirect_uris =
        pg_texts(reading->call->arena, said->redirect_uris.items, said->redirect_uris.count);
}

static const char *
misfit_of(const struct call *call, const char **description)
{
    const struct shape_error *first = &call->errors.list[0];

    *description = first->detail.at;
    return str_starts(first->where, STR("/redirect_uris")) ? "invalid_redirect_uri"
                                                           : "invalid_client_metadata";
}

const char *
registration_read(struct call *call, bool for_organisation, struct registration *ask,
                  const char **description)
{
    static const char *(*const judges[])(struct reading *) = {judge_names, judge_method,
                                                              judge_grants, judge_scope};
    struct reading reading = {call, call->input, ask, for_organisation, false};
    const struct metadata *said = call->input;

    if (call->errors.count > 0)
        return misfit_of(call, description);
    for (size_t i = 0; i < sizeof(judges) / sizeof(judges[0]); i++) {
        *description = judges[i](&reading);
        if (*description != NULL)
            return "invalid_client_metadata";
    }
    *description = "redirect_uris is missing: where people are led back to.";
    if (reading.uses_code && said->redirect_uris.count == 0)
        return "invalid_redirect_uri";
    *description = "client_id is another client's.";
    if (said->client_id.size > 0 && call->route->method == PUT &&
        !str_same(said->client_id, call->parts[0]))
        return "invalid_client_metadata";
    keep_the_rest(&reading);
    return NULL;
}
