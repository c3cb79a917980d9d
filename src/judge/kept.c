#include "judge/kept.h"

#include "base/clock.h"
#include "base/coding.h"
#include "base/text.h"
#include "keys/keys.h"

#include <ctype.h>

struct str
kept_lower(struct arena *arena, struct str text)
{
    char *at = arena_take(arena, text.size + 1, 1);

    for (size_t i = 0; i < text.size; i++)
        at[i] = (char)tolower((unsigned char)text.at[i]);
    return (struct str){at, text.size};
}

struct str
kept_award(struct arena *arena, struct str base, struct str url)
{
    static const char *const before[] = {"/v1/verifications/", "/verify/", "/v1/awards/",
                                         "/ob/awards/",        "/b/",      "/ob2/assertions/"};
    struct str path, id;

    if (!str_starts(url, base))
        return STR_NONE;
    path = str_from(url, base.size);
    str_cut(&path, '#', &id);
    path = id;
    str_cut(&path, '?', &id);
    path = id;
    for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
        if (!str_starts(path, str_of(before[i])))
            continue;
        path = str_from(path, str_of(before[i]).size);
        str_cut(&path, '/', &id); /* a file of its page, or its picture */
        return str_is_uuid(id) ? kept_lower(arena, id) : STR_NONE;
    }
    return STR_NONE;
}

struct str
kept_own(struct arena *arena, struct str base, const struct judge_facts *facts, bool *is_stranger)
{
    struct str inside = arena_print(arena, STR_FMT "/", STR_ARG(base));

    *is_stranger = facts->id.at == NULL || !str_starts(facts->id, inside);
    return *is_stranger ? STR_NONE : kept_award(arena, base, facts->id);
}

static void
add_id(struct text *out, struct str id)
{
    if (id.at != NULL)
        text_add(out, coding_from_percent(out->arena, str_trim(id)));
    text_add(out, STR("\n"));
}

struct str
kept_key(struct arena *arena, const struct judge_reading *read)
{
    struct text name = text_new(arena);

    add_id(&name, read->facts.issuer);
    add_id(&name, read->facts.id.at != NULL ? read->facts.id : read->text);
    return keys_sha256(arena, text_str(&name));
}

struct str
kept_facts(struct arena *arena, const struct judge_facts *facts)
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

struct str
kept_since(struct arena *arena, const struct judge_facts *facts)
{
    int64_t seconds;

    return facts->issued.at != NULL && clock_read(facts->issued, &seconds)
               ? clock_text(arena, seconds)
               : STR_NONE;
}

struct str
kept_question(struct arena *arena, struct str pepper, struct str email, struct str content)
{
    struct text whole = text_new(arena);

    text_add(&whole, STR("verification\n"));
    text_add(&whole, email);
    text_add(&whole, STR("\n"));
    text_add(&whole, content);
    return keys_hmac_sha256(arena, pepper, text_str(&whole));
}
