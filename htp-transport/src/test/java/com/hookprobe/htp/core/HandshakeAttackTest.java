package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.HtpRejectedException;
import com.hookprobe.htp.HtpTimeoutException;
import com.hookprobe.htp.RejectCode;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.htp.TestNode;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.Ed25519;
import com.hookprobe.htp.crypto.Hashes;
import com.hookprobe.htp.crypto.XWing;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** HTP 6, the must-fail list for the handshake: each test is an attack that must not work. */
class HandshakeAttackTest {
    private static final HtpLimits GENEROUS = HtpLimits.builder()
            .connectTimeout(Duration.ofSeconds(25))
            .helloPerSecond(1_000_000)
            .attestPerSecond(1_000_000)
            .handshakesPerNodeMinute(1000)
            .build();

    private static List<byte[]> of(Sim sim, PacketType type, InetSocketAddress from) {
        return sim.captured.stream()
                .filter(c -> c.from().equals(from) && c.type() == type.code)
                .map(Sim.Captured::bytes)
                .toList();
    }

    /** Swallows what the machines send, so that the test alone decides what arrives. */
    private static void holdAll(Sim sim) {
        sim.tap = (from, to, datagram) -> false;
    }

    /** Htp 0.1: in the seed, whoever sits in the middle reads session_secret or hands out one of his own. */
    @Test
    void seedMitmGetsNoSession() {
        Sim sim = Sim.quiet(1);
        sim.limits = GENEROUS;
        Sim.Node validator = sim.validator();
        Sim.Node edge = sim.edge(2);
        holdAll(sim);
        edge.connect(sim.peer(validator));
        byte[] hello = sim.captured.get(0).bytes();
        byte[] mac1 = KeySchedule.mac1Key(sim.kem.publicKey());
        byte[] helloHash = KeySchedule.helloHash(hello);
        long token = Bytes.i64(hello, Wire.TOKEN_OFFSET);
        byte[] challenge = new byte[32];
        Arrays.fill(challenge, 0, 16, (byte) 9);
        System.arraycopy(KeySchedule.kemKeyId(sim.kem.publicKey()), 0, challenge, 16, 8);
        edge.inject(
                validator.address, HandshakePacket.build(PacketType.CHALLENGE, token, 0, helloHash, challenge, mac1));
        assertThat(of(sim, PacketType.ATTEST, edge.address)).hasSize(3);
        // The man in the middle knows every public value, and th2 is not one of them: he guesses both MAC keys he has.
        for (byte[] key : List.of(mac1, new byte[32])) {
            for (byte[] rdv : List.of(helloHash, new byte[32])) {
                for (int i = 0; i < 2; i++) {
                    byte[] piece = new byte[i == 0 ? 1100 : 100];
                    edge.inject(
                            validator.address,
                            HandshakePacket.build(PacketType.ACCEPT, token, 7, i, 2, rdv, piece, key));
                }
            }
        }
        sim.run(26 * Sim.SECOND);
        assertThat(edge.connected).isEmpty();
        assertThat(edge.failures).singleElement().isInstanceOf(HtpTimeoutException.class);
        assertThat(edge.machine.counters().dropped(DropReason.NO_ATTEMPT)).isEqualTo(8);
    }

    /** Htp 0.2, model m1: a rogue validator passes the true validator's nonce on and gets it signed. */
    @Test
    void rogueValidatorCannotRelayTheSignature() {
        Sim sim = Sim.quiet(2);
        sim.limits = GENEROUS;
        Sim.Node validator = sim.validator();
        Sim.Node edge = sim.edge(2);
        holdAll(sim);
        XWing.SecretKey rogueKem = XWing.generate(new SplittableRandom(666));
        InetSocketAddress rogue = Sim.at(66, 4719);
        TestNode victim = new TestNode(2);
        byte[] fingerprint = Sim.filled(64, 2);

        // 1. The rogue commits to the victim's identity towards the true validator, and gets a nonce.
        byte[] trueMac1 = KeySchedule.mac1Key(sim.kem.publicKey());
        byte[] trueKeyId = KeySchedule.kemKeyId(sim.kem.publicKey());
        HelloParams params = new HelloParams(1452, 30, 0);
        byte[] opening = Sim.filled(32, 5);
        byte[] rogueHello = params.hello(
                77, KeySchedule.identityCommitment(opening, victim.nodeId(), fingerprint), trueKeyId, trueMac1);
        validator.inject(rogue, rogueHello);
        byte[] challenge = of(sim, PacketType.CHALLENGE, validator.address).get(0);
        byte[] nonce = Arrays.copyOfRange(challenge, 100, 116);

        // 2. The victim connects to the rogue and is given that nonce.
        edge.connect(new RemotePeer(rogue, new byte[32], rogueKem.publicKey()));
        byte[] hello = of(sim, PacketType.HELLO, edge.address).get(0);
        byte[] helloHash = KeySchedule.helloHash(hello);
        byte[] rogueMac1 = KeySchedule.mac1Key(rogueKem.publicKey());
        byte[] payload = new byte[32];
        System.arraycopy(nonce, 0, payload, 0, 16);
        System.arraycopy(KeySchedule.kemKeyId(rogueKem.publicKey()), 0, payload, 16, 8);
        edge.inject(
                rogue,
                HandshakePacket.build(
                        PacketType.CHALLENGE, Bytes.i64(hello, Wire.TOKEN_OFFSET), 0, helloHash, payload, rogueMac1));
        AttestBody stolen = openAttest(sim, of(sim, PacketType.ATTEST, edge.address), helloHash, nonce, rogueKem);
        // In the seed's formula the signature covers nonce and W only; here it does not verify as such.
        assertThat(Ed25519.verify(victim.publicKey(), Bytes.concat(nonce, fingerprint), stolen.signature()))
                .isFalse();

        // 3. The rogue uses the signature in an ATTEST of his own.
        EdgeParams edgeParams = new EdgeParams(params, 120, false, 0, 1024, 1024);
        List<byte[]> forged = attest(
                sim,
                rogueHello,
                nonce,
                new AttestBody(
                        XWing.generate(new SplittableRandom(1)).publicKey(),
                        opening,
                        victim.nodeId(),
                        fingerprint,
                        0,
                        edgeParams,
                        stolen.signature()));
        forged.forEach(d -> validator.inject(rogue, d));
        assertThat(of(sim, PacketType.ACCEPT, validator.address)).isEmpty();
        assertThat(of(sim, PacketType.REJECT, validator.address)).hasSize(1);
        assertThat(validator.machine.states()).isEmpty();
    }

    /** Htp F3: a recorded handshake makes no work, no ghost session, and evicts nobody. */
    @Test
    void attestReplayEvictsNobody() {
        Sim sim = Sim.quiet(3);
        Sim.Pair pair = sim.connected();
        sim.run(Sim.SECOND);
        List<byte[]> recorded = new ArrayList<>(of(sim, PacketType.HELLO, pair.edge().address));
        recorded.addAll(of(sim, PacketType.ATTEST, pair.edge().address));
        for (int second = 0; second < 200; second++) {
            recorded.forEach(d -> pair.validator().inject(pair.edge().address, d));
            sim.run(Sim.SECOND);
        }
        assertThat(pair.validator().machine.counters().handshakesCompleted).isEqualTo(1);
        assertThat(pair.validator().machine.states()).containsExactly(Session.State.OPEN);
        assertThat(of(sim, PacketType.ACCEPT, pair.validator().address)).hasSize(2);
        assertThat(pair.validator().machine.counters().dropped(DropReason.COOKIE))
                .isPositive();
        pair.edge().send(pair.edgeSession(), Channels.ALERTS, new byte[3]);
        assertThat(sim.runUntil(() -> !pair.validator().messages.isEmpty(), Sim.SECOND))
                .isTrue();
    }

    @Test
    void spoofedChallengesDoNotKeepTheTrueOneOut() {
        Sim sim = Sim.quiet(4);
        Sim.Node validator = sim.validator();
        Sim.Node edge = sim.edge(2);
        byte[] mac1 = KeySchedule.mac1Key(sim.kem.publicKey());
        sim.tap = (from, to, datagram) -> {
            if (Bytes.u16(datagram, Wire.TYPE_OFFSET) == PacketType.CHALLENGE.code) {
                // Three forged ones overtake each true one; one more has the hash of another HELLO.
                for (int i = 0; i < 3; i++) {
                    byte[] forged = Arrays.copyOfRange(datagram, 100, 132);
                    forged[0] ^= (byte) (i + 1);
                    byte[] rdv = Arrays.copyOfRange(datagram, 32, 64);
                    long token = Bytes.i64(datagram, Wire.TOKEN_OFFSET);
                    sim.network.send(
                            from, to, HandshakePacket.build(PacketType.CHALLENGE, token, 0, rdv, forged, mac1), 0);
                    rdv[0] ^= 1;
                    sim.network.send(
                            from, to, HandshakePacket.build(PacketType.CHALLENGE, token, 0, rdv, forged, mac1), 0);
                }
            }
            return true;
        };
        edge.connect(sim.peer(validator));
        assertThat(sim.runUntil(() -> !edge.connected.isEmpty(), 30 * Sim.SECOND))
                .isTrue();
        assertThat(edge.machine.counters().dropped(DropReason.CHALLENGE)).isGreaterThanOrEqualTo(3);
        assertThat(sim.watch.reused()).isEmpty();
    }

    @Test
    void cookieIsGoodForNoOtherAddressPortOrEpoch() {
        Sim sim = Sim.quiet(5);
        sim.limits = GENEROUS;
        Sim.Node validator = sim.validator();
        Sim.Node edge = sim.edge(2);
        sim.tap = (from, to, datagram) -> Bytes.u16(datagram, Wire.TYPE_OFFSET) != PacketType.ATTEST.code;
        edge.connect(sim.peer(validator));
        sim.run(Sim.SECOND / 2);
        List<byte[]> attest = of(sim, PacketType.ATTEST, edge.address);
        assertThat(attest).hasSize(3);
        int before = sim.captured.size();
        attest.forEach(d -> validator.inject(Sim.at(3, edge.address.getPort()), d));
        attest.forEach(d -> validator.inject(Sim.at(2, edge.address.getPort() + 1), d));
        assertThat(validator.machine.counters().dropped(DropReason.COOKIE)).isEqualTo(6);
        sim.run(2 * CookieJar.EPOCH_NS / Sim.SECOND * Sim.SECOND);
        attest.forEach(d -> validator.inject(edge.address, d));
        assertThat(validator.machine.counters().dropped(DropReason.COOKIE)).isEqualTo(9);
        assertThat(sim.captured.subList(before, sim.captured.size()))
                .filteredOn(c -> c.from().equals(validator.address))
                .allMatch(c -> c.type() == PacketType.CHALLENGE.code);
        assertThat(validator.machine.counters().handshakesCompleted).isZero();
    }

    @Test
    void tamperedHelloGetsSilence() {
        Sim sim = Sim.quiet(6);
        sim.limits = GENEROUS;
        Sim.Node validator = sim.validator();
        Sim.Node edge = sim.edge(2);
        holdAll(sim);
        edge.connect(sim.peer(validator));
        byte[] hello = sim.captured.get(0).bytes();
        int before = sim.captured.size();
        for (int bit = 0; bit < 8 * hello.length; bit++) {
            byte[] changed = hello.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            validator.inject(edge.address, changed);
        }
        assertThat(sim.captured).hasSize(before);
        validator.inject(edge.address, hello);
        assertThat(sim.captured).hasSize(before + 1);
    }

    /** A HELLO that is right in itself but other than the one the ATTEST opens: the commitment check of model 7. */
    @Test
    void attestThatOpensAnotherHelloIsRejected() {
        Sim sim = Sim.quiet(7);
        sim.limits = GENEROUS;
        Sim.Node validator = sim.validator();
        TestNode attacker = new TestNode(50);
        sim.registry.know(attacker);
        InetSocketAddress from = Sim.at(50, 1);
        byte[] opening = Sim.filled(32, 1);
        byte[] fingerprint = Sim.filled(64, 1);
        HelloParams params = new HelloParams(1452, 30, 0);
        byte[] commitment = KeySchedule.identityCommitment(opening, new TestNode(2).nodeId(), fingerprint);
        byte[] hello = params.hello(
                5, commitment, KeySchedule.kemKeyId(sim.kem.publicKey()), KeySchedule.mac1Key(sim.kem.publicKey()));
        validator.inject(from, hello);
        byte[] nonce = Arrays.copyOfRange(
                of(sim, PacketType.CHALLENGE, validator.address).get(0), 100, 116);
        List<byte[]> attest = signedAttest(sim, attacker, hello, nonce, opening, fingerprint, params);
        attest.forEach(d -> validator.inject(from, d));
        assertThat(of(sim, PacketType.REJECT, validator.address)).hasSize(1);
        assertThat(of(sim, PacketType.ACCEPT, validator.address)).isEmpty();
    }

    @Test
    void clearRejectIsOnlyAHint() {
        Sim sim = Sim.quiet(8);
        Sim.Node validator = sim.validator();
        Sim.Node edge = sim.edge(2);
        byte[] mac1 = KeySchedule.mac1Key(sim.kem.publicKey());
        sim.tap = (from, to, datagram) -> {
            if (Bytes.u16(datagram, Wire.TYPE_OFFSET) == PacketType.HELLO.code) {
                long token = Bytes.i64(datagram, Wire.TOKEN_OFFSET);
                for (RejectCode code : RejectCode.values()) {
                    byte[] clear = new RejectBody(code, 60, 0).encodeClear();
                    byte[] reject = HandshakePacket.build(
                            PacketType.REJECT, token, 0, KeySchedule.helloHash(datagram), clear, mac1);
                    sim.network.send(to, from, reject, 0);
                }
            }
            return true;
        };
        edge.connect(sim.peer(validator));
        assertThat(sim.runUntil(() -> !edge.connected.isEmpty(), 30 * Sim.SECOND))
                .isTrue();
        assertThat(edge.machine.counters().dropped(DropReason.CLEAR_REJECT)).isEqualTo(8);
    }

    /** Htp F6. */
    @Test
    void acceptAndRejectAreNeverSealedAgain() {
        for (boolean known : new boolean[] {true, false}) {
            Sim sim = Sim.quiet(known ? 9 : 10);
            sim.limits = GENEROUS;
            Sim.Node validator = sim.validator();
            Sim.Node edge = known ? sim.edge(2) : sim.edge(2, new TestNode(2), ResonanceBinding.none(new byte[64]));
            // Nothing that answers an ATTEST arrives, so the edge sends it again and again.
            sim.tap = (from, to, datagram) ->
                    from.equals(edge.address) || Bytes.u16(datagram, 2) == PacketType.CHALLENGE.code;
            edge.connect(sim.peer(validator));
            sim.run(20 * Sim.SECOND);
            List<byte[]> answers = of(sim, known ? PacketType.ACCEPT : PacketType.REJECT, validator.address);
            assertThat(answers).hasSizeGreaterThanOrEqualTo(known ? 10 : 5);
            assertThat(answers.stream().map(Arrays::hashCode).distinct().count())
                    .isEqualTo(known ? 2 : 1);
            assertThat(sim.watch.reused()).isEmpty();
            assertThat(validator.machine.counters().handshakesCompleted).isEqualTo(known ? 1 : 0);
        }
    }

    @Test
    void unknownDeviceAndBadSignatureLookTheSame() {
        List<List<Integer>> shapes = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (int kind = 0; kind < 3; kind++) {
            Sim sim = Sim.quiet(11);
            Sim.Node validator = sim.validator();
            TestNode identity = new TestNode(2);
            if (kind == 1) {
                // Enrolled with another key: the signature is wrong.
                sim.registry.put(identity.nodeId(), new TestNode(3).publicKey());
            } else if (kind == 2) {
                sim.registry.put(identity.nodeId(), new byte[5]);
            }
            Sim.Node edge = sim.edge(2, identity, ResonanceBinding.none(new byte[64]));
            edge.connect(sim.peer(validator));
            assertThat(sim.runUntil(() -> !edge.failures.isEmpty(), 30 * Sim.SECOND))
                    .isTrue();
            failures.add(edge.failures.get(0).getMessage());
            shapes.add(sim.captured.stream().map(c -> c.bytes().length).toList());
            assertThat(((HtpRejectedException) edge.failures.get(0)).code()).isEqualTo(RejectCode.AUTH);
        }
        assertThat(shapes).allMatch(s -> s.equals(shapes.get(0)));
        assertThat(failures).allMatch(f -> f.equals(failures.get(0)));
    }

    @Test
    void revocationIsToldToTheNodeItselfOnly() {
        Sim sim = Sim.quiet(12);
        sim.registry.revoke(new TestNode(2));
        Sim.Node validator = sim.validator();
        Sim.Node edge = sim.edge(2);
        edge.connect(sim.peer(validator));
        sim.run(Sim.SECOND);
        assertThat(((HtpRejectedException) edge.failures.get(0)).code()).isEqualTo(RejectCode.REVOKED);
        // Someone else under the same id learns only AUTH.
        sim.registry.put(new TestNode(2).nodeId(), new TestNode(9).publicKey());
        edge.connect(sim.peer(validator));
        sim.run(Sim.SECOND);
        assertThat(((HtpRejectedException) edge.failures.get(1)).code()).isEqualTo(RejectCode.AUTH);
    }

    /** Htp F1: nobody can make the validator send more than he sends, before his address is proven. */
    @Test
    void amplificationIsAtMostOneBeforeTheCookie() {
        Sim sim = Sim.quiet(13);
        sim.limits = GENEROUS;
        Sim.Node validator = sim.validator();
        Sim.Node edge = sim.edge(2);
        sim.connectedBetween(edge, validator);
        List<byte[]> material = sim.captured.stream()
                .filter(c -> c.from().equals(edge.address))
                .map(Sim.Captured::bytes)
                .toList();
        InetSocketAddress victim = Sim.at(99, 53);
        byte[] otherVersion = material.get(0).clone();
        byte[] mac1 = KeySchedule.mac1Key(sim.kem.publicKey());
        Bytes.put16(otherVersion, 0, 3);
        byte[] remade = Hashes.hmac(
                mac1, Arrays.copyOf(otherVersion, 64), Arrays.copyOfRange(otherVersion, 96, otherVersion.length));
        System.arraycopy(remade, 0, otherVersion, 64, 32);
        List<byte[]> attacks = new ArrayList<>(material);
        attacks.add(otherVersion);
        for (byte[] attack : attacks) {
            for (int i = 0; i < 50; i++) {
                int before = sim.captured.size();
                validator.inject(victim, attack);
                int out = sim.captured.subList(before, sim.captured.size()).stream()
                        .mapToInt(c -> c.bytes().length)
                        .sum();
                assertThat(out).isLessThanOrEqualTo(attack.length);
            }
        }
        // And the version answer exists at all.
        assertThat(of(sim, PacketType.REJECT, validator.address)).isNotEmpty();
    }

    /** Who watched a handshake sends one fragment of it again and again in the edge's name, ACCEPT having been lost. */
    @Test
    void aCachedAnswerNeverLeavesForFewerBytesThanItHas() {
        Sim sim = Sim.quiet(16);
        sim.limits = GENEROUS;
        Sim.Node validator = sim.validator();
        Sim.Node edge = sim.edge(2);
        sim.tap = (from, to, datagram) ->
                !from.equals(validator.address) || Bytes.u16(datagram, Wire.TYPE_OFFSET) != PacketType.ACCEPT.code;
        edge.connect(sim.peer(validator));
        sim.run(Sim.SECOND / 2);
        List<byte[]> attest = of(sim, PacketType.ATTEST, edge.address);
        assertThat(of(sim, PacketType.ACCEPT, validator.address)).hasSize(2);
        for (int fragment = 0; fragment < Wire.ATTEST_FRAGMENTS; fragment++) {
            long in = 0;
            long out = 0;
            int answers = 0;
            for (int i = 0; i < 40; i++) {
                sim.nowNs += Sim.SECOND / 4;
                int before = sim.captured.size();
                validator.inject(edge.address, attest.get(fragment));
                in += attest.get(fragment).length;
                for (Sim.Captured each : sim.captured.subList(before, sim.captured.size())) {
                    out += each.bytes().length;
                    answers++;
                }
                assertThat(out).as("fragment %d, %d times", fragment, i + 1).isLessThanOrEqualTo(in);
            }
            // And it does leave: the edge whose ACCEPT was lost needs it.
            assertThat(answers).isGreaterThan(20);
        }
    }

    @Test
    void identityBytesAreNeverInTheCapture() {
        Sim sim = Sim.quiet(14);
        Sim.Pair pair = sim.connected();
        byte[] secretMessage = Sim.filled(40, 0xA5);
        pair.edge().send(pair.edgeSession(), Channels.ALERTS, secretMessage);
        sim.run(100 * Sim.SECOND);
        pair.edge().close(pair.edgeSession(), com.hookprobe.htp.CloseCode.NORMAL);
        sim.run(Sim.SECOND);
        TestNode edge = new TestNode(2);
        List<byte[]> forbidden = List.of(
                edge.nodeId(),
                edge.publicKey(),
                Sim.filled(64, 2),
                Hashes.sha256(edge.nodeId()),
                sim.validatorNode.nodeId(),
                secretMessage,
                pair.edge().infos.get(pair.edgeSession()).exporter());
        assertThat(sim.captured).hasSizeGreaterThan(15);
        for (Sim.Captured each : sim.captured) {
            String hex = hex(each.bytes());
            for (byte[] secret : forbidden) {
                for (int at = 0; at + 6 <= secret.length; at++) {
                    String part = hex(Arrays.copyOfRange(secret, at, at + 6));
                    assertThat(hex.contains(part)).isFalse();
                }
            }
        }
    }

    @Test
    void garbageIsSwallowedInEveryState() {
        Sim sim = Sim.quiet(15);
        Sim.Pair pair = sim.connected();
        sim.run(Sim.SECOND);
        Sim.Node idle = sim.edge(3);
        holdAll(sim);
        idle.connect(sim.peer(pair.validator()));
        Random random = new Random(15);
        List<byte[]> seen = sim.captured.stream().map(Sim.Captured::bytes).toList();
        int before = sim.captured.size();
        for (int i = 0; i < 30_000; i++) {
            byte[] garbage;
            if (i % 2 == 0) {
                garbage = new byte[random.nextInt(1600)];
                random.nextBytes(garbage);
            } else {
                garbage = seen.get(random.nextInt(seen.size())).clone();
                for (int n = random.nextInt(4) + 1; n > 0; n--) {
                    garbage[random.nextInt(garbage.length)] ^= (byte) (1 + random.nextInt(255));
                }
            }
            Sim.Node target = sim.nodes.get(random.nextInt(3));
            InetSocketAddress from = sim.nodes.get(random.nextInt(3)).address;
            target.inject(from, garbage);
        }
        assertThat(sim.captured.subList(before, sim.captured.size())).isEmpty();
        assertThat(pair.validator().machine.states()).containsExactly(Session.State.OPEN);
        assertThat(pair.edge().machine.states()).containsExactly(Session.State.OPEN);
        sim.tap = (from, to, datagram) -> true;
        pair.edge().send(pair.edgeSession(), Channels.ALERTS, new byte[3]);
        assertThat(sim.runUntil(() -> !pair.validator().messages.isEmpty(), Sim.SECOND))
                .isTrue();
    }

    @Test
    void truncatedOrExtendedHandshakeMessagesDoNothing() {
        Sim sim = Sim.quiet(16);
        sim.limits = GENEROUS;
        Sim.Node validator = sim.validator();
        Sim.Node edge = sim.edge(2);
        sim.connectedBetween(edge, validator);
        for (Sim.Captured each : List.copyOf(sim.captured)) {
            Sim.Node target = each.to().equals(validator.address) ? validator : edge;
            int before = sim.captured.size();
            for (int length : new int[] {0, 1, 31, 99, 100, each.bytes().length - 1, each.bytes().length + 1, 1453}) {
                if (length != each.bytes().length) {
                    target.inject(each.from(), Arrays.copyOf(each.bytes(), length));
                }
            }
            assertThat(sim.captured).hasSize(before);
        }
        assertThat(validator.machine.states()).containsExactly(Session.State.OPEN);
    }

    @Test
    void helloFloodIsCutPerPrefix() {
        Sim sim = Sim.quiet(17);
        Sim.Node validator = sim.validator();
        Sim.Node edge = sim.edge(2);
        holdAll(sim);
        edge.connect(sim.peer(validator));
        byte[] hello = sim.captured.get(0).bytes();
        for (int i = 0; i < 1000; i++) {
            validator.inject(Sim.at(7, i + 1), hello);
        }
        assertThat(of(sim, PacketType.CHALLENGE, validator.address)).hasSize(100);
        assertThat(validator.machine.counters().dropped(DropReason.RATE_HELLO)).isEqualTo(900);
        // Another address is not touched by that.
        validator.inject(edge.address, hello);
        assertThat(of(sim, PacketType.CHALLENGE, validator.address)).hasSize(101);
    }

    @Test
    void aNodeThatConnectsTooOftenIsToldSo() {
        Sim sim = Sim.quiet(18);
        sim.limits = HtpLimits.standard();
        Sim.Node validator = sim.validator();
        Sim.Node edge = sim.edge(2);
        for (int i = 0; i < 5; i++) {
            edge.connect(sim.peer(validator));
            sim.run(Sim.SECOND / 10);
        }
        assertThat(edge.connected).hasSize(4);
        assertThat(((HtpRejectedException) edge.failures.get(0)).code()).isEqualTo(RejectCode.QUOTA);
    }

    @Test
    void reassemblyIsBoundedPerAddressAndExpires() {
        Counters counters = new Counters();
        AttestReassembly table = new AttestReassembly(4096, counters);
        byte[] piece = new byte[1084];
        for (int port = 1; port <= AttestReassembly.PER_PREFIX_MAX + 5; port++) {
            assertThat(table.add(Sim.at(1, port), Sim.filled(8, port), 0, piece, 0, false, 0))
                    .isNull();
        }
        assertThat(table.size()).isEqualTo(64);
        assertThat(counters.dropped(DropReason.HANDSHAKE_LIMIT)).isEqualTo(5);
        table.expire(AttestReassembly.LIFE_NS - 1);
        assertThat(table.size()).isEqualTo(64);
        table.expire(AttestReassembly.LIFE_NS);
        assertThat(table.size()).isZero();
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes);
    }

    private static AttestBody openAttest(
            Sim sim, List<byte[]> datagrams, byte[] helloHash, byte[] nonce, XWing.SecretKey kem) {
        byte[] body = new byte[0];
        for (byte[] d : datagrams) {
            body = Bytes.concat(body, Arrays.copyOfRange(d, 116, d.length));
        }
        byte[] ciphertext = Arrays.copyOf(body, 1120);
        byte[] shared = kem.decapsulate(ciphertext).orElseThrow();
        byte[] th1 = KeySchedule.transcript1(helloHash, nonce, kem.publicKey(), ciphertext);
        byte[] plain = HandshakeBox.open(
                sim.watch,
                KeySchedule.attestKey(KeySchedule.attestSecret(th1, shared)),
                th1,
                Arrays.copyOfRange(body, 1120, body.length));
        return Optional.ofNullable(AttestBody.decode(plain)).orElseThrow();
    }

    private static List<byte[]> signedAttest(
            Sim sim,
            TestNode node,
            byte[] hello,
            byte[] nonce,
            byte[] opening,
            byte[] fingerprint,
            HelloParams params) {
        XWing.Encapsulation s =
                XWing.encapsulate(sim.kem.publicKey(), new SplittableRandom(4)).orElseThrow();
        byte[] helloHash = KeySchedule.helloHash(hello);
        byte[] th1 = KeySchedule.transcript1(helloHash, nonce, sim.kem.publicKey(), s.ciphertext());
        AttestBody unsigned = new AttestBody(
                XWing.generate(new SplittableRandom(1)).publicKey(),
                opening,
                node.nodeId(),
                fingerprint,
                0,
                new EdgeParams(params, 120, false, 0, 1024, 1024),
                new byte[64]);
        byte[] th2 = KeySchedule.transcript2(th1, unsigned);
        return fragments(
                sim,
                hello,
                nonce,
                s,
                unsigned.withSignature(node.sign(KeySchedule.attestMessage(nonce, fingerprint, th2))));
    }

    private static List<byte[]> attest(Sim sim, byte[] hello, byte[] nonce, AttestBody body) {
        return fragments(
                sim,
                hello,
                nonce,
                XWing.encapsulate(sim.kem.publicKey(), new SplittableRandom(4)).orElseThrow(),
                body);
    }

    private static List<byte[]> fragments(
            Sim sim, byte[] hello, byte[] nonce, XWing.Encapsulation s, AttestBody content) {
        byte[] helloHash = KeySchedule.helloHash(hello);
        byte[] th1 = KeySchedule.transcript1(helloHash, nonce, sim.kem.publicKey(), s.ciphertext());
        byte[] box = HandshakeBox.seal(
                sim.watch,
                KeySchedule.attestKey(KeySchedule.attestSecret(th1, s.sharedSecret())),
                th1,
                content.encode());
        byte[] body = Bytes.concat(s.ciphertext(), box);
        List<byte[]> out = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            out.add(HandshakePacket.build(
                    PacketType.ATTEST,
                    Bytes.i64(hello, Wire.TOKEN_OFFSET),
                    Bytes.i64(Hashes.sha256(body), 0),
                    i,
                    3,
                    helloHash,
                    Bytes.concat(nonce, Bytes.slice(body, i * 1084, AttestReassembly.pieceBytes(i))),
                    KeySchedule.mac1Key(sim.kem.publicKey())));
        }
        return out;
    }
}
