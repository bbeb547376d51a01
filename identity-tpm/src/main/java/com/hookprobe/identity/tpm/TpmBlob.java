package com.hookprobe.identity.tpm;

import com.hookprobe.identity.KeyProtectorException;
import java.nio.ByteBuffer;
import tss.tpm.TPM2B_PRIVATE;
import tss.tpm.TPMT_PUBLIC;

/**
 * What a TPM gives out to be kept outside: u8 1, then public area and wrapped private part, each behind a length of 2 bytes,
 * big-endian. Useless without the chip.
 */
record TpmBlob(byte[] publicArea, byte[] privatePart) {
    private static final int VERSION = 1;
    private static final int PUBLIC_BYTES_MAX = TpmPublicKey.BYTES_MAX;
    private static final int PRIVATE_BYTES_MAX = 512;
    static final int BYTES_MAX = 1 + 2 + PUBLIC_BYTES_MAX + 2 + PRIVATE_BYTES_MAX;

    static TpmBlob of(TPMT_PUBLIC area, TPM2B_PRIVATE wrapped) {
        return new TpmBlob(area.toBytes(), wrapped.buffer);
    }

    static TpmBlob decode(byte[] bytes) throws KeyProtectorException {
        try {
            TpmReader in = new TpmReader("TPM blob", bytes, BYTES_MAX);
            in.expect("version", VERSION, in.u8("version"));
            byte[] area = in.sized("public area", PUBLIC_BYTES_MAX);
            byte[] wrapped = in.sized("private part", PRIVATE_BYTES_MAX);
            in.end();
            return new TpmBlob(area, wrapped);
        } catch (QuoteException e) {
            throw new KeyProtectorException(KeyProtectorException.Kind.MALFORMED, String.valueOf(e.getMessage()), e);
        }
    }

    byte[] encode() {
        return ByteBuffer.allocate(5 + publicArea.length + privatePart.length)
                .put((byte) VERSION)
                .putShort((short) publicArea.length)
                .put(publicArea)
                .putShort((short) privatePart.length)
                .put(privatePart)
                .array();
    }

    TPMT_PUBLIC tpmPublic() {
        return TPMT_PUBLIC.fromBytes(publicArea);
    }

    TPM2B_PRIVATE tpmPrivate() {
        return new TPM2B_PRIVATE(privatePart);
    }
}
