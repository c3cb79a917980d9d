#include "ld/layer.h"

#include <string.h>

struct saying {
    struct ld_reading *reading;
    const struct ld_place *place;
    struct ld_local *local;
    struct ld_def *defs; /* its own, while they are made */
    bool guarded;
};

static bool
refuse(const struct saying *saying, const struct json_tree *said, const char *why)
{
    struct ld_place at = {saying->place, said->name, 0};

    return ld_refuse(saying->reading, &at, "bad_context", STR_FMT " %s.",
                     STR_ARG(ld_shown(said->name)), why);
}

static bool
unsupported(const struct saying *saying, const struct json_tree *said)
{
    struct ld_place at = {saying->place, said->name, 0};

    return ld_refuse(saying->reading, &at, "unsupported", STR_FMT " in a context is not read here.",
                     STR_ARG(ld_shown(said->name)));
}

static bool
is_text_or_null(const struct json_tree *said)
{
    return said->kind == JSON_STRING || said->kind == JSON_NULL;
}

static bool
is_truth(const struct json_tree *said)
{
    return said->kind == JSON_TRUE || said->kind == JSON_FALSE;
}

/* "@set" may stand beside another, and says nothing about RDF. */
static bool
take_container(const struct saying *saying, const struct json_tree *said, struct ld_def *def)
{
    static const struct str words[] = {
        [LD_IN_SET] = {"@set",      4},
        [LD_IN_LIST] = {"@list",     5},
        [LD_IN_GRAPH] = {"@graph",    6},
        [LD_IN_LANGUAGE] = {"@language", 9},
    };
    const struct json_tree *one = said->kind == JSON_LIST ? said->first : said;
    bool set = false;

    for (; one != NULL; one = said->kind == JSON_LIST ? one->next : NULL) {
        int i = LD_IN_LANGUAGE;

        while (i > LD_IN_NONE && !(one->kind == JSON_STRING && str_same(one->text, words[i])))
            i--;
        if (i == LD_IN_NONE || (i != LD_IN_SET && def->container > LD_IN_SET))
            return unsupported(saying, said);
        set = set || i == LD_IN_SET;
        if (def->container < LD_IN_LIST)
            def->container = i;
    }
    if (set && def->container == LD_IN_LIST)
        return refuse(saying, said, "may not be a set and a list");
    return true;
}

static bool
take_word(const struct saying *saying, const struct json_tree *said, struct ld_def *def)
{
    enum ld_keyword word = ld_keyword_of(said->name);

    if (word == LD_ID && is_text_or_null(said)) {
        def->flags |= LD_DEF_ID;
        def->id = said->text;
    } else if (word == LD_TYPE && said->kind == JSON_STRING) {
        def->type = said->text;
    } else if (word == LD_LANGUAGE && is_text_or_null(said) &&
               (said->kind == JSON_NULL || ld_is_language(said->text))) {
        def->flags |= LD_DEF_LANGUAGE;
        def->language = said->text;
    } else if (word == LD_CONTEXT) {
        struct ld_place at = {saying->place, said->name, 0};

        return ld_scope_read(saying->reading, &at, said, true, &def->scope);
    } else if (str_same(said->name, STR("@container"))) {
        return take_container(saying, said, def);
    } else if (str_same(said->name, STR("@protected")) && is_truth(said)) {
        def->flags &= ~(unsigned)LD_DEF_GUARDED;
        def->flags |= said->kind == JSON_TRUE ? LD_DEF_GUARDED : 0;
    } else if (str_same(said->name, STR("@prefix")) && is_truth(said)) {
        def->flags |= said->kind == JSON_TRUE ? LD_DEF_PREFIX : 0;
    } else {
        return unsupported(saying, said);
    }
    return true;
}

static bool
take_term(const struct saying *saying, const struct json_tree *said)
{
    struct ld_def *def = &saying->defs[saying->local->count++];
    struct saying within = *saying;
    struct ld_place at = {saying->place, said->name, 0};

    within.place = &at;
    *def = (struct ld_def){.name = said->name,
                           .hash = ld_name_hash(said->name),
                           .flags = LD_DEF_OPEN | (saying->guarded ? LD_DEF_GUARDED : 0)};
    if (said->name.size == 0 || ld_keyword_of(said->name))
        return unsupported(saying, said);
    if (++saying->reading->inline_terms > saying->reading->options->inline_terms)
        return ld_refuse(saying->reading, &at, "too_many",
                         "The contexts within the document define too many terms.");
    if (is_text_or_null(said)) {
        def->flags |= LD_DEF_ID | LD_DEF_SIMPLE;
        def->id = said->text;
        return true;
    }
    if (said->kind != JSON_OBJECT)
        return refuse(saying, said, "has to be said by a text, an object or null");
    for (const struct json_tree *one = said->first; one != NULL; one = one->next)
        if (!take_word(&within, one, def))
            return false;
    if ((def->flags & LD_DEF_PREFIX) && memchr(def->name.at, ':', def->name.size) != NULL)
        return refuse(saying, said, "cannot be a prefix");
    return true;
}

/* What the context says of all its terms. */
static bool
take_setting(const struct saying *saying, const struct json_tree *said)
{
    struct ld_local *local = saying->local;

    if (str_same(said->name, STR("@version")))
        return (said->kind == JSON_NUMBER && str_same(said->text, STR("1.1"))) ||
               refuse(saying, said, "has to be 1.1");
    if (str_same(said->name, STR("@protected")))
        return is_truth(said) || refuse(saying, said, "has to be true or false");
    if (str_same(said->name, STR("@base")))
        return said->kind == JSON_NULL || unsupported(saying, said);
    if (str_same(said->name, STR("@vocab"))) {
        local->has_vocab = true;
        local->vocab = said->text;
        return is_text_or_null(said) || refuse(saying, said, "has to be an IRI or null");
    }
    if (str_same(said->name, STR("@language"))) {
        local->has_language = true;
        local->language = said->text;
        return (is_text_or_null(said) && (said->kind == JSON_NULL || ld_is_language(said->text))) ||
               refuse(saying, said, "has to be a language tag or null");
    }
    return unsupported(saying, said);
}

static bool
read_object(struct ld_reading *reading, const struct ld_place *place, const struct json_tree *said,
            const struct ld_local **local)
{
    const struct json_tree *guard = json_tree_member(said, STR("@protected"));
    struct saying saying = {reading, place, arena_new(reading->arena, struct ld_local), NULL,
                            guard != NULL && guard->kind == JSON_TRUE};
    size_t count = 0;

    if (reading->options->inline_terms == 0)
        return ld_refuse(reading, place, "unsupported",
                         "Contexts that stand within a document are not read here.");
    for (const struct json_tree *one = said->first; one != NULL; one = one->next)
        count++;
    saying.defs = arena_list(reading->arena, struct ld_def, count + 1);
    saying.local->defs = saying.defs;
    for (const struct json_tree *one = said->first; one != NULL; one = one->next)
        if (!(str_starts(one->name, STR("@")) ? take_setting(&saying, one)
                                              : take_term(&saying, one)))
            return false;
    *local = saying.local;
    return true;
}

static bool
read_item(struct ld_reading *reading, const struct ld_place *place, const struct json_tree *said,
          bool scoped, struct ld_item *item)
{
    if (said->kind == JSON_NULL)
        return true;
    if (said->kind == JSON_OBJECT) {
        item->kind = LD_ITEM_OBJECT;
        return read_object(reading, place, said, &item->local);
    }
    if (said->kind != JSON_STRING)
        return ld_refuse(reading, place, "bad_context",
                         "A context has to be an address, an object or null.");
    if (scoped)
        return ld_refuse(reading, place, "unsupported",
                         "The context of a term may not be an address.");
    *item = (struct ld_item){LD_ITEM_URL, said->text, NULL};
    return true;
}

bool
ld_scope_read(struct ld_reading *reading, const struct ld_place *place,
              const struct json_tree *said, bool scoped, const struct ld_scope **scope)
{
    bool listed = said->kind == JSON_LIST;
    struct ld_scope *made = arena_new(reading->arena, struct ld_scope);
    size_t count = 0;

    for (const struct json_tree *one = said->first; listed && one != NULL; one = one->next)
        count++;

    struct ld_item *items = arena_list(reading->arena, struct ld_item, count + 1);

    *made = (struct ld_scope){listed ? count : 1, items, listed};
    *scope = made;
    if (!listed)
        return read_item(reading, place, said, scoped, items);
    for (const struct json_tree *one = said->first; one != NULL; one = one->next, items++) {
        struct ld_place at = {place, STR_NONE, (size_t)(items - made->items)};

        if (!read_item(reading, &at, one, scoped, items))
            return false;
    }
    return true;
}
