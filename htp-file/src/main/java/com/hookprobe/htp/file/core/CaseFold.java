package com.hookprobe.htp.file.core;

import java.text.Normalizer;
import java.util.Locale;

/**
 * The form under which two names count as the same on a file system that ignores case or compatibility forms: close to
 * Unicode's NFKC_Casefold, and where Java's tables differ, coarser (dotted and dotless I are one letter).
 */
public final class CaseFold {
    private CaseFold() {}

    /** The folded name. {@code fold(fold(x))} equals {@code fold(x)}. */
    public static String fold(String name) {
        if (name.chars().allMatch(c -> c < 0x80)) {
            // The same result for plain names; a whole directory is folded for each write.
            return name.toLowerCase(Locale.ROOT);
        }
        String before;
        String folded = name;
        // One pass can make characters that the next pass folds further; it settles after two or three.
        do {
            before = folded;
            folded = once(folded);
        } while (!folded.equals(before));
        return folded;
    }

    private static String once(String name) {
        String upper = Normalizer.normalize(name, Normalizer.Form.NFKC).toUpperCase(Locale.ROOT);
        StringBuilder lower = new StringBuilder(upper.length());
        // By code point: String.toLowerCase would turn a final sigma into another letter.
        upper.codePoints().map(Character::toLowerCase).forEach(lower::appendCodePoint);
        return Normalizer.normalize(lower, Normalizer.Form.NFKC);
    }
}
