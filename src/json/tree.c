#include "json/tree.h"

#include "json/unescape.h"

#include <string.h>

struct growing {
    struct arena *arena;
    struct str json;
    size_t at, depth;
    struct json_tree *open[SCAN_DEPTH_MAX];        /* the lists and objects around what is read */
    const struct json_tree **ends[SCAN_DEPTH_MAX]; /* where the next in each of them is noted */
};

/* To the next byte that is no blank, comma or colon: the scan has seen that they stand well. */
static char
next(struct growing *growing)
{
    while (growing->at < growing->json.size &&
           memchr(" \t\r\n,:", growing->json.at[growing->at], 6) != NULL)
        growing->at++;
    return growing->at < growing->json.size ? growing->json.at[growing->at] : '\0';
}

static struct str
take_string(struct growing *growing)
{
    size_t start = ++growing->at;

    while (growing->json.at[growing->at] != '"')
        growing->at += growing->json.at[growing->at] == '\\' ? 2 : 1;
    return json_unescape(growing->arena,
                         (struct str){growing->json.at + start, growing->at++ - start});
}

static struct str
take_plain(struct growing *growing)
{
    size_t start = growing->at;

    while (growing->at < growing->json.size &&
           memchr(" \t\r\n,]}", growing->json.at[growing->at], 7) == NULL)
        growing->at++;
    return (struct str){growing->json.at + start, growing->at - start};
}

static void
take_value(struct growing *growing, struct json_tree *tree)
{
    char c = next(growing);

    if (c == '"') {
        tree->kind = JSON_STRING;
        tree->text = take_string(growing);
    } else if (c == '{' || c == '[') {
        tree->kind = c == '{' ? JSON_OBJECT : JSON_LIST;
        growing->open[growing->depth] = tree;
        growing->ends[growing->depth++] = &tree->first;
        growing->at++;
    } else {
        tree->text = take_plain(growing);
        tree->kind = c == 'n'   ? JSON_NULL
                     : c == 'f' ? JSON_FALSE
                     : c == 't' ? JSON_TRUE
                                : JSON_NUMBER;
        if (tree->kind != JSON_NUMBER)
            tree->text = STR_NONE;
    }
}

/* The next member or item of the innermost object or list, or its end. */
static void
step(struct growing *growing)
{
    const struct json_tree *around = growing->open[growing->depth - 1];
    char c = next(growing);

    if (c == '}' || c == ']') {
        growing->depth--;
        growing->at++;
        return;
    }

    struct json_tree *tree = arena_new(growing->arena, struct json_tree);

    *growing->ends[growing->depth - 1] = tree;
    growing->ends[growing->depth - 1] = &tree->next;
    if (around->kind == JSON_OBJECT)
        tree->name = take_string(growing);
    take_value(growing, tree);
}

enum problem
json_tree_read(struct arena *arena, struct str json, const struct json_tree **tree,
               struct scan_fault *fault)
{
    struct growing growing = {.arena = arena, .json = json};
    struct json_tree *top = arena_new(arena, struct json_tree);
    enum problem problem = scan_json(json, fault);

    if (problem)
        return problem;
    take_value(&growing, top);
    while (growing.depth > 0)
        step(&growing);
    *tree = top;
    return PROBLEM_NONE;
}

const struct json_tree *
json_tree_member(const struct json_tree *object, struct str name)
{
    if (object->kind != JSON_OBJECT)
        return NULL;
    for (const struct json_tree *one = object->first; one != NULL; one = one->next)
        if (str_same(one->name, name))
            return one;
    return NULL;
}

struct str
json_tree_text(const struct json_tree *object, const char *name)
{
    const struct json_tree *member = json_tree_member(object, str_of(name));

    return member != NULL && member->kind == JSON_STRING ? member->text : STR_NONE;
}

static struct json_tree *
copy(struct arena *arena, const struct json_tree *tree)
{
    struct json_tree *same = arena_new(arena, struct json_tree);

    *same = *tree;
    return same;
}

const struct json_tree *
json_tree_without(struct arena *arena, const struct json_tree *object, struct str name)
{
    struct json_tree *rest = copy(arena, object);
    const struct json_tree **end = &rest->first;

    for (const struct json_tree *one = object->first; one != NULL; one = one->next) {
        if (str_same(one->name, name))
            continue;

        struct json_tree *kept = copy(arena, one);

        *end = kept;
        end = &kept->next;
    }
    *end = NULL;
    return rest;
}

const struct json_tree *
json_tree_with(struct arena *arena, const struct json_tree *object, struct str name,
               const struct json_tree *value)
{
    const struct json_tree *more = json_tree_without(arena, object, name);
    struct json_tree *last = copy(arena, value), *whole = copy(arena, more);

    last->name = name;
    last->next = whole->first; /* the order of members means nothing */
    whole->first = last;
    return whole;
}
