package com.hookprobe.node.trust;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** trust 4.2: who reads a certificate sees the band that the verifier sees. */
class TrustBandTest {
    @Test
    void aCertificateSaysTrustRoundedDownButNotOutOfItsBand() {
        assertThat(TrustBand.certified(0)).isZero();
        assertThat(TrustBand.certified(1)).isEqualTo(65_535);
        assertThat(TrustBand.certified(0.6)).isEqualTo(39_321);
        for (TrustBand band : TrustBand.values()) {
            for (double trust : new double[] {band.bound(), band.ceiling()}) {
                double told = TrustBand.certified(trust) / TrustBand.CERTIFIED_ONE;
                assertThat(TrustBand.of(told)).as("%s at %s", band, trust).isEqualTo(band);
                assertThat(told).isCloseTo(trust, Offset.offset(1 / 65_535.0));
            }
        }
    }
}
