#include "api/limits.h"

#include "keys/keys.h"

#include <sys/mman.h>

struct entry {
    int64_t window;
    int count;
};

struct limits {
    struct keys_table table; /* so that nobody can spend what is another's */
    struct entry entries[LIMITS_KINDS][LIMITS_ENTRIES];
};

static const int most[LIMITS_KINDS] = {
    [OF_CALLER] = LIMITS_REQUESTS,    [OF_AWARD] = LIMITS_GUESSES,
    [OF_NEIGHBOUR] = LIMITS_SIGN_INS, [OF_VERIFIER] = LIMITS_VERIFICATIONS,
    [OF_CLIENT] = LIMITS_GUESSES,     [OF_PASSWORD] = LIMITS_GUESSES,
    [OF_PICTURE] = LIMITS_PICTURES,
};

struct limits *
limits_open(void)
{
    struct limits *limits = mmap(NULL, sizeof(struct limits), PROT_READ | PROT_WRITE,
                                 MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (limits == MAP_FAILED)
        return NULL;
    limits->table = keys_table_open();
    return limits;
}

static size_t
place_of(const struct limits *limits, struct str who)
{
    return keys_table_place(&limits->table, who) % LIMITS_ENTRIES;
}

/* Workers race for an entry at the turn of a window: at worst some requests are not counted. */
struct limits_state
limits_take(struct limits *limits, enum limits_of kind, struct str who, int64_t now)
{
    struct entry *entry = &limits->entries[kind][place_of(limits, who)];
    int64_t window = now / LIMITS_WINDOW_S;
    int count;

    if (__atomic_load_n(&entry->window, __ATOMIC_RELAXED) != window) {
        __atomic_store_n(&entry->window, window, __ATOMIC_RELAXED);
        __atomic_store_n(&entry->count, 0, __ATOMIC_RELAXED);
    }
    count = __atomic_add_fetch(&entry->count, 1, __ATOMIC_RELAXED);
    return (struct limits_state){
        .is_over = count > most[kind],
        .left = count > most[kind] ? 0 : most[kind] - count,
        .reset_s = (int)((window + 1) * LIMITS_WINDOW_S - now),
    };
}

struct limits_state
limits_look(const struct limits *limits, enum limits_of kind, struct str who, int64_t now)
{
    const struct entry *entry = &limits->entries[kind][place_of(limits, who)];
    int64_t window = now / LIMITS_WINDOW_S;
    bool is_now = __atomic_load_n(&entry->window, __ATOMIC_RELAXED) == window;
    int count = is_now ? __atomic_load_n(&entry->count, __ATOMIC_RELAXED) : 0;

    return (struct limits_state){
        .is_over = count >= most[kind],
        .left = count >= most[kind] ? 0 : most[kind] - count,
        .reset_s = (int)((window + 1) * LIMITS_WINDOW_S - now),
    };
}
