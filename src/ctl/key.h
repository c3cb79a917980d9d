/*
 * key: the key file, and the keys that sign tokens, of each algorithm.
 *
 * Private keys are in the database, sealed under the key file and about their
 * kid. The next key is published before it signs, so that every worker and
 * every partner knows it when its time comes.
 */
#pragma once

#include "ctl/command.h"
#include "keys/keys.h"
#include "pg/pg.h"

int key_init(struct call *call);
extern const struct option key_list_options[];
int key_list(struct call *call);
extern const struct option key_rotate_options[];
int key_rotate(struct call *call);

/*
 * The row of sql_key_list of this algorithm in this state, "active" or "next"; false when
 * there is none.
 */
bool key_find(const struct pg_answer *keys, enum sign_algorithm algorithm, const char *state,
              size_t *row);

/* The key of a row, which the caller frees; NULL when it cannot be unsealed. */
struct sign_key *key_unseal(struct arena *arena, struct str seal, const struct pg_answer *keys,
                            size_t row);
