#include "api/activity.h"

#include "api/reply.h"
#include "api/words.h"
#include "base/coding.h"
#include "sql/activity.h"

struct own_filter {
    struct page page;
    struct str state, source;
};

static const struct shape_field own_filter_fields[] = {
    PAGE_FIELDS,
    SHAPE_ENUM(struct own_filter, state, .words = words_activity_state, .optional = true,
               .about = "Only those in this state."),
    SHAPE_TEXT(struct own_filter, source, .optional = true, .max = 60,
               .about = "Only those that came by imports of this source, or by the calendar "
                        "of this name."),
};
const struct shape activity_own_filter =
    SHAPE_OF(struct own_filter, own_filter_fields, .name = "OwnActivityFilter");

struct cancellation {
    struct str reason;
};

static const struct shape_field cancellation_fields[] = {
    SHAPE_TEXT(struct cancellation, reason, .min = 1, .max = 1000,
               .about = "Why; those who wanted to come read it."),
};
const struct shape activity_cancellation =
    SHAPE_OF(struct cancellation, cancellation_fields, .name = "Cancellation");

struct reply
activity_of_organisation(struct call *call)
{
    const struct own_filter *want = call->input;

    return reply_page(call,
                      sql_activity_of(&call->door, call->parts[0], want->state, want->source,
                                      call->after, page_count(call), call->languages,
                                      view_whole(call)),
                      NULL);
}

struct reply
activity_show(struct call *call)
{
    return reply_with(
        call, sql_activity_show(&call->door, call->parts[0], call->languages, view_whole(call)));
}

struct reply
activity_show_external(struct call *call)
{
    return reply_with(call, sql_activity_show_external(&call->door, call->parts[0], call->parts[1],
                                                       call->languages, view_whole(call)));
}

/* What the address says fits as the body's own externalId has to. */
struct external {
    struct str externalId;
};

static const struct shape_field external_fields[] = {
    SHAPE_TEXT(struct external, externalId, .min = 1, .max = EXTERNAL_ID_MAX),
};
static const struct shape external_shape =
    SHAPE_OF(struct external, external_fields, .name = "ExternalId");

static enum problem
read_external_id(struct call *call)
{
    struct str form = arena_print(call->arena, "externalId=" STR_FMT,
                                  STR_ARG(coding_percent(call->arena, call->parts[1])));
    struct external external;

    return shape_read_form(call->arena, &external_shape, form, false, &external, &call->errors);
}

struct reply
activity_make(struct call *call)
{
    return reply_made(call,
                      sql_activity_make(&call->door, call->parts[0], call->request->body,
                                        activity_publishes(call->input), call->languages),
                      "/v1/activities/");
}

/* 201 when it is new; Activity-Outcome says created, updated or unchanged. */
struct reply
activity_put(struct call *call)
{
    const char *id = activity_external_id(call->input).at;
    struct pg_answer answer;

    if (read_external_id(call))
        return reply_refusal(call, PROBLEM_BAD_INPUT);
    if (id != NULL && !str_same(activity_external_id(call->input), call->parts[1]))
        return reply_detailed(call, PROBLEM_BAD_INPUT,
                              STR("externalId is not the one of the address."));
    answer = sql_activity_put(&call->door, call->parts[0], call->parts[1], call->request->body,
                              activity_publishes(call->input), call->languages);

    struct str outcome = answer.problem ? STR_NONE : pg_named(&answer, 0, "outcome");
    struct reply reply = str_same(outcome, STR("created"))
                             ? reply_made(call, answer, "/v1/activities/")
                             : reply_done(call, answer);

    if (outcome.at != NULL)
        reply_header(&reply, "Activity-Outcome", outcome);
    return reply;
}

struct reply
activity_patch(struct call *call)
{
    return reply_done(call, sql_activity_patch(&call->door, call->parts[0], call->request->body,
                                               call->version, call->languages));
}

static struct reply
move(struct call *call, struct str action, struct str reason)
{
    return reply_done(
        call, sql_activity_move(&call->door, call->parts[0], action, reason, call->languages));
}

struct reply
activity_publish(struct call *call)
{
    return move(call, STR("publish"), STR_NONE);
}

struct reply
activity_cancel(struct call *call)
{
    return move(call, STR("cancel"), ((const struct cancellation *)call->input)->reason);
}

struct reply
activity_archive(struct call *call)
{
    return move(call, STR("archive"), STR_NONE);
}

struct reply
activity_delete(struct call *call)
{
    return reply_nothing(call, sql_activity_delete(&call->door, call->parts[0], call->version));
}
