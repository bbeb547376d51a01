package com.hookprobe.qsecbit.tool;

import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.tool.JsonLine;
import com.hookprobe.qsecbit.metric.Score;
import com.hookprobe.qsecbit.metric.Term;
import java.io.PrintWriter;
import java.util.Locale;

/** A detection as a line for people or programs. */
final class DetectionLine {
    private DetectionLine() {}

    static void print(PrintWriter out, Detection detection, Score score, boolean json, boolean explain) {
        if (json) {
            out.println(json(detection, score, explain));
            return;
        }
        out.println(text(detection));
        if (explain) {
            out.println("  " + score.explain().replace(System.lineSeparator(), System.lineSeparator() + "  "));
        }
    }

    private static String text(Detection detection) {
        return String.format(
                Locale.ROOT,
                "%s %-8s %.2f %-18s %s -> %s  %s%s",
                Output.time(detection.lastMicros()),
                detection.severity(),
                detection.confidence(),
                detection.kind(),
                source(detection),
                detection.target().isUnspecified() ? "-" : detection.target(),
                detection.evidence(),
                detection.kind().mitreId().isEmpty()
                        ? ""
                        : " [" + detection.kind().mitreId() + "]");
    }

    private static String source(Detection detection) {
        if (detection.hasSource()) {
            return detection.sourceMac().isPresent()
                    ? detection.source() + " (" + detection.sourceMac() + ")"
                    : detection.source().toString();
        }
        return detection.sourceMac().toString();
    }

    private static String json(Detection detection, Score score, boolean explain) {
        JsonLine line = new JsonLine()
                .text("event", "detection")
                .text("id", detection.id())
                .text("time", Output.time(detection.lastMicros()))
                .text("first_time", Output.time(detection.firstMicros()))
                .text("attack_type", detection.kind().name())
                .number("layer", detection.kind().layer())
                .text("severity", detection.severity().name())
                .number("confidence", detection.confidence())
                .text("source", detection.hasSource() ? detection.source().toString() : "")
                .text(
                        "source_mac",
                        detection.sourceMac().isPresent()
                                ? detection.sourceMac().toString()
                                : "")
                .text(
                        "target",
                        detection.target().isUnspecified()
                                ? ""
                                : detection.target().toString())
                .text("mitre_id", detection.kind().mitreId())
                .text("evidence", detection.evidence())
                .number("evidence_number", detection.evidenceNumber())
                .text("detector", detection.detector())
                .text("sensor", detection.sensor())
                .truth("internal", detection.internal())
                .number("qsecbit", score.value())
                .text("band", score.band().name());
        if (explain) {
            for (Term term : score.terms().list()) {
                line.number(term.name(), term.contribution());
                line.text(term.name() + "_reason", term.reason());
            }
        }
        return line.end();
    }
}
