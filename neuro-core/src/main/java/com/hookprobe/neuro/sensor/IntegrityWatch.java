package com.hookprobe.neuro.sensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * H_Integrity: watches files (kernel image, own binary, configuration, whatever is listed).
 *
 * <p>The hash is RIPEMD-160 over (NEURO 2.4):
 *
 * <pre>
 * label "NEURO/INTEGRITY/v1"
 * n      1   number of files
 * n times, in the order of the list:
 *   state  1   0 missing, 1 present, 2 unreadable
 *   digest 32  see FileDigest
 * </pre>
 *
 * <p>A file is read again when its size, one of its times, its inode or its device has changed, and all are read again at
 * every {@code readAllEvery}-th hash: times can be forged. A file whose size says nothing, because it is 0 or not the
 * number of bytes that came, is read every time: so are those of /proc and /sys. What a kernel under an attacker's control
 * shows is not seen.
 *
 * <p>Reading is streamed. A file of more than 1 GiB is unreadable (NEURO 2.4.2).
 *
 * <p>Not thread-safe: one owner.
 */
public final class IntegrityWatch {
    /** Most files. */
    public static final int FILES_MAX = 128;

    /** All files are read again after five minutes when there is a record every 5 s. */
    public static final int READ_ALL_EVERY_DEFAULT = 60;

    private static final String UNIX_STAMP = "unix:size,lastModifiedTime,ctime,ino,dev";
    private static final String BASIC_STAMP = "size,lastModifiedTime,fileKey";

    private final List<Path> files;
    private final int readAllEvery;
    private final List<Cached> cache = new ArrayList<>();
    private int hashesSinceReadAll;

    /** A digest and the attributes that the file had before and after it was read; null when they do not tell a change. */
    private record Cached(FileDigest digest, @Nullable Map<String, Object> stamp) {}

    /**
     * Watches {@code files} in this order.
     *
     * @param files at least one, at most {@link #FILES_MAX}
     * @param readAllEvery at least 1, which reads everything each time
     * @throws IllegalArgumentException when a number is out of range
     */
    public IntegrityWatch(List<Path> files, int readAllEvery) {
        if (files.isEmpty() || files.size() > FILES_MAX) {
            throw new IllegalArgumentException(files.size() + " files to watch, expected 1.." + FILES_MAX);
        }
        if (readAllEvery < 1) {
            throw new IllegalArgumentException("readAllEvery is " + readAllEvery + ", expected at least 1");
        }
        this.files = List.copyOf(files);
        this.readAllEvery = readAllEvery;
    }

    /** H_Integrity now, 20 bytes. Reads files; not for a thread that must not block. */
    public byte[] hash() {
        refresh();
        return seen().hash();
    }

    /**
     * What the last {@link #hash} was made of, to see which file changed; when there was none yet, what is there now. Its
     * paths are private: for this device only.
     */
    public IntegrityManifest manifest() {
        if (cache.isEmpty()) {
            refresh();
        }
        return seen();
    }

    private IntegrityManifest seen() {
        List<IntegrityManifest.Entry> entries = new ArrayList<>(files.size());
        for (int i = 0; i < files.size(); i++) {
            FileDigest digest = cache.get(i).digest();
            entries.add(new IntegrityManifest.Entry(files.get(i).toString(), digest.state(), digest.digest()));
        }
        return new IntegrityManifest(entries);
    }

    /** The files that were missing or unreadable at the last {@link #hash}, for a log line. */
    public List<Path> absent() {
        List<Path> absent = new ArrayList<>();
        for (int i = 0; i < cache.size(); i++) {
            if (cache.get(i).digest().state() != FileState.PRESENT) {
                absent.add(files.get(i));
            }
        }
        return absent;
    }

    private void refresh() {
        boolean readAll = cache.isEmpty() || ++hashesSinceReadAll >= readAllEvery;
        if (readAll) {
            hashesSinceReadAll = 0;
            cache.clear();
            files.forEach(file -> cache.add(read(file)));
            return;
        }
        for (int i = 0; i < files.size(); i++) {
            Map<String, Object> known = cache.get(i).stamp();
            if (known == null || !known.equals(stamp(files.get(i)))) {
                cache.set(i, read(files.get(i)));
            }
        }
    }

    private static Cached read(Path file) {
        Map<String, Object> before = stamp(file);
        FileDigest digest = FileDigest.of(file);
        // Written to while we read: what was hashed may be neither the old nor the new content, so it is not kept.
        boolean telling = before != null && before.equals(stamp(file)) && sizeTells(before, digest);
        return new Cached(digest, telling ? before : null);
    }

    /**
     * NEURO 2.4.1: does the size belong to the content? Else the other attributes do not either: a pseudo file has size 0
     * in /proc and that of a page in /sys, and its content changes without a change of its times. A file of size 0 may be
     * one that had nothing to say this time.
     */
    private static boolean sizeTells(Map<String, Object> stamp, FileDigest digest) {
        return digest.lengthBytes() > 0 && Long.valueOf(digest.lengthBytes()).equals(stamp.get("size"));
    }

    /** The attributes that tell a change; null when they cannot be read, which also means: read it again next time. */
    private static @Nullable Map<String, Object> stamp(Path file) {
        try {
            return Files.readAttributes(file, UNIX_STAMP);
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return basicStamp(file);
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable Map<String, Object> basicStamp(Path file) {
        try {
            return Files.readAttributes(file, BASIC_STAMP);
        } catch (IOException e) {
            return null;
        }
    }
}
