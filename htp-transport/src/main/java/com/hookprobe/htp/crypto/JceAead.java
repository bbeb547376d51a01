package com.hookprobe.htp.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * One key under a JCE provider's ChaCha20-Poly1305. The cipher objects, IVs and staging arrays belong to the factory and
 * are shared by all its keys, so that a session costs a key and not two ciphers, and a packet no object of ours. What
 * the provider itself allocates per call stays: Conscrypt 80 bytes for its copy of the AAD.
 */
final class JceAead implements Aead {
    /**
     * Longer inputs and outputs are rare (loopback) and go to the provider where they lie. Conscrypt's native part copies
     * whole arrays, however little of them is meant; so small pieces of large buffers are staged in arrays of their size.
     */
    static final int STAGED_BYTES_MAX = 1500;

    /** What the keys of one factory share. One thread only: two would seal under each other's nonces. */
    static final class Shared {
        private final Cipher sealer;
        private final Cipher opener;
        private final boolean copiesKeys;
        private final boolean stages;
        // Two in turn, because providers keep the last array and compare the next nonce with it.
        private final ReusedIv[] sealIvs = {new ReusedIv(), new ReusedIv()};
        private final ReusedIv[] openIvs = {new ReusedIv(), new ReusedIv()};
        private int sealTurn;
        private int openTurn;
        private final byte[] stagedIn;
        private final byte[] stagedOut;
        private @Nullable Thread owner;

        /**
         * @param copiesKeys true when the provider wipes or changes the key bytes it gets (the JDK's does), so that each
         *     use needs a copy
         * @param stages true when the provider copies whole arrays
         */
        Shared(Cipher sealer, Cipher opener, boolean copiesKeys, boolean stages) {
            this.sealer = sealer;
            this.opener = opener;
            this.copiesKeys = copiesKeys;
            this.stages = stages;
            this.stagedIn = new byte[stages ? STAGED_BYTES_MAX : 0];
            this.stagedOut = new byte[stages ? STAGED_BYTES_MAX : 0];
        }

        private void begin() {
            Thread current = Thread.currentThread();
            if (owner == null) {
                owner = current;
            } else if (owner != current) {
                throw new IllegalStateException("ciphers of one factory belong to " + owner + ", not to " + current);
            }
        }

        private ReusedIv sealIv(byte[] nonce) {
            sealTurn ^= 1;
            return sealIvs[sealTurn].set(nonce);
        }

        private ReusedIv openIv(byte[] nonce) {
            openTurn ^= 1;
            return openIvs[openTurn].set(nonce);
        }

        private int run(Cipher cipher, byte[] in, int inOffset, int length, byte[] out, int outOffset, int outLength)
                throws GeneralSecurityException {
            if (!stages || Math.max(length, outLength) > STAGED_BYTES_MAX) {
                return cipher.doFinal(in, inOffset, length, out, outOffset);
            }
            byte[] from = in;
            int fromOffset = inOffset;
            if (in.length > STAGED_BYTES_MAX) {
                System.arraycopy(in, inOffset, stagedIn, 0, length);
                from = stagedIn;
                fromOffset = 0;
            }
            if (out.length <= STAGED_BYTES_MAX) {
                return cipher.doFinal(from, fromOffset, length, out, outOffset);
            }
            int written = cipher.doFinal(from, fromOffset, length, stagedOut, 0);
            System.arraycopy(stagedOut, 0, out, outOffset, written);
            return written;
        }

        /** Plaintext does not stay behind in the staging arrays for longer than the keys that it was sealed under. */
        private void wipe() {
            Arrays.fill(stagedIn, (byte) 0);
            Arrays.fill(stagedOut, (byte) 0);
        }
    }

    private final Shared shared;
    private final RawKey key;

    JceAead(byte[] key, Shared shared) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("key must be 32 bytes, is " + key.length);
        }
        this.key = new RawKey(key.clone(), shared.copiesKeys);
        this.shared = shared;
    }

    @Override
    public int seal(byte[] nonce, byte[] aad, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        check(nonce, in, inOffset, length, out, outOffset, length + TAG_BYTES);
        try {
            shared.sealer.init(Cipher.ENCRYPT_MODE, key, shared.sealIv(nonce));
            shared.sealer.updateAAD(aad);
            return shared.run(shared.sealer, in, inOffset, length, out, outOffset, length + TAG_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    @Override
    public int open(byte[] nonce, byte[] aad, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        if (length < TAG_BYTES) {
            return -1;
        }
        check(nonce, in, inOffset, length, out, outOffset, length - TAG_BYTES);
        try {
            if (shared.openIvs[shared.openTurn].holds(nonce)) {
                // JDK 17 refuses to open twice in a row under one nonce, so that a forged packet would keep the true
                // one with its number out. Opening again is harmless; another nonce in between makes it possible.
                shared.opener.init(
                        Cipher.DECRYPT_MODE, key, shared.openIv(nonce).other());
            }
            shared.opener.init(Cipher.DECRYPT_MODE, key, shared.openIv(nonce));
            shared.opener.updateAAD(aad);
            return shared.run(shared.opener, in, inOffset, length, out, outOffset, length - TAG_BYTES);
        } catch (AEADBadTagException e) {
            return -1;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("opening failed", e);
        }
    }

    private void check(byte[] nonce, byte[] in, int inOffset, int length, byte[] out, int outOffset, int outLength) {
        if (nonce.length != NONCE_BYTES) {
            throw new IllegalArgumentException("nonce must be 12 bytes, is " + nonce.length);
        }
        java.util.Objects.checkFromIndexSize(inOffset, length, in.length);
        java.util.Objects.checkFromIndexSize(outOffset, outLength, out.length);
        if (key.isDestroyed()) {
            throw new IllegalStateException("the key is erased");
        }
        shared.begin();
    }

    /** Erases the key and the staging arrays; the JDK's cipher keeps its last copy of a key until the next use. */
    @Override
    public void close() {
        key.destroy();
        shared.wipe();
    }

    /** A key whose bytes are handed out without a copy where the provider leaves them alone. */
    private static final class RawKey implements SecretKey {
        private static final long serialVersionUID = 1L;

        private final transient byte[] bytes;
        private final boolean copies;
        private transient boolean destroyed;

        RawKey(byte[] bytes, boolean copies) {
            this.bytes = bytes;
            this.copies = copies;
        }

        @Override
        public String getAlgorithm() {
            return "ChaCha20";
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Override
        public byte[] getEncoded() {
            return copies ? bytes.clone() : bytes;
        }

        @Override
        public void destroy() {
            Arrays.fill(bytes, (byte) 0);
            destroyed = true;
        }

        @Override
        public boolean isDestroyed() {
            return destroyed;
        }
    }
}
