// Brings statuses: by server-sent events where the node sends them, else by asking every two seconds.
import { over } from './session.js';

const EVERY_MILLIS = 2000;
const PATIENCE_MILLIS = 4000;
/** A stream that is silent for longer is helped out by asking. */
const SILENT_MILLIS = 5000;
/** A node that has no stream is asked for one again after this long: it may have been updated. */
const AGAIN_MILLIS = 30_000;

let handlers;
let source = null;
let streamedAt = 0;
let triedAt = 0;
let asking = false;
let running = false;

/** Begins; `status` gets each status, `event` each new event, `failed` the reason of each failed question. */
export function start(given) {
  handlers = given;
  setInterval(tick, EVERY_MILLIS);
  document.addEventListener('visibilitychange', () => (document.hidden ? hang() : running && go()));
  go();
}

/** Asks for nothing more until `go`. */
export function stop() {
  running = false;
  hang();
}

export function go() {
  running = true;
  ask();
  listen();
}

/** Whether statuses come by themselves. */
export function streaming() {
  return Date.now() - streamedAt < SILENT_MILLIS;
}

/** Asks once, now. */
export async function ask() {
  if (asking) {
    return;
  }
  asking = true;
  try {
    const response = await fetch('/api/v1/status', { signal: AbortSignal.timeout(PATIENCE_MILLIS), cache: 'no-store' });
    if (over(response)) {
      return;
    }
    if (!response.ok) {
      throw new Error(`it answered ${response.status}`);
    }
    handlers.status(await response.json());
  } catch (error) {
    handlers.failed(reason(error));
  } finally {
    asking = false;
  }
}

function reason(error) {
  if (error.name === 'TimeoutError') {
    return `no answer within ${PATIENCE_MILLIS / 1000} s`;
  }
  return error instanceof TypeError ? 'no connection' : error.message;
}

function tick() {
  if (!running || document.hidden) {
    return;
  }
  listen();
  if (!streaming()) {
    ask();
  }
}

/** Opens the stream unless it is open or was refused a short while ago; a broken one the browser opens again by itself. */
function listen() {
  if (document.hidden || (source && source.readyState !== EventSource.CLOSED) || Date.now() - triedAt < AGAIN_MILLIS) {
    return;
  }
  triedAt = Date.now();
  source = new EventSource('/api/v1/stream');
  source.addEventListener('status', (message) => {
    streamedAt = Date.now();
    handlers.status(JSON.parse(message.data));
  });
  source.addEventListener('history', (message) => handlers.event(JSON.parse(message.data)));
}

function hang() {
  source?.close();
  triedAt = 0;
  streamedAt = 0;
}
