package com.hookprobe.htp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.locks.LockSupport;

/**
 * The JDK's socket: one system call per datagram. {@link DatagramChannel#receive} makes the sender's address itself and keeps
 * only the last one, so datagrams that alternate between senders cost an object each; there is no way to hand it one to reuse.
 */
final class DatagramChannelIo implements UdpIo {
    private static final int DATAGRAMS_PER_RECEIVE = 64;
    /** One more than anything valid, so that an oversized datagram is seen as such and not taken for a shorter one. */
    private static final int READ_BYTES = DATAGRAM_BYTES_MAX + 1;

    private static final long MILLISECOND_NS = 1_000_000;
    /**
     * Waits below a millisecond, which a selector does not know, are slept in such slices with a look at the socket between
     * them. They occur only while a session paces its packets, so an idle endpoint does not come here.
     */
    private static final long SLICE_NS = 50_000;

    private final DatagramChannel channel;
    private final Selector selector;
    private final ByteBuffer incoming = ByteBuffer.allocateDirect(READ_BYTES);
    private final ByteBuffer outgoing = ByteBuffer.allocateDirect(DATAGRAM_BYTES_MAX);
    private final byte[] bytes = new byte[READ_BYTES];
    private final InetSocketAddress localAddress;
    private final int receiveBufferBytes;
    private final int sendBufferBytes;
    private volatile boolean woken;
    private long refused;

    private DatagramChannelIo(DatagramChannel channel, Selector selector) throws IOException {
        this.channel = channel;
        this.selector = selector;
        this.localAddress = (InetSocketAddress) channel.getLocalAddress();
        this.receiveBufferBytes = channel.getOption(StandardSocketOptions.SO_RCVBUF);
        this.sendBufferBytes = channel.getOption(StandardSocketOptions.SO_SNDBUF);
    }

    static DatagramChannelIo open(InetSocketAddress bind) throws HtpBindException {
        try {
            DatagramChannel channel = DatagramChannel.open();
            try {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
                channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
                dontFragment(channel);
                channel.bind(bind);
                channel.configureBlocking(false);
                Selector selector = Selector.open();
                channel.register(selector, SelectionKey.OP_READ);
                return new DatagramChannelIo(channel, selector);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            throw new HtpBindException(bind, e);
        }
    }

    /** Path MTU probes mean something only when routers do not cut them up. JDK 19 and later can ask for that. */
    private static void dontFragment(DatagramChannel channel) throws IOException {
        for (SocketOption<?> option : channel.supportedOptions()) {
            if (option.name().equals("IP_DONTFRAGMENT") && option.type() == Boolean.class) {
                @SuppressWarnings("unchecked")
                SocketOption<Boolean> dontFragment = (SocketOption<Boolean>) option;
                channel.setOption(dontFragment, true);
            }
        }
    }

    @Override
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public IoChoice kind() {
        return IoChoice.NIO;
    }

    @Override
    public int receive(long waitNs, Receiver receiver) throws IOException {
        int handedOver = readAll(receiver);
        if (handedOver == 0 && waitNs > 0) {
            await(waitNs);
            handedOver = readAll(receiver);
        }
        woken = false;
        return handedOver;
    }

    private int readAll(Receiver receiver) throws IOException {
        int handedOver = 0;
        while (handedOver < DATAGRAMS_PER_RECEIVE) {
            incoming.clear();
            InetSocketAddress from = (InetSocketAddress) channel.receive(incoming);
            if (from == null) {
                break;
            }
            int length = incoming.position();
            incoming.flip();
            incoming.get(bytes, 0, length);
            receiver.onDatagram(from, bytes, 0, length);
            handedOver++;
        }
        return handedOver;
    }

    private void await(long waitNs) throws IOException {
        long endNs = System.nanoTime() + waitNs;
        long leftNs = waitNs;
        while (leftNs > 0 && !woken) {
            int ready;
            if (leftNs >= MILLISECOND_NS) {
                ready = selector.select(leftNs / MILLISECOND_NS);
            } else {
                LockSupport.parkNanos(Math.min(leftNs, SLICE_NS));
                ready = selector.selectNow();
            }
            if (ready > 0) {
                selector.selectedKeys().clear();
                return;
            }
            leftNs = endNs - System.nanoTime();
        }
    }

    @Override
    public void send(InetSocketAddress to, byte[] buffer, int offset, int length) {
        outgoing.clear();
        outgoing.put(buffer, offset, length);
        outgoing.flip();
        boolean taken;
        try {
            taken = channel.send(outgoing, to) == length;
        } catch (IOException | RuntimeException e) {
            // No route, or an address that this socket's family does not have or that was never resolved.
            taken = false;
        }
        if (!taken) {
            refused++;
        }
    }

    @Override
    public void flush() {
        // Every datagram was given to the kernel at once.
    }

    @Override
    public long refused() {
        return refused;
    }

    @Override
    public int receiveBufferBytes() {
        return receiveBufferBytes;
    }

    @Override
    public int sendBufferBytes() {
        return sendBufferBytes;
    }

    @Override
    public void wake() {
        woken = true;
        selector.wakeup();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
