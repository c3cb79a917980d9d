#include "http/multipart.h"

#include "base/coding.h"
#include "base/text.h"
#include "base/utf8.h"
#include "http/negotiate-parts.h"

#include <string.h>

#define TYPE "multipart/form-data"

/* The value of a parameter, without its quotes; browsers escape quotes in names as %22. */
static struct str
parameter_of(struct str parameters, struct str wanted)
{
    struct str one, name, found = STR_NONE;

    while (negotiate_cut(&parameters, ';', &one)) {
        str_cut(&one, '=', &name);
        if (one.at == NULL || !str_same_any_case(str_trim(name), wanted))
            continue;
        if (found.at != NULL)
            return STR_NONE;
        found = str_trim(one);
        if (found.size >= 2 && found.at[0] == '"' && found.at[found.size - 1] == '"')
            found = (struct str){found.at + 1, found.size - 2};
    }
    return found;
}

bool
is_multipart(struct str content_type)
{
    struct str type = STR("");

    negotiate_cut(&content_type, ';', &type);
    return str_same_any_case(type, STR(TYPE));
}

static bool
is_boundary(struct str text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] <= ' ' || text.at[i] > '~' || text.at[i] == '"' || text.at[i] == '\\')
            return false;
    return text.size > 0 && text.size <= MULTIPART_BOUNDARY_MAX;
}

static struct str
boundary_of(struct str content_type)
{
    struct str type = STR("");

    negotiate_cut(&content_type, ';', &type);
    return content_type.at == NULL ? STR_NONE : parameter_of(content_type, STR("boundary"));
}

/* Takes all before the mark off the front of the text, and the mark; false when it has none. */
static bool
cut_before(struct str *text, struct str mark, struct str *before)
{
    const char *found = memmem(text->at, text->size, mark.at, mark.size);

    if (found == NULL)
        return false;
    *before = (struct str){text->at, (size_t)(found - text->at)};
    *text = str_from(*text, before->size + mark.size);
    return true;
}

/* Of a name as it is shown again and logged: letters, and no controls. */
static bool
is_name(struct str text)
{
    return text.size > 0 && utf8_is_plain(text);
}

static bool
read_disposition(struct str value, struct multipart_part *part)
{
    struct str kind = STR("");

    if (!negotiate_cut(&value, ';', &kind) || !str_same_any_case(kind, STR("form-data")) ||
        value.at == NULL)
        return false;
    part->name = parameter_of(value, STR("name"));
    part->file = parameter_of(value, STR("filename"));
    return is_name(part->name) && (part->file.size == 0 || is_name(part->file));
}

static bool
read_head(struct str head, struct multipart_part *part)
{
    struct str line, name;
    bool is_named = false;

    while (head.size > 0) {
        if (!cut_before(&head, STR("\r\n"), &line)) {
            line = head;
            head = STR("");
        }
        str_cut(&line, ':', &name);
        if (line.at == NULL)
            return false;
        line = str_trim(line);
        if (str_same_any_case(name, STR("content-type"))) {
            part->type = line;
        } else if (str_same_any_case(name, STR("content-disposition"))) {
            if (is_named || !read_disposition(line, part))
                return false;
            is_named = true;
        }
    }
    return is_named;
}

/* `rest` begins behind a delimiter. False at a fault; `more` is whether a part was read. */
static bool
read_part(struct str *rest, struct str delimiter, struct multipart_part *part, bool *more)
{
    struct str head = STR("");

    *more = !str_starts(*rest, STR("--"));
    if (!*more)
        return str_same(*rest, STR("--")) || str_same(*rest, STR("--\r\n"));
    if (!str_starts(*rest, STR("\r\n")))
        return false;
    *rest = str_from(*rest, 2);
    *part = (struct multipart_part){STR_NONE, STR_NONE, STR_NONE, STR_NONE};
    return cut_before(rest, STR("\r\n\r\n"), &head) && head.size <= MULTIPART_HEAD_MAX &&
           read_head(head, part) && cut_before(rest, delimiter, &part->content);
}

bool
multipart_read(struct arena *arena, struct str content_type, struct str body,
               struct multipart *form)
{
    struct str boundary = boundary_of(content_type), delimiter, first, rest = body;
    struct multipart_part part;
    bool more = true;

    form->count = 0;
    if (!is_multipart(content_type) || !is_boundary(boundary))
        return false;
    delimiter = arena_print(arena, "\r\n--" STR_FMT, STR_ARG(boundary));
    first = str_from(delimiter, 2);
    if (!str_starts(rest, first))
        return false;
    for (rest = str_from(rest, first.size); more;) {
        if (!read_part(&rest, delimiter, &part, &more))
            return false;
        if (!more)
            break;
        if (form->count == MULTIPART_PARTS_MAX)
            return false;
        form->parts[form->count++] = part;
    }
    return true;
}

struct str
multipart_fields(struct arena *arena, const struct multipart *form)
{
    struct text out = text_new(arena);

    for (size_t i = 0; i < form->count; i++)
        if (form->parts[i].file.at == NULL)
            text_print(&out, "%s" STR_FMT "=" STR_FMT, out.size > 0 ? "&" : "",
                       STR_ARG(coding_percent(arena, form->parts[i].name)),
                       STR_ARG(coding_percent(arena, form->parts[i].content)));
    return text_str(&out);
}

const struct multipart_part *
multipart_file(const struct multipart *form, const char *name)
{
    for (size_t i = 0; i < form->count; i++)
        if (form->parts[i].file.at != NULL && str_same(form->parts[i].name, str_of(name)))
            return form->parts[i].content.size > 0 ? &form->parts[i] : NULL;
    return NULL;
}
