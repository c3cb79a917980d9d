#include "fetch/fetch.h"

#include "fetch/transfer.h"

#include <assert.h>

enum { MEMORY_MAX = 4 << 20 }; /* for each request in flight an address and a connection */

/* A descriptor that the library wants watched. */
struct line {
    struct fetch *fetch;
    struct loop_watch watch;
    struct line *next; /* of those that are free */
};

/* A handle that is free. Handles are kept: making one costs more than using it. */
struct spare {
    CURL *easy;
    struct spare *next;
};

struct fetch {
    struct loop *loop;
    struct fetch_options options;
    struct arena *arena;
    CURLM *multi;
    struct loop_timer timer;
    struct line *lines;            /* free */
    struct spare *spares;          /* with a handle */
    struct spare *empties;         /* without */
    struct transfer *first, *last; /* waiting for their turn, in order */
    int in_flight;
};

static CURL *
take_handle(struct fetch *fetch)
{
    struct spare *spare = fetch->spares;

    if (spare == NULL)
        return transfer_handle(&fetch->options);
    fetch->spares = spare->next;
    spare->next = fetch->empties;
    fetch->empties = spare;
    return spare->easy;
}

static void
give_handle(struct fetch *fetch, CURL *easy)
{
    struct spare *spare = fetch->empties;

    if (spare == NULL)
        spare = arena_new(fetch->arena, struct spare);
    else
        fetch->empties = spare->next;
    *spare = (struct spare){easy, fetch->spares};
    fetch->spares = spare;
}

/* The task goes on by itself when it has not parked yet. */
static void
finish(struct fetch *fetch, struct transfer *transfer, CURLcode code)
{
    transfer_end(transfer, code);
    if (!transfer->is_mail)
        give_handle(fetch, transfer->easy);
    transfer->done = true;
    if (transfer->task != task_current())
        task_wake(transfer->task);
}

static void
start_waiting(struct fetch *fetch)
{
    while (fetch->first != NULL && fetch->in_flight < FETCH_AT_ONCE_MAX) {
        struct transfer *transfer = fetch->first;
        CURL *easy = transfer->is_mail ? mail_handle(&fetch->options) : take_handle(fetch);

        assert(easy != NULL);
        fetch->first = transfer->next;
        if (!transfer_start(transfer, easy, &fetch->options)) {
            finish(fetch, transfer, CURLE_URL_MALFORMAT);
        } else if (curl_multi_add_handle(fetch->multi, easy) != CURLM_OK) {
            finish(fetch, transfer, CURLE_FAILED_INIT);
        } else {
            fetch->in_flight++;
        }
    }
}

/* Tells the library what happened, and those who wait what came of it. */
static void
drive(struct fetch *fetch, curl_socket_t fd, int what)
{
    CURLMsg *message;
    int running, left;

    curl_multi_socket_action(fetch->multi, fd, what, &running);
    while ((message = curl_multi_info_read(fetch->multi, &left)) != NULL) {
        CURLcode code = message->data.result;
        CURL *easy = message->easy_handle;
        char *who = NULL;

        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &who);
        curl_multi_remove_handle(fetch->multi, easy);
        fetch->in_flight--;
        finish(fetch, (struct transfer *)(void *)who, code);
    }
    start_waiting(fetch);
}

static void
line_ready(void *who, uint32_t events)
{
    struct line *line = who;
    int what = ((events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) |
               ((events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
               ((events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0);

    drive(line->fetch, line->watch.fd, what);
}

static void
time_passed(void *who)
{
    drive(who, CURL_SOCKET_TIMEOUT, 0);
}

static int
set_timer(CURLM *multi, long delay_ms, void *who)
{
    struct fetch *fetch = who;

    (void)multi;
    if (delay_ms < 0)
        loop_timer_clear(fetch->loop, &fetch->timer);
    else
        loop_timer_set(fetch->loop, &fetch->timer, delay_ms);
    return 0;
}

/* Lines are kept, so that an event that is already on its way meets none that is gone. */
static struct line *
take_line(struct fetch *fetch, int fd)
{
    struct line *line = fetch->lines;

    if (line == NULL)
        line = arena_new(fetch->arena, struct line);
    else
        fetch->lines = line->next;
    *line = (struct line){
        .fetch = fetch, .watch = {.fd = fd, .ready = line_ready, .who = line}
    };
    return line;
}

static int
set_line(CURL *easy, curl_socket_t fd, int what, void *who, void *of_line)
{
    struct fetch *fetch = who;
    struct line *line = of_line;
    uint32_t events = (what & CURL_POLL_IN ? EPOLLIN : 0u) | (what & CURL_POLL_OUT ? EPOLLOUT : 0u);

    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        if (line == NULL)
            return 0;
        loop_unwatch(fetch->loop, &line->watch);
        line->next = fetch->lines;
        fetch->lines = line;
        return 0;
    }
    if (line != NULL) {
        loop_rewatch(fetch->loop, &line->watch, events);
        return 0;
    }
    line = take_line(fetch, fd);
    loop_watch(fetch->loop, &line->watch, events);
    curl_multi_assign(fetch->multi, fd, line);
    return 0;
}

struct fetch *
fetch_open(struct loop *loop, const struct fetch_options *options)
{
    CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    struct arena *arena = arena_open(MEMORY_MAX);
    struct fetch *fetch = arena_new(arena, struct fetch);

    *fetch = (struct fetch){.loop = loop, .options = *options, .arena = arena};
    fetch->timer = (struct loop_timer){.fire = time_passed, .who = fetch};
    fetch->multi = curl_multi_init();
    assert(ready == CURLE_OK && fetch->multi != NULL);
    curl_multi_setopt(fetch->multi, CURLMOPT_SOCKETFUNCTION, set_line);
    curl_multi_setopt(fetch->multi, CURLMOPT_SOCKETDATA, fetch);
    curl_multi_setopt(fetch->multi, CURLMOPT_TIMERFUNCTION, set_timer);
    curl_multi_setopt(fetch->multi, CURLMOPT_TIMERDATA, fetch);
    curl_multi_setopt(fetch->multi, CURLMOPT_MAXCONNECTS, (long)FETCH_AT_ONCE_MAX);
    curl_multi_setopt(fetch->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
    return fetch;
}

void
fetch_close(struct fetch *fetch)
{
    assert(fetch->in_flight == 0 && fetch->first == NULL);
    for (struct spare *spare = fetch->spares; spare != NULL; spare = spare->next)
        curl_easy_cleanup(spare->easy);
    curl_multi_cleanup(fetch->multi);
    loop_timer_clear(fetch->loop, &fetch->timer);
    curl_global_cleanup();
    arena_close(fetch->arena);
}

bool
fetch_lets_url(const struct fetch *fetch, struct str url)
{
    return wall_lets_url(&fetch->options.wall, url);
}

void
transfer_wait(struct fetch *fetch, struct transfer *transfer)
{
    transfer->wall = &fetch->options.wall;
    transfer->task = task_current();
    assert(transfer->task != NULL);
    if (fetch->first == NULL)
        fetch->first = transfer;
    else
        fetch->last->next = transfer;
    fetch->last = transfer;
    start_waiting(fetch);
    while (!transfer->done)
        task_park();
}

struct fetch_reply
fetch_send(struct fetch *fetch, struct arena *arena, const struct fetch_request *request)
{
    struct transfer transfer = {.request = request, .arena = arena};

    transfer_wait(fetch, &transfer);
    return transfer.reply;
}
