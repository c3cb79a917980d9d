/* Who vouches for an award, its badge or its issuer, on the award's page. */
#include "api/award-page.h"

#include "api/browser.h"
#include "sql/endorsement.h"

enum problem
award_page_endorse(struct call *call, struct page_data *data)
{
    struct pg_answer rows = sql_endorsement_page(&call->door, call->parts[0], call->languages);

    if (rows.problem)
        return rows.problem;
    page_flag(data, "hasEndorsements", rows.rows > 0);
    for (size_t i = 0; i < rows.rows; i++) {
        struct page_data *row = page_row(data, "endorsements");

        page_set(row, "kind", pg_named(&rows, i, "kind"));
        page_set(row, "endorser", pg_named(&rows, i, "endorser"));
        page_set(row, "endorserUrl", pg_named(&rows, i, "website"));
        page_set(row, "comment", pg_named(&rows, i, "comment"));
        page_set(row, "commentLanguage", pg_named(&rows, i, "language"));
        page_set(row, "endorsementUrl",
                 arena_print(call->arena, "/ob/endorsements/" STR_FMT,
                             STR_ARG(pg_named(&rows, i, "endorsement"))));
    }
    return PROBLEM_NONE;
}
