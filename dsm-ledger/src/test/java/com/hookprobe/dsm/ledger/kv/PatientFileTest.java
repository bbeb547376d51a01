package com.hookprobe.dsm.ledger.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PatientFileTest {
    private static final int BAD = 1_024;

    /** A file of ones, of which one sector cannot be read. */
    private static final class BadSector implements Disk.File {
        @Override
        public long size() {
            return 4_096;
        }

        @Override
        public void read(long position, byte[] into) throws IOException {
            Arrays.fill(into, (byte) 1);
            if (position < BAD + 512 && position + into.length > BAD) {
                throw new IOException("Input/output error");
            }
        }

        @Override
        public void append(byte[] bytes, int length) {
            throw new AssertionError();
        }

        @Override
        public void force() {
            throw new AssertionError();
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    @Test
    void onlyTheBadSectorReadsAsZeros() throws Exception {
        PatientFile file = new PatientFile(new BadSector());
        byte[] read = new byte[3_000];
        file.read(100, read);
        for (int i = 0; i < read.length; i++) {
            boolean bad = i + 100 >= BAD && i + 100 < BAD + 512;
            assertThat(read[i]).as("byte %d", i + 100).isEqualTo((byte) (bad ? 0 : 1));
        }
    }
}
