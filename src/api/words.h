/*
 * words: the lists that a field may hold one word of, each ended by NULL. They
 * are the enum types of db/migrations; tests/lint/words.sh keeps the two together.
 */
#pragma once

extern const char *const words_activity_state[];
extern const char *const words_achievement_type[];
extern const char *const words_target_type[];
extern const char *const words_result_type[];
extern const char *const words_identifier_type[];
extern const char *const words_result_status[];
extern const char *const words_delivery_state[];
extern const char *const words_endpoint_ordering[];
extern const char *const words_endpoint_payload[];
extern const char *const words_count[];
extern const char *const words_scope_of_people[];    /* that a person may grant an app */
extern const char *const words_scope_of_apps[];      /* that an organisation may give its clients */
extern const char *const words_scope_of_strangers[]; /* that who registers itself may have */
extern const char *const words_client_kind[];
extern const char *const words_auth_method[];
extern const char *const words_organisation_role[];
extern const char *const words_city_role[];
extern const char *const words_invitation_state[];
extern const char *const words_endorsement_state[];
extern const char *const words_endorsement_claim[];
extern const char *const words_endorsement_direction[];
extern const char *const words_country[]; /* ISO 3166-1 alpha-2 */
