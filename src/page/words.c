/* Which languages there are, and their words. */
#include "page/parts.h"

#include <stdlib.h>
#include <string.h>

/* English is the last resort, so it is there. */
static const struct page_words *
words_of(struct str language)
{
    const struct page_words *english = NULL;

    for (size_t i = 0; i < page_words_count; i++) {
        if (str_same(page_words[i].language, language))
            return &page_words[i];
        if (str_same(page_words[i].language, STR("en")))
            english = &page_words[i];
    }
    return english;
}

static bool
is_known(struct str language)
{
    return language.size > 0 && str_same(words_of(language)->language, language);
}

struct str
page_language(const struct str *wanted, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct str rest = wanted[i], primary = STR_NONE;

        str_cut(&rest, '-', &primary);
        if (is_known(primary))
            return words_of(primary)->language;
    }
    return STR("en");
}

const struct str *
page_languages(size_t *count)
{
    enum { LANGUAGES_MAX = 32 };
    static struct str all[LANGUAGES_MAX];

    for (size_t i = 0; i < page_words_count && i < LANGUAGES_MAX; i++)
        all[i] = page_words[i].language;
    *count = page_words_count < LANGUAGES_MAX ? page_words_count : LANGUAGES_MAX;
    return all;
}

struct str
page_language_name(struct str language)
{
    return words_of(language)->name;
}

bool
page_is_rtl(struct str language)
{
    return words_of(language)->is_rtl;
}

struct wanted_key {
    struct str key;
};

static int
compare(const void *wanted, const void *word)
{
    struct str key = ((const struct wanted_key *)wanted)->key;
    const char *name = ((const struct page_template *)word)->name;
    size_t size = strlen(name);
    int order = memcmp(key.at, name, key.size < size ? key.size : size);

    return order != 0 ? order : (key.size > size) - (key.size < size);
}

struct str
page_word(struct str language, struct str key)
{
    const struct page_words *words = words_of(language);
    struct wanted_key wanted = {key};
    const struct page_template *found;

    if (key.size == 0)
        return STR_NONE;
    found = bsearch(&wanted, words->list, words->count, sizeof(words->list[0]), compare);
    return found == NULL ? STR_NONE : found->text;
}
