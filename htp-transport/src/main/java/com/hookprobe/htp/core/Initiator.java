package com.hookprobe.htp.core;

import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.RejectCode;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.XWing;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * HTP 3.4, the initiator's handshake: HELLO_SENT, then ATTEST_SENT with up to four attempts, because a CHALLENGE carries
 * no proof of its sender and a forged one must not keep the true one out.
 */
final class Initiator {
    /** HTP 3.4: "first 4 distinct tried". */
    static final int CHALLENGES_MAX = 4;
    /** HTP 3.4: "give up 30 s". */
    static final long LIFE_NS = 30_000_000_000L;

    /** How a handshake ends. */
    sealed interface Outcome {
        record Accepted(SessionSetup setup) implements Outcome {}

        record Rejected(RejectBody body) implements Outcome {}
    }

    final long token;
    private final RemotePeer peer;
    private final Route route;
    private final MachineContext context;
    private final InitiatorSecrets secrets;
    private final byte[] mac1Key;
    private final byte[] kemKeyId;
    private final byte[] hello;
    private final byte[] helloHash;
    private final long startNs;
    private final List<Attempt> attempts = new ArrayList<>();
    private ResendTimer timer;
    private @Nullable RejectCode hint;

    Initiator(long token, RemotePeer peer, Route route, InitiatorSecrets secrets, MachineContext context, long nowNs) {
        this.token = token;
        this.peer = peer;
        this.route = route;
        this.context = context;
        this.secrets = secrets;
        this.startNs = nowNs;
        byte[] kemPublicKey = peer.kemPublicKey();
        this.mac1Key = KeySchedule.mac1Key(kemPublicKey);
        this.kemKeyId = KeySchedule.kemKeyId(kemPublicKey);
        byte[] commitment = KeySchedule.identityCommitment(secrets.opening(), secrets.nodeId(), secrets.fingerprint());
        this.hello = secrets.params().hello().hello(token, commitment, kemKeyId, mac1Key);
        this.helloHash = KeySchedule.helloHash(hello);
        this.timer = route.met() ? ResendTimer.met(nowNs, context.random()) : new ResendTimer(nowNs, context.random());
        context.counters().handshakesStarted++;
    }

    void start(EffectSink out) {
        route.addresses().forEach(to -> out.transmit(to, hello));
    }

    /** Tries another address of the route as well. */
    void start(InetSocketAddress to, EffectSink out) {
        out.transmit(to, hello);
    }

    boolean expired(long nowNs) {
        return nowNs - startNs >= LIFE_NS;
    }

    long nextDeadlineNs() {
        return Math.min(timer.nextNs(), startNs + LIFE_NS);
    }

    /** What a REJECT in clear said; anyone could have written it. */
    Optional<RejectCode> hint() {
        return Optional.ofNullable(hint);
    }

    void tick(long nowNs, EffectSink out) {
        if (!timer.due(nowNs)) {
            return;
        }
        // The CHALLENGE that was answered may be forged and the true one lost: so the HELLO goes on as well.
        if (attempts.size() < CHALLENGES_MAX) {
            start(out);
        }
        for (Attempt attempt : attempts) {
            attempt.send(out);
        }
    }

    /** Null while the handshake goes on. */
    @Nullable Outcome onPacket(HandshakePacket packet, InetSocketAddress from, long nowNs, EffectSink out) {
        if (packet.version() != Wire.VERSION) {
            return drop(DropReason.VERSION);
        }
        return switch (packet.type()) {
            case CHALLENGE -> onChallenge(packet, from, nowNs, out);
            case ACCEPT -> onAccept(packet);
            case REJECT -> onReject(packet);
            default -> drop(DropReason.TYPE);
        };
    }

    void erase() {
        attempts.forEach(Attempt::erase);
        secrets.erase();
    }

    private @Nullable Outcome onChallenge(HandshakePacket packet, InetSocketAddress from, long nowNs, EffectSink out) {
        byte[] payload = packet.payload();
        if (payload.length != Wire.HELLO_PAYLOAD_BYTES || packet.messageId() != 0 || packet.fragmentCount() != 0) {
            return drop(DropReason.LENGTH);
        }
        // HTP 3.4: "CHALLENGE (RDV==hello_hash ...)"
        if (!Arrays.equals(packet.rdv(), helloHash)) {
            return drop(DropReason.CHALLENGE);
        }
        if (!packet.macValid(mac1Key)) {
            return drop(DropReason.MAC);
        }
        boolean ours = Arrays.equals(payload, 16, 24, kemKeyId, 0, 8) && Bytes.allZero(payload, 25, 7);
        byte[] cookie = Arrays.copyOf(payload, Wire.COOKIE_BYTES);
        if (!ours || attempts.stream().anyMatch(a -> Arrays.equals(a.cookie, cookie))) {
            return drop(ours ? DropReason.DUPLICATE : DropReason.RESERVED);
        }
        if (attempts.size() >= CHALLENGES_MAX) {
            return drop(DropReason.CHALLENGE);
        }
        Attempt attempt = Attempt.make(from, cookie, token, helloHash, mac1Key, peer.kemPublicKey(), secrets, context);
        if (attempt == null) {
            return drop(DropReason.KEM);
        }
        if (attempts.isEmpty()) {
            timer = new ResendTimer(nowNs, context.random());
        }
        attempts.add(attempt);
        attempt.send(out);
        return null;
    }

    private @Nullable Outcome onAccept(HandshakePacket packet) {
        int index = packet.fragmentIndex();
        boolean fits = packet.fragmentCount() == Wire.ACCEPT_FRAGMENTS
                && index < Wire.ACCEPT_FRAGMENTS
                && packet.payload().length
                        == Math.min(Wire.ACCEPT_PIECE_BYTES, Wire.ACCEPT_BODY_BYTES - index * Wire.ACCEPT_PIECE_BYTES);
        if (!fits) {
            return drop(DropReason.FRAGMENT);
        }
        Attempt attempt = attemptFor(packet);
        if (attempt == null) {
            return null;
        }
        byte[] body = attempt.addAcceptPiece(packet);
        if (body == null) {
            return null;
        }
        SessionSetup setup = attempt.openAccept(body, secrets, peer, context);
        return setup == null ? drop(DropReason.BOX) : new Outcome.Accepted(setup);
    }

    private @Nullable Outcome onReject(HandshakePacket packet) {
        if (packet.fragmentCount() != 0 || packet.messageId() != 0) {
            return drop(DropReason.RESERVED);
        }
        if (packet.payload().length == Wire.REJECT_CLEAR_BYTES) {
            return onClearReject(packet);
        }
        if (packet.payload().length != Wire.REJECT_PLAIN_BYTES + Wire.TAG_BYTES) {
            return drop(DropReason.LENGTH);
        }
        Attempt attempt = attemptFor(packet);
        if (attempt == null) {
            return null;
        }
        RejectBody body = attempt.openReject(packet.payload(), context);
        return body == null ? drop(DropReason.BOX) : new Outcome.Rejected(body);
    }

    /** HTP F11: "clear REJECT is only a hint": it changes nothing but the text of a later timeout. */
    private @Nullable Outcome onClearReject(HandshakePacket packet) {
        RejectBody body = RejectBody.decodeClear(packet.payload());
        if (body != null && Arrays.equals(packet.rdv(), helloHash) && packet.macValid(mac1Key)) {
            hint = body.code();
        }
        return drop(DropReason.CLEAR_REJECT);
    }

    /** The attempt that an answer belongs to, if its MAC says so; else null, and counted. */
    private @Nullable Attempt attemptFor(HandshakePacket packet) {
        for (Attempt attempt : attempts) {
            if (Arrays.equals(attempt.th2, packet.rdv())) {
                if (packet.macValid(attempt.fragmentKey)) {
                    return attempt;
                }
                context.counters().drop(DropReason.MAC);
                return null;
            }
        }
        context.counters().drop(DropReason.NO_ATTEMPT);
        return null;
    }

    private @Nullable Outcome drop(DropReason reason) {
        context.counters().drop(reason);
        return null;
    }

    // The sizes that XWing keys and ciphertexts have must add up to the message sizes of HTP 3.2.
    static {
        if (XWing.CIPHERTEXT_BYTES + AttestBody.BYTES + Wire.TAG_BYTES != Wire.ATTEST_BODY_BYTES
                || XWing.CIPHERTEXT_BYTES + 32 + AcceptParams.BYTES + Wire.TAG_BYTES != Wire.ACCEPT_BODY_BYTES) {
            throw new ExceptionInInitializerError("message sizes");
        }
    }
}
