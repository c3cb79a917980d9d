#include "base/clock.h"

#include <time.h>

enum { YEAR_MIN = 1900 };

/* The years of four digits, which all who read them have: 1000-01-01 to 9999-12-31. */
#define TIME_MIN INT64_C(-30610224000)
#define TIME_MAX INT64_C(253402300799)

static int64_t
read_clock(clockid_t which, int64_t per_second)
{
    struct timespec now;

    clock_gettime(which, &now);
    return now.tv_sec * per_second + now.tv_nsec / (1000000000 / per_second);
}

int64_t
clock_ms(void)
{
    return read_clock(CLOCK_MONOTONIC, 1000);
}

int64_t
clock_us(void)
{
    return read_clock(CLOCK_MONOTONIC, 1000000);
}

int64_t
clock_now(void)
{
    return read_clock(CLOCK_REALTIME, 1);
}

struct str
clock_text(struct arena *arena, int64_t seconds)
{
    time_t when = (time_t)(seconds < TIME_MIN ? TIME_MIN : seconds > TIME_MAX ? TIME_MAX : seconds);
    struct tm day;
    char text[32];

    gmtime_r(&when, &day);
    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &day);
    return arena_copy(arena, str_of(text));
}

/* Two or four digits that are known to be digits. */
static int
digits(struct str text, size_t start, size_t count)
{
    int value = 0;

    for (size_t i = start; i < start + count; i++)
        value = value * 10 + (text.at[i] - '0');
    return value;
}

static bool
is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool
clock_is_date(struct str text)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (!str_looks(text, "9999-99-99"))
        return false;

    int year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);

    return year >= YEAR_MIN && month >= 1 && month <= 12 && day >= 1 &&
           day <= days[month - 1] + (month == 2 && is_leap(year));
}

/* "Z", "z" or "+02:00"; seconds east of Greenwich. */
static bool
read_offset(struct str text, int *offset)
{
    *offset = 0;
    if (str_same_any_case(text, STR("Z")))
        return true;
    if (!str_looks(text, "+99:99") && !str_looks(text, "-99:99"))
        return false;

    int hours = digits(text, 1, 2), minutes = digits(text, 4, 2);

    *offset = (hours * 60 + minutes) * 60 * (text.at[0] == '-' ? -1 : 1);
    return hours <= 23 && minutes <= 59;
}

static struct str
without_fraction(struct str text)
{
    size_t size = 1;

    if (text.size == 0 || text.at[0] != '.')
        return text;
    while (size < text.size && text.at[size] >= '0' && text.at[size] <= '9')
        size++;
    return size == 1 ? text : str_from(text, size);
}

bool
clock_read(struct str text, int64_t *seconds)
{
    int offset;

    if (text.size < 20 || !str_looks((struct str){text.at + 11, 8}, "99:99:99") ||
        !clock_is_date((struct str){text.at, 10}) || (text.at[10] != 'T' && text.at[10] != 't'))
        return false;

    struct tm day = {
        .tm_year = digits(text, 0, 4) - 1900,
        .tm_mon = digits(text, 5, 2) - 1,
        .tm_mday = digits(text, 8, 2),
        .tm_hour = digits(text, 11, 2),
        .tm_min = digits(text, 14, 2),
        .tm_sec = digits(text, 17, 2),
    };

    /* A leap second (60) is taken for the next second, as PostgreSQL does. */
    if (day.tm_hour > 23 || day.tm_min > 59 || day.tm_sec > 60 ||
        !read_offset(without_fraction(str_from(text, 19)), &offset))
        return false;
    *seconds = timegm(&day) - offset;
    return true;
}
