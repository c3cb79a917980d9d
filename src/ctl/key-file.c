#include "ctl/key-file.h"

#include "base/coding.h"
#include "ctl/say.h"
#include "keys/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The program that reads it may be of another user, in the group that owns the folder. */
static void
take_group_of_folder(struct arena *arena, struct str path, int file)
{
    const char *slash = strrchr(path.at, '/');
    struct str folder = slash == NULL ? STR(".") : (struct str){path.at, (size_t)(slash - path.at)};
    struct stat about;

    if (stat(folder.size == 0 ? "/" : arena_copy(arena, folder).at, &about) == 0 &&
        fchown(file, (uid_t)-1, about.st_gid) != 0)
        note("the group of " STR_FMT " is left as it is: %s", STR_ARG(path), strerror(errno));
}

static bool
write_all(int file, struct str bytes)
{
    while (bytes.size > 0) {
        ssize_t written = write(file, bytes.at, bytes.size);

        if (written < 0 && errno != EINTR)
            return false;
        bytes = str_from(bytes, written < 0 ? 0 : (size_t)written);
    }
    return fsync(file) == 0;
}

struct str
key_file_ensure(struct arena *arena, struct str path, struct str *why)
{
    int file = open(path.at, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);

    if (file < 0 && errno == EEXIST)
        return keys_read_file(arena, path.at, why);
    if (file < 0) {
        *why = arena_print(arena,
                           STR_FMT " cannot be made: %s; run it as a user who may, or correct the "
                                   "setting \"key_file\".",
                           STR_ARG(path), strerror(errno));
        return STR_NONE;
    }

    struct str digits = coding_hex(arena, keys_chance(arena, KEYS_SEAL_SIZE));
    bool written = write_all(file, arena_print(arena, STR_FMT "\n", STR_ARG(digits))) &&
                   fchmod(file, 0640) == 0;

    take_group_of_folder(arena, path, file);
    if (close(file) != 0 || !written) {
        *why =
            arena_print(arena, STR_FMT " cannot be written: %s.", STR_ARG(path), strerror(errno));
        unlink(path.at);
        return STR_NONE;
    }
    note("made the key file " STR_FMT "; keep a copy, apart from the copies of the database",
         STR_ARG(path));
    return keys_read_file(arena, path.at, why);
}
