package com.hookprobe.qsecbit.detection.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FileMagicTest {
    @Test
    void programsAreKnownByTheirFirstBytes() {
        assertThat(of(new byte[] {'M', 'Z', (byte) 0x90, 0, 3})).isEqualTo("application/x-dosexec");
        assertThat(of(new byte[] {0x7f, 'E', 'L', 'F', 2})).isEqualTo("application/x-executable");
        assertThat(of(new byte[] {(byte) 0xcf, (byte) 0xfa, (byte) 0xed, (byte) 0xfe}))
                .isEqualTo("application/x-executable");
        assertThat(of(new byte[] {(byte) 0x89, 'P', 'N', 'G'})).isEqualTo("image/png");
    }

    @Test
    void textIsNoProgram() {
        assertThat(of("MZ is the name of Mark Zbikowski".getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
        assertThat(of(new byte[] {'M', 'Z', (byte) 0x90})).isEmpty();
        assertThat(of(new byte[0])).isEmpty();
    }

    private static String of(byte[] data) {
        return FileMagic.of(data, 0, data.length);
    }
}
