#include "ld/layer.h"

static bool
same_text(struct str a, struct str b)
{
    return (a.at == NULL) == (b.at == NULL) && str_same(a, b);
}

static bool
has_same(const struct ld_local *local, const struct ld_def *def)
{
    for (size_t i = 0; i < local->count; i++)
        if (local->defs[i].hash == def->hash && str_same(local->defs[i].name, def->name))
            return local->defs[i].flags == def->flags && ld_def_same(&local->defs[i], def);
    return false;
}

static bool
same_local(const struct ld_local *a, const struct ld_local *b)
{
    if (a == b)
        return true;
    if (a->count != b->count || a->has_vocab != b->has_vocab ||
        a->has_language != b->has_language || !same_text(a->vocab, b->vocab) ||
        !same_text(a->language, b->language))
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!has_same(b, &a->defs[i]))
            return false;
    return true;
}

static bool
same_scope(const struct ld_scope *a, const struct ld_scope *b)
{
    if (a == b)
        return true;
    if (a == NULL || b == NULL || a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->items[i].kind != b->items[i].kind || !same_text(a->items[i].url, b->items[i].url) ||
            (a->items[i].local != NULL && !same_local(a->items[i].local, b->items[i].local)))
            return false;
    return true;
}

bool
ld_def_same(const struct ld_def *a, const struct ld_def *b)
{
    const unsigned weigh = LD_DEF_PREFIX | LD_DEF_LANGUAGE;

    return a == b || (((unsigned)a->flags & weigh) == ((unsigned)b->flags & weigh) &&
                      a->container == b->container && same_text(a->id, b->id) &&
                      same_text(a->type, b->type) && same_text(a->language, b->language) &&
                      same_scope(a->scope, b->scope));
}
