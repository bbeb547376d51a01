package com.hookprobe.neuro.sensor;

import com.hookprobe.neuro.BaselineException;
import com.hookprobe.neuro.NeuroLabels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bouncycastle.crypto.digests.RIPEMD160Digest;

/**
 * What an H_Integrity was made of: each watched file with its state and digest. NEURO 2.4.3. Immutable, thread-safe.
 *
 * <p>It says <em>which</em> file changed when the hash did, and what the hash will be after an update that has not been
 * rolled out yet: {@code manifest.with(path, digestOfNewFile).hash()}. Paths are private, so it stays on the device, or with
 * its owner; only the hash is shown to others.
 */
public final class IntegrityManifest {
    /** Size of a file's digest in bytes. */
    public static final int DIGEST_BYTES = 32;

    /**
     * One watched file.
     *
     * @param path as it is configured
     * @param state what was found
     * @param digest 32 bytes: SHA-256 of the content when it is present, see NEURO 2.4 else
     */
    public record Entry(String path, FileState state, byte[] digest) {
        /**
         * Copies.
         *
         * @throws IllegalArgumentException when the digest has a wrong length, or the path is empty
         */
        public Entry {
            if (digest.length != DIGEST_BYTES || path.isEmpty()) {
                throw new IllegalArgumentException("expected a path and a digest of " + DIGEST_BYTES + " bytes, found '"
                        + path + "' and " + digest.length + " bytes");
            }
            digest = digest.clone();
        }

        @Override
        public byte[] digest() {
            return digest.clone();
        }

        /** State and digest are the same, whatever the path. */
        boolean sameContent(Entry other) {
            return state == other.state && Arrays.equals(digest, other.digest);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Entry that && path.equals(that.path) && sameContent(that);
        }

        @Override
        public int hashCode() {
            return Objects.hash(path, state, Arrays.hashCode(digest));
        }

        /** State and digest, such as {@code present 0a1b...}. */
        @Override
        public String toString() {
            return state.word() + " " + HexFormat.of().formatHex(digest);
        }
    }

    /** How a file differs between two manifests. */
    public enum Kind {
        /** Another state or digest. */
        CHANGED,
        /** Only the other manifest has it. */
        ADDED,
        /** Only this manifest has it. */
        REMOVED,
        /** The same file, at another place among those that both have. */
        MOVED
    }

    /**
     * One difference.
     *
     * @param path of the file
     * @param kind how it differs
     * @param words for a person, without the path
     */
    public record Difference(String path, Kind kind, String words) {
        @Override
        public String toString() {
            return path + ": " + words;
        }
    }

    private final List<Entry> entries;

    /**
     * From its entries, in the order of the configuration.
     *
     * @throws IllegalArgumentException when there are none, or more than {@link IntegrityWatch#FILES_MAX}
     */
    public IntegrityManifest(List<Entry> entries) {
        if (entries.isEmpty() || entries.size() > IntegrityWatch.FILES_MAX) {
            throw new IllegalArgumentException(
                    entries.size() + " files in a manifest, expected 1.." + IntegrityWatch.FILES_MAX);
        }
        this.entries = List.copyOf(entries);
    }

    /** The files in the order of the configuration. */
    public List<Entry> entries() {
        return entries;
    }

    /** H_Integrity of these files, 20 bytes. NEURO 2.4. */
    public byte[] hash() {
        RIPEMD160Digest ripemd = new RIPEMD160Digest();
        byte[] label = NeuroLabels.INTEGRITY.getBytes(StandardCharsets.US_ASCII);
        ripemd.update(label, 0, label.length);
        ripemd.update((byte) entries.size());
        for (Entry entry : entries) {
            ripemd.update((byte) entry.state().code());
            ripemd.update(entry.digest(), 0, DIGEST_BYTES);
        }
        byte[] hash = new byte[ripemd.getDigestSize()];
        ripemd.doFinal(hash, 0);
        return hash;
    }

    /**
     * The manifest after {@code path} has got a new content.
     *
     * @param path as it is configured; every entry of this path changes
     * @param newDigest SHA-256 of the new content, 32 bytes, see {@link #sha256Of}
     * @throws IllegalArgumentException when no such file is watched, or the length is wrong
     */
    public IntegrityManifest with(String path, byte[] newDigest) {
        Entry replacement = new Entry(path, FileState.PRESENT, newDigest);
        if (entries.stream().noneMatch(entry -> entry.path().equals(path))) {
            throw new IllegalArgumentException("no watched file is named " + path + "; there are "
                    + entries.stream().map(Entry::path).toList());
        }
        return new IntegrityManifest(entries.stream()
                .map(entry -> entry.path().equals(path) ? replacement : entry)
                .toList());
    }

    /**
     * The digest that a device will see when it is given this file, 32 bytes.
     *
     * @throws IOException when it is missing, not a regular file, too large, or cannot be read
     */
    public static byte[] sha256Of(Path file) throws IOException {
        FileDigest digest = FileDigest.of(file);
        if (digest.state() != FileState.PRESENT) {
            throw new IOException(file + ": " + digest.state().word() + ", expected a regular file of at most "
                    + FileDigest.FILE_BYTES_MAX + " bytes that can be read");
        }
        return digest.digest();
    }

    /**
     * What is different in {@code later}: first the files of this manifest in their order, then those that were added. Empty
     * exactly when both give the same hash for the same paths.
     */
    public List<Difference> differences(IntegrityManifest later) {
        Map<String, Entry> here = byPath(entries);
        Map<String, Entry> there = byPath(later.entries);
        List<String> shared = here.keySet().stream().filter(there::containsKey).toList();
        List<String> sharedThere =
                there.keySet().stream().filter(here::containsKey).toList();
        List<Difference> found = new ArrayList<>();
        here.forEach((path, entry) -> {
            Entry other = there.get(path);
            if (other == null) {
                found.add(new Difference(path, Kind.REMOVED, "no longer watched, was " + entry));
            } else if (!entry.sameContent(other)) {
                found.add(new Difference(path, Kind.CHANGED, "was " + entry + ", is " + other));
            } else if (shared.indexOf(path) != sharedThere.indexOf(path)) {
                found.add(new Difference(path, Kind.MOVED, "the same, at another place in the list"));
            }
        });
        there.forEach((path, entry) -> {
            if (!here.containsKey(path)) {
                found.add(new Difference(path, Kind.ADDED, "watched now, is " + entry));
            }
        });
        return found;
    }

    /** A path that is listed again gets a number, so that each entry is compared with its like. */
    private static Map<String, Entry> byPath(List<Entry> entries) {
        Map<String, Entry> byPath = new LinkedHashMap<>();
        for (Entry entry : entries) {
            String path = entry.path();
            for (int again = 2; byPath.containsKey(path); again++) {
                path = entry.path() + " (listed " + again + " times)";
            }
            byPath.put(path, entry);
        }
        return byPath;
    }

    /** The text form, see {@link ManifestText}: a line for each file, then H_Integrity. */
    public String toText() {
        return ManifestText.write(this);
    }

    /**
     * Reads the text form.
     *
     * @throws BaselineException with TEXT when it is not what {@link #toText} writes
     */
    public static IntegrityManifest fromText(String text) throws BaselineException {
        return ManifestText.read(text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IntegrityManifest that && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    /** The text form. */
    @Override
    public String toString() {
        return toText();
    }
}
