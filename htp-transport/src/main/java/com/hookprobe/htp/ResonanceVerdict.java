package com.hookprobe.htp;

/** The responder's answer to a {@link ResonanceQuery}. */
public sealed interface ResonanceVerdict {
    /**
     * The claim holds.
     *
     * @param wSecret the 32-byte weight secret at the queried TER count; 32 zeros when the query does not mix weights
     */
    record Accept(byte[] wSecret) implements ResonanceVerdict {
        public Accept {
            wSecret = Arguments.copyOfLength(wSecret, 32, "wSecret");
        }

        @Override
        public byte[] wSecret() {
            return wSecret.clone();
        }

        /** Never shows the secret. */
        @Override
        public String toString() {
            return "Accept[wSecret=(hidden)]";
        }
    }

    /**
     * The claim does not hold, or belongs to another TER count than ours.
     *
     * @param terSequence the TER count that the responder holds; it travels in a sealed REJECT
     */
    record Mismatch(long terSequence) implements ResonanceVerdict {}
}
