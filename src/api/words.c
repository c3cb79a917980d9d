#include "api/words.h"

#include <stddef.h>

const char *const words_activity_state[] = {"draft", "published", "cancelled", "archived", NULL};
const char *const words_achievement_type[] = {"Achievement",      "Award",      "Badge",
                                              "CommunityService", "Competency", "Course",
                                              "Membership",       NULL};
const char *const words_target_type[] = {
    "ceasn:Competency",  "ceterms:Credential",     "CFItem", "CFRubric",
    "CFRubricCriterion", "CFRubricCriterionLevel", "CTDL",   NULL};
const char *const words_result_type[] = {"GradePointAverage",
                                         "LetterGrade",
                                         "Percent",
                                         "PerformanceLevel",
                                         "PredictedScore",
                                         "RawScore",
                                         "Result",
                                         "RubricCriterion",
                                         "RubricCriterionLevel",
                                         "RubricScore",
                                         "ScaledScore",
                                         "Status",
                                         NULL};
const char *const words_identifier_type[] = {
    "identifier",      "isbn",          "issn",      "lisSourcedId", "ltiContextId",
    "ltiDeploymentId", "ltiPlatformId", "ltiToolId", "name",         "oneRosterSourcedId",
    "productId",       "sisSourcedId",  "sourcedId", "systemId",     NULL};
const char *const words_result_status[] = {"Completed", "Enrolled",    "Failed",   "InProgress",
                                           "OnHold",    "Provisional", "Withdrew", NULL};
const char *const words_delivery_state[] = {"due",       "leased", "delivered",
                                            "exhausted", "held",   NULL};
const char *const words_endpoint_ordering[] = {"none", "subject", NULL};
const char *const words_endpoint_payload[] = {"thin", "full", NULL};
const char *const words_count[] = {"exact", "estimated", NULL};
const char *const words_organisation_role[] = {"viewer",  "reviewer", "issuer",
                                               "manager", "owner",    NULL};
const char *const words_city_role[] = {"city_viewer", "city_admin", NULL};
const char *const words_endorsement_state[] = {"requested", "accepted", "declined", "withdrawn",
                                               "revoked",   "expired",  NULL};
const char *const words_endorsement_claim[] = {"quality", "relevance", "recognition", "partnership",
                                               NULL};
const char *const words_endorsement_direction[] = {"received", "given", NULL};
const char *const words_invitation_state[] = {"pending", "accepted", "declined",
                                              "revoked", "expired",  NULL};

/* clang-format off */
#define OPEN_BADGES "https://purl.imsglobal.org/spec/ob/v3p0/scope/"
const char *const words_scope_of_people[] = {
    "openid", "profile", "email", "offline_access", "learner:read", "learner:write",
    "organisation:read", "organisation:write", "activity:read", "activity:write", "badge:read",
    "badge:write", "award:read", "award:write", "client:manage", "webhook:manage", "city:manage",
    "member:manage", OPEN_BADGES "credential.readonly", OPEN_BADGES "credential.upsert",
    OPEN_BADGES "profile.readonly", OPEN_BADGES "profile.update", NULL,
};
const char *const words_scope_of_apps[] = {
    "openid", "profile", "email", "offline_access", "learner:read", "learner:write",
    "organisation:read", "organisation:write", "activity:read", "activity:write", "badge:read",
    "badge:write", "award:read", "award:write", "client:manage", "webhook:manage",
    "member:manage", OPEN_BADGES "credential.readonly", OPEN_BADGES "credential.upsert",
    OPEN_BADGES "profile.readonly", OPEN_BADGES "profile.update", NULL,
};
const char *const words_scope_of_strangers[] = {
    "openid", "profile", "email", "offline_access", "learner:read",
    OPEN_BADGES "credential.readonly", OPEN_BADGES "credential.upsert",
    OPEN_BADGES "profile.readonly", OPEN_BADGES "profile.update", NULL,
};
const char *const words_client_kind[] = {"confidential", "public", NULL};
const char *const words_auth_method[] = {"client_secret_basic", "private_key_jwt", "none", NULL};
const char *const words_country[] = {
    "AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AQ", "AR", "AS", "AT", "AU", "AW", "AX",
    "AZ", "BA", "BB", "BD", "BE", "BF", "BG", "BH", "BI", "BJ", "BL", "BM", "BN", "BO", "BQ",
    "BR", "BS", "BT", "BV", "BW", "BY", "BZ", "CA", "CC", "CD", "CF", "CG", "CH", "CI", "CK",
    "CL", "CM", "CN", "CO", "CR", "CU", "CV", "CW", "CX", "CY", "CZ", "DE", "DJ", "DK", "DM",
    "DO", "DZ", "EC", "EE", "EG", "EH", "ER", "ES", "ET", "FI", "FJ", "FK", "FM", "FO", "FR",
    "GA", "GB", "GD", "GE", "GF", "GG", "GH", "GI", "GL", "GM", "GN", "GP", "GQ", "GR", "GS",
    "GT", "GU", "GW", "GY", "HK", "HM", "HN", "HR", "HT", "HU", "ID", "IE", "IL", "IM", "IN",
    "IO", "IQ", "IR", "IS", "IT", "JE", "JM", "JO", "JP", "KE", "KG", "KH", "KI", "KM", "KN",
    "KP", "KR", "KW", "KY", "KZ", "LA", "LB", "LC", "LI", "LK", "LR", "LS", "LT", "LU", "LV",
    "LY", "MA", "MC", "MD", "ME", "MF", "MG", "MH", "MK", "ML", "MM", "MN", "MO", "MP", "MQ",
    "MR", "MS", "MT", "MU", "MV", "MW", "MX", "MY", "MZ", "NA", "NC", "NE", "NF", "NG", "NI",
    "NL", "NO", "NP", "NR", "NU", "NZ", "OM", "PA", "PE", "PF", "PG", "PH", "PK", "PL", "PM",
    "PN", "PR", "PS", "PT", "PW", "PY", "QA", "RE", "RO", "RS", "RU", "RW", "SA", "SB", "SC",
    "SD", "SE", "SG", "SH", "SI", "SJ", "SK", "SL", "SM", "SN", "SO", "SR", "SS", "ST", "SV",
    "SX", "SY", "SZ", "TC", "TD", "TF", "TG", "TH", "TJ", "TK", "TL", "TM", "TN", "TO", "TR",
    "TT", "TV", "TW", "TZ", "UA", "UG", "UM", "US", "UY", "UZ", "VA", "VC", "VE", "VG", "VI",
    "VN", "VU", "WF", "WS", "XK", "YE", "YT", "ZA", "ZM", "ZW", NULL,
};
/* clang-format on */
