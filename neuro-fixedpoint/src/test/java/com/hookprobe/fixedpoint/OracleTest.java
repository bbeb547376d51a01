package com.hookprobe.fixedpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** The oracle against published digits and against identities. */
class OracleTest {
    private static void close(BigDecimal found, BigDecimal expected) {
        assertThat(found.subtract(expected).abs()).isLessThan(new BigDecimal("1e-60"));
    }

    @Test
    void theConstantsHaveTheirPublishedDigits() {
        close(Oracle.PI, new BigDecimal("3.14159265358979323846264338327950288419716939937510582097494459"));
        close(Oracle.LN_2, new BigDecimal("0.69314718055994530941723212145817656807550013436025525412068001"));
        close(
                Oracle.exp(BigDecimal.ONE),
                new BigDecimal("2.71828182845904523536028747135266249775724709369995957496696763"));
    }

    @Test
    void theFunctionsFitTogether() {
        for (String text : new String[] {"0.0000152587890625", "0.7", "1", "-3.25", "9.999", "-10.5"}) {
            BigDecimal x = new BigDecimal(text);
            close(Oracle.ln(Oracle.exp(x)), x);
            close(Oracle.log2(Oracle.exp2(x)), x);
            close(Oracle.exp(x).multiply(Oracle.exp(x.negate())), BigDecimal.ONE);
            close(Oracle.sigmoid(x).add(Oracle.sigmoid(x.negate())), BigDecimal.ONE);
            close(Oracle.sigmoid(x.add(x)).multiply(BigDecimal.valueOf(2)).subtract(BigDecimal.ONE), Oracle.tanh(x));
            close(Oracle.sin(x).pow(2).add(Oracle.cos(x).pow(2)), BigDecimal.ONE);
            close(Oracle.sin(x).multiply(Oracle.cos(x)).multiply(BigDecimal.valueOf(2)), Oracle.sin(x.add(x)));
        }
        close(
                Oracle.sin(Oracle.PI.divide(BigDecimal.valueOf(6), new java.math.MathContext(75))),
                new BigDecimal("0.5"));
        close(Oracle.cos(Oracle.PI.multiply(BigDecimal.valueOf(10_000))), BigDecimal.ONE);
    }
}
