package com.hookprobe.htp.file.core;

/** The features byte: bit 0 is resume, the others are zero. */
final class Features {
    private static final int RESUME = 1;

    private Features() {}

    static byte of(boolean resume) {
        return (byte) (resume ? RESUME : 0);
    }

    static boolean resume(WireReader in) throws Malformed {
        int features = in.u8();
        if (features > RESUME) {
            throw Malformed.invalid("unknown feature");
        }
        return features == RESUME;
    }
}
