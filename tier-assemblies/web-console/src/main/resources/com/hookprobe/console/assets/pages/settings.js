// The configuration in force, and one's own account and looks.
import { get, post } from '../lib/api.js';
import { h, toast } from '../lib/dom.js';
import { facts, field, panel, submits, table } from '../lib/parts.js';
import { hash, time } from '../lib/format.js';

export async function page(context) {
  const parts = [];
  if (context.may('node.status')) {
    const [node, settings] = await Promise.all([get('/ui/api/node'), get('/ui/api/settings')]);
    const told = await get('/ui/api/notifications').catch(() => null);
    if (told) {
      parts.push(notifications(context, told));
    }
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

/** How a channel is, in a few words. */
const state = (row) => (row.failing ? `does not arrive: ${row.last_error}` : row.last_delivered_micros > 0 ? `last arrived ${time(row.last_delivered_micros)}` : 'nothing sent since the start');

const tested = (row) => (row.test_micros === 0 ? '' : row.test_delivered ? `Test arrived ${time(row.test_micros)}. ${row.test_reason}` : `Test did not arrive: ${row.test_reason}`);

const LOOKS = 40;

function notifications(context, told) {
  const said = h('p', { class: 'note', role: 'status' });
  const test = async (row, button) => {
    button.disabled = true;
    said.textContent = `A test is on its way by ${row.name}.`;
    try {
      await post('/ui/api/notifications/test', { channel: row.name });
      for (let look = 0; look < LOOKS; look += 1) {
        await new Promise((done) => setTimeout(done, 1000));
        const page = await get('/ui/api/notifications');
        const now = page.channels.find((each) => each.name === row.name);
        if (now && now.test_micros !== row.test_micros) {
          shown.set(page.channels);
          said.textContent = `${row.name}: ${tested(now)}`;
          return;
        }
      }
      said.textContent = `${row.name}: no answer yet; look again later.`;
    } catch (problem) {
      said.textContent = `${row.name}: ${problem.advice || problem.message}`;
    } finally {
      button.disabled = false;
    }
  };
  const button = (row) => {
    const made = h('button', { type: 'button' }, 'Send a test');
    made.addEventListener('click', () => test(row, made));
    return made;
  };
  const columns = [
    { label: 'Channel', cell: (row) => `${row.name} (${row.kind})` },
    { label: 'State', cell: state },
    { label: 'Waiting', cell: (row) => String(row.waiting) },
    { label: 'Delivered', cell: (row) => String(row.delivered) },
    { label: 'Lost', cell: (row) => String(row.lost) },
  ];
  if (context.may('notifications.test')) {
    columns.push({ label: '', cell: button });
  }
  const shown = table({ caption: 'Channels', columns, rows: told.channels, none: 'No channel.' });
  const note = told.durable ? 'Who is told of what happens here.' : 'The queue cannot be written: a restart would lose what waits.';
  return panel('Notifications', { class: 'wide', note }, shown.element, said);
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
