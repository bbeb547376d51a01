package com.hookprobe.identity.tpm;

import java.util.Arrays;

/**
 * What a TPM signs for a quote (TPM 2.0 Library Part 2, TPMS_ATTEST with TPMS_QUOTE_INFO), read strictly.
 *
 * @param extraData what the quote was asked for with
 * @param clock milliseconds that the TPM has run, since it was last cleared
 * @param resetCount power cycles since it was last cleared
 * @param restartCount suspends since the last power cycle
 * @param safe false when {@code clock} may have been shown before with a higher value
 * @param firmwareVersion the maker's number
 * @param pcrDigest SHA-256 over the selected PCRs
 */
record Attestation(
        byte[] extraData,
        long clock,
        long resetCount,
        long restartCount,
        boolean safe,
        long firmwareVersion,
        byte[] pcrDigest) {
    static final int BYTES_MAX = 512;
    static final long GENERATED = 0xFF544347L;
    static final int QUOTE = 0x8018;

    static Attestation decode(byte[] attest) throws QuoteException {
        TpmReader in = new TpmReader("TPM attestation", attest, BYTES_MAX);
        in.expect("magic", GENERATED, in.u32("magic"));
        in.expect("type", QUOTE, in.u16("type"));
        in.sized("qualified signer", 66);
        byte[] extraData = in.sized("extra data", 64);
        long clock = in.u64("clock");
        long resets = in.u32("reset count");
        long restarts = in.u32("restart count");
        int safe = in.u8("safe");
        if (safe > 1) {
            throw in.malformed("safe: expected 0 or 1, found " + safe);
        }
        long firmware = in.u64("firmware version");
        selection(in);
        byte[] digest = in.sized("PCR digest", 64);
        in.end();
        return new Attestation(extraData, clock, resets, restarts, safe == 1, firmware, digest);
    }

    private static void selection(TpmReader in) throws QuoteException {
        long banks = in.u32("number of banks");
        int bank = banks == 1 ? in.u16("bank") : -1;
        int length = banks == 1 ? in.u8("length of the selection") : 0;
        // A TPM with more PCRs than 24 may write more bytes; they must select nothing.
        byte[] select = in.bytes("selection", Math.min(length, 4));
        byte[] wanted = Arrays.copyOf(PcrValues.SELECT, select.length);
        if (banks != 1 || bank != TpmPublicKey.SHA256 || length < 1 || length > 4 || !Arrays.equals(select, wanted)) {
            throw new QuoteException(
                    QuoteException.Kind.PCR_SELECTION,
                    "quote: expected PCRs " + PcrValues.INDEXES + " of the SHA-256 bank, found another selection");
        }
    }
}
