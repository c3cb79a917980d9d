/* Mails: the words of a kind, as text and as HTML. */
#include "page/parts.h"

#include "base/utf8.h"

/* Up to `most` bytes of it, in whole letters. */
static struct str
head_of(struct str text, size_t most)
{
    size_t at = 0, end = 0;

    while (utf8_next(text, &at) != UTF8_NONE && at <= most)
        end = at;
    return (struct str){text.at, end};
}

/* One line without anything that a mail server could take for an end of it. */
static struct str
subject_of(struct arena *arena, struct str words, const struct page_data *data)
{
    struct text subject = text_new(arena);
    char *at;

    page_add_words(&subject, words, data, PAGE_PLAIN);
    at = arena_take(arena, subject.size + 1, 1);
    for (size_t i = 0; i < subject.size; i++)
        at[i] = subject.at[i] == '\n' || subject.at[i] == '\t' ? ' ' : subject.at[i];
    return head_of((struct str){at, subject.size}, PAGE_SUBJECT_SIZE_MAX);
}

bool
page_mail(struct arena *arena, const char *kind, struct str language, const struct page_data *data,
          struct page_letter *letter)
{
    struct text text = text_new(arena), html = text_new(arena);
    struct page_data *own = page_data_around(arena, data);
    struct str words = page_word(language, arena_print(arena, "mail_subject.%s", kind));

    page_set(own, "template", str_of(kind));
    page_set(own, "lang", language);
    page_set(own, "dir", page_is_rtl(language) ? STR("rtl") : STR("ltr"));
    page_flag(own, "isMail", true);
    if (words.at == NULL ||
        !page_render_into(&text, "mail-letter.txt", language, own, PAGE_PLAIN) ||
        !page_render_into(&html, "mail-letter.html", language, own, PAGE_HTML))
        return false;
    *letter = (struct page_letter){
        .subject = subject_of(arena, words, own),
        .text = text_str(&text),
        .html = text_str(&html),
    };
    return true;
}
