package com.hookprobe.qsecbit.learning.tool;

import com.hookprobe.qsecbit.federation.SignatureSigner;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * A signing key of the command line: PKCS#8 in PEM, as other tools write it (RFC 8410). A node signs with the key in its keystore
 * instead.
 */
final class Ed25519Key {
    private static final byte[] PKCS8_HEAD = HexFormat.of().parseHex("302e020100300506032b657004220420");
    private static final int FILE_BYTES_MAX = 1_024;

    private final byte[] seed;
    private final byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];

    /** Of a seed of 32 bytes. */
    Ed25519Key(byte[] seed) {
        this.seed = seed.clone();
        Ed25519.generatePublicKey(seed, 0, publicKey, 0);
    }

    static Ed25519Key read(Path file) throws IOException {
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw new IOException(file + ": expected a key of at most " + FILE_BYTES_MAX + " bytes");
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII)
                .replace("-----BEGIN PRIVATE KEY-----", "")
                .replace("-----END PRIVATE KEY-----", "")
                .replaceAll("\\s", "");
        byte[] der;
        try {
            der = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            der = new byte[0];
        }
        if (der.length != PKCS8_HEAD.length + Ed25519.SECRET_KEY_SIZE
                || !Arrays.equals(PKCS8_HEAD, 0, PKCS8_HEAD.length, der, 0, PKCS8_HEAD.length)) {
            throw new IOException(file + ": expected an Ed25519 key as PKCS#8 in PEM; make one with"
                    + " 'hookprobe learning keygen --out FILE'");
        }
        return new Ed25519Key(Arrays.copyOfRange(der, PKCS8_HEAD.length, der.length));
    }

    /** Writes it where no file is, readable by its owner only. */
    void write(Path file) throws IOException {
        byte[] der = Arrays.copyOf(PKCS8_HEAD, PKCS8_HEAD.length + seed.length);
        System.arraycopy(seed, 0, der, PKCS8_HEAD.length, seed.length);
        String text = "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(der)
                + "\n-----END PRIVATE KEY-----\n";
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, text, StandardCharsets.US_ASCII);
        } else {
            Files.writeString(file, text, StandardCharsets.US_ASCII, StandardOpenOption.CREATE_NEW);
        }
    }

    byte[] publicKey() {
        return publicKey.clone();
    }

    SignatureSigner signer() {
        return message -> {
            byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
            Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
            return signature;
        };
    }

    SignatureVerifier verifier() {
        return verifier(publicKey);
    }

    static SignatureVerifier verifier(byte[] publicKey) {
        byte[] key = publicKey.clone();
        return (message, signature) -> signature.length == Ed25519.SIGNATURE_SIZE
                && Ed25519.validatePublicKeyFull(key, 0)
                && Ed25519.validatePublicKeyPartial(signature, 0)
                && Ed25519.verify(signature, 0, key, 0, message, 0, message.length);
    }
}
