package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.ConsensusStatus;
import com.hookprobe.node.status.StatusPage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Writes a validator's status page: at most once a second, when something has changed, and every few seconds in any case, so that its
 * age tells whether the node lives. A disk that does not take it is told once, and stops nothing.
 */
final class StatusWriter {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final long WRITE_EVERY_NS = 5_000_000_000L;

    /** What makes a page news. */
    private record News(long height, long view, int changes, List<String> problems) {}

    private final NodeContext node;
    private final LongFunction<ConsensusStatus> status;
    private News last = new News(-1, 0, 0, List.of());
    private long writtenNs;
    private boolean failed;

    /** @param status at a moment of the loop's clock */
    StatusWriter(NodeContext node, LongFunction<ConsensusStatus> status) {
        this.node = node;
        this.status = status;
    }

    void start() {
        look();
        node.loop().every(LOOK_EVERY, this::look);
    }

    private void look() {
        long now = node.loop().nowNs();
        ConsensusStatus seen = status.apply(now);
        // The first words of a problem: the numbers in it may change all the time.
        News news = new News(
                seen.height(),
                seen.view(),
                seen.viewChanges().size(),
                seen.problems().stream()
                        .map(problem -> problem.split(":", 2)[0])
                        .toList());
        if (news.equals(last) && now - writtenNs < WRITE_EVERY_NS) {
            return;
        }
        last = news;
        writtenNs = now;
        try {
            StatusPage.of(node.self().name(), seen, NodeLoop.machineMicros()).write(node.data());
            failed = false;
        } catch (IOException e) {
            if (!failed) {
                node.log().event("status_not_written", "error", e.toString());
            }
            failed = true;
        }
    }
}
