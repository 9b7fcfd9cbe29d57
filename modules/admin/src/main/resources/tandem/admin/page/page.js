// Asks the node for its status every two seconds and shows it; says so when the node no longer answers.
import * as actions from './actions.js';
import { el, update } from './dom.js';
import * as rates from './rates.js';
import { content, overall, summary } from './view.js';
import { span, time } from './words.js';

const EVERY_MILLIS = 2000;
const PATIENCE_MILLIS = 4000;
const STALE_MILLIS = 7000;
const byId = (id) => document.getElementById(id);

let shown = null;
let receivedAt = 0;
let failure = '';
let paused = false;
let asking = false;
let note = '';

async function ask() {
  if (asking) {
    return;
  }
  asking = true;
  try {
    const response = await fetch('/api/v1/status', { signal: AbortSignal.timeout(PATIENCE_MILLIS), cache: 'no-store' });
    if (!response.ok) {
      throw new Error(`it answered ${response.status}`);
    }
    show(await response.json());
    failure = '';
  } catch (error) {
    failure = reason(error);
  } finally {
    asking = false;
  }
  age();
}

function reason(error) {
  if (error.name === 'TimeoutError') {
    return `no answer within ${PATIENCE_MILLIS / 1000} s`;
  }
  return error instanceof TypeError ? 'no connection' : error.message;
}

function show(status) {
  shown = status;
  receivedAt = Date.now();
  rates.observe(status);
  document.title = `${overall(status).text} – ${status.cluster || status.node} – Tandem`;
  byId('place').textContent = status.cluster ? `${status.cluster}, seen from ${status.node}` : status.node;
  byId('version').textContent = `Tandem ${status.version}`;
  update(byId('summary'), el('div', null, summary(status), note && el('p', { class: 'note' }, note)));
  update(byId('content'), el('div', null, content(status)));
}

function age() {
  const old = Date.now() - receivedAt;
  const stale = shown !== null && !paused && old > STALE_MILLIS;
  document.body.classList.toggle('is-stale', stale);
  byId('age').textContent = shown === null ? '' : paused ? `paused, ${span(old - (old % 1000))} old` : `updated ${span(old - (old % 1000))} ago`;
  byId('stale').hidden = !stale && !(shown === null && failure);
  if (!byId('stale').hidden) {
    byId('stale').textContent = shown === null
      ? `The node does not answer (${failure}). This page goes on trying.`
      : `${shown.node} has not answered since ${time(receivedAt, Date.now())}${failure ? ` (${failure})` : ''}.`
        + ' What follows is old; this page goes on trying. Look at another node’s page.';
  }
}

function pause() {
  paused = !paused;
  byId('pause').textContent = paused ? 'Go on' : 'Pause';
  byId('pause').setAttribute('aria-pressed', String(paused));
  if (!paused) {
    ask();
  }
  age();
}

function done(sentence) {
  note = sentence;
  setTimeout(() => {
    note = '';
  }, 10_000);
  ask();
}

byId('pause').addEventListener('click', pause);
byId('content').addEventListener('click', (event) => {
  const button = event.target.closest('button[data-action]');
  if (button) {
    actions.open(button.dataset.action, button.dataset.target, done);
  }
});
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && !paused) {
    ask();
  }
});
setInterval(() => {
  if (!paused && !document.hidden) {
    ask();
  }
}, EVERY_MILLIS);
setInterval(age, 1000);
ask();
