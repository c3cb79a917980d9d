#include "judge_stage.h"

#include "badge/badge.h"
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
judge_stage_judge(struct arena *arena, struct str badge, struct str email,
                  const struct stage_change *change)
{
    const struct judge_options options = {JUDGE_STAGE_NOW, email};
    struct str world = judge_stage_kept(arena, "world.json");
    struct judge_found found[JUDGE_WANTS_MAX];
    struct judge *judge = judge_open(arena, badge, &options);
    const struct judge_want *wants;
    size_t count, steps = 0;

    while ((wants = judge_wants(judge, &count)) != NULL) {
        assert_true(++steps <= JUDGE_WANTS_MAX);
        for (size_t i = 0; i < count; i++)
            found[i] = found_at(arena, world, wants[i].url, change);
        judge_step(judge, found, count);
    }
    return judge_outcome(judge);
}

void
judge_stage_is(const char *title, const struct judge_outcome *outcome, enum judge_verdict wanted)
{
    if (outcome->verdict != wanted)
        fail_msg("%s: %s and not %s: " STR_FMT, title, judge_verdict_name(outcome->verdict),
                 judge_verdict_name(wanted), STR_ARG(outcome->reason));
    assert_true(str_ends(outcome->reason, STR(".")) || wanted == JUDGE_REVOKED);
}

struct str
judge_stage_bare(struct arena *arena, const char *name)
{
    struct str badge = judge_stage_kept(arena, name);
    const char *end = NULL, *next = badge.at;

    while ((next = strstr(next + 1, ",\"proof\":{")) != NULL)
        end = next;
    assert_non_null(end);
    return arena_print(arena, "%.*s}", (int)(end - badge.at), badge.at);
}

/* judge-kept.mjs made it of 32 letters "i". */
static struct str
issuer_key(struct arena *arena)
{
    return keys_ed25519_private(arena, STR("iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii"));
}

struct str
judge_stage_multikey(struct arena *arena)
{
    return badge_multikey(arena, keys_ed25519_public(issuer_key(arena)));
}

struct str
judge_stage_signed(struct arena *arena, struct str badge)
{
    struct str multikey = judge_stage_multikey(arena);
    struct badge_signer signer = {
        issuer_key(arena), arena_print(arena, JUDGE_STAGE_ISSUER "#" STR_FMT, STR_ARG(multikey)),
        JUDGE_STAGE_NOW};
    struct ld_fault fault;
    struct str text = badge_prove(arena, badge, &signer, &fault);

    if (text.at == NULL)
        fail_msg("%s at " STR_FMT ": " STR_FMT, fault.code, STR_ARG(fault.where), STR_ARG(badge));
    return text;
}
