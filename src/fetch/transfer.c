#include "fetch/transfer.h"

#include <sys/socket.h>

enum { BUFFER_SIZE = 8 << 10 };

/* The wall stands here: after every name was resolved, before every connection. */
static curl_socket_t
open_socket(void *who, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct transfer *transfer = who;

    (void)purpose;
    if (!wall_lets(transfer->wall, &address->addr)) {
        transfer->met_wall = true;
        return CURL_SOCKET_BAD;
    }
    transfer->let_out = true;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* What may be spoken to, and in what tongue. */
static bool
set_guards(CURL *easy, const struct fetch_options *options)
{
    return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "https") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_UNRESTRICTED_AUTH, 0L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, NULL) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_USERAGENT, options->user_agent) == CURLE_OK;
}

/*
 * The library keeps the system's certificates parsed only as long as they come
 * from one file; a folder beside it costs a parse for each connection, which
 * is longer than all the rest. That is paid in development alone, and where the
 * system has but a folder.
 */
static bool
set_trust(CURL *easy, const struct fetch_options *options)
{
    if (options->ca_file != NULL)
        return curl_easy_setopt(easy, CURLOPT_CAINFO, options->ca_file) == CURLE_OK;
    if (curl_version_info(CURLVERSION_NOW)->cainfo == NULL)
        return true;
    return curl_easy_setopt(easy, CURLOPT_CAPATH, NULL) == CURLE_OK;
}

/*
 * QUICK_EXIT: to give up on a name must not wait for the thread that asks for
 * it, since that would stop the whole loop for as long.
 */
static bool
set_limits(CURL *easy, const struct fetch_options *options)
{
    long connect_ms = options->connect_ms > 0 ? options->connect_ms : FETCH_CONNECT_MS_MAX;
    long total_ms = options->total_ms > 0 ? options->total_ms : FETCH_TOTAL_MS_MAX;

    return curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, connect_ms) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, total_ms) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)BUFFER_SIZE) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, transfer_read_head) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, transfer_read_body) == CURLE_OK;
}

CURL *
transfer_handle(const struct fetch_options *options)
{
    CURL *easy = curl_easy_init();

    if (easy != NULL && set_guards(easy, options) && set_trust(easy, options) &&
        set_limits(easy, options))
        return easy;
    curl_easy_cleanup(easy);
    return NULL;
}

/* A line that carries another line is not sent. */
static bool
is_one_line(struct str text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.at[i] < ' ' || text.at[i] == 0x7f)
            return false;
    return text.size > 0;
}

static bool
add_header(struct transfer *transfer, const char *line)
{
    struct curl_slist *longer = curl_slist_append(transfer->headers, line);

    if (longer != NULL)
        transfer->headers = longer;
    return longer != NULL;
}

static bool
set_headers(struct transfer *transfer)
{
    const struct fetch_request *request = transfer->request;

    for (size_t i = 0; i < request->header_count; i++)
        if (!is_one_line(request->headers[i]) ||
            !add_header(transfer, arena_copy(transfer->arena, request->headers[i]).at))
            return false;
    return add_header(transfer, "Expect:") &&
           curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, transfer->headers) == CURLE_OK;
}

static bool
set_request(struct transfer *transfer)
{
    const struct fetch_request *request = transfer->request;
    CURL *easy = transfer->easy;
    bool set = is_one_line(request->url) &&
               curl_easy_setopt(easy, CURLOPT_URL, arena_copy(transfer->arena, request->url).at) ==
                   CURLE_OK &&
               set_headers(transfer);

    if (set && request->body.at != NULL)
        set = curl_easy_setopt(easy, CURLOPT_POST, 1L) == CURLE_OK &&
              curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.size) ==
                  CURLE_OK &&
              curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body.at) == CURLE_OK;
    else if (set)
        set = curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L) == CURLE_OK;
    return set && curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method) == CURLE_OK;
}

bool
transfer_start(struct transfer *transfer, CURL *easy, const struct fetch_options *options)
{
    if (transfer->is_mail)
        return mail_start(transfer, easy, &options->mailer);
    transfer->easy = easy;
    transfer->reply = (struct fetch_reply){.outcome = FETCH_REFUSED, .retry_after_s = -1};
    return set_request(transfer) &&
           curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->why) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer) == CURLE_OK;
}
