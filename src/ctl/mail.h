/*
 * mail: mails, as the operator sees them: what became of them, addresses that refuse them, and
 * whether the mail server takes any.
 */
#pragma once

#include "ctl/command.h"

extern const struct option mail_list_options[];
int mail_list(struct call *call);
int mail_allow(struct call *call);
int mail_test(struct call *call);
