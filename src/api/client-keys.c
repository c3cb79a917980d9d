#include "api/client-keys.h"

#include "base/text.h"
#include "token/jwk-set.h"

enum { NAME_MAX_SIZE = 255, NUMBER_MAX_SIZE = 1400 };

struct key {
    struct str kty, kid, use, alg, crv, x, y, n, e, d, k;
};

static const struct shape_field key_fields[] = {
    SHAPE_TEXT(struct key, kty, .max = 10, .about = "RSA or EC.", .example = "\"EC\""),
    SHAPE_TEXT(struct key, kid, .optional = true, .max = NAME_MAX_SIZE,
               .about = "What assertions call it."),
    SHAPE_TEXT(struct key, use, .optional = true, .max = 10, .about = "sig."),
    SHAPE_TEXT(struct key, alg, .optional = true, .max = 20, .about = "RS256 or ES256."),
    SHAPE_TEXT(struct key, crv, .optional = true, .max = 20, .about = "P-256, of an EC key."),
    SHAPE_TEXT(struct key, x, .optional = true, .max = 100, .about = "Of an EC key."),
    SHAPE_TEXT(struct key, y, .optional = true, .max = 100, .about = "Of an EC key."),
    SHAPE_TEXT(struct key, n, .optional = true, .max = NUMBER_MAX_SIZE, .about = "Of an RSA key."),
    SHAPE_TEXT(struct key, e, .optional = true, .max = 20, .about = "Of an RSA key."),
    SHAPE_TEXT(struct key, d, .optional = true, .about = "Private: a key with it is refused."),
    SHAPE_TEXT(struct key, k, .optional = true, .about = "Secret: a key with it is refused."),
};
static const struct shape key_shape =
    SHAPE_OF(struct key, key_fields, .name = "JsonWebKey", .ignores = true);

static const struct shape_field keys_fields[] = {
    SHAPE_LIST(struct client_keys, keys, .item = SHAPE_IS_OBJECT, .shape = &key_shape, .min = 1,
               .max = JWK_SET_MAX, .about = "The public keys."),
};
const struct shape client_keys_shape =
    SHAPE_OF(struct client_keys, keys_fields, .name = "JsonWebKeys", .ignores = true);

static const struct {
    const char *name;
    size_t offset;
} kept[] = {
    {"kty", offsetof(struct key, kty)},
    {"kid", offsetof(struct key, kid)},
    {"use", offsetof(struct key, use)},
    {"alg", offsetof(struct key, alg)},
    {"crv", offsetof(struct key, crv)},
    {"x",   offsetof(struct key, x)  },
    {"y",   offsetof(struct key, y)  },
    {"n",   offsetof(struct key, n)  },
    {"e",   offsetof(struct key, e)  },
};

static void
add_key(struct text *out, const struct key *key)
{
    bool is_first = true;

    text_add(out, STR("{"));
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
        struct str value = *(const struct str *)((const char *)key + kept[i].offset);

        if (value.size == 0)
            continue;
        text_add(out, is_first ? STR("") : STR(","));
        text_add_member(out, kept[i].name, value);
        is_first = false;
    }
    text_add(out, STR("}"));
}

struct str
client_keys_json(struct arena *arena, const struct client_keys *keys)
{
    const struct key *list = keys->keys.items;
    struct text out = text_new(arena);
    const struct jwk_set *set;

    text_add(&out, STR("{\"keys\":["));
    for (size_t i = 0; i < keys->keys.count; i++) {
        if (list[i].d.size > 0 || list[i].k.size > 0)
            return STR_NONE;
        text_add(&out, i > 0 ? STR(",") : STR(""));
        add_key(&out, &list[i]);
    }
    text_add(&out, STR("]}"));
    set = jwk_set_read(arena, text_str(&out));
    return set == NULL || set->count == 0 ? STR_NONE : text_str(&out);
}
