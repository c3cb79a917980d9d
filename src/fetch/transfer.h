/*
 * transfer: one request on its way, as libcurl sees it: what is set before,
 * what its callbacks gather meanwhile, and what is made of it after. For the
 * files of this room only.
 *
 * A transfer lives on the stack of the task that waits for it.
 */
#pragma once

#include "fetch/fetch.h"

#include <curl/curl.h>

struct transfer {
    const struct fetch_request *request; /* or, when it is a mail, */
    bool is_mail;
    const struct fetch_letter *letter; /* NULL: the server is but greeted */
    struct fetch_posted posted;        /* and what came of it */
    bool content_asked;                /* the server has let both sides of the envelope pass */
    const struct wall *wall;
    struct arena *arena;
    struct fetch_reply reply;

    CURL *easy;
    struct curl_slist *headers, *recipients;
    curl_mime *mime;
    char why[CURL_ERROR_SIZE]; /* the library's words, for the log; of a mail, the server's last */
    size_t head_size;          /* bytes of headers so far, those of 1xx replies too */
    char *body;                /* in the arena, once there is any */
    size_t body_size;
    bool head_done;         /* a final status and its headers are there */
    bool met_wall, let_out; /* an address was refused; an address was let */

    struct task *task;
    struct transfer *next; /* of those that wait for their turn */
    bool done;
};

/* A handle with all that is the same for every request; NULL without memory. */
CURL *transfer_handle(const struct fetch_options *options);

/* Gives the request to `easy`; false when it cannot be sent as it stands. */
bool transfer_start(struct transfer *transfer, CURL *easy, const struct fetch_options *options);

/* Called by the library while the reply comes in. */
size_t transfer_read_head(char *at, size_t one, size_t size, void *who);
size_t transfer_read_body(char *at, size_t one, size_t size, void *who);

/* Fills the reply, whether it was started or not; `easy` can be used for another after it. */
void transfer_end(struct transfer *transfer, CURLcode code);

/* What the library's code means. */
enum fetch_outcome transfer_outcome(const struct transfer *transfer, CURLcode code);

/* Parks the task until the transfer, which stands on its stack, has come to an end. */
void transfer_wait(struct fetch *fetch, struct transfer *transfer);

/* Retry-After (RFC 9110 section 10.2.3) in seconds from `now`, -1 when it is none. */
int64_t transfer_retry_after(struct str value, int64_t now);

/* The same for mails, whose handles are made for each: mail.c. */
CURL *mail_handle(const struct fetch_options *options);
bool mail_start(struct transfer *transfer, CURL *easy, const struct fetch_mailer *mailer);
void mail_end(struct transfer *transfer, CURLcode code);

/* letter.c: gives headers and content to the handle; false when they cannot be sent. */
bool letter_set(struct transfer *transfer, const struct fetch_mailer *mailer);
bool letter_is_address(struct str text);
