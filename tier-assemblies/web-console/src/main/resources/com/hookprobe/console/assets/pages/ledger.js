// The ledger as this node holds it, and the check of a proof in this browser.
import { bytes, get } from '../lib/api.js';
import { h, put } from '../lib/dom.js';
import { hash, plural, time, words } from '../lib/format.js';
import { button, facts, failure, field, panel, state, table, values } from '../lib/parts.js';

const PAGE = 25;
const NETWORK = /^[0-9a-f]{64}$/;

export async function page(context) {
  const ledger = await get('/ui/api/ledger');
  const [block] = context.rest;
  if (block) {
    return [h('p', {}, h('a', { href: '#/ledger' }, '← All of the ledger')), proof(ledger, block)];
  }
  return all(context, ledger);
}

async function all(context, ledger) {
  const summary = h('div', {});
  const blocks = table({
    caption: 'Blocks, newest first',
    columns: [
      { label: 'When', cell: (row) => time(row.micros), class: 'lead' },
      { label: 'Source', cell: (row) => [row.source_name || hash(row.source, 8), row.own && h('span', { class: 'tag' }, 'own')], class: 'lead' },
      { label: 'Number', cell: (row) => h('span', { class: 'number' }, row.sequence) },
      { label: 'Records', cell: (row) => words(row.type) },
      { label: 'Hash', cell: (row) => hash(row.hash, 12) },
      { label: '', cell: (row) => (row.provable ? h('a', { class: 'button', href: `#/ledger/${row.hash}`, 'aria-label': `Check the proof of block ${row.sequence}` }, 'Check proof') : h('span', { class: 'note' }, 'not final yet')), class: 'deed' },
    ],
    rows: [],
    none: 'No blocks yet. Each event that a node seals will stand here with its proof.',
  });
  const checkpoints = table({
    caption: 'Checkpoints, newest first',
    columns: [
      { label: 'Height', cell: (row) => h('span', { class: 'number' }, row.height.toLocaleString('en')), class: 'lead' },
      { label: 'Decided', cell: (row) => time(row.micros) },
      { label: 'Blocks', cell: (row) => h('span', { class: 'number' }, row.blocks.toLocaleString('en')) },
      { label: 'Signers', cell: (row) => h('span', { class: 'number' }, `${row.signers} of ${row.validators}`) },
      { label: 'Hash', cell: (row) => hash(row.hash, 12) },
    ],
    rows: [],
    none: 'No checkpoint is decided yet. Each epoch that the validators agree on will stand here.',
  });
  let lowest = 0;
  const more = button('Older', () => older());
  const show = (page) => put(summary, facts([
    ['Height', page.height.toLocaleString('en')],
    ['Decided', page.height ? time(page.decided_micros) : 'nothing yet'],
    ['Epoch', page.epoch.toLocaleString('en')],
    ['Blocks held', page.blocks.toLocaleString('en')],
    ['Sources', page.sources.toLocaleString('en')],
    ['Quorum', `${page.quorum} of ${page.validators} validators`],
    ['Frontier root', page.root ? hash(page.root, 16) : 'none'],
    ['Network', hash(page.network, 16)],
  ], 'spread'));
  const older = async () => {
    const found = await get('/ui/api/ledger/checkpoints', { limit: PAGE, before: lowest });
    checkpoints.append(found);
    lowest = found.length > 0 ? found[found.length - 1].height : lowest;
    more.hidden = found.length < PAGE;
  };
  const load = async () => {
    const [page, newest, heights] = await Promise.all([get('/ui/api/ledger'), get('/ui/api/ledger/blocks', { limit: 50 }), get('/ui/api/ledger/checkpoints', { limit: PAGE })]);
    show(page);
    blocks.set(newest);
    checkpoints.set(heights);
    lowest = heights.length > 0 ? heights[heights.length - 1].height : 0;
    more.hidden = heights.length < PAGE;
  };
  await load();
  context.on('checkpoint', () => load().catch(() => {}));
  context.on('again', load);
  return [
    panel('Where it stands', {}, summary),
    panel('Blocks', { note: 'The latest fifty that this node holds' }, blocks.element),
    panel('Checkpoints', {}, checkpoints.element, h('div', { class: 'more' }, more)),
    fromFile(ledger),
  ];
}

function networkField(ledger) {
  return field({
    name: 'network',
    label: 'Network id, from elsewhere',
    value: localStorage.getItem('network') ?? ledger.network,
    required: true,
    max: 64,
    hint: 'A proof is worth what this is worth. It is filled in by this node at first: compare it with your mesh file, or with another node that you trust.',
  });
}

function networkOf(form) {
  const network = values(form).network.trim().toLowerCase();
  if (!NETWORK.test(network)) {
    throw Object.assign(new Error('That is no network id.'), { expected: '64 hexadecimal digits', found: `${network.length} characters`, advice: 'copy it from the mesh file' });
  }
  localStorage.setItem('network', network);
  return network;
}

function proof(ledger, block) {
  const result = h('div', { class: 'proof', 'aria-live': 'polite' });
  const form = h('form', { class: 'inline' }, networkField(ledger), h('button', { type: 'submit', class: 'primary' }, 'Check the proof'), button('Check it with one byte changed', () => run(true), { class: 'quiet' }), h('a', { class: 'button', href: `/ui/api/ledger/evidence/${encodeURIComponent(block)}`, download: `${block.slice(0, 16)}.evidence` }, 'Save the bundle'));
  const run = async (isChanged) => {
    try {
      const network = networkOf(form);
      const bundle = await bytes(`/ui/api/ledger/evidence/${encodeURIComponent(block)}`);
      if (isChanged) {
        bundle[Math.floor(bundle.length * 0.8)] ^= 1;
      }
      await show(result, bundle, network, block);
    } catch (problem) {
      put(result, failure(problem));
    }
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    run(false);
  });
  return panel('Proof of a block', { note: 'Your browser recomputes every hash and checks every signature itself; the node only hands over the bundle.' }, h('p', {}, 'Block ', h('code', { class: 'long-hash' }, block)), form, result);
}

function fromFile(ledger) {
  const result = h('div', { class: 'proof', 'aria-live': 'polite' });
  const form = h('form', { class: 'inline' }, networkField(ledger), field({ name: 'file', label: 'Evidence bundle', type: 'file', required: true }), h('button', { type: 'submit' }, 'Check the file'));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      const file = values(form).file;
      await show(result, new Uint8Array(await file.arrayBuffer()), networkOf(form), '');
    } catch (problem) {
      put(result, failure(problem));
    }
  });
  return panel('Check a bundle that you were given', { note: 'The file stays in this browser.' }, form, result);
}

async function show(holder, bundle, network, block) {
  const verdict = h('p', { class: 'verdict' }, state('plain', 'Checking…'));
  const steps = h('ol', { class: 'steps' });
  put(holder, verdict, steps);
  const { verify } = await import('../verify.js');
  const began = performance.now();
  const result = await verify(bundle, network, (step) => steps.append(stepOf(step)));
  const isThisBlock = !block || result.block?.hash === block;
  if (result.ok && isThisBlock) {
    put(verdict, state('good', 'The proof holds'), h('span', { class: 'note' }, `${plural(bundle.length, 'byte')}, ${plural(result.steps.length, 'step')}, ${Math.round(performance.now() - began)} ms in this browser`));
    holder.append(facts([
      ['Block', h('code', { class: 'long-hash' }, result.block.hash)],
      ['Source', h('code', { class: 'long-hash' }, result.block.source)],
      ['Records', `${words(result.block.event)}, number ${result.block.seq}`],
      ['Sealed in', `checkpoint ${result.checkpoint.height}`],
      ['Signed by', result.signers.join(', ')],
      ['Not older than', result.anchor ? `checkpoint ${result.anchor.height}` : 'no anchor was given'],
    ]));
  } else {
    put(verdict, state('bad', result.ok ? 'A good proof, of another block' : 'The proof does not hold'));
  }
}

function stepOf(step) {
  return h(
    'li',
    { class: step.ok ? 'ok' : 'not-ok' },
    h(
      'details',
      { open: !step.ok },
      h('summary', {}, state(step.ok ? 'good' : 'bad', step.name), step.why && h('span', {}, ` ${step.why}`)),
      step.compared.map((row) => h('div', { class: `compared ${row.ok ? '' : 'differs'}` }, h('b', {}, row.what), row.expected === row.found ? h('code', {}, row.found) : [h('span', {}, 'expected '), h('code', {}, row.expected), h('span', {}, 'found '), h('code', {}, row.found)])),
    ),
  );
}
