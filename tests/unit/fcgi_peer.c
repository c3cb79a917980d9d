#include "fcgi_peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void
peer_check(bool holds, const char *claim, int line)
{
    if (holds)
        return;
    fprintf(stderr, "# peer, line %d: %s\n", line, claim);
    _exit(1);
}

struct peer_bytes
peer_bytes_new(void)
{
    struct peer_bytes bytes = {malloc(PEER_BYTES_MAX), 0};

    peer_must(bytes.at != NULL);
    return bytes;
}

struct str
peer_str(struct peer_bytes bytes)
{
    return (struct str){bytes.at, bytes.size};
}

int
peer_connect(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    peer_must(fd >= 0);
    peer_must(connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0);
    return fd;
}

static void
put(struct peer_bytes *bytes, const void *more, size_t size)
{
    peer_must(bytes->size + size <= PEER_BYTES_MAX);
    if (size > 0)
        memcpy(bytes->at + bytes->size, more, size);
    bytes->size += size;
}

void
peer_add(struct peer_bytes *bytes, int type, const char *content, size_t size)
{
    unsigned char header[8] = {1, (unsigned char)type,        0,
                               1, (unsigned char)(size >> 8), (unsigned char)size};

    header[6] = (unsigned char)(-size & 7);
    put(bytes, header, sizeof(header));
    put(bytes, content, size);
    put(bytes, "\0\0\0\0\0\0\0", header[6]);
}

void
peer_begin(struct peer_bytes *bytes, int role, int flags)
{
    char body[8] = {0, (char)role, (char)flags};

    peer_add(bytes, PEER_BEGIN, body, sizeof(body));
}

void
peer_params(struct peer_bytes *bytes, const char *lines)
{
    struct peer_bytes all = peer_bytes_new();
    struct str rest = str_of(lines), line, name;

    while (str_cut(&rest, '\n', &line)) {
        if (line.size == 0)
            continue;
        str_cut(&line, '=', &name);

        unsigned char sizes[5] = {(unsigned char)name.size, 0x80, 0,
                                  (unsigned char)(line.size >> 8), (unsigned char)line.size};

        put(&all, sizes, sizeof(sizes));
        put(&all, name.at, name.size);
        put(&all, line.at, line.size);
    }
    peer_add(bytes, PEER_PARAMS, all.at, all.size);
    if (all.size > 0)
        peer_add(bytes, PEER_PARAMS, NULL, 0);
    free(all.at);
}

void
peer_body(struct peer_bytes *bytes, const char *body, size_t size)
{
    while (size > 0) {
        size_t piece = size < 32768 ? size : 32768;

        peer_add(bytes, PEER_STDIN, body, piece);
        body += piece;
        size -= piece;
    }
    peer_add(bytes, PEER_STDIN, NULL, 0);
}

void
peer_send(int fd, struct str bytes)
{
    while (bytes.size > 0) {
        ssize_t sent = send(fd, bytes.at, bytes.size, MSG_NOSIGNAL);

        if (sent <= 0)
            return; /* the other side closed: what it said before is heard all the same */
        bytes = str_from(bytes, (size_t)sent);
    }
}

void
peer_get(int fd, const char *path, int flags)
{
    struct peer_bytes bytes = peer_bytes_new();
    char lines[256];

    snprintf(lines, sizeof(lines), "REQUEST_METHOD=GET\nREQUEST_URI=%s\n", path);
    peer_begin(&bytes, PEER_RESPONDER, flags);
    peer_params(&bytes, lines);
    peer_body(&bytes, NULL, 0);
    peer_send(fd, peer_str(bytes));
    free(bytes.at);
}

static bool
read_all(int fd, unsigned char *into, size_t size)
{
    while (size > 0) {
        ssize_t got = recv(fd, into, size, 0);

        if (got <= 0)
            return false;
        into += got;
        size -= (size_t)got;
    }
    return true;
}

/* Splits what came at the empty line, and reads the status. */
static void
split(struct peer_reply *reply, struct str all)
{
    const char *end = memmem(all.at, all.size, "\r\n\r\n", 4);

    if (end == NULL)
        return;
    reply->head = (struct str){all.at, (size_t)(end - all.at) + 2};
    reply->body = str_from(all, reply->head.size + 2);
    if (str_starts(reply->head, STR("Status: ")))
        reply->status = atoi(reply->head.at + 8);
}

/* Whether it is there already, as nginx would find it when it reads the end. */
static bool
take_last_word(int fd)
{
    unsigned char header[8];

    if (recv(fd, header, sizeof(header), MSG_PEEK | MSG_DONTWAIT) != sizeof(header) ||
        header[1] != PEER_UNKNOWN)
        return false;
    return read_all(fd, header, sizeof(header));
}

struct peer_reply
peer_hear(int fd)
{
    static struct peer_bytes all;
    static unsigned char content[65536 + 256];
    struct peer_reply reply = {0};
    unsigned char header[8];

    if (all.at == NULL)
        all = peer_bytes_new();
    all.size = 0;
    while (!reply.whole && read_all(fd, header, sizeof(header))) {
        size_t size = (size_t)header[4] << 8 | header[5];

        if (!read_all(fd, content, size + header[6]))
            break;
        if (header[1] == PEER_STDOUT)
            put(&all, content, size);
        reply.whole = header[1] == PEER_END;
    }
    reply.last = reply.whole && take_last_word(fd);
    split(&reply, peer_str(all));
    return reply;
}

bool
peer_is_closed(int fd)
{
    char byte;

    return recv(fd, &byte, 1, MSG_PEEK) <= 0;
}
