/*
 * provider: the OpenID Connect providers of cities. Whoever runs one can say of anybody that
 * an address is theirs, so the operator approves each.
 */
#pragma once

#include "ctl/command.h"

int provider_list(struct call *call);
int provider_approve(struct call *call);
