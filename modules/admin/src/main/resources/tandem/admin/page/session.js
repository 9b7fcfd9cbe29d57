// Who looks at this page: his name and role, the way out, and what a change must show beside the cookie.

const TOUCH_MILLIS = 60_000;
const byId = (id) => document.getElementById(id);

let mine = { name: '', role: 'admin', means: 'open', token: '' };
let askedAt = 0;

/** Asks the node who this is, and shows it. */
export async function start() {
  await ask();
  byId('logout').addEventListener('click', leave);
  ['pointerdown', 'keydown'].forEach((type) => addEventListener(type, touched, { passive: true }));
}

async function ask() {
  askedAt = Date.now();
  try {
    const response = await fetch('/api/v1/session', { cache: 'no-store' });
    if (over(response)) {
      return;
    }
    if (response.ok) {
      mine = await response.json();
      show();
    }
  } catch {
    // The node does not answer; feed.js says so, and the next touch asks again.
    askedAt = 0;
  }
}

function show() {
  const known = mine.means !== 'open';
  byId('who').hidden = !known;
  byId('who-name').textContent = known ? `${mine.name}, ${mine.role}` : '';
  byId('logout').hidden = mine.means !== 'session';
  document.body.classList.toggle('may-look', mine.role === 'viewer');
}

/** Tells the node that somebody sits here, so that the session goes on. */
function touched() {
  if (mine.means === 'session' && Date.now() - askedAt > TOUCH_MILLIS) {
    ask();
  }
}

async function leave() {
  await fetch('/api/v1/logout', { method: 'POST', headers: { 'content-type': 'application/json', ...proof() }, body: '{}' });
  location.replace('/login');
}

/** The fields that a change by a session needs. */
export function proof() {
  return mine.token ? { 'x-tandem-token': mine.token } : {};
}

/** The name that changes carry, where the node knows it. */
export function author() {
  return mine.means === 'open' ? '' : mine.name;
}

/** Whether an answer says that the session has ended; the page to log in follows then. */
export function over(response) {
  if (response.status !== 401) {
    return false;
  }
  location.replace('/login');
  return true;
}
