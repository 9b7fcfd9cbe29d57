// Builds and updates the page's elements. Text only ever becomes text nodes, so that no name or reason can become markup.

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

/** A small curve of the values, oldest first; empty while there are too few. */
export function sparkline(values) {
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('class', 'spark');
  svg.setAttribute('viewBox', '0 0 100 24');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  if (values.length > 1) {
    const top = Math.max(...values, 1);
    const step = 100 / (values.length - 1);
    const points = values.map((value, i) => `${(i * step).toFixed(1)},${(22 - (20 * value) / top).toFixed(1)}`);
    const line = document.createElementNS(ns, 'polyline');
    line.setAttribute('points', points.join(' '));
    svg.append(line);
  }
  return svg;
}

/** Makes the children of one element like those of another with as few changes as needed, so that focus and selection stay. */
export function update(current, wanted) {
  const before = [...current.childNodes];
  const after = [...wanted.childNodes];
  after.forEach((node, i) => {
    const old = before[i];
    if (!old) {
      current.append(node);
    } else if (old.nodeType !== node.nodeType || old.nodeName !== node.nodeName || keyOf(old) !== keyOf(node)) {
      old.replaceWith(node);
    } else if (node.nodeType === Node.TEXT_NODE) {
      if (old.data !== node.data) {
        old.data = node.data;
      }
    } else {
      attributes(old, node);
      update(old, node);
    }
  });
  before.slice(after.length).forEach((node) => node.remove());
}

function keyOf(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node.getAttribute('data-key') : null;
}

function attributes(old, wanted) {
  for (const { name } of [...old.attributes]) {
    if (!wanted.hasAttribute(name)) {
      old.removeAttribute(name);
    }
  }
  for (const { name, value } of [...wanted.attributes]) {
    if (old.getAttribute(name) !== value) {
      old.setAttribute(name, value);
    }
  }
}
