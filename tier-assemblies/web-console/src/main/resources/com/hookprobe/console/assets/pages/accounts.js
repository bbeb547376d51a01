// Accounts and their roles. What each role may is docs/spec/access.md, section 3.
import { get, post } from '../lib/api.js';
import { h } from '../lib/dom.js';
import { time, words } from '../lib/format.js';
import { ask, button, panel, state, table } from '../lib/parts.js';

const ROLES = ['VIEWER', 'ANALYST', 'OPERATOR', 'TENANT_ADMIN', 'PLATFORM_ADMIN'];
const where = (place) => (place === '*' ? 'everywhere' : `in ${place}`);

export async function page(context) {
  const places = context.me.places.map((place) => place.place);
  const found = (await Promise.all(places.map((place) => get('/ui/api/accounts', { place, limit: 200 })))).flat();
  const rows = table({
    caption: 'Accounts',
    columns: [
      { label: 'Login', cell: (row) => h('b', {}, row.login), class: 'lead' },
      { label: 'State', cell: (row) => (row.disabled ? state('bad', 'Disabled') : row.must_change ? state('warn', 'First password') : state('good', 'Enabled')) },
      { label: 'Roles', cell: (row) => roles(context, row), class: 'long' },
      { label: 'Last login', cell: (row) => time(row.last_login_micros) },
      { label: 'Made', cell: (row) => [time(row.created_micros), ` by ${row.created_by}`] },
      { label: '', cell: (row) => deeds(context, row), class: 'deed many' },
    ],
    rows: found,
    none: 'No accounts.',
  });
  const mayAdd = places.some((place) => context.mayAt(place, 'accounts.add'));
  return panel('Accounts', { actions: mayAdd && button('Add an account…', () => add(context, places)) }, rows.element);
}

function roles(context, row) {
  if (row.grants.length === 0) {
    return 'none yet';
  }
  return h('ul', { class: 'roles' }, row.grants.map((grant) => h('li', {}, `${words(grant.role)} ${where(grant.place)} `, button('×', () => revoke(context, row, grant), { class: 'quiet small', 'aria-label': `Take ${words(grant.role)} ${where(grant.place)} from ${row.login}` }))));
}

function deeds(context, row) {
  return [
    button('Grant…', () => grant(context, row), { 'aria-label': `Grant ${row.login} a role` }),
    button('Password…', () => reset(context, row), { 'aria-label': `Set a password for ${row.login}` }),
    row.disabled ? button('Enable…', () => able(context, row, 'ENABLE'), { 'aria-label': `Enable ${row.login}` }) : button('Disable…', () => able(context, row, 'DISABLE'), { class: 'danger quiet', 'aria-label': `Disable ${row.login}` }),
    button('End sessions', () => end(context, row), { 'aria-label': `End the sessions of ${row.login}` }),
  ];
}

async function change(context, body, text) {
  await post('/ui/api/accounts/change', body);
  context.done(text);
}

function add(context, places) {
  const home = places.includes('*') ? '' : `${places[0]}/`;
  ask({
    title: 'Add an account',
    fields: [
      { name: 'login', label: 'Login', required: true, value: home, max: 130, hint: 'NAME, or TENANT/NAME for people of a tenant' },
      { name: 'password', label: 'First password', type: 'password', required: true, max: 256, autocomplete: 'new-password', hint: '12 characters or more; its owner has to change it' },
    ],
    confirm: 'Add',
    send: async (given) => {
      await post('/ui/api/accounts', given);
      context.done(`${given.login} is added. It has no role yet.`);
    },
  });
}

function grant(context, row) {
  const own = row.home === '*' ? '*' : row.home;
  ask({
    title: `Grant ${row.login} a role`,
    fields: [
      { name: 'role', label: 'Role', options: ROLES.map((role) => [role, words(role)]) },
      { name: 'place', label: 'Where', value: own, required: true, max: 63, hint: 'a tenant, or * for everywhere' },
    ],
    confirm: 'Grant',
    send: (given) => change(context, { login: row.login, deed: 'GRANT', ...given }, 'Granted.'),
  });
}

function revoke(context, row, held) {
  ask({
    title: `Take ${words(held.role)} ${where(held.place)} from ${row.login}?`,
    text: 'It is gone at the next request.',
    confirm: 'Take it',
    danger: true,
    send: () => change(context, { login: row.login, deed: 'REVOKE', role: held.role, place: held.place }, 'Taken.'),
  });
}

function reset(context, row) {
  ask({
    title: `Set a password for ${row.login}`,
    text: 'All sessions of the account end. Its owner has to change it at the next login.',
    fields: [{ type: 'whose', value: row.login }, { name: 'password', label: 'Password', type: 'password', required: true, max: 256, autocomplete: 'new-password', hint: '12 characters or more' }],
    confirm: 'Set it',
    send: (given) => change(context, { login: row.login, deed: 'RESET', password: given.password }, 'The password is set.'),
  });
}

function able(context, row, deed) {
  ask({
    title: `${words(deed)} ${row.login}?`,
    text: deed === 'DISABLE' ? 'Its sessions end, and it does not get in by any way until it is enabled.' : 'It can log in again.',
    fields: [{ name: 'reason', label: 'Reason', required: true, max: 200 }],
    confirm: words(deed),
    danger: deed === 'DISABLE',
    send: (given) => change(context, { login: row.login, deed, reason: given.reason }, 'Done.'),
  });
}

function end(context, row) {
  ask({
    title: `End all sessions of ${row.login}?`,
    confirm: 'End them',
    send: () => change(context, { login: row.login, deed: 'END_SESSIONS' }, 'The sessions have ended.'),
  });
}
