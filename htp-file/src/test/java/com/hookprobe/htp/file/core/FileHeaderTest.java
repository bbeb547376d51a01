package com.hookprobe.htp.file.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FileHeaderTest {
    @Test
    void fieldsLieWhereTheSeedPutsThemBigEndian() {
        FileHeader header = new FileHeader(FileOp.CHUNK, 0x81, 0x0102, 0x03040506, 0x0708, 0x0B0C0D0E);
        assertThat(header.encode()).isEqualTo(HexFormat.of().parseHex("368101020304050600000708" + "0b0c0d0e"));
        assertThat(FileHeader.decode(header.encode())).contains(header);
    }

    @Test
    void codesAreTheSeeds() {
        assertThat(FileOp.CREATE.code()).isEqualTo(0x30);
        assertThat(FileOp.UPDATE.code()).isEqualTo(0x32);
        assertThat(FileOp.ERROR.code()).isEqualTo(0x38);
        assertThat(FileOp.of(0x2F)).isEmpty();
        assertThat(FileOp.of(0x39)).isEmpty();
        assertThat(FileErrorCode.INTEGRITY_FAILURE.code()).isEqualTo(0x0D);
        assertThat(FileErrorCode.of(0)).isEmpty();
        assertThat(FileErrorCode.of(0x0E)).isEmpty();
    }

    @Test
    void countsAtTheLimitAndOneBeyond() {
        byte[] most = new FileHeader(FileOp.CHUNK, 0, 65535, 1, 65536, 0).encode();
        assertThat(FileHeader.decode(most)).isPresent();
        most[11] = 1;
        assertThat(FileHeader.decode(most)).as("65537 chunks").isEmpty();
        byte[] outside = new FileHeader(FileOp.CHUNK, 0, 4, 1, 5, 0).encode();
        outside[3] = 5;
        assertThat(FileHeader.decode(outside)).as("chunk 5 of 5").isEmpty();
        byte[] negative = new FileHeader(FileOp.CHUNK, 0, 0, 1, 0, 0).encode();
        negative[8] = (byte) 0x80;
        assertThat(FileHeader.decode(negative)).as("2^31 chunks").isEmpty();
        assertThat(FileHeader.decode(new byte[15])).isEmpty();
        assertThatThrownBy(() -> new FileHeader(FileOp.CHUNK, 0, 5, 1, 5, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FileHeader(FileOp.CHUNK, 256, 0, 1, 5, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
