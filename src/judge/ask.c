/* Documents that are asked for: each once, and only so many. */
#include "judge/parts.h"

/* Without "#..." */
static struct str
without_fragment(struct str url)
{
    struct str rest = url, head = url;

    str_cut(&rest, '#', &head);
    return head;
}

struct judge_paper *
judge_ask(struct judge *judge, enum judge_want_kind kind, struct str url)
{
    if (!judge_is_url(url))
        return NULL;
    url = without_fragment(url);
    for (size_t i = 0; i < judge->paper_count; i++)
        if (str_same(judge->papers[i].want.url, url))
            return i < judge->answered ? &judge->papers[i] : NULL;
    if (judge->paper_count == JUDGE_WANTS_MAX)
        return NULL;
    judge->wants[judge->paper_count] = (struct judge_want){kind, arena_copy(judge->arena, url)};
    judge->papers[judge->paper_count].want = judge->wants[judge->paper_count];
    judge->paper_count++;
    return NULL;
}

bool
judge_is_gone(const struct judge_paper *paper)
{
    return paper != NULL && (paper->status == 404 || paper->status == 410);
}

static void
read_paper(struct judge *judge, struct judge_paper *paper)
{
    struct scan_fault fault;

    if (paper->is_read)
        return;
    paper->is_read = true;
    if (!paper->is_had)
        return;
    paper->piece = judge_piece_read(judge->arena, paper->body);
    if (paper->piece != NULL)
        paper->tree = paper->piece->token.at == NULL ? paper->piece->tree : NULL;
    else if (paper->body.size > JUDGE_DOCUMENT_MAX ||
             json_tree_read(judge->arena, paper->body, &paper->tree, &fault))
        paper->tree = NULL;
}

const struct json_tree *
judge_paper_tree(struct judge *judge, struct judge_paper *paper)
{
    if (paper == NULL)
        return NULL;
    read_paper(judge, paper);
    return paper->tree;
}

const struct judge_piece *
judge_paper_piece(struct judge *judge, struct judge_paper *paper)
{
    if (paper == NULL)
        return NULL;
    read_paper(judge, paper);
    return paper->piece;
}
