package com.hookprobe.dsm.ledger.core;

import com.hookprobe.dsm.ledger.FrontierEntry;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.dsm.ledger.core.DsmMessage.NumberRange;
import com.hookprobe.dsm.ledger.core.DsmMessage.Want;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All chains that are being fetched. Each tick asks for what is due, at most a few chains per peer at a time. */
final class Pulls {
    /** Chains at a time that summaries may start; more are found by the next summary. */
    static final int SUMMARY_PULLS_MAX = 4_096;

    /** Chains at a time that proposals may start: two full proposals. */
    static final int REQUIRED_PULLS_MAX = 131_072;

    /** Chains asked of one peer at a time. */
    static final int ASKED_PER_PEER_MAX = 16;

    private static final int WALK_MAX = 1_024;
    private static final long REQUIRED_RETRY_NS = 2_000_000_000L;

    private final DisseminationConfig config;
    private final LedgerView view;
    private final Map<Pull.Key, Pull> pulls = new LinkedHashMap<>();
    /** The next missing block of each proposal's chain, and how many chains wait for it. */
    private final Map<Hash32, Integer> requiredCursors = new HashMap<>();

    private int required;
    private long dueNs = Long.MAX_VALUE;

    Pulls(DisseminationConfig config, LedgerView view) {
        this.config = config;
        this.view = view;
    }

    int size() {
        return pulls.size();
    }

    long dueNs() {
        return dueNs;
    }

    /** A peer named the end of a chain that is not here. */
    void want(SourceRange target, NodeId peer, long nowNs) {
        Pull pull = pulls.get(new Pull.Key(target.source(), target.incarnation(), null));
        if (pull == null) {
            if (pulls.size() - required >= SUMMARY_PULLS_MAX) {
                return;
            }
            pull = new Pull(target, false);
            pulls.put(pull.key(), pull);
            dueNs = nowNs;
        }
        pull.candidate(peer);
    }

    /** A proposal or a decided checkpoint names a range. */
    boolean require(SourceRange target, NodeId peer, Set<NodeId> validators, long nowNs) {
        Pull pull = new Pull(target, true);
        if (pulls.containsKey(pull.key()) || required >= REQUIRED_PULLS_MAX) {
            return pulls.containsKey(pull.key());
        }
        pull.candidate(peer);
        validators.forEach(pull::candidate);
        pulls.put(pull.key(), pull);
        required++;
        requiredCursors.merge(pull.cursor, 1, Integer::sum);
        dueNs = nowNs;
        return true;
    }

    void cancelRequired() {
        pulls.values().removeIf(pull -> pull.required);
        requiredCursors.clear();
        required = 0;
    }

    /** True when a proposal's chain is waiting for exactly this block. */
    boolean isRequired(Hash32 hash) {
        return requiredCursors.containsKey(hash);
    }

    void onBlocks(NodeId from, List<Microblock> blocks, long nowNs) {
        for (Pull pull : pulls.values()) {
            NodeId asked = pull.asked;
            boolean mine = pull.state == Pull.State.ASKED
                    && asked != null
                    && asked.equals(from)
                    && blocks.stream()
                            .anyMatch(block -> block.source().equals(pull.target.source())
                                    && block.incarnation() == pull.target.incarnation());
            if (mine) {
                pull.state = Pull.State.ANSWERED;
                dueNs = nowNs;
            }
        }
    }

    void addPeer(NodeId peer) {
        for (Pull pull : pulls.values()) {
            if (pull.required) {
                pull.candidate(peer);
            }
        }
    }

    void removePeer(NodeId peer) {
        pulls.values().forEach(pull -> pull.forget(peer));
    }

    /** Asks for what is due. */
    void run(long nowNs, List<DisseminationEffect> out) {
        Map<NodeId, Asking> asking = new HashMap<>();
        for (Pull pull : pulls.values()) {
            NodeId asked = pull.asked;
            if (pull.state == Pull.State.ASKED && nowNs < pull.dueNs && asked != null) {
                asking.computeIfAbsent(asked, id -> new Asking()).open++;
            }
        }
        dueNs = Long.MAX_VALUE;
        for (Iterator<Pull> all = pulls.values().iterator(); all.hasNext(); ) {
            Pull pull = all.next();
            boolean due = pull.state != Pull.State.ASKED || nowNs >= pull.dueNs;
            if (due && !mustWait(pull, asking)) {
                Hash32 before = pull.cursor;
                boolean finished = step(pull, nowNs, asking, out);
                trackCursor(pull, before, finished);
                if (finished) {
                    all.remove();
                    required -= pull.required ? 1 : 0;
                    continue;
                }
            }
            if (pull.state == Pull.State.ASKED) {
                dueNs = Math.min(dueNs, pull.dueNs);
            }
        }
        asking.forEach((peer, wants) -> wants.send(peer, out));
    }

    /** A chain whose peer is asked for enough already is not even looked at: there may be thousands of them. */
    private static boolean mustWait(Pull pull, Map<NodeId, Asking> asking) {
        NodeId peer = pull.first();
        Asking wants = peer == null ? null : asking.get(peer);
        return pull.state == Pull.State.WAITING && wants != null && wants.open >= ASKED_PER_PEER_MAX;
    }

    private void trackCursor(Pull pull, Hash32 before, boolean finished) {
        if (pull.required && (finished || !before.equals(pull.cursor))) {
            requiredCursors.computeIfPresent(before, (hash, count) -> count == 1 ? null : count - 1);
            if (!finished) {
                requiredCursors.merge(pull.cursor, 1, Integer::sum);
            }
        }
    }

    private boolean step(Pull pull, long nowNs, Map<NodeId, Asking> asking, List<DisseminationEffect> out) {
        switch (walk(pull)) {
            case WHOLE -> {
                if (pull.required) {
                    out.add(new DisseminationEffect.Fetched(pull.target));
                }
                return true;
            }
            case FALSE_HEAD -> {
                if (pull.required) {
                    out.add(new DisseminationEffect.FalseRange(pull.target));
                }
                return true;
            }
            case MORE -> {
                // Long and here already: go on with the next tick, so that no call takes long.
                dueNs = nowNs;
                return false;
            }
            case MISSING -> {}
        }
        long linked = linked(pull);
        if (pull.state != Pull.State.WAITING && pull.asked != null) {
            judge(pull, linked);
        }
        pull.asked = null;
        pull.state = Pull.State.WAITING;
        NodeId peer = pull.first();
        if (peer == null || pull.fruitless > 2 * pull.candidates()) {
            if (!pull.required) {
                return true;
            }
            // The voter cannot go on without it: keep asking, slowly.
            pull.fruitless = 0;
            pull.state = Pull.State.ASKED;
            pull.dueNs = nowNs + REQUIRED_RETRY_NS;
            return false;
        }
        Asking wants = asking.computeIfAbsent(peer, id -> new Asking());
        if (wants.open < ASKED_PER_PEER_MAX) {
            ask(pull, linked, wants);
            pull.asked = peer;
            pull.state = Pull.State.ASKED;
            pull.dueNs = nowNs + config.wantTimeoutNs();
        }
        return false;
    }

    private static void judge(Pull pull, long linked) {
        boolean progress = linked > pull.linkedBefore || pull.cursorSeq < pull.cursorBefore;
        if (progress) {
            pull.fruitless = 0;
            pull.byHash = false;
        } else if (!pull.byHash && pull.state == Pull.State.ANSWERED) {
            pull.byHash = true;
        } else {
            pull.rotate();
        }
    }

    private static void ask(Pull pull, long linked, Asking wants) {
        long from = Math.max(linked + 1, pull.required ? pull.target.from() : 1);
        if (from > pull.cursorSeq) {
            pull.byHash = true;
        }
        if (pull.byHash) {
            wants.hashes.add(pull.cursor);
        } else {
            long to = Math.min(pull.cursorSeq, from + DsmWire.BLOCKS_MAX - 1);
            wants.numbers.add(new NumberRange(pull.target.source(), pull.target.incarnation(), from, to));
        }
        wants.open++;
        pull.linkedBefore = linked;
        pull.cursorBefore = pull.cursorSeq;
    }

    private enum Walk {
        /** Every block is here. */
        WHOLE,
        /** The block at the cursor is not here. */
        MISSING,
        /** Not finished. */
        MORE,
        /** The head has another number or source than was said: it leads nowhere. */
        FALSE_HEAD
    }

    /** Moves the cursor down over blocks that are here. */
    private Walk walk(Pull pull) {
        long floor = pull.required ? pull.target.from() : finalisedTo(pull) + 1;
        Optional<Hash32> end = highest(pull).map(SourceHead::head);
        for (int steps = 0; steps < WALK_MAX; steps++) {
            if (pull.cursorSeq < floor
                    || (!pull.required && end.isPresent() && end.get().equals(pull.cursor))) {
                return Walk.WHOLE;
            }
            Optional<Microblock> block = view.block(pull.cursor);
            if (block.isEmpty()) {
                return Walk.MISSING;
            }
            if (block.get().seq() != pull.cursorSeq
                    || !block.get().source().equals(pull.target.source())
                    || block.get().incarnation() != pull.target.incarnation()) {
                return Walk.FALSE_HEAD;
            }
            pull.cursor = block.get().prev();
            pull.cursorSeq--;
        }
        return Walk.MORE;
    }

    private long linked(Pull pull) {
        return highest(pull).map(SourceHead::to).orElse(0L);
    }

    private Optional<SourceHead> highest(Pull pull) {
        return view.highest(pull.target.source(), pull.target.incarnation());
    }

    private long finalisedTo(Pull pull) {
        return view.frontier()
                .entry(pull.target.source())
                .filter(entry -> entry.incarnation() == pull.target.incarnation())
                .map(FrontierEntry::to)
                .orElse(0L);
    }

    /** What one peer is asked for in this tick. */
    private static final class Asking {
        private final List<NumberRange> numbers = new ArrayList<>();
        private final List<Hash32> hashes = new ArrayList<>();
        private int open;

        void send(NodeId peer, List<DisseminationEffect> out) {
            if (!numbers.isEmpty() || !hashes.isEmpty()) {
                out.add(new DisseminationEffect.Send(peer, DsmWire.encode(new Want(numbers, hashes))));
            }
        }
    }
}
