package com.hookprobe.node.role;

import com.hookprobe.identity.NodeId;
import com.hookprobe.node.observe.Readiness;
import com.hookprobe.node.observe.Sheet;
import com.hookprobe.node.wire.MeshMessage;

/** One duty of a node. Every method is called on the {@link NodeLoop}; none may block for long. */
public interface Role extends AutoCloseable {
    default void start() throws Exception {}

    /** A session with the peer is open (again). */
    default void onPeerUp(NodeId peer) throws Exception {}

    default void onPeerDown(NodeId peer) throws Exception {}

    /** The peer refused a handshake because of our weights, and named its own TER count. */
    default void onPeerRejected(NodeId peer, long terSequence) throws Exception {}

    /** A message of docs/spec/mesh.md from an authenticated peer. */
    default void onMesh(NodeId from, MeshMessage message) throws Exception {}

    /** Evidence of a peer's resonance (mesh 8), in a session with this exporter; it authenticates nobody. */
    default void onEvidence(NodeId from, byte[] exporter, byte[] rdv, byte[] posf) throws Exception {}

    /** The verifier has revoked the node; its signature is checked. Told once a node. */
    default void onRevoked(NodeId revoked) throws Exception {}

    /** A DSM message, kind byte first, from an authenticated peer. */
    default void onDsm(NodeId from, byte[] message) throws Exception {}

    /** The node's clock has moved: lengths of time that are kept as their ends move with it. */
    default void onClockMoved(long byMicros) {}

    /** Puts this role's numbers onto a sheet; once a second at the most. */
    default void measure(Sheet sheet) throws Exception {}

    /** Says what this role needs to do its duty, and whether it is there. */
    default void check(Readiness readiness) throws Exception {}

    @Override
    default void close() throws Exception {}
}
