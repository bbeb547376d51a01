package com.hookprobe.identity.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.hookprobe.identity.KeyProtectorException;
import com.hookprobe.identity.KeyProtectorException.Kind;
import com.hookprobe.identity.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A chip that answers nonsense, or not at all. */
@Timeout(60)
class TpmLinkTest {
    @TempDir
    Path folder;

    /** Answers each command with the same bytes. */
    private static final class Liar extends TpmLink {
        private final byte[] answer;

        private Liar(byte[] answer) {
            this.answer = answer;
        }

        @Override
        byte[] exchange(byte[] command) {
            return answer;
        }

        @Override
        public void close() {}
    }

    private static byte[] answer(int tag, int length, int code, int realLength) {
        return ByteBuffer.allocate(Math.max(10, realLength))
                .putShort((short) tag)
                .putInt(length)
                .putInt(code)
                .array();
    }

    private static void assertKind(Kind kind, byte[] answer) {
        Tpm tpm = new Tpm("liar", new Liar(answer));
        assertThatExceptionOfType(KeyProtectorException.class)
                .isThrownBy(tpm::pcrs)
                .extracting(KeyProtectorException::kind)
                .isEqualTo(kind);
    }

    @Test
    void answersThatAreNoneAreRefused() {
        assertKind(Kind.UNAVAILABLE, new byte[0]);
        assertKind(Kind.UNAVAILABLE, new byte[9]);
        assertKind(Kind.UNAVAILABLE, answer(0x8003, 10, 0, 10));
        assertKind(Kind.UNAVAILABLE, answer(0x8001, 9, 0, 10));
        assertKind(Kind.UNAVAILABLE, answer(0x8001, -1, 0, 10));
        assertKind(Kind.UNAVAILABLE, answer(0x8001, TpmLink.ANSWER_BYTES_MAX + 1, 0, TpmLink.ANSWER_BYTES_MAX + 1));
        assertKind(Kind.UNAVAILABLE, answer(0x8001, 11, 0, 10));
        assertKind(Kind.FAILED, answer(0x8001, 10, 0, 10));
        assertKind(Kind.FAILED, answer(0x8001, 10, 0x101, 10));
        assertKind(Kind.OTHER_CHIP, answer(0x8001, 10, 0x1DF, 10));
        assertKind(Kind.OTHER_STATE, answer(0x8001, 10, 0x99D, 10));
    }

    @Test
    void randomAnswersEndInARefusal() {
        Random random = new Random(1);
        for (int i = 0; i < 3000; i++) {
            byte[] answer = answer(random.nextBoolean() ? 0x8001 : 0x8002, 0, 0, 10 + random.nextInt(200));
            byte[] body = new byte[answer.length - 10];
            random.nextBytes(body);
            System.arraycopy(body, 0, answer, 10, body.length);
            ByteBuffer.wrap(answer).putInt(2, answer.length);
            Tpm tpm = new Tpm("liar", new Liar(answer));
            assertThatExceptionOfType(KeyProtectorException.class)
                    .as(HexFormat.of().formatHex(answer))
                    .isThrownBy(tpm::pcrs);
            assertThatExceptionOfType(KeyProtectorException.class)
                    .isThrownBy(() -> new TpmProtector(tpm).wrap(Secret.copyOf(new byte[32])));
            assertThatExceptionOfType(KeyProtectorException.class).isThrownBy(() -> TpmSigner.create(tpm));
        }
    }

    @Test
    void devicesThatAreNoneAreNamed() throws Exception {
        for (String device : new String[] {
            folder.resolve("tpmrm0").toString(),
            "tcp:",
            "tcp:localhost",
            "tcp:localhost:",
            "tcp:localhost:70000",
            "tcp:x:y"
        }) {
            assertThatExceptionOfType(KeyProtectorException.class)
                    .as(device)
                    .isThrownBy(() -> Tpm.open(device))
                    .extracting(KeyProtectorException::kind)
                    .isEqualTo(Kind.UNAVAILABLE);
        }
    }

    @Test
    void aChipThatHangsUpIsUnavailable() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread hangUp = new Thread(() -> {
                try {
                    server.accept().close();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            hangUp.start();
            try (Tpm tpm = Tpm.open("tcp:127.0.0.1:" + server.getLocalPort())) {
                assertThatExceptionOfType(KeyProtectorException.class)
                        .isThrownBy(tpm::pcrs)
                        .extracting(KeyProtectorException::kind)
                        .isEqualTo(Kind.UNAVAILABLE);
            }
            hangUp.join();
        }
        assertThat(folder).isEmptyDirectory();
    }
}
