#include "api/calendar.h"

#include "api/reply.h"
#include "fetch/wall.h"
#include "intake/activity.h"
#include "sql/calendar.h"

enum { USUAL_MINUTES = 60 };

struct input {
    struct str name, calendarUrl;
    bool publish;
    int64_t everyMinutes;
    struct activity_template template;
};

static const struct shape_field input_fields[] = {
    SHAPE_TEXT(struct input, name, .min = 1, .max = 60,
               .about =
                   "The source of its activities, unique among your organisation's calendars."),
    SHAPE_URL(struct input, calendarUrl, .about = "Where it is read: https, with a public host.",
              .example = "\"https://library.example/events.ics\""),
    SHAPE_BOOL(struct input, publish, .optional = true,
               .about = "Publish its activities at once; drafts when it is not said."),
    SHAPE_INT(struct input, everyMinutes, .optional = true, .min = 15, .max = 10080,
              .about = "How often it is read; every hour when it is not said."),
    SHAPE_OBJECT(struct input, template, &activity_template,
                 .about = "What a calendar does not say of an activity."),
};
const struct shape calendar_input = SHAPE_OF(struct input, input_fields, .name = "CalendarInput");

struct reply
calendar_list(struct call *call)
{
    return reply_page(
        call, sql_calendar_list(&call->door, call->parts[0], call->after, page_count(call)), NULL);
}

struct reply
calendar_show(struct call *call)
{
    return reply_with(call, sql_calendar_show(&call->door, call->parts[0], call->parts[1]));
}

struct reply
calendar_delete(struct call *call)
{
    return reply_nothing(call, sql_calendar_delete(&call->door, call->parts[0], call->parts[1]));
}

struct reply
calendar_make(struct call *call)
{
    const struct input *want = call->input;
    int64_t minutes = want->everyMinutes == 0 ? USUAL_MINUTES : want->everyMinutes;

    if (!wall_lets_url(&call->api->wall, want->calendarUrl))
        return reply_refusal(call, PROBLEM_CALENDAR_URL_NOT_ALLOWED);
    return reply_made(call,
                      sql_calendar_make(&call->door, call->parts[0], want->name, want->calendarUrl,
                                        call->request->body, want->publish, minutes),
                      arena_print(call->arena, "/v1/organisations/" STR_FMT "/calendars/",
                                  STR_ARG(call->parts[0]))
                          .at);
}
