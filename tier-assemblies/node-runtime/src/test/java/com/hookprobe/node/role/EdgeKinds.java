package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.ledger.core.DsmMessage;
import com.hookprobe.dsm.ledger.core.DsmWire;
import com.hookprobe.htp.Channels;
import com.hookprobe.htp.file.core.FileOp;
import com.hookprobe.node.wire.MeshMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The kinds of messages that there are, and which of them an edge sends. A new kind belongs to one of the lists first. */
final class EdgeKinds {
    /** Each of them was looked at: docs/privacy.md says what it tells to whom. */
    static final Set<String> MESH_SENT = Set.of(
            "TerBatch",
            "Certificate",
            "QsecbitReport",
            "Power",
            "HardwareNews",
            "Signature",
            "Veto",
            "Retraction",
            "Resume");

    /** Only of a site whose file has {@code fleet.accept}, which the edge here has not; looked at in FleetOnSessionsTest. */
    static final Set<String> MESH_OPTED = Set.of("PolicyReport");

    /** From the verifier, the region or validators, or between two MSSPs. */
    static final Set<String> MESH_NEVER_SENT = Set.of(
            "TerAck",
            "Revoked",
            "Decision",
            "Cancel",
            "WitnessAsk",
            "WitnessAnswer",
            "GroupKey",
            "Resumed",
            "PolicyPush",
            "Enrolled");

    /** An edge takes no part in consensus; it asks validators to acknowledge its critical blocks. */
    static final Set<String> CONSENSUS_SENT = Set.of("Seal");

    /** All that there are. */
    static final Set<String> LEDGER_SENT =
            Set.of("Block", "Have", "Want", "Blocks", "ProofRequest", "Proof", "Refused");

    /** As a client that mirrors a folder, and as a server of its own. */
    static final Set<String> FILES_SENT = Set.of(
            "CHUNK reply",
            "CHUNK reply, acknowledged",
            "CHUNK request, acknowledged",
            "COMPLETE reply",
            "COMPLETE reply, acknowledged",
            "COMPLETE request, acknowledged",
            "CREATE reply",
            "DELETE reply",
            "ERROR reply",
            "LIST reply",
            "LIST request",
            "READ reply",
            "READ request",
            "STAT reply",
            "STAT request",
            "UPDATE reply");

    /** HTP 3.5.1, by their codes: REKEY, SHAPE, SHAPED. */
    static final Set<String> CONTROL_SENT = Set.of("1", "10", "11");

    private static final List<String> LEDGER_CODES =
            List.of("", "Block", "Have", "Want", "Blocks", "ProofRequest", "Proof", "Refused");
    private static final int FORM_AT = 16;
    private static final List<String> FORMS =
            List.of("request", "reply", "request, acknowledged", "reply, acknowledged");

    private EdgeKinds() {}

    static Set<String> allMesh() {
        return names(MeshMessage.class);
    }

    static Set<String> allLedger() {
        return names(DsmMessage.class);
    }

    private static Set<String> names(Class<?> sealed) {
        Set<String> names = new TreeSet<>();
        Arrays.stream(sealed.getPermittedSubclasses()).map(Class::getSimpleName).forEach(names::add);
        return names;
    }

    /** What a message is; one that no reader would take keeps the number of its channel and its first byte. */
    static String of(int channel, byte[] message) {
        String unknown = "channel " + channel + ", " + (message.length == 0 ? "empty" : "kind " + message[0]);
        try {
            return switch (channel) {
                case Channels.TELEMETRY, Channels.ALERTS ->
                    "mesh " + MeshMessage.decode(message).getClass().getSimpleName();
                case Channels.DSM ->
                    DsmWire.isLedger(message)
                            ? "ledger " + LEDGER_CODES.get(message[0])
                            : "consensus "
                                    + ConsensusCodec.decode(message).getClass().getSimpleName();
                case Channels.FILES ->
                    "files " + FileOp.of(message[0]).orElseThrow() + " " + FORMS.get(message[FORM_AT]);
                default -> unknown;
            };
        } catch (com.hookprobe.dsm.ledger.MalformedException | RuntimeException e) {
            return unknown;
        }
    }
}
