package com.hookprobe.qsecbit.federation.tool;

import com.hookprobe.qsecbit.detection.tool.JsonLine;
import com.hookprobe.qsecbit.federation.tool.behaviour.Recording;
import com.hookprobe.qsecbit.federation.tool.behaviour.SensorFingerprints;
import com.hookprobe.qsecbit.federation.tool.honeypot.HoneypotHit;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hookprobe federation fingerprint}. */
@Command(
        name = "fingerprint",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "The 256 bytes that tell what a host's traffic looks like (docs/spec/fingerprint.md), of recordings: packets, Zeek,",
            "Suricata. With --compare how near the recordings are to one another; each is then TOOL@SITE=PATH, and PATH may",
            "end in ,HOST for another host than the busiest.",
            "Exit code 0: read, and with --compare each tool is nearer to itself at another site than to any other tool at",
            "its own (with --honeypot: in three of four pairs of pairs); 1: it is not; 2: wrong usage, or a file that cannot be read."
        })
final class FingerprintCommand implements Callable<Integer> {
    private static final double NEARER_MIN = 0.75;

    @Parameters(
            paramLabel = "RECORDING",
            arity = "1..*",
            description = "a file, or a folder of files that belong together; with --compare TOOL@SITE=PATH")
    private List<String> recordings = List.of();

    @Option(names = "--compare", description = "compare the recordings with one another")
    private boolean compare;

    @Option(
            names = "--honeypot",
            description = {
                "the recordings are hits at honeypots, as for `replay --honeypot`: is a source at two sensors nearer to itself",
                "than two sources at one sensor are to each other?"
            })
    private boolean honeypot;

    @Option(names = "--json", description = "one JSON object a line; with --compare the last one is the figure")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    private record Named(String tool, String site, Recording recording) {
        String label() {
            return tool + "@" + site;
        }
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Output.of(spec);
        if (compare && honeypot) {
            throw Output.wrong(spec, "expected one of --compare and --honeypot; found both");
        }
        if (compare) {
            return compare(out);
        }
        if (honeypot) {
            return honeypots(out);
        }
        for (String path : recordings) {
            Recording recording = read(path);
            recording.windows().forEach(window -> {
                String hex = HexFormat.of().formatHex(window.bytes());
                out.println(
                        json
                                ? new JsonLine()
                                        .text("event", "fingerprint")
                                        .text("recording", path)
                                        .text("host", recording.host().toString())
                                        .text("bytes", hex)
                                        .end()
                                : path + " " + recording.host() + " " + hex);
            });
        }
        out.flush();
        return 0;
    }

    private int honeypots(PrintWriter out) throws IOException {
        boolean reached = true;
        for (String path : recordings) {
            SensorFingerprints.Result result = SensorFingerprints.compare(HoneypotHit.read(Path.of(path)));
            boolean nearer = result.samePairs() > 0 && result.otherPairs() > 0 && result.nearer() >= NEARER_MIN;
            reached &= nearer;
            out.println(json ? honeypotJson(path, result, nearer) : honeypotText(path, result));
        }
        out.flush();
        return reached ? 0 : 1;
    }

    private static String honeypotJson(String path, SensorFingerprints.Result result, boolean reached) {
        return new JsonLine()
                .text("event", "fingerprint_sensors")
                .text("recording", path)
                .number("sources", result.sources())
                .number("same_tool_other_site_pairs", result.samePairs())
                .number("other_tool_same_site_pairs", result.otherPairs())
                .number("same_tool_other_site_cosine", result.sameCosine())
                .number("other_tool_same_site_cosine", result.otherCosine())
                .number("nearer", result.nearer())
                .number("same_tool_matched", result.sameMatched())
                .number("other_tool_matched", result.otherMatched())
                .truth("reached", reached)
                .end();
    }

    private static String honeypotText(String path, SensorFingerprints.Result result) {
        return String.format(
                Locale.ROOT,
                "%s: %d sources at two sensors or more%n"
                        + "one source at two sensors:  %6d pairs, mean cosine %.3f, %.1f %% match by bands%n"
                        + "two sources at one sensor:  %6d pairs, mean cosine %.3f, %.1f %% match by bands%n"
                        + "The first is nearer than the second in %.1f %% of all pairs of pairs; wanted: %.0f %%.",
                path,
                result.sources(),
                result.samePairs(),
                result.sameCosine() / 1000,
                100 * result.sameMatched(),
                result.otherPairs(),
                result.otherCosine() / 1000,
                100 * result.otherMatched(),
                100 * result.nearer(),
                100 * NEARER_MIN);
    }

    private int compare(PrintWriter out) throws IOException {
        List<Named> all = new ArrayList<>();
        for (String text : recordings) {
            all.add(named(text));
        }
        double worstSame = Double.POSITIVE_INFINITY;
        double worstOther = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                Named a = all.get(i);
                Named b = all.get(j);
                Recording.Nearness nearness = a.recording().to(b.recording());
                show(out, a, b, nearness);
                boolean sameTool = a.tool().equals(b.tool());
                boolean sameSite = a.site().equals(b.site());
                if (sameTool && !sameSite) {
                    worstSame = Math.min(worstSame, nearness.cosine());
                } else if (!sameTool && sameSite) {
                    worstOther = Math.max(worstOther, nearness.cosine());
                }
            }
        }
        if (Double.isInfinite(worstSame) || Double.isInfinite(worstOther)) {
            throw Output.wrong(
                    spec,
                    "--compare expects a tool that is at two sites, and two tools that are at one; found neither or one");
        }
        boolean reached = worstSame > worstOther;
        figure(out, worstSame, worstOther, reached);
        out.flush();
        return reached ? 0 : 1;
    }

    private void show(PrintWriter out, Named a, Named b, Recording.Nearness nearness) {
        if (json) {
            out.println(new JsonLine()
                    .text("event", "fingerprint_pair")
                    .text("a", a.label())
                    .text("b", b.label())
                    .number("cosine_thousandths", nearness.cosine())
                    .number("equal_bands_of_16", nearness.bands())
                    .end());
        } else {
            out.printf(
                    Locale.ROOT,
                    "%-28s %-28s cosine %6.3f  equal bands %5.2f of 16%n",
                    a.label(),
                    b.label(),
                    nearness.cosine() / 1000,
                    nearness.bands());
        }
    }

    private void figure(PrintWriter out, double worstSame, double worstOther, boolean reached) {
        if (json) {
            out.println(new JsonLine()
                    .text("event", "fingerprint_figure")
                    .number("same_tool_other_site_min", worstSame)
                    .number("other_tool_same_site_max", worstOther)
                    .truth("reached", reached)
                    .end());
        } else {
            out.printf(
                    Locale.ROOT,
                    "One tool at two sites: at least %.3f. Two tools at one site: at most %.3f.%n",
                    worstSame / 1000,
                    worstOther / 1000);
        }
    }

    private Named named(String text) throws IOException {
        int equals = text.indexOf('=');
        int at = text.indexOf('@');
        if (at < 1 || equals < at + 2 || equals == text.length() - 1) {
            throw Output.wrong(spec, "--compare expects TOOL@SITE=PATH; found '" + text + "'");
        }
        return new Named(text.substring(0, at), text.substring(at + 1, equals), read(text.substring(equals + 1)));
    }

    private static Recording read(String text) throws IOException {
        int comma = text.lastIndexOf(',');
        Optional<IpAddress> host = comma < 0 ? Optional.empty() : IpAddress.parse(text.substring(comma + 1));
        return Recording.read(Path.of(host.isPresent() ? text.substring(0, comma) : text), host);
    }
}
