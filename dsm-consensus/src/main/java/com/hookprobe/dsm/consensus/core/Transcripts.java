package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Transcript;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Decision;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The certificates of the open height and of the last ones that were decided, so that a conflict that shows later can be explained.
 * Kept in memory only; after a restart, and for older heights, what is left is the decision in the ledger.
 */
final class Transcripts {
    /** Decided heights that are remembered. */
    static final int HEIGHTS_MAX = 8;

    private final Context at;
    private final Deque<Transcript> recent = new ArrayDeque<>();

    Transcripts(Context at) {
        this.at = at;
    }

    /** The open height is decided with this header. */
    void decided(CheckpointHeader header) {
        recent.addLast(of(List.of(header)));
        if (recent.size() > HEIGHTS_MAX) {
            recent.removeFirst();
        }
    }

    /** What is held for the open height. */
    Transcript open() {
        List<CheckpointHeader> headers = at.state.book.decisions().stream()
                .map(decision -> at.state.contents.get(decision.value()))
                .filter(content -> content != null)
                .map(ProposalBuilder.Content::header)
                .toList();
        return of(headers);
    }

    private Transcript of(List<CheckpointHeader> headers) {
        return Transcript.of(at.genesis.networkId(), at.state.height, headers, at.state.book.certificates());
    }

    /** What is held for a height; empty when it is above the open one, or not in the ledger. */
    Optional<Transcript> of(long height) {
        if (height == at.state.height) {
            return Optional.of(open());
        }
        return recent.stream()
                .filter(transcript -> transcript.height() == height)
                .findFirst()
                .or(() -> height < 1 || height > at.tip.height() ? Optional.empty() : inLedger(height));
    }

    private Optional<Transcript> inLedger(long height) {
        return at.ledger
                .decided(height)
                .flatMap(Answering::decision)
                .map(decision -> Transcript.of(
                        at.genesis.networkId(), height, List.of(decision.header()), List.of(decision.certificate())));
    }

    /** What is held for a height of which another node shows another decision. */
    Optional<Transcript> with(Decision other) {
        return of(other.header().height()).map(own -> own.plus(other.header(), other.certificate()));
    }
}
