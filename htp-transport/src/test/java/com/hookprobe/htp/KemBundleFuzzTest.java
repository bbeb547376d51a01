package com.hookprobe.htp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * HTP 3.6.2: any bytes are refused, or are a bundle that writes back the same bytes, is valid at its ends and not beyond,
 * and is signed by nobody but who signed it. The signature is looked at only where it was a true one before the change: a
 * verification takes longer than all the rest.
 */
class KemBundleFuzzTest {
    private static final TestNode SIGNER = new TestNode(7);
    private static final byte[] SIGNER_KEY = SIGNER.publicKey();
    private static final byte[] TRUE_BUNDLE = KemBundle.sign(
                    SIGNER, new byte[1216], Instant.ofEpochSecond(1_000_000), Instant.ofEpochSecond(2_000_000))
            .encode();
    /** One change in so many is verified. */
    private static final int VERIFIED_ONE_IN = 64;

    @FuzzTest
    void anyBytesAreRefusedOrABundle(byte[] input) {
        decode(input);
        decode(Arrays.copyOf(input, KemBundle.BYTES));
        if (input.length < 4) {
            return;
        }
        byte[] changed = TRUE_BUNDLE.clone();
        int at = ((input[0] & 0xff) << 8 | input[1] & 0xff) % changed.length;
        int length = Math.min(input.length - 3, changed.length - at);
        System.arraycopy(input, 3, changed, at, length);
        Optional<KemBundle> bundle = decode(changed);
        if (bundle.isPresent() && input[2] % VERIFIED_ONE_IN == 0) {
            boolean same = Arrays.equals(changed, TRUE_BUNDLE);
            if (bundle.get().signedBy(SIGNER_KEY) != same) {
                throw new AssertionError("signed although changed, or not although the same");
            }
        }
    }

    private static Optional<KemBundle> decode(byte[] bytes) {
        Optional<KemBundle> decoded = KemBundle.decode(bytes);
        if (decoded.isEmpty()) {
            return decoded;
        }
        KemBundle bundle = decoded.get();
        if (!Arrays.equals(bundle.encode(), bytes)
                || !KemBundle.decode(bundle.encode()).equals(decoded)) {
            throw new AssertionError("writes other bytes than were read");
        }
        Instant from = bundle.notBefore();
        Instant to = bundle.notAfter();
        boolean right = bundle.validAt(from)
                && bundle.validAt(to)
                && !bundle.validAt(from.minusSeconds(1))
                && (to.getEpochSecond() == Instant.MAX.getEpochSecond() || !bundle.validAt(to.plusSeconds(1)));
        if (!right) {
            throw new AssertionError("valid " + from + " to " + to + ", but not as it says");
        }
        return decoded;
    }
}
