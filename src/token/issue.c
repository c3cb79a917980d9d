#include "base/coding.h"
#include "base/text.h"
#include "token/keyring.h"

#include <inttypes.h>

static struct str
header_of(struct arena *arena, const struct keyring_key *own)
{
    struct text header = text_new(arena);

    text_add(&header, STR("{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":"));
    text_add_json(&header, (struct str){own->kid, own->kid_size});
    text_add(&header, STR("}"));
    return coding_base64url(arena, text_str(&header));
}

/* What was not given is left out. */
static void
add_claim(struct text *payload, const char *name, struct str value)
{
    if (value.at == NULL)
        return;
    text_add_member(payload, name, value);
    text_add(payload, STR(","));
}

static struct str
payload_of(struct arena *arena, const struct token_claims *claims)
{
    struct text payload = text_new(arena);

    text_add(&payload, STR("{"));
    add_claim(&payload, "iss", claims->issuer);
    add_claim(&payload, "sub", claims->subject);
    add_claim(&payload, "aud", claims->audience);
    add_claim(&payload, "client_id", claims->client);
    add_claim(&payload, "jti", claims->token_id);
    add_claim(&payload, "sid", claims->session);
    add_claim(&payload, "scope", claims->scope);
    add_claim(&payload, "org", claims->organisation);
    if (claims->auth_time != 0)
        text_print(&payload, "\"auth_time\":%" PRId64 ",", claims->auth_time);
    text_print(&payload, "\"iat\":%" PRId64 ",\"exp\":%" PRId64 "}", claims->issued_at,
               claims->expires_at);
    return coding_base64url(arena, text_str(&payload));
}

struct str
token_issue(struct arena *arena, const struct token_keys *keys, const struct token_claims *claims)
{
    const struct keyring_key *own = keys->signs[SIGN_ES256];

    if (own == NULL)
        return STR_NONE;

    struct str header = header_of(arena, own), payload = payload_of(arena, claims);
    struct str signed_part =
        arena_print(arena, STR_FMT "." STR_FMT, STR_ARG(header), STR_ARG(payload));
    struct str signature = sign_key_sign(arena, own->key, signed_part);

    if (signature.at == NULL)
        return STR_NONE;
    signature = coding_base64url(arena, signature);

    struct str token =
        arena_print(arena, STR_FMT "." STR_FMT, STR_ARG(signed_part), STR_ARG(signature));

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
