package com.hookprobe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PasswordHashTest {
    private static final char[] PASSWORD = "correct horse battery".toCharArray();
    private final SecureRandom random = new SecureRandom();

    @Test
    void theDefaultCostIsNineteenMebibytesTwoRounds() {
        PasswordHash hash = PasswordHash.of(PASSWORD, random);
        assertThat(hash.text()).startsWith("hp1$m=19456,t=2,p=1$");
        PasswordHash read = PasswordHash.parse(hash.text());
        assertThat(read.matches(PASSWORD)).isTrue();
        assertThat(read.matches("correct horse batterz".toCharArray())).isFalse();
    }

    @Test
    void eachHasItsOwnSaltAndNoneShowsItself() {
        PasswordHash first = PasswordHash.insecureCheap(PASSWORD, random);
        assertThat(PasswordHash.insecureCheap(PASSWORD, random).text()).isNotEqualTo(first.text());
        assertThat(first).hasToString("PasswordHash");
    }

    /** What the keystore would derive from the same passphrase and salt is of no use as a password. */
    @Test
    void theLabelIsPartOfTheHash() {
        byte[] salt = new byte[KdfCost.SALT_BYTES];
        KdfCost cheap = new KdfCost(8, 1, 1);
        String stored =
                "hp1$m=8,t=1,p=1$" + "00".repeat(16) + "$" + HexFormat.of().formatHex(cheap.derive(PASSWORD, salt));
        assertThat(PasswordHash.parse(stored).matches(PASSWORD)).isFalse();
    }

    @Test
    void aStoredTextThatAsksForMoreThanANodeHasIsRefused() {
        String rest = "$" + "00".repeat(16) + "$" + "00".repeat(32);
        assertThatIllegalArgumentException().isThrownBy(() -> PasswordHash.parse("hp1$m=9999999,t=1,p=1" + rest));
        assertThatIllegalArgumentException().isThrownBy(() -> PasswordHash.parse("hp1$m=8,t=65,p=1" + rest));
        assertThatIllegalArgumentException().isThrownBy(() -> PasswordHash.parse("hp1$m=8,t=1,p=17" + rest));
        assertThatIllegalArgumentException().isThrownBy(() -> PasswordHash.parse("hp2$m=8,t=1,p=1" + rest));
        assertThatIllegalArgumentException().isThrownBy(() -> PasswordHash.parse("hp1$m=8,t=1,p=1" + rest + " "));
    }
}
