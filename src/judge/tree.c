/* Members as JSON-LD lets them stand: one alone is the same as a list of it. */
#include "base/clock.h"
#include "judge/parts.h"

const struct json_tree *
judge_each(const struct json_tree *tree, const char *name)
{
    const struct json_tree *member = json_tree_member(tree, str_of(name));

    return member == NULL || member->kind != JSON_LIST ? member : member->first;
}

const struct json_tree *
judge_next(const struct json_tree *tree, const char *name, const struct json_tree *one)
{
    return json_tree_member(tree, str_of(name)) == one ? NULL : one->next;
}

const struct json_tree *
judge_object(const struct json_tree *tree, const char *name)
{
    const struct json_tree *member = tree == NULL ? NULL : judge_each(tree, name);

    return member != NULL && member->kind == JSON_OBJECT ? member : NULL;
}

struct str
judge_id(const struct json_tree *tree, const char *name)
{
    const struct json_tree *object = judge_object(tree, name);

    if (object != NULL)
        return json_tree_text(object, "id");
    return tree == NULL ? STR_NONE : json_tree_text(tree, name);
}

bool
judge_has_type(const struct json_tree *tree, const char *type)
{
    for (const struct json_tree *one = judge_each(tree, "type"); one != NULL;
         one = judge_next(tree, "type", one))
        if (one->kind == JSON_STRING && str_same(one->text, str_of(type)))
            return true;
    return false;
}

const struct json_tree *
judge_subject(const struct json_tree *credential)
{
    const struct json_tree *subject = judge_object(credential, "credentialSubject");

    return subject == NULL || judge_next(credential, "credentialSubject", subject) != NULL
               ? NULL
               : subject;
}

/* Data model 1.1 has two members for each; where both stand, the narrower one counts. */
static struct str
date_of(const struct judge_piece *piece, const char *name, const char *older, bool is_later)
{
    struct str one = json_tree_text(piece->credential, name);
    struct str other = json_tree_text(piece->credential, older);
    int64_t when, otherwise;

    if (one.at == NULL || other.at == NULL)
        return one.at != NULL ? one : other;
    return clock_read(one, &when) && clock_read(other, &otherwise) &&
                   (is_later ? otherwise > when : otherwise < when)
               ? other
               : one;
}

struct str
judge_since(const struct judge_piece *piece)
{
    return date_of(piece, "validFrom", "issuanceDate", true);
}

struct str
judge_until(const struct judge_piece *piece)
{
    return date_of(piece, "validUntil", "expirationDate", false);
}
