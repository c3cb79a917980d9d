/* Which column is what: from the names of a header, and back from a JSON pointer. */
#include "intake/parts.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

enum { NAMES_MAX = 64, LANGUAGE_SIZE_MAX = 35 /* of RFC 5646 */ };

static const struct intake_column *
column_named(const struct intake_noun *noun, struct str name)
{
    for (size_t i = 0; i < noun->count; i++)
        if (str_same_any_case(str_of(noun->columns[i].name), name))
            return &noun->columns[i];
    return NULL;
}

/* Whether it may be a name in JSON as it is; the shape of the map judges it further. */
static bool
may_be_language(struct str text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!isalnum((unsigned char)text.at[i]) && text.at[i] != '-')
            return false;
    return text.size > 0 && text.size <= LANGUAGE_SIZE_MAX;
}

/* "title.uk" is the title in Ukrainian. */
static struct intake_wish
wish_of(const struct intake *intake, struct str name)
{
    struct str rest = name, head;
    struct intake_wish wish = {column_named(intake->noun, name), name, STR_NONE};

    if (wish.column != NULL || !str_cut(&rest, '.', &head) || !may_be_language(rest))
        return wish;
    wish.column = column_named(intake->noun, head);
    wish.language = rest;
    if (wish.column != NULL && wish.column->how != INTAKE_BY_LANGUAGE)
        wish.column = NULL;
    return wish;
}

static bool
refuse_unknown(struct intake *intake, struct str name)
{
    const char *names[NAMES_MAX];
    size_t count = 0;

    for (; count < intake->noun->count && count < NAMES_MAX; count++)
        names[count] = intake->noun->columns[count].name;

    const char *nearest = str_nearest(name, names, count);

    intake->why =
        nearest == NULL
            ? arena_print(intake->arena, "The column \"" STR_FMT "\" of the header is not known.",
                          STR_ARG(name))
            : arena_print(intake->arena,
                          "The column \"" STR_FMT
                          "\" of the header is not known; did you mean \"%s\"?",
                          STR_ARG(name), nearest);
    return false;
}

static bool
is_there_already(const struct intake *intake, const struct intake_wish *wish, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_same_any_case(intake->wishes[i].name, wish->name))
            return true;
    return false;
}

bool
intake_read_header(struct intake *intake, const struct str *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct intake_wish wish = wish_of(intake, names[i]);

        if (!utf8_is_plain(names[i])) {
            intake->why = STR("The header is not UTF-8; save the file in that encoding.");
            return false;
        }
        if (wish.column == NULL)
            return refuse_unknown(intake, names[i]);
        if (is_there_already(intake, &wish, i)) {
            intake->why =
                arena_print(intake->arena, "The column \"" STR_FMT "\" is in the header twice.",
                            STR_ARG(names[i]));
            return false;
        }
        wish.name = arena_copy(intake->arena, wish.name);
        if (wish.language.at != NULL)
            wish.language = arena_copy(intake->arena, wish.language);
        intake->wishes[i] = wish;
    }
    intake->width = count;
    return true;
}

static bool
is_number(struct str text)
{
    int64_t value;

    return str_integer(text, &value);
}

struct str
intake_column_of(struct arena *arena, const struct intake_noun *noun, struct str pointer)
{
    struct str rest = pointer, steps[3] = {STR_NONE, STR_NONE, STR_NONE}, step;

    str_cut(&rest, '/', &step);
    for (size_t i = 0; i < 3 && str_cut(&rest, '/', &step); i++)
        steps[i] = step;
    for (size_t i = 0; i < noun->count; i++) {
        const struct intake_column *column = &noun->columns[i];
        struct str object = column->object == NULL ? STR_NONE : str_of(column->object);
        struct str member = str_of(column->member);
        bool is_inner = object.at != NULL && str_same(steps[0], object);

        if (column->how == INTAKE_BY_LANGUAGE && is_inner && str_same(steps[2], member))
            return arena_print(arena, "%s." STR_FMT, column->name, STR_ARG(steps[1]));
        if (is_inner
                ? steps[1].at == NULL || str_same(steps[1], member) ||
                      (is_number(steps[1]) && (steps[2].at == NULL || str_same(steps[2], member)))
                : str_same(steps[0], member) &&
                      (object.at == NULL || column->how == INTAKE_BY_LANGUAGE))
            return str_of(column->name);
    }
    return STR("");
}

static void
add_place(struct text *out, struct arena *arena, const struct intake_noun *noun, struct str place)
{
    text_add(out, out->size > 1 ? STR(",") : STR(""));
    text_add_member(out, place.at, intake_column_of(arena, noun, place));
}

struct str
intake_columns_json(struct arena *arena, const struct intake_noun *noun)
{
    struct text out = text_new(arena);
    const char *before = "";

    text_add(&out, STR("{"));
    for (size_t i = 0; i < noun->count; i++) {
        const struct intake_column *column = &noun->columns[i];
        const char *object = column->object;

        if (object == NULL || column->how == INTAKE_BY_LANGUAGE)
            add_place(&out, arena, noun, arena_print(arena, "/%s", column->member));
        else
            add_place(&out, arena, noun, arena_print(arena, "/%s/%s", object, column->member));
        if (object != NULL && strcmp(object, before) != 0)
            add_place(&out, arena, noun, arena_print(arena, "/%s", object));
        before = object == NULL ? "" : object;
    }
    text_add(&out, STR("}"));
    return text_str(&out);
}
