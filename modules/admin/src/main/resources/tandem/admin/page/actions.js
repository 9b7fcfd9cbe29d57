// What buttons do: ask first, then tell the node.

const AUTHOR = 'tandem-author';
const byId = (id) => document.getElementById(id);

const VERBS = {
  drain: {
    title: (id) => `Drain ${id}?`,
    text: 'Clients that stick to it stay until their sessions end; it gets no new ones.',
    confirm: 'Drain', body: { setting: 'draining' },
  },
  disable: {
    title: (id) => `Disable ${id}?`,
    text: 'It gets no more requests, not even from clients that stick to it. What runs now ends normally.',
    confirm: 'Disable', body: { setting: 'disabled' },
  },
  enable: {
    title: (id) => `Enable ${id}?`,
    text: 'It takes its share of requests again.',
    confirm: 'Enable', body: { setting: 'enabled' },
  },
  clear: {
    title: (id) => `Return ${id} to the file's setting?`,
    text: 'What operators changed on it, its weight included, is forgotten on every node.',
    confirm: 'Clear', body: { clear: true },
  },
};

let request = null;
let changed = () => {};

/** Opens the dialog for a button; afterChange is called once something was done. */
export function open(action, target, afterChange) {
  changed = afterChange;
  request = action === 'switchover' ? switchover(target) : memberChange(action, target);
  byId('dialog-title').textContent = request.title;
  byId('dialog-text').textContent = request.text;
  byId('dialog-fields').hidden = request.kind !== 'member';
  byId('dialog-comment').value = '';
  byId('dialog-author').value = remembered();
  byId('dialog-confirm').textContent = request.confirm;
  showResult('');
  working(false);
  showCommand();
  byId('dialog').showModal();
}

function memberChange(action, id) {
  const verb = VERBS[action];
  const slash = id.indexOf('/');
  const path = [id.slice(0, slash), id.slice(slash + 1)].map(encodeURIComponent).join('/');
  return {
    kind: 'member', title: verb.title(id), text: verb.text, confirm: verb.confirm, body: verb.body,
    url: `/api/v1/members/${path}`, command: `tandem member ${quoted(id)} ${action}`,
  };
}

function switchover(node) {
  return {
    kind: 'node', title: `Switch over to ${node}?`,
    text: `${node} takes the virtual addresses; the node that holds them now goes on as standby.`,
    confirm: 'Switch over', url: '/api/v1/switchover', body: { to: node }, command: `tandem switchover --to ${quoted(node)}`,
  };
}

function quoted(text) {
  return /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function showCommand() {
  const comment = byId('dialog-comment').value.trim();
  const reason = request.kind === 'member' && comment ? ` --comment ${quoted(comment)}` : '';
  byId('dialog-command').textContent = request.command + reason;
}

async function confirmed(event) {
  event.preventDefault();
  const body = { ...request.body };
  if (request.kind === 'member') {
    const comment = byId('dialog-comment').value.trim();
    const author = byId('dialog-author').value.trim();
    remember(author);
    Object.assign(body, comment && { comment }, author && { author });
  }
  working(true);
  try {
    const response = await fetch(request.url, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (response.ok) {
      byId('dialog').close();
      changed(answer.sentence);
      return;
    }
    showResult(answer.detail);
  } catch (error) {
    showResult(`The node did not answer: ${error.message}`);
  }
  working(false);
}

function working(busy) {
  byId('dialog-confirm').disabled = busy;
}

function showResult(text) {
  byId('dialog-result').textContent = text;
  byId('dialog-result').hidden = !text;
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
byId('dialog-cancel').addEventListener('click', () => byId('dialog').close());
byId('dialog-comment').addEventListener('input', showCommand);
