package com.hookprobe.htp.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.file.core.DiskResult;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTagTest {
    private static final byte[] CONTENT = LoopbackTest.bytes(3, 700_000);

    @TempDir
    Path temp;

    private Path source;

    @BeforeEach
    void write() throws IOException {
        source = Files.write(temp.resolve("source.bin"), CONTENT);
    }

    private FileHash tag() throws IOException {
        return SourceTag.of(source).orElseThrow();
    }

    /** Makes a change visible however coarse the clock of the file system is. */
    private void later() throws IOException {
        long millis = Files.getLastModifiedTime(source).toMillis();
        Files.setLastModifiedTime(source, FileTime.fromMillis(millis + 10_000));
    }

    @Test
    void isTheSameForTheSameFileAndAnotherForAnyOther() throws IOException {
        FileHash first = tag();
        assertThat(tag()).isEqualTo(first);
        byte[] changed = CONTENT.clone();
        changed[5] ^= 1;
        Files.write(source, changed);
        later();
        FileHash second = tag();
        assertThat(second).as("written to").isNotEqualTo(first);
        FileTime modified = Files.getLastModifiedTime(source);
        Path other = Files.write(temp.resolve("other.bin"), changed);
        Files.setLastModifiedTime(other, modified);
        Files.move(other, source, StandardCopyOption.REPLACE_EXISTING);
        assertThat(tag()).as("replaced by a file of the same size and time").isNotEqualTo(second);
    }

    @Test
    void whatLeavesIsHashedOnItsWayAndTheRestAtTheEnd() throws IOException {
        for (int firstRead : new int[] {0, 100_000}) {
            try (HeldFile held = HeldFile.open(source)) {
                held.read(firstRead, 100_000);
                held.read(firstRead + 100_000, 100_000);
                assertThat(hash(held)).isEqualTo(FileHash.of(Digests.sha256().digest(CONTENT)));
            }
        }
    }

    @Test
    void aSourceThatChangesMeanwhileIsNoticed() throws IOException {
        try (HeldFile held = HeldFile.open(source)) {
            held.read(0, 100_000);
            later();
            StoreFixture.assertRefused(FileErrorCode.INTEGRITY_FAILURE, () -> hash(held));
        }
    }

    private static FileHash hash(HeldFile held) throws IOException {
        DiskResult result = held.hashNext();
        while (result instanceof DiskResult.HashMore) {
            result = held.hashNext();
        }
        return ((DiskResult.Hashed) result).sha256();
    }
}
