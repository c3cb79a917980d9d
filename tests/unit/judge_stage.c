#include "judge_stage.h"

#include "json/tree.h"
#include "ld_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const char *
beside(struct arena *arena)
{
    return arena_print(arena, "%s/../judge", stage_kept()).at;
}

struct str
judge_stage_kept(struct arena *arena, const char *name)
{
    struct str text = stage_file(arena, beside(arena), str_of(name));

    if (text.at == NULL)
        fail_msg("tests/unit/judge/%s is not there", name);
    return arena_copy(arena, (struct str){text.at, text.size - str_ends(text, STR("\n"))});
}

struct str
judge_stage_changed(struct arena *arena, struct str text, const char *from, const char *to)
{
    const char *at = strstr(text.at, from);

    if (at == NULL)
        fail_msg("\"%s\" is not in it", from);
    return arena_print(arena, "%.*s%s%s", (int)(at - text.at), text.at, to, at + strlen(from));
}

/* The world is kept as {address: document}; the documents are cut out as they stand. */
static struct str
stands_at(struct arena *arena, struct str world, struct str url)
{
    struct str name = arena_print(arena, "\n \"" STR_FMT "\": ", STR_ARG(url));
    const char *at = strstr(world.at, name.at), *end;

    if (at == NULL)
        return STR_NONE;
    at += name.size;
    end = strstr(at, "\n }");
    return arena_copy(arena, (struct str){at, (size_t)(end - at) + 3});
}

static struct judge_found
found_at(struct arena *arena, struct str world, struct str url, const struct stage_change *change)
{
    struct judge_found found = {url, 200, STR("application/json"), stands_at(arena, world, url)};

    if (found.body.at == NULL)
        found.status = 404;
    for (; change != NULL && change->url != NULL; change++) {
        if (!str_same(str_of(change->url), url))
            continue;
        if (change->from == NULL)
            return (struct judge_found){url, change->status, STR_NONE, STR_NONE};
        found.body = *change->from == '\0'
                         ? str_of(change->to)
                         : judge_stage_changed(arena, found.body, change->from, change->to);
        found.status = 200;
    }
    return found;
}

const struct judge_outcome *
judge_stage_judge(struct arena *arena, struct str badge, const struct judge_options *options,
                  const struct stage_change *change, size_t *asked)
{
    struct str world = judge_stage_kept(arena, "world.json");
    struct judge_found found[JUDGE_WANTS_MAX];
    struct judge *judge = judge_open(arena, badge, options);
    const struct judge_want *wants;
    size_t count, steps = 0;

    while ((wants = judge_wants(judge, &count)) != NULL) {
        assert_true(++steps <= JUDGE_WANTS_MAX);
        for (size_t i = 0; i < count; i++)
            found[i] = found_at(arena, world, wants[i].url, change);
        judge_step(judge, found, count);
    }
    if (asked != NULL)
        *asked = steps;
    return judge_outcome(judge);
}
