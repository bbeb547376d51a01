package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.console.view.NodeAwayException;
import com.hookprobe.dsm.ledger.LedgerReader;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ConsoleLedgerTest {
    private static final String DECISION = "0123456789abcdef";

    @TempDir
    Path folder;

    /** Whoever asks for decisions again and again must not take all of the console's threads. */
    @Test
    void theLedgerIsLookedThroughForOneAtATime() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        LedgerReader store = (LedgerReader) Proxy.newProxyInstance(
                LedgerReader.class.getClassLoader(),
                new Class<?>[] {LedgerReader.class},
                (proxy, method, arguments) -> {
                    begun.countDown();
                    held.await();
                    return Optional.empty();
                });
        try (TestMesh mesh = new TestMesh(folder)) {
            ConsoleLedger ledger = new ConsoleLedger(mesh.node("guardian-1"), store, Duration.ofMillis(1));
            CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> {
                try {
                    return ledger.sealed(DECISION).size();
                } catch (NodeAwayException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> ledger.sealed(DECISION))
                    .isInstanceOf(NodeAwayException.class)
                    .hasMessageContaining("somebody else");
            held.countDown();
            assertThat(first.get(30, TimeUnit.SECONDS)).isZero();
            assertThat(ledger.sealed(DECISION)).isEmpty();
        }
    }
}
