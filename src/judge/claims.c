/* What the claims of a token say that the credential in it does not. */
#include "base/clock.h"
#include "judge/parts.h"

#define CLAIM_TIME_MAX INT64_C(253402300799) /* the end of 9999 */

static const struct json_tree *
with_text(struct arena *arena, const struct json_tree *tree, const char *name, struct str text)
{
    struct json_tree *value = arena_new(arena, struct json_tree);

    if (text.at == NULL || json_tree_member(tree, str_of(name)) != NULL)
        return tree;
    *value = (struct json_tree){.kind = JSON_STRING, .text = text};
    return json_tree_with(arena, tree, str_of(name), value);
}

static const struct json_tree *
with_time(struct arena *arena, const struct json_tree *tree, const char *name,
          const struct json_tree *claim)
{
    int64_t seconds;

    return claim != NULL && claim->kind == JSON_NUMBER && str_integer(claim->text, &seconds) &&
                   seconds >= 0 && seconds <= CLAIM_TIME_MAX
               ? with_text(arena, tree, name, clock_text(arena, seconds))
               : tree;
}

const struct json_tree *
judge_with_claims(struct arena *arena, const struct json_tree *payload,
                  const struct json_tree *inner)
{
    const struct json_tree *subject = judge_subject(inner);

    inner = with_text(arena, inner, "issuer", json_tree_text(payload, "iss"));
    inner = with_text(arena, inner, "id", json_tree_text(payload, "jti"));
    inner = with_time(arena, inner, "issuanceDate", json_tree_member(payload, STR("nbf")));
    inner = with_time(arena, inner, "expirationDate", json_tree_member(payload, STR("exp")));
    if (subject != NULL && json_tree_member(subject, STR("id")) == NULL &&
        json_tree_text(payload, "sub").at != NULL)
        inner = json_tree_with(arena, inner, STR("credentialSubject"),
                               with_text(arena, subject, "id", json_tree_text(payload, "sub")));
    return inner;
}

const struct json_tree *
judge_with_end(struct arena *arena, const struct json_tree *payload)
{
    return json_tree_member(payload, STR("expirationDate")) != NULL
               ? payload
               : with_time(arena, payload, "validUntil", json_tree_member(payload, STR("exp")));
}
