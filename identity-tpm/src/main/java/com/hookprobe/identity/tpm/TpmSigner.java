package com.hookprobe.identity.tpm;

import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.KeyProtectorException;
import com.hookprobe.identity.KeyProtectorException.Kind;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Signer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import tss.tpm.CreateResponse;
import tss.tpm.HashResponse;
import tss.tpm.QuoteResponse;
import tss.tpm.SequenceCompleteResponse;
import tss.tpm.TPMA_OBJECT;
import tss.tpm.TPMS_ECC_PARMS;
import tss.tpm.TPMS_ECC_POINT;
import tss.tpm.TPMS_NULL_KDF_SCHEME;
import tss.tpm.TPMS_NULL_SIG_SCHEME;
import tss.tpm.TPMS_PCR_SELECTION;
import tss.tpm.TPMS_SCHEME_ECDSA;
import tss.tpm.TPMS_SENSITIVE_CREATE;
import tss.tpm.TPMS_SIGNATURE_ECC;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPMT_SYM_DEF_OBJECT;
import tss.tpm.TPMT_TK_HASHCHECK;
import tss.tpm.TPMU_SIGNATURE;
import tss.tpm.TPM_ALG_ID;
import tss.tpm.TPM_ECC_CURVE;
import tss.tpm.TPM_HANDLE;

/**
 * A signing key on P-256 that was made in a TPM and cannot leave it. It signs messages and quotes; being restricted, it signs
 * no message that begins as a quote does, so nobody can have a quote signed as a message. Safe for use by many threads.
 */
public final class TpmSigner implements Signer {
    /** Longest form of a key outside its chip. */
    public static final int BLOB_BYTES_MAX = TpmBlob.BYTES_MAX;

    private static final int CHUNK_BYTES = 1024;

    private final Tpm tpm;
    private final TpmBlob blob;
    private final TpmPublicKey key;

    private TpmSigner(Tpm tpm, TpmBlob blob, TpmPublicKey key) {
        this.tpm = tpm;
        this.blob = blob;
        this.key = key;
    }

    /**
     * Makes a new key.
     *
     * @param tpm stays the caller's, who closes it
     */
    public static TpmSigner create(Tpm tpm) throws KeyProtectorException {
        TpmBlob made = tpm.run(commands -> {
            TPM_HANDLE parent = Tpm.storageKey(commands);
            try {
                CreateResponse created = commands.Create(
                        parent,
                        new TPMS_SENSITIVE_CREATE(new byte[0], new byte[0]),
                        template(),
                        new byte[0],
                        new TPMS_PCR_SELECTION[0]);
                return TpmBlob.of(created.outPublic, created.outPrivate);
            } finally {
                commands.FlushContext(parent);
            }
        });
        return new TpmSigner(tpm, made, key(made));
    }

    /**
     * Takes a key that was made here before.
     *
     * @param blob of {@link #blob}
     * @throws KeyProtectorException OTHER_CHIP, MALFORMED, UNAVAILABLE or FAILED
     */
    public static TpmSigner load(Tpm tpm, byte[] blob) throws KeyProtectorException {
        TpmBlob wrapped = TpmBlob.decode(blob);
        TpmPublicKey key = key(wrapped);
        tpm.run(commands -> {
            commands.FlushContext(Tpm.load(commands, wrapped));
            return key;
        });
        return new TpmSigner(tpm, wrapped, key);
    }

    private static TPMT_PUBLIC template() {
        return new TPMT_PUBLIC(
                TPM_ALG_ID.SHA256,
                new TPMA_OBJECT(
                        TPMA_OBJECT.fixedTPM,
                        TPMA_OBJECT.fixedParent,
                        TPMA_OBJECT.sensitiveDataOrigin,
                        TPMA_OBJECT.userWithAuth,
                        TPMA_OBJECT.noDA,
                        TPMA_OBJECT.restricted,
                        TPMA_OBJECT.sign),
                new byte[0],
                new TPMS_ECC_PARMS(
                        new TPMT_SYM_DEF_OBJECT(TPM_ALG_ID.NULL, 0, TPM_ALG_ID.NULL),
                        new TPMS_SCHEME_ECDSA(TPM_ALG_ID.SHA256),
                        TPM_ECC_CURVE.NIST_P256,
                        new TPMS_NULL_KDF_SCHEME()),
                new TPMS_ECC_POINT(new byte[0], new byte[0]));
    }

    private static TpmPublicKey key(TpmBlob blob) throws KeyProtectorException {
        try {
            return TpmPublicKey.decode(blob.publicArea());
        } catch (QuoteException e) {
            throw new KeyProtectorException(Kind.MALFORMED, String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns the key as it is kept outside: worth nothing without its chip. A new copy, up to {@link #BLOB_BYTES_MAX}. */
    public byte[] blob() {
        return blob.encode();
    }

    /** Returns the public half with the attributes that the chip gives it. */
    public TpmPublicKey key() {
        return key;
    }

    @Override
    public Algorithm algorithm() {
        return Algorithm.ECDSA_P256_SHA256;
    }

    @Override
    public byte[] publicKey() {
        return key.point();
    }

    @Override
    public byte[] sign(byte[] message) throws GeneralSecurityException {
        try {
            byte[] signature = tpm.run(commands -> {
                Hashed hashed = hash(commands, message);
                TPM_HANDLE loaded = Tpm.load(commands, blob);
                try {
                    return rs(commands.Sign(loaded, hashed.digest, new TPMS_NULL_SIG_SCHEME(), hashed.ticket));
                } finally {
                    commands.FlushContext(loaded);
                }
            });
            if (!key.verify(message, signature)) {
                throw new GeneralSecurityException("TPM: expected a signature of " + key + ", found another");
            }
            return signature;
        } catch (KeyProtectorException e) {
            throw new GeneralSecurityException(e.getMessage(), e);
        }
    }

    private record Hashed(byte[] digest, TPMT_TK_HASHCHECK ticket) {}

    /** Hashed in the chip: only so does a restricted key sign it. */
    private static Hashed hash(tss.Tpm commands, byte[] message) {
        if (message.length <= CHUNK_BYTES) {
            // A sequence gives no ticket for less than 4 bytes.
            HashResponse hashed = commands.Hash(message, TPM_ALG_ID.SHA256, TPM_HANDLE.OWNER);
            return new Hashed(hashed.outHash, hashed.validation);
        }
        TPM_HANDLE sequence = commands.HashSequenceStart(new byte[0], TPM_ALG_ID.SHA256);
        int at = 0;
        while (message.length - at > CHUNK_BYTES) {
            commands.SequenceUpdate(sequence, Arrays.copyOfRange(message, at, at + CHUNK_BYTES));
            at += CHUNK_BYTES;
        }
        SequenceCompleteResponse last =
                commands.SequenceComplete(sequence, Arrays.copyOfRange(message, at, message.length), TPM_HANDLE.OWNER);
        return new Hashed(last.result, last.validation);
    }

    /**
     * Quotes PCRs 0, 1, 2, 3 and 7 of the SHA-256 bank.
     *
     * @param nonce of the verifier, 16..64 bytes
     * @param node in whose name
     * @throws KeyProtectorException UNAVAILABLE, OTHER_CHIP, FAILED; OTHER_STATE when a PCR changed meanwhile
     */
    public QuoteRecord quote(byte[] nonce, NodeId node) throws KeyProtectorException {
        byte[] qualifier = QuoteVerifier.qualifier(nonce, node);
        return tpm.run(commands -> {
            PcrValues pcrs = tpm.pcrs(commands);
            TPM_HANDLE loaded = Tpm.load(commands, blob);
            try {
                QuoteResponse quoted = commands.Quote(loaded, qualifier, new TPMS_NULL_SIG_SCHEME(), Tpm.selection());
                QuoteRecord record = new QuoteRecord(key.encode(), quoted.quoted.toBytes(), rs(quoted.signature), pcrs);
                QuoteVerifier.verify(record, nonce, node, key, pcrs);
                return record;
            } catch (QuoteException e) {
                throw new KeyProtectorException(
                        e.kind() == QuoteException.Kind.PCR_VALUES ? Kind.OTHER_STATE : Kind.FAILED,
                        "TPM: its quote is not good: " + e.getMessage(),
                        e);
            } finally {
                commands.FlushContext(loaded);
            }
        });
    }

    /** Binds a node to this key; both sign. */
    public TpmBinding bind(NodeId node, DeviceKey device) throws GeneralSecurityException {
        return TpmBinding.create(node, device, key, this);
    }

    private static byte[] rs(TPMU_SIGNATURE signature) throws KeyProtectorException {
        if (!(signature instanceof TPMS_SIGNATURE_ECC ecdsa)
                || ecdsa.signatureR.length > 32
                || ecdsa.signatureS.length > 32) {
            throw new KeyProtectorException(Kind.FAILED, "TPM: expected an ECDSA signature on P-256, found another");
        }
        byte[] rs = new byte[64];
        System.arraycopy(TpmPublicKey.padded(ecdsa.signatureR), 0, rs, 0, 32);
        System.arraycopy(TpmPublicKey.padded(ecdsa.signatureS), 0, rs, 32, 32);
        return rs;
    }

    @Override
    public String toString() {
        return "TpmSigner[" + key + "]";
    }
}
