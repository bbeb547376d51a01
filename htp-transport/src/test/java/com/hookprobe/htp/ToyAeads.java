package com.hookprobe.htp;

import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.crypto.Aead;
import com.hookprobe.htp.crypto.AeadFactory;
import java.util.HashSet;
import java.util.Set;

/**
 * NOT A CIPHER: a keyed checksum and one fixed mask, for fuzz targets, where the real cipher would take most of the time and
 * a fuzzer cannot do anything to it. Every change of key, nonce, associated data or text changes the tag. Counts as reuse
 * when a key seals twice under one nonce. One per execution.
 */
public final class ToyAeads implements AeadFactory {
    private final Set<Long> seen = new HashSet<>();
    private boolean reused;

    /** True when some key sealed twice under a nonce. */
    public boolean reused() {
        return reused;
    }

    @Override
    public Aead create(byte[] key) {
        long k1 = 1;
        long k2 = 2;
        for (int i = 0; i < KEY_WORDS; i++) {
            k1 = mix(k1, Bytes.i64(key, 8 * i));
            k2 = mix(k2, ~k1);
        }
        return new Toy(k1, k2);
    }

    private static final int KEY_WORDS = Aead.KEY_BYTES / Long.BYTES;

    private static long mix(long state, long word) {
        long x = (state ^ word) * 0x9e3779b97f4a7c15L;
        return x ^ x >>> 29;
    }

    private final class Toy implements Aead {
        private final long k1;
        private final long k2;
        private long tag1;
        private long tag2;

        Toy(long k1, long k2) {
            this.k1 = k1;
            this.k2 = k2;
        }

        private void tag(byte[] nonce, byte[] aad, byte[] text, int at, int length) {
            tag1 = mix(k1, Bytes.i64(nonce, 4) ^ (long) Bytes.i32(nonce, 0) << 17);
            tag2 = mix(k2, (long) aad.length << 32 | length);
            absorb(aad, 0, aad.length);
            absorb(text, at, length);
            tag1 = mix(tag1, tag2 ^ k2);
            tag2 = mix(tag2, tag1 ^ k1);
        }

        private void absorb(byte[] b, int from, int length) {
            int at = from;
            int end = from + length;
            for (; end - at >= Long.BYTES; at += Long.BYTES) {
                long word = Bytes.i64(b, at);
                tag1 = mix(tag1, word);
                tag2 = mix(tag2, Long.rotateLeft(word, 23));
            }
            for (; at < end; at++) {
                tag1 = mix(tag1, b[at] + 256);
                tag2 = mix(tag2, b[at] + 512);
            }
        }

        private static void mask(byte[] in, int from, byte[] out, int to, int length) {
            int i = 0;
            for (; length - i >= Long.BYTES; i += Long.BYTES) {
                Bytes.put64(out, to + i, ~Bytes.i64(in, from + i));
            }
            for (; i < length; i++) {
                out[to + i] = (byte) ~in[from + i];
            }
        }

        @Override
        public int seal(byte[] nonce, byte[] aad, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
            reused |= !seen.add(mix(mix(k1 ^ k2, Bytes.i64(nonce, 4)), Bytes.i32(nonce, 0)));
            mask(in, inOffset, out, outOffset, length);
            tag(nonce, aad, out, outOffset, length);
            Bytes.put64(out, outOffset + length, tag1);
            Bytes.put64(out, outOffset + length + 8, tag2);
            return length + TAG_BYTES;
        }

        @Override
        public int open(byte[] nonce, byte[] aad, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
            int text = length - TAG_BYTES;
            if (text < 0) {
                return -1;
            }
            tag(nonce, aad, in, inOffset, text);
            long wrong = (tag1 ^ Bytes.i64(in, inOffset + text)) | (tag2 ^ Bytes.i64(in, inOffset + text + Long.BYTES));
            if (wrong != 0) {
                return -1;
            }
            mask(in, inOffset, out, outOffset, text);
            return text;
        }

        @Override
        public void close() {}
    }
}
