/*
 * token: access tokens for the operator, until people can sign in.
 */
#pragma once

#include "ctl/command.h"

extern const struct option token_options[];
int token_print(struct call *call);
