/*
 * scan: whether bytes are one JSON text as RFC 8259 has it, and no more.
 *
 * json-c lets through what the standard does not (doubled names, NaN, raw
 * controls, overlong UTF-8, lone surrogates, NUL), so this runs before it.
 * One pass, no allocation, no recursion.
 */
#pragma once

#include "base/problem.h"

enum {
    SCAN_DEPTH_MAX = 32,
    SCAN_TOKENS_MAX = 200000,   /* names and values: 500 activities fit */
    SCAN_MEMBERS_MAX = 512,     /* of one object */
    SCAN_OPEN_NAMES_MAX = 2048, /* of an object and all those around it */
    SCAN_NAME_MAX = 128,        /* bytes of a member's name */
};

struct scan_fault {
    size_t at;        /* byte offset where it stands */
    const char *code; /* "bad_syntax", "bad_encoding", "doubled_name", "nul_character", "too_deep",
                         "too_many", "number_out_of_range" */
    const char *detail; /* one sentence */
};

/* PROBLEM_NONE or PROBLEM_MALFORMED_JSON, and then `fault` says why. */
enum problem scan_json(struct str json, struct scan_fault *fault);
