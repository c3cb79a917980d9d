/* What somebody hands in to be kept: recognised, and given to the database. */
#include "api/held.h"

#include "api/verification.h"
#include "base/clock.h"
#include "base/coding.h"
#include "base/text.h"
#include "keys/keys.h"
#include "sql/exchange.h"

enum { CONTENT_MAX = 3 << 20 };

/* Open Badges 3.0 section 10: compared are ids without escapes and white space around them. */
static void
add_id(struct text *out, struct str id)
{
    if (id.at != NULL)
        text_add(out, coding_from_percent(out->arena, str_trim(id)));
    text_add(out, STR("\n"));
}

/* What says no id is known by all of it. */
static struct str
key_of(struct call *call, const struct judge_reading *read)
{
    struct text name = text_new(call->arena);

    add_id(&name, read->facts.issuer);
    add_id(&name, read->facts.id.at != NULL ? read->facts.id : read->text);
    return pg_bytes(call->arena, keys_sha256(call->arena, text_str(&name)));
}

static struct str
facts_of(struct call *call, const struct judge_facts *facts)
{
    const struct {
        const char *name;
        struct str value;
    } members[] = {
        {"name",        facts->name       },
        {"description", facts->description},
        {"issuer",      facts->issuer     },
        {"issuerName",  facts->issuer_name},
        {"issued",      facts->issued     },
        {"expires",     facts->expires    },
    };
    struct text out = text_new(call->arena);

    text_add(&out, STR("{"));
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        if (members[i].value.at == NULL)
            continue;
        text_add(&out, out.size > 1 ? STR(",") : STR(""));
        text_add_member(&out, members[i].name, members[i].value);
    }
    text_add(&out, STR("}"));
    return text_str(&out);
}

static struct str
since_of(struct call *call, const struct judge_facts *facts)
{
    int64_t seconds;

    return facts->issued.at != NULL && clock_read(facts->issued, &seconds)
               ? clock_text(call->arena, seconds)
               : STR_NONE;
}

static enum problem
recognise(struct call *call, struct str bytes, struct judge_reading *read)
{
    if (bytes.size > CONTENT_MAX)
        return PROBLEM_TOO_LARGE;
    if (!verification_recognise(call, bytes, read))
        return PROBLEM_BUSY;
    if (read->form == JUDGE_URL || (read->why.at == NULL && read->kind == JUDGE_NO_BADGE))
        read->why = STR("An address is no badge; send what it leads to.");
    return read->kind == JUDGE_NO_BADGE ? PROBLEM_BAD_INPUT : PROBLEM_NONE;
}

struct held_taken
held_take(struct call *call, struct str bytes)
{
    struct held_taken taken = {.why = STR_NONE};
    struct verification_asked asked = {.email = STR_NONE};
    struct judge_reading read = {.why = STR_NONE};

    if (verification_is_over(call, call->me.person))
        return (struct held_taken){.problem = PROBLEM_RATE_LIMITED, .why = STR_NONE};
    taken.problem = recognise(call, bytes, &read);
    taken.why = read.why;
    if (!taken.problem && read.facts.id.at != NULL)
        taken.problem = verification_read_url(call, read.facts.id, &asked);
    if (taken.problem)
        return taken;
    asked.content = read.text;
    taken.answer = sql_held_put(&call->door, asked.award, key_of(call, &read),
                                str_of(judge_form_name(read.form)),
                                str_of(judge_kind_name(read.kind)), pg_bytes(call->arena, bytes),
                                read.text, facts_of(call, &read.facts), since_of(call, &read.facts),
                                pg_bytes(call->arena, verification_hash(call, &asked)));
    taken.problem = taken.answer.problem;
    return taken;
}
