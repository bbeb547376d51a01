package com.hookprobe.htp.core;

import static com.hookprobe.htp.core.SeedProtocol.payload;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.TestNode;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.AeadFactory;
import com.hookprobe.htp.crypto.AeadProviders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * HTP 0: the protocol that the seed describes, and how it falls; below each fall, the same attack on HTP2, and how it
 * fails. The attacker owns the network. He knows W_fingerprint, which stands in every microblock that a node publishes.
 */
class SeedProtocolMuseumTest {
    private static final byte[] FINGERPRINT = Sim.filled(64, 2);
    private static final byte[] MESSAGE = "sensors say: all quiet".getBytes(StandardCharsets.US_ASCII);

    private final TestNode device = new TestNode(2);
    private final SeedProtocol.Edge edge = new SeedProtocol.Edge(device, FINGERPRINT, 1);
    private final SeedProtocol.Validator validator = new SeedProtocol.Validator(2, device);
    private byte[] accept;

    @BeforeEach
    void seedHandshake() {
        byte[] attest = edge.receive(validator.receive(edge.hello()));
        accept = validator.receive(attest);
        edge.receive(accept);
    }

    /** The museum's machine works as its makers meant it to, or its falls would show nothing. */
    @Test
    void seedWorksWhenNobodyAttacks() {
        validator.receive(edge.send(MESSAGE));
        edge.receive(validator.send(MESSAGE));
        assertThat(validator.delivered).containsExactly(MESSAGE);
        assertThat(edge.delivered).containsExactly(MESSAGE);
        SeedProtocol.Edge stranger = new SeedProtocol.Edge(new TestNode(9), FINGERPRINT, 3);
        assertThat(SeedProtocol.type(validator.receive(stranger.hello()))).isEqualTo(SeedProtocol.REJECT);
    }

    @Test
    void seedPassiveListenerReadsTheSessionKeyAndDecrypts() {
        byte[] listened = SeedProtocol.key(payload(accept), FINGERPRINT);
        assertThat(SeedProtocol.decrypt(listened, payload(edge.send(MESSAGE)))).isEqualTo(MESSAGE);
    }

    /** Every 32 bytes that crossed the wire, as session_secret and as the root of the keys: none of them opens a packet. */
    @Test
    void htp2PassiveListenerFindsNoKeyInTheCapture() {
        Sim sim = Sim.quiet(41);
        Sim.Pair pair = sim.connected();
        sim.run(Sim.SECOND);
        List<byte[]> handshake =
                sim.captured.stream().limit(7).map(Sim.Captured::bytes).toList();
        pair.edge().send(pair.edgeSession(), Channels.ALERTS, MESSAGE);
        byte[] data = sim.captured.get(sim.captured.size() - 1).bytes();
        assertThat(data.length).isGreaterThan(Wire.SESSION_OVERHEAD_BYTES + MESSAGE.length);
        int tried = 0;
        AeadFactory aeads = AeadProviders.best();
        for (byte[] datagram : handshake) {
            for (int at = 0; at + 32 <= datagram.length; at++) {
                byte[] window = Arrays.copyOfRange(datagram, at, at + 32);
                for (byte[] root : List.of(window, SeedProtocol.key(window, FINGERPRINT))) {
                    TestPackets listener = new TestPackets(root, Direction.EDGE_TO_VALIDATOR, aeads);
                    assertThat(TestPackets.open(listener.opener(), data.clone()))
                            .isFalse();
                    assertThat(listener.keys.token(0)).isNotEqualTo(Bytes.i64(data, Wire.TOKEN_OFFSET));
                    tried++;
                }
            }
        }
        assertThat(tried).isGreaterThan(8000);
        assertThat(pair.validator().machine.states()).containsExactly(Session.State.OPEN);
    }

    @Test
    void seedManInTheMiddleHandsOutASecretOfHisOwn() {
        byte[] own = Sim.filled(32, 6);
        edge.receive(SeedProtocol.packet(SeedProtocol.ACCEPT, 0, 1, own));
        byte[] towardsEdge = SeedProtocol.key(own, FINGERPRINT);
        byte[] towardsValidator = SeedProtocol.key(payload(accept), FINGERPRINT);
        byte[] read = SeedProtocol.decrypt(towardsEdge, payload(edge.send(MESSAGE)));
        assertThat(read).isEqualTo(MESSAGE);
        byte[] changed = "sensors say: send money".getBytes(StandardCharsets.US_ASCII);
        byte[] forged = SeedProtocol.encrypt(towardsValidator, changed, new java.util.SplittableRandom(4));
        validator.receive(SeedProtocol.packet(SeedProtocol.DATA, 1, 1, forged));
        assertThat(validator.delivered).containsExactly(changed);
    }

    @Test
    void htp2ManInTheMiddleGetsNoSession() {
        new HandshakeAttackTest().seedMitmGetsNoSession();
    }

    /** Whatever he changes in an ACCEPT, the edge takes no session from it. */
    @Test
    void htp2ChangedAcceptIsNone() {
        Sim sim = Sim.quiet(42);
        Sim.Node edgeNode = sim.edge(2);
        Sim.Node validatorNode = sim.validator();
        sim.tap = (from, to, datagram) -> {
            if (Bytes.u16(datagram, Wire.TYPE_OFFSET) == PacketType.ACCEPT.code) {
                datagram[Wire.PAYLOAD_OFFSET + 50] ^= 1;
            }
            return true;
        };
        edgeNode.connect(sim.peer(validatorNode));
        sim.run(100 * Sim.SECOND);
        assertThat(edgeNode.up).isEmpty();
        assertThat(validatorNode.up).isEmpty();
    }

    /** The victim connects to a rogue, who passes the true validator's nonce on and gets it signed. */
    @Test
    void seedRogueValidatorRelaysTheSignature() {
        SeedProtocol.Edge victim = new SeedProtocol.Edge(device, FINGERPRINT, 5);
        SeedProtocol.Validator target = new SeedProtocol.Validator(6, device);
        byte[] challenge = target.receive(victim.hello());
        byte[] signature = victim.receive(challenge);
        byte[] stolenAccept = target.receive(signature);
        assertThat(SeedProtocol.type(stolenAccept)).isEqualTo(SeedProtocol.ACCEPT);
        assertThat(target.authenticated).isEqualTo(device.nodeId());
        // The rogue speaks as the victim, who knows of no session.
        byte[] key = SeedProtocol.key(payload(stolenAccept), FINGERPRINT);
        byte[] lie = SeedProtocol.encrypt(key, MESSAGE, new java.util.SplittableRandom(7));
        target.receive(SeedProtocol.packet(SeedProtocol.DATA, 1, 1, lie));
        assertThat(target.delivered).containsExactly(MESSAGE);
        assertThat(victim.sessionKey).isNull();
    }

    @Test
    void htp2RogueValidatorCannotRelayTheSignature() {
        new HandshakeAttackTest().rogueValidatorCannotRelayTheSignature();
    }

    /** Sequence, timestamp, flow token, flags, RDV, PoSF: all of it says what the attacker likes. */
    @Test
    void seedChangedHeaderPasses() {
        byte[] data = edge.send(MESSAGE);
        for (int at = 0; at < 96; at++) {
            if (at != SeedProtocol.TYPE_OFFSET && at != SeedProtocol.TYPE_OFFSET + 1) {
                data[at] ^= (byte) 0xff;
            }
        }
        validator.receive(data);
        assertThat(validator.delivered).containsExactly(MESSAGE);
        assertThat(validator.sequences).containsExactly(~1);
    }

    @Test
    void htp2ChangedHeaderIsRefused() {
        new PacketPathTest().everyFlippedBitAndEveryOtherLengthIsRefused();
    }

    @Test
    void seedReplayPasses() {
        byte[] data = edge.send(MESSAGE);
        validator.receive(data);
        validator.receive(data);
        assertThat(validator.delivered).containsExactly(MESSAGE, MESSAGE);
    }

    @Test
    void htp2ReplayIsRefused() {
        Sim sim = Sim.quiet(43);
        Sim.Pair pair = sim.connected();
        pair.edge().send(pair.edgeSession(), Channels.ALERTS, MESSAGE);
        sim.run(Sim.SECOND);
        for (Sim.Captured each : List.copyOf(sim.captured)) {
            if (each.to().equals(pair.validator().address)) {
                pair.validator().inject(each.from(), each.bytes());
            }
        }
        sim.run(Sim.SECOND);
        assertThat(pair.validator().messages).hasSize(1);
        assertThat(pair.validator().up).hasSize(1);
    }

    @Test
    void seedClearRejectKillsTheHandshake() {
        SeedProtocol.Edge victim = new SeedProtocol.Edge(device, FINGERPRINT, 8);
        SeedProtocol.Validator target = new SeedProtocol.Validator(9, device);
        byte[] challenge = target.receive(victim.hello());
        victim.receive(SeedProtocol.packet(SeedProtocol.REJECT, 0, 1, new byte[0]));
        assertThat(victim.receive(challenge)).isNull();
        assertThat(victim.rejected).isTrue();
    }

    @Test
    void htp2ClearRejectIsOnlyAHint() {
        new HandshakeAttackTest().clearRejectIsOnlyAHint();
    }

    @Test
    void seedClearCloseKillsTheSession() {
        validator.receive(SeedProtocol.packet(SeedProtocol.CLOSE, 0, 1, new byte[0]));
        validator.receive(edge.send(MESSAGE));
        assertThat(validator.closed).isTrue();
        assertThat(validator.delivered).isEmpty();
    }

    /** The flow token is in clear, so he can aim; but only who has the keys can say CLOSE. */
    @Test
    void htp2ClearCloseIsNothing() {
        Sim sim = Sim.quiet(44);
        Sim.Pair pair = sim.connected();
        sim.run(Sim.SECOND);
        byte[] last = sim.captured.stream()
                .filter(c -> c.from().equals(pair.edge().address))
                .reduce((a, b) -> b)
                .orElseThrow()
                .bytes();
        for (int type = 0; type <= 0xff; type++) {
            byte[] close = new byte[Wire.SESSION_OVERHEAD_BYTES + 2];
            Bytes.put16(close, Wire.VERSION_OFFSET, Wire.VERSION);
            Bytes.put16(close, Wire.TYPE_OFFSET, type);
            System.arraycopy(last, Wire.TOKEN_OFFSET, close, Wire.TOKEN_OFFSET, 8);
            Bytes.put64(close, Wire.NONCE_OFFSET, 50);
            Bytes.put32(close, Wire.SEQUENCE_OFFSET, 50);
            Bytes.put32(close, Wire.LENGTH_OFFSET, 18);
            pair.validator().inject(pair.edge().address, close);
        }
        assertThat(pair.validator().closed).isEmpty();
        pair.edge().send(pair.edgeSession(), Channels.ALERTS, MESSAGE);
        sim.run(Sim.SECOND);
        assertThat(pair.validator().messages).hasSize(1);
    }
}
