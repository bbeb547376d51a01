package com.hookprobe.htp.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The network by itself: what each fault does, counted. */
class VirtualNetworkTest {
    private static final InetSocketAddress SERVER = Simulation.address(10, 0, 0, 1, 4719);
    private static final InetSocketAddress CLIENT = Simulation.address(192, 168, 0, 2, 5000);

    private record Arrival(InetSocketAddress from, long atNs, int length, byte first) {}

    private final EventQueue queue = new EventQueue();
    private final VirtualNetwork network = new VirtualNetwork(new SplittableRandom(1), queue, Tracer.NONE);
    private final List<Arrival> arrivals = new ArrayList<>();
    private long nowNs;

    private Host host(InetSocketAddress address, LinkConfig up, Nat nat) {
        return network.attach(
                address,
                up,
                LinkConfig.PERFECT,
                nat,
                (packet, atNs) -> arrivals.add(new Arrival(packet.from, atNs, packet.length, packet.bytes[0])));
    }

    private void send(Host from, InetSocketAddress to, int length, int first) {
        byte[] bytes = new byte[length];
        bytes[0] = (byte) first;
        network.send(from, to, bytes, 0, length, nowNs);
    }

    private List<Arrival> settle() {
        while (queue.size() > 0) {
            nowNs = queue.nextNs();
            network.onDue((Packet) queue.poll(), nowNs);
        }
        List<Arrival> all = List.copyOf(arrivals);
        arrivals.clear();
        return all;
    }

    private List<Arrival> through(LinkConfig link, int count, int length) {
        host(SERVER, LinkConfig.PERFECT, null);
        Host client = host(CLIENT, link, null);
        for (int i = 0; i < count; i++) {
            send(client, SERVER, length, i);
        }
        return settle();
    }

    @Test
    void delayKeepsOrderAndBandwidthSpacesDatagrams() {
        List<Arrival> all = through(
                LinkConfig.delay(1_000_000).withBandwidth(8_000_000, 100).withDelay(1_000_000, 500_000), 10, 972);
        assertThat(all).hasSize(10);
        // 1000 bytes on the wire at 8 Mbit/s are a millisecond.
        assertThat(all.get(0).atNs()).isBetween(2_000_000L, 2_500_000L);
        assertThat(all.get(9).atNs()).isBetween(11_000_000L, 11_500_000L);
        assertThat(all).extracting(a -> (int) a.first()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void fullQueueDropsTheTail() {
        assertThat(through(LinkConfig.PERFECT.withBandwidth(8_000_000, 25), 100, 972))
                .as("one is being sent, 25 wait")
                .hasSize(26);
        assertThat(network.count(Fate.QUEUE_FULL)).isEqualTo(74);
    }

    @Test
    void queueOfBytes() {
        assertThat(through(LinkConfig.PERFECT.withBandwidth(8_000_000, 1000).withQueueBytes(10_000), 100, 972))
                .hasSize(10);
    }

    @Test
    void tooLargeVanishesAtOneByteMoreThanTheMtu() {
        host(SERVER, LinkConfig.PERFECT, null);
        Host client = host(CLIENT, LinkConfig.PERFECT.withMtu(1200), null);
        send(client, SERVER, 1200, 1);
        send(client, SERVER, 1201, 2);
        assertThat(settle()).extracting(a -> (int) a.first()).containsExactly(1);
        assertThat(network.count(Fate.TOO_LARGE)).isEqualTo(1);
    }

    @Test
    void uniformLossHasItsShareAndRespectsTheBurst() {
        List<Arrival> all = through(LinkConfig.PERFECT.withLoss(Loss.uniform(0.3)), 20_000, 10);
        assertThat(all.size() / 20_000.0).isCloseTo(0.7, within(0.02));
        Link bounded = new Link(LinkConfig.PERFECT.withLoss(Loss.uniform(1, 3)), new SplittableRandom(2));
        for (int i = 0; i < 40; i++) {
            assertThat(bounded.admit(10, 0)).isEqualTo(i % 4 == 3 ? Fate.SENT : Fate.LOST);
        }
    }

    @Test
    void burstsHaveTheirShareAndLength() {
        Link link = new Link(LinkConfig.PERFECT.withLoss(Loss.bursts(0.1, 8)), new SplittableRandom(3));
        int lost = 0;
        int bursts = 0;
        boolean before = false;
        for (int i = 0; i < 200_000; i++) {
            boolean now = link.admit(10, 0) == Fate.LOST;
            lost += now ? 1 : 0;
            bursts += now && !before ? 1 : 0;
            before = now;
        }
        assertThat(lost / 200_000.0).isCloseTo(0.1, within(0.01));
        assertThat((double) lost / bursts).isCloseTo(8, within(0.6));
    }

    @Test
    void duplicatesReordersAndCorrupts() {
        List<Arrival> twice = through(LinkConfig.PERFECT.withDuplicate(1), 50, 100);
        assertThat(twice).hasSize(100);
        Host late = host(Simulation.address(10, 5, 0, 1, 1), LinkConfig.PERFECT.withReorder(0.5, 1000), null);
        Host broken = host(Simulation.address(10, 5, 0, 2, 1), LinkConfig.PERFECT.withCorrupt(1), null);
        for (int i = 0; i < 100; i++) {
            send(late, SERVER, 100, i);
            send(broken, SERVER, 100, 0);
        }
        List<Arrival> all = settle();
        List<Byte> order = all.stream()
                .filter(a -> a.from().equals(late.address()))
                .map(Arrival::first)
                .toList();
        assertThat(order).hasSize(100).isNotEqualTo(order.stream().sorted().toList());
        assertThat(network.count(Fate.DELIVERED_DAMAGED)).isEqualTo(100);
        assertThat(all).anyMatch(a -> a.length() < 100);
    }

    @Test
    void darknessComesAndGoes() {
        BlackHole hole = new BlackHole(10, 5, 2, 30);
        StringBuilder seen = new StringBuilder();
        for (long ns = 8; ns < 33; ns++) {
            seen.append(hole.dark(ns) ? 'd' : '.');
        }
        assertThat(seen).hasToString("..ddddd..ddddd..ddddd....");
        assertThat(BlackHole.once(10, 5).dark(14)).isTrue();
        assertThat(BlackHole.once(10, 5).dark(15)).isFalse();
    }

    @Test
    void aHostThatMovedIsNotAtItsOldAddress() {
        Host server = host(SERVER, LinkConfig.PERFECT, null);
        Host client = host(CLIENT, LinkConfig.delay(100), null);
        send(client, SERVER, 10, 1);
        network.rebind(server, Simulation.address(10, 0, 0, 9, 4719));
        assertThat(settle()).isEmpty();
        assertThat(network.count(Fate.NO_HOST)).isEqualTo(1);
        send(client, server.address(), 10, 2);
        assertThat(settle()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(NatKind.class)
    void eachKindOfNatLetsInWhomItShould(NatKind kind) {
        InetSocketAddress otherPort = Simulation.address(10, 0, 0, 1, 4720);
        InetSocketAddress stranger = Simulation.address(10, 0, 0, 3, 4719);
        Nat nat = network.nat(kind, Simulation.ip(100, 64, 0, 1), 1000);
        Host server = host(SERVER, LinkConfig.PERFECT, null);
        Host second = host(otherPort, LinkConfig.PERFECT, null);
        Host third = host(stranger, LinkConfig.PERFECT, null);
        Host client = host(CLIENT, LinkConfig.PERFECT, nat);
        send(client, SERVER, 10, 1);
        InetSocketAddress outside = settle().get(0).from();
        assertThat(outside.getAddress()).isEqualTo(nat.address());
        send(server, outside, 10, 1);
        send(second, outside, 10, 2);
        send(third, outside, 10, 3);
        List<Integer> in = settle().stream().map(a -> (int) a.first()).toList();
        assertThat(in)
                .isEqualTo(
                        switch (kind) {
                            case FULL_CONE -> List.of(1, 2, 3);
                            case ADDRESS_RESTRICTED -> List.of(1, 2);
                            case PORT_RESTRICTED, SYMMETRIC -> List.of(1);
                        });
        send(client, stranger, 10, 4);
        InetSocketAddress towardsStranger = settle().get(0).from();
        assertThat(towardsStranger.equals(outside)).isEqualTo(kind != NatKind.SYMMETRIC);
        assertThat(nat.rebinds()).isZero();

        nowNs += 1000;
        send(server, outside, 10, 5);
        assertThat(settle()).as("the mapping timed out").isEmpty();
        send(client, SERVER, 10, 6);
        InetSocketAddress next = settle().get(0).from();
        assertThat(next).isNotEqualTo(outside);
        nat.rebindPorts();
        send(server, next, 10, 7);
        assertThat(settle()).as("the box was restarted").isEmpty();
        network.rebind(nat, Simulation.ip(100, 64, 0, 2));
        send(client, SERVER, 10, 8);
        assertThat(settle().get(0).from().getAddress()).isEqualTo(Simulation.ip(100, 64, 0, 2));
        assertThat(nat.rebinds()).isEqualTo(2);
    }

    @Test
    void eventsComeByTimeThenInOrderOfAddition() {
        SplittableRandom random = new SplittableRandom(4);
        List<long[]> expected = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            long[] event = {random.nextLong(300), i};
            expected.add(event);
            queue.add(event[0], event);
        }
        expected.sort((a, b) -> a[0] != b[0] ? Long.compare(a[0], b[0]) : Long.compare(a[1], b[1]));
        for (long[] each : expected) {
            assertThat(queue.nextNs()).isEqualTo(each[0]);
            assertThat(queue.poll()).isSameAs(each);
        }
        assertThat(queue.poll()).isNull();
    }
}
