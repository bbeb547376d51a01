package com.hookprobe.qsecbit.federation.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.federation.tool.intrusion.IntrusionResult;
import com.hookprobe.qsecbit.federation.tool.intrusion.IntrusionStudy;
import com.hookprobe.qsecbit.federation.tool.intrusion.StepResult;
import com.hookprobe.testsupport.SharedData;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class IntrusionReplayCommandTest {
    private static final String HEAD = "time,name,ip,host,short,time_label,event_label\n";
    private static final long HOUR = 3600;
    private static final long DAY = 24 * HOUR;
    private static final long START = 19_000 * DAY;
    private static final long WAY = 7_500_000;
    private static final List<String> ATTACK = List.of("port scan", "odd user agent", "shell by web", "new root");

    @TempDir
    Path folder;

    @Test
    void anIntrusionAtOneSiteIsBlockedAtTheNext() throws IOException {
        twoSites("intrusion");
        IntrusionResult result = IntrusionStudy.read(folder, WAY, 1).machines(1);
        assertThat(result.steps())
                .containsExactly(
                        // A site's own burst is blocked 15 s after its fourth class: what comes again then.
                        new StepResult("east", "intrusion", 5, 1, false),
                        new StepResult("west", "intrusion", 5, 5, true));
        assertThat(result.pairsProtected()).isEqualTo(2);
        assertThat(result.pairsAtOnce()).isEqualTo(1);
        // Noise of every hour is the site's own; the one stray alert of the west that is like the attack's is not.
        assertThat(result.benign()).isEqualTo(2 * 96 + 1);
        assertThat(result.benignBlocked()).isEqualTo(1);
        assertThat(result.costliest()).containsExactly("1 odd user agent");
        assertThat(result.reports()).isGreaterThan(7);
    }

    @Test
    void twoSitesMustSaySoWhereTwoAreWanted() throws IOException {
        twoSites("intrusion");
        assertThat(IntrusionStudy.read(folder, WAY, 1).machines(2).steps())
                .containsExactly(
                        new StepResult("east", "intrusion", 5, 0, false),
                        new StepResult("west", "intrusion", 5, 1, false));
    }

    @Test
    void nothingThatDecidesLooksAtLabels() throws IOException {
        twoSites("intrusion");
        IntrusionResult labelled = IntrusionStudy.read(folder, WAY, 1).machines(1);
        twoSites("-");
        IntrusionResult unlabelled = IntrusionStudy.read(folder, WAY, 1).machines(1);
        assertThat(unlabelled.steps()).isEmpty();
        assertThat(unlabelled.benignBlocked())
                .isEqualTo(labelled.benignBlocked()
                        + labelled.steps().stream()
                                .mapToLong(StepResult::blocked)
                                .sum());
        assertThat(unlabelled.reports()).isEqualTo(labelled.reports());
        assertThat(unlabelled.decisions()).isEqualTo(labelled.decisions());
    }

    @Test
    void theRuleToBeatIsReckonedAsTheDesignSays() throws IOException {
        twoSites("intrusion");
        List<IntrusionResult> results = IntrusionStudy.read(folder, WAY, 1).namesOnly();
        assertThat(results).hasSize(9);
        // On first sight of a name that the first 12 h did not hold: the east's own scan comes again after 15 s.
        assertThat(results.get(0).steps())
                .containsExactly(
                        new StepResult("east", "intrusion", 5, 1, false),
                        new StepResult("west", "intrusion", 5, 5, true));
        assertThat(results.get(1).pairsProtected()).isEqualTo(1);
        assertThat(results.get(2).pairsProtected()).isZero();
    }

    @Test
    void theOrderOfTheSitesCanBeChangedAndOnesLeftOut() throws IOException {
        twoSites("intrusion");
        IntrusionStudy study = IntrusionStudy.read(folder, WAY, 1);
        assertThat(study.without("east").steps()).containsExactly(new StepResult("west", "intrusion", 5, 1, false));
        assertThat(List.of(1, 2, 3, 4, 5, 6, 7, 8))
                .anyMatch(number -> study.reordered(number).steps().get(0).atOnce());
    }

    @Test
    void theCommandPrintsTheTableAndTheFigure() throws IOException {
        twoSites("intrusion");
        Shell shell = Shell.run("replay", "--json", "--baseline", "--steps", "--ait", folder.toString());
        // One stray alert of 193 is more than 0.3 %.
        assertThat(shell.exitCode()).isEqualTo(1);
        assertThat(shell.lines()).hasSize(9 + 3 + 2 + 1);
        assertThat(shell.last())
                .contains(
                        "\"event\":\"intrusion_figure\"", "\"pairs\":2", "\"pairs_protected\":2", "\"reached\":false");
        Shell text = Shell.run("replay", "--leave-one-out", "--orders", "1", "--ait", folder.toString());
        assertThat(text.out()).contains("2 sites: east, west; 15.000 s", "without west", "order 1", "2 of 2");
    }

    @Test
    void whatCannotBeReadIsTold() throws IOException {
        assertThat(Shell.run("replay", "--ait", folder.toString()).errors()).contains("_alerts.csv", "found none");
        Path file = Files.writeString(folder.resolve("a_alerts.csv"), "time,name\n1,x\n");
        assertThat(Shell.run("replay", "--ait", folder.toString()).errors()).contains("expected a first line");
        Files.writeString(file, HEAD + "noon,x,,h,,,-\n");
        Shell shell = Shell.run("replay", "--ait", folder.toString());
        assertThat(shell.exitCode()).isEqualTo(2);
        assertThat(shell.errors()).contains("line 2");
        Files.writeString(file, HEAD + "1,\"x,,h,,,-\n");
        assertThat(Shell.run("replay", "--ait", folder.toString()).errors()).contains("quoted field");
        Files.writeString(file, HEAD + "1,\"x, \"\"y\"\"\",,h,,,-\n");
        Files.copy(packed("a_alerts.csv.gz", HEAD + "1,x,,h,,,-\n"), folder.resolve("b_alerts.csv.gz"));
        assertThat(Shell.run("replay", "--ait", folder.toString()).errors()).contains("found two for a");
        assertThat(Shell.run("replay", "--ait", folder.toString(), "--orders", "-1")
                        .errors())
                .contains("--orders expects");
    }

    @Test
    @EnabledIf("com.hookprobe.testsupport.SharedData#present")
    void theRealIntrusionMeetsBlocksAndLittleElseDoes() throws IOException {
        IntrusionStudy study = IntrusionStudy.read(SharedData.file("data/ait-ads"), WAY, 1);
        IntrusionResult result = study.machines(1);
        IntrusionResult best = study.namesOnly().get(0);
        // 46 of 65 on all 8 sites; the 4 that are here have 34 pairs.
        assertThat(result.pairsProtected() / (double) result.steps().size()).isGreaterThanOrEqualTo(46 / 65.0);
        assertThat(result.benignShare()).isLessThanOrEqualTo(0.003).isLessThan(best.benignShare());
        assertThat(result.pairsProtected()).isGreaterThan(best.pairsProtected());
    }

    /** East is attacked on its third day, west a day later; both have noise in every hour of four days. */
    private void twoSites(String label) throws IOException {
        StringBuilder east = new StringBuilder(HEAD);
        StringBuilder west = new StringBuilder(HEAD);
        for (int hour = 0; hour < 96; hour++) {
            line(east, START + hour * HOUR, "login", "mail", "-");
            line(west, START + DAY + hour * HOUR, "login", "mail", "-");
        }
        attack(east, START + 2 * DAY + 5 * HOUR + 100, label);
        attack(west, START + 3 * DAY + 5 * HOUR + 100, label);
        line(west, START + 3 * DAY + 9 * HOUR, "odd user agent", "web", "-");
        Files.writeString(folder.resolve("east_alerts.csv"), east);
        packed("west_alerts.csv.gz", west.toString());
    }

    private Path packed(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    private static void attack(StringBuilder to, long seconds, String label) {
        for (int i = 0; i < ATTACK.size(); i++) {
            line(to, seconds + i, ATTACK.get(i), "web", label);
        }
        line(to, seconds + 30, ATTACK.get(0), "web", label);
    }

    private static void line(StringBuilder to, long seconds, String name, String host, String label) {
        to.append(String.format(Locale.ROOT, "%d,%s,192.0.2.1,%s,X,x,%s%n", seconds, name, host, label));
    }
}
