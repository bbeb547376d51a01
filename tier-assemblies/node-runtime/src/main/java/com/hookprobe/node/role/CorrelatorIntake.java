package com.hookprobe.node.role;

import com.hookprobe.identity.Ed25519;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.Source;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.Retraction;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import com.hookprobe.qsecbit.federation.Veto;
import com.hookprobe.qsecbit.federation.core.Reporter;
import com.hookprobe.qsecbit.federation.core.Standings.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What sites say, on its way into a correlator's log: only what a site of this correlator has signed, whose resonance holds; with
 * what that site weighs now, since what is in the log is believed (correlation 1.2).
 */
final class CorrelatorIntake {
    private static final String UNVERIFIED = "its resonance is not verified";

    /** Takes what counts. */
    interface Sink {
        /** A report that was verified, before its input. */
        void report(NodeId reporter, AttackSignature report);

        void submit(LongFunction<Input> at);
    }

    private final NodeContext node;
    private final Constituency constituency;
    private final Map<NodeId, Member> sites;
    private final StandingsFile standing;
    private final Sink sink;
    private final EarlyWords early;

    CorrelatorIntake(
            NodeContext node, Constituency constituency, Map<NodeId, Member> sites, StandingsFile standing, Sink sink) {
        this.node = node;
        this.constituency = constituency;
        this.sites = sites;
        this.standing = standing;
        this.sink = sink;
        this.early = new EarlyWords(node, constituency::awaited, this::onMesh);
    }

    /** Each second. */
    void tick() throws Exception {
        early.look();
    }

    void onMesh(NodeId from, MeshMessage message) {
        if (message instanceof MeshMessage.Signature report) {
            if (!waits(from, NodeId.of(report.reporter()), message)) {
                report(from, report);
            }
        } else if (message instanceof MeshMessage.Veto veto) {
            if (!waits(from, from, message)) {
                veto(from, veto.encoded());
            }
        } else if (message instanceof MeshMessage.Retraction retraction) {
            NodeId by = NodeId.of(retraction.reporter());
            if (!waits(from, by, message)) {
                retract(by, retraction.encoded());
            }
        }
    }

    private boolean waits(NodeId from, NodeId author, MeshMessage message) {
        // The nexus brings the words of many. Of others the share is their own, whosever word they say it is.
        boolean relayed =
                node.mesh().region().filter(nexus -> nexus.id().equals(from)).isPresent();
        return sites.containsKey(author) && early.waits(from, author, relayed ? author : from, message);
    }

    private void report(NodeId from, MeshMessage.Signature message) {
        Member reporter = speaker(NodeId.of(message.reporter()));
        if (reporter == null) {
            refuse(from, message, UNVERIFIED);
            return;
        }
        AttackSignature signature;
        try {
            signature = AttackSignature.decode(message.encoded());
        } catch (MalformedException e) {
            refuse(from, message, String.valueOf(e.getMessage()));
            return;
        }
        if (!signature.verify(keyOf(reporter))) {
            refuse(
                    from,
                    message,
                    "not signed by the reporter (from " + node.links().name(from) + ")");
            return;
        }
        List<Long> hops = withNow(node, message.hopMicros());
        Source source = source(reporter.id(), Word.REPORT);
        sink.report(reporter.id(), signature);
        sink.submit(at -> new Input.Report(at, source, hops, signature));
    }

    /** mesh 1.3: a hop appends its time. */
    static List<Long> withNow(NodeContext node, List<Long> hopMicros) {
        List<Long> all = new ArrayList<>(hopMicros);
        if (all.size() < MeshDecision.HOPS_MAX) {
            all.add(node.loop().wallMicros());
        }
        return all;
    }

    private void refuse(NodeId from, MeshMessage.Signature message, String reason) {
        if (from.equals(NodeId.of(message.reporter()))) {
            // What came through others may name anyone.
            constituency.violated(from);
        }
        node.log().event("report_refused", "from", node.links().name(NodeId.of(message.reporter())), "reason", reason);
    }

    private void veto(NodeId from, byte[] encoded) {
        Member site = speaker(from);
        if (site == null) {
            node.log().event("veto_refused", "from", node.links().name(from), "reason", UNVERIFIED);
            return;
        }
        try {
            Veto veto = Veto.decode(encoded);
            if (!veto.verify(keyOf(site))) {
                node.log().event("veto_refused", "from", site.name(), "reason", "not signed by the site");
                return;
            }
            node.log().event("veto", "from", site.name(), "tag", name(veto.key().tag()));
            Source source = source(from, Word.VETO);
            sink.submit(at -> new Input.Vetoed(at, source, veto));
        } catch (MalformedException e) {
            node.log().event("veto_refused", "from", site.name(), "reason", String.valueOf(e.getMessage()));
        }
    }

    /** Whoever brought it: it is the signature of the site that counts. */
    private void retract(NodeId by, byte[] encoded) {
        Member site = speaker(by);
        if (site == null) {
            node.log().event("retraction_refused", "from", node.links().name(by), "reason", UNVERIFIED);
            return;
        }
        try {
            Retraction retraction = Retraction.decode(encoded);
            if (!retraction.verify(keyOf(site))) {
                node.log().event("retraction_refused", "from", site.name(), "reason", "not signed by the site");
                return;
            }
            node.log()
                    .event(
                            "retraction",
                            "from",
                            site.name(),
                            "tag",
                            name(retraction.key().tag()));
            Source source = source(by, Word.REPORT);
            sink.submit(at -> new Input.Retracted(at, source, retraction));
        } catch (MalformedException e) {
            node.log().event("retraction_refused", "from", site.name(), "reason", String.valueOf(e.getMessage()));
        }
    }

    private static String name(Bytes32 tag) {
        return tag.hex().substring(0, 16);
    }

    /** The site whose word this is, if its word counts here. */
    private @Nullable Member speaker(NodeId id) {
        Member site = sites.get(id);
        return site != null && constituency.resonant(id) ? site : null;
    }

    private static SignatureVerifier keyOf(Member site) {
        byte[] key = site.card().ed25519();
        return (bytes, proof) -> Ed25519.verify(key, bytes, proof);
    }

    /** federation 7.7: an owner that was proven wrong weighs less for a time. */
    private Source source(NodeId id, Word word) {
        Bytes32 owner = Bytes32.of(id.bytes());
        double trust = standing.standings()
                .weigh(word, owner, constituency.weighs(id), node.loop().wallMicros());
        return Source.of(Reporter.of(owner, trust, (int) constituency.ageDays(id)));
    }
}
