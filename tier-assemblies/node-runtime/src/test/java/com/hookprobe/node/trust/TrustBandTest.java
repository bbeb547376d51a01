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

    @Test
    void whatEachBandMayOnTheWire() {
        assertThat(TrustBand.values()).allSatisfy(band -> {
            boolean trusted = band == TrustBand.FULL || band == TrustBand.STANDARD;
            assertThat(band.mayWriteFiles()).isEqualTo(trusted);
            assertThat(band.mayBeRelayed()).isEqualTo(trusted);
            assertThat(band.mayReadFiles()).isEqualTo(band != TrustBand.QUARANTINE);
            assertThat(band.bytesPerSecondMax()).isEqualTo(band == TrustBand.LIMITED ? 65_536 : 0);
        });
    }
}
