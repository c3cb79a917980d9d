/*
 * fcgi_peer: the other side of FastCGI 1.0, record by record, as nginx would be
 * or as nobody should be. For tests; it runs in a process of its own and ends
 * that with a word on standard error when something is not as it should be.
 */
#pragma once

#include "base/str.h"

enum {
    PEER_BEGIN = 1,
    PEER_END = 3,
    PEER_PARAMS = 4,
    PEER_STDIN = 5,
    PEER_STDOUT = 6,
    PEER_UNKNOWN = 11,
};
enum { PEER_RESPONDER = 1, PEER_KEEP = 1, PEER_BYTES_MAX = 20 << 20 };

#define peer_must(claim) peer_check((claim), #claim, __LINE__)
void peer_check(bool holds, const char *claim, int line);

struct peer_reply {
    int status;
    struct str head, body; /* in memory of the peer, until the next reply */
    bool whole;            /* the request's last record came */
    bool last;             /* and with it the word that the connection is to be left */
};

/* Bytes that are gathered first and sent later, whole or in parts. */
struct peer_bytes {
    char *at;
    size_t size;
};

int peer_connect(const char *path);
void peer_add(struct peer_bytes *bytes, int type, const char *content, size_t size);
void peer_begin(struct peer_bytes *bytes, int role, int flags);
/* "NAME=value" lines, each ended by a line feed. */
void peer_params(struct peer_bytes *bytes, const char *lines);
void peer_body(struct peer_bytes *bytes, const char *body, size_t size);
void peer_send(int fd, struct str bytes);
struct peer_bytes peer_bytes_new(void);
struct str peer_str(struct peer_bytes bytes);

/* A whole GET without a body, and what comes back. */
void peer_get(int fd, const char *path, int flags);
struct peer_reply peer_hear(int fd);
bool peer_is_closed(int fd); /* waits until something comes; whether that is the end */
