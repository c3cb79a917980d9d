#include "ctl/skill-row.h"

#include "json/scan.h"

#include <string.h>

const char *const skill_columns[SKILL_COLUMNS] = {
    [SKILL_URI] = "conceptUri",          [SKILL_LABEL] = "preferredLabel",
    [SKILL_TYPE] = "skillType",          [SKILL_REUSE_LEVEL] = "reuseLevel",
    [SKILL_ALTERNATIVE] = "altLabels",   [SKILL_HIDDEN] = "hiddenLabels",
    [SKILL_DESCRIPTION] = "description", [SKILL_DEFINITION] = "definition",
};

/* Up to the next line's end or " | ". */
static struct str
next_label(struct str *rest)
{
    struct str all = *rest;

    for (size_t i = 0; i < all.size; i++) {
        bool bar = all.size - i >= 3 && memcmp(all.at + i, " | ", 3) == 0;

        if (!bar && all.at[i] != '\n' && all.at[i] != '\r')
            continue;
        *rest = str_from(all, i + (bar ? 3 : 1));
        return str_trim((struct str){all.at, i});
    }
    *rest = STR("");
    return str_trim(all);
}

static void
add_labels(struct text *json, const char *name, struct str cell)
{
    bool first = true;

    text_print(json, ",\"%s\":[", name);
    while (cell.size > 0) {
        struct str label = next_label(&cell);

        if (label.size == 0)
            continue;
        if (!first)
            text_add(json, STR(","));
        text_add_json(json, label);
        first = false;
    }
    text_add(json, STR("]"));
}

static void
add_member(struct text *json, const char *name, struct str value)
{
    text_add(json, STR(","));
    text_add_member(json, name, value);
}

static void
add_row(struct text *json, const struct str *cells)
{
    struct str about = cells[SKILL_DESCRIPTION];

    text_add(json, STR("{"));
    text_add_member(json, "uri", cells[SKILL_URI]);
    add_member(json, "type", cells[SKILL_TYPE]);
    add_member(json, "reuseLevel", cells[SKILL_REUSE_LEVEL]);
    add_member(json, "label", cells[SKILL_LABEL]);
    add_labels(json, "alternative", cells[SKILL_ALTERNATIVE]);
    add_labels(json, "hidden", cells[SKILL_HIDDEN]);
    add_member(json, "description", about.size > 0 ? about : cells[SKILL_DEFINITION]);
    text_add(json, STR("}"));
}

const char *
skill_row_add(struct text *json, const struct str *cells)
{
    size_t before = json->size;
    struct scan_fault fault;
    const char *wrong = NULL;

    if (cells[SKILL_URI].size == 0 ||
        memchr(cells[SKILL_URI].at, ':', cells[SKILL_URI].size) == NULL)
        return "its conceptUri is no URI";
    add_row(json, cells);
    if (scan_json(str_from(text_str(json), before), &fault) != PROBLEM_NONE)
        wrong = "its text is not UTF-8, or holds a NUL";
    if (wrong != NULL)
        json->size = before;
    return wrong;
}
