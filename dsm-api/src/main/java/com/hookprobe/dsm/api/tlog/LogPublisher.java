package com.hookprobe.dsm.api.tlog;

import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.ConsistencyProof;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.LogProofs;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.identity.Ed25519;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A ledger's log of checkpoints as C2SP serves logs: the newest size as a signed note, the tree as tiles, the headers as bundles
 * of entries. Only what the store holds is signed. Safe for use by several threads.
 */
public final class LogPublisher {
    /** Digits of the network id in the default origin. */
    private static final int NETWORK_DIGITS = 16;

    /** The store holds levels 0 to 7; a log of 2^30 entries ends at 3. */
    private static final int LEVELS = 8;

    private final LedgerReader ledger;
    private final String origin;
    private final NoteSigner signer;
    private final List<String> extensions;
    private final Cosignatures cosignatures;
    private @Nullable Signed newest;

    /** A checkpoint and the signature line of this log. */
    private record Signed(LogCheckpoint checkpoint, String line) {}

    /**
     * A checkpoint and its note.
     *
     * @param checkpoint what it says
     * @param note text, blank line, signature lines
     */
    public record Published(LogCheckpoint checkpoint, String note) {}

    /**
     * @param ledger the store; the caller closes it
     * @param origin names the log; {@link #defaultOrigin} when there is no better name
     * @param signer of the log
     * @param extensions lines behind the root, usually none
     * @param cosignatures where those of witnesses are collected
     */
    public LogPublisher(
            LedgerReader ledger, String origin, NoteSigner signer, List<String> extensions, Cosignatures cosignatures) {
        this.ledger = ledger;
        this.signer = signer;
        NoteKey.checkedName(signer.name());
        NoteKey.checkedKey(signer.publicKey());
        // Checks the lines now instead of at the first request.
        LogCheckpoint empty = new LogCheckpoint(origin, 0, Hash32.ZERO, extensions);
        this.origin = empty.origin();
        this.extensions = empty.extensions();
        this.cosignatures = cosignatures;
    }

    /** A log without witnesses, under the signer's name. */
    public static LogPublisher of(LedgerReader ledger, NoteSigner signer) {
        return new LogPublisher(ledger, signer.name(), signer, List.of(), Cosignatures.none());
    }

    /** {@code hookprobe.mesh/} and the first 16 digits of the network id. */
    public static String defaultOrigin(Hash32 networkId) {
        return "hookprobe.mesh/" + networkId.hex().substring(0, NETWORK_DIGITS);
    }

    public String origin() {
        return origin;
    }

    /** The collection that was given. */
    public Cosignatures cosignatures() {
        return cosignatures;
    }

    /**
     * The newest size.
     *
     * @throws StoreException also when the store does not hold what was signed before: signing would show two views of the log
     */
    public Published newest() throws StoreException {
        Signed signed = signed(ledger.logProofs());
        StringBuilder note = new StringBuilder(signed.checkpoint().text())
                .append('\n')
                .append(signed.line())
                .append('\n');
        cosignatures
                .lines(signed.checkpoint())
                .forEach(line -> note.append(line).append('\n'));
        return new Published(signed.checkpoint(), note.toString());
    }

    private synchronized Signed signed(LogProofs proofs) throws StoreException {
        Signed before = newest;
        if (before != null) {
            int signedSize = (int) before.checkpoint().size();
            // Another thread may have read a newer size first.
            LogProofs now = proofs.size() < signedSize ? ledger.logProofs() : proofs;
            if (now.size() < signedSize
                    || !now.root(signedSize).equals(before.checkpoint().root())) {
                throw new StoreException(
                        "the log of size " + signedSize + " that was signed is not in the store any more;"
                                + " nothing is signed until it is: restore the store that was served, or start with a new origin");
            }
            if (now.size() == signedSize) {
                return before;
            }
            proofs = now;
        }
        LogCheckpoint checkpoint = new LogCheckpoint(origin, proofs.size(), proofs.root(proofs.size()), extensions);
        Signed signed = new Signed(checkpoint, sign(checkpoint));
        newest = signed;
        return signed;
    }

    private String sign(LogCheckpoint checkpoint) {
        byte[] signature = signer.sign(checkpoint.text().getBytes(StandardCharsets.UTF_8));
        if (signature.length != Ed25519.SIGNATURE_BYTES) {
            throw new IllegalStateException(
                    "the log's signer gave " + signature.length + " bytes, Ed25519 has " + Ed25519.SIGNATURE_BYTES);
        }
        byte[] id = NoteKey.id(signer.name(), NoteKey.ED25519, signer.publicKey());
        return new SignatureLine(signer.name(), id, signature).text();
    }

    /** Hashes from an older size, 1.., to a newer one that the store holds. */
    public List<Hash32> consistency(long oldSize, long newSize) throws StoreException {
        ConsistencyProof proof = ledger.logProofs().consistency(Math.toIntExact(oldSize), Math.toIntExact(newSize));
        return proof.path();
    }

    /**
     * The bytes of a tile or of a bundle of entries; empty when the log does not reach that far. The store keeps no partial tiles
     * of earlier sizes: they are the beginnings of the later ones.
     */
    public Optional<byte[]> tile(TilePath path) throws StoreException {
        if (path.level() == TilePath.ENTRIES) {
            return entries(path);
        }
        if (path.level() >= LEVELS) {
            return Optional.empty();
        }
        int bytes = path.width() * Hash32.BYTES;
        return ledger.tile(0, path.level(), path.index())
                .filter(tile -> tile.length >= bytes)
                .map(tile -> Arrays.copyOf(tile, bytes));
    }

    private Optional<byte[]> entries(TilePath path) throws StoreException {
        long first = (long) path.index() * TilePath.FULL;
        if (first + path.width() > ledger.logSize()) {
            return Optional.empty();
        }
        ByteArrayOutputStream bundle = new ByteArrayOutputStream(path.width() * (CheckpointHeader.BYTES + 2));
        for (int i = 0; i < path.width(); i++) {
            long height = first + i + 1;
            DecidedCheckpoint decided = ledger.header(height)
                    .orElseThrow(
                            () -> new StoreException("the header of height " + height + " is in the log and missing"));
            bundle.write(CheckpointHeader.BYTES >>> 8);
            bundle.write(CheckpointHeader.BYTES);
            bundle.writeBytes(decided.header().encode());
        }
        return Optional.of(bundle.toByteArray());
    }
}
