#include "ctl/person.h"

#include <string.h>

enum { ADDRESS_MAX = 254 }; /* bytes, RFC 5321 section 4.5.3.1 */

bool
person_is_address(struct str text)
{
    const char *mark = text.size == 0 ? NULL : memchr(text.at, '@', text.size);

    if (mark == NULL || mark == text.at || text.size > ADDRESS_MAX)
        return false;
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.at[i] <= ' ' || text.at[i] == 0x7f ||
            (text.at[i] == '@' && text.at + i != mark))
            return false;
    return mark + 1 < text.at + text.size;
}
