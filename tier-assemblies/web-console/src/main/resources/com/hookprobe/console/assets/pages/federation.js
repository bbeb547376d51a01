// Words of correlators: what the mesh has decided, and the way each came here, hop by hop.
import { get } from '../lib/api.js';
import { h, put, say } from '../lib/dom.js';
import { hash, plural, span, time, words } from '../lib/format.js';
import { empty, panel, state } from '../lib/parts.js';

const STATES = {
  IN_FORCE: ['good', 'In force'],
  CANCELLED: ['plain', 'Cancelled'],
  FILTERED: ['warn', 'Not taken: this site has its own mind'],
  SHOWN: ['plain', 'Shown only: no witnesses'],
  OVER: ['plain', 'Over'],
};

export async function page(context) {
  const list = h('div', { class: 'words' });
  const load = async () => {
    const all = await get('/ui/api/words');
    put(list, all.length > 0 ? all.map((one) => word(one)) : empty('The mesh has said nothing yet. When enough owners see the same attack, its way from the first sight to this node will stand here.'));
  };
  await load();
  context.on('word', (one) => {
    say(`The mesh says: ${one.what || one.level}`);
    const known = list.querySelector(`[data-decision="${CSS.escape(one.decision)}"]`);
    if (known) {
      known.replaceWith(word(one));
    } else {
      list.querySelector('.empty')?.remove();
      list.prepend(word(one, true));
      while (list.childElementCount > 200) {
        list.lastElementChild.remove();
      }
    }
  });
  context.on('again', load);
  return panel('Words of the mesh', { note: 'Newest first. Times are after the sight that confirmed it.' }, list);
}

function word(one, fresh) {
  const [tone, text] = STATES[one.state] ?? ['plain', words(one.state)];
  return h(
    'article',
    { class: fresh ? 'word fresh' : 'word', 'data-decision': one.decision },
    h('header', {}, h('h3', {}, one.what || `${words(one.level)}, about somebody this node does not know`), state(tone, text)),
    h('p', { class: 'note' }, `${words(one.level)} by ${one.correlator}, confirmed by ${plural(one.sites, 'owner')}, ${one.needed} needed; decided `, time(one.decided_micros), one.ends_micros ? [one.ends_micros < Date.now() * 1000 ? ', ended ' : ', ends ', time(one.ends_micros)] : '', '; ', hash(one.decision)),
    one.reason && h('p', {}, `Because ${one.reason}.`),
    hops(one.hops),
  );
}

/** Each stage is as long as it took, within what can still be read. */
function hops(all) {
  const total = all.length > 0 ? all[all.length - 1].after_micros : 0;
  return h(
    'ol',
    { class: 'hops' },
    all.map((hop, i) => {
      const took = i === 0 ? 0 : hop.after_micros - all[i - 1].after_micros;
      const item = h('li', {}, h('span', { class: 'at number' }, hop.after_micros === 0 ? '0' : `+${span(hop.after_micros)}`), h('span', { class: 'stage' }, hop.name), i > 0 && h('span', { class: 'took number' }, `took ${span(took)}`));
      item.style.setProperty('--part', String(total > 0 ? Math.max(0.12, took / total) : 0.2));
      return item;
    }),
  );
}
