package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.ChunkBytes;
import com.hookprobe.htp.file.core.WriteMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Replaces one file for ever, each time with another byte all through, until it is killed. */
final class KillVictim {
    static final int SIZE = 3_000_000;
    private static final int PIECE = 100_000;

    private KillVictim() {}

    public static void main(String[] args) throws IOException {
        DirectoryFileStore store = DirectoryFileStore.open(Path.of(args[0]));
        System.out.println("writing");
        for (int round = 0; ; round++) {
            byte[] piece = new byte[PIECE];
            Arrays.fill(piece, (byte) round);
            try (PendingFile pending =
                    store.create(StoreFixture.path("a.bin"), WriteMode.CREATE_OR_REPLACE, false, SIZE)) {
                for (int at = 0; at < SIZE; at += PIECE) {
                    pending.write(at, ChunkBytes.of(piece));
                }
                pending.commit();
            }
            System.out.println("written");
        }
    }
}
