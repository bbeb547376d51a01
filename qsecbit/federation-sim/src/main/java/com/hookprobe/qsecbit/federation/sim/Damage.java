package com.hookprobe.qsecbit.federation.sim;

import com.hookprobe.qsecbit.federation.core.Standings;

/** What liars achieved in a run within the invariants; the red team makes these as large as it can. */
final class Damage {
    private final Simulation mesh;
    private long lastMicros = Clockwork.START;
    private double falseBlockSiteMinutes;
    private double falseLimitSiteMinutes;
    private double honestDebt;

    Damage(Simulation mesh) {
        this.mesh = mesh;
    }

    /** Books the time since the last step. */
    void step() {
        long now = mesh.clock.now();
        double minutes = (now - lastMicros) / (double) Clockwork.MINUTE;
        lastMicros = now;
        for (Site site : mesh.sites) {
            for (Cast innocent : Oracle.innocents()) {
                falseBlockSiteMinutes += site.blocks(innocent.value, now) ? minutes : 0;
                falseLimitSiteMinutes += site.enforces(innocent.value, now) ? minutes : 0;
            }
            honestDebt = Math.max(
                    honestDebt, mesh.mssp.standings().debt(Standings.Word.REPORT, Member.ownerId(site.owner), now));
        }
    }

    void end() {
        step();
    }

    /** Minutes for which harmless values were blocked, summed over honest sites and values. */
    double falseBlockSiteMinutes() {
        return falseBlockSiteMinutes;
    }

    /** The same for limits and blocks. */
    double falseLimitSiteMinutes() {
        return falseLimitSiteMinutes;
    }

    /** The longest time from a confirmation to a block, in milliseconds. */
    double banMillis() {
        return mesh.exercised.banMillis(1);
    }

    /** Statements and tags held by the correlator, and tags by one site, at most. */
    double memory() {
        int tags = mesh.sites.stream().mapToInt(Site::mostTags).max().orElse(0);
        return mesh.mssp.mostEntries() + (double) mesh.mssp.mostTags() + tags;
    }

    /** The most that an honest owner's standing suffered (FEDERATION 7.7). */
    double honestDebt() {
        return honestDebt;
    }
}
