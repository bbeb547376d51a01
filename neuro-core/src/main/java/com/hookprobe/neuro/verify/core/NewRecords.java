package com.hookprobe.neuro.verify.core;

import com.hookprobe.neuro.IntegrityBaseline;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import com.hookprobe.neuro.TerFault;
import java.util.Optional;

/** NEURO 9.1: chain and integrity of the records that the verifier does not have yet, before any arithmetic. */
final class NewRecords {
    private NewRecords() {}

    static Optional<Evidence> examine(DeviceId device, TerChain end, Upload upload, IntegrityBaseline baseline) {
        TerChain place = end;
        for (long number = end.count(); number < upload.end(); number++) {
            Ter ter = upload.ters().get((int) (number - upload.from()));
            Optional<TerFault> fault = place.check(ter);
            if (fault.isPresent()) {
                return Optional.of(Accusations.chain(device, number, ter, place, fault.get()));
            }
            if (!baseline.allows(ter)) {
                return Optional.of(Accusations.integrity(device, number, ter, baseline));
            }
            place = place.after(ter);
        }
        return Optional.empty();
    }
}
