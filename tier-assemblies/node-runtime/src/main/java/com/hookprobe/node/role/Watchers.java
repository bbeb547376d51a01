package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.metric.Score;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that watch a node. Filled before its loop has work. */
final class Watchers implements NodeWatcher {
    private final List<NodeWatcher> all = new ArrayList<>();

    void add(NodeWatcher watcher) {
        all.add(watcher);
    }

    @Override
    public void detected(Detection detection, Optional<Decision> decision, Outcome outcome, Hash32 block) {
        all.forEach(watcher -> watcher.detected(detection, decision, outcome, block));
    }

    @Override
    public void scored(Score score, long micros) {
        all.forEach(watcher -> watcher.scored(score, micros));
    }

    @Override
    public void told(Word word) {
        all.forEach(watcher -> watcher.told(word));
    }

    @Override
    public void cancelled(Member correlator, TagKey key, CancelReason reason) {
        all.forEach(watcher -> watcher.cancelled(correlator, key, reason));
    }

    @Override
    public void finalised(CheckpointHeader header, byte[] certificate) {
        all.forEach(watcher -> watcher.finalised(header, certificate));
    }

    @Override
    public void session(NodeId peer, boolean open) {
        all.forEach(watcher -> watcher.session(peer, open));
    }
}
