package com.hookprobe.node.witness;

import com.hookprobe.dsm.consensus.Bls;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import java.util.Arrays;

/**
 * The answer of one witness. Who it is says the session. Encoding: message 32 | code u8 | code 0: BLS signature 96; else: the
 * number of the report that is meant u16, 65,535 for none.
 */
public sealed interface WitnessVote {
    /** The longest encoding. */
    int BYTES_MAX = Hash32.BYTES + 1 + Bls.SIGNATURE_BYTES;

    /** No report in particular. */
    int NO_REPORT = 0xffff;

    /** What was to be signed. */
    Hash32 message();

    /**
     * It signs.
     *
     * @param signature 96 bytes; not verified
     */
    record Signed(Hash32 message, byte[] signature) implements WitnessVote {
        /** Checks the length; throws {@link IllegalArgumentException}. */
        public Signed {
            if (signature.length != Bls.SIGNATURE_BYTES) {
                throw new IllegalArgumentException(
                        "signature: expected " + Bls.SIGNATURE_BYTES + " bytes, found " + signature.length);
            }
            signature = signature.clone();
        }

        @Override
        public byte[] signature() {
            return signature.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Signed that
                    && message.equals(that.message)
                    && Arrays.equals(signature, that.signature);
        }

        @Override
        public int hashCode() {
            return message.hashCode();
        }
    }

    /**
     * It does not.
     *
     * @param report the number of the report that is meant, or {@link #NO_REPORT}
     */
    record Refused(Hash32 message, WitnessRefusal reason, int report) implements WitnessVote {
        /** Checks the range; throws {@link IllegalArgumentException}. */
        public Refused {
            if (report != NO_REPORT && (report < 0 || report >= WitnessClaim.REPORTS_MAX)) {
                throw new IllegalArgumentException("report: expected 0.." + (WitnessClaim.REPORTS_MAX - 1) + " or "
                        + NO_REPORT + ", found " + report);
            }
        }
    }

    default byte[] encode() {
        WireWriter out = new WireWriter(BYTES_MAX).hash(message());
        if (this instanceof Signed signed) {
            out.u8(0).bytes(signed.signature);
        } else if (this instanceof Refused refused) {
            out.u8(refused.reason.code()).u16(refused.report);
        }
        return out.toBytes();
    }

    static WitnessVote decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        Hash32 message = in.hash();
        int code = in.u8();
        WitnessVote vote;
        if (code == 0) {
            vote = new Signed(message, in.bytes(Bls.SIGNATURE_BYTES));
        } else {
            WitnessRefusal reason = WitnessRefusal.ofCode(code);
            int report = in.u16();
            vote = Canonical.of(() -> new Refused(message, reason, report));
        }
        in.end();
        return vote;
    }
}
