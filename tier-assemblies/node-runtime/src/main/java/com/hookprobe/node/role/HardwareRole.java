package com.hookprobe.node.role;

import com.hookprobe.htp.Channels;
import com.hookprobe.identity.HardwareReading;
import com.hookprobe.identity.HardwareRebinding;
import com.hookprobe.identity.HardwareReport;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.wire.MeshMessage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tells the verifier, with each new session, which hardware this node runs on (identity 6.12); sealed, as digests. */
final class HardwareRole implements Role {
    private final NodeContext node;
    private final HardwareReading hardware;

    HardwareRole(NodeContext node, HardwareReading hardware) {
        this.node = node;
        this.hardware = hardware;
    }

    @Override
    public void onPeerUp(NodeId peer) throws KeystoreException {
        Optional<byte[]> kem = node.mesh()
                .member(peer)
                .filter(Member::verifier)
                .flatMap(verifier -> verifier.card().kemPublicKey());
        if (kem.isPresent()) {
            byte[] report = HardwareReport.create(
                            node.self().id(),
                            node.keys().device(),
                            Instant.ofEpochSecond(node.loop().wallMicros() / 1_000_000),
                            new HardwareReport.Content(hardware.digests(), accepted()),
                            kem.get())
                    .encode();
            node.links().send(peer, Channels.TELEMETRY, new MeshMessage.HardwareNews(report).encode());
        }
    }

    private Optional<HardwareReport.Accepted> accepted() throws KeystoreException {
        List<HardwareRebinding> history = node.keys().hardware().history();
        return history.isEmpty()
                ? Optional.empty()
                : Optional.of(history.get(history.size() - 1))
                        .map(last -> new HardwareReport.Accepted(last.at(), last.reason()));
    }
}
