/* What a badge says of itself. */
#include "judge/ob2.h"

static struct str
text_of(const struct json_tree *tree, const char *name)
{
    return tree == NULL ? STR_NONE : json_tree_text(tree, name);
}

static void
add_issuer(struct judge_facts *facts, const struct json_tree *credential)
{
    const struct json_tree *issuer = judge_object(credential, "issuer");

    facts->issuer = badge_issuer_of(credential);
    facts->issuer_name = text_of(issuer, "name");
    facts->issuer_url = text_of(issuer, "url");
}

static void
add_achievement(struct judge_facts *facts, const struct json_tree *achievement)
{
    const struct json_tree *criteria = judge_object(achievement, "criteria");

    facts->achievement = text_of(achievement, "id");
    facts->name = text_of(achievement, "name");
    facts->description = text_of(achievement, "description");
    facts->image = judge_id(achievement, "image");
    facts->criteria = text_of(criteria, "narrative");
    facts->criteria_url = text_of(criteria, "id");
}

struct judge_facts
judge_facts_of(const struct judge_piece *piece)
{
    const struct json_tree *credential = piece->credential, *subject;
    struct judge_facts facts = {.id = json_tree_text(credential, "id"),
                                .name = json_tree_text(credential, "name"),
                                .description = json_tree_text(credential, "description"),
                                .is_older_model = piece->is_older_model};

    if (piece->kind == JUDGE_HOSTED_2 || piece->kind == JUDGE_SIGNED_2) {
        facts.issued = json_tree_text(credential, "issuedOn");
        facts.expires = json_tree_text(credential, "expires");
        return facts;
    }
    subject = judge_subject(credential);
    add_issuer(&facts, credential);
    facts.issued = judge_since(piece);
    facts.expires = judge_until(piece);
    facts.image = judge_id(credential, "image");
    if (piece->kind == JUDGE_BADGE && judge_object(subject, "achievement") != NULL)
        add_achievement(&facts, judge_object(subject, "achievement"));
    if (piece->kind == JUDGE_ENDORSEMENT) {
        facts.achievement = text_of(subject, "id");
        facts.comment = text_of(subject, "endorsementComment");
    }
    return facts;
}

void
judge_facts_2(const struct older *older, struct judge_facts *facts)
{
    add_achievement(facts, older->badge);
    facts->criteria_url = judge_id(older->badge, "criteria");
    facts->issuer = older->issuer_id;
    facts->issuer_name = json_tree_text(older->issuer, "name");
    facts->issuer_url = json_tree_text(older->issuer, "url");
    facts->issued = json_tree_text(older->assertion, "issuedOn");
    facts->expires = json_tree_text(older->assertion, "expires");
}
