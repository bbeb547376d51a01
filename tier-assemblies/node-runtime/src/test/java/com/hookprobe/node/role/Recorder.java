package com.hookprobe.node.role;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.Directory;
import com.hookprobe.htp.HtpEndpoint;
import com.hookprobe.htp.HtpListener;
import com.hookprobe.htp.HtpSession;
import com.hookprobe.htp.ResonanceQuery;
import com.hookprobe.htp.ResonanceVerdict;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.keys.NodeKeys;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;

/** A peer of the node under test, with the keys of a member: keeps in the clear all that comes to it. */
final class Recorder implements HtpListener, Directory, AutoCloseable {
    /** What a peer does about a message; on its endpoint's thread. */
    interface Play {
        void onMessage(HtpSession session, int channel, byte[] message) throws Exception;
    }

    private final Captures captures;
    private final Function<NodeId, Optional<byte[]>> keys;
    private final LongFunction<byte[]> weightSecrets;
    private final UdpTap tap;
    private final HtpEndpoint endpoint;
    private volatile Play play = (session, channel, message) -> {};
    /** Files go to it as well. */
    private volatile HtpListener files = new HtpListener() {};

    private volatile HtpSession session;

    /**
     * @param keys Ed25519 keys of who may come
     * @param weightSecrets of the node under test, by its count of records
     */
    Recorder(
            NodeKeys self,
            Captures captures,
            Function<NodeId, Optional<byte[]>> keys,
            LongFunction<byte[]> weightSecrets)
            throws Exception {
        this.captures = captures;
        this.keys = keys;
        this.weightSecrets = weightSecrets;
        this.tap = new UdpTap(captures);
        this.endpoint = HtpEndpoint.builder(self.htp())
                .name(self.card().name())
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .kemKeyPair(self.kem())
                .directory(this)
                .listener(this)
                .open();
        tap.start(endpoint.localAddress());
    }

    /** Where the node under test reaches it. */
    InetSocketAddress address() throws Exception {
        return tap.address();
    }

    void play(Play next) {
        play = next;
    }

    void files(HtpListener carried) {
        files = carried;
    }

    HtpSession session() throws InterruptedException {
        captures.await("a session", () -> session != null);
        return session;
    }

    @Override
    public Optional<byte[]> ed25519Key(byte[] nodeId) {
        return keys.apply(NodeId.of(nodeId));
    }

    @Override
    public boolean revoked(byte[] nodeId) {
        return false;
    }

    @Override
    public ResonanceVerdict resonance(ResonanceQuery query) {
        ByteBuffer claimed = ByteBuffer.allocate(105);
        claimed.put(query.nodeId()).put(query.fingerprint()).putLong(query.terSequence());
        captures.add(
                "handshake claim",
                claimed.put((byte) (query.mixesWeights() ? 1 : 0)).array());
        return new ResonanceVerdict.Accept(
                query.mixesWeights() ? weightSecrets.apply(query.terSequence()) : new byte[32]);
    }

    @Override
    public void onSession(HtpSession opened) {
        files.onSession(opened);
        session = opened;
        captures.add("session", opened.peerFingerprint());
    }

    @Override
    public void onMessage(HtpSession from, int channel, byte[] message) {
        captures.add(EdgeKinds.of(channel, message), message);
        try {
            if (channel == Channels.FILES) {
                files.onMessage(from, channel, message);
            } else {
                play.onMessage(from, channel, message);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void onDatagram(HtpSession from, int channel, byte[] data) {
        captures.add("unreliable datagram", data);
    }

    @Override
    public void onEvidence(HtpSession from, byte[] rdv, byte[] posf) {
        captures.add("evidence", ByteBuffer.allocate(64).put(rdv).put(posf).array());
    }

    @Override
    public void onClosed(HtpSession from, CloseCode code, String reason) {
        files.onClosed(from, code, reason);
        captures.add("close", (code + " " + reason).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws Exception {
        endpoint.close();
        tap.close();
    }
}
