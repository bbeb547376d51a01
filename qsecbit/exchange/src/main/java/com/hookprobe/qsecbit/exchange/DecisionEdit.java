package com.hookprobe.qsecbit.exchange;

import java.time.Duration;

/** What a node tells the exchange. */
public sealed interface DecisionEdit {
    /** The name of the decision. */
    String name();

    /**
     * A decision is in force from now on. One of the same name is renewed by it, or, where readers filter by what is different, replaced.
     * A new decision should have a new name: STIX knows no way back for what was revoked.
     *
     * @param ttl how long from now, above zero and at most 10 years
     */
    record Put(
            String name,
            Subject subject,
            Remedy remedy,
            Duration ttl,
            String origin,
            String scenario,
            String owner,
            String reason,
            int confidence,
            int sightings)
            implements DecisionEdit {
        private static final Duration TTL_MAX = Duration.ofDays(3_650);
        private static final long SAME_END_MICROS = 2_000_000;

        /**
         * Checks every range, so that one bad edit among many fails where it is made.
         *
         * @throws IllegalArgumentException for a value out of range: see {@link Decided}
         */
        @SuppressWarnings("CheckReturnValue")
        public Put {
            if (ttl.toNanos() < 1_000 || ttl.compareTo(TTL_MAX) > 0) {
                throw new IllegalArgumentException("a time to live lies between 1 us and 3650 days, found " + ttl);
            }
            // The fields are not set yet.
            new Decided(1, name, subject, remedy, origin, scenario, owner, reason, confidence, sightings, 0, 0, 1);
        }

        /** True when this is the same decision, with another end, owner, reason, confidence or count: nobody filters by these. */
        public boolean renews(Decided known) {
            return subject.equals(known.subject())
                    && remedy == known.remedy()
                    && origin.equals(known.origin())
                    && scenario.equals(known.scenario());
        }

        /** True when nothing would change; ends less than two seconds apart are one. */
        public boolean isAs(Decided known, long nowMicros) {
            long until = nowMicros + ttl.toNanos() / 1_000;
            return renews(known)
                    && owner.equals(known.owner())
                    && Math.abs(until - known.untilMicros()) < SAME_END_MICROS
                    && confidence == known.confidence()
                    && sightings == known.sightings()
                    && ExchangeText.oneLine(reason, Decided.REASON_CHARS_MAX).equals(known.reason());
        }

        /** The decision that it makes. */
        public Decided decided(long id, long createdMicros, long nowMicros) {
            return new Decided(
                    id,
                    name,
                    subject,
                    remedy,
                    origin,
                    scenario,
                    owner,
                    reason,
                    confidence,
                    sightings,
                    createdMicros,
                    nowMicros,
                    nowMicros + ttl.toNanos() / 1_000);
        }
    }

    /** A decision is taken back; of an unknown name nothing happens. */
    record Delete(String name, Cause cause) implements DecisionEdit {}

    /** Why a decision is no longer in force. */
    enum Cause {
        /** Its time is over. */
        EXPIRED,
        /** It was taken back: by the mesh, an operator, a veto or an allowlist. */
        WITHDRAWN,
        /** It goes on under another number, with another remedy, origin or scenario: the next change says so. Only the stream says this. */
        REPLACED,
        /** Something newer pushed it out: there is room for only so many. */
        DISPLACED
    }
}
