// Another host of badges: how it stands with it, the way there, and what comes back.
import { randomUUID } from 'node:crypto';
import { sql } from '../lib/tools.mjs';
import { makeAccount } from './account.mjs';

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
    await one.sees('a host that was not allowed', path, 'badge_host.denied', 'badge_host.text');
    await one.looks('a host that was not allowed');
    await one.leave();
}
