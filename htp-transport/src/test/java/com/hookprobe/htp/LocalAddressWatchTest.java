package com.hookprobe.htp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class LocalAddressWatchTest {
    private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.1", 4719);

    private static InetAddress address(int last) throws Exception {
        return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
    }

    @Test
    void anotherSourceAddressIsAnotherNetwork() throws Exception {
        Queue<java.util.Optional<InetAddress>> answers = new ArrayDeque<>();
        LocalAddressWatch watch = new LocalAddressWatch(peer -> answers.remove().orElse(null));
        answers.add(java.util.Optional.of(address(1)));
        answers.add(java.util.Optional.of(address(1)));
        answers.add(java.util.Optional.empty());
        answers.add(java.util.Optional.of(address(1)));
        answers.add(java.util.Optional.of(address(2)));
        answers.add(java.util.Optional.of(address(2)));
        boolean[] wanted = {false, false, false, false, true, false};
        for (int i = 0; i < wanted.length; i++) {
            long nowNs = i * LocalAddressWatch.INTERVAL_NS;
            assertThat(watch.due(nowNs)).isTrue();
            assertThat(watch.changed(PEER)).as("look %d", i).isEqualTo(wanted[i]);
            assertThat(watch.due(nowNs + LocalAddressWatch.INTERVAL_NS - 1)).isFalse();
        }
    }

    @Test
    void theKernelKnowsTheWayToItself() {
        LocalAddressWatch watch = new LocalAddressWatch();
        InetSocketAddress self = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
        assertThat(watch.changed(self)).isFalse();
        assertThat(watch.changed(self)).isFalse();
    }
}
