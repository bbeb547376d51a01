package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.ReceiptBundle;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A node's quorum receipts: one file each in {@code receipts/} of its data directory, named after the block. Each is on the disk when
 * {@link #keep} returns. At most {@link #FILES_MAX}; beyond that the oldest go, and with the payloads' retention all that are older.
 * Other processes may read while the node runs.
 */
public final class ReceiptFolder {
    /** Some 600 bytes each. */
    public static final int FILES_MAX = 4_096;

    private static final String SUFFIX = ".receipt";
    private static final int NAME_CHARS = 2 * Hash32.BYTES + SUFFIX.length();

    private record Aged(Path file, FileTime written) {}

    private final Path folder;
    private int files;

    /** @param data the node's data directory */
    public ReceiptFolder(Path data) throws IOException {
        this.folder = data.resolve("receipts");
        this.files = names().size();
    }

    /** Keeps a receipt; one with more signers takes the place of one with fewer. */
    void keep(ReceiptBundle bundle) throws IOException {
        Path file = file(bundle.receipt().place().block());
        boolean fresh = !Files.exists(file);
        WholeFile.replace(file, bundle.encode(), step -> {});
        files += fresh ? 1 : 0;
        if (files > FILES_MAX) {
            // An eighth at once: the folder is not listed again for a while.
            List<Aged> oldest = aged();
            drop(oldest.subList(0, oldest.size() - FILES_MAX + FILES_MAX / 8));
        }
    }

    /** Lets go of what was written before this moment; the number of them. */
    int prune(Instant before) throws IOException {
        List<Aged> old = aged().stream()
                .filter(each -> each.written().toInstant().isBefore(before))
                .toList();
        drop(old);
        return old.size();
    }

    private void drop(List<Aged> old) throws IOException {
        for (Aged each : old) {
            Files.deleteIfExists(each.file());
        }
        files = names().size();
    }

    /**
     * The receipt of a block.
     *
     * @throws IOException also when the file is damaged: it names the file
     */
    public Optional<ReceiptBundle> find(Hash32 block) throws IOException {
        Path file = file(block);
        return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    }

    /** All receipts, oldest first. */
    public List<ReceiptBundle> all() throws IOException {
        List<ReceiptBundle> all = new ArrayList<>();
        for (Aged each : aged()) {
            all.add(read(each.file()));
        }
        return all;
    }

    /** Reads a receipt's file, this node's or another's; nothing in it is verified. */
    public static ReceiptBundle read(Path file) throws IOException {
        if (Files.size(file) > ReceiptBundle.BYTES_MAX) {
            throw new IOException(
                    file + " has " + Files.size(file) + " bytes; a receipt has at most " + ReceiptBundle.BYTES_MAX);
        }
        try {
            return ReceiptBundle.decode(Files.readAllBytes(file));
        } catch (MalformedException e) {
            throw new IOException(file + " is no receipt: " + e.getMessage(), e);
        }
    }

    private Path file(Hash32 block) {
        return folder.resolve(block.hex() + SUFFIX);
    }

    private List<Aged> aged() throws IOException {
        List<Aged> aged = new ArrayList<>();
        for (Path file : names()) {
            aged.add(new Aged(file, Files.getLastModifiedTime(file)));
        }
        aged.sort(Comparator.comparing(Aged::written).thenComparing(Aged::file));
        return aged;
    }

    private List<Path> names() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> {
                        String name = String.valueOf(file.getFileName());
                        return name.endsWith(SUFFIX) && name.length() == NAME_CHARS;
                    })
                    .toList();
        }
    }
}
