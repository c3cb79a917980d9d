/*
 * person: people, as the operator names them.
 */
#pragma once

#include "base/str.h"

/* Whether this can be a person's address: one "@" with something on both sides, no blanks. */
bool person_is_address(struct str text);
