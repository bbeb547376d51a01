package com.hookprobe.identity.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PcrValuesTest {
    private static PcrValues values(int seed) {
        List<byte[]> values = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            byte[] value = new byte[32];
            Arrays.fill(value, (byte) (seed + i));
            values.add(value);
        }
        return PcrValues.of(values);
    }

    @Test
    void textComesBack() throws Exception {
        PcrValues values = values(1);
        assertThat(PcrValues.fromText(values.toText())).isEqualTo(values);
        assertThat(values.toText().lines()).hasSize(5).first().asString().startsWith("0 0101");
        assertThat(values.differing(values(2))).isEqualTo(PcrValues.INDEXES);
    }

    @Test
    void otherTextsAreRefused() {
        String good = values(1).toText();
        for (String bad : List.of(
                "",
                good.replaceFirst("7 ", "6 "),
                good.replaceFirst("0101", "010"),
                good.replaceFirst("0101", "0A01"),
                good + "8 " + "00".repeat(32),
                good.replaceFirst("\n", " \n"),
                "0 ".repeat(2000))) {
            assertThatExceptionOfType(QuoteException.class)
                    .as(bad)
                    .isThrownBy(() -> PcrValues.fromText(bad))
                    .extracting(QuoteException::kind)
                    .isEqualTo(QuoteException.Kind.FORMAT);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> PcrValues.of(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> values(1).value(4));
    }
}
