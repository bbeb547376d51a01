package com.hookprobe.benchmarks;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.sim.LinkConfig;
import com.hookprobe.htp.sim.SimApp;
import com.hookprobe.htp.sim.SimNode;
import com.hookprobe.htp.sim.Simulation;
import java.util.SplittableRandom;

/** Raw messages over a simulated session, as many under way as the session takes without being asked to hold gigabytes. */
final class SimulatedMessages implements SimApp {
    private static final long LIMIT_NS = 7200 * Simulation.SECOND;
    private static final long UNDER_WAY_BYTES_MAX = 4 << 20;

    private final Simulation simulation;
    private final SimNode client;
    private long session = -1;
    private long leftBytes;
    private long underWayBytes;
    private byte[] message = new byte[0];

    SimulatedMessages(long seed, LinkConfig link) {
        simulation = new Simulation(seed);
        SimNode server = simulation.validator(LinkConfig.PERFECT, LinkConfig.PERFECT);
        client = simulation.edge(link, link, null);
        client.app(this);
        client.connect(server);
        if (!simulation.runUntil(() -> session >= 0, LIMIT_NS)) {
            throw simulation.failure("no session");
        }
    }

    /** Virtual seconds from the first message until all are acknowledged. */
    double upload(long bytes, int messageBytes) {
        leftBytes = bytes;
        message = new byte[messageBytes];
        new SplittableRandom(3).nextBytes(message);
        long startNs = simulation.nowNs();
        pump();
        if (!simulation.runUntil(() -> leftBytes == 0 && client.unacknowledged(session) == 0, LIMIT_NS)) {
            throw simulation.failure("not sent within two hours");
        }
        return (simulation.nowNs() - startNs) / 1e9;
    }

    private void pump() {
        while (leftBytes > 0 && underWayBytes < UNDER_WAY_BYTES_MAX) {
            // A number in each, so that the simulation can tell them apart.
            byte[] next = message.clone();
            java.nio.ByteBuffer.wrap(next).putLong(0, leftBytes);
            if (client.send(session, Channels.FILES, next) < 0) {
                return;
            }
            underWayBytes += next.length;
            leftBytes -= Math.min(leftBytes, next.length);
        }
    }

    @Override
    public void onConnected(SimNode node, long connect, long connected) {
        session = connected;
    }

    @Override
    public void onSent(SimNode node, long on, long send) {
        underWayBytes -= message.length;
        pump();
    }
}
