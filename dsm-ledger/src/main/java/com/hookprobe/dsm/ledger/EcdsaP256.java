package com.hookprobe.dsm.ledger;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;

/**
 * ECDSA P-256 with SHA-256 as a TPM signs.
 *
 * <p>An ECDSA signature (r, s) has a twin (r, n - s) that anybody can compute. As a block's hash covers its signature, the
 * twin would be a second block with the same number: a fork that blames an honest source. So only s in the lower half
 * is accepted, and {@link #lowS} is what a signer does to its TPM's output.
 */
public final class EcdsaP256 {
    private static final int COORDINATE_BYTES = 32;

    private EcdsaP256() {}

    /** Gives the signature, r and s of 32 bytes each, with s moved to the lower half of the group order. */
    public static byte[] lowS(byte[] signature) {
        if (signature.length != SignatureAlgorithm.SIGNATURE_BYTES) {
            throw new IllegalArgumentException("a signature has 64 bytes, got " + signature.length);
        }
        BigInteger order = curve().getOrder();
        BigInteger s = half(signature, 1);
        if (s.compareTo(order.shiftRight(1)) <= 0) {
            return signature.clone();
        }
        byte[] low = signature.clone();
        byte[] moved = order.subtract(s).toByteArray();
        Arrays.fill(low, COORDINATE_BYTES, low.length, (byte) 0);
        int skip = Math.max(0, moved.length - COORDINATE_BYTES);
        System.arraycopy(moved, skip, low, low.length - (moved.length - skip), moved.length - skip);
        return low;
    }

    /** SEC1 uncompressed form of a public key: 0x04, x, y. */
    public static byte[] encode(ECPublicKey key) {
        byte[] out = new byte[1 + 2 * COORDINATE_BYTES];
        out[0] = 4;
        put(key.getW().getAffineX(), out, 1);
        put(key.getW().getAffineY(), out, 1 + COORDINATE_BYTES);
        return out;
    }

    static boolean verify(byte[] key, byte[] message, byte[] signature) {
        ECParameterSpec curve = curve();
        if (half(signature, 1).compareTo(curve.getOrder().shiftRight(1)) > 0) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
            verifier.initVerify(publicKey(key, curve));
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            // The key is not a point of the curve or the signature is out of range: refused, like a wrong one.
            return false;
        }
    }

    private static PublicKey publicKey(byte[] key, ECParameterSpec curve) throws GeneralSecurityException {
        BigInteger x = new BigInteger(1, Arrays.copyOfRange(key, 1, 1 + COORDINATE_BYTES));
        BigInteger y = new BigInteger(1, Arrays.copyOfRange(key, 1 + COORDINATE_BYTES, key.length));
        BigInteger p = ((ECFieldFp) curve.getCurve().getField()).getP();
        BigInteger right = x.pow(3)
                .add(curve.getCurve().getA().multiply(x))
                .add(curve.getCurve().getB())
                .mod(p);
        boolean onCurve = key[0] == 4
                && x.compareTo(p) < 0
                && y.compareTo(p) < 0
                && y.multiply(y).mod(p).equals(right);
        if (!onCurve) {
            throw new GeneralSecurityException("not a point of P-256");
        }
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), curve));
    }

    private static ECParameterSpec curve() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no P-256 (module jdk.crypto.ec)", e);
        }
    }

    private static BigInteger half(byte[] signature, int which) {
        return new BigInteger(
                1, Arrays.copyOfRange(signature, which * COORDINATE_BYTES, (which + 1) * COORDINATE_BYTES));
    }

    private static void put(BigInteger value, byte[] out, int at) {
        byte[] bytes = value.toByteArray();
        int skip = Math.max(0, bytes.length - COORDINATE_BYTES);
        System.arraycopy(bytes, skip, out, at + COORDINATE_BYTES - (bytes.length - skip), bytes.length - skip);
    }
}
