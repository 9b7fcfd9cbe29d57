// Shows statuses as they come; says so when the node no longer answers. Start here, then feed.js, verdict.js, and a module for each part.
import * as configuration from './configuration.js';
import * as dialog from './dialog.js';
import { el, fill, icon } from './dom.js';
import * as events from './events.js';
import * as feed from './feed.js';
import { figures } from './figures.js';
import * as members from './members.js';
import { addresses, sharing, tiles } from './nodes.js';
import * as ring from './ring.js';
import * as session from './session.js';
import { findings } from './verdict.js';
import { span, time } from './words.js';

const STALE_MILLIS = 7000;
const NOTE_MILLIS = 20_000;
const THEME = 'tandem-theme';
const byId = (id) => document.getElementById(id);

let shown = null;
let receivedAt = 0;
let failure = '';
let paused = false;
let announced = '';
let noteTimer = 0;

function show(status) {
  if (shown === null) {
    ring.restore(status.node);
  }
  shown = status;
  receivedAt = Date.now();
  failure = '';
  ring.observe(status);
  events.observe(status.events);
  render();
  age();
}

function render() {
  const focused = document.activeElement?.dataset?.key;
  draw();
  if (focused && document.activeElement === document.body) {
    document.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }
}

function draw() {
  const found = findings(shown);
  document.title = `${found[0].words} – ${shown.cluster || shown.node} – Tandem`;
  announce(`${found[0].words}. ${found[0].why}`);
  fill(byId('place'), shown.cluster ? ['Cluster ', el('strong', null, shown.cluster), ', seen from ', el('strong', null, shown.node)]
    : ['Node ', el('strong', null, shown.node)]);
  byId('bar-verdict').className = `bar-verdict ${found[0].level}`;
  fill(byId('bar-verdict'), icon(found[0].level), found[0].words);
  fill(byId('version'), `Tandem ${shown.version}`);
  fill(byId('summary'), summary(found));
  fill(byId('sharing'), sharing(shown.sharing));
  fill(byId('nodes'), tiles(shown));
  byId('addresses-part').hidden = shown.vips.length === 0;
  fill(byId('addresses'), addresses(shown));
  fill(byId('figures'), figures());
  fill(byId('balancers'), members.balancers(shown));
  fill(byId('configuration'), configuration.layers(shown));
  fill(byId('kinds'), events.kinds());
  fill(byId('events'), events.events(shown));
  byId('content').hidden = false;
  document.body.dataset.at = shown.atEpochMillis;
}

function summary(found) {
  const [first, ...others] = found;
  return el('section', { class: `summary ${first.level}`, 'data-level': first.level, 'aria-label': 'Verdict' },
    el('h1', null, icon(first.level), first.words),
    el('p', { class: 'why' }, first.why),
    first.todo && el('p', { class: 'todo' }, el('strong', null, 'What to do: '), first.todo),
    others.length > 0 && el('ul', { class: 'others' }, others.map((one) => el('li', null, icon(one.level),
      el('span', null, el('strong', null, `${one.words}. `), one.why, one.todo && ` ${one.todo}`)))));
}

/** Screen readers hear of a new verdict once, and of nothing else that moves by itself. */
function announce(text) {
  if (announced !== text && (announced === '' || !announced.startsWith(text.split('.')[0]))) {
    byId('announce').textContent = text;
  }
  announced = text;
}

function age() {
  const old = Date.now() - receivedAt;
  const stale = shown !== null && !paused && old > STALE_MILLIS;
  const whole = span(old - (old % 1000));
  document.body.classList.toggle('is-stale', stale);
  byId('age').textContent = shown === null ? '' : paused ? `paused, ${whole} old`
    : stale ? `${whole} old` : feed.streaming() ? `live, ${whole} old` : `updated ${whole} ago`;
  const text = stale
    ? `${shown.node} has not answered since ${time(receivedAt, Date.now())}${failure ? ` (${failure})` : ''}.`
      + ' What follows is old. This page goes on trying; look at another node’s page meanwhile.'
    : shown === null && failure ? `The node does not answer (${failure}). This page goes on trying.` : '';
  if (byId('stale').textContent !== text) {
    byId('stale').textContent = text;
  }
  byId('stale').hidden = !text;
}

function pause() {
  paused = !paused;
  byId('pause').textContent = paused ? 'Go on' : 'Pause';
  byId('pause').setAttribute('aria-pressed', String(paused));
  if (paused) {
    feed.stop();
  } else {
    feed.go();
  }
  age();
}

/** Tells what was done, where the focus goes too if its button is gone. */
function done(sentence) {
  const note = byId('note');
  note.textContent = sentence;
  note.hidden = false;
  note.focus();
  clearTimeout(noteTimer);
  noteTimer = setTimeout(() => {
    note.hidden = true;
  }, NOTE_MILLIS);
  feed.ask();
}

const LOCAL = {
  sort: members.sort,
  all: members.showAll,
  kind: events.toggle,
};

function clicked(event) {
  const button = event.target.closest('button[data-action]');
  if (!button || !shown) {
    return;
  }
  const { action, target } = button.dataset;
  if (LOCAL[action]) {
    LOCAL[action](target);
    render();
  } else {
    dialog.open(action, target, shown, done);
  }
}

function theme(name) {
  document.documentElement.dataset.theme = name;
  byId('theme').value = name;
}

function storedTheme() {
  try {
    return localStorage.getItem(THEME) ?? '';
  } catch {
    return '';
  }
}

byId('theme').addEventListener('change', () => {
  theme(byId('theme').value);
  try {
    localStorage.setItem(THEME, byId('theme').value);
  } catch {
    // Without storage the choice holds until the page is closed.
  }
});
byId('pause').addEventListener('click', pause);
byId('compare').addEventListener('click', () => configuration.compare(byId('comparison')));
byId('content').addEventListener('click', clicked);
byId('find').addEventListener('input', () => {
  members.find(byId('find').value);
  if (shown) {
    render();
    byId('announce').textContent = members.foundWords(shown);
  }
});
addEventListener('pagehide', ring.save);
theme(storedTheme());
setInterval(age, 1000);
session.start();
feed.start({
  status: show,
  event: (event) => events.observe([event]),
  failed: (reason) => {
    failure = reason;
    age();
  },
});
