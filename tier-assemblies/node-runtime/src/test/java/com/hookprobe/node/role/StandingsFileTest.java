package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.core.Standings.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an owner owes outlives the correlator's process. */
class StandingsFileTest {
    private static final long NOW = 1_790_000_000_000_000L;
    private static final Bytes32 OWNER = Bytes32.of(new byte[Bytes32.LENGTH]);

    @TempDir
    Path folder;

    @Test
    void aDebtIsOwedAfterARestartToo() throws IOException {
        StandingsFile file = StandingsFile.open(folder.resolve("standings"));
        assertThat(file.standings().weigh(Word.REPORT, OWNER, 1, NOW)).isEqualTo(1);
        file.standings().wronged(List.of(OWNER), NOW);
        file.save();

        StandingsFile again = StandingsFile.open(folder.resolve("standings"));

        assertThat(again.standings().weigh(Word.REPORT, OWNER, 1, NOW)).isEqualTo(0.5);
        assertThat(again.standings().weigh(Word.VETO, OWNER, 1, NOW)).isEqualTo(1);
    }

    @Test
    void aDamagedFileForgivesNobody() throws IOException {
        Path file = folder.resolve("standings");
        Files.write(file, new byte[] {1, 0, 0, 0, 1});

        assertThatThrownBy(() -> StandingsFile.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected the standings of owners");
    }
}
