package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.htp.Channels;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.federation.core.InForce;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.observe.Readiness;
import com.hookprobe.node.observe.Sheet;
import com.hookprobe.node.trust.TrustBand;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.node.witness.DeskEffect;
import com.hookprobe.node.witness.WitnessDesk;
import com.hookprobe.node.witness.WitnessProof;
import com.hookprobe.qsecbit.correlation.core.Confirmation;
import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.LiveTag;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Penalty;
import com.hookprobe.qsecbit.correlation.core.Settings;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.CancelDraft;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.core.CorrelatorConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A correlator: counts the distinct sites that report a tag, decides, signs, has a quorum of witnesses judge the decision, seals it
 * in the ledger and sends it to its sites. It needs tags, never addresses. Only nodes whose resonance holds count. The MSSP has one
 * for the whole mesh, and the nexus one for its region. What it knows and has told outlives its process.
 */
final class CorrelatorRole implements Role {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration WITNESS_TICK = Duration.ofMillis(100);

    private final NodeContext node;
    private final LedgerRole ledger;
    private final Constituency constituency;
    private final Map<NodeId, Member> sites = new HashMap<>();
    private final LevelCap levels;
    private final CorrelatorIntake intake;
    private final DecisionLog log;
    private final WordLog words;
    private final WitnessDesk desk;
    private final SequenceFile sequence;
    private final StandingsFile standing;
    private final DecisionStream stream;
    /** None when the log is this node's own. */
    private final @Nullable SharedWork work;

    private final Justification justification;
    /** Who had reported before this process began. */
    private final Set<NodeId> recalled = new HashSet<>();
    /** What was decided before it, and never told. */
    private final List<Untold> untold = new ArrayList<>();
    /** How far the outputs of the log were taken. */
    private Cursor reached;

    /** Something is told, or taken, that is not on the disk. */
    private boolean unstored;

    private record Untold(DecisionDraft draft, long decidedMicros) {}

    /** @param local takes decisions for this node's own site */
    CorrelatorRole(NodeContext node, LedgerRole ledger, Constituency constituency, DecisionStream.Local local)
            throws IOException, ConfigException {
        this(node, ledger, constituency, local, SharedLog::kafka);
    }

    /** @param opener of a log that others share */
    CorrelatorRole(
            NodeContext node,
            LedgerRole ledger,
            Constituency constituency,
            DecisionStream.Local local,
            SharedLog.Opener opener)
            throws IOException, ConfigException {
        this.node = node;
        this.ledger = ledger;
        this.constituency = constituency;
        constituency.sites().forEach(site -> sites.put(site.id(), site));
        this.levels = new LevelCap(constituency.levelMax());
        this.desk = new WitnessDesk(
                WitnessSets.set(node.genesis()),
                WitnessSets.epochs(node.genesis()),
                sites.size(),
                constituency::ageDays,
                this::mayWitness);
        this.sequence = SequenceFile.open(node.data().resolve("decisions.sequence"));
        this.standing = StandingsFile.open(node.data().resolve("standings"));
        this.justification = new Justification(node);
        WordLog.Contents told = WordLog.open(
                node.data().resolve(WordLog.FILE),
                node.genesis().networkId(),
                node.self().id());
        this.words = told.log();
        if (told.cutBytes() > 0) {
            node.log().event("words_cut", "file", WordLog.FILE, "bytes", told.cutBytes());
        }
        try {
            boolean shared = node.config().sharing().log().shared();
            this.stream = new DecisionStream(
                    node, constituency.sites(), shared ? node.mesh().fellows(node.self()) : List.of(), words, local);
            for (InForce.Kept kept : told.words()) {
                recall(kept);
            }
            if (shared) {
                this.work = new SharedWork(node, stream, told.cursor());
                this.reached = work.from();
                this.log = new SharedLog(node, reached, this::basis, this::take, opener);
            } else {
                this.work = null;
                this.reached = cursor(told);
                this.log = new CorrelatorLog(node, reached, this::recall, this::take);
            }
        } catch (MalformedException e) {
            words.close();
            throw damaged(e);
        } catch (IOException | ConfigException | RuntimeException e) {
            words.close();
            throw e;
        }
        this.intake = new CorrelatorIntake(node, constituency, sites, standing, new CorrelatorIntake.Sink() {
            @Override
            public void report(NodeId reporter, AttackSignature report) {
                desk.report(reporter, report);
                node.watchers().reported(reporter, report);
            }

            @Override
            public void submit(LongFunction<Input> at) {
                log.submit(at);
            }
        });
    }

    private static Cursor cursor(WordLog.Contents told) throws IOException {
        if (told.cursor().isEmpty()) {
            return Cursor.start(DecisionLog.SHARDING);
        }
        try {
            return Cursor.decode(DecisionLog.SHARDING, told.cursor().get());
        } catch (MalformedException e) {
            throw damaged(e);
        }
    }

    private static IOException damaged(MalformedException e) {
        return new IOException(
                "decisions.words: expected a cursor, found " + e.getMessage()
                        + "; it is of another kind of federation.correlator, which begins anew without that file",
                e);
    }

    /** What outputs that come name: witnesses want to see it. */
    private void basis(LiveTag tag) {
        tag.reports().forEach(signed -> desk.report(NodeId.of(signed.node().bytes()), signed.report()));
    }

    /** What it had told when it stopped, with the signatures of its witnesses. */
    private void recall(InForce.Kept kept) throws IOException {
        stream.recall(kept).ifPresent(desk::recall);
    }

    /** What its log knows: the reports that witnesses may want to see, and what was decided and is not told yet. */
    private void recall(LiveTag tag) {
        tag.reports().forEach(signed -> {
            NodeId reporter = NodeId.of(signed.node().bytes());
            recalled.add(reporter);
            desk.report(reporter, signed.report());
        });
        tag.inForce().ifPresent(active -> {
            DecisionDraft draft = levels.within(active.draft());
            if (!stream.tells(draft, active.endsMicros())) {
                untold.add(new Untold(draft, active.decidedMicros()));
            }
        });
    }

    @Override
    public void start() throws Exception {
        CorrelatorConfig config = levels.counting(CorrelatorConfig.standard()
                .withBlockOwners(node.config().sharing().blockOwners())
                .withYoungDays(node.config().sharing().youngOwnerDays()));
        log.submit(at -> new Input.Configured(at, new Settings(config, sites.size())));
        // Whoever is a site no more, or was revoked meanwhile; of the latter also who has only spoken against others'
        // reports.
        recalled.removeIf(sites::containsKey);
        sites.keySet().stream().filter(constituency::revoked).forEach(recalled::add);
        recalled.forEach(this::forget);
        for (Untold each : untold) {
            MeshDecision signed = sign(sequence.next(), each.draft(), each.decidedMicros(), List.of());
            if (signed.endsMicros() > node.loop().wallMicros()) {
                desk.again(signed, node.loop().nowNs());
            }
        }
        untold.clear();
        log.start();
        node.loop().every(TICK, this::tick);
        node.loop().every(WITNESS_TICK, this::witnessTick);
        stream.start();
    }

    private void tick() throws Exception {
        log.submit(Input.Tick::new);
        log.tick();
        intake.tick();
    }

    private void witnessTick() throws Exception {
        store();
        if (work != null) {
            for (Output output : work.due()) {
                tell(output);
            }
        }
        long nowNs = node.loop().nowNs();
        if (desk.nextDeadlineNs() <= nowNs) {
            show(desk.timer(nowNs, node.loop().wallMicros()));
        }
    }

    /** witness 2.2: trusted as its certificate says, and within reach. */
    private boolean mayWitness(NodeId validator) {
        return constituency.resonant(validator)
                && constituency.certified(validator) >= TrustBand.STANDARD.bound()
                && node.links().connected(validator);
    }

    @Override
    public void onPeerUp(NodeId peer) {
        if (work != null) {
            work.onPeerUp(peer);
        }
    }

    @Override
    public void onPeerDown(NodeId peer) {
        stream.onPeerDown(peer);
    }

    @Override
    public void onRevoked(NodeId revoked) {
        forget(revoked);
    }

    @Override
    public void onMesh(NodeId from, MeshMessage message) throws Exception {
        if (work != null && work.onMesh(from, message, passOn)) {
            unstored = true;
        } else if (message instanceof MeshMessage.WitnessAnswer answer) {
            show(desk.vote(from, answer.encoded(), node.loop().nowNs()));
        } else if (message instanceof MeshMessage.Resume resume) {
            stream.resume(from, resume.position());
        } else {
            intake.onMesh(from, message);
        }
    }

    /**
     * A person takes a decision back for everyone, and lets nothing new be decided about its tag for a time.
     *
     * @param decision the beginning of its id
     * @return its id; empty when none is in force
     */
    Optional<Bytes32> pardon(String decision, Duration span) {
        Optional<InForce.Decided> found = stream.decided(decision);
        found.ifPresent(known -> suppress(known.key(), span));
        return found.map(InForce.Decided::id);
    }

    void suppress(TagKey key, Duration span) {
        log.submit(at -> new Input.Suppressed(at, key, at + span.toNanos() / 1_000));
    }

    /** The node has lost its resonance: what it said or witnessed counts no more. */
    void forget(NodeId revoked) {
        desk.revoked(revoked);
        log.submit(at -> new Input.Revoked(at, Bytes32.of(revoked.bytes())));
    }

    /** What the log has decided, told or on its way to the witnesses; how far it was taken is stored with what was told. */
    private void take(List<Output> outputs, Cursor cursor) throws Exception {
        for (Output output : outputs) {
            switch (output.kind()) {
                case DECISION, CANCEL -> {
                    if (work == null || isOurs(work, output)) {
                        tell(output);
                    }
                }
                case PENALTY -> {
                    if (!again(output)) {
                        penalise(output.penalty());
                    }
                }
                case CONFIRMATION -> {
                    if (!again(output)) {
                        confirm(output.confirmation());
                    }
                }
            }
        }
        reached = cursor;
        unstored = true;
    }

    private byte[] stored() {
        return work == null ? reached.encode() : work.cursor(reached);
    }

    private boolean again(Output output) {
        return work != null && work.again(output);
    }

    /** Whether an output of a log that others share is to be told by this node now. */
    private boolean isOurs(SharedWork shared, Output output) throws MalformedException {
        if (output.kind() == Output.Kind.CANCEL) {
            MeshCancel cancel = output.cancel();
            return shared.tells(output, cancel.key(), cancel.sequence());
        }
        MeshDecision decision = output.decision();
        return decision.endsMicros() > node.loop().wallMicros()
                && shared.tells(output, decision.key(), decision.sequence());
    }

    private void tell(Output output) throws Exception {
        if (output.kind() == Output.Kind.DECISION) {
            decide(output.decision());
        } else {
            cancel(output);
        }
    }

    private final SharedWork.PassOn passOn = new SharedWork.PassOn() {
        @Override
        public void decision(MeshDecision decision, WitnessProof proof, List<Long> hopMicros) throws Exception {
            // What is renewed goes out under the same claim, whoever tells it.
            desk.recall(proof);
            stream.passOn(decision, proof, hopMicros);
            node.watchers()
                    .told(new NodeWatcher.Word(
                            node.self(),
                            decision,
                            "",
                            NodeWatcher.Fate.TOLD,
                            "",
                            hopMicros,
                            node.loop().wallMicros()));
        }

        @Override
        public void cancel(MeshCancel cancel) throws Exception {
            desk.cancelled(cancel.key());
            stream.passOn(cancel);
            node.watchers().cancelled(node.self(), cancel.key(), cancel.draft().reason());
        }
    };

    /**
     * Within 100 ms, and not for each word: the disk's time would be every site's. What a crash takes is decided, and so told, once more
     * under the name that it had.
     */
    private void store() {
        if (!unstored) {
            return;
        }
        unstored = false;
        // One and the same: what is confirmed beyond what is stored could not be read again.
        Cursor from = work == null ? reached : work.from(reached);
        try {
            words.add(stored());
            words.save();
            if (words.worthRewriting()) {
                words.rewrite(stored(), stream.all());
            }
            log.confirm(from);
        } catch (IOException e) {
            log.stop(e);
        }
    }

    private void decide(MeshDecision decided) throws Exception {
        if (decided.endsMicros() > node.loop().wallMicros()) {
            List<Long> hops = decided.hopMicros();
            long number = work == null ? sequence.next() : decided.sequence();
            MeshDecision signed = sign(number, levels.within(decided.draft()), decided.decidedMicros(), hops);
            show(desk.decide(signed, hops, node.loop().nowNs(), node.loop().wallMicros()));
        }
    }

    private MeshDecision sign(long number, DecisionDraft draft, long decidedMicros, List<Long> hops) {
        return MeshDecision.sign(draft, number, decidedMicros, hops, node.keys().device()::sign);
    }

    private void cancel(Output output) throws Exception {
        MeshCancel decided = output.cancel();
        desk.cancelled(decided.key());
        CancelDraft draft = levels.within(decided.draft());
        long number = work == null ? sequence.next() : decided.sequence();
        // Whoever of those that share a log tells it, it says the same.
        long micros = work == null ? node.loop().wallMicros() : decided.decidedMicros();
        if (work != null) {
            work.told(draft.key(), number);
            if (work.again(output) && work.mine(number)) {
                return;
            }
        }
        MeshCancel signed = MeshCancel.sign(draft, number, micros, node.keys().device()::sign);
        int sent = stream.send(signed);
        unstored = true;
        node.watchers().cancelled(node.self(), draft.key(), draft.reason());
        ledger.seal(EventType.DECISION, EventLog.json(Justification.of(draft)).getBytes(StandardCharsets.UTF_8));
        node.log()
                .event(
                        "decision_cancelled",
                        "decision",
                        draft.decision().hex().substring(0, 16),
                        "reason",
                        draft.reason().toString(),
                        "sent_to",
                        sent);
    }

    /** What a node reported is known as good to many: its witnesses speak against it. */
    private void penalise(Penalty penalty) throws IOException {
        penalty.owners().forEach(owner -> constituency.judged(NodeId.of(owner.bytes()), false));
        standing.standings().wronged(penalty.owners(), node.loop().wallMicros());
        standing.save();
        node.log().event("owners_penalised", "owners", penalty.owners().size());
    }

    private void confirm(Confirmation confirmation) throws IOException {
        standing.standings().confirmed(confirmation.owners(), node.loop().wallMicros());
        standing.standings().outvoted(confirmation.outvoted(), node.loop().wallMicros());
        standing.save();
    }

    private void show(List<DeskEffect> effects) throws Exception {
        for (DeskEffect effect : effects) {
            if (effect instanceof DeskEffect.Request request) {
                byte[] message = new MeshMessage.WitnessAsk(request.encoded()).encode();
                node.links().send(request.witness(), Channels.ALERTS, message);
            } else if (effect instanceof DeskEffect.Witnessed witnessed) {
                broadcast(witnessed);
            } else if (effect instanceof DeskEffect.Unwitnessed failure) {
                unverified(failure);
            } else if (effect instanceof DeskEffect.Judged judged) {
                constituency.judged(judged.reporter(), judged.confirmed());
            } else if (effect instanceof DeskEffect.Refusal refusal) {
                WitnessSets.logRefusal(
                        node.log(), node.links().name(refusal.witness()), refusal.claim(), refusal.vote());
            } else if (effect instanceof DeskEffect.Discarded discarded) {
                node.log()
                        .event(
                                "witness_vote_discarded",
                                "from",
                                node.links().name(discarded.from()),
                                "reason",
                                discarded.reason());
            }
        }
    }

    private void unverified(DeskEffect.Unwitnessed failure) throws Exception {
        MeshDecision decision = failure.decision();
        // Sites show it once; a later try that fails is news for this node's log only.
        boolean shows = failure.attempt() == 0 && (work == null || work.mine(decision.sequence()));
        int sent = shows ? stream.show(decision, failure.hopMicros()) : 0;
        node.log()
                .event(
                        "alert_unverified",
                        "decision",
                        decision.id().hex().substring(0, 16),
                        "level",
                        decision.level().name(),
                        "reason",
                        failure.reason(),
                        "signed",
                        failure.signed(),
                        "refused",
                        failure.refused(),
                        "attempt",
                        failure.attempt(),
                        "sent_to",
                        sent);
    }

    private void broadcast(DeskEffect.Witnessed witnessed) throws Exception {
        MeshDecision decision = witnessed.decision();
        if (work != null && work.known(decision.key(), decision.sequence())) {
            // A fellow was faster.
            return;
        }
        int sent = stream.send(decision, witnessed.proof(), CorrelatorIntake.withNow(node, witnessed.hopMicros()));
        unstored = true;
        if (work != null) {
            work.told(decision.key(), decision.sequence());
        }
        node.watchers()
                .told(new NodeWatcher.Word(
                        node.self(),
                        decision,
                        "",
                        NodeWatcher.Fate.TOLD,
                        "",
                        CorrelatorIntake.withNow(node, witnessed.hopMicros()),
                        node.loop().wallMicros()));
        String id = decision.id().hex();
        node.log()
                .event(
                        "signature_broadcast",
                        "decision",
                        id.substring(0, 16),
                        "tag",
                        decision.key().tag().hex().substring(0, 16),
                        "level",
                        decision.level().name(),
                        "sites",
                        decision.draft().sites(),
                        "needed",
                        decision.draft().threshold(),
                        "witnesses",
                        witnessed.proof().certificate().signers().size(),
                        "witnessed_us",
                        (node.loop().nowNs() - witnessed.askedNs()) / 1000,
                        "sent_to",
                        sent);
        // The whole mesh acts on it: that it was made must not be deniable.
        Map<String, Object> payload = justification.of(witnessed, desk::basis);
        ledger.seal(List.of(new LedgerRole.Event(
                EventType.DECISION, EventLog.json(payload).getBytes(StandardCharsets.UTF_8), true)));
    }

    @Override
    public void measure(Sheet sheet) {
        FederationMetrics.correlator(
                sheet,
                new FederationMetrics.Correlator(
                        sites.size(),
                        stream.inForce(),
                        stream.sitesBehind(),
                        desk.pending(),
                        !log.trouble().isEmpty()));
    }

    @Override
    public void check(Readiness readiness) {
        readiness.need("correlator", log.trouble().isEmpty(), log.trouble().isEmpty() ? "it decides" : log.trouble());
    }

    @Override
    public void close() throws IOException {
        store();
        log.close();
        words.close();
    }
}
