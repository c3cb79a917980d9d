#include "ld/node.h"

#include <stdarg.h>
#include <stdio.h>

enum { SHOWN_MAX = 80, DETAIL_MAX = 400 };

/* Cut between characters, not within one. */
struct str
ld_shown(struct str text)
{
    size_t size = text.size < SHOWN_MAX ? text.size : SHOWN_MAX;

    while (size < text.size && size > 0 && ((unsigned char)text.at[size] & 0xc0) == 0x80)
        size--;
    return (struct str){text.at, size};
}

/* RFC 6901 section 3: "~" and "/" are escaped. */
static void
add_pointer(struct text *text, const struct ld_place *place)
{
    const struct ld_place *way[2 * SCAN_DEPTH_MAX + 8];
    size_t count = 0;

    for (; place != NULL && count < sizeof(way) / sizeof(way[0]); place = place->outer)
        way[count++] = place;
    while (count-- > 0) {
        struct str name = way[count]->name;

        text_add(text, STR("/"));
        if (name.at == NULL)
            text_print(text, "%zu", way[count]->index);
        for (size_t i = 0; i < name.size; i++)
            text_add(text, name.at[i] == '~'   ? STR("~0")
                           : name.at[i] == '/' ? STR("~1")
                                               : (struct str){name.at + i, 1});
    }
}

bool
ld_refuse(const struct ld_reading *reading, const struct ld_place *place, const char *code,
          const char *format, ...)
{
    struct text pointer = text_new(reading->arena);
    char *detail = arena_take(reading->arena, DETAIL_MAX, 1);
    va_list args;

    va_start(args, format);
    vsnprintf(detail, DETAIL_MAX, format, args);
    va_end(args);
    add_pointer(&pointer, place);
    *reading->fault = (struct ld_fault){code, text_str(&pointer), str_of(detail)};
    return false;
}

static bool
take_more(struct ld_reading *reading)
{
    const struct ld_options *options = reading->options;

    reading->more = arena_list(reading->arena, const struct ld_scope *, options->more_count + 1);
    for (size_t i = 0; i < options->more_count; i++) {
        const struct json_tree *said = json_tree_member(options->more[i].document, STR("@context"));

        if (said == NULL || !ld_scope_read(reading, NULL, said, true, &reading->more[i]))
            return ld_refuse(reading, NULL, "bad_context", "A context that was given is none.");
    }
    reading->inline_terms = 0;
    return true;
}

/* Bytes of all names and values; the depth is the scan's. */
static size_t
size_of(const struct json_tree *tree)
{
    size_t size = tree->name.size + tree->text.size;

    for (const struct json_tree *one = tree->first; one != NULL; one = one->next)
        size += size_of(one);
    return size;
}

/* The whole document is one node. */
static bool
take_document(struct ld_reading *reading, const struct json_tree *document)
{
    const struct json_tree *context = json_tree_member(document, STR("@context"));
    struct ld_place at = {NULL, STR("@context"), 0};
    const struct ld_layer *layer = reading->bottom;
    const struct ld_scope *scope;
    ld_ref node;

    if (document->kind != JSON_OBJECT)
        return ld_refuse(reading, NULL, "bad_value", "The document has to be an object.");
    if (size_of(document) > LD_DOCUMENT_MAX)
        return ld_refuse(reading, NULL, "too_many", "The document is longer than is read here.");
    if (context != NULL && (!ld_scope_read(reading, &at, context, false, &scope) ||
                            !ld_layer_over(reading, &at, scope, false, false, &layer)))
        return false;
    if (!ld_node(reading, NULL, document, layer, LD_NONE, &node))
        return false;
    return ld_quads(reading->dataset) > 0 || reading->dataset->full ||
           ld_refuse(reading, NULL, "empty", "The document says nothing.");
}

struct ld_dataset *
ld_read(struct arena *arena, const struct json_tree *document, const struct ld_options *options,
        struct ld_fault *fault)
{
    struct ld_reading *reading = arena_new(arena, struct ld_reading);
    bool taken;

    *fault = (struct ld_fault){NULL, STR_NONE, STR_NONE};
    *reading = (struct ld_reading){.arena = arena,
                                   .options = options,
                                   .fault = fault,
                                   .dataset = ld_dataset_new(arena),
                                   .bottom = ld_layer_bottom(arena)};
    taken = take_more(reading) && take_document(reading, document);
    if (fault->code == NULL && reading->dataset->full)
        taken = ld_refuse(reading, NULL, "too_many",
                          "The document has more quads, blank nodes or text than are read here.");
    return taken ? reading->dataset : NULL;
}
