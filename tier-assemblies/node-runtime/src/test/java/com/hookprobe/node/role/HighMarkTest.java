package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.node.log.EventLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small files with one number: marks, and numbers of decisions. */
class HighMarkTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final EventLog log = new EventLog("n", "guardian", EventLog.Format.JSON, out);

    @TempDir
    Path folder;

    @Test
    void aMarkNeverGoesBackAndADamagedOneIsToldAndBeginsAnew() throws Exception {
        HighMark mark = HighMark.open(folder, "ledger", log);
        mark.reached(17);
        mark.reached(4);
        mark.save();
        assertThat(HighMark.open(folder, "ledger", log).number()).isEqualTo(17);
        assertThat(out.size()).isZero();
        Path file = folder.resolve("ledger.mark");
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 1;
            Files.write(file, flipped);
            out.reset();
            assertThat(HighMark.open(folder, "ledger", log).number()).isZero();
            assertThat(out.toString(StandardCharsets.UTF_8)).contains("mark_damaged");
        }
    }

    @Test
    void aNumberOfDecisionsThatIsNotAsItWasWrittenIsRefused() throws Exception {
        Path file = folder.resolve("decisions.sequence");
        SequenceFile numbers = SequenceFile.open(file);
        assertThat(numbers.next()).isEqualTo(1);
        assertThat(numbers.next()).isEqualTo(2);
        byte[] whole = Files.readAllBytes(file);
        assertThat(SequenceFile.open(file).last()).isEqualTo(2);
        for (int length : new int[] {0, 1, 7, 11}) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> SequenceFile.open(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.toString());
        }
        whole[6] ^= 1;
        Files.write(file, whole);
        assertThatThrownBy(() -> SequenceFile.open(file)).hasMessageContaining("write the last number");
        // As the message says.
        Files.write(file, ByteBuffer.allocate(Long.BYTES).putLong(40).array());
        assertThat(SequenceFile.open(file).next()).isEqualTo(41);
    }
}
