package com.hookprobe.htp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both sockets on the loopback interface. The test's thread owns them all. */
@Timeout(60)
class UdpIoTest {
    private static final long SECOND_NS = 1_000_000_000;
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private final List<UdpIo> opened = new ArrayList<>();

    private record Got(InetSocketAddress from, byte[] bytes) {}

    static Stream<IoChoice> kinds() {
        boolean linux = System.getProperty("os.name").equals("Linux");
        boolean known = List.of("amd64", "aarch64").contains(System.getProperty("os.arch"));
        return linux && known ? Stream.of(IoChoice.NIO, IoChoice.EPOLL) : Stream.of(IoChoice.NIO);
    }

    @AfterEach
    void close() throws IOException {
        for (UdpIo each : opened) {
            each.close();
        }
    }

    private UdpIo open(IoChoice kind) throws HtpBindException {
        return open(kind, LOOPBACK);
    }

    private UdpIo open(IoChoice kind, InetAddress address) throws HtpBindException {
        UdpIo io = UdpIos.open(new InetSocketAddress(address, 0), kind);
        opened.add(io);
        assertThat(io.kind()).isEqualTo(kind);
        return io;
    }

    /** Reads until that many came or a second brought nothing. */
    private static List<Got> receive(UdpIo io, int count) throws IOException {
        List<Got> got = new ArrayList<>();
        long quietSinceNs = System.nanoTime();
        while (got.size() < count && System.nanoTime() - quietSinceNs < SECOND_NS) {
            int handedOver = io.receive(
                    SECOND_NS / 10,
                    (from, buffer, offset, length) ->
                            got.add(new Got(from, Arrays.copyOfRange(buffer, offset, offset + length))));
            if (handedOver > 0) {
                quietSinceNs = System.nanoTime();
            }
        }
        return got;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everySizeArrivesAsItWasSent(IoChoice kind) throws Exception {
        UdpIo a = open(kind);
        UdpIo b = open(kind);
        SplittableRandom random = new SplittableRandom(11);
        for (int size : new int[] {1, 100, 116, 1199, 1200, 1201, 1452, 2048, 2049, 4096, 8951, 8952}) {
            byte[] sent = new byte[size + 7];
            random.nextBytes(sent);
            a.send(b.localAddress(), sent, 7, size);
            a.flush();
            List<Got> got = receive(b, 1);
            assertThat(got).as("size " + size).hasSize(1);
            assertThat(got.get(0).bytes()).isEqualTo(Arrays.copyOfRange(sent, 7, 7 + size));
            assertThat(got.get(0).from()).isEqualTo(a.localAddress());
        }
        assertThat(a.refused()).isZero();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void oversizedIsSeenAsSuch(IoChoice kind) throws Exception {
        UdpIo io = open(kind);
        try (java.net.DatagramSocket raw = new java.net.DatagramSocket(0, LOOPBACK)) {
            for (int size : new int[] {8953, 8954, 20_000, 65_507}) {
                raw.send(new java.net.DatagramPacket(new byte[size], size, io.localAddress()));
                List<Got> got = receive(io, 1);
                assertThat(got).as("size " + size).hasSize(1);
                assertThat(got.get(0).bytes()).hasSizeGreaterThan(UdpIo.DATAGRAM_BYTES_MAX);
            }
        }
        byte[] one = {1};
        io.send(io.localAddress(), one, 0, 1);
        io.flush();
        assertThat(receive(io, 1)).hasSize(1);
    }

    /** Sizes that may and may not travel together, destinations in turn: each receiver gets its own, whole and in order. */
    @ParameterizedTest
    @MethodSource("kinds")
    void burstsToSeveralArriveWholeAndInOrder(IoChoice kind) throws Exception {
        long seed = 12;
        SplittableRandom random = new SplittableRandom(seed);
        UdpIo sender = open(kind);
        List<UdpIo> receivers = List.of(open(kind), open(kind), open(kind));
        int[] sizes = {100, 100, 100, 1200, 1200, 1200, 1200, 1452, 8952, 40};
        List<List<byte[]>> expected = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        int sent = 0;
        while (sent < 1000) {
            int to = random.nextInt(3);
            int run = 1 + random.nextInt(100);
            int size = sizes[random.nextInt(sizes.length)];
            for (int i = 0; i < run && sent < 1000; i++, sent++) {
                byte[] datagram = new byte[i == run - 1 ? 1 + random.nextInt(size) : size];
                random.nextBytes(datagram);
                expected.get(to).add(datagram);
                sender.send(receivers.get(to).localAddress(), datagram, 0, datagram.length);
            }
        }
        sender.flush();
        for (int i = 0; i < 3; i++) {
            List<Got> got = receive(receivers.get(i), expected.get(i).size());
            assertThat(got.size())
                    .as("receiver " + i + ", seed " + seed)
                    .isEqualTo(expected.get(i).size());
            for (int n = 0; n < got.size(); n++) {
                assertThat(got.get(n).bytes())
                        .as("datagram " + n + ", seed " + seed)
                        .isEqualTo(expected.get(i).get(n));
            }
        }
        assertThat(sender.refused()).isZero();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void kindsUnderstandEachOther(IoChoice kind) throws Exception {
        UdpIo sender = open(kind);
        UdpIo other = open(IoChoice.NIO);
        for (int i = 0; i < 200; i++) {
            sender.send(other.localAddress(), new byte[1200], 0, 1200);
        }
        sender.flush();
        assertThat(receive(other, 200).stream().map(got -> got.bytes().length))
                .hasSize(200)
                .containsOnly(1200);
        for (int i = 0; i < 200; i++) {
            other.send(sender.localAddress(), new byte[1200], 0, 1200);
        }
        other.flush();
        assertThat(receive(sender, 200).stream().map(got -> got.bytes().length))
                .hasSize(200)
                .containsOnly(1200);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anotherThreadEndsTheWait(IoChoice kind) throws Exception {
        UdpIo io = open(kind);
        for (int round = 0; round < 200; round++) {
            Thread waker = new Thread(io::wake);
            waker.start();
            long startNs = System.nanoTime();
            assertThat(io.receive(20 * SECOND_NS, (from, buffer, offset, length) -> {}))
                    .isZero();
            assertThat(System.nanoTime() - startNs).as("round " + round).isLessThan(10 * SECOND_NS);
            waker.join();
            // The wake may have counted for a wait that was over already.
            io.receive(0, (from, buffer, offset, length) -> {});
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void wakeBeforeTheWaitCounts(IoChoice kind) throws Exception {
        UdpIo io = open(kind);
        for (int round = 0; round < 200; round++) {
            Thread waker = new Thread(io::wake);
            waker.start();
            waker.join();
            long startNs = System.nanoTime();
            io.receive(20 * SECOND_NS, (from, buffer, offset, length) -> {});
            assertThat(System.nanoTime() - startNs).as("round " + round).isLessThan(10 * SECOND_NS);
        }
    }

    /** No wait ends before its time when nothing happens, and short ones are not rounded to milliseconds. */
    @ParameterizedTest
    @MethodSource("kinds")
    void shortWaitsAreShort(IoChoice kind) throws Exception {
        UdpIo io = open(kind);
        List<Long> tookNs = new ArrayList<>();
        for (int round = 0; round < 101; round++) {
            long startNs = System.nanoTime();
            assertThat(io.receive(100_000, (from, buffer, offset, length) -> {}))
                    .isZero();
            tookNs.add(System.nanoTime() - startNs);
        }
        tookNs.sort(null);
        // The fastest, since a loaded machine may make any other late.
        assertThat(tookNs.get(0)).isBetween(90_000L, 700_000L);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void idleWaitsUseNoProcessor(IoChoice kind) throws Exception {
        UdpIo io = open(kind);
        io.receive(1_000_000, (from, buffer, offset, length) -> {});
        var threads = java.lang.management.ManagementFactory.getThreadMXBean();
        long startNs = threads.getCurrentThreadCpuTime();
        long endNs = System.nanoTime() + SECOND_NS / 2;
        int turns = 0;
        while (System.nanoTime() < endNs) {
            io.receive(endNs - System.nanoTime(), (from, buffer, offset, length) -> {});
            turns++;
        }
        assertThat(threads.getCurrentThreadCpuTime() - startNs).isLessThan(SECOND_NS / 10);
        assertThat(turns).isLessThan(100);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void unreachablePortDoesNoHarm(IoChoice kind) throws Exception {
        UdpIo io = open(kind);
        UdpIo other = open(kind);
        UdpIo gone = UdpIos.open(new InetSocketAddress(LOOPBACK, 0), kind);
        InetSocketAddress nobody = gone.localAddress();
        gone.close();
        for (int i = 0; i < 5; i++) {
            for (int n = 0; n < 10; n++) {
                io.send(nobody, new byte[300], 0, 300);
            }
            io.flush();
            io.send(other.localAddress(), new byte[] {5}, 0, 1);
            io.flush();
            assertThat(receive(other, 1)).hasSize(1);
            other.send(io.localAddress(), new byte[] {6}, 0, 1);
            other.flush();
            assertThat(receive(io, 1)).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatTheKernelRefusesIsCounted(IoChoice kind) throws Exception {
        UdpIo io = open(kind);
        UdpIo other = open(kind);
        // A socket on the loopback address reaches nothing else.
        InetSocketAddress unreachable = new InetSocketAddress("192.0.2.1", 9);
        for (int i = 0; i < 3; i++) {
            io.send(unreachable, new byte[200], 0, 200);
        }
        io.send(other.localAddress(), new byte[200], 0, 200);
        io.send(InetSocketAddress.createUnresolved("nowhere.invalid", 9), new byte[200], 0, 200);
        io.flush();
        assertThat(receive(other, 1)).hasSize(1);
        assertThat(io.refused()).isEqualTo(4);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void ipv6Loopback(IoChoice kind) throws Exception {
        InetAddress six = InetAddress.getByName("::1");
        assumeTrue(NetworkInterface.getByInetAddress(six) != null, "this machine has no IPv6 loopback");
        UdpIo a = open(kind, six);
        UdpIo b = open(kind, six);
        for (int i = 0; i < 70; i++) {
            a.send(b.localAddress(), new byte[1200], 0, 1200);
        }
        a.flush();
        assertThat(receive(b, 70)).hasSize(70).allSatisfy(got -> {
            assertThat(got.bytes()).hasSize(1200);
            assertThat(got.from().getPort()).isEqualTo(a.localAddress().getPort());
            assertThat(got.from().getAddress().getAddress()).isEqualTo(six.getAddress());
        });
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anyAddressTalksToBothFamilies(IoChoice kind) throws Exception {
        UdpIo any = open(kind, InetAddress.getByName("0.0.0.0"));
        UdpIo four = open(kind);
        InetSocketAddress target =
                new InetSocketAddress(LOOPBACK, any.localAddress().getPort());
        four.send(target, new byte[] {4}, 0, 1);
        four.flush();
        List<Got> got = receive(any, 1);
        assertThat(got).hasSize(1);
        assertThat(got.get(0).from()).isEqualTo(four.localAddress());
        any.send(four.localAddress(), new byte[] {4}, 0, 1);
        any.flush();
        assertThat(receive(four, 1)).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void takenPortIsNamed(IoChoice kind) throws Exception {
        UdpIo first = open(kind);
        assertThatThrownBy(() -> UdpIos.open(first.localAddress(), kind))
                .isInstanceOf(HtpBindException.class)
                .hasMessageContaining("UDP port " + first.localAddress().getPort() + " on 127.0.0.1 is taken");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void closedSocketsMayBeWoken(IoChoice kind) throws Exception {
        UdpIo io = UdpIos.open(new InetSocketAddress(LOOPBACK, 0), kind);
        io.close();
        io.wake();
        assertThatThrownBy(() -> io.receive(0, (from, buffer, offset, length) -> {}))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void buffersAreReported(IoChoice kind) throws Exception {
        UdpIo io = open(kind);
        // The same for both, whatever this machine's limits are.
        assertThat(io.receiveBufferBytes())
                .isBetween(1000, UdpIo.SOCKET_BUFFER_BYTES)
                .isEqualTo(open(IoChoice.NIO).receiveBufferBytes());
        assertThat(io.sendBufferBytes())
                .isBetween(1000, UdpIo.SOCKET_BUFFER_BYTES)
                .isEqualTo(open(IoChoice.NIO).sendBufferBytes());
    }

    /** Datagrams of one sender, as in a transfer. Netty makes objects of its own; the JDK's socket makes none. */
    @ParameterizedTest
    @MethodSource("kinds")
    void steadyTrafficMakesNoObjectsOfOurs(IoChoice kind) throws Exception {
        UdpIo a = open(kind);
        UdpIo b = open(kind);
        byte[] datagram = new byte[1200];
        int[] got = {0};
        UdpIo.Receiver receiver = (from, buffer, offset, length) -> got[0]++;
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        int rounds = 500;
        int burst = 40;
        long startBytes = 0;
        for (int round = -rounds; round < rounds; round++) {
            if (round == 0) {
                got[0] = 0;
                startBytes = threads.getCurrentThreadAllocatedBytes();
            }
            for (int i = 0; i < burst; i++) {
                a.send(b.localAddress(), datagram, 0, datagram.length);
            }
            a.flush();
            int before = got[0];
            while (got[0] - before < burst && b.receive(SECOND_NS, receiver) > 0) {}
        }
        long bytesEach = (threads.getCurrentThreadAllocatedBytes() - startBytes) / (rounds * burst);
        assertThat(got[0]).isEqualTo(rounds * burst);
        assertThat(bytesEach).isLessThan(kind == IoChoice.NIO ? 8 : 400);
    }
}
