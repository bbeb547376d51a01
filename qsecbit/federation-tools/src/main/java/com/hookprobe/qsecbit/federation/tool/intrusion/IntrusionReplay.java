package com.hookprobe.qsecbit.federation.tool.intrusion;

import com.hookprobe.qsecbit.federation.Buckets;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.Context;
import com.hookprobe.qsecbit.federation.ReportFacts;
import com.hookprobe.qsecbit.federation.core.alert.AlertBaseline;
import com.hookprobe.qsecbit.federation.core.alert.AlertBaselineConfig;
import com.hookprobe.qsecbit.federation.core.alert.Announcement;
import com.hookprobe.qsecbit.federation.tool.mesh.MeshSettings;
import com.hookprobe.qsecbit.federation.tool.mesh.VirtualMesh;
import com.hookprobe.qsecbit.federation.tool.mesh.VirtualSite;
import java.util.ArrayList;
import java.util.List;

/**
 * Plays the alerts of several sites through the machines of production: each site's own {@link AlertBaseline} says what it reports,
 * and with the site's filter what it blocks. Labels are only counted.
 */
final class IntrusionReplay {
    static final String RULE = "alert baseline";

    private record Site(AlertBaseline baseline, VirtualSite mesh) {}

    private final Timeline timeline;
    private final long upMicros;
    private final long downMicros;
    private final long seed;

    IntrusionReplay(Timeline timeline, long upMicros, long downMicros, long seed) {
        this.timeline = timeline;
        this.upMicros = upMicros;
        this.downMicros = downMicros;
        this.seed = seed;
    }

    IntrusionResult play(int owners) {
        MeshSettings settings = MeshSettings.weekLong(owners, upMicros, downMicros, seed);
        VirtualMesh mesh = new VirtualMesh(settings, timeline.beganMicros());
        List<Site> sites = new ArrayList<>();
        for (int i = 0; i < timeline.sites().size(); i++) {
            AlertBaseline baseline = new AlertBaseline(AlertBaselineConfig.standard(), timeline.beganMicros(i));
            sites.add(new Site(baseline, mesh.join(timeline.sites().get(i).name(), baseline)));
        }
        Outcome outcome = new Outcome();
        timeline.play((number, row, micros) -> {
            mesh.advance(micros);
            Site site = sites.get(number);
            boolean blocked =
                    site.mesh().blocks(row.value(), micros) && site.baseline().mayBlock(row.value(), micros);
            outcome.count(site.mesh().name(), row, blocked);
            // A sensor that drops writes its alert as well: what is blocked is still seen.
            for (Announcement news : site.baseline().onAlert(row.value(), row.host(), micros)) {
                mesh.report(site.mesh(), news.value(), facts(news));
            }
        });
        return outcome.result(
                RULE, owners, mesh.counts().reports(), mesh.counts().decisions());
    }

    /** Where it was seen is part of the class, which only members can open: the report itself does not tell it. */
    private static ReportFacts facts(Announcement news) {
        long last = ReportFacts.minutes(news.lastMicros());
        return new ReportFacts(
                0,
                0,
                Context.NONE,
                news.confidencePercent(),
                news.severity(),
                ReportFacts.minutes(news.firstMicros()),
                last,
                Buckets.of(1),
                Bytes32.NONE,
                ReportFacts.VALID_MINUTES_MAX);
    }
}
