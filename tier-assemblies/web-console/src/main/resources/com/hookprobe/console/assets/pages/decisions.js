// What is done against whom, what was taken back, what is always allowed.
import { get } from '../lib/api.js';
import { h, say } from '../lib/dom.js';
import { plural, score, time, words } from '../lib/format.js';
import { button, dialog, failure, panel, state, table } from '../lib/parts.js';
import { allow, block, disallow, explain, undo } from './orders.js';

export async function page(context) {
  const mayUndo = context.may('decisions.delete');
  const mayAllow = context.may('allowlist.change');
  const decisions = table({
    caption: 'Decisions in force, those that end first on top',
    columns: [
      { label: 'Who', cell: (row) => h('code', {}, row.indicator), class: 'lead' },
      { label: 'Action', cell: (row) => state(row.action === 'WATCH' ? 'plain' : row.action === 'BLOCK' ? 'bad' : 'warn', words(row.action)), class: 'lead' },
      { label: 'By', cell: (row) => row.origin },
      { label: 'Reason', cell: (row) => row.reason, class: 'long' },
      { label: 'Score', cell: (row) => h('span', { class: 'number' }, score(row.score)) },
      { label: 'Since', cell: (row) => time(row.created_micros) },
      { label: 'Ends', cell: (row) => time(row.ends_micros) },
      { label: '', cell: (row) => deeds(context, row, mayUndo), class: 'deed' },
    ],
    rows: [],
    none: 'Nothing is in force. What the node, the mesh or an operator decides will stand here until it ends.',
  });
  const taken = table({
    caption: 'Taken back by an operator',
    columns: [
      { label: 'Who', cell: (row) => h('code', {}, row.indicator) },
      { label: 'Action', cell: (row) => words(row.action) },
      { label: 'Does not come back before', cell: (row) => time(row.until_micros) },
    ],
    rows: [],
    none: 'Nothing was taken back. What you undo stands here for as long as it would have lasted.',
  });
  const allowed = table({
    caption: 'Allowed always',
    columns: [
      { label: 'Who', cell: (row) => h('code', {}, row.prefix) },
      { label: 'Reason', cell: (row) => row.reason, class: 'long' },
      { label: '', cell: (row) => (row.own ? h('span', { class: 'note' }, 'by configuration') : mayAllow && button('Take off', () => disallow(context, row), { 'aria-label': `Take ${row.prefix} off` })), class: 'deed' },
    ],
    rows: [],
    none: 'Nothing is on the allowlist. Addresses that must never be blocked belong here.',
  });
  const count = h('span', {});
  const load = async () => {
    const all = await get('/ui/api/decisions');
    decisions.set(all.decisions);
    taken.set(all.taken_back);
    allowed.set(all.allowed);
    count.textContent = all.total > all.decisions.length ? `${plural(all.total, 'decision')}, the first ${all.decisions.length} of them here` : plural(all.total, 'decision');
  };
  await load();
  let waiting = 0;
  context.ending(() => clearTimeout(waiting));
  context.on('decision', (row) => {
    say(`Decision: ${words(row.action)} ${row.indicator}`);
    // One reading for many decisions at once.
    clearTimeout(waiting);
    waiting = setTimeout(() => load().catch(() => {}), 250);
  });
  context.on('again', load);
  context.every(30_000, () => load().catch(() => {}));
  return [
    panel('In force', { note: count, actions: context.may('decisions.add') && button('Block…', () => block(context), { class: 'danger' }) }, decisions.element),
    h('div', { class: 'grid two' }, panel('Allowed always', { actions: mayAllow && button('Allow…', () => allow(context)) }, allowed.element), panel('Taken back', {}, taken.element)),
  ];
}

function deeds(context, row, mayUndo) {
  return [
    context.maySite('evidence.read') && button('Why', () => why(row), { 'aria-label': `Why ${row.indicator}` }),
    mayUndo && button('Undo', () => undo(context, row), { 'aria-label': `Undo the decision on ${row.indicator}` }),
  ];
}

async function why(row) {
  let grounds;
  try {
    grounds = await explain(row.id);
  } catch (problem) {
    grounds = failure(problem);
  }
  dialog(`Why ${row.indicator}`, h('div', {}, h('p', {}, row.reason), grounds));
}
