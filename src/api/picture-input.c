/* Pictures that somebody uploads. What is kept is made anew, and small enough to be verified by
 * anybody who gets it baked, also as an SVG around a PNG. */
#include "api/picture.h"

#include "api/draw.h"
#include "api/limits.h"
#include "api/reply.h"
#include "api/turn.h"
#include "base/clock.h"
#include "base/log.h"
#include "sql/badge.h"

#include <string.h>

struct note {
    struct str changeNote;
};

static const struct shape_field note_fields[] = {
    SHAPE_TEXT(struct note, changeNote, .optional = true, .min = 1, .max = 500,
               .about =
                   "That this mends a slip in the picture, and which: it is changed where it was "
                   "awarded already, and no new version is made. Anybody can read it."),
};
const struct shape picture_note = SHAPE_OF(struct note, note_fields, .name = "PictureNote");

struct upload {
    struct arena *work;
    bool is_png, is_broken;
    struct str sent;
    enum image_fault fault;
    struct str clean, drawn; /* drawn: of an SVG; STR_NONE when it cannot be */
};

/* In a thread: the arena of the call is read there, and not written to. */
static void
judge(void *who)
{
    struct upload *upload = who;

    upload->fault = (upload->is_png ? image_png_judge : image_svg_judge)(upload->work, upload->sent,
                                                                         &upload->clean);
    if (upload->fault == IMAGE_FITS && !upload->is_png)
        upload->is_broken = !draw_apart(upload->work, upload->clean, PICTURE_SIDE, &upload->drawn);
}

/* Asked before a picture costs seconds; whether it may be kept is asked once more with it. */
static enum problem
may_be_judged(struct call *call)
{
    struct str who = call->me.person.at != NULL ? call->me.person : call->me.client;
    struct pg_answer may = sql_badge_image_may(&call->door, call->parts[0], call->version);
    struct limits_state state;

    if (may.problem)
        return may.problem;
    state = limits_take(call->api->limits, OF_PICTURE, who, clock_now());
    if (!state.is_over)
        return PROBLEM_NONE;
    call->retry_after = arena_print(call->arena, "%d", state.reset_s);
    return PROBLEM_RATE_LIMITED;
}

static bool
judge_in_turn(struct call *call, struct upload *upload)
{
    bool was_done;

    upload->work = arena_open(IMAGE_WORK_MAX);
    was_done = turn_work(call->api->loop, call->api->judging, judge, upload);
    if (was_done && upload->fault == IMAGE_FITS)
        upload->clean = arena_copy(call->arena, upload->clean);
    if (was_done && upload->drawn.at != NULL)
        upload->drawn = arena_copy(call->arena, upload->drawn);
    arena_close(upload->work);
    return was_done;
}

/* One sentence, or NULL when it can be kept. */
static const char *
flaw_of(const struct upload *upload)
{
    if (upload->sent.size > (upload->is_png ? IMAGE_SIZE_MAX : IMAGE_SVG_SIZE_MAX))
        return "A PNG may have 2 MiB, and an SVG 512 KiB.";
    if (upload->fault != IMAGE_FITS && upload->fault != IMAGE_TOO_LARGE)
        return image_fault_says(upload->fault);
    if (upload->fault == IMAGE_TOO_LARGE || upload->clean.size > PICTURE_KEPT_MAX ||
        upload->drawn.size > PICTURE_KEPT_MAX)
        return "The picture has more than 1 MiB when it is packed anew: give it smaller sides.";
    if (!upload->is_png && upload->drawn.at == NULL)
        return "The picture cannot be drawn, or not within eight seconds: make it simpler.";
    return NULL;
}

static struct reply
keep(struct call *call, const char *type, const struct upload *upload)
{
    const struct note *note = call->input;
    uint32_t width = 0, height = 0;
    bool is_drawn = !upload->is_png;

    image_png_sides(is_drawn ? upload->drawn : upload->clean, &width, &height);
    return reply_done(
        call, sql_badge_image(&call->door, call->parts[0], str_of(type),
                              pg_bytes(call->arena, upload->clean),
                              is_drawn ? pg_bytes(call->arena, upload->drawn) : STR_NONE, width,
                              height, note->changeNote, call->version, call->languages));
}

struct reply
picture_put(struct call *call)
{
    static const char *const types[] = {PICTURE_PNG, PICTURE_SVG};
    const struct request *request = call->request;
    const char *type = type_among(request->content_type, types, 2), *flaw;
    struct upload upload = {.sent = request->body};
    enum problem problem;

    if (type == NULL || request->content_encoding.size > 0)
        return reply_detailed(
            call, PROBLEM_UNSUPPORTED_MEDIA_TYPE,
            STR("Send " PICTURE_PNG " or " PICTURE_SVG " without a content encoding."));
    problem = may_be_judged(call);
    if (problem)
        return reply_refusal(call, problem);
    upload.is_png = strcmp(type, PICTURE_PNG) == 0;
    if (!judge_in_turn(call, &upload))
        return reply_refusal(call, PROBLEM_BUSY);
    if (upload.is_broken) {
        log_fault("cannot_be_drawn", LOG_TEXT("picture", call->parts[0]));
        return reply_refusal(call, PROBLEM_BROKEN);
    }
    flaw = flaw_of(&upload);
    if (flaw != NULL)
        return reply_detailed(call, PROBLEM_PICTURE_UNFIT, str_of(flaw));
    return keep(call, type, &upload);
}

struct reply
picture_delete(struct call *call)
{
    const struct note *note = call->input;

    return reply_done(call,
                      sql_badge_image(&call->door, call->parts[0], STR_NONE, STR_NONE, STR_NONE, 0,
                                      0, note->changeNote, call->version, call->languages));
}
