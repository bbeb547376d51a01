package com.hookprobe.identity;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Cost of turning a passphrase into a key: Argon2id version 0x13 (RFC 9106).
 *
 * @param memoryKiB 8 * parallelism .. 262144, so that a changed file cannot ask for more memory than a node has
 * @param iterations 1..64
 * @param parallelism 1..16
 */
record KdfCost(int memoryKiB, int iterations, int parallelism) {
    /** identity 7.3: "m = 19 MiB, t = 2, p = 1", as OWASP advises. */
    static final KdfCost DEFAULT = new KdfCost(19 * 1024, 2, 1);

    static final int SALT_BYTES = 16;
    static final int KEY_BYTES = 32;
    static final int MEMORY_KIB_MAX = 256 * 1024;
    static final int ITERATIONS_MAX = 64;
    static final int PARALLELISM_MAX = 16;
    private static final int PASSPHRASE_CHARS_MAX = 1024;

    KdfCost {
        if (!isValid(memoryKiB, iterations, parallelism)) {
            throw new IllegalArgumentException(
                    "Argon2 cost out of range: " + memoryKiB + " KiB, " + iterations + ", " + parallelism);
        }
    }

    static boolean isValid(long memoryKiB, long iterations, long parallelism) {
        return parallelism >= 1
                && parallelism <= PARALLELISM_MAX
                && iterations >= 1
                && iterations <= ITERATIONS_MAX
                && memoryKiB >= 8 * parallelism
                && memoryKiB <= MEMORY_KIB_MAX;
    }

    /** Derives 32 bytes; the caller overwrites them. */
    byte[] derive(char[] passphrase, byte[] salt) {
        return derive(passphrase, salt, new byte[0]);
    }

    /** Derives 32 bytes with associated data (X of RFC 9106), which keeps one use apart from another. */
    byte[] derive(char[] passphrase, byte[] salt, byte[] associated) {
        byte[] utf8 = utf8(passphrase);
        try {
            Argon2Parameters parameters = new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withAdditional(associated)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(memoryKiB)
                    .withIterations(iterations)
                    .withParallelism(parallelism)
                    .withSalt(salt)
                    .build();
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(parameters);
            byte[] key = new byte[KEY_BYTES];
            generator.generateBytes(utf8, key);
            return key;
        } finally {
            Arrays.fill(utf8, (byte) 0);
        }
    }

    private static byte[] utf8(char[] passphrase) {
        if (passphrase.length == 0 || passphrase.length > PASSPHRASE_CHARS_MAX) {
            throw new IllegalArgumentException(
                    "passphrase: expected 1 to " + PASSPHRASE_CHARS_MAX + " characters, found " + passphrase.length);
        }
        ByteBuffer encoded;
        try {
            // Two passphrases with different broken characters must not become the same bytes.
            encoded = StandardCharsets.UTF_8
                    .newEncoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(passphrase));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("passphrase: expected well-formed text", e);
        }
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        Arrays.fill(encoded.array(), (byte) 0);
        return bytes;
    }
}
