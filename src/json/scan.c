#include "json/scan.h"

#include "base/utf8.h"
#include "json/scan-parts.h"

struct level {
    size_t items;
    size_t names; /* where the names of this object begin */
};

struct scan {
    struct str json;
    size_t at, tokens, depth;
    uint64_t objects; /* bit n is set where level n is an object and not a list */
    struct level levels[SCAN_DEPTH_MAX];
    struct scan_fault *fault;
    struct scan_names names;
};

static bool
refuse(const struct scan *scan, const char *code, const char *detail)
{
    return scan_refuse(scan->fault, scan->at, code, detail);
}

/* '\0' at the end, and no JSON has one before it. */
static char
peek(const struct scan *scan)
{
    return scan->at < scan->json.size ? scan->json.at[scan->at] : '\0';
}

static void
skip_blanks(struct scan *scan)
{
    while (peek(scan) == ' ' || peek(scan) == '\n' || peek(scan) == '\r' || peek(scan) == '\t')
        scan->at++;
}

/* Something stands here that may not; `wanted` says what should. */
static bool
unexpected(const struct scan *scan, const char *wanted)
{
    size_t at = scan->at;

    if (at == scan->json.size)
        return refuse(scan, "bad_syntax", "The text ends too early.");
    if (peek(scan) == '\0')
        return refuse(scan, "nul_character", "The NUL character is not allowed.");
    if (utf8_next(scan->json, &at) == UTF8_NONE)
        return refuse(scan, "bad_encoding", "These bytes are not UTF-8.");
    return refuse(scan, "bad_syntax", wanted);
}

static bool
count_token(struct scan *scan)
{
    return ++scan->tokens <= SCAN_TOKENS_MAX ||
           refuse(scan, "too_many", "There are more than 200000 names and values.");
}

static bool
enter(struct scan *scan, bool object)
{
    uint64_t bit = UINT64_C(1) << scan->depth;

    if (scan->depth == SCAN_DEPTH_MAX)
        return refuse(scan, "too_deep", "Objects and lists may be nested 32 deep.");
    scan->levels[scan->depth++] = (struct level){.names = scan->names.count};
    scan->objects = object ? scan->objects | bit : scan->objects & ~bit;
    scan->at++;
    return true;
}

static bool
leave(struct scan *scan)
{
    scan_names_drop(&scan->names, scan->levels[--scan->depth].names);
    scan->at++;
    return true;
}

static bool
take_word(struct scan *scan, struct str wanted)
{
    if (!str_starts(str_from(scan->json, scan->at), wanted))
        return unexpected(scan, "Only true, false and null are words of JSON.");
    scan->at += wanted.size;
    return true;
}

static bool
is_number_start(char c)
{
    return c == '-' || (c >= '0' && c <= '9');
}

/* A value, or the opening of a list or an object. */
static bool
take_value(struct scan *scan)
{
    skip_blanks(scan);
    if (!count_token(scan))
        return false;
    switch (peek(scan)) {
    case '{':
        return enter(scan, true);
    case '[':
        return enter(scan, false);
    case '"':
        return scan_string(scan->json, &scan->at, NULL, scan->fault);
    case 't':
        return take_word(scan, STR("true"));
    case 'f':
        return take_word(scan, STR("false"));
    case 'n':
        return take_word(scan, STR("null"));
    default:
        return is_number_start(peek(scan)) ? scan_number(scan->json, &scan->at, scan->fault)
                                           : unexpected(scan, "A value has to stand here.");
    }
}

static bool
take_name(struct scan *scan, const struct level *level)
{
    struct scan_name name; /* not zeroed: there is one for each member */

    skip_blanks(scan);

    size_t at = scan->at;

    if (peek(scan) != '"')
        return unexpected(scan, "The name of a member has to stand here, in double quotes.");
    if (level->items > SCAN_MEMBERS_MAX)
        return refuse(scan, "too_many", "An object may have at most 512 members.");
    if (!count_token(scan) || !scan_string(scan->json, &scan->at, &name, scan->fault) ||
        !scan_names_add(&scan->names, level->names, &name, at, scan->fault))
        return false;
    skip_blanks(scan);
    if (peek(scan) != ':')
        return unexpected(scan, "After the name of a member there has to be a colon.");
    scan->at++;
    return true;
}

/* The next member or item of the innermost object or list, or its end. */
static bool
step(struct scan *scan)
{
    struct level *level = &scan->levels[scan->depth - 1];
    bool object = (scan->objects >> (scan->depth - 1) & 1) != 0;

    skip_blanks(scan);
    if (peek(scan) == (object ? '}' : ']'))
        return leave(scan);
    if (level->items++ > 0) {
        if (peek(scan) != ',')
            return unexpected(scan, object ? "A comma or } has to stand here."
                                           : "A comma or ] has to stand here.");
        scan->at++;
    }
    return (!object || take_name(scan, level)) && take_value(scan);
}

static bool
take_whole(struct scan *scan)
{
    if (str_starts(scan->json, STR("\xef\xbb\xbf")))
        return refuse(scan, "bad_encoding", "Leave out the byte order mark.");
    skip_blanks(scan);
    if (scan->at == scan->json.size)
        return refuse(scan, "bad_syntax", "There is nothing here; send one JSON object.");
    if (!take_value(scan))
        return false;
    while (scan->depth > 0)
        if (!step(scan))
            return false;
    skip_blanks(scan);
    return scan->at == scan->json.size ||
           unexpected(scan, "Nothing may follow the end of the JSON text.");
}

enum problem
scan_json(struct str json, struct scan_fault *fault)
{
    struct scan scan = {.json = json, .fault = fault, .names = {.json = json}};

    /* Where the stack is differs from start to start, and nobody outside knows it. */
    scan.names.seed = (uint64_t)(uintptr_t)&scan * UINT64_C(0xd6e8feb86659fd93);
    if (json.size > INT32_MAX) {
        refuse(&scan, "too_many", "The text is longer than two gigabytes.");
        return PROBLEM_MALFORMED_JSON;
    }
    return take_whole(&scan) ? PROBLEM_NONE : PROBLEM_MALFORMED_JSON;
}
