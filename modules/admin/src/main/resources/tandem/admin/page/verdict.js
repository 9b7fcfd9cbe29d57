// Says in words how things are, why, and what to do: pure, from one status.
import { ago, plural } from './words.js';

/** For how long a takeover is mentioned. */
const RECENT_MILLIS = 10 * 60_000;
/** The worst first; that all is well goes before mere remarks. */
const LEVELS = ['bad', 'warn', 'ok', 'info'];

/**
 * What there is to say, the worst first: {level, words, why, todo, covers}. Never empty. `covers` are beginnings of the node's
 * own warnings that say the same.
 */
export function findings(status) {
  const found = [
    ...ownership(status), ...members(status), ...standbys(status), ...agreement(status), ...handovers(status),
    ...takeovers(status), ...lone(status),
  ];
  for (const text of status.warnings) {
    if (!found.some((finding) => (finding.covers ?? []).some((start) => text.startsWith(start)))) {
      found.push({ level: 'warn', words: 'Needs a look', why: text, todo: '' });
    }
  }
  if (!found.some((finding) => finding.level === 'bad' || finding.level === 'warn')) {
    found.push(healthy(status));
  }
  return found.sort((one, other) => LEVELS.indexOf(one.level) - LEVELS.indexOf(other.level));
}

export function activeNodes(group) {
  return group.nodes.filter((standing) => standing.role === 'active');
}

function reachable(status, name) {
  return status.nodes.some((node) => node.name === name && node.reachable);
}

function list(names) {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function ofGroup(status, group) {
  return status.groups.length > 1 ? ` of group ${group.name}` : '';
}

function ownership(status) {
  const found = [];
  for (const group of status.groups) {
    const active = activeNodes(group).filter((standing) => reachable(status, standing.node));
    const starting = status.nodes.some((node) => node.reachable && node.role === 'starting');
    if (active.length > 1) {
      found.push({
        level: 'bad', words: 'Split suspected',
        why: `${list(active.map((standing) => standing.node))} each say that they hold the addresses${ofGroup(status, group)}.`,
        todo: 'Look at the network between the nodes. If it lasts longer than a second, stop Tandem on one of them: systemctl stop tandem. '
          + 'Runbook: TandemSplitBrain.',
      });
    } else if (!group.holder) {
      found.push(starting
        ? { level: 'warn', words: 'Starting', why: `Nobody holds the addresses${ofGroup(status, group)} yet.`, todo: '', covers: addressless(status, group) }
        : {
          level: 'bad', words: 'No active node',
          why: `Nobody holds the addresses${ofGroup(status, group)}: ${whyNobody(status, group)}`,
          todo: 'Clients reach nothing. See below what each node says; start Tandem where it does not run. Runbook: TandemNoActiveNode.',
          covers: addressless(status, group),
        });
    }
  }
  for (const vip of status.vips.filter((one) => one.wire)) {
    found.push({
      level: 'bad', words: vip.wire.startsWith('nobody') ? 'Address does not answer' : 'Wrong machine answers', why: `${vip.wire}.`,
      todo: `Find out who answers for ${vip.address} on the network: another machine may have it. Runbook: TandemWrongAnswer.`,
      covers: [vip.wire],
    });
  }
  return found;
}

function addressless(status, group) {
  return status.vips.filter((vip) => vip.group === group.name).map((vip) => `no node is known to hold ${vip.address}`);
}

function whyNobody(status, group) {
  const own = status.nodes.find((node) => node.self);
  const standing = group.nodes.find((one) => one.node === own?.name);
  return standing ? `${own.name} says: ${standing.unfit || standing.reason}.` : 'no node takes part.';
}

function standbys(status) {
  if (status.nodes.length < 2 || status.groups.every((group) => !group.holder)) {
    return [];
  }
  const found = [];
  const others = status.nodes.filter((node) => status.groups.some((group) => group.holder !== node.name));
  const fit = others.filter((node) => node.reachable && !node.unfit && ['standby', 'active'].includes(node.role));
  const maintained = status.nodes.filter((node) => node.reachable && maintenance(node, status));
  for (const node of others) {
    const last = fit.length === 0;
    if (!node.reachable) {
      found.push({
        level: last ? 'bad' : 'warn', words: last ? 'No standby' : `${node.name} is lost`,
        why: `${node.name} is not heard: ${node.reason}.`,
        todo: `On ${node.name}: systemctl status tandem, then journalctl -u tandem. If it runs, look at the cluster link. `
          + `${last ? 'Until it is back, the next fault stops the service. ' : ''}Runbook: TandemNoStandby.`,
        covers: [`${node.name} is not reachable`],
      });
    } else if (maintenance(node, status)) {
      found.push({
        level: 'warn', words: last ? 'No standby: maintenance' : `${node.name} in maintenance`,
        why: maintenance(node, status), todo: `When it is over, on ${node.name}: tandem maintenance off.`,
        covers: [`${node.name} is in maintenance`, `${node.name} would not take the virtual addresses`],
      });
    } else if (node.unfit) {
      found.push({
        level: last ? 'bad' : 'warn', words: last ? 'No standby' : `${node.name} would not take over`,
        why: `${node.name} would not take over: ${node.unfit}.`, todo: 'Mend what it names. Runbook: TandemNoStandby.',
        covers: [`${node.name} would not take the virtual addresses`],
      });
    } else if (node.role === 'starting' || node.role === 'stopping') {
      found.push({
        level: 'warn', words: last ? 'No standby yet' : `${node.name} is ${node.role}`,
        why: `${node.name} is ${node.role}: ${node.reason}.`, todo: '', covers: [`${node.name} would not take over well`],
      });
    } else {
      found.push(...unready(node));
    }
  }
  for (const node of maintained.filter((one) => !others.includes(one))) {
    found.push({ level: 'warn', words: `${node.name} in maintenance`, why: maintenance(node, status), todo: '', covers: [`${node.name} is in maintenance`] });
  }
  return found;
}

/** Why the node holds nothing on purpose; empty outside maintenance. */
export function maintenance(node, status) {
  const told = status.warnings.find((text) => text.startsWith(`${node.name} is in maintenance`));
  return told ?? (/maintenance/.test(node.unfit) ? `${node.name} ${node.unfit}.` : '');
}

function unready(node) {
  const failed = node.readiness.filter((check) => !check.ok && !['configuration', 'sharing'].includes(check.name));
  return failed.length === 0 ? [] : [{
    level: 'warn', words: 'Standby not ready',
    why: `${node.name} would take over, but not well: ${failed.map((check) => `${check.name}: ${check.sentence}`).join('; ')}.`,
    todo: failed.every((check) => ['warm', 'addresses'].includes(check.name) && /start|not warmed/.test(check.sentence))
      ? 'It has just started; this passes by itself within a minute.' : 'Mend what it names. Runbook: state-standby-not-ready.',
    covers: [`${node.name} would not take over well`],
  }];
}

/** Whether requests may still be led to the member. */
export function mayServe(member) {
  return member.verdict !== 'down' && !/disabled|stopped/.test(member.setting);
}

/** Whether new clients may be led to the member. */
export function takesNew(member) {
  return mayServe(member) && !/draining/.test(member.setting);
}

function members(status) {
  const found = [];
  for (const balancer of status.balancers.filter((one) => one.closed)) {
    found.push({
      level: 'warn', words: 'Closed for maintenance', why: `Clients of balancer ${balancer.name} get 503: ${balancer.closed}.`,
      todo: `tandem balancer ${balancer.name} open`,
    });
  }
  for (const balancer of status.balancers.filter((one) => one.members.length > 0)) {
    const down = balancer.members.filter((member) => member.verdict === 'down');
    if (!balancer.members.some(mayServe)) {
      found.push({
        level: 'bad', words: 'No usable member',
        why: `Balancer ${balancer.name} answers 503: ${reasons(balancer.members)}.`,
        todo: 'Bring a member back: start it, or enable it below. Runbook: TandemBalancerDown.', covers: memberWarnings(down),
      });
    } else if (down.length > 0) {
      found.push({
        level: 'warn', words: `Degraded: ${plural(down.length, 'member', 'members')} down`,
        why: `In balancer ${balancer.name}: ${reasons(down)}.`,
        todo: 'Look at the member and the network to it. Its share goes to the others meanwhile. Runbook: TandemMemberDown.',
        covers: memberWarnings(down),
      });
    }
    if (balancer.members.some(mayServe) && !balancer.members.some(takesNew)) {
      found.push({
        level: 'warn', words: 'Nobody takes new clients', why: `In balancer ${balancer.name} every usable member drains.`,
        todo: 'Enable one of them below.',
      });
    }
  }
  const set = status.balancers.flatMap((balancer) => balancer.members)
    .filter((member) => member.settingSource !== 'file' && /draining|disabled|stopped/.test(member.setting));
  if (set.length > 0) {
    found.push({
      level: 'info', words: `${plural(set.length, 'member', 'members')} taken out by operators`,
      why: `${set.slice(0, 3).map((member) => `${member.id} is ${member.setting} (${member.settingSource})`).join('; ')}${set.length > 3 ? '; …' : ''}.`,
      todo: '',
    });
  }
  return found;
}

function memberWarnings(down) {
  return down.map((member) => `${member.id} is down`);
}

function reasons(list_) {
  const told = list_.slice(0, 3).map((member) => `${member.name} is ${mayServe(member) ? 'usable' : member.verdict === 'down'
    ? `down (${member.reason || 'no reason given'})` : member.setting}`);
  return `${told.join('; ')}${list_.length > 3 ? `; and ${list_.length - 3} more` : ''}`;
}

function agreement(status) {
  const found = [];
  const own = status.nodes.find((node) => node.self);
  for (const node of status.nodes.filter((one) => !one.self)) {
    if (node.configHash && own && own.configHash && node.configHash !== own.configHash) {
      found.push({
        level: 'warn', words: 'Nodes differ',
        why: `${node.name} balances by configuration ${node.configHash}, ${own.name} by ${own.configHash}: after a takeover clients meet the other one.`,
        todo: 'Copy the file to both nodes and reload both: tandem reload. Runbook: TandemConfigDrift.',
        covers: [`${node.name} balances by another configuration`],
      });
    }
  }
  if (status.nodes.some((node) => !node.self && node.reachable) && !['joined', 'off'].includes(status.sharing.state)) {
    found.push({
      level: 'warn', words: 'State is not shared', why: `${status.sharing.reason}.`,
      todo: 'Traffic and takeover go on; settings made now reach the peer later. Look at the sharing port of the cluster link. Runbook: TandemSharingBroken.',
      covers: ['a peer is in the view but state is not shared'],
    });
  }
  return found;
}

/** A takeover after a fault is worth a look afterwards, though all is well again. */
function takeovers(status) {
  return status.nodes.filter((node) => node.reachable && node.role === 'active' && /taken over/.test(node.reason)
    && status.atEpochMillis - node.sinceEpochMillis < RECENT_MILLIS).map((node) => ({
    level: 'info', words: 'Recent takeover',
    why: `${node.name} is ${node.reason} (${ago(status.atEpochMillis - node.sinceEpochMillis)}).`,
    todo: `What clients lost: tandem report on ${node.name}. Runbook: TandemTakeoverHappened.`,
  }));
}

function handovers(status) {
  return status.groups.filter((group) => group.handover?.step).map((group) => ({
    level: 'info', words: 'Handing over',
    why: group.handover.step === 'draining'
      ? `${group.handover.left > 0 ? plural(group.handover.left, 'connection goes', 'connections go') : 'Connections go'} on here`
        + ` after the switchover to ${group.handover.to}${ofGroup(status, group)}.`
      : `The addresses${ofGroup(status, group)} move to ${group.handover.to}: ${group.handover.step}.`,
    todo: `Do not stop ${status.node} before that has ended.`,
  }));
}

function lone(status) {
  const single = status.nodes.length === 1 ? status.nodes[0] : null;
  return single ? [{
    level: 'info', words: 'Running alone', why: `${single.name} is the only node: if it fails, nothing takes over.`,
    todo: 'tandem init makes a pair of it.', covers: [`${single.name}: `],
  }] : [];
}

function healthy(status) {
  const all = status.balancers.flatMap((balancer) => balancer.members);
  const active = status.nodes.filter((node) => ['active', 'single'].includes(node.role)).map((node) => node.name);
  const standby = status.nodes.filter((node) => node.role === 'standby').map((node) => node.name);
  const nodes = standby.length === 0 ? `${list(active)} ${active.length > 1 ? 'are' : 'is'} active`
    : `${list(active)} ${active.length > 1 ? 'are' : 'is'} active, ${list(standby)} ${standby.length > 1 ? 'stand' : 'stands'} by`;
  return {
    level: 'ok', words: 'Healthy',
    why: `${nodes}; ${all.filter(mayServe).length} of ${plural(all.length, 'member', 'members')} in service.`,
    todo: '',
  };
}
