/* One award of one's own: where it is shown, how it is taken along, and the way to a wallet. */
#include "api/account-badge-parts.h"

#include "api/wallet.h"

struct wish {
    struct form_guard guard;
    struct str digits;
};

static const struct shape_field wish_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct wish, digits, .optional = true, .max = 10,
               .about = "Whether the wallet asks for digits."),
};
const struct shape account_offer_form = SHAPE_OF(struct wish, wish_fields, .name = "OfferForm");

static enum problem
find(struct call *call, struct page_data *data)
{
    struct pg_answer rows = sql_account_awards(&call->door, call->session.person, call->parts[0],
                                               STR_NONE, 1, call->languages);
    struct str status;

    if (rows.problem || rows.rows == 0)
        return rows.problem ? rows.problem : PROBLEM_NOT_FOUND;
    badge_set_award(call, data, &rows, 0);
    status = account_member(call, pg_cell(&rows, 0, ACCOUNT_AWARDS_BODY), "status");
    page_flag(data, "awaitsGuardian", account_awaits_guardian(call));
    page_flag(data, "counts", str_same(status, STR("valid")));
    return PROBLEM_NONE;
}

struct reply
account_award(struct call *call)
{
    struct page_data *data = page_data_new(call->arena);
    enum problem problem = find(call, data);

    return problem ? reply_refusal(call, problem) : reply_html(call, 200, "badge-award", data);
}

/*
 * The offer stands on the answer alone: whoever loads the page anew asks for another, and this one
 * ends.
 */
struct reply
account_award_offer(struct call *call)
{
    const struct wish *want = call->input;
    struct page_data *data = page_data_new(call->arena);
    struct pg_answer offer;
    enum problem problem = find(call, data);
    struct str body;

    if (!problem && account_awaits_guardian(call))
        problem = PROBLEM_NOT_ALLOWED;
    if (problem)
        return reply_refusal(call, problem);
    offer = wallet_begin(call, call->parts[0], want->digits.size > 0);
    if (offer.problem == PROBLEM_AWARD_NOT_VALID) {
        account_error(data, "wallet", "award_not_valid", NULL);
        return reply_html(call, problem_status(offer.problem), "badge-award", data);
    }
    if (offer.problem)
        return reply_refusal(call, offer.problem);
    body = pg_named(&offer, 0, "body");
    page_set(data, "deepLink", account_member(call, body, "deepLink"));
    page_set(data, "transactionCode", account_member(call, body, "transactionCode"));
    page_set(data, "expiresAt", account_member(call, body, "expiresAt"));
    page_set(data, "qrUrl",
             arena_print(call->arena, "/account/badges/offers/" STR_FMT "/qr.svg",
                         STR_ARG(account_member(call, body, "id"))));
    return reply_html(call, 200, "badge-offer", data);
}

struct reply
account_offer_qr(struct call *call)
{
    return wallet_qr(call, call->parts[0]);
}
