package com.hookprobe.neuro.verify.core;

import com.hookprobe.neuro.NeuroException;

/** A standing as bytes: kind u8 (0, 1, 2) || since u64 (1 only) || evidence (1 and 2). NEURO 9.24. */
final class StandingCodec {
    private static final int OK = 0;
    private static final int HELD = 1;
    private static final int QUARANTINED = 2;

    private StandingCodec() {}

    static void encode(Standing standing, WireWriter out) {
        if (standing instanceof Standing.Held held) {
            out.u8(HELD).u64(held.sinceMicros()).block(held.evidence().encode());
        } else if (standing instanceof Standing.Quarantined quarantined) {
            out.u8(QUARANTINED).block(quarantined.evidence().encode());
        } else {
            out.u8(OK);
        }
    }

    static Standing decode(WireReader in) throws NeuroException {
        int kind = in.u8();
        if (kind == OK) {
            return Standing.ok();
        }
        if (kind != HELD && kind != QUARANTINED) {
            throw in.damaged("has a standing of kind " + kind + ", expected 0..2");
        }
        long since = kind == HELD ? in.u64() : 0;
        Evidence evidence = Evidence.decode(in.block(Evidence.BYTES_MAX));
        if (kind == QUARANTINED) {
            return new Standing.Quarantined(evidence);
        }
        if (evidence.reason() != Reason.INTEGRITY_CHANGED) {
            throw in.damaged("has a hold for " + evidence.reason() + ", expected INTEGRITY_CHANGED");
        }
        return new Standing.Held(evidence, since);
    }
}
