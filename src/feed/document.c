#include "feed/parts.h"

#include <string.h>

struct str
document_text(const struct json_object *document, const char *name)
{
    return plain_text(document->arena, json_object_meaning(document, name));
}

struct str
document_page(const struct json_object *activity)
{
    struct str url = document_text(activity, "url"), api = STR("/v1/activities/");
    const char *at = url.at == NULL ? NULL : memmem(url.at, url.size, api.at, api.size);
    size_t before = at == NULL ? 0 : (size_t)(at - url.at);

    if (at == NULL)
        return url;
    return arena_print(activity->arena, STR_FMT "/a/" STR_FMT,
                       STR_ARG(((struct str){url.at, before})),
                       STR_ARG(str_from(url, before + api.size)));
}

/* Neither XML 1.0 nor iCalendar has a way to write control characters. */
struct str
plain_text(struct arena *arena, struct str text)
{
    char *out;
    size_t size = 0;

    if (text.at == NULL)
        return STR_NONE;
    out = arena_take(arena, text.size + 1, 1);
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];

        if (c == '\t')
            out[size++] = ' ';
        else if ((c >= ' ' && c != 0x7f) || c == '\n')
            out[size++] = (char)c;
    }
    return (struct str){out, size};
}
