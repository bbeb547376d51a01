package com.hookprobe.benchmarks;

import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.crypto.AeadFactory;
import com.hookprobe.htp.crypto.AeadProviders;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Some of the devices, and the thread that owns them. */
final class DeviceShard {
    /** Devices of a thread that are at their handshake at a time: an MSSP has a budget, and what waits longer is sent again. */
    private static final int CONNECTING_MAX = 256;

    private static final long LOOK_NS = 100_000_000L;
    private static final double MINUTE_S = 60;
    private static final double HOUR_S = 3_600;
    /** A site's score moves into another band so often. */
    private static final double BANDS_PER_HOUR = 2;

    private static final long AWAY_NS = 20_000_000_000L;
    /** Reports of one that only this site sees, for each of one that others see too. */
    private static final int OWN_ATTACKERS = 3;

    private final Selector selector = Selector.open();
    private final List<Slot> slots = new ArrayList<>();
    private final PriorityQueue<Wake> wakes = new PriorityQueue<>();
    private final PriorityQueue<Capture> captures = new PriorityQueue<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(9_216);
    private final SplittableRandom random;
    private final byte[] group;
    private final Thread thread;
    private final AtomicLong behindNs = new AtomicLong();
    volatile boolean connecting;
    volatile boolean recording;
    volatile double churnPerMille;
    volatile double reportsPerHour;
    volatile int connected;
    private boolean began;
    private boolean records;
    private long lookedNs = System.nanoTime();
    private int attacker;

    private static final class Slot {
        private final SimulatedDevice device;
        private long wakeNs = Long.MAX_VALUE;

        private Slot(SimulatedDevice device) {
            this.device = device;
        }
    }

    /** A time at which a machine may have something to do; older ones of the same device do no harm. */
    private record Wake(long atNs, Slot slot) implements Comparable<Wake> {
        @Override
        public int compareTo(Wake other) {
            return Long.compare(atNs, other.atNs);
        }
    }

    private record Capture(long atNs, Slot slot) implements Comparable<Capture> {
        @Override
        public int compareTo(Capture other) {
            return Long.compare(atNs, other.atNs);
        }
    }

    DeviceShard(int first, int step, int devices, byte[] secret, RemotePeer verifier, DeviceTally tally)
            throws Exception {
        AeadFactory aeads = AeadProviders.best();
        this.random = new SplittableRandom(first);
        this.group = new MadeDevice(secret, -1).derived("group");
        for (int i = first; i < devices; i += step) {
            MadeDevice made = new MadeDevice(secret, i);
            DatagramChannel socket = DatagramChannel.open(java.net.StandardProtocolFamily.INET)
                    .bind(new InetSocketAddress(made.address(), 0));
            socket.configureBlocking(false);
            Slot slot = new Slot(new SimulatedDevice(made, socket, verifier, aeads, tally, random.split()));
            socket.register(selector, SelectionKey.OP_READ, slot);
            slots.add(slot);
        }
        this.thread = new Thread(this::run, "devices-" + first);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** How late this thread was at the most: beyond some milliseconds what is measured is this program. */
    long takeBehindNs() {
        return behindNs.getAndSet(0);
    }

    private void run() {
        try {
            while (true) {
                cycle();
            }
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private void cycle() throws Exception {
        long waitNs = Math.min(nextNs(), lookedNs + LOOK_NS) - System.nanoTime();
        if (waitNs > 1_000_000) {
            selector.select(waitNs / 1_000_000);
        } else {
            selector.selectNow();
        }
        for (SelectionKey key : selector.selectedKeys()) {
            Slot slot = (Slot) key.attachment();
            slot.device.read(buffer);
            tick(slot);
        }
        selector.selectedKeys().clear();
        long nowNs = System.nanoTime();
        for (Wake wake = wakes.peek(); wake != null && wake.atNs <= nowNs; wake = wakes.peek()) {
            wakes.remove();
            if (wake.slot.wakeNs == wake.atNs) {
                wake.slot.wakeNs = Long.MAX_VALUE;
            }
            tick(wake.slot);
        }
        for (Capture capture = captures.peek(); capture != null && capture.atNs <= nowNs; capture = captures.peek()) {
            captures.remove();
            long late = System.nanoTime() - capture.atNs;
            behindNs.accumulateAndGet(late, Math::max);
            capture.slot.device.capture();
            captures.add(new Capture(capture.atNs + SimulatedDevice.TER_INTERVAL_NS, capture.slot));
            tick(capture.slot);
        }
        if (nowNs - lookedNs >= LOOK_NS) {
            look((nowNs - lookedNs) / 1e9, nowNs);
            lookedNs = nowNs;
        }
    }

    private long nextNs() {
        Wake wake = wakes.peek();
        Capture capture = captures.peek();
        return Math.min(wake == null ? Long.MAX_VALUE : wake.atNs, capture == null ? Long.MAX_VALUE : capture.atNs);
    }

    private void tick(Slot slot) {
        long nowNs = System.nanoTime();
        slot.device.tick(nowNs);
        long next = Math.max(nowNs + 100_000, slot.device.nextDeadlineNs());
        if (next < slot.wakeNs) {
            slot.wakeNs = next;
            wakes.add(new Wake(next, slot));
        }
    }

    /** Ten times a second: who connects, leaves, reports. */
    private void look(double seconds, long nowNs) throws Exception {
        if (connecting && !began) {
            began = true;
            slots.forEach(slot -> slot.device.connectAtNs = nowNs);
        }
        if (recording && !records) {
            records = true;
            slots.forEach(
                    slot -> captures.add(new Capture(nowNs + random.nextLong(SimulatedDevice.TER_INTERVAL_NS), slot)));
        }
        int up = 0;
        int under = 0;
        for (Slot slot : slots) {
            up += slot.device.connected() ? 1 : 0;
            under += slot.device.connecting() ? 1 : 0;
        }
        for (Slot slot : slots) {
            if (slot.device.connectAtNs <= nowNs && under < CONNECTING_MAX) {
                slot.device.connect(nowNs);
                under++;
                tick(slot);
            }
        }
        connected = up;
        if (records) {
            some(
                    churnPerMille / 1_000 / MINUTE_S * seconds,
                    slot -> slot.device.leave(random.nextLong(AWAY_NS), nowNs));
            some(BANDS_PER_HOUR / HOUR_S * seconds, slot -> slot.device.qsecbit());
            some(reportsPerHour / HOUR_S * seconds, slot -> slot.device.report(attacker(), group));
        }
    }

    private int attacker() {
        return random.nextInt(OWN_ATTACKERS + 1) == 0 ? attacker++ / 4 & 0xff : random.nextInt(1 << 17);
    }

    private interface Deed {
        void on(Slot slot) throws Exception;
    }

    private void some(double share, Deed deed) throws Exception {
        double expected = share * slots.size();
        int number = (int) expected + (random.nextDouble() < expected - (int) expected ? 1 : 0);
        for (int i = 0; i < number; i++) {
            Slot slot = slots.get(random.nextInt(slots.size()));
            deed.on(slot);
            tick(slot);
        }
    }
}
