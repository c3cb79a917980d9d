/*
 * courier: tells partners what happened, and sends people their mails.
 *
 * Events stand in the database, written with the change they tell of. The
 * courier turns them into deliveries, leases what is due, sends each in a task
 * of its own, and writes what came of it in sets. Nothing is open in the
 * database while a partner is spoken to. It looks when it is poked, by any byte
 * on the datagram socket run_dir/courier.sock, and five times a second anyway.
 *
 * Several couriers may run at once, on any machines: a lease is fenced by owner
 * and attempt. What a courier had in hand when it died is due again a minute
 * later, so a partner can hear a thing twice, but never not at all.
 */
#pragma once

#include "fetch/fetch.h"
#include "pg/pg.h"

enum {
    COURIER_FAN_OUT_MAX = 200, /* events in one statement */
    COURIER_CLAIM_MAX = 100,   /* deliveries in one statement */
    COURIER_LOOK_MS = 200,
    COURIER_SETTLE_MAX = 50,     /* results that are written without waiting for more */
    COURIER_SETTLE_MS = 10,      /* how long a result waits for company */
    COURIER_REAP_MS = 5000,      /* between looks for leases that ran out */
    COURIER_CALENDARS_MS = 2000, /* between looks for calendars that are to be read */
    COURIER_WARN_MS = 600000,    /* between looking for secrets that expire soon */
    COURIER_SWEEP_MS = 600000,   /* between throwing away what is kept for a day */
};

#define COURIER_SOCKET "courier.sock" /* in run_dir: who has work for it sends a byte */

struct courier_options {
    const char *run_dir;
    struct str seal_key;  /* of KEYS_SEAL_SIZE bytes, that endpoints' secrets are sealed with */
    struct str base_url;  /* where this service is, for what mails say */
    struct str terms_url; /* what other hosts of badges are told of this one, */
    struct str privacy_url;
    int64_t retry_scale;   /* divides the waits between attempts */
    int64_t drain_seconds; /* how long a stop may take */
};

struct courier;

/* `options` and what it points to are constant while the courier is open. */
struct courier *courier_open(struct loop *loop, struct pg *pg, struct fetch *fetch,
                             const struct courier_options *options);

/*
 * Begins nothing new, finishes what is in flight and writes what came of it,
 * and then calls stopped(who), after drain_seconds at the latest.
 */
void courier_stop(struct courier *courier, void (*stopped)(void *who), void *who);

/* Whether nothing is in flight, so that all can be closed; else the program can only end. */
bool courier_idle(const struct courier *courier);
void courier_close(struct courier *courier); /* once it is idle, and not in `stopped` */
