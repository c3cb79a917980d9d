/* What a credential has to have (Open Badges 3.0 appendix, CLR 2.0), and what others find fault
 * with. */
#include "base/clock.h"
#include "base/text.h"
#include "judge/parts.h"

/* A member at the end of a way, which has to be there; where `type` is said, of this type. */
struct need {
    const char *way[4]; /* ended by NULL */
    const char *type;
};

static const struct need badge_needs[] = {
    {{"id"},                                              NULL                },
    {{"credentialSubject"},                               "AchievementSubject"},
    {{"credentialSubject", "achievement"},                "Achievement"       },
    {{"credentialSubject", "achievement", "id"},          NULL                },
    {{"credentialSubject", "achievement", "name"},        NULL                },
    {{"credentialSubject", "achievement", "description"}, NULL                },
    {{"credentialSubject", "achievement", "criteria"},    NULL                },
};
static const struct need endorsement_needs[] = {
    {{"id"},                      NULL                },
    {{"credentialSubject"},       "EndorsementSubject"},
    {{"credentialSubject", "id"}, NULL                },
};
static const struct need clr_needs[] = {
    {{"id"},                                        NULL        },
    {{"credentialSubject"},                         "ClrSubject"},
    {{"credentialSubject", "verifiableCredential"}, NULL        },
};

static const struct needs {
    const struct need *list;
    size_t count;
} needs[] = {
    [JUDGE_BADGE] = {badge_needs,       sizeof(badge_needs) / sizeof(badge_needs[0])},
    [JUDGE_ENDORSEMENT] = {endorsement_needs,
                     sizeof(endorsement_needs) / sizeof(endorsement_needs[0])       },
    [JUDGE_CLR] = {clr_needs,         sizeof(clr_needs) / sizeof(clr_needs[0])    },
};

static struct str
way_shown(struct arena *arena, const struct need *need)
{
    struct text way = text_new(arena);

    for (size_t i = 0; i < 4 && need->way[i] != NULL; i++)
        text_print(&way, "%s%s", i == 0 ? "" : ".", need->way[i]);
    return text_str(&way);
}

/* A list of one is the one; NULL of any other list. */
static const struct json_tree *
only(const struct json_tree *one)
{
    if (one == NULL || one->kind != JSON_LIST)
        return one;
    return one->first != NULL && one->first->next == NULL ? one->first : NULL;
}

static bool
is_met(const struct json_tree *credential, const struct need *need)
{
    const struct json_tree *one = credential;

    for (size_t i = 0; i < 4 && need->way[i] != NULL; i++) {
        one = only(one);
        one = one == NULL ? NULL : json_tree_member(one, str_of(need->way[i]));
        if (one == NULL || one->kind == JSON_NULL)
            return false;
    }
    return need->type == NULL || (only(one) != NULL && judge_has_type(only(one), need->type));
}

/* A date that is there has to be one: what is not read as an end would have none. */
static bool
has_dates(const struct json_tree *credential)
{
    static const char *const dates[] = {"validFrom", "issuanceDate", "validUntil",
                                        "expirationDate"};
    int64_t seconds;

    for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++)
        if (json_tree_member(credential, str_of(dates[i])) != NULL &&
            !clock_read(json_tree_text(credential, dates[i]), &seconds))
            return false;
    return true;
}

static bool
has_recipient(const struct judge_piece *piece)
{
    const struct json_tree *subject = judge_subject(piece->credential);

    return piece->kind == JUDGE_ENDORSEMENT || json_tree_text(subject, "id").at != NULL ||
           judge_object(subject, "identifier") != NULL;
}

bool
judge_shape(struct arena *arena, const struct judge_piece *piece, struct str *why)
{
    const struct needs *list = &needs[piece->kind];

    if (judge_subject(piece->credential) == NULL)
        *why = STR("It has to say something of one subject.");
    else if (badge_issuer_of(piece->credential).at == NULL)
        *why = STR("It does not say who has issued it.");
    else if (judge_since(piece).at == NULL)
        *why = STR("It does not say since when it counts.");
    else if (!has_dates(piece->credential))
        *why = STR("One of its dates is none.");
    else if (!has_recipient(piece))
        *why = STR("It does not say whom it was given to.");
    else
        *why = STR_NONE;
    for (size_t i = 0; i < list->count && why->at == NULL; i++)
        if (!is_met(piece->credential, &list->list[i]))
            *why = arena_print(arena, "It has no \"" STR_FMT "\" as the standard wants it.",
                               STR_ARG(way_shown(arena, &list->list[i])));
    return why->at == NULL;
}

static bool
has_newest_contexts(const struct json_tree *credential)
{
    const struct json_tree *first = judge_each(credential, "@context");
    const struct json_tree *second =
        first == NULL ? NULL : judge_next(credential, "@context", first);

    return second != NULL && str_same(first->text, STR("https://www.w3.org/ns/credentials/v2")) &&
           (str_same(second->text,
                     STR("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")) ||
            str_same(second->text,
                     STR("https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json")));
}

void
judge_shape_warnings(struct judge_case *one)
{
    const struct json_tree *credential = one->piece->credential;
    const struct json_tree *achievement = judge_object(judge_subject(credential), "achievement");
    const struct json_tree *criteria =
        achievement == NULL ? NULL : judge_object(achievement, "criteria");
    const struct json_tree *issuer = judge_object(credential, "issuer");

    if (!has_newest_contexts(credential))
        judge_note(one, "context", JUDGE_WARNED,
                   "It is written by an older version of the standard, which some do not read.");
    if (issuer == NULL || !judge_has_type(issuer, "Profile"))
        judge_note(one, "profile", JUDGE_WARNED,
                   "It says no more of its issuer than an identifier, which some do not take.");
    if (one->piece->kind == JUDGE_BADGE &&
        (criteria == NULL || (json_tree_member(criteria, STR("id")) == NULL &&
                              json_tree_member(criteria, STR("narrative")) == NULL)))
        judge_note(one, "criteria", JUDGE_WARNED, "It does not say what had to be done for it.");
}
