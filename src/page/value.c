/* Values as a page may hold them: this file is why no input leaves its text or attribute. */
#include "page/parts.h"

#include "base/utf8.h"

#include <string.h>

static struct str
entity_of(char letter)
{
    switch (letter) {
    case '&':
        return STR("&amp;");
    case '<':
        return STR("&lt;");
    case '>':
        return STR("&gt;");
    case '"':
        return STR("&quot;");
    case '\'':
        return STR("&#39;");
    default:
        return STR_NONE;
    }
}

/* Controls but for line breaks and tabs stand for nothing in a page or a mail. */
static bool
is_shown(uint32_t point)
{
    return (point >= ' ' && point != 0x7f && !(point >= 0x80 && point < 0xa0)) || point == '\n' ||
           point == '\t';
}

/* What is no UTF-8 is shown as U+FFFD, so that nothing can hide half a letter before a quote. */
void
page_add_value(struct text *out, struct str value, enum page_manner manner)
{
    size_t at = 0;

    while (at < value.size) {
        size_t start = at;
        uint32_t point = utf8_next(value, &at);
        struct str entity = manner == PAGE_HTML ? entity_of(value.at[start]) : STR_NONE;

        if (point == UTF8_NONE) {
            text_add(out, STR("\xef\xbf\xbd"));
            at = start + 1;
        } else if (entity.at != NULL) {
            text_add(out, entity);
        } else if (is_shown(point)) {
            text_add(out, (struct str){value.at + start, at - start});
        }
    }
}

/* https, http and mailto, what opens a wallet, and paths of ours; "//" and "/\" are other hosts to
 * a browser. */
static bool
is_harmless(struct str url)
{
    for (size_t i = 0; i < url.size; i++)
        if (url.at[i] <= ' ' || url.at[i] == 0x7f || url.at[i] == '\\')
            return false;
    if (str_starts(url, STR("/")))
        return !str_starts(url, STR("//"));
    return str_starts(url, STR("https://")) || str_starts(url, STR("http://")) ||
           str_starts(url, STR("openid-credential-offer://")) || str_starts(url, STR("mailto:"));
}

void
page_add_url(struct text *out, struct str value)
{
    page_add_value(out, is_harmless(value) ? value : STR("about:invalid"), PAGE_HTML);
}

/* Within JSON these stand in strings alone, where they may be written so; outside they would be no
 * JSON either way. So nothing ends the block or opens a comment in it. */
void
page_add_json(struct text *out, struct str value)
{
    size_t start = 0;

    for (size_t i = 0; i < value.size; i++)
        if (strchr("<>&", value.at[i]) != NULL && value.at[i] != '\0') {
            text_add(out, (struct str){value.at + start, i - start});
            text_print(out, "\\u%04x", (unsigned)value.at[i]);
            start = i + 1;
        }
    text_add(out, str_from(value, start));
}
