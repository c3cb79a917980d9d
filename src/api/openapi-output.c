/* Schemas of what is answered, made from the types of schema doc. */
#include "api/openapi.h"

#include "sql/operations.h"

#include <ctype.h>
#include <string.h>

void
openapi_name(struct text *out, const char *type)
{
    bool is_start = true;

    for (; *type != '\0'; type++) {
        char letter = (char)(is_start ? toupper((unsigned char)*type) : *type);

        is_start = *type == '_';
        if (!is_start)
            text_add(out, (struct str){&letter, 1});
    }
}

/* What JSON a PostgreSQL type becomes. */
static const struct {
    const char *type, *schema;
} plain_types[] = {
    {"instant", "\"format\":\"date-time\",\"type\":"},
    {"address", "\"format\":\"uri\",\"type\":"      },
    {"uuid",    "\"format\":\"uuid\",\"type\":"     },
    {"text",    "\"type\":"                         },
};

static const struct {
    const char *type, *name;
} json_types[] = {
    {"int4",   "\"integer\""},
    {"int8",   "\"integer\""},
    {"float8", "\"number\"" },
    {"bool",   "\"boolean\""},
    {"json",   "\"object\"" },
};

static void
add_plain(struct text *out, struct str base, bool is_nullable)
{
    const char *keywords = "\"type\":", *name = "\"string\"";

    for (size_t i = 0; i < sizeof(plain_types) / sizeof(plain_types[0]); i++)
        if (str_same(base, str_of(plain_types[i].type)))
            keywords = plain_types[i].schema;
    for (size_t i = 0; i < sizeof(json_types) / sizeof(json_types[0]); i++)
        if (str_same(base, str_of(json_types[i].type)))
            name = json_types[i].name;
    if (is_nullable)
        text_print(out, "%s[%s,\"null\"]", keywords, name);
    else
        text_print(out, "%s%s", keywords, name);
}

static void
add_enum(struct text *out, struct str words, bool is_nullable)
{
    struct str word;
    const char *comma = "";

    text_print(out, "\"type\":%s,\"enum\":[", is_nullable ? "[\"string\",\"null\"]" : "\"string\"");
    while (str_cut(&words, ',', &word)) {
        text_print(out, "%s\"" STR_FMT "\"", comma, STR_ARG(word));
        comma = ",";
    }
    text_add(out, is_nullable ? STR(",null]") : STR("]"));
}

/* A description that speaks of null says that the member may be so. */
static bool
speaks_of_null(struct str about)
{
    return about.at != NULL &&
           (strstr(about.at, " null") != NULL || strstr(about.at, "Null") != NULL);
}

static void
add_column(struct text *out, const struct pg_answer *columns, size_t row)
{
    struct str about = pg_cell(columns, row, DOC_COLUMNS_ABOUT);
    struct str kind = pg_cell(columns, row, DOC_COLUMNS_KIND);
    bool is_list = str_same(pg_cell(columns, row, DOC_COLUMNS_IS_LIST), STR("t"));
    bool is_nullable = speaks_of_null(about) && !is_list;
    bool is_object = str_same(kind, STR("object"));

    text_print(out, "\"" STR_FMT "\":{", STR_ARG(pg_cell(columns, row, DOC_COLUMNS_NAME)));
    text_add(out, is_list ? STR("\"type\":\"array\",\"items\":{") : STR(""));
    if (is_object) {
        text_add(out, is_nullable ? STR("\"anyOf\":[{") : STR(""));
        text_add(out, STR("\"$ref\":\"#/components/schemas/"));
        openapi_name(out, pg_cell(columns, row, DOC_COLUMNS_BASE).at);
        text_add(out, is_nullable ? STR("\"},{\"type\":\"null\"}]") : STR("\""));
    } else if (str_same(kind, STR("enum"))) {
        add_enum(out, pg_cell(columns, row, DOC_COLUMNS_WORDS), is_nullable);
    } else {
        add_plain(out, pg_cell(columns, row, DOC_COLUMNS_BASE), is_nullable);
    }
    text_add(out, is_list ? STR("}") : STR(""));
    if (about.at != NULL) {
        text_add(out, STR(",\"description\":"));
        text_add_json(out, about);
    }
    text_add(out, STR("}"));
}

/* Rows from `first` on that belong to the same type. */
static size_t
columns_of(const struct pg_answer *columns, size_t first)
{
    struct str type = pg_cell(columns, first, DOC_COLUMNS_TYPE);
    size_t end = first;

    while (end < columns->rows && str_same(type, pg_cell(columns, end, DOC_COLUMNS_TYPE)))
        end++;
    return end - first;
}

void
openapi_output_schemas(struct text *out, const struct pg_answer *columns)
{
    for (size_t row = 0, count; row < columns->rows; row += count) {
        struct str about = pg_cell(columns, row, DOC_COLUMNS_TYPE_ABOUT);

        count = columns_of(columns, row);
        text_add(out, STR("\""));
        openapi_name(out, pg_cell(columns, row, DOC_COLUMNS_TYPE).at);
        text_add(out, STR("\":{\"type\":\"object\",\"description\":"));
        text_add_json(out, about.at == NULL ? STR("") : about);
        text_add(out, STR(",\"properties\":{"));
        for (size_t i = row; i < row + count; i++) {
            text_add(out, i > row ? STR(",") : STR(""));
            add_column(out, columns, i);
        }
        text_add(out, STR("},\"required\":["));
        for (size_t i = row; i < row + count; i++)
            text_print(out, "%s\"" STR_FMT "\"", i > row ? "," : "",
                       STR_ARG(pg_cell(columns, i, DOC_COLUMNS_NAME)));
        text_add(out, STR("]},"));
    }
}
