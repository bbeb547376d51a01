package com.hookprobe.htp.core;

import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.TransmissionMode;
import java.net.InetSocketAddress;

/** What a machine wants done besides sending datagrams, in order; see {@link EffectSink}. */
public sealed interface Effect {
    /** A session is up. */
    record SessionUp(long sessionId, SessionInfo info) implements Effect {}

    /** A connect led to that session, which was announced just before. */
    record Connected(long connectId, long sessionId) implements Effect {}

    /** A connect failed for good. */
    record ConnectFailed(long connectId, Exception failure) implements Effect {}

    /** A whole message came in. */
    record Deliver(long sessionId, int channel, byte[] message) implements Effect {}

    /** An unreliable datagram came in. */
    record Datagram(long sessionId, int channel, byte[] data) implements Effect {}

    /** The peer was shown to be at another address than before. */
    record PeerMoved(long sessionId, InetSocketAddress address) implements Effect {}

    /** The peer tells where it sees us: our address in front of any NAT. */
    record AddressSeen(long sessionId, InetSocketAddress address) implements Effect {}

    /** The responder announces a KEM key; whether it is signed and of use is for the edge to say. */
    record BundleReceived(long sessionId, byte[] bundle) implements Effect {}

    /** How the peer's packets look now; the answer to {@link EndpointMachine#shape}. */
    record Shaped(long sessionId, TransmissionMode peer) implements Effect {}

    /** Evidence of the peer's resonance, RDV 32 | PoSF 32 (HTP 3.9); whether it is true is for the user to say. */
    record Evidence(long sessionId, byte[] rdvAndPosf) implements Effect {}

    /** A message of ours is acknowledged whole. */
    record Sent(long sessionId, long sendId) implements Effect {}

    /** A session that was announced is over; sends that were not acknowledged have failed. */
    record SessionClosed(long sessionId, CloseCode code, String reason) implements Effect {}
}
