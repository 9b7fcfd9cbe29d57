// What operators may do: what each action is called, what it means, what speaks against it, and how it is asked for.
import { mayServe, takesNew } from './verdict.js';
import { perSecond, plural, quoted } from './words.js';
import * as ring from './ring.js';

/** What a member can be set to; verbs are those of the command line. Two have buttons of their own and so a title. */
export const SETTINGS = [
  { setting: 'enabled', verb: 'enable', title: 'Enable', text: 'Takes its share of requests.' },
  { setting: 'draining', verb: 'drain', title: 'Drain', text: 'Clients that stick to it stay until their sessions end; it gets no new ones.' },
  { setting: 'disabled', verb: 'disable', text: 'Gets no more requests, not even from clients that stick to it. What runs now ends normally.' },
  { setting: 'stopped', verb: 'stop', text: 'As disabled, and neither checked nor tried any more.' },
  { setting: 'standby', verb: 'standby', text: 'Serves only when no other member of its set can.' },
  { setting: 'spare', verb: 'spare', text: 'Stands in, one for one, for members of its set that fail.' },
];

/**
 * What an action asks: {title, text, confirm, url, body, command, checks, fields, comment, ask}. Body and command are made of
 * what the fields say; checks are {level, text} of now, and `ask` is what the node is asked beforehand, which changes nothing.
 */
export function request(action, target, status) {
  switch (action) {
    case 'drain': return setting(target, SETTINGS[1], status);
    case 'enable': return setting(target, SETTINGS[0], status);
    case 'change': return change(target, status);
    case 'clear': return clear(target);
    case 'clear-balancer': return clearBalancer(target);
    case 'switchover': return switchover(target, status);
    case 'maintenance-on': return maintenance(target, status);
    case 'maintenance-off': return maintenanceOver(target);
    case 'reload': return reload(target);
    default: throw new Error(`no action ${action}`);
  }
}

function memberUrl(id) {
  const slash = id.indexOf('/');
  return `/api/v1/members/${[id.slice(0, slash), id.slice(slash + 1)].map(encodeURIComponent).join('/')}`;
}

function find(id, status) {
  const balancer = status.balancers.find((one) => one.members.some((member) => member.id === id));
  return { balancer, member: balancer.members.find((one) => one.id === id) };
}

function setting(id, chosen, status) {
  return {
    title: `${chosen.title} ${id}?`, text: chosen.text, confirm: chosen.title, url: memberUrl(id), comment: true,
    body: () => ({ setting: chosen.setting }),
    command: () => [`tandem member ${quoted(id)} ${chosen.verb}`],
    checks: () => consequences(id, chosen.setting, status),
  };
}

function change(id, status) {
  const { member } = find(id, status);
  const now = SETTINGS.find((one) => one.setting === member.setting)?.setting ?? '';
  return {
    title: `Change ${id}`, text: `In force: ${member.setting}, weight ${member.weight}. A change holds on every node, also after a restart, until it is returned to the file's.`,
    confirm: 'Change', url: memberUrl(id), comment: true,
    fields: { settings: SETTINGS, setting: now, weight: member.weight },
    body: (fields) => changed(fields, now, member),
    command: (fields) => changeCommands(id, fields, now, member),
    refusal: (fields) => (Object.keys(changed(fields, now, member)).length === 0 ? 'Nothing is changed yet: choose another setting or weight.' : ''),
    checks: (fields) => (fields.setting === now ? [] : consequences(id, fields.setting, status)),
  };
}

function changed(fields, now, member) {
  return {
    ...(fields.setting && fields.setting !== now && { setting: fields.setting }),
    ...(fields.weight.trim() !== member.weight && { weight: fields.weight.trim() }),
  };
}

function changeCommands(id, fields, now, member) {
  const body = changed(fields, now, member);
  const lines = [];
  if (body.setting) {
    lines.push(`tandem member ${quoted(id)} ${SETTINGS.find((one) => one.setting === body.setting).verb}`);
  }
  if (body.weight !== undefined) {
    lines.push(`tandem member ${quoted(id)} set weight=${quoted(body.weight)}`);
  }
  return lines;
}

/** What a setting would mean now: who else serves, what is under way. */
function consequences(id, wanted, status) {
  const { balancer, member } = find(id, status);
  const others = balancer.members.filter((one) => one.id !== id);
  const checks = [];
  if (['draining', 'disabled', 'stopped'].includes(wanted)) {
    const rest = others.filter(takesNew);
    const usable = others.filter(mayServe);
    if (rest.length === 0) {
      checks.push({ level: 'bad', text: wanted === 'draining' || usable.length > 0
        ? `No other member of ${balancer.name} takes new clients: they get 503.`
        : `No other member of ${balancer.name} is usable: every request gets 503.` });
    } else {
      const load = ring.ofMember(id)?.requests;
      checks.push({ level: 'ok', text: `${plural(rest.length, 'other member takes', 'other members take')} new clients${load ? `; ${id} gets ${perSecond(load)} requests a second now` : ''}.` });
    }
    if (member.inFlight > 0) {
      checks.push({ level: 'info', text: `${plural(member.inFlight, 'request is', 'requests are')} under way there; they end normally.` });
    }
    if (wanted !== 'draining' && balancer.sticky && balancer.nofailover) {
      checks.push({ level: 'warn', text: `Clients that stick to it get 503, since ${balancer.name} has no failover. Drain it first to keep them.` });
    }
  } else if (member.verdict === 'down') {
    checks.push({ level: 'warn', text: `It is down (${member.reason || 'no reason given'}): it serves once it answers again.` });
  }
  return checks;
}

function clear(id) {
  return {
    title: `Return ${id} to the file's values?`, text: 'What operators set on it, its weight included, is forgotten on every node.',
    confirm: 'Return to the file', url: memberUrl(id), comment: true, body: () => ({ clear: true }),
    command: () => [`tandem member ${quoted(id)} clear`],
  };
}

function clearBalancer(name) {
  return {
    title: `Return balancer ${name} to the file's values?`, text: 'What operators set on the balancer itself is forgotten on every node; settings of its members stay.',
    confirm: 'Return to the file', url: `/api/v1/balancers/${encodeURIComponent(name)}`, comment: true, body: () => ({ clear: true }),
    command: () => [`tandem balancer ${quoted(name)} clear`],
  };
}

function switchover(target, status) {
  const [to, group] = target.split(' ');
  const what = group ? `group ${group}` : status.vips.length === 1 ? `${status.vips[0].address}` : 'all virtual addresses';
  const holders = [...new Set(status.groups.filter((one) => !group || one.name === group).map((one) => one.holder).filter(Boolean))];
  return {
    title: `Switch over to ${to}?`, confirm: 'Switch over', url: '/api/v1/switchover',
    text: `${to} takes ${what}${holders.length > 0 ? ` from ${holders.join(' and ')}` : ''}. Where the addresses are real ones, connections go on where they are until they end.`,
    fields: { force: true }, ask: { to, ...(group && { group }), check: true },
    body: (fields) => ({ to, ...(group && { group }), ...(fields.force && { force: true }) }),
    command: (fields) => [`tandem switchover --to ${quoted(to)}${group ? ` --vip ${quoted(group)}` : ''}${fields.force ? ' --force' : ''}`],
    checks: () => preflight(to, status),
  };
}

/** What speaks for and against the node that is to take the addresses. */
function preflight(to, status) {
  const node = status.nodes.find((one) => one.name === to);
  const checks = [node.reachable ? { level: 'ok', text: `${to} is heard` } : { level: 'bad', text: `${to} is not heard: ${node.reason}` }];
  if (node.unfit) {
    checks.push({ level: 'bad', text: `${to} would refuse: ${node.unfit}` });
  }
  for (const check of node.readiness) {
    checks.push({ level: check.ok ? 'ok' : 'warn', text: `${check.name}: ${check.sentence}` });
  }
  return checks;
}

function maintenance(name, status) {
  const heirs = status.nodes.filter((node) => node.name !== name && node.reachable && !node.unfit);
  const holds = status.groups.filter((group) => group.holder === name);
  return {
    title: `Maintenance of ${name}?`, confirm: 'Begin maintenance', url: '/api/v1/maintenance', comment: true,
    text: `${name} holds no virtual address until maintenance is ended, also after a restart; it goes on voting.`,
    body: () => ({ state: 'on' }), command: () => ['tandem maintenance on'],
    checks: () => [
      heirs.length > 0 ? { level: 'ok', text: `${heirs.map((node) => node.name).join(', ')} can take over` }
        : { level: 'bad', text: 'No other node can take the addresses: this will be refused' },
      holds.length > 0 ? { level: 'info', text: `It holds ${holds.map((group) => group.name).join(', ')} now; that moves first, as in a switchover` }
        : { level: 'ok', text: 'It holds nothing now' },
      ...(heirs.length === 1 ? [{ level: 'warn', text: 'Until it is over a fault of the other node stops the service' }] : []),
    ],
  };
}

function maintenanceOver(name) {
  return {
    title: `End maintenance of ${name}?`, confirm: 'End maintenance', url: '/api/v1/maintenance', comment: true,
    text: `${name} takes over again when it is needed. A group that prefers it comes back to it.`,
    body: () => ({ state: 'off' }), command: () => ['tandem maintenance off'],
  };
}

function reload(name) {
  return {
    title: `Reload the configuration of ${name}?`, confirm: 'Reload', url: '/api/v1/reload',
    text: 'The file is read again and put into force without a request lost; a broken one changes nothing. Other nodes are reloaded by themselves.',
    body: () => ({}), command: () => ['tandem reload'],
  };
}
