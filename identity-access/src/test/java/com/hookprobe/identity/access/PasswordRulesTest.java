package com.hookprobe.identity.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "elevenchars",
                "password1234",
                "Password!2026",
                "QWERTYuiop12",
                "aaaaaaaaaaaa",
                "121212121212",
                "123456789012",
                "Welcome-2026!",
                "HookProbe1234",
                "passwordpassword",
                "my name is alice",
                "correct horse battery staple",
                "abc\uD800defghijkl"
            })
    void theseAreRefusedWithoutBeingRepeated(String password) {
        assertThatThrownBy(() -> PasswordRules.check(password.toCharArray(), "alice"))
                .isInstanceOfSatisfying(AccessException.class, e -> {
                    assertThat(e.kind()).isEqualTo(AccessException.Kind.INVALID);
                    assertThat(e.getMessage()).doesNotContain(password);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "seven green bottles",
                "7u!kPq0-Zr3m",
                "пароль длинный очень",
                "twelve chars",
                "\uD83D\uDE00 smiles all day"
            })
    void theseAreTaken(String password) {
        assertThatCode(() -> PasswordRules.check(password.toCharArray(), "alice"))
                .doesNotThrowAnyException();
    }

    @Test
    void theBoundsAreWhereTheyAreSaidToBe() {
        String most = "abcdefgh".repeat(32);
        assertThatCode(() -> PasswordRules.check(most.toCharArray(), "alice")).doesNotThrowAnyException();
        assertThatThrownBy(() -> PasswordRules.check((most + "x").toCharArray(), "alice"))
                .hasMessageContaining("257");
    }

    @Test
    void twoSpellingsOfOneLetterAreOnePassword() {
        assertThat(PasswordRules.normal("e\u0301t\u00e9".toCharArray())).isEqualTo("\u00e9t\u00e9".toCharArray());
    }
}
