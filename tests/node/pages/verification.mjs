// Somebody is shown a badge, and sees what it is worth.
const nobody = 'https://localhost:1/badge';

export async function verification(arrive) {
    const one = await arrive();
    await one.open('/verify');
    await one.sees('anybody is asked for a badge', '/verify', 'verify.lead', 'hint.verify_email');
    await one.looks('verifying a badge');
    await one.press('button.verify');
    await one.sees('nothing is no badge', '/verify', 'error.verify_nothing');
    await one.looks('verifying nothing');
    await one.type('field.verify_text', nobody);
    await one.type('field.verify_email', 'milda@example.net');
    await one.press('button.verify');
    await one.page.getByText(one.word('verdict.not_verifiable'), { exact: true }).waitFor();
    await one.sees('one is told what could be found out', new URL(one.page.url()).pathname, 'title.verified', 'verdict_means.not_verifiable', 'verify.checks', 'verify_check.failed');
    await one.looks('what a badge is worth');
    await one.follow('verify.another');
    await one.field('field.verify_file').setInputFiles({ name: 'badge.json', mimeType: 'application/json', buffer: Buffer.from('{"type": "Bread"}') });
    await one.press('button.verify');
    await one.sees('a file may be none', '/verify', 'error.verify_no_badge');
    await one.leave();
}
