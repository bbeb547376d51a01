package com.hookprobe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretHashTest {
    @Test
    void aSecretIsKnownByItsHashAndByNoOther() {
        // printf %s abc | sha256sum
        String hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assertThat(SecretHash.of("abc").hex()).isEqualTo(hex);
        assertThat(SecretHash.ofHex("a key", hex))
                .isEqualTo(SecretHash.of("abc"))
                .hasSameHashCodeAs(SecretHash.of("abc"));
        assertThat(SecretHash.ofHex("a key", hex)).isNotEqualTo(SecretHash.of("abd"));
        assertThat(SecretHash.of("abc").toString()).doesNotContain("abc").doesNotContain(hex.substring(0, 8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "the secret itself",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad00"
            })
    void whatIsNoHashIsRefusedAndNotRepeated(String text) {
        assertThatThrownBy(() -> SecretHash.ofHex("a key", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a key: expected a SHA-256")
                .message()
                .doesNotContain("the secret itself");
    }
}
