// The records of an evidence bundle (docs/spec/dsm-ledger.md 2, 4, 5, 11; dsm-consensus.md 1 to 3).
import { Malformed, Reader, compare, hex, join, same, that } from './reader.js';
import { isPossessed, labelled, sha256, voteKey } from './crypto.js';

const VALIDATORS_MAX = 256;
const HOUR_MS = 3_600_000;
const EVENTS = ['ids_alert', 'mitigation', 'threat_intel', 'policy_update', 'resonance', 'model_update', 'decision'];
const KEY_BYTES = { 1: 32, 2: 65 };

const zero = (bytes) => bytes.every((b) => b === 0);
const number = (value, bytes) => {
  const out = new Uint8Array(bytes);
  let rest = BigInt(value);
  for (let i = bytes - 1; i >= 0; i--) {
    out[i] = Number(rest & 255n);
    rest >>= 8n;
  }
  return out;
};

function params(bytes) {
  const read = new Reader(bytes);
  const [epoch, settle, skew, view, viewMax, resend, standstill, wait, attest, slash] = Array.from({ length: 10 }, () => read.u32());
  const within = (value, min, max, what) => that(value >= min && value <= max, `${what} from ${min} to ${max}`);
  within(epoch, 1, 86_400, 'epoch length');
  within(settle, 0, HOUR_MS, 'settle');
  within(skew, 0, HOUR_MS, 'skew');
  within(view, 10, HOUR_MS, 'view timeout');
  within(viewMax, view, HOUR_MS, 'view timeout maximum');
  within(resend, 10, HOUR_MS, 'resend');
  within(standstill, resend, HOUR_MS, 'standstill');
  within(wait, 0, view - 1, 'decide wait');
  within(attest, 0, 2_147_483_647, 'attestation');
  within(slash, 0, 1_000, 'slash');
  return { epochSeconds: epoch, hash: labelled('HP-DSM-PARM-V1', bytes) };
}

function validator(read) {
  const from = { id: read.bytes(32), ed25519: read.bytes(32), bls: read.bytes(48), pop: read.bytes(96), name: read.name(0) };
  return { ...from, joined: read.u64(), attested: read.u64(), bond: read.u64() };
}

/**
 * Members of a set; each vote key is checked, with its proof of possession, unless the set before has it already.
 * `since` is read of sets that follow another one.
 */
async function validatorSet(read, bytes, known, hasSince, pause) {
  const count = read.u16();
  that(count >= 1 && count <= VALIDATORS_MAX, `1 to ${VALIDATORS_MAX} validators`);
  const from = read.at;
  const members = Array.from({ length: count }, () => validator(read));
  if (hasSince) {
    that(read.u64() >= 1n, 'a first height from 1');
  }
  const keys = new Set();
  for (let i = 0; i < members.length; i++) {
    const member = members[i];
    that(i === 0 || compare(members[i - 1].id, member.id) < 0, 'validators sorted by id');
    for (const key of [hex(member.bls), hex(member.ed25519)]) {
      that(!keys.has(key), 'no key twice in a set');
      keys.add(key);
    }
    member.point = known.get(hex(member.bls)) ?? voteKey(member.bls);
    that(member.point !== null, `a vote key of validator ${i} that is in the group`);
    if (!known.has(hex(member.bls))) {
      that(isPossessed(member.point, member.bls, member.pop), `a proof that validator ${i} holds its vote key`);
      await pause();
    }
  }
  const hash = labelled('HP-DSM-VSET-V1', bytes.subarray(from, read.at));
  return { members, hash, quorum: count - Math.floor((count - 1) / 3), keys: new Map(members.map((m) => [hex(m.bls), m.point])) };
}

export async function genesis(bytes, pause) {
  const read = new Reader(bytes);
  that(read.u16() === 1, 'genesis version 1');
  const name = read.name(1);
  const parameters = params(read.bytes(40));
  const time = read.u64();
  const set = await validatorSet(read, bytes, new Map(), false, pause);
  const count = read.u32();
  that(count <= 65_536, 'at most 65,536 sources');
  const sources = new Map();
  let last = null;
  for (let i = 0; i < count; i++) {
    const id = read.bytes(32);
    const algorithm = read.u8();
    that(KEY_BYTES[algorithm], 'a known algorithm of a source key');
    that(last === null || compare(last, id) < 0, 'sources sorted by id');
    last = id;
    sources.set(hex(id), { algorithm, key: read.bytes(KEY_BYTES[algorithm]) });
  }
  read.end();
  return { name, parameters, time, set, sources };
}

export const networkOf = (genesisBytes) => labelled('HP-DSM-NETW-V1', genesisBytes);

export function header(bytes) {
  const read = new Reader(bytes);
  that(read.u16() === 1, 'checkpoint version 1');
  const h = { bytes, network: read.bytes(32), height: read.u64(), epoch: read.u64(), prevEpoch: read.u64(), epochSeconds: read.u32() };
  h.prevHash = read.bytes(32);
  h.proposer = read.bytes(32);
  h.merkleRoot = read.bytes(32);
  h.blockCount = read.u32();
  read.bytes(96);
  const logSize = read.u64();
  read.bytes(96);
  h.validatorsHash = read.bytes(32);
  h.nextValidatorsHash = read.bytes(32);
  h.paramsHash = read.bytes(32);
  read.end();
  that(h.height >= 1n, 'a height from 1');
  that(h.epoch > h.prevEpoch, 'an epoch after the previous one');
  that(h.epochSeconds >= 1, 'an epoch of a second at least');
  that(h.blockCount <= 1_000_000, 'at most 1,000,000 blocks');
  that(logSize === h.height - 1n, 'a log of height - 1 entries');
  h.hash = labelled('HP-DSM-CKPT-V1', bytes);
  return h;
}

export function certificate(bytes) {
  const read = new Reader(bytes);
  const c = { kind: read.u8(), height: read.u64(), view: read.u32(), value: read.bytes(32), setHash: read.bytes(32), n: read.u16() };
  that(c.kind >= 1 && c.kind <= 3 && c.height >= 1n && c.view >= 1, 'a kind, a height and a view of a certificate');
  that((c.kind === 2) === zero(c.value), 'a value, and none of a skip');
  that(c.n >= 1 && c.n <= VALIDATORS_MAX, `1 to ${VALIDATORS_MAX} validators`);
  const bitmap = read.bytes(Math.ceil(c.n / 8));
  that(c.n % 8 === 0 || bitmap[bitmap.length - 1] >> c.n % 8 === 0, 'padding of zero bits');
  c.signature = read.bytes(96);
  read.end();
  c.signers = Array.from({ length: c.n }, (_, i) => i).filter((i) => (bitmap[i >> 3] >> (i & 7)) & 1);
  return c;
}

/** What q validators signed (dsm-consensus.md 3.2). */
export const voteBytes = (network, setHash, c) =>
  join(new TextEncoder().encode('HP-DSM-VOTE-V1\0\0'), network, setHash, number(c.height, 8), number(c.view, 4), number(c.kind, 1), c.value);

export function microblock(bytes) {
  const read = new Reader(bytes);
  that(read.u16() === 1, 'microblock version 1');
  const b = { bytes, network: read.bytes(32), source: read.bytes(32), incarnation: read.u32(), seq: read.u64(), prev: read.bytes(32) };
  b.anchorHeight = read.u64();
  b.anchor = read.bytes(32);
  b.micros = read.u64();
  const event = read.u8();
  b.payloadHash = read.bytes(32);
  const neuro = read.u16();
  that(neuro === 0 || neuro === 128, 'a neuro part of 0 or 128 bytes');
  read.bytes(neuro);
  b.algorithm = read.u8();
  b.signed = join(new TextEncoder().encode('HP-DSM-BLOCK-V1\0'), bytes.subarray(0, read.at));
  b.signature = read.bytes(64);
  read.end();
  that(event >= 1 && event <= EVENTS.length, 'a known event type');
  that(KEY_BYTES[b.algorithm], 'a known algorithm');
  that(b.seq >= 1n, 'a number from 1');
  that(b.anchorHeight > 0n || zero(b.anchor), 'no anchor without a height');
  b.event = EVENTS[event - 1];
  b.hash = labelled('HP-DSM-BLKID-V1', bytes);
  return b;
}

function pathLength(index, size) {
  let length = 0;
  for (let node = index, last = size - 1; last > 0; node >>= 1, last >>= 1) {
    length += node & 1 || node !== last ? 1 : 0;
  }
  return length;
}

export function inclusionProof(bytes) {
  const read = new Reader(bytes);
  const index = read.u32();
  const size = read.u32();
  const count = read.u8();
  that(size >= 1 && size <= 1 << 30 && index < size, 'an index inside its tree');
  that(count <= 30 && count === pathLength(index, size), 'a path of the length that index and size ask for');
  const path = Array.from({ length: count }, () => read.bytes(32));
  read.end();
  return { index, size, path };
}

/** The root to which a leaf's path leads (RFC 9162 2.1.3.2); null when the path has not the shape of the tree. */
export function rootOf(proof, leaf) {
  let hash = sha256(join([0], leaf));
  let node = proof.index;
  let last = proof.size - 1;
  for (const sibling of proof.path) {
    if (node & 1 || node === last) {
      hash = sha256(join([1], sibling, hash));
      while (!(node & 1) && node !== 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = sha256(join([1], hash, sibling));
    }
    node >>= 1;
    last >>= 1;
  }
  return last === 0 ? hash : null;
}

/** Reads the next set of a path, once the header that names it is final. */
export async function nextSet(read, bytes, before, pause) {
  return validatorSet(read, bytes, before.keys, true, pause);
}

export { Malformed, Reader, hex, same };
