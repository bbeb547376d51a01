// Checks an evidence bundle (docs/spec/dsm-ledger.md 11) with nothing but its bytes and the network id that the reader knows from
// elsewhere. Takes no part of it from a server; loaded by the page of the ledger only.
import { Malformed, Reader, certificate, genesis, header, hex, inclusionProof, microblock, networkOf, nextSet, rootOf, same, voteBytes } from './proof/formats.js';
import { isSigned, isSignedByAll, sha256 } from './proof/crypto.js';

const MAGIC = 'HPEVIDNC';
const MEGABYTES_16 = 16 << 20;
const CERTIFICATE_MAX = 65_535;
const FINALIZE = 3;
const pause = () => new Promise((resolve) => setTimeout(resolve));

/** A step that does not hold. */
class Refused extends Error {}

/**
 * @param bytes Uint8Array, the bundle
 * @param network id of the mesh, 64 hexadecimal digits, from elsewhere
 * @param report called with each step: {name, ok, why, compared: [{what, expected, found}]}
 * @returns {ok, steps, block, checkpoint, signers}
 */
export async function verify(bytes, network, report = () => {}) {
  const steps = [];
  const result = { ok: false, steps };
  const step = (name, compared, ok, why = '') => {
    const done = { name, ok, why: ok ? '' : why, compared };
    steps.push(done);
    report(done);
    if (!ok) {
      throw new Refused(why);
    }
  };
  try {
    await check(bytes, network, step, result);
    result.ok = true;
  } catch (e) {
    if (!(e instanceof Refused)) {
      const why = e instanceof Malformed ? `The bundle is malformed: ${e.message}.` : `The check itself failed: ${e.message}`;
      const done = { name: 'Reading', ok: false, why, compared: [] };
      steps.push(done);
      report(done);
    }
  }
  return result;
}

async function check(bytes, network, step, result) {
  const read = new Reader(bytes);
  const magic = new TextDecoder('latin1').decode(read.bytes(8));
  const version = read.u16();
  step('Format', [compared('file', `${MAGIC} version 1`, `${magic} version ${version}`)], magic === MAGIC && version === 1, 'This is no evidence bundle.');
  const genesisBytes = read.sized(MEGABYTES_16);
  const id = networkOf(genesisBytes);
  step('Network', [compared('hash of the genesis', network.toLowerCase(), hex(id))], hex(id) === network.toLowerCase(), 'The bundle is of another network.');
  const base = await genesis(genesisBytes, pause);
  const world = { base, id, reigns: [{ from: 1n, set: base.set }] };
  step('Genesis validators', [compared('vote keys with a proof of possession', base.set.members.length, base.set.members.length)], true);
  await setPath(read, bytes, world, step);
  const kind = read.u8();
  step('Kind', [compared('kind', 'a block', kind === 1 ? 'a block' : `kind ${kind}`)], kind === 1, 'Only bundles of one block are checked here; hookprobe checks the others.');
  await blockOf(read, world, step, result);
}

async function setPath(read, bytes, world, step) {
  const count = read.u16();
  for (let i = 1; i <= count; i++) {
    const decided = header(read.bytes(458));
    const signed = read.sized(CERTIFICATE_MAX);
    const last = world.reigns[world.reigns.length - 1];
    const rows = finality(world, last.set, decided, signed);
    rows.push(compared('height from', String(last.from), String(decided.height), decided.height >= last.from));
    step(`Change ${i} of the validators`, rows, rows.every((row) => row.ok), 'The change is not signed by the validators before it.');
    await pause();
    const set = await nextSet(read, bytes, last.set, pause);
    const names = same(decided.nextValidatorsHash, set.hash) && !same(decided.nextValidatorsHash, decided.validatorsHash);
    step(`Validators after change ${i}`, [compared('set', hex(decided.nextValidatorsHash), hex(set.hash), names)], names, 'The set is not the one that the checkpoint names.');
    world.reigns.push({ from: decided.height + 1n, set });
  }
}

async function blockOf(read, world, step, result) {
  const bundle = new Reader(read.sized(68_000));
  const block = microblock(bundle.sized(386));
  const proof = inclusionProof(bundle.sized(68_000));
  const top = header(bundle.bytes(458));
  const signed = bundle.sized(CERTIFICATE_MAX);
  bundle.end();
  result.block = { hash: hex(block.hash), source: hex(block.source), seq: String(block.seq), event: block.event, micros: Number(block.micros) };
  result.checkpoint = { height: String(top.height), epoch: String(top.epoch), hash: hex(top.hash), blocks: top.blockCount };
  const source = world.base.sources.get(hex(block.source));
  const own = source !== undefined && source.algorithm === block.algorithm && isSigned(block.algorithm, source.key, block.signed, block.signature);
  const keyed = source === undefined ? 'no key of this source' : own ? 'valid' : 'not valid';
  step('Signature of the source', [compared('block', hex(block.hash), hex(block.hash)), compared('signature under the key in the genesis', 'valid', keyed)], own, 'The block is not signed by the key of its source.');
  await pause();
  const root = rootOf(proof, block.hash);
  const rows = [
    compared('network of the block', hex(top.network), hex(block.network)),
    compared('leaves of the tree', top.blockCount, proof.size),
    compared(`root over ${proof.path.length} hashes`, hex(top.merkleRoot), root === null ? 'no root' : hex(root)),
  ];
  step('Merkle path', rows, rows.every((row) => row.ok), 'The block is not under the checkpoint.');
  result.signers = final(world, 'Quorum certificate', top, signed, step);
  await pause();
  if (read.flag()) {
    const before = header(read.bytes(458));
    const anchored = read.sized(CERTIFICATE_MAX);
    const held = [
      compared('height of the anchor', String(block.anchorHeight), String(before.height)),
      compared('hash of the anchor', hex(block.anchor), hex(before.hash)),
      compared('below the checkpoint', `under ${top.height}`, String(before.height), before.height < top.height),
    ];
    step('Anchor: not older than', held, held.every((row) => row.ok), 'The anchor is not the checkpoint that the block names.');
    final(world, 'Certificate of the anchor', before, anchored, step);
    result.anchor = { height: String(before.height), epochEndSeconds: Number((before.epoch + 1n) * BigInt(before.epochSeconds)) };
  }
  if (read.flag()) {
    const payload = read.sized(MEGABYTES_16);
    const sealed = hex(sha256(payload));
    step('Payload', [compared('hash', hex(block.payloadHash), sealed)], payload.length >= 32 && sealed === hex(block.payloadHash), 'The payload is not the one that was sealed.');
  }
  read.end();
  step('End', [compared('bytes left', 0, 0)], true);
}

function final(world, name, top, signed, step) {
  const { set } = world.reigns.filter((reign) => reign.from <= top.height).pop();
  const rows = finality(world, set, top, signed);
  step(name, rows, rows.every((row) => row.ok), 'The checkpoint is not signed by a quorum of its validators.');
  return certificate(signed).signers.map((i) => set.members[i].name || hex(set.members[i].id).slice(0, 8));
}

/** All that makes a header final under a set (dsm-consensus.md 3.4). */
function finality(world, set, top, signed) {
  const c = certificate(signed);
  const rows = [
    compared('network', hex(world.id), hex(top.network)),
    compared('parameters', hex(world.base.parameters.hash), hex(top.paramsHash)),
    compared('validator set of the header', hex(set.hash), hex(top.validatorsHash)),
    compared('validator set of the certificate', hex(set.hash), hex(c.setHash)),
    compared('kind', 'FINALIZE', ['NOTARIZE', 'NULLIFY', 'FINALIZE'][c.kind - 1], c.kind === FINALIZE),
    compared('height', String(top.height), String(c.height)),
    compared('hash of the header', hex(top.hash), hex(c.value)),
    compared('signers', `${set.quorum} of ${set.members.length}`, `${c.signers.length} of ${c.n}`, c.n === set.members.length && c.signers.length >= set.quorum),
  ];
  if (rows.every((row) => row.ok)) {
    const keys = c.signers.map((i) => set.members[i].point);
    const good = isSignedByAll(keys, voteBytes(world.id, set.hash, c), c.signature);
    rows.push(compared('BLS12-381 aggregate signature', 'valid', good ? 'valid' : 'not valid'));
  }
  return rows;
}

function compared(what, expected, found, ok = expected === found) {
  return { what, expected: String(expected), found: String(found), ok };
}
