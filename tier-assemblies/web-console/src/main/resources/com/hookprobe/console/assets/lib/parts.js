// What pages are made of: panels, tables that become cards, chips, dialogs, failures.
import { h, s, put } from './dom.js';
import { words } from './format.js';

/** A section with a heading of its own. */
export function panel(title, props, ...children) {
  const { actions, note, ...rest } = props ?? {};
  const head = h('header', { class: 'panel-head' }, h('h2', {}, title), note && h('p', { class: 'note' }, note), actions && h('div', { class: 'actions' }, actions));
  return h('section', { ...rest, class: `panel ${rest.class ?? ''}` }, head, children);
}

/** What stands where there is nothing, and what would be there. */
export const empty = (text) => h('p', { class: 'empty' }, text);

/** Several pieces of one cell stay together beside their label. */
const wrapped = (cell) => (Array.isArray(cell) && cell.some((piece) => typeof piece === 'string') ? h('span', {}, cell) : cell);

/**
 * A table that becomes a card for each row on a narrow screen.
 *
 * @param columns of {label, cell(row) -> node or text, wide}
 */
export function table({ caption, columns, rows, none, rowClass = () => '' }) {
  const body = h('tbody', { role: 'rowgroup' });
  const element = h(
    'table',
    { role: 'table' },
    h('caption', { class: 'hidden-text' }, caption),
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, columns.map((column) => h('th', { role: 'columnheader', scope: 'col' }, column.label === '' ? h('span', { class: 'hidden-text' }, 'Actions') : column.label)))),
    body,
  );
  const nothing = empty(none);
  const holder = h('div', { class: 'table' }, element, nothing);
  const row = (item) => h('tr', { role: 'row', class: rowClass(item) }, columns.map((column) => h('td', { role: 'cell', 'data-label': column.label, class: column.class }, wrapped(column.cell(item)))));
  const shown = () => {
    element.hidden = body.childElementCount === 0;
    nothing.hidden = !element.hidden;
  };
  const api = {
    element: holder,
    set(items) {
      put(body, items.map(row));
      shown();
    },
    append(items) {
      body.append(...items.map(row));
      shown();
    },
    /** Puts a new row on top, and lets old ones go. */
    prepend(item, max) {
      const fresh = row(item);
      fresh.classList.add('fresh');
      body.prepend(fresh);
      while (body.childElementCount > max) {
        body.lastElementChild.remove();
      }
      shown();
    },
  };
  api.set(rows);
  return api;
}

const LEVELS = { LOW: 1, MEDIUM: 2, HIGH: 3, CRITICAL: 4 };

/** A severity: so many of four bars, and the word. */
export function severity(name) {
  const level = LEVELS[name] ?? 0;
  const bars = [1, 2, 3, 4].map((i) => s('rect', { x: i * 5 - 5, y: 14 - i * 3, width: 3.4, height: i * 3, class: i <= level ? 'on' : 'off' }));
  return h('span', { class: `severity severity-${level}` }, s('svg', { viewBox: '0 0 19 14', width: 19, height: 14, 'aria-hidden': 'true' }, bars), words(name));
}

const SIGNS = { good: '●', warn: '▲', bad: '■', plain: '○' };

/** A state: a shape, a colour and the word. */
export const state = (tone, text) => h('span', { class: `state ${tone}` }, h('span', { 'aria-hidden': 'true' }, SIGNS[tone]), text);

export const button = (text, onclick, props = {}) => h('button', { type: 'button', ...props, onclick }, text);

/** Names and values. */
export const facts = (pairs, kind = '') => h('dl', { class: `facts ${kind}` }, pairs.filter(([, value]) => value !== '' && value !== undefined).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));

/** What went wrong, and what to do. */
export function failure(problem, again) {
  const parts = [h('strong', {}, problem.message)];
  if (problem.expected) {
    parts.push(h('span', {}, ` Expected ${problem.expected}; found ${problem.found}.`));
  }
  if (problem.advice) {
    parts.push(h('span', { class: 'advice' }, ` ${problem.advice.charAt(0).toUpperCase()}${problem.advice.slice(1)}.`));
  }
  return h('div', { class: 'failure', role: 'alert' }, h('p', {}, parts), again && button('Try again', again));
}

let fieldNumber = 0;

/** A labelled field: {name, label, type, hint, options: [[value, text]], required, value, max}. */
export function field(spec) {
  if (spec.type === 'whose') {
    // For password managers: whose password the form is about.
    return h('input', { type: 'text', autocomplete: 'username', value: spec.value, hidden: true, readonly: true });
  }
  const id = `field-${++fieldNumber}`;
  const hint = spec.hint && h('span', { class: 'hint', id: `${id}-hint` }, spec.hint);
  const props = { id, name: spec.name, required: spec.required, maxlength: spec.max, autocomplete: spec.autocomplete ?? 'off', 'aria-describedby': hint ? `${id}-hint` : undefined };
  const input = spec.options
    ? h('select', props, spec.options.map(([value, text]) => h('option', { value, selected: value === spec.value }, text)))
    : spec.type === 'lines'
      ? h('textarea', { ...props, rows: 3 }, spec.value ?? '')
      : h('input', { ...props, type: spec.type ?? 'text', value: spec.value ?? '', spellcheck: 'false', autocapitalize: 'none' });
  return h('div', { class: 'field' }, h('label', { for: id }, spec.label), input, hint);
}

export const values = (form) => Object.fromEntries(new FormData(form));

/** Binds a form: while it is sent its button waits, and what went wrong stands in it. */
export function submits(form, send) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const submit = form.querySelector('[type=submit]');
    form.querySelector('.failure')?.remove();
    submit.disabled = true;
    try {
      await send(values(form));
    } catch (problem) {
      form.prepend(failure(problem));
    } finally {
      submit.disabled = false;
    }
  });
  return form;
}

/** Shows something in a dialog; resolves when it was closed. */
export function dialog(title, content, buttons = [], closing = 'Close') {
  const heading = h('h2', { id: `dialog-${++fieldNumber}` }, title);
  const element = h('dialog', { 'aria-labelledby': heading.id }, heading, content);
  const close = button(closing, () => element.close(), { class: 'quiet' });
  const foot = h('div', { class: 'actions' }, close, buttons);
  (content.tagName === 'FORM' ? content : element).append(foot);
  document.body.append(element);
  element.addEventListener('close', () => element.remove());
  element.showModal();
  return element;
}

/** Asks for values and does something with them; closes when that went well. */
export function ask({ title, text, fields = [], confirm, danger, send }) {
  const form = h('form', { method: 'dialog' }, text && h('p', {}, text), fields.map(field));
  const submit = h('button', { type: 'submit', class: danger ? 'danger' : 'primary' }, confirm);
  const element = dialog(title, form, [submit], 'Cancel');
  submits(form, async (given) => {
    await send(given);
    element.close();
  });
}
