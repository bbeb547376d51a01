package com.hookprobe.benchmarks;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** The main of a process that is one side of a transport, and is told what to do line by line; see {@link PeerPair}. */
final class PeerMain {
    private PeerMain() {}

    /** The side that takes connections, until its input ends. */
    interface Serving {
        void serve(String kind, BufferedReader commands) throws Exception;
    }

    /** The side that makes them. */
    interface Connecting {
        void connect(String kind, InetSocketAddress to, BufferedReader commands) throws Exception;
    }

    /** Arguments: server KIND, or client KIND PORT. Ends the process. */
    static void run(String[] args, Serving server, Connecting client) throws Exception {
        boolean serves = args.length == 2 && args[0].equals("server");
        if (!serves && !(args.length == 3 && args[0].equals("client"))) {
            System.err.println("expected: server KIND, or client KIND PORT");
            System.exit(2);
        }
        try (BufferedReader commands = commands()) {
            if (serves) {
                server.serve(args[1], commands);
            } else {
                InetAddress here = InetAddress.getLoopbackAddress();
                client.connect(args[1], new InetSocketAddress(here, Integer.parseInt(args[2])), commands);
            }
        }
        // Netty's threads are of no more use.
        System.exit(0);
    }

    private static BufferedReader commands() {
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    }
}
