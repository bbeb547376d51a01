package com.hookprobe.identity.tpm;

import com.hookprobe.identity.KeyProtectorException;
import com.hookprobe.identity.KeyProtectorException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tss.tpm.PCR_ReadResponse;
import tss.tpm.TPM2B_DIGEST;
import tss.tpm.TPMA_OBJECT;
import tss.tpm.TPMS_ECC_PARMS;
import tss.tpm.TPMS_ECC_POINT;
import tss.tpm.TPMS_NULL_ASYM_SCHEME;
import tss.tpm.TPMS_NULL_KDF_SCHEME;
import tss.tpm.TPMS_PCR_SELECTION;
import tss.tpm.TPMS_SENSITIVE_CREATE;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPMT_SYM_DEF_OBJECT;
import tss.tpm.TPM_ALG_ID;
import tss.tpm.TPM_ECC_CURVE;
import tss.tpm.TPM_HANDLE;

/**
 * A TPM 2.0: a device of Linux, or swtpm over TCP. The owner hierarchy must have no password. Nothing is stored in the chip:
 * keys come from its seed, and what they protect lies in files.
 *
 * <p>Commands go to the chip in clear: who can listen on its bus sees what is unsealed. Safe for use by many threads; one
 * command at a time.
 */
public final class Tpm implements AutoCloseable {
    /** Linux' device that shares the chip among programs. */
    public static final String DEFAULT_DEVICE = "/dev/tpmrm0";

    private static final String TCP = "tcp:";

    private final String name;
    private final TpmLink link;

    Tpm(String name, TpmLink link) {
        this.name = name;
        this.link = link;
    }

    /** Commands in a row, between which nobody else gets at the chip here. */
    interface Work<T> {
        T with(tss.Tpm commands) throws KeyProtectorException;
    }

    /**
     * Opens a TPM.
     *
     * @param device a device file, or {@code tcp:HOST:PORT} of swtpm's server port
     * @throws KeyProtectorException UNAVAILABLE
     */
    public static Tpm open(String device) throws KeyProtectorException {
        try {
            if (!device.startsWith(TCP)) {
                if (!Files.exists(Path.of(device))) {
                    throw new KeyProtectorException(
                            Kind.UNAVAILABLE,
                            "TPM: expected a device at " + device + ", found none; switch the chip on in"
                                    + " the machine's firmware, or name another device");
                }
                return new Tpm(device, new DeviceLink(Path.of(device)));
            }
            int colon = device.lastIndexOf(':');
            String port = device.substring(colon + 1);
            if (colon <= TCP.length() || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
                throw new KeyProtectorException(
                        Kind.UNAVAILABLE, "TPM: expected a device file or tcp:HOST:PORT, found " + device);
            }
            return new Tpm(device, new TcpLink(device.substring(TCP.length(), colon), Integer.parseInt(port)));
        } catch (IOException e) {
            throw new KeyProtectorException(
                    Kind.UNAVAILABLE,
                    "TPM: could not open " + device + " (" + e + "); does this user belong to the group tss?",
                    e);
        }
    }

    /**
     * Reads PCRs 0, 1, 2, 3 and 7 of the SHA-256 bank.
     *
     * @throws KeyProtectorException UNAVAILABLE or FAILED
     */
    public PcrValues pcrs() throws KeyProtectorException {
        return run(this::pcrs);
    }

    PcrValues pcrs(tss.Tpm commands) throws KeyProtectorException {
        PCR_ReadResponse read = commands.PCR_Read(selection());
        List<byte[]> values = new ArrayList<>();
        for (TPM2B_DIGEST digest : read.pcrValues) {
            values.add(digest.buffer);
        }
        if (read.pcrSelectionOut.length != 1
                || !Arrays.equals(read.pcrSelectionOut[0].toBytes(), selection()[0].toBytes())
                || values.size() != PcrValues.INDEXES.size()
                || values.stream().anyMatch(value -> value.length != PcrValues.VALUE_BYTES)) {
            throw new KeyProtectorException(
                    Kind.FAILED,
                    "TPM: expected PCRs " + PcrValues.INDEXES + " of a SHA-256 bank, found others; switch"
                            + " that bank on in the machine's firmware");
        }
        return PcrValues.of(values);
    }

    static TPMS_PCR_SELECTION[] selection() {
        return new TPMS_PCR_SELECTION[] {new TPMS_PCR_SELECTION(TPM_ALG_ID.SHA256, PcrValues.SELECT.clone())};
    }

    /** Runs commands; a refusal of the chip or an answer that cannot be read becomes what its caller can say. */
    synchronized <T> T run(Work<T> work) throws KeyProtectorException {
        // A new one each time: it keeps what a failed command left.
        tss.Tpm commands = new tss.Tpm();
        commands._setDevice(link);
        try {
            return work.with(commands);
        } catch (TpmLink.TpmRefusal e) {
            throw refused(e);
        } catch (TpmLink.TpmLinkException e) {
            throw new KeyProtectorException(
                    Kind.UNAVAILABLE, "TPM: " + name + " does not answer (" + e.getCause() + ")", e);
        } catch (RuntimeException e) {
            // The library reads answers with whatever exceptions arrays throw.
            throw new KeyProtectorException(Kind.FAILED, "TPM: " + name + " gave an answer that is none", e);
        }
    }

    private KeyProtectorException refused(TpmLink.TpmRefusal e) {
        return switch (e.kind()) {
            case TpmLink.TpmRefusal.INTEGRITY ->
                new KeyProtectorException(
                        Kind.OTHER_CHIP,
                        "TPM: expected what this chip has wrapped, found another chip's or a changed one; the chip was"
                                + " exchanged or cleared, or the disk is of another machine",
                        e);
            case TpmLink.TpmRefusal.POLICY_FAIL, TpmLink.TpmRefusal.PCR_CHANGED ->
                new KeyProtectorException(
                        Kind.OTHER_STATE,
                        "TPM: expected PCRs " + PcrValues.INDEXES
                                + " as they were when it was sealed, found others: firmware,"
                                + " its settings or Secure Boot have changed; open by another slot, and add the TPM's slot anew",
                        e);
            case TpmLink.TpmRefusal.BAD_AUTH, TpmLink.TpmRefusal.AUTH_FAIL ->
                new KeyProtectorException(
                        Kind.FAILED,
                        "TPM: expected an owner hierarchy without a password, found one with; clear it",
                        e);
            default ->
                new KeyProtectorException(Kind.FAILED, "TPM: " + name + " refused a command with " + e.getMessage(), e);
        };
    }

    /** The chip's storage key; the caller flushes it. The same template gives the same key until the chip is cleared. */
    static TPM_HANDLE storageKey(tss.Tpm commands) {
        TPMT_PUBLIC template = new TPMT_PUBLIC(
                TPM_ALG_ID.SHA256,
                new TPMA_OBJECT(
                        TPMA_OBJECT.fixedTPM,
                        TPMA_OBJECT.fixedParent,
                        TPMA_OBJECT.sensitiveDataOrigin,
                        TPMA_OBJECT.userWithAuth,
                        TPMA_OBJECT.noDA,
                        TPMA_OBJECT.restricted,
                        TPMA_OBJECT.decrypt),
                new byte[0],
                new TPMS_ECC_PARMS(
                        new TPMT_SYM_DEF_OBJECT(TPM_ALG_ID.AES, 128, TPM_ALG_ID.CFB),
                        new TPMS_NULL_ASYM_SCHEME(),
                        TPM_ECC_CURVE.NIST_P256,
                        new TPMS_NULL_KDF_SCHEME()),
                new TPMS_ECC_POINT(new byte[0], new byte[0]));
        return commands.CreatePrimary(
                        TPM_HANDLE.OWNER,
                        new TPMS_SENSITIVE_CREATE(new byte[0], new byte[0]),
                        template,
                        new byte[0],
                        new TPMS_PCR_SELECTION[0])
                .handle;
    }

    /** Loads what this chip has wrapped; the caller flushes it. */
    static TPM_HANDLE load(tss.Tpm commands, TpmBlob blob) {
        TPM_HANDLE parent = storageKey(commands);
        try {
            return commands.Load(parent, blob.tpmPrivate(), blob.tpmPublic());
        } finally {
            commands.FlushContext(parent);
        }
    }

    /** Leaves the chip. */
    @Override
    public synchronized void close() {
        link.close();
    }

    @Override
    public String toString() {
        return "Tpm[" + name + "]";
    }
}
