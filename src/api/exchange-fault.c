/* Problems in the words of the Open Badges 3.0 API. */
#include "api/exchange.h"

#include "base/text.h"

bool
exchange_is_asked(const struct call *call)
{
    return str_starts(call->request->path, STR(EXCHANGE_BASE "/"));
}

static const char *
minor_of(int status)
{
    static const struct {
        int status;
        const char *word;
    } minors[] = {
        {400, "invalid_data"         },
        {401, "unauthorizedrequest"  },
        {403, "forbidden"            },
        {404, "not_found"            },
        {405, "not_allowed"          },
        {406, "not_acceptable"       },
        {409, "invalid_data"         },
        {413, "invalid_data"         },
        {415, "invalid_data"         },
        {429, "server_busy"          },
        {500, "internal_server_error"},
        {503, "server_busy"          },
    };

    for (size_t i = 0; i < sizeof(minors) / sizeof(minors[0]); i++)
        if (minors[i].status == status)
            return minors[i].word;
    return "unknown";
}

/* The standard knows no status for what is there already or too large. */
static int
status_of(enum problem problem)
{
    int status = problem_status(problem);

    return status == 409 || status == 413 || status == 415 || status == 428 ? 400 : status;
}

struct reply
exchange_fault(const struct call *call, enum problem problem, struct str detail)
{
    struct text out = text_new(call->arena);
    int status = status_of(problem);
    bool is_query = call->request->method == GET && problem == PROBLEM_BAD_INPUT;

    if (detail.at == NULL && call->errors.count > 0)
        detail = arena_print(call->arena, STR_FMT ": " STR_FMT, STR_ARG(call->errors.list[0].where),
                             STR_ARG(call->errors.list[0].detail));
    text_add(
        &out,
        STR("{\"imsx_codeMajor\":\"failure\",\"imsx_severity\":\"error\",\"imsx_description\":"));
    text_add_json(&out, detail.at != NULL ? detail : str_of(problem_title(problem)));
    text_print(&out,
               ",\"imsx_codeMinor\":{\"imsx_codeMinorField\":[{\"imsx_codeMinorFieldName\":"
               "\"citylearn\",\"imsx_codeMinorFieldValue\":\"%s\"}]}}",
               is_query ? "invalid_query_parameter" : minor_of(status));
    return (struct reply){.status = status, .type = "application/json", .body = text_str(&out)};
}
