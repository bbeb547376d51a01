// Strict reading of the ledger's formats (docs/spec/dsm-ledger.md 1): big-endian, no trailing bytes, u64 below 2^63.

export class Malformed extends Error {}

export class Reader {
  #bytes;
  #view;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get at() {
    return this.#at;
  }

  #take(count) {
    if (count > this.#bytes.length - this.#at) {
      throw new Malformed(`expected ${count} more bytes at ${this.#at}, found ${this.#bytes.length - this.#at}`);
    }
    const from = this.#at;
    this.#at += count;
    return from;
  }

  u8() {
    return this.#view.getUint8(this.#take(1));
  }

  u16() {
    return this.#view.getUint16(this.#take(2));
  }

  u32() {
    return this.#view.getUint32(this.#take(4));
  }

  /** A BigInt. */
  u64() {
    const value = this.#view.getBigUint64(this.#take(8));
    if (value >= 1n << 63n) {
      throw new Malformed('expected a number below 2^63');
    }
    return value;
  }

  bytes(count) {
    const from = this.#take(count);
    return this.#bytes.subarray(from, from + count);
  }

  /** A u32 length and so many bytes. */
  sized(max) {
    const length = this.u32();
    if (length > max) {
      throw new Malformed(`expected at most ${max} bytes, found ${length}`);
    }
    return this.bytes(length);
  }

  flag() {
    const flag = this.u8();
    if (flag > 1) {
      throw new Malformed(`expected 0 or 1, found ${flag}`);
    }
    return flag === 1;
  }

  /** UTF-8 of a u8 length. */
  name(min) {
    const length = this.u8();
    if (length < min || length > 64) {
      throw new Malformed(`expected a name of ${min} to 64 bytes, found ${length}`);
    }
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.bytes(length));
    } catch {
      throw new Malformed('expected a name in UTF-8');
    }
  }

  end() {
    if (this.#at !== this.#bytes.length) {
      throw new Malformed(`expected the end at ${this.#at}, found ${this.#bytes.length - this.#at} bytes more`);
    }
  }
}

export function that(holds, expected) {
  if (!holds) {
    throw new Malformed(`expected ${expected}`);
  }
}

export const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');

export function compare(a, b) {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    if (a[i] !== b[i]) {
      return a[i] - b[i];
    }
  }
  return a.length - b.length;
}

export const same = (a, b) => compare(a, b) === 0;

export function join(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
