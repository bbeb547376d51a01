package com.hookprobe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A message for one reader. */
class SealedForTest {
    private final byte[] seed = Fixtures.bytes(5, 32);
    private final byte[] publicKey = Hpke.publicKey(seed);

    @Test
    void theReaderOpensWhatWasSealedForIt() throws Exception {
        for (int length : new int[] {0, 1, 5_000}) {
            byte[] plaintext = Fixtures.bytes(7, length);
            byte[] sealed = SealedFor.seal(publicKey, "a purpose", plaintext);
            assertThat(sealed).hasSize(length + SealedFor.OVERHEAD_BYTES);
            assertThat(SealedFor.open(seed, "a purpose", sealed)).isEqualTo(plaintext);
            assertThat(SealedFor.seal(publicKey, "a purpose", plaintext)).isNotEqualTo(sealed);
        }
    }

    @Test
    void nobodyElseAndForNothingElse() {
        byte[] sealed = SealedFor.seal(publicKey, "a purpose", new byte[9]);
        refused(Fixtures.bytes(6, 32), "a purpose", sealed, "another reader");
        refused(seed, "another purpose", sealed, "this purpose");
        refused(seed, "a purpose", Arrays.copyOf(sealed, sealed.length - 1), "changed");
        refused(seed, "a purpose", new byte[20], "something else");
    }

    @Test
    void everyChangedByteIsNoticed() {
        byte[] sealed = SealedFor.seal(publicKey, "a purpose", new byte[9]);
        for (int at = 0; at < sealed.length; at++) {
            byte[] changed = sealed.clone();
            changed[at] ^= (byte) (1 << at % 8);
            refused(seed, "a purpose", changed, "expected");
        }
    }

    @Test
    void aKeyThatIsNoneIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> SealedFor.seal(new byte[12], "a purpose", new byte[1]));
    }

    private static void refused(byte[] seed, String purpose, byte[] sealed, String message) {
        assertThatExceptionOfType(RecordException.class)
                .isThrownBy(() -> SealedFor.open(seed, purpose, sealed))
                .withMessageContaining(message);
    }
}
