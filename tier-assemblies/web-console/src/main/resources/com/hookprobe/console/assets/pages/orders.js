// What operators let be done, and why something was decided.
import { get, post } from '../lib/api.js';
import { h } from '../lib/dom.js';
import { ask, facts } from '../lib/parts.js';
import { plural, words } from '../lib/format.js';

const TTLS = [['900', '15 minutes'], ['3600', '1 hour'], ['86400', '1 day'], ['604800', '1 week']];

/** Sends an order; what was refused of it is an error for people. */
export async function order(context, body, done) {
  const answer = await post('/ui/api/orders', body);
  if (answer.error) {
    throw Object.assign(new Error('The node did not do it.'), { expected: 'an order that it can carry out', found: 'one that it cannot', advice: answer.error });
  }
  if (answer.refused.length > 0) {
    context.again();
    throw Object.assign(new Error(`${plural(answer.refused.length, 'entry was', 'entries were')} refused.`), { advice: answer.refused.join('; ') });
  }
  const fates = Object.entries(answer.outcomes).map(([fate, count]) => `${count} ${words(fate).toLowerCase()}`);
  context.done(fates.length > 0 ? `${done} (${fates.join(', ')})` : done);
}

const split = (text) => text.split(/[\s,]+/).filter(Boolean);

export function block(context, indicator = '') {
  ask({
    title: 'Block',
    text: 'It is carried out at once and sealed in the ledger with your name.',
    fields: [
      { name: 'indicators', label: 'Addresses, prefixes or hardware addresses', type: 'lines', value: indicator, required: true, hint: 'up to 100, one on each line' },
      { name: 'action', label: 'Action', options: [['BLOCK', 'Block'], ['QUARANTINE', 'Quarantine'], ['RATE_LIMIT', 'Rate limit'], ['WATCH', 'Watch']] },
      { name: 'ttl', label: 'For', options: TTLS, value: '3600' },
      { name: 'reason', label: 'Reason', required: true, max: 200 },
    ],
    confirm: 'Block',
    danger: true,
    send: (given) => order(context, { kind: 'BLOCK', indicators: split(given.indicators), action: given.action, ttl_seconds: Number(given.ttl), reason: given.reason }, 'Blocked.'),
  });
}

export function undo(context, row) {
  ask({
    title: 'Undo this decision?',
    text: `${row.action} of ${row.indicator} ends now. Until it would have ended, nothing as strong comes back against it by itself.`,
    fields: [{ name: 'reason', label: 'Reason', max: 200 }],
    confirm: 'Undo',
    send: (given) => order(context, { kind: 'UNDO', indicators: [row.id], reason: given.reason }, `${row.indicator} is let go.`),
  });
}

export function allow(context, indicator = '') {
  ask({
    title: 'Allow always',
    text: 'Nothing is ever done against it here, whoever says so.',
    fields: [
      { name: 'indicators', label: 'Addresses or prefixes', type: 'lines', value: indicator, required: true, hint: 'up to 100, one on each line' },
      { name: 'reason', label: 'Reason', required: true, max: 200 },
    ],
    confirm: 'Allow',
    send: (given) => order(context, { kind: 'ALLOW', indicators: split(given.indicators), reason: given.reason }, 'Allowed.'),
  });
}

export function disallow(context, row) {
  ask({
    title: 'Take off the allowlist?',
    text: `${row.prefix} is treated like anybody else from now on.`,
    confirm: 'Take it off',
    danger: true,
    send: () => order(context, { kind: 'DISALLOW', indicators: [row.prefix], reason: '' }, `${row.prefix} is no longer allowed.`),
  });
}

/** The grounds of a decision. */
export async function explain(id) {
  const explanation = await get(`/ui/api/decisions/${encodeURIComponent(id)}/explanation`);
  return explanation.facts.length === 0 ? h('p', { class: 'empty' }, 'This node knows no grounds of it.') : facts(explanation.facts.map((fact) => [fact.name, fact.value]));
}
