package com.hookprobe.node.resonance;

import com.hookprobe.identity.NodeId;
import com.hookprobe.neuro.BaselineBook;
import com.hookprobe.neuro.BaselineBook.Acceptance;
import com.hookprobe.neuro.BaselineChange;
import com.hookprobe.neuro.BaselineException;
import com.hookprobe.neuro.IntegrityBaseline;
import com.hookprobe.neuro.TrustedSigners;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where announced updates arrive: files made by {@code hookprobe baseline announce}, put into a folder of the verifier.
 *
 * <p>What counts moves to {@code accepted/}, which is read again at the next start (signatures are checked again), so it is
 * the memory of the book. The rest moves to {@code refused/}. A file whose name begins with a dot, or that ends in
 * {@code .part}, is still being written and is left alone. One owner thread.
 */
public final class BaselineFolder {
    private static final int FILE_BYTES_MAX = 16 * 1024;

    private final Path folder;
    private final BaselineBook book;

    /**
     * What became of one file.
     *
     * @param file its name
     * @param accepted true when it counts now
     * @param detail the change, or why it was refused
     */
    public record Outcome(String file, boolean accepted, String detail) {}

    /** Reads what was accepted before; nothing else is looked at yet. */
    public BaselineFolder(Path folder, TrustedSigners trusted, long nowMicros) throws IOException {
        this.folder = folder;
        this.book = new BaselineBook(trusted);
        for (Path file : files(accepted())) {
            read(file, nowMicros);
        }
    }

    /** Takes in what has arrived since. */
    public List<Outcome> look(long nowMicros) throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        for (Path file : files(folder)) {
            Outcome outcome = read(file, nowMicros);
            Path target = outcome.accepted() ? accepted() : folder.resolve("refused");
            Files.createDirectories(target);
            Files.move(file, target.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            outcomes.add(outcome);
        }
        return outcomes;
    }

    /** What the node may show, given what it was enrolled with. */
    public IntegrityBaseline baselineOf(NodeId node, IntegrityBaseline enrolled) {
        return book.baselineOf(node.bytes(), enrolled);
    }

    private Path accepted() {
        return folder.resolve("accepted");
    }

    private Outcome read(Path file, long nowMicros) throws IOException {
        String name = file.getFileName().toString();
        if (Files.size(file) > FILE_BYTES_MAX) {
            return new Outcome(name, false, "more than " + FILE_BYTES_MAX + " bytes, which no baseline change has");
        }
        try {
            BaselineChange change = BaselineChange.fromText(Files.readString(file));
            Acceptance acceptance = book.accept(change, nowMicros);
            boolean counts = acceptance == Acceptance.ACCEPTED || acceptance == Acceptance.DUPLICATE;
            return new Outcome(name, counts, counts ? change.toString() : acceptance.toString());
        } catch (BaselineException e) {
            return new Outcome(name, false, e.reason() + ": " + e.getMessage());
        } catch (java.nio.charset.CharacterCodingException e) {
            return new Outcome(name, false, "not a text");
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .filter(file -> !file.toString().endsWith(".part"))
                    .sorted()
                    .toList();
        }
    }
}
