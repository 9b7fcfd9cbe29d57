// What happened, newest first.
import { el } from './dom.js';
import { time } from './words.js';

const KEEP = 300;
const hidden = new Set();
const known = new Map();

/** Takes in events, from a status or from the stream; one that is known already counts once. */
export function observe(events) {
  for (const event of events) {
    known.set(key(event), event);
  }
  const old = [...known.keys()].slice(0, Math.max(0, known.size - KEEP));
  old.forEach((name) => known.delete(name));
}

/** Its name on every node; nodes of an older version give none. */
function key(event) {
  return event.id ?? `${event.atEpochMillis} ${event.sequence} ${event.text}`;
}

export function toggle(kind) {
  if (!hidden.delete(kind)) {
    hidden.add(kind);
  }
}

export function kinds() {
  const all = [...new Set([...known.values()].map((event) => event.kind))].sort();
  return all.map((kind) => el('button', {
    type: 'button', class: 'chip', 'data-key': `kind ${kind}`, 'data-action': 'kind', 'data-target': kind,
    'aria-pressed': String(!hidden.has(kind)),
  }, hidden.has(kind) ? '' : '✓ ', kind));
}

export function events(status) {
  const newest = [...known.values()].filter((event) => !hidden.has(event.kind))
    .sort((one, other) => other.atEpochMillis - one.atEpochMillis || other.sequence - one.sequence);
  if (newest.length === 0) {
    return el('p', { class: 'card empty muted' }, known.size === 0 ? 'Nothing has happened yet.' : 'All kinds of events are switched off.');
  }
  return el('ol', { class: 'card events', tabindex: 0, 'aria-label': 'Events, newest first' }, newest.map((event) => el('li', { 'data-key': key(event) },
    el('time', { datetime: event.at }, time(event.atEpochMillis, status.atEpochMillis)),
    el('span', { class: `kind-tag ${event.kind}` }, event.kind),
    el('span', { class: 'event-node' }, event.node ?? status.node),
    el('span', { class: 'event-text' }, event.text))));
}
