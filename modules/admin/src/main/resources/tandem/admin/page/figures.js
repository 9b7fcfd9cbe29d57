// The strip of live figures, each with its last 15 minutes.
import { el, sparkline } from './dom.js';
import * as ring from './ring.js';
import { bytesPerSecond, count, percent, perSecond, took } from './words.js';

const plain = (value) => (value === null ? '–' : count(value));
const FIGURES = [
  { name: 'requests', label: 'Requests a second', words: perSecond },
  { name: 'errors', label: '5xx or no answer a second', words: perSecond },
  { name: 'share', label: 'Share of these', words: percent },
  { name: 'refused', label: '4xx a second', words: perSecond },
  { name: 'inFlight', label: 'In flight', words: plain },
  { name: 'p50', label: 'Half answer within', words: took, more: 'p50' },
  { name: 'p95', label: '95 % answer within', words: took, more: 'p95' },
  { name: 'p99', label: '99 % answer within', words: took, more: 'p99' },
  { name: 'bytesFrom', label: 'From members', words: bytesPerSecond },
  { name: 'bytesTo', label: 'To members', words: bytesPerSecond },
];

export function figures() {
  const to = ring.newestAt();
  return FIGURES.map((figure) => {
    const peak = ring.peak(figure.name);
    return el('div', { class: 'figure', 'data-key': figure.name },
      el('div', { class: 'label' }, figure.label, figure.more && el('span', { class: 'tag' }, figure.more)),
      el('div', { class: 'value' }, figure.words(ring.newest(figure.name))),
      sparkline(ring.curve(figure.name), to - ring.SPAN_MILLIS, to),
      el('div', { class: 'peak' }, peak === null ? 'nothing seen yet' : `highest ${figure.words(peak)}`));
  });
}
