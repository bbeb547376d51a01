// Elements from values. Text goes through text nodes only: what a sensor says is never markup.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (name === 'value' || name === 'checked') {
      element[name] = value;
    } else {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An HTML element. */
export const h = (name, props, ...children) => fill(document.createElement(name), props, children);

/** An SVG element. */
export const s = (name, props, ...children) => fill(document.createElementNS(SVG, name), props, children);

/** Puts something in an element's place of all its children. */
export function put(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter(Boolean));
  return element;
}

let lastSaid = 0;
let unsaid = 0;

/** Tells people who cannot see the page; at most once in three seconds, so that a flood does not talk without end. */
export function say(text) {
  const now = Date.now();
  if (now - lastSaid < 3000) {
    unsaid++;
    return;
  }
  document.getElementById('say').textContent = unsaid > 0 ? `${text}; and ${unsaid} more` : text;
  lastSaid = now;
  unsaid = 0;
}

/** A short note on what was done. */
export function toast(text) {
  const note = h('p', { class: 'toast' }, text);
  document.getElementById('toasts').append(note);
  setTimeout(() => note.remove(), 6000);
}
