package com.hookprobe.htp;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An authenticated session with a peer. All methods may be called from any thread. */
public interface HtpSession {
    /** The peer's node id, 32 bytes. */
    byte[] peerNodeId();

    /** At the responder: the initiator's W_fingerprint, 64 bytes. At the initiator: 64 zeros (a responder sends none). */
    byte[] peerFingerprint();

    /** At the responder: the TER count the initiator claimed and the directory accepted. At the initiator: 0. */
    long peerTerSequence();

    /** Where the peer was last proven to be. */
    InetSocketAddress peerAddress();

    /** True when we started the handshake. */
    boolean initiator();

    /** 32 bytes that both sides and nobody else know: a channel binding for higher layers. */
    byte[] exporter();

    /**
     * Sends a message, 0 bytes to the channel's limit.
     *
     * @param channel 1 to {@link Channels#MAX}, but not {@link Channels#RELAY}
     * @return completes when the peer has acknowledged every fragment; fails with {@link HtpClosedException} when the
     *     session ends first, or with {@link HtpQueueFullException} when too much waits already. In a callback, on the
     *     endpoint's thread, it cannot be waited for: {@code join} and {@code get} throw {@link IllegalStateException}
     *     there while it is not done; {@code thenAccept} and {@code whenComplete} are the way, and run on that thread
     * @throws IllegalArgumentException when the channel or the size is out of range
     */
    CompletableFuture<Void> send(int channel, byte[] message);

    /**
     * Sends a message as {@link #send} does, but without copying it first: the array is the session's from now on, and
     * nobody may write to it any more.
     */
    CompletableFuture<Void> give(int channel, byte[] message);

    /**
     * Sends a datagram that may be lost, come twice never, and overtake others. When too many of the session wait for the
     * network, the oldest goes.
     *
     * @param channel 1 to {@link Channels#MAX}
     * @param data 0 to {@link #DATAGRAM_BYTES_MAX} bytes
     * @return false when the session is closed, or when too many of all sessions (8 MiB, each counted with 64 bytes more)
     *     wait for the endpoint's thread; true does not mean that it left
     * @throws IllegalArgumentException when the channel or the size is out of range
     */
    boolean sendDatagram(int channel, byte[] data);

    /** The largest datagram that every direct path carries. */
    int DATAGRAM_BYTES_MAX = 1080;

    /** The largest datagram on a session that is {@link #relayed}; larger ones are dropped. */
    int DATAGRAM_BYTES_RELAYED_MAX = 880;

    /**
     * Where the peer sees us: our address in front of any NAT. Empty at a responder, and before the peer has told.
     */
    Optional<InetSocketAddress> ownAddress();

    /**
     * Tells this validator the key for those who seek us through it (HTP 3.7). This endpoint must accept sessions under
     * that key. Say it again with the new one when the key is renewed. A validator ignores a bundle that is not ours.
     *
     * @throws IllegalStateException when the peer started this session, so that it is no validator of ours
     */
    void offer(KemBundle bundle);

    /**
     * True when the peer is reached through a validator's relay circuit (HTP 3.7): slower, and at the validator's mercy,
     * but as secret as any. Its largest datagram has {@link #DATAGRAM_BYTES_RELAYED_MAX} bytes.
     */
    boolean relayed();

    /** Asks for new keys now instead of when they are old enough (HTP 3.5); at most once a second. */
    void renewKeys();

    /**
     * Says how the packets of both directions shall look from outside (HTP 3.8). Until then they are {@link
     * TransmissionMode#BURST}.
     *
     * @return what the peer does after the last wish, once it said so: less than what was asked for when its limits are reached,
     *     or more when its own user asked for that; fails with {@link HtpClosedException} when the session ends first. A peer
     *     that never says so lets it wait as long as the session lives
     */
    CompletableFuture<TransmissionMode> shape(TransmissionMode mode);

    /** Bytes of an RDV, and of a PoSF. */
    int EVIDENCE_BYTES = 32;

    /**
     * Shows the peer evidence of this resonance epoch (HTP 3.9), inside the next packet that it must answer; sent again until it
     * has come or newer evidence takes its place. Nothing happens when the session is over.
     *
     * @param rdv 32 bytes
     * @param posf 32 bytes
     * @throws IllegalArgumentException when a length is another
     */
    void evidence(byte[] rdv, byte[] posf);

    /** A snapshot of the counters. */
    SessionStats stats();

    /** Ends the session; the peer is told the code and at most 64 bytes (UTF-8) of the reason. Only the first call counts. */
    void close(CloseCode code, String reason);

    /** False once the session is closed by either side or given up. */
    boolean open();
}
