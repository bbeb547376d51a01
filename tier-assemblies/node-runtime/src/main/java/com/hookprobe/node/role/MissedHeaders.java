package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.LightClient;
import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.htp.Channels;
import com.hookprobe.identity.NodeId;

/**
 * Heights that were decided while this node was away (DSM consensus 9.6). Who shows others the log of checkpoints has all of it; the
 * rest needs the newest header only, and asks for nothing. Owned by the node's loop.
 */
final class MissedHeaders {
    /** Each is a check of a signature on the loop. */
    private static final int AT_ONCE = 16;

    private static final long AGAIN_NS = 1_000_000_000L;

    private final NodeContext node;
    private final BlockStore store;
    private final LightClient light;
    private long askedNs = Long.MIN_VALUE / 2;

    MissedHeaders(NodeContext node, BlockStore store, LightClient light) {
        this.node = node;
        this.store = store;
        this.light = light;
    }

    private boolean wanted() {
        return node.self().verifier() || node.config().ledgerApi() != null;
    }

    /** A header that is not above the newest one: kept when the log goes on with it. */
    void take(CheckpointHeader header, byte[] certificate) throws StoreException {
        if (!wanted() || header.height() != store.logSize() + 1) {
            return;
        }
        if (light.isFinal(header, certificate)) {
            store.putHeader(DecidedCheckpoint.headerOnly(header, certificate));
        } else {
            node.log().event("checkpoint_refused", "height", header.height(), "reason", "it is not shown to be final");
        }
    }

    /** Asks whoever has just told of checkpoints for the next that are lacking. */
    void ask(NodeId from) throws StoreException {
        boolean due = node.loop().nowNs() - askedNs >= AGAIN_NS;
        if (wanted() && due && store.logSize() < light.height()) {
            askedNs = node.loop().nowNs();
            node.links().send(from, Channels.DSM, light.request(store.logSize() + 1L, AT_ONCE));
        }
    }
}
