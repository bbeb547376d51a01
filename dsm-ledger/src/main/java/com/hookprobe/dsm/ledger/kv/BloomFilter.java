package com.hookprobe.dsm.ledger.kv;

/** Tells of most keys that are not in a segment that they are not, without a look at the disk. */
final class BloomFilter {
    private static final int BITS_PER_KEY = 10;
    private static final int PROBES = 7;
    private static final int BYTES_MIN = 8;
    static final int BYTES_MAX = 64 << 20;

    /** Holds every key. */
    static final BloomFilter ALL = new BloomFilter(new byte[] {-1});

    private final byte[] bytes;

    /** Of bytes that an earlier filter gave. */
    BloomFilter(byte[] bytes) {
        this.bytes = bytes;
    }

    /** An empty one for so many keys; beyond some fifty million it only gets less exact. */
    static BloomFilter forKeys(long keys) {
        return new BloomFilter(
                new byte[(int) Math.max(BYTES_MIN, Math.min(BYTES_MAX, (keys * BITS_PER_KEY + 7) / Byte.SIZE))]);
    }

    byte[] bytes() {
        return bytes;
    }

    void add(long hash) {
        for (int probe = 0; probe < PROBES; probe++) {
            long bit = bit(hash, probe);
            bytes[(int) (bit >>> 3)] |= (byte) (1 << (bit & 7));
        }
    }

    /** False when the key of this hash was never added. */
    boolean mayHold(long hash) {
        for (int probe = 0; probe < PROBES; probe++) {
            long bit = bit(hash, probe);
            if ((bytes[(int) (bit >>> 3)] & 1 << (bit & 7)) == 0) {
                return false;
            }
        }
        return true;
    }

    private long bit(long hash, int probe) {
        long step = (hash & 0xffff_ffffL) | 1;
        return ((hash >>> 32) + probe * step) % ((long) bytes.length * Byte.SIZE);
    }

    /** FNV-1a of 64 bits, its bits mixed as at the end of MurmurHash3. */
    static long hash(byte[] key) {
        long hash = 0xcbf29ce484222325L;
        for (byte each : key) {
            hash = (hash ^ (each & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 33;
    }
}
