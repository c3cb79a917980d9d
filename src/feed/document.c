#include "feed/parts.h"

struct document
document_open(struct arena *arena, struct str json)
{
    struct document document = {.arena = arena};

    document.count = json_cut_object(arena, json, &document.members);
    return document;
}

struct str
document_raw(const struct document *document, const char *name)
{
    return json_named(document->members, document->count, name);
}

struct str
document_text(const struct document *document, const char *name)
{
    return plain_text(document->arena, json_meaning(document->arena, document_raw(document, name)));
}

struct document
document_within(const struct document *document, const char *name)
{
    return document_open(document->arena, document_raw(document, name));
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
