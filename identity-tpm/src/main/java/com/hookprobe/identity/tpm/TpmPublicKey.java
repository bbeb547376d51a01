package com.hookprobe.identity.tpm;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EllipticCurve;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The public area of a signing key on P-256 in a TPM (TPM 2.0 Library Part 2, TPMT_PUBLIC), with what the chip says about
 * it. Only keys that were made in their chip, cannot leave it, and sign nothing that pretends to come from the chip are
 * taken: fixedTPM, fixedParent, sensitiveDataOrigin, restricted and sign are set, decrypt is not; ECDSA with SHA-256.
 * Immutable.
 *
 * <p>The attributes are the chip's word only if the key is known to be one of a chip: nothing here looks at an endorsement
 * certificate.
 */
public final class TpmPublicKey {
    /** Longest public area that is read. */
    static final int BYTES_MAX = 256;

    static final int ECC = 0x0023;
    static final int SHA256 = 0x000B;
    static final int ECDSA = 0x0018;
    static final int NULL = 0x0010;
    static final int P256 = 0x0003;
    static final int FIXED_TPM = 1 << 1;
    static final int FIXED_PARENT = 1 << 4;
    static final int SENSITIVE_DATA_ORIGIN = 1 << 5;
    static final int RESTRICTED = 1 << 16;
    static final int DECRYPT = 1 << 17;
    static final int SIGN = 1 << 18;
    private static final int REQUIRED = FIXED_TPM | FIXED_PARENT | SENSITIVE_DATA_ORIGIN | RESTRICTED | SIGN;
    private static final int COORDINATE_BYTES = 32;

    private final byte[] area;
    private final byte[] point;
    private final PublicKey key;

    private TpmPublicKey(byte[] area, byte[] point, PublicKey key) {
        this.area = area;
        this.point = point;
        this.key = key;
    }

    /**
     * Reads a public area.
     *
     * @throws QuoteException FORMAT, or KEY_ATTRIBUTES when it is not a key as above
     */
    public static TpmPublicKey decode(byte[] area) throws QuoteException {
        TpmReader in = new TpmReader("TPM public area", area, BYTES_MAX);
        in.expect("type", ECC, in.u16("type"));
        in.expect("name algorithm", SHA256, in.u16("name algorithm"));
        int attributes = (int) in.u32("attributes");
        in.sized("policy", 32);
        in.expect("symmetric", NULL, in.u16("symmetric"));
        in.expect("scheme", ECDSA, in.u16("scheme"));
        in.expect("hash of the scheme", SHA256, in.u16("hash of the scheme"));
        in.expect("curve", P256, in.u16("curve"));
        in.expect("kdf", NULL, in.u16("kdf"));
        byte[] x = padded(in.sized("x", COORDINATE_BYTES));
        byte[] y = padded(in.sized("y", COORDINATE_BYTES));
        in.end();
        if ((attributes & REQUIRED) != REQUIRED || (attributes & DECRYPT) != 0) {
            throw new QuoteException(
                    QuoteException.Kind.KEY_ATTRIBUTES,
                    "TPM key: expected fixedTPM, fixedParent, sensitiveDataOrigin, restricted, sign and not decrypt;"
                            + " found attributes 0x" + Integer.toHexString(attributes));
        }
        byte[] point = new byte[1 + 2 * COORDINATE_BYTES];
        point[0] = 4;
        System.arraycopy(x, 0, point, 1, COORDINATE_BYTES);
        System.arraycopy(y, 0, point, 1 + COORDINATE_BYTES, COORDINATE_BYTES);
        return new TpmPublicKey(area.clone(), point, onCurve(in, new BigInteger(1, x), new BigInteger(1, y)));
    }

    /** Returns the public area as the TPM encodes it; a new copy. */
    public byte[] encode() {
        return area.clone();
    }

    /** Returns 04 || X || Y, 65 bytes; a new copy. */
    public byte[] point() {
        return point.clone();
    }

    /** Returns the name by which a TPM calls the key: 000b || SHA-256 of the public area, 34 bytes. */
    public byte[] name() {
        byte[] name = new byte[34];
        name[1] = SHA256;
        System.arraycopy(TpmLabels.sha256(area), 0, name, 2, 32);
        return name;
    }

    /** Tells whether the signature, r || s of 64 bytes, is one of this key over this message. */
    public boolean verify(byte[] message, byte[] signature) {
        if (signature.length != 2 * COORDINATE_BYTES) {
            return false;
        }
        try {
            Signature ecdsa = Signature.getInstance("SHA256withECDSAinP1363Format");
            ecdsa.initVerify(key);
            ecdsa.update(message);
            return ecdsa.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    static byte[] padded(byte[] number) {
        byte[] padded = new byte[COORDINATE_BYTES];
        System.arraycopy(number, 0, padded, COORDINATE_BYTES - number.length, number.length);
        return padded;
    }

    private static PublicKey onCurve(TpmReader in, BigInteger x, BigInteger y) throws QuoteException {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            ECParameterSpec p256 = parameters.getParameterSpec(ECParameterSpec.class);
            EllipticCurve curve = p256.getCurve();
            BigInteger p = ((java.security.spec.ECFieldFp) curve.getField()).getP();
            BigInteger right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB());
            if (x.compareTo(p) >= 0
                    || y.compareTo(p) >= 0
                    || y.pow(2).subtract(right).mod(p).signum() != 0) {
                throw in.malformed("expected a point of P-256");
            }
            return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), p256));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TpmPublicKey that && Arrays.equals(area, that.area);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(area);
    }

    @Override
    public String toString() {
        return "TpmPublicKey[" + HexFormat.of().formatHex(name(), 2, 10) + "]";
    }
}
