/*
 * mail-server: a word with the mail server that the settings name, now and without the queue.
 */
#pragma once

#include "ctl/command.h"
#include "fetch/fetch.h"

/* Sends the letter, or only greets the server when it is NULL. */
struct fetch_posted mail_server_ask(struct call *call, const struct fetch_letter *letter);

/* What came of it, for people: what the server said, or why it said nothing. */
struct str mail_server_said(struct call *call, const struct fetch_posted *posted);
