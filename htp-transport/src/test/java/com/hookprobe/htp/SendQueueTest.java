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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What may wait on its way out is bounded, however small its pieces are. */
@Timeout(60)
class SendQueueTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int QUEUE_BYTES = 1 << 20;
    private static final int EMPTY_MAX = QUEUE_BYTES / SessionHandle.MESSAGE_COST_BYTES;
    private static final HtpLimits SMALL =
            HtpLimits.builder().sendQueueBytesMax(QUEUE_BYTES).build();

    private final KemKeyPair kem = KemKeyPair.generate(new SplittableRandom(7));
    private final DeviceKey serverKey = DeviceKey.generate(new SplittableRandom(1));
    private final DeviceKey clientKey = DeviceKey.generate(new SplittableRandom(2));
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    @AfterEach
    void closeAll() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    private HtpServer server(MessageHandler handler) throws HtpException {
        HtpServer server = HtpServer.builder(serverKey, kem)
                .bind(ANY)
                .allow(new KnownNodes().add(clientKey.publicKey()))
                .limits(SMALL)
                .flushTimeout(java.time.Duration.ofMillis(1))
                .onMessage(handler)
                .start();
        opened.push(server);
        return server;
    }

    private HtpClient client(InetSocketAddress address) throws HtpException {
        HtpClient client = HtpClient.builder(address, kem.publicKey(), clientKey)
                .limits(SMALL)
                .flushTimeout(java.time.Duration.ofMillis(1))
                .connect();
        opened.push(client);
        return client;
    }

    private static void soon(CompletableFuture<?> future) throws Exception {
        future.get(20, TimeUnit.SECONDS);
    }

    @Test
    void emptyMessagesFillTheQueueToo() throws Exception {
        UdpRelay relay = new UdpRelay(server((session, channel, bytes) -> {}).address());
        opened.push(relay);
        HtpClient client = client(relay.address());
        relay.swallow();
        for (int i = 0; i < EMPTY_MAX; i++) {
            assertThat(client.sendAsync(Channels.USER, new byte[0])).isNotCompletedExceptionally();
        }
        assertThatThrownBy(() -> soon(client.sendAsync(Channels.USER, new byte[0])))
                .hasCauseInstanceOf(HtpQueueFullException.class)
                .hasRootCauseMessage("send queue holds " + EMPTY_MAX * SessionHandle.MESSAGE_COST_BYTES + " of at most "
                        + QUEUE_BYTES + " bytes");
    }

    @Test
    void whatIsAcknowledgedMakesRoomForAsMuch() throws Exception {
        HtpClient client = client(server((session, channel, bytes) -> {}).address());
        for (int round = 0; round < 3; round++) {
            List<CompletableFuture<Void>> sends = new ArrayList<>();
            for (int i = 0; i < EMPTY_MAX; i++) {
                sends.add(client.sendAsync(Channels.USER, new byte[0]));
            }
            soon(CompletableFuture.allOf(sends.toArray(CompletableFuture<?>[]::new)));
        }
        // The largest message costs more than this queue holds, and is taken by itself.
        soon(client.sendAsync(Channels.USER, new byte[QUEUE_BYTES]));
    }

    @Test
    void theAnswersToWhoReadsNothingAreBounded() throws Exception {
        CountDownLatch refused = new CountDownLatch(1);
        HtpServer server =
                server((session, channel, bytes) -> session.send(channel, bytes).whenComplete((nothing, failure) -> {
                    if (failure instanceof HtpQueueFullException) {
                        refused.countDown();
                    }
                }));
        HtpClient client = client(server.address());
        // The client's credit is for 33792 empty messages of a channel; then the server's queue fills.
        for (int batch = 0; batch < 30; batch++) {
            CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
            for (int i = 0; i < EMPTY_MAX - 100; i++) {
                last = client.sendAsync(Channels.USER, new byte[0]);
            }
            soon(last);
        }
        assertThat(refused.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
