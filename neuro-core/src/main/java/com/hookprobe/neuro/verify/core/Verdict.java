package com.hookprobe.neuro.verify.core;

import java.util.Arrays;
import java.util.HexFormat;

/** What a verifier says about one upload. NEURO 9.20. */
public sealed interface Verdict {
    /**
     * AUTHENTICATED: the records are the history of this device, and every claim that could be checked is met.
     *
     * @param count the count after the upload; the verifier may be further already when {@code fromCache}
     * @param fingerprint 64 bytes, that of {@code count}
     * @param fromCache true when all was known: nothing was replayed. It is news about an old count only, no sign that
     *     the device lives now
     */
    record Authenticated(long count, byte[] fingerprint, boolean fromCache) implements Verdict {
        /** Copies the bytes. */
        public Authenticated {
            fingerprint = fingerprint.clone();
        }

        @Override
        public byte[] fingerprint() {
            return fingerprint.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Authenticated that
                    && count == that.count
                    && fromCache == that.fromCache
                    && Arrays.equals(fingerprint, that.fingerprint);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(count) * 31 + Arrays.hashCode(fingerprint);
        }

        @Override
        public String toString() {
            return "Authenticated[count=" + count + ", fingerprint="
                    + HexFormat.of().formatHex(fingerprint, 0, 8) + "..., fromCache=" + fromCache + "]";
        }
    }

    /** QUARANTINE: stays until somebody reinstates the device, or its baseline allows what was found. */
    record Quarantine(Evidence evidence) implements Verdict {
        /** Why. */
        public Reason reason() {
            return evidence.reason();
        }
    }

    /** Neither: the files changed, and the time of grace for an announcement still runs. Nothing has moved. */
    record Held(Evidence evidence) implements Verdict {}

    /**
     * No accusation: the verifier cannot judge this upload, because records before it are missing or because it is too
     * old. The device goes on with an upload from {@code have}.
     *
     * @param have records that the verifier has
     */
    record Missing(long have) implements Verdict {}
}
