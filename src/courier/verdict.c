/* What came of a judgement, as JSON (doc.verification of the database). */
#include "courier/verification.h"

#include "base/clock.h"
#include "base/text.h"

enum { FACT_MAX = 20000, IMAGE_MAX = 4096 }; /* bytes */

/* As much of a stranger's text as is shown, at the end of a letter, and nothing that is no text. */
static struct str
shown(struct str text, size_t most)
{
    if (text.size > most) {
        text.size = most;
        while (text.size > 0 && ((unsigned char)text.at[text.size] & 0xc0) == 0x80)
            text.size--;
    }
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] == '\0')
            return STR_NONE;
    return text;
}

static void
add_fact(struct text *out, const char *name, struct str value)
{
    text_add_next(out, name, shown(value, FACT_MAX));
}

/* The database wants moments that there are. */
static void
add_moment(struct text *out, const char *name, struct str value)
{
    int64_t seconds;

    if (value.at != NULL && clock_read(value, &seconds))
        add_fact(out, name, clock_text(out->arena, seconds));
}

static void
add_facts(struct text *out, const struct judge_outcome *outcome)
{
    const struct judge_facts *facts = &outcome->facts;

    text_add(out, STR("{"));
    text_add_member(out, "kind", str_of(judge_kind_name(outcome->kind)));
    add_fact(out, "id", facts->id);
    add_fact(out, "name", facts->name);
    add_fact(out, "description", facts->description);
    add_fact(out, "achievement", facts->achievement);
    if (facts->image.size <= IMAGE_MAX)
        add_fact(out, "image", facts->image);
    add_fact(out, "criteria", facts->criteria);
    add_fact(out, "criteriaUrl", facts->criteria_url);
    add_fact(out, "comment", facts->comment);
    add_fact(out, "issuer", facts->issuer);
    add_fact(out, "issuerName", facts->issuer_name);
    add_fact(out, "issuerUrl", facts->issuer_url);
    add_moment(out, "issuedAt", facts->issued);
    add_moment(out, "expiresAt", facts->expires);
    text_add(out, STR("}"));
}

static void
add_verdict(struct text *out, const struct judge_outcome *outcome)
{
    text_add_member(out, "verdict", str_of(judge_verdict_name(outcome->verdict)));
    add_fact(out, "reason", outcome->reason);
    if (outcome->kind != JUDGE_NO_BADGE) {
        text_add(out, STR(",\"credential\":"));
        add_facts(out, outcome);
    }
}

static void
add_checks(struct text *out, const struct judge_outcome *outcome)
{
    text_add(out, STR(",\"checks\":["));
    for (size_t i = 0; i < outcome->check_count; i++) {
        const struct judge_check *check = &outcome->checks[i];
        const char *passed = check->state == JUDGE_PASSED   ? "true"
                             : check->state == JUDGE_FAILED ? "false"
                                                            : "null";

        text_add(out, i > 0 ? STR(",{") : STR("{"));
        text_add_member(out, "name", str_of(check->name));
        text_print(out, ",\"passed\":%s", passed);
        add_fact(out, "detail", check->reason);
        text_add(out, STR("}"));
    }
    text_add(out, STR("]"));
}

static void
add_parts(struct text *out, const char *name, const struct judge_outcome *parts, size_t count)
{
    text_print(out, ",\"%s\":[", name);
    for (size_t i = 0; i < count; i++) {
        text_add(out, i > 0 ? STR(",{") : STR("{"));
        add_verdict(out, &parts[i]);
        text_add(out, STR("}"));
    }
    text_add(out, STR("]"));
}

struct str
verdict_json(struct arena *arena, const struct judge_outcome *outcome)
{
    struct text out = text_new(arena);

    text_add(&out, STR("{"));
    add_verdict(&out, outcome);
    add_checks(&out, outcome);
    add_parts(&out, "endorsements", outcome->endorsements, outcome->endorsement_count);
    add_parts(&out, "contents", outcome->contents, outcome->content_count);
    text_add(&out, STR("}"));
    return text_str(&out);
}

struct str
verdict_matches(const struct judge_outcome *outcome)
{
    return outcome->recipient == JUDGE_NOT_ASKED ? STR_NONE
                                                 : pg_bool(outcome->recipient == JUDGE_YES);
}
