package com.hookprobe.benchmarks;

/**
 * Bytes that one validator sends for one checkpoint when nothing goes wrong, from the sizes of the messages: each of them goes once to
 * each of the n-1 others. The design's figure, about 150 kB at n = 100, is {@link #agreement}: it leaves out reports and proposals,
 * of which the size depends on the sources.
 */
record VotesFormula(int validators, int quorum, int sources) {
    private static final int KIND = 1;
    private static final int VOTE = 143;
    private static final int HEADER = 458;
    private static final int REPORT = 78;
    private static final int REPORT_ENTRY = 76;
    private static final int RANGE = 84;

    private int certificate() {
        return 175 + (validators + 7) / 8;
    }

    /** NOTARIZE and FINALIZE, one ADVANCE with the value certificate, one DECIDED. */
    long agreement() {
        long votes = 2 * (KIND + VOTE);
        long advance = KIND + 8 + 4 + 2 + certificate();
        long decided = KIND + 1 + HEADER + certificate();
        return (validators - 1) * (votes + advance + decided);
    }

    private int report() {
        return REPORT + REPORT_ENTRY * sources;
    }

    /** And one FRONTIER. */
    long withReports() {
        return agreement() + (validators - 1L) * (KIND + report());
    }

    /** The leader's PROPOSE besides: q reports and the ranges; the justification of view 1 is empty. */
    long proposal() {
        long body = 16 + (long) RANGE * sources + (long) quorum * (4 + report());
        return (validators - 1) * (KIND + 4 + HEADER + 4 + body + 2 + 2 + 64);
    }
}
