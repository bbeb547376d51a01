package com.hookprobe.qsecbit.federation.tool;

import com.hookprobe.qsecbit.detection.tool.JsonLine;
import com.hookprobe.qsecbit.federation.tool.honeypot.HoneypotHit;
import com.hookprobe.qsecbit.federation.tool.honeypot.HoneypotReplay;
import com.hookprobe.qsecbit.federation.tool.honeypot.HoneypotResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What sharing prevents at honeypots, as a table.
 *
 * @param file the recording
 * @param wayMicros how long a message takes to the correlator, and as long again back
 * @param seed of keys and nonces
 * @param json one JSON object a line
 */
record HoneypotReport(Path file, long wayMicros, long seed, boolean json) {
    private static final double SHARE_MIN = 0.96;
    private static final int OWNERS_MAX = 3;
    private static final double PERCENT = 100;
    private static final double MICROS_PER_MS = 1000;
    private static final double SECONDS_PER_HOUR = 3600;

    int print(PrintWriter out) throws IOException {
        HoneypotReplay replay = new HoneypotReplay(HoneypotHit.read(file), wayMicros, wayMicros, seed);
        List<HoneypotResult> results = new ArrayList<>();
        for (int owners = 1; owners <= OWNERS_MAX; owners++) {
            results.add(replay.decoys(owners));
            results.add(replay.standard(owners));
        }
        HoneypotResult first = results.get(0);
        if (!json) {
            out.printf(
                    Locale.ROOT,
                    "%d hits; %d first contacts of sources that another sensor had seen, %d of them within the same minute;"
                            + " %.0f ms from hit to block%n",
                    first.hits(),
                    first.firstContacts(),
                    first.sameMinute(),
                    2 * wayMicros / MICROS_PER_MS);
            out.println("owners (k)  block holds  prevented    share  hits blocked  reports  decisions");
        }
        results.forEach(result -> row(out, result));
        boolean reached = first.share() >= SHARE_MIN;
        if (json) {
            out.println(fields(new JsonLine().text("event", "honeypot_figure"), first)
                    .number("share_wanted", SHARE_MIN)
                    .truth("reached", reached)
                    .end());
        } else {
            out.printf(
                    Locale.ROOT,
                    "With k = 1 %.1f %% are prevented; wanted: %.0f %%. A second owner's word cannot prevent what happens at"
                            + " the second.%n",
                    PERCENT * first.share(),
                    PERCENT * SHARE_MIN);
        }
        out.flush();
        return reached ? 0 : 1;
    }

    private void row(PrintWriter out, HoneypotResult result) {
        if (json) {
            out.println(fields(new JsonLine().text("event", "honeypot"), result).end());
            return;
        }
        out.printf(
                Locale.ROOT,
                "%-10d %9.0f h %10d %7.1f %% %13d %8d %10d%n",
                result.owners(),
                result.ttlSeconds() / SECONDS_PER_HOUR,
                result.prevented(),
                PERCENT * result.share(),
                result.hitsBlocked(),
                result.counts().reports(),
                result.counts().decisions());
    }

    private JsonLine fields(JsonLine line, HoneypotResult result) {
        return line.number("k", result.owners())
                .number("block_seconds", result.ttlSeconds())
                .number("latency_ms", 2 * wayMicros / MICROS_PER_MS)
                .number("hits", result.hits())
                .number("first_contacts", result.firstContacts())
                .number("same_minute", result.sameMinute())
                .number("preventable_at_one_minute", result.firstContacts() - result.sameMinute())
                .number("prevented", result.prevented())
                .number("share", result.share())
                .number("hits_blocked", result.hitsBlocked())
                .number("reports", result.counts().reports())
                .number("decisions", result.counts().decisions());
    }
}
