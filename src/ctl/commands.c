#include "ctl/app.h"
#include "ctl/audit.h"
#include "ctl/city.h"
#include "ctl/config.h"
#include "ctl/doctor.h"
#include "ctl/help.h"
#include "ctl/import.h"
#include "ctl/issuer.h"
#include "ctl/key.h"
#include "ctl/mail.h"
#include "ctl/migrate.h"
#include "ctl/person.h"
#include "ctl/provider.h"
#include "ctl/reference.h"
#include "ctl/skill.h"
#include "ctl/token.h"

/*
 * Each entry: name, arguments and how many, settings, options, what runs; and
 * below, what it is for.
 */
/* clang-format off */
const struct command commands[] = {
    {"migrate status", "", 0, WITH_SETTINGS, NULL, migrate_status,
     "Tells which migrations the database has seen."},
    {"migrate up", "", 0, WITH_SETTINGS, migrate_up_options, migrate_up,
     "Brings the database to the schema of this program."},
    {"config show", "", 0, WITH_SETTINGS, config_show_options, config_show,
     "Prints every setting, and where it came from."},
    {"config check", "", 0, WITHOUT_SETTINGS, NULL, config_check,
     "Tells whether the settings can be used."},
    {"doctor", "", 0, WITHOUT_SETTINGS, doctor_options, doctor,
     "Looks over the installation, and names the fix of each fault."},
    {"keys init", "", 0, WITH_SETTINGS, NULL, key_init,
     "Makes the key file and the signing keys that are missing."},
    {"keys list", "", 0, WITH_SETTINGS, key_list_options, key_list,
     "Lists the keys that sign access tokens."},
    {"keys rotate", "", 0, WITH_SETTINGS, key_rotate_options, key_rotate,
     "Signs with the next key, and makes the one after it."},
    {"issuer list", "", 0, WITH_SETTINGS, NULL, issuer_list,
     "Lists the keys that sign awards, or have signed any."},
    {"issuer rotate", "", 0, WITH_SETTINGS, issuer_rotate_options, issuer_rotate,
     "Signs awards with a new key, and keeps publishing those before."},
    {"city create", "", 0, WITH_SETTINGS, city_create_options, city_create,
     "Opens a city from a starter kit."},
    {"city change", "SLUG", 1, WITH_SETTINGS, city_change_options, city_change,
     "Changes what a city has decided."},
    {"city admit", "ADDRESS", 1, WITH_SETTINGS, city_admit_options, city_admit,
     "Makes a person an administrator or a viewer of a city."},
    {"client create", "", 0, WITH_SETTINGS, app_create_options, app_create,
     "Makes an app of the platform itself."},
    {"client list", "", 0, WITH_SETTINGS, NULL, app_list,
     "Lists the clients of no organisation."},
    {"client delete", "CLIENT", 1, WITH_SETTINGS, NULL, app_delete,
     "Ends a client, and its tokens."},
    {"person suspend", "ADDRESS", 1, WITH_SETTINGS, NULL, person_suspend,
     "Ends all of somebody's sign-ins and tokens, and lets them in no more."},
    {"person reinstate", "ADDRESS", 1, WITH_SETTINGS, NULL, person_reinstate,
     "Lets somebody in again who was suspended."},
    {"provider list", "", 0, WITH_SETTINGS, NULL, provider_list,
     "Lists the providers that cities have named to sign in by."},
    {"provider approve", "CITY ISSUER", 2, WITH_SETTINGS, NULL, provider_approve,
     "Lets people sign in by the provider that a city has named."},
    {"mail list", "", 0, WITH_SETTINGS, mail_list_options, mail_list,
     "Lists the latest hundred mails, and what became of them."},
    {"mail allow", "ADDRESS", 1, WITH_SETTINGS, NULL, mail_allow,
     "Lets an address be written to again that has refused mail."},
    {"mail test", "ADDRESS", 1, WITH_SETTINGS, NULL, mail_test,
     "Sends one mail now, and tells what the mail server said."},
    {"token", "", 0, WITH_SETTINGS, token_options, token_print,
     "Prints an access token for a person, made when unknown."},
    {"audit", "", 0, WITH_SETTINGS, audit_options, audit_print,
     "Lists what was done, by whom and from where."},
    {"skills import", "PATH", 1, WITH_SETTINGS, skill_import_options, skill_import,
     "Reads a classification of skills in ESCO's CSV form."},
    {"import check", "FILE", 1, WITHOUT_SETTINGS, NULL, import_check,
     "Reads a file of activities as an import would, and tells what does not fit."},
    {"import template", "", 0, WITHOUT_SETTINGS, NULL, import_template,
     "Prints a CSV file of activities to begin with."},
    {"routes", "", 0, WITHOUT_SETTINGS, NULL, reference_routes,
     "Prints every address of the API, and who may ask."},
    {"roles", "", 0, WITHOUT_SETTINGS, NULL, reference_roles,
     "Prints what each role may do, as the table of routes says it."},
    {"openapi", "", 0, WITH_SETTINGS, NULL, reference_openapi,
     "Prints the OpenAPI document of the API."},
    {"version", "", 0, WITHOUT_SETTINGS, NULL, version,
     "Prints the version of the program."},
};
/* clang-format on */
const size_t commands_count = sizeof(commands) / sizeof(commands[0]);
