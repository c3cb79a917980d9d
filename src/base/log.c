#include "base/log.h"

#include "base/clock.h"

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

/* A JSON string is kept whole or not begun: six letters are the longest a byte can need. */
static void
put_text(struct line *line, struct str text)
{
    static const char digits[] = "0123456789abcdef";

    put(line, '"');
    for (size_t i = 0; i < text.size && line->size < sizeof(line->at) - 16; i++) {
        unsigned char c = (unsigned char)text.at[i];

        if (c < ' ' || c == 0x7f) {
            put_words(line, "\\u00");
            put(line, digits[c >> 4]);
            put(line, digits[c & 15]);
            continue;
        }
        if (c == '"' || c == '\\')
            put(line, '\\');
        put(line, (char)c);
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

    /* One write, so that lines of several processes do not mix. Nobody is left to tell if it fails.
     */
    ssize_t written = write(STDERR_FILENO, line.at, line.size);

    (void)written;
}
