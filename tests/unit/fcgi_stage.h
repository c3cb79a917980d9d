/*
 * fcgi_stage: a worker for each story, and a way to run a peer against it. For tests.
 *
 * Its paths: /hello, /facts (what the request says), /id, /echo, /big (BIG_SIZE
 * bytes), /gone (204), /same (304), /park (waits until woken), /wake and /drain.
 */
#pragma once

#include "fcgi/fcgi.h"

#include "fcgi_peer.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { BIG_SIZE = 3 << 20, GRACE_MS = 200 };

extern struct loop *loop;
extern struct fcgi *fcgi;
extern int listening;
extern char folder[64], path[96]; /* path is of the socket, in folder */
extern size_t done_count, drained_count, done_when_drained;

int open_worker(void **state);
int close_worker(void **state);
void wake_parked(void *who);
void drained(void *who); /* counts, and stops the loop */

/* Runs `talk` in a process of its own, and the worker until that ends. */
void talk_with(void (*talk)(void));

/* What each story of a bad peer ends with: the worker is well, and serves the next one. */
void say_hello(void);

#define STORY(test) cmocka_unit_test_setup_teardown(test, open_worker, close_worker)
