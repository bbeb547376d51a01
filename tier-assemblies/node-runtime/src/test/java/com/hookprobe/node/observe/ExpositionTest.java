package com.hookprobe.node.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The text formats, letter by letter: what they are is in the specifications of Prometheus and OpenMetrics. */
class ExpositionTest {
    private static final Metric COUNTER =
            Metric.counter(Nodes.EVERY, "things_seconds", "Time of \\ things.", "of", "by");
    private static final Metric GAUGE = Metric.gauge(Nodes.EVERY, "level", "A level.");
    private static final Metric INFO = Metric.info(Nodes.EVERY, "build", "What it is.", "version");
    private static final Metric NEVER = Metric.counter(Nodes.EVERY, "never", "It has not happened.", "kind");
    private static final Metric TIMES = Metric.histogram(Nodes.EVERY, "times_seconds", "Times.", List.of(0.1, 1.0));

    private static Sheet sheet() {
        Sheet sheet = new Sheet(1_790_000_000_000_000L);
        sheet.set(COUNTER, 1.5, "a \"quoted\" \\ word\nand line", "b");
        sheet.add(COUNTER, 2, "x", "y");
        sheet.add(COUNTER, 2, "x", "y");
        sheet.set(GAUGE, -3);
        sheet.set(INFO, 1, "1.0");
        sheet.declare(NEVER);
        Histogram histogram = new Histogram(TIMES.bounds());
        histogram.observe(0.1);
        histogram.observe(0.5);
        histogram.observe(7);
        histogram.observe(Double.NaN);
        sheet.set(TIMES, histogram.counted());
        return sheet;
    }

    @Test
    void prometheus() {
        assertThat(Exposition.prometheus(sheet())).isEqualTo("""
                # TYPE hookprobe_build_info gauge
                # HELP hookprobe_build_info What it is.
                hookprobe_build_info{version="1.0"} 1
                # TYPE hookprobe_level gauge
                # HELP hookprobe_level A level.
                hookprobe_level -3
                # TYPE hookprobe_never_total counter
                # HELP hookprobe_never_total It has not happened.
                # TYPE hookprobe_things_seconds_total counter
                # HELP hookprobe_things_seconds_total Time of \\\\ things.
                hookprobe_things_seconds_total{of="a \\"quoted\\" \\\\ word\\nand line",by="b"} 1.5
                hookprobe_things_seconds_total{of="x",by="y"} 4
                # TYPE hookprobe_times_seconds histogram
                # HELP hookprobe_times_seconds Times.
                hookprobe_times_seconds_bucket{le="0.1"} 1
                hookprobe_times_seconds_bucket{le="1"} 2
                hookprobe_times_seconds_bucket{le="+Inf"} 3
                hookprobe_times_seconds_sum 7.6
                hookprobe_times_seconds_count 3
                """);
    }

    @Test
    void openMetrics() {
        assertThat(Exposition.openMetrics(sheet()))
                .startsWith("# TYPE hookprobe_build info\n# HELP hookprobe_build What it is.\nhookprobe_build_info{")
                .contains("# TYPE hookprobe_things_seconds counter\n# UNIT hookprobe_things_seconds seconds\n")
                .contains("\nhookprobe_things_seconds_total{of=\"x\",by=\"y\"} 4\n")
                .contains("hookprobe_times_seconds_bucket{le=\"1.0\"} 2\n")
                .endsWith("\n# EOF\n");
    }

    @Test
    void whatIsAskedForIsTold() {
        String prometheus = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1";
        assertThat(Exposition.prefersOpenMetrics(prometheus)).isTrue();
        assertThat(Exposition.prefersOpenMetrics("application/openmetrics-text"))
                .isTrue();
        assertThat(Exposition.prefersOpenMetrics("text/plain, application/openmetrics-text;q=0.5"))
                .isFalse();
        assertThat(Exposition.prefersOpenMetrics("application/openmetrics-text;q=0"))
                .isFalse();
        assertThat(Exposition.prefersOpenMetrics("application/openmetrics-text;q=x"))
                .isFalse();
        assertThat(Exposition.prefersOpenMetrics("*/*")).isFalse();
        assertThat(Exposition.prefersOpenMetrics("")).isFalse();
    }

    @Test
    void nobodyMakesASheetGrowWithoutEnd() {
        Sheet sheet = new Sheet(1);
        for (int i = 0; i < 10 * Sheet.SERIES_MAX; i++) {
            sheet.set(NEVER, 1, "kind-" + i + "x".repeat(1_000));
        }
        assertThat(sheet.leftOut()).isEqualTo(9 * Sheet.SERIES_MAX);
        assertThat(Exposition.prometheus(sheet).length()).isLessThan(200 * Sheet.SERIES_MAX);
        assertThatThrownBy(() -> sheet.set(NEVER, 1)).hasMessageContaining("[kind], found 0 values");
    }

    @Test
    void anEventIsCountedAsTheRulesSayAndItsLabelsAreBounded() {
        Metric amounts = Metric.counter(Nodes.EVERY, "amounts", "Amounts.");
        EventTally tally = new EventTally(List.of(
                EventTally.Rule.count("seen", NEVER, "kind"),
                EventTally.Rule.value("seen", amounts, "many", 1),
                EventTally.Rule.between("seen", TIMES, "from_us", "to_us")));
        for (int i = 0; i < 1_000; i++) {
            tally.take("seen", "kind", "KIND_" + i, "many", 2, "from_us", 1_000_000L, "to_us", 1_500_000L);
        }
        tally.take("seen", "kind", "KIND_0");
        tally.take("unseen", "kind", "KIND_0");
        Sheet sheet = new Sheet(1);
        tally.write(sheet, com.hookprobe.identity.Tier.MSSP);
        String text = Exposition.prometheus(sheet);
        assertThat(text)
                .contains("hookprobe_never_total{kind=\"kind_0\"} 2\n", "hookprobe_never_total{kind=\"other\"} 872\n")
                .contains("hookprobe_amounts_total 2000\n", "hookprobe_times_seconds_bucket{le=\"1\"} 1000\n");
        assertThat(text.lines().filter(line -> line.startsWith("hookprobe_never_total{")))
                .hasSize(129);
    }
}
