/*
 * person: people, as the operator names them, and keeps out whom nobody else can.
 */
#pragma once

#include "ctl/command.h"

/* Whether this can be a person's address: one "@" with something on both sides, no blanks. */
bool person_is_address(struct str text);

int person_suspend(struct call *call);
int person_reinstate(struct call *call);
