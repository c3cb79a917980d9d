#include "base/uuid.h"

#include "base/coding.h"

#include <assert.h>
#include <sys/random.h>
#include <time.h>

struct str
uuid_new(struct arena *arena)
{
    unsigned char bytes[16];
    struct timespec now;

    ssize_t got = getrandom(bytes, sizeof(bytes), 0);

    assert(got == sizeof(bytes));
    clock_gettime(CLOCK_REALTIME, &now);

    uint64_t ms = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;

    for (int i = 0; i < 6; i++)
        bytes[i] = (unsigned char)(ms >> (40 - 8 * i));
    bytes[6] = (unsigned char)((bytes[6] & 0x0f) | 0x70);
    bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80);

    struct str hex = coding_hex(arena, (struct str){(const char *)bytes, sizeof(bytes)});

    return arena_print(arena, "%.8s-%.4s-%.4s-%.4s-%.12s", hex.at, hex.at + 8, hex.at + 12,
                       hex.at + 16, hex.at + 20);
}
