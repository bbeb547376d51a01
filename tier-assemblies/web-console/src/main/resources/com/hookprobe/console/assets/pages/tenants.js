// Tenants and their sites. A tenant's own people see their sites only.
import { get, post } from '../lib/api.js';
import { h } from '../lib/dom.js';
import { time } from '../lib/format.js';
import { ask, button, empty, panel, table } from '../lib/parts.js';

export async function page(context) {
  const [tenant] = context.rest;
  if (tenant) {
    return [h('p', {}, h('a', { href: '#/tenants' }, '← All tenants')), await sites(context, tenant)];
  }
  if (!context.may('tenants.list')) {
    const own = context.me.places.map((place) => place.place).filter((place) => place !== '*');
    return own.length > 0 ? Promise.all(own.map((place) => sites(context, place))) : empty('Tenants are listed for administrators of the platform only.');
  }
  const rows = table({
    caption: 'Tenants',
    columns: [
      { label: 'Name', cell: (row) => h('a', { href: `#/tenants/${row.id}` }, row.name) },
      { label: 'Id', cell: (row) => h('code', {}, row.id) },
      { label: 'Since', cell: (row) => time(row.created_micros) },
      { label: 'Added by', cell: (row) => row.by },
    ],
    rows: await get('/ui/api/tenants'),
    none: 'No tenants. Each customer whose devices are kept apart from those of others stands here.',
  });
  const add = () =>
    ask({
      title: 'Add a tenant',
      fields: [
        { name: 'id', label: 'Id', required: true, max: 63, hint: 'a to z, 0 to 9 and -; it never changes' },
        { name: 'name', label: 'Name', required: true, max: 128 },
      ],
      confirm: 'Add',
      send: async (given) => {
        await post('/ui/api/tenants', given);
        context.done(`${given.name} is added.`);
      },
    });
  return panel('Tenants', { actions: context.may('tenants.add') && button('Add a tenant…', add) }, rows.element);
}

async function sites(context, tenant) {
  const path = `/ui/api/tenants/${encodeURIComponent(tenant)}/sites`;
  const rows = table({
    caption: `Sites of ${tenant}`,
    columns: [
      { label: 'Name', cell: (row) => row.name },
      { label: 'Id', cell: (row) => h('code', {}, row.id) },
      { label: 'Since', cell: (row) => time(row.created_micros) },
      { label: 'Added by', cell: (row) => row.by },
    ],
    rows: await get(path),
    none: 'No sites. A place where devices of this tenant stand can be named here.',
  });
  const add = () =>
    ask({
      title: `Add a site of ${tenant}`,
      fields: [
        { name: 'id', label: 'Id', required: true, max: 63, hint: 'a to z, 0 to 9 and -; it never changes' },
        { name: 'name', label: 'Name', required: true, max: 128 },
      ],
      confirm: 'Add',
      send: async (given) => {
        await post(path, given);
        context.done(`${given.name} is added.`);
      },
    });
  return panel(`Sites of ${tenant}`, { actions: context.mayAt(tenant, 'sites.add') && button('Add a site…', add) }, rows.element);
}
