#include "fcgi/fcgi.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

/* A socket that nobody listens on any more, left behind by a program that ended. */
static bool
is_left_over(const struct sockaddr_un *address)
{
    struct stat about;
    int fd;

    if (lstat(address->sun_path, &about) != 0 || !S_ISSOCK(about.st_mode))
        return false;
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;

    bool refused = connect(fd, (const struct sockaddr *)address, sizeof(*address)) != 0 &&
                   errno == ECONNREFUSED;

    close(fd);
    return refused;
}

static int
bind_to(int fd, const struct sockaddr_un *address)
{
    mode_t mask = umask(0117); /* 0660 from its first moment on */
    int failed = bind(fd, (const struct sockaddr *)address, sizeof(*address));

    if (failed != 0 && errno == EADDRINUSE && is_left_over(address)) {
        unlink(address->sun_path);
        failed = bind(fd, (const struct sockaddr *)address, sizeof(*address));
    }
    umask(mask);
    return failed;
}

int
fcgi_listen(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct str name = str_of(path);

    if (name.size >= sizeof(address.sun_path)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(address.sun_path, path, name.size);

    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -1;
    if (bind_to(fd, &address) == 0 && listen(fd, BACKLOG) == 0)
        return fd;

    int error = errno;

    close(fd);
    errno = error;
    return -1;
}
