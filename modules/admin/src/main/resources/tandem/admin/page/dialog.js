// Asks before anything is done: what it means, what speaks against it, why; then tells the node.
import { request } from './actions.js';
import { el, fill, icon } from './dom.js';
import { author, over, proof } from './session.js';
import { capital, quoted } from './words.js';

const AUTHOR = 'tandem-author';
/** The command line asks this node unless it is told another. */
const USUAL_ADMIN = 'http://127.0.0.1:9990';
const byId = (id) => document.getElementById(id);

let asked = null;
/** What the node said beforehand, as further checks. */
let foreseen = [];
let done = () => {};

/** Opens the dialog of an action; `afterwards` gets the node's sentence once it was done. */
export function open(action, target, status, afterwards) {
  done = afterwards;
  asked = request(action, target, status);
  foreseen = [];
  byId('dialog-title').textContent = asked.title;
  byId('dialog-text').textContent = asked.text;
  byId('dialog-confirm').textContent = asked.confirm;
  byId('dialog-who').hidden = !asked.comment;
  byId('dialog-comment').value = '';
  byId('dialog-author').value = author() || remembered();
  byId('dialog-author').readOnly = author() !== '';
  byId('dialog-fields').replaceChildren(...fields(asked.fields ?? {}));
  byId('dialog-copy').textContent = 'Copy';
  refuse('');
  working(false);
  changed();
  byId('dialog').showModal();
  if (asked.ask) {
    foresee(asked);
  }
}

/** Asks the node what speaks against it; the answer may come after the dialog has gone on to something else. */
async function foresee(mine) {
  foreseen = [{ level: 'info', text: 'Asking the node whether it would do that…' }];
  changed();
  let found;
  try {
    const { ok, answer } = await post(mine.url, mine.ask);
    found = ok ? [{ level: 'ok', text: `Pre-flight: ${answer.sentence}` }] : objections(answer);
  } catch (error) {
    found = [{ level: 'bad', text: `The node did not answer (${error.message})` }];
  }
  if (asked === mine) {
    foreseen = found;
    changed();
  }
}

function objections(answer) {
  const all = (answer.objections ?? []).map((one) => ({ level: 'bad', text: `Refused unless forced: ${one.check} of ${one.node}: ${one.sentence}` }));
  return all.length > 0 ? all : [{ level: 'bad', text: answer.detail }];
}

function fields({ settings, setting, weight, force }) {
  return [
    settings && el('fieldset', null, el('legend', null, 'Setting'), settings.map((one) => el('label', { class: 'choice' },
      el('input', { type: 'radio', name: 'setting', value: one.setting, checked: one.setting === setting }),
      el('span', null, el('strong', null, capital(one.setting)), ' ', el('span', { class: 'muted' }, one.text))))),
    weight !== undefined && el('label', null, el('span', null, 'Weight ', el('span', { class: 'muted' }, '(1 to 100: its share beside the others)')),
      el('input', { id: 'dialog-weight', inputmode: 'decimal', autocomplete: 'off', value: weight, 'data-field': 'weight' })),
    force && el('label', { class: 'choice' }, el('input', { type: 'checkbox', name: 'force' }),
      el('span', null, 'Force it ', el('span', { class: 'muted' }, 'although something speaks against it, and though connections break'))),
  ].filter(Boolean);
}

function values() {
  const form = byId('dialog-form');
  return {
    setting: form.querySelector('input[name=setting]:checked')?.value ?? '',
    weight: byId('dialog-weight')?.value ?? '',
    force: form.querySelector('input[name=force]')?.checked ?? false,
    comment: byId('dialog-comment').value.trim(),
    author: byId('dialog-author').value.trim(),
  };
}

/** Shows anew what follows from the fields. */
function changed() {
  const now = values();
  const checks = [...(asked.checks?.(now) ?? []), ...foreseen];
  fill(byId('dialog-checks'), checks.length > 0 && el('ul', { class: 'checks', 'aria-label': 'Before you do' },
    checks.map((check) => el('li', { class: check.level }, icon(check.level), el('span', null, check.text)))));
  const admin = location.origin === USUAL_ADMIN ? '' : ` --admin ${quoted(location.origin)}`;
  const comment = asked.comment && now.comment ? ` --comment ${quoted(now.comment)}` : '';
  const lines = asked.command(now).map((line) => line + comment + admin);
  byId('dialog-command').textContent = lines.join('\n') || '–';
  byId('dialog-copy').disabled = lines.length === 0;
}

async function confirmed(event) {
  event.preventDefault();
  const now = values();
  const refusal = asked.refusal?.(now) ?? '';
  if (refusal) {
    refuse(refusal);
    return;
  }
  const body = asked.body(now);
  if (asked.comment) {
    if (author() === '') {
      remember(now.author);
    }
    Object.assign(body, now.comment && { comment: now.comment }, now.author && { author: now.author });
  }
  refuse('');
  working(true);
  try {
    const { ok, answer } = await post(asked.url, body);
    if (ok) {
      byId('dialog').close();
      done(answer.sentence);
      return;
    }
    refuse(answer.detail);
  } catch (error) {
    refuse(`The node did not answer (${error.message}). Whether it was done is not known: look at the status before you try again.`);
  }
  working(false);
}

async function post(url, body) {
  const response = await fetch(url, {
    method: 'POST', headers: { 'content-type': 'application/json', ...proof() }, body: JSON.stringify(body),
  });
  over(response);
  return { ok: response.ok, answer: await response.json() };
}

/** While the node works the dialog stays, says so and cannot be sent twice. */
function working(busy) {
  byId('dialog-confirm').disabled = busy;
  byId('dialog-confirm').textContent = busy ? 'Working…' : asked.confirm;
}

function refuse(text) {
  byId('dialog-result').textContent = text;
  byId('dialog-result').hidden = !text;
}

/** Without a secure origin there is no clipboard: then the text is selected, ready to be copied. */
async function copy() {
  const command = byId('dialog-command');
  try {
    await navigator.clipboard.writeText(command.textContent);
    byId('dialog-copy').textContent = 'Copied';
  } catch {
    getSelection().selectAllChildren(command);
    byId('dialog-copy').textContent = 'Selected: press Ctrl+C';
  }
}

function remembered() {
  try {
    return localStorage.getItem(AUTHOR) ?? '';
  } catch {
    return '';
  }
}

function remember(author) {
  try {
    localStorage.setItem(AUTHOR, author);
  } catch {
    // Without storage the name is asked again next time.
  }
}

byId('dialog-form').addEventListener('submit', confirmed);
byId('dialog-form').addEventListener('input', changed);
byId('dialog-cancel').addEventListener('click', () => byId('dialog').close());
byId('dialog-copy').addEventListener('click', copy);
