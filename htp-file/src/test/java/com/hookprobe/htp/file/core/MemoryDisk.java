package com.hookprobe.htp.file.core;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Files in memory, with the semantics that FileEffect promises; can fail at a chosen effect. */
final class MemoryDisk {
    private record Open(String path, byte[] content, Optional<WriteSpec> spec, BitSet stored) {
        static Open reading(String path, byte[] content) {
            return new Open(path, content, Optional.empty(), new BitSet());
        }
    }

    final TreeMap<String, byte[]> files = new TreeMap<>(ListEntry.ORDER);
    private final Map<TransferKey, Open> open = new HashMap<>();
    private final Map<TransferKey, Integer> hashed = new HashMap<>();
    /** Interrupted writes by path and hash: whatever was written counts as safe. */
    private final Map<String, Open> kept = new HashMap<>();
    /** Tags by path: files that are read without being hashed first. */
    final Map<String, FileHash> tags = new HashMap<>();
    /** Hashes that the store knows already. */
    final Map<byte[], FileHash> known = new IdentityHashMap<>();
    /** How often a piece was hashed. */
    int hashSteps;

    /** Chunks written since the start. */
    int chunksWritten;
    /** Effects until one fails; negative never. */
    int failAfter = -1;

    int openCount() {
        return open.size();
    }

    /** A client's source. */
    void source(TransferKey key, byte[] content) {
        open.put(key, Open.reading("source", content));
    }

    DiskResult run(FileEffect effect) {
        TransferKey key = effect.key();
        if (effect instanceof FileEffect.Release release) {
            Open gone = open.remove(key);
            if (release.keep()
                    && gone != null
                    && gone.spec.isPresent()
                    && gone.spec.get().resumable()) {
                kept.put(id(gone.spec.get()), gone);
            }
            hashed.remove(key);
            return new DiskResult.Released();
        }
        if (failAfter-- == 0) {
            return new DiskResult.Failed(FileErrorCode.IO_ERROR);
        }
        if (effect instanceof FileEffect.OpenForWrite write) {
            WriteSpec spec = write.spec();
            boolean exists = files.containsKey(spec.path().toString());
            if (exists && spec.mode() == WriteMode.CREATE_NEW) {
                return new DiskResult.Failed(FileErrorCode.ALREADY_EXISTS);
            }
            if (!exists && spec.mode() == WriteMode.REPLACE) {
                return new DiskResult.Failed(FileErrorCode.NOT_FOUND);
            }
            Open fresh = new Open(spec.path().toString(), new byte[(int) spec.size()], Optional.of(spec), new BitSet());
            Open earlier = spec.resumable() ? kept.remove(id(spec)) : null;
            open.put(key, earlier == null ? fresh : earlier);
            return new DiskResult.Opened(new FileStat(false, spec.size(), 0, FileHash.NONE));
        } else if (effect instanceof FileEffect.OpenForRead read) {
            byte[] content = files.get(read.path().toString());
            if (content == null) {
                return new DiskResult.Failed(FileErrorCode.NOT_FOUND);
            }
            open.put(key, Open.reading(read.path().toString(), content));
            FileStat stat = new FileStat(false, content.length, 1, known.getOrDefault(content, FileHash.NONE));
            return new DiskResult.Opened(stat, tags.getOrDefault(read.path().toString(), FileHash.NONE));
        } else if (effect instanceof FileEffect.Stat stat) {
            byte[] content = files.get(stat.path().toString());
            return content == null
                    ? new DiskResult.Failed(FileErrorCode.NOT_FOUND)
                    : new DiskResult.Statted(new FileStat(false, content.length, 1, FileHash.NONE));
        } else if (effect instanceof FileEffect.Delete delete) {
            boolean same = !delete.ifOpened()
                    || open.get(key).content == files.get(delete.path().toString());
            if (!same) {
                return new DiskResult.Failed(FileErrorCode.HASH_MISMATCH);
            }
            return files.remove(delete.path().toString()) == null
                    ? new DiskResult.Failed(FileErrorCode.NOT_FOUND)
                    : new DiskResult.Deleted();
        } else if (effect instanceof FileEffect.ListNames list) {
            return list(list);
        }
        return onOpen(effect, key);
    }

    private DiskResult onOpen(FileEffect effect, TransferKey key) {
        Open file = open.get(key);
        if (file == null) {
            return new DiskResult.Failed(FileErrorCode.TRANSFER_FAILED);
        }
        if (effect instanceof FileEffect.ReadChunk read) {
            byte[] data = new byte[read.length()];
            System.arraycopy(file.content, (int) read.offset(), data, 0, data.length);
            return new DiskResult.ChunkRead(read.index(), ChunkBytes.of(data));
        } else if (effect instanceof FileEffect.WriteChunk write) {
            chunksWritten++;
            file.stored.set(write.index());
            write.data()
                    .buffer()
                    .get(file.content, (int) write.offset(), write.data().length());
            return new DiskResult.Written(write.index());
        } else if (effect instanceof FileEffect.PrepareNext) {
            return hashed.merge(key, 1, Integer::sum) == 1 ? new DiskResult.HashMore() : prepared(key, file);
        } else if (effect instanceof FileEffect.HashNext) {
            hashSteps++;
            // Two steps, so that HashMore is exercised.
            return hashed.merge(key, 1, Integer::sum) == 1
                    ? new DiskResult.HashMore()
                    : new DiskResult.Hashed(sha256(file.content));
        } else if (effect instanceof FileEffect.Commit) {
            boolean append = file.spec.isPresent() && file.spec.get().append();
            files.put(file.path, append ? joined(files.get(file.path), file.content) : file.content);
            return new DiskResult.Committed();
        }
        throw new IllegalArgumentException("no disk effect: " + effect);
    }

    private DiskResult prepared(TransferKey key, Open file) {
        hashed.remove(key);
        WriteSpec spec = file.spec.orElseThrow();
        byte[] old = files.get(spec.path().toString());
        if (spec.ifHash().known() && !spec.ifHash().equals(sha256(old))) {
            return new DiskResult.Failed(FileErrorCode.HASH_MISMATCH);
        }
        boolean resumable = spec.resumable();
        return new DiskResult.Prepared(resumable, ChunkRanges.of(file.stored));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static String id(WriteSpec spec) {
        return spec.path() + " " + spec.version();
    }

    int keptCount() {
        return kept.size();
    }

    /** Gives the part of an interrupted download to a new one; its size, or -1. */
    long takePart(TransferKey key, String path, FileHash sha256) {
        Open part = kept.remove(path + " " + sha256);
        if (part == null) {
            return -1;
        }
        open.put(key, part);
        return part.content.length;
    }

    private DiskResult list(FileEffect.ListNames list) {
        List<ListEntry> entries = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            String name = file.getKey().substring(1);
            if (list.after().isEmpty() || ListEntry.ORDER.compare(name, list.after()) > 0) {
                entries.add(new ListEntry(name, new FileStat(false, file.getValue().length, 1, FileHash.NONE)));
            }
        }
        boolean more = entries.size() > list.limit();
        return new DiskResult.Listed(more ? entries.subList(0, list.limit()) : entries, more);
    }

    static FileHash sha256(byte[] content) {
        try {
            return FileHash.of(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
