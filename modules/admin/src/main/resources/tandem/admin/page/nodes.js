// Nodes and virtual addresses: what each node says of itself, what this one sees of it, who owns what.
import { button, cell, el, fact, head, icon, numberCell } from './dom.js';
import { activeNodes, maintenance } from './verdict.js';
import { ago, capital, count, plural, sentence, span, time } from './words.js';

const ROLE_ICONS = { active: 'active', single: 'active', standby: 'standby', starting: 'moving', stopping: 'moving' };

export function sharing(state) {
  const lag = state.lagMillis === null ? '' : `, ${span(state.lagMillis)} behind`;
  return state.state === 'off' ? '' : `State sharing: ${state.state}${lag} (${state.reason})`;
}

export function tiles(status) {
  const own = status.nodes.find((node) => node.self);
  return status.nodes.map((node) => tile(node, own, status));
}

function tile(node, own, status) {
  const role = node.reachable ? node.role : 'unreachable';
  return el('article', { class: `tile ${role}`, 'data-key': node.name, 'aria-label': `Node ${node.name}` },
    el('div', { class: 'tile-head' },
      el('h3', null, node.name),
      node.self && el('span', { class: 'tag' }, 'this page'),
      el('span', { class: 'spring' }),
      el('span', { class: `badge ${role}` }, icon(ROLE_ICONS[role] ?? 'gone'), role === 'single' ? 'Active, alone' : capital(role))),
    statement(node, own, status),
    !node.self && sight(node, own, status),
    readiness(node),
    el('div', { class: 'actions' }, actions(node, status)));
}

/** What the node says of itself. */
function statement(node, own, status) {
  const held = status.groups.filter((group) => group.nodes.some((one) => one.node === node.name && one.role === 'active'));
  const addresses = status.vips.filter((vip) => held.some((group) => group.name === vip.group)).map((vip) => vip.address);
  const version = node.version && own?.version && node.version !== own.version;
  return el('div', { class: 'part' },
    el('h4', null, node.reachable ? 'Says of itself' : 'Said last'),
    el('p', { class: 'reason' }, node.reachable ? sentence(node.reason, status.nodes) : `It was ${node.role}.`),
    node.unfit && !node.reason.includes(node.unfit) && el('p', { class: 'alert' }, `Would not take over: ${node.unfit}.`),
    el('dl', { class: 'facts' },
      status.groups.length > 0 && node.reachable && fact('Holds', addresses.length > 0 ? el('strong', { class: 'mono' }, addresses.join(', ')) : 'nothing'),
      fact('Since', node.sinceEpochMillis ? since(node.sinceEpochMillis, status) : 'unknown'),
      status.groups.length > 0 && fact('Term', String(node.term)),
      fact('Version', node.version || 'unknown', version && el('span', { class: 'tag alarm' }, 'differs')),
      node.self && fact('Configuration', el('span', { class: 'mono' }, node.configHash || 'unknown'), revision(node))));
}

/** What the node of this page sees of it, apart from what it says. */
function sight(node, own, status) {
  const voter = status.guarantee.voters.find((one) => one.name === node.name);
  const differs = node.configHash && own?.configHash && node.configHash !== own.configHash;
  return el('div', { class: 'part' },
    el('h4', null, `Seen by ${status.node}`),
    !node.reachable && el('p', { class: 'alert' }, sentence(node.reason, status.nodes)),
    disagreements(node, status).map((text) => el('p', { class: 'alert' }, text)),
    el('dl', { class: 'facts' },
      fact('Heard', voter ? heard(voter) : node.reachable ? 'in the view' : 'no'),
      fact('Configuration', el('span', { class: 'mono' }, node.configHash || 'unknown'), revision(node),
        node.configHash && el('span', { class: differs ? 'tag alarm' : 'tag' }, differs ? 'differs' : 'the same'))));
}

/** Which of those that operators applied is in force; nothing while the files are. */
function revision(node) {
  return node.configRevision > 0 && el('span', { class: 'tag' }, `revision ${node.configRevision}, applied`);
}

/** Where what a node says and what this one sees do not fit together. */
function disagreements(node, status) {
  return status.groups.filter((group) => group.holder && group.holder !== node.name
    && activeNodes(group).some((one) => one.node === node.name) && node.reachable)
    .map((group) => `It says that it holds ${group.name}, but ${group.holder} does.`);
}

function heard(voter) {
  const all = voter.pathAgesMillis.length > 1 ? voter.pathAgesMillis : [voter.lastHeardMillis];
  return all.map((age, i) => `${all.length > 1 ? `path ${i + 1}: ` : ''}${ago(age)}`).join(', ');
}

function since(epochMillis, status) {
  return [el('time', { datetime: new Date(epochMillis).toISOString() }, time(epochMillis, status.atEpochMillis)),
    ` (${span(status.atEpochMillis - epochMillis)})`];
}

function readiness(node) {
  if (node.readiness.length === 0 || !node.reachable) {
    return null;
  }
  const passed = node.readiness.filter((check) => check.ok).length;
  const whole = passed === node.readiness.length;
  return el('details', { 'data-key': `readiness ${node.name}` },
    el('summary', { 'data-key': `summary readiness ${node.name}` }, icon(whole ? 'ok' : 'warn'),
      whole ? `Ready for traffic: all ${passed} checks passed`
        : `${passed} of ${node.readiness.length} checks passed; not ${node.readiness.filter((check) => !check.ok).map((check) => check.name).join(', ')}`),
    el('ul', { class: 'checks' }, node.readiness.map((check) => el('li', null, icon(check.ok ? 'ok' : 'warn'),
      el('span', null, el('strong', null, check.name), `${check.ok ? '' : ' failed'}: ${check.sentence}`)))));
}

function actions(node, status) {
  const held = status.groups.filter((group) => group.holder !== node.name);
  const mayTake = !node.unfit && node.reachable && node.role !== 'starting' && held.length > 0;
  const on = maintenance(node, status);
  return [
    mayTake && held.length === status.groups.length
      && button('switchover', node.name, `Switch over to ${node.name}…`),
    mayTake && status.groups.length > 1 && held.map((group) =>
      button('switchover', `${node.name} ${group.name}`, `Move ${group.name} here…`)),
    status.nodes.length > 1 && node.self && (on ? button('maintenance-off', node.name, 'End maintenance…', { class: 'apart' })
      : button('maintenance-on', node.name, 'Maintenance…', { class: 'apart' })),
  ];
}

export function addresses(status) {
  return [
    el('div', { class: 'card' }, el('table', { class: 'stack' },
      el('caption', { class: 'hidden' }, 'Virtual addresses, their groups and owners'),
      head('Group', 'Address', 'Owner', 'Preferred', '#Term', 'State'),
      el('tbody', null, status.vips.map((vip) => addressRow(vip, status))))),
    guarantee(status.guarantee, status),
  ];
}

function addressRow(vip, status) {
  const group = status.groups.find((one) => one.name === vip.group);
  return el('tr', { 'data-key': `${vip.group} ${vip.address}` },
    cell('Group', el('strong', null, vip.group)),
    cell('Address', el('strong', { class: 'mono' }, vip.address),
      el('span', { class: 'sub' }, vip.device ? `${vip.device} (${vip.provider})` : `provider ${vip.provider}`)),
    cell('Owner', vip.holder ? el('strong', null, vip.holder) : el('span', { class: 'alert' }, 'nobody')),
    cell('Preferred', group?.prefer || el('span', { class: 'muted' }, 'none')),
    numberCell('Term', group ? String(group.lease.term) : '–'),
    cell('State', vip.wire && el('span', { class: 'alert' }, vip.wire), el('span', { class: 'muted' }, vip.note),
      group?.handover?.sentence && el('span', { class: 'sub' }, `Last switchover from here: ${group.handover.sentence}`)));
}

function guarantee(state, status) {
  if (!state.quorum) {
    return null;
  }
  const silent = state.voters.filter((voter) => !voter.reachable).length;
  return el('div', { class: 'card guarantee' },
    el('h3', null, 'Guarantee in force ', el('span', { class: 'muted' }, `quorum ${state.quorum}`)),
    el('p', { class: 'reason' }, sentence(state.sentence, status.nodes)),
    state.fence && el('p', { class: 'muted reason' }, `If ${status.node} fails: ${state.fence}.`),
    el('details', { 'data-key': 'voters' },
      el('summary', { 'data-key': 'summary voters' }, icon(silent ? 'warn' : 'ok'),
        `${state.voters.length - silent} of ${plural(state.voters.length, 'voter answers', 'voters answer')}`,
        state.lease.renewals > 0 && `; lease renewed ${count(state.lease.renewals)} times by ${status.node}`),
      el('table', { class: 'stack' },
        el('caption', { class: 'hidden' }, 'Voters and when each was last heard'),
        head('Voter', 'Kind', 'Answers', 'Last heard'),
        el('tbody', null, state.voters.map((voter) => el('tr', { 'data-key': voter.name },
          cell('Voter', el('strong', null, voter.name), ' ', el('span', { class: 'mono muted' }, voter.address)),
          cell('Kind', voter.kind),
          cell('Answers', voter.reachable ? 'yes' : el('span', { class: 'alert' }, 'no')),
          cell('Last heard', heard(voter))))))));
}
