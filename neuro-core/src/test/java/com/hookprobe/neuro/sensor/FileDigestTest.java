package com.hookprobe.neuro.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** NEURO 2.4.2: how much of a file is read. */
class FileDigestTest {
    @TempDir
    Path dir;

    private Path file(int bytes) throws IOException {
        return Files.write(dir.resolve("file"), new byte[bytes]);
    }

    @Test
    void aFileOfTheBoundIsReadAndOneByteMoreIsNot() throws IOException {
        FileDigest most = FileDigest.of(file(1000), 1000, 10);
        assertThat(most.state()).isEqualTo(FileState.PRESENT);
        assertThat(most.lengthBytes()).isEqualTo(1000);
        FileDigest more = FileDigest.of(file(1001), 1000, 10);
        assertThat(more.state()).isEqualTo(FileState.UNREADABLE);
        assertThat(more.lengthBytes()).isZero();
    }

    @Test
    void theRealBoundIsAGibibyte() throws IOException {
        Path large = dir.resolve("large");
        try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
            sparse.setLength((1L << 30) + 1);
        }
        assertThat(FileDigest.of(large).state()).isEqualTo(FileState.UNREADABLE);
    }

    /** Size 0, and content all the same: as much as is allowed beyond the size, and no more. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aPseudoFileHasABoundOfItsOwn() throws IOException {
        Path version = Path.of("/proc/version");
        long length = Files.readAllBytes(version).length;
        FileDigest most = FileDigest.of(version, 1 << 20, length);
        assertThat(most.state()).isEqualTo(FileState.PRESENT);
        assertThat(most.lengthBytes()).isEqualTo(length);
        assertThat(FileDigest.of(version, 1 << 20, length - 1).state()).isEqualTo(FileState.UNREADABLE);
        assertThat(FileDigest.of(version, length - 1, 1 << 20).state()).isEqualTo(FileState.UNREADABLE);
    }

    @Test
    void anEmptyFileIsPresent() throws IOException {
        FileDigest empty = FileDigest.of(file(0));
        assertThat(empty.state()).isEqualTo(FileState.PRESENT);
        assertThat(empty.lengthBytes()).isZero();
    }
}
