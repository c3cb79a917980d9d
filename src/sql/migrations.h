/*
 * migrations: the steps that bring a database to the schema of this version.
 *
 * Made from db/migrations/NNNN-name.sql, numbered from 1 without a gap, and
 * constant. `citylearn migrate` runs those that a database has not seen yet.
 */
#pragma once

struct migration {
    int number; /* 0 ends the table */
    const char *name, *sql;
};

extern const struct migration migrations[];
