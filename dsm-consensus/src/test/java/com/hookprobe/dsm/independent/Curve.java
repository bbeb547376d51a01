package com.hookprobe.dsm.independent;

import java.util.List;
import java.util.Optional;
import supranational.blst.BLST_ERROR;
import supranational.blst.P1;
import supranational.blst.P1_Affine;
import supranational.blst.P2_Affine;
import supranational.blst.Pairing;

/** BLS12-381 with keys in G1 and signatures in G2 (dsm-consensus.md, 2.1 to 2.4). */
final class Curve {
    private static final String VOTES = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";
    private static final String POSSESSION = "BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

    private Curve() {}

    /** 2.2: "48 bytes in canonical compressed form, in the prime-order group, and not infinity" */
    static Optional<P1_Affine> key(byte[] bytes) {
        if (bytes.length != 48 || (bytes[0] & 0xE0) != 0x80 && (bytes[0] & 0xE0) != 0xA0) {
            // Not compressed, or infinity: the three highest bits say which.
            return Optional.empty();
        }
        try {
            P1_Affine point = new P1_Affine(bytes);
            boolean good = point.on_curve()
                    && point.in_group()
                    && !point.is_inf()
                    && java.util.Arrays.equals(point.compress(), bytes);
            return good ? Optional.of(point) : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** 2.2: "A signature MUST be 96 bytes, likewise." */
    static Optional<P2_Affine> signature(byte[] bytes) {
        if (bytes.length != 96 || (bytes[0] & 0xE0) != 0x80 && (bytes[0] & 0xE0) != 0xA0) {
            return Optional.empty();
        }
        try {
            P2_Affine point = new P2_Affine(bytes);
            boolean good = point.on_curve()
                    && point.in_group()
                    && !point.is_inf()
                    && java.util.Arrays.equals(point.compress(), bytes);
            return good ? Optional.of(point) : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** 2.4: the key's own 48 bytes, signed under a suite of their own. */
    static boolean possesses(P1_Affine key, byte[] keyBytes, byte[] proof) {
        return signature(proof)
                .filter(point -> pairs(key, keyBytes, point, POSSESSION))
                .isPresent();
    }

    /** 3.4: "the signature verifies under the sum of those keys. The sum MUST NOT be infinity." */
    static boolean signedByAll(List<P1_Affine> keys, byte[] message, byte[] signature) {
        Optional<P2_Affine> point = signature(signature);
        if (point.isEmpty() || keys.isEmpty()) {
            return false;
        }
        P1 sum = keys.get(0).to_jacobian();
        for (P1_Affine key : keys.subList(1, keys.size())) {
            sum.aggregate(key);
        }
        return !sum.is_inf() && pairs(sum.to_affine(), message, point.get(), VOTES);
    }

    private static boolean pairs(P1_Affine key, byte[] message, P2_Affine signature, String suite) {
        Pairing pairing = new Pairing(true, suite);
        if (pairing.aggregate(key, signature, message) != BLST_ERROR.BLST_SUCCESS) {
            return false;
        }
        pairing.commit();
        return pairing.finalverify();
    }
}
