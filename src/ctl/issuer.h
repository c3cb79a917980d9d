/*
 * issuer: the keys that awards are signed with, one for each organisation and one of the service.
 * None is ever taken away, since what it has signed is held by people.
 */
#pragma once

#include "ctl/command.h"

int issuer_list(struct call *call);
extern const struct option issuer_rotate_options[];
int issuer_rotate(struct call *call);
