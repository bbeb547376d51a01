package com.hookprobe.htp.core;

import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.Hashes;
import com.hookprobe.htp.crypto.Hkdf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** HTP 3.2 and 3.3: every hash, MAC key and derived key of the handshake, as pure functions. */
public final class KeySchedule {
    private KeySchedule() {}

    /** 8 bytes that name a KEM public key: SHA-256(label || pk)[0..8). */
    public static byte[] kemKeyId(byte[] kemPublicKey) {
        return Arrays.copyOf(Hashes.labelled(HtpLabels.KEM_KEY_ID, kemPublicKey), 8);
    }

    static byte[] mac1Key(byte[] kemPublicKey) {
        return Hashes.labelled(HtpLabels.MAC1, kemPublicKey);
    }

    /** HELLO commits to the identity with this; ATTEST opens it. */
    static byte[] identityCommitment(byte[] opening, byte[] nodeId, byte[] fingerprint) {
        return Hashes.hmac(opening, ascii(HtpLabels.HELLO), nodeId, fingerprint);
    }

    static byte[] helloHash(byte[] helloDatagram) {
        return Hashes.labelled(HtpLabels.HELLO_HASH, helloDatagram);
    }

    static byte[] cookie(byte[] epochKey, byte[] address16, int port, byte[] helloHash, byte[] kemKeyId) {
        byte[] portBytes = {(byte) (port >>> 8), (byte) port};
        byte[] mac = Hashes.hmac(epochKey, ascii(HtpLabels.COOKIE), address16, portBytes, helloHash, kemKeyId);
        return Arrays.copyOf(mac, Wire.COOKIE_BYTES);
    }

    static byte[] transcript1(byte[] helloHash, byte[] cookie, byte[] kemPublicKey, byte[] ciphertextS) {
        return Hashes.labelled(HtpLabels.TRANSCRIPT_1, helloHash, cookie, Hashes.sha256(kemPublicKey), ciphertextS);
    }

    static byte[] transcript2(byte[] th1, AttestBody attest) {
        return Hashes.labelled(
                HtpLabels.TRANSCRIPT_2,
                th1,
                attest.ephemeralKey(),
                attest.opening(),
                attest.nodeId(),
                attest.fingerprint(),
                Bytes.of64(attest.terSequence()),
                attest.params().encode());
    }

    static byte[] transcript3(byte[] th2, byte[] signature, byte[] ciphertextE) {
        return Hashes.labelled(HtpLabels.TRANSCRIPT_3, th2, signature, ciphertextE);
    }

    /** What the edge signs: the seed's nonce and W_fingerprint, and the whole transcript under a label. */
    static byte[] attestMessage(byte[] cookie, byte[] fingerprint, byte[] th2) {
        return Bytes.concat(ascii(HtpLabels.ATTEST_SIGNATURE), cookie, fingerprint, th2);
    }

    static byte[] attestSecret(byte[] th1, byte[] sharedS) {
        return Hkdf.extract(th1, sharedS);
    }

    static byte[] attestKey(byte[] attestSecret) {
        return expand(attestSecret, HtpLabels.ATTEST_KEY, 32);
    }

    static byte[] fragmentKey(byte[] attestSecret) {
        return expand(attestSecret, HtpLabels.FRAGMENT_KEY, 32);
    }

    static byte[] rejectKey(byte[] th2, byte[] sharedS) {
        return expand(Hkdf.extract(th2, sharedS), HtpLabels.REJECT_KEY, 32);
    }

    static byte[] acceptKey(byte[] th3, byte[] sharedS, byte[] sharedE) {
        return expand(Hkdf.extract(th3, sharedS, sharedE), HtpLabels.ACCEPT_KEY, 32);
    }

    /** root_0; {@code k = SHA256(session_secret || W_fp)} is the seed's formula. */
    static byte[] root(
            byte[] th3, byte[] sessionSecret, byte[] fingerprint, byte[] sharedS, byte[] sharedE, byte[] wSecret) {
        byte[] k = Hashes.sha256(sessionSecret, fingerprint);
        try {
            return Hkdf.extract(th3, k, sharedS, sharedE, wSecret);
        } finally {
            Arrays.fill(k, (byte) 0);
        }
    }

    /**
     * root_{g+1} of a rekey. The old root stays in it, so that who records and later breaks the new secret alone learns
     * nothing; the new secrets heal what was stolen before.
     */
    static byte[] nextRoot(byte[] root, byte[] sessionSecret, byte[] fingerprint, byte[] sharedSecret, byte[] wSecret) {
        byte[] k = Hashes.sha256(sessionSecret, fingerprint);
        try {
            return Hkdf.extract(root, k, sharedSecret, wSecret);
        } finally {
            Arrays.fill(k, (byte) 0);
        }
    }

    static byte[] expand(byte[] secret, String label, int length) {
        return Hkdf.expand(secret, ascii(label), length);
    }

    /** tok_d of a direction: from it alone come all flow tokens, so that root_0 need not be kept. */
    static byte[] tokenSecret(byte[] root0, Direction direction) {
        return expand(root0, direction.tokenLabel, 32);
    }

    /** Flow token i, of any 32-bit index. */
    static long token(byte[] tokenSecret, int index) {
        byte[] info = Bytes.concat(ascii(HtpLabels.TOKEN), new byte[4]);
        Bytes.put32(info, info.length - 4, index);
        return Bytes.i64(Hkdf.expand(tokenSecret, info, 8), 0);
    }

    private static byte[] ascii(String label) {
        return label.getBytes(StandardCharsets.US_ASCII);
    }
}
