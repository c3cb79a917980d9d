#include "badge/write.h"

void
write_next(struct text *text)
{
    char last = text->size > 0 ? text->at[text->size - 1] : '{';

    if (last != '{' && last != '[')
        text_add(text, STR(","));
}

void
write_name(struct text *text, const char *name)
{
    write_next(text);
    text_add(text, STR("\""));
    text_add(text, str_of(name));
    text_add(text, STR("\":"));
}

void
write_raw(struct text *text, const char *name, struct str json)
{
    write_name(text, name);
    text_add(text, json);
}

void
write_member(struct text *text, const char *name, struct str value)
{
    if (value.at == NULL)
        return;
    write_name(text, name);
    text_add_json(text, value);
}

void
write_inside(struct text *text, struct str json)
{
    if (json.size <= 2)
        return;
    write_next(text);
    text_add(text, (struct str){json.at + 1, json.size - 2});
}

void
write_types(struct text *text, const char *first, const char *second)
{
    write_name(text, "type");
    text_print(text, "[\"%s\"", first);
    if (second != NULL)
        text_print(text, ",\"%s\"", second);
    text_add(text, STR("]"));
}

void
write_contexts(struct text *text, const char *const *urls)
{
    write_name(text, "@context");
    text_add(text, STR("["));
    for (; *urls != NULL; urls++) {
        write_next(text);
        text_print(text, "\"%s\"", *urls);
    }
    text_add(text, STR("]"));
}
