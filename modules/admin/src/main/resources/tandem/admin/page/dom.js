// Builds and updates the page's elements. Text only ever becomes text nodes, so that no name or reason can become markup.

const SVG = 'http://www.w3.org/2000/svg';

/** What each icon is drawn from; the shapes differ, so that nothing is told by colour alone. */
const ICONS = {
  ok: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm-1.6 14.6-4.3-4.3 1.7-1.7 2.6 2.6 5.8-5.8 1.7 1.7z',
  info: 'M3 3h18v18H3zm7.8 7.4v7h2.4v-7zm0-3.6v2.3h2.4V6.8z',
  warn: 'M12 2.4 1.4 21.6h21.2zm-1.2 7h2.4v6h-2.4zm0 7.4h2.4v2.3h-2.4z',
  bad: 'M7.8 2h8.4L22 7.8v8.4L16.2 22H7.8L2 16.2V7.8zm3 4.6v7.2h2.4V6.6zm0 8.8v2.4h2.4v-2.4z',
  up: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm-1.5 13.2-3.8-3.8 1.5-1.5 2.3 2.3 5.2-5.2 1.5 1.5z',
  down: 'M12 1.6 22.4 12 12 22.4 1.6 12zm-3 5.9L7.5 9l3 3-3 3L9 16.5l3-3 3 3 1.5-1.5-3-3 3-3L15 7.5l-3 3z',
  unknown: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 2.2a6.8 6.8 0 1 1 0 13.6 6.8 6.8 0 0 1 0-13.6z',
  active: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  standby: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 2.2v13.6a6.8 6.8 0 0 1 0-13.6z',
  moving: 'M5 4v16l7-8zm8 0v16l7-8z',
  gone: 'M5.5 3 12 9.5 18.5 3 21 5.5 14.5 12l6.5 6.5-2.5 2.5-6.5-6.5L5.5 21 3 18.5 9.5 12 3 5.5z',
};

/** An element with attributes (null, false and undefined leave one out) and children (elements, texts, lists, null). */
export function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child);
    }
  }
}

function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, String(value)));
  element.append(...children);
  return element;
}

/** A shape that goes with a word; the word beside it tells the same. */
export function icon(name) {
  return svg('svg', { class: `icon ${name}`, viewBox: '0 0 24 24', 'aria-hidden': 'true' },
    svg('path', { d: ICONS[name], 'fill-rule': 'evenodd' }));
}

/**
 * A small curve, oldest value left. Points are {at, value}, a null value leaves a gap; the curve spans from `from` to `to`.
 * Hidden from screen readers: the figure beside it and its peak are text.
 */
export function sparkline(points, from, to) {
  const top = Math.max(...points.map((point) => point.value ?? 0), Number.MIN_VALUE);
  let path = '';
  let drawing = false;
  for (const { at, value } of points) {
    if (value === null) {
      drawing = false;
      continue;
    }
    const x = (100 * (at - from)) / (to - from);
    path += `${drawing ? 'L' : 'M'}${x.toFixed(1)} ${(27 - (24 * value) / top).toFixed(1)}`;
    drawing = true;
  }
  return svg('svg', { class: 'spark', viewBox: '0 0 100 28', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('path', { class: 'floor', d: 'M0 27.5H100' }), svg('path', { d: path || 'M0 0' }));
}

/** A button that asks for an action; page.js listens for them all. */
export function button(action, target, text, more) {
  return el('button', {
    type: 'button', 'data-key': `${action} ${target}`, 'data-action': action, 'data-target': target, ...more,
  }, text);
}

/** A cell that names its column itself where the table is shown as a list. */
export function cell(label, ...children) {
  return el('td', { 'data-label': label }, el('div', { class: 'cell' }, children));
}

export function numberCell(label, ...children) {
  return el('td', { 'data-label': label, class: 'number' }, el('div', { class: 'cell' }, children));
}

/** A table's head row: names as they are, '#' in front for numbers. */
export function head(...names) {
  return el('thead', null, el('tr', null, names.map((name) => (name[0] === '#'
    ? el('th', { scope: 'col', class: 'number' }, name.slice(1))
    : el('th', { scope: 'col' }, name)))));
}

/** A name and its value in a list of facts. */
export function fact(name, ...value) {
  return el('div', null, el('dt', null, name), el('dd', null, value));
}

/** Puts these children into the element, with as few changes as needed. */
export function fill(element, ...children) {
  const wanted = element.cloneNode(false);
  append(wanted, children);
  update(element, wanted);
}

/** Makes the children of one element like those of another with as few changes as needed; what has a key keeps its element. */
export function update(current, wanted) {
  const keyed = new Map([...current.children].filter(keyOf).map((child) => [keyOf(child), child]));
  let place = current.firstChild;
  for (const node of [...wanted.childNodes]) {
    const old = counterpart(node, place, keyed);
    if (!old) {
      current.insertBefore(node, place);
      continue;
    }
    if (old === place) {
      place = place.nextSibling;
    } else {
      current.insertBefore(old, place);
    }
    if (node.nodeType === Node.TEXT_NODE) {
      if (old.data !== node.data) {
        old.data = node.data;
      }
    } else {
      attributes(old, node);
      update(old, node);
    }
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

/** What becomes the wanted node: the one with its key, or the one that stands in its place if it is alike. */
function counterpart(node, place, keyed) {
  const key = keyOf(node);
  if (key) {
    const old = keyed.get(key);
    return old && old.nodeName === node.nodeName ? old : null;
  }
  return place && place.nodeName === node.nodeName && !keyOf(place) ? place : null;
}

function keyOf(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node.getAttribute('data-key') : null;
}

/** What a person opened stays open. */
function attributes(old, wanted) {
  for (const { name } of [...old.attributes]) {
    if (!wanted.hasAttribute(name) && !(name === 'open' && old.nodeName === 'DETAILS')) {
      old.removeAttribute(name);
    }
  }
  for (const { name, value } of [...wanted.attributes]) {
    if (old.getAttribute(name) !== value) {
      old.setAttribute(name, value);
    }
  }
}
