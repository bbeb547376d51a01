// The hashes and signatures of the ledger, by the vendored libraries. crypto.subtle is not there on a page without TLS.
import { sha256 } from '../vendor/noble-hashes/sha2.js';
import { bls12_381 } from '../vendor/noble-curves/bls12-381.js';
import { ed25519 } from '../vendor/noble-curves/ed25519.js';
import { p256 } from '../vendor/noble-curves/nist.js';
import { join, same } from './reader.js';

const VOTES = 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_';
const POSSESSION = 'BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_';
const scheme = bls12_381.longSignatures;

export { sha256 };

/** A label: 16 ASCII bytes, filled up with zeros. */
export function label(text) {
  const bytes = new Uint8Array(16);
  bytes.set(new TextEncoder().encode(text));
  return bytes;
}

/** H(label, parts). */
export const labelled = (text, ...parts) => sha256(join(label(text), ...parts));

/** A point that is on the curve, in the group, not infinity, and written in the one canonical way; null for any other bytes. */
function point(group, bytes) {
  try {
    const read = group.Point.fromBytes(bytes);
    read.assertValidity();
    return !read.is0() && read.isTorsionFree() && same(read.toBytes(true), bytes) ? read : null;
  } catch {
    return null;
  }
}

/** A vote key of 48 bytes as a point, or null. */
export const voteKey = (bytes) => point(bls12_381.G1, bytes);

function holds(key, message, tag, signature) {
  const given = point(bls12_381.G2, signature);
  try {
    return given !== null && scheme.verify(given, scheme.hash(message, tag), key);
  } catch {
    return false;
  }
}

/** Whether the holder of a key has signed that very key. */
export const isPossessed = (key, bytes, proof) => holds(key, bytes, POSSESSION, proof);

/** Whether one signature stands for all these keys over one message. */
export function isSignedByAll(keys, message, signature) {
  if (keys.length === 0) {
    return false;
  }
  const sum = keys.reduce((a, b) => a.add(b));
  return !sum.is0() && holds(sum, message, VOTES, signature);
}

/** Whether a source signed: algorithm 1 Ed25519 (strict), 2 ECDSA P-256 with SHA-256 and a low s. */
export function isSigned(algorithm, key, message, signature) {
  try {
    return algorithm === 1
      ? ed25519.verify(signature, message, key, { zip215: false })
      : p256.verify(signature, message, key, { lowS: true, prehash: true, format: 'compact' });
  } catch {
    return false;
  }
}
