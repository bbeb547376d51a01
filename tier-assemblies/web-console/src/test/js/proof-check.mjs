// Runs the proof check of the pages over a file: node proof-check.mjs MODE FILE NETWORK
import { readFileSync } from 'node:fs';
import { verify } from './verify.js';

const [mode, file, network] = process.argv.slice(2);
const good = new Uint8Array(readFileSync(file));

async function one(bytes, id) {
  const result = await verify(bytes, id);
  const failed = result.steps.find((step) => !step.ok);
  const names = result.steps.map((step) => step.name).join(', ');
  return result.ok ? `ok: ${names}` : `refused at ${failed.name}: ${failed.why}`;
}

async function everywhere(changes) {
  let count = 0;
  for (const bytes of changes) {
    const result = await verify(bytes, network);
    if (result.ok) {
      return `accepted change number ${count}`;
    }
    count++;
  }
  return `refused everywhere, ${count} changes`;
}

function* changed(step) {
  for (let at = 0; at < good.length; at += step) {
    const bytes = good.slice();
    bytes[at] ^= 1 << at % 8;
    yield bytes;
  }
}

function* lengths() {
  for (let length = 0; length < good.length; length += 401) {
    yield good.slice(0, length);
  }
  const longer = new Uint8Array(good.length + 1);
  longer.set(good);
  yield longer;
}

const answer = {
  one: () => one(good, network),
  'other-network': () => one(good, 'ab'.repeat(32)),
  'some-bytes': () => everywhere(changed(211)),
  'all-bytes': () => everywhere(changed(1)),
  lengths: () => everywhere(lengths()),
}[mode];
console.log(await answer());
