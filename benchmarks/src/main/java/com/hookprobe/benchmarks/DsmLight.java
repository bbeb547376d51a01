package com.hookprobe.benchmarks;

import com.hookprobe.dsm.consensus.Bls;
import com.hookprobe.dsm.consensus.BlsPublicKey;
import com.hookprobe.dsm.consensus.BlsSecretKey;
import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.LightClient;
import com.hookprobe.dsm.consensus.Params;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.Vote;
import com.hookprobe.dsm.consensus.VoteKind;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MerkleTree;
import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** {@code benchmarks/dsm light}: a light client's update, its bytes and the time to verify it, beside a plain pairing check. */
final class DsmLight implements Options.Program {
    private static final int BYTES_MOST = 650;
    private static final double MS_MOST = 5;
    private static final int WARM_UP_ROUNDS = 2_000;
    private static final int ROUNDS = 1_000;
    private static final long GENESIS_SECONDS = 1_764_000_000L;

    public static void main(String[] args) {
        Options.main("dsm", "light", new DsmLight(), args);
    }

    @Override
    public void option(String name, String value) {
        throw Options.unknown(name);
    }

    @Override
    public void run(boolean json) throws Exception {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("jdk", Runtime.version().toString());
        List<String> broken = new ArrayList<>();
        for (int n : new int[] {4, 100}) {
            measure(n, report, broken);
        }
        if (json) {
            Options.printJson(report);
        } else {
            report.forEach((name, value) -> System.out.printf("%-28s %s%n", name, value));
        }
        if (!broken.isEmpty()) {
            throw new BrokenPromise(String.join("; ", broken));
        }
    }

    private static void measure(int n, Map<String, Object> report, List<String> broken) {
        Made made = Made.of(n);
        byte[] message = "a message of one signer".getBytes(StandardCharsets.US_ASCII);
        BlsPublicKey key = made.key.publicKey();
        byte[] signature = made.key.sign(message);
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            verify(made);
            pairing(key, message, signature);
        }
        long[] updates = new long[ROUNDS];
        long[] pairings = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            updates[i] = verify(made);
            pairings[i] = pairing(key, message, signature);
        }
        Arrays.sort(updates);
        Arrays.sort(pairings);
        double ms = updates[ROUNDS / 2] / 1e6;
        report.put("n" + n + "_bytes", made.update.length);
        report.put("n" + n + "_verify_ms_p50", ms);
        report.put("n" + n + "_verify_ms_p99", updates[ROUNDS * 99 / 100] / 1e6);
        report.put("n" + n + "_pairing_check_ms_p50", pairings[ROUNDS / 2] / 1e6);
        report.put("n" + n + "_verify_/_pairing_check", (double) updates[ROUNDS / 2] / pairings[ROUNDS / 2]);
        if (made.update.length > BYTES_MOST) {
            broken.add("an update of " + n + " validators has " + made.update.length + " bytes, not at most "
                    + BYTES_MOST);
        }
        if (ms >= MS_MOST) {
            broken.add("an update of " + n + " validators takes " + ms + " ms, not below " + MS_MOST);
        }
    }

    /** From the bytes off the wire to the new height, by a client that stands at the genesis. */
    private static long verify(Made made) {
        LightClient client = LightClient.at(made.genesis);
        long start = System.nanoTime();
        LightClient.Outcome outcome = client.accept(made.update, GENESIS_SECONDS + 600);
        long took = System.nanoTime() - start;
        if (outcome != LightClient.Outcome.ADVANCED) {
            throw new IllegalStateException("a good update was " + outcome);
        }
        return took;
    }

    private static long pairing(BlsPublicKey key, byte[] message, byte[] signature) {
        long start = System.nanoTime();
        boolean good = Bls.verify(key, message, signature);
        long took = System.nanoTime() - start;
        if (!good) {
            throw new IllegalStateException("a good signature was refused");
        }
        return took;
    }

    /** A set of n with real keys, and the update of a checkpoint that a quorum signed. */
    private record Made(Genesis genesis, byte[] update, BlsSecretKey key) {
        static Made of(int n) {
            Map<NodeId, BlsSecretKey> keys = new TreeMap<>();
            List<Validator> members = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                BlsSecretKey bls =
                        BlsSecretKey.generate(Hash32.sha256("bls " + i).bytes());
                DeviceKey device =
                        DeviceKey.fromSeed(Hash32.sha256("device " + i).bytes());
                NodeId id = NodeId.derive(device.publicKey());
                keys.put(id, bls);
                members.add(new Validator(
                        id, device.publicKey(), bls.publicKey().bytes(), bls.proveOfPossession(), "v" + i, 0));
            }
            ValidatorSet set = ValidatorSet.of(members);
            Genesis genesis = new Genesis("measured", Params.defaults(), set, List.of(), GENESIS_SECONDS * 1_000_000);
            CheckpointHeader header = header(genesis);
            byte[] message = Vote.signingBytes(genesis.networkId(), set.hash(), VoteKind.FINALIZE, 1, 1, header.hash());
            TreeMap<Integer, byte[]> signatures = new TreeMap<>();
            for (int i = 0; i < set.quorum(); i++) {
                signatures.put(
                        i, Objects.requireNonNull(keys.get(set.member(i).id())).sign(message));
            }
            Certificate certificate = Certificate.of(set, VoteKind.FINALIZE, 1, 1, header.hash(), signatures);
            CheckpointBody body = new CheckpointBody(List.of(), List.of(), List.of(), List.of());
            return new Made(
                    genesis,
                    LightClient.update(DecidedCheckpoint.of(header, certificate.encode(), body)),
                    keys.values().iterator().next());
        }

        private static CheckpointHeader header(Genesis genesis) {
            CheckpointBody body = new CheckpointBody(List.of(), List.of(), List.of(), List.of());
            Hash32 any = Hash32.sha256("any");
            Hash32 set = genesis.validators().hash();
            return new CheckpointHeader(
                    CheckpointHeader.VERSION,
                    genesis.networkId(),
                    1,
                    genesis.epoch() + 1,
                    genesis.epoch(),
                    genesis.params().epochLenSeconds(),
                    genesis.hash(),
                    genesis.validators().member(0).id(),
                    MerkleTree.ofHashes(List.of()).root(),
                    body.blockCount(),
                    body.rangesRoot(),
                    body.frontiersRoot(),
                    any,
                    0,
                    any,
                    body.evidenceRoot(),
                    body.opsRoot(),
                    set,
                    set,
                    genesis.params().hash());
        }
    }
}
