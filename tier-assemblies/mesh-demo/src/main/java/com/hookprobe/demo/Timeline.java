package com.hookprobe.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hookprobe.node.log.EventLog;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prints what happens as it happens. For people, repeated kinds of lines are folded after the first few, so that the
 * walk of one event stays visible; for programs (NDJSON) nothing is folded.
 */
final class Timeline {
    private static final int LINES_PER_KIND = 6;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream out;
    private final boolean json;
    private final long startNs;
    private final Map<String, Integer> seen = new HashMap<>();

    Timeline(PrintStream out, boolean json, long startNs) {
        this.out = out;
        this.json = json;
        this.startNs = startNs;
    }

    /** A line of the demo's own. */
    void say(String text) {
        if (json) {
            out.println(EventLog.json(Map.of("event", "demo", "t_ms", elapsedMs(), "text", text)));
        } else {
            line("demo", text);
        }
    }

    void show(NodeEvent event) {
        if (json) {
            ObjectNode copy = JSON.createObjectNode();
            copy.put("event", event.name());
            copy.put("node", event.node());
            copy.put("t_ms", elapsedMs());
            for (Iterator<String> names = event.fields().fieldNames(); names.hasNext(); ) {
                String name = names.next();
                if (!copy.has(name)) {
                    copy.set(name, event.fields().get(name));
                }
            }
            out.println(copy);
            return;
        }
        String text = describe(event);
        if (text.isEmpty()) {
            return;
        }
        int count = seen.merge(foldKey(event), 1, Integer::sum);
        if (count <= LINES_PER_KIND || never(event)) {
            line(event.node(), text);
            if (count == LINES_PER_KIND && !never(event)) {
                line("", "   (more lines of this kind are counted, not shown)");
            }
        }
    }

    private static boolean never(NodeEvent event) {
        return switch (event.name()) {
            case "resonance_broken", "process_ended", "internal_error" -> true;
            case "checkpoint_finalised" -> event.number("blocks") > 0;
            default -> false;
        };
    }

    private static String foldKey(NodeEvent event) {
        return event.name().equals("detection")
                ? event.name() + event.text("kind")
                : event.name().equals("checkpoint_finalised") ? event.name() : event.name() + event.node();
    }

    private static String describe(NodeEvent e) {
        return switch (e.name()) {
            case "detection" ->
                "detection     %s from %s, %s, confidence %.2f, by %s"
                        .formatted(
                                e.text("kind"),
                                e.text("source"),
                                e.text("severity"),
                                e.real("confidence"),
                                e.text("detector"));
            case "qsecbit" ->
                "qsecbit       %.3f %s = drift %.3f + attack %.3f + decay %.3f + q-drift %.3f + energy %.3f"
                        .formatted(
                                e.real("value"),
                                e.text("band"),
                                e.real("drift"),
                                e.real("p_attack"),
                                e.real("decay"),
                                e.real("q_drift"),
                                e.real("energy"));
            case "decision" ->
                "decision      %s %s for %s s (%s)"
                        .formatted(
                                e.text("action"),
                                e.text("indicator"),
                                e.text("ttl_s"),
                                e.text("enforced_by").split(":", 2)[0]);
            case "microblock" ->
                "microblock    #%s %s, payload hash only, with %s"
                        .formatted(e.text("seq"), e.text("hash").substring(0, 12), e.text("type"));
            case "signature_sent" -> "signature     tag %s to %s".formatted(e.text("tag"), e.text("to"));
            case "signature_broadcast" ->
                "confirmed     tag %s by %s site(s), %s witnesses in %.1f ms: decision %s to %s nodes"
                        .formatted(
                                e.text("tag"),
                                e.text("sites"),
                                e.text("witnesses"),
                                e.number("witnessed_us") / 1000.0,
                                e.text("decision"),
                                e.text("sent_to"));
            case "alert_unverified" ->
                "UNVERIFIED    decision %s found no quorum of witnesses (%s): shown, not acted on"
                        .formatted(e.text("decision"), e.text("reason"));
            case "decision_unverified" ->
                "shown         decision %s about %s, not acted on: %s"
                        .formatted(e.text("decision"), e.text("indicator"), e.text("reason"));
            case "witness_refused" ->
                "refused       to witness decision %s: %s".formatted(e.text("decision"), e.text("reason"));
            case "blocked" ->
                "blocked       %s, %.1f ms after the detection at the other site"
                        .formatted(e.text("indicator"), e.number("latency_us") / 1000.0);
            case "checkpoint_finalised" ->
                "checkpoint    height %s, epoch %s, %s microblocks, %s of %s signers, %.0f ms after epoch close"
                        .formatted(
                                e.text("height"),
                                e.text("epoch"),
                                e.text("blocks"),
                                e.text("signers"),
                                e.text("validators"),
                                e.real("finality_ms"));
            case "quorum_receipt" ->
                "receipt       #%s is held by %s of %s validators, %.1f ms after they were asked"
                        .formatted(
                                e.text("seq"),
                                e.fields().path("signers").size(),
                                e.text("validators"),
                                e.real("latency_ms"));
            case "inclusion_verified" ->
                "inclusion     proof of #%s in checkpoint %s verified by the edge"
                        .formatted(e.text("seq"), e.text("height"));
            case "resonance_verified" ->
                "resonance     %s verified by replay of %s TERs".formatted(e.text("subject"), e.text("ter_sequence"));
            case "resonance_broken" ->
                "RESONANCE     %s is broken: %s at TER %s; it may not report any more"
                        .formatted(e.text("subject"), e.text("reason"), e.text("ter_sequence"));
            case "peer_rejected_us" ->
                e.text("code").equals("REVOKED") ? "refused       by %s: revoked".formatted(e.text("peer")) : "";
            case "report_refused" -> "refused       a report of %s: %s".formatted(e.text("from"), e.text("reason"));
            case "internal_error" -> "INTERNAL      " + e.text("error") + " at " + e.text("at");
            case "process_ended" -> "process       ended";
            default -> "";
        };
    }

    private void line(String who, String text) {
        out.printf(Locale.ROOT, "%7.2f s  %-11s %s%n", elapsedMs() / 1000.0, who, text);
    }

    /** The closing lines: the summary, and for NDJSON the one object that programs read. */
    void summary(Map<String, Object> fields, List<String> missing) {
        if (json) {
            out.println(EventLog.json(fields));
            return;
        }
        out.println();
        fields.forEach((name, value) -> {
            if (!name.equals("event") && !name.equals("missing")) {
                out.printf(Locale.ROOT, "  %-28s %s%n", name, value);
            }
        });
        missing.forEach(what -> out.println("  MISSING: " + what));
    }

    long elapsedMs() {
        return (System.nanoTime() - startNs) / 1_000_000;
    }
}
