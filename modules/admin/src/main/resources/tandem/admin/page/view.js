// Turns a status into the page's elements.
import { el, sparkline } from './dom.js';
import * as rates from './rates.js';
import { bytes, count, perSecond, plural, span, time } from './words.js';

/** The one sentence that says how things are, and how bad that is: ok, warn or bad. */
export function overall(status) {
  const cluster = status.nodes.length > 1;
  const active = status.nodes.filter((node) => ['active', 'single'].includes(node.role) && node.reachable);
  const standby = status.nodes.filter((node) => node.role === 'standby' && node.reachable && !node.unfit);
  const members = status.balancers.flatMap((balancer) => balancer.members);
  const down = members.filter((member) => member.verdict === 'down');
  const dead = status.balancers.filter((balancer) => balancer.members.every((member) => !mayServe(member)));
  if (active.length === 0) {
    return { level: 'bad', text: 'No node is active' };
  }
  if (active.length > 1) {
    return { level: 'bad', text: `${active.map((node) => node.name).join(' and ')} both say that they are active` };
  }
  if (dead.length > 0) {
    return { level: 'bad', text: `No usable member in ${dead.map((balancer) => balancer.name).join(', ')}` };
  }
  if (cluster && standby.length === 0) {
    return { level: 'bad', text: `No standby: if ${active[0].name} fails, nothing takes over` };
  }
  if (down.length > 0) {
    return { level: 'warn', text: `${plural(down.length, 'member', 'members')} down` };
  }
  if (status.warnings.length > 0) {
    return { level: 'warn', text: plural(status.warnings.length, 'warning', 'warnings') };
  }
  return { level: 'ok', text: 'All is well' };
}

function mayServe(member) {
  return member.verdict !== 'down' && !/disabled|stopped/.test(member.setting);
}

export function summary(status) {
  const verdict = overall(status);
  return el('section', { class: `summary ${verdict.level}` },
    el('h1', null, el('span', { class: `mark ${verdict.level}`, 'aria-hidden': 'true' }), verdict.text),
    status.warnings.length > 0 && el('ul', { class: 'warnings' }, status.warnings.map((text) => el('li', null, text))));
}

export function content(status) {
  return el('div', null,
    figures(status),
    nodes(status),
    status.vips.length > 0 && vips(status),
    status.guarantee.quorum && guarantee(status.guarantee),
    status.balancers.map((balancer) => balancerCard(balancer)),
    events(status));
}

function figures(status) {
  const members = status.balancers.flatMap((balancer) => balancer.members);
  const usable = members.filter(mayServe).length;
  const inFlight = members.reduce((sum, member) => sum + member.inFlight, 0);
  return el('section', { class: 'figures', 'aria-label': 'Live figures' },
    figure('Requests a second', perSecond(rates.newest('requests')), sparkline(rates.curve('requests'))),
    figure('Errors a second', perSecond(rates.newest('errors')), sparkline(rates.curve('errors'))),
    figure('In flight', count(inFlight)),
    figure('Members in service', `${usable} of ${members.length}`));
}

function figure(label, value, extra) {
  return el('div', { class: 'figure' }, el('div', { class: 'label' }, label), el('div', { class: 'value' }, value), extra);
}

function nodes(status) {
  const own = status.nodes.find((node) => node.self);
  return el('section', null,
    el('div', { class: 'section-head' },
      el('h2', null, status.nodes.length > 1 ? 'Nodes' : 'Node'),
      el('span', { class: 'muted' }, sharing(status.sharing))),
    el('div', { class: 'tiles' }, status.nodes.map((node) => nodeTile(node, own, status))));
}

function sharing(state) {
  const lag = state.lagMillis === null ? '' : `, ${span(state.lagMillis)} behind`;
  return state.state === 'off' ? '' : `Sharing: ${state.state}${lag} (${state.reason})`;
}

function nodeTile(node, own, status) {
  const role = node.reachable ? node.role : 'unreachable';
  const differs = own && node.configHash && node.configHash !== own.configHash;
  const mayTake = node.role === 'standby' && node.reachable && !node.unfit && status.vips.length > 0;
  return el('article', { class: `tile ${role}`, 'data-key': node.name },
    el('div', { class: 'tile-head' },
      el('h3', null, node.name),
      node.self && el('span', { class: 'tag' }, 'this node'),
      el('span', { class: 'spring' }),
      el('span', { class: `badge ${role}` }, el('span', { class: `dot ${role}`, 'aria-hidden': 'true' }), role)),
    el('p', { class: 'reason' }, node.reachable ? node.reason : `Not heard; it was ${node.role}: ${node.reason}`),
    node.unfit && !node.reason.includes(node.unfit) && el('p', { class: 'alert' }, `Would not take over: ${node.unfit}`),
    node.readiness.filter((check) => !check.ok).map((check) =>
      el('p', { class: 'alert' }, `Not ready, ${check.name}: ${check.sentence}`)),
    el('dl', { class: 'facts' },
      fact('Since', node.sinceEpochMillis ? since(node.sinceEpochMillis, status) : 'unknown'),
      fact('Term', node.term),
      fact('Version', node.version || 'unknown', node.version && own && node.version !== own.version && 'differs'),
      fact('Configuration', node.configHash || 'unknown', differs && 'differs')),
    mayTake && el('div', { class: 'actions' },
      button('switchover', node.name, `Switch over to ${node.name}`, 'Moves the virtual addresses here')));
}

function since(epochMillis, status) {
  return `${time(epochMillis, status.atEpochMillis)} (${span(status.atEpochMillis - epochMillis)})`;
}

function fact(name, value, alarm) {
  return el('div', null, el('dt', null, name), el('dd', null, String(value), alarm && el('span', { class: 'tag alarm' }, alarm)));
}

function vips(status) {
  return el('section', null,
    el('div', { class: 'section-head' }, el('h2', null, 'Virtual addresses')),
    el('div', { class: 'card' }, el('table', { class: 'stack' },
      el('caption', { class: 'hidden' }, 'Virtual addresses and who holds them'),
      head('Address', 'Held by', 'Where', 'State'),
      el('tbody', null, status.vips.map((vip) => el('tr', { 'data-key': vip.address },
        cell('Address', el('strong', { class: 'mono' }, vip.address)),
        cell('Held by', vip.holder ? el('strong', null, vip.holder) : el('span', { class: 'alert' }, 'nobody')),
        cell('Where', vip.device ? `${vip.device} (${vip.provider})` : vip.provider),
        cell('State', el('span', { class: 'muted' }, vip.note))))))));
}

function guarantee(state) {
  return el('section', null,
    el('div', { class: 'section-head' },
      el('h2', null, 'Guarantee'),
      el('span', { class: 'muted' }, `quorum ${state.quorum}`)),
    el('p', { class: 'reason' }, state.sentence),
    state.fence && el('p', { class: 'muted' }, state.fence),
    el('dl', { class: 'facts' },
      fact('Lease', state.lease.term ? `term ${state.lease.term}, ${state.lease.holder || 'nobody'}` : 'none yet'),
      fact('Renewals', count(state.lease.renewals))),
    el('div', { class: 'card' }, el('table', { class: 'stack' },
      el('caption', { class: 'hidden' }, 'Voters and when each was last heard'),
      head('Voter', 'Kind', 'Answers', 'Last heard'),
      el('tbody', null, state.voters.map((voter) => el('tr', { 'data-key': voter.name },
        cell('Voter', el('strong', null, voter.name), ' ', el('span', { class: 'mono muted' }, voter.address)),
        cell('Kind', voter.kind),
        cell('Answers', voter.reachable ? 'yes' : el('span', { class: 'alert' }, 'no')),
        cell('Last heard', ages(voter))))))));
}

function ages(voter) {
  const all = voter.pathAgesMillis.length > 1 ? voter.pathAgesMillis : [voter.lastHeardMillis];
  return all.map((age) => (age === null ? 'never' : age < 1000 ? `${age} ms ago` : `${span(age)} ago`)).join('; ');
}

function balancerCard(balancer) {
  const traits = [balancer.policy, balancer.sticky && `sticky by ${balancer.sticky}`, balancer.nofailover && 'no failover',
    balancer.setting && `set: ${balancer.setting} (${balancer.settingSource})`];
  return el('section', { 'data-key': `balancer ${balancer.name}` },
    el('div', { class: 'section-head' },
      el('h2', null, el('span', { class: 'kind' }, 'Balancer '), balancer.name),
      el('span', { class: 'muted' }, traits.filter(Boolean).join(', '))),
    el('div', { class: 'card' }, el('table', { class: 'stack members' },
      el('caption', { class: 'hidden' }, `Members of balancer ${balancer.name}`),
      head('Member', 'State', 'Setting', '#Weight', '#Per second', '#Requests', '#Errors', '#In flight', '#Received', '>Actions'),
      el('tbody', null, balancer.members.map(memberRow)))));
}

function head(...names) {
  return el('thead', null, el('tr', null, names.map((name) => {
    const kind = { '#': 'number', '>': 'last' }[name[0]];
    return el('th', { scope: 'col', class: kind }, kind ? name.slice(1) : name);
  })));
}

function cell(label, ...children) {
  return el('td', { 'data-label': label }, el('div', { class: 'cell' }, children));
}

function numberCell(label, text) {
  return el('td', { 'data-label': label, class: 'number' }, text);
}

function checkWords(check) {
  const seconds = Math.max(0, Math.round((Date.now() - check.checkedEpochMillis) / 1000));
  const when = check.checkedEpochMillis ? `, ${seconds} s ago` : '';
  return `${check.node}'s check: ${check.verdict}${when}${check.verdict === 'down' ? ` (${check.reason})` : ''}`;
}

function memberRow(member) {
  const errors = member.counts.failures + member.counts.responses5xx;
  return el('tr', { 'data-key': member.id, class: member.verdict === 'down' ? 'down' : null },
    cell('Member', el('strong', null, member.name), el('span', { class: 'sub mono' }, member.url)),
    cell('State',
      el('span', { class: `state ${member.verdict}` },
        el('span', { class: `dot ${member.verdict}`, 'aria-hidden': 'true' }), member.verdict === 'unknown' ? 'not tried' : member.verdict),
      member.reason && el('span', { class: 'sub' }, member.reason),
      (member.checks || []).map((check) => el('span', { class: 'sub check' }, checkWords(check)))),
    cell('Setting',
      el('span', { class: member.setting === 'enabled' ? 'setting' : 'setting set' }, member.setting),
      member.settingSource !== 'file' && el('span', { class: 'sub' }, member.settingSource)),
    numberCell('Weight', member.weight),
    numberCell('Per second', perSecond(rates.ofMember(member.id))),
    numberCell('Requests', count(member.counts.requests)),
    numberCell('Errors', count(errors)),
    numberCell('In flight', count(member.inFlight)),
    numberCell('Received', bytes(member.counts.bytesFrom)),
    el('td', { class: 'last' }, el('div', { class: 'actions' }, memberButtons(member))));
}

function memberButtons(member) {
  const changed = member.settingSource !== 'file';
  return [
    member.setting !== 'enabled' && button('enable', member.id, 'Enable', `Enable ${member.id}`),
    !/draining|disabled|stopped/.test(member.setting) && button('drain', member.id, 'Drain', `Drain ${member.id}`),
    !/disabled|stopped/.test(member.setting) && button('disable', member.id, 'Disable', `Disable ${member.id}`),
    changed && button('clear', member.id, 'Clear', `Return ${member.id} to the file's setting`),
  ];
}

function button(action, target, text, label) {
  return el('button', { type: 'button', 'data-key': `${action} ${target}`, 'data-action': action, 'data-target': target, title: label }, text);
}

function events(status) {
  const newest = [...status.events].reverse();
  return el('section', null,
    el('div', { class: 'section-head' }, el('h2', null, 'Recent events')),
    newest.length === 0
      ? el('p', { class: 'card empty muted' }, 'Nothing has happened yet.')
      : el('ol', { class: 'card events' }, newest.map((event) => el('li', { 'data-key': event.sequence },
        el('time', { datetime: event.at, title: event.at }, time(event.atEpochMillis, status.atEpochMillis)),
        el('span', { class: `kind-tag ${event.kind}` }, event.kind),
        el('span', { class: 'event-text' }, event.text)))));
}
