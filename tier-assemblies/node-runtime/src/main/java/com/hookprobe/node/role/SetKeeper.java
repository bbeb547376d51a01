package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.BlsSecretKey;
import com.hookprobe.dsm.consensus.Candidate;
import com.hookprobe.dsm.consensus.Penalty;
import com.hookprobe.dsm.consensus.SetChange;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.ValidatorEngine;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.mesh.MeshGenesis;
import com.hookprobe.node.resonance.CertificateBook;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A sentinel's part in changes of the validator set: what its operator asks for, what it agrees to by itself, its own attestation in time,
 * and its vote key when it changes. Owned by the node's loop.
 */
final class SetKeeper {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final NodeContext node;
    private final VoteKeys keys;
    private final AdmissionRules rules;
    private final Supplier<Optional<byte[]>> certificate;
    private @Nullable ValidatorEngine opened;
    private NodeLoop.Task after = () -> {};
    private long attestedEpoch = -1;

    /** @param certificate this node's own newest resonance certificate, encoded */
    SetKeeper(NodeContext node, VoteKeys keys, CertificateBook certificates, Supplier<Optional<byte[]>> certificate) {
        this.node = node;
        this.keys = keys;
        this.certificate = certificate;
        this.rules = new AdmissionRules(
                node.mesh(),
                certificates,
                new AdmissionRules.Demands(
                        node.config().admissionUptimeDays(),
                        node.config().admissionReputation(),
                        node.config().terInterval()));
    }

    /** Begins, once the engine is open; {@code afterInput} runs after each input to it. */
    void start(ValidatorEngine engine, NodeLoop.Task afterInput) throws KeystoreException {
        opened = engine;
        after = afterInput;
        settleKey(engine.validators());
        node.loop().every(LOOK, this::look);
    }

    private ValidatorEngine engine() {
        return Objects.requireNonNull(opened, "started before");
    }

    private void settleKey(ValidatorSet set) throws KeystoreException {
        Optional<Validator> self = set.find(node.self().id());
        if (self.isPresent()) {
            keys.settle(self.get());
        }
    }

    /** The engine asks whether this node agrees. */
    void consider(SetChange change) {
        // Not within the engine's own call.
        node.loop().execute(() -> {
            Optional<String> objection = rules.objection(change, node.loop().wallMicros());
            if (objection.isEmpty() && change instanceof SetChange.Join && wasMember(change.subject())) {
                // It left, or was put out, and its old candidacy is public: whether it may come back is for people.
                objection = Optional.of("it was a validator before; its operator and ours decide");
            }
            boolean approved = objection.isEmpty();
            node.log()
                    .event(
                            "set_change_considered",
                            "change",
                            change.hash().hex(),
                            "kind",
                            change.kind(),
                            "member",
                            name(change.subject()),
                            "approved",
                            approved,
                            "reason",
                            objection.orElse(""));
            if (approved) {
                engine().approve(change.hash(), node.loop().nowNs(), node.loop().wallMicros());
                after.run();
            }
        });
    }

    private boolean wasMember(NodeId id) {
        return node.genesis().validators().find(id).isPresent()
                || engine().path().steps().stream()
                        .anyMatch(step -> step.next().find(id).isPresent());
    }

    /** The next height has another set. */
    void changed(long height, ValidatorSet next, List<Penalty> penalties) {
        node.log()
                .event(
                        "validators_changed",
                        "height",
                        height,
                        "validators",
                        next.members().stream().map(member -> name(member.id())).toList(),
                        "quorum",
                        next.quorum());
        for (Penalty penalty : penalties) {
            node.log()
                    .event(
                            "validator_penalty",
                            "height",
                            penalty.height(),
                            "member",
                            name(penalty.validator()),
                            "evidence",
                            penalty.evidence(),
                            "bond_before",
                            penalty.bondBefore(),
                            "bond_after",
                            penalty.bondAfter());
        }
    }

    private String name(NodeId id) {
        return node.mesh().member(id).map(Member::name).orElse(id.hex());
    }

    private void look() throws Exception {
        settleKey(engine().validators());
        for (Path file : SetRequest.waiting(node.data())) {
            String refusal = "";
            try {
                carryOut(SetRequest.read(file));
                after.run();
            } catch (IllegalArgumentException e) {
                refusal = String.valueOf(e.getMessage());
            } catch (KeystoreException e) {
                refusal = "the keystore cannot be written: " + e.getMessage();
            }
            SetRequest.settle(file, refusal.isEmpty());
            node.log()
                    .event(
                            "set_request",
                            "file",
                            String.valueOf(file.getFileName()),
                            "accepted",
                            refusal.isEmpty(),
                            "reason",
                            refusal);
        }
        attest();
    }

    private void carryOut(SetRequest request) throws IOException, KeystoreException {
        long now = node.loop().nowNs();
        long wall = node.loop().wallMicros();
        switch (request.request()) {
            case "join" -> engine().propose(new SetChange.Join(candidacy(request)), now, wall);
            case "reinstate" -> engine().propose(new SetChange.Reinstate(candidacy(request)), now, wall);
            case "leave" -> engine().propose(leave(), now, wall);
            case "rotate-key" -> engine().propose(rotate(), now, wall);
            case "suspend" -> engine().propose(suspend(request), now, wall);
            default -> engine().approve(Hash32.parse(required(request.change(), "change")), now, wall);
        }
    }

    private static String required(@Nullable String value, String name) {
        if (value == null) {
            throw new IllegalArgumentException("the request needs '" + name + "'");
        }
        return value;
    }

    private Validator self() {
        return engine().validators()
                .find(node.self().id())
                .orElseThrow(() -> new IllegalArgumentException("this node is no validator now"));
    }

    private Candidate candidacy(SetRequest request) {
        long bond = request.bond() == null ? 0 : request.bond();
        return Candidate.sign(
                keys.withOwnKey(MeshGenesis.validator(node.self().card())),
                bond,
                node.genesis().networkId(),
                keys);
    }

    private SetChange.Leave leave() {
        Validator self = self();
        byte[] message = SetChange.Leave.signingBytes(node.genesis().networkId(), self.id(), self.joinedHeight());
        return new SetChange.Leave(self.id(), self.joinedHeight(), keys.signIdentity(message));
    }

    private SetChange.RotateKey rotate() throws KeystoreException {
        Validator self = self();
        BlsSecretKey next = keys.makeNext(self.blsKey());
        byte[] key = next.publicKey().bytes();
        byte[] proof = next.proveOfPossession();
        byte[] message =
                SetChange.RotateKey.signingBytes(node.genesis().networkId(), self.id(), self.blsKey(), key, proof);
        return new SetChange.RotateKey(self.id(), self.blsKey(), key, proof, keys.signIdentity(message));
    }

    private SetChange.Suspend suspend(SetRequest request) {
        String wanted = required(request.member(), "member");
        Validator member = engine().validators().members().stream()
                .filter(it -> it.name().equals(wanted) || it.id().hex().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no validator is called " + wanted));
        return new SetChange.Suspend(
                member.id(), member.joinedHeight(), request.reason() == null ? "" : request.reason());
    }

    /** Shows a fresh attestation when half of the time that one lasts has gone. */
    private void attest() throws Exception {
        long lasts = node.genesis().params().attestationEpochs();
        Optional<Validator> self = engine().validators().find(node.self().id());
        Optional<byte[]> shown = certificate.get();
        if (lasts == 0 || self.isEmpty() || shown.isEmpty()) {
            return;
        }
        // The epoch that is over for sure wherever clocks differ a little.
        long epoch = node.genesis().params().epochAt(node.loop().wallMicros()) - 2;
        long last = Math.max(self.get().attestedEpoch(), node.genesis().epoch());
        // A try may be lost: again in each epoch, until the set shows it.
        if (epoch - last >= Math.max(1, lasts / 2) && epoch > attestedEpoch) {
            attestedEpoch = epoch;
            Hash32 digest = Hash32.of(NeuroRole.sha256(shown.get()));
            engine().propose(
                            new SetChange.Attest(self.get().id(), epoch, digest),
                            node.loop().nowNs(),
                            node.loop().wallMicros());
        }
    }
}
