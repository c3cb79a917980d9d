#include "fetch/transfer.h"

#include "base/clock.h"
#include "base/log.h"

#include <assert.h>
#include <string.h>

enum { DATE_SIZE_MAX = 64, US_PER_MS = 1000 };

static const char *const outcome_names[] = {
    [FETCH_ANSWERED] = "answered",     [FETCH_REFUSED] = "refused",
    [FETCH_NO_NAME] = "no_name",       [FETCH_NO_CONNECTION] = "no_connection",
    [FETCH_BAD_TLS] = "bad_tls",       [FETCH_TOO_SLOW] = "too_slow",
    [FETCH_BROKEN_OFF] = "broken_off",
};

const char *
fetch_outcome_name(enum fetch_outcome outcome)
{
    assert(outcome < sizeof(outcome_names) / sizeof(outcome_names[0]));
    return outcome_names[outcome];
}

int64_t
transfer_retry_after(struct str value, int64_t now)
{
    char date[DATE_SIZE_MAX + 1] = "";
    int64_t seconds;

    value = str_trim(value);
    if (value.size == 0 || value.size > DATE_SIZE_MAX)
        return -1;
    if (value.at[0] >= '0' && value.at[0] <= '9')
        return str_integer(value, &seconds) ? seconds : -1;
    /* The library reads "-5" and bare times as dates; those of HTTP begin with a weekday. */
    if (value.at[0] < 'A' || value.at[0] > 'Z')
        return -1;
    memcpy(date, value.at, value.size);
    seconds = curl_getdate(date, NULL);
    if (seconds == -1)
        return -1;
    return seconds > now ? seconds - now : 0;
}

static bool
is_named(struct str line, struct str name, struct str *value)
{
    if (line.size <= name.size || line.at[name.size] != ':' ||
        !str_same_any_case((struct str){line.at, name.size}, name))
        return false;
    *value = str_from(line, name.size + 1);
    while (value->size > 0 && strchr("\r\n", value->at[value->size - 1]) != NULL)
        value->size--;
    return true;
}

/* Letters that can be kept as text and sent again, as they should be; else it is as if not there.
 */
static struct str
plain(struct arena *arena, struct str value)
{
    value = str_trim(value);
    for (size_t i = 0; i < value.size; i++)
        if (value.at[i] < ' ' || value.at[i] > '~')
            return STR_NONE;
    return arena_copy(arena, value);
}

/* Called for each line of the head, and for trailers; answering less breaks the transfer off. */
size_t
transfer_read_head(char *at, size_t one, size_t size, void *who)
{
    struct transfer *transfer = who;
    struct str line = {at, one * size}, value;
    long status = 0;

    transfer->head_size += line.size;
    if (transfer->head_size > FETCH_HEAD_MAX)
        return 0;
    if (is_named(line, STR("retry-after"), &value))
        transfer->reply.retry_after_s = transfer_retry_after(value, clock_now());
    else if (is_named(line, STR("etag"), &value))
        transfer->reply.etag = plain(transfer->arena, value);
    else if (is_named(line, STR("content-type"), &value))
        transfer->reply.type = plain(transfer->arena, value);
    else if (is_named(line, STR("last-modified"), &value))
        transfer->reply.modified = plain(transfer->arena, value);
    if (line.size > 0 && (line.at[0] == '\r' || line.at[0] == '\n')) {
        curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
        transfer->head_done = status >= 200;
        if (!transfer->head_done) /* what a 1xx reply said is not about the final one */
            transfer->reply.retry_after_s = -1;
    }
    return line.size;
}

size_t
transfer_read_body(char *at, size_t one, size_t size, void *who)
{
    struct transfer *transfer = who;
    size_t wanted = transfer->request->body_max;
    size_t most = wanted == 0                ? FETCH_BODY_MAX
                  : wanted < FETCH_BODY_MOST ? wanted
                                             : FETCH_BODY_MOST;
    size_t room = most - transfer->body_size, more = one * size;
    size_t read = more < room ? more : room;

    if (transfer->body == NULL)
        transfer->body = arena_take(transfer->arena, most + 1, 1);
    memcpy(transfer->body + transfer->body_size, at, read);
    transfer->body_size += read;
    return read;
}

/* What the library says, as one of our words; what else it says is FETCH_BROKEN_OFF. */
static const struct {
    CURLcode code;
    enum fetch_outcome outcome;
} outcomes[] = {
    {CURLE_UNSUPPORTED_PROTOCOL,     FETCH_REFUSED      },
    {CURLE_URL_MALFORMAT,            FETCH_REFUSED      },
    {CURLE_LOGIN_DENIED,             FETCH_REFUSED      },
    {CURLE_COULDNT_RESOLVE_HOST,     FETCH_NO_NAME      },
    {CURLE_COULDNT_CONNECT,          FETCH_NO_CONNECTION},
    {CURLE_SSL_CONNECT_ERROR,        FETCH_BAD_TLS      },
    {CURLE_PEER_FAILED_VERIFICATION, FETCH_BAD_TLS      },
    {CURLE_SSL_CACERT_BADFILE,       FETCH_BAD_TLS      },
    {CURLE_USE_SSL_FAILED,           FETCH_BAD_TLS      },
    {CURLE_OPERATION_TIMEDOUT,       FETCH_TOO_SLOW     },
};

static int
milliseconds(CURL *easy, CURLINFO info)
{
    curl_off_t us = 0;

    curl_easy_getinfo(easy, info, &us);
    return (int)(us / US_PER_MS);
}

/*
 * Once the head is there the request was heard, and how the body ends changes
 * nothing, but that a receiver has to come to an end.
 */
enum fetch_outcome
transfer_outcome(const struct transfer *transfer, CURLcode code)
{
    curl_off_t named_us = 0;

    if (transfer->head_done && code != CURLE_OPERATION_TIMEDOUT)
        return FETCH_ANSWERED;
    if (transfer->met_wall && !transfer->let_out)
        return FETCH_REFUSED;
    curl_easy_getinfo(transfer->easy, CURLINFO_NAMELOOKUP_TIME_T, &named_us);
    if (code == CURLE_OPERATION_TIMEDOUT && named_us == 0)
        return FETCH_NO_NAME;
    /* The scheme is judged before the name; afterwards this means that the reply is not HTTP. */
    if (code == CURLE_UNSUPPORTED_PROTOCOL && named_us != 0)
        return FETCH_BROKEN_OFF;
    for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++)
        if (outcomes[i].code == code)
            return outcomes[i].outcome;
    return FETCH_BROKEN_OFF;
}

/* The library's times all count from the start; a step that was not needed is 0 or as the last. */
static void
read_times(struct fetch_reply *reply, CURL *easy)
{
    int named = milliseconds(easy, CURLINFO_NAMELOOKUP_TIME_T);
    int connected = milliseconds(easy, CURLINFO_CONNECT_TIME_T);
    int secured = milliseconds(easy, CURLINFO_APPCONNECT_TIME_T);

    reply->dns_ms = named;
    reply->connect_ms = connected > named ? connected - named : 0;
    reply->tls_ms = secured > connected ? secured - connected : 0;
    reply->first_byte_ms = milliseconds(easy, CURLINFO_STARTTRANSFER_TIME_T);
    reply->total_ms = milliseconds(easy, CURLINFO_TOTAL_TIME_T);
}

void
transfer_end(struct transfer *transfer, CURLcode code)
{
    struct fetch_reply *reply = &transfer->reply;
    long status = 0;

    if (transfer->is_mail) {
        mail_end(transfer, code);
        return;
    }
    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    reply->outcome = transfer_outcome(transfer, code);
    reply->status = transfer->head_done ? (int)status : 0;
    reply->body = (struct str){transfer->body == NULL ? "" : transfer->body, transfer->body_size};
    if (code != CURLE_URL_MALFORMAT) /* then it may never have started */
        read_times(reply, transfer->easy);
    if (reply->outcome != FETCH_ANSWERED)
        log_note(
            "fetch_failed", LOG_WORDS("outcome", fetch_outcome_name(reply->outcome)),
            LOG_WORDS("why", transfer->why[0] != '\0' ? transfer->why : curl_easy_strerror(code)));
    curl_easy_setopt(transfer->easy, CURLOPT_ERRORBUFFER, NULL);
    curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, NULL);
    curl_slist_free_all(transfer->headers);
}
