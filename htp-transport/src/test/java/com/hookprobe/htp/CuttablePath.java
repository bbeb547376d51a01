package com.hookprobe.htp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/** A path of its own to a server on this machine, by way of two sockets; it can be cut, and then carries nothing. */
final class CuttablePath implements AutoCloseable {
    private final DatagramSocket front;
    private final DatagramSocket back;
    private final InetSocketAddress server;
    private volatile boolean cut;
    private volatile @Nullable InetSocketAddress client;

    CuttablePath(InetSocketAddress server) throws SocketException {
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
        this.front = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        this.back = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        start(front, "to the server");
        start(back, "to the client");
    }

    /** Where a client sends to. */
    InetSocketAddress address() {
        return (InetSocketAddress) front.getLocalSocketAddress();
    }

    void cut(boolean value) {
        cut = value;
    }

    private void start(DatagramSocket from, String name) {
        Thread thread = new Thread(() -> carry(from), "path " + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void carry(DatagramSocket from) {
        DatagramPacket packet = new DatagramPacket(new byte[9000], 9000);
        while (!from.isClosed()) {
            try {
                from.receive(packet);
                if (from == front) {
                    client = (InetSocketAddress) packet.getSocketAddress();
                }
                InetSocketAddress to = from == front ? server : client;
                if (!cut && to != null) {
                    packet.setSocketAddress(to);
                    (from == front ? back : front).send(packet);
                }
                packet.setLength(9000);
            } catch (SocketException e) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        front.close();
        back.close();
    }
}
