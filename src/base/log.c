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

/* Bytes of the character of UTF-8 (RFC 3629) that begins at `at`; 0 when none does. */
static size_t
character_size(const unsigned char *at, size_t left)
{
    static const struct {
        unsigned char first, last, low, high; /* of the lead; of the byte after it */
        size_t size;
    } leads[] = {
        {0x00, 0x7f, 0x00, 0x00, 1},
        {0xc2, 0xdf, 0x80, 0xbf, 2},
        {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3},
        {0xed, 0xed, 0x80, 0x9f, 3},
        {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4},
        {0xf1, 0xf3, 0x80, 0xbf, 4},
        {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    size_t i = 0;

    while (i < sizeof(leads) / sizeof(leads[0]) &&
           (at[0] < leads[i].first || at[0] > leads[i].last))
        i++;
    if (i == sizeof(leads) / sizeof(leads[0]) || leads[i].size > left)
        return 0;
    if (leads[i].size > 1 && (at[1] < leads[i].low || at[1] > leads[i].high))
        return 0;
    for (size_t k = 2; k < leads[i].size; k++)
        if (at[k] < 0x80 || at[k] > 0xbf)
            return 0;
    return leads[i].size;
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
        size_t size = character_size((const unsigned char *)text.at + i, text.size - i);

        put_character(line, text.at + i, size);
        i += size > 0 ? size : 1;
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
