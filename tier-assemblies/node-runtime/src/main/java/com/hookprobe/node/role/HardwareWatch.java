package com.hookprobe.node.role;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.HardwareComparison;
import com.hookprobe.identity.HardwareDigests;
import com.hookprobe.identity.HardwareReport;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.Secret;
import com.hookprobe.identity.Vault;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegisteredDevice;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.node.resonance.Revocation;
import com.hookprobe.node.wire.MeshMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The verifier's side of identity 6.13: compares the hardware that nodes report with what they were enrolled with. Beyond the
 * tolerance a node is suspended and revoked, as when its integrity is lost; if an operator reinstates it, what it reports
 * next is what it is compared with from then on.
 */
final class HardwareWatch implements Role {
    /** A report costs two openings; a node has one to make for each session. */
    private static final Duration REPORT_EVERY = Duration.ofSeconds(2);

    /** How many of those that share a machine are named. */
    private static final int NAMED_MAX = 8;

    /** Told of a node that must not go on. */
    @FunctionalInterface
    interface Accuser {
        void accuse(NodeId node, Revocation.Reason reason) throws Exception;
    }

    private final NodeContext node;
    private final RegistryDesk desk;
    private final HardwareShelf shelf;
    private final EnrolmentSecret secrets;
    private final Accuser accuser;
    private final Consumer<NodeId> violated;
    /** Both of members of the mesh only. */
    private final Map<NodeId, Long> lastNs = new HashMap<>();

    private final SharedHardware reported = new SharedHardware();

    HardwareWatch(
            NodeContext node,
            RegistryDesk desk,
            Vault vault,
            EnrolmentSecret secrets,
            Accuser accuser,
            Consumer<NodeId> violated)
            throws IOException {
        this.secrets = secrets;
        this.node = node;
        this.desk = desk;
        this.shelf = HardwareShelf.open(node.data().resolve("hardware"), vault);
        this.accuser = accuser;
        this.violated = violated;
    }

    /** What the registry says of a node that reports. */
    private record Enrolled(RegisteredDevice device, long reinstated, EnrolmentRequest request) {
        static Optional<Enrolled> of(DeviceRegistry registry, NodeId id) throws RegistryException {
            Optional<RegisteredDevice> device = registry.find(id);
            return device.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Enrolled(
                            device.get(),
                            Reinstatements.lastSequence(registry.audit(id)),
                            registry.request(id).orElseThrow()));
        }
    }

    @Override
    public void onMesh(NodeId from, MeshMessage message) {
        if (!(message instanceof MeshMessage.HardwareNews news)
                || node.mesh().member(from).isEmpty()) {
            return;
        }
        long nowNs = node.loop().nowNs();
        Long before = lastNs.get(from);
        if (before != null && nowNs - before < REPORT_EVERY.toNanos()) {
            return;
        }
        lastNs.put(from, nowNs);
        desk.ask(
                registry -> Enrolled.of(registry, from),
                enrolled -> {
                    if (enrolled.isPresent()) {
                        take(from, news, enrolled.get());
                    }
                },
                why -> node.log()
                        .event("hardware_not_compared", "subject", node.links().name(from), "error", why.toString()));
    }

    private void take(NodeId from, MeshMessage.HardwareNews news, Enrolled enrolled) throws Exception {
        try {
            HardwareReport report =
                    HardwareReport.decode(news.encoded(), enrolled.device().currentKey());
            if (!report.nodeId().equals(from)) {
                refuse(from, "it is a report of node " + report.nodeId().shortHex());
                return;
            }
            HardwareReport.Content content = open(report);
            notice(from, content.hardware());
            judge(from, content, enrolled);
        } catch (RecordException e) {
            refuse(from, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            // A damaged file of ours says nothing about the node.
            node.log()
                    .event(
                            "hardware_reference_unreadable",
                            "subject",
                            node.links().name(from),
                            "error",
                            String.valueOf(e.getMessage()));
        }
    }

    /** One machine under two names; an operator may have meant it, so it is said and not judged. */
    private void notice(NodeId from, HardwareDigests hardware) {
        List<String> others = reported.put(from, hardware).stream()
                .limit(NAMED_MAX)
                .map(node.links()::name)
                .sorted()
                .toList();
        if (!others.isEmpty()) {
            node.log()
                    .event(
                            "hardware_shared",
                            "subject",
                            node.links().name(from),
                            "kind",
                            hardware.kind().text(),
                            "with",
                            String.join(",", others));
        }
    }

    private void refuse(NodeId from, String reason) {
        violated.accept(from);
        node.log().event("hardware_report_refused", "subject", node.links().name(from), "reason", reason);
    }

    private void judge(NodeId from, HardwareReport.Content content, Enrolled enrolled) throws Exception {
        HardwareShelf.Reference reference = reference(from, enrolled.request());
        HardwareComparison found =
                reference.digests().compare(content.hardware(), HardwareComparison.TOLERANCE_DEFAULT);
        long reinstated = enrolled.reinstated();
        if (reinstated > reference.reinstated()) {
            // An operator has decided since; what that was about, the first report after it is what was decided on.
            shelf.put(from, new HardwareShelf.Reference(reinstated, content.hardware()));
            tell("hardware_reference", from, found, content);
            return;
        }
        switch (found.verdict()) {
            case SAME, UNIDENTIFIED -> {}
            case TOLERATED -> tell("hardware_differs", from, found, content);
            case OTHER -> {
                tell("hardware_other", from, found, content);
                accuser.accuse(from, Revocation.Reason.HARDWARE);
            }
        }
    }

    private void tell(String event, NodeId from, HardwareComparison found, HardwareReport.Content content) {
        node.log()
                .event(
                        event,
                        "subject",
                        node.links().name(from),
                        "verdict",
                        found.verdict().toString(),
                        "changed",
                        String.join(",", found.changed()),
                        "accepted_there",
                        content.accepted().map(HardwareReport.Accepted::reason).orElse(""));
    }

    private HardwareShelf.Reference reference(NodeId from, EnrolmentRequest request)
            throws IOException, RecordException, KeystoreException {
        Optional<HardwareShelf.Reference> kept = shelf.get(from);
        if (kept.isPresent()) {
            return kept.get();
        }
        return secrets.of(from, request)
                .map(enrolled -> {
                    Arrays.fill(enrolled.seed(), (byte) 0);
                    return new HardwareShelf.Reference(0, enrolled.hardware());
                })
                .orElseThrow(() -> new IOException("what it was enrolled with is not handed over yet"));
    }

    private HardwareReport.Content open(HardwareReport report) throws RecordException, KeystoreException {
        try (Secret kemSeed = node.keys().kemSeed()) {
            return kemSeed.use(report::open);
        }
    }
}
