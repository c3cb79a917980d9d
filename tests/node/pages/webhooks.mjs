// The webhooks of an organisation, from none to one that failed and was mended.
import { randomUUID } from 'node:crypto';
import { sql } from '../lib/tools.mjs';
import { makeAccount } from './account.mjs';

export const receiver = process.env.STAGE_RECEIVER;
export const webhooksOf = (organisation) => `/account/organisations/${organisation}/webhooks`;

// One that whoever has the address manages.
export function makeOrganisation(address) {
    const id = randomUUID();
    sql(`INSERT INTO organisation (id, city, slug, legal_name, registration_number, country, translations, state)
         SELECT '${id}', id, 'o${id.slice(0, 8)}', 'BĮ Danės krantinės biblioteka', '${id}', 'LT', '{"lt": {"name": "Danės krantinės biblioteka"}}', 'verified'
           FROM city WHERE slug = 'klaipeda'`);
    sql(`INSERT INTO membership (organisation, person, role) SELECT '${id}', person, 'manager' FROM identifier WHERE email = '${address}'`);
    return id;
}

const happens = (organisation, subject = randomUUID()) => sql(`SELECT event_add('${organisation}', 'activity.updated', '${subject}', 1, '/v1/activities/', '{}')`);
const path = (one) => new URL(one.page.url()).pathname;

// Loads the page anew until it says that.
async function until(one, title, ...keys) {
    const says = async () => {
        const text = await one.page.locator('body').innerText();
        return keys.map(one.word).every((words) => text.includes(words));
    };
    for (let tries = 0; tries < 300 && !(await says()); tries++) {
        await new Promise((later) => setTimeout(later, 100));
        await one.page.reload();
    }
    await one.sees(title, path(one), ...keys);
}

const tick = (one, type) => one.page.locator(`input[name=types][value="${type}"]`).check();

async function makes(one, home) {
    await one.open('/account');
    await one.sees('who manages an organisation finds its webhooks', '/account', 'account.organisations', 'title.webhooks');
    await one.looks('the account of a manager');
    await one.go(() => one.page.locator(`a[href="${home}"]`).click());
    await one.sees('of which there are none', home, 'webhooks.none');
    await one.looks('webhooks, none');
    await one.follow('button.new_webhook');
    await one.looks('a new webhook');
    await one.fill({ 'field.webhook_url': 'http://10.0.0.1/', 'field.per_second': '1001', 'field.in_flight': '0' });
    await one.press('button.make_webhook');
    await one.sees('what does not fit is said', home, 'error.webhook_url', 'error.webhook_types', 'error.webhook_per_second', 'error.webhook_in_flight');
    await one.looks('a new webhook, all wrong');
    await one.fill({ 'field.webhook_url': `${receiver}/ok`, 'field.description': 'Nightly sync', 'field.per_second': '50', 'field.in_flight': '2' });
    await tick(one, 'activity.*');
    await tick(one, 'award.issued');
    await one.press('button.make_webhook');
    await one.sees('it is made, and its secret is shown', path(one), 'notice.webhook_made', 'webhook.secret_once', 'whsec_');
    await one.looks('a webhook, with its secret');
    await one.page.reload();
    await until(one, 'it echoes its challenge', 'endpoint_state.enabled');
    await one.looks('a webhook');
}

async function delivers(one, organisation, hook) {
    happens(organisation);
    await one.follow('title.deliveries');
    await until(one, 'what was sent is listed', 'activity.updated', 'delivery_state.delivered');
    await one.choose('field.delivery_state', 'delivered');
    await one.press('button.show');
    await one.sees('and can be chosen from', `${hook}/deliveries`, 'activity.updated');
    await one.looks('deliveries');
    await one.go(() => one.page.getByRole('link', { name: 'activity.updated' }).first().click());
    await one.sees('all of it can be seen', path(one), 'outcome.answered', 'delivery.payload', 'msg_');
    await one.looks('a delivery');
    await one.press('button.send_again');
    await one.sees('and sent once more', path(one), 'notice.sent_again');
}

async function fails(one, organisation, hook) {
    await one.open(hook);
    await one.follow('button.change');
    await one.type('field.webhook_url', `${receiver}/shout`);
    await one.looks('changing a webhook');
    await one.press('button.save');
    await one.sees('it is changed', hook, 'notice.saved', '/shout');
    await until(one, 'and echoes again', 'endpoint_state.enabled');
    happens(organisation);
    await until(one, 'that it fails is seen', 'webhook.failing_since', 'webhook.failures');
    await one.looks('a webhook that fails');
    await one.open(`${hook}/deliveries?type=activity.*`);
    await one.go(() => one.page.getByRole('link', { name: 'activity.updated' }).first().click());
    await one.sees('with the answer as text', path(one), 'delivery.answer', '<script>');
    await one.looks('a delivery that failed');
    await one.open(webhooksOf(organisation));
    await one.looks('webhooks');
}

async function mends(one, hook) {
    await one.open(hook);
    await one.press('button.send_failed');
    await until(one, 'all that failed is sent by a job', 'job_state.done', 'job.sent');
    await one.looks('a job');
    await one.open(hook);
    await one.press('button.pause');
    await one.sees('it is paused', hook, 'notice.webhook_paused', 'endpoint_state.paused');
    await one.press('button.resume');
    await one.sees('and resumed', hook, 'notice.webhook_resumed');
    await one.choose('field.grace', '3600');
    await one.press('button.rotate');
    await one.sees('it gets new keys', hook, 'notice.webhook_rotated', 'whsec_');
}

async function ends(one, home, hook) {
    await one.open(hook);
    await one.follow('button.delete');
    await one.sees('one is asked once more', `${hook}/deletion`, 'webhook.really_delete');
    await one.looks('deleting a webhook');
    await one.follow('button.keep');
    await one.follow('button.delete');
    await one.press('button.delete');
    await one.sees('then it is deleted', home, 'notice.webhook_deleted', 'webhooks.none');
    await one.open(hook);
    await one.sees('and not there any more', hook, 'problem.not_found');
}

export async function webhooks(arrive) {
    const one = await arrive(), address = `hooks-${one.language}@example.net`;
    await makeAccount(one, address);
    const organisation = makeOrganisation(address), home = webhooksOf(organisation);
    await makes(one, home);
    const hook = path(one);
    await delivers(one, organisation, hook);
    await fails(one, organisation, hook);
    await mends(one, hook);
    await ends(one, home, hook);
    await one.leave();
}
