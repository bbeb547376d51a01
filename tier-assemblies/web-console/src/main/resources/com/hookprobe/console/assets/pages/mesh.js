// The mesh as this node knows it: a map in lanes of tiers, and the same as a table.
import { get } from '../lib/api.js';
import { h, put, s } from '../lib/dom.js';
import { hash, plural, score, span, words } from '../lib/format.js';
import { panel, state, table } from '../lib/parts.js';

const LANES = [['mssp', 'MSSP'], ['nexus', 'Nexus'], ['sentinel', 'Sentinels'], ['fortress', 'Fortresses'], ['guardian', 'Guardians']];
const DRAWN_MAX = 120;
const CELL = { width: 112, height: 104 };
const SESSIONS = { OPEN: 'good', CLOSED: 'bad', NONE: 'plain', SELF: 'good' };
const RESONANCE = { RESONANT: ['good', '✓'], BROKEN: ['bad', '✕'], UNKNOWN: ['plain', '?'] };
const BANDS = { FULL: 'good', STANDARD: 'good', LIMITED: 'warn', QUARANTINE: 'bad' };

export async function page(context) {
  const map = h('div', { class: 'map' });
  const count = h('span', {});
  const rows = table({
    caption: 'Members of the mesh',
    columns: [
      { label: 'Name', cell: (row) => h('b', {}, row.name), class: 'lead' },
      { label: 'Tier', cell: (row) => row.tier, class: 'lead' },
      { label: 'Session', cell: (row) => state(SESSIONS[row.session] ?? 'plain', row.session === 'SELF' ? 'This node' : words(row.session)) },
      { label: 'Trust', cell: (row) => (row.trust < 0 ? 'not known here' : state(BANDS[row.band] ?? 'plain', `${score(row.trust)} ${words(row.band)}`)) },
      { label: 'Resonance', cell: (row) => (row.resonance ? state(RESONANCE[row.resonance]?.[0] ?? 'plain', words(row.resonance)) : 'nobody judges it') },
      { label: 'Round trip', cell: (row) => (row.rtt_micros ? h('span', { class: 'number' }, span(row.rtt_micros)) : '—') },
      { label: 'Address', cell: (row) => h('code', {}, row.address || '—') },
      { label: 'Id', cell: (row) => hash(row.id, 8) },
    ],
    rows: [],
    none: 'No other member is known. Once the mesh file names some, they stand here.',
  });
  let members = [];
  const draw = () => put(map, lanes(members, Math.max(300, map.clientWidth || 900)));
  const load = async () => {
    const page = await get('/ui/api/mesh');
    members = page.members;
    rows.set(members);
    const shown = members.length < page.total ? `; the first ${members.length} are shown, all devices stand under Devices` : '';
    count.textContent = `${plural(page.total, 'member')}, ${plural(page.open, 'open session')} of this node${shown}`;
    draw();
  };
  await load();
  const watch = new ResizeObserver(draw);
  watch.observe(map);
  context.ending(() => watch.disconnect());
  // After a restart of this node thousands of sessions open at once.
  let waiting = false;
  context.on('session', () => {
    if (!waiting) {
      waiting = true;
      setTimeout(() => {
        waiting = false;
        load().catch(() => {});
      }, 500);
    }
  });
  context.on('again', load);
  context.every(10_000, () => load().catch(() => {}));
  return [
    panel('Map', { note: count }, map, legend()),
    panel('Members', {}, rows.element),
  ];
}

function legend() {
  return h('ul', { class: 'legend' }, h('li', {}, h('span', { class: 'key ring', 'aria-hidden': 'true' }), 'ring: trust, 0 to 1'), h('li', {}, '✓ resonant, ✕ broken, ? unknown'), h('li', {}, h('span', { class: 'key solid', 'aria-hidden': 'true' }), 'open session'), h('li', {}, h('span', { class: 'key dashed', 'aria-hidden': 'true' }), 'closed session'));
}

function lanes(members, width) {
  const narrow = width < 560;
  const left = narrow ? 0 : 110;
  const perRow = Math.max(1, Math.floor((width - left) / CELL.width));
  const places = [];
  const labels = [];
  let y = 0;
  for (const [tier, name] of LANES) {
    const here = members.filter((one) => one.tier === tier).slice(0, DRAWN_MAX);
    if (here.length === 0) {
      continue;
    }
    const top = narrow ? y + 22 : y;
    labels.push(s('line', { x1: 0, x2: width, y1: y, y2: y, class: 'lane' }), s('text', { x: 0, y: narrow ? y + 17 : y + 24, class: 'lane-name' }, name));
    here.forEach((member, i) => {
      const inRow = Math.min(perRow, here.length - Math.floor(i / perRow) * perRow);
      const free = width - left - inRow * CELL.width;
      places.push({ member, x: left + free / 2 + (i % perRow) * CELL.width + CELL.width / 2, y: top + 42 + Math.floor(i / perRow) * CELL.height });
    });
    y = top + Math.ceil(here.length / perRow) * CELL.height + 14;
  }
  const self = places.find((place) => place.member.session === 'SELF');
  const lines = self ? places.filter((place) => place.member.session === 'OPEN' || place.member.session === 'CLOSED').map((place) => link(self, place)) : [];
  const spoken = `Map of ${plural(members.length, 'member')} by tier. The table below has the same.`;
  return s('svg', { viewBox: `0 0 ${width} ${y}`, width, height: y, role: 'img', 'aria-label': spoken }, lines, labels, places.map(member));
}

function link(from, to) {
  const middle = (from.y + to.y) / 2 + (from.y === to.y ? 60 : 0);
  return s('path', { d: `M${from.x} ${from.y}C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${to.y}`, class: `link ${to.member.session.toLowerCase()}` });
}

function member({ member: one, x, y }) {
  const known = one.trust >= 0;
  const around = 2 * Math.PI * 22;
  const tone = known ? (BANDS[one.band] ?? 'plain') : 'plain';
  const name = one.name.length > 15 ? `${one.name.slice(0, 14)}…` : one.name;
  const trust = known ? `${score(one.trust)} ${one.band.toLowerCase()}` : one.session === 'SELF' ? 'this node' : '';
  const sign = one.resonance ? (RESONANCE[one.resonance]?.[1] ?? '?') : '◆';
  return s(
    'g',
    { class: `member ${tone} ${one.session === 'SELF' ? 'self' : ''}`, transform: `translate(${x} ${y})` },
    s('title', {}, `${one.name}, ${one.tier}, session ${one.session.toLowerCase()}, ${known ? `trust ${score(one.trust)} ${one.band}` : 'trust not known here'}, ${one.resonance.toLowerCase()}`),
    s('circle', { r: 27, class: 'back' }),
    s('circle', { r: 22, class: 'track' }),
    known && s('circle', { r: 22, class: 'trust', 'stroke-dasharray': `${around * one.trust} ${around}`, transform: 'rotate(-90)' }),
    s('text', { y: 6, class: 'sign', 'text-anchor': 'middle' }, sign),
    s('text', { y: 41, class: 'member-name', 'text-anchor': 'middle' }, name),
    s('text', { y: 55, class: 'member-trust', 'text-anchor': 'middle' }, trust),
  );
}
