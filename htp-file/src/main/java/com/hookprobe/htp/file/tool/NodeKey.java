package com.hookprobe.htp.file.tool;

import com.hookprobe.htp.KemKeyPair;
import com.hookprobe.htp.LocalIdentity;
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
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** A node's secrets: a file of 96 bytes (node id, Ed25519 seed, X-Wing seed) that only its owner may read. */
final class NodeKey implements LocalIdentity {
    private static final int PART_BYTES = 32;
    private static final int BYTES = 3 * PART_BYTES;

    private final byte[] nodeId;
    private final Ed25519PrivateKeyParameters identity;
    private final KemKeyPair kem;

    private NodeKey(byte[] secrets) {
        this.nodeId = Arrays.copyOf(secrets, PART_BYTES);
        this.identity = new Ed25519PrivateKeyParameters(secrets, PART_BYTES);
        this.kem = KemKeyPair.fromSeed(Arrays.copyOfRange(secrets, 2 * PART_BYTES, BYTES));
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
            return new NodeKey(secrets);
        } finally {
            Arrays.fill(secrets, (byte) 0);
        }
    }

    NodeCard card(String address) {
        return new NodeCard(nodeId(), identity.generatePublicKey().getEncoded(), kem.publicKey(), address);
    }

    KemKeyPair kem() {
        return kem;
    }

    @Override
    public byte[] nodeId() {
        return nodeId.clone();
    }

    @Override
    public byte[] sign(byte[] message) {
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(true, identity);
        signer.update(message, 0, message.length);
        return signer.generateSignature();
    }
}
