/*
 * import: files of partners, read as an import would read them, without a server.
 */
#pragma once

#include "ctl/command.h"

int import_check(struct call *call);
int import_template(struct call *call);
