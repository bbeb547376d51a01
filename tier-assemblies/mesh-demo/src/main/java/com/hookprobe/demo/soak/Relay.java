package com.hookprobe.demo.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The network between the nodes: for each port of a node there is a port here to which the others send. It sends on from a socket of its
 * own for each sender, as a NAT does, so that answers find their way back, and loses what it is told to lose. One thread owns all sockets;
 * the rules are set from any thread.
 */
final class Relay implements AutoCloseable {
    private static final int DATAGRAM_MAX = 65_535;
    private static final int SENDERS_MAX = 256;
    private static final int BUFFER_BYTES = 1 << 20;

    /** One node's port: what stands here for it. */
    private static final class Door {
        private final String owner;
        private final InetSocketAddress inside;
        private final DatagramChannel outside;
        private final Map<SocketAddress, Way> ways = new HashMap<>();

        private Door(String owner, InetSocketAddress inside, DatagramChannel outside) {
            this.owner = owner;
            this.inside = inside;
            this.outside = outside;
        }
    }

    /** From one sender to one door. */
    private record Way(Door door, SocketAddress sender, String name, DatagramChannel channel) {}

    /** Of every 100 datagrams between these and all others, so many are lost. */
    private record Rule(Set<String> side, long percent) {}

    private final Selector selector = Selector.open();
    private final Map<Integer, String> owners = new ConcurrentHashMap<>();
    private final Map<Object, Rule> rules = new ConcurrentHashMap<>();
    private final List<Door> doors = new ArrayList<>();
    private final Random random;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(DATAGRAM_MAX);
    private final Thread thread = new Thread(this::run, "relay");
    private volatile boolean closed;
    private volatile long passed;
    private volatile long lost;

    Relay(long seed) throws IOException {
        this.random = new Random(seed);
        thread.setDaemon(true);
    }

    /**
     * Before {@link #start}: opens a port for a node's own.
     *
     * @return where the others send to
     */
    int open(String owner, int port) throws IOException {
        DatagramChannel outside = channel();
        Door door = new Door(owner, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), outside);
        outside.register(selector, SelectionKey.OP_READ, door);
        doors.add(door);
        owners.put(port, owner);
        return ((InetSocketAddress) outside.getLocalAddress()).getPort();
    }

    private static DatagramChannel channel() throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        channel.setOption(java.net.StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
        channel.configureBlocking(false);
        return channel;
    }

    void start() {
        thread.start();
    }

    /** Loses so much between these nodes and all others, until {@link #heal} with the same key. */
    void lose(Object key, List<String> side, long percent) {
        rules.put(key, new Rule(Set.copyOf(side), percent));
    }

    void heal(Object key) {
        rules.remove(key);
    }

    long passed() {
        return passed;
    }

    long lost() {
        return lost;
    }

    private void run() {
        while (!closed) {
            try {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.isValid() && key.attachment() instanceof Door door) {
                        inwards(door);
                    } else if (key.isValid() && key.attachment() instanceof Way way) {
                        outwards(way);
                    }
                }
                selector.selectedKeys().clear();
            } catch (IOException e) {
                // A port that nobody listens at now: the datagram is lost, as it would be.
                lost++;
            }
        }
    }

    private void inwards(Door door) throws IOException {
        for (SocketAddress sender = receive(door.outside); sender != null; sender = receive(door.outside)) {
            Way way = door.ways.get(sender);
            if (way == null) {
                String name = owners.get(((InetSocketAddress) sender).getPort());
                if (name == null || door.ways.size() >= SENDERS_MAX) {
                    lost++;
                    continue;
                }
                way = new Way(door, sender, name, channel());
                way.channel.register(selector, SelectionKey.OP_READ, way);
                door.ways.put(sender, way);
            }
            send(way, way.channel, door.inside);
        }
    }

    private void outwards(Way way) throws IOException {
        for (SocketAddress sender = receive(way.channel); sender != null; sender = receive(way.channel)) {
            if (sender.equals(way.door.inside)) {
                send(way, way.door.outside, way.sender);
            }
        }
    }

    private @Nullable SocketAddress receive(DatagramChannel channel) throws IOException {
        buffer.clear();
        return channel.receive(buffer);
    }

    private void send(Way way, DatagramChannel from, SocketAddress to) throws IOException {
        if (loses(way.name, way.door.owner)) {
            lost++;
            return;
        }
        buffer.flip();
        from.send(buffer, to);
        passed++;
    }

    private boolean loses(String one, String other) {
        for (Rule rule : rules.values()) {
            if (rule.side.contains(one) != rule.side.contains(other) && random.nextInt(100) < rule.percent) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Door door : doors) {
            door.outside.close();
            for (Way way : door.ways.values()) {
                way.channel.close();
            }
        }
        selector.close();
    }
}
