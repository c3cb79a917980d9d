/* Schemas of what is sent, made from shapes. */
#include "api/browser.h"
#include "api/held.h"
#include "api/openapi.h"
#include "api/verification.h"

/* What JSON Schema says of each kind of field. */
static const char *const kinds[SHAPE_KINDS] = {
    [SHAPE_IS_TEXT] = "\"type\":\"string\"",
    [SHAPE_IS_ENUM] = "\"type\":\"string\"",
    [SHAPE_IS_SLUG] =
        "\"type\":\"string\",\"pattern\":\"^[a-z0-9-]+$\",\"minLength\":2,\"maxLength\":60",
    [SHAPE_IS_LANGUAGE] =
        "\"type\":\"string\",\"pattern\":\"^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$\",\"maxLength\":12",
    [SHAPE_IS_DATE] = "\"type\":\"string\",\"format\":\"date\"",
    [SHAPE_IS_TIME] = "\"type\":\"string\",\"format\":\"date-time\"",
    [SHAPE_IS_UUID] = "\"type\":\"string\",\"format\":\"uuid\"",
    [SHAPE_IS_URL] = "\"type\":\"string\",\"format\":\"uri\",\"maxLength\":2048",
    [SHAPE_IS_EMAIL] = "\"type\":\"string\",\"format\":\"email\",\"maxLength\":254",
    [SHAPE_IS_MONEY] = "\"type\":\"string\",\"pattern\":\"^[0-9]+\\\\.[0-9]{2}$\"",
    [SHAPE_IS_INT] = "\"type\":\"integer\",\"format\":\"int64\"",
    [SHAPE_IS_NUMBER] = "\"type\":\"number\",\"format\":\"double\"",
    [SHAPE_IS_BOOL] = "\"type\":\"boolean\"",
    [SHAPE_IS_ANY] = "\"type\":[\"object\",\"string\"]",
};

static void
add_words(struct text *out, const char *const *words, bool is_nullable)
{
    text_add(out, STR(",\"enum\":["));
    for (size_t i = 0; words[i] != NULL; i++)
        text_print(out, "%s\"%s\"", i > 0 ? "," : "", words[i]);
    text_add(out, is_nullable ? STR(",null]") : STR("]"));
}

/* The keywords that bound a field of its kind. */
static void
add_bounds(struct text *out, const struct shape_field *field)
{
    static const struct {
        const char *min, *max;
    } names[SHAPE_KINDS] = {
        [SHAPE_IS_TEXT] = {"minLength",     "maxLength"    },
        [SHAPE_IS_INT] = {"minimum",       "maximum"      },
        [SHAPE_IS_NUMBER] = {"minimum",       "maximum"      },
        [SHAPE_IS_LIST] = {"minItems",      "maxItems"     },
        [SHAPE_IS_MAP] = {"minProperties", "maxProperties"},
    };

    if (names[field->kind].min == NULL)
        return;
    if (field->min != 0)
        text_print(out, ",\"%s\":%.15g", names[field->kind].min, field->min);
    if (field->max != 0)
        text_print(out, ",\"%s\":%.15g", names[field->kind].max, field->max);
}

static void
add_reference(struct text *out, const struct shape *shape)
{
    text_print(out, "\"$ref\":\"#/components/schemas/%s\"", shape->name);
}

/* "array" or "object", with null beside it where that may be sent. */
static void
add_whole(struct text *out, const char *type, bool is_nullable)
{
    text_print(out, is_nullable ? "\"type\":[\"%s\",\"null\"]," : "\"type\":\"%s\",", type);
}

static void
add_reference_or_null(struct text *out, const struct shape *shape, bool is_nullable)
{
    text_add(out, is_nullable ? STR("\"anyOf\":[{") : STR(""));
    add_reference(out, shape);
    text_add(out, is_nullable ? STR("},{\"type\":\"null\"}]") : STR(""));
}

static void
add_item(struct text *out, const struct shape_field *field)
{
    add_whole(out, "array", field->nullable);
    text_add(out, STR("\"items\":{"));
    if (field->item == SHAPE_IS_OBJECT)
        add_reference(out, field->shape);
    else
        text_add(out, str_of(kinds[field->item]));
    if (field->item == SHAPE_IS_TEXT)
        text_print(out, ",\"minLength\":1,\"maxLength\":%d", SHAPE_ITEM_TEXT_MAX);
    if (field->item == SHAPE_IS_ENUM)
        add_words(out, field->words, false);
    text_add(out, STR("}"));
}

/* The kind's keywords, with null among its types where that may be sent. */
static void
add_kind(struct text *out, const struct shape_field *field, bool is_nullable)
{
    struct str kind = str_of(kinds[field->kind]);
    struct str head = STR("\"type\":"), name;

    if (!is_nullable) {
        text_add(out, kind);
        return;
    }
    kind = str_from(kind, head.size);
    if (!str_cut(&kind, ',', &name))
        return;
    text_print(out, "\"type\":[" STR_FMT ",\"null\"]", STR_ARG(name));
    if (kind.at != NULL)
        text_print(out, "," STR_FMT, STR_ARG(kind));
}

static void
add_map(struct text *out, const struct shape_field *field)
{
    add_whole(out, "object", field->nullable);
    text_add(out, STR("\"additionalProperties\":{"));
    add_reference_or_null(out, field->shape, field->nullable);
    text_add(out, STR("}"));
}

void
openapi_field(struct text *out, const struct shape_field *field)
{
    text_add(out, STR("{"));
    if (field->kind == SHAPE_IS_OBJECT)
        add_reference_or_null(out, field->shape, field->nullable);
    else if (field->kind == SHAPE_IS_LIST)
        add_item(out, field);
    else if (field->kind == SHAPE_IS_MAP)
        add_map(out, field);
    else
        add_kind(out, field, field->nullable);
    if (field->kind == SHAPE_IS_ENUM)
        add_words(out, field->words, field->nullable);
    add_bounds(out, field);
    if (field->about != NULL) {
        text_add(out, STR(",\"description\":"));
        text_add_json(out, str_of(field->about));
    }
    if (field->example != NULL)
        text_print(out, ",\"examples\":[%s]", field->example);
    text_add(out, STR("}"));
}

static void
add_object(struct text *out, const struct shape *shape)
{
    const char *comma = "";

    text_print(out, "{\"type\":\"object\",\"additionalProperties\":%s,\"properties\":{",
               shape->ignores ? "true" : "false");
    for (size_t i = 0; i < shape->count; i++) {
        struct shape_field field = shape->fields[i];

        field.nullable |= shape->partial && field.optional;
        text_print(out, "%s\"%s\":", i > 0 ? "," : "", field.name);
        openapi_field(out, &field);
    }
    text_add(out, STR("}"));
    for (size_t i = 0; i < shape->count && !shape->partial; i++) {
        if (shape->fields[i].optional)
            continue;
        text_print(out, "%s\"%s\"", comma[0] == '\0' ? ",\"required\":[" : ",",
                   shape->fields[i].name);
        comma = ",";
    }
    text_add(out, comma[0] == '\0' ? STR("}") : STR("]}"));
}

/* Shapes whose schema was written: each once, however many routes and fields name it. */
struct written {
    const struct shape *list[128];
    size_t count;
};

static bool
is_written(struct written *written, const struct shape *shape)
{
    for (size_t i = 0; i < written->count; i++)
        if (written->list[i] == shape)
            return true;
    written->list[written->count++] = shape;
    return false;
}

/* The shape, and those that its fields name; shapes nest three deep at most. */
static void
add_shape(struct text *out, struct written *written, const struct shape *shape)
{
    if (is_written(written, shape))
        return;
    text_print(out, "\"%s\":", shape->name);
    add_object(out, shape);
    text_add(out, STR(","));
    for (size_t i = 0; i < shape->count; i++)
        if (shape->fields[i].shape != NULL)
            add_shape(out, written, shape->fields[i].shape);
}

void
openapi_input_schemas(struct text *out)
{
    struct written written = {.count = 0};

    for (size_t i = 0; i < routes_count; i++)
        if (openapi_has_body(&routes[i]) && !is_page(&routes[i]))
            add_shape(out, &written, routes[i].takes);
}

void
openapi_request(struct text *out, const struct route *route)
{
    const char *type = route->who == CLIENT     ? "application/x-www-form-urlencoded"
                       : route->method == PATCH ? "application/merge-patch+json"
                                                : "application/json";

    if (route->demand == NEEDS_FILE)
        text_add(out, STR("\"requestBody\":{\"required\":true,\"content\":{\"text/csv\":"
                          "{\"schema\":{\"type\":\"string\"}},\"application/x-ndjson\":"
                          "{\"schema\":{\"type\":\"string\"}}}},"));
    if (route->demand == MATCHES_FILE)
        text_add(out, STR("\"requestBody\":{\"required\":true,\"content\":{\"image/png\":"
                          "{\"schema\":{}},\"image/svg+xml\":{\"schema\":{}}}},"));
    if (openapi_has_badge(route)) {
        text_add(out, STR("\"requestBody\":{\"required\":true,\"content\":{"
                          "\"application/json\":{\"schema\":{\"type\":\"object\"}}"));
        openapi_badges(out, route);
        text_add(out, STR("}},"));
    }
    if (!openapi_has_body(route))
        return;
    text_print(out,
               "\"requestBody\":{\"required\":true,\"content\":{\"%s\":{\"schema\":"
               "{\"$ref\":\"#/components/schemas/%s\"}}",
               type, route->takes->name);
    for (size_t i = 0; route->demand == MAY_FILE && verification_types[i] != NULL; i++)
        text_print(out, ",\"%s\":{\"schema\":{}}", verification_types[i]);
    if (route->demand == MAY_FILE && route->answers == ONE_OR_NEW)
        text_add(out, STR(",\"" TYPE_ARCHIVE "\":{\"schema\":{}}"));
    text_add(out, STR("}},"));
}
