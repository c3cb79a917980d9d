/* JWKs of others (RFC 7517, RFC 8037): the public halves of keys. */
#include "base/coding.h"
#include "judge/key.h"

static bool
is_text(const struct json_tree *jwk, const char *name, const char *wanted)
{
    return str_same(json_tree_text(jwk, name), str_of(wanted));
}

static struct str
bytes_of(struct arena *arena, const struct json_tree *jwk, const char *name)
{
    struct str text = json_tree_text(jwk, name);

    return text.at == NULL ? STR_NONE : coding_from_base64url(arena, text);
}

/* Not for anything else than signatures of this algorithm, and public. */
static bool
is_for(const struct json_tree *jwk, const char *algorithm)
{
    return jwk->kind == JSON_OBJECT && json_tree_member(jwk, STR("d")) == NULL &&
           (json_tree_member(jwk, STR("use")) == NULL || is_text(jwk, "use", "sig")) &&
           (json_tree_member(jwk, STR("alg")) == NULL || is_text(jwk, "alg", algorithm));
}

static void
end_key(void *key)
{
    sign_key_free(key);
}

struct sign_key *
judge_jwk_key(struct arena *arena, const struct json_tree *jwk)
{
    struct sign_key *key = NULL;
    struct str first, second;

    if (is_text(jwk, "kty", "RSA") && is_for(jwk, "RS256")) {
        first = bytes_of(arena, jwk, "n");
        second = bytes_of(arena, jwk, "e");
        key = first.at == NULL || second.at == NULL ? NULL : sign_key_from_rsa(first, second);
    } else if (is_text(jwk, "kty", "EC") && is_text(jwk, "crv", "P-256") && is_for(jwk, "ES256")) {
        first = bytes_of(arena, jwk, "x");
        second = bytes_of(arena, jwk, "y");
        key = first.at == NULL || second.at == NULL ? NULL : sign_key_from_ec(first, second);
    }
    if (key != NULL)
        arena_keep(arena, key, end_key);
    return key;
}

/* A point of P-256 as a Multikey has it: whether y is even, and x. */
static struct str
point(struct arena *arena, struct str x, struct str y)
{
    char bytes[3 + 32] = {(char)0x80, 0x24, 2};

    if (x.size != 32 || y.size != 32)
        return STR_NONE;
    bytes[2] = (char)(2 + (y.at[31] & 1));
    for (size_t i = 0; i < x.size; i++)
        bytes[3 + i] = x.at[i];

    struct str text = badge_base58(arena, (struct str){bytes, sizeof(bytes)});

    return arena_print(arena, "z" STR_FMT, STR_ARG(text));
}

struct str
judge_jwk_multikey(struct arena *arena, const struct json_tree *jwk)
{
    struct str x = bytes_of(arena, jwk, "x");

    if (is_text(jwk, "kty", "OKP") && is_text(jwk, "crv", "Ed25519") && is_for(jwk, "EdDSA"))
        return x.at == NULL ? STR_NONE : badge_multikey(arena, x);
    if (is_text(jwk, "kty", "EC") && is_text(jwk, "crv", "P-256") && is_for(jwk, "ES256"))
        return point(arena, x, bytes_of(arena, jwk, "y"));
    return STR_NONE;
}

/* By what makes a key's thumbprint (RFC 7638 section 3.2, RFC 8037 section 2). */
bool
judge_jwk_same(const struct json_tree *a, const struct json_tree *b)
{
    static const char *const parts[] = {"kty", "crv", "x", "y", "n", "e"};

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        struct str one = json_tree_text(a, parts[i]), other = json_tree_text(b, parts[i]);

        if ((one.at == NULL) != (other.at == NULL) || !str_same(one, other))
            return false;
    }
    return json_tree_text(a, "kty").at != NULL;
}
