package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KnownKeysTest {
    private static byte[] key(int number) {
        byte[] ikm = new byte[BlsSecretKey.IKM_BYTES_MIN];
        ikm[0] = (byte) number;
        ikm[1] = (byte) (number >> 8);
        return BlsSecretKey.generate(ikm).publicKey().bytes();
    }

    @Test
    void aKeyIsParsedOnceAndAnArrayThatChangesLaterChangesNothing() {
        KnownKeys keys = new KnownKeys();
        byte[] bytes = key(1);
        BlsPublicKey first = keys.parse(bytes).orElseThrow();
        bytes[5] ^= 1;
        assertThat(keys.parse(key(1)).orElseThrow()).isSameAs(first);
    }

    @Test
    void whatIsNoKeyIsRefusedEachTimeAndNotKept() {
        KnownKeys keys = new KnownKeys();
        byte[] infinity = new byte[BlsPublicKey.BYTES];
        infinity[0] = (byte) 0xC0;
        assertThat(keys.parse(infinity)).isEmpty();
        assertThat(keys.parse(infinity)).isEmpty();
        assertThat(keys.parse(new byte[3])).isEmpty();
        assertThat(keys.size()).isZero();
    }

    @Test
    void theLeastRecentlyUsedGoesWhenThereAreTooMany() {
        KnownKeys keys = new KnownKeys();
        BlsPublicKey first = keys.parse(key(0)).orElseThrow();
        BlsPublicKey second = keys.parse(key(1)).orElseThrow();
        for (int i = 2; i < KnownKeys.KEYS_MAX; i++) {
            keys.parse(key(i)).orElseThrow();
        }
        assertThat(keys.parse(key(0)).orElseThrow()).isSameAs(first);
        keys.parse(key(KnownKeys.KEYS_MAX)).orElseThrow();
        assertThat(keys.size()).isEqualTo(KnownKeys.KEYS_MAX);
        assertThat(keys.parse(key(0)).orElseThrow()).isSameAs(first);
        assertThat(keys.parse(key(1)).orElseThrow()).isNotSameAs(second).isEqualTo(second);
    }
}
