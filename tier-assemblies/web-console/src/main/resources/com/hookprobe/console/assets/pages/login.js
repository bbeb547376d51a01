// Getting in: by password, by a provider, by the secret of the first start; and the change of a password that another set.
import { get, post } from '../lib/api.js';
import { h, put } from '../lib/dom.js';
import { button, field, submits } from '../lib/parts.js';

const PASSWORD_HINT = '12 characters or more; several plain words are good';

/** @param me who is in with a password that must be changed; null for nobody */
export async function loginPage(app, done, me) {
  const card = h('div', { class: 'door-card' });
  put(app, h('main', { class: 'door' }, h('div', { class: 'brand' }, h('span', { class: 'mark', 'aria-hidden': 'true' }), h('b', {}, 'HookProbe')), card));
  document.title = 'HookProbe';
  if (me) {
    change(card, done, me);
  } else {
    await entry(card, done);
  }
}

async function entry(card, done) {
  const ways = await get('/ui/api/ways').catch(() => ({ provider: '' }));
  const form = h(
    'form',
    {},
    h('h1', {}, 'Log in'),
    location.hash.endsWith('?refused') && h('p', { class: 'failure', role: 'alert' }, 'The provider did not let you in. The audit says why.'),
    field({ name: 'name', label: 'Name', required: true, autocomplete: 'username', max: 130 }),
    field({ name: 'password', label: 'Password', type: 'password', required: true, autocomplete: 'current-password', max: 256 }),
    h('button', { type: 'submit', class: 'primary' }, 'Log in'),
    ways.provider && h('a', { class: 'button', href: '/ui/oidc/begin' }, ways.provider),
    button('First start of this node', () => first(card, done), { class: 'quiet' }),
  );
  submits(form, async (given) => {
    await post('/ui/api/login', given);
    done();
  });
  put(card, form);
  form.querySelector('input').focus();
}

function same(given) {
  if (given.password !== given.repeated) {
    throw Object.assign(new Error('The two passwords differ.'), { advice: 'type both again' });
  }
}

function first(card, done) {
  const form = h(
    'form',
    {},
    h('h1', {}, 'First start'),
    h('p', {}, 'On the machine of this node, ', h('code', {}, 'hookprobe account bootstrap'), ' prints a secret. It makes the first account, once.'),
    field({ name: 'secret', label: 'Secret', required: true, max: 256 }),
    field({ name: 'name', label: 'Name', required: true, autocomplete: 'username', max: 64, hint: 'a to z, 0 to 9 and . _ - @ +' }),
    field({ name: 'password', label: 'Password', type: 'password', required: true, autocomplete: 'new-password', hint: PASSWORD_HINT, max: 256 }),
    field({ name: 'repeated', label: 'Password again', type: 'password', required: true, autocomplete: 'new-password', max: 256 }),
    h('button', { type: 'submit', class: 'primary' }, 'Make the account'),
    button('Back', () => entry(card, done), { class: 'quiet' }),
  );
  submits(form, async (given) => {
    same(given);
    await post('/ui/api/first', { secret: given.secret.trim(), name: given.name, password: given.password });
    done();
  });
  put(card, form);
  form.querySelector('input').focus();
}

function change(card, done, me) {
  const form = h(
    'form',
    {},
    h('h1', {}, 'Choose a password'),
    h('p', {}, 'Somebody else set the one that you have. Until you change it, it opens nothing else.'),
    field({ type: 'whose', value: me.name }),
    field({ name: 'old', label: 'The password that you were given', type: 'password', required: true, autocomplete: 'current-password', max: 256 }),
    field({ name: 'password', label: 'New password', type: 'password', required: true, autocomplete: 'new-password', hint: PASSWORD_HINT, max: 256 }),
    field({ name: 'repeated', label: 'New password again', type: 'password', required: true, autocomplete: 'new-password', max: 256 }),
    h('button', { type: 'submit', class: 'primary' }, 'Change it'),
    button(
      'Log out',
      async () => {
        await post('/ui/api/logout').catch(() => {});
        done();
      },
      { class: 'quiet' },
    ),
  );
  submits(form, async (given) => {
    same(given);
    await post('/ui/api/password', { old: given.old, fresh: given.password });
    done();
  });
  put(card, form);
  form.querySelector('input').focus();
}
