#include "token/id-token.h"

#include "token/compact.h"

#include <inttypes.h>

static struct str
payload_of(struct arena *arena, const struct id_token_claims *claims)
{
    struct text payload = text_new(arena);

    text_add(&payload, STR("{"));
    compact_add_claim(&payload, "iss", claims->issuer);
    compact_add_claim(&payload, "sub", claims->subject);
    compact_add_claim(&payload, "aud", claims->audience);
    compact_add_claim(&payload, "nonce", claims->nonce);
    compact_add_claim(&payload, "at_hash", claims->at_hash);
    compact_add_claim(&payload, "sid", claims->session);
    compact_add_claim(&payload, "name", claims->name);
    compact_add_claim(&payload, "locale", claims->locale);
    compact_add_claim(&payload, "email", claims->email);
    if (claims->email.at != NULL)
        text_add(&payload, STR("\"email_verified\":true,"));
    text_print(&payload, "\"auth_time\":%" PRId64 ",\"iat\":%" PRId64 ",\"exp\":%" PRId64 "}",
               claims->auth_time, claims->issued_at, claims->expires_at);
    return text_str(&payload);
}

struct str
id_token_issue(struct arena *arena, const struct token_keys *keys, struct str algorithm,
               const struct id_token_claims *claims)
{
    enum sign_algorithm known;

    if (!sign_algorithm_named(algorithm, &known) || keys->signs[known] == NULL)
        return STR_NONE;
    return compact_sign(arena, keys->signs[known], "JWT", payload_of(arena, claims));
}
