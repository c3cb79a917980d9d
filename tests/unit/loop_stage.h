/*
 * loop_stage: a loop for each story, and what happened in it, as letters. For tests.
 */
#pragma once

#include "loop/loop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

extern struct loop *loop;
extern char story[64];

int open_loop(void **state);
int close_loop(void **state);
void tell(char letter); /* adds to the story */
void stop(void *who);   /* for a timer: the loop returns */

#define STORY(test) cmocka_unit_test_setup_teardown(test, open_loop, close_loop)
