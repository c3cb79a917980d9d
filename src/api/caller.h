/*
 * caller: who may ask, and who asks. Texts live in the call's arena.
 */
#pragma once

#include "base/str.h"

/* Who asks. All are STR_NONE for a caller without a token. */
struct caller {
    struct str person;       /* a person's id, or */
    struct str client;       /* a service client's, and then */
    struct str organisation; /* the one that it acts for */
    struct str scope;
};

enum who {
    ANYONE,     /* a token is not needed, but judged where there is one */
    CALLER,     /* a person or a service client */
    PERSON,     /* a person */
    OPERATIONS, /* whoever reaches the operator's listener */
    CLIENT,     /* a client that shows who it is by itself: the endpoints of OAuth */
    REGISTRANT, /* a client that shows the token of its registration (RFC 7592), by itself too */
    WALLET,     /* a wallet, which shows the token of the award that it takes where it takes
                   something; a nonce is for anybody */
    VISITOR,    /* a browser, signed in or not: a page for people */
    SIGNED_IN,  /* a browser in which somebody is signed in; else it is sent to sign in */
    LOOKER,     /* a browser, whoever's: what is the same for all, and read without its cookies */
};

/* In whose browser a page is shown. All are STR_NONE while nobody is signed in. */
struct browser_session {
    struct str id, person, name, email, language;
    int64_t auth_at; /* when a password was last shown, seconds since 1970 */
};
