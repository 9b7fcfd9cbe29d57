// Speeds made from the counts of successive statuses; kept in this page only.

const KEEP = 60;
let last = null;
const history = { requests: [], errors: [] };
let members = new Map();

/** Takes in a status; what grew since the one before gives the speeds. */
export function observe(status) {
  const now = { at: status.atEpochMillis, byMember: new Map() };
  for (const member of status.balancers.flatMap((balancer) => balancer.members)) {
    const errors = member.counts.failures + member.counts.responses5xx;
    now.byMember.set(member.id, { requests: member.counts.requests, errors });
  }
  if (last && now.at > last.at) {
    measure(now, (now.at - last.at) / 1000);
  }
  last = now;
}

function measure(now, seconds) {
  members = new Map();
  const total = { requests: 0, errors: 0 };
  for (const [id, counts] of now.byMember) {
    const before = last.byMember.get(id);
    if (before) {
      const requests = Math.max(0, counts.requests - before.requests) / seconds;
      const errors = Math.max(0, counts.errors - before.errors) / seconds;
      members.set(id, requests);
      total.requests += requests;
      total.errors += errors;
    }
  }
  for (const kind of ['requests', 'errors']) {
    history[kind].push(total[kind]);
    history[kind].splice(0, history[kind].length - KEEP);
  }
}

/** Requests a second of a member; null until two statuses are there. */
export function ofMember(id) {
  return members.get(id) ?? null;
}

/** The newest of {@code requests} or {@code errors} a second over all members; null until two statuses are there. */
export function newest(kind) {
  return history[kind].at(-1) ?? null;
}

export function curve(kind) {
  return history[kind];
}
