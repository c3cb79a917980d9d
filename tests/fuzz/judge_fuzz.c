/*
 * Whatever the bytes: a judgement ends, asks only for addresses that may be asked, says why in a
 * sentence, and says the same each time. When nothing could be had, what is valid names its own key
 * and no list. Between record separators stand the badge and what is answered, in turn.
 */
#include "judge/judge.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PARTS_MAX = 8 };
static const char mark = '\x1e';

struct parts {
    struct str at[PARTS_MAX];
    size_t count;
};

static struct parts
cut(struct str given)
{
    struct parts parts = {.count = 0};
    struct str part;

    while (parts.count < PARTS_MAX && str_cut(&given, mark, &part))
        parts.at[parts.count++] = part;
    return parts;
}

static bool
is_checked(const struct judge_outcome *outcome, const char *name)
{
    for (size_t i = 0; i < outcome->check_count; i++)
        if (strcmp(outcome->checks[i].name, name) == 0 && outcome->checks[i].state == JUDGE_PASSED)
            return true;
    return false;
}

static void
is_sound(const struct judge_outcome *outcome)
{
    assert(outcome->reason.at != NULL && outcome->reason.size > 0);
    assert(outcome->verdict != JUDGE_VALID || is_checked(outcome, "period"));
    for (size_t i = 0; i < outcome->check_count; i++)
        assert(outcome->checks[i].reason.size > 0);
    for (size_t i = 0; i < outcome->content_count; i++)
        is_sound(&outcome->contents[i]);
    for (size_t i = 0; i < outcome->endorsement_count; i++)
        is_sound(&outcome->endorsements[i]);
}

static const struct judge_outcome *
judged(struct arena *arena, const struct parts *parts, bool had)
{
    struct judge_options options = {1767225600, STR("a@example.com")};
    struct judge *judge = judge_open(arena, parts->at[0], &options);
    struct judge_found found[JUDGE_WANTS_MAX];
    const struct judge_want *wants;
    size_t count, next = 0;

    while ((wants = judge_wants(judge, &count)) != NULL) {
        for (size_t i = 0; i < count; i++) {
            struct str body =
                parts->count > 1 ? parts->at[1 + next++ % (parts->count - 1)] : STR("{}");

            assert(str_starts(wants[i].url, STR("https://")));
            found[i] = (struct judge_found){wants[i].url, had ? 200 : 0, STR_NONE, body};
        }
        judge_step(judge, found, count);
    }
    is_sound(judge_outcome(judge));
    return judge_outcome(judge);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(2 * (size_t)JUDGE_MEMORY_MAX);
    struct parts parts = cut((struct str){(const char *)data, size});
    const struct judge_outcome *first, *again, *alone;

    if (parts.count == 0)
        parts = (struct parts){{STR("")}, 1};
    first = judged(arena, &parts, true);
    again = judged(arena, &parts, true);
    alone = judged(arena, &parts, false);
    assert(first->verdict == again->verdict && first->check_count == again->check_count);
    assert(alone->verdict != JUDGE_VALID || str_starts(alone->facts.issuer, STR("did:key:")) ||
           str_starts(alone->facts.issuer, STR("did:jwk:")));
    arena_close(arena);
    return 0;
}
