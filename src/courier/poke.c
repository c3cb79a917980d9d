#include "courier/poke.h"

#include "base/log.h"
#include "courier/courier.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { POKES_MAX = 64 }; /* that are taken in one turn */

static bool
address_of(const struct poke *poke, struct sockaddr_un *address)
{
    int size;

    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    size =
        snprintf(address->sun_path, sizeof(address->sun_path), "%s/" COURIER_SOCKET, poke->run_dir);
    return size > 0 && (size_t)size < sizeof(address->sun_path);
}

/* What a courier left behind when it died refuses to be connected to. */
static bool
is_left_behind(int fd, const struct sockaddr_un *address)
{
    return connect(fd, (const struct sockaddr *)address, sizeof(*address)) != 0 &&
           errno == ECONNREFUSED;
}

/* The socket is for the programs of one group, and for nobody else. */
static bool
take_address(int fd, const struct sockaddr_un *address)
{
    const struct sockaddr *name = (const struct sockaddr *)address;

    if (bind(fd, name, sizeof(*address)) != 0) {
        if (errno != EADDRINUSE || !is_left_behind(fd, address))
            return false;
        unlink(address->sun_path);
        if (bind(fd, name, sizeof(*address)) != 0)
            return false;
    }
    return chmod(address->sun_path, 0660) == 0;
}

/* However many pokes came, one look is the answer to all of them. */
static void
poked(void *who, uint32_t events)
{
    struct poke *poke = who;
    char byte;

    (void)events;
    for (int i = 0; i < POKES_MAX; i++)
        if (recv(poke->watch.fd, &byte, sizeof(byte), MSG_DONTWAIT) < 0)
            break;
    bell_ring(poke->bell);
}

void
poke_open(struct poke *poke)
{
    struct sockaddr_un address;
    int fd;

    if (poke->open || !address_of(poke, &address))
        return;
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    if (!take_address(fd, &address)) {
        close(fd);
        return;
    }
    poke->watch = (struct loop_watch){.fd = fd, .ready = poked, .who = poke};
    loop_watch(poke->loop, &poke->watch, EPOLLIN);
    poke->open = true;
    log_note("courier_listens", LOG_WORDS("socket", address.sun_path));
}

void
poke_close(struct poke *poke)
{
    struct sockaddr_un address;

    if (!poke->open)
        return;
    loop_unwatch(poke->loop, &poke->watch);
    close(poke->watch.fd);
    if (address_of(poke, &address))
        unlink(address.sun_path);
    poke->open = false;
}
