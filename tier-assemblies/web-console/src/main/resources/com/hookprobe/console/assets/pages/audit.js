// Who did what, newest first. Looking is a disclosure and stands in the audit itself.
import { get } from '../lib/api.js';
import { h, put } from '../lib/dom.js';
import { hash, time, words } from '../lib/format.js';
import { button, failure, field, panel, state, table } from '../lib/parts.js';

const OUTCOMES = { DONE: 'good', REFUSED: 'warn', FAILED: 'bad' };

export async function page(context) {
  const places = context.me.places.map((place) => place.place);
  let place = places[0];
  let before = 0;
  const rows = table({
    caption: 'Audit, newest first',
    columns: [
      { label: 'When', cell: (row) => time(row.micros), class: 'lead' },
      { label: 'Who', cell: (row) => h('b', {}, row.actor), class: 'lead' },
      { label: 'What', cell: (row) => row.action, class: 'lead' },
      { label: 'Outcome', cell: (row) => state(OUTCOMES[row.outcome] ?? 'plain', words(row.outcome)) },
      { label: 'Thing', cell: (row) => row.thing || '—', class: 'long' },
      { label: 'Detail', cell: (row) => [row.detail, row.address && ` from ${row.address}`], class: 'long' },
      { label: 'Hash', cell: (row) => hash(row.hash, 8) },
    ],
    rows: [],
    none: 'Nothing here. Each login, refusal, change and disclosure is one row.',
  });
  const problem = h('div', {});
  const more = button('Older', () => load(before).catch((e) => put(problem, failure(e))));
  const load = async (from) => {
    put(problem);
    const found = await get('/ui/api/audit', { place, before: from || undefined });
    if (from) {
      rows.append(found.rows);
    } else {
      rows.set(found.rows);
    }
    before = found.before;
    more.hidden = before === 0;
  };
  await load(0);
  const filter = places.length > 1 && field({ name: 'place', label: 'Of', options: places.map((one) => [one, one]) });
  if (filter) {
    filter.querySelector('select').addEventListener('change', (event) => {
      place = event.target.value;
      load(0).catch((e) => put(problem, failure(e)));
    });
  }
  return panel('Audit', { note: 'Rows are only added; each names the hash of the one before, and the node seals them into the ledger.', actions: button('Read anew', () => load(0).catch((e) => put(problem, failure(e)))) }, filter, problem, rows.element, h('div', { class: 'more' }, more));
}
