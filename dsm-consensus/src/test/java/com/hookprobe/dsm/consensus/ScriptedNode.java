package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.consensus.core.Effect;
import com.hookprobe.dsm.consensus.core.SimplexMachine;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.MerkleTree;
import com.hookprobe.dsm.ledger.SignedFrontier;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.dsm.ledger.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One machine of four, the other three played by the test: it says what they sign and sees what the machine does. The fake scheme is
 * used, so that the test can sign for all.
 */
final class ScriptedNode {
    static final Params PARAMS = new Params(2, 0, 500, 400, 3_000, 120, 700, 100);
    static final long START_NS = 10_000_000_000L;

    final List<Fixtures.Member> members = Fixtures.members(4, false);
    final Fixtures.TestSource source = Fixtures.source(0);
    final Genesis genesis = Fixtures.genesis(members, false, List.of(source), PARAMS);
    final int self;
    final MemoryBlockStore store = MemoryBlockStore.create(genesis.networkId());
    final List<VoteRecord> log = new ArrayList<>();
    final Map<Hash32, byte[]> proposals = new HashMap<>();
    final List<Effect> effects = new ArrayList<>();
    final List<ConsensusMessage> sent = new ArrayList<>();
    SimplexMachine machine;
    long nowNs = START_NS;

    /** Plays the validator that leads the given view of height 1, or some other one. */
    ScriptedNode(boolean leaderOfViewOne) {
        int leader = leader(1);
        int second = leader(2);
        int third = leader(3);
        self = leaderOfViewOne ? leader : 6 - leader - second - third;
        restart();
    }

    int leader(long view) {
        return genesis.validators().leader(genesis.hash(), view);
    }

    void restart() {
        machine = new SimplexMachine(
                genesis,
                members.get(self).id(),
                Optional.of(members.get(self).signer()),
                new StoreLedgerView(store),
                List.copyOf(log),
                List.copyOf(proposals.values()));
        tick(0);
    }

    long wallMicros() {
        return Fixtures.GENESIS_SECONDS * 1_000_000L + nowNs / 1_000;
    }

    void tick(long afterMillis) {
        nowNs += afterMillis * 1_000_000L;
        carryOut(machine.onTick(nowNs, wallMicros()));
    }

    void receive(int from, ConsensusMessage message) {
        nowNs += 1_000;
        carryOut(machine.onMessage(members.get(from).id(), ConsensusCodec.encode(message), nowNs, wallMicros()));
    }

    void blocks() {
        carryOut(machine.onBlocks(nowNs, wallMicros()));
    }

    void vote(int signer, VoteKind kind, long view, Hash32 value) {
        receive(signer, new ConsensusMessage.Voted(signed(signer, kind, 1, view, value)));
    }

    Vote signed(int signer, VoteKind kind, long height, long view, Hash32 value) {
        byte[] message =
                Vote.signingBytes(genesis.networkId(), genesis.validators().hash(), kind, height, view, value);
        return new Vote(
                kind, height, view, value, signer, members.get(signer).signer().signVote(message));
    }

    Certificate certificate(VoteKind kind, long view, Hash32 value, int... signers) {
        TreeMap<Integer, byte[]> signatures = new TreeMap<>();
        for (int signer : signers) {
            signatures.put(signer, signed(signer, kind, 1, view, value).signature());
        }
        byte[] bitmap = new byte[1];
        signatures.keySet().forEach(signer -> bitmap[0] |= (byte) (1 << signer));
        return new Certificate(
                kind,
                1,
                view,
                value,
                genesis.validators().hash(),
                4,
                bitmap,
                FakeScheme.INSTANCE.aggregate(List.copyOf(signatures.values())));
    }

    int[] quorum() {
        return new int[] {0, 1, 2};
    }

    SignedFrontier report(int signer, List<SourceHead> heads) {
        byte[] message = new WireWriter(120)
                .bytes(ConsensusLabels.FRONTIER.getBytes(StandardCharsets.US_ASCII))
                .hash(genesis.networkId())
                .hash(genesis.validators().hash())
                .u64(1)
                .hash(SignedFrontier.entriesHash(heads))
                .toBytes();
        return new SignedFrontier(1, heads, signer, members.get(signer).signer().signIdentity(message));
    }

    /** An empty checkpoint of height 1; the epoch makes different values. */
    CheckpointHeader header(long epoch, CheckpointBody body) {
        Hash32 set = genesis.validators().hash();
        Hash32 empty = MerkleTree.of(List.of()).root();
        return new CheckpointHeader(
                1,
                genesis.networkId(),
                1,
                epoch,
                genesis.epoch(),
                PARAMS.epochLenSeconds(),
                genesis.hash(),
                members.get(leader(1)).id(),
                empty,
                0,
                body.rangesRoot(),
                body.frontiersRoot(),
                empty,
                0,
                empty,
                body.evidenceRoot(),
                body.opsRoot(),
                set,
                set,
                PARAMS.hash());
    }

    CheckpointBody emptyBody() {
        return new CheckpointBody(
                List.of(),
                List.of(report(0, List.of()), report(1, List.of()), report(2, List.of())),
                List.of(),
                List.of());
    }

    /** A valid empty proposal for a view. */
    ConsensusMessage.Propose proposal(long view, long epochsAfterGenesis, Justification why) {
        CheckpointBody body = emptyBody();
        return propose(view, header(genesis.epoch() + epochsAfterGenesis, body), body, why);
    }

    ConsensusMessage.Propose propose(long view, CheckpointHeader header, CheckpointBody body, Justification why) {
        int leader = leader(view);
        byte[] message = ProposalClaim.signingBytes(
                genesis.networkId(), genesis.validators().hash(), 1, view, header.hash(), why.hash());
        return new ConsensusMessage.Propose(
                view, header, body, why, leader, members.get(leader).signer().signIdentity(message));
    }

    /** The machine's own votes so far, those sent again counted once. */
    List<String> votes() {
        return sent.stream()
                .filter(message -> message instanceof ConsensusMessage.Voted)
                .map(message -> ((ConsensusMessage.Voted) message).vote())
                .map(vote -> vote.kind() + " " + vote.view())
                .distinct()
                .toList();
    }

    private void carryOut(List<Effect> list) {
        for (Effect effect : list) {
            effects.add(effect);
            if (effect instanceof Effect.LogVote vote) {
                log.add(vote.entry());
            } else if (effect instanceof Effect.StoreProposal proposal) {
                proposals.put(proposal.value(), proposal.content());
            } else if (effect instanceof Effect.Broadcast broadcast) {
                sent.add(decoded(broadcast.message()));
            } else if (effect instanceof Effect.Send send) {
                sent.add(decoded(send.message()));
            } else if (effect instanceof Effect.Commit commit) {
                try {
                    store.putDecided(commit.checkpoint(), commit.after());
                } catch (StoreException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    private static ConsensusMessage decoded(byte[] bytes) {
        try {
            return ConsensusCodec.decode(bytes);
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    boolean has(Class<? extends Effect> kind) {
        return effects.stream().anyMatch(kind::isInstance);
    }
}
