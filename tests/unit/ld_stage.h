/*
 * ld_stage: what the tests of linked data share: files, N-Quads and documents that are read whole.
 */
#pragma once

#include "ld/dataset.h"

/* Below tests/unit; and below the folder of specifications, or NULL when there is none. */
const char *stage_kept(void);
const char *stage_specs(void);

/* The whole file FOLDER/NAME, NUL and all; STR_NONE when there is none. */
struct str stage_file(struct arena *arena, const char *folder, struct str name);
const struct json_tree *stage_json(struct arena *arena, const char *folder, struct str name);

/* N-Quads as the suites have them. */
struct ld_dataset *stage_nquads(struct arena *arena, struct str text);

/* The canonical N-Quads of a document, or STR_NONE and the fault. */
struct str stage_canonical(struct arena *arena, const struct json_tree *document,
                           const struct ld_options *options, ld_hash *hash, struct ld_fault *fault);
