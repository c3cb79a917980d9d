#include "token/compact.h"

#include "base/coding.h"

void
compact_add_claim(struct text *payload, const char *name, struct str value)
{
    if (value.at == NULL)
        return;
    text_add_member(payload, name, value);
    text_add(payload, STR(","));
}

static struct str
header_of(struct arena *arena, const struct keyring_key *own, const char *type)
{
    struct text header = text_new(arena);

    text_add(&header, STR("{"));
    compact_add_claim(&header, "alg", str_of(sign_algorithm_name(sign_key_algorithm(own->key))));
    compact_add_claim(&header, "typ", str_of(type));
    text_add_member(&header, "kid", (struct str){own->kid, own->kid_size});
    text_add(&header, STR("}"));
    return coding_base64url(arena, text_str(&header));
}

struct str
compact_sign(struct arena *arena, const struct keyring_key *own, const char *type,
             struct str payload)
{
    struct str header = header_of(arena, own, type), body = coding_base64url(arena, payload);
    struct str signed_part =
        arena_print(arena, STR_FMT "." STR_FMT, STR_ARG(header), STR_ARG(body));
    struct str signature = sign_key_sign(arena, own->key, signed_part);

    if (signature.at == NULL)
        return STR_NONE;
    signature = coding_base64url(arena, signature);
    return arena_print(arena, STR_FMT "." STR_FMT, STR_ARG(signed_part), STR_ARG(signature));
}
