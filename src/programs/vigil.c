#include "programs/vigil.h"

#include "base/coding.h"
#include "base/log.h"
#include "base/text.h"
#include "sql/key.h"

enum { LOOK_MEMORY_MAX = 8 << 20 }; /* bytes for one look */

struct vigil
vigil_open(void)
{
    return (struct vigil){.arena = arena_open(LOOK_MEMORY_MAX), .known = STR("")};
}

void
vigil_close(struct vigil *vigil)
{
    arena_close(vigil->arena);
}

/* The private half is needed only of the key that signs. */
static struct sign_key *
open_key(struct vigil *vigil, struct api *api, struct pg_answer *keys, size_t row, bool signs)
{
    struct str kid = pg_cell(keys, row, KEY_LIST_KID);

    if (!signs)
        return sign_key_from_jwk_text(pg_cell(keys, row, KEY_LIST_JWK));

    struct str sealed = coding_from_hex(vigil->arena, pg_cell(keys, row, KEY_LIST_SEALED));

    return sign_key_unseal(vigil->arena, api->seal, kid, sealed);
}

static void
load_keys(struct vigil *vigil, struct api *api, struct pg_answer *keys)
{
    token_keys_clear(api->keys);
    for (size_t i = 0; i < keys->rows; i++) {
        struct str kid = pg_cell(keys, i, KEY_LIST_KID);
        bool signs = str_same(pg_cell(keys, i, KEY_LIST_STATE), STR("active"));
        struct sign_key *key = open_key(vigil, api, keys, i, signs);

        if (key == NULL)
            log_fault("key_unreadable", LOG_TEXT("kid", kid));
        else
            token_keys_add(api->keys, kid, key, signs);
    }
}

/* The keys as one text, to see whether anything about them has changed. */
static struct str
keys_text(struct vigil *vigil, struct pg_answer *keys)
{
    struct text text = text_new(vigil->arena);

    for (size_t i = 0; i < keys->rows; i++)
        text_print(&text, STR_FMT STR_FMT " ", STR_ARG(pg_cell(keys, i, KEY_LIST_KID)),
                   STR_ARG(pg_cell(keys, i, KEY_LIST_STATE)));
    return text_str(&text);
}

void
vigil_look(struct vigil *vigil, struct api *api)
{
    struct pg_door door = {.pg = api->pg, .arena = vigil->arena};
    struct pg_answer keys = sql_key_list(&door);
    struct pg_answer revoked = sql_revocation_recent(&door);

    api->knows_keys = api->knows_keys || !keys.problem;
    if (!keys.problem && !str_same(keys_text(vigil, &keys), vigil->known)) {
        load_keys(vigil, api, &keys);
        vigil->known = arena_copy(api->arena, keys_text(vigil, &keys));
    }
    for (size_t i = 0; !revoked.problem && i < revoked.rows; i++) {
        int64_t at = 0;

        str_integer(pg_cell(&revoked, i, REVOCATION_RECENT_REVOKED), &at);
        token_keys_revoke(api->keys, pg_cell(&revoked, i, REVOCATION_RECENT_SUBJECT), at);
    }
    arena_reset(vigil->arena);
}
