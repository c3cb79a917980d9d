/* What tells badges apart that are kept. */
#include "judge/kept.h"

#include "base/clock.h"
#include "base/text.h"
#include "judge/parts.h"
#include "keys/keys.h"

static void
add_id(struct text *out, struct str id)
{
    if (id.at != NULL)
        text_add(out, judge_id_meant(out->arena, id));
    text_add(out, STR("\n"));
}

/* What says no id is known by all of it. */
static struct str
key_of(struct arena *arena, const struct judge_reading *reading)
{
    struct text name = text_new(arena);

    add_id(&name, reading->facts.issuer);
    add_id(&name, reading->facts.id.at != NULL ? reading->facts.id : reading->text);
    return keys_sha256(arena, text_str(&name));
}

static struct str
facts_of(struct arena *arena, const struct judge_facts *facts)
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
    struct text out = text_new(arena);

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

struct judge_kept
judge_kept(struct arena *arena, const struct judge_reading *reading)
{
    const struct judge_facts *facts = &reading->facts;
    int64_t seconds;
    bool is_dated = facts->issued.at != NULL && clock_read(facts->issued, &seconds);

    return (struct judge_kept){
        .key = key_of(arena, reading),
        .facts = facts_of(arena, facts),
        .since = is_dated ? clock_text(arena, seconds) : STR_NONE,
    };
}

struct str
judge_question(struct arena *arena, struct str pepper, struct str email, struct str content)
{
    struct text whole = text_new(arena);

    text_add(&whole, STR("verification\n"));
    text_add(&whole, email);
    text_add(&whole, STR("\n"));
    text_add(&whole, content);
    return keys_hmac_sha256(arena, pepper, text_str(&whole));
}
