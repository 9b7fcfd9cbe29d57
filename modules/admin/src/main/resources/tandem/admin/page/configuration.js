// Where the values in force come from: the file, or operators; and what a reload would change.
import { diff } from './diff.js';
import { button, cell, el, fill, head, icon } from './dom.js';
import { over } from './session.js';
import { plural } from './words.js';

/** What operators set, over what the file says. */
export function layers(status) {
  const own = status.nodes.find((node) => node.self);
  const set = status.balancers.flatMap((balancer) => [
    ...(balancer.settingSource === 'file' ? [] : [{
      key: `balancer ${balancer.name}`, name: `balancer ${balancer.name}`, value: balancer.setting, source: balancer.settingSource,
      action: 'clear-balancer', target: balancer.name,
    }]),
    ...balancer.members.filter((member) => !/^(file$|found by )/.test(member.settingSource)).map((member) => ({
      key: `member ${member.id}`, name: member.id, value: `${member.setting}, weight ${member.weight}`, source: member.settingSource,
      action: 'clear', target: member.id,
    })),
  ]);
  const applied = own?.configRevision > 0;
  return [
    el('p', { class: 'muted' }, `${applied ? `Applied by an operator as revision ${own.configRevision}, hash` : 'File, revision'} ${own?.configHash || 'unknown'} on ${status.node}. `,
      set.length === 0 ? `Operators have set nothing${applied ? ' over it' : ': all values come from the file'}.`
        : `Over it ${plural(set.length, 'setting of operators, which is', 'settings of operators, which are')} the same on every node and stay until cleared.`),
    set.length > 0 && el('div', { class: 'card' }, el('table', { class: 'stack' },
      el('caption', { class: 'hidden' }, 'Settings of operators'),
      head('What', 'In force', 'Set by', 'Actions'),
      el('tbody', null, set.map((one) => el('tr', { 'data-key': one.key },
        cell('What', el('strong', null, one.name)),
        cell('In force', one.value),
        cell('Set by', one.source),
        el('td', { class: 'last' }, el('div', { class: 'actions' },
          button(one.action, one.target, ['Return to the file…', el('span', { class: 'hidden' }, ` ${one.name}`)])))))))),
  ];
}

/** Asks the node to read its file and shows what a reload would change. */
export async function compare(into) {
  fill(into, el('p', { class: 'muted' }, 'Reading the file…'));
  try {
    const response = await fetch('/api/v1/config', { cache: 'no-store' });
    if (over(response)) {
      return;
    }
    const answer = await response.json();
    if (!response.ok) {
      throw new Error(answer.detail);
    }
    fill(into, comparison(answer));
  } catch (error) {
    fill(into, el('p', { class: 'banner bad' }, `The file could not be compared: ${error.message}`));
  }
}

function comparison(answer) {
  if (answer.state === 'broken') {
    return [el('p', { class: 'banner bad' }, icon('bad'), 'The file is broken; a reload would be refused and change nothing.'),
      el('pre', { class: 'card diff', tabindex: 0, 'aria-label': 'Errors in the file' }, answer.findings)];
  }
  if (answer.state === 'same') {
    return el('p', { class: 'banner note' }, icon('ok'), `The file says what is in force on ${answer.node}.`);
  }
  return [
    el('p', { class: 'banner note' }, icon('info'), `The file differs from what is in force on ${answer.node}. `,
      answer.restart.length > 0 && `In force only after a restart: ${answer.restart.join(', ')}. `,
      button('reload', answer.node, 'Reload…')),
    el('pre', { class: 'card diff', tabindex: 0, 'aria-label': 'Lines that a reload takes out (−) and puts in (+)' },
      diff(answer.inForce, answer.file).map(line)),
  ];
}

function line({ sign, text }) {
  if (sign === '-') {
    return el('del', null, `− ${text}\n`);
  }
  return sign === '+' ? el('ins', null, `+ ${text}\n`) : `${sign} ${text}\n`;
}
