package com.hookprobe.identity.tpm;

import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.Ed25519;
import com.hookprobe.identity.Labelled;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Signer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * Binds a node to the key of its TPM: each has signed for the other; big-endian.
 *
 * <pre>
 * size  field
 *    4  magic "HPTB"
 *    1  version = 1
 *   32  node id
 *   32  Ed25519 device key, the current one
 * 2, n  public area of the TPM's key, n up to 256
 *   64  signature of the device key over BINDING_DEVICE label || 00 || all before
 *   64  signature of the TPM's key over BINDING_CHIP label || 00 || all before
 * </pre>
 *
 * <p>Each in memory carries good signatures. Whether the device key is the node's, its card or the registry says. Immutable.
 */
public final class TpmBinding {
    /** Longest record in bytes. */
    public static final int BYTES_MAX = 4 + 1 + 32 + 32 + 2 + TpmPublicKey.BYTES_MAX + 64 + 64;

    private static final byte[] MAGIC = "HPTB".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int SIGNATURE_BYTES = 64;

    private final NodeId node;
    private final byte[] deviceKey;
    private final TpmPublicKey chipKey;
    private final byte[] encoded;

    private TpmBinding(NodeId node, byte[] deviceKey, TpmPublicKey chipKey, byte[] encoded) {
        this.node = node;
        this.deviceKey = deviceKey;
        this.chipKey = chipKey;
        this.encoded = encoded;
    }

    /** Makes and signs a binding; {@code chip} signs with {@code chipKey}. */
    static TpmBinding create(NodeId node, DeviceKey device, TpmPublicKey chipKey, Signer chip)
            throws GeneralSecurityException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(MAGIC);
        out.write(VERSION);
        out.writeBytes(node.bytes());
        out.writeBytes(device.publicKey());
        out.writeBytes(QuoteRecord.sized(chipKey.encode()));
        out.writeBytes(device.sign(Labelled.bytes(TpmLabels.BINDING_DEVICE, out.toByteArray())));
        out.writeBytes(chip.sign(Labelled.bytes(TpmLabels.BINDING_CHIP, out.toByteArray())));
        return new TpmBinding(node, device.publicKey(), chipKey, out.toByteArray());
    }

    /**
     * Reads and verifies a binding.
     *
     * @throws QuoteException FORMAT, VERSION, KEY_ATTRIBUTES or SIGNATURE
     */
    public static TpmBinding decode(byte[] record) throws QuoteException {
        TpmReader in = new TpmReader("TPM binding", record, BYTES_MAX);
        QuoteRecord.header(in, MAGIC, VERSION, "TPM binding");
        NodeId node = NodeId.of(in.bytes("node id", NodeId.BYTES));
        byte[] deviceKey = in.bytes("device key", Ed25519.PUBLIC_KEY_BYTES);
        TpmPublicKey chipKey = TpmPublicKey.decode(in.sized("public area", TpmPublicKey.BYTES_MAX));
        int body = in.position();
        byte[] device = in.bytes("device key's signature", SIGNATURE_BYTES);
        int signed = in.position();
        byte[] chip = in.bytes("TPM key's signature", SIGNATURE_BYTES);
        in.end();
        byte[] forDevice = Labelled.bytes(TpmLabels.BINDING_DEVICE, Arrays.copyOf(record, body));
        byte[] forChip = Labelled.bytes(TpmLabels.BINDING_CHIP, Arrays.copyOf(record, signed));
        if (!Ed25519.isValidPublicKey(deviceKey)
                || !Ed25519.verify(deviceKey, forDevice, device)
                || !chipKey.verify(forChip, chip)) {
            throw new QuoteException(
                    QuoteException.Kind.SIGNATURE, "TPM binding: expected signatures of both keys, found another");
        }
        return new TpmBinding(node, deviceKey, chipKey, record.clone());
    }

    /** Returns the record; a new copy. */
    public byte[] encode() {
        return encoded.clone();
    }

    /** Returns the node. */
    public NodeId node() {
        return node;
    }

    /** Returns the Ed25519 key that signed, 32 bytes; a new copy. */
    public byte[] deviceKey() {
        return deviceKey.clone();
    }

    /** Returns the key of the node's TPM. */
    public TpmPublicKey chipKey() {
        return chipKey;
    }

    @Override
    public String toString() {
        return "TpmBinding[" + node.shortHex() + " " + chipKey + "]";
    }
}
