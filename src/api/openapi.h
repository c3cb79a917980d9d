/* openapi: the parts that the OpenAPI document is made of. Private to api; see describe.h. */
#pragma once

#include "api/api.h"
#include "base/text.h"

void openapi_field(struct text *out, const struct shape_field *field);
void openapi_input_schemas(struct text *out); /* "Name":{...}, of all shapes of bodies */
void openapi_output_schemas(struct text *out, const struct pg_answer *columns);
void openapi_request(struct text *out, const struct route *route); /* its body */
bool openapi_has_body(const struct route *route);
/* Its body is a badge in any form, and read by nobody but its handler. */
bool openapi_has_badge(const struct route *route);
void openapi_badges(struct text *out, const struct route *route);   /* its types beside JSON */
void openapi_contents(struct text *out, const struct route *route); /* "content": of a reply */
bool openapi_refuses_types(const struct route *route);              /* whether it answers 406 */
void openapi_responses(struct text *out, const struct route *route);
void openapi_name(struct text *out, const char *type); /* batch_item: BatchItem */
