#include "json/shape-parts.h"

#include "base/clock.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

enum { LABEL_MAX = 63, HOST_MAX = 253, LOCAL_MAX = 64, UNITS_MAX = 9 };

/* Whether `test` holds for each letter, and there is one. */
static bool
all(struct str text, int (*test)(int))
{
    for (size_t i = 0; i < text.size; i++)
        if (!test((unsigned char)text.at[i]))
            return false;
    return text.size > 0;
}

static bool
all_among(struct str text, const char *letters)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] == '\0' || strchr(letters, text.at[i]) == NULL)
            return false;
    return text.size > 0;
}

static bool
is_slug(struct str text)
{
    return all_among(text, "abcdefghijklmnopqrstuvwxyz0123456789-");
}

/* What may follow the language (RFC 5646 section 2.1): script, region or variant. */
static bool
is_subtag(struct str tag)
{
    switch (tag.size) {
    case 2:
        return all(tag, isupper);
    case 3:
        return all(tag, isdigit);
    case 4:
        return (isupper((unsigned char)tag.at[0]) && all(str_from(tag, 1), islower)) ||
               (isdigit((unsigned char)tag.at[0]) &&
                all_among(tag, "abcdefghijklmnopqrstuvwxyz0123456789"));
    default:
        return tag.size >= 5 && tag.size <= 8 &&
               all_among(tag, "abcdefghijklmnopqrstuvwxyz0123456789");
    }
}

static bool
is_language(struct str text)
{
    struct str tag;

    str_cut(&text, '-', &tag);
    if (tag.size > 3 || tag.size < 2 || !all(tag, islower))
        return false;
    while (str_cut(&text, '-', &tag))
        if (!is_subtag(tag))
            return false;
    return true;
}

static bool
is_time(struct str text)
{
    int64_t seconds;

    return clock_read(text, &seconds);
}

static bool
is_money(struct str text)
{
    struct str units, cents = text;

    str_cut(&cents, '.', &units);
    return units.size <= UNITS_MAX && all(units, isdigit) && str_looks(cents, "99") &&
           (units.size == 1 || units.at[0] != '0');
}

static bool
is_label(struct str label)
{
    return label.size <= LABEL_MAX &&
           all_among(label, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") &&
           label.at[0] != '-' && label.at[label.size - 1] != '-';
}

/* Labels with points between them; `labels` says how many. */
static bool
is_host(struct str host, size_t *labels)
{
    struct str label;

    *labels = 0;
    if (host.size > HOST_MAX)
        return false;
    while (str_cut(&host, '.', &label)) {
        if (!is_label(label))
            return false;
        ++*labels;
    }
    return true;
}

static bool
is_ipv6(struct str text)
{
    char address[INET6_ADDRSTRLEN] = "";
    struct in6_addr unused;

    if (text.size >= sizeof(address))
        return false;
    memcpy(address, text.at, text.size);
    return inet_pton(AF_INET6, address, &unused) == 1;
}

static bool
is_port(struct str text)
{
    int64_t port;

    return all(text, isdigit) && str_integer(text, &port) && port >= 1 && port <= 65535;
}

/* "host", "host:port" or "[address]:port"; a user before an "@" is no host. */
static bool
is_authority(struct str text)
{
    struct str host;
    size_t labels;

    if (str_starts(text, STR("["))) {
        text = str_from(text, 1);
        str_cut(&text, ']', &host);
        if (text.at == NULL || !is_ipv6(host))
            return false;
        return text.size == 0 || (text.at[0] == ':' && is_port(str_from(text, 1)));
    }
    str_cut(&text, ':', &host);
    return is_host(host, &labels) && (text.at == NULL || is_port(text));
}

/* Only what an address is made of (RFC 3986 section 2), and "%" only before two digits. */
static bool
is_address_text(struct str text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];

        if (c <= ' ' || c >= 0x7f || strchr("\"<>\\^`{|}", c) != NULL)
            return false;
        if (c == '%' && (text.size - i < 3 || !str_looks((struct str){text.at + i, 3}, "%ff")))
            return false;
    }
    return true;
}

static bool
is_url(struct str text)
{
    size_t start = str_starts(text, STR("https://")) ? 8 : str_starts(text, STR("http://")) ? 7 : 0;
    struct str rest = str_from(text, start);

    if (start == 0 || !is_address_text(text))
        return false;
    for (size_t i = 0; i < rest.size; i++)
        if (strchr("/?#", rest.at[i]) != NULL)
            rest.size = i;
    return is_authority(rest);
}

static bool
is_email(struct str text)
{
    struct str local, domain = text, last;
    size_t labels;

    str_cut(&domain, '@', &local);
    if (domain.at == NULL || local.size > LOCAL_MAX ||
        !all_among(local, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                          "!#$%&'*+-/=?^_`{|}~.") ||
        local.at[0] == '.' || local.at[local.size - 1] == '.')
        return false;
    if (!is_host(domain, &labels) || labels < 2 || memchr(domain.at, '_', domain.size) != NULL)
        return false;
    while (str_cut(&domain, '.', &last))
        ;
    return last.size >= 2 && !all(last, isdigit); /* or it would be an IP address */
}

static const struct shape_text_kind kinds[SHAPE_KINDS] = {
    [SHAPE_IS_SLUG] = {2, 60,   is_slug,
                       "may have a to z, 0 to 9 and \"-\" only, as \"chess-club\"."                  },
    [SHAPE_IS_LANGUAGE] = {2, 12,   is_language,   "has to be a language as \"lt\" or \"pt-BR\"."        },
    [SHAPE_IS_DATE] = {0, 10,   clock_is_date, "has to be a day that exists, as \"2027-09-01\"."     },
    [SHAPE_IS_TIME] = {0, 40,   is_time,
                       "has to be a time with its offset, as \"2027-09-01T18:00:00Z\" or "
                       "\"2027-09-01T18:00:00+03:00\"."                                              },
    [SHAPE_IS_UUID] = {0, 36,   str_is_uuid,
                       "has to be an id as \"01912d3e-7c1a-7b52-9d8e-0f2a4b6c8d10\"."                },
    [SHAPE_IS_URL] = {0, 2048, is_url,
                       "has to be a whole address that begins with \"https://\" or \"http://\", "
                      "without a user name and with odd characters percent-encoded."                 },
    [SHAPE_IS_EMAIL] = {0, 254,  is_email,      "has to be an e-mail address as \"name@example.org\"."},
    [SHAPE_IS_MONEY] = {0, 12,   is_money,      "has to be an amount with two decimals, as \"15.00\"."},
};

const struct shape_text_kind *
shape_text_kind(enum shape_kind kind)
{
    return kinds[kind].fits == NULL ? NULL : &kinds[kind];
}
