package com.hookprobe.neuro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TerTest {
    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void everyFieldHasItsPlaceAndByteOrder() {
        Ter ter = Ter.of(filled(32, 0x11), filled(20, 0x22), 0x0102030405060708L, 0xa1b2, 0xc3d4);
        assertThat(HexFormat.of().formatHex(ter.encode()))
                .isEqualTo("11".repeat(32) + "22".repeat(20) + "0807060504030201" + "b2a1" + "d4c3");
        assertThat(ter.entropy()).isEqualTo(filled(32, 0x11));
        assertThat(ter.integrity()).isEqualTo(filled(20, 0x22));
        assertThat(ter.timestampMicros()).isEqualTo(0x0102030405060708L);
        assertThat(ter.sequence()).isEqualTo(0xa1b2);
        assertThat(ter.chain()).isEqualTo(0xc3d4);
        assertThat(ter.threatQ32()).isEqualTo(0x22222222L);
    }

    @Test
    void theCheckValueOfTheCrcIsTheKnownOne() {
        assertThat(Crc16.of("123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0x29b1);
        assertThat(Crc16.of(new byte[0])).isEqualTo(0xffff);
    }

    @Property(seed = "31")
    void anyBytesAreARecordExactlyWhenTheyAreSixtyFour(@ForAll @Size(max = 200) byte[] bytes) {
        var ter = Ter.decode(bytes);
        assertThat(ter.isPresent()).isEqualTo(bytes.length == 64);
        ter.ifPresent(t -> assertThat(t.encode()).isEqualTo(bytes));
    }

    @Property(seed = "32")
    void decodingAndTheFieldsGiveTheSameRecord(@ForAll @Size(64) byte[] bytes) {
        Ter ter = Ter.decode(bytes).orElseThrow();
        Ter again = Ter.of(ter.entropy(), ter.integrity(), ter.timestampMicros(), ter.sequence(), ter.chain());
        assertThat(again).isEqualTo(ter).hasSameHashCodeAs(ter);
        assertThat(again.encode()).isEqualTo(bytes);
    }

    @Test
    void everyLengthButSixtyFourIsRefused() {
        for (int length = 0; length <= 130; length++) {
            assertThat(Ter.decode(new byte[length]).isPresent()).isEqualTo(length == 64);
        }
    }

    @Test
    void wrongFieldsAreRefused() {
        byte[] e = new byte[32];
        byte[] h = new byte[20];
        assertThatThrownBy(() -> Ter.of(new byte[31], h, 0, 0, 0)).hasMessageContaining("expected 32");
        assertThatThrownBy(() -> Ter.of(e, new byte[21], 0, 0, 0)).hasMessageContaining("expected 20");
        for (int bad : new int[] {-1, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> Ter.of(e, h, 0, bad, 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Ter.of(e, h, 0, 0, bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void nobodyWritesIntoARecord() {
        byte[] bytes = new byte[64];
        Ter ter = Ter.decode(bytes).orElseThrow();
        bytes[0] = 1;
        ter.encode()[1] = 1;
        ter.entropy()[2] = 1;
        ter.integrity()[3] = 1;
        assertThat(ter.encode()).isEqualTo(new byte[64]);
    }
}
