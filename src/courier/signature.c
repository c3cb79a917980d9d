#include "courier/signature.h"

#include "base/coding.h"
#include "base/text.h"
#include "keys/keys.h"

#include <inttypes.h>

static struct str
mark_v1(struct arena *arena, struct str key, struct str said)
{
    if (key.size < SIGNATURE_KEY_SIZE_MIN || key.size > SIGNATURE_KEY_SIZE_MAX)
        return STR_NONE;
    return keys_hmac_sha256(arena, key, said);
}

static struct str
mark_v1a(struct arena *arena, struct str key, struct str said)
{
    return key.size == KEYS_ED25519_PRIVATE_SIZE ? keys_ed25519_sign(arena, key, said) : STR_NONE;
}

static const struct {
    const char *prefix, *scheme;
    struct str (*mark)(struct arena *arena, struct str key, struct str said);
} schemes[] = {
    {"whsec_", "v1",  mark_v1 },
    {"whsk_",  "v1a", mark_v1a},
};

static bool
add_mark(struct text *out, struct arena *arena, struct str key, struct str said)
{
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        struct str prefix = str_of(schemes[i].prefix), raw, mark;

        if (!str_starts(key, prefix))
            continue;
        raw = coding_from_base64(arena, str_from(key, prefix.size));
        mark = raw.at == NULL ? STR_NONE : schemes[i].mark(arena, raw, said);
        if (mark.at == NULL)
            return false;
        text_print(out, "%s%s," STR_FMT, out->size > 0 ? " " : "", schemes[i].scheme,
                   STR_ARG(coding_base64(arena, mark)));
        return true;
    }
    return false;
}

struct str
signature_of(struct arena *arena, struct str keys, struct str id, int64_t timestamp,
             struct str body)
{
    struct text said = text_new(arena), out = text_new(arena);
    struct str key;

    text_add(&said, id);
    text_print(&said, ".%" PRId64 ".", timestamp);
    text_add(&said, body);
    while (str_cut(&keys, ' ', &key))
        if (!add_mark(&out, arena, key, text_str(&said)))
            return STR_NONE;
    return out.size > 0 ? text_str(&out) : STR_NONE;
}
