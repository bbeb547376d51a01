// The configuration in force, and one's own account and looks.
import { get, post } from '../lib/api.js';
import { h, toast } from '../lib/dom.js';
import { facts, field, panel, submits } from '../lib/parts.js';
import { hash, time } from '../lib/format.js';

export async function page(context) {
  const parts = [];
  if (context.may('node.status')) {
    const [node, settings] = await Promise.all([get('/ui/api/node'), get('/ui/api/settings')]);
    parts.push(
      panel('Configuration in force', { class: 'wide', note: 'As the node took it. It is changed in its file; secrets are never shown.' }, h('pre', { tabindex: '0', 'aria-label': 'Configuration' }, settings.yaml)),
      panel('This node', {}, facts([
        ['Name', node.name],
        ['Tier', node.tier],
        ['Id', hash(node.id, 16)],
        ['Network', hash(node.network, 16)],
        ['Version', node.version],
        ['Running since', time(node.started_micros)],
      ])),
    );
  }
  parts.push(password(context), looks());
  return h('div', { class: 'grid' }, parts);
}

function looks() {
  const form = h('form', {}, field({ name: 'theme', label: 'Colours', options: [['auto', 'As the system'], ['light', 'Light'], ['dark', 'Dark']], value: document.documentElement.dataset.theme }));
  form.addEventListener('change', (event) => {
    document.documentElement.dataset.theme = event.target.value;
    localStorage.setItem('theme', event.target.value);
  });
  return panel('Looks', { note: 'Kept in this browser.' }, form);
}

function password(context) {
  const form = h(
    'form',
    {},
    field({ type: 'whose', value: context.me.name }),
    field({ name: 'old', label: 'Present password', type: 'password', required: true, autocomplete: 'current-password', max: 256 }),
    field({ name: 'fresh', label: 'New password', type: 'password', required: true, autocomplete: 'new-password', hint: '12 characters or more; several plain words are good', max: 256 }),
    field({ name: 'repeated', label: 'New password again', type: 'password', required: true, autocomplete: 'new-password', max: 256 }),
    h('button', { type: 'submit' }, 'Change the password'),
  );
  submits(form, async (given) => {
    if (given.fresh !== given.repeated) {
      throw Object.assign(new Error('The two passwords differ.'), { advice: 'type both again' });
    }
    await post('/ui/api/password', { old: given.old, fresh: given.fresh });
    form.reset();
    toast('The password is changed; your other sessions have ended.');
  });
  return panel('Your account', { class: 'wide', note: `${context.me.name}: ${context.me.places.map((place) => (place.place === '*' ? 'everywhere' : place.place)).join(', ') || 'no role'}` }, form);
}
