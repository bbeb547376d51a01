package com.hookprobe.dsm.sim;

import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.LightClient;
import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.ledger.ConsistencyProof;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.sim.Mix;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What is looked at once, at the end of a run: S6 of the whole chain, proofs (S8), the light client (S9), holdings (S13). */
final class FinalChecks {
    private final Simulation run;
    private final SplittableRandom random;

    private FinalChecks(Simulation run) {
        this.run = run;
        this.random = new SplittableRandom(Mix.bits(run.plan.seed() + 2));
    }

    static void check(Simulation run) {
        FinalChecks checks = new FinalChecks(run);
        run.measure();
        run.nodes.stream().filter(node -> !node.liar).forEach(run.oracle.chain::keeps);
        if (!run.plan.isSafe()) {
            ForkJudge.BUILT_IN.ifPresent(checks::accountable);
            return;
        }
        run.oracle.chain.chain.values().forEach(checks::held);
        LightClient client = checks.light();
        try {
            checks.proofs(client);
        } catch (StoreException | MalformedException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
    }

    /** S12: after a fork at least f+1 are named, and only the guilty. */
    void accountable(ForkJudge judge) {
        if (run.oracle.chain.rivals.isEmpty()) {
            return;
        }
        DecidedCheckpoint rival = run.oracle.chain.rivals.firstEntry().getValue();
        @Nullable DecidedCheckpoint chosen = run.oracle.chain.chain.get(rival.height());
        if (chosen == null) {
            throw new IllegalStateException("a rival without a first decision");
        }
        Set<Integer> guilty = judge.guilty(
                run.world.genesis, LightClient.update(chosen), LightClient.update(rival), run.oracle.testimony);
        SimulationFailure.check(
                guilty.size() > SetOracle.faults(run.world.genesis.validators()),
                "S12: two decisions at height " + rival.height() + ", and only " + guilty + " are named");
        guilty.forEach(signer ->
                SimulationFailure.check(run.plan.isLiar(signer), "S12: the honest v" + signer + " is named as guilty"));
    }

    /** S6: every finalised block is readable on f+1 honest validators. */
    private void held(DecidedCheckpoint checkpoint) {
        int needed = SetOracle.faults(run.oracle.sets.at(checkpoint.height()))
                + 1
                - run.plan.amnesiacs().size();
        for (SourceRange range : checkpoint.body().orElseThrow().ranges()) {
            long holders = run.nodes.stream()
                    .filter(node ->
                            !node.liar && ChainOracle.chainOf(node, range).isPresent())
                    .count();
            SimulationFailure.check(
                    holders >= needed,
                    "S6: the blocks of height " + checkpoint.height() + " are readable on " + holders + " only");
        }
    }

    /** S9: the light client takes the chain, and nothing that is not on it. */
    private LightClient light() {
        LightClient client = LightClient.at(run.world.genesis);
        for (DecidedCheckpoint checkpoint : run.oracle.chain.chain.values()) {
            byte[] update = LightClient.update(checkpoint);
            byte[] forged = update.clone();
            forged[2 + random.nextInt(forged.length - 2)] ^= (byte) (1 << random.nextInt(8));
            long height = client.height();
            client.accept(forged, World.GENESIS_SECONDS);
            SimulationFailure.check(client.height() == height, "S9: the light client accepts a forged update");
            LightClient.Outcome outcome = client.accept(update, World.GENESIS_SECONDS);
            SimulationFailure.check(
                    outcome == LightClient.Outcome.ADVANCED,
                    "S9: the light client says " + outcome + " to height " + checkpoint.height());
            SimulationFailure.check(
                    client.headerHash().equals(checkpoint.header().hash()), "S9: the light client is elsewhere");
            newSet(client, checkpoint);
        }
        return client;
    }

    /** S9: it takes the set that a header names, and no other. */
    private void newSet(LightClient client, DecidedCheckpoint checkpoint) {
        if (!run.oracle.sets.changedAfter(checkpoint.height())) {
            return;
        }
        byte[] next = run.oracle.sets.at(checkpoint.height() + 1).encode();
        byte[] forged = next.clone();
        forged[random.nextInt(forged.length)] ^= (byte) (1 << random.nextInt(8));
        client.accept(change(checkpoint, forged), World.GENESIS_SECONDS);
        SimulationFailure.check(client.lacksSet(), "S9: the light client takes a forged set");
        LightClient.Outcome outcome = client.accept(change(checkpoint, next), World.GENESIS_SECONDS);
        SimulationFailure.check(
                outcome == LightClient.Outcome.ADVANCED && !client.lacksSet(),
                "S9: the light client says " + outcome + " to the set after height " + checkpoint.height());
    }

    private static byte[] change(DecidedCheckpoint checkpoint, byte[] next) {
        try {
            return ConsensusCodec.encode(new ConsensusMessage.Changes(List.of(new ConsensusMessage.Change(
                    checkpoint.header(), Certificate.decode(checkpoint.certificate()), next))));
        } catch (MalformedException e) {
            throw new SimulationFailure("S8: the certificate of height " + checkpoint.height() + " cannot be read");
        }
    }

    /** S8: inclusion and consistency proofs verify, and do not when a bit is changed. */
    private void proofs(LightClient client) throws StoreException, MalformedException {
        List<DecidedCheckpoint> chain = List.copyOf(run.oracle.chain.chain.values());
        for (SimNode node : run.nodes) {
            if (!node.liar && !chain.isEmpty()) {
                DecidedCheckpoint one = chain.get(random.nextInt(chain.size()));
                inclusion(client, node, one);
                consistency(node, chain);
                return;
            }
        }
    }

    private void inclusion(LightClient client, SimNode node, DecidedCheckpoint checkpoint)
            throws StoreException, MalformedException {
        List<SourceRange> ranges = checkpoint.body().orElseThrow().ranges();
        if (ranges.isEmpty()) {
            return;
        }
        Hash32 block = ranges.get(random.nextInt(ranges.size())).head();
        Optional<InclusionBundle> proof = node.store.inner().proof(block);
        if (proof.isEmpty()) {
            return;
        }
        SimulationFailure.check(client.verify(proof.get()), "S8: an inclusion proof does not verify");
        byte[] bytes = proof.get().encode();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        try {
            InclusionBundle changed = InclusionBundle.decode(bytes);
            boolean passes = client.verify(changed) && run.world.isGenuine(changed.block());
            SimulationFailure.check(!passes, "S8: a changed inclusion proof verifies");
        } catch (MalformedException refused) {
            // As it should be.
        }
    }

    private void consistency(SimNode node, List<DecidedCheckpoint> chain) throws StoreException {
        int size = node.store.inner().logSize();
        if (size < 2) {
            return;
        }
        int old = 1 + random.nextInt(size - 1);
        ConsistencyProof proof = node.store.inner().logProofs().consistency(old, size);
        Hash32 before = Rfc6962.root(headers(chain, old));
        Hash32 after = Rfc6962.root(headers(chain, size));
        SimulationFailure.check(proof.verify(before, after), "S8: a consistency proof does not verify");
        SimulationFailure.check(
                !proof.verify(before, Hash32.sha256("another", after.bytes())), "S8: a wrong root is consistent");
    }

    private static List<byte[]> headers(List<DecidedCheckpoint> chain, int count) {
        return chain.subList(0, count).stream()
                .map(checkpoint -> checkpoint.header().encode())
                .toList();
    }
}
