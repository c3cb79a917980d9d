/*
 * Mails: leased, filled in with their words, and sent, each in a task of its own. Nothing of
 * whom they go to or what they link to is logged.
 */
#include "courier/parts.h"

#include "base/coding.h"
#include "base/log.h"
#include "keys/keys.h"
#include "page/page.h"
#include "sql/mail.h"

enum {
    LETTER_MEMORY_MAX = 2 << 20,
    MAILS_AT_ONCE = 4,
    MAIL_ATTEMPTS = 7,
    UNIT = '\x1f', /* between a name and its value, and behind each */
};

/* Seconds until the next attempt, after each but the last. */
static const int64_t waits_s[MAIL_ATTEMPTS - 1] = {60, 300, 900, 3600, 4 * 3600, 12 * 3600};

struct mail {
    struct courier *courier;
    struct arena *arena;
    struct str id, kind, recipient, language, data, sealed, resent;
    int64_t attempt;
};

/* False when the link was sealed with another key than ours. */
static bool
fill(const struct mail *mail, struct page_data *data)
{
    struct str rest = mail->data, name, value, link;

    while (str_cut(&rest, UNIT, &name) && str_cut(&rest, UNIT, &value))
        page_set(data, arena_copy(mail->arena, name).at, value);
    page_set(data, "site", fetch_host(mail->courier->options.base_url, true));
    if (mail->sealed.size == 0)
        return true;
    link = keys_unseal(mail->arena, mail->courier->options.seal_key, mail->id,
                       coding_from_hex(mail->arena, mail->sealed));
    page_set(data, "link", link);
    return link.at != NULL;
}

static void
settle(const struct mail *mail, const char *state, int64_t seconds, struct fetch_posted posted)
{
    struct courier *courier = mail->courier;
    struct pg_door door = {.pg = courier->pg, .arena = mail->arena};
    struct str code = posted.code == 0 ? STR_NONE : pg_int(mail->arena, posted.code);
    double wait = (double)seconds / (double)courier->options.retry_scale;
    struct pg_answer answer = sql_mail_settle(&door, mail->id, courier->owner, mail->attempt,
                                              str_of(state), wait, code, posted.no_mailbox);

    log_note("mail", LOG_TEXT("mail", mail->id), LOG_TEXT("kind", mail->kind),
             LOG_NUMBER("attempt", mail->attempt), LOG_WORDS("state", state),
             LOG_NUMBER("code", posted.code),
             LOG_WORDS("problem", answer.problem ? problem_slug(answer.problem) : ""));
}

static void
judge(const struct mail *mail, struct fetch_posted posted)
{
    bool is_last = mail->attempt >= MAIL_ATTEMPTS;

    if (posted.taken)
        settle(mail, "sent", 0, posted);
    else if (posted.refused || is_last)
        settle(mail, "bounced", 0, posted);
    else
        settle(mail, "queued", waits_s[mail->attempt - 1], posted);
}

/* What is wished for once more is another message, which a mailbox shall not take for the first. */
static struct str
message_id(const struct mail *mail)
{
    return mail->resent.size == 0 ? mail->id
                                  : arena_print(mail->arena, STR_FMT "." STR_FMT, STR_ARG(mail->id),
                                                STR_ARG(mail->resent));
}

static void
post_words(const struct mail *mail, struct str language, const struct page_letter *words)
{
    struct fetch_letter letter = {
        .id = message_id(mail),
        .domain = fetch_host(mail->courier->options.base_url, false),
        .sender = fetch_host(mail->courier->options.base_url, true),
        .to = mail->recipient,
        .language = language,
        .subject = words->subject,
        .text = words->text,
        .html = words->html,
    };

    judge(mail, fetch_post(mail->courier->fetch, mail->arena, &letter));
}

static void
post(void *who)
{
    struct mail *mail = who;
    struct courier *courier = mail->courier;
    struct page_data *data = page_data_new(mail->arena);
    struct str language = page_language(&mail->language, 1);
    struct page_letter words;

    if (!fill(mail, data)) {
        log_fault("secret_unreadable", LOG_TEXT("mail", mail->id));
        judge(mail, (struct fetch_posted){.code = 0});
    } else if (!page_mail(mail->arena, mail->kind.at, language, data, &words)) {
        log_fault("mail_without_words", LOG_TEXT("kind", mail->kind));
        settle(mail, "bounced", 0, (struct fetch_posted){.code = 0});
    } else {
        post_words(mail, language, &words);
    }
    arena_close(mail->arena);
    courier->mails--;
    courier->in_flight--;
    bell_ring(&courier->look_bell);
    courier_ended(courier);
}

static void
begin(struct courier *courier, const struct pg_answer *claim, size_t row)
{
    struct arena *arena = arena_open(LETTER_MEMORY_MAX);
    struct mail *mail = arena_new(arena, struct mail);

    *mail = (struct mail){
        .courier = courier,
        .arena = arena,
        .id = pg_kept(arena, pg_cell(claim, row, MAIL_CLAIM_ID)),
        .kind = pg_kept(arena, pg_cell(claim, row, MAIL_CLAIM_KIND)),
        .recipient = pg_kept(arena, pg_cell(claim, row, MAIL_CLAIM_RECIPIENT)),
        .language = pg_kept(arena, pg_cell(claim, row, MAIL_CLAIM_LANGUAGE)),
        .data = pg_kept(arena, pg_cell(claim, row, MAIL_CLAIM_DATA)),
        .sealed = pg_kept(arena, pg_cell(claim, row, MAIL_CLAIM_SEALED)),
        .resent = pg_kept(arena, pg_cell(claim, row, MAIL_CLAIM_RESENT)),
    };
    str_integer(pg_cell(claim, row, MAIL_CLAIM_ATTEMPT), &mail->attempt);
    courier->mails++;
    courier->in_flight++;
    if (!task_start(courier->loop, post, mail)) { /* its lease runs out, and it is tried again */
        courier->mails--;
        courier->in_flight--;
        arena_close(arena);
    }
}

bool
courier_post(struct courier *courier, struct arena *arena)
{
    struct pg_door door = {.pg = courier->pg, .arena = arena};
    int most = MAILS_AT_ONCE - courier->mails;
    struct pg_answer answer;

    if (most <= 0)
        return false;
    answer = sql_mail_claim(&door, courier->owner, most);
    if (answer.problem)
        return false;
    for (size_t row = 0; row < answer.rows; row++)
        begin(courier, &answer, row);
    return answer.rows == (size_t)most && courier->mails < MAILS_AT_ONCE;
}
