package com.hookprobe.benchmarks;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** UDP ports of the loopback that nobody has now. */
final class FreePorts {
    private FreePorts() {}

    /** Held open together, so that they differ, and let go for the nodes. */
    static List<Integer> take(int count) throws IOException {
        List<DatagramSocket> held = new ArrayList<>();
        try {
            List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                held.add(socket);
                ports.add(socket.getLocalPort());
            }
            return ports;
        } finally {
            held.forEach(DatagramSocket::close);
        }
    }
}
