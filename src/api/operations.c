#include "api/operations.h"

#include "api/describe.h"
#include "api/figures.h"
#include "api/reply.h"
#include "base/text.h"
#include "sql/mail.h"
#include "sql/operations.h"

struct reply
root_show(struct call *call)
{
    static const char *const places[] = {
        "cities", "organisations", "activities", "skills",
        "badges", "awards",        "me",         "webhook-event-types",
    };
    struct text body = text_new(call->arena);

    text_add(&body, STR("{\"name\":\"citylearn\",\"version\":\"" API_VERSION "\",\"links\":{"));
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        text_print(&body, "%s\"%s\":\"" STR_FMT "/v1/%s\"", i > 0 ? "," : "", places[i],
                   STR_ARG(call->api->base_url), places[i]);
    text_print(&body, "},\"openapi\":\"" STR_FMT "/v1/openapi.json\"}",
               STR_ARG(call->api->base_url));
    return reply_json(call, text_str(&body));
}

static struct reply
health(struct call *call, bool is_well)
{
    struct reply reply = {
        .status = is_well ? 200 : 503,
        .type = "application/json",
        .body = is_well ? STR("{\"status\":\"ok\"}") : STR("{\"status\":\"unavailable\"}"),
    };

    (void)call;
    if (!is_well)
        reply_header(&reply, "Retry-After", STR("1"));
    return reply;
}

/* For the public: whether the service can answer. */
struct reply
health_show(struct call *call)
{
    return health(call, pg_ready(call->api->pg));
}

/* Whether this process runs: asks nobody. */
struct reply
health_live(struct call *call)
{
    return health(call, true);
}

/* Whether requests can be answered now: asks the database. */
struct reply
health_ready(struct call *call)
{
    return health(call, pg_ready(call->api->pg) && !sql_database_alive(&call->door).problem &&
                            token_keys_can_sign(call->api->keys));
}

/* A figure of the database, with its name for Prometheus and its meaning. */
struct gauge {
    const char *column, *name, *help;
};

static const struct gauge delivery_gauges[] = {
    {"due",                "citylearn_deliveries_due",                "Deliveries that wait."               },
    {"leased",             "citylearn_deliveries_in_flight",          "Deliveries that are being attempted."},
    {"exhausted",          "citylearn_deliveries_exhausted",          "Deliveries that were given up."      },
    {"oldest_due_seconds", "citylearn_deliveries_oldest_due_seconds",
     "How late the oldest delivery is."                                                                     },
    {"events_waiting",     "citylearn_events_waiting",                "Events not yet fanned out."          },
    {NULL,                 NULL,                                      NULL                                  },
};

static const struct gauge mail_gauges[] = {
    {"queued",                "citylearn_mails_queued",                "Mails that wait."                         },
    {"leased",                "citylearn_mails_in_flight",             "Mails that are being sent."               },
    {"bounced",               "citylearn_mails_bounced",               "Mails of ninety days that no server took."},
    {"suppressed",            "citylearn_mails_suppressed",            "Mails of ninety days that were not tried."},
    {"oldest_queued_seconds", "citylearn_mails_oldest_queued_seconds",
     "How long the oldest mail waits."                                                                            },
    {NULL,                    NULL,                                    NULL                                       },
};

static void
write_gauges(struct text *text, const struct pg_answer *answer, const struct gauge *gauges)
{
    for (; !answer->problem && gauges->name != NULL; gauges++)
        text_print(text, "# HELP %s %s\n# TYPE %s gauge\n%s " STR_FMT "\n", gauges->name,
                   gauges->help, gauges->name, gauges->name,
                   STR_ARG(pg_named(answer, 0, gauges->column)));
}

struct reply
metrics_show(struct call *call)
{
    struct pg_answer queue = sql_queue_figures(&call->door), mails = sql_mail_figures(&call->door);
    struct text text = text_new(call->arena);

    text_add(&text, STR("# HELP citylearn_build_info The version that runs.\n"
                        "# TYPE citylearn_build_info gauge\n"
                        "citylearn_build_info{version=\"" API_VERSION "\"} 1\n"));
    text_print(&text,
               "# HELP citylearn_database_up Whether the database answers.\n"
               "# TYPE citylearn_database_up gauge\ncitylearn_database_up %d\n",
               queue.problem ? 0 : 1);
    write_gauges(&text, &queue, delivery_gauges);
    write_gauges(&text, &mails, mail_gauges);
    figures_write(call->api->figures, &text);
    return (struct reply){
        .status = 200, .type = "text/plain; version=0.0.4", .body = text_str(&text)};
}

/* What the "type" of a problem leads to. All of its text is ours, from the table. */
struct reply
problem_page(struct call *call)
{
    enum problem problem = problem_named(call->parts[0]);
    struct str page;
    struct reply reply;

    if (problem == PROBLEM_REPLAYED || !str_same(str_of(problem_slug(problem)), call->parts[0]))
        return reply_refusal(call, PROBLEM_NOT_FOUND);
    page = arena_print(call->arena,
                       "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                       "<title>%s</title>\n<main>\n<h1>%s</h1>\n<p>%s</p>\n"
                       "<p>Status %d, code <code>%s</code>.</p>\n</main>\n</html>\n",
                       problem_title(problem), problem_title(problem), problem_way_out(problem),
                       problem_status(problem), problem_slug(problem));
    reply = reply_json(call, page);
    if (reply.status == 200)
        reply.type = "text/html; charset=utf-8";
    return reply;
}

/* Made once for each worker, when it is first asked for. */
struct reply
openapi_show(struct call *call)
{
    if (call->api->openapi.at == NULL) {
        struct str made = openapi_write(call->arena, &call->door, call->api->base_url);

        if (made.at == NULL)
            return reply_refusal(call, PROBLEM_UNAVAILABLE);
        call->api->openapi = arena_copy(call->api->arena, made);
    }
    return reply_json(call, call->api->openapi);
}
