package com.hookprobe.qsecbit.federation.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.federation.tool.behaviour.SensorFingerprints;
import com.hookprobe.qsecbit.federation.tool.honeypot.HoneypotHit;
import com.hookprobe.qsecbit.federation.tool.honeypot.HoneypotReplay;
import com.hookprobe.qsecbit.federation.tool.honeypot.HoneypotResult;
import com.hookprobe.testsupport.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class HoneypotReplayCommandTest {
    private static final String HEAD = "datetime,host,src,proto,type,srcport,destport,srcip\n";
    private static final long WAY = 202_000;

    @TempDir
    Path folder;

    @Test
    void theNextMinuteIsPreventedTheSameMinuteIsNot() throws IOException {
        HoneypotReplay replay = replay("3/3/13 21:53,a,,TCP,,1,22,192.0.2.1\n"
                + "3/3/13 21:53,b,,TCP,,1,22,192.0.2.1\n"
                + "3/3/13 21:54,c,,TCP,,1,22,192.0.2.1\n"
                + "3/3/13 21:54,c,,TCP,,1,22,192.0.2.2\n"
                + "3/3/13 21:54,,,TCP,,1,22,192.0.2.1\n"
                + "3/3/13 21:54,d,,TCP,,1,22,\n");
        HoneypotResult one = replay.decoys(1);
        assertThat(one.hits()).isEqualTo(4);
        assertThat(one.firstContacts()).isEqualTo(2);
        assertThat(one.sameMinute()).isEqualTo(1);
        assertThat(one.prevented()).isEqualTo(1);
        assertThat(one.share()).isEqualTo(0.5);
        // Two had seen it when it came to the third.
        assertThat(replay.decoys(2).prevented()).isEqualTo(1);
        assertThat(replay.decoys(3).prevented()).isZero();
    }

    @Test
    void aBlockOfAnHourDoesNotPreventWhatComesLater() throws IOException {
        HoneypotReplay replay = replay("3/3/13 21:53,a,,TCP,,1,22,192.0.2.1\n"
                + "3/3/13 22:52,b,,TCP,,1,22,192.0.2.1\n"
                + "3/3/13 22:54,c,,TCP,,1,22,192.0.2.1\n"
                + "3/9/13 22:54,d,,TCP,,1,22,192.0.2.1\n");
        assertThat(replay.standard(1).prevented()).isEqualTo(1);
        assertThat(replay.decoys(1).prevented()).isEqualTo(3);
    }

    @Test
    void aSlowMeshPreventsLess() throws IOException {
        List<HoneypotHit> hits = HoneypotHit.read(file("3/3/13 21:53,a,,TCP,,1,22,192.0.2.1\n"
                + "3/3/13 21:54,b,,TCP,,1,22,192.0.2.1\n"
                + "3/3/13 21:55,c,,TCP,,1,22,192.0.2.1\n"));
        assertThat(new HoneypotReplay(hits, 30_000_000, 30_000_000, 1).decoys(1).prevented())
                .isEqualTo(2);
        assertThat(new HoneypotReplay(hits, 30_000_000, 30_000_001, 1).decoys(1).prevented())
                .isEqualTo(1);
    }

    @Test
    void theCommandTellsTheFigureAndHonestExitCodes() throws IOException {
        Path bad = file("3/3/13 21:53,a,,TCP,,1,22,192.0.2.1\n3/3/13 21:53,b,,TCP,,1,22,192.0.2.1\n");
        Shell missed = Shell.run("replay", "--json", "--honeypot", bad.toString());
        assertThat(missed.exitCode()).isEqualTo(1);
        assertThat(missed.last()).contains("\"event\":\"honeypot_figure\"", "\"reached\":false", "\"share\":0.0");
        assertThat(missed.lines()).hasSize(7);
        Path good = file("3/3/13 21:53,a,,TCP,,1,22,192.0.2.1\n3/3/13 21:54,b,,TCP,,1,22,192.0.2.1\n");
        Shell reached = Shell.run("replay", "--honeypot", good.toString());
        assertThat(reached.exitCode()).isZero();
        assertThat(reached.out()).contains("404 ms from hit to block", "100.0 %");
    }

    @Test
    void wrongUsageIsTold() throws IOException {
        assertThat(Shell.run("replay").exitCode()).isEqualTo(2);
        Path none = folder.resolve("none.csv");
        Shell missing = Shell.run("replay", "--honeypot", none.toString());
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.errors()).contains("no such file: " + none);
        Path other = Files.writeString(folder.resolve("other.csv"), "a,b\n1,2\n");
        assertThat(Shell.run("replay", "--honeypot", other.toString()).errors()).contains("expected a first line");
        Path empty = file("");
        assertThat(Shell.run("replay", "--honeypot", empty.toString()).errors()).contains("found none");
        assertThat(Shell.run("replay", "--honeypot", empty.toString(), "--hop-ms", "0")
                        .errors())
                .contains("--hop-ms expects 1 to");
        assertThat(Shell.run("replay", "--honeypot", empty.toString(), "--baseline")
                        .errors())
                .contains("expect --ait");
    }

    @Test
    @EnabledIf("com.hookprobe.testsupport.SharedData#present")
    void nineRealSensors() throws IOException {
        List<HoneypotHit> hits = HoneypotHit.read(real());
        HoneypotResult result = new HoneypotReplay(hits, WAY, WAY, 1).decoys(1);
        assertThat(result.hits()).isEqualTo(2995);
        assertThat(result.firstContacts()).isEqualTo(446);
        assertThat(result.sameMinute()).isEqualTo(16);
        assertThat(result.share()).isGreaterThanOrEqualTo(0.96);
    }

    @Test
    @EnabledIf("com.hookprobe.testsupport.SharedData#present")
    void oneToolAtTwoRealSensorsIsNearerThanTwoToolsAtOne() throws IOException {
        SensorFingerprints.Result result = SensorFingerprints.compare(HoneypotHit.read(real()));
        assertThat(result.sources()).isGreaterThanOrEqualTo(20);
        assertThat(result.sameCosine()).isGreaterThan(result.otherCosine() + 150);
        assertThat(result.nearer()).isGreaterThan(0.75);
        assertThat(result.sameMatched()).isGreaterThan(2 * result.otherMatched());
    }

    private static Path real() {
        return SharedData.file("data/honeypot-marx-9sensors/aws_honeypot_marx_geo.csv");
    }

    private HoneypotReplay replay(String rows) throws IOException {
        return new HoneypotReplay(HoneypotHit.read(file(rows)), WAY, WAY, 1);
    }

    private Path file(String rows) throws IOException {
        return Files.writeString(folder.resolve("hits.csv"), HEAD + rows);
    }
}
