package com.hookprobe.identity.tpm;

import com.hookprobe.identity.KeyProtector;
import com.hookprobe.identity.KeyProtectorException;
import com.hookprobe.identity.KeyProtectorException.Kind;
import com.hookprobe.identity.Secret;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import tss.tpm.CreateResponse;
import tss.tpm.TPM2B_DIGEST_KEYEDHASH;
import tss.tpm.TPMA_OBJECT;
import tss.tpm.TPMS_KEYEDHASH_PARMS;
import tss.tpm.TPMS_NULL_SCHEME_KEYEDHASH;
import tss.tpm.TPMS_PCR_SELECTION;
import tss.tpm.TPMS_SENSITIVE_CREATE;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPMT_SYM_DEF;
import tss.tpm.TPM_ALG_ID;
import tss.tpm.TPM_HANDLE;
import tss.tpm.TPM_SE;

/**
 * A keystore's slot in a TPM: the slot's key is sealed in the chip to what PCRs 0, 1, 2, 3 and 7 are now. It opens with this
 * chip only, and only while they are the same. Safe for use by many threads.
 */
public final class TpmProtector implements KeyProtector {
    /** As it stands in the slot. */
    public static final String NAME = "tpm2";

    private static final int POLICY_PCR = 0x0000017F;
    private static final int KEY_BYTES = 32;

    private final Tpm tpm;

    /** @param tpm stays the caller's, who closes it */
    public TpmProtector(Tpm tpm) {
        this.tpm = tpm;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte[] wrap(Secret key) throws KeyProtectorException {
        if (key.length() != KEY_BYTES) {
            throw new IllegalArgumentException("expected a key of " + KEY_BYTES + " bytes, found " + key.length());
        }
        byte[] wrapped = tpm.run(commands -> key.use(bytes -> seal(commands, bytes, tpm.pcrs(commands))))
                .encode();
        // A slot that does not open is found now, while there is another one.
        try (Secret again = unwrap(wrapped)) {
            if (!again.equals(key)) {
                throw new KeyProtectorException(Kind.FAILED, "TPM: expected what was sealed, found another");
            }
        }
        return wrapped;
    }

    private static TpmBlob seal(tss.Tpm commands, byte[] key, PcrValues pcrs) {
        TPMT_PUBLIC template = new TPMT_PUBLIC(
                TPM_ALG_ID.SHA256,
                // Without userWithAuth only the policy opens it.
                new TPMA_OBJECT(TPMA_OBJECT.fixedTPM, TPMA_OBJECT.fixedParent, TPMA_OBJECT.noDA),
                policy(pcrs),
                new TPMS_KEYEDHASH_PARMS(new TPMS_NULL_SCHEME_KEYEDHASH()),
                new TPM2B_DIGEST_KEYEDHASH(new byte[0]));
        TPM_HANDLE parent = Tpm.storageKey(commands);
        try {
            CreateResponse made = commands.Create(
                    parent,
                    new TPMS_SENSITIVE_CREATE(new byte[0], key),
                    template,
                    new byte[0],
                    new TPMS_PCR_SELECTION[0]);
            return TpmBlob.of(made.outPublic, made.outPrivate);
        } finally {
            commands.FlushContext(parent);
        }
    }

    @Override
    public Secret unwrap(byte[] wrapped) throws KeyProtectorException {
        TpmBlob blob = TpmBlob.decode(wrapped);
        return tpm.run(commands -> {
            TPM_HANDLE sealed = Tpm.load(commands, blob);
            try {
                byte[] key = unseal(commands, sealed);
                if (key.length != KEY_BYTES) {
                    throw new KeyProtectorException(
                            Kind.MALFORMED, "TPM: expected " + KEY_BYTES + " sealed bytes, found " + key.length);
                }
                return Secret.moved(key);
            } finally {
                commands.FlushContext(sealed);
            }
        });
    }

    private static byte[] unseal(tss.Tpm commands, TPM_HANDLE sealed) {
        byte[] nonce = new byte[16];
        new SecureRandom().nextBytes(nonce);
        TPM_HANDLE session = commands.StartAuthSession(
                        TPM_HANDLE.NULL,
                        TPM_HANDLE.NULL,
                        nonce,
                        new byte[0],
                        TPM_SE.POLICY,
                        new TPMT_SYM_DEF(TPM_ALG_ID.NULL, 0, TPM_ALG_ID.NULL),
                        TPM_ALG_ID.SHA256)
                .handle;
        try {
            commands.PolicyPCR(session, new byte[0], Tpm.selection());
            return commands._withSession(session).Unseal(sealed);
        } finally {
            commands.FlushContext(session);
        }
    }

    /** TPM 2.0 Library Part 3, PolicyPCR: H(32 zero bytes || command code || selection || digest of the PCRs). */
    static byte[] policy(PcrValues pcrs) {
        byte[] selection = ByteBuffer.allocate(4 + 2 + 1 + PcrValues.SELECT.length)
                .putInt(1)
                .putShort((short) TpmPublicKey.SHA256)
                .put((byte) PcrValues.SELECT.length)
                .put(PcrValues.SELECT)
                .array();
        byte[] command = ByteBuffer.allocate(4).putInt(POLICY_PCR).array();
        return TpmLabels.sha256(new byte[32], command, selection, pcrs.digest());
    }
}
