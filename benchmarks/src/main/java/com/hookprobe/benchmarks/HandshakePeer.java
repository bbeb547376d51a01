package com.hookprobe.benchmarks;

import java.io.BufferedReader;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One side of one transport, in a JVM of its own. A server says {@code ready PORT} and answers each line with
 * {@code count N}, the mutual handshakes finished so far. A client says {@code ready}; to {@code MILLISECONDS PARALLEL} it
 * answers {@code done N NANOSECONDS}: that many fresh connections, each closed as soon as its handshake was done.
 */
public final class HandshakePeer {
    /** The most connections that are made at a time. */
    static final int PARALLEL_MAX = 4;

    private HandshakePeer() {}

    /** Makes connections. */
    interface Client extends AutoCloseable {
        /** One handshake and the close. At most one thread per slot, 0 to {@link #PARALLEL_MAX} - 1. */
        void handshake(int slot) throws Exception;
    }

    /** Takes connections. */
    interface Server extends AutoCloseable {
        int port();

        /** Handshakes that the server finished and in which the client proved who it is. */
        long count();
    }

    /** Arguments: server KIND, or client KIND PORT. */
    public static void main(String[] args) throws Exception {
        PeerMain.run(args, HandshakePeer::serve, HandshakePeer::connect);
    }

    private static void serve(String kind, BufferedReader commands) throws Exception {
        try (Server server = kind.equals("htp")
                ? new HtpHandshakes.Responder()
                : new QuicHandshakes.Responder(kind.equals("quic-retry"))) {
            System.out.println("ready " + server.port());
            while (commands.readLine() != null) {
                System.out.println("count " + server.count());
            }
        }
    }

    private static void connect(String kind, InetSocketAddress to, BufferedReader commands) throws Exception {
        ExecutorService slots = Executors.newFixedThreadPool(PARALLEL_MAX);
        try (Client client =
                kind.equals("htp") ? new HtpHandshakes.Initiators(to) : new QuicHandshakes.Initiators(to)) {
            System.out.println("ready");
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                String[] words = line.split(" ");
                long startNs = System.nanoTime();
                long endNs = startNs + Long.parseLong(words[0]) * 1_000_000;
                List<Future<Long>> counts = new ArrayList<>();
                for (int slot = 0; slot < Integer.parseInt(words[1]); slot++) {
                    int mine = slot;
                    counts.add(slots.submit(() -> {
                        long count = 0;
                        for (; System.nanoTime() < endNs; count++) {
                            client.handshake(mine);
                        }
                        return count;
                    }));
                }
                long made = 0;
                for (Future<Long> count : counts) {
                    made += count.get();
                }
                System.out.println("done " + made + " " + (System.nanoTime() - startNs));
            }
        } finally {
            slots.shutdown();
        }
    }
}
