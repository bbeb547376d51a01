package com.hookprobe.node.role;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;

/** Stands in front of a UDP port, passes datagrams on both ways, and keeps those that go in. For one client. */
final class UdpTap implements AutoCloseable {
    private static final int DATAGRAM_BYTES_MAX = 65_535;

    private final Captures captures;
    private final Selector selector = Selector.open();
    private final DatagramChannel front = DatagramChannel.open();
    private final DatagramChannel back = DatagramChannel.open();
    private final ByteBuffer buffer = ByteBuffer.allocate(DATAGRAM_BYTES_MAX);
    private final Thread thread;
    private SocketAddress client;

    UdpTap(Captures captures) throws IOException {
        this.captures = captures;
        front.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        for (DatagramChannel each : new DatagramChannel[] {front, back}) {
            each.configureBlocking(false);
            each.register(selector, SelectionKey.OP_READ);
        }
        this.thread = new Thread(this::run, "udp-tap");
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) front.getLocalAddress();
    }

    void start(InetSocketAddress server) throws IOException {
        back.connect(server);
        thread.start();
    }

    private void run() {
        try {
            while (selector.isOpen()) {
                selector.select();
                selector.selectedKeys().clear();
                while (passIn() || passOut()) {
                    // Until both are empty.
                }
            }
        } catch (ClosedChannelException | ClosedSelectorException e) {
            // The end.
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean passIn() throws IOException {
        buffer.clear();
        SocketAddress from = front.receive(buffer);
        if (from == null) {
            return false;
        }
        client = from;
        buffer.flip();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        captures.add("datagram", bytes);
        send(back, ByteBuffer.wrap(bytes), null);
        return true;
    }

    private boolean passOut() throws IOException {
        buffer.clear();
        int read;
        try {
            read = back.read(buffer);
        } catch (PortUnreachableException e) {
            return false;
        }
        if (read <= 0 || client == null) {
            return false;
        }
        buffer.flip();
        send(front, buffer, client);
        return true;
    }

    private static void send(DatagramChannel through, ByteBuffer bytes, SocketAddress to) throws IOException {
        try {
            if (to == null) {
                through.write(bytes);
            } else {
                through.send(bytes, to);
            }
        } catch (PortUnreachableException e) {
            // Nobody is there any more: as on a network, the datagram is gone.
        }
    }

    @Override
    public void close() throws Exception {
        front.close();
        back.close();
        selector.close();
        thread.join(TimeUnit.SECONDS.toMillis(5));
    }
}
