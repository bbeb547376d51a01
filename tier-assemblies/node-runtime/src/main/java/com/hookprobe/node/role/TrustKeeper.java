package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.node.trust.TrustBook;
import com.hookprobe.node.trust.TrustPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The verifier's {@link TrustBook} over restarts (trust 6): a file that is replaced whole, each epoch and at the end. */
final class TrustKeeper {
    private static final String FILE = "trust.page";

    private final NodeContext node;
    private final Path file;
    private final TrustBook book;

    private TrustKeeper(NodeContext node, Path file, TrustBook book) {
        this.node = node;
        this.file = file;
        this.book = book;
    }

    /**
     * Goes on from what is there; a missing file is a verifier that has never run.
     *
     * @throws IOException when the file is not as it was written; the message says what to do. Nobody is forgiven by mistake
     */
    static TrustKeeper open(NodeContext node) throws IOException {
        Path file = node.data().resolve(FILE);
        TrustBook book = new TrustBook(node.config().trustStart());
        if (Files.exists(file)) {
            TrustPage page = read(file);
            long awayMicros = Math.max(0, node.loop().wallMicros() - page.savedMicros());
            long awayNs = awayMicros > Long.MAX_VALUE / 1_000 ? Long.MAX_VALUE : awayMicros * 1_000;
            book.restore(
                    page.states(),
                    awayNs,
                    node.config().resonanceEpoch().toNanos(),
                    node.loop().nowNs());
            node.log().event("trust_restored", "nodes", page.states().size(), "away_s", awayMicros / 1_000_000);
        }
        return new TrustKeeper(node, file, book);
    }

    private static TrustPage read(Path file) throws IOException {
        if (Files.size(file) > TrustPage.BYTES_MAX) {
            throw damaged(file, "expected at most " + TrustPage.BYTES_MAX + " bytes, found " + Files.size(file));
        }
        try {
            return TrustPage.decode(Files.readAllBytes(file));
        } catch (MalformedException e) {
            throw damaged(file, String.valueOf(e.getMessage()));
        }
    }

    private static IOException damaged(Path file, String reason) {
        return new IOException(
                file + ": " + reason + "; restore it from a copy, or move it away: then every node begins"
                        + " at neuro.trust_start, also one that was in quarantine");
    }

    TrustBook book() {
        return book;
    }

    /** What cannot be written now is written at the next epoch; until then the file says what it said. */
    void save() {
        try {
            TrustPage page = new TrustPage(
                    Math.max(0, node.loop().wallMicros()),
                    book.states(node.loop().nowNs()));
            WholeFile.replace(file, page.encode(), step -> {});
        } catch (IOException e) {
            node.log().event("trust_not_saved", "file", file.toString(), "error", e.toString());
        }
    }
}
