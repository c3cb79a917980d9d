// Children and those who answer for them; who is invited; who comes from elsewhere.
import { command, sql } from '../lib/tools.mjs';
import { linkTo } from '../lib/mails.mjs';
import { languages } from '../lib/words.mjs';
import { choosePassword, makeAccount, signUp, thisYear } from './account.mjs';

async function asksGuardian(child, own, guardian) {
    await child.sees('a child reads what it waits for', '/account', 'account.awaits_guardian');
    await child.looks('the account of a child');
    await child.follow('account.to_guardian');
    await child.looks('asking a guardian');
    await child.type('field.guardian_email', own);
    await child.press('button.ask_guardian');
    await child.sees('nobody is their own guardian', '/account/guardian-invitation', 'error.own_address');
    await child.looks('asking a guardian, with an own address');
    await child.type('field.guardian_email', guardian);
    await child.press('button.ask_guardian');
    await child.sees('a guardian is asked', '/account/guardian-invitation', 'notice.asked', 'consent_state.awaiting_guardian');
    await child.looks('asking a guardian, asked');
}

async function consents(guardian, child, address) {
    const link = await linkTo(address);
    await child.open(link);
    await child.press('button.consent');
    await child.sees('a child does not consent to itself', '/account/guardian', 'error.own_address');
    await child.looks('a child asks, wrong person');
    await guardian.open(link);
    await guardian.sees('a guardian reads who asks', '/account/guardian', 'guardian.asks', 'Ona', 'guardian.sign_in_first');
    await guardian.looks('a child asks, not signed in');
    await guardian.follow('button.sign_up');
    await signUp(guardian, address, 'Rasa', thisYear - 40);
    await guardian.openMail(address);
    await choosePassword(guardian);
    await guardian.sees('with an account, the guardian is led back', '/account/guardian', 'guardian.asks');
    await guardian.looks('a child asks');
    await guardian.type('field.relation', 'mother');
    await guardian.press('button.consent');
    await guardian.sees('and consents', '/account/guardian', 'guardian_done.consent');
    await guardian.looks('consented');
}

async function withdraws(guardian) {
    await guardian.open('/account/children');
    await guardian.sees('a guardian sees the child', '/account/children', 'Ona', 'consent_state.consented');
    await guardian.looks('children');
    await guardian.press('button.withdraw');
    await guardian.sees('and withdraws', '/account/children', 'notice.withdrawn', 'consent_state.withdrawn');
    await guardian.looks('children, withdrawn');
    await guardian.press('button.consent');
    await guardian.sees('or consents again', '/account/children', 'notice.consented');
    await guardian.press('button.withdraw');
}

async function refuses(stranger, child, address) {
    await child.open('/account/guardian-invitation');
    await child.type('field.guardian_email', address);
    await child.press('button.ask_guardian');
    await stranger.openMail(address);
    await stranger.press('button.refuse');
    await stranger.sees('one refuses without an account', '/account/guardian', 'guardian_done.refuse');
    await stranger.looks('refused');
}

export async function guardians(arrive) {
    const [child, guardian, stranger] = [await arrive(), await arrive(), await arrive()];
    const [own, mother, father] = ['ona', 'mother', 'father'].map((name) => `${name}-${child.language}@example.net`);
    await makeAccount(child, own, 'Ona', thisYear - 10);
    await asksGuardian(child, own, mother);
    await consents(guardian, child, mother);
    await withdraws(guardian);
    await refuses(stranger, child, father);
    for (const one of [child, guardian, stranger]) await one.leave();
}

const guest = (language) => `guest-${language}@example.net`;

// The cities invite one person for each language.
export function invite(cities) {
    const token = command('citylearn token --person meras@klaipeda.example');
    for (const language of Object.keys(languages))
        for (const city of cities)
            command(`curl -sS --fail-with-body --unix-socket "$STAGE_SOCKET" http://localhost/v1/cities/${city}/invitations -H 'Authorization: Bearer ${token}' \
                -H 'Content-Type: application/json' -H 'Idempotency-Key: invitation-${city}-${language}' -d '{"email": "${guest(language)}", "role": "city_viewer", "language": "${language}"}'`);
}

export async function invitations(arrive) {
    const one = await arrive(), other = await arrive(), address = guest(one.language);
    const link = await linkTo(address);
    await linkTo(address);
    await one.open(link);
    await one.sees('who is invited reads to what', '/account/invitations', 'invitations.text', 'invitations.sign_in_first');
    await one.looks('an invitation, not signed in');
    await makeAccount(other, `uninvited-${one.language}@example.net`);
    await other.open('/account/children');
    await other.sees('most have no children here', '/account/children', 'children.none');
    await other.looks('children, none');
    await other.open(link);
    await other.sees('an invitation is for one person', '/account/invitations', 'invitations.mismatch');
    await other.looks('an invitation for somebody else');
    await makeAccount(one, address);
    await one.follow('title.invitations');
    await one.looks('invitations');
    await one.press('button.accept');
    await one.sees('that person accepts', '/account/invitations', 'notice.accepted');
    await one.press('button.decline');
    await one.sees('or declines', '/account/invitations', 'notice.declined', 'invitations.none');
    await one.looks('invitations, none');
    for (const each of [one, other]) await each.leave();
}

const provider = 'https://id.example';

export function makeProvider() {
    sql(`INSERT INTO identity_provider (city, name, issuer, client_id, sealed, state, authorize_url, token_url, jwks_url, jwks, read_at)
         SELECT id, 'Klaipėda ID', '${provider}', 'citylearn', '', 'approved', '${provider}/authorize', '${provider}/token', '${provider}/jwks', '{}', now()
           FROM city WHERE slug = 'klaipeda'`);
}

// The provider sends each browser back and says that the person did not allow it.
export function providerAnswers({ hostname, searchParams: asked }) {
    const back = new URLSearchParams({ state: asked.get('state'), iss: provider, error: 'access_denied' });
    return hostname === 'id.example' ? `${asked.get('redirect_uri')}?${back}` : null;
}

export async function elsewhere(arrive) {
    const one = await arrive();
    await one.open('/account/sign-in');
    await one.go(() => one.page.getByRole('button', { name: `${one.word('sign_in.with')} Klaipėda ID` }).click());
    await one.sees('who does not allow it elsewhere is told so', '/account/provider/wait', 'federation_failed.denied');
    await one.looks('signing in elsewhere, not allowed');
    const attempt = new URL(one.page.url()).searchParams.get('attempt');
    const becomes = (what) => sql(`UPDATE federation_attempt SET ${what} WHERE id = '${attempt}'`);
    becomes("stage = 'leased', lease_until = now() + interval '1 hour', reason = NULL");
    await one.page.reload();
    await one.sees('one is told to wait', '/account/provider/wait', 'federation.wait');
    await one.looks('signing in elsewhere, waiting');
    becomes("stage = 'failed', reason = 'late', lease_until = NULL");
    await one.page.getByText(one.word('federation_failed.late')).waitFor();
    await one.sees('and the page goes on by itself', '/account/provider/wait', 'federation_failed.late');
    await one.leave();
}
