/*
 * skill: classifications of skills, read from the columns of the ESCO download.
 *
 * Concepts go to the database a thousand at a time, which writes only what
 * differs: an import that is repeated, or that broke off, does no harm.
 */
#pragma once

#include "ctl/command.h"

extern const struct option skill_import_options[];
int skill_import(struct call *call);
