/* schema.org: an EducationalOccupationalCredential, and who gives it, as search engines read them.
 */
#include "feed/feed.h"

/* "2027 03 01" as "2027-03-01". */
static void
add_day(struct text *out, const char *name, struct str day)
{
    struct str year, month;

    if (!str_cut(&day, ' ', &year) || !str_cut(&day, ' ', &month))
        return;
    text_print(out, ",\"%s\":\"" STR_FMT "-" STR_FMT "-" STR_FMT "\"", name, STR_ARG(year),
               STR_ARG(month), STR_ARG(day));
}

static void
add_skills(struct text *out, const struct feed_award *award)
{
    if (award->skill_count == 0)
        return;
    text_add(out, STR(",\"competencyRequired\":["));
    for (size_t i = 0; i < award->skill_count; i++) {
        text_print(out, "%s{\"@type\":\"DefinedTerm\"", i > 0 ? "," : "");
        text_add_next(out, "name", award->skills[i].name);
        text_add_next(out, "url", award->skills[i].uri);
        text_add(out, STR("}"));
    }
    text_add(out, STR("]"));
}

struct str
feed_award_linked(struct arena *arena, const struct feed_award *award)
{
    struct text out = text_new(arena);

    text_add(&out, STR("{\"@context\":\"https://schema.org\","
                       "\"@type\":\"EducationalOccupationalCredential\""));
    text_add_next(&out, "@id", award->url);
    text_add_next(&out, "url", award->url);
    text_add_next(&out, "credentialCategory", STR("badge"));
    text_add_next(&out, "name", award->name);
    text_add_next(&out, "description", award->description);
    text_add_next(&out, "inLanguage", award->language);
    add_day(&out, "dateCreated", award->issued);
    add_day(&out, "expires", award->expires);
    add_skills(&out, award);
    text_add(&out, STR(",\"recognizedBy\":{\"@type\":\"Organization\""));
    text_add_next(&out, "name", award->issuer);
    text_add_next(&out, "url", award->website);
    text_add(&out, STR("}}"));
    return text_str(&out);
}

struct str
feed_issuer_linked(struct arena *arena, const struct feed_issuer *issuer)
{
    struct text out = text_new(arena);

    text_add(&out, STR("{\"@context\":\"https://schema.org\",\"@type\":\"Organization\""));
    text_add_next(&out, "@id", issuer->url);
    text_add_next(&out, "url", issuer->url);
    text_add_next(&out, "name", issuer->name);
    text_add_next(&out, "legalName", issuer->legal_name);
    text_add_next(&out, "description", issuer->description);
    text_add_next(&out, "sameAs", issuer->website);
    text_add(&out, STR("}"));
    return text_str(&out);
}
