package com.hookprobe.benchmarks;

import com.hookprobe.htp.file.core.ChunkBytes;
import com.hookprobe.htp.file.core.ChunkRanges;
import com.hookprobe.htp.file.core.DiskResult;
import com.hookprobe.htp.file.core.FileEffect;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FileStat;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.SplittableRandom;

/** A disk with one file, in memory; every effect is done at once. */
final class MemoryFile {
    private byte[] content = new byte[0];

    void content(long bytes) {
        content = new byte[Math.toIntExact(bytes)];
        new SplittableRandom(5).nextBytes(content);
    }

    FileHash sha256() {
        try {
            return FileHash.of(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("a Java platform without SHA-256", impossible);
        }
    }

    DiskResult run(FileEffect effect) {
        if (effect instanceof FileEffect.OpenForWrite write) {
            content = new byte[Math.toIntExact(write.spec().size())];
            return new DiskResult.Opened(stat());
        } else if (effect instanceof FileEffect.OpenForRead) {
            return new DiskResult.Opened(stat());
        } else if (effect instanceof FileEffect.PrepareNext) {
            return new DiskResult.Prepared(true, ChunkRanges.NONE);
        } else if (effect instanceof FileEffect.ReadChunk read) {
            int from = Math.toIntExact(read.offset());
            return new DiskResult.ChunkRead(
                    read.index(), ChunkBytes.of(Arrays.copyOfRange(content, from, from + read.length())));
        } else if (effect instanceof FileEffect.WriteChunk write) {
            write.data()
                    .buffer()
                    .get(content, Math.toIntExact(write.offset()), write.data().length());
            return new DiskResult.Written(write.index());
        } else if (effect instanceof FileEffect.HashNext) {
            return new DiskResult.Hashed(sha256());
        } else if (effect instanceof FileEffect.Commit) {
            return new DiskResult.Committed();
        } else if (effect instanceof FileEffect.Release) {
            return new DiskResult.Released();
        }
        throw new IllegalArgumentException("no effect of an upload or a download: " + effect);
    }

    private FileStat stat() {
        return new FileStat(false, content.length, 1, FileHash.NONE);
    }
}
