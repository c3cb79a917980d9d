/*
 * describe: what the program says of its own interface.
 */
#pragma once

#include "base/arena.h"

struct pg_door;

/*
 * The OpenAPI 3.1 document, made from the table of routes, the shapes of inputs,
 * the problems, and the types of schema doc in the database: what the program
 * does and what it says of itself cannot drift apart. STR_NONE when the database
 * does not answer.
 */
struct str openapi_write(struct arena *arena, const struct pg_door *door, struct str base_url);

/* The table of routes for people, a line each: method, path, who, scope, role, what it is for. */
struct str routes_write(struct arena *arena);

/* What each role adds to the one below it, in Markdown. */
struct str roles_write(struct arena *arena);
