/* Letters: the headers, and the same words twice, as text and as HTML. */
#include "fetch/transfer.h"

#include "base/clock.h"
#include "base/coding.h"
#include "base/text.h"
#include "base/utf8.h"

#include <string.h>
#include <time.h>

/* Headers as they are gathered; libcurl copies them. */
struct headers {
    struct transfer *transfer;
    bool good;
};

bool
letter_is_address(struct str text)
{
    bool has_at = false;

    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];

        if (c <= ' ' || c == 0x7f || strchr("<>,;:\\\"()[]", c) != NULL)
            return false;
        has_at = has_at || (c == '@' && i > 0);
    }
    return has_at && text.size <= 254;
}

/* A header is one line, whatever its value is: it is where a mail could be given more readers. */
static void
add(struct headers *headers, const char *name, struct str value)
{
    struct arena *arena = headers->transfer->arena;
    struct curl_slist *longer;

    for (size_t i = 0; i < value.size; i++)
        if ((unsigned char)value.at[i] < ' ' || value.at[i] == 0x7f)
            headers->good = false;
    longer = curl_slist_append(headers->transfer->headers,
                               arena_print(arena, "%s: " STR_FMT, name, STR_ARG(value)).at);
    if (longer == NULL)
        headers->good = false;
    else
        headers->transfer->headers = longer;
}

/* RFC 2047: pieces of whole letters, each small enough for a line. */
static struct str
encoded(struct arena *arena, struct str words)
{
    enum { PIECE_MAX = 39 };
    struct text out = text_new(arena);
    size_t at = 0;

    while (at < words.size) {
        size_t start = at, end = at;

        while (utf8_next(words, &at) != UTF8_NONE && at - start <= PIECE_MAX)
            end = at;
        if (end == start)
            break;
        at = end;
        text_print(&out, "%s=?UTF-8?B?" STR_FMT "?=", start > 0 ? " " : "",
                   STR_ARG(coding_base64(arena, (struct str){words.at + start, end - start})));
    }
    return text_str(&out);
}

static struct str
date_of(struct arena *arena, int64_t now)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t seconds = (time_t)now;
    struct tm tm;

    gmtime_r(&seconds, &tm);
    return arena_print(arena, "%s, %02d %s %d %02d:%02d:%02d +0000", days[tm.tm_wday], tm.tm_mday,
                       months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static bool
set_headers(struct transfer *transfer, const struct fetch_mailer *mailer)
{
    const struct fetch_letter *letter = transfer->letter;
    struct headers headers = {transfer, true};
    struct arena *arena = transfer->arena;

    add(&headers, "Date", date_of(arena, clock_now()));
    add(&headers, "From",
        arena_print(arena, STR_FMT " <%s>", STR_ARG(encoded(arena, letter->sender)), mailer->from));
    add(&headers, "To", letter->to);
    add(&headers, "Subject", encoded(arena, letter->subject));
    add(&headers, "Message-ID",
        arena_print(arena, "<" STR_FMT "@" STR_FMT ">", STR_ARG(letter->id),
                    STR_ARG(letter->domain)));
    add(&headers, "Auto-Submitted", STR("auto-generated"));
    add(&headers, "Content-Language", letter->language);
    return headers.good &&
           curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, transfer->headers) == CURLE_OK;
}

static bool
add_part(curl_mime *mime, struct str content, const char *type)
{
    curl_mimepart *part = curl_mime_addpart(mime);

    return part != NULL && curl_mime_data(part, content.at, content.size) == CURLE_OK &&
           curl_mime_type(part, type) == CURLE_OK &&
           curl_mime_encoder(part, "quoted-printable") == CURLE_OK;
}

static bool
set_content(struct transfer *transfer)
{
    const struct fetch_letter *letter = transfer->letter;
    curl_mime *both = curl_mime_init(transfer->easy);
    curl_mimepart *part;

    transfer->mime = curl_mime_init(transfer->easy);
    part = transfer->mime == NULL ? NULL : curl_mime_addpart(transfer->mime);
    if (part == NULL || both == NULL ||
        !add_part(both, letter->text, "text/plain; charset=utf-8") ||
        !add_part(both, letter->html, "text/html; charset=utf-8") ||
        curl_mime_subparts(part, both) != CURLE_OK) {
        curl_mime_free(both);
        return false;
    }
    return curl_mime_type(part, "multipart/alternative") == CURLE_OK &&
           curl_easy_setopt(transfer->easy, CURLOPT_MIMEPOST, transfer->mime) == CURLE_OK;
}

bool
letter_set(struct transfer *transfer, const struct fetch_mailer *mailer)
{
    return set_headers(transfer, mailer) && set_content(transfer);
}
