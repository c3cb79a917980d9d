/* Mails as libcurl sends them: the server, the envelope, and what comes back. */
#include "fetch/transfer.h"

#include "base/log.h"

#include <string.h>

enum {
    MAIL_TOTAL_MS_MAX =
        60000, /* servers think long about what they take, RFC 5321 section 4.5.3.2 */
};

static bool
is_here(const char *url)
{
    static const char *const hosts[] = {"//localhost", "//127.0.0.1", "//[::1]"};

    for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
        const char *found = strstr(url, hosts[i]);

        if (found != NULL && strchr(":/", found[strlen(hosts[i])]) != NULL)
            return true;
    }
    return false;
}

/* Keeps the last line of what the server says, but for its goodbye. */
static size_t
read_line(char *at, size_t one, size_t size, void *who)
{
    struct transfer *transfer = who;
    struct str line = str_trim((struct str){at, one * size});
    size_t kept = line.size < sizeof(transfer->why) ? line.size : sizeof(transfer->why) - 1;

    if (str_starts(line, STR("221")))
        return one * size;
    if (str_starts(line, STR("354")))
        transfer->content_asked = true;
    memcpy(transfer->why, line.at, kept);
    transfer->why[kept] = '\0';
    return one * size;
}

static size_t
read_nothing(char *at, size_t one, size_t size, void *who)
{
    (void)at;
    (void)who;
    return one * size;
}

CURL *
mail_handle(const struct fetch_options *options)
{
    CURL *easy = curl_easy_init();
    const struct fetch_mailer *mailer = &options->mailer;
    long connect_ms = options->connect_ms > 0 ? options->connect_ms : FETCH_CONNECT_MS_MAX;
    long total_ms = options->total_ms > 0 ? options->total_ms : MAIL_TOTAL_MS_MAX;
    bool good =
        easy != NULL && mailer->url != NULL &&
        curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps") == CURLE_OK &&
        curl_easy_setopt(easy, CURLOPT_URL, mailer->url) == CURLE_OK &&
        curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK &&
        curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) == CURLE_OK &&
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
        curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L) == CURLE_OK &&
        curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, connect_ms) == CURLE_OK &&
        curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, total_ms) == CURLE_OK &&
        curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
        curl_easy_setopt(easy, CURLOPT_USE_SSL,
                         is_here(mailer->url) ? (long)CURLUSESSL_TRY : (long)CURLUSESSL_ALL) ==
            CURLE_OK;

    if (good && is_here(mailer->url)) /* a server of one's own signs for itself */
        good = curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L) == CURLE_OK;
    if (good && mailer->user != NULL)
        good = curl_easy_setopt(easy, CURLOPT_USERNAME, mailer->user) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_PASSWORD, mailer->password) == CURLE_OK;
    if (good)
        return easy;
    curl_easy_cleanup(easy);
    return curl_easy_init();
}

static bool
set_envelope(struct transfer *transfer, const struct fetch_mailer *mailer)
{
    struct str to = arena_print(transfer->arena, "<" STR_FMT ">", STR_ARG(transfer->letter->to));
    struct str from = arena_print(transfer->arena, "<%s>", mailer->from);

    transfer->recipients = curl_slist_append(NULL, to.at);
    return transfer->recipients != NULL &&
           curl_easy_setopt(transfer->easy, CURLOPT_MAIL_FROM, from.at) == CURLE_OK &&
           curl_easy_setopt(transfer->easy, CURLOPT_MAIL_RCPT, transfer->recipients) == CURLE_OK;
}

/* Without an envelope the library only says the one word. */
static bool
set_greeting(CURL *easy)
{
    return curl_easy_setopt(easy, CURLOPT_NOBODY, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "NOOP") == CURLE_OK;
}

/* What is no letter is refused at once, as a server would. */
static bool
set_letter(struct transfer *transfer, const struct fetch_mailer *mailer)
{
    transfer->posted.refused = !letter_is_address(transfer->letter->to) ||
                               !set_envelope(transfer, mailer) || !letter_set(transfer, mailer);
    return !transfer->posted.refused;
}

bool
mail_start(struct transfer *transfer, CURL *easy, const struct fetch_mailer *mailer)
{
    transfer->easy = easy;
    return (transfer->letter == NULL ? set_greeting(easy) : set_letter(transfer, mailer)) &&
           curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, read_line) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, read_nothing) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer) == CURLE_OK;
}

/*
 * 5xx is for good (RFC 5321 section 4.2.1) when it is about the letter. A server that lets us not
 * even begin, since a password or a certificate is wrong, may be of another mind tomorrow.
 */
static void
judge(struct transfer *transfer, CURLcode code)
{
    struct fetch_posted *posted = &transfer->posted;
    const char *said = transfer->why;
    bool is_about_letter = code == CURLE_SEND_ERROR || transfer->content_asked;

    posted->taken = code == CURLE_OK;
    posted->outcome = transfer_outcome(transfer, code);
    if (posted->taken || (posted->outcome == FETCH_BROKEN_OFF && posted->code >= 400))
        posted->outcome = FETCH_ANSWERED;
    if (posted->taken || posted->code < 500 || posted->code > 599 || !is_about_letter)
        return;
    posted->refused = true;
    posted->no_mailbox = strlen(said) > 8 && memcmp(said + 4, "5.1.", 4) == 0;
}

/* The server's words may hold the address, so they are not logged; the number will do. */
void
mail_end(struct transfer *transfer, CURLcode code)
{
    long said = 0;

    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &said);
    transfer->posted.code = (int)said;
    transfer->posted.said = arena_copy(transfer->arena, str_of(transfer->why));
    judge(transfer, code);
    if (code != CURLE_OK)
        log_note("mail_failed", LOG_WORDS("why", curl_easy_strerror(code)),
                 LOG_NUMBER("code", said));
    curl_easy_cleanup(transfer->easy);
    curl_mime_free(transfer->mime);
    curl_slist_free_all(transfer->headers);
    curl_slist_free_all(transfer->recipients);
}

struct fetch_posted
fetch_post(struct fetch *fetch, struct arena *arena, const struct fetch_letter *letter)
{
    struct transfer transfer = {.is_mail = true, .letter = letter, .arena = arena};

    transfer_wait(fetch, &transfer);
    return transfer.posted;
}

struct fetch_posted
fetch_greet(struct fetch *fetch, struct arena *arena)
{
    return fetch_post(fetch, arena, NULL);
}
