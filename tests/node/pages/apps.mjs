// What an app asks for, whether it gets it, and its end.
import { randomUUID } from 'node:crypto';
import { sql } from '../lib/tools.mjs';
import { makeAccount, signIn } from './account.mjs';

const back = 'https://portal.example/back', scopes = ['openid', 'email', 'offline_access', 'learner:write'];
const apps = { Portal: randomUUID(), Pocket: randomUUID() };

// One that the operator has made, and one that has registered itself.
export function makeApps() {
    for (const [name, id] of Object.entries(apps))
        sql(`INSERT INTO service_client (id, name, registered, scopes, redirect_uris, grants, kind, auth_method) VALUES
             ('${id}', '${name}', ${name === 'Pocket'}, '{${scopes}}', '{${back}}', '{authorization_code,refresh_token}', 'public', 'none')`);
}

export const asks = (state, more = {}) => `/oauth2/authorize?${new URLSearchParams({
    client_id: apps.Portal, redirect_uri: back, response_type: 'code', scope: scopes.join(' '), state,
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256', ...more,
})}`;

// What the app hears, of what it asked for with that state.
export function hears(one, title, heard, state, name, value) {
    const got = Object.fromEntries(heard.findLast((url) => url.pathname === '/back' && url.searchParams.get('state') === state)?.searchParams ?? []);
    one.holds(title, got.iss === 'http://localhost' && value.test(got[name] ?? '') ? null : JSON.stringify(got));
}

async function decides(one, heard, address) {
    const no = `no-${one.language}`, yes = `yes-${one.language}`;
    await one.open(asks(no));
    await one.sees('an app asks', '/oauth2/authorize', 'title.consent', 'Portal', 'scope.learner:write', 'portal.example');
    await one.looks('an app asks');
    await one.press('button.deny');
    hears(one, 'it hears that it gets nothing', heard, no, 'error', /^access_denied$/);
    await one.open(asks(yes));
    await one.press('button.another_account');
    await one.sees('one can sign in as somebody else', '/account/sign-in', 'title.sign-in');
    await signIn(one, address);
    await one.sees('and is asked then', '/oauth2/authorize', 'title.consent');
    await one.press('button.allow');
    hears(one, 'the app gets a code', heard, yes, 'code', /^ac_/);
}

async function disconnects(one) {
    await one.open('/account/apps');
    await one.sees('apps are listed', '/account/apps', 'Portal', 'scope.learner:write');
    await one.looks('apps');
    await one.press('button.disconnect');
    await one.sees('and ended', '/account/apps', 'notice.revoked', 'apps.none');
    await one.looks('apps, ended');
}

async function strangeApps(one) {
    await one.open(asks('x', { client_id: apps.Pocket }));
    await one.sees('who has checked an app is told', '/oauth2/authorize', 'consent.unverified');
    await one.looks('an app asks, which nobody has checked');
    await one.open(asks('x', { client_id: randomUUID() }));
    await one.sees('an app that is none is not believed', '/oauth2/authorize', 'problem.app_unknown');
    await one.looks('an app that is unknown');
    await one.open(asks('x', { redirect_uri: 'https://evil.example/' }));
    await one.sees('nor is one that leads elsewhere', '/oauth2/authorize', 'problem.app_address_unknown');
}

export async function consent(arrive, { heard }) {
    const one = await arrive(), address = `app-${one.language}@example.net`;
    await makeAccount(one, address);
    await one.follow('title.apps');
    await one.sees('no app is connected', '/account/apps', 'apps.none');
    await one.looks('apps, none');
    await decides(one, heard, address);
    await disconnects(one);
    await strangeApps(one);
    await one.leave();
}
