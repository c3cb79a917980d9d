/*
 * Whatever a value is, it stays in its text or its quoted attribute: the tags of a page with
 * it are those of the same page with the value "x", name by name and attribute by attribute.
 * The pages are our own, those with the most places for values.
 */
#include "page/page.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY_MAX = 64 << 20 };

static const char *const pages[] = {"consent",     "sign-in",  "emails", "error",
                                    "invitations", "activity", "embed",  "embed-error"};

static const char *const names[] = {"next",         "email",
                                    "clientName",   "organisationName",
                                    "redirectHost", "title",
                                    "detail",       "newEmail",
                                    "personName",   "site",
                                    "csrf",         "status",
                                    "backUrl",      "signUpUrl",
                                    "resetUrl",     "linked",
                                    "summary",      "textLanguage",
                                    "pageUrl",      "calendarUrl",
                                    "enrolUrl",     "onlineUrl",
                                    "description",  "reason",
                                    "state",        "place",
                                    "address",      "mapUrl",
                                    "organisation", "ages",
                                    "amount",       "currency",
                                    "themeUrl",     "nextUrl",
                                    "firstUrl",     "cityName",
                                    "count",        NULL};
static const char *const lists[] = {"params",      "scopes",    "emails",    "errors",
                                    "invitations", "providers", "languages", "offers",
                                    "meetings",    "skills",    "faults",    NULL};
static const char *const in_rows[] = {"name",  "value", "email", "field", "code", "id",
                                      "url",   "role",  "date",  "from",  "to",   "weekday",
                                      "label", "where", "why",   NULL};
static const char *const flags[] = {
    "hasErrors", "signedIn", "hasProviders", "hasWhere", "hasSkills", "hasMeetings", NULL};

static struct str
rendered(struct arena *arena, const char *template, struct str value)
{
    struct page_data *data = page_data_new(arena);

    for (size_t i = 0; names[i] != NULL; i++)
        page_set(data, names[i], value);
    for (size_t i = 0; lists[i] != NULL; i++) {
        struct page_data *row = page_row(data, lists[i]);

        for (size_t j = 0; in_rows[j] != NULL; j++)
            page_set(row, in_rows[j], value);
    }
    for (size_t i = 0; flags[i] != NULL; i++)
        page_flag(data, flags[i], true);
    return page_render(arena, template, STR("en"), data);
}

/* Where a browser would go by it: no scheme that runs something, no other host by "//". */
static bool
leads_astray(struct str address)
{
    static const char *const bad[] = {"javascript:", "data:", "vbscript:", "//", " ", "\\"};

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (str_starts(address, str_of(bad[i])))
            return true;
    return false;
}

/* The letters of a page outside text and attribute values, with one mark for each value. */
static struct str
skeleton(struct arena *arena, struct str html)
{
    char *at = arena_take(arena, html.size + 1, 1);
    size_t size = 0;
    char quote = '\0';
    bool in_tag = false;

    for (size_t i = 0; i < html.size; i++) {
        char c = html.at[i];

        if (quote != '\0') {
            if (c == quote) {
                quote = '\0';
                at[size++] = c;
            }
        } else if (in_tag) {
            at[size++] = c;
            if (c == '"' || c == '\'')
                quote = c;
            if (quote != '\0' && size >= 6 && memcmp(at + size - 6, "href=\"", 6) == 0)
                assert(!leads_astray((struct str){html.at + i + 1, html.size - i - 1}));
            in_tag = c != '>';
        } else if (c == '<') {
            at[size++] = c;
            in_tag = true;
        }
    }
    assert(quote == '\0' && !in_tag);
    return (struct str){at, size};
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(MEMORY_MAX);
    /* Not empty, since what is not there leaves its section out. */
    struct str value = {size == 0 ? "x" : (const char *)data, size == 0 ? 1 : size};

    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        struct str html = rendered(arena, pages[i], value);
        struct str plain = rendered(arena, pages[i], STR("x"));

        assert(html.size > 0);
        assert(str_same(skeleton(arena, html), skeleton(arena, plain)));
    }
    arena_close(arena);
    return 0;
}
