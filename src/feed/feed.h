/*
 * feed: the offer in the formats of others.
 *
 * All of them are written from documents of activities, as PostgreSQL makes
 * them for the API (the type doc.activity): iCalendar (RFC 5545, RFC 7986),
 * Atom (RFC 4287), schema.org as JSON-LD, and rows of CSV (RFC 4180). What
 * people wrote is escaped here, whatever it is; nothing is read but our own
 * documents. Results live in the arena.
 */
#pragma once

#include "base/text.h"

enum { FEED_EVENTS_MAX = 2000 }; /* of a calendar; what would be more is left out */

struct feed_head {
    struct str name;    /* of the city, the organisation or the activity */
    struct str self;    /* the address of the feed */
    struct str zone;    /* IANA; of a calendar */
    struct str updated; /* a point in time, as "2027-03-01T16:00:00Z"; of Atom */
};

struct feed_entry {
    struct str document;
    struct str version;  /* SEQUENCE of iCalendar */
    struct str category; /* as people know it, or STR_NONE */
};

struct str feed_calendar(struct arena *arena, const struct feed_head *head,
                         const struct feed_entry *entries, size_t count);
struct str feed_atom(struct arena *arena, const struct feed_head *head,
                     const struct feed_entry *entries, size_t count);

/* An activity as schema.org has it; one that stands within another document has no @context. */
struct str feed_linked(struct arena *arena, struct str document, bool within);

/* A row, and the cell that a value of JSON becomes; spreadsheets run no text of ours. */
void feed_csv_row(struct text *out, const struct str *cells, size_t count);
struct str feed_csv_cell(struct arena *arena, struct str value);

/* An award as schema.org has it; days are "2027 03 01", and what is STR_NONE is left out. */
struct feed_skill {
    struct str name, uri;
};
struct feed_award {
    struct str url, name, description, language, issuer, website, issued, expires;
    struct feed_skill *skills;
    size_t skill_count;
};
struct str feed_award_linked(struct arena *arena, const struct feed_award *award);

/* Who gives them. */
struct feed_issuer {
    struct str url, name, legal_name, description, website;
};
struct str feed_issuer_linked(struct arena *arena, const struct feed_issuer *issuer);
