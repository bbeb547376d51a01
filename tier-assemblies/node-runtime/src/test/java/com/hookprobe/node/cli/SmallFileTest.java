package com.hookprobe.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallFileTest {
    @TempDir
    Path folder;

    /** Two gigabytes that take no place on the disk. */
    private Path huge() throws Exception {
        Path file = folder.resolve("huge");
        try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
            made.setLength(2L << 30);
        }
        return file;
    }

    @Test
    void aFileIsReadAsFarAsAGoodOneGoes() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "one\ntwo\n");
        assertThat(SmallFile.text(file, 8)).isEqualTo("one\ntwo\n");
        assertThat(SmallFile.firstLine(file)).isEqualTo("one");
        assertThatThrownBy(() -> SmallFile.text(file, 7))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("at most 7 bytes");
        assertThat(SmallFile.firstLine(Files.createFile(folder.resolve("empty"))))
                .isEmpty();
        Files.write(file, new byte[] {(byte) 0xff});
        assertThatThrownBy(() -> SmallFile.text(file, 8))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("no text");
    }

    @Test
    void aLineIsReadAndWhatComesBehindItIsLeft() throws Exception {
        ByteArrayInputStream in = new ByteArrayInputStream("hpe_x\r\nmore".getBytes(StandardCharsets.US_ASCII));
        assertThat(SmallFile.firstLine(in)).isEqualTo("hpe_x");
        assertThat(in.readAllBytes()).asString().isEqualTo("more");
        assertThat(SmallFile.firstLine(new ByteArrayInputStream(new byte[1 << 20])))
                .hasSize(SmallFile.SECRET_BYTES);
    }

    @Test
    void whatPeopleBringMayNotFillTheMemory() throws Exception {
        String huge = huge().toString();
        String db = folder.resolve("registry.db").toString();
        try (NeuroConsole console = new NeuroConsole()) {
            for (List<String> command : List.of(
                    List.of("device", "rotate", "--db", db, huge),
                    List.of("device", "list", "--db", db, "--token-file", huge),
                    List.of("device", "list", "--db", "postgresql://r@localhost/d", "--db-password-file", huge),
                    List.of("account", "add", "--db", db, "--password-file", huge, "somebody"))) {
                assertThat(console.run(command.toArray(String[]::new)))
                        .as(command + console.err())
                        .isEqualTo(CliException.USAGE);
                assertThat(console.err()).contains("expected at most");
            }
            assertThat(console.run("device", "enrol", "--db", db, huge)).isEqualTo(1);
            assertThat(console.err()).contains("expected at most");
        }
    }
}
