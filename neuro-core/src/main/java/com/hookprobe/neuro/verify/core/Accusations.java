package com.hookprobe.neuro.verify.core;

import com.hookprobe.neuro.FingerprintClaim;
import com.hookprobe.neuro.IntegrityBaseline;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import com.hookprobe.neuro.TerFault;
import java.util.HexFormat;
import java.util.Optional;

/** Builds the evidence of the faults that need no second history. */
final class Accusations {
    private Accusations() {}

    static Evidence chain(DeviceId device, long number, Ter ter, TerChain place, TerFault fault) {
        String expected = switch (fault) {
            case WRONG_LENGTH -> Ter.BYTES + " bytes";
            case SEQUENCE_GAP, SEQUENCE_REPEAT -> "sequence " + (place.count() & 0xffff);
            case TIME_NOT_LATER -> "a time after " + Explanation.time(place.lastTimestampMicros());
            case TIME_OUT_OF_RANGE -> "a time below 2^63 us";
            case CHAIN_BREAK -> "chain field " + place.lastCrc();
        };
        String found = switch (fault) {
            case WRONG_LENGTH -> "another length";
            case SEQUENCE_GAP, SEQUENCE_REPEAT -> "sequence " + ter.sequence();
            case TIME_NOT_LATER, TIME_OUT_OF_RANGE -> Explanation.time(ter.timestampMicros());
            case CHAIN_BREAK -> "chain field " + ter.chain();
        };
        return new Evidence(
                Reason.CHAIN_INVALID,
                device,
                number,
                number,
                ter.timestampMicros(),
                expected,
                found + " (" + fault + ")",
                "",
                "",
                Optional.of(ter));
    }

    static Evidence integrity(DeviceId device, long number, Ter ter, IntegrityBaseline baseline) {
        return new Evidence(
                Reason.INTEGRITY_CHANGED,
                device,
                number,
                number,
                ter.timestampMicros(),
                baseline.explain(ter),
                HexFormat.of().formatHex(ter.integrity()),
                "",
                "",
                Optional.of(ter));
    }

    /** Another record in the place of the one that was held: two histories, though neither is verified. NEURO 9.21. */
    static Optional<Evidence> replaced(DeviceId device, Evidence held, Upload upload, RecordRing ring) {
        long number = held.firstRecord();
        Ter found = upload.ters().get((int) (number - upload.from()));
        Ter known = held.record().orElse(found);
        if (known.equals(found)) {
            return Optional.empty();
        }
        long knownMicros = known.timestampMicros();
        return Optional.of(new Evidence(
                found.timestampMicros() > knownMicros ? Reason.ROLLBACK : Reason.CLONE,
                device,
                number,
                number,
                found.timestampMicros(),
                "the record of " + Explanation.time(knownMicros) + " that was held for its changed files",
                "one of " + Explanation.time(found.timestampMicros()),
                RecordRing.hex(ring.tag(known)),
                RecordRing.hex(ring.tag(found)),
                Optional.of(found)));
    }

    /**
     * A claim that is not met.
     *
     * @param agreed the last count that agreed
     * @param last the last record before the claim, when it is at hand
     * @param lastMicros its time; 0 when there is none
     */
    static Evidence diverged(
            DeviceId device, long agreed, FingerprintClaim claim, byte[] actual, Optional<Ter> last, long lastMicros) {
        return new Evidence(
                Reason.WEIGHTS_DIVERGED,
                device,
                Math.min(agreed, claim.count()),
                claim.count() - 1,
                lastMicros,
                HexFormat.of().formatHex(actual),
                HexFormat.of().formatHex(claim.fingerprint()),
                "",
                "",
                last);
    }
}
