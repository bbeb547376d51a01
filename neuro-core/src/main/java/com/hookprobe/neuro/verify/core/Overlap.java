package com.hookprobe.neuro.verify.core;

import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import com.hookprobe.neuro.TerFault;
import java.util.Optional;

/**
 * Compares the part of an upload that the verifier has already with what it remembers. NEURO 9.21.
 *
 * <p>A lost acknowledgement makes an honest device send records again, and they are equal. A device never makes two
 * records with one number; so the first different record that is a proper successor shows two histories of one device.
 * When it was made later than all that is known, the old state came back afterwards (ROLLBACK); else both ran at the same
 * time (CLONE). The times are those of the device's clock, so this tells how it looks, not who is guilty.
 *
 * <p>Records that are older than the ring cannot be compared. They are not refused either, because times rise strictly in
 * a history: when an older number was made at or after the time of the oldest record in the ring, there are two
 * histories. That is no hash, but no honest device can produce it.
 */
final class Overlap {
    private final DeviceId device;
    private final RecordRing ring;
    private final long lastMicros;

    Overlap(DeviceId device, RecordRing ring, long lastMicros) {
        this.device = device;
        this.ring = ring;
        this.lastMicros = lastMicros;
    }

    /** What is wrong with the records of {@code upload} before {@code have}; empty when they are the known ones. */
    Optional<Evidence> examine(Upload upload, long have) {
        int known = (int) Math.min(have - upload.from(), upload.ters().size());
        Optional<TerChain> uploaded = Optional.empty();
        for (int i = 0; i < known; i++) {
            long number = upload.from() + i;
            Ter ter = upload.ters().get(i);
            boolean kept = number >= ring.first();
            if (kept && ring.tag(number) == ring.tag(ter)) {
                uploaded = Optional.of(placeAfter(number, ter));
                continue;
            }
            TerChain before = uploaded.orElseGet(() -> placeBefore(number, ter));
            Optional<TerFault> fault = before.check(ter);
            if (fault.isPresent()) {
                return Optional.of(Accusations.chain(device, number, ter, before, fault.get()));
            }
            if (kept) {
                return Optional.of(twoHistories(number, ter));
            }
            if (ter.timestampMicros() >= ring.timeMicros(ring.first())) {
                return Optional.of(tooLate(number, ter));
            }
            uploaded = Optional.of(before.after(ter));
        }
        return Optional.empty();
    }

    private static TerChain placeAfter(long number, Ter ter) {
        return new TerChain(number + 1, ter.timestampMicros(), ter.crc());
    }

    /**
     * What the ring knows of the place of the first record of an upload. Behind the ring that is the number alone, so the
     * CRC and the time are taken to be right.
     */
    private TerChain placeBefore(long number, Ter ter) {
        if (number == 0) {
            return TerChain.START;
        }
        int crc = number >= ring.first() ? ring.chain(number) : ter.chain();
        return new TerChain(number, number > ring.first() ? ring.timeMicros(number - 1) : 0, crc);
    }

    private Evidence twoHistories(long number, Ter ter) {
        String expected = "the record of " + Explanation.time(ring.timeMicros(number)) + " with hash "
                + RecordRing.hex(ring.tag(number));
        return evidence(number, ter, expected, RecordRing.hex(ring.tag(number)));
    }

    private Evidence tooLate(long number, Ter ter) {
        String expected = "a record made before " + Explanation.time(ring.timeMicros(ring.first()))
                + ", when the known record " + ring.first() + " was made";
        return evidence(number, ter, expected, "");
    }

    private Evidence evidence(long number, Ter ter, String expected, String knownHash) {
        boolean afterAll = ter.timestampMicros() > lastMicros;
        String hash = RecordRing.hex(ring.tag(ter));
        String found = "one of " + Explanation.time(ter.timestampMicros()) + " with hash " + hash
                + "; the verifier's last record is " + (ring.end() - 1) + " of " + Explanation.time(lastMicros);
        return new Evidence(
                afterAll ? Reason.ROLLBACK : Reason.CLONE,
                device,
                number,
                number,
                ter.timestampMicros(),
                expected,
                found,
                knownHash,
                hash,
                Optional.of(ter));
    }
}
