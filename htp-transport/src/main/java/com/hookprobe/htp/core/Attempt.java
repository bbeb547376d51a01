package com.hookprobe.htp.core;

import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.Hashes;
import com.hookprobe.htp.crypto.XWing;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The initiator's answer to one CHALLENGE, with its own ephemeral key and its own encapsulation. */
final class Attempt {
    /** From where the CHALLENGE came: the cookie is for our address as it is seen there. */
    final InetSocketAddress to;

    final byte[] cookie;
    final byte[] th2;
    final byte[] fragmentKey;
    /** The three ATTEST datagrams; sent again as they are, each first in turn. */
    private List<byte[]> datagrams;

    private final byte[] signature;
    private final byte[] sharedS;
    private final XWing.SecretKey ephemeral;
    private long acceptId;
    private final byte[] acceptBody = new byte[Wire.ACCEPT_BODY_BYTES];
    private int acceptPresent;

    private Attempt(
            InetSocketAddress to,
            byte[] cookie,
            byte[] th2,
            byte[] fragmentKey,
            List<byte[]> datagrams,
            byte[] signature,
            byte[] sharedS,
            XWing.SecretKey ephemeral) {
        this.to = to;
        this.cookie = cookie;
        this.th2 = th2;
        this.fragmentKey = fragmentKey;
        this.datagrams = datagrams;
        this.signature = signature;
        this.sharedS = sharedS;
        this.ephemeral = ephemeral;
    }

    void send(EffectSink out) {
        datagrams.forEach(d -> out.transmit(to, d));
        datagrams = Fragments.otherFirst(datagrams);
    }

    /** Null when the responder's KEM key cannot be used. */
    static @Nullable Attempt make(
            InetSocketAddress to,
            byte[] cookie,
            long token,
            byte[] helloHash,
            byte[] mac1Key,
            byte[] kemPublicKey,
            InitiatorSecrets secrets,
            MachineContext context) {
        XWing.Encapsulation toStatic = context.config()
                .suite()
                .encapsulate(kemPublicKey, context.random())
                .orElse(null);
        if (toStatic == null) {
            return null;
        }
        XWing.SecretKey ephemeral = context.config().suite().generate(context.random());
        byte[] th1 = KeySchedule.transcript1(helloHash, cookie, kemPublicKey, toStatic.ciphertext());
        AttestBody unsigned = new AttestBody(
                ephemeral.publicKey(),
                secrets.opening(),
                secrets.nodeId(),
                secrets.fingerprint(),
                secrets.terSequence(),
                secrets.params(),
                new byte[64]);
        byte[] th2 = KeySchedule.transcript2(th1, unsigned);
        byte[] signature = secrets.identity().sign(KeySchedule.attestMessage(cookie, secrets.fingerprint(), th2));
        if (signature.length != 64) {
            throw new IllegalStateException("an Ed25519 signature has 64 bytes, not " + signature.length);
        }
        byte[] attestSecret = KeySchedule.attestSecret(th1, toStatic.sharedSecret());
        byte[] plain = unsigned.withSignature(signature).encode();
        byte[] box = HandshakeBox.seal(context.config().aeads(), KeySchedule.attestKey(attestSecret), th1, plain);
        byte[] fragmentKey = KeySchedule.fragmentKey(attestSecret);
        Arrays.fill(attestSecret, (byte) 0);
        Arrays.fill(plain, (byte) 0);
        byte[] body = Bytes.concat(toStatic.ciphertext(), box);
        return new Attempt(
                to,
                cookie,
                th2,
                fragmentKey,
                fragments(body, token, helloHash, cookie, mac1Key),
                signature,
                toStatic.sharedSecret(),
                ephemeral);
    }

    private static List<byte[]> fragments(byte[] body, long token, byte[] helloHash, byte[] cookie, byte[] mac1Key) {
        long id = Bytes.i64(Hashes.sha256(body), 0);
        List<byte[]> datagrams = new ArrayList<>();
        for (int i = 0; i < Wire.ATTEST_FRAGMENTS; i++) {
            byte[] piece = Bytes.slice(body, i * Wire.ATTEST_PIECE_BYTES, AttestReassembly.pieceBytes(i));
            datagrams.add(HandshakePacket.build(
                    PacketType.ATTEST,
                    token,
                    id,
                    i,
                    Wire.ATTEST_FRAGMENTS,
                    helloHash,
                    Bytes.concat(cookie, piece),
                    mac1Key));
        }
        return datagrams;
    }

    /** The whole body when this piece, whose MAC was checked, completes it. */
    byte @Nullable [] addAcceptPiece(HandshakePacket packet) {
        if (packet.messageId() != acceptId) {
            acceptId = packet.messageId();
            acceptPresent = 0;
        }
        System.arraycopy(
                packet.payload(),
                0,
                acceptBody,
                packet.fragmentIndex() * Wire.ACCEPT_PIECE_BYTES,
                packet.payload().length);
        acceptPresent |= 1 << packet.fragmentIndex();
        if (acceptPresent != (1 << Wire.ACCEPT_FRAGMENTS) - 1) {
            return null;
        }
        acceptPresent = 0;
        return Bytes.i64(Hashes.sha256(acceptBody), 0) == acceptId ? acceptBody : null;
    }

    /** Null when the ACCEPT does not open. */
    @Nullable SessionSetup openAccept(byte[] body, InitiatorSecrets secrets, RemotePeer peer, MachineContext context) {
        byte[] ciphertext = Arrays.copyOf(body, XWing.CIPHERTEXT_BYTES);
        byte[] sharedE =
                context.config().suite().decapsulate(ephemeral, ciphertext).orElse(null);
        if (sharedE == null) {
            context.counters().drop(DropReason.KEM);
            return null;
        }
        byte[] th3 = KeySchedule.transcript3(th2, signature, ciphertext);
        byte[] plain = HandshakeBox.open(
                context.config().aeads(),
                KeySchedule.acceptKey(th3, sharedS, sharedE),
                th3,
                Arrays.copyOfRange(body, XWing.CIPHERTEXT_BYTES, body.length));
        AcceptParams params = plain == null ? null : AcceptParams.decode(plain, 32);
        if (plain == null || params == null) {
            return null;
        }
        byte[] sessionSecret = Arrays.copyOf(plain, 32);
        byte[] root = KeySchedule.root(th3, sessionSecret, secrets.fingerprint(), sharedS, sharedE, secrets.wSecret());
        SessionInfo info = new SessionInfo(
                peer.nodeId(),
                new byte[AttestBody.FINGERPRINT_BYTES],
                0,
                to,
                true,
                peer.path(),
                KeySchedule.expand(root, HtpLabels.EXPORTER, 32));
        long idleNs = Math.min(context.config().idleTimeoutNs(), params.idleTimeoutSeconds() * 1_000_000_000L);
        SessionSetup setup = new SessionSetup(
                info,
                secrets.nodeId(),
                new SessionKeys(root, true, context.config().aeads()),
                KeySchedule.kemKeyId(peer.kemPublicKey()),
                secrets.params().mixesWeights(),
                params.maxDatagram(),
                params.maxMessage(),
                params.maxData(),
                params.maxChannelData(),
                idleNs);
        for (byte[] secret : List.of(root, sessionSecret, sharedE, plain)) {
            Arrays.fill(secret, (byte) 0);
        }
        return setup;
    }

    /** Null when the REJECT does not open. */
    @Nullable RejectBody openReject(byte[] box, MachineContext context) {
        byte[] plain = HandshakeBox.open(context.config().aeads(), KeySchedule.rejectKey(th2, sharedS), th2, box);
        return plain == null ? null : RejectBody.decode(plain);
    }

    void erase() {
        Arrays.fill(sharedS, (byte) 0);
        Arrays.fill(fragmentKey, (byte) 0);
        ephemeral.close();
    }
}
