/* reference: what the program says of its own interface. */
#pragma once

#include "ctl/command.h"

int reference_openapi(struct call *call);
int reference_roles(struct call *call);
int reference_routes(struct call *call);
