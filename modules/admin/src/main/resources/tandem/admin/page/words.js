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

/** The local time; with the day in front if it is not today's. */
export function time(epochMillis, nowMillis) {
  const at = new Date(epochMillis);
  const today = at.toDateString() === new Date(nowMillis).toDateString();
  return today ? clock.format(at) : `${day.format(at)}, ${clock.format(at)}`;
}

export function plural(amount, one, many) {
  return `${amount} ${amount === 1 ? one : many}`;
}
