package com.hookprobe.qsecbit.federation.sim;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.sim.Mix;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/** What the library makes for nobody, made by hand from FEDERATION 3 and 4: a member that lies has the keys and can count bytes. */
final class Forgery {
    private static final int SEALED_AT = 43;
    private static final int NONCE_BYTES = 12;
    private static final int MAC_BITS = 128;
    private static final int SIGNATURE_BYTES = 64;

    private Forgery() {}

    /** The same report over a seal that opens for nobody. */
    static byte[] garbage(byte[] report, NodeKey key, Random random) {
        byte[] forged = report.clone();
        byte[] noise = new byte[NONCE_BYTES + 4];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, forged, SEALED_AT, noise.length);
        return sign(forged, key);
    }

    /** The same report, about its tag, over another value that opens well. */
    static byte[] swapped(byte[] report, TagKey key, IndicatorValue other, NodeKey signer, Random random) {
        byte[] forged = report.clone();
        int length = forged[SEALED_AT - 1] & 0xff;
        byte[] canonical = other.canonical();
        byte[] padded = new byte[length - NONCE_BYTES - MAC_BITS / 8];
        if (canonical.length + 1 > padded.length) {
            return garbage(report, signer, random);
        }
        padded[0] = (byte) canonical.length;
        System.arraycopy(canonical, 0, padded, 1, canonical.length);
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        System.arraycopy(nonce, 0, forged, SEALED_AT, NONCE_BYTES);
        byte[] sealed = seal(key, nonce, padded);
        System.arraycopy(sealed, 0, forged, SEALED_AT + NONCE_BYTES, sealed.length);
        return sign(forged, signer);
    }

    private static byte[] seal(TagKey key, byte[] nonce, byte[] padded) {
        byte[] associated = ByteBuffer.allocate(67)
                .put(label("HOOKPROBE SEALED VALUE V1"))
                .putLong(key.epoch())
                .put((byte) key.type().code())
                .put(key.tag().bytes())
                .array();
        ChaCha20Poly1305 cipher = new ChaCha20Poly1305();
        cipher.init(true, new AEADParameters(new KeyParameter(sealKey(key.epoch())), MAC_BITS, nonce, associated));
        byte[] sealed = new byte[padded.length + MAC_BITS / 8];
        int written = cipher.processBytes(padded, 0, padded.length, sealed, 0);
        try {
            cipher.doFinal(sealed, written);
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("sealing cannot fail", e);
        }
        return sealed;
    }

    private static byte[] sealKey(long epoch) {
        byte[] head = label("HOOKPROBE GROUP SEAL KEY V1");
        byte[] info = ByteBuffer.allocate(head.length + Long.BYTES)
                .put(head)
                .putLong(epoch)
                .array();
        HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
        hkdf.init(new HKDFParameters(Mix.content(77 * epoch, GroupKeys.SECRET_BYTES), null, info));
        byte[] key = new byte[Bytes32.LENGTH];
        hkdf.generateBytes(key, 0, key.length);
        return key;
    }

    private static byte[] sign(byte[] report, NodeKey key) {
        byte[] label = label("HOOKPROBE ATTACK SIGNATURE V1");
        int body = report.length - SIGNATURE_BYTES;
        byte[] message = Arrays.copyOf(label, label.length + body);
        System.arraycopy(report, 0, message, label.length, body);
        System.arraycopy(key.sign(message), 0, report, body, SIGNATURE_BYTES);
        return report;
    }

    private static byte[] label(String text) {
        return (text + "\0").getBytes(StandardCharsets.US_ASCII);
    }
}
