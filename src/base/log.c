#include "base/log.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MAX_SIZE = 4096 };

static enum log_level lowest = LOG_IS_NOTE;

static const char *const levels[] = {
    [LOG_IS_NOTE] = "note",
    [LOG_IS_WARNING] = "warning",
    [LOG_IS_FAULT] = "fault",
};

/* A line of fixed size: logging has to work when nothing else does. */
struct line {
    char at[LINE_MAX_SIZE];
    size_t size;
};

static void
put(struct line *line, char c)
{
    /* Two places are held back, for "}" and the line's end. */
    if (line->size < sizeof(line->at) - 2)
        line->at[line->size++] = c;
}

static void
put_words(struct line *line, const char *words)
{
    while (*words != '\0')
        put(line, *words++);
}

/* A byte that is none of a character becomes U+FFFD, a control character its escape. */
static void
put_character(struct line *line, const char *at, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char c = (unsigned char)at[0];

    if (size == 0) {
        put_words(line, "\\ufffd");
        return;
    }
    if (c < ' ' || c == 0x7f) {
        put_words(line, "\\u00");
        put(line, digits[c >> 4]);
        put(line, digits[c & 15]);
        return;
    }
    if (c == '"' || c == '\\')
        put(line, '\\');
    for (size_t i = 0; i < size; i++)
        put(line, at[i]);
}

/* A text is cut between characters: six letters are the longest that one can need. */
static void
put_text(struct line *line, struct str text)
{
    put(line, '"');
    for (size_t i = 0; i < text.size && line->size < sizeof(line->at) - 16;) {
        size_t start = i;

        utf8_next(text, &i);
        put_character(line, text.at + start, i - start);
        i += i == start;
    }
    put(line, '"');
}

static void
put_field(struct line *line, const struct log_field *field)
{
    char number[24];

    if (line->size > sizeof(line->at) - 128)
        return;
    put(line, ',');
    put_text(line, str_of(field->name));
    put(line, ':');
    if (field->text.at != NULL) {
        put_text(line, field->text);
        return;
    }
    snprintf(number, sizeof(number), "%" PRId64, field->number);
    put_words(line, number);
}

bool
log_level_named(struct str name, enum log_level *level)
{
    for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
        if (str_same(name, str_of(levels[i]))) {
            *level = (enum log_level)i;
            return true;
        }
    }
    return false;
}

void
log_from(enum log_level level)
{
    lowest = level;
}

void
log_write(enum log_level level, const char *event, const struct log_field *fields)
{
    struct line line = {.size = 0};
    char stamp[40];
    struct timespec now;
    struct tm day;

    if (level < lowest)
        return;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &day);
    strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%S", &day);
    snprintf(line.at, sizeof(line.at), "{\"time\":\"%s.%03ldZ\",\"level\":\"%s\",\"event\":\"%s\"",
             stamp, now.tv_nsec / 1000000, levels[level], event);
    line.size = str_of(line.at).size;
    for (; fields->name != NULL; fields++)
        put_field(&line, fields);
    line.at[line.size++] = '}';
    line.at[line.size++] = '\n';

    /* One write, so that lines of several processes do not mix; nobody could be told of a failure.
     */
    ssize_t written = write(STDERR_FILENO, line.at, line.size);

    (void)written;
}
