package com.hookprobe.htp;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Netty's epoll socket, with segmentation offload both ways: a system call carries up to 64 datagrams. The one class, with
 * those it names, that needs Netty. Netty itself makes a few small objects per datagram read and per batch sent.
 *
 * <p>The event loop is driven by the owner's thread, so there is no second one. Two traps of Netty are dealt with here:
 *
 * <ul>
 *   <li>A wakeup does nothing while the loop runs, so one between two waits would be lost; {@link OwnedLoop} remembers it.
 *   <li>{@code UDP_GRO} makes the kernel hand over datagrams joined and say their size in a control message. Netty's
 *       recvmmsg path, which {@code MAX_DATAGRAM_PAYLOAD_SIZE} turns on, gives no room for that message, so a bunch comes up
 *       as one datagram (4.2.18); and the default read buffer of 2048 bytes cuts it. Hence recvmsg, by leaving that option
 *       alone, into a buffer for the largest bunch.
 * </ul>
 */
final class EpollIo implements UdpIo {
    /** Where a read stops for the tick; a joined read may go beyond by what it joined. */
    private static final int DATAGRAMS_PER_READ = 128;

    private static final int EVENTS_MAX = 8;
    /** Linux sets twice what it is asked for, to count its own bookkeeping too; the JDK halves what it is told, Netty not. */
    private static final int KERNEL_DOUBLES = 2;

    private static final int CLOSE_ROUNDS_MAX = 1000;
    /** The loop runs one of its tasks (reading on, mostly), not all that come up meanwhile. */
    private static final long ONE_TASK_NS = 1;

    // linux/in.h, linux/in6.h. PROBE sets "don't fragment" and ignores what routers are said to have reported (RFC 8899
    // 3.1).
    private static final int IPPROTO_IP = 0;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_MTU_DISCOVER = 23;
    private static final int PMTUDISC_PROBE = 3;

    private final OwnedLoop loop;
    private final EpollDatagramChannel channel;
    private final JoinedReads reads;
    private final Inbound inbound;
    private final SegmentedSends sends;
    private final InetSocketAddress localAddress;
    // Asked once: a closed socket does not tell, and the counters are read at the end too.
    private final int receiveBufferBytes;
    private final int sendBufferBytes;

    private EpollIo(OwnedLoop loop, EpollDatagramChannel channel, JoinedReads reads, Inbound inbound) {
        this.loop = loop;
        this.channel = channel;
        this.reads = reads;
        this.inbound = inbound;
        this.sends = new SegmentedSends(channel);
        this.localAddress = channel.localAddress();
        this.receiveBufferBytes = channel.config().getReceiveBufferSize() / KERNEL_DOUBLES;
        this.sendBufferBytes = channel.config().getSendBufferSize() / KERNEL_DOUBLES;
    }

    /**
     * Opens on the thread that will own it.
     *
     * @throws UnsupportedOperationException when the native library is not for this machine
     * @throws LinkageError when Netty is not there
     */
    static EpollIo open(InetSocketAddress bind) throws HtpBindException {
        if (!Epoll.isAvailable()) {
            throw new UnsupportedOperationException(String.valueOf(Epoll.unavailabilityCause()));
        }
        OwnedLoop loop = new OwnedLoop();
        JoinedReads reads = new JoinedReads(DATAGRAMS_PER_READ);
        Inbound inbound = new Inbound();
        boolean bound = false;
        try {
            ChannelFuture binding = bootstrap(loop, reads, inbound).bind(bind);
            for (int round = 0; !binding.isDone() && round < CLOSE_ROUNDS_MAX; round++) {
                loop.runNow();
            }
            Throwable failure = binding.cause();
            if (failure != null || !binding.isDone()) {
                throw new HtpBindException(
                        bind, failure != null ? failure : new IOException("the socket did not bind"));
            }
            EpollDatagramChannel channel = (EpollDatagramChannel) binding.channel();
            setIfKnown(channel, IPPROTO_IP, IP_MTU_DISCOVER, PMTUDISC_PROBE);
            setIfKnown(channel, IPPROTO_IPV6, IPV6_MTU_DISCOVER, PMTUDISC_PROBE);
            bound = true;
            return new EpollIo(loop, channel, reads, inbound);
        } finally {
            if (!bound) {
                loop.end();
                reads.release();
            }
        }
    }

    private static Bootstrap bootstrap(OwnedLoop loop, JoinedReads reads, Inbound inbound) {
        return new Bootstrap()
                .group(loop)
                .channelFactory(EpollDatagramChannel::new)
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
                .option(ChannelOption.RECVBUF_ALLOCATOR, reads)
                .option(EpollChannelOption.UDP_GRO, true)
                .handler(inbound);
    }

    /** An IPv6 socket has both options, an IPv4 socket one; a kernel without them fragments, which only misleads probes. */
    private static void setIfKnown(EpollDatagramChannel channel, int level, int option, int value) {
        try {
            channel.config()
                    .setOption(new IntegerUnixChannelOption("htp-" + level + "-" + option, level, option), value);
        } catch (RuntimeException e) {
            System.getLogger(EpollIo.class.getName())
                    .log(System.Logger.Level.DEBUG, "socket option {0}/{1}: {2}", level, option, e.toString());
        }
    }

    @Override
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public IoChoice kind() {
        return IoChoice.EPOLL;
    }

    @Override
    public int receive(long waitNs, Receiver receiver) throws IOException {
        if (!channel.isOpen()) {
            throw new IOException("the socket on " + localAddress + " is closed", inbound.failure);
        }
        inbound.receiver = receiver;
        inbound.handedOver = 0;
        loop.run(waitNs > 0 ? waitNs : -1, ONE_TASK_NS);
        if (inbound.handedOver == 0 && loop.woken) {
            // A wake that came before the wait has kept the loop from looking at the socket.
            loop.runNow(ONE_TASK_NS);
        }
        loop.woken = false;
        inbound.receiver = null;
        inbound.throwFault();
        return inbound.handedOver;
    }

    @Override
    public void send(InetSocketAddress to, byte[] buffer, int offset, int length) {
        sends.add(to, buffer, offset, length);
    }

    @Override
    public void flush() {
        sends.flush();
    }

    @Override
    public long refused() {
        return sends.refused();
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
        loop.woken = true;
        loop.wakeup();
    }

    @Override
    public void close() {
        var unused = channel.close();
        loop.end();
        sends.release();
        reads.release();
    }

    /** The owner's thread is the event loop's. */
    private static final class OwnedLoop extends ManualIoEventLoop {
        volatile boolean woken;

        OwnedLoop() {
            super(Thread.currentThread(), EpollIoHandler.newFactory(EVENTS_MAX, DefaultSelectStrategyFactory.INSTANCE));
        }

        /** Asked after a wakeup has begun to count, and before the wait. */
        @Override
        protected boolean canBlock() {
            return !woken;
        }

        /** Gives back the kernel's and the native memory. */
        void end() {
            var unused = shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
            for (int round = 0; !isTerminated() && round < CLOSE_ROUNDS_MAX; round++) {
                runNow();
            }
        }
    }

    /** The end of Netty's pipeline. */
    @ChannelHandler.Sharable
    private static final class Inbound extends ChannelInboundHandlerAdapter {
        private final byte[] bytes = new byte[JoinedReads.BUNCH_BYTES_MAX];

        @Nullable Receiver receiver;

        @Nullable Throwable failure;

        /** What the receiver threw, which Netty would take for a failed read and keep to itself. */
        private @Nullable Throwable fault;

        int handedOver;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                if (message instanceof DatagramPacket packet && receiver != null) {
                    int length = packet.content().readableBytes();
                    packet.content().getBytes(packet.content().readerIndex(), bytes, 0, length);
                    handedOver++;
                    receiver.onDatagram(packet.sender(), bytes, 0, length);
                }
            } catch (RuntimeException | Error e) {
                // The owner is told when Netty's loop has returned, and gets no more until then.
                fault = e;
                receiver = null;
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        void throwFault() {
            Throwable thrown = fault;
            fault = null;
            if (thrown instanceof Error error) {
                throw error;
            }
            if (thrown instanceof RuntimeException runtime) {
                throw runtime;
            }
        }

        /** A read that failed. The socket stays open after errors of earlier sends, and is closed after others. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failure = cause;
        }
    }
}
