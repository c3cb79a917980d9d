#include "api/draw.h"

#include "image/image.h"

#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define ASK "draw"

extern char **environ;

static bool
write_all(int file, struct str bytes)
{
    while (bytes.size > 0) {
        ssize_t count = write(file, bytes.at, bytes.size);

        if (count <= 0)
            return false;
        bytes = str_from(bytes, (size_t)count);
    }
    return true;
}

/* From its beginning on, whatever was done with it; STR_NONE when it is empty, or larger. */
static struct str
read_all(struct arena *arena, int file, size_t size_max)
{
    struct stat about;
    char *at;

    if (fstat(file, &about) != 0 || about.st_size <= 0 || (size_t)about.st_size > size_max)
        return STR_NONE;
    at = arena_take(arena, (size_t)about.st_size + 1, 1);
    return pread(file, at, (size_t)about.st_size, 0) == about.st_size
               ? (struct str){at, (size_t)about.st_size}
               : STR_NONE;
}

/* Our own program once more, with nothing of ours open, and no signal held back. */
static bool
start(int in, int out, const char *side, pid_t *child)
{
    char name[] = "citylearn-api", ask[] = ASK, size[16];
    char *arguments[] = {name, ask, size, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t manner;
    sigset_t none;
    int fault;

    strncpy(size, side, sizeof(size) - 1);
    size[sizeof(size) - 1] = '\0';
    sigemptyset(&none);
    if (posix_spawn_file_actions_init(&files) != 0)
        return false;
    if (posix_spawnattr_init(&manner) != 0) {
        posix_spawn_file_actions_destroy(&files);
        return false;
    }
    fault = posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO) ||
            posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO) ||
            posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1) ||
            posix_spawnattr_setsigmask(&manner, &none) ||
            posix_spawnattr_setflags(&manner, POSIX_SPAWN_SETSIGMASK) ||
            posix_spawn(child, "/proc/self/exe", &files, &manner, arguments, environ);
    posix_spawnattr_destroy(&manner);
    posix_spawn_file_actions_destroy(&files);
    return fault == 0;
}

/* Whether it ended well, and in time. */
static bool
await(pid_t child)
{
    int handle = pidfd_open(child, 0), status = 0;
    struct pollfd ends = {.fd = handle, .events = POLLIN};

    if (handle < 0 || poll(&ends, 1, DRAW_WAIT_MS) != 1)
        kill(child, SIGKILL);
    if (handle >= 0)
        close(handle);
    return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool
draw_apart(struct arena *arena, struct str svg, int side, struct str *png)
{
    int in = memfd_create("svg", MFD_CLOEXEC), out = memfd_create("png", MFD_CLOEXEC);
    pid_t child;
    bool has_begun = in >= 0 && out >= 0 && write_all(in, svg) &&
                     start(in, out, arena_print(arena, "%d", side).at, &child);

    *png = has_begun && await(child) ? read_all(arena, out, IMAGE_BAKED_MAX) : STR_NONE;
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
    return has_begun;
}

bool
draw_is_asked(int count, char **arguments)
{
    return count == DRAW_ARGUMENTS && strcmp(arguments[1], ASK) == 0;
}

/* It ends by itself when nobody is there any more to end it. */
int
draw_main(char **arguments)
{
    struct arena *arena = arena_open(IMAGE_WORK_MAX);
    struct str svg, png = STR_NONE;
    int64_t side;
    bool is_drawn;

    alarm(DRAW_WAIT_MS / 1000 + 2);
    svg = read_all(arena, STDIN_FILENO, IMAGE_SVG_SIZE_MAX);
    if (svg.at != NULL && str_integer(str_of(arguments[2]), &side) && side <= IMAGE_RENDERED_MAX)
        png = image_svg_png(arena, svg, (int)side);
    is_drawn = png.at != NULL && write_all(STDOUT_FILENO, png);
    arena_close(arena);
    return is_drawn ? EXIT_SUCCESS : EXIT_FAILURE;
}
