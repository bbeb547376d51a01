package com.hookprobe.neuro;

import com.hookprobe.neuro.BaselineException.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A signed word that watched files have changed, or will, on purpose: an update of a kernel or a program, that must not cost
 * a device its trust. NEURO 9.5.
 *
 * <pre>
 * offset     size field                        (big-endian)
 *      0        1 version    1
 *      1   1+32 n scope      n u8 (0 = all devices, at most 64), then n device ids, rising
 *  2+32n       20 old value  H_Integrity
 * 22+32n       20 new value  H_Integrity, another one
 * 42+32n        8 valid from microseconds since 1970, below 2^63, not after the next
 * 50+32n        8 old until  below 2^63
 * 58+32n        8 issued at  below 2^63
 * 66+32n       32 signer     Ed25519 public key
 * 98+32n       64 signature  over "NEURO/BASELINE-CHANGE/v1" || everything before
 * </pre>
 *
 * <p>To decode is not to trust: {@link #verify} says whether the signature is good and its key one that counts, and {@link
 * BaselineBook} asks that. Immutable, thread-safe; arrays are copied in and out.
 */
public final class BaselineChange {
    /** Size of the shortest encoding, one for all devices, in bytes. */
    public static final int BYTES_MIN = 162;

    /** Size of the longest encoding in bytes. */
    public static final int BYTES_MAX = BYTES_MIN + BaselineScope.DEVICES_MAX * BaselineScope.DEVICE_ID_BYTES;

    /** Size of {@link #id} in bytes. */
    public static final int ID_BYTES = 32;

    private static final int VERSION = 1;

    /** Whoever holds the private key: a keystore, a token. */
    @FunctionalInterface
    public interface Signer {
        /** The Ed25519 signature, 64 bytes, over {@code message}. */
        byte[] sign(byte[] message);
    }

    /** Whether a change counts. */
    public enum Verdict {
        /** The signature is good and its key is trusted. */
        VALID,
        /** The key that it names is not trusted; the signature was not looked at. */
        UNTRUSTED_SIGNER,
        /** The key is trusted, but the signature is not one of that key over these fields. */
        BAD_SIGNATURE
    }

    private final BaselineTerms terms;
    private final byte[] signer;
    private final byte[] encoded;
    private final String idHex;

    private BaselineChange(BaselineTerms terms, byte[] signer, byte[] encoded) {
        this.terms = terms;
        this.signer = signer;
        this.encoded = encoded;
        this.idHex = HexFormat.of()
                .formatHex(Hashes.sha256(NeuroLabels.BASELINE_CHANGE_ID).digest(signedPart(encoded)));
    }

    /**
     * Signs a change.
     *
     * @param signerPublicKey 32 bytes, the key of {@code signer}
     * @throws IllegalArgumentException when that is no key, or the signature is not one of it
     */
    public static BaselineChange issue(BaselineTerms terms, byte[] signerPublicKey, Signer signer) {
        if (!SignatureCheck.validKey(signerPublicKey)) {
            throw new IllegalArgumentException("expected an Ed25519 public key of " + SignatureCheck.KEY_BYTES
                    + " bytes, found " + HexFormat.of().formatHex(signerPublicKey));
        }
        byte[] key = signerPublicKey.clone();
        byte[] unsigned = unsigned(terms, key);
        byte[] signature = signer.sign(message(unsigned));
        if (signature.length != SignatureCheck.SIGNATURE_BYTES
                || !SignatureCheck.valid(key, message(unsigned), signature)) {
            throw new IllegalArgumentException("the signer made no signature of the key "
                    + HexFormat.of().formatHex(key) + "; give the public key that belongs to it");
        }
        byte[] encoded = Arrays.copyOf(unsigned, unsigned.length + signature.length);
        System.arraycopy(signature, 0, encoded, unsigned.length, signature.length);
        return new BaselineChange(terms, key, encoded);
    }

    /**
     * Reads a change; its signature is not checked here.
     *
     * @throws BaselineException when the bytes are not the one encoding of a change: LENGTH, VERSION, SCOPE, RANGE,
     *     SAME_VALUE or WINDOW
     */
    public static BaselineChange decode(byte[] bytes) throws BaselineException {
        if (bytes.length > BYTES_MAX) {
            throw new BaselineException(
                    Reason.LENGTH, "baseline change: expected at most " + BYTES_MAX + " bytes, found " + bytes.length);
        }
        BaselineReader in = new BaselineReader("baseline change", bytes);
        in.version(VERSION);
        BaselineScope scope = BaselineScope.read(in);
        byte[] oldValue = in.bytes("old value", Ter.INTEGRITY_BYTES);
        byte[] newValue = in.bytes("new value", Ter.INTEGRITY_BYTES);
        long validFromMicros = in.time("valid from");
        long oldUntilMicros = in.time("old until");
        long issuedAtMicros = in.time("issued at");
        byte[] signer = in.bytes("signer", SignatureCheck.KEY_BYTES);
        in.bytes("signature", SignatureCheck.SIGNATURE_BYTES);
        in.end();
        var problem = BaselineTerms.problem(oldValue, newValue, validFromMicros, oldUntilMicros, issuedAtMicros);
        if (problem.isPresent()) {
            throw problem.get();
        }
        return new BaselineChange(
                new BaselineTerms(scope, oldValue, newValue, validFromMicros, oldUntilMicros, issuedAtMicros),
                signer,
                bytes.clone());
    }

    /**
     * Reads the text form; the signature is not checked here.
     *
     * @throws BaselineException with TEXT, or as {@link #decode}
     */
    public static BaselineChange fromText(String text) throws BaselineException {
        return decode(BaselineText.read(text));
    }

    /** The bytes above. */
    public byte[] encode() {
        return encoded.clone();
    }

    /** A line {@code -----BEGIN HOOKPROBE BASELINE CHANGE-----}, base64 in rows of 64 characters, a last line. */
    public String toText() {
        return BaselineText.write(encoded);
    }

    /** What it says. */
    public BaselineTerms terms() {
        return terms;
    }

    /** The Ed25519 public key that it names, 32 bytes. */
    public byte[] signer() {
        return signer.clone();
    }

    /**
     * Its name, 32 bytes: SHA-256("NEURO/BASELINE-CHANGE-ID/v1" || everything before the signature). Without the
     * signature, because one key can sign one message in many ways, and all of them are the same change.
     */
    public byte[] id() {
        return HexFormat.of().parseHex(idHex);
    }

    /** Is the signature one of the key that it names? That says nothing about whether the key counts. */
    public boolean signatureValid() {
        return SignatureCheck.valid(
                signer,
                message(signedPart(encoded)),
                Arrays.copyOfRange(encoded, encoded.length - SignatureCheck.SIGNATURE_BYTES, encoded.length));
    }

    /** Does it count for somebody who trusts these keys? */
    public Verdict verify(TrustedSigners trusted) {
        if (!trusted.trusts(signer)) {
            return Verdict.UNTRUSTED_SIGNER;
        }
        return signatureValid() ? Verdict.VALID : Verdict.BAD_SIGNATURE;
    }

    /** What it does to a baseline. */
    BaselineStep step() {
        return new BaselineStep(
                HexFormat.of().formatHex(terms.oldValue()),
                HexFormat.of().formatHex(terms.newValue()),
                terms.validFromMicros(),
                terms.oldUntilMicros(),
                stamp());
    }

    ChangeStamp stamp() {
        return new ChangeStamp(terms.issuedAtMicros(), idHex);
    }

    private static byte[] unsigned(BaselineTerms terms, byte[] signer) {
        int length = BYTES_MIN - 1 + terms.scope().encodedBytes() - SignatureCheck.SIGNATURE_BYTES;
        ByteBuffer out = ByteBuffer.allocate(length);
        out.put((byte) VERSION);
        terms.scope().write(out);
        out.put(terms.oldValue())
                .put(terms.newValue())
                .putLong(terms.validFromMicros())
                .putLong(terms.oldUntilMicros())
                .putLong(terms.issuedAtMicros())
                .put(signer);
        return out.array();
    }

    private static byte[] signedPart(byte[] encoded) {
        return Arrays.copyOf(encoded, encoded.length - SignatureCheck.SIGNATURE_BYTES);
    }

    private static byte[] message(byte[] unsigned) {
        byte[] label = Hashes.ascii(NeuroLabels.BASELINE_CHANGE);
        return ByteBuffer.allocate(label.length + unsigned.length)
                .put(label)
                .put(unsigned)
                .array();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BaselineChange that && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return "BaselineChange[" + idHex + ": " + terms + "]";
    }
}
