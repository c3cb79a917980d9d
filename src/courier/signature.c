#include "courier/signature.h"

#include "base/coding.h"
#include "base/text.h"
#include "keys/keys.h"

#include <inttypes.h>

struct str
signature_of(struct arena *arena, struct str secret, struct str id, int64_t timestamp,
             struct str body)
{
    struct str prefix = STR("whsec_"), key = STR_NONE, mark;
    struct text said = text_new(arena);

    if (str_starts(secret, prefix))
        key = coding_from_base64(arena, str_from(secret, prefix.size));
    if (key.at == NULL || key.size < SIGNATURE_KEY_SIZE_MIN || key.size > SIGNATURE_KEY_SIZE_MAX)
        return STR_NONE;

    text_add(&said, id);
    text_print(&said, ".%" PRId64 ".", timestamp);
    text_add(&said, body);
    mark = coding_base64(arena, keys_hmac_sha256(arena, key, text_str(&said)));
    return arena_print(arena, "v1," STR_FMT, STR_ARG(mark));
}
