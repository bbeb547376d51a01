package com.hookprobe.node.role;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Requests of an operator as files in a node's data folder: a command writes one, the running node reads it, answers in a file
 * beside, and takes it away.
 */
final class RequestFolder {
    private static final String SUFFIX = ".json";
    private static final int FILE_BYTES_MAX = 16 << 20;
    private static final int ANSWER_BYTES_MAX = 1 << 20;

    private RequestFolder() {}

    /** Puts a request where the node finds it; the file is whole when it has its name. */
    static Path write(Path folder, byte[] request) throws IOException {
        if (request.length > FILE_BYTES_MAX) {
            throw new IOException("a request has at most " + FILE_BYTES_MAX + " bytes; split the list");
        }
        Files.createDirectories(folder);
        String name = String.format("%013d-%s%s", System.currentTimeMillis(), UUID.randomUUID(), SUFFIX);
        Path fresh = folder.resolve("." + name);
        Files.write(fresh, request);
        return Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Requests that wait, oldest first. */
    static List<Path> waiting(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(file -> {
                        String name = String.valueOf(file.getFileName());
                        return name.endsWith(SUFFIX) && !name.startsWith(".");
                    })
                    .sorted()
                    .toList();
        }
    }

    /** What a request says; throws {@link IllegalArgumentException} with the reason when it cannot be read. */
    static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new IllegalArgumentException("more than " + FILE_BYTES_MAX + " bytes, which no request has");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("it cannot be read: " + e, e);
        }
    }

    /** Answers a request and takes its file away. Of the answers only the newest are kept. */
    static void settle(Path file, byte[] answer, int kept) throws IOException {
        Path folder = Objects.requireNonNull(file.getParent()).resolve("answers");
        Files.createDirectories(folder);
        Path fresh = folder.resolve("." + file.getFileName());
        Files.write(fresh, answer);
        Files.move(fresh, folder.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        Files.deleteIfExists(file);
        List<Path> answers = waiting(folder);
        for (Path old : answers.subList(0, Math.max(0, answers.size() - kept))) {
            Files.deleteIfExists(old);
        }
    }

    /** The answer to a request, once there is one. */
    static Optional<byte[]> answer(Path request) throws IOException {
        Path file = answerFile(request);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        if (Files.size(file) > ANSWER_BYTES_MAX) {
            throw new IOException(file + " has more than " + ANSWER_BYTES_MAX + " bytes, which no answer has");
        }
        return Optional.of(Files.readAllBytes(file));
    }

    /** Takes an answer away that was read: it names addresses. */
    static void forget(Path request) throws IOException {
        Files.deleteIfExists(answerFile(request));
    }

    private static Path answerFile(Path request) {
        return Objects.requireNonNull(request.getParent())
                .resolve("answers")
                .resolve(Objects.requireNonNull(request.getFileName()));
    }
}
