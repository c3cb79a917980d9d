#include "feed/parts.h"

/* <name attribute="...">text</name>, or nothing when there is no text. */
static void
add_element(struct text *out, const char *name, struct str text)
{
    if (text.at == NULL)
        return;
    text_print(out, "<%s>", name);
    text_add_markup(out, text);
    text_print(out, "</%s>", name);
}

static void
add_attribute(struct text *out, const char *before, struct str value, const char *after)
{
    if (value.at == NULL)
        return;
    text_add(out, str_of(before));
    text_add_markup(out, value);
    text_add(out, str_of(after));
}

static void
add_entry(struct text *out, const struct feed_entry *entry)
{
    struct json_object activity = json_object_open(out->arena, entry->document);
    struct json_object organisation = json_object_within(&activity, "organisation");
    struct json_object enrolment = json_object_within(&activity, "enrolment");
    struct str name = document_text(&organisation, "name");

    text_add(out, STR("<entry>"));
    text_print(out, "<id>urn:uuid:" STR_FMT "</id>", STR_ARG(document_text(&activity, "id")));
    add_element(out, "title", document_text(&activity, "title"));
    add_element(out, "updated", document_text(&activity, "updatedAt"));
    add_element(out, "published", document_text(&activity, "publishedAt"));
    text_add(out, STR("<author>"));
    add_element(out, "name", name.at == NULL ? document_text(&organisation, "slug") : name);
    text_add(out, STR("</author>"));
    add_attribute(out, "<link rel=\"alternate\" type=\"text/html\" href=\"",
                  document_page(&activity), "\"/>");
    add_attribute(out, "<link rel=\"alternate\" type=\"application/ld+json\" href=\"",
                  document_text(&activity, "url"), "\"/>");
    add_attribute(out, "<link rel=\"related\" href=\"", document_text(&enrolment, "url"), "\"/>");
    add_attribute(out, "<category term=\"", document_text(&activity, "category"), "\"");
    add_attribute(out, " label=\"", plain_text(out->arena, entry->category), "\"");
    text_add(out, STR("/>"));
    add_element(out, "summary", document_text(&activity, "summary"));
    add_element(out, "content", document_text(&activity, "description"));
    text_add(out, STR("</entry>"));
}

struct str
feed_atom(struct arena *arena, const struct feed_head *head, const struct feed_entry *entries,
          size_t count)
{
    struct text out = text_new(arena);

    text_add(&out, STR("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                       "<feed xmlns=\"http://www.w3.org/2005/Atom\">"));
    add_element(&out, "id", head->self);
    add_element(&out, "title", plain_text(arena, head->name));
    add_element(&out, "updated", head->updated);
    add_attribute(&out, "<link rel=\"self\" type=\"application/atom+xml\" href=\"", head->self,
                  "\"/>");
    text_add(&out, STR("<generator>citylearn</generator>"));
    for (size_t i = 0; i < count; i++)
        add_entry(&out, &entries[i]);
    text_add(&out, STR("</feed>\n"));
    return text_str(&out);
}
