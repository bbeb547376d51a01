package com.hookprobe.htp.file.tool;

import com.hookprobe.htp.DeviceKey;
import com.hookprobe.htp.KemKeyPair;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;

/**
 * A node's secrets: a file of 64 bytes (Ed25519 seed, X-Wing seed) that only its owner may read.
 *
 * @param device who it is
 * @param kem by what it is reached
 */
record NodeKey(DeviceKey device, KemKeyPair kem) {
    private static final int SEED_BYTES = 32;
    private static final int BYTES = 2 * SEED_BYTES;

    private static NodeKey of(byte[] secrets) {
        return new NodeKey(
                DeviceKey.fromSeed(Arrays.copyOf(secrets, SEED_BYTES)),
                KemKeyPair.fromSeed(Arrays.copyOfRange(secrets, SEED_BYTES, BYTES)));
    }

    /** Reads a key, or makes it when there is none. */
    static NodeKey readOrMake(Path file) throws IOException {
        if (!Files.exists(file)) {
            make(file);
        }
        return read(file);
    }

    private static void make(Path file) throws IOException {
        byte[] secrets = new byte[BYTES];
        new SecureRandom().nextBytes(secrets);
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Set<StandardOpenOption> fresh = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var out = Files.newByteChannel(file, fresh, ownerOnly)) {
            out.write(java.nio.ByteBuffer.wrap(secrets));
        } catch (FileAlreadyExistsException another) {
            // Another process was quicker; its key is as good.
            return;
        } finally {
            Arrays.fill(secrets, (byte) 0);
        }
    }

    static NodeKey read(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (permissions.contains(PosixFilePermission.GROUP_READ)
                || permissions.contains(PosixFilePermission.OTHERS_READ)) {
            throw new IOException(file + " is a key: expected mode 600, found "
                    + PosixFilePermissions.toString(permissions) + "; if nobody else has read it, chmod 600 it");
        }
        if (Files.size(file) != BYTES) {
            throw new IOException(file + " is not a key: expected " + BYTES + " bytes, found " + Files.size(file)
                    + "; delete it to have a new one made");
        }
        byte[] secrets = Files.readAllBytes(file);
        try {
            return of(secrets);
        } finally {
            Arrays.fill(secrets, (byte) 0);
        }
    }

    NodeCard card(String address) {
        return new NodeCard(device.publicKey(), kem.publicKey(), address);
    }
}
