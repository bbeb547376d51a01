package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.node.report.core.DayTallies;
import com.hookprobe.node.report.core.Judgement;
import com.hookprobe.node.report.core.Period;
import com.hookprobe.node.report.core.ReportData;
import com.hookprobe.node.report.core.Tally;
import com.hookprobe.node.report.core.Words;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A site's report of itself: of what it has detected and decided, as its tallies and its ledger have it. On the reports' thread. */
final class SiteReport implements ReportRole.Maker {
    private static final List<String> NOT_HERE = List.of(
            "What was never on the wire that this site watches, and what was encrypted and looked like everything else.",
            "Names and addresses of attackers beyond the gravest: they are in the console's page Detections, and sealed in the ledger.",
            "How the provider saw this site, and what was changed about its devices: that is in the provider's report.",
            "Up to a minute of counts before a fall of power. The ledger has lost nothing: its entries are counted under 'How this can be"
                    + " verified'.");

    private final NodeContext node;
    private final LedgerReader store;
    private final ConsoleMesh.Standing standing;

    SiteReport(NodeContext node, LedgerReader store, ConsoleMesh.Standing standing) {
        this.node = node;
        this.store = store;
        this.standing = standing;
    }

    @Override
    public List<String> subjects() {
        return List.of(ReportRole.SITE);
    }

    @Override
    public ReportData make(String subject, Period period, ReportRole.Recorded recorded) throws Exception {
        Map<LocalDate, DayTallies> days = recorded.days();
        Tally all = ReportParts.joined(days, List.of(DayTallies.HERE));
        List<ReportData.Day> rows = new ArrayList<>();
        for (LocalDate date : period.days()) {
            DayTallies day = days.get(date);
            rows.add(
                    day == null
                            ? ReportParts.unrecorded(date)
                            : ReportParts.siteDay(date, day, date.equals(recorded.first()), recorded.nowMicros()));
        }
        List<ReportData.Seen> seen = ReportParts.seen(all);
        PeriodEvidence ledger = new PeriodEvidence(node, store, period);
        ReportData.Evidence evidence = ledger.withBlocks();
        ReportData.Devices devices = devices(rows, recorded.nowMicros());
        ReportData.Immunity immunity = new ReportData.Immunity(
                all.get(TallyNames.SPARED),
                all.get(TallyNames.MET),
                all.sum(TallyNames.TOLD),
                all.get(TallyNames.SHARED));
        Judgement.Result judged =
                Judgement.of(ReportData.About.SITE, rows, seen, devices, immunity, all.get(TallyNames.UNANSWERED));
        return new ReportData(
                ReportData.About.SITE,
                node.self().name(),
                node.self().name(),
                period.toString(),
                period.fromMicros(),
                period.toMicros(),
                recorded.nowMicros(),
                recorded.nowMicros() >= period.toMicros(),
                days.size(),
                judged.verdict(),
                rows,
                seen,
                ReportParts.done(all, TallyNames.DID),
                immunity,
                devices,
                List.of(),
                0,
                ledger.gravest(),
                judged.todo(),
                evidence,
                NOT_HERE);
    }

    private ReportData.Devices devices(List<ReportData.Day> days, long nowMicros) throws Exception {
        long up = days.stream().mapToLong(ReportData.Day::up).sum();
        long expected = days.stream().mapToLong(ReportData.Day::expected).sum();
        return new LoopAsk(node.loop())
                .ask(
                        () -> {
                            double trust = standing.trust(node.self().id()).orElse(-1);
                            ReportData.Device self = new ReportData.Device(
                                    node.self().name(),
                                    node.self().id().hex(),
                                    Words.plain(node.self().tier().text()),
                                    "",
                                    "",
                                    trust,
                                    trust < 0
                                            ? ""
                                            : com.hookprobe.node.trust.TrustBand.of(trust)
                                                    .name(),
                                    standing.resonance(node.self().id()),
                                    expected == 0 ? -1 : (double) up / expected,
                                    nowMicros,
                                    0);
                            return new ReportData.Devices(1, Map.of(), List.of(self), 0);
                        },
                        ReportRole.PATIENCE);
    }
}
