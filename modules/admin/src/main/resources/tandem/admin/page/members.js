// Balancers and their members: setting and verdict apart, load, latency, and what an operator may do.
import { button, cell, el, fact, icon, numberCell } from './dom.js';
import * as ring from './ring.js';
import { ago, bytes, count, perSecond, plural, span, took } from './words.js';

/** More rows than this are shown only when asked for. */
const FIRST_ROWS = 100;
const BY_LOAD = (member) => ring.ofMember(member.id)?.requests ?? 0;
const COLUMNS = [
  { name: 'Member', by: (member) => member.name },
  { name: 'Verdict', by: (member) => ['down', 'unknown', 'up'].indexOf(member.verdict) },
  { name: 'Setting', by: (member) => member.setting },
  { name: 'Weight', number: true, by: (member) => Number(member.weight) },
  { name: 'Load', number: true, by: BY_LOAD },
  { name: 'In flight', number: true, by: (member) => member.inFlight },
  { name: 'Latency', number: true, by: (member) => ring.ofMember(member.id)?.p95 ?? 0 },
  { name: 'Failures', number: true, by: failures },
];

let sorted = null;
let wanted = '';
const whole = new Set();

/** Sorts by a column; a second time the other way round, a third time as configured. */
export function sort(name) {
  if (sorted?.name !== name) {
    sorted = { name, down: Boolean(COLUMNS.find((column) => column.name === name)?.number) };
  } else {
    sorted = sorted.turned ? null : { name, down: !sorted.down, turned: true };
  }
}

export function find(text) {
  wanted = text.trim().toLowerCase();
}

export function showAll(balancer) {
  whole.add(balancer);
}

export function balancers(status) {
  const shown = status.balancers.map((balancer) => card(balancer, status)).filter(Boolean);
  if (status.balancers.length === 0) {
    return el('p', { class: 'card empty muted' }, 'No balancer is configured.');
  }
  return shown.length > 0 ? shown : el('p', { class: 'card empty muted' }, `No member has “${wanted}” in name, address, setting or reason.`);
}

function card(balancer, status) {
  const found = balancer.members.filter(matches);
  if (found.length === 0 && wanted) {
    return null;
  }
  const rows = inOrder(found);
  const shown = whole.has(balancer.name) ? rows : rows.slice(0, FIRST_ROWS);
  const traits = [balancer.policy, balancer.sticky && `sticky by ${balancer.sticky}`, balancer.nofailover && 'no failover'];
  const total = balancer.members.reduce((sum, member) => sum + BY_LOAD(member), 0);
  return el('div', { class: 'balancer', 'data-key': `balancer ${balancer.name}` },
    el('div', { class: 'section-head' },
      el('h3', null, el('span', { class: 'kind' }, 'Balancer '), balancer.name),
      el('span', { class: 'muted' }, traits.filter(Boolean).join(', ')),
      balancer.settingSource !== 'file' && el('span', { class: 'set' }, `set: ${balancer.setting} (${balancer.settingSource})`),
      balancer.closed && el('span', { class: 'set' }, balancer.closed)),
    el('div', { class: 'card' }, el('table', { class: 'stack members' },
      el('caption', { class: 'hidden' }, `Members of balancer ${balancer.name}`),
      el('thead', null, el('tr', null, COLUMNS.map(heading), el('th', { scope: 'col', class: 'last' }, 'Actions'))),
      el('tbody', null, shown.map((member) => row(member, total, status))))),
    rows.length > shown.length && button('all', balancer.name, `Show all ${count(rows.length)} members`));
}

function matches(member) {
  return [member.name, member.url, member.setting, member.verdict, member.reason, member.route]
    .some((text) => text.toLowerCase().includes(wanted));
}

function inOrder(rows) {
  if (!sorted) {
    return rows;
  }
  const { by } = COLUMNS.find((column) => column.name === sorted.name);
  const direction = sorted.down ? -1 : 1;
  return [...rows].sort((one, other) => {
    const [a, b] = [by(one), by(other)];
    return direction * (typeof a === 'string' ? a.localeCompare(b, undefined, { numeric: true }) : a - b);
  });
}

function heading({ name, number }) {
  const mine = sorted?.name === name;
  return el('th', {
    scope: 'col', class: number ? 'number' : null, 'aria-sort': mine ? (sorted.down ? 'descending' : 'ascending') : null,
  }, el('button', { type: 'button', class: 'sort', 'data-key': `sort ${name}`, 'data-action': 'sort', 'data-target': name },
    name, el('span', { class: 'arrow', 'aria-hidden': 'true' }, mine ? (sorted.down ? '▼' : '▲') : '')));
}

function failures(member) {
  return member.counts.failures + member.counts.responses5xx;
}

function row(member, total, status) {
  const lately = ring.ofMember(member.id);
  const share = lately && total > 0 ? `${Math.round((100 * lately.requests) / total)} %` : '';
  return el('tr', { 'data-key': member.id, class: member.verdict === 'down' ? 'down' : null },
    el('th', { scope: 'row', 'data-label': 'Member' }, el('div', { class: 'cell' },
      el('strong', null, member.name), el('span', { class: 'sub mono' }, member.url), details(member, status))),
    cell('Verdict',
      el('span', { class: `state ${member.verdict}` }, icon(member.verdict), member.verdict === 'unknown' ? 'not tried' : member.verdict),
      member.reason && el('span', { class: 'sub' }, member.reason),
      el('span', { class: 'sub' }, lastCheck(member, status))),
    cell('Setting',
      el('span', { class: member.setting === 'enabled' ? 'setting' : 'setting set' }, member.setting),
      el('span', { class: 'sub' }, member.settingSource === 'file' ? 'from the file'
        : member.settingSource.startsWith('found by ') ? member.settingSource : `by ${member.settingSource}`)),
    numberCell('Weight', member.weight),
    numberCell('Load', `${perSecond(lately?.requests ?? null)}/s`, share && el('span', { class: 'sub' }, share)),
    numberCell('In flight', count(member.inFlight)),
    numberCell('Latency', took(lately?.p50 ?? null), el('span', { class: 'sub' }, `p95 ${took(lately?.p95 ?? null)}`)),
    numberCell('Failures', count(failures(member)), el('span', { class: 'sub' }, `of ${count(member.counts.requests)}`)),
    el('td', { class: 'last' }, el('div', { class: 'actions' }, buttons(member))));
}

/** This node's newest check; without checks traffic alone tells. */
function lastCheck(member, status) {
  const own = (member.checks ?? []).find((check) => check.node === status.node);
  if (!own) {
    return member.verdict === 'unknown' ? '' : 'known from traffic';
  }
  return own.checkedEpochMillis ? `checked ${ago(status.atEpochMillis - own.checkedEpochMillis)}` : 'not checked yet';
}

function details(member, status) {
  const counts = member.counts;
  return el('details', { 'data-key': `details ${member.id}` },
    el('summary', { 'data-key': `summary ${member.id}` }, named('Details', member)),
    el('dl', { class: 'facts narrow' },
      fact('Route', el('span', { class: 'mono' }, member.route || 'none')),
      fact('Responses', ['2xx', '3xx', '4xx', '5xx'].map((name) => `${name}: ${count(counts[`responses${name}`])}`).join(', ')),
      fact('No answer', count(counts.failures)),
      fact('Bytes', `${bytes(counts.bytesTo)} to it, ${bytes(counts.bytesFrom)} from it`),
      (member.checks ?? []).map((check) => fact(`${check.node} finds it`, checkWords(check, status)))));
}

function checkWords(check, status) {
  const when = check.checkedEpochMillis ? `, checked ${ago(status.atEpochMillis - check.checkedEpochMillis)}` : '';
  const since = check.sinceEpochMillis ? ` for ${span(status.atEpochMillis - check.sinceEpochMillis)}` : '';
  return `${check.verdict}${since}${when} (${check.reason})`;
}

function buttons(member) {
  const out = /draining|disabled|stopped/.test(member.setting);
  return [
    button(out ? 'enable' : 'drain', member.id, named(out ? 'Enable…' : 'Drain…', member)),
    button('change', member.id, named('Change…', member)),
  ];
}

/** What a button says, with the member for those who hear the page. */
function named(text, member) {
  return [text, el('span', { class: 'hidden' }, ` ${member.id}`)];
}

/** How many rows there are, for the announcement of a search. */
export function foundWords(status) {
  const all = status.balancers.flatMap((balancer) => balancer.members);
  return wanted ? `${plural(all.filter(matches).length, 'member', 'members')} found` : `${plural(all.length, 'member', 'members')}`;
}
