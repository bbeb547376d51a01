package com.hookprobe.htp.file.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.file.core.FileMessage.Decoded;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FileMessageTest {
    @Provide
    Arbitrary<FileMessage> messages() {
        return MessageArbitraries.messages();
    }

    /** Headers and forms that are sound more often than chance would have it, and any body. */
    @Provide
    Arbitrary<byte[]> nearly() {
        Arbitrary<byte[]> body = Arbitraries.bytes().array(byte[].class).ofMaxSize(160);
        Arbitrary<byte[]> sparse = Arbitraries.oneOf(Arbitraries.just((byte) 0), Arbitraries.bytes())
                .array(byte[].class)
                .ofMaxSize(160);
        return Combinators.combine(
                        Arbitraries.integers().between(0x2F, 0x39),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.of(0, 0, 0, 0x40, 0x98, 0xFF),
                        Arbitraries.oneOf(body, sparse))
                .as((op, form, flags, rest) -> {
                    byte[] message = new byte[17 + rest.length];
                    message[0] = op.byteValue();
                    message[1] = flags.byteValue();
                    message[16] = form.byteValue();
                    System.arraycopy(rest, 0, message, 17, rest.length);
                    return message;
                });
    }

    @Property(tries = 400)
    void whatIsEncodedDecodesToTheSame(@ForAll("messages") FileMessage message) {
        byte[] bytes = message.encode();
        assertThat(FileMessage.decode(bytes)).isInstanceOfSatisfying(Decoded.Sound.class, sound -> {
            assertThat(sound.message().encode()).isEqualTo(bytes);
            assertThat(sound.message().header()).isEqualTo(message.header());
            assertThat(sound.message().from()).isEqualTo(message.from());
            assertThat(sound.message()).hasSameClassAs(message);
        });
    }

    @Property(tries = 400)
    void anyBytesAreAMessageInItsOneFormOrRefused(@ForAll byte[] bytes) {
        check(bytes);
    }

    @Property(tries = 2000)
    void nearlySoundBytesAreAMessageInItsOneFormOrRefused(@ForAll("nearly") byte[] bytes) {
        check(bytes);
    }

    @Property(tries = 400)
    void aFlippedBitIsAnotherMessageOrRefused(
            @ForAll("messages") FileMessage message, @ForAll int position, @ForAll int bit) {
        byte[] bytes = message.encode();
        bytes[Math.floorMod(position, bytes.length)] ^= (byte) (1 << Math.floorMod(bit, 8));
        check(bytes);
    }

    @Property(tries = 400)
    void shorterAndLongerMessagesAreNotTheSameMessage(@ForAll("messages") FileMessage message, @ForAll int cut) {
        byte[] bytes = message.encode();
        check(Arrays.copyOf(bytes, Math.floorMod(cut, bytes.length)));
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        check(longer);
        if (!(message instanceof ChunkData)) {
            assertThat(FileMessage.decode(longer)).isNotInstanceOf(Decoded.Sound.class);
        }
    }

    private static void check(byte[] bytes) {
        Decoded decoded = FileMessage.decode(bytes.clone());
        if (decoded instanceof Decoded.Sound sound) {
            byte[] again = sound.message().encode();
            // One leading '/' of a path is the only thing that has two spellings.
            assertThat(again.length).isBetween(bytes.length - 1, bytes.length);
            if (again.length == bytes.length) {
                assertThat(again).isEqualTo(bytes);
            } else {
                assertThat(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1))
                        .contains("/");
            }
        } else if (decoded instanceof Decoded.Refused refused) {
            assertThat(new ErrorMessage(
                            Role.ANSWERER, refused.fileId(), refused.code(), refused.op(), refused.reason()))
                    .isNotNull();
        } else {
            assertThat(bytes.length <= 16 || FileHeader.decode(bytes).isEmpty() || (bytes[16] & 0xFC) != 0)
                    .isTrue();
        }
    }
}
