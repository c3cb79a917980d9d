/* The steps of a judgement. */
#include "judge/parts.h"

static void
refuse(struct judge *judge, enum judge_verdict verdict, struct str reason)
{
    struct judge_check *check = arena_new(judge->arena, struct judge_check);

    *check = (struct judge_check){"form", JUDGE_FAILED, reason};
    judge->outcome.verdict = verdict;
    judge->outcome.reason = reason;
    judge->outcome.checks = check;
    judge->outcome.check_count = 1;
}

/* What stands at a bare address takes the place of the address. */
static bool
is_followed(struct judge *judge)
{
    struct judge_paper *paper;
    struct judge_reading found;

    if (judge->reading.why.at != NULL || judge->piece != NULL)
        return true;
    paper = judge_ask(judge, JUDGE_WANT_BADGE, judge->reading.text);
    if (paper != NULL && paper->status == 410) { /* Open Badges 2.0 section on hosted badges */
        refuse(judge, JUDGE_REVOKED,
               STR("Whoever hosts it says that it is gone, as one is that was revoked."));
        return false;
    }
    if (paper == NULL || !paper->is_had) {
        refuse(judge, JUDGE_NOT_VERIFIABLE, STR("What stands at the address could not be had."));
        return false;
    }
    found = judge_read(judge->arena, paper->body);
    if (found.why.at == NULL && found.kind == JUDGE_NO_BADGE)
        found.why = STR("At the address there is but another address.");
    judge->reading = found;
    return true;
}

static void
work_out(struct judge *judge)
{
    const struct judge_reading *reading = &judge->reading;

    judge->statuses = 0;
    judge->outcome = (struct judge_outcome){.form = reading->form, .text = reading->text};
    if (!is_followed(judge))
        return;
    judge->outcome = (struct judge_outcome){.form = reading->form, .text = reading->text};
    if (reading->why.at != NULL) {
        refuse(judge, JUDGE_NOT_A_BADGE, reading->why);
        return;
    }
    if (judge->piece == NULL)
        judge->piece = judge_piece_read(judge->arena, reading->text);
    judge_credential(judge, judge->piece, false, &judge->outcome);
    judge->outcome.text = judge->outcome.is_refreshed ? judge->outcome.text : reading->text;
}

struct judge *
judge_open(struct arena *arena, struct str bytes, const struct judge_options *options)
{
    struct judge *judge = arena_new(arena, struct judge);

    judge->arena = arena;
    judge->options = *options;
    judge->reading = judge_read(arena, bytes);
    if (judge->reading.kind != JUDGE_NO_BADGE)
        judge->piece = judge_piece_read(arena, judge->reading.text);
    work_out(judge);
    return judge;
}

const struct judge_want *
judge_wants(const struct judge *judge, size_t *count)
{
    *count = judge->paper_count - judge->answered;
    return *count == 0 ? NULL : &judge->wants[judge->answered];
}

static const struct judge_found *
found_for(struct str url, const struct judge_found *found, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_same(found[i].url, url))
            return &found[i];
    return NULL;
}

static size_t
size_max(enum judge_want_kind kind)
{
    switch (kind) {
    case JUDGE_WANT_BADGE:
        return JUDGE_BYTES_MAX;
    case JUDGE_WANT_STATUS_LIST:
    case JUDGE_WANT_REVOCATIONS:
    case JUDGE_WANT_REFRESH:
        return JUDGE_DOCUMENT_MAX;
    default:
        return JUDGE_KEYS_MAX;
    }
}

void
judge_step(struct judge *judge, const struct judge_found *found, size_t count)
{
    for (; judge->answered < judge->paper_count; judge->answered++) {
        struct judge_paper *paper = &judge->papers[judge->answered];
        const struct judge_found *one = found_for(paper->want.url, found, count);

        if (one == NULL)
            continue;
        paper->status = one->status;
        paper->is_had = one->status == 200 && one->body.size <= size_max(paper->want.kind);
        paper->body = one->body;
    }
    work_out(judge);
}

const struct judge_outcome *
judge_outcome(const struct judge *judge)
{
    return &judge->outcome;
}
