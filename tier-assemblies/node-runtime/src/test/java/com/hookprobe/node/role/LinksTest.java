package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.HtpListener;
import com.hookprobe.htp.HtpSession;
import com.hookprobe.identity.NodeId;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of a peer's sessions is used when there are two for a moment, as after the peer's restart. */
class LinksTest {
    /** A session of which only the peer, whether it is open, and what is sent matter. */
    private static final class Line {
        final List<byte[]> sent = new ArrayList<>();
        boolean open = true;
        final HtpSession session;

        Line(NodeId peer) {
            session = (HtpSession) Proxy.newProxyInstance(
                    HtpSession.class.getClassLoader(),
                    new Class<?>[] {HtpSession.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "peerNodeId" -> peer.bytes();
                        case "open" -> open;
                        case "initiator" -> true;
                        case "send" -> {
                            sent.add((byte[]) arguments[1]);
                            yield CompletableFuture.completedFuture(null);
                        }
                        case "equals" -> proxy == arguments[0];
                        case "hashCode" -> System.identityHashCode(proxy);
                        default -> throw new UnsupportedOperationException(method.getName());
                    });
        }
    }

    private static void settle(NodeContext node) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        node.loop().execute(done::countDown);
        done.await();
    }

    @Test
    void theNewestOpenSessionIsUsedAndThePeerIsLostOnlyWithTheLastOne(@TempDir Path folder) throws Exception {
        try (TestMesh mesh = new TestMesh(folder)) {
            NodeContext node = mesh.node("sentinel-1");
            NodeId peer = mesh.id("sentinel-2");
            HtpListener listener = node.links().listener();
            Line older = new Line(peer);
            Line newer = new Line(peer);
            listener.onSession(older.session);
            listener.onSession(newer.session);
            settle(node);
            assertThat(node.links().send(peer, 3, new byte[] {1})).isTrue();
            assertThat(newer.sent).hasSize(1);

            newer.open = false;
            listener.onClosed(newer.session, CloseCode.REPLACED, "");
            settle(node);
            assertThat(node.links().connected(peer)).isTrue();
            assertThat(node.links().send(peer, 3, new byte[] {2})).isTrue();
            assertThat(older.sent).hasSize(1);
            assertThat(mesh.logged("sentinel-1", "peer_lost")).isEmpty();

            older.open = false;
            listener.onClosed(older.session, CloseCode.IDLE, "");
            settle(node);
            assertThat(node.links().connected(peer)).isFalse();
            assertThat(node.links().send(peer, 3, new byte[] {3})).isFalse();
            assertThat(node.links().peers()).isEmpty();
            assertThat(mesh.logged("sentinel-1", "peer_lost")).hasSize(1);
        }
    }

    @Test
    void theEndOfADeadOlderSessionDoesNotTouchTheNewOne(@TempDir Path folder) throws Exception {
        try (TestMesh mesh = new TestMesh(folder)) {
            NodeContext node = mesh.node("sentinel-1");
            NodeId peer = mesh.id("sentinel-2");
            HtpListener listener = node.links().listener();
            Line older = new Line(peer);
            Line newer = new Line(peer);
            listener.onSession(older.session);
            listener.onSession(newer.session);
            older.open = false;
            listener.onClosed(older.session, CloseCode.IDLE, "");
            settle(node);
            assertThat(node.links().send(peer, 3, new byte[] {1})).isTrue();
            assertThat(newer.sent).hasSize(1);
            assertThat(mesh.logged("sentinel-1", "peer_lost")).isEmpty();
        }
    }
}
