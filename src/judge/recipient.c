/* Whether it was given to the person whose address is known. The address is never shown. */
#include "base/coding.h"
#include "judge/kept.h"
#include "judge/parts.h"

enum { IDENTIFIERS_MAX = 32, WORK_MAX = 4 << 20, TEXT_MAX = 1024 };

static bool
is_hash(struct arena *arena, struct str hash, struct str email, struct str salt)
{
    struct str both = arena_print(arena, STR_FMT STR_FMT, STR_ARG(email), STR_ARG(salt));

    if (str_starts(hash, STR("sha256$")))
        return str_same(arena_lower(arena, str_from(hash, 7)),
                        coding_hex(arena, keys_sha256(arena, both)));
    return str_starts(hash, STR("md5$")) && str_same(arena_lower(arena, str_from(hash, 4)),
                                                     coding_hex(arena, keys_md5(arena, both)));
}

static bool
is_same_identity(struct arena *arena, const struct json_tree *said, const char *name,
                 struct str email)
{
    const struct json_tree *hashed = json_tree_member(said, STR("hashed"));
    struct str identity = json_tree_text(said, name), salt = json_tree_text(said, "salt");

    if (identity.at == NULL || identity.size > TEXT_MAX || salt.size > TEXT_MAX)
        return false;
    if (hashed != NULL && hashed->kind == JSON_TRUE)
        return is_hash(arena, identity, email, salt) ||
               is_hash(arena, identity, arena_lower(arena, email), salt);
    return str_same_any_case(identity, email);
}

static bool
is_identity(struct arena *arena, const struct json_tree *said, struct str email)
{
    struct str type = json_tree_text(said, "identityType");

    return (str_same(type, STR("emailAddress")) || str_same(type, STR("email"))) &&
           is_same_identity(arena, said, "identityHash", email);
}

static bool
is_theirs(struct arena *arena, const struct json_tree *subject, struct str email)
{
    struct str id = json_tree_text(subject, "id");
    size_t count = 0;

    if (id.at != NULL && str_starts(id, STR("mailto:")) &&
        str_same_any_case(str_from(id, sizeof("mailto:") - 1), email))
        return true;
    for (const struct json_tree *one = judge_each(subject, "identifier");
         one != NULL && count++ < IDENTIFIERS_MAX; one = judge_next(subject, "identifier", one))
        if (is_identity(arena, one, email))
            return true;
    return false;
}

static bool
is_theirs_2(struct arena *arena, const struct json_tree *recipient, struct str email)
{
    return str_same(json_tree_text(recipient, "type"), STR("email")) &&
           is_same_identity(arena, recipient, "identity", email);
}

static void
tell(struct judge_case *one, bool is_given)
{
    one->out->recipient = is_given ? JUDGE_YES : JUDGE_NO;
    judge_note(one, "recipient", is_given ? JUDGE_PASSED : JUDGE_FAILED,
               is_given ? "It was given to the person who has this address."
                        : "It does not say that it was given to the person who has this address.");
}

void
judge_recipient(struct judge_case *one)
{
    struct str email = one->judge->options.email;
    const struct json_tree *subject = judge_subject(one->piece->credential);
    struct arena *work;
    bool is_given;

    if (email.at == NULL || subject == NULL || email.size > TEXT_MAX)
        return;
    work = arena_open(WORK_MAX);
    is_given = is_theirs(work, subject, email);
    arena_close(work);
    tell(one, is_given);
}

void
judge_recipient_2(struct judge_case *one, const struct json_tree *recipient)
{
    struct str email = one->judge->options.email;
    struct arena *work;
    bool is_given;

    if (email.at == NULL || recipient == NULL || email.size > TEXT_MAX)
        return;
    work = arena_open(WORK_MAX);
    is_given = is_theirs_2(work, recipient, email);
    arena_close(work);
    tell(one, is_given);
}

bool
judge_is_given(struct arena *arena, struct str text, const struct str *emails, size_t count)
{
    const struct judge_piece *piece = judge_piece_read(arena, text);
    const struct json_tree *whole = piece == NULL ? NULL : piece->credential, *subject, *recipient;
    bool is_given = false;

    if (whole == NULL)
        return false;
    subject = judge_subject(whole);
    recipient = json_tree_member(whole, STR("recipient"));
    for (size_t i = 0; i < count && !is_given; i++) {
        if (emails[i].size > TEXT_MAX)
            continue;
        if (piece->kind == JUDGE_HOSTED_2 || piece->kind == JUDGE_SIGNED_2)
            is_given = recipient != NULL && is_theirs_2(arena, recipient, emails[i]);
        else
            is_given = subject != NULL && is_theirs(arena, subject, emails[i]);
    }
    return is_given;
}
