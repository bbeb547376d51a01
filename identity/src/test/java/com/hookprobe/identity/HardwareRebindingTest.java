package com.hookprobe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HardwareRebindingTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    @TempDir
    Path root;

    private HardwareRebinding made(String reason) {
        HardwareFingerprint before = FakeSystem.pc(root.resolve("a")).read().enrolledAt(NOW);
        HardwareFingerprint after = before.on(FakeSystem.pc(root.resolve("b"))
                .card("eno1", "d8:9e:f3:00:00:99", "pci")
                .file("proc/sys/kernel/hostname", "renamed\n")
                .file("run/.containerenv", "")
                .read());
        return HardwareRebinding.of(NOW.plusSeconds(9), before, after, reason);
    }

    @Test
    void saysWhatChangedAndNoValues() {
        HardwareRebinding one = made("card died");
        assertThat(one.changed()).containsExactly("mac", "hostname", "kind");
        assertThat(one.before()).hasSize(64).isNotEqualTo(one.after());
        assertThat(one.toString()).doesNotContain("d8:9e");
    }

    @Test
    void theLastOnesComeBack() throws Exception {
        List<HardwareRebinding> all = new ArrayList<>();
        for (int i = 0; i < HardwareRebinding.KEPT_MAX + 3; i++) {
            all.add(made("repair " + i + " \uD83D\uDD27".repeat(9)));
        }
        List<HardwareRebinding> kept = HardwareRebinding.decode(HardwareRebinding.encode(all));
        assertThat(kept).isEqualTo(all.subList(3, all.size()));
        assertThat(HardwareRebinding.decode(HardwareRebinding.encode(List.of())))
                .isEmpty();
    }

    @Test
    void reasonsAreBounded() {
        for (String bad : List.of("", " ", "x".repeat(201), "a\tb")) {
            assertThatIllegalArgumentException().isThrownBy(() -> made(bad));
        }
    }

    @Test
    void thirtyThreeAreRefused() {
        byte[] record = HardwareRebinding.encode(List.of(made("x")));
        record[5] = 33;
        assertThatExceptionOfType(RecordException.class)
                .isThrownBy(() -> HardwareRebinding.decode(record))
                .withMessageContaining("at most 32");
    }

    @Property(tries = 300)
    void anyBytesGiveAValueOrTheDeclaredRefusal(@ForAll @Size(max = 160) byte[] noise, @ForAll boolean withHeader) {
        byte[] record = withHeader ? Bytes.concat(new byte[] {'H', 'P', 'H', 'B', 1, 1}, noise) : noise;
        try {
            assertThat(HardwareRebinding.encode(HardwareRebinding.decode(record)))
                    .isEqualTo(record);
        } catch (RecordException e) {
            assertThat(e.kind()).isIn(RecordException.Kind.FORMAT, RecordException.Kind.VERSION);
        }
    }
}
