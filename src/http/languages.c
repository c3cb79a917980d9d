#include "http/negotiate-parts.h"

#include <ctype.h>

enum { TAG_MAX = 35, RANGES_MAX = 32 };

/* Letters and digits with "-" between them: enough to be looked up by. */
static bool
is_tag(struct str tag)
{
    if (tag.size == 0 || tag.size > TAG_MAX || !isalpha((unsigned char)tag.at[0]))
        return false;
    for (size_t i = 0; i < tag.size; i++)
        if (!isalnum((unsigned char)tag.at[i]) && tag.at[i] != '-')
            return false;
    return true;
}

/* The usual letter case (RFC 5646 section 2.1.1): "LT" is "lt", "pt-br" is "pt-BR". */
static struct str
usual_case(struct arena *arena, struct str tag)
{
    char *usual = arena_take(arena, tag.size + 1, 1);
    struct str rest = tag, part;

    while (str_cut(&rest, '-', &part)) {
        size_t start = (size_t)(part.at - tag.at);

        for (size_t i = 0; i < part.size; i++) {
            bool upper = start > 0 && (part.size == 2 || (part.size == 4 && i == 0));
            unsigned char c = (unsigned char)part.at[i];

            usual[start + i] = (char)(upper ? toupper(c) : tolower(c));
        }
        if (rest.at != NULL)
            usual[start + part.size] = '-';
    }
    return (struct str){usual, tag.size};
}

struct range {
    struct str tag;
    int weight;
};

/* Each range once, unless it is no language or "*". */
static size_t
read_ranges(struct arena *arena, struct str header, struct range ranges[RANGES_MAX])
{
    struct str element;
    size_t count = 0;

    while (count < RANGES_MAX && negotiate_cut(&header, ',', &element)) {
        int weight;
        struct str tag = negotiate_range(element, &weight);

        if (is_tag(tag))
            ranges[count++] = (struct range){usual_case(arena, tag), weight};
    }
    return count;
}

static bool
is_refused(const struct range *ranges, size_t count, struct str tag)
{
    for (size_t i = 0; i < count; i++)
        if (ranges[i].weight == 0 && str_same(ranges[i].tag, tag))
            return true;
    return false;
}

struct wish {
    const struct range *ranges;
    size_t range_count, count;
    struct str *wanted;
};

static void
want(struct wish *wish, struct str tag)
{
    if (wish->count == LANGUAGES_MAX || is_refused(wish->ranges, wish->range_count, tag))
        return;
    for (size_t i = 0; i < wish->count; i++)
        if (str_same(wish->wanted[i], tag))
            return;
    wish->wanted[wish->count++] = tag;
}

/* "zh-Hant-TW", then "zh-Hant", then "zh" (RFC 4647 section 3.4). */
static void
want_with_wider(struct wish *wish, struct str tag)
{
    want(wish, tag);
    for (; tag.size > 0; tag.size--)
        if (tag.at[tag.size - 1] == '-')
            want(wish, (struct str){tag.at, tag.size - 1});
}

/* The heaviest range that is left, the first of them if there are several. */
static struct range *
heaviest(struct range *ranges, size_t count)
{
    struct range *best = NULL;

    for (size_t i = 0; i < count; i++)
        if (ranges[i].weight > 0 && (best == NULL || ranges[i].weight > best->weight))
            best = &ranges[i];
    return best;
}

size_t
languages_wanted(struct arena *arena, struct str lang, struct str accept_language,
                 struct str wanted[LANGUAGES_MAX])
{
    struct range ranges[RANGES_MAX], *best;
    size_t count = read_ranges(arena, accept_language, ranges);
    struct wish wish = {ranges, 0, 0, wanted};

    /* The query is what somebody chose just now; it wins over what a browser always refuses. */
    if (is_tag(lang))
        want_with_wider(&wish, usual_case(arena, lang));
    wish.range_count = count;
    while ((best = heaviest(ranges, count)) != NULL) {
        want_with_wider(&wish, best->tag);
        best->weight = -1;
    }
    return wish.count;
}
