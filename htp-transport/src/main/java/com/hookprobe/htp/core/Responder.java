package com.hookprobe.htp.core;

import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.RejectCode;
import com.hookprobe.htp.core.wire.Addresses;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.Hashes;
import com.hookprobe.htp.crypto.XWing;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * HTP 3.4, the responder up to a half-open session. Until a cookie came back it keeps nothing; then it works in the order
 * of cost: cookie, buckets, reassembly, decapsulation, box, commitment, registry, signature, encapsulation.
 */
final class Responder {
    private static final int ADDRESSES_MAX = 16_384;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int BUSY_RETRY_SECONDS = 5;

    /** A half-open session to be, and the cached bytes that lead to it. */
    record Accepted(SessionSetup setup, AnswerCache.Answer answer) {}

    /** More would make every fragment of a stranger cost more; a rotation needs two. */
    static final int KEYS_MAX = 3;

    private final MachineContext context;
    /** The newest first. */
    private List<ResponderKey> keys;

    private final CookieJar cookies;
    private final AttestReassembly reassembly;
    private final AnswerCache answers;
    private final AttestJudge judge;
    private final KeyedBuckets<Addresses.Prefix> hellos;
    private final KeyedBuckets<Addresses.Prefix> attests;
    private final TokenBucket handshakes;
    private final ProvenPrefixes proven = new ProvenPrefixes();
    private final int keptForProven;
    private final TokenBucket clearRejects;

    Responder(MachineConfig.Accepting accepting, MachineContext context, long nowNs) {
        this.context = context;
        this.keys = List.of(new ResponderKey(accepting.kem()));
        var limits = context.config().limits();
        this.cookies = new CookieJar(context.random(), nowNs);
        this.reassembly = new AttestReassembly(limits.halfOpenMax(), context.counters());
        this.answers = new AnswerCache(limits.handshakesPerSecond());
        this.judge = new AttestJudge(accepting.directory(), context);
        this.hellos =
                new KeyedBuckets<>(limits.helloPerSecond(), SECOND_NS, 2 * limits.helloPerSecond(), ADDRESSES_MAX);
        this.attests =
                new KeyedBuckets<>(limits.attestPerSecond(), SECOND_NS, 2 * limits.attestPerSecond(), ADDRESSES_MAX);
        this.handshakes = TokenBucket.perSecond(limits.handshakesPerSecond(), limits.handshakesPerSecond(), nowNs);
        this.keptForProven = limits.handshakesPerSecond() / 2;
        this.clearRejects = TokenBucket.perSecond(20, 20, nowNs);
    }

    /** HTP 3.6: the keys that are answered to from now on, the newest first. */
    void keys(List<XWing.SecretKey> secrets) {
        if (secrets.isEmpty() || secrets.size() > KEYS_MAX) {
            throw new IllegalArgumentException(
                    "a responder has 1 to " + KEYS_MAX + " KEM keys at a time, not " + secrets.size());
        }
        keys = secrets.stream().map(ResponderKey::new).toList();
    }

    void expire(long nowNs) {
        reassembly.expire(nowNs);
        answers.expire(nowNs);
    }

    /** A session from that address was confirmed. */
    void onConfirmed(InetSocketAddress from) {
        proven.add(from);
    }

    int reassemblies() {
        return reassembly.size();
    }

    int answersKept() {
        return answers.size();
    }

    void onHello(HandshakePacket packet, InetSocketAddress from, long nowNs, EffectSink out) {
        byte[] payload = packet.payload();
        if (payload.length != Wire.HELLO_PAYLOAD_BYTES) {
            drop(DropReason.LENGTH);
            return;
        }
        // HTP 3.2: "Wrong mac1 => silence (no scan answer)"
        ResponderKey key = keyOf(packet);
        if (key == null) {
            drop(DropReason.MAC);
            return;
        }
        // After the MAC, so that only who knows our key can use up an address's share.
        if (!hellos.tryTake(Addresses.prefix(from), nowNs)) {
            drop(DropReason.RATE_HELLO);
            return;
        }
        byte[] helloHash = KeySchedule.helloHash(packet.datagram());
        if (packet.version() != Wire.VERSION) {
            drop(DropReason.VERSION);
            clearReject(RejectCode.VERSION, packet.token(), helloHash, key, from, nowNs, out);
            return;
        }
        boolean sound = packet.messageId() == 0
                && packet.fragmentIndex() == 0
                && packet.fragmentCount() == 0
                && Arrays.equals(payload, 8, 16, key.id, 0, 8)
                && Bytes.allZero(payload, 16, 16);
        if (!sound) {
            drop(DropReason.RESERVED);
            return;
        }
        byte[] answer = new byte[Wire.HELLO_PAYLOAD_BYTES];
        System.arraycopy(cookies.make(from, helloHash, key.id, nowNs), 0, answer, 0, Wire.COOKIE_BYTES);
        System.arraycopy(key.id, 0, answer, 16, 8);
        answer[24] = (byte) cookies.epochByte(nowNs);
        byte[] challenge =
                HandshakePacket.build(PacketType.CHALLENGE, packet.token(), 0, helloHash, answer, key.mac1Key);
        out.transmit(from, challenge);
    }

    /** A half-open session, or null when there is none (yet). Without room, known ATTESTs are still answered. */
    @Nullable Accepted onAttest(
            HandshakePacket packet,
            InetSocketAddress from,
            long nowNs,
            boolean room,
            TokenMap<Session> tokens,
            EffectSink out) {
        byte[] payload = packet.payload();
        int index = packet.fragmentIndex();
        boolean fits = packet.version() == Wire.VERSION
                && packet.fragmentCount() == Wire.ATTEST_FRAGMENTS
                && index < Wire.ATTEST_FRAGMENTS
                && payload.length == Wire.COOKIE_BYTES + AttestReassembly.pieceBytes(index);
        if (!fits) {
            return drop(DropReason.FRAGMENT);
        }
        ResponderKey kem = keyOf(packet);
        if (kem == null) {
            return drop(DropReason.MAC);
        }
        byte[] cookie = Arrays.copyOf(payload, Wire.COOKIE_BYTES);
        if (!cookies.valid(cookie, from, packet.rdv(), kem.id, nowNs)) {
            return drop(DropReason.COOKIE);
        }
        byte[] key = Bytes.concat(packet.rdv(), cookie, Bytes.of64(packet.messageId()));
        AnswerCache.Answer given = answers.get(key);
        if (given != null) {
            given.again(packet.datagram().length, nowNs).forEach(d -> out.transmit(from, d));
            return drop(DropReason.DUPLICATE);
        }
        if (reassembly.wouldBegin(from, key) && !attests.tryTake(Addresses.prefix(from), nowNs)) {
            return drop(DropReason.RATE_ATTEST);
        }
        boolean known = proven.contains(from);
        byte[] body = reassembly.add(from, key, index, payload, Wire.COOKIE_BYTES, known, nowNs);
        if (body == null) {
            return null;
        }
        // HTP F18: the pieces are bound by the digest that names them.
        if (Bytes.i64(Hashes.sha256(body), 0) != packet.messageId()) {
            return drop(DropReason.DIGEST);
        }
        if (answers.full() || !room) {
            return drop(DropReason.HANDSHAKE_LIMIT);
        }
        if (!handshakes.tryTakeLeaving(known ? 0 : keptForProven, nowNs)) {
            clearReject(RejectCode.BUSY, packet.token(), packet.rdv(), kem, from, nowNs, out);
            return drop(DropReason.RATE_GLOBAL);
        }
        return judge(packet, kem, cookie, body, key, from, nowNs, tokens, out);
    }

    private @Nullable Accepted judge(
            HandshakePacket packet,
            ResponderKey kem,
            byte[] cookie,
            byte[] body,
            byte[] key,
            InetSocketAddress from,
            long nowNs,
            TokenMap<Session> tokens,
            EffectSink out) {
        var attest = new AttestJudge.Attest(packet.token(), packet.rdv(), kem, cookie, body, from);
        AttestJudge.Verdict verdict = judge.judge(attest, nowNs, tokens);
        if (verdict == null) {
            return null;
        }
        AnswerCache.Answer answer = answers.put(key, verdict.datagrams(), nowNs);
        verdict.datagrams().forEach(d -> out.transmit(from, d));
        SessionSetup setup = verdict.setup();
        return setup == null ? null : new Accepted(setup, answer);
    }

    /** HTP 3.2: "REJECT clear (only VERSION, BUSY): hint, ... sent only if smaller than the trigger". */
    void clearReject(
            RejectCode code,
            long token,
            byte[] helloHash,
            ResponderKey key,
            InetSocketAddress to,
            long nowNs,
            EffectSink out) {
        if (clearRejects.tryTake(nowNs)) {
            byte[] payload = new RejectBody(code, BUSY_RETRY_SECONDS, 0).encodeClear();
            out.transmit(to, HandshakePacket.build(PacketType.REJECT, token, 0, helloHash, payload, key.mac1Key));
        }
    }

    private @Nullable Accepted drop(DropReason reason) {
        context.counters().drop(reason);
        return null;
    }

    /** The key whose holder this packet was made for; null: none of ours. */
    private @Nullable ResponderKey keyOf(HandshakePacket packet) {
        for (ResponderKey key : keys) {
            if (packet.macValid(key.mac1Key)) {
                return key;
            }
        }
        return null;
    }
}
