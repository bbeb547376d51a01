package com.hookprobe.node.observe;

import java.util.List;
import java.util.Locale;

/** A sheet in Prometheus's text format 0.0.4, or in OpenMetrics 1.0. */
public final class Exposition {
    /** The media type of {@link #prometheus}. */
    public static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    /** The media type of {@link #openMetrics}. */
    public static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final StringBuilder out = new StringBuilder(1 << 14);
    private final boolean open;

    private Exposition(boolean open) {
        this.open = open;
    }

    /** True when an Accept header prefers OpenMetrics to plain text. */
    public static boolean prefersOpenMetrics(String accept) {
        double openMetrics = 0;
        double text = 0;
        for (String range : accept.toLowerCase(Locale.ROOT).split(",")) {
            String type = range.split(";", 2)[0].strip();
            if (type.equals("application/openmetrics-text")) {
                openMetrics = Math.max(openMetrics, quality(range));
            } else if (type.equals("text/plain") || type.equals("text/*") || type.equals("*/*")) {
                text = Math.max(text, quality(range));
            }
        }
        return openMetrics > 0 && openMetrics >= text;
    }

    private static double quality(String range) {
        for (String parameter : range.split(";")) {
            String stripped = parameter.strip();
            if (stripped.startsWith("q=")) {
                try {
                    return Double.parseDouble(stripped.substring(2));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }

    /** Prometheus's text format. */
    public static String prometheus(Sheet sheet) {
        return new Exposition(false).text(sheet);
    }

    /** OpenMetrics. */
    public static String openMetrics(Sheet sheet) {
        return new Exposition(true).text(sheet);
    }

    private String text(Sheet sheet) {
        for (Sheet.Family family : sheet.families()) {
            Metric metric = family.metric();
            String name = open ? metric.name() : metric.queried();
            boolean plainInfo = !open && metric.kind() == Metric.Kind.INFO;
            line("# TYPE ", name, " ", plainInfo ? "gauge" : metric.kind().word());
            if (open && !metric.unit().isEmpty()) {
                line("# UNIT ", name, " ", metric.unit());
            }
            line("# HELP ", name, " ", metric.meaning().replace("\\", "\\\\").replace("\n", "\\n"));
            for (Sheet.Series series : family.series().values()) {
                series(metric, series);
            }
        }
        if (open) {
            line("# EOF");
        }
        return out.toString();
    }

    private void series(Metric metric, Sheet.Series series) {
        if (metric.kind() != Metric.Kind.HISTOGRAM) {
            line(metric.queried(), labels(metric, series, ""), " ", number(series.value()));
            return;
        }
        Histogram.Counted counted = series.counted();
        long below = 0;
        for (int i = 0; i < counted.counts().size(); i++) {
            below += counted.counts().get(i);
            String bound = i < counted.bounds().size() ? bound(counted.bounds().get(i)) : "+Inf";
            line(metric.name(), "_bucket", labels(metric, series, bound), " ", Long.toString(below));
        }
        line(metric.name(), "_sum", labels(metric, series, ""), " ", number(counted.sum()));
        line(metric.name(), "_count", labels(metric, series, ""), " ", Long.toString(below));
    }

    private static String labels(Metric metric, Sheet.Series series, String bound) {
        StringBuilder text = new StringBuilder();
        List<String> names = metric.labels();
        for (int i = 0; i < names.size(); i++) {
            pair(text, names.get(i), series.labels().get(i));
        }
        if (!bound.isEmpty()) {
            pair(text, "le", bound);
        }
        return text.length() == 0 ? "" : text.append('}').toString();
    }

    private static void pair(StringBuilder text, String name, String value) {
        text.append(text.length() == 0 ? '{' : ',').append(name).append("=\"");
        text.append(value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"))
                .append('"');
    }

    /** OpenMetrics wants a point in each. */
    private String bound(double bound) {
        return open ? Double.toString(bound) : number(bound);
    }

    /** Whole numbers without a point: Prometheus reads both, people rather these. */
    private static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return Double.toString(value);
    }

    private void line(String... parts) {
        for (String part : parts) {
            out.append(part);
        }
        out.append('\n');
    }
}
