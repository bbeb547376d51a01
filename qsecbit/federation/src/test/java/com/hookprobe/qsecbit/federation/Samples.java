package com.hookprobe.qsecbit.federation;

import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** Short words for tests. */
public final class Samples {
    public static final long MINUTE = 60_000_000L;
    public static final long NOW = 1_790_000_000_000_000L / MINUTE * MINUTE;

    private Samples() {}

    public static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /** 32 bytes that count up from a number. */
    public static byte[] counting(int from) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (from + i);
        }
        return bytes;
    }

    public static Bytes32 id(long number) {
        return new Bytes32(0xfeed, 0, 0, number);
    }

    public static GroupKeys keys(long epoch) {
        return GroupKeys.derive(counting(1), epoch);
    }

    public static IndicatorValue ip(String text) {
        return IndicatorValue.ip(IpAddress.parse(text).orElseThrow());
    }

    public static IndicatorValue net(String text) {
        return IndicatorValue.prefix(Cidr.parse(text).orElseThrow());
    }

    public static ReportFacts facts(Severity severity, long seenMicros) {
        long minutes = ReportFacts.minutes(seenMicros);
        return new ReportFacts(7, 1110, new Context(6, 22, 1, 4), 90, severity, minutes, minutes, 5, id(99), 1440);
    }

    /** Real keys. */
    public record Ed25519(Ed25519PrivateKeyParameters secret) implements SignatureSigner, SignatureVerifier {
        public static Ed25519 of(int seed) {
            return new Ed25519(new Ed25519PrivateKeyParameters(counting(seed), 0));
        }

        @Override
        public byte[] sign(byte[] message) {
            Ed25519Signer signer = new Ed25519Signer();
            signer.init(true, secret);
            signer.update(message, 0, message.length);
            return signer.generateSignature();
        }

        @Override
        public boolean verify(byte[] message, byte[] signature) {
            Ed25519PublicKeyParameters key = secret.generatePublicKey();
            Ed25519Signer signer = new Ed25519Signer();
            signer.init(false, key);
            signer.update(message, 0, message.length);
            return signer.verifySignature(signature);
        }
    }

    /** Fast stand-ins for simulations, where signatures are only told apart: 64 bytes of SHA-512(key, message). */
    public record Toy(long key) implements SignatureSigner, SignatureVerifier {
        @Override
        public byte[] sign(byte[] message) {
            try {
                MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
                sha512.update(ByteBuffer.allocate(8).putLong(key).array());
                return sha512.digest(message);
            } catch (java.security.NoSuchAlgorithmException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public boolean verify(byte[] message, byte[] signature) {
            return Arrays.equals(sign(message), signature);
        }
    }

    public static AttackSignature report(IndicatorValue value, Severity severity, long seenMicros, long node) {
        return AttackSignature.build(
                value, facts(severity, seenMicros), keys(1), id(node), new Random(node), new Toy(node));
    }
}
