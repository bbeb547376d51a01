package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.metric.Score;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** All that watch a node. Filled before its loop has work. One that fails is told of, and keeps nobody from his duty. */
final class Watchers implements NodeWatcher {
    private final List<NodeWatcher> all = new ArrayList<>();
    private final Consumer<RuntimeException> failed;

    /** @param failed hears what a watcher threw */
    Watchers(Consumer<RuntimeException> failed) {
        this.failed = failed;
    }

    void add(NodeWatcher watcher) {
        all.add(watcher);
    }

    private void each(Consumer<NodeWatcher> news) {
        for (NodeWatcher watcher : all) {
            try {
                news.accept(watcher);
            } catch (RuntimeException e) {
                failed.accept(e);
            }
        }
    }

    @Override
    public void detected(Detection detection, Optional<Decision> decision, Outcome outcome, Hash32 block) {
        each(watcher -> watcher.detected(detection, decision, outcome, block));
    }

    @Override
    public void scored(Score score, long micros) {
        each(watcher -> watcher.scored(score, micros));
    }

    @Override
    public void told(Word word) {
        each(watcher -> watcher.told(word));
    }

    @Override
    public void cancelled(Member correlator, TagKey key, CancelReason reason) {
        each(watcher -> watcher.cancelled(correlator, key, reason));
    }

    @Override
    public void finalised(CheckpointHeader header, byte[] certificate) {
        each(watcher -> watcher.finalised(header, certificate));
    }

    @Override
    public void reported(NodeId site, AttackSignature report) {
        each(watcher -> watcher.reported(site, report));
    }

    @Override
    public void warned() {
        each(NodeWatcher::warned);
    }

    @Override
    public void spared(String attacker, long endsMicros) {
        each(watcher -> watcher.spared(attacker, endsMicros));
    }

    @Override
    public void session(NodeId peer, boolean open) {
        each(watcher -> watcher.session(peer, open));
    }
}
