#include "token/id-token.h"

#include "base/coding.h"
#include "base/text.h"
#include "token/keyring.h"

#include <inttypes.h>

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
header_of(struct arena *arena, const struct keyring_key *own, struct str algorithm)
{
    struct text header = text_new(arena);

    text_add(&header, STR("{"));
    add_claim(&header, "alg", algorithm);
    text_add(&header, STR("\"typ\":\"JWT\",\"kid\":"));
    text_add_json(&header, (struct str){own->kid, own->kid_size});
    text_add(&header, STR("}"));
    return coding_base64url(arena, text_str(&header));
}

static struct str
payload_of(struct arena *arena, const struct id_token_claims *claims)
{
    struct text payload = text_new(arena);

    text_add(&payload, STR("{"));
    add_claim(&payload, "iss", claims->issuer);
    add_claim(&payload, "sub", claims->subject);
    add_claim(&payload, "aud", claims->audience);
    add_claim(&payload, "nonce", claims->nonce);
    add_claim(&payload, "at_hash", claims->at_hash);
    add_claim(&payload, "sid", claims->session);
    add_claim(&payload, "name", claims->name);
    add_claim(&payload, "locale", claims->locale);
    add_claim(&payload, "email", claims->email);
    if (claims->email.at != NULL)
        text_add(&payload, STR("\"email_verified\":true,"));
    text_print(&payload, "\"auth_time\":%" PRId64 ",\"iat\":%" PRId64 ",\"exp\":%" PRId64 "}",
               claims->auth_time, claims->issued_at, claims->expires_at);
    return coding_base64url(arena, text_str(&payload));
}

struct str
id_token_issue(struct arena *arena, const struct token_keys *keys, struct str algorithm,
               const struct id_token_claims *claims)
{
    struct str signed_part, header, payload, signature;
    const struct keyring_key *own;
    enum sign_algorithm known;

    if (!sign_algorithm_named(algorithm, &known) || keys->signs[known] == NULL)
        return STR_NONE;
    own = keys->signs[known];
    header = header_of(arena, own, algorithm);
    payload = payload_of(arena, claims);
    signed_part = arena_print(arena, STR_FMT "." STR_FMT, STR_ARG(header), STR_ARG(payload));
    signature = sign_key_sign(arena, own->key, signed_part);
    if (signature.at == NULL)
        return STR_NONE;
    signature = coding_base64url(arena, signature);
    return arena_print(arena, STR_FMT "." STR_FMT, STR_ARG(signed_part), STR_ARG(signature));
}
