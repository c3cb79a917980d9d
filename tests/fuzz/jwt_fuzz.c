/*
 * Whatever the bytes: as a token none of them passes, since nobody but us has signed with
 * these keys; as a set of keys what is read of them are keys that others could write.
 * A first byte of 'K' says that the rest is a set of keys, anything else begins a token, in
 * which "#" stands for a signature that holds for all before it, so that claims are reached.
 */
#include "base/coding.h"
#include "token/jwt.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct sign_key *key;
static char set_text[4096];

static void
begin(void)
{
    struct arena *arena = arena_open(1 << 20);

    key = sign_key_make(SIGN_ES256);
    strncpy(set_text,
            arena_print(arena, "{\"keys\":[" STR_FMT "]}", STR_ARG(sign_key_jwk(arena, key))).at,
            sizeof(set_text) - 1);
    arena_close(arena);
}

static struct str
with_signature(struct arena *arena, struct str token, bool *is_signed)
{
    *is_signed =
        token.size > 1 && token.at[token.size - 1] == '#' && token.at[token.size - 2] == '.';
    if (!*is_signed)
        return token;

    struct str head = {token.at, token.size - 2};
    struct str signature = coding_base64url(arena, sign_key_sign(arena, key, head));

    return arena_print(arena, STR_FMT "." STR_FMT, STR_ARG(head), STR_ARG(signature));
}

static void
judge(struct arena *arena, struct str given)
{
    const struct jwk_set *set = jwk_set_read(arena, str_of(set_text));
    bool is_signed;
    struct str token = with_signature(arena, given, &is_signed), us = STR("us");
    struct jwt_assertion_want want = {us, &us, 1, 1800000000};
    struct jwt_id_want id_want = {STR("them"), us, STR("n"), 1800000000};
    struct jwt_assertion assertion;
    struct jwt_identity identity;
    enum jwt_verdict verdict = jwt_check_assertion(arena, set, &want, token, &assertion);

    assert(set != NULL);
    assert(is_signed || verdict != JWT_GOOD);
    assert(verdict != JWT_GOOD || assertion.token_id.size >= JWT_ID_SIZE_MIN);
    verdict = jwt_check_id_token(arena, set, &id_want, token, &identity);
    assert(is_signed || verdict != JWT_GOOD);
    assert(verdict != JWT_GOOD || identity.subject.size > 0);
    jwt_named_issuer(arena, token);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(64 << 20);
    struct str given = {(const char *)data, size};

    if (key == NULL)
        begin();
    if (size > 0 && data[0] == 'K') {
        const struct jwk_set *set = jwk_set_read(arena, str_from(given, 1));

        for (size_t i = 0; set != NULL && i < set->count; i++)
            assert(sign_key_kid(arena, set->list[i].key).size == KEYS_KID_SIZE &&
                   sign_key_pem(arena, set->list[i].key).size > 0);
    } else {
        judge(arena, given);
    }
    arena_close(arena);
    return 0;
}
