/*
 * A proof covers a graph, and the same graph can be written in many ways: with whole addresses as
 * names, with a name that a context has beside the usual one, with "@value" around a text, or with
 * what a thing says of itself at another place where its id stands. Whoever reads a credential
 * looks for members by name at their place, so a holder who writes it otherwise could hide that it
 * has an end, and the proof would still hold. What is plain has none of that.
 */
#include "badge/check.h"

#include <string.h>

/* A context of policies calls "@id" so as well. */
#define OTHER_ID "uid"

/* Types begin with a capital; where one is the name of a member, it is another name for one that
   has a small letter. */
static bool
is_name(struct str name)
{
    return name.size > 0 && name.at[0] != '@' && (name.at[0] < 'A' || name.at[0] > 'Z') &&
           memchr(name.at, ':', name.size) == NULL && !str_same(name, STR(OTHER_ID));
}

static bool
has_type(const struct json_tree *object, const char *wanted)
{
    const struct json_tree *types = json_tree_member(object, STR("type"));
    const struct json_tree *one = types == NULL || types->kind != JSON_LIST ? types : types->first;

    for (; one != NULL; one = types->kind == JSON_LIST ? one->next : NULL)
        if (one->kind == JSON_STRING && str_same(one->text, str_of(wanted)))
            return true;
    return false;
}

/* {"@value": "Chess", "@language": "en"}: no text that is read by itself has a language. */
static bool
is_spoken(const struct json_tree *object)
{
    return object->first != NULL && object->first->next != NULL &&
           object->first->next->next == NULL && json_tree_text(object, "@value").at != NULL &&
           json_tree_text(object, "@language").at != NULL;
}

/* A type by its address: its short name is looked for, and would not be found. */
static bool
is_type(struct str type)
{
    static const char *const known[] = {
        "VerifiableCredential",
        "OpenBadgeCredential",
        "AchievementCredential",
        "EndorsementCredential",
        "ClrCredential",
        "AchievementSubject",
        "EndorsementSubject",
        "ClrSubject",
        "Achievement",
        "Profile",
        "IdentityObject",
        "BitstringStatusListCredential",
        "BitstringStatusList",
        "BitstringStatusListEntry",
        "StatusList2021Credential",
        "StatusList2021",
        "StatusList2021Entry",
        "1EdTechRevocationList",
        "1EdTechCredentialRefresh",
        "DataIntegrityProof",
    };

    if (memchr(type.at, ':', type.size) == NULL)
        return true;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        struct str name = str_of(known[i]);

        if (str_ends(type, name) && type.size > name.size &&
            memchr(":/#", type.at[type.size - name.size - 1], 3) != NULL)
            return false;
    }
    return true;
}

static bool
are_types(const struct json_tree *types)
{
    const struct json_tree *one = types->kind == JSON_LIST ? types->first : types;

    for (; one != NULL; one = types->kind == JSON_LIST ? one->next : NULL)
        if (one->kind == JSON_STRING && !is_type(one->text))
            return false;
    return true;
}

/* What is read as a text stands as one; of a list of statuses there may be several purposes. */
static bool
is_as_read(const struct json_tree *object, const struct json_tree *member)
{
    static const char *const texts[] = {
        "validFrom",  "issuanceDate",    "validUntil",           "expirationDate",
        "statusSize", "statusListIndex", "statusListCredential", "statusPurpose",
    };

    if (member->kind != JSON_LIST && member->kind != JSON_OBJECT)
        return true;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (str_same(member->name, str_of(texts[i])))
            return str_same(member->name, STR("statusPurpose")) &&
                   json_tree_member(object, STR("encodedList")) != NULL;
    return true;
}

/* What a credential says of itself, where its id stands once more. */
static bool
is_said_elsewhere(struct str id, const struct json_tree *object)
{
    static const char *const own[] = {"credentialStatus", "validUntil",       "expirationDate",
                                      "validFrom",        "issuanceDate",     "issuer",
                                      "refreshService",   "credentialSubject"};

    if (id.at == NULL || !str_same(json_tree_text(object, "id"), id))
        return false;
    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
        if (json_tree_member(object, str_of(own[i])) != NULL)
            return true;
    return false;
}

/* `id`: of the credential, or STR_NONE. `name`: of the member that it is the value of, or stands
   in; STR_NONE at the top. */
static bool
is_plain(struct str id, const struct json_tree *tree, struct str name)
{
    bool has_context =
        name.at == NULL || str_same(name, STR("proof")) || has_type(tree, "VerifiableCredential");

    if (tree->kind == JSON_OBJECT) {
        if (name.at != NULL && is_spoken(tree))
            return true;
        if (str_starts(json_tree_text(tree, "id"), STR("_:")) ||
            (name.at != NULL && is_said_elsewhere(id, tree)))
            return false;
    }
    for (const struct json_tree *one = tree->first; one != NULL; one = one->next) {
        if (tree->kind == JSON_OBJECT && str_same(one->name, STR("@context")) && has_context)
            continue;
        if (tree->kind == JSON_OBJECT && (!is_name(one->name) || !is_as_read(tree, one)))
            return false;
        if (str_same(one->name, STR("type")) && !are_types(one))
            return false;
        if (!is_plain(id, one, tree->kind == JSON_LIST ? name : one->name))
            return false;
    }
    return true;
}

bool
badge_is_plain(const struct json_tree *tree)
{
    return tree->kind == JSON_OBJECT && is_plain(json_tree_text(tree, "id"), tree, STR_NONE);
}
