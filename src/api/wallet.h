/*
 * wallet: awards for wallets, by OpenID for Verifiable Credential Issuance 1.0 with a code that was
 * authorised before (docs/how-to/take-a-badge-to-a-wallet.md).
 *
 * The learner asks for an offer, and a wallet takes it from there: the token endpoint gives a token
 * for the code, and the award is handed over to who shows that token and a key. A token is of the
 * database, and good for nothing else here; a nonce is a time that we have sealed.
 */
#pragma once

#include "api/api.h"

#define WALLET_GRANT     "urn:ietf:params:oauth:grant-type:pre-authorized_code"
#define WALLET_JWT       "OpenBadge_jwt_vc_json"
#define WALLET_LINKED    "OpenBadge_ldp_vc"
#define WALLET_NONCE_FOR "openid4vci nonce"

enum { WALLET_NONCE_S = 300, WALLET_TOKEN_S = 600 };

extern const struct shape wallet_wish, wallet_request;

/* An offer of the caller's award; its row has the "body" of doc.credential_offer. */
struct pg_answer wallet_begin(struct call *call, struct str award, bool with_digits);
/* The QR code that a wallet scans; PROBLEM_NOT_FOUND once the offer counts no more. */
struct reply wallet_qr(struct call *call, struct str offer);

struct reply wallet_offer(struct call *call);      /* for the learner: POST .../credential-offer */
struct reply wallet_offer_show(struct call *call); /* what is behind the QR code */
struct reply wallet_metadata(struct call *call);
struct reply wallet_token(struct call *call); /* the grant, of a struct oauth_form */
struct reply wallet_nonce(struct call *call);
struct reply wallet_credential(struct call *call);
