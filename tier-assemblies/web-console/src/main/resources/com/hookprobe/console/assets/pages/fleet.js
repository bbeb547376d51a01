// The fleet: who is here, how it is, which policy it follows, and how far a roll-out has come. The server finds, counts and cuts the pages.
import { get, post } from '../lib/api.js';
import { h, put, s } from '../lib/dom.js';
import { plural, score, time, words } from '../lib/format.js';
import { ask, button, empty, facts, failure, field, panel, state, table, values } from '../lib/parts.js';

const PAGE = 25;
const SHOWS = [['', 'all'], ['ATTENTION', 'what needs attention'], ['BEHIND', 'behind their policy'], ['REFUSED', 'refusing their policy'], ['AWAY', 'away'], ['UNHEALTHY', 'unhealthy']];
const TONES = { SEALING: 'plain', RUNNING: 'warn', PAUSED: 'warn', DONE: 'good', ROLLED_BACK: 'bad' };
const REFRESH_MS = 10_000;

export async function page(context) {
  const places = context.me.places.map((place) => place.place);
  const wanted = { place: places[0] ?? '*', text: '', show: '', group: '' };
  let offset = 0;
  let asked = 0;
  const counts = h('div', {});
  const groups = h('div', {});
  const problem = h('div', {});
  const where = h('span', { class: 'note', role: 'status' });
  const rows = table({
    caption: 'Nodes',
    columns: [
      { label: 'Node', cell: (row) => [h('a', { href: `#/devices/${row.id}` }, row.name), row.labels.map((label) => h('span', { class: 'tag' }, label))], class: 'lead' },
      { label: 'State', cell: stateOf, class: 'lead' },
      { label: 'Tenant', cell: (row) => `${row.tenant}, ${row.tier}` },
      { label: 'Score', cell: (row) => h('span', { class: 'number' }, row.score < 0 ? '–' : score(row.score)) },
      { label: 'Trust', cell: (row) => h('span', { class: 'number' }, row.trust < 0 ? '–' : `${score(row.trust)} ${row.band.toLowerCase()}`) },
      { label: 'Policy', cell: policyOf, class: 'long' },
      { label: 'Since', cell: (row) => time(row.since_micros) },
    ],
    rows: [],
    none: 'No node fits. Members of the mesh that the registry knows as active stand here.',
  });
  const back = button('← Before', () => go(offset - PAGE));
  const on = button('Next →', () => go(offset + PAGE));
  const show = (found) => {
    put(counts, summary(found));
    put(groups, found.groups.map((group) => card(context, group, () => load())), found.groups_left > 0 && h('p', { class: 'note' }, `And ${plural(found.groups_left, 'more group')}: choose a tenant.`), found.groups.length === 0 && empty('No groups. Nodes that are to follow a policy together are put into a group with the command fleet group.'));
    rows.set(found.nodes);
    const last = offset + found.nodes.length;
    where.textContent = found.matching === 0 ? '' : `${(offset + 1).toLocaleString('en')} to ${last.toLocaleString('en')} of ${found.matching.toLocaleString('en')}`;
    back.hidden = offset === 0;
    on.hidden = last >= found.matching;
  };
  const load = async () => {
    const mine = ++asked;
    try {
      const found = await get('/ui/api/fleet', { ...wanted, limit: PAGE, offset });
      if (mine === asked && context.isHere()) {
        put(problem);
        show(found);
      }
    } catch (e) {
      if (mine === asked) {
        put(problem, failure(e, load));
      }
    }
  };
  const go = async (to) => {
    offset = Math.max(0, to);
    await load();
  };
  const filter = h(
    'form',
    { class: 'filter', role: 'search', 'aria-label': 'Nodes' },
    field({ name: 'place', label: 'Tenant', ...(places.includes('*') ? { value: '', hint: 'empty for all' } : { options: places.map((place) => [place, place]) }) }),
    field({ name: 'show', label: 'Which', options: SHOWS }),
    field({ name: 'group', label: 'Group', max: 64 }),
    field({ name: 'text', label: 'Name, label or id', max: 64 }),
    h('button', { type: 'submit' }, 'Show'),
  );
  filter.addEventListener('submit', async (event) => {
    event.preventDefault();
    Object.assign(wanted, values(filter));
    wanted.place ||= '*';
    await go(0);
  });
  await load();
  // What somebody is about to press must not move away under the finger.
  context.every(REFRESH_MS, () => !document.querySelector('dialog[open]') && load());
  return [
    panel('How it stands', {}, counts),
    panel('Groups and roll-outs', { note: 'A policy goes on by itself when the nodes of its stage follow it and are well' }, groups),
    panel('Nodes', { actions: where }, filter, problem, rows.element, h('div', { class: 'more' }, back, ' ', on)),
  ];
}

function summary(found) {
  const { counts } = found;
  const tone = (count, name) => h('span', { class: count > 0 ? name : '' }, count.toLocaleString('en'));
  return facts([
    ['Nodes', found.total.toLocaleString('en')],
    ['Here', tone(counts.here, 'good')],
    ['Away', tone(counts.away, 'warn')],
    ['Follow their policy', counts.current.toLocaleString('en')],
    ['Behind it', tone(counts.behind, 'warn')],
    ['Refuse it', tone(counts.refused, 'bad')],
    ['Unhealthy', tone(counts.unhealthy, 'bad')],
    ['Integrity broken', tone(counts.broken, 'bad')],
  ], 'spread');
}

function stateOf(row) {
  if (row.resonance === 'BROKEN') {
    return state('bad', 'Integrity broken');
  }
  if (!row.present) {
    return state('warn', 'Away');
  }
  if (row.health === 'UNHEALTHY') {
    return state('bad', 'Unhealthy');
  }
  return row.resonance === 'RESONANT' ? state('good', 'Well') : state('plain', 'Not proven yet');
}

function policyOf(row) {
  if (row.wanted === 0 && row.acknowledged === 0) {
    return h('span', { class: 'note' }, row.group ? `${row.group}, no policy` : 'none');
  }
  const follows = row.acknowledged === row.wanted;
  return [
    row.group && h('span', {}, `${row.group} `),
    follows ? state('good', `${row.acknowledged}`) : state(row.refused ? 'bad' : 'warn', `${row.acknowledged || 'none'} of ${row.wanted}`),
    row.refused > 0 && h('span', { class: 'note' }, ` refuses ${row.refused}: ${row.why}`),
  ];
}

function card(context, group, again) {
  const may = context.mayAt(group.tenant, 'fleet.change');
  const moving = ['RUNNING', 'PAUSED'].includes(group.state);
  const deeds = may && [
    moving && group.stage < group.stages.length - 1 && button('Promote…', () => order(context, group, 'PROMOTE', again), { 'aria-label': `Promote ${group.name} of ${group.tenant}` }),
    (moving || group.state === 'DONE') && button('Roll back…', () => order(context, group, 'ROLLBACK', again), { class: 'danger', 'aria-label': `Roll back ${group.name} of ${group.tenant}` }),
  ];
  return h(
    'article',
    { class: 'rollout' },
    h('header', {}, h('h3', {}, group.name), h('span', { class: 'note' }, `${group.tenant}, ${plural(group.nodes, 'node')}, ${group.selector}`), group.state && state(TONES[group.state] ?? 'plain', words(group.state)), h('div', { class: 'actions' }, deeds)),
    group.state
      ? [
          h('p', {}, `Policy ${group.number}`, group.before ? `, before it ${group.before}` : '', ', ', time(group.since_micros), group.reason && `: ${group.reason}`),
          h('ol', { class: 'stages' }, group.stages.map((stage, i) => stageOf(stage, i, group))),
        ]
      : h('p', { class: 'note' }, group.stable ? `Policy ${group.stable} holds.` : 'No policy yet.'),
  );
}

function stageOf(stage, i, group) {
  const reached = i <= group.stage;
  const share = (count) => (stage.nodes === 0 ? 0 : (100 * count) / stage.nodes);
  const rest = stage.nodes - stage.acknowledged - stage.refused;
  const parts = [plural(stage.acknowledged, 'follows', 'follow'), stage.refused > 0 && `${stage.refused} refuse`, stage.unhealthy > 0 && `${stage.unhealthy} unhealthy`, stage.away > 0 && `${stage.away} away`].filter(Boolean).join(', ');
  return h(
    'li',
    { class: reached ? 'reached' : '', 'aria-current': i === group.stage && group.state !== 'DONE' ? 'step' : undefined },
    h('b', {}, stage.name),
    s('svg', { viewBox: '0 0 100 8', preserveAspectRatio: 'none', class: 'progress', role: 'img', 'aria-label': `${stage.acknowledged} of ${stage.nodes} follow, ${stage.refused} refuse, ${rest} not yet` }, s('rect', { width: 100, height: 8, class: 'track' }), s('rect', { width: share(stage.acknowledged), height: 8, class: 'good' }), s('rect', { x: share(stage.acknowledged), width: share(stage.refused), height: 8, class: 'bad' })),
    h('span', { class: 'note' }, `${parts} of ${stage.nodes.toLocaleString('en')}`),
  );
}

function order(context, group, deed, again) {
  const promote = deed === 'PROMOTE';
  ask({
    title: promote ? `Promote ${group.name}` : `Roll ${group.name} back`,
    text: promote
      ? `Policy ${group.number} goes to the stage ${group.stages[group.stage + 1].name} now, whether the nodes that have it are well or not.`
      : `All nodes of the group go back to ${group.before ? `policy ${group.before}` : 'having no policy'}.`,
    confirm: promote ? 'Promote' : 'Roll back',
    danger: !promote,
    send: async () => {
      const done = await post('/ui/api/fleet/orders', { tenant: group.tenant, group: group.name, deed });
      if (done.error) {
        throw Object.assign(new Error('It was not done.'), { expected: 'an order that can be carried out', found: done.error, advice: 'look at the group again' });
      }
      await again();
    },
  });
}
