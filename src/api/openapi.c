#include "api/describe.h"

#include "api/browser.h"
#include "api/openapi.h"
#include "sql/operations.h"
#include "sql/webhook.h"

#include <ctype.h>
#include <string.h>

/* "getOrganisationsByOrganisationClients" */
static void
add_operation_id(struct text *out, const struct route *route)
{
    bool is_start = true;

    for (const char *c = method_name(route->method); *c != '\0'; c++)
        text_print(out, "%c", tolower((unsigned char)*c));
    for (const char *c = route->path; *c != '\0'; c++) {
        if (strncmp(c, "/v1", 3) == 0)
            c += 3;
        if (*c == '\0')
            break;
        if (*c == '{')
            text_add(out, STR("By"));
        if (isalnum((unsigned char)*c))
            text_print(out, "%c", is_start ? toupper((unsigned char)*c) : *c);
        is_start = !isalnum((unsigned char)*c);
    }
}

/* The path without the marks that only the router reads. */
static struct str
plain_path(struct arena *arena, const char *path)
{
    struct text out = text_new(arena);

    for (; *path != '\0'; path++)
        if (*path != '*')
            text_add(&out, (struct str){path, 1});
    return text_str(&out);
}

static void
add_tag(struct text *out, const char *path)
{
    struct str rest = str_of(path), step = STR("root");

    str_cut(&rest, '/', &step);
    str_cut(&rest, '/', &step);
    if (str_same(step, STR("v1")) && !str_cut(&rest, '/', &step))
        step = STR("root");
    text_print(out, "\"tags\":[\"" STR_FMT "\"],", STR_ARG(step));
}

static void
add_parameter_start(struct text *out, const char *name, const char *in, bool is_required)
{
    if (out->at[out->size - 1] != '[')
        text_add(out, STR(","));
    text_print(out, "{\"name\":\"%s\",\"in\":\"%s\",\"required\":%s,", name, in,
               is_required ? "true" : "false");
}

static void
add_path_parameters(struct text *out, struct arena *arena, const char *path)
{
    for (const char *mark = strchr(path, '{'); mark != NULL; mark = strchr(mark + 1, '{')) {
        size_t size = (size_t)(strchr(mark, '}') - mark) - 1;
        bool is_id = mark[size] != '*';
        struct str name = arena_copy(arena, (struct str){mark + 1, is_id ? size : size - 1});

        add_parameter_start(out, name.at, "path", true);
        text_print(out, "\"description\":\"%s of the %s.\",\"schema\":{\"type\":\"string\",%s}}",
                   is_id ? "The id" : "The name", name.at,
                   is_id ? "\"format\":\"uuid\"" : "\"minLength\":1,\"maxLength\":200");
    }
}

static void
add_query_parameters(struct text *out, const struct shape *shape)
{
    for (size_t i = 0; i < shape->count; i++) {
        const struct shape_field *field = &shape->fields[i];

        add_parameter_start(out, field->name, "query", !field->optional);
        if (field->kind == SHAPE_IS_LIST)
            text_add(out, STR("\"style\":\"form\",\"explode\":false,"));
        text_add(out, STR("\"description\":"));
        text_add_json(out, str_of(field->about));
        text_add(out, STR(",\"schema\":"));
        openapi_field(out, field);
        text_add(out, STR("}"));
    }
}

static void
add_parameters(struct text *out, struct arena *arena, const struct route *route)
{
    static const struct {
        enum demand demand;
        const char *component;
    } headers[] = {
        {NEEDS_KEY,    "IdempotencyKey"        },
        {NEEDS_FILE,   "IdempotencyKey"        },
        {MAY_KEY,      "OptionalIdempotencyKey"},
        {NEEDS_MATCH,  "IfMatch"               },
        {MATCHES_FILE, "IfMatch"               },
    };

    text_add(out, STR("\"parameters\":["));
    add_path_parameters(out, arena, route->path);
    if (route->takes != NULL && !openapi_has_body(route))
        add_query_parameters(out, route->takes);
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
        if (headers[i].demand == route->demand)
            text_print(out, "%s{\"$ref\":\"#/components/parameters/%s\"}",
                       out->at[out->size - 1] == '[' ? "" : ",", headers[i].component);
    text_add(out, STR("],"));
}

static void
add_security(struct text *out, const struct route *route)
{
    static const char *const schemes[] = {
        [CLIENT] = "client", [REGISTRANT] = "registration", [WALLET] = "offer", [LOOKER] = NULL};
    const char *quote = route->scope == NULL ? "" : "\"";

    if (route->who == WALLET && route->takes == NULL)
        text_add(out, STR("\"security\":[],"));
    else if (schemes[route->who] != NULL)
        text_print(out, "\"security\":[{\"%s\":[]}],", schemes[route->who]);
    else
        text_print(out, "\"security\":[%s{\"token\":[%s%s%s]}],", route->who == ANYONE ? "{}," : "",
                   quote, route->scope == NULL ? "" : route->scope, quote);
}

/* What neither scope nor schemas say: whether a service client can ask, and who of people. */
static void
add_description(struct text *out, const struct route *route)
{
    bool is_personal = route->who == PERSON;

    if (route->who == ANYONE || (route->role == NULL && !is_personal))
        return;
    text_print(out, "\"description\":\"%s%s",
               is_personal ? "For people, not for service clients." : "",
               is_personal && route->role != NULL ? " " : "");
    if (route->role != NULL)
        text_print(out, "A person needs the role %s in the %s, or a higher one.", route->role,
                   str_starts(str_of(route->role), STR("city_")) ? "city" : "organisation");
    text_add(out, STR("\","));
}

static void
add_operation(struct text *out, struct arena *arena, const struct route *route)
{
    text_add(out, STR("\""));
    for (const char *c = method_name(route->method); *c != '\0'; c++)
        text_print(out, "%c", tolower((unsigned char)*c));
    text_add(out, STR("\":{\"operationId\":\""));
    add_operation_id(out, route);
    text_print(out, "\",\"summary\":\"%s\",", route->summary);
    add_description(out, route);
    add_tag(out, route->path);
    add_security(out, route);
    add_parameters(out, arena, route);
    openapi_request(out, route);
    openapi_responses(out, route);
    text_add(out, STR("}"));
}

/* Routes that differ only in what stands for an id share one path of the document. */
static bool
share_path(struct arena *arena, size_t one, size_t other)
{
    return str_same(plain_path(arena, routes[one].path), plain_path(arena, routes[other].path));
}

static bool
is_first_of_path(struct arena *arena, size_t place)
{
    for (size_t i = 0; i < place; i++)
        if (share_path(arena, i, place))
            return false;
    return routes[place].who != OPERATIONS && !is_page(&routes[place]);
}

static void
add_paths(struct text *out, struct arena *arena)
{
    const char *comma = "";

    text_add(out, STR("\"paths\":{"));
    for (size_t i = 0; i < routes_count; i++) {
        const char *inner = "";

        if (!is_first_of_path(arena, i))
            continue;
        text_print(out, "%s\"" STR_FMT "\":{", comma, STR_ARG(plain_path(arena, routes[i].path)));
        for (size_t j = i; j < routes_count; j++) {
            if (!share_path(arena, i, j))
                continue;
            text_add(out, str_of(inner));
            add_operation(out, arena, &routes[j]);
            inner = ",";
        }
        text_add(out, STR("}"));
        comma = ",";
    }
    text_add(out, STR("},"));
}

static const char fixed_components[] = /* what does not come from a table */
#include "api/openapi-fixed.inc"
    ;
struct str
openapi_write(struct arena *arena, const struct pg_door *door, struct str base_url)
{
    struct pg_answer columns = sql_doc_columns(door), events = sql_event_type_operations(door);
    struct text out = text_new(arena);

    if (columns.problem || events.problem)
        return STR_NONE;
    text_print(&out,
               "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"citylearn\",\"version\":\"" API_VERSION
               "\",\"description\":\"The interface of a city of learning: its offer, its "
               "organisations, its badges.\",\"contact\":{\"name\":\"The operator of this "
               "service\",\"url\":\"" STR_FMT "\",\"email\":\"operator@citylearn.example\"},"
               "\"license\":{\"name\":\"Apache-2.0\",\"identifier\":\"Apache-2.0\"}},"
               "\"servers\":[{\"url\":\"" STR_FMT "\"}],",
               STR_ARG(base_url), STR_ARG(base_url));
    add_paths(&out, arena);
    text_print(&out, "\"webhooks\":" STR_FMT ",\"components\":{\"schemas\":{",
               STR_ARG(pg_named(&events, 0, "body")));
    openapi_input_schemas(&out);
    openapi_output_schemas(&out, &columns);
    text_print(&out, "%s}", fixed_components);
    return text_str(&out);
}
