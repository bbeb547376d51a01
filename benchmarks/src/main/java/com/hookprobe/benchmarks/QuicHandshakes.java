package com.hookprobe.benchmarks;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.handler.codec.quic.BoringSSLContextOption;
import io.netty.handler.codec.quic.InsecureQuicTokenHandler;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * QUIC's handshake by Netty's quiche binding, TLS 1.3 with self-signed ECDSA P-256 certificates on both sides, which are
 * not checked against anything (their signatures are), and key exchange X25519MLKEM768. That is the only group that either
 * side offers, and a client without it is seen to fail, so it is the one in use. Engines are made without the peer's name:
 * with it, Netty would resume sessions.
 */
final class QuicHandshakes {
    private static final String PROTOCOL = "handshake";
    private static final String GROUP = "X25519MLKEM768";
    private static final int DATAGRAM_BYTES = 1200;
    private static final long TIMEOUT_S = 30;
    private static final long IDLE_S = 10;

    private QuicHandshakes() {}

    private static X509Bundle certificate() throws Exception {
        return new CertificateBuilder()
                .subject("CN=localhost")
                .ecp256()
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private static <B extends QuicCodecBuilder<B>> B bounded(B builder) {
        return builder.maxIdleTimeout(IDLE_S, TimeUnit.SECONDS)
                .maxSendUdpPayloadSize(DATAGRAM_BYTES)
                .maxRecvUdpPayloadSize(DATAGRAM_BYTES);
    }

    private static EventLoopGroup oneThread() {
        return new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    }

    private static Channel bind(EventLoopGroup group, ChannelHandler codec) throws InterruptedException {
        return new Bootstrap()
                .group(group)
                .channel(EpollDatagramChannel.class)
                .handler(codec)
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
    }

    static final class Responder implements HandshakePeer.Server {
        private final AtomicLong done = new AtomicLong();
        private final EventLoopGroup group = oneThread();
        private final Channel channel;

        /** With a Retry the server sees the client's address proven before it works, as HTP does with its cookie. */
        Responder(boolean retry) throws Exception {
            QuicSslContext tls = QuicSslContextBuilder.forServer(certificate().toKeyManagerFactory(), null)
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .clientAuth(ClientAuth.REQUIRE)
                    .option(BoringSSLContextOption.GROUPS, new String[] {GROUP})
                    .applicationProtocols(PROTOCOL)
                    .build();
            QuicServerCodecBuilder codec = bounded(new QuicServerCodecBuilder())
                    .sslEngineProvider(c -> tls.newEngine(c.alloc()))
                    .handler(new Counter())
                    .streamHandler(new Nothing());
            if (retry) {
                codec.tokenHandler(InsecureQuicTokenHandler.INSTANCE);
            }
            channel = bind(group, codec.build());
        }

        @ChannelHandler.Sharable
        private final class Counter extends ChannelInboundHandlerAdapter {
            @Override
            public void userEventTriggered(ChannelHandlerContext context, Object event)
                    throws SSLPeerUnverifiedException {
                if (event instanceof SslHandshakeCompletionEvent completed && completed.isSuccess()) {
                    var engine = ((QuicChannel) context.channel()).sslEngine();
                    if (engine != null && engine.getSession().getPeerCertificates().length == 1) {
                        done.incrementAndGet();
                    }
                }
            }

            /** The client without the group; the client's side tells of anything else. */
            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                if (!String.valueOf(cause.getMessage()).contains("NO_SHARED_GROUP")) {
                    context.fireExceptionCaught(cause);
                }
            }
        }

        @Override
        public int port() {
            return ((InetSocketAddress) channel.localAddress()).getPort();
        }

        @Override
        public long count() {
            return done.get();
        }

        @Override
        public void close() {
            // The process ends right after.
            var unused = channel.close();
            var unusedToo = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    @ChannelHandler.Sharable
    private static final class Nothing extends ChannelInboundHandlerAdapter {}

    static final class Initiators implements HandshakePeer.Client {
        private final List<EventLoopGroup> groups = new ArrayList<>();
        private final List<Channel> channels = new ArrayList<>();
        private final InetSocketAddress to;

        Initiators(InetSocketAddress to) throws Exception {
            this.to = to;
            X509Bundle certificate = certificate();
            for (int slot = 0; slot < HandshakePeer.PARALLEL_MAX; slot++) {
                channels.add(socket(certificate, GROUP));
            }
            requireTheGroup(socket(certificate, "X25519"));
        }

        private Channel socket(X509Bundle certificate, String keyExchange) throws Exception {
            QuicSslContext tls = QuicSslContextBuilder.forClient()
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .keyManager(certificate.toKeyManagerFactory(), null)
                    .option(BoringSSLContextOption.GROUPS, new String[] {keyExchange})
                    .applicationProtocols(PROTOCOL)
                    .build();
            EventLoopGroup group = oneThread();
            groups.add(group);
            return bind(
                    group,
                    bounded(new QuicClientCodecBuilder())
                            .sslEngineProvider(c -> tls.newEngine(c.alloc()))
                            .build());
        }

        private void requireTheGroup(Channel without) throws Exception {
            try {
                connect(without);
            } catch (ExecutionException refused) {
                return;
            }
            throw new IllegalStateException("the server took a client without " + GROUP);
        }

        private QuicChannel connect(Channel socket) throws Exception {
            return QuicChannel.newBootstrap(socket)
                    .handler(new Nothing())
                    .streamHandler(new Nothing())
                    .remoteAddress(to)
                    .connect()
                    .get(TIMEOUT_S, TimeUnit.SECONDS);
        }

        @Override
        public void handshake(int slot) throws Exception {
            var unused = connect(channels.get(slot)).close();
        }

        @Override
        public void close() {
            groups.forEach(group -> {
                var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            });
        }
    }
}
