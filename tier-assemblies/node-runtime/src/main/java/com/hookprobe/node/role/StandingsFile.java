package com.hookprobe.node.role;

import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.core.Standings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How far owners are believed (federation 7.7), kept over restarts: {@code <data>/standings}. */
final class StandingsFile {
    private final Path file;
    private final Standings standings;

    private StandingsFile(Path file, Standings standings) {
        this.file = file;
        this.standings = standings;
    }

    /**
     * Reads the file, or begins with owners that owe nothing.
     *
     * @throws IOException when it is there and damaged: who forgave all debts because of that would reward its damage
     */
    static StandingsFile open(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new StandingsFile(file, new Standings());
        }
        try {
            return new StandingsFile(file, Standings.restore(Files.readAllBytes(file)));
        } catch (MalformedException e) {
            throw new IOException(
                    file + ": expected the standings of owners, found " + e.getMessage()
                            + "; put a copy back, or remove it, which forgives every owner",
                    e);
        }
    }

    Standings standings() {
        return standings;
    }

    void save() throws IOException {
        WholeFile.replace(file, standings.snapshot(), step -> {});
    }
}
