package com.hookprobe.dsm.ledger;

import com.hookprobe.identity.NodeId;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where a source stood after a checkpoint, with its proof: the header and its certificate, and either the source's entry and its
 * path to {@code frontier_root}, or, for a source that the checkpoint does not list, the whole frontier.
 *
 * <pre>
 * header 458 | u32 length, certificate | u8 1 | entry 77 | u32 length, inclusion proof
 * header 458 | u32 length, certificate | u8 0 | u32 length, frontier
 * </pre>
 *
 * <p>Why the whole frontier: a root does not say how many leaves it has, so two neighbours do not show that nothing lies
 * between them.
 *
 * @param entry the source's entry with its path; empty when it is not listed
 * @param frontier all entries, exactly when {@code entry} is empty
 */
public record SourceState(
        CheckpointHeader header, byte[] certificate, Optional<Listed> entry, Optional<Frontier> frontier) {
    /** A source's entry and its path. */
    public record Listed(FrontierEntry entry, InclusionProof proof) {}

    private static final int FRONTIER_BYTES_MAX = 4 + Frontier.SOURCES_MAX * FrontierEntry.BYTES;

    public SourceState {
        Checks.that(
                certificate.length >= 1 && certificate.length <= DecidedCheckpoint.CERTIFICATE_BYTES_MAX,
                "certificate bytes",
                certificate.length);
        Checks.that(
                entry.isPresent() != frontier.isPresent(), "an entry or a frontier, parts", entry.isPresent() ? 2 : 0);
        certificate = certificate.clone();
    }

    /** The state of a source after a height that the ledger holds; empty when the ledger does not know it whole. */
    public static Optional<SourceState> of(LedgerReader ledger, NodeId source, long height) throws StoreException {
        Optional<DecidedCheckpoint> decided = ledger.header(height);
        Optional<Frontier> known = decided.isEmpty() ? Optional.empty() : ledger.frontierAt(height);
        if (decided.isEmpty() || known.isEmpty()) {
            return Optional.empty();
        }
        Frontier frontier = known.get();
        CheckpointHeader header = decided.get().header();
        byte[] certificate = decided.get().certificate();
        Optional<FrontierEntry> entry = frontier.entry(source);
        if (entry.isEmpty()) {
            return Optional.of(new SourceState(header, certificate, Optional.empty(), known));
        }
        Listed listed = new Listed(entry.get(), frontier.proof(source));
        return Optional.of(new SourceState(header, certificate, Optional.of(listed), Optional.empty()));
    }

    @Override
    public byte[] certificate() {
        return certificate.clone();
    }

    /** True when this is what the header says of the source. It says nothing about the certificate. */
    public boolean proves(NodeId source) {
        Hash32 root = header.frontierRoot();
        if (entry.isPresent()) {
            Listed listed = entry.get();
            return listed.entry().source().equals(source)
                    && listed.proof().verify(root, listed.entry().encode());
        }
        return frontier.map(all -> all.root().equals(root) && all.entry(source).isEmpty())
                .orElse(false);
    }

    /** Number and hash of the last final block of an incarnation, 0 when it has none. */
    long to(long incarnation) {
        return entry.map(Listed::entry)
                .filter(at -> at.incarnation() == incarnation)
                .map(FrontierEntry::to)
                .orElse(0L);
    }

    void write(WireWriter out) {
        out.bytes(header.encode()).sized(certificate).u8(entry.isPresent() ? 1 : 0);
        entry.ifPresent(listed ->
                out.bytes(listed.entry().encode()).sized(listed.proof().encode()));
        frontier.ifPresent(all -> out.sized(all.encode()));
    }

    static SourceState read(WireReader in) throws MalformedException {
        CheckpointHeader header = CheckpointHeader.read(in);
        byte[] certificate = in.sized(DecidedCheckpoint.CERTIFICATE_BYTES_MAX);
        int flag = in.u8();
        if (flag > 1) {
            throw new MalformedException("flag must be 0 or 1, is " + flag);
        }
        Optional<Listed> entry = Optional.empty();
        Optional<Frontier> frontier = Optional.empty();
        if (flag == 1) {
            FrontierEntry read = FrontierEntry.read(in);
            entry = Optional.of(new Listed(read, InclusionProof.decode(in.sized(InclusionBundle.BYTES_MAX))));
        } else {
            frontier = Optional.of(Frontier.decode(in.sized(FRONTIER_BYTES_MAX)));
        }
        Optional<Listed> listed = entry;
        Optional<Frontier> all = frontier;
        return Checks.canonical(() -> new SourceState(header, certificate, listed, all));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SourceState that
                && header.equals(that.header)
                && Arrays.equals(certificate, that.certificate)
                && entry.equals(that.entry)
                && frontier.equals(that.frontier);
    }

    @Override
    public int hashCode() {
        return header.hashCode();
    }
}
