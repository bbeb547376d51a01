package com.hookprobe.node.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.consensus.ConsensusStatus;
import com.hookprobe.identity.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page on the disk, and the table that people read. */
class StatusTableTest {
    private static final long NOW = 1_790_000_000_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long SECOND_MICROS = 1_000_000L;

    @TempDir
    Path data;

    private static NodeId id(int number) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) number;
        return NodeId.of(bytes);
    }

    private static ConsensusStatus.Member member(int number, String name, long silentNs, int signed, long lastVoted) {
        return new ConsensusStatus.Member(
                id(number), name, number == 1, silentNs, number == 4 ? 0 : 17, 1, signed, 32, 96, lastVoted);
    }

    private static StatusPage page(Optional<String> notSigning, String... problems) {
        ConsensusStatus status = new ConsensusStatus(
                17,
                2,
                895_000,
                3 * SECOND_NS,
                SECOND_NS,
                1,
                3,
                notSigning,
                5,
                4,
                List.of(
                        member(1, "sentinel-1", -1, 32, 0),
                        member(2, "sentinel-2", SECOND_NS / 2, 30, 16),
                        member(3, "sentinel-3", 400 * SECOND_NS, 2, 9),
                        member(4, "sentinel-4", -1, 0, 0)),
                List.of(new ConsensusStatus.ViewChange(
                        16,
                        1,
                        ConsensusStatus.Reason.TIMEOUT,
                        "sentinel-4",
                        "timeout of view 1, leader sentinel-4: no proposal came",
                        12 * SECOND_NS)),
                List.of(problems));
        return StatusPage.of("sentinel-1", status, NOW);
    }

    private static String shown(StatusPage page, long at) {
        return String.join("\n", StatusTable.lines(page, at));
    }

    @Test
    void theTableSaysWhoSignedWhoIsSilentAndWhyAViewWasSkipped() {
        assertThat(StatusTable.lines(page(Optional.empty()), NOW + SECOND_MICROS / 2))
                .startsWith("sentinel-1: healthy")
                .contains(
                        "height 17 since 3.5 s, view 2 since 1.5 s, epoch 895000 final; 3 of 4 sign a checkpoint; behind 0;"
                                + " refused 4, malformed 5; written 0.5 s ago")
                .contains("validator          heard         height   view  in certificates      votes  last voted")
                .contains("sentinel-1 (this)  -                 17      1         32 of 32          -           -")
                .contains("sentinel-2         1.0 s ago         17      1         30 of 32         96          16")
                .contains("sentinel-3         7 min ago         17      1          2 of 32         96           9")
                .contains("sentinel-4         never              -      -          0 of 32         96           -")
                .contains("  12.5 s ago, height 16: timeout of view 1, leader sentinel-4: no proposal came");
    }

    @Test
    void problemsComeFirstAndAnOldPageIsOne() {
        StatusPage sick = page(Optional.of("no vote log"), "signs nothing: no vote log");
        assertThat(shown(sick, NOW)).startsWith("sentinel-1: NOT HEALTHY\n  - signs nothing: no vote log\nheight 17");
        assertThat(StatusTable.problems(page(Optional.empty()), NOW + StatusTable.STALE_MICROS))
                .isEmpty();
        assertThat(StatusTable.problems(page(Optional.empty()), NOW + StatusTable.STALE_MICROS + SECOND_MICROS))
                .singleElement()
                .asString()
                .startsWith("the page is 16.0 s old");
    }

    @Test
    void aHeightThatHasNotStartedHasNoView() {
        ConsensusStatus quiet =
                new ConsensusStatus(1, 0, 7, 0, 0, 0, 1, Optional.empty(), 0, 0, List.of(), List.of(), List.of());
        assertThat(shown(StatusPage.of("sentinel-1", quiet, NOW), NOW)).contains("not started", "no view was skipped");
    }

    @Test
    void controlsInNamesMoveNoCursor() {
        ConsensusStatus status = new ConsensusStatus(
                1,
                0,
                7,
                0,
                0,
                0,
                1,
                Optional.empty(),
                0,
                0,
                List.of(member(2, "evil\u001b[2J", 0, 0, 0)),
                List.of(),
                List.of());
        assertThat(shown(StatusPage.of("sentinel-1", status, NOW), NOW)).doesNotContain("\u001b");
    }

    @Test
    void thePageComesBackFromTheDiskAsItWasAndIsReplaced() throws IOException {
        StatusPage page = page(Optional.of("no vote log"), "signs nothing: no vote log");
        page.write(data);
        assertThat(StatusPage.read(data)).isEqualTo(page);
        page(Optional.empty()).write(data);
        assertThat(StatusPage.read(data)).isEqualTo(page(Optional.empty()));
        try (var files = Files.list(data)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void noPageAndADamagedOneAreNamed() throws IOException {
        assertThatThrownBy(() -> StatusPage.read(data))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("consensus.json")
                .hasMessageContaining("no validator");
        Files.writeString(data.resolve("consensus.json"), "{\"node\":\"sentinel-1\"}");
        assertThatThrownBy(() -> StatusPage.read(data)).hasMessageContaining("no status page of this version");
        Files.writeString(data.resolve("consensus.json"), "garbage");
        assertThatThrownBy(() -> StatusPage.read(data)).hasMessageContaining("no status page of this version");
    }
}
