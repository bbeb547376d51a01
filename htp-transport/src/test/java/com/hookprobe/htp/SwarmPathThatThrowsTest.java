package com.hookprobe.htp;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.htp.core.swarm.SwarmWindow;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HTP 3.8.6: what a path refuses at once was never under way. */
class SwarmPathThatThrowsTest {
    private static HtpSession path() {
        return (HtpSession) Proxy.newProxyInstance(
                HtpSession.class.getClassLoader(),
                new Class<?>[] {HtpSession.class},
                (p, m, a) -> switch (m.getName()) {
                    case "peerNodeId" -> new byte[32];
                    case "hashCode" -> System.identityHashCode(p);
                    case "equals" -> p == a[0];
                    default -> throw new IllegalStateException("not now");
                });
    }

    @Test
    void theWindowStaysOpen() {
        HtpSwarm swarm = new HtpSwarm(new HtpListener() {});
        List<HtpSession> paths = List.of(path(), path());
        for (int i = 0; i <= SwarmWindow.MESSAGES_MAX; i++) {
            assertThatThrownBy(() -> swarm.send(paths, Channels.USER, new byte[1]))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
