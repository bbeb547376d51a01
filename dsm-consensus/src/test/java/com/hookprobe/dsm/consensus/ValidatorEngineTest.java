package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.RocksBlockStore;
import com.hookprobe.dsm.ledger.SourceChain;
import com.hookprobe.identity.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four engines with real BLS, real files and RocksDB, in virtual time. */
class ValidatorEngineTest {
    private static final List<Fixtures.Member> MEMBERS = Fixtures.members(4, true);
    private static final Fixtures.TestSource SOURCE = Fixtures.source(0);
    private static final Genesis GENESIS = Fixtures.genesis(MEMBERS, true, List.of(SOURCE), Params.local(2));

    @TempDir
    Path folder;

    private record Mail(NodeId from, NodeId to, byte[] bytes) {}

    private final Deque<Mail> mail = new ArrayDeque<>();
    private final Map<NodeId, ValidatorEngine> engines = new HashMap<>();
    private final Map<NodeId, BlockStore> stores = new HashMap<>();
    private final Map<NodeId, List<DecidedCheckpoint>> decided = new HashMap<>();
    private final List<String> alarms = new ArrayList<>();
    private final List<Path> transcripts = new ArrayList<>();
    private long nowNs = 1;
    private int signersOfLast;
    private long slowestNs;

    private Path home(int i) {
        return folder.resolve("node" + i);
    }

    @BeforeEach
    void start() throws IOException {
        for (int i = 0; i < 4; i++) {
            ValidatorEngine.initialise(home(i), GENESIS, MEMBERS.get(i).id());
            open(i);
        }
    }

    @AfterEach
    void stop() throws IOException {
        for (NodeId id : List.copyOf(engines.keySet())) {
            close(id);
        }
    }

    private void open(int i) throws IOException {
        NodeId id = MEMBERS.get(i).id();
        BlockStore store = RocksBlockStore.openOrCreate(home(i).resolve("blocks"), GENESIS.networkId());
        stores.put(id, store);
        engines.put(
                id,
                ValidatorEngine.open(
                        home(i),
                        GENESIS,
                        id,
                        MEMBERS.get(i).signer(),
                        store,
                        (to, bytes) -> mail.add(new Mail(id, to, bytes)),
                        (ranges, from, now) -> {
                            throw new AssertionError("every node has every block here");
                        },
                        new ValidatorEngine.Listener() {
                            @Override
                            public void finalised(
                                    DecidedCheckpoint checkpoint, int signers, int validators, long closeToFinalNs) {
                                decided.computeIfAbsent(id, key -> new ArrayList<>())
                                        .add(checkpoint);
                                assertThat(validators).isEqualTo(4);
                                signersOfLast = signers;
                                slowestNs = Math.max(slowestNs, closeToFinalNs);
                            }

                            @Override
                            public void evidence(Evidence evidence) {
                                throw new AssertionError("nobody lied: " + evidence);
                            }

                            @Override
                            public void transcript(long height, Path file) {
                                transcripts.add(file);
                            }

                            @Override
                            public void alarm(String what) {
                                alarms.add(what);
                            }
                        }));
    }

    private void close(NodeId id) throws IOException {
        engines.remove(id).close();
        stores.remove(id).close();
    }

    private long wallMicros() {
        return Fixtures.GENESIS_SECONDS * 1_000_000L + nowNs / 1_000;
    }

    private void runMillis(long millis) throws IOException {
        long end = nowNs + millis * 1_000_000L;
        while (nowNs < end) {
            nowNs += 5_000_000L;
            for (ValidatorEngine engine : engines.values()) {
                if (engine.nextDeadlineNs() <= nowNs) {
                    engine.tick(nowNs, wallMicros());
                }
            }
            while (!mail.isEmpty()) {
                Mail next = mail.remove();
                ValidatorEngine engine = engines.get(next.to());
                if (engine != null) {
                    engine.onMessage(next.from(), next.bytes(), nowNs, wallMicros());
                }
            }
        }
    }

    private long tip(int i) throws IOException {
        return stores.get(MEMBERS.get(i).id()).frontierHeight();
    }

    @Test
    void finalisesEveryEpochAndTheBlocksInIt() throws IOException {
        MemoryBlockStore own = MemoryBlockStore.create(GENESIS.networkId());
        SourceChain chain = new SourceChain(own, GENESIS.networkId(), SOURCE.id(), 0, SOURCE.signer());
        Microblock block = chain.append(EventType.IDS_ALERT, Hash32.sha256("event"), Optional.empty(), wallMicros());
        for (BlockStore store : stores.values()) {
            store.put(block);
        }
        runMillis(8_500);
        assertThat(tip(0)).isEqualTo(3);
        assertThat(signersOfLast).isGreaterThanOrEqualTo(3);
        assertThat(slowestNs).as("well below a second after the epoch's end").isLessThan(500_000_000L);
        BlockStore store = stores.get(MEMBERS.get(2).id());
        assertThat(store.heightOf(SOURCE.id(), 0, 1)).contains(1L);
        LightClient client = LightClient.at(GENESIS);
        for (long height = 1; height <= 3; height++) {
            byte[] update = LightClient.update(store.decided(height).orElseThrow());
            assertThat(client.accept(update, wallMicros() / 1_000_000)).isEqualTo(LightClient.Outcome.ADVANCED);
        }
        Inclusion.check(client, store, block);
        assertThat(alarms).isEmpty();
    }

    @Test
    void goesOnWithThreeOfFourAndTheFourthComesBack() throws IOException {
        runMillis(4_500);
        assertThat(tip(1)).isEqualTo(1);
        close(MEMBERS.get(1).id());
        runMillis(8_000);
        long without = tip(0);
        assertThat(without).isGreaterThanOrEqualTo(3);
        open(1);
        assertThat(engines.get(MEMBERS.get(1).id()).notSigning()).isEmpty();
        runMillis(4_000);
        assertThat(tip(1)).isEqualTo(tip(0)).isGreaterThan(without);
        assertThat(decided.get(MEMBERS.get(1).id()))
                .extracting(checkpoint -> checkpoint.header().hash())
                .isEqualTo(decided.get(MEMBERS.get(0).id()).stream()
                        .map(checkpoint -> checkpoint.header().hash())
                        .toList());
    }

    @Test
    void validatorWithoutItsVoteLogFollowsAndSaysWhyItSignsNothing() throws IOException {
        runMillis(4_500);
        close(MEMBERS.get(1).id());
        Files.delete(home(1).resolve("votes.log"));
        open(1);
        ValidatorEngine observer = engines.get(MEMBERS.get(1).id());
        assertThat(observer.notSigning())
                .hasValueSatisfying(reason -> assertThat(reason).contains("no vote log at"));
        runMillis(6_000);
        assertThat(tip(1)).isEqualTo(tip(0)).isGreaterThan(2);
        for (DecidedCheckpoint checkpoint : decided.get(MEMBERS.get(0).id())) {
            if (checkpoint.height() > 2) {
                assertThat(signersOfLast).isEqualTo(3);
            }
        }
        // The operator lets it sign again, above a height that the network has passed.
        long above = tip(0) + 2;
        close(MEMBERS.get(1).id());
        ValidatorEngine.recover(home(1), GENESIS, MEMBERS.get(1).id(), above);
        open(1);
        assertThat(engines.get(MEMBERS.get(1).id()).notSigning()).isEmpty();
        runMillis(8_000);
        assertThat(tip(1)).isGreaterThan(above);
        assertThat(signersOfLast).isGreaterThanOrEqualTo(3);
    }

    /** Three of four sign a second history: every honest node that hears of it writes down what convicts them. */
    @Test
    void aSecondDecisionLeavesATranscriptThatNamesTheCulprits() throws Exception {
        runMillis(4_500);
        DecidedCheckpoint own = stores.get(MEMBERS.get(0).id()).decided(1).orElseThrow();
        CheckpointHeader rival = new EvidenceFixtures.HeaderFields(own.header())
                .merkle(Hash32.sha256("another history"))
                .build();
        ValidatorSet set = GENESIS.validators();
        byte[] message = Vote.signingBytes(GENESIS.networkId(), set.hash(), VoteKind.FINALIZE, 1, 1, rival.hash());
        TreeMap<Integer, byte[]> signatures = new TreeMap<>();
        for (int signer = 1; signer < 4; signer++) {
            signatures.put(signer, MEMBERS.get(signer).signer().signVote(message));
        }
        Certificate certificate = Certificate.of(set, VoteKind.FINALIZE, 1, 1, rival.hash(), signatures);
        byte[] decided = ConsensusCodec.encode(
                new ConsensusMessage.Decided(List.of(new ConsensusMessage.Decision(rival, certificate))));
        for (int times = 0; times < 3; times++) {
            engines.get(MEMBERS.get(0).id()).onMessage(MEMBERS.get(3).id(), decided, nowNs, wallMicros());
        }
        Path file = home(0).resolve("transcripts").resolve("1.tr");
        assertThat(transcripts).containsExactly(file);
        assertThat(alarms).isNotEmpty().allMatch(what -> what.contains("two decisions"));
        Transcript kept = Transcript.decode(Files.readAllBytes(file));
        assertThat(kept.headers()).containsExactlyInAnyOrder(own.header(), rival);
        assertThat(kept.certificates()).extracting(Certificate::kind).contains(VoteKind.NOTARIZE, VoteKind.FINALIZE);
        Forensics.Finding finding =
                new Forensics(set, GENESIS.networkId()).examine(List.of(kept)).get(0);
        assertThat(finding.culprits()).hasSizeGreaterThanOrEqualTo(2).isSubsetOf(1, 2, 3);
        assertThat(Files.exists(home(1).resolve("transcripts"))).isFalse();
    }

    /** Of the last eight heights all certificates are held; of older ones what the ledger has. */
    @Test
    void certificatesOfTheLastEightHeightsAreHeld() throws IOException {
        runMillis(23_000);
        ValidatorEngine engine = engines.get(MEMBERS.get(0).id());
        long tip = tip(0);
        assertThat(tip).isGreaterThan(9);
        for (long height = 1; height <= tip; height++) {
            List<VoteKind> kinds = engine.transcript(height).orElseThrow().certificates().stream()
                    .map(Certificate::kind)
                    .toList();
            assertThat(kinds.contains(VoteKind.NOTARIZE))
                    .as("height %d of %d", height, tip)
                    .isEqualTo(height > tip - 8);
            assertThat(kinds).contains(VoteKind.FINALIZE);
        }
        assertThat(engine.transcript(tip + 2)).isEmpty();
    }

    @Test
    void stopsForGoodWhenItsStoreFails() throws IOException {
        NodeId id = MEMBERS.get(3).id();
        ValidatorEngine engine = engines.get(id);
        stores.get(id).close();
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 600; i++) {
                        nowNs += 10_000_000L;
                        engine.tick(nowNs, wallMicros());
                    }
                })
                .isInstanceOfAny(IOException.class, IllegalStateException.class);
        assertThatThrownBy(() -> engine.tick(nowNs, wallMicros()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("stopped");
    }
}
