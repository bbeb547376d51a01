package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Acknowledgement;
import com.hookprobe.dsm.consensus.Bls;
import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.Evidence;
import com.hookprobe.dsm.consensus.Justification;
import com.hookprobe.dsm.consensus.SetChange;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.Vote;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Accuse;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Ack;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Advance;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Approval;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Body;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Change;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Changes;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Decided;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Decision;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.FrontierReport;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.GetBody;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.GetChanges;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.GetDecided;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Propose;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Proposed;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Seal;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Status;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Voted;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SignedFrontier;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes of the messages: one kind byte (32..63 are consensus), then the fields. Strict: one message has one encoding, trailing
 * bytes are refused.
 *
 * <pre>
 * 32 PROPOSE      view u32 | header 458 | body sized | J | signer u16 | signature 64
 * 33 VOTE         vote 143
 * 34 ADVANCE      height u64 | view u32 | J
 * 35 DECIDED      count u8 (1..64) | count * (header 458 | certificate)
 * 36 FRONTIER     signed frontier, to the end
 * 37 GET_DECIDED  from u64 | to u64
 * 38 GET_BODY     height u64 | value 32
 * 39 BODY         header 458 | body sized
 * 40 STATUS       height u64 | view u32
 * 41 SEAL         microblock, to the end
 * 42 ACK          acknowledgement 206
 * 43 OPERATION    change of the validator set, to the end
 * 44 APPROVAL     hash of the change 32 | signer u16 | signature 96
 * 45 GET_CHANGES  from u64
 * 46 CHANGES      count u8 (1..64) | count * (header 458 | certificate | validator set, sized)
 * 47 ACCUSE       evidence, to the end
 * </pre>
 */
public final class ConsensusCodec {
    /** Largest message, from HTP. */
    public static final int MESSAGE_BYTES_MAX = 1 << 20;

    /** Largest body: a proposal with the longest justification must fit in one message. */
    public static final int BODY_BYTES_MAX = 600 << 10;

    /** Most decisions in one message. */
    public static final int DECISIONS_MAX = 64;

    private static final int PROPOSE = 32;
    private static final int VOTE = 33;
    private static final int ADVANCE = 34;
    private static final int DECIDED = 35;
    private static final int FRONTIER = 36;
    private static final int GET_DECIDED = 37;
    private static final int GET_BODY = 38;
    private static final int BODY = 39;
    private static final int STATUS = 40;
    private static final int OPERATION = 43;
    private static final int APPROVAL = 44;
    private static final int GET_CHANGES = 45;
    private static final int CHANGES = 46;
    private static final int ACCUSE = 47;
    /** Kind of the request for an acknowledgement: the one besides GET_DECIDED that others than validators send. */
    public static final int SEAL = 41;

    /** Kind of its answer. */
    public static final int ACK = 42;

    private static final int SIGNATURE_BYTES = 64;

    private ConsensusCodec() {}

    /** The canonical bytes. */
    public static byte[] encode(ConsensusMessage message) {
        WireWriter out = new WireWriter(256);
        if (message instanceof Propose propose) {
            out.u8(PROPOSE).u32(propose.view()).bytes(propose.header().encode());
            out.sized(propose.body().encode()).bytes(propose.justification().encode());
            out.u16(propose.signer()).bytes(propose.signature());
        } else if (message instanceof Voted voted) {
            out.u8(VOTE).bytes(voted.vote().encode());
        } else if (message instanceof Advance advance) {
            out.u8(ADVANCE).u64(advance.height()).u32(advance.view());
            out.bytes(advance.justification().encode());
        } else if (message instanceof Decided decided) {
            out.u8(DECIDED).u8(decided.decisions().size());
            for (Decision decision : decided.decisions()) {
                out.bytes(decision.header().encode())
                        .bytes(decision.certificate().encode());
            }
        } else if (message instanceof FrontierReport report) {
            out.u8(FRONTIER).bytes(report.frontier().encode());
        } else if (message instanceof GetDecided get) {
            out.u8(GET_DECIDED).u64(get.from()).u64(get.to());
        } else if (message instanceof GetBody get) {
            out.u8(GET_BODY).u64(get.height()).hash(get.value());
        } else if (message instanceof Body body) {
            out.u8(BODY).bytes(body.header().encode()).sized(body.body().encode());
        } else if (message instanceof Status status) {
            out.u8(STATUS).u64(status.height()).u32(status.view());
        } else if (message instanceof Proposed proposed) {
            out.u8(OPERATION).bytes(proposed.change().encode());
        } else if (message instanceof Approval approval) {
            out.u8(APPROVAL).hash(approval.change()).u16(approval.signer()).bytes(approval.signature());
        } else if (message instanceof GetChanges get) {
            out.u8(GET_CHANGES).u64(get.from());
        } else if (message instanceof Changes changes) {
            out.u8(CHANGES).u8(changes.changes().size());
            for (Change change : changes.changes()) {
                out.bytes(change.header().encode())
                        .bytes(change.certificate().encode())
                        .sized(change.nextSet());
            }
        } else if (message instanceof Accuse accuse) {
            out.u8(ACCUSE).bytes(accuse.evidence().encode());
        } else if (message instanceof Seal seal) {
            out.u8(SEAL).bytes(seal.block().encode());
        } else if (message instanceof Ack ack) {
            out.u8(ACK).bytes(ack.acknowledgement().encode());
        }
        return out.toBytes();
    }

    /** Reads exactly one message; nothing is verified but its form. */
    public static ConsensusMessage decode(byte[] bytes) throws MalformedException {
        if (bytes.length > MESSAGE_BYTES_MAX) {
            throw new MalformedException("a message of " + bytes.length + " bytes");
        }
        WireReader in = new WireReader(bytes);
        int kind = in.u8();
        ConsensusMessage message = switch (kind) {
            case PROPOSE -> propose(in);
            case VOTE -> new Voted(Vote.read(in));
            case ADVANCE -> new Advance(in.u64(), in.u32(), Justification.read(in));
            case DECIDED -> decided(in);
            case FRONTIER -> new FrontierReport(SignedFrontier.decode(in.bytes(in.remaining())));
            case GET_DECIDED -> new GetDecided(in.u64(), in.u64());
            case GET_BODY -> new GetBody(in.u64(), in.hash());
            case BODY -> new Body(CheckpointHeader.read(in), CheckpointBody.decode(in.sized(BODY_BYTES_MAX)));
            case STATUS -> new Status(in.u64(), in.u32());
            case OPERATION -> new Proposed(SetChange.read(in));
            case APPROVAL -> approval(in);
            case GET_CHANGES -> new GetChanges(in.u64());
            case CHANGES -> changes(in);
            case ACCUSE -> new Accuse(Evidence.decode(in.bytes(in.remaining())));
            case SEAL -> new Seal(Microblock.decode(in.bytes(in.remaining())));
            case ACK -> new Ack(Acknowledgement.read(in));
            default -> throw new MalformedException("unknown message kind " + kind);
        };
        in.end();
        return message;
    }

    private static Propose propose(WireReader in) throws MalformedException {
        long view = in.u32();
        if (view == 0) {
            throw new MalformedException("a proposal for view 0");
        }
        CheckpointHeader header = CheckpointHeader.read(in);
        CheckpointBody body = CheckpointBody.decode(in.sized(BODY_BYTES_MAX));
        Justification justification = Justification.read(in);
        int signer = in.u16();
        if (signer > 0xFF) {
            throw new MalformedException("signer " + signer);
        }
        return new Propose(view, header, body, justification, signer, in.bytes(SIGNATURE_BYTES));
    }

    private static Decided decided(WireReader in) throws MalformedException {
        int count = in.u8();
        if (count == 0 || count > DECISIONS_MAX) {
            throw new MalformedException("DECIDED with " + count + " decisions");
        }
        List<Decision> decisions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            decisions.add(new Decision(CheckpointHeader.read(in), Certificate.read(in)));
        }
        return new Decided(decisions);
    }

    private static Approval approval(WireReader in) throws MalformedException {
        Hash32 change = in.hash();
        int signer = in.u16();
        if (signer > 0xFF) {
            throw new MalformedException("signer " + signer);
        }
        return new Approval(change, signer, in.bytes(Bls.SIGNATURE_BYTES));
    }

    private static Changes changes(WireReader in) throws MalformedException {
        int count = in.u8();
        if (count == 0 || count > DECISIONS_MAX) {
            throw new MalformedException("CHANGES with " + count + " of them, expected 1.." + DECISIONS_MAX);
        }
        List<Change> changes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            changes.add(new Change(CheckpointHeader.read(in), Certificate.read(in), in.sized(ValidatorSet.BYTES_MAX)));
        }
        return new Changes(changes);
    }
}
