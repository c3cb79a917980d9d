/*
 * Webhook receivers of many partners over HTTPS on the loopback, in one process that costs so
 * little that it is not what is measured.
 *
 *     partners COUNT CERTIFICATE KEY HEARD
 *
 * Prints the COUNT ports that it listens on, a line each, and writes to HEARD a line for each
 * request: seconds, port, path, event type, webhook-id, seq, subject, attempt. A challenge is
 * echoed. Otherwise the first word of the path decides what is done, see `manners`: all else
 * is answered 204, and the connection is kept.
 */
#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { LINES_MAX = 4096, REQUEST_MAX = 32 << 10, WORD_MAX = 256, PORTS_MAX = 256, DRIP_MS = 500 };

enum mood { LISTENS, DRIPS, POURS, RESETS };

static const struct {
    const char *word, *answer;
    enum mood mood;
} manners[] = {
    {"/hang/",     "",                                                                        LISTENS},
    {"/reset/",    "",                                                                        RESETS },
    {"/drip/",     "HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n",                        DRIPS  },
    {"/huge/",     "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",                            POURS  },
    {"/fail/",     "HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n",                        LISTENS},
    {"/redirect/", "HTTP/1.1 302 Found\r\nLocation: /redirect/\r\nContent-Length: 0\r\n\r\n",
     LISTENS                                                                                         },
    {"/",          "HTTP/1.1 204 No Content\r\n\r\n",                                         LISTENS},
};

/* One connection, or one socket that listens: then there is no `tls`. */
struct line {
    int fd, port;
    SSL *tls;
    enum mood mood;
    size_t size;
    char request[REQUEST_MAX + 1];
};

static struct line *lines[LINES_MAX];
static FILE *heard;
static SSL_CTX *context;
static int watch;

static void
fail(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

static void
add_line(int fd, int port, SSL *tls)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    struct line *line = fd < LINES_MAX ? calloc(1, sizeof(*line)) : NULL;

    if (line == NULL)
        fail("too many connections");
    *line = (struct line){.fd = fd, .port = port, .tls = tls};
    lines[fd] = line;
    if (epoll_ctl(watch, EPOLL_CTL_ADD, fd, &event) != 0)
        fail("epoll_ctl");
}

static void
end_line(struct line *line)
{
    struct linger linger = {.l_onoff = 1};

    if (line->mood == RESETS)
        setsockopt(line->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
    SSL_free(line->tls);
    close(line->fd);
    lines[line->fd] = NULL;
    free(line);
}

/* What stands between `before` and the end of the line or the next quote or blank; "-" for nothing.
 */
static const char *
part(const char *text, const char *before, char *into)
{
    const char *at = strcasestr(text, before);
    size_t size = 0;

    if (at != NULL) {
        at += strlen(before);
        at += strspn(at, " :\"");
        size = strcspn(at, "\r\n\" ");
    }
    snprintf(into, WORD_MAX, "%.*s", (int)(size < WORD_MAX ? size : 0), size > 0 ? at : "");
    return into[0] != '\0' ? into : "-";
}

static void
write_down(const struct line *line, const char *path)
{
    char type[WORD_MAX], id[WORD_MAX], seq[WORD_MAX], subject[WORD_MAX], attempt[WORD_MAX];
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    fprintf(heard, "%lld.%06ld\t%d\t%s\t%s\t%s\t%s\t%s\t%s\n", (long long)now.tv_sec,
            now.tv_nsec / 1000, line->port, path, part(line->request, "\nx-webhook-event:", type),
            part(line->request, "\nwebhook-id:", id), part(line->request, "\nx-webhook-seq:", seq),
            part(line->request, "\"subject\"", subject),
            part(line->request, "\nx-webhook-attempt:", attempt));
}

/* A socket takes a short answer at once. */
static void
say(struct line *line, const char *words)
{
    if (words[0] != '\0')
        SSL_write(line->tls, words, (int)strlen(words));
}

static void
echo(struct line *line, const char *challenge)
{
    char words[2 * WORD_MAX], body[WORD_MAX + 32];

    snprintf(body, sizeof(body), "{\"challenge\": \"%s\"}", challenge);
    snprintf(words, sizeof(words), "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s", strlen(body),
             body);
    say(line, words);
}

/* False when the connection is at its end. */
static bool
answer(struct line *line)
{
    struct epoll_event writable = {.events = EPOLLIN | EPOLLOUT, .data.fd = line->fd};
    char path[WORD_MAX], challenge[WORD_MAX];
    size_t i = 0;

    part(line->request, "POST", path);
    write_down(line, path);
    line->size = 0;
    if (*part(line->request, "\"challenge\"", challenge) != '-') {
        echo(line, challenge);
        return true;
    }
    while (strncmp(path, manners[i].word, strlen(manners[i].word)) != 0)
        i++;
    say(line, manners[i].answer);
    line->mood = manners[i].mood;
    if (line->mood == POURS)
        epoll_ctl(watch, EPOLL_CTL_MOD, line->fd, &writable);
    return line->mood != RESETS;
}

/* Whether all of a request is there: the head, and as much body as it says. */
static bool
is_whole(const struct line *line)
{
    const char *end = strstr(line->request, "\r\n\r\n");
    char length[WORD_MAX];

    return end != NULL &&
           line->size >= (size_t)(end + 4 - line->request) +
                             strtoul(part(line->request, "\ncontent-length:", length), NULL, 10);
}

static bool
pour(struct line *line)
{
    static const char much[16 << 10];
    int wrote = SSL_write(line->tls, much, sizeof(much));

    return wrote > 0 || SSL_get_error(line->tls, wrote) == SSL_ERROR_WANT_WRITE;
}

/* False when the connection is at its end. The handshake is made by the first reads. */
static bool
hear(struct line *line)
{
    int size = SSL_read(line->tls, line->request + line->size, (int)(REQUEST_MAX - line->size));

    if (size <= 0)
        return SSL_get_error(line->tls, size) == SSL_ERROR_WANT_READ;
    line->size += (size_t)size;
    line->request[line->size] = '\0';
    return !is_whole(line) || answer(line);
}

static void
accept_line(const struct line *listening)
{
    int fd = accept4(listening->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    SSL *tls = fd < 0 ? NULL : SSL_new(context);

    if (tls == NULL)
        return;
    SSL_set_fd(tls, fd);
    SSL_set_accept_state(tls);
    add_line(fd, listening->port, tls);
}

static void
listen_line(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (bind(fd, (struct sockaddr *)&address, size) != 0 || listen(fd, 512) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) != 0)
        fail("listen");
    add_line(fd, ntohs(address.sin_port), NULL);
    printf("%d\n", ntohs(address.sin_port));
}

static void
drip(void)
{
    static struct timespec last;
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    if ((now.tv_sec - last.tv_sec) * 1000 + (now.tv_nsec - last.tv_nsec) / 1000000 < DRIP_MS)
        return;
    last = now;
    for (int fd = 0; fd < LINES_MAX; fd++)
        if (lines[fd] != NULL && lines[fd]->mood == DRIPS)
            say(lines[fd], ".");
}

static void
serve(void)
{
    struct epoll_event events[64];

    for (;;) {
        int count = epoll_wait(watch, events, 64, DRIP_MS);

        for (int i = 0; i < count; i++) {
            struct line *line = lines[events[i].data.fd];

            if (line->tls == NULL)
                accept_line(line);
            else if (!(line->mood == POURS ? pour(line) : hear(line)))
                end_line(line);
        }
        fflush(heard);
        drip();
    }
}

int
main(int count, char **words)
{
    int ports = count == 5 ? (int)strtol(words[1], NULL, 10) : 0;

    if (ports < 1 || ports > PORTS_MAX)
        fail("partners COUNT CERTIFICATE KEY HEARD");
    signal(SIGPIPE, SIG_IGN);
    context = SSL_CTX_new(TLS_server_method());
    if (SSL_CTX_use_certificate_file(context, words[2], SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_use_PrivateKey_file(context, words[3], SSL_FILETYPE_PEM) != 1)
        fail("the certificate");
    heard = fopen(words[4], "a");
    watch = epoll_create1(EPOLL_CLOEXEC);
    if (heard == NULL || watch < 0)
        fail(words[4]);
    for (int i = 0; i < ports; i++)
        listen_line();
    fflush(stdout);
    serve();
}
