package com.hookprobe.htp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/** A UDP socket that one thread waits on; others may only wake it. */
final class UdpSocket implements AutoCloseable {
    private static final int SOCKET_BUFFER_BYTES = 4 << 20;
    /** Larger than anything valid, so that an oversized datagram is seen as such and not cut. */
    private static final int RECEIVE_BYTES = 8953;

    private final DatagramChannel channel;
    private final Selector selector;
    private final ByteBuffer incoming = ByteBuffer.allocateDirect(RECEIVE_BYTES);
    private final ByteBuffer outgoing = ByteBuffer.allocateDirect(RECEIVE_BYTES);
    private final InetSocketAddress localAddress;

    /** A datagram and its sender. */
    record Received(InetSocketAddress from, byte[] bytes) {}

    private UdpSocket(DatagramChannel channel, Selector selector) throws IOException {
        this.channel = channel;
        this.selector = selector;
        this.localAddress = (InetSocketAddress) channel.getLocalAddress();
    }

    static UdpSocket bind(InetSocketAddress address) throws HtpBindException {
        try {
            DatagramChannel channel = DatagramChannel.open();
            try {
                // The kernel gives as much of it as its limits allow.
                channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
                channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
                channel.bind(address);
                channel.configureBlocking(false);
                Selector selector = Selector.open();
                channel.register(selector, SelectionKey.OP_READ);
                return new UdpSocket(channel, selector);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            throw new HtpBindException(address, e);
        }
    }

    InetSocketAddress localAddress() {
        return localAddress;
    }

    /** Waits for a datagram, a {@link #wake} or the time; 0 does not wait. */
    void await(long millis) throws IOException {
        if (millis <= 0) {
            selector.selectNow();
        } else {
            selector.select(millis);
        }
        selector.selectedKeys().clear();
    }

    void wake() {
        selector.wakeup();
    }

    /** The next datagram that is there already. An ICMP error of an earlier send is skipped by the caller's next call. */
    @Nullable Received receive() throws IOException {
        incoming.clear();
        InetSocketAddress from = (InetSocketAddress) channel.receive(incoming);
        if (from == null) {
            return null;
        }
        incoming.flip();
        byte[] bytes = new byte[incoming.remaining()];
        incoming.get(bytes);
        return new Received(from, bytes);
    }

    /** False when the socket did not take it; UDP may lose it anyway. */
    boolean send(InetSocketAddress to, byte[] buffer, int offset, int length) {
        outgoing.clear();
        outgoing.put(buffer, offset, length);
        outgoing.flip();
        try {
            return channel.send(outgoing, to) == length;
        } catch (SocketException | IllegalArgumentException e) {
            // No route, port unreachable, or an address family that this socket cannot reach.
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
