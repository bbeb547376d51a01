package com.hookprobe.qsecbit.federation.tool.mesh;

/** What a mesh has sent, for its report. Not thread-safe. */
public final class MeshCounts {
    private long reports;
    private long ignored;
    private long decisions;
    private long vetoes;
    private long cancels;

    MeshCounts() {}

    /** Reports that came to the correlator, those repeated for a new key epoch included. */
    public long reports() {
        return reports;
    }

    /** Reports and vetoes of which the correlator took no notice. */
    public long ignored() {
        return ignored;
    }

    /** Decisions sent out, each counted once. */
    public long decisions() {
        return decisions;
    }

    /** Vetoes that came to the correlator. */
    public long vetoes() {
        return vetoes;
    }

    /** Cancels sent out. */
    public long cancels() {
        return cancels;
    }

    void report() {
        reports++;
    }

    void ignore() {
        ignored++;
    }

    void decision() {
        decisions++;
    }

    void veto() {
        vetoes++;
    }

    void cancel() {
        cancels++;
    }
}
