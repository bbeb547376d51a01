package com.hookprobe.htp.core;

import com.hookprobe.htp.ChannelConfig;
import com.hookprobe.htp.Directory;
import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.RejectCode;
import com.hookprobe.htp.ResonanceQuery;
import com.hookprobe.htp.ResonanceVerdict;
import com.hookprobe.htp.core.message.Inbox;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.AeadFactory;
import com.hookprobe.htp.crypto.Ed25519;
import com.hookprobe.htp.crypto.Hashes;
import com.hookprobe.htp.crypto.Suite;
import com.hookprobe.htp.crypto.XWing;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** HTP 3.2-3.4: opens a whole ATTEST, decides, and seals the one answer to it. */
final class AttestJudge {
    private static final int NODES_MAX = 65_536;
    private static final int NODE_BURST = 4;
    private static final long MINUTE_NS = 60_000_000_000L;
    private static final int AUTH_RETRY_SECONDS = 300;
    private static final int QUOTA_RETRY_SECONDS = 10;
    private static final int TOKEN_TRIES = 4;
    /** Verified against when the node is unknown, so that unknown and known cost the same (RFC 8032 7.1, test 1). */
    private static final byte[] DUMMY_KEY =
            HexFormat.of().parseHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

    /** A reassembled ATTEST whose cookie is good. */
    record Attest(long token, byte[] helloHash, ResponderKey kem, byte[] cookie, byte[] body, InetSocketAddress from) {}

    /** The datagrams to answer with, and the session that follows if they accept. */
    record Verdict(List<byte[]> datagrams, @Nullable SessionSetup setup) {}

    /** What an ATTEST that opened gave us. */
    private record Opened(Attest attest, AttestBody body, byte[] sharedS, byte[] fragmentKey, byte[] th2) {}

    private final Directory directory;
    private final MachineContext context;
    private final AeadFactory aeads;
    private final Suite suite;
    private final KeyedBuckets<ByteBuffer> perNode;

    AttestJudge(Directory directory, MachineContext context) {
        this.directory = directory;
        this.context = context;
        this.aeads = context.config().aeads();
        this.suite = context.config().suite();
        int perMinute = context.config().limits().handshakesPerNodeMinute();
        int burst = perMinute > 60 ? perMinute : Math.min(NODE_BURST, perMinute);
        this.perNode = new KeyedBuckets<>(perMinute, MINUTE_NS, burst, NODES_MAX);
    }

    /** Null when the ATTEST deserves no answer. */
    @Nullable Verdict judge(Attest attest, long nowNs, TokenMap<Session> tokens) {
        Opened opened = open(attest);
        if (opened == null) {
            return null;
        }
        try {
            RejectBody refusal = refusal(opened, nowNs);
            if (refusal != null) {
                return reject(opened, refusal);
            }
            AttestBody body = opened.body();
            ResonanceVerdict verdict = directory.resonance(new ResonanceQuery(
                    body.nodeId(),
                    body.fingerprint(),
                    body.terSequence(),
                    body.params().mixesWeights()));
            if (verdict instanceof ResonanceVerdict.Mismatch mismatch) {
                boolean behind = body.terSequence() < mismatch.terSequence();
                RejectCode code = behind ? RejectCode.STALE_TER : RejectCode.RESONANCE;
                return reject(opened, new RejectBody(code, 0, mismatch.terSequence()));
            }
            // A secret counts only if the initiator mixes its own in; else both sides take zeros.
            byte[] wSecret =
                    body.params().mixesWeights() ? ((ResonanceVerdict.Accept) verdict).wSecret() : new byte[32];
            return accept(opened, wSecret, tokens);
        } finally {
            Arrays.fill(opened.sharedS(), (byte) 0);
            Arrays.fill(opened.fragmentKey(), (byte) 0);
        }
    }

    private @Nullable Opened open(Attest attest) {
        byte[] ciphertext = Arrays.copyOf(attest.body(), XWing.CIPHERTEXT_BYTES);
        byte[] box = Arrays.copyOfRange(attest.body(), XWing.CIPHERTEXT_BYTES, attest.body().length);
        byte[] sharedS = suite.decapsulate(attest.kem().secret, ciphertext).orElse(null);
        if (sharedS == null) {
            context.counters().drop(DropReason.KEM);
            return null;
        }
        byte[] th1 = KeySchedule.transcript1(attest.helloHash(), attest.cookie(), attest.kem().publicKey, ciphertext);
        byte[] attestSecret = KeySchedule.attestSecret(th1, sharedS);
        byte[] plain = HandshakeBox.open(aeads, KeySchedule.attestKey(attestSecret), th1, box);
        AttestBody body = plain == null ? null : AttestBody.decode(plain);
        if (body == null) {
            context.counters().drop(DropReason.BOX);
            return null;
        }
        byte[] fragmentKey = KeySchedule.fragmentKey(attestSecret);
        Arrays.fill(attestSecret, (byte) 0);
        return new Opened(attest, body, sharedS, fragmentKey, KeySchedule.transcript2(th1, body));
    }

    /** HTP 3.4, REJECT 3: unknown node, bad signature and bad commitment do the same work and give the same code. */
    private @Nullable RejectBody refusal(Opened opened, long nowNs) {
        AttestBody body = opened.body();
        Attest attest = opened.attest();
        byte[] commitment = KeySchedule.identityCommitment(body.opening(), body.nodeId(), body.fingerprint());
        byte[] hello = body.params().hello().hello(attest.token(), commitment, attest.kem().id, attest.kem().mac1Key);
        boolean committed = Hashes.equalConstantTime(KeySchedule.helloHash(hello), attest.helloHash());
        byte[] registered = directory.ed25519Key(body.nodeId()).orElse(null);
        boolean known = registered != null && registered.length == Ed25519.PUBLIC_KEY_BYTES;
        byte[] message = KeySchedule.attestMessage(attest.cookie(), body.fingerprint(), opened.th2());
        boolean signed = suite.verify(registered != null && known ? registered : DUMMY_KEY, message, body.signature());
        // All three were computed before any of them is looked at.
        if (!(committed && known && signed)) {
            return new RejectBody(RejectCode.AUTH, AUTH_RETRY_SECONDS, 0);
        }
        if (directory.revoked(body.nodeId())) {
            return new RejectBody(RejectCode.REVOKED, AUTH_RETRY_SECONDS, 0);
        }
        // Counted only for the node itself: nobody else can use up its quota.
        if (!perNode.tryTake(ByteBuffer.wrap(body.nodeId()), nowNs)) {
            return new RejectBody(RejectCode.QUOTA, QUOTA_RETRY_SECONDS, 0);
        }
        return null;
    }

    private Verdict reject(Opened opened, RejectBody refusal) {
        context.counters().handshakesRejected++;
        byte[] key = KeySchedule.rejectKey(opened.th2(), opened.sharedS());
        byte[] box = HandshakeBox.seal(aeads, key, opened.th2(), refusal.encode());
        byte[] datagram = HandshakePacket.build(
                PacketType.REJECT, opened.attest().token(), 0, opened.th2(), box, opened.fragmentKey());
        return new Verdict(List.of(datagram), null);
    }

    private @Nullable Verdict accept(Opened opened, byte[] wSecret, TokenMap<Session> tokens) {
        AttestBody body = opened.body();
        XWing.Encapsulation toEphemeral =
                suite.encapsulate(body.ephemeralKey(), context.random()).orElse(null);
        if (toEphemeral == null) {
            context.counters().drop(DropReason.KEM);
            return null;
        }
        byte[] sharedE = toEphemeral.sharedSecret();
        byte[] th3 = KeySchedule.transcript3(opened.th2(), body.signature(), toEphemeral.ciphertext());
        byte[] secret = new byte[32];
        byte[] root = new byte[0];
        SessionKeys keys = null;
        for (int i = 0; i < TOKEN_TRIES && keys == null; i++) {
            context.random().nextBytes(secret);
            root = KeySchedule.root(th3, secret, body.fingerprint(), opened.sharedS(), sharedE, wSecret);
            SessionKeys made = new SessionKeys(root, false, aeads);
            keys = FlowTokens.free(made.receive, tokens) ? made : null;
        }
        if (keys == null) {
            context.counters().drop(DropReason.HANDSHAKE_LIMIT);
            return null;
        }
        byte[] plain = Bytes.concat(secret, params().encode());
        byte[] box = HandshakeBox.seal(aeads, KeySchedule.acceptKey(th3, opened.sharedS(), sharedE), th3, plain);
        List<byte[]> datagrams = fragments(opened, Bytes.concat(toEphemeral.ciphertext(), box));
        SessionSetup setup = setup(opened, root, keys);
        for (byte[] erased : List.of(secret, root, sharedE, plain, wSecret)) {
            Arrays.fill(erased, (byte) 0);
        }
        return new Verdict(datagrams, setup);
    }

    private SessionSetup setup(Opened opened, byte[] root, SessionKeys keys) {
        AttestBody body = opened.body();
        SessionInfo info = new SessionInfo(
                body.nodeId(),
                body.fingerprint(),
                body.terSequence(),
                opened.attest().from(),
                false,
                body.params().path(),
                KeySchedule.expand(root, HtpLabels.EXPORTER, 32));
        long idleNs = Math.min(context.config().idleTimeoutNs(), body.params().idleTimeoutSeconds() * 1_000_000_000L);
        return new SessionSetup(
                info,
                context.config().identity().nodeId(),
                keys,
                opened.attest().kem().id,
                body.params().mixesWeights(),
                Math.max(Wire.DATAGRAM_BYTES, body.params().hello().maxDatagram()),
                ChannelConfig.MESSAGE_BYTES_MAX,
                body.params().maxDataKib() * 1024L,
                body.params().maxChannelDataKib() * 1024L,
                idleNs);
    }

    private AcceptParams params() {
        return new AcceptParams(
                (int) (context.config().idleTimeoutNs() / 1_000_000_000L),
                ChannelConfig.MESSAGE_BYTES_MAX,
                Inbox.SESSION_WINDOW,
                Inbox.CHANNEL_WINDOW,
                0,
                0,
                context.config().limits().datagramBytesMax());
    }

    private static List<byte[]> fragments(Opened opened, byte[] body) {
        long id = Bytes.i64(Hashes.sha256(body), 0);
        List<byte[]> datagrams = new ArrayList<>();
        for (int i = 0; i < Wire.ACCEPT_FRAGMENTS; i++) {
            int at = i * Wire.ACCEPT_PIECE_BYTES;
            byte[] piece = Bytes.slice(body, at, Math.min(Wire.ACCEPT_PIECE_BYTES, body.length - at));
            datagrams.add(HandshakePacket.build(
                    PacketType.ACCEPT,
                    opened.attest().token(),
                    id,
                    i,
                    Wire.ACCEPT_FRAGMENTS,
                    opened.th2(),
                    piece,
                    opened.fragmentKey()));
        }
        return datagrams;
    }
}
