package com.hookprobe.node.witness;

import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.AttackSignature;
import java.util.ArrayList;
import java.util.List;

/**
 * The correlator asks a witness, and hands over what the claim rests on. Encoding: ledger epoch u64 | length u32, claim | for each
 * report of the claim, in its order: reporter 32, age in days u16, length u32, attack signature.
 *
 * @param epoch in which it asks, by its own clock
 */
public record WitnessRequest(long epoch, WitnessClaim claim, List<Presented> presented) {
    /** The most that an age can say; an owner is young for a year at most. */
    public static final int AGE_DAYS_MAX = 0xffff;

    private static final int REPORT_BYTES_MAX = NodeId.BYTES + 2 + 4 + AttackSignature.BYTES_MAX;

    /** The longest encoding. */
    public static final int BYTES_MAX = 12 + WitnessClaim.BYTES_MAX + WitnessClaim.REPORTS_MAX * REPORT_BYTES_MAX;

    /**
     * A report in full.
     *
     * @param reporter who signed it
     * @param ageDays how long its owner has been in the mesh; the correlator's word, since it keeps the registry
     * @param encoded the attack signature; not parsed yet
     */
    public record Presented(NodeId reporter, int ageDays, byte[] encoded) {
        /** Checks the ranges; throws {@link IllegalArgumentException}. */
        public Presented {
            if (ageDays < 0 || ageDays > AGE_DAYS_MAX || encoded.length > AttackSignature.BYTES_MAX) {
                throw new IllegalArgumentException("a presented report: expected 0.." + AGE_DAYS_MAX
                        + " days and at most " + AttackSignature.BYTES_MAX + " bytes, found " + ageDays + " and "
                        + encoded.length);
            }
            encoded = encoded.clone();
        }

        @Override
        public byte[] encoded() {
            return encoded.clone();
        }
    }

    /** Checks that there is one report for each of the claim's; throws {@link IllegalArgumentException}. */
    public WitnessRequest {
        presented = List.copyOf(presented);
        if (epoch < 0 || presented.size() != claim.basis().size()) {
            throw new IllegalArgumentException("expected an epoch of 0 or more and "
                    + claim.basis().size() + " reports, found " + epoch + " and " + presented.size());
        }
    }

    public byte[] encode() {
        WireWriter out = new WireWriter(1024).u64(epoch).sized(claim.encode());
        presented.forEach(each -> out.node(each.reporter).u16(each.ageDays).sized(each.encoded));
        return out.toBytes();
    }

    /** Reads exactly one request. The reports are bytes still. */
    public static WitnessRequest decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        long epoch = in.u64();
        WitnessClaim claim = WitnessClaim.decode(in.sized(WitnessClaim.BYTES_MAX));
        List<Presented> presented = new ArrayList<>();
        for (int i = 0; i < claim.basis().size(); i++) {
            presented.add(new Presented(in.node(), in.u16(), in.sized(AttackSignature.BYTES_MAX)));
        }
        in.end();
        return new WitnessRequest(epoch, claim, presented);
    }
}
