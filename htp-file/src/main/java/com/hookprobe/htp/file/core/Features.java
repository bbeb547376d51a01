package com.hookprobe.htp.file.core;

/**
 * The features byte: bit 0 is resume; bit 1, in a write request with bit 0 and in the reply to a read, a tag in place of a hash;
 * the others are zero.
 */
final class Features {
    private static final int RESUME = 1;
    private static final int TAGGED = 2;

    private Features() {}

    static byte of(boolean resume) {
        return of(resume, false);
    }

    static byte of(boolean resume, boolean tagged) {
        return (byte) ((resume ? RESUME : 0) | (tagged ? TAGGED : 0));
    }

    static boolean resume(WireReader in) throws Malformed {
        int features = in.u8();
        if (features > RESUME) {
            throw Malformed.invalid("unknown feature");
        }
        return features == RESUME;
    }

    /** In the reply to a read, which has nothing to do with bit 0. */
    static boolean tagged(WireReader in) throws Malformed {
        int features = in.u8();
        if (features != 0 && features != TAGGED) {
            throw Malformed.invalid("unknown feature");
        }
        return features == TAGGED;
    }

    /** What a write request offers. */
    record Offer(boolean resume, boolean tagged) {
        static Offer read(WireReader in) throws Malformed {
            int features = in.u8();
            if (features > (RESUME | TAGGED)) {
                throw Malformed.invalid("unknown feature");
            }
            Offer offer = new Offer((features & RESUME) != 0, (features & TAGGED) != 0);
            if (offer.tagged && !offer.resume) {
                throw Malformed.invalid("a tag without resume");
            }
            return offer;
        }
    }
}
