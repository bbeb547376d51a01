package com.hookprobe.dsm.consensus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Transcripts of heights with two decisions, one file {@code <height>.tr} each, for {@link Forensics}. */
final class TranscriptStore {
    /** Files in the folder; of more conflicts the later ones follow from the first. */
    static final int FILES_MAX = 16;

    private final Path folder;

    TranscriptStore(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes a transcript, durable before return.
     *
     * @return the file; empty when there is one of this height, or the folder is full
     */
    Optional<Path> keep(Transcript transcript) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(transcript.height() + ".tr");
        if (Files.exists(file) || isFull()) {
            return Optional.empty();
        }
        Path fresh = folder.resolve("new");
        try (FileChannel out = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(transcript.encode());
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Durable.directory(folder);
        return Optional.of(file);
    }

    private boolean isFull() throws IOException {
        int files = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*.tr")) {
            for (Path file : all) {
                files += Files.isRegularFile(file) ? 1 : 0;
            }
        }
        return files >= FILES_MAX;
    }
}
