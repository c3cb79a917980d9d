// An offer to look at: something usual, what cannot resist, what is too long for any screen, and enough for pages.
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, play, sql } from '../lib/tools.mjs';

export const hostile = '<img src=x onerror="document.title=`taken`"></title></script><script>document.title="taken"</script>';
export const long = 'Nebeprisikiškiakopūsteliaujantiesiems'.repeat(4);
const place = { name: '"><svg onload=alert(1)>', lat: 55.7, lon: 21.1 };
const usual = { learningForm: 'informal', mode: 'in_person', type: 'workshop', category: 'languages', languages: ['lt'], description: 'Kalba.', place };
const day = (date) => [{ startsAt: `${date}T08:00:00Z`, endsAt: `${date}T10:30:00Z` }];

const items = [
    { ...usual, description: undefined, externalId: 'nets', sessions: [...day('2031-03-01'), ...day('2031-03-08')], ageMin: 10, capacity: 12, price: { amount: '3.50', currency: 'EUR' },
      skills: ['https://citylearn.example/skills/ropework'], enrolment: { mode: 'external', url: 'https://danes-biblioteka.example/nets' },
      translations: { lt: { title: 'Tinklų pynimas', summary: 'Mazgai.', description: 'Pinsime.' }, uk: { title: 'Плетіння сіток', summary: 'Вузли.', description: 'Плетемо сітку.' }, en: { title: 'Making nets', summary: 'Knots.', description: 'We make a net.' } } },
    { ...usual, externalId: 'hostile', sessions: day('2031-03-02'), title: hostile, summary: hostile, description: hostile },
    { ...usual, externalId: 'long', sessions: day('2031-03-03'), title: long, summary: long, description: long },
    { ...usual, externalId: 'alone', mode: 'online', type: 'self_study', place: undefined, title: 'Jūros žodžiai', onlineUrl: 'https://danes-biblioteka.example/words' },
    ...Array.from({ length: 8 }, (_, at) => ({ ...usual, externalId: `more-${at}`, category: 'digital-skills', sessions: day(`2031-05-0${at + 1}`), title: `Nr. ${at}` })),
];

// Answers the ids of the activities, by what the partner calls them.
export function post() {
    const told = play(join(process.env.STAGE_TOP, 'tests/e2e/setting.http'));
    if (told.status) throw new Error(told.told);
    const file = join(process.env.STAGE_DIR, 'offer.json'), library = sql("SELECT id FROM organisation WHERE slug = 'danes-biblioteka'");
    writeFileSync(file, JSON.stringify({ publish: true, items }));
    command(`curl -s --fail-with-body --unix-socket "$STAGE_SOCKET" http://localhost/v1/organisations/${library}/activities/_batch -d @${file} \
        -H "Authorization: Bearer $(citylearn token --person info@danes-biblioteka.example)" -H 'Content-Type: application/json' -H 'Idempotency-Key: ${randomUUID()}'`);
    const ids = Object.fromEntries(sql('SELECT external_id, id FROM activity').split('\n').map((line) => line.split('|')));
    if (Object.keys(ids).length !== items.length) throw new Error(`not all was posted: ${JSON.stringify(ids)}`);
    return ids;
}
