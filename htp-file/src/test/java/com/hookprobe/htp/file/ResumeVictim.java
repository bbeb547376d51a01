package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.ExtensionPolicy;
import com.hookprobe.htp.file.core.WriteMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.SplittableRandom;

/** Writes one file with a journal and says after each checkpoint how many chunks are noted; waits at the end. */
final class ResumeVictim {
    private ResumeVictim() {}

    static byte[] content() {
        byte[] content = new byte[6 << 20];
        new SplittableRandom(11).nextBytes(content);
        return content;
    }

    public static void main(String[] args) throws IOException {
        byte[] content = content();
        int[] written = {0};
        int[] noted = {0};
        boolean[] journalForced = {false};
        StoreSteps steps = step -> {
            if (journalForced[0]) {
                System.out.println(noted[0]);
            }
            journalForced[0] = step.equals("force-journal");
            written[0] += step.equals("write") ? 1 : 0;
            noted[0] = step.equals("force-data") ? written[0] : noted[0];
        };
        DirectoryFileStore store = DirectoryFileStore.open(
                Path.of(args[0]), ExtensionPolicy.DEFAULT, StoreLimits.DEFAULT, new SplittableRandom(1), steps);
        PendingFile pending =
                store.create(StoreResumeFixture.spec("a.bin", WriteMode.CREATE_NEW, content), StoreResumeFixture.NODE);
        StoreResumeFixture.writeMissing(pending, content, new BitSet(), Integer.MAX_VALUE);
        // Killed here at the latest.
        System.in.read();
    }
}
