package com.hookprobe.neuro;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** Keys, values, records and signed changes for the tests of baselines. */
final class Baselines {
    /** 2026-12-01T00:00:00Z. */
    static final long PATCH_DAY = 1_796_083_200_000_000L;

    static final long HOUR = 3_600_000_000L;

    private Baselines() {}

    /** A key pair made of a number. */
    record Key(Ed25519PrivateKeyParameters secret) implements BaselineChange.Signer {
        static Key of(int number) {
            byte[] seed = new byte[32];
            Arrays.fill(seed, (byte) number);
            return new Key(new Ed25519PrivateKeyParameters(seed));
        }

        byte[] publicKey() {
            return secret.generatePublicKey().getEncoded();
        }

        @Override
        public byte[] sign(byte[] message) {
            Ed25519Signer signer = new Ed25519Signer();
            signer.init(true, secret);
            signer.update(message, 0, message.length);
            return signer.generateSignature();
        }
    }

    static final Key OPERATOR = Key.of(1);

    static TrustedSigners trusted(Key... keys) {
        return TrustedSigners.of(Arrays.stream(keys).map(Key::publicKey).toList());
    }

    /** 20 bytes that end with a number. */
    static byte[] value(int number) {
        return ByteBuffer.allocate(20).putInt(16, number).array();
    }

    /** 32 bytes that begin with a number. */
    static byte[] device(int number) {
        return ByteBuffer.allocate(32).putInt(number).array();
    }

    static BaselineTerms terms(int from, int to, long validFrom, long oldUntil, long issuedAt) {
        return new BaselineTerms(BaselineScope.allDevices(), value(from), value(to), validFrom, oldUntil, issuedAt);
    }

    static BaselineChange signed(BaselineTerms terms) {
        return BaselineChange.issue(terms, OPERATOR.publicKey(), OPERATOR);
    }

    /** For all devices. */
    static BaselineChange change(int from, int to, long validFrom, long oldUntil, long issuedAt) {
        return signed(terms(from, to, validFrom, oldUntil, issuedAt));
    }

    static BaselineChange changeFor(
            Collection<byte[]> devices, int from, int to, long validFrom, long oldUntil, long issuedAt) {
        return signed(
                new BaselineTerms(BaselineScope.of(devices), value(from), value(to), validFrom, oldUntil, issuedAt));
    }

    /** A record that shows a value at a time; nothing else of it matters here. */
    static Ter ter(int value, long atMicros) {
        return Ter.of(new byte[32], value(value), atMicros, 0, 0);
    }

    /** The first microsecond of each run of equal answers would be too many; these are the times around every edge. */
    static long[] around(long... edges) {
        return Arrays.stream(edges)
                .flatMap(edge -> Arrays.stream(new long[] {edge - 1, edge, edge + 1}))
                .filter(micros -> micros >= 0)
                .toArray();
    }
}
