/* Where the documents of an issuer are: did:web (W3C CCG, section 3.2), or its own address. */
#include "base/text.h"
#include "judge/key.h"

#include <string.h>

enum { SEGMENTS_MAX = 32 };

static bool
is_segment(struct str text)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";

    for (size_t i = 0; i < text.size; i++)
        if (memchr(letters, text.at[i], sizeof(letters) - 1) == NULL)
            return false;
    return text.size > 0 && !str_same(text, STR(".")) && !str_same(text, STR(".."));
}

/* "host" or "host%3A8443" */
static bool
add_host(struct text *url, struct str segment)
{
    const char *mark = memchr(segment.at, '%', segment.size);
    struct str host = segment, port;

    if (mark != NULL) {
        host.size = (size_t)(mark - segment.at);
        port = str_from(segment, host.size);
        if (!str_starts(port, STR("%3A")) && !str_starts(port, STR("%3a")))
            return false;
        port = str_from(port, 3);
        if (port.size == 0 || port.size > 5 || !str_looks(port, &"99999"[5 - port.size]))
            return false;
    }
    if (!is_segment(host))
        return false;
    text_add(url, STR("https://"));
    text_add(url, host);
    if (mark != NULL) {
        text_add(url, STR(":"));
        text_add(url, port);
    }
    return true;
}

/* The host, and then the path where `path`. */
static bool
add_did_web(struct text *url, struct str did, bool path)
{
    struct str rest = str_from(did, sizeof("did:web:") - 1), segment;
    int count = 0;

    while (str_cut(&rest, ':', &segment)) {
        if (count == 0 ? !add_host(url, segment) : !is_segment(segment))
            return false;
        if (++count == SEGMENTS_MAX)
            return false;
        if (count > 1 && path) {
            text_add(url, STR("/"));
            text_add(url, segment);
        }
    }
    if (path)
        text_add(url, count == 1 ? STR("/.well-known/did.json") : STR("/did.json"));
    return count > 0;
}

struct str
judge_did_url(struct arena *arena, struct str issuer)
{
    struct text url = text_new(arena);

    if (judge_is_url(issuer) && memchr(issuer.at, '#', issuer.size) == NULL)
        return issuer;
    if (issuer.at == NULL || !str_starts(issuer, STR("did:web:")) ||
        !add_did_web(&url, issuer, true))
        return STR_NONE;
    return text_str(&url);
}

struct str
judge_jwks_url(struct arena *arena, struct str issuer)
{
    struct text url = text_new(arena);
    size_t end = sizeof("https://") - 1;

    if (judge_is_url(issuer)) {
        while (end < issuer.size && memchr("/?#", issuer.at[end], 3) == NULL)
            end++;
        text_add(&url, (struct str){issuer.at, end});
    } else if (issuer.at == NULL || !str_starts(issuer, STR("did:web:")) ||
               !add_did_web(&url, issuer, false)) {
        return STR_NONE;
    }
    text_add(&url, STR("/.well-known/jwks.json"));
    return text_str(&url);
}
