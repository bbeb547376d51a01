package com.hookprobe.htp.file.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ChunkBytesTest {
    private static final byte[] CONTENT = {1, 2, 3, 4, 5};

    private static ChunkData message(ChunkBytes bytes) {
        return new ChunkData(Role.ANSWERER, 7, 3, 9, 0x01020304, bytes);
    }

    @Test
    void whatWasReadIsItsMessageWithoutACopy() throws IOException {
        ChunkBytes read = ChunkBytes.read(5, into -> into.put(CONTENT));
        byte[] message = message(read).encode();
        assertThat(message).isEqualTo(message(ChunkBytes.of(CONTENT)).encode());
        assertThat(message(read).encode()).isSameAs(message);
        assertThat(read.copy()).isEqualTo(CONTENT);
        assertThat(read.length()).isEqualTo(5);
    }

    @Test
    void whatCameIsAPartOfItsMessageWhichStaysAsItIs() {
        byte[] message = message(ChunkBytes.of(CONTENT)).encode();
        byte[] before = message.clone();
        ChunkData came = (ChunkData) ((FileMessage.Decoded.Sound) FileMessage.decode(message)).message();
        assertThat(came).isEqualTo(message(ChunkBytes.of(CONTENT)));
        assertThat(came.data().buffer().array()).isSameAs(message);
        byte[] passedOn = new ChunkData(Role.REQUESTER, 8, 0, 1, 0, came.data()).encode();
        assertThat(message).isEqualTo(before);
        assertThat(Arrays.copyOfRange(passedOn, 17, 22)).isEqualTo(CONTENT);
    }

    @Test
    void bytesAreEqualWhereverTheyStand() throws IOException {
        ChunkBytes read = ChunkBytes.read(5, into -> into.put(CONTENT));
        assertThat(read).isEqualTo(ChunkBytes.of(CONTENT)).hasSameHashCodeAs(ChunkBytes.of(CONTENT));
        assertThat(read).isNotEqualTo(ChunkBytes.of(new byte[5]));
    }
}
