package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.node.report.core.Period;
import com.hookprobe.node.report.core.ReportData;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which checkpoints seal a month, in stores that begin at the first one or late, found in few reads. */
class PeriodEvidenceTest {
    private static final long EPOCH_SECONDS = 600;
    private static final Period NOVEMBER = Period.parse("2026-11");

    @TempDir
    Path folder;

    private long reads;

    /** Heights from one on, whose epochs follow each other up to a moment. */
    private TreeMap<Long, DecidedCheckpoint> store(TestMesh mesh, long first, long last, long lastEndsMicros) {
        TreeMap<Long, DecidedCheckpoint> store = new TreeMap<>();
        Hash32 some = Hash32.sha256("some");
        for (long height = first; height <= last; height++) {
            long epoch = lastEndsMicros / 1_000_000 / EPOCH_SECONDS - (last - height) - 1;
            CheckpointHeader header = new CheckpointHeader(
                    CheckpointHeader.VERSION,
                    some,
                    height,
                    epoch,
                    epoch - 1,
                    EPOCH_SECONDS,
                    some,
                    mesh.id("sentinel-1"),
                    some,
                    1,
                    some,
                    some,
                    some,
                    height - 1,
                    some,
                    some,
                    some,
                    some,
                    some,
                    some);
            store.put(height, DecidedCheckpoint.headerOnly(header, new byte[] {1}));
        }
        return store;
    }

    private ReportData.Evidence evidence(TestMesh mesh, TreeMap<Long, DecidedCheckpoint> headers) throws Exception {
        reads = 0;
        LedgerReader reader = (LedgerReader) Proxy.newProxyInstance(
                LedgerReader.class.getClassLoader(),
                new Class<?>[] {LedgerReader.class},
                (proxy, method, arguments) -> {
                    reads++;
                    return switch (method.getName()) {
                        case "networkId" -> Hash32.ZERO;
                        case "latestDecided" ->
                            headers.isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(headers.lastEntry().getValue());
                        case "header" -> Optional.ofNullable(headers.get((Long) arguments[0]));
                        default -> throw new IllegalStateException(method.getName());
                    };
                });
        return new PeriodEvidence(mesh.node("guardian-1"), reader, NOVEMBER).checkpoints();
    }

    @Test
    void theFirstAndTheLastOfTheMonthAreFoundWhereverAStoreBegins() throws Exception {
        try (TestMesh mesh = new TestMesh(folder)) {
            long after = NOVEMBER.toMicros() + 40 * 86_400_000_000L;
            long within = NOVEMBER.fromMicros() + 9 * 86_400_000_000L;
            for (long ends : List.of(after, within, NOVEMBER.toMicros(), NOVEMBER.fromMicros() - 1)) {
                for (long first : List.of(1L, 4_990L, 9_000L, 11_999L)) {
                    TreeMap<Long, DecidedCheckpoint> headers = store(mesh, first, 12_000, ends);
                    List<DecidedCheckpoint> expected = headers.values().stream()
                            .filter(at -> NOVEMBER.holds(at.header().epochEndSeconds() * 1_000_000))
                            .toList();
                    ReportData.Evidence found = evidence(mesh, headers);
                    assertThat(found.checkpoints()).as(first + " to " + ends).isEqualTo(expected.size());
                    assertThat(found.first() == null).isEqualTo(expected.isEmpty());
                    if (!expected.isEmpty()) {
                        assertThat(found.first().height())
                                .isEqualTo(expected.get(0).height());
                        assertThat(found.last().height())
                                .isEqualTo(expected.get(expected.size() - 1).height());
                    }
                    // Of 12,000 headers; each empty place that is looked at is one.
                    assertThat(reads).isLessThan(first == 1 ? 100 : 30_000);
                }
            }
            assertThat(evidence(mesh, new TreeMap<>()).checkpoints()).isZero();
        }
    }
}
