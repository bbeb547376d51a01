// Devices of tenants, their history, what is done to them, and the tokens by which new ones enrol.
import { get, post } from '../lib/api.js';
import { h, put } from '../lib/dom.js';
import { hash, time, words } from '../lib/format.js';
import { ask, button, dialog, facts, failure, field, panel, state, table, values } from '../lib/parts.js';

const PAGE = 50;
const TONES = { PENDING: 'warn', ACTIVE: 'good', SUSPENDED: 'warn', REVOKED: 'bad', OPEN: 'good', USED: 'plain', EXPIRED: 'plain' };
const TIERS = [['', 'any'], ['guardian', 'guardian'], ['fortress', 'fortress'], ['nexus', 'nexus'], ['sentinel', 'sentinel'], ['mssp', 'mssp']];
const DEEDS = {
  PENDING: [['approve', 'Approve'], ['revoke', 'Revoke']],
  ACTIVE: [['suspend', 'Suspend'], ['revoke', 'Revoke']],
  SUSPENDED: [['reinstate', 'Reinstate'], ['revoke', 'Revoke']],
  REVOKED: [],
};
const MEANING = {
  approve: 'From now on it may take part in the mesh, and you answer for it.',
  suspend: 'It is taken out for a while.',
  reinstate: 'It may take part again.',
  revoke: 'It is taken out for ever. Nothing leads back from here.',
};

/** Places in which this person sees devices; of the platform, all. */
export function placesOf(context) {
  return context.me.places.map((place) => place.place);
}

export async function page(context) {
  const [id] = context.rest;
  return id ? one(context, id) : all(context);
}

const status = (text) => state(TONES[text] ?? 'plain', words(text));

async function all(context) {
  const places = placesOf(context);
  const rows = table({
    caption: 'Devices',
    columns: [
      { label: 'Name', cell: (row) => h('a', { href: `#/devices/${row.id}` }, row.name), class: 'lead' },
      { label: 'Status', cell: (row) => status(row.status), class: 'lead' },
      { label: 'Tier', cell: (row) => row.tier, class: 'lead' },
      { label: 'Tenant', cell: (row) => row.tenant + (row.site ? ` / ${row.site}` : '') },
      { label: 'Last heard', cell: (row) => time(row.last_seen_micros) },
      { label: 'Id', cell: (row) => hash(row.id, 8) },
      { label: '', cell: (row) => deeds(context, row), class: 'deed' },
    ],
    rows: [],
    none: 'No device fits. Devices that ask to be enrolled stand here as pending until somebody approves them.',
  });
  const wanted = { place: places[0] ?? '*', status: '', tier: '', text: '' };
  let next = '';
  const more = button('More', () => load(next));
  const load = async (after) => {
    const found = await get('/ui/api/devices', { ...wanted, limit: PAGE, after });
    if (after) {
      rows.append(found.devices);
    } else {
      rows.set(found.devices);
    }
    next = found.next;
    more.hidden = !next;
  };
  const problem = h('div', {});
  const filter = h(
    'form',
    { class: 'filter', role: 'search', 'aria-label': 'Devices' },
    field({ name: 'place', label: 'Tenant', ...(places.includes('*') ? { value: '', hint: 'empty for all' } : { options: places.map((place) => [place, place]) }) }),
    field({ name: 'status', label: 'Status', options: [['', 'any'], ...['PENDING', 'ACTIVE', 'SUSPENDED', 'REVOKED'].map((one) => [one, words(one)])] }),
    field({ name: 'tier', label: 'Tier', options: TIERS }),
    field({ name: 'text', label: 'Name or id', max: 64, hint: 'how it begins; of an id 8 digits' }),
    h('button', { type: 'submit' }, 'Show'),
  );
  filter.addEventListener('submit', async (event) => {
    event.preventDefault();
    Object.assign(wanted, values(filter));
    wanted.place ||= '*';
    put(problem);
    await load().catch((e) => put(problem, failure(e)));
  });
  await load();
  const parts = [panel('Devices', {}, filter, problem, rows.element, h('div', { class: 'more' }, more))];
  if (places.some((place) => context.mayAt(place, 'enrolment-tokens.list'))) {
    parts.push(await tokens(context, places));
  }
  return parts;
}

function deeds(context, row) {
  return DEEDS[row.status].filter(([deed]) => context.mayAt(row.tenant, `devices.${deed}`)).map(([deed, text]) => button(text, () => change(context, row, deed, text), { class: deed === 'revoke' ? 'danger quiet' : '', 'aria-label': `${text} ${row.name}` }));
}

function change(context, row, deed, text) {
  ask({
    title: `${text} ${row.name}?`,
    text: MEANING[deed],
    fields: deed === 'approve' ? [] : [{ name: 'reason', label: 'Reason', required: true, max: 512 }],
    confirm: text,
    danger: deed === 'revoke',
    send: async (given) => {
      await post(`/ui/api/devices/${row.id}/${deed}`, { reason: given.reason ?? '', version: row.version });
      context.done(`${row.name}: done.`);
    },
  });
}

async function one(context, id) {
  const found = await get(`/ui/api/devices/${encodeURIComponent(id)}`);
  const row = found.device;
  return [
    h('p', {}, h('a', { href: '#/devices' }, '← All devices')),
    panel(row.name, { actions: deeds(context, row) }, facts([
      ['Status', status(row.status)],
      ['Tier', row.tier],
      ['Type', row.type],
      ['Tenant', row.tenant],
      ['Site', row.site],
      ['Owner checked', row.kyc_verified ? 'yes' : 'no'],
      ['Enrolled', time(row.first_seen_micros)],
      ['Last heard', time(row.last_seen_micros)],
      ['Id', h('code', { class: 'long-hash' }, row.id)],
      ['Key', h('code', { class: 'long-hash' }, row.key)],
      ['Software', h('code', { class: 'long-hash' }, row.baseline)],
      ['Takes the place of', row.replaces && h('a', { href: `#/devices/${row.replaces}` }, hash(row.replaces))],
      ['Replaced by', row.replaced_by && h('a', { href: `#/devices/${row.replaced_by}` }, hash(row.replaced_by))],
    ])),
    panel('What was decided', {}, table({
      caption: 'Changes',
      columns: [
        { label: 'When', cell: (change) => time(change.micros) },
        { label: 'Change', cell: (change) => words(change.action.replaceAll('-', ' ')) },
        { label: 'To', cell: (change) => (change.to ? status(change.to) : '—') },
        { label: 'By', cell: (change) => change.by },
        { label: 'Reason', cell: (change) => change.detail, class: 'long' },
      ],
      rows: found.changes.slice().reverse(),
      none: 'Nothing was decided about it yet.',
    }).element),
    panel('Where it was heard from', {}, table({
      caption: 'Addresses',
      columns: [
        { label: 'Since', cell: (seen) => time(seen.micros) },
        { label: 'Address', cell: (seen) => h('code', {}, seen.address) },
        { label: 'Place', cell: (seen) => seen.place || 'not known' },
      ],
      rows: found.sightings,
      none: 'It was not heard from yet. The last ten addresses stand here.',
    }).element),
  ];
}

async function tokens(context, places) {
  const found = (await Promise.all(places.map((place) => get('/ui/api/enrolment-tokens', { place, limit: 100 })))).flat();
  const mayMake = places.some((place) => context.mayAt(place, 'enrolment-tokens.make'));
  const rows = table({
    caption: 'Enrolment tokens',
    columns: [
      { label: 'Id', cell: (token) => h('code', {}, token.id) },
      { label: 'State', cell: (token) => status(token.state) },
      { label: 'Tenant', cell: (token) => token.tenant + (token.site ? ` / ${token.site}` : '') },
      { label: 'For', cell: (token) => [token.tier || 'any tier', token.name && `, ${token.name}`] },
      { label: 'Made', cell: (token) => [time(token.created_micros), ` by ${token.by}`] },
      { label: 'Expires', cell: (token) => time(token.expires_micros) },
      { label: 'Failures', cell: (token) => h('span', { class: 'number' }, token.failures) },
      { label: '', cell: (token) => token.state === 'OPEN' && button('Take back', () => takeBack(context, token), { 'aria-label': `Take token ${token.id} back` }), class: 'deed' },
    ],
    rows: found,
    none: 'No tokens. A device that brings a one-time token is let in at once, without waiting for an approval.',
  });
  return panel('Enrolment tokens', { actions: mayMake && button('Make a token…', () => make(context, places)) }, rows.element);
}

function make(context, places) {
  ask({
    title: 'Make an enrolment token',
    fields: [
      { name: 'tenant', label: 'Tenant', required: true, ...(places.includes('*') ? { value: '' } : { options: places.map((place) => [place, place]) }) },
      { name: 'site', label: 'Site', hint: 'may be empty', max: 63 },
      { name: 'tier', label: 'Tier', options: TIERS },
      { name: 'name', label: 'Name of the device', hint: 'may be empty', max: 128 },
      { name: 'valid', label: 'Valid for', options: [['3600', '1 hour'], ['86400', '1 day'], ['604800', '1 week']], value: '86400' },
    ],
    confirm: 'Make it',
    send: async (given) => {
      const { valid, ...terms } = given;
      const made = await post('/ui/api/enrolment-tokens', { ...terms, valid_seconds: Number(valid) });
      context.again();
      const text = h('output', { class: 'secret' }, made.text);
      dialog('The token', h('div', {}, h('p', {}, 'It is shown this once. Give it to the device that is to enrol; it works one time.'), text));
    },
  });
}

function takeBack(context, token) {
  ask({
    title: `Take token ${token.id} back?`,
    text: 'No device can enrol with it any more.',
    confirm: 'Take it back',
    danger: true,
    send: async () => {
      await post(`/ui/api/enrolment-tokens/${token.id}/revoke`);
      context.done('The token is taken back.');
    },
  });
}
