package com.hookprobe.benchmarks;

import java.io.BufferedReader;
import java.net.InetSocketAddress;

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
        PeerMain.run(args, GoodputPeer::serve, GoodputPeer::send);
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

    /** For {@code htp-BYTES}. */
    private static int messageBytes(String kind) {
        if (!kind.matches("htp-[1-9][0-9]{0,6}")) {
            throw new IllegalArgumentException("expected quic, htp-64k, htp-1m or htp-BYTES, found " + kind);
        }
        return Integer.parseInt(kind.substring("htp-".length()));
    }

    private static Client client(String kind, InetSocketAddress to) throws Exception {
        return switch (kind) {
            case "quic" -> new QuicUpload.Sender(to, CHUNK_64K);
            case "htp-64k" -> new HtpUpload.Sender(to, CHUNK_64K);
            case "htp-1m" -> new HtpUpload.Sender(to, CHUNK_1M);
            default -> new HtpUpload.Sender(to, messageBytes(kind));
        };
    }
}
