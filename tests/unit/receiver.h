/*
 * receiver: a partner to speak to, tests/unit/https-server.py, for as long as a
 * group of tests lasts. It ends with the test, however that ended.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* For cmocka's group; the state is not used. */
int receiver_start(void **state);
int receiver_stop(void **state);

/* What it told at its start: "ca", a file of certificates, or the port of that name. */
const char *receiver_told(const char *name);
