#include "fcgi/parts.h"

#include "base/text.h"

#include <fastcgi.h>
#include <poll.h>
#include <sys/socket.h>

/*
 * A piece and libfcgi's own buffer have room in a UNIX socket that says it can
 * be written to: that is when at most a quarter of its buffer (some 200 KiB
 * where nobody has changed it) is in use. So the write that follows never waits.
 */
enum { PIECE_SIZE = 32 << 10 };

static bool
put(FCGX_Request *fcgx, struct str piece)
{
    return piece.size == 0 || FCGX_PutStr(piece.at, (int)piece.size, fcgx->out) == (int)piece.size;
}

void
sender_ready(struct connection *connection)
{
    struct task *sender = connection->sender;

    loop_timer_clear(connection->fcgi->loop, &connection->patience);
    connection->sender = NULL;
    task_wake(sender);
}

static void
lose_patience(void *who)
{
    struct connection *connection = who;

    connection->late = true;
    sender_ready(connection);
}

/* Until nginx has read most of what it was sent; false when it does not. */
static bool
wait_for_nginx(struct connection *connection)
{
    struct loop *loop = connection->fcgi->loop;
    struct pollfd now = {.fd = connection->watch.fd, .events = POLLOUT};

    if (poll(&now, 1, 0) == 1)
        return (now.revents & (POLLERR | POLLHUP)) == 0;

    connection->sender = task_current();
    connection->late = false;
    connection->patience = (struct loop_timer){.fire = lose_patience, .who = connection};
    loop_timer_set(loop, &connection->patience, FCGI_PEER_MS_MAX);
    loop_rewatch(loop, &connection->watch, EPOLLOUT);
    while (connection->sender != NULL)
        task_park();
    loop_rewatch(loop, &connection->watch, 0);
    connection->deaf = true;

    /* So that what libfcgi still holds is refused at once. */
    if (connection->late)
        shutdown(connection->watch.fd, SHUT_RDWR);
    return !connection->late;
}

static bool
put_body(struct connection *connection, struct str body)
{
    for (bool first = true; body.size > 0; first = false) {
        struct str piece = {body.at, body.size < PIECE_SIZE ? body.size : PIECE_SIZE};

        if (!first && !wait_for_nginx(connection))
            return false;
        if (!put(&connection->fcgx, piece))
            return false;
        body = str_from(body, piece.size);
    }
    return true;
}

/* RFC 9110 sections 8.6 and 15.4.5: the first has no length, the second need not repeat it. */
static bool
has_length(int status)
{
    return status != 204 && status != 304;
}

static struct str
head_of(struct arena *arena, const struct reply *reply)
{
    struct text head = text_new(arena);

    text_print(&head, "Status: %d\r\n", reply->status);
    if (reply->type != NULL)
        text_print(&head, "Content-Type: %s\r\n", reply->type);
    if (has_length(reply->status))
        text_print(&head, "Content-Length: %zu\r\n", reply->body.size);
    for (size_t i = 0; i < reply->header_count; i++) {
        text_add(&head, str_of(reply->headers[i].name));
        text_add(&head, STR(": "));
        text_add(&head, reply->headers[i].value);
        text_add(&head, STR("\r\n"));
    }
    text_add(&head, STR("\r\n"));
    return text_str(&head);
}

/*
 * FastCGI has no word for "the last on this connection". nginx, though, keeps
 * no connection on which anything stands behind the end of the reply; so there
 * stands a record that means nothing. Both are written at once: it never sees
 * the one without the other, and never sends a request into a connection that
 * is about to close.
 */
static bool
end_for_good(const FCGX_Request *fcgx)
{
    const char high = (char)(fcgx->requestId >> 8), low = (char)fcgx->requestId;
    const char words[] = {
        FCGI_VERSION_1, FCGI_END_REQUEST,  high, low, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        FCGI_VERSION_1, FCGI_UNKNOWN_TYPE, 0,    0,   0, 0, 0, 0,
    };

    return send(fcgx->ipcFd, words, sizeof(words), MSG_NOSIGNAL) == (ssize_t)sizeof(words);
}

/* The second stream that is closed writes the request's last record, with what is still held. */
static bool
end(const FCGX_Request *fcgx, bool is_last)
{
    if (is_last)
        return FCGX_FClose(fcgx->out) == 0 && end_for_good(fcgx);
    return FCGX_FClose(fcgx->err) == 0 && FCGX_FClose(fcgx->out) == 0;
}

bool
send_reply(struct connection *connection, const struct request *request, const struct reply *reply,
           bool is_last)
{
    FCGX_Request *fcgx = &connection->fcgx;
    bool with_body = request->method != HEAD && has_length(reply->status);
    bool sent = put(fcgx, head_of(connection->arena, reply)) &&
                (!with_body || put_body(connection, reply->body));

    return end(fcgx, is_last) && sent;
}
