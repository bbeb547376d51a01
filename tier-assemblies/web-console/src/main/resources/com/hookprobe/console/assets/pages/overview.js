// How the node is: score, checks, the latest.
import { get } from '../lib/api.js';
import { bar, gauge, sparkline } from '../lib/charts.js';
import { h, put } from '../lib/dom.js';
import { plural, score as decimals, time, words } from '../lib/format.js';
import { facts, panel, severity, state, table } from '../lib/parts.js';

const LATEST = 6;

export async function page(context) {
  const parts = context.me.has_site ? [await score(context)] : [];
  parts.push(await health(context));
  if (context.may('ledger.read')) {
    parts.push(await ledger(context));
  }
  if (context.me.has_registry) {
    parts.push(await fleet());
  }
  if (context.me.has_site && context.maySite('detections.read')) {
    parts.push(await latest(context));
  }
  return h('div', { class: 'grid' }, parts);
}

async function score(context) {
  const dial = h('div', { class: 'dial' });
  const terms = h('ol', { class: 'terms' });
  const course = h('div', {});
  const show = (now) => {
    put(dial, gauge(now.value, now.band));
    put(terms, now.terms.map(term));
    put(course, sparkline(now.course, `The score in the last ${span(now.course)}, now ${decimals(now.value)}`), h('p', { class: 'note ends' }, h('span', {}, `${span(now.course)} ago`), h('span', {}, 'dotted: amber from 0.45, red above 0.70'), h('span', {}, 'now')));
  };
  const load = async () => show(await get('/ui/api/score'));
  await load();
  context.on('score', show);
  context.on('again', load);
  return panel('Qsecbit', { class: 'score', note: 'From 0, calm, to 1, under attack' }, h('div', { class: 'score-body' }, dial, terms), h('div', { class: 'course' }, course));
}

const span = (course) => (course.length < 2 ? 'while' : `${Math.round((course[course.length - 1].micros - course[0].micros) / 60e6)} minutes`);

function term(one) {
  return h('li', {}, h('div', { class: 'term-head' }, h('b', {}, words(one.name)), h('span', { class: 'number' }, `${decimals(one.raw)} × ${decimals(one.weight)} = `, h('strong', {}, decimals(one.contribution)))), bar(one.weight, one.contribution), one.reason && h('p', {}, one.reason));
}

async function latest(context) {
  const rows = table({
    caption: 'The latest detections',
    columns: [
      { label: 'When', cell: (row) => time(row.last_micros), class: 'lead' },
      { label: 'Severity', cell: (row) => severity(row.severity), class: 'lead' },
      { label: 'Kind', cell: (row) => words(row.kind), class: 'lead' },
      { label: 'Source', cell: (row) => h('code', {}, row.source || 'nobody can say') },
    ],
    rows: [],
    none: 'Nothing detected since the node started. The latest detections will stand here as they happen.',
  });
  const load = async () => rows.set(await get('/ui/api/detections', { limit: LATEST }));
  await load();
  context.on('detection', (row) => rows.prepend(row, LATEST));
  context.on('again', load);
  return panel('Latest detections', { class: 'full', actions: h('a', { href: '#/detections' }, 'All detections') }, rows.element);
}

async function health(context) {
  const holder = h('div', {});
  const load = async () => {
    const node = await get('/ui/api/node');
    put(
      holder,
      h('p', { class: 'verdict' }, node.ready ? state('good', 'All is well') : state('warn', 'Something is not well')),
      h('ul', { class: 'checks' }, node.checks.map((check) => h('li', {}, state(check.well ? 'good' : 'bad', check.name), h('span', {}, check.reason)))),
      facts([
        ['Node', node.name],
        ['Tier', node.tier],
        ['Running since', time(node.started_micros)],
        ['Decisions go to', node.enforcing],
        ['Version', node.version],
      ]),
    );
  };
  await load();
  context.every(10_000, () => load().catch(() => {}));
  context.on('again', load);
  return panel('Node', { class: context.me.has_site ? '' : 'wide tall' }, holder);
}

async function ledger(context) {
  const holder = h('div', {});
  const load = async () => {
    const page = await get('/ui/api/ledger');
    put(
      holder,
      h('p', { class: 'big' }, page.height === 0 ? 'None yet' : page.height.toLocaleString('en')),
      h('p', { class: 'note' }, page.height === 0 ? 'The first checkpoint will show here.' : ['checkpoint, decided ', time(page.decided_micros)]),
      facts([
        ['Blocks held', page.blocks.toLocaleString('en')],
        ['Quorum', `${page.quorum} of ${page.validators} validators`],
      ]),
    );
  };
  await load();
  context.on('checkpoint', () => load().catch(() => {}));
  context.on('again', load);
  return panel('Ledger', { actions: h('a', { href: '#/ledger' }, 'Open') }, holder);
}

async function fleet() {
  const { devices, next } = await get('/ui/api/devices', { place: '*', limit: 200 });
  const counts = new Map();
  devices.forEach((device) => counts.set(device.status, (counts.get(device.status) ?? 0) + 1));
  return panel(
    'Fleet',
    { actions: h('a', { href: '#/devices' }, 'All devices') },
    h('p', { class: 'big' }, devices.length.toLocaleString('en') + (next ? '+' : '')),
    h('p', { class: 'note' }, `${devices.length === 1 ? 'device' : 'devices'} of ${plural(new Set(devices.map((device) => device.tenant)).size, 'tenant')}`),
    facts(['PENDING', 'ACTIVE', 'SUSPENDED', 'REVOKED'].map((status) => [words(status), String(counts.get(status) ?? 0)])),
  );
}
