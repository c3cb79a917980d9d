/*
 * negotiate-parts: how the lists in headers are taken apart; for negotiate.c
 * and languages.c alone.
 */
#pragma once

#include "http/negotiate.h"

/* As str_cut, but a mark within quotes does not count, and the head is trimmed. */
bool negotiate_cut(struct str *rest, char mark, struct str *head);

/* What stands before the parameters of an element; its weight is in thousandths. */
struct str negotiate_range(struct str element, int *weight);
