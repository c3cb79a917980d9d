#include "base/coding.h"
#include "keys/keys.h"
#include "keys/wipe.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    DIGITS = KEYS_SEAL_SIZE * 2,
    FILE_MAX = DIGITS + 16, /* bytes: more than this is not such a file */
    TOO_OPEN = 0037,        /* the group may read, and nobody else may do anything */
};

static struct str
trimmed(struct str line)
{
    while (line.size > 0 && strchr(" \t\r\n", line.at[line.size - 1]) != NULL)
        line.size--;
    return str_trim(line);
}

/* STR_NONE, and `why`, when the bytes of the file are no key. */
static struct str
read_digits(struct arena *arena, const char *path, int file, struct str *why)
{
    char bytes[FILE_MAX];
    ssize_t size = read(file, bytes, sizeof(bytes));
    struct str key = STR_NONE;

    if (size < 0) {
        *why = arena_print(arena, "%s cannot be read: %s.", path, strerror(errno));
        return STR_NONE;
    }

    struct str digits = trimmed((struct str){bytes, (size_t)size});

    if (digits.size == DIGITS)
        key = coding_from_hex(arena, digits);
    if (key.at == NULL)
        *why = arena_print(arena,
                           "%s does not hold %d hexadecimal digits and nothing else: make one "
                           "with \"openssl rand -hex %d\".",
                           path, DIGITS, KEYS_SEAL_SIZE);
    sodium_memzero(bytes, sizeof(bytes));
    return key.at == NULL ? key : wipe_later(arena, key);
}

static struct str
read_guarded(struct arena *arena, const char *path, int file, struct str *why)
{
    struct stat about;

    if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode)) {
        *why = arena_print(arena, "%s is not a plain file.", path);
        return STR_NONE;
    }
    if ((about.st_mode & TOO_OPEN) != 0) {
        *why = arena_print(arena,
                           "%s is open to more than its owner and readers of its group (mode "
                           "%04o): run \"chmod 0640 %s\".",
                           path, (unsigned)about.st_mode & 07777, path);
        return STR_NONE;
    }
    return read_digits(arena, path, file, why);
}

struct str
keys_read_file(struct arena *arena, const char *path, struct str *why)
{
    /* Not blocking, lest a named pipe holds the start for ever. */
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (file < 0) {
        *why = arena_print(arena, "%s cannot be opened: %s.", path, strerror(errno));
        return STR_NONE;
    }

    struct str key = read_guarded(arena, path, file, why);

    close(file);
    return key;
}
