#include "ld/canon.h"

#include <stdlib.h>

struct related {
    struct str hash;
    uint32_t blank;
};

/* Hash Related Blank Node, section 4.7. */
static struct str
related_hash(struct ld_canon *canon, uint32_t blank, const struct ld_quad *quad, char position,
             const struct ld_issuer *issuer)
{
    struct text *input = &canon->input;
    size_t named = ld_issued_place(issuer, blank);

    input->size = 0;
    text_add(input, (struct str){&position, 1});
    if (position != 'g')
        text_add(input, ld_text(canon->dataset, quad->predicate));
    if (canon->labels[blank] != LD_UNNAMED)
        ld_add_label(input, "_:c14n", canon->labels[blank]);
    else if (named < issuer->count)
        ld_add_label(input, "_:b", named);
    else
        text_add(input, canon->first[blank]);
    return ld_hash_hex(canon, text_str(input));
}

static int
by_hash(const void *a, const void *b)
{
    const struct related *x = a, *y = b;
    int order = ld_order(x->hash, y->hash);

    return order != 0 ? order : (x->blank > y->blank) - (x->blank < y->blank);
}

/* The blank nodes that quads of `blank` name beside it, sorted by their hashes. */
static bool
collect(struct ld_canon *canon, uint32_t blank, const struct ld_issuer *issuer,
        struct related **list, size_t *count)
{
    size_t most = 3 * (canon->starts[blank + 1] - canon->starts[blank]);

    *list = arena_list(canon->arena, struct related, most);
    *count = 0;
    for (uint32_t i = canon->starts[blank]; i < canon->starts[blank + 1]; i++) {
        const struct ld_quad *quad = &canon->dataset->quads[canon->quads[i]];
        const ld_ref parts[] = {quad->subject, quad->object, quad->graph};

        for (int j = 0; j < 3; j++) {
            uint32_t other = parts[j] & ~LD_BLANK;

            if ((parts[j] & LD_BLANK) == 0 || other == blank)
                continue;
            if (!ld_charge(canon, 1 + issuer->count / 64 +
                                      ld_text(canon->dataset, quad->predicate).size / 256))
                return false;
            (*list)[(*count)++] =
                (struct related){related_hash(canon, other, quad, "sog"[j], issuer), other};
        }
    }
    qsort(*list, *count, sizeof(**list), by_hash);
    return true;
}

/* A path that is already greater than the best cannot be chosen any more. */
static bool
is_worse(const struct ld_level *level)
{
    return level->best.size > 0 && level->path.size >= level->best.size &&
           ld_order(text_str(&level->path), text_str(&level->best)) > 0;
}

/* Names all of the order that have no name, and notes how many and which those are. */
static size_t
name_all(struct ld_canon *canon, struct ld_level *level, const struct related *order, size_t count,
         uint32_t *fresh)
{
    size_t found = 0;

    for (size_t i = 0; i < count && !is_worse(level); i++) {
        uint32_t blank = order[i].blank;
        size_t named = ld_issued_place(&level->trial, blank);

        if (canon->labels[blank] != LD_UNNAMED) {
            ld_add_label(&level->path, "_:c14n", canon->labels[blank]);
            continue;
        }
        if (named == level->trial.count) {
            fresh[found++] = blank;
            ld_issue(canon, &level->trial, blank);
        }
        ld_add_label(&level->path, "_:b", named);
    }
    return found;
}

/* Section 4.8.3, steps 5.4.1 to 5.4.6: one order of the blank nodes of one hash. */
static bool
try_order(struct ld_canon *canon, struct ld_level *level, const struct related *order, size_t count,
          uint32_t *fresh)
{
    if (!ld_charge(canon, 1 + count + level->issuer.count / 16))
        return false;
    ld_issuer_copy(canon, &level->trial, &level->issuer);
    level->path.size = 0;

    size_t found = name_all(canon, level, order, count, fresh);

    for (size_t i = 0; i < found && !is_worse(level); i++) {
        const struct ld_issuer *issued;
        struct str hash;

        if (!ld_n_degree(canon, fresh[i], &level->trial, &hash, &issued))
            return false;
        ld_add_label(&level->path, "_:b", ld_issued_place(&level->trial, fresh[i]));
        text_add(&level->path, STR("<"));
        text_add(&level->path, hash);
        text_add(&level->path, STR(">"));
        ld_issuer_copy(canon, &level->trial, issued);
    }
    if (level->best.size > 0 && ld_order(text_str(&level->path), text_str(&level->best)) >= 0)
        return true;

    struct text path = level->path;
    struct ld_issuer trial = level->trial;

    level->path = level->best;
    level->best = path;
    level->trial = level->chosen;
    level->chosen = trial;
    return true;
}

static void
swap(struct related *a, struct related *b)
{
    struct related one = *a;

    *a = *b;
    *b = one;
}

/*
 * The next order of the blank nodes by their numbers; false after the last one. One that stands
 * there many times, as the name of a graph does, changes places with itself in no order.
 */
static bool
next_order(struct related *order, size_t count)
{
    size_t first = count - 1, last = count - 1;

    while (first > 0 && order[first - 1].blank >= order[first].blank)
        first--;
    if (first == 0)
        return false;
    while (order[last].blank <= order[first - 1].blank)
        last--;
    swap(&order[first - 1], &order[last]);
    for (last = count - 1; first < last; first++, last--)
        swap(&order[first], &order[last]);
    return true;
}

/* Steps 5.1 to 5.7: the best path through the blank nodes of one hash. */
static bool
try_group(struct ld_canon *canon, struct ld_level *level, struct related *group, size_t count)
{
    uint32_t *fresh = arena_list(canon->arena, uint32_t, count);

    level->best.size = 0;
    text_add(&level->data, group->hash);
    do {
        if (!try_order(canon, level, group, count, fresh))
            return false;
    } while (next_order(group, count));
    text_add(&level->data, text_str(&level->best));
    ld_issuer_copy(canon, &level->issuer, &level->chosen);
    return true;
}

static void
level_begin(struct ld_canon *canon, struct ld_level *level, const struct ld_issuer *given)
{
    if (level->data.arena == NULL) {
        level->data = text_new(canon->arena);
        level->path = text_new(canon->arena);
        level->best = text_new(canon->arena);
    }
    level->data.size = 0;
    ld_issuer_copy(canon, &level->issuer, given);
}

bool
ld_n_degree(struct ld_canon *canon, uint32_t blank, const struct ld_issuer *given, struct str *hash,
            const struct ld_issuer **issued)
{
    struct ld_level *level = &canon->levels[canon->depth];
    struct related *list;
    size_t count;

    if (++canon->calls > LD_CALLS_MAX || canon->depth + 1 >= LD_NESTED_MAX)
        return ld_charge(canon, LD_WORK_MAX + 1);
    canon->depth++;
    level_begin(canon, level, given);
    if (!collect(canon, blank, given, &list, &count))
        return false;
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && str_same(list[end].hash, list[i].hash);)
            end++;
        if (!try_group(canon, level, list + i, end - i))
            return false;
    }
    canon->depth--;
    *hash = ld_hash_hex(canon, text_str(&level->data));
    *issued = &level->issuer;
    return true;
}
