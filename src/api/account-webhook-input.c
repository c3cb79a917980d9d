/* The form of an endpoint: what was typed, and whether it is what the API takes. */
#include "api/account-webhook-parts.h"

#include "base/coding.h"
#include "base/text.h"
#include "json/cut.h"

#include <inttypes.h>

struct form {
    struct form_guard guard;
    struct str url, description, ordering, payload, maxPerSecond, maxInFlight, version;
};

/* "types" is sent once for each box that is ticked, and read by itself. */
static const struct shape_field form_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct form, url, .optional = true, .about = "Where events are sent to."),
    SHAPE_TEXT(struct form, description, .optional = true, .about = "What it is."),
    SHAPE_TEXT(struct form, ordering, .optional = true, .about = "subject, or nothing."),
    SHAPE_TEXT(struct form, payload, .optional = true, .about = "full, or nothing."),
    SHAPE_TEXT(struct form, maxPerSecond, .optional = true, .about = "Attempts in a second."),
    SHAPE_TEXT(struct form, maxInFlight, .optional = true, .about = "Attempts at once."),
    SHAPE_TEXT(struct form, version, .optional = true, .max = 20, .about = "What is changed."),
};
const struct shape account_webhook_form = SHAPE_OF(struct form, form_fields, .name = "WebhookForm");

static size_t
ticked(struct call *call, struct str *types)
{
    struct str rest = call->request->body, pair, name;
    size_t count = 0;

    while (count <= HOOK_TYPES_MAX && str_cut(&rest, '&', &pair)) {
        str_cut(&pair, '=', &name);
        if (str_same(name, STR("types")) && pair.at != NULL)
            types[count++] = coding_from_form(call->arena, pair);
    }
    return count;
}

struct hook_typed
hook_typed(struct call *call)
{
    const struct form *want = call->input;
    struct hook_typed typed = {
        .url = want->url.at == NULL ? STR("") : str_trim(want->url),
        .description = str_trim(want->description),
        .max_per_second = str_trim(want->maxPerSecond),
        .max_in_flight = str_trim(want->maxInFlight),
        .version = want->version,
        .is_ordered = str_same(want->ordering, STR("subject")),
        .is_full = str_same(want->payload, STR("full")),
    };

    typed.type_count = ticked(call, typed.types);
    return typed;
}

struct hook_typed
hook_typed_before(struct call *call, struct str document, struct str version)
{
    struct hook_typed typed = {
        .url = account_member(call, document, "webhookUrl"),
        .description = account_member(call, document, "description"),
        .max_per_second = account_member(call, document, "maxPerSecond"),
        .max_in_flight = account_member(call, document, "maxInFlight"),
        .version = version,
        .is_ordered = str_same(account_member(call, document, "ordering"), STR("subject")),
        .is_full = str_same(account_member(call, document, "payload"), STR("full")),
    };
    struct str *types;
    size_t count = json_cut_list(call->arena, account_member(call, document, "types"), &types);

    for (size_t i = 0; i < count && i < HOOK_TYPES_MAX; i++)
        typed.types[typed.type_count++] = json_meaning(call->arena, types[i]);
    return typed;
}

/* A number as one; what is none as a text, so that it is refused; nothing as null. */
static void
add_number(struct text *json, const char *name, struct str typed)
{
    int64_t number;

    text_print(json, ",\"%s\":", name);
    if (typed.size == 0)
        text_add(json, STR("null"));
    else if (str_integer(typed, &number))
        text_print(json, "%" PRId64, number);
    else
        text_add_json(json, typed);
}

static struct str
json_of(struct call *call, const struct hook_typed *typed)
{
    struct text json = text_new(call->arena);

    text_add(&json, STR("{"));
    text_add_member(&json, "url", typed->url);
    text_add(&json, STR(",\"description\":"));
    if (typed->description.size == 0)
        text_add(&json, STR("null"));
    else
        text_add_json(&json, typed->description);
    text_add(&json, STR(",\"types\":["));
    for (size_t i = 0; i < typed->type_count; i++) {
        text_add(&json, i > 0 ? STR(",") : STR(""));
        text_add_json(&json, typed->types[i]);
    }
    text_print(&json, "],\"ordering\":\"%s\",\"payload\":\"%s\"",
               typed->is_ordered ? "subject" : "none", typed->is_full ? "full" : "thin");
    add_number(&json, "maxPerSecond", typed->max_per_second);
    add_number(&json, "maxInFlight", typed->max_in_flight);
    text_add(&json, STR("}"));
    return text_str(&json);
}

/* In the order of the page; each field says once what it has to be. */
static void
note_errors(const struct call *call, struct page_data *data)
{
    static const struct {
        const char *field, *code, *flag;
    } faults[] = {
        {"url",          "webhook_url",         "errorUrl"        },
        {"types",        "webhook_types",       "errorTypes"      },
        {"description",  "webhook_description", "errorDescription"},
        {"maxPerSecond", "webhook_per_second",  "errorPerSecond"  },
        {"maxInFlight",  "webhook_in_flight",   "errorInFlight"   },
    };

    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
        for (size_t j = 0; j < call->errors.count; j++) {
            struct str rest = call->errors.list[j].where, field;

            str_cut(&rest, '/', &field);
            str_cut(&rest, '/', &field);
            if (!str_same(field, str_of(faults[i].field)))
                continue;
            account_error(data, faults[i].field, faults[i].code, faults[i].flag);
            break;
        }
}

bool
hook_fits(struct call *call, const struct hook_typed *typed, struct page_data *data,
          struct str *json)
{
    *json = json_of(call, typed);
    if (webhook_fits(call, *json, typed->url))
        return true;
    note_errors(call, data);
    return false;
}
