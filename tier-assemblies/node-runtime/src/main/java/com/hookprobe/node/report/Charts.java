package com.hookprobe.node.report;

import com.hookprobe.node.report.core.ReportData.Day;
import com.hookprobe.node.report.core.ReportData.Seen;
import com.hookprobe.node.report.core.Words;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Pictures of a month as SVG; each has its numbers as text beside it, or in its label. */
final class Charts {
    private static final double WIDTH = 720;
    private static final double LEFT = 42;
    private static final double TOP = 8;
    private static final double HEIGHT = 150;

    private Charts() {}

    private static String n(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static double step(List<Day> days) {
        return (WIDTH - LEFT) / days.size();
    }

    private static Html frame(String label, double height) {
        return new Html()
                .open("svg", "viewBox", "0 0 " + n(WIDTH) + " " + n(height), "role", "img", "aria-label", label);
    }

    private static void dates(Html svg, List<Day> days, double y) {
        for (int i = 0; i < days.size(); i++) {
            String date = days.get(i).date();
            int day = Integer.parseInt(date.substring(date.length() - 2));
            if (day == 1 || day % 5 == 0) {
                svg.leaf("text", day, "class", "date", "x", n(LEFT + (i + 0.5) * step(days)), "y", n(y));
            }
        }
    }

    /** The score of a site: each day's mean as a line, its highest as a point; the bands behind. */
    static String score(List<Day> days) {
        Html svg = frame("The danger score of each day, 0 to 1: its mean and its highest value", TOP + HEIGHT + 24);
        band(svg, 0.70, 1, "red-zone");
        band(svg, 0.45, 0.70, "amber-zone");
        band(svg, 0, 0.45, "green-zone");
        for (double mark : new double[] {0, 0.45, 0.70, 1}) {
            svg.leaf(
                    "text",
                    mark == 0 || mark == 1 ? n(mark).substring(0, 1) : String.format(Locale.ROOT, "%.2f", mark),
                    "class",
                    "scale",
                    "x",
                    n(LEFT - 6),
                    "y",
                    n(y(mark) + 3.5));
        }
        StringBuilder line = new StringBuilder();
        boolean before = false;
        for (int i = 0; i < days.size(); i++) {
            Day day = days.get(i);
            boolean known = day.recorded() && day.mean() >= 0;
            double x = LEFT + (i + 0.5) * step(days);
            if (known) {
                line.append(before ? 'L' : 'M').append(n(x)).append(' ').append(n(y(day.mean())));
                svg.empty(
                        "line",
                        "class",
                        "reach",
                        "x1",
                        n(x),
                        "x2",
                        n(x),
                        "y1",
                        n(y(day.mean())),
                        "y2",
                        n(y(day.highest())));
                svg.empty("circle", "class", "highest", "cx", n(x), "cy", n(y(day.highest())), "r", "2.6");
                svg.empty("circle", "class", "mean", "cx", n(x), "cy", n(y(day.mean())), "r", "2.2");
            }
            before = known;
        }
        svg.empty("path", "class", "course", "d", line.length() == 0 ? "M0 0" : line);
        dates(svg, days, TOP + HEIGHT + 16);
        return svg.close("svg").toString();
    }

    private static double y(double score) {
        return TOP + HEIGHT * (1 - Math.min(1, Math.max(0, score)));
    }

    private static void band(Html svg, double from, double to, String name) {
        svg.empty(
                "rect",
                "class",
                name,
                "x",
                n(LEFT),
                "width",
                n(WIDTH - LEFT),
                "y",
                n(y(to)),
                "height",
                n(y(from) - y(to)));
    }

    /** For each day what share of the time its score was in which band, from below: green, amber, red; the rest is not known. */
    static String bands(List<Day> days) {
        Html svg = frame(
                "For each day the share of time in which the danger score was low, raised or high", TOP + HEIGHT + 24);
        svg.empty(
                "rect",
                "class",
                "unknown-zone",
                "x",
                n(LEFT),
                "y",
                n(TOP),
                "width",
                n(WIDTH - LEFT),
                "height",
                n(HEIGHT));
        for (int i = 0; i < days.size(); i++) {
            Day day = days.get(i);
            double whole = Math.max(Math.max(day.expected(), day.green() + day.amber() + day.red()), 1);
            double bottom = TOP + HEIGHT;
            bottom = stack(svg, i, days, bottom, day.green() / whole, "green");
            bottom = stack(svg, i, days, bottom, day.amber() / whole, "amber");
            stack(svg, i, days, bottom, day.red() / whole, "red");
        }
        for (int percent : new int[] {0, 50, 100}) {
            svg.leaf("text", percent + " %", "class", "scale", "x", n(LEFT - 6), "y", n(y(percent / 100.0) + 3.5));
        }
        dates(svg, days, TOP + HEIGHT + 16);
        return svg.close("svg").toString();
    }

    private static double stack(Html svg, int i, List<Day> days, double bottom, double share, String name) {
        double height = HEIGHT * Math.min(1, share);
        if (height < 0.05) {
            return bottom;
        }
        double step = step(days);
        svg.empty(
                "rect",
                "class",
                name,
                "x",
                n(LEFT + i * step + 1.5),
                "width",
                n(step - 3),
                "y",
                n(bottom - height),
                "height",
                n(height));
        return bottom - height;
    }

    /** A row of days, each filled as far as devices were here. */
    static String presence(List<Day> days) {
        double high = 40;
        Html svg = frame("For each day the share of time for which devices were heard", high + 24);
        double step = step(days);
        ToDoubleFunction<Day> share = day -> day.expected() <= 0 ? 0 : Math.min(1, (double) day.up() / day.expected());
        for (int i = 0; i < days.size(); i++) {
            Day day = days.get(i);
            double x = LEFT + i * step + 1.5;
            svg.empty(
                    "rect",
                    "class",
                    day.recorded() ? "lack" : "unknown-zone",
                    "x",
                    n(x),
                    "y",
                    "0",
                    "width",
                    n(step - 3),
                    "height",
                    n(high));
            double filled = day.recorded() ? high * share.applyAsDouble(day) : 0;
            svg.empty(
                    "rect",
                    "class",
                    "green",
                    "x",
                    n(x),
                    "y",
                    n(high - filled),
                    "width",
                    n(step - 3),
                    "height",
                    n(filled));
        }
        dates(svg, days, high + 16);
        return svg.close("svg").toString();
    }

    /** One bar of an attack's kind, in parts by severity; its length against that of the commonest kind. */
    static String parts(Seen seen, long most) {
        Html svg = new Html()
                .open(
                        "svg",
                        "viewBox",
                        "0 0 200 12",
                        "preserveAspectRatio",
                        "none",
                        "class",
                        "parts",
                        "role",
                        "img",
                        "aria-label",
                        Words.counted(seen.critical(), "critical", "critical") + ", " + seen.high() + " severe, "
                                + seen.medium() + " medium, " + (seen.low() + seen.slight()) + " slight");
        double x = 0;
        long[] counts = {seen.critical(), seen.high(), seen.medium(), seen.low() + seen.slight()};
        String[] names = {"critical", "high", "medium", "low"};
        for (int i = 0; i < counts.length; i++) {
            double width = counts[i] == 0 ? 0 : Math.max(2, 200.0 * counts[i] / Math.max(1, most));
            if (width > 0) {
                svg.empty(
                        "rect",
                        "class",
                        names[i],
                        "x",
                        n(x),
                        "y",
                        "0",
                        "width",
                        n(Math.min(width, 200 - x)),
                        "height",
                        "12");
                x = Math.min(200, x + width);
            }
        }
        return svg.close("svg").toString();
    }
}
