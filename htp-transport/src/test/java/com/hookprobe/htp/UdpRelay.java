package com.hookprobe.htp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Stands between one client and a server, until it is told to swallow everything. */
final class UdpRelay implements AutoCloseable {
    private final DatagramSocket socket =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final SocketAddress server;
    private SocketAddress client;
    private volatile boolean swallowing;

    UdpRelay(SocketAddress server) throws IOException {
        this.server = server;
        Thread thread = new Thread(this::run, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** From now on as if the server had vanished. */
    void swallow() {
        swallowing = true;
    }

    private void run() {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        try {
            while (true) {
                packet.setLength(65_536);
                socket.receive(packet);
                boolean back = packet.getSocketAddress().equals(server);
                if (!back) {
                    client = packet.getSocketAddress();
                }
                if (!swallowing) {
                    packet.setSocketAddress(back ? client : server);
                    socket.send(packet);
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
