/* The order in which a credential is judged (Open Badges 3.0 section 9). */
#include "base/clock.h"
#include "judge/key.h"

#include <stdarg.h>
#include <stdio.h>

enum { SHOWN_MAX = 200, REASON_MAX = 1024 };

struct str
judge_shown(struct str text)
{
    if (text.size > SHOWN_MAX) {
        text.size = SHOWN_MAX;
        while (text.size > 0 && ((unsigned char)text.at[text.size] & 0xc0) == 0x80)
            text.size--;
    }
    return text.at == NULL ? STR("") : text;
}

static struct str
said(struct judge_case *one, const char *format, va_list values)
{
    char text[REASON_MAX];
    int size = vsnprintf(text, sizeof(text), format, values);

    return arena_copy(
        one->judge->arena,
        (struct str){text, size < (int)sizeof(text) ? (size_t)size : sizeof(text) - 1});
}

static void
add_check(struct judge_case *one, const char *name, enum judge_state state, struct str reason)
{
    if (one->out->check_count < JUDGE_CHECKS_MAX)
        one->checks[one->out->check_count++] = (struct judge_check){name, state, reason};
}

void
judge_note(struct judge_case *one, const char *name, enum judge_state state, const char *format,
           ...)
{
    va_list values;

    va_start(values, format);
    add_check(one, name, state, said(one, format, values));
    va_end(values);
}

/* Of a badge that its issuer has signed; any other verdict ends the matter. */
static int
gravity(enum judge_verdict verdict)
{
    static const enum judge_verdict order[] = {JUDGE_VALID, JUDGE_NOT_VERIFIABLE, JUDGE_EXPIRED,
                                               JUDGE_SUPERSEDED, JUDGE_REVOKED};

    for (int i = 0; i < (int)(sizeof(order) / sizeof(order[0])); i++)
        if (order[i] == verdict)
            return i;
    return (int)(sizeof(order) / sizeof(order[0]));
}

void
judge_settle(struct judge_case *one, const char *name, enum judge_verdict verdict,
             const char *format, ...)
{
    struct str reason;
    va_list values;

    va_start(values, format);
    reason = said(one, format, values);
    va_end(values);
    add_check(one, name, JUDGE_FAILED, reason);
    if (gravity(verdict) > gravity(one->out->verdict)) {
        one->out->verdict = verdict;
        one->out->reason = reason;
    }
}

static void
judge_period(struct judge_case *one)
{
    int64_t now = one->judge->options.now, when;
    struct str until = judge_until(one->piece), since = judge_since(one->piece);

    if (clock_read(since, &when) && now + JUDGE_LEEWAY_S < when)
        judge_settle(one, "period", JUDGE_NOT_VERIFIABLE, "It counts only from " STR_FMT " on.",
                     STR_ARG(judge_shown(since)));
    else if (until.at != NULL && (!clock_read(until, &when) || now > when))
        judge_settle(one, "period", JUDGE_EXPIRED, "It counted until " STR_FMT ".",
                     STR_ARG(judge_shown(until)));
    else
        judge_note(one, "period", JUDGE_PASSED, "It counts at this time.");
}

static bool
is_signed(struct judge_case *one)
{
    struct judge_signature signature = judge_signature(one->judge, one->piece);
    bool is_good = signature.verdict == JUDGE_VALID;

    if (signature.is_key_good)
        judge_note(one, "key", JUDGE_PASSED, "It was signed with a key that the issuer lists.");
    if (is_good)
        judge_note(one, "proof", JUDGE_PASSED, STR_FMT, STR_ARG(signature.reason));
    else
        judge_settle(one, signature.is_key_good ? "proof" : "key", signature.verdict, STR_FMT,
                     STR_ARG(signature.reason));
    return is_good;
}

static void
judge_newest(struct judge_case *one)
{
    const struct judge_piece *newer = one->is_inner ? NULL : judge_refresh(one);

    if (newer != NULL) {
        one->piece = newer;
        one->out->is_refreshed = true;
        one->out->text = newer->text;
        one->out->facts = judge_facts_of(newer);
    }
    judge_status(one);
    judge_period(one);
    judge_recipient(one);
    judge_endorsements(one);
    judge_contents(one);
}

void
judge_credential(struct judge *judge, const struct judge_piece *piece, bool is_inner,
                 struct judge_outcome *out)
{
    struct judge_case one = {judge, piece, out,
                             arena_list(judge->arena, struct judge_check, JUDGE_CHECKS_MAX),
                             is_inner};
    struct str why;

    out->checks = one.checks;
    out->kind = piece->kind;
    out->text = piece->text;
    out->verdict = JUDGE_VALID;
    out->reason = STR("The issuer has signed it as it is, and it counts.");
    if (piece->kind == JUDGE_NO_BADGE) {
        judge_settle(&one, "form", JUDGE_NOT_A_BADGE,
                     "It says of itself no type that a badge has.");
        return;
    }
    out->facts = judge_facts_of(piece);
    if (piece->kind == JUDGE_HOSTED_2 || piece->kind == JUDGE_SIGNED_2) {
        judge_older(&one);
        return;
    }
    if (!judge_shape(judge->arena, piece, &why)) {
        judge_settle(&one, "shape", JUDGE_NOT_A_BADGE, STR_FMT, STR_ARG(why));
        return;
    }
    judge_note(&one, "shape", JUDGE_PASSED, "It has all that a badge has to have.");
    judge_shape_warnings(&one);
    if (is_signed(&one))
        judge_newest(&one);
}
