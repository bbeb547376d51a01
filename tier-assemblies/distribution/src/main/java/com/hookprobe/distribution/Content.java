package com.hookprobe.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Files of an archive in the order of their names. Owner, times and order are no part of it, so that nothing of the machine that
 * packs gets in. Not thread-safe.
 */
final class Content {
    static final int FILE = 0644;
    static final int PROGRAM = 0755;

    /** A file's bytes: given, or in a file that is read when it is packed. */
    record Item(int mode, Source source) {}

    /** A symbolic link has a target and no bytes. */
    record Link(String target) {}

    /** Where bytes come from. */
    interface Source {
        long length() throws IOException;

        InputStream open() throws IOException;
    }

    private final Map<String, Item> items = new TreeMap<>();
    private final Map<String, Link> links = new TreeMap<>();

    Content text(String name, int mode, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return add(name, new Item(mode, new Source() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new java.io.ByteArrayInputStream(bytes);
            }
        }));
    }

    Content file(String name, int mode, Path file) {
        return add(name, new Item(mode, new Source() {
            @Override
            public long length() throws IOException {
                return Files.size(file);
            }

            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(file);
            }
        }));
    }

    Content link(String name, String target) {
        links.put(name, new Link(target));
        return this;
    }

    private Content add(String name, Item item) {
        if (items.put(name, item) != null) {
            throw new IllegalArgumentException("twice in one archive: " + name);
        }
        return this;
    }

    /** The same files below a folder. */
    Content below(String folder) {
        Content moved = new Content();
        items.forEach((name, item) -> moved.items.put(folder + name, item));
        links.forEach((name, link) -> moved.links.put(folder + name, link));
        return moved;
    }

    Content with(Content other) {
        other.items.forEach(this::add);
        links.putAll(other.links);
        return this;
    }

    Map<String, Item> items() {
        return items;
    }

    Map<String, Link> links() {
        return links;
    }

    /** The folders that the files need, each with a slash at its end, parents first. */
    TreeSet<String> folders() {
        TreeSet<String> folders = new TreeSet<>();
        TreeSet<String> names = new TreeSet<>(items.keySet());
        names.addAll(links.keySet());
        for (String name : names) {
            for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
                folders.add(name.substring(0, slash + 1));
            }
        }
        return folders;
    }

    long bytes() throws IOException {
        long sum = 0;
        for (Item item : items.values()) {
            sum += item.source().length();
        }
        return sum;
    }

    /** A line {@code HASH  NAME} for each file, as checksum programs read them. */
    String sums(String algorithm, Predicate<String> which) {
        StringBuilder lines = new StringBuilder();
        items.forEach((name, item) -> {
            if (which.test(name)) {
                lines.append(hash(algorithm, item)).append("  ").append(name).append('\n');
            }
        });
        return lines.toString();
    }

    private static String hash(String algorithm, Item item) {
        try (DigestInputStream in = new DigestInputStream(item.source().open(), MessageDigest.getInstance(algorithm))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
