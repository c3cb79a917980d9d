#include "api/skill.h"

#include "api/reply.h"
#include "sql/skill.h"

struct filter {
    struct page page;
    struct str q, framework;
};

static const struct shape_field filter_fields[] = {
    PAGE_FIELDS,
    SHAPE_TEXT(struct filter, q, .optional = true, .min = 2, .max = 100,
               .about = "Words in a label, in any language; accents and a slip are forgiven."),
    SHAPE_SLUG(struct filter, framework, .optional = true, .about = "Only those of this one."),
};
const struct shape skill_filter = SHAPE_OF(struct filter, filter_fields, .name = "SkillFilter");

struct reply
skill_search(struct call *call)
{
    const struct filter *want = call->input;

    return reply_page(call,
                      sql_skill_search(&call->door, want->q, want->framework, call->after,
                                       page_count(call), call->languages, view_whole(call)),
                      NULL);
}

struct reply
skill_show(struct call *call)
{
    return reply_with(
        call, sql_skill_show(&call->door, call->parts[0], call->languages, view_whole(call)));
}

struct reply
skill_frameworks(struct call *call)
{
    return reply_list(call, sql_framework_list(&call->door));
}
