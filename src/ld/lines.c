#include "ld/canon.h"

#include <stdlib.h>
#include <string.h>

/* A term within a line; what a blank node is called there is up to the caller. */
static void
add_term(struct text *text, const struct ld_canon *canon, ld_ref term, struct str blank)
{
    text_add(text, term & LD_BLANK ? blank : ld_text(canon->dataset, term));
    text_add(text, STR(" "));
}

void
ld_add_line(struct text *text, const struct ld_canon *canon, const struct ld_quad *quad,
            ld_naming *name, uint32_t of)
{
    const ld_ref parts[] = {quad->subject, quad->predicate, quad->object, quad->graph};
    char at[LD_LABEL_MAX];

    for (size_t i = 0; i < 4 && parts[i] != LD_NONE; i++)
        add_term(text, canon, parts[i],
                 parts[i] & LD_BLANK ? name(canon, parts[i] & ~LD_BLANK, of, at) : STR_NONE);
    text_add(text, STR(".\n"));
}

static int
by_bytes(const void *a, const void *b)
{
    return ld_order(*(const struct str *)a, *(const struct str *)b);
}

/* The lines that stand in `text`, each ended, sorted and one after the other. */
struct str
ld_sorted(struct arena *arena, struct str text, size_t count)
{
    struct str *lines = arena_list(arena, struct str, count + 1);
    char *whole = arena_take(arena, text.size + 1, 1);
    size_t size = 0;

    for (size_t i = 0; i < count; i++) {
        const char *end = memchr(text.at, '\n', text.size);

        lines[i] = (struct str){text.at, (size_t)(end - text.at) + 1};
        text = str_from(text, lines[i].size);
    }
    qsort(lines, count, sizeof(*lines), by_bytes);
    for (size_t i = 0; i < count; size += lines[i++].size)
        memcpy(whole + size, lines[i].at, lines[i].size);
    return (struct str){whole, size};
}

static struct str
one_or_other(const struct ld_canon *canon, uint32_t blank, uint32_t of, char at[LD_LABEL_MAX])
{
    (void)canon;
    (void)at;
    return blank == of ? STR("_:a") : STR("_:z");
}

/* Not by printf: it is most of the work where many nodes are alike. */
static struct str
label_of(const char *start, size_t number, char at[LD_LABEL_MAX])
{
    size_t size = strlen(start);

    memcpy(at, start, size);
    for (size_t power = 1000; power > 0; power /= 10)
        if (number >= power || power == 1)
            at[size++] = (char)('0' + number / power % 10);
    return (struct str){at, size};
}

void
ld_add_label(struct text *text, const char *start, size_t number)
{
    char at[LD_LABEL_MAX];

    text_add(text, label_of(start, number, at));
}

struct str
ld_label(const struct ld_canon *canon, uint32_t blank, uint32_t of, char at[LD_LABEL_MAX])
{
    (void)of;
    return label_of("_:c14n", canon->labels[blank], at);
}

/* Which quads name each blank node; a quad that names one twice counts once. */
void
ld_gather(struct ld_canon *canon)
{
    const struct ld_dataset *dataset = canon->dataset;

    canon->starts = arena_list(canon->arena, uint32_t, dataset->blank_count + 2);
    canon->quads = arena_list(canon->arena, uint32_t, 3 * dataset->quad_count + 1);
    for (int filling = 0; filling < 2; filling++) {
        for (size_t i = 0; i < dataset->quad_count; i++) {
            const struct ld_quad *quad = &dataset->quads[i];
            ld_ref s = quad->subject, o = quad->object, g = quad->graph;
            const ld_ref parts[] = {s, o == s ? LD_NONE : o, g == s || g == o ? LD_NONE : g};

            for (int j = 0; j < 3; j++)
                if (parts[j] & LD_BLANK) {
                    uint32_t *at = &canon->starts[(parts[j] & ~LD_BLANK) + 1];

                    if (filling)
                        canon->quads[*at] = (uint32_t)i;
                    ++*at;
                }
        }
        /* From counts to where each begins; filling moves them to where each ends. */
        if (!filling) {
            for (size_t i = dataset->blank_count + 1; i > 0; i--)
                canon->starts[i] = canon->starts[i - 1];
            for (size_t i = 1; i <= dataset->blank_count + 1; i++)
                canon->starts[i] += canon->starts[i - 1];
        }
    }
}

/* Hash First Degree Quads, section 4.6. */
void
ld_hash_first(struct ld_canon *canon)
{
    struct arena *scratch = arena_open(LD_MEMORY_MAX);

    canon->first = arena_list(canon->arena, struct str, canon->dataset->blank_count + 1);
    for (uint32_t i = 0; i < canon->dataset->blank_count; i++) {
        canon->input.size = 0;
        for (uint32_t j = canon->starts[i]; j < canon->starts[i + 1]; j++)
            ld_add_line(&canon->input, canon, &canon->dataset->quads[canon->quads[j]], one_or_other,
                        i);
        canon->first[i] = ld_hash_hex(canon, ld_sorted(scratch, text_str(&canon->input),
                                                       canon->starts[i + 1] - canon->starts[i]));
        arena_reset(scratch);
    }
    arena_close(scratch);
}
