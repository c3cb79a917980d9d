/*
 * openapi: the OpenAPI 3.1 document, made from the table of routes, the shapes
 * of inputs, the problems, and the types of schema doc in the database: what
 * the program does and what it says of itself cannot drift apart.
 */
#pragma once

#include "api/api.h"
#include "base/text.h"

/* The document; STR_NONE when the database does not answer. */
struct str openapi_write(struct arena *arena, const struct pg_door *door, struct str base_url);

/* Parts of it, in openapi-schema.c. */
void openapi_field(struct text *out, const struct shape_field *field);
void openapi_shape(struct text *out, const struct shape *shape);
void openapi_input_schemas(struct text *out);  /* "Name":{...}, of all shapes of bodies */
void openapi_output_schemas(struct text *out, const struct pg_answer *columns);
void openapi_name(struct text *out, const char *type); /* batch_item: BatchItem */
