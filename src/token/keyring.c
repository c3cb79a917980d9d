#include "token/keyring.h"

#include "base/must.h"

#include <string.h>

struct token_keys *
token_keys_open(void)
{
    return must(calloc(1, sizeof(struct token_keys)));
}

void
token_keys_close(struct token_keys *keys)
{
    token_keys_clear(keys);
    free(keys);
}

void
token_keys_clear(struct token_keys *keys)
{
    for (size_t i = 0; i < keys->count; i++)
        sign_key_free(keys->list[i].key);
    keys->count = 0;
    memset(keys->signs, 0, sizeof(keys->signs));
    cache_clear(&keys->cache);
}

const struct sign_key *
keyring_find(const struct token_keys *keys, struct str kid)
{
    for (size_t i = 0; i < keys->count; i++) {
        const struct keyring_key *own = &keys->list[i];

        if (str_same((struct str){own->kid, own->kid_size}, kid))
            return own->key;
    }
    return NULL;
}

bool
token_keys_add(struct token_keys *keys, struct str kid, struct sign_key *key, bool signs)
{
    if (keys->count == KEYRING_MAX || kid.size == 0 || kid.size > KEYRING_KID_MAX ||
        keyring_find(keys, kid) != NULL) {
        sign_key_free(key);
        return false;
    }

    struct keyring_key *own = &keys->list[keys->count++];

    *own = (struct keyring_key){.key = key, .kid_size = kid.size};
    memcpy(own->kid, kid.at, kid.size);
    if (signs)
        keys->signs[sign_key_algorithm(key)] = own;
    return true;
}

bool
token_keys_can_sign(const struct token_keys *keys)
{
    return keys->signs[SIGN_ES256] != NULL;
}

void
token_keys_revoke(struct token_keys *keys, struct str id, int64_t at)
{
    revoked_add(&keys->revoked, id, at);
}
