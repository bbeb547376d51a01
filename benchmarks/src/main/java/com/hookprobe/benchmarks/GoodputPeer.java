package com.hookprobe.benchmarks;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * One side of one transport, in a JVM of its own, so that its processor time can be read from outside. A server says
 * {@code ready PORT} and serves until its input ends. A client says {@code ready}; to each line with a number of bytes it
 * answers {@code done NANOSECONDS DATAGRAM_BYTES} when the server has confirmed that many (0: size not known).
 */
public final class GoodputPeer {
    /** Bytes of a message, or of a write to a stream. */
    private static final int CHUNK_64K = 64 << 10;

    private static final int CHUNK_1M = 1 << 20;

    private GoodputPeer() {}

    /** The sending side of a transport. */
    interface Client extends AutoCloseable {
        /** Uploads; gives the count that the server confirmed. */
        long upload(long bytes) throws Exception;

        /** The mean size of the datagrams sent so far, or 0. */
        long datagramBytes();
    }

    /** The receiving side of a transport. */
    interface Server extends AutoCloseable {
        int port();
    }

    /** Arguments: server KIND, or client KIND PORT. */
    public static void main(String[] args) throws Exception {
        boolean serves = args.length == 2 && args[0].equals("server");
        if (!serves && !(args.length == 3 && args[0].equals("client"))) {
            System.err.println("expected: server KIND, or client KIND PORT");
            System.exit(2);
        }
        try (BufferedReader commands =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            if (serves) {
                serve(args[1], commands);
            } else {
                send(
                        args[1],
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[2])),
                        commands);
            }
        }
        // Netty's threads are of no more use.
        System.exit(0);
    }

    private static void serve(String kind, BufferedReader commands) throws Exception {
        try (Server server = kind.equals("quic") ? new QuicUpload.Receiver() : new HtpUpload.Receiver()) {
            System.out.println("ready " + server.port());
            while (commands.readLine() != null) {}
        }
    }

    private static void send(String kind, InetSocketAddress to, BufferedReader commands) throws Exception {
        try (Client client = client(kind, to)) {
            System.out.println("ready");
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                long bytes = Long.parseLong(line);
                long startNs = System.nanoTime();
                long confirmed = client.upload(bytes);
                long tookNs = System.nanoTime() - startNs;
                if (confirmed != bytes) {
                    throw new IllegalStateException("the server counted " + confirmed + " of " + bytes + " bytes");
                }
                System.out.println("done " + tookNs + " " + client.datagramBytes());
            }
        }
    }

    private static Client client(String kind, InetSocketAddress to) throws Exception {
        return switch (kind) {
            case "quic" -> new QuicUpload.Sender(to, CHUNK_64K);
            case "htp-64k" -> new HtpUpload.Sender(to, CHUNK_64K);
            case "htp-1m" -> new HtpUpload.Sender(to, CHUNK_1M);
            default -> throw new IllegalArgumentException("unknown transport " + kind);
        };
    }
}
