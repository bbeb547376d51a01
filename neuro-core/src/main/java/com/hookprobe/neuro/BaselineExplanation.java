package com.hookprobe.neuro;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** One sentence or two for a person: what was found, and what was allowed. */
final class BaselineExplanation {
    /** So that it stays a sentence. */
    private static final int ALLOWED_SHOWN = 3;

    private BaselineExplanation() {}

    /** Of a record; {@code windows} are those of the whole baseline, in the order of time. */
    static String of(Ter ter, long atMicros, IntegrityBaseline.Standing standing, List<BaselineWindow> windows) {
        String valueHex = HexFormat.of().formatHex(ter.integrity());
        List<BaselineWindow> own =
                windows.stream().filter(w -> w.valueHex().equals(valueHex)).toList();
        String found = "H_Integrity " + valueHex + " at " + Micros.text(atMicros);
        return switch (standing) {
            case ALLOWED -> found + " is allowed: " + allowed(own, atMicros) + ".";
            case RETIRED -> found + " was retired: " + retired(own, atMicros) + ". " + others(windows, atMicros);
            case NOT_YET_VALID ->
                found + " is not yet valid: it is allowed from "
                        + Micros.text(own.get(0).notBeforeMicros()) + " on. " + others(windows, atMicros);
            case NEVER_KNOWN ->
                found + " was never known to this baseline: no enrolment and no change names it. "
                        + others(windows, atMicros);
        };
    }

    private static String allowed(List<BaselineWindow> own, long atMicros) {
        return own.stream()
                .filter(window -> window.contains(atMicros))
                .findFirst()
                .map(BaselineWindow::toString)
                .orElse("any value is");
    }

    private static String retired(List<BaselineWindow> own, long atMicros) {
        List<BaselineWindow> before =
                own.stream().filter(w -> w.notAfterMicros() < atMicros).toList();
        String ended = before.isEmpty()
                ? "it ended before it became valid"
                : "it was allowed until "
                        + Micros.text(before.get(before.size() - 1).notAfterMicros());
        String again = own.stream()
                .filter(window -> window.notBeforeMicros() > atMicros)
                .findFirst()
                .map(window -> ", and is again from " + Micros.text(window.notBeforeMicros()) + " on")
                .orElse("");
        return ended + again;
    }

    private static String others(List<BaselineWindow> windows, long atMicros) {
        List<BaselineWindow> then =
                windows.stream().filter(window -> window.contains(atMicros)).toList();
        if (then.isEmpty()) {
            return "No value was allowed at that time.";
        }
        int hidden = then.size() - ALLOWED_SHOWN;
        return "Allowed at that time: "
                + then.stream()
                        .limit(ALLOWED_SHOWN)
                        .map(BaselineWindow::toString)
                        .collect(Collectors.joining("; "))
                + (hidden > 0 ? "; and " + hidden + " more" : "") + ".";
    }
}
