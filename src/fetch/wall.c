#include "fetch/wall.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

enum { URL_SIZE_MAX = 2048, NAME_SIZE_MAX = 253, LABEL_SIZE_MAX = 63 };

/* The first `bits` bits of an address, in the order of the network. */
struct range {
    unsigned char prefix[16];
    int bits;
};

#define RANGE(bits, ...)                                                                           \
    {                                                                                              \
        {__VA_ARGS__}, bits                                                                        \
    }
#define HALVES(word) (word) >> 8, (word)&0xff

static const struct range refused4[] = {
#define REFUSED4(a, b, c, d, bits, why) RANGE(bits, a, b, c, d),
#define REFUSED6(a, b, c, bits, why)
#include "fetch/wall.def"
#undef REFUSED4
#undef REFUSED6
};

/* IPv6: nothing but what is given to the public internet, without what only looks like it. */
static const struct range public6 = {{0x20}, 3};
static const struct range refused6[] = {
#define REFUSED4(a, b, c, d, bits, why)
#define REFUSED6(a, b, c, bits, why) RANGE(bits, HALVES(a), HALVES(b), HALVES(c)),
#include "fetch/wall.def"
#undef REFUSED4
#undef REFUSED6
};

static const struct range loopback4 = {{127}, 8};
static const struct range loopback6 = {{[15] = 1}, 128};

static bool
is_in(const struct range *range, const unsigned char *address)
{
    int whole = range->bits / 8, rest = range->bits % 8;

    if (memcmp(range->prefix, address, (size_t)whole) != 0)
        return false;
    return rest == 0 || (range->prefix[whole] ^ address[whole]) >> (8 - rest) == 0;
}

static bool
is_in_any(const struct range *ranges, size_t count, const unsigned char *address)
{
    for (size_t i = 0; i < count; i++)
        if (is_in(&ranges[i], address))
            return true;
    return false;
}

static bool
lets4(const struct wall *wall, const unsigned char *address)
{
    if (wall->loopback && is_in(&loopback4, address))
        return true;
    return !is_in_any(refused4, sizeof(refused4) / sizeof(refused4[0]), address);
}

static bool
lets6(const struct wall *wall, const unsigned char *address)
{
    if (wall->loopback && is_in(&loopback6, address))
        return true;
    return is_in(&public6, address) &&
           !is_in_any(refused6, sizeof(refused6) / sizeof(refused6[0]), address);
}

bool
wall_lets(const struct wall *wall, const struct sockaddr *address)
{
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    unsigned char bytes[sizeof(six.sin6_addr)];

    switch (address->sa_family) {
    case AF_INET:
        memcpy(&four, address, sizeof(four));
        memcpy(bytes, &four.sin_addr, sizeof(four.sin_addr));
        return lets4(wall, bytes);
    case AF_INET6:
        memcpy(&six, address, sizeof(six));
        memcpy(bytes, &six.sin6_addr, sizeof(bytes));
        return lets6(wall, bytes);
    default:
        return false;
    }
}

/* Names that never leave a house: RFC 6761, 6762, 8375, and ICANN's .internal. */
static const char *const indoors[] = {"localhost", "localdomain", "local", "internal", "home.arpa"};

static bool
is_indoors(struct str name)
{
    for (size_t i = 0; i < sizeof(indoors) / sizeof(indoors[0]); i++) {
        struct str end = str_of(indoors[i]);

        if (name.size < end.size)
            continue;
        if (str_same_any_case(str_from(name, name.size - end.size), end) &&
            (name.size == end.size || name.at[name.size - end.size - 1] == '.'))
            return true;
    }
    return false;
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Letters, digits and hyphens inside (RFC 1123 section 2.1). */
static bool
is_label(struct str label)
{
    if (label.size == 0 || label.size > LABEL_SIZE_MAX)
        return false;
    for (size_t i = 0; i < label.size; i++) {
        char c = label.at[i];
        bool inside = i > 0 && i < label.size - 1;

        if (!is_letter(c) && (c < '0' || c > '9') && !(c == '-' && inside))
            return false;
    }
    return true;
}

/*
 * A name of at least two labels. No spelling of an IPv4 address is one, since
 * the last label of a name begins with a letter.
 */
static bool
is_public_name(struct str name)
{
    struct str rest = name, label = STR_NONE;
    size_t labels = 0;

    if (name.size > NAME_SIZE_MAX || is_indoors(name))
        return false;
    while (str_cut(&rest, '.', &label)) {
        if (!is_label(label))
            return false;
        labels++;
    }
    return labels >= 2 && is_letter(label.at[0]);
}

static bool
lets_port(const struct wall *wall, struct str port)
{
    struct str rest = str_of(wall->ports), word;

    if (wall->ports == NULL)
        return true;
    while (str_cut(&rest, ' ', &word))
        if (str_same(word, port))
            return true;
    return false;
}

static bool
lets_host(const struct wall *wall, struct str host, struct str port)
{
    if (wall->loopback &&
        (str_same_any_case(host, STR("localhost")) || str_same(host, STR("127.0.0.1"))))
        return true;
    return is_public_name(host) && lets_port(wall, port);
}

/*
 * What the library understood has to be what everybody reads: the host is not
 * decoded, not normalized, and nothing stands beside it.
 */
static bool
stands_there(const char *url, const char *host, const char *port)
{
    char with_port[URL_SIZE_MAX * 2], without[URL_SIZE_MAX * 2];
    struct str front = {url, strlen("https://")};

    front.size += strcspn(url + front.size, "/?");
    snprintf(with_port, sizeof(with_port), "https://%s:%s", host, port);
    snprintf(without, sizeof(without), "https://%s", host);
    return str_same_any_case(front, str_of(with_port)) || str_same_any_case(front, str_of(without));
}

static bool
lets_parsed(const struct wall *wall, CURLU *parsed, const char *url)
{
    char *host = NULL, *port = NULL;
    bool lets = curl_url_set(parsed, CURLUPART_URL, url, CURLU_DISALLOW_USER) == CURLUE_OK &&
                curl_url_get(parsed, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
                curl_url_get(parsed, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK &&
                stands_there(url, host, port) && lets_host(wall, str_of(host), str_of(port));

    curl_free(host);
    curl_free(port);
    return lets;
}

bool
wall_lets_url(const struct wall *wall, struct str url)
{
    char copy[URL_SIZE_MAX + 1] = "";

    if (url.size > URL_SIZE_MAX ||
        !str_same_any_case((struct str){url.at, url.size < 8 ? url.size : 8}, STR("https://")))
        return false;
    for (size_t i = 0; i < url.size; i++) {
        if (url.at[i] <= ' ' || url.at[i] > '~' || url.at[i] == '#' || url.at[i] == '\\')
            return false;
        copy[i] = url.at[i];
    }

    CURLU *parsed = curl_url();
    bool lets = parsed != NULL && lets_parsed(wall, parsed, copy);

    curl_url_cleanup(parsed);
    return lets;
}
