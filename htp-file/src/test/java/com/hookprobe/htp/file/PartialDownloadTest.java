package com.hookprobe.htp.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.file.core.WriteMode;
import com.hookprobe.htp.file.core.WriteSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTP file F-55: what a download left is gone on with for a day, by the same peer, for the same file. */
class PartialDownloadTest {
    private static final Instant BEGUN = Instant.ofEpochSecond(1_800_000_000L);
    private static final byte[] PEER = new byte[32];

    @TempDir
    Path folder;

    private static LocalDisk disk(Instant now) {
        return new LocalDisk(InstantSource.fixed(now), Runnable::run, StoreSteps.NONE);
    }

    private PartialDownload at(Instant now) {
        return new PartialDownload(PEER, StoreFixture.path("big.bin"), folder.resolve("here.bin"), disk(now));
    }

    private void leave() throws Exception {
        byte[] content = new byte[2 << 20];
        WriteSpec spec = StoreResumeFixture.spec("big.bin", WriteMode.CREATE_OR_REPLACE, content);
        PathTarget part = at(BEGUN).start(spec);
        StoreResumeFixture.writeMissing(part, content, new BitSet(), 200);
        part.suspend();
    }

    @Test
    void forADay() throws Exception {
        leave();
        Optional<PathTarget> resumed =
                at(BEGUN.plusMillis(SuspendedWrites.EXPIRY_MILLIS - 1)).resume();
        assertThat(StoreResumeFixture.held(resumed.orElseThrow()).cardinality()).isEqualTo(200);
        resumed.get().suspend();
        assertThat(at(BEGUN.plusMillis(SuspendedWrites.EXPIRY_MILLIS)).resume()).isEmpty();
        assertThat(at(BEGUN.minusMillis(SuspendedWrites.EXPIRY_MILLIS)).resume())
                .as("a clock that was set back")
                .isEmpty();
    }

    @Test
    void aJournalThatIsNoneIsClosedAndPassedOver() throws Exception {
        leave();
        try (var names = Files.list(folder)) {
            for (Path file : names.toList()) {
                if (file.getFileName().toString().endsWith(TemporaryNames.JOURNAL_SUFFIX)) {
                    Files.write(file, new byte[500]);
                }
            }
        }
        assertThat(at(BEGUN).resume()).isEmpty();
    }
}
