/*
 * The limit of delivering: a bare curl_multi loop that sends the same few hundred bytes to each
 * port in turn, over connections that are kept, and does nothing else. Prints requests a second.
 *
 *     sender COUNT AT-ONCE CA-FILE PORT...
 */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BODY_SIZE = 600, URL_MAX = 64 };

static const char *const lines[] = {
    "content-type: application/json",
    "webhook-id: msg_0194d0c47b1e7a519c392f6a1b0c8d11",
    "webhook-timestamp: 1767225600",
    "webhook-signature: v1,MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "x-webhook-attempt: 1",
    "x-webhook-event: activity.published",
    "x-webhook-seq: 1",
    "Expect:",
};

struct load {
    CURLM *multi;
    char **ports;
    long port_count, count, begun, done;
};

static CURL *
open_handle(const char *ca_file, const char *body, struct curl_slist *headers)
{
    CURL *easy = curl_easy_init();

    curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file);
    curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)strlen(body));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
    return easy;
}

/* To the next port, unless all was begun. */
static void
begin(struct load *load, CURL *easy)
{
    char url[URL_MAX];

    if (load->begun == load->count)
        return;
    snprintf(url, sizeof(url), "https://localhost:%s/limit",
             load->ports[load->begun % load->port_count]);
    load->begun++;
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_multi_add_handle(load->multi, easy);
}

static void
turn(struct load *load)
{
    CURLMsg *message;
    int running, left;

    curl_multi_perform(load->multi, &running);
    while ((message = curl_multi_info_read(load->multi, &left)) != NULL) {
        CURL *easy = message->easy_handle;
        long status = 0;

        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        if (message->data.result != CURLE_OK || status != 204) {
            fprintf(stderr, "sender: %s, %ld\n", curl_easy_strerror(message->data.result), status);
            exit(EXIT_FAILURE);
        }
        load->done++;
        curl_multi_remove_handle(load->multi, easy);
        begin(load, easy);
    }
    if (load->done < load->count)
        curl_multi_poll(load->multi, NULL, 0, 1000, NULL);
}

static double
now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int
main(int count, char **words)
{
    static char body[BODY_SIZE + 1];
    struct curl_slist *headers = NULL;
    struct load load = {.ports = words + 4, .port_count = count - 4};
    double began;

    if (count < 5)
        return EXIT_FAILURE;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    memset(body, 'x', BODY_SIZE);
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        headers = curl_slist_append(headers, lines[i]);
    load.multi = curl_multi_init();
    load.count = strtol(words[1], NULL, 10);
    curl_multi_setopt(load.multi, CURLMOPT_MAXCONNECTS,
                      strtol(words[2], NULL, 10) + load.port_count);
    began = now();
    for (long i = strtol(words[2], NULL, 10); i > 0; i--)
        begin(&load, open_handle(words[3], body, headers));
    while (load.done < load.count)
        turn(&load);
    printf("%.0f\n", (double)load.count / (now() - began));
    return EXIT_SUCCESS;
}
