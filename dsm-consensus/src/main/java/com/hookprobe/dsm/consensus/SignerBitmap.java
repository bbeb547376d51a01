package com.hookprobe.dsm.consensus;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Who of n validators signed, one bit each in (n+7)/8 bytes, least significant bit first (DSM 3.4). The bits past the n-th are 0,
 * so that one set of signers has one form.
 */
public final class SignerBitmap {
    private SignerBitmap() {}

    /** The length for so many validators. */
    public static int bytes(int validators) {
        return (validators + 7) / 8;
    }

    /**
     * The bitmap of these signers.
     *
     * @throws IllegalArgumentException when one is not 0 to validators - 1
     */
    public static byte[] of(int validators, Collection<Integer> signers) {
        byte[] bitmap = new byte[bytes(validators)];
        for (int signer : signers) {
            Checks.that(signer >= 0 && signer < validators, "signer", signer);
            bitmap[signer / 8] |= (byte) (1 << (signer % 8));
        }
        return bitmap;
    }

    /**
     * The same bitmap, copied.
     *
     * @throws IllegalArgumentException when its length is not that of so many validators, or a bit past them is set
     */
    public static byte[] checked(int validators, byte[] bitmap) {
        byte[] copy = Checks.sized(bitmap, bytes(validators), "bitmap");
        Checks.that(
                validators % 8 == 0 || (copy[copy.length - 1] & 0xFF) >>> (validators % 8) == 0,
                "bitmap padding",
                copy[copy.length - 1]);
        return copy;
    }

    /** Indices of the signers, rising. */
    public static List<Integer> signers(int validators, byte[] bitmap) {
        List<Integer> signers = new ArrayList<>();
        for (int i = 0; i < validators; i++) {
            if ((bitmap[i / 8] >>> (i % 8) & 1) == 1) {
                signers.add(i);
            }
        }
        return signers;
    }
}
