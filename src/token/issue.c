#include "token/compact.h"

#include <inttypes.h>

static struct str
payload_of(struct arena *arena, const struct token_claims *claims)
{
    struct text payload = text_new(arena);

    text_add(&payload, STR("{"));
    compact_add_claim(&payload, "iss", claims->issuer);
    compact_add_claim(&payload, "sub", claims->subject);
    compact_add_claim(&payload, "aud", claims->audience);
    compact_add_claim(&payload, "client_id", claims->client);
    compact_add_claim(&payload, "jti", claims->token_id);
    compact_add_claim(&payload, "sid", claims->session);
    compact_add_claim(&payload, "scope", claims->scope);
    compact_add_claim(&payload, "org", claims->organisation);
    if (claims->auth_time != 0)
        text_print(&payload, "\"auth_time\":%" PRId64 ",", claims->auth_time);
    text_print(&payload, "\"iat\":%" PRId64 ",\"exp\":%" PRId64 "}", claims->issued_at,
               claims->expires_at);
    return text_str(&payload);
}

struct str
token_issue(struct arena *arena, const struct token_keys *keys, const struct token_claims *claims)
{
    const struct keyring_key *own = keys->signs[SIGN_ES256];

    struct str token;

    if (own == NULL)
        return STR_NONE;
    token = compact_sign(arena, own, "at+jwt", payload_of(arena, claims));
    return token.size > TOKEN_SIZE_MAX ? STR_NONE : token;
}

bool
token_scope_holds(struct str scope, const char *wanted)
{
    struct str word;

    while (str_cut(&scope, ' ', &word))
        if (word.size > 0 && str_same(word, str_of(wanted)))
            return true;
    return false;
}
