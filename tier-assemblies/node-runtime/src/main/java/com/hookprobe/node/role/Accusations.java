package com.hookprobe.node.role;

import com.hookprobe.identity.NodeId;
import com.hookprobe.neuro.verify.core.Evidence;
import com.hookprobe.node.resonance.EvidenceFiles;
import com.hookprobe.node.resonance.Revocation;
import java.io.IOException;

/** Keeps what a node was found to have done: in a file each, and in the log (mesh 4.6). */
final class Accusations {
    private final NodeContext node;
    private final EvidenceFiles files;

    Accusations(NodeContext node) throws IOException {
        this.node = node;
        this.files = new EvidenceFiles(node.data().resolve("evidence"));
    }

    /** Records it, and says what the node is to be revoked for. */
    Revocation.Reason record(NodeId from, Evidence found) {
        String file;
        try {
            file = files.write(found, node.loop().wallMicros()).toString();
        } catch (IOException e) {
            // A full disk must not keep the node in the mesh.
            file = "not written: " + e;
        }
        node.log()
                .event(
                        "resonance_evidence",
                        "subject",
                        node.links().name(from),
                        "reason",
                        found.reason().toString(),
                        "record",
                        found.firstRecord(),
                        "explanation",
                        found.explain(),
                        "file",
                        file);
        return reason(found);
    }

    private static Revocation.Reason reason(Evidence found) {
        return switch (found.reason()) {
            case INTEGRITY_CHANGED -> Revocation.Reason.INTEGRITY_CHANGED;
            case WEIGHTS_DIVERGED -> Revocation.Reason.WEIGHTS_DIVERGED;
            case CHAIN_INVALID -> Revocation.Reason.HISTORY_BROKEN;
            case CLONE -> Revocation.Reason.CLONE;
            case ROLLBACK -> Revocation.Reason.ROLLBACK;
        };
    }
}
