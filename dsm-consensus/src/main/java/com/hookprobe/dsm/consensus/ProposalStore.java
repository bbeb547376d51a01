package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The headers and bodies behind the values that this node has signed at the open height, one file each. Without them a power cut of
 * the whole cluster could leave a certificate for a value that nobody can name any more.
 *
 * <p>File name: height, a dash, the value in hex. The content names its own hash, so a damaged file is simply not used.
 */
final class ProposalStore {
    private final Path folder;
    private final Set<Path> held = new HashSet<>();

    private ProposalStore(Path folder) {
        this.folder = folder;
    }

    static ProposalStore open(Path folder) throws IOException {
        Files.createDirectories(folder);
        ProposalStore store = new ProposalStore(folder);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*-*")) {
            files.forEach(store.held::add);
        }
        // What is found here counts as stored; a name that the last process made may not be on the disk yet.
        Durable.directory(folder);
        return store;
    }

    /** Durable before return. */
    void put(long height, Hash32 value, byte[] content) throws IOException {
        Path file = folder.resolve(height + "-" + value.hex());
        if (held.contains(file)) {
            return;
        }
        Path fresh = folder.resolve("new");
        try (FileChannel out = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Durable.directory(folder);
        held.add(file);
    }

    /** Contents of a height; a file that is there but damaged is among them. */
    List<byte[]> of(long height) throws IOException {
        List<byte[]> contents = new ArrayList<>();
        for (Path file : held) {
            if (heightOf(file) == height) {
                contents.add(Files.readAllBytes(file));
            }
        }
        return contents;
    }

    /** Drops what belongs to a height that is decided, or to an earlier one. */
    void forget(long decidedHeight) throws IOException {
        List<Path> old =
                held.stream().filter(file -> heightOf(file) <= decidedHeight).toList();
        for (Path file : old) {
            Files.deleteIfExists(file);
            held.remove(file);
        }
    }

    private static long heightOf(Path file) {
        String name = String.valueOf(file.getFileName());
        String digits = name.substring(0, name.indexOf('-'));
        // A name that this class did not write belongs to no height.
        return digits.matches("[1-9][0-9]{0,17}") ? Long.parseLong(digits) : Long.MAX_VALUE;
    }
}
