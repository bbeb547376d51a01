package com.hookprobe.htp;

import com.hookprobe.htp.core.Effect;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a machine's effects mean to users: sessions that come and go, messages for the listener, futures that end. Owned by
 * the loop's thread.
 */
final class EffectCarrier {
    private final EndpointConfig config;
    private final EndpointLoop loop;
    private final Faults faults;
    private final List<Effect> effects = new ArrayList<>();
    private final Map<Long, SessionHandle> handles = new HashMap<>();
    private final Map<Long, Connecting> connects = new HashMap<>();
    private final KnownBundles bundles = new KnownBundles();
    /** How many of the effects were carried out. */
    private int carried;

    /** A connect of the user's; without a peer when a validator is to say where it is. */
    private record Connecting(@Nullable RemotePeer peer, CompletableFuture<HtpSession> future) {}

    EffectCarrier(EndpointConfig config, EndpointLoop loop, Faults faults) {
        this.config = config;
        this.loop = loop;
        this.faults = faults;
    }

    void add(Effect effect) {
        effects.add(effect);
    }

    /** The peer with the newest key of its that we were told of. */
    RemotePeer newest(RemotePeer peer) {
        return bundles.newest(peer, Instant.now());
    }

    /** That connect ends with this future. */
    void connecting(long connectId, @Nullable RemotePeer peer, CompletableFuture<HtpSession> future) {
        connects.put(connectId, new Connecting(peer, future));
    }

    /** Where one of those is that we connected to; null: none. */
    @Nullable InetSocketAddress someResponder() {
        for (SessionHandle handle : handles.values()) {
            if (handle.initiator()) {
                return handle.peerAddress();
            }
        }
        return null;
    }

    /** For the end of the endpoint: ends the sessions whose end did not come as an effect, and tells of each. */
    void closeSessions(HtpClosedException why) {
        for (SessionHandle handle : List.copyOf(handles.values())) {
            faults.atEnd("session's end not told", () -> ended(handle, why.code(), why.reason()));
        }
    }

    void failConnects(HtpClosedException why) {
        connects.values().forEach(c -> c.future().completeExceptionally(why));
    }

    /** Carries out what came since the last time, in its order. On the loop's thread, as all here. */
    void carryOut() {
        // No iterator: it would be an object per cycle, and a listener whose send fails comes back here and walks on.
        while (carried < effects.size()) {
            carryOut(effects.get(carried++));
        }
        effects.clear();
        carried = 0;
    }

    private void carryOut(Effect effect) {
        if (effect instanceof Effect.Deliver deliver) {
            tell(deliver.sessionId(), s -> config.listener().onMessage(s, deliver.channel(), deliver.message()));
        } else if (effect instanceof Effect.Sent sent) {
            SessionHandle handle = handles.get(sent.sessionId());
            if (handle != null) {
                handle.sent(sent.sendId());
            }
        } else if (effect instanceof Effect.SessionUp up) {
            handles.put(up.sessionId(), new SessionHandle(up.sessionId(), up.info(), loop));
            tell(up.sessionId(), s -> config.listener().onSession(s));
        } else if (effect instanceof Effect.Connected connected) {
            complete(connected);
        } else if (effect instanceof Effect.ConnectFailed failed) {
            Connecting connecting = connects.remove(failed.connectId());
            if (connecting != null) {
                connecting.future().completeExceptionally(failed.failure());
            }
        } else if (effect instanceof Effect.Datagram datagram) {
            tell(datagram.sessionId(), s -> config.listener().onDatagram(s, datagram.channel(), datagram.data()));
        } else if (effect instanceof Effect.PeerMoved moved) {
            SessionHandle handle = handles.get(moved.sessionId());
            if (handle != null) {
                handle.peerAddress(moved.address());
                tell(moved.sessionId(), s -> config.listener().onPeerMoved(s));
            }
        } else if (effect instanceof Effect.AddressSeen seen) {
            SessionHandle handle = handles.get(seen.sessionId());
            if (handle != null) {
                handle.ownAddress(seen.address());
            }
        } else if (effect instanceof Effect.BundleReceived received) {
            onBundle(received);
        } else if (effect instanceof Effect.Shaped shaped) {
            SessionHandle handle = handles.get(shaped.sessionId());
            if (handle != null) {
                handle.shaped(shaped.peer());
            }
        } else if (effect instanceof Effect.Evidence evidence) {
            byte[] rdv = Arrays.copyOf(evidence.rdvAndPosf(), HtpSession.EVIDENCE_BYTES);
            byte[] posf =
                    Arrays.copyOfRange(evidence.rdvAndPosf(), HtpSession.EVIDENCE_BYTES, 2 * HtpSession.EVIDENCE_BYTES);
            tell(evidence.sessionId(), s -> config.listener().onEvidence(s, rdv, posf));
        } else if (effect instanceof Effect.SessionClosed closed) {
            SessionHandle handle = handles.get(closed.sessionId());
            if (handle != null) {
                ended(handle, closed.code(), closed.reason());
            }
        }
    }

    private void ended(SessionHandle handle, CloseCode code, String reason) {
        handle.closed(code, reason);
        try {
            tell(handle.id, s -> config.listener().onClosed(s, code, reason));
        } finally {
            handles.remove(handle.id);
        }
    }

    private void complete(Effect.Connected connected) {
        Connecting connecting = connects.remove(connected.connectId());
        SessionHandle handle = handles.get(connected.sessionId());
        if (connecting != null && handle != null) {
            handle.peer = connecting.peer();
            connecting.future().complete(handle);
        }
    }

    private void onBundle(Effect.BundleReceived received) {
        SessionHandle handle = handles.get(received.sessionId());
        RemotePeer peer = handle == null ? null : handle.peer;
        if (peer != null) {
            bundles.take(peer, received.bundle(), Instant.now())
                    .ifPresent(b ->
                            tell(received.sessionId(), s -> config.listener().onKemBundle(s, b)));
        }
    }

    /** What a listener throws must not end the endpoint. */
    private void tell(long sessionId, Consumer<HtpSession> call) {
        SessionHandle handle = handles.get(sessionId);
        if (handle == null) {
            return;
        }
        try {
            call.accept(handle);
        } catch (RuntimeException | Error e) {
            faults.contain(e, "listener failed");
        }
    }
}
