#include "ld/layer.h"

#include <string.h>

enum { LANGUAGE_MAX = 64 }; /* bytes of a tag */

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "@" and letters alone: JSON-LD keeps these for itself. */
enum ld_keyword
ld_keyword_of(struct str text)
{
    static const char *const words[LD_OTHER_KEYWORD] = {
        NULL,   "@id",      "@type", "@value", "@language", "@list",
        "@set", "@context", "@json", "@vocab", "@none",
    };

    if (text.size < 2 || text.at[0] != '@')
        return LD_NO_KEYWORD;
    for (int i = LD_ID; i < LD_OTHER_KEYWORD; i++)
        if (str_same(str_of(words[i]), text))
            return (enum ld_keyword)i;
    for (size_t i = 1; i < text.size; i++)
        if (!is_letter(text.at[i]))
            return LD_NO_KEYWORD;
    return LD_OTHER_KEYWORD;
}

/* What no IRI has (RFC 3987): controls, blanks and what IRIREF of N-Quads leaves out. */
static bool
is_clean(struct str text)
{
    static const bool bad[256] = {
        ['<'] = true, ['>'] = true,  ['"'] = true, ['{'] = true, ['}'] = true,
        ['|'] = true, ['\\'] = true, ['^'] = true, ['`'] = true, [0x7f] = true,
    };

    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.at[i] <= ' ' || bad[(unsigned char)text.at[i]])
            return false;
    return true;
}

bool
ld_is_absolute(struct str head, struct str tail)
{
    size_t i = 0;

    while (i < head.size &&
           (is_letter(head.at[i]) ||
            (i > 0 && (is_digit(head.at[i]) || strchr("+-.", head.at[i]) != NULL))))
        i++;
    return i > 0 && i < head.size && head.at[i] == ':' && is_clean(head) && is_clean(tail);
}

bool
ld_is_language(struct str tag)
{
    struct str part;

    if (tag.size > LANGUAGE_MAX)
        return false;
    for (bool first = true; str_cut(&tag, '-', &part); first = false) {
        if (part.size < 1 || part.size > 8)
            return false;
        for (size_t i = 0; i < part.size; i++)
            if (!is_letter(part.at[i]) && (first || !is_digit(part.at[i])))
                return false;
    }
    return true;
}

static bool
has_colon(struct str text)
{
    return text.size > 1 && memchr(text.at + 1, ':', text.size - 1) != NULL;
}

static bool
expand_compact(const struct ld_layer *layer, struct ld_defining *defining, struct ld_iri *iri)
{
    struct str text = iri->head, suffix = text, prefix;

    str_cut(&suffix, ':', &prefix);
    if (str_same(prefix, STR("_")) || str_starts(suffix, STR("//")))
        return true;
    if (defining != NULL && !ld_define_named(defining, prefix))
        return false;

    const struct ld_def *def = ld_find(layer, prefix);

    if (def != NULL && def->id.at != NULL && (def->flags & LD_DEF_PREFIX)) {
        iri->head = def->id;
        iri->tail = suffix;
    }
    return true;
}

bool
ld_expand(const struct ld_layer *layer, struct str text, bool vocab, struct ld_defining *defining,
          struct ld_iri *iri)
{
    *iri = (struct ld_iri){.head = text, .tail = STR(""), .keyword = ld_keyword_of(text)};
    if (iri->keyword)
        return true;
    if (defining != NULL && !ld_define_named(defining, text))
        return false;

    const struct ld_def *def = ld_find(layer, text);

    if (def != NULL && def->id.size > 0 && def->id.at[0] == '@') {
        *iri = (struct ld_iri){.head = def->id, .keyword = ld_keyword_of(def->id), .def = def};
    } else if (def != NULL && vocab) {
        iri->head = def->id;
        iri->def = def;
        iri->dropped = def->id.at == NULL;
    } else if (has_colon(text)) {
        return expand_compact(layer, defining, iri);
    } else if (vocab && layer->vocab.at != NULL) {
        iri->head = layer->vocab;
        iri->tail = text;
    }
    return true;
}
