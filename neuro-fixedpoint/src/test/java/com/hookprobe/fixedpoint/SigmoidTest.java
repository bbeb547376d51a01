package com.hookprobe.fixedpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SigmoidTest {
    @Test
    void theTableHasTheHashOfTheSpecification() throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(1025 * 4);
        for (long value : Sigmoid.table()) {
            assertThat(value).isBetween(0L, 0xffffffffL);
            bytes.putInt((int) value);
        }
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.array());
        assertThat(HexFormat.of().formatHex(hash))
                .isEqualTo("d4188f822201cd0439df6b64cdf4b6d06dcd48c5f08b848a8e8abb3cfbd47a05");
    }

    @Test
    void everyPreActivationIsMonotoneSymmetricAndCloseToTheTruth() {
        long before = 0;
        double worst = 0;
        for (int z = -(17 << 16); z <= 17 << 16; z++) {
            long y = Sigmoid.valueQ32(z);
            assertThat(y >= before).as("monotone at %d", z).isTrue();
            before = y;
            assertThat(z == 0 || y + Sigmoid.valueQ32(-z) == 1L << 32)
                    .as("symmetric at %d", z)
                    .isTrue();
            double truth = 1 / (1 + StrictMath.exp(-z / 65536.0));
            worst = Math.max(worst, Math.abs(y / 4294967296.0 - truth));
        }
        assertThat(worst).isBetween(1e-9, 2.95e-6);
    }

    @Test
    void theEndsOfTheIntRangeStayInsideTheOpenInterval() {
        assertThat(Sigmoid.valueQ32(Integer.MAX_VALUE)).isEqualTo((1L << 32) - 483);
        assertThat(Sigmoid.valueQ32(Integer.MIN_VALUE)).isEqualTo(483);
        assertThat(Sigmoid.valueQ32(0)).isEqualTo(1L << 31);
    }
}
