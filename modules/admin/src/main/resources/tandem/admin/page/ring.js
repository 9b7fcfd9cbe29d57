// What the page remembers of the last 15 minutes, made from the counts of successive statuses.

export const SPAN_MILLIS = 15 * 60_000;
const STEP_MILLIS = 1900;
/** Figures of now are taken over so many samples, so that they do not jump. */
const RECENT = 5;
/** Between statuses further apart than this nothing is drawn. */
const GAP_MILLIS = 20_000;
const STORE = 'tandem-ring';

let samples = [];
let last = null;
let bounds = [];
const members = new Map();

/** Takes in a status; what grew since the one before gives the speeds. */
export function observe(status) {
  if (last && status.atEpochMillis - last.at < STEP_MILLIS && last.node === status.node) {
    return;
  }
  bounds = status.answeredMillis ?? [];
  const now = { at: status.atEpochMillis, node: status.node, rows: new Map() };
  for (const member of status.balancers.flatMap((balancer) => balancer.members)) {
    now.rows.set(member.id, { ...member.counts, answered: member.counts.answered ?? [], inFlight: member.inFlight });
  }
  if (last && now.at > last.at && now.at - last.at < GAP_MILLIS && last.node === now.node) {
    measure(now);
  } else {
    members.clear();
    samples.push({ at: now.at, gap: true });
  }
  samples = samples.filter((sample) => sample.at > now.at - SPAN_MILLIS);
  last = now;
}

function measure(now) {
  const seconds = (now.at - last.at) / 1000;
  const total = empty();
  for (const id of members.keys()) {
    if (!now.rows.has(id)) {
      members.delete(id);
    }
  }
  for (const [id, row] of now.rows) {
    const before = last.rows.get(id);
    const grown = before ? growth(row, before) : empty();
    remember(id, { seconds, ...grown });
    add(total, grown);
    total.inFlight += row.inFlight;
  }
  const recent = samples.filter((sample) => !sample.gap).slice(1 - RECENT);
  const answered = recent.reduce((sum, sample) => plus(sum, sample.answered), total.answered);
  samples.push({
    at: now.at, answered: total.answered, inFlight: total.inFlight,
    requests: total.requests / seconds, errors: total.errors / seconds, refused: total.refused / seconds,
    share: total.requests > 0 ? Math.min(1, total.errors / total.requests) : null,
    bytesTo: total.bytesTo / seconds, bytesFrom: total.bytesFrom / seconds,
    p50: percentile(answered, 0.5), p95: percentile(answered, 0.95), p99: percentile(answered, 0.99),
  });
}

function empty() {
  return { requests: 0, errors: 0, refused: 0, bytesTo: 0, bytesFrom: 0, inFlight: 0, answered: [] };
}

function growth(row, before) {
  const grew = (name) => Math.max(0, row[name] - before[name]);
  return {
    requests: grew('requests'), errors: grew('failures') + grew('responses5xx'), refused: grew('responses4xx'),
    bytesTo: grew('bytesTo'), bytesFrom: grew('bytesFrom'), inFlight: 0,
    answered: row.answered.map((count, i) => Math.max(0, count - (before.answered[i] ?? 0))),
  };
}

function add(sum, grown) {
  for (const name of ['requests', 'errors', 'refused', 'bytesTo', 'bytesFrom']) {
    sum[name] += grown[name];
  }
  sum.answered = plus(sum.answered, grown.answered);
}

function plus(one, other) {
  return other.length === 0 ? one : other.map((count, i) => count + (one[i] ?? 0));
}

function remember(id, sample) {
  const kept = members.get(id) ?? [];
  kept.push(sample);
  members.set(id, kept.slice(-RECENT));
}

/**
 * The time within which this part of the responses came, in milliseconds, guessed inside its bucket as if they were spread
 * evenly; Infinity beyond the last bucket, null without responses.
 */
export function percentile(answered, part) {
  const all = answered.reduce((sum, count) => sum + count, 0);
  if (all === 0) {
    return null;
  }
  let left = all * part;
  for (const [i, count] of answered.entries()) {
    if (left <= count && count > 0) {
      const from = i === 0 ? 0 : bounds[i - 1];
      return i < bounds.length ? from + ((bounds[i] - from) * left) / count : Infinity;
    }
    left -= count;
  }
  return Infinity;
}

/** What a member did lately: requests and errors a second, p50 and p95; null until two statuses are there. */
export function ofMember(id) {
  const kept = members.get(id);
  if (!kept) {
    return null;
  }
  const seconds = kept.reduce((sum, sample) => sum + sample.seconds, 0);
  const rate = (name) => kept.reduce((sum, sample) => sum + sample[name], 0) / seconds;
  const answered = kept.reduce((sum, sample) => plus(sum, sample.answered), []);
  return {
    requests: rate('requests'), errors: rate('errors'),
    p50: percentile(answered, 0.5), p95: percentile(answered, 0.95),
  };
}

/** The newest value of a figure; null while there is none. */
export function newest(name) {
  const sample = samples.at(-1);
  return sample && !sample.gap ? sample[name] : null;
}

/** A figure over the time that the page remembers, as points {at, value}. */
export function curve(name) {
  return samples.map((sample) => {
    const value = sample.gap ? null : sample[name];
    return { at: sample.at, value: value === Infinity ? null : value };
  });
}

/** The highest value that the page remembers; null while there is none. */
export function peak(name) {
  const values = samples.filter((sample) => !sample.gap && sample[name] !== null).map((sample) => sample[name]);
  return values.length === 0 ? null : Math.max(...values);
}

/** When the newest sample was taken, by the node's clock; 0 without one. */
export function newestAt() {
  return samples.at(-1)?.at ?? 0;
}

/** Keeps the samples over a reload of the page. */
export function save() {
  try {
    const kept = samples.map((sample) => ({ ...sample, answered: [] }));
    sessionStorage.setItem(STORE, JSON.stringify({ node: last?.node, samples: kept }));
  } catch {
    // Without storage the curves begin anew.
  }
}

/** Takes up what an earlier life of this page saved, if it is of the same node. */
export function restore(node) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(STORE));
    if (kept?.node === node && samples.length === 0) {
      samples = kept.samples;
    }
  } catch {
    // Deliberate: what cannot be read is as good as nothing.
  }
}
