// Sends name and password; the node's cookie comes back, which no script can read.

const THEME = 'tandem-theme';
const byId = (id) => document.getElementById(id);

async function send(event) {
  event.preventDefault();
  const empty = ['user', 'password'].find((id) => byId(id).value === '');
  if (empty) {
    refuse(empty === 'user' ? 'Give your name.' : 'Give your password.');
    byId(empty).focus();
    return;
  }
  refuse('');
  working(true);
  try {
    const response = await fetch('/api/v1/login', {
      method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: byId('user').value, password: byId('password').value }),
    });
    if (response.ok) {
      location.replace('/');
      return;
    }
    const { detail } = await response.json();
    refuse(`${detail[0].toUpperCase()}${detail.slice(1)}.`);
    byId('password').value = '';
    byId('password').focus();
  } catch {
    refuse('The node does not answer. Try again, or log in on another node.');
  }
  working(false);
}

function working(busy) {
  byId('go').disabled = busy;
  byId('go').textContent = busy ? 'Logging in…' : 'Log in';
}

function refuse(text) {
  byId('result').textContent = text;
  byId('result').hidden = !text;
}

try {
  document.documentElement.dataset.theme = localStorage.getItem(THEME) ?? '';
} catch {
  // Without storage the system's colours hold.
}
byId('place').textContent = location.host;
byId('login').addEventListener('submit', send);
