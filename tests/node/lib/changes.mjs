// A document, changed in one place at a time: each value is another one, and each is left out.
const another = (value) => (typeof value === 'string' ? `${value}x` : typeof value === 'number' ? value + 1 : !value);

function* places(value, path = []) {
    if (value === null || typeof value !== 'object') yield path;
    else for (const name of Object.keys(value)) yield* places(value[name], [...path, name]);
}

function* changed(document) {
    for (const path of places(document)) {
        for (const what of ['another', 'no']) {
            const copy = structuredClone(document), last = path.at(-1);
            const within = path.slice(0, -1).reduce((part, name) => part[name], copy);
            if (what === 'another') within[last] = another(within[last]);
            else if (Array.isArray(within)) within.splice(Number(last), 1);
            else delete within[last];
            yield { what: `${what} ${path.join('.')}`, copy };
        }
    }
}

// How many changes there are, and what of them `judge` takes for good.
export async function changesPass(document, judge) {
    const passed = [];
    let count = 0;
    for (const { what, copy } of changed(document)) {
        count++;
        if (!await judge(copy)) passed.push(what);
    }
    return { count, fault: passed.join('\n') || (count < 30 ? `only ${count}` : null) };
}
