// <citylearn-activities city="klaipeda">: what a city offers, on any page. What stands between its tags is
// shown until the list is there. See docs/how-to/embed-the-offer.md.
(() => {
const words = /*words offer.none offer.when offer.where offer.by offer.for offer.price offer.any_time offer.more_dates offer.online offer.everybody offer.ages_between offer.ages_from offer.ages_to offer.free offer.over offer.more offer.loading offer.shown offer.failed*/ {};
const home = document.currentScript.src;
const filters = ['city', 'q', 'organisation', 'category', 'skill', 'near', 'radius', 'language', 'free', 'age', 'starts-after', 'starts-before', 'limit'];
const fields = 'id,title,summary,language,state,completed,mode,sessions,timeZone,place,organisation,ageMin,ageMax,price';
const style = `
:host { display: block; color: var(--citylearn-text, inherit); background: var(--citylearn-ground, transparent); font: var(--citylearn-font, inherit) }
:host([hidden]) { display: none }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: var(--citylearn-gap, 1rem); grid-template-columns: repeat(auto-fill, minmax(min(100%, var(--citylearn-width, 17rem)), 1fr)) }
li { border: 1px solid var(--citylearn-line, GrayText); border-radius: var(--citylearn-corners, 4px); padding: 1rem; overflow-wrap: anywhere }
h2, h3, h4, h5, h6 { font-size: 1.1em; margin: 0 0 .5rem }
p { margin: .5rem 0 }
a { color: var(--citylearn-accent, LinkText) }
dl, dd { margin: 0 }
dl > div { display: grid; grid-template-columns: minmax(5rem, 25%) 1fr; gap: 0 .75rem; margin: .25rem 0 }
dt { grid-column: 1 } dd { grid-column: 2 }
button { font: inherit; min-height: 2.75rem; padding: .5rem 1.25rem; margin-block: 1rem 0; cursor: pointer; color: var(--citylearn-on-accent, Canvas); background: var(--citylearn-accent, LinkText); border: 2px solid var(--citylearn-accent, LinkText); border-radius: var(--citylearn-corners, 4px) }
button[aria-disabled] { opacity: .7 }
:focus-visible { outline: 3px solid var(--citylearn-accent, LinkText); outline-offset: 2px }`;

const make = (name, part, ...inside) => {
    const one = document.createElement(name);
    if (part) one.part = part;
    one.append(...inside);
    return one;
};
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

class CitylearnActivities extends HTMLElement {
    static observedAttributes = [...filters, 'src', 'lang', 'heading'];

    connectedCallback() {
        if (!this.shadowRoot) {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(style);
            this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [sheet];
            this.status = make('p', 'status');
            this.status.role = 'status';
            this.place = make('div', null, make('slot'));
            this.shadowRoot.append(this.place, this.status);
        }
        this.start();
    }

    disconnectedCallback() {
        this.asked?.abort();
    }

    // Of several attributes that change at once each would ask anew.
    attributeChangedCallback() {
        if (this.waits || !this.shadowRoot) return;
        this.waits = true;
        queueMicrotask(() => {
            this.waits = false;
            if (this.isConnected) this.start();
        });
    }

    // Dates of an English that is nobody's are those of Europe, as in the list for frames.
    get language() {
        const wanted = this.wanted, known = words[wanted.split('-')[0]] ? wanted : 'en';
        return known === 'en' ? 'en-GB' : known;
    }

    get wanted() {
        return this.closest('[lang]')?.lang || navigator.language;
    }

    start() {
        this.list = null;
        this.words = words[this.language.split('-')[0]];
        const query = new URLSearchParams({ fields, lang: this.wanted });
        for (const name of filters)
            if (this.hasAttribute(name)) query.set(name.replace(/-(.)/g, (_, one) => one.toUpperCase()), this.getAttribute(name) || 'true');
        return this.load(`?${query}`);
    }

    async load(query) {
        this.asked?.abort();
        const asked = this.asked = new AbortController();
        this.status.textContent = this.words.loading;
        this.button?.setAttribute('aria-disabled', 'true');
        try {
            const reply = await fetch(new URL(`/v1/activities${query}`, this.getAttribute('src') || home), { signal: asked.signal, credentials: 'omit' });
            if (!reply.ok) throw new Error(`${reply.status} ${await reply.text()}`);
            this.show(await reply.json());
        } catch (fault) {
            if (asked.signal.aborted) return;
            this.status.textContent = this.words.failed;
            this.button?.removeAttribute('aria-disabled');
            console.warn('citylearn-activities:', fault);
            this.dispatchEvent(new CustomEvent('citylearn-failed', { detail: fault }));
        }
    }

    show({ items, next }) {
        const had = this.list?.childElementCount;
        if (!this.list) {
            this.list = make('ul', 'list');
            this.list.role = 'list';
            this.button = make('button', 'more', this.words.more);
            this.button.onclick = () => this.button.hasAttribute('aria-disabled') || this.load(this.next);
            this.place.replaceChildren(this.list, this.button);
            this.place.dir = this.words.dir;
            this.place.lang = this.status.lang = this.language;
        }
        this.list.append(...items.map((one) => this.item(one)));
        this.list.hidden = !this.list.childElementCount;
        this.next = next && new URL(next).search;
        this.button.hidden = !next;
        this.button.removeAttribute('aria-disabled');
        this.status.textContent = this.list.hidden ? this.words.none : fill(this.words.shown, { count: this.list.childElementCount });
        if (had && items.length) this.list.children[had].querySelector('a').focus();
        this.dispatchEvent(new CustomEvent('citylearn-shown', { detail: { count: this.list.childElementCount } }));
    }

    item(one) {
        const level = /^[2-6]$/.test(this.getAttribute('heading')) ? this.getAttribute('heading') : 3;
        const link = make('a', 'link', one.title), title = make(`h${level}`, 'title', link);
        const own = (text) => Object.assign(text, { lang: one.language, dir: 'auto' });
        link.href = new URL(`/a/${encodeURIComponent(one.id)}?lang=${encodeURIComponent(this.language)}`, this.getAttribute('src') || home);
        const item = make('li', 'item', own(title));
        if (one.completed) item.append(make('p', 'state', this.words.over));
        if (one.summary) item.append(own(make('p', 'summary', one.summary)));
        item.append(make('dl', 'facts', ...this.facts(one)));
        return item;
    }

    facts(one) {
        const { words } = this;
        const fact = (name, ...values) => make('div', 'fact', make('dt', 'name', words[name]), ...values.filter(Boolean).map((value) => make('dd', 'value', make('bdi', null, value))));
        const ages = one.ageMin != null ? (one.ageMax != null ? 'ages_between' : 'ages_from') : one.ageMax != null ? 'ages_to' : 'everybody';
        return [
            fact('when', ...this.when(one)),
            fact('where', one.place && [one.place.name, one.place.address].filter(Boolean).join(', '), one.mode !== 'in_person' && words.online),
            fact('by', one.organisation.name),
            fact('for', fill(words[ages], one)),
            fact('price', one.price ? new Intl.NumberFormat(this.language, { style: 'currency', currency: one.price.currency }).format(one.price.amount) : words.free),
        ];
    }

    when({ sessions, timeZone, completed }) {
        if (!sessions.length || completed) return [completed ? this.words.over : this.words.any_time];
        const next = sessions.filter((one) => new Date(one.endsAt) > new Date());
        const time = new Intl.DateTimeFormat(this.language, { dateStyle: 'full', timeStyle: 'short', timeZone });
        const text = next.length && time.formatRange(new Date(next[0].startsAt), new Date(next[0].endsAt));
        return [text, next.length > 1 && fill(this.words.more_dates, { count: next.length - 1 })];
    }
}
if (!customElements.get('citylearn-activities')) customElements.define('citylearn-activities', CitylearnActivities);
})();
