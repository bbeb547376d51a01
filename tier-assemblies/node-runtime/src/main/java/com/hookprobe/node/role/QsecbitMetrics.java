package com.hookprobe.node.role;

import com.hookprobe.node.observe.Metric;
import com.hookprobe.node.observe.Nodes;
import com.hookprobe.node.observe.Sheet;
import com.hookprobe.qsecbit.metric.Band;
import com.hookprobe.qsecbit.metric.Score;
import java.util.Locale;

/** A site's score. */
final class QsecbitMetrics {
    private static final Metric SCORE =
            Metric.gauge(Nodes.SITES, "qsecbit_score_ratio", "The Qsecbit score, 0 (calm) to 1, once a second.");
    private static final Metric BAND =
            Metric.gauge(Nodes.SITES, "qsecbit_band", "1 for the band in which the score lies.", "band");
    private static final Metric TERM =
            Metric.gauge(Nodes.SITES, "qsecbit_term_ratio", "What each of the five terms adds to the score.", "term");

    private QsecbitMetrics() {}

    static void measure(Sheet sheet, Score score) {
        sheet.set(SCORE, score.value());
        for (Band band : Band.values()) {
            sheet.set(BAND, band == score.band() ? 1 : 0, band.name().toLowerCase(Locale.ROOT));
        }
        sheet.set(TERM, score.terms().drift().contribution(), "drift");
        sheet.set(TERM, score.terms().pAttack().contribution(), "p_attack");
        sheet.set(TERM, score.terms().decay().contribution(), "decay");
        sheet.set(TERM, score.terms().qDrift().contribution(), "q_drift");
        sheet.set(TERM, score.terms().energyAnomaly().contribution(), "energy");
    }
}
