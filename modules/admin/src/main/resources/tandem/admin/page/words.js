// Numbers, times and sizes as people read them.

const number = new Intl.NumberFormat('en');
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
const day = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });

export function count(value) {
  return number.format(value);
}

export function perSecond(value) {
  return value === null ? '–' : value < 10 ? value.toFixed(1) : number.format(Math.round(value));
}

/** A part of 1 as a percentage. */
export function percent(value) {
  return value === null ? '–' : `${value > 0 && value < 0.1 ? (100 * value).toFixed(2) : Math.round(100 * value)} %`;
}

/** A time that a member took, in milliseconds; null is not known, Infinity beyond what is counted apart. */
export function took(millis) {
  if (millis === null) {
    return '–';
  }
  if (millis === Infinity) {
    return '> 5 s';
  }
  if (millis < 1) {
    return '< 1 ms';
  }
  return millis < 1000 ? `${millis < 10 ? millis.toFixed(1) : Math.round(millis)} ms` : `${(millis / 1000).toFixed(1)} s`;
}

export function bytes(value) {
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
  let unit = 0;
  let rest = value;
  while (rest >= 1000 && unit < units.length - 1) {
    rest /= 1000;
    unit++;
  }
  return `${unit === 0 || rest >= 100 ? Math.round(rest) : rest.toFixed(1)} ${units[unit]}`;
}

export function bytesPerSecond(value) {
  return value === null ? '–' : `${bytes(value)}/s`;
}

/** Such as 250 ms, 3 s, 12 min, 1 h 35 min, 4 d 2 h. */
export function span(millis) {
  if (millis > 0 && millis < 1000) {
    return `${Math.round(millis)} ms`;
  }
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 24) {
    return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  }
  return hours % 24 ? `${Math.floor(hours / 24)} d ${hours % 24} h` : `${Math.floor(hours / 24)} d`;
}

/** How long ago; null: never. */
export function ago(millis) {
  return millis === null || millis === undefined ? 'never' : millis < 1000 ? 'just now' : `${span(millis)} ago`;
}

/** The local time; with the day in front if it is not today's. */
export function time(epochMillis, nowMillis) {
  const at = new Date(epochMillis);
  const today = at.toDateString() === new Date(nowMillis).toDateString();
  return today ? clock.format(at) : `${day.format(at)}, ${clock.format(at)}`;
}

export function plural(amount, one, many) {
  return `${number.format(amount)} ${amount === 1 ? one : many}`;
}

/** A word of a command line, quoted where a shell would take it apart. */
export function quoted(text) {
  return /^[\w./:=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

export function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A reason as the node gives it, as a sentence of its own; a name at its beginning stays as it is. */
export function sentence(text, nodes) {
  const named = nodes.some((node) => text.startsWith(`${node.name} `));
  return `${named ? text : capital(text)}${/[.!?…]$/.test(text) ? '' : '.'}`;
}
