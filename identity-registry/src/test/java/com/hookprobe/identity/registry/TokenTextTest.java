package com.hookprobe.identity.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenTextTest {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    @Test
    void readsWhatItWrites() {
        for (int seed = 0; seed < 100; seed++) {
            byte[] secret = Fixtures.bytes(seed, 32);
            String text = TokenText.text(secret);
            assertThat(text).matches("hpe_[A-Za-z0-9_-]{49}");
            assertThat(TokenText.secret(text)).contains(secret);
        }
    }

    /** Every single character, changed to every other. */
    @Test
    void typingErrorsAreSeen() {
        String text = TokenText.text(Fixtures.bytes(1, 32));
        for (int i = 4; i < text.length(); i++) {
            for (char c : ALPHABET.toCharArray()) {
                if (c != text.charAt(i)) {
                    String other = text.substring(0, i) + c + text.substring(i + 1);
                    assertThat(TokenText.secret(other)).as(other).isEmpty();
                }
            }
        }
        assertThat(TokenText.secret(text + "A")).isEmpty();
        assertThat(TokenText.secret(text.substring(1))).isEmpty();
        assertThat(TokenText.secret("")).isEmpty();
        assertThat(TokenText.secret(text.replace("hpe_", "hpx_"))).isEmpty();
        assertThat(TokenText.secret(" ".repeat(53))).isEmpty();
    }
}
