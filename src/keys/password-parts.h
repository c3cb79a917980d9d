/*
 * password-parts: what the two files of password.h know of each other.
 */
#pragma once

#include "keys/password.h"

/* NFC, wiped later; STR_NONE when it is no UTF-8 or too large to look at. */
struct str password_normalised(struct arena *arena, struct str password);
