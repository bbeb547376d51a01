package com.hookprobe.qsecbit.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ApiKeysTest {
    /** A revocation that reads the keys before they are replaced and writes them after must not bring the old ones back. */
    @Test
    void whatReplacedTheKeysStandsWhateverIsRevokedMeanwhile() throws Exception {
        List<ApiKey> many = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            many.add(ApiKey.ofHash("k" + i, ApiKey.hashOf("k" + i), Right.BOUNCER));
        }
        ApiKeys keys = new ApiKeys(many, System::nanoTime);
        AtomicBoolean done = new AtomicBoolean();
        Thread revoking = new Thread(() -> {
            while (!done.get()) {
                keys.revoke("nobody");
            }
        });
        revoking.start();
        try {
            for (int i = 0; i < 2_000; i++) {
                String name = "only-" + i;
                keys.replace(many);
                keys.replace(List.of(ApiKey.ofHash(name, ApiKey.hashOf(name), Right.BOUNCER)));
                assertThat(keys.revoke("k0"))
                        .as("a key that was replaced, round %d", i)
                        .isFalse();
                assertThat(keys.revoke(name)).isTrue();
            }
        } finally {
            done.set(true);
            revoking.join();
        }
    }
}
