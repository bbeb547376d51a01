package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.Hashes;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * HTP 3.4.4: strangers who know the validator's public key and have any number of addresses can make it work as much as it
 * is ready to, and must not keep out the nodes that it has seen at their addresses.
 */
class HandshakeFloodTest {
    private static final int PER_SECOND = 20;

    private final Sim sim = Sim.quiet(36);
    private final SplittableRandom random = new SplittableRandom(36);
    private int strangers;

    /** One stranger more, at an address of its own, with a whole ATTEST of nothing. */
    private void stranger(Sim.Node validator) {
        byte[] mac1 = KeySchedule.mac1Key(sim.kem.publicKey());
        byte[] keyId = KeySchedule.kemKeyId(sim.kem.publicKey());
        byte[] hello = new HelloParams(1452, 30, 0).hello(strangers, new byte[32], keyId, mac1);
        InetSocketAddress from = Sim.at(1000 + strangers++, 5000);
        validator.inject(from, hello);
        byte[] challenge = sim.captured.get(sim.captured.size() - 1).bytes();
        byte[] cookie = Arrays.copyOfRange(challenge, Wire.PAYLOAD_OFFSET, Wire.PAYLOAD_OFFSET + Wire.COOKIE_BYTES);
        byte[] body = new byte
                [AttestReassembly.pieceBytes(0) + AttestReassembly.pieceBytes(1) + AttestReassembly.pieceBytes(2)];
        random.nextBytes(body);
        int at = 0;
        for (int i = 0; i < Wire.ATTEST_FRAGMENTS; i++) {
            byte[] piece = Bytes.concat(cookie, Arrays.copyOfRange(body, at, at + AttestReassembly.pieceBytes(i)));
            at += AttestReassembly.pieceBytes(i);
            validator.inject(
                    from,
                    HandshakePacket.build(
                            PacketType.ATTEST,
                            strangers,
                            Bytes.i64(Hashes.sha256(body), 0),
                            i,
                            Wire.ATTEST_FRAGMENTS,
                            KeySchedule.helloHash(hello),
                            piece,
                            mac1));
        }
        sim.captured.clear();
    }

    /** Five times what the validator is ready for, until the edge is connected or the time is up. */
    private void flood(Sim.Node validator, int milliseconds, Sim.Node edge) {
        for (int ms = 0; ms < milliseconds && edge.connected.isEmpty(); ms += 10) {
            stranger(validator);
            sim.run(10_000_000);
        }
    }

    @Test
    void aFloodFromManyAddressesDoesNotKeepOutWhoWasHereBefore() {
        sim.limits = HtpLimits.builder()
                .handshakesPerSecond(PER_SECOND)
                .handshakesPerNodeMinute(1000)
                .connectTimeout(Duration.ofSeconds(30))
                .build();
        Sim.Pair pair = sim.connected();
        Sim.Node validator = pair.validator();
        pair.edge().close(pair.edgeSession(), CloseCode.NORMAL);
        Sim.Node fresh = sim.edge(3);
        sim.run(5 * Sim.SECOND);
        flood(validator, 3000, fresh);
        assertThat(validator.machine.counters().dropped(DropReason.RATE_GLOBAL)).isPositive();

        for (int i = 0; i < 5; i++) {
            pair.edge().connected.clear();
            pair.edge().connect(sim.peer(validator));
            flood(validator, 200, pair.edge());
            assertThat(pair.edge().connected)
                    .as("drops %s", validator.machine.counters().drops())
                    .hasSize(1);
            pair.edge().close(pair.edge().connected.get(0), CloseCode.NORMAL);
        }

        fresh.connect(sim.peer(validator));
        assertThat(sim.runUntil(() -> !fresh.connected.isEmpty(), 30 * Sim.SECOND))
                .as("once the flood is over; failures %s", fresh.failures)
                .isTrue();
    }

    /** Bodies that are begun and never finished, a thousand and a half a second. */
    @Test
    void halfAttestsDoNotKeepOutWhoWasHereBefore() {
        sim.limits = HtpLimits.builder()
                .handshakesPerNodeMinute(1000)
                .connectTimeout(Duration.ofSeconds(30))
                .build();
        Sim.Pair pair = sim.connected();
        Sim.Node validator = pair.validator();
        pair.edge().close(pair.edgeSession(), CloseCode.NORMAL);
        sim.run(5 * Sim.SECOND);
        pair.edge().connected.clear();
        int begun = 0;
        for (int ms = 0; ms < 10_000 && pair.edge().connected.isEmpty(); ms += 20) {
            if (ms == 4000) {
                assertThat(validator.machine.holdings().reassemblies()).isGreaterThan(1500);
                pair.edge().connect(sim.peer(validator));
            }
            for (int i = 0; i < 30; i++, begun++) {
                halfAttest(validator, begun);
            }
            sim.run(20_000_000);
        }
        assertThat(pair.edge().connected)
                .as("drops %s", validator.machine.counters().drops())
                .isNotEmpty();
    }

    private void halfAttest(Sim.Node validator, int number) {
        halfAttest(validator, Sim.at(1000 + number % 100, 1024 + number / 100 % 60_000), number);
    }

    private void halfAttest(Sim.Node validator, InetSocketAddress from, int number) {
        byte[] mac1 = KeySchedule.mac1Key(sim.kem.publicKey());
        byte[] keyId = KeySchedule.kemKeyId(sim.kem.publicKey());
        byte[] hello = new HelloParams(1452, 30, 0).hello(number, new byte[32], keyId, mac1);
        validator.inject(from, hello);
        byte[] challenge = sim.captured.get(sim.captured.size() - 1).bytes();
        byte[] cookie = Arrays.copyOfRange(challenge, Wire.PAYLOAD_OFFSET, Wire.PAYLOAD_OFFSET + Wire.COOKIE_BYTES);
        byte[] piece = Bytes.concat(cookie, new byte[AttestReassembly.pieceBytes(2)]);
        byte[] hash = KeySchedule.helloHash(hello);
        int last = Wire.ATTEST_FRAGMENTS - 1;
        validator.inject(
                from,
                HandshakePacket.build(
                        PacketType.ATTEST, number, number, last, Wire.ATTEST_FRAGMENTS, hash, piece, mac1));
        sim.captured.clear();
    }

    /** HTP 3.4.15: two seconds' worth at once. */
    @Test
    void oneAddressBeginsFortyBodiesAndNoMore() {
        Sim.Node validator = sim.validator();
        for (int i = 0; i < 60; i++) {
            halfAttest(validator, Sim.at(1000, 5000 + i), i);
        }
        assertThat(validator.machine.holdings().reassemblies()).isEqualTo(40);
        assertThat(validator.machine.counters().dropped(DropReason.RATE_ATTEST)).isEqualTo(20);
    }

    @Test
    void notEverybodyIsToldThatTheValidatorIsBusy() {
        sim.limits = HtpLimits.builder().handshakesPerSecond(PER_SECOND).build();
        Sim.Node validator = sim.validator();
        int[] told = {0};
        sim.tap = (from, to, datagram) -> {
            told[0] += Bytes.u16(datagram, Wire.TYPE_OFFSET) == PacketType.REJECT.code ? 1 : 0;
            return true;
        };
        for (int i = 0; i < 50; i++) {
            stranger(validator);
        }
        assertThat(validator.machine.counters().dropped(DropReason.RATE_GLOBAL)).isEqualTo(40);
        assertThat(told[0]).isEqualTo(20);
    }

    @Test
    void noMoreAreHalfOpenThanTheLimitAllows() {
        sim.limits = HtpLimits.builder().halfOpenMax(2).build();
        Sim.Node validator = sim.validator();
        sim.tap = (from, to, datagram) -> Bytes.u16(datagram, Wire.TYPE_OFFSET) != PacketType.ACCEPT.code;
        for (int number = 2; number < 5; number++) {
            sim.edge(number).connect(sim.peer(validator));
            sim.run(Sim.SECOND / 2);
        }
        assertThat(validator.machine.sessionsHalfOpen()).isEqualTo(2);
        assertThat(validator.machine.counters().dropped(DropReason.HANDSHAKE_LIMIT))
                .isPositive();
    }

    @Test
    void theReserveIsForProvenAddressesOnly() {
        TokenBucket bucket = TokenBucket.perSecond(10, 10, 0);
        int strangers = 0;
        while (bucket.tryTakeLeaving(5, 0)) {
            strangers++;
        }
        int known = 0;
        while (bucket.tryTake(0)) {
            known++;
        }
        assertThat(strangers).isEqualTo(5);
        assertThat(known).isEqualTo(5);
        assertThat(bucket.tryTakeLeaving(5, 500_000_000)).isFalse();
        assertThat(bucket.tryTake(500_000_000)).isTrue();
    }

    @Test
    void provenPrefixesAreBounded() {
        ProvenPrefixes proven = new ProvenPrefixes();
        for (int i = 0; i < 2 * ProvenPrefixes.MAX; i++) {
            proven.add(new InetSocketAddress("10." + (i >> 16) + "." + (i >> 8 & 0xff) + "." + (i & 0xff), 1));
            proven.add(Sim.at(7, 1));
        }
        assertThat(proven.contains(Sim.at(7, 2))).isTrue();
        assertThat(proven.contains(new InetSocketAddress("10.0.0.1", 1))).isFalse();
        assertThat(proven.contains(new InetSocketAddress("10.0.127.255", 1))).isTrue();
    }
}
