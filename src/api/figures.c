#include "api/figures.h"

#include <inttypes.h>
#include <sys/mman.h>

enum { ROUTES_MAX = 128, CLASSES = 6, BOUNDS = 10 };

/* Upper bounds of the histogram, microseconds; what is above falls into +Inf. */
static const int64_t bounds_us[BOUNDS] = {500,   1000,   2500,   5000,    10000,
                                          25000, 100000, 500000, 1000000, 5000000};

struct counter {
    uint64_t statuses[CLASSES]; /* 1xx to 5xx at their first digit */
    uint64_t below[BOUNDS + 1];
    uint64_t sum_us;
};

struct figures {
    struct counter routes[ROUTES_MAX]; /* the first is for requests without a route */
};

struct figures *
figures_open(void)
{
    void *memory = mmap(NULL, sizeof(struct figures), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    return memory == MAP_FAILED ? NULL : memory;
}

static void
add(uint64_t *counter, uint64_t by)
{
    __atomic_fetch_add(counter, by, __ATOMIC_RELAXED);
}

static uint64_t
value(const uint64_t *counter)
{
    return __atomic_load_n(counter, __ATOMIC_RELAXED);
}

void
figures_add(struct figures *figures, const struct route *route, int status, int64_t us)
{
    size_t place = route == NULL ? 0 : (size_t)(route - routes) + 1;
    struct counter *counter = &figures->routes[place < ROUTES_MAX ? place : 0];
    size_t bound = 0;

    while (bound < BOUNDS && us > bounds_us[bound])
        bound++;
    add(&counter->statuses[status / 100 % CLASSES], 1);
    add(&counter->below[bound], 1);
    add(&counter->sum_us, us > 0 ? (uint64_t)us : 0);
}

static const char *
path_of(size_t place)
{
    return place == 0 ? "none" : routes[place - 1].path;
}

static const char *
method_of(size_t place)
{
    return place == 0 ? "any" : method_name(routes[place - 1].method);
}

static bool
was_asked(const struct counter *counter)
{
    for (size_t i = 0; i <= BOUNDS; i++)
        if (value(&counter->below[i]) > 0)
            return true;
    return false;
}

static void
write_statuses(const struct counter *counter, size_t place, struct text *text)
{
    for (int class = 1; class < CLASSES; class ++)
        if (value(&counter->statuses[class]) > 0)
            text_print(text,
                       "citylearn_http_requests_total{method=\"%s\",route=\"%s\",status=\"%dxx\"} "
                       "%" PRIu64 "\n",
                       method_of(place), path_of(place), class, value(&counter->statuses[class]));
}

static void
write_times(const struct counter *counter, size_t place, struct text *text)
{
    static const char name[] = "citylearn_http_request_duration_seconds";
    uint64_t sum = 0;

    for (size_t i = 0; i <= BOUNDS; i++) {
        sum += value(&counter->below[i]);
        text_print(text, "%s_bucket{method=\"%s\",route=\"%s\",le=\"", name, method_of(place),
                   path_of(place));
        if (i < BOUNDS)
            text_print(text, "%g", (double)bounds_us[i] / 1e6);
        else
            text_add(text, STR("+Inf"));
        text_print(text, "\"} %" PRIu64 "\n", sum);
    }
    text_print(text, "%s_sum{method=\"%s\",route=\"%s\"} %.6f\n", name, method_of(place),
               path_of(place), (double)value(&counter->sum_us) / 1e6);
    text_print(text, "%s_count{method=\"%s\",route=\"%s\"} %" PRIu64 "\n", name, method_of(place),
               path_of(place), sum);
}

void
figures_write(const struct figures *figures, struct text *text)
{
    size_t count = routes_count + 1 < ROUTES_MAX ? routes_count + 1 : ROUTES_MAX;

    text_add(text, STR("# HELP citylearn_http_requests_total Requests answered.\n"
                       "# TYPE citylearn_http_requests_total counter\n"));
    for (size_t i = 0; i < count; i++)
        write_statuses(&figures->routes[i], i, text);
    text_add(text, STR("# HELP citylearn_http_request_duration_seconds Time in a worker.\n"
                       "# TYPE citylearn_http_request_duration_seconds histogram\n"));
    for (size_t i = 0; i < count; i++)
        if (was_asked(&figures->routes[i]))
            write_times(&figures->routes[i], i, text);
}
