#include "http/redirect.h"

#include "base/coding.h"

#include <string.h>

enum { PORT_DIGITS_MAX = 5, PORT_MAX = 65535 };

static const char *const loopbacks[] = {"http://127.0.0.1", "http://[::1]"};

/* ":8123" off the front of what stands after the host. */
static bool
take_port(struct str *rest)
{
    struct str digits = str_from(*rest, 1);
    size_t count = 0;
    int64_t port;

    if (!str_starts(*rest, STR(":")))
        return true;
    while (count < digits.size && digits.at[count] >= '0' && digits.at[count] <= '9')
        count++;
    if (count == 0 || count > PORT_DIGITS_MAX || digits.at[0] == '0' ||
        !str_integer((struct str){digits.at, count}, &port) || port > PORT_MAX)
        return false;
    *rest = str_from(digits, count);
    return true;
}

/* What follows the host and the port of a loopback address; STR_NONE when it is none. */
static struct str
after_loopback(struct str uri, const char *loopback)
{
    struct str rest;

    if (!str_starts(uri, str_of(loopback)))
        return STR_NONE;
    rest = str_from(uri, strlen(loopback));
    if (!take_port(&rest) || !str_starts(rest, STR("/")))
        return STR_NONE;
    return rest;
}

bool
redirect_fits(struct str registered, struct str asked)
{
    if (asked.size == 0 || asked.size > REDIRECT_SIZE_MAX)
        return false;
    for (size_t i = 0; i < sizeof(loopbacks) / sizeof(loopbacks[0]); i++) {
        struct str left = after_loopback(registered, loopbacks[i]);
        struct str right = after_loopback(asked, loopbacks[i]);

        if (left.at != NULL && right.at != NULL)
            return str_same(left, right);
    }
    return str_same(registered, asked);
}

bool
redirect_is_native(struct str uri)
{
    return !str_starts(uri, STR("https://"));
}

/* "https://host:port", or STR_NONE for a scheme of an app's own. */
static struct str
origin_of(struct str uri)
{
    struct str host = uri;

    if (str_starts(uri, STR("https://")))
        host = str_from(uri, sizeof("https://") - 1);
    else if (str_starts(uri, STR("http://")))
        host = str_from(uri, sizeof("http://") - 1);
    else
        return STR_NONE;
    for (size_t i = 0; i < host.size; i++)
        if (strchr("/?#", host.at[i]) != NULL)
            host.size = i;
    return (struct str){uri.at, (size_t)(host.at - uri.at) + host.size};
}

static struct str
scheme_of(struct str uri)
{
    struct str rest = uri, scheme;

    str_cut(&rest, ':', &scheme);
    return scheme;
}

/* A policy has no words for an address of IPv6, so there the scheme has to do. */
struct str
redirect_source(struct arena *arena, struct str uri)
{
    struct str origin = origin_of(uri);
    struct str scheme = scheme_of(uri);

    if (origin.at != NULL && !str_starts(origin, STR("http://[")))
        return origin;
    return arena_print(arena, STR_FMT ":", STR_ARG(scheme));
}

struct str
redirect_host(struct str uri)
{
    struct str origin = origin_of(uri);

    return origin.at == NULL ? scheme_of(uri)
                             : str_from(origin, scheme_of(uri).size + sizeof("://") - 1);
}

struct str
redirect_add(struct arena *arena, struct str uri, const char *name, struct str value)
{
    struct str encoded;

    if (value.at == NULL)
        return uri;
    encoded = coding_percent(arena, value);
    return arena_print(arena, STR_FMT "%c%s=" STR_FMT, STR_ARG(uri),
                       uri.size > 0 && memchr(uri.at, '?', uri.size) != NULL ? '&' : '?', name,
                       STR_ARG(encoded));
}
