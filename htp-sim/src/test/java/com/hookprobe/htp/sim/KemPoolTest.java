package com.hookprobe.htp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.crypto.XWing;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the pool gives out is what X-Wing gives, and what it did not give out is X-Wing's own business. */
class KemPoolTest {
    private final KemPool pool = KemPool.SHARED;

    @Test
    void bothSidesGetTheSecretThatXWingGives() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20; i++) {
            XWing.SecretKey key = pool.generate(random);
            XWing.Encapsulation made = pool.encapsulate(key.publicKey(), random).orElseThrow();
            assertThat(pool.decapsulate(key, made.ciphertext()).orElseThrow()).isEqualTo(made.sharedSecret());
            assertThat(XWing.secretKey(key.seed())
                            .decapsulate(made.ciphertext())
                            .orElseThrow())
                    .isEqualTo(made.sharedSecret());
        }
    }

    @Test
    void anErasedCopyLeavesThePoolAsItWas() {
        XWing.SecretKey one = pool.generate(new SplittableRandom(2));
        XWing.Encapsulation made =
                XWing.encapsulate(one.publicKey(), new SplittableRandom(3)).orElseThrow();
        one.close();
        XWing.SecretKey again = pool.generate(new SplittableRandom(2));
        assertThat(again.decapsulate(made.ciphertext()).orElseThrow()).isEqualTo(made.sharedSecret());
    }

    @Test
    void whatTheNetworkBrokeIsComputed() {
        SplittableRandom random = new SplittableRandom(4);
        XWing.SecretKey key = pool.generate(random);
        XWing.Encapsulation made = pool.encapsulate(key.publicKey(), random).orElseThrow();
        byte[] broken = made.ciphertext().clone();
        broken[7] ^= 1;
        assertThat(pool.decapsulate(key, broken).orElseThrow())
                .isEqualTo(XWing.secretKey(key.seed()).decapsulate(broken).orElseThrow())
                .isNotEqualTo(made.sharedSecret());
        XWing.SecretKey other = pool.generate(random);
        assertThat(pool.decapsulate(other, made.ciphertext()).orElseThrow())
                .isEqualTo(XWing.secretKey(other.seed())
                        .decapsulate(made.ciphertext())
                        .orElseThrow());
        XWing.SecretKey stranger = XWing.generate(random);
        XWing.Encapsulation toStranger =
                pool.encapsulate(stranger.publicKey(), random).orElseThrow();
        assertThat(stranger.decapsulate(toStranger.ciphertext()).orElseThrow()).isEqualTo(toStranger.sharedSecret());
    }

    @Test
    void theSameRandomnessGivesTheSame() {
        String first = draws();
        assertThat(draws()).isEqualTo(first);
    }

    private String draws() {
        SplittableRandom random = new SplittableRandom(5);
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            byte[] publicKey = pool.generate(random).publicKey();
            all.append(HexFormat.of().formatHex(publicKey, 0, 8));
            all.append(HexFormat.of()
                    .formatHex(pool.encapsulate(publicKey, random).orElseThrow().ciphertext(), 0, 8));
        }
        return all.toString();
    }
}
