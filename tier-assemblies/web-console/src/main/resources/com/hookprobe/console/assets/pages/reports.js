// Reports of months: a file for whoever owns the site, or is the tenant. It is kept and printed, and not shown on a page of the console.
import { get } from '../lib/api.js';
import { h, put } from '../lib/dom.js';
import { failure, field, panel, table } from '../lib/parts.js';

const MONTH = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });

export async function page(context) {
  const places = context.me.places.map((place) => place.place);
  const own = places.filter((place) => place !== '*');
  const problem = h('div', {});
  let whose = own[0] ?? 'default';
  const rows = table({
    caption: 'Reports',
    columns: [
      { label: 'Month', cell: (row) => MONTH.format(new Date(`${row.month}-01T00:00:00Z`)), class: 'lead' },
      { label: 'Of', cell: (row) => (context.me.has_registry ? h('code', {}, row.place) : 'this site') },
      { label: '', cell: (row) => h('a', { class: 'button', href: `/ui/api/reports/${encodeURIComponent(row.place)}/${row.month}`, download: '', 'aria-label': `Download the report of ${row.month}` }, 'Download'), class: 'deed' },
    ],
    rows: [],
    none: 'Nothing is recorded yet. Each month in which something was counted will stand here.',
  });
  const load = async () => {
    put(problem);
    try {
      const found = await get('/ui/api/reports', { place: context.me.has_registry ? whose : '' });
      rows.set(found.months.map((month) => ({ month, place: found.place })));
    } catch (e) {
      rows.set([]);
      put(problem, failure(e));
    }
  };
  await load();
  const choice =
    context.me.has_registry &&
    h('form', { class: 'filter', role: 'search', 'aria-label': 'Reports' }, field({ name: 'place', label: 'Tenant', value: whose, ...(places.includes('*') ? { hint: 'its id' } : { options: own.map((place) => [place, place]) }) }), h('button', { type: 'submit' }, 'Show'));
  choice &&
    choice.addEventListener('submit', async (event) => {
      event.preventDefault();
      whose = new FormData(choice).get('place').trim() || 'default';
      await load();
    });
  return panel('Reports by month', { note: 'One file that opens in any browser and prints well: how the month was, in words for an owner, and what lets a reader verify it. The month that is not over shows what there is.' }, choice, problem, rows.element);
}
