/*
 * connection: the apps that a person has let use their account.
 */
#pragma once

#include "api/api.h"

struct reply connection_list(struct call *call);
struct reply connection_revoke(struct call *call);
