// The console: who is here, which page is shown, what is live.
import { get, post, whenLoggedOut } from './lib/api.js';
import { h, put, toast } from './lib/dom.js';
import { tick } from './lib/format.js';
import { Live } from './lib/live.js';
import { button, failure } from './lib/parts.js';
import { loginPage } from './pages/login.js';

/** Each page: its module is loaded when it is first shown; `when` says whether there is something on it for this person. */
const PAGES = [
  { path: 'overview', name: 'Overview', load: () => import('./pages/overview.js'), when: (me) => me.node.includes('node.status') },
  { path: 'detections', name: 'Detections', load: () => import('./pages/detections.js'), when: (me) => me.has_site && me.site.includes('detections.read') },
  { path: 'decisions', name: 'Decisions', load: () => import('./pages/decisions.js'), when: (me) => me.has_site && me.node.includes('decisions.list') },
  { path: 'mesh', name: 'Mesh', load: () => import('./pages/mesh.js'), when: (me) => me.node.includes('mesh.status') },
  { path: 'federation', name: 'Federation', load: () => import('./pages/federation.js'), when: (me) => me.has_federation && me.node.includes('decisions.list') },
  { path: 'ledger', name: 'Ledger', load: () => import('./pages/ledger.js'), when: (me) => me.node.includes('ledger.read') },
  { path: 'devices', name: 'Devices', load: () => import('./pages/devices.js'), when: (me) => me.has_registry && anywhere(me, 'devices.list') },
  { path: 'fleet', name: 'Fleet', load: () => import('./pages/fleet.js'), when: (me) => me.has_fleet && anywhere(me, 'fleet.read') },
  { path: 'tenants', name: 'Tenants', load: () => import('./pages/tenants.js'), when: (me) => me.has_registry && (me.node.includes('tenants.list') || (!everywhere(me) && anywhere(me, 'sites.list'))) },
  { path: 'reports', name: 'Reports', load: () => import('./pages/reports.js'), when: (me) => me.has_reports && (me.site.includes('reports.read') || anywhere(me, 'reports.read')) },
  { path: 'accounts', name: 'Accounts', load: () => import('./pages/accounts.js'), when: (me) => anywhere(me, 'accounts.list') },
  { path: 'audit', name: 'Audit', load: () => import('./pages/audit.js'), when: (me) => anywhere(me, 'audit.read') },
  { path: 'settings', name: 'Settings', load: () => import('./pages/settings.js'), when: () => true },
];

const LIVE_TEXT = { live: 'Live', waiting: 'Reconnecting', paused: 'Paused', elsewhere: 'Live in another window', off: 'Not live' };

const everywhere = (me) => me.places.some((place) => place.place === '*');
const anywhere = (me, operation) => me.places.some((place) => place.may.includes(operation)) || (everywhere(me) && me.site.includes(operation));

const app = document.getElementById('app');
let live = null;
let leave = () => {};
let begins = 0;

document.documentElement.dataset.theme = localStorage.getItem('theme') ?? 'auto';
setInterval(tick, 1000);
whenLoggedOut(() => begin());
begin();

async function begin() {
  const mine = ++begins;
  window.onhashchange = null;
  leave();
  live?.stop();
  live = null;
  try {
    const me = await get('/ui/api/me');
    if (mine !== begins) {
      return;
    }
    if (me.must_change) {
      loginPage(app, begin, me);
    } else {
      await shell(me);
    }
  } catch (problem) {
    if (mine !== begins) {
      return;
    }
    if (problem.status === 401) {
      loginPage(app, begin, null);
    } else {
      put(app, h('main', { class: 'door' }, failure(problem, begin)));
    }
  }
}

async function shell(me) {
  const pages = PAGES.filter((page) => page.when(me));
  const node = me.node.includes('node.status') ? await get('/ui/api/node').catch(() => null) : null;
  live = new Live();
  const mine = live;
  const links = new Map(pages.map((page) => [page.path, h('a', { href: `#/${page.path}` }, page.name)]));
  const menu = h('nav', { id: 'menu', 'aria-label': 'Pages' }, h('ul', {}, [...links.values()].map((link) => h('li', {}, link))));
  const opener = button('Menu', () => open(!document.body.classList.contains('menu-open')), { class: 'opener', 'aria-expanded': 'false', 'aria-controls': 'menu' });
  const open = (isOpen) => {
    document.body.classList.toggle('menu-open', isOpen);
    opener.setAttribute('aria-expanded', String(isOpen));
  };
  const light = h('button', { type: 'button', class: 'live-state', onclick: () => mine.state !== 'live' && mine.again() }, '');
  const main = h('main', { id: 'main', tabindex: '-1' });
  const showState = () => {
    light.dataset.state = mine.state;
    light.textContent = LIVE_TEXT[mine.state];
  };
  mine.addEventListener('state', showState);
  showState();
  put(
    app,
    button('Skip to the page', () => main.focus(), { class: 'skip' }),
    h(
      'header',
      { class: 'rail' },
      h('a', { class: 'brand', href: '#/' }, h('span', { class: 'mark', 'aria-hidden': 'true' }), h('span', {}, h('b', {}, 'HookProbe'), h('small', {}, node ? `${node.name} · ${node.tier}` : me.name))),
      opener,
      menu,
      h('div', { class: 'who' }, light, h('span', { class: 'name', title: me.name }, me.name), button('Log out', () => logout(), { class: 'quiet' })),
    ),
    main,
  );
  const route = () => show(pages, links, main, me, node, () => open(false));
  await mine.start();
  if (mine === live) {
    window.onhashchange = async () => {
      await route();
      // Who cannot see the page hears what it is now.
      main.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    };
    await route();
  }
}

async function logout() {
  await post('/ui/api/logout').catch(() => {});
  window.onhashchange = null;
  location.hash = '';
  begin();
}

/** What stands in an address may be typed by hand. */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

async function show(pages, links, main, me, node, closeMenu) {
  const [path, ...rest] = location.hash.replace(/^#\/?/, '').split('/');
  const page = pages.find((one) => one.path === path) ?? pages[0];
  leave();
  let isHere = true;
  const endings = [];
  const stream = live;
  leave = () => {
    isHere = false;
    endings.forEach((end) => end());
  };
  links.forEach((link, name) => (name === page.path ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current')));
  closeMenu();
  document.title = `${page.name} · ${node?.name ?? 'HookProbe'}`;
  const context = {
    me,
    node,
    main,
    rest: rest.map(decoded),
    may: (operation) => me.node.includes(operation),
    maySite: (operation) => me.site.includes(operation),
    /** In a tenant: who has a role everywhere may in each what he may in the one of a site. */
    mayAt: (place, operation) => me.places.some((one) => one.place === place && one.may.includes(operation)) || (everywhere(me) && me.site.includes(operation)),
    /** Listens to what happens until the page is left. */
    on(kind, action) {
      const listener = (event) => action(event.detail);
      stream.addEventListener(kind, listener);
      endings.push(() => stream.removeEventListener(kind, listener));
    },
    every(ms, action) {
      const timer = setInterval(() => !document.hidden && action(), ms);
      endings.push(() => clearInterval(timer));
    },
    ending: (action) => endings.push(action),
    isHere: () => isHere,
    again: () => isHere && show(pages, links, main, me, node, closeMenu),
    async done(text) {
      toast(text);
      await context.again();
      main.focus({ preventScroll: true });
    },
  };
  try {
    const module = await page.load();
    const content = await module.page(context);
    if (isHere) {
      put(main, h('h1', {}, page.name), content);
      tick();
    }
  } catch (problem) {
    if (isHere) {
      put(main, h('h1', {}, page.name), failure(problem, context.again));
    }
  }
}
