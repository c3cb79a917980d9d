/*
 * reply: how handlers end: with what the database said, or with its problem.
 *
 * All of them set the headers that belong to the answer (ETag, Content-Language,
 * Location, Link); those that every reply has are set once, in api.c.
 */
#pragma once

#include "api/api.h"

/* A problem with what the call knows of it: errors, scope, allowed methods. */
struct reply reply_refusal(struct call *call, enum problem problem);
struct reply reply_detailed(struct call *call, enum problem problem, struct str detail);

/* Of a parameter that fits its shape and still means nothing. */
struct reply reply_unfit(struct call *call, const char *parameter, const char *detail);

/* The problem of an answer, with what the rule that was broken said beside its name. */
struct reply reply_broken_rule(struct call *call, struct pg_answer answer);

/* 200 with the "body" of the first row; its "version" and "language" become headers; 304. */
struct reply reply_with(struct call *call, struct pg_answer answer);

/*
 * 200 or 201 of a write: the same, with the answer that was kept when it was
 * replayed. Location is `path` and the row's "id", or none when path is NULL.
 */
struct reply reply_done(struct call *call, struct pg_answer answer);
struct reply reply_made(struct call *call, struct pg_answer answer, const char *path);

/* 202 of a write that made a job, whose Location it tells. */
struct reply reply_begun(struct call *call, struct pg_answer answer);

/* 204 */
struct reply reply_nothing(struct call *call, struct pg_answer answer);

/* {"items": [...], "self", "next"} of rows with "body" and "cursor"; `total` may be NULL. */
struct reply reply_page(struct call *call, struct pg_answer answer, const struct pg_answer *total);

/* The same without an end: "next" is always there, and leads to what changes from now on. */
struct reply reply_changes(struct call *call, struct pg_answer answer);

/* {"items": [...], "self"} of rows with "body", all there are. */
struct reply reply_list(struct call *call, struct pg_answer answer);

/* {"slug": "title"} of all problems, for items that break a rule of the database. */
struct str reply_titles(struct call *call);

/* 200 with JSON, or another text, that the program itself wrote; 304. */
struct reply reply_json(struct call *call, struct str body);
struct reply reply_text(struct call *call, const char *type, struct str body);

/* The same with Last-Modified, which counts as a condition where no tag does. */
struct reply reply_feed(struct call *call, const char *type, struct str body, struct str modified);

/* Tells the courier that there is something to do; it looks by itself if this is lost. */
void reply_poke_courier(const struct call *call);

/* Bytes of items: what would pass them comes on the next page, however many were asked for. */
enum { PAGE_SIZE_MAX = 4 << 20 };

/* Of a page that shows such rows: how many, and the addresses of the next one (or STR_NONE) and the
 * first. */
size_t page_shown(const struct call *call, const struct pg_answer *answer);
struct str page_onward(const struct call *call, const struct pg_answer *answer);
struct str page_first(const struct call *call);

/* Reads the cursor into call->after; PROBLEM_BAD_CURSOR when it is not of this list. */
enum problem page_find(struct call *call);

/* How many rows a page asks for: one more than it shows, to know whether there is a next one. */
int64_t page_count(const struct call *call);

/* Whether expand=translations was asked for. */
bool view_whole(const struct call *call);

/* Cuts an object down to what fields= names; false, with call->errors, when it lacks one. */
bool view_pick(struct call *call, struct str *object);
