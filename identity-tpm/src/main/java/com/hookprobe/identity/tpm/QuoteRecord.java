package com.hookprobe.identity.tpm;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a node shows of its TPM: the values of its PCRs, and the chip's signature over them; big-endian.
 *
 * <pre>
 * size  field
 *    4  magic "HPTQ"
 *    1  version = 1
 * 2, n  public area of the key (TPMT_PUBLIC), n up to 256
 * 2, a  what the chip signed (TPMS_ATTEST), a up to 512
 *   64  signature r || s
 *  160  values of PCRs 0, 1, 2, 3 and 7 of the SHA-256 bank
 * </pre>
 *
 * <p>Decoding looks at the form only; {@link QuoteVerifier} at everything else. Immutable.
 */
public final class QuoteRecord {
    /** Longest record in bytes. */
    public static final int BYTES_MAX = 4 + 1 + 2 + TpmPublicKey.BYTES_MAX + 2 + Attestation.BYTES_MAX + 64 + 160;

    private static final byte[] MAGIC = "HPTQ".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int SIGNATURE_BYTES = 64;

    private final byte[] publicArea;
    private final byte[] attest;
    private final byte[] signature;
    private final PcrValues pcrs;

    QuoteRecord(byte[] publicArea, byte[] attest, byte[] signature, PcrValues pcrs) {
        this.publicArea = publicArea.clone();
        this.attest = attest.clone();
        this.signature = signature.clone();
        this.pcrs = pcrs;
    }

    /**
     * Reads a record.
     *
     * @throws QuoteException FORMAT or VERSION
     */
    public static QuoteRecord decode(byte[] record) throws QuoteException {
        TpmReader in = new TpmReader("TPM quote", record, BYTES_MAX);
        header(in, MAGIC, VERSION, "TPM quote");
        byte[] publicArea = in.sized("public area", TpmPublicKey.BYTES_MAX);
        byte[] attest = in.sized("attestation", Attestation.BYTES_MAX);
        byte[] signature = in.bytes("signature", SIGNATURE_BYTES);
        List<byte[]> values = new ArrayList<>();
        for (int index : PcrValues.INDEXES) {
            values.add(in.bytes("PCR " + index, PcrValues.VALUE_BYTES));
        }
        in.end();
        return new QuoteRecord(publicArea, attest, signature, PcrValues.of(values));
    }

    static void header(TpmReader in, byte[] magic, int version, String what) throws QuoteException {
        if (!Arrays.equals(in.bytes("magic", magic.length), magic)) {
            throw in.malformed("expected another first " + magic.length + " bytes: this is none");
        }
        int found = in.u8("version");
        if (found != version) {
            throw new QuoteException(
                    QuoteException.Kind.VERSION, what + ": expected version " + version + ", found " + found);
        }
    }

    /** Returns the record; a new copy. */
    public byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(MAGIC);
        out.write(VERSION);
        out.writeBytes(sized(publicArea));
        out.writeBytes(sized(attest));
        out.writeBytes(signature);
        PcrValues.INDEXES.forEach(index -> out.writeBytes(pcrs.value(index)));
        return out.toByteArray();
    }

    static byte[] sized(byte[] bytes) {
        return ByteBuffer.allocate(2 + bytes.length)
                .putShort((short) bytes.length)
                .put(bytes)
                .array();
    }

    byte[] publicArea() {
        return publicArea;
    }

    byte[] attest() {
        return attest;
    }

    byte[] signature() {
        return signature;
    }

    /** The values that the node says its PCRs have; a verifier holds them against what the chip signed. */
    public PcrValues pcrs() {
        return pcrs;
    }
}
