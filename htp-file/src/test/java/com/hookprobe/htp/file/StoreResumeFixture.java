package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.ChunkBytes;
import com.hookprobe.htp.file.core.ChunkPlan;
import com.hookprobe.htp.file.core.ChunkRanges;
import com.hookprobe.htp.file.core.DiskResult;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.WriteMode;
import com.hookprobe.htp.file.core.WriteSpec;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;

/** A resumable write, done as the server's machine does it. */
final class StoreResumeFixture {
    static final byte[] NODE = new byte[32];

    private StoreResumeFixture() {}

    static WriteSpec spec(String path, WriteMode mode, byte[] content) {
        FileHash hash = FileHash.of(Digests.sha256().digest(content));
        return new WriteSpec(StoreFixture.path(path), mode, false, ChunkPlan.of(content.length), hash, true);
    }

    /** Chunks that a store says it holds. */
    static BitSet held(PendingFile pending) throws IOException {
        DiskResult result = pending.prepareNext();
        while (result instanceof DiskResult.HashMore) {
            result = pending.prepareNext();
        }
        ChunkRanges held = ((DiskResult.Prepared) result).held();
        return held.toBits();
    }

    /** Writes the chunks that are not there, at most so many; returns how many were written. */
    static int writeMissing(PendingFile pending, byte[] content, BitSet held, int most) throws IOException {
        ChunkPlan plan = ChunkPlan.of(content.length);
        int written = 0;
        for (int i = held.nextClearBit(0); i < plan.totalChunks() && written < most; i = held.nextClearBit(i + 1)) {
            int from = (int) plan.offset(i);
            pending.write(from, ChunkBytes.of(Arrays.copyOfRange(content, from, from + plan.length(i))));
            written++;
        }
        return written;
    }
}
