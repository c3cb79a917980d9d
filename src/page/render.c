/* Templates, walked. A template that passed the build is well formed; what is not is shown as it
 * stands. */
#include "page/parts.h"

#include <string.h>

struct walk {
    struct text *out;
    struct str language;
    enum page_manner manner;
    int depth;
};

struct mark {
    char kind; /* one of # ^ / > _ u j, or = for a value */
    struct str name;
};

static void render(struct walk *walk, struct str text, const struct page_data *data);

static struct str
template_named(struct str name)
{
    for (size_t i = 0; i < page_templates_count; i++)
        if (str_same(str_of(page_templates[i].name), name))
            return page_templates[i].text;
    return STR_NONE;
}

/* The next mark; what stands before it goes to `before`. False at the end. */
static bool
next_mark(struct str *rest, struct str *before, struct mark *mark)
{
    const char *open = memmem(rest->at, rest->size, "{{", 2);
    const char *close =
        open == NULL ? NULL : memmem(open, rest->size - (size_t)(open - rest->at), "}}", 2);
    struct str inner;

    if (close == NULL)
        return false;
    /* "{{_key.{name}}}" ends with the last of three. */
    if (close + 2 < rest->at + rest->size && close[2] == '}')
        close++;
    *before = (struct str){rest->at, (size_t)(open - rest->at)};
    inner = (struct str){open + 2, (size_t)(close - open) - 2};
    *rest = str_from(*rest, (size_t)(close - rest->at) + 2);
    mark->kind = '=';
    mark->name = inner;
    if (str_starts(inner, STR("url "))) {
        mark->kind = 'u';
        mark->name = str_from(inner, 4);
    } else if (str_starts(inner, STR("json "))) {
        mark->kind = 'j';
        mark->name = str_from(inner, 5);
    } else if (inner.size > 0 && strchr("#^/>_", inner.at[0]) != NULL) {
        mark->kind = inner.at[0];
        mark->name = str_from(inner, 1);
    }
    return true;
}

/* What stands between a section's mark and its end, which `rest` then is behind. */
static struct str
section_of(struct str *rest, struct str name)
{
    struct str from = *rest, before;
    struct mark mark;
    int open = 1;
    size_t end = 0;

    while (open > 0 && next_mark(rest, &before, &mark)) {
        if (!str_same(mark.name, name))
            continue;
        open += mark.kind == '/' ? -1 : mark.kind == '#' || mark.kind == '^';
        end = (size_t)(before.at - from.at) + before.size;
    }
    return (struct str){from.at, end};
}

static void
add_section(struct walk *walk, struct mark mark, struct str inner, const struct page_data *data)
{
    const struct page_item *item = page_item_named(data, mark.name);
    bool is_there = page_is_there(item);

    if (is_there != (mark.kind == '#') || walk->depth >= PAGE_DEPTH_MAX)
        return;
    walk->depth++;
    if (is_there && item->is_list)
        for (const struct page_data *row = item->rows; row != NULL; row = page_next(row))
            render(walk, inner, row);
    else
        render(walk, inner, data);
    walk->depth--;
}

static struct str
value_of(const struct page_data *data, struct str name)
{
    const struct page_item *item = page_item_named(data, name);

    return item == NULL || item->text.at == NULL ? STR("") : item->text;
}

void
page_add_words(struct text *out, struct str words, const struct page_data *data,
               enum page_manner manner)
{
    struct str before, name;

    while (words.size > 0) {
        str_cut(&words, '{', &before);
        text_add(out, before);
        if (words.at != NULL && str_cut(&words, '}', &name))
            page_add_value(out, value_of(data, name), manner);
        if (words.at == NULL)
            break;
    }
}

/* "scope.{name}" asks for the words of a value; when there are none, the value itself is shown. */
static void
add_word(struct walk *walk, struct str key, const struct page_data *data)
{
    struct str words = page_word(walk->language, key), head = key, rest = key, name;
    struct text full = text_new(walk->out->arena);

    if (words.at != NULL) {
        page_add_words(walk->out, words, data, walk->manner);
        return;
    }
    str_cut(&rest, '{', &head);
    if (rest.at == NULL)
        return;
    str_cut(&rest, '}', &name);
    text_add(&full, head);
    text_add(&full, value_of(data, name));
    words = page_word(walk->language, text_str(&full));
    if (words.at != NULL)
        page_add_words(walk->out, words, data, walk->manner);
    else
        page_add_value(walk->out, value_of(data, name), walk->manner);
}

static void
add_partial(struct walk *walk, struct str name, const struct page_data *data)
{
    struct str text = template_named(name);

    if (text.at == NULL || walk->depth >= PAGE_DEPTH_MAX)
        return;
    walk->depth++;
    render(walk, text, data);
    walk->depth--;
}

static void
render(struct walk *walk, struct str text, const struct page_data *data)
{
    struct str rest = text, before;
    struct mark mark;

    while (next_mark(&rest, &before, &mark)) {
        text_add(walk->out, before);
        switch (mark.kind) {
        case '#':
        case '^':
            add_section(walk, mark, section_of(&rest, mark.name), data);
            break;
        case '/':
            break;
        case '>':
            add_partial(walk, mark.name, data);
            break;
        case '_':
            add_word(walk, mark.name, data);
            break;
        case 'u':
            page_add_url(walk->out, value_of(data, mark.name));
            break;
        case 'j':
            page_add_json(walk->out, value_of(data, mark.name));
            break;
        default:
            page_add_value(walk->out, value_of(data, mark.name), walk->manner);
        }
    }
    text_add(walk->out, rest);
}

bool
page_render_into(struct text *out, const char *template, struct str language,
                 const struct page_data *data, enum page_manner manner)
{
    struct walk walk = {.out = out, .language = language, .manner = manner};
    struct str text = template_named(str_of(template));

    if (text.at == NULL)
        return false;
    render(&walk, text, data);
    return true;
}

/* Around what the page is given stands what it is itself: its name, language and direction. */
struct str
page_render(struct arena *arena, const char *template, struct str language,
            const struct page_data *data)
{
    struct text out = text_new(arena);
    struct page_data *own = page_data_around(arena, data);

    page_set(own, "template", str_of(template));
    page_set(own, "lang", language);
    page_set(own, "dir", page_is_rtl(language) ? STR("rtl") : STR("ltr"));
    return page_render_into(&out, template, language, own, PAGE_HTML) ? text_str(&out) : STR_NONE;
}

size_t
page_script_count(void)
{
    return page_scripts_count;
}

struct str
page_script(size_t place)
{
    return page_scripts[place].text;
}

struct str
page_script_name(size_t place)
{
    return str_of(page_scripts[place].name);
}
