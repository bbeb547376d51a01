package com.hookprobe.htp.file.core;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Files in memory, with the semantics that FileEffect promises; can fail at a chosen effect. */
final class MemoryDisk {
    private record Open(String path, byte[] content, boolean writing) {}

    final TreeMap<String, byte[]> files = new TreeMap<>(ListEntry.ORDER);
    private final Map<TransferKey, Open> open = new HashMap<>();
    private final Map<TransferKey, Integer> hashed = new HashMap<>();
    /** Effects until one fails; negative never. */
    int failAfter = -1;

    int openCount() {
        return open.size();
    }

    /** A client's source. */
    void source(TransferKey key, byte[] content) {
        open.put(key, new Open("source", content, false));
    }

    DiskResult run(FileEffect effect) {
        TransferKey key = effect.key();
        if (effect instanceof FileEffect.Release) {
            open.remove(key);
            hashed.remove(key);
            return new DiskResult.Released();
        }
        if (failAfter-- == 0) {
            return new DiskResult.Failed(FileErrorCode.IO_ERROR);
        }
        if (effect instanceof FileEffect.OpenForWrite write) {
            boolean exists = files.containsKey(write.path().toString());
            if (exists && write.mode() == WriteMode.CREATE_NEW) {
                return new DiskResult.Failed(FileErrorCode.ALREADY_EXISTS);
            }
            if (!exists && write.mode() == WriteMode.REPLACE) {
                return new DiskResult.Failed(FileErrorCode.NOT_FOUND);
            }
            open.put(key, new Open(write.path().toString(), new byte[(int) write.size()], true));
            return new DiskResult.Opened(new FileStat(false, write.size(), 0, FileHash.NONE));
        } else if (effect instanceof FileEffect.OpenForRead read) {
            byte[] content = files.get(read.path().toString());
            if (content == null) {
                return new DiskResult.Failed(FileErrorCode.NOT_FOUND);
            }
            open.put(key, new Open(read.path().toString(), content, false));
            return new DiskResult.Opened(new FileStat(false, content.length, 1, FileHash.NONE));
        } else if (effect instanceof FileEffect.Stat stat) {
            byte[] content = files.get(stat.path().toString());
            return content == null
                    ? new DiskResult.Failed(FileErrorCode.NOT_FOUND)
                    : new DiskResult.Statted(new FileStat(false, content.length, 1, FileHash.NONE));
        } else if (effect instanceof FileEffect.Delete delete) {
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
            return new DiskResult.ChunkRead(read.index(), data);
        } else if (effect instanceof FileEffect.WriteChunk write) {
            System.arraycopy(write.data(), 0, file.content, (int) write.offset(), write.data().length);
            return new DiskResult.Written(write.index());
        } else if (effect instanceof FileEffect.HashNext) {
            // Two steps, so that HashMore is exercised.
            return hashed.merge(key, 1, Integer::sum) == 1
                    ? new DiskResult.HashMore()
                    : new DiskResult.Hashed(sha256(file.content));
        } else if (effect instanceof FileEffect.Commit) {
            files.put(file.path, file.content);
            return new DiskResult.Committed();
        }
        throw new IllegalArgumentException("no disk effect: " + effect);
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
