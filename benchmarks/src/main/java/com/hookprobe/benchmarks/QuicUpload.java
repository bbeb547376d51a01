package com.hookprobe.benchmarks;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.EpollQuicUtils;
import io.netty.handler.codec.quic.InsecureQuicTokenHandler;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicCongestionControlAlgorithm;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.codec.quic.SegmentedDatagramPacketAllocator;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An upload through one QUIC connection of Netty's quiche binding: a stream per upload, the server answers with the count
 * of bytes when the stream ends. Tuned for bulk: epoll, segmentation offload on send, recvmmsg, CUBIC, windows that never
 * hold it up. {@code UDP_GRO} stays off: Netty 4.2.18 does not take joined datagrams apart on its recvmmsg path.
 */
final class QuicUpload {
    private static final String PROTOCOL = "goodput";
    private static final int DATAGRAM_BYTES = 1200;
    private static final int SEGMENTS = 32;
    private static final int READ_SLOT_BYTES = 2048;
    private static final long WINDOW_BYTES = 64 << 20;
    private static final long ANSWER_TIMEOUT_S = 120;

    private QuicUpload() {}

    private static <B extends QuicCodecBuilder<B>> B tuned(B builder) {
        return builder.maxIdleTimeout(600, TimeUnit.SECONDS)
                .maxSendUdpPayloadSize(DATAGRAM_BYTES)
                .maxRecvUdpPayloadSize(DATAGRAM_BYTES)
                .initialMaxData(WINDOW_BYTES)
                .initialMaxStreamDataBidirectionalLocal(WINDOW_BYTES)
                .initialMaxStreamDataBidirectionalRemote(WINDOW_BYTES)
                .initialMaxStreamsBidirectional(1000)
                .congestionControlAlgorithm(QuicCongestionControlAlgorithm.CUBIC);
    }

    private static SegmentedDatagramPacketAllocator segments() {
        return EpollQuicUtils.newSegmentedAllocator(SEGMENTS);
    }

    private static EventLoopGroup oneThread() {
        return new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    }

    private static Channel bind(EventLoopGroup group, ChannelHandler codec) throws InterruptedException {
        return new Bootstrap()
                .group(group)
                .channel(EpollDatagramChannel.class)
                .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, READ_SLOT_BYTES)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_SLOT_BYTES * SEGMENTS))
                .handler(codec)
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
    }

    /** Counts a stream's bytes and answers at its end. */
    private static final class Counter extends ChannelInboundHandlerAdapter {
        private long counted;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            counted += ((ByteBuf) message).readableBytes();
            ReferenceCountUtil.release(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                context.writeAndFlush(Unpooled.copyLong(counted)).addListener(QuicStreamChannel.SHUTDOWN_OUTPUT);
            }
        }
    }

    /** The server. */
    static final class Receiver implements GoodputPeer.Server {
        private final EventLoopGroup group = oneThread();
        private final Channel channel;

        Receiver() throws Exception {
            var certificate = new CertificateBuilder()
                    .subject("CN=localhost")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
            var tls = QuicSslContextBuilder.forServer(certificate.toKeyManagerFactory(), null)
                    .applicationProtocols(PROTOCOL)
                    .build();
            channel = bind(
                    group,
                    tuned(new QuicServerCodecBuilder())
                            .sslContext(tls)
                            .tokenHandler(InsecureQuicTokenHandler.INSTANCE)
                            .option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, segments())
                            .handler(new ChannelInboundHandlerAdapter() {
                                @Override
                                public boolean isSharable() {
                                    return true;
                                }
                            })
                            .streamHandler(new io.netty.channel.ChannelInitializer<QuicStreamChannel>() {
                                @Override
                                protected void initChannel(QuicStreamChannel stream) {
                                    stream.pipeline().addLast(new Counter());
                                }
                            })
                            .build());
        }

        @Override
        public int port() {
            return ((InetSocketAddress) channel.localAddress()).getPort();
        }

        @Override
        public void close() {
            // The process ends right after.
            var unused = channel.close();
            var unusedToo = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    /** The client. */
    static final class Sender implements GoodputPeer.Client {
        private final EventLoopGroup group = oneThread();
        private final BlockingQueue<Long> answers = new LinkedBlockingQueue<>();
        private final QuicChannel connection;
        private final ByteBuf chunk;

        Sender(InetSocketAddress to, int chunkBytes) throws Exception {
            byte[] bytes = new byte[chunkBytes];
            new SplittableRandom(3).nextBytes(bytes);
            chunk = Unpooled.directBuffer(chunkBytes).writeBytes(bytes);
            var tls = QuicSslContextBuilder.forClient()
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .applicationProtocols(PROTOCOL)
                    .build();
            Channel channel = bind(
                    group, tuned(new QuicClientCodecBuilder()).sslContext(tls).build());
            connection = QuicChannel.newBootstrap(channel)
                    .option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, segments())
                    .streamHandler(new ChannelInboundHandlerAdapter())
                    .remoteAddress(to)
                    .connect()
                    .get(30, TimeUnit.SECONDS);
        }

        /** Writes as long as the stream takes more, and waits for the answer. */
        private final class Upload extends ChannelInboundHandlerAdapter {
            private long left;

            Upload(long bytes) {
                left = bytes;
            }

            @Override
            public void channelActive(ChannelHandlerContext context) {
                write(context);
            }

            @Override
            public void channelWritabilityChanged(ChannelHandlerContext context) {
                write(context);
            }

            private void write(ChannelHandlerContext context) {
                while (left > 0 && context.channel().isWritable()) {
                    int length = (int) Math.min(left, chunk.readableBytes());
                    left -= length;
                    var written = context.write(chunk.retainedSlice(0, length));
                    if (left == 0) {
                        written.addListener(QuicStreamChannel.SHUTDOWN_OUTPUT);
                    }
                }
                context.flush();
            }

            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                answers.add(((ByteBuf) message).readLong());
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public long upload(long bytes) throws Exception {
            connection
                    .createStream(QuicStreamType.BIDIRECTIONAL, new Upload(bytes))
                    .get(30, TimeUnit.SECONDS);
            Long answer = answers.poll(ANSWER_TIMEOUT_S, TimeUnit.SECONDS);
            if (answer == null) {
                throw new IllegalStateException("no answer from the server within " + ANSWER_TIMEOUT_S + " s");
            }
            return answer;
        }

        @Override
        public long datagramBytes() {
            return DATAGRAM_BYTES;
        }

        @Override
        public void close() {
            var unused = connection.close();
            var unusedToo = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}
