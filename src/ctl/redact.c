#include "ctl/redact.h"

#include "base/text.h"

#include <string.h>

static const struct str mask = {"***", 3};

/* How many bytes the value at `at` has: quoted with backslashes, or up to a blank. */
static size_t
value_size(struct str at, const char *ends)
{
    size_t i = 0;

    if (at.size == 0 || at.at[0] != '\'') {
        while (i < at.size && strchr(ends, at.at[i]) == NULL)
            i++;
        return i;
    }
    for (i = 1; i < at.size && at.at[i] != '\''; i++)
        if (at.at[i] == '\\' && i + 1 < at.size)
            i++;
    return i < at.size ? i + 1 : i;
}

/* The bytes up to and with "password", blanks and "="; 0 when there is no such thing. */
static size_t
before_password(struct str rest)
{
    static const struct str word = {"password", 8};

    for (size_t i = 0; i + word.size <= rest.size; i++) {
        size_t at = i + word.size;

        if (!str_same_any_case((struct str){rest.at + i, word.size}, word))
            continue;
        while (at < rest.size && strchr(" \t", rest.at[at]) != NULL)
            at++;
        if (at == rest.size || rest.at[at] != '=')
            continue;
        at++;
        while (at < rest.size && strchr(" \t", rest.at[at]) != NULL)
            at++;
        return at;
    }
    return 0;
}

/* Where the password of "postgresql://user:password@host" begins, and how long it is. */
static size_t
password_of_address(struct str where, size_t *size)
{
    const char *begin = strstr(where.at, "://");
    size_t from = begin == NULL ? where.size : (size_t)(begin - where.at) + 3, colon = 0;

    for (size_t i = from; i < where.size && where.at[i] != '/' && where.at[i] != '?'; i++) {
        if (where.at[i] == ':' && colon == 0)
            colon = i;
        if (where.at[i] == '@' && colon != 0) {
            *size = i - colon - 1;
            return colon + 1;
        }
    }
    return 0;
}

struct str
redact_connection(struct arena *arena, struct str where)
{
    struct text shown = text_new(arena);
    size_t size = 0, from;
    bool address;

    where = arena_copy(arena, where);
    address = strstr(where.at, "://") != NULL;
    from = password_of_address(where, &size);
    if (from > 0) {
        text_add(&shown, (struct str){where.at, from});
        text_add(&shown, mask);
        where = str_from(where, from + size);
    }
    while ((from = before_password(where)) > 0) {
        text_add(&shown, (struct str){where.at, from});
        text_add(&shown, mask);
        where = str_from(where, from);
        where = str_from(where, value_size(where, address ? "&" : " \t"));
    }
    text_add(&shown, where);
    return text_str(&shown);
}

struct str
redact_setting(struct arena *arena, enum setting setting)
{
    struct str value = setting_text(setting);

    if (setting_is_secret(setting))
        return value.size == 0 ? STR("") : STR("(set)");
    return setting == SETTING_database ? redact_connection(arena, value) : value;
}
