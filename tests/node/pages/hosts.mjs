// Another host of badges: how it stands with it, the way there, and what comes back.
import { randomUUID } from 'node:crypto';
import { sql } from '../lib/tools.mjs';
import { makeAccount } from './account.mjs';
import { awardTo } from './badges.mjs';

const scope = 'https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.readonly';

// As the courier would have read it; its own page is at id.example.
function makeHost(address, language) {
    const [host, account] = [randomUUID(), randomUUID()];
    sql(`INSERT INTO badge_host (id, base, kind, name, authorize_url, scopes, look_at) VALUES
             ('${host}', 'https://id.example/${language}', 'ob30', 'Badges of the region', 'https://id.example/authorize', '{${scope}}', 'infinity')`);
    sql(`INSERT INTO badge_host_client VALUES ('${host}', 'https://id.example/register', 'citylearn', '')`);
    sql(`INSERT INTO badge_host_account (id, host, person) VALUES ('${account}', '${host}', person_enter('${address}'))`);
    return { host, account, path: `/account/badge-hosts/${account}` };
}

// Badges are fetched there and brought there, by buttons and boxes.
async function isUsed(one, path, set, award) {
    set(`state = 'connected', fault = NULL, pulled_at = '2026-03-04T05:06:07Z', added = 2, scopes = '{${scope},${scope.replace('readonly', 'upsert')}}'`);
    await one.open(path);
    await one.press('button.pull');
    await one.sees('badges are fetched', path, 'notice.host_pull', '2026-03-04T05:06:07Z', 'badge_host.which', 'Buvau');
    await one.press('button.push');
    await one.sees('nothing was chosen', `${path}/push`, 'error.host_awards');
    await one.looks('a host, and no badge chosen for it');
    await one.page.locator(`input[value="${award}"]`).check();
    await one.press('button.push');
    await one.sees('a badge is brought', path, 'notice.host_push', 'push_state.due');
    sql(`UPDATE badge_host_push SET state = 'failed', fault = 'not_taken' WHERE award = '${award}'`);
    await one.open(path);
    await one.sees('what came of it is told', path, 'push_state.failed', 'badge_host_fault.not_taken');
    await one.looks('a host that takes a badge not');
}

// The list of them, a form that names another, and the end of one.
async function isNamed(one, path) {
    await one.open('/account/badges');
    await one.sees('hosts are listed', '/account/badges', 'badges.hosts', 'Badges of the region', 'host_state.connected');
    await one.type('field.host_url', 'https://10.0.0.1');
    await one.press('button.connect');
    await one.sees('a host inside is refused', '/account/badge-hosts', 'error.host_not_allowed');
    await one.looks('badges, and a host that cannot be asked');
    await one.type('field.host_url', `id.example/${one.language}/another`);
    await one.press('button.connect');
    await one.sees('another is named', new URL(one.page.url()).pathname, 'title.badge-host', `https://id.example/${one.language}/another`);
    await one.open(path);
    await one.follow('button.leave_host');
    await one.sees('one is asked before it is left', `${path}/deletion`, 'title.badge-host-deletion', 'badge_host.really_leave');
    await one.looks('leaving a host');
    await one.follow('button.stay');
    await one.follow('button.leave_host');
    await one.press('button.leave_host');
    await one.sees('it is left', '/account/badges', 'notice.host_left');
}

export async function hosts(arrive) {
    const one = await arrive(), address = `host-${one.language}@example.net`;
    await makeAccount(one, address);
    const { host, account, path } = makeHost(address, one.language);
    const set = (what, table = 'badge_host_account', id = account) => sql(`UPDATE ${table} SET ${what} WHERE id = '${id}'`);
    // A page that waits goes on by itself; any other is opened anew.
    const stands = async (state, byItself = false) => {
        if (byItself) await one.page.getByText(one.word(`badge_host_state.${state}`)).waitFor();
        else await one.open(path);
        await one.sees(`a host that is ${state}`, path, 'title.badge-host', 'Badges of the region', `badge_host_state.${state}`);
        await one.looks(`a host that is ${state}`);
    };
    await stands('reading');
    set("fault = 'not_a_host'", 'badge_host', host);
    await stands('failed', true);
    set("fault = NULL, read_at = now()", 'badge_host', host);
    for (const state of ['authorising', 'connected', 'ended', 'ready']) {
        set(`state = '${state}'`);
        await stands(state, state === 'connected');
    }
    // Its page sends each browser back and says that it was not allowed, and who it is.
    const back = `/account/badge-hosts/callback/${host}`;
    await one.press('button.go_there');
    await one.sees('what comes back from somebody else is refused', back, 'title.badge-host-failed', 'badge_host.refused');
    await one.looks('what comes back from somebody else');
    set("issuer = 'https://id.example'", 'badge_host', host);
    await one.open(path);
    await one.press('button.go_there');
    await one.sees('a host that was not allowed', path, 'badge_host_fault.denied', 'badge_host.text');
    await one.looks('a host that was not allowed');
    await isUsed(one, path, set, awardTo(address));
    await isNamed(one, path);
    await one.leave();
}
