// What was detected, newest first, as it happens.
import { get } from '../lib/api.js';
import { h, say } from '../lib/dom.js';
import { time, words } from '../lib/format.js';
import { button, dialog, facts, failure, panel, severity, table } from '../lib/parts.js';
import { block, explain } from './orders.js';

const PAGE = 50;
const KEPT = 500;

export async function page(context) {
  let oldest = 0;
  const rows = table({
    caption: 'Detections, newest first',
    columns: [
      { label: 'When', cell: (row) => time(row.last_micros), class: 'lead' },
      { label: 'Severity', cell: (row) => severity(row.severity), class: 'lead' },
      { label: 'Kind', cell: (row) => words(row.kind), class: 'lead' },
      { label: 'Source', cell: (row) => h('code', {}, row.source || '—') },
      { label: 'Target', cell: (row) => h('code', {}, row.target || '—') },
      { label: 'Evidence', cell: (row) => row.evidence, class: 'long' },
      { label: 'Outcome', cell: (row) => (row.outcome ? words(row.outcome) : 'Watched') },
      { label: '', cell: (row) => button('Details', () => details(context, row), { 'aria-label': `Details of ${words(row.kind)} from ${row.source}` }), class: 'deed' },
    ],
    rows: [],
    none: 'Nothing detected since the node started. Attacks that a sensor sees will stand here the moment they are found.',
  });
  const more = button('Older', () => load(oldest));
  const load = async (before) => {
    const found = await get('/ui/api/detections', { limit: PAGE, before });
    if (before === undefined) {
      rows.set(found);
    } else {
      rows.append(found);
    }
    oldest = found.length > 0 ? found[found.length - 1].sequence : oldest;
    more.hidden = found.length < PAGE;
  };
  await load();
  context.on('detection', (row) => {
    rows.prepend(row, KEPT);
    say(`${words(row.severity)}: ${words(row.kind)} from ${row.source || 'an unknown source'}`);
  });
  context.on('again', () => load());
  return panel('As they happen', { note: 'The latest thousand are kept; all that was acted upon is sealed in the ledger.' }, rows.element, h('div', { class: 'more' }, more));
}

async function details(context, row) {
  const content = h('div', {}, h('p', { class: 'long' }, row.evidence), facts([
    ['Severity', severity(row.severity)],
    ['Kind', words(row.kind)],
    ['Confidence', `${Math.round(row.confidence * 100)} %`],
    ['Source', row.source && h('code', {}, row.source)],
    ['Target', row.target && h('code', {}, row.target)],
    ['Inside the network', row.internal ? 'yes' : 'no'],
    ['First seen', time(row.first_micros)],
    ['Last seen', time(row.last_micros)],
    ['Detector', row.detector],
    ['Sensor', row.sensor],
    ['Action', row.action && words(row.action)],
    ['Outcome', row.outcome && words(row.outcome)],
    ['Id', h('code', {}, row.id)],
    ['Block', row.block && h('a', { href: `#/ledger/${row.block}`, onclick: () => element.close() }, 'sealed in the ledger; check the proof')],
  ]));
  const buttons = [];
  if (row.decision && context.maySite('evidence.read')) {
    const grounds = h('div', {}, h('h3', {}, 'Why'));
    try {
      grounds.append(await explain(row.decision));
    } catch (problem) {
      grounds.append(failure(problem));
    }
    content.append(grounds);
  }
  if (row.source && context.may('decisions.add')) {
    buttons.push(button('Block the source…', () => { element.close(); block(context, row.source); }, { class: 'danger' }));
  }
  const element = dialog(`${words(row.kind)}`, content, buttons);
}
