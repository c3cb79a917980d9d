// A learner's badges: none yet, one from elsewhere, one from here that goes to a wallet.
import { randomUUID } from 'node:crypto';
import { sql } from '../lib/tools.mjs';
import { makeAccount } from './account.mjs';
import { makeOrganisation } from './webhooks.mjs';

const home = '/account/badges', path = (one) => new URL(one.page.url()).pathname;
const diver = JSON.stringify({
    '@context': ['https://www.w3.org/ns/credentials/v2', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'], id: 'https://school.example/badges/9',
    type: ['VerifiableCredential', 'OpenBadgeCredential'], issuer: { id: 'https://school.example/issuer', name: 'Školа مدرسة' }, validFrom: '2026-01-02T03:04:05Z',
    credentialSubject: {
        id: 'urn:uuid:5f5b1b1e-0000-4000-8000-000000000002', type: ['AchievementSubject'],
        achievement: { id: 'https://school.example/achievements/1', type: ['Achievement'], name: `${'Nardymas'.repeat(9)} <b>`, description: 'Dives.', criteria: { narrative: 'Dive to 5 m.' } },
    },
});

export function awardTo(address) {
    const organisation = makeOrganisation(address), badge = randomUUID(), award = randomUUID();
    sql(`INSERT INTO badge (id, organisation, state, achievement_type, translations) VALUES ('${badge}', '${organisation}', 'active', 'Badge', '{"lt": {"name": "Buvau", "criteria": "Buvau"}}')`);
    sql(`INSERT INTO award (id, badge, organisation, recipient_email) VALUES ('${award}', '${badge}', '${organisation}', '${address}')`);
    return award;
}

async function until(one, title, where, ...keys) {
    const says = async () => keys.map(one.word).every((words) => text.includes(words));
    let text = await one.page.locator('body').innerText();
    for (let tries = 0; tries < 300 && !(await says()); tries++) {
        await new Promise((later) => setTimeout(later, 100));
        await one.open(where);
        text = await one.page.locator('body').innerText();
    }
    await one.sees(title, where, ...keys);
}

export async function badges(arrive) {
    const one = await arrive(), address = `badges-${one.language}@example.net`;
    await makeAccount(one, address);
    await one.open('/account');
    await one.follow('title.badges');
    await one.sees('who has no badge sees so', home, 'badges.none_own', 'badges.none_kept');
    await one.press('button.bring');
    await one.sees('nothing cannot be brought', home, 'error.bring_nothing');
    await one.looks('badges, none, and nothing brought');
    await one.type('field.badge_url', 'https://localhost:1/badge');
    await one.press('button.bring');
    await one.field('field.badge_file').setInputFiles({ name: 'badge.json', mimeType: 'application/json', buffer: Buffer.from(diver) });
    await one.press('button.bring');
    await one.sees('a badge is brought', home, 'notice.badge_kept', 'Nardymas');
    await one.go(() => one.page.getByRole('link', { name: 'Nardymas' }).click());
    await until(one, 'what it is worth is told', path(one), 'verdict_means.not_verifiable');
    await one.looks('a badge of another service');
    await one.follow('button.delete');
    await one.looks('deleting a badge');
    await one.follow('button.keep');
    const award = awardTo(address);
    await until(one, 'what could not be fetched is told', home, 'import_state.refused', 'error.not_fetched', 'Buvau');
    await one.looks('badges');
    await one.go(() => one.page.locator(`a[href="${home}/awards/${award}"]`).click());
    await one.sees('an award has a page', `${home}/awards/${award}`, 'award.valid', 'visibility.private');
    await one.looks('an award of one\'s own');
    await one.field('field.digits').check();
    await one.press('button.offer');
    await one.sees('which offers it to a wallet', `${home}/awards/${award}/offer`, 'wallet.scan', 'wallet.digits');
    await one.looks('an award for a wallet');
    await one.leave();
}
