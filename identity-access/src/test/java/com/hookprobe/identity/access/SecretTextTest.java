package com.hookprobe.identity.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class SecretTextTest {
    private final SecretText secret = SecretText.draw(SecretText.Kind.API_TOKEN, new SecureRandom());

    @Test
    void theTextIsReadAndFitsItsHash() {
        String text = secret.reveal();
        assertThat(text).matches("hpt_[0-9a-f]{16}_[0-9a-f]{64}_[0-9a-f]{8}");
        SecretText read = SecretText.parse(SecretText.Kind.API_TOKEN, text).orElseThrow();
        assertThat(read.id()).isEqualTo(secret.id());
        assertThat(read.matches(secret.storedHash())).isTrue();
        assertThat(secret.storedHash()).doesNotContain(text.substring(21, 85));
    }

    @Test
    void aMistypedOneIsNone() {
        String text = secret.reveal();
        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == '0' ? '1' : '0';
            String wrong = text.substring(0, i) + other + text.substring(i + 1);
            assertThat(SecretText.parse(SecretText.Kind.API_TOKEN, wrong))
                    .as(wrong)
                    .isEmpty();
        }
        assertThat(SecretText.parse(SecretText.Kind.API_TOKEN, text + " ")).isEmpty();
        assertThat(SecretText.parse(SecretText.Kind.API_TOKEN, text.toUpperCase(java.util.Locale.ROOT)))
                .isEmpty();
    }

    @Test
    void oneKindIsNoOther() {
        assertThat(SecretText.parse(SecretText.Kind.SESSION, secret.reveal())).isEmpty();
    }

    @Test
    void itIsNotLogged() {
        assertThat(secret.toString()).isEqualTo("hpt_" + secret.id() + "_...");
    }
}
