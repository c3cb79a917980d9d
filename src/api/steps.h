/*
 * steps: what every request goes through before its handler, in this order.
 * Each answers the problem that ends the request, or PROBLEM_NONE.
 */
#pragma once

#include "api/api.h"

enum problem step_find_route(struct call *call);  /* the row of the table; the parts of the path */
enum problem step_know_caller(struct call *call); /* whose token it is */
enum problem step_limit_rate(struct call *call);  /* not too often */
enum problem
step_allow_caller(struct call *call);            /* by kind and scope; the role is the database's */
enum problem step_read_input(struct call *call); /* through the route's shape */
enum problem step_guard_form(struct call *call); /* a form that was sent is one of ours */
enum problem step_negotiate(struct call *call);  /* languages and media type */
enum problem step_read_match(struct call *call); /* If-Match */
enum problem step_read_key(struct call *call);   /* Idempotency-Key */
struct str step_key(const struct call *call);    /* what it says */
/* Claims the key for this request, of which `body` is what tells its body apart. */
void step_claim_key(struct call *call, struct str body);
enum problem step_open_door(struct call *call); /* to the database, as this caller */
