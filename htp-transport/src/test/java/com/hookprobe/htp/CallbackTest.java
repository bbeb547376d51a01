package com.hookprobe.htp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What callbacks may not do on the endpoint's thread, and what others see while one does not return. */
@Timeout(60)
class CallbackTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final TestNode serverNode = new TestNode(1);
    private final TestNode clientNode = new TestNode(2);
    private final KemKeyPair kem = KemKeyPair.generate(new SplittableRandom(7));
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final BlockingQueue<Throwable> thrown = new LinkedBlockingQueue<>();

    private interface OnMessage extends HtpListener {
        @Override
        void onMessage(HtpSession session, int channel, byte[] message);
    }

    @AfterEach
    void closeAll() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    private HtpEndpoint server(OnMessage listener) throws HtpBindException {
        HtpEndpoint server = HtpEndpoint.builder(serverNode)
                .bind(ANY)
                .kemKeyPair(kem)
                .directory(new TestNode.Registry().know(clientNode))
                .listener(listener)
                .name("server")
                .open();
        opened.push(server);
        return server;
    }

    private HtpEndpoint client(HtpListener listener) throws HtpBindException {
        HtpEndpoint client = HtpEndpoint.builder(clientNode)
                .bind(ANY)
                .listener(listener)
                .name("client")
                .open();
        opened.push(client);
        return client;
    }

    private RemotePeer peer(HtpEndpoint server) {
        return new RemotePeer(server.localAddress(), serverNode.nodeId(), kem.publicKey());
    }

    private static <T> T soon(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    private void waitInVain(CompletableFuture<?> future) {
        for (Callable<Object> wait : List.<Callable<Object>>of(
                future::join,
                future::get,
                () -> future.get(1, TimeUnit.HOURS),
                () -> future.thenApply(done -> "done").join())) {
            try {
                thrown.add(new AssertionError("not refused: " + wait.call()));
            } catch (Exception e) {
                thrown.add(e);
            }
        }
    }

    private void assertRefused(int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            assertThat(thrown.poll(20, TimeUnit.SECONDS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("what only this thread can do, the endpoint's own (")
                    .hasMessageEndingWith("use thenAccept or whenComplete");
        }
    }

    @Test
    void aCallbackCannotWaitForItsOwnThread() throws Exception {
        CompletableFuture<String> answered = new CompletableFuture<>();
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        CompletableFuture<HtpEndpoint> self = new CompletableFuture<>();
        HtpEndpoint server = server((session, channel, message) -> {
            CompletableFuture<Void> send = session.send(channel, message);
            waitInVain(send);
            // One that is done may be asked there.
            send.whenComplete((done, failure) -> acknowledged.complete(send.join()));
            waitInVain(self.join().connect(new RemotePeer(ANY, serverNode.nodeId(), kem.publicKey())));
        });
        self.complete(server);
        HtpSession session = soon(client((OnMessage) (s, channel, message) -> answered.complete("here"))
                .connect(peer(server)));
        soon(session.send(Channels.USER, new byte[1]));
        assertRefused(8);
        assertThat(soon(answered)).isEqualTo("here");
        soon(acknowledged);
        assertThat(server.stats().listenerErrors()).isZero();
    }

    @Test
    void closingWhileACallbackBlocksSaysWhatBlocks() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        HtpEndpoint server = server((session, channel, message) -> block(entered, release));
        InetSocketAddress address = server.localAddress();
        HtpSession session = soon(client(new HtpListener() {}).connect(peer(server)));
        var unused = session.send(Channels.USER, new byte[1]);
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();

        List<String> logged = new ArrayList<>();
        Logger logger = Logger.getLogger(Faults.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                logged.add(entry.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            server.close(1);
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(logged).hasSize(1);
        assertThat(logged.get(0))
                .startsWith("HTP endpoint server-" + address.getPort() + " did not stop within 1 ms and still holds "
                        + address + ": a callback does not return. It is\n\tat ")
                .contains("CallbackTest.block(");
        assertThatThrownBy(() ->
                        HtpEndpoint.builder(serverNode).bind(address).open().close())
                .isInstanceOf(HtpBindException.class);
        release.countDown();
        server.close();
        HtpEndpoint.builder(serverNode).bind(address).open().close();
    }

    private static void block(CountDownLatch entered, CountDownLatch release) {
        entered.countDown();
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void datagramsThatWaitForABusyThreadAreBounded() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        HtpEndpoint server = server((session, channel, message) -> session.send(channel, message));
        HtpEndpoint client = client((OnMessage) (s, channel, message) -> block(entered, release));
        HtpSession session = soon(client.connect(peer(server)));
        var unused = session.send(Channels.USER, new byte[1]);
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
        int taken = 0;
        while (taken < WaitingDatagrams.BYTES_MAX && session.sendDatagram(Channels.USER, new byte[1000])) {
            taken++;
        }
        assertThat(taken).isEqualTo((int) (WaitingDatagrams.BYTES_MAX / 1064));
        release.countDown();
        soon(client.turn());
        assertThat(session.sendDatagram(Channels.USER, new byte[1000])).isTrue();
    }
}
