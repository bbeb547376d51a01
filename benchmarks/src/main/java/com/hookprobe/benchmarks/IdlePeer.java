package com.hookprobe.benchmarks;

import com.hookprobe.htp.HtpEndpoint;
import com.hookprobe.htp.KnownNodes;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.htp.core.Effect;
import com.hookprobe.htp.core.EffectSink;
import com.hookprobe.htp.core.EndpointMachine;
import com.hookprobe.htp.core.MachineConfig;
import com.hookprobe.htp.crypto.AeadFactory;
import com.hookprobe.htp.crypto.AeadProviders;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * One side of many idle sessions, in a JVM of its own. The server is one endpoint and says {@code ready PORT}; it answers
 * {@code heap} with {@code heap BYTES SESSIONS} after a collection, and {@code histogram N} with the N classes that take most
 * memory, a line each, and {@code end}. The client holds every node that the server knows, each with a socket of its own,
 * on one thread; it says {@code ready} once all have sessions.
 */
public final class IdlePeer {
    private static final int HEARTBEAT_S = 30;
    private static final int IDLE_S = 120;
    /** Nodes that are at their handshake at a time. */
    private static final int CONNECTING_MAX = 64;

    private IdlePeer() {}

    /** Arguments: server SESSIONS, or client SESSIONS PORT. */
    public static void main(String[] args) throws Exception {
        boolean serves = args.length == 2 && args[0].equals("server");
        if (!serves && !(args.length == 3 && args[0].equals("client"))) {
            System.err.println("expected: server SESSIONS, or client SESSIONS PORT");
            System.exit(2);
        }
        int sessions = Integer.parseInt(args[1]);
        try (BufferedReader commands =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            if (serves) {
                serve(sessions, commands);
            } else {
                InetAddress here = InetAddress.getLoopbackAddress();
                Clients clients = new Clients(sessions, new InetSocketAddress(here, Integer.parseInt(args[2])));
                Thread thread = new Thread(clients::run, "clients");
                thread.setDaemon(true);
                thread.start();
                while (clients.connected.get() < sessions && thread.isAlive()) {
                    thread.join(50);
                }
                if (thread.isAlive()) {
                    System.out.println("ready");
                    while (commands.readLine() != null) {
                        System.out.println("connected " + clients.connected.get());
                    }
                }
            }
        }
        System.exit(0);
    }

    private static void serve(int sessions, BufferedReader commands) throws Exception {
        KnownNodes nodes = new KnownNodes();
        for (int i = 0; i < sessions; i++) {
            nodes.add(HtpHandshakes.node(i).publicKey());
        }
        try (HtpEndpoint endpoint = HtpEndpoint.builder(HtpHandshakes.server())
                .bind(HtpHandshakes.loopback())
                .kemKeyPair(HtpHandshakes.serverKey())
                .directory(nodes)
                .limits(HtpHandshakes.LIMITS)
                .open()) {
            System.out.println("ready " + endpoint.localAddress().getPort());
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                if (line.equals("heap")) {
                    System.out.println(
                            "heap " + heapBytes() + " " + endpoint.stats().sessionsOpen());
                } else {
                    histogram(Integer.parseInt(line.split(" ")[1]));
                }
            }
        }
    }

    /** What is reachable: the least of a few collections, since the first ones still find what is about to go. */
    private static long heapBytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private static void histogram(int classes) throws Exception {
        Object answer = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        String.valueOf(answer)
                .lines()
                .filter(line -> line.matches(" *[0-9]+:.*"))
                .limit(classes)
                .forEach(System.out::println);
        System.out.println("end");
    }

    /** All initiators: a machine and a socket each, since a machine is one node. */
    private static final class Clients {
        final AtomicInteger connected = new AtomicInteger();
        private final RemotePeer peer;
        private final int count;
        private final Selector selector = Selector.open();
        private final PriorityQueue<Wake> wakes = new PriorityQueue<>();
        private final ByteBuffer read = ByteBuffer.allocate(2048);
        private final AeadFactory aeads = AeadProviders.best();
        private final SplittableRandom random = new SplittableRandom(11);
        private final List<Client> clients = new ArrayList<>();

        /** A time at which a client's machine may have something to do; older ones of the same client do no harm. */
        private record Wake(long atNs, Client client) implements Comparable<Wake> {
            @Override
            public int compareTo(Wake other) {
                return Long.compare(atNs, other.atNs);
            }
        }

        Clients(int count, InetSocketAddress to) throws IOException {
            this.count = count;
            this.peer = new RemotePeer(
                    to,
                    HtpHandshakes.server().nodeId(),
                    HtpHandshakes.serverKey().publicKey());
        }

        private final class Client implements EffectSink {
            private final DatagramChannel socket;
            final EndpointMachine machine;
            long wakeNs = Long.MAX_VALUE;

            Client(int number) throws IOException {
                socket = DatagramChannel.open().bind(HtpHandshakes.loopback());
                socket.configureBlocking(false);
                socket.register(selector, SelectionKey.OP_READ, this);
                MachineConfig config = new MachineConfig(
                        HtpHandshakes.node(number),
                        ResonanceBinding.none(new byte[64]),
                        Optional.empty(),
                        HtpHandshakes.LIMITS,
                        aeads,
                        HEARTBEAT_S * 1_000_000_000L,
                        IDLE_S * 1_000_000_000L);
                machine = new EndpointMachine(config, random.split(), System.nanoTime());
                machine.connect(peer, System.nanoTime(), this);
                tick();
            }

            void read() throws IOException {
                read.clear();
                for (var from = socket.receive(read); from != null; from = socket.receive(read)) {
                    machine.onDatagram(
                            (InetSocketAddress) from, read.array(), 0, read.position(), System.nanoTime(), this);
                    read.clear();
                }
                tick();
            }

            void tick() {
                long nowNs = System.nanoTime();
                machine.tick(nowNs, this);
                long next = Math.max(nowNs, machine.nextDeadlineNs());
                if (next != wakeNs) {
                    wakeNs = next;
                    wakes.add(new Wake(next, this));
                }
            }

            @Override
            public void transmit(InetSocketAddress to, byte[] buffer, int offset, int length) {
                try {
                    socket.send(ByteBuffer.wrap(buffer, offset, length), to);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void then(Effect effect) {
                if (effect instanceof Effect.Connected) {
                    connected.incrementAndGet();
                } else if (effect instanceof Effect.SessionClosed || effect instanceof Effect.ConnectFailed) {
                    throw new IllegalStateException("a session that should stay: " + effect);
                }
            }
        }

        void run() {
            try {
                while (true) {
                    cycle();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void cycle() throws IOException {
            if (clients.size() < count && clients.size() - connected.get() < CONNECTING_MAX) {
                clients.add(new Client(clients.size()));
            }
            if (clients.size() < count) {
                selector.selectNow();
            } else {
                Wake first = wakes.peek();
                long waitMs = first == null ? 1000 : (first.atNs - System.nanoTime()) / 1_000_000;
                selector.select(Math.min(1000, Math.max(1, waitMs)));
            }
            for (SelectionKey key : selector.selectedKeys()) {
                ((Client) key.attachment()).read();
            }
            selector.selectedKeys().clear();
            for (Wake due = due(); due != null; due = due()) {
                due.client.tick();
            }
        }

        private @Nullable Wake due() {
            Wake first = wakes.peek();
            if (first == null || first.atNs > System.nanoTime()) {
                return null;
            }
            wakes.remove();
            if (first.client.wakeNs == first.atNs) {
                first.client.wakeNs = Long.MAX_VALUE;
            }
            return first;
        }
    }
}
