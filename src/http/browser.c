#include "http/browser.h"

#include <arpa/inet.h>
#include <string.h>

struct str
cookie_named(struct str header, struct str name)
{
    struct str found = STR_NONE, pair, left;

    while (str_cut(&header, ';', &pair)) {
        pair = str_trim(pair);
        str_cut(&pair, '=', &left);
        if (!str_same(left, name) || pair.at == NULL)
            continue;
        if (found.at != NULL)
            return STR_NONE;
        found = pair;
    }
    return found;
}

/* The first `bits` of an address, as its family writes it. */
static struct str
head_of(struct arena *arena, int family, const unsigned char *bytes, size_t size, size_t bits)
{
    unsigned char head[sizeof(struct in6_addr)] = {0};
    char text[INET6_ADDRSTRLEN];

    memcpy(head, bytes, bits / 8);
    if (inet_ntop(family, head, text, sizeof(text)) == NULL)
        return STR("");
    return bits == size * 8 ? arena_copy(arena, str_of(text))
                            : arena_print(arena, "%s/%zu", text, bits);
}

static struct str
cut_address(struct arena *arena, struct str address, size_t bits4, size_t bits6)
{
    unsigned char bytes[sizeof(struct in6_addr)];
    const char *text;

    if (address.size == 0 || address.size >= INET6_ADDRSTRLEN)
        return STR("");
    text = arena_copy(arena, address).at;
    if (inet_pton(AF_INET, text, bytes) == 1)
        return head_of(arena, AF_INET, bytes, sizeof(struct in_addr), bits4);
    if (inet_pton(AF_INET6, text, bytes) == 1)
        return head_of(arena, AF_INET6, bytes, sizeof(struct in6_addr), bits6);
    return STR("");
}

struct str
network_of(struct arena *arena, struct str address)
{
    return cut_address(arena, address, 24, 48);
}

struct str
neighbour_of(struct arena *arena, struct str address)
{
    return cut_address(arena, address, 32, 64);
}
