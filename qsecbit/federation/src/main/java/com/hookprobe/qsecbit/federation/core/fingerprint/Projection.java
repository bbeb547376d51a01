package com.hookprobe.qsecbit.federation.core.fingerprint;

import com.hookprobe.qsecbit.federation.Hashing;
import java.nio.ByteBuffer;

/** The public matrix of 256 rows of 1,024 signs, and the product with it (FINGERPRINT 4). */
final class Projection {
    private static final int HASH_BYTES = 32;
    private static final int ROW_BYTES = FeatureHistogram.BINS / Byte.SIZE;
    private static final byte[][] ROWS = rows();

    private Projection() {}

    static int[] of(int[] bins) {
        int[] product = new int[ROWS.length];
        for (int row = 0; row < ROWS.length; row++) {
            int sum = 0;
            for (int i = 0; i < bins.length; i++) {
                boolean plus = (ROWS[row][i >> 3] & 0x80 >> (i & 7)) != 0;
                sum += plus ? bins[i] : -bins[i];
            }
            product[row] = sum;
        }
        return product;
    }

    /** Row r is SHA-256(label, 0, r u16, part u8) for the parts 0 to 3; the first bit is that of bin 0, and 1 is plus. */
    private static byte[][] rows() {
        byte[][] rows = new byte[Fingerprint.BYTES][ROW_BYTES];
        for (int row = 0; row < rows.length; row++) {
            for (int part = 0; part < ROW_BYTES / HASH_BYTES; part++) {
                byte[] which = ByteBuffer.allocate(3)
                        .putShort((short) row)
                        .put((byte) part)
                        .array();
                byte[] hash = Hashing.sha256(FingerprintLabels.MATRIX, which).bytes();
                System.arraycopy(hash, 0, rows[row], part * HASH_BYTES, HASH_BYTES);
            }
        }
        return rows;
    }
}
