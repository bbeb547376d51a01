package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.consensus.core.Effect;
import com.hookprobe.dsm.consensus.core.SimplexMachine;
import com.hookprobe.dsm.ledger.BlockExchange;
import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.ForkEvidence;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.dsm.ledger.core.DsmMessage;
import com.hookprobe.dsm.ledger.core.DsmWire;
import com.hookprobe.identity.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The edge around {@link SimplexMachine}: carries out its effects on the disk and the network. One thread owns it; it makes none,
 * and the listener is called on that thread and must not call back.
 *
 * <p>Files in its folder: {@code votes.log} ({@link VoteLog}), {@code proposals/}, and after two decisions of one height {@code
 * transcripts/} ({@link Transcript}). {@link #initialise} makes the vote log once, when
 * the node is set up; {@link #open} never does. A validator whose log is missing or damaged follows the chain and signs nothing;
 * {@link #notSigning} says why.
 *
 * <p>After an {@link EngineStoppedException} from any call nothing more is signed or stored: close the engine, mend the disk, open it
 * again.
 */
public final class ValidatorEngine implements AutoCloseable {
    private static final String VOTE_LOG = "votes.log";
    private static final String SETS = "sets.log";

    /** Sends a message to a peer in its authenticated session; it may drop it. */
    @FunctionalInterface
    public interface Transport {
        void send(NodeId to, byte[] message);
    }

    /** Fetches blocks that a proposal or decision names; {@link #over} is the usual one. */
    @FunctionalInterface
    public interface BlockFetcher {
        /** Asks {@code from} first, then others, until the blocks are here or {@link #cancel}. */
        void fetch(List<SourceRange> ranges, NodeId from, long nowNs);

        /** A peer shows a block that is not held: judge it as one that the peer has pushed. */
        default void take(NodeId from, Microblock block, long nowNs) throws StoreException {}

        /** Forgets all open fetches: a faulty validator may have named blocks that do not exist. */
        default void cancel() {}

        /** Fetches by a block exchange. */
        static BlockFetcher over(BlockExchange exchange) {
            return new BlockFetcher() {
                @Override
                public void fetch(List<SourceRange> ranges, NodeId from, long nowNs) {
                    exchange.fetch(ranges, from, nowNs);
                }

                @Override
                public void take(NodeId from, Microblock block, long nowNs) throws StoreException {
                    exchange.onMessage(from, DsmWire.encode(new DsmMessage.Block(block)), nowNs);
                }

                @Override
                public void cancel() {
                    exchange.cancelFetches();
                }
            };
        }
    }

    /** What the node wants to know. */
    public interface Listener {
        /**
         * A checkpoint is final and durable here.
         *
         * @param signers how many of {@code validators} signed
         * @param epochCloseToFinalNs from the end of its epoch to now by the wall clock; long for one that was caught up
         */
        void finalised(DecidedCheckpoint checkpoint, int signers, int validators, long epochCloseToFinalNs);

        /** A validator signed two things that exclude each other. */
        void evidence(Evidence evidence);

        /** A leader proposed what no honest leader proposes; this node voted to skip its view. */
        default void refused(long height, long view, String reason) {}

        /** The next height has another set. */
        default void setChanged(long height, ValidatorSet next, List<Penalty> penalties) {}

        /**
         * A change of the set waits for this validator's approval. Who agrees calls {@link ValidatorEngine#approve} later, on the same
         * thread; who does not does nothing.
         */
        default void consider(SetChange change) {}

        /** A height has two decisions: what this node holds for it is in the file, see {@link Forensics}. */
        default void transcript(long height, Path file) {}

        /**
         * A view was left without a value.
         *
         * @param reason for programs
         * @param text for people, with the leader's name
         */
        default void viewSkipped(long height, long view, ConsensusStatus.Reason reason, String leader, String text) {}

        /** More than f validators are faulty, or this node's disk is: people must look. */
        default void alarm(String what) {}
    }

    private final Genesis genesis;
    private final BlockStore store;
    private final ProposalStore proposals;
    private final SetBook sets;
    private final TranscriptStore transcripts;
    private final Optional<VoteLog> voteLog;
    private final Optional<String> notSigning;
    private final NodeId self;
    private final SimplexMachine machine;
    private final Transport transport;
    private final BlockFetcher blocks;
    private final Listener listener;
    private boolean failed;

    private ValidatorEngine(
            Path folder,
            Genesis genesis,
            NodeId self,
            Optional<ValidatorSigner> signer,
            VoteLog.Opening opening,
            BlockStore store,
            Transport transport,
            BlockFetcher blocks,
            Listener listener)
            throws IOException {
        this.genesis = genesis;
        this.self = self;
        this.store = store;
        this.transport = transport;
        this.blocks = blocks;
        this.listener = listener;
        this.voteLog = opening instanceof VoteLog.Opening.Ready ready ? Optional.of(ready.log()) : Optional.empty();
        this.notSigning =
                opening instanceof VoteLog.Opening.Refused refused ? Optional.of(refused.reason()) : Optional.empty();
        this.proposals = ProposalStore.open(folder.resolve("proposals"));
        this.sets = SetBook.open(folder.resolve(SETS), genesis, store.frontierHeight());
        this.transcripts = new TranscriptStore(folder.resolve("transcripts"));
        this.machine = new SimplexMachine(
                genesis,
                self,
                voteLog.isPresent() ? signer : Optional.empty(),
                new StoreLedgerView(store),
                sets,
                voteLog.map(VoteLog::records).orElse(List.of()),
                proposals.of(store.frontierHeight() + 1));
    }

    /**
     * Makes the vote log of a validator that has never signed in this network. Call it once, when the node is set up.
     *
     * @throws java.nio.file.FileAlreadyExistsException when there is one
     */
    public static void initialise(Path folder, Genesis genesis, NodeId self) throws IOException {
        java.nio.file.Files.createDirectories(folder);
        VoteLog.create(folder.resolve(VOTE_LOG), genesis, self, 0);
    }

    /**
     * Makes a new vote log after the old one was lost; an operator's decision.
     *
     * @param signAbove nothing is signed at this height or below: at least two above the highest height seen on any node
     */
    public static void recover(Path folder, Genesis genesis, NodeId self, long signAbove) throws IOException {
        if (signAbove < 1) {
            throw new IllegalArgumentException("signAbove must be at least 1, is " + signAbove);
        }
        java.nio.file.Files.createDirectories(folder);
        VoteLog.create(folder.resolve(VOTE_LOG), genesis, self, signAbove);
    }

    /**
     * Opens a validator, or a node that may become one: it follows the chain and signs as soon as it is in the set.
     *
     * @param store owned by the caller, who closes it after the engine; its blocks have been verified against
     *     {@link Genesis#sourceKey} when they were put
     */
    public static ValidatorEngine open(
            Path folder,
            Genesis genesis,
            NodeId self,
            ValidatorSigner signer,
            BlockStore store,
            Transport transport,
            BlockFetcher blocks,
            Listener listener)
            throws IOException {
        return open(folder, genesis, self, signer, store, transport, blocks, listener, 0);
    }

    /**
     * The same for a validator of which is known how far its vote log has reached.
     *
     * @param votesAtLeast an earlier {@link #voteExtent}: with a log that ends before, nothing is signed
     */
    public static ValidatorEngine open(
            Path folder,
            Genesis genesis,
            NodeId self,
            ValidatorSigner signer,
            BlockStore store,
            Transport transport,
            BlockFetcher blocks,
            Listener listener,
            long votesAtLeast)
            throws IOException {
        VoteLog.Opening opening = VoteLog.open(folder.resolve(VOTE_LOG), genesis, self, votesAtLeast);
        boolean kept = false;
        try {
            ValidatorEngine engine = new ValidatorEngine(
                    folder, genesis, self, Optional.of(signer), opening, store, transport, blocks, listener);
            kept = true;
            return engine;
        } catch (UncheckedIOException e) {
            throw new IOException("the block store failed", e);
        } finally {
            if (!kept && opening instanceof VoteLog.Opening.Ready ready) {
                ready.log().close();
            }
        }
    }

    /** A message of kind 32..63 from an authenticated peer; the times are this moment's. */
    public void onMessage(NodeId from, byte[] message, long nowNs, long wallMicros) throws IOException {
        run(() -> machine.onMessage(from, message, nowNs, wallMicros), nowNs);
    }

    /** Time has passed; call it at {@link #nextDeadlineNs} or more often. {@code wallMicros} is since 1970. */
    public void tick(long nowNs, long wallMicros) throws IOException {
        run(() -> machine.onTick(nowNs, wallMicros), nowNs);
    }

    /** An authenticated session with a validator is open. */
    public void onPeer(NodeId peer, long nowNs, long wallMicros) throws IOException {
        run(() -> machine.onPeer(peer, nowNs, wallMicros), nowNs);
    }

    /** Blocks were stored: call it when the block exchange has accepted or fetched some. */
    public void onBlocks(long nowNs, long wallMicros) throws IOException {
        run(() -> machine.onBlocks(nowNs, wallMicros), nowNs);
    }

    /** The block exchange has found a source that forked. */
    public void onFork(ForkEvidence fork, long nowNs, long wallMicros) throws IOException {
        run(() -> machine.onFork(fork, nowNs, wallMicros), nowNs);
    }

    /** This node's operator, or its own rules, want a change of the set. It is told to all validators. */
    public void propose(SetChange change, long nowNs, long wallMicros) throws IOException {
        run(() -> machine.onChange(change, nowNs, wallMicros), nowNs);
    }

    /** This node's rules agree to a change that {@link Listener#consider} showed. */
    public void approve(Hash32 change, long nowNs, long wallMicros) throws IOException {
        run(() -> machine.approve(change, nowNs, wallMicros), nowNs);
    }

    /** The set that decides the open height. */
    public ValidatorSet validators() {
        return machine.set();
    }

    /** The changes of the set since the genesis. */
    public SetPath path() {
        return sets.path();
    }

    /** Changes of the set that wait, with how many validators have approved each. */
    public Map<SetChange, Integer> openChanges() {
        return machine.openChanges();
    }

    /** When {@link #tick} is due, on the clock of {@code nowNs}. It may lie in the past. */
    public long nextDeadlineNs() {
        return machine.nextDeadlineNs();
    }

    /** Why this validator signs nothing; empty when it does. */
    public Optional<String> notSigning() {
        return notSigning;
    }

    /** How far the vote log reaches: a number that never falls while the log is whole; 0 without one. */
    public long voteExtent() {
        return voteLog.map(VoteLog::extent).orElse(0L);
    }

    /** The height that is being decided. */
    public long height() {
        return machine.height();
    }

    /** The view of that height; 0 while its epoch is still open. */
    public long view() {
        return machine.view();
    }

    /** The certificates that this node holds for a height; of those below the last eight the decision only. */
    public Optional<Transcript> transcript(long height) {
        return machine.transcript(height);
    }

    /** How consensus stands as this node sees it. A short look at memory; reads no disk. */
    public ConsensusStatus status(long nowNs) {
        return machine.status(notSigning, nowNs);
    }

    /** Messages that no honest peer sends, so far. */
    public long malformed() {
        return machine.malformed();
    }

    @Override
    public void close() throws IOException {
        sets.close();
        if (voteLog.isPresent()) {
            voteLog.get().close();
        }
    }

    private void run(Supplier<List<Effect>> input, long nowNs) throws IOException {
        if (failed) {
            throw new EngineStoppedException("this validator stopped after a failure of its disk; open it again");
        }
        failed = true;
        try {
            List<Effect> effects = input.get();
            for (Effect effect : effects) {
                carryOut(effect, nowNs);
            }
        } catch (UncheckedIOException e) {
            throw stopped("the block store failed", Objects.requireNonNull(e.getCause(), "it wraps one"));
        } catch (IOException e) {
            throw stopped("its disk failed", e);
        }
        failed = false;
    }

    private static EngineStoppedException stopped(String why, IOException cause) {
        return new EngineStoppedException("this validator stopped: " + why + ": " + cause.getMessage(), cause);
    }

    /** Strictly in order: a message leaves only after what it says is on the disk (DSM 2.2). */
    private void carryOut(Effect effect, long nowNs) throws IOException {
        if (effect instanceof Effect.Send send) {
            transport.send(send.to(), send.message());
        } else if (effect instanceof Effect.Broadcast broadcast) {
            for (NodeId member : broadcast.to()) {
                transport.send(member, broadcast.message());
            }
        } else if (effect instanceof Effect.LogVote vote) {
            voteLog.orElseThrow(() -> new IllegalStateException("an observer must not vote"))
                    .append(vote.entry());
        } else if (effect instanceof Effect.StoreProposal proposal) {
            proposals.put(proposal.height(), proposal.value(), proposal.content());
        } else if (effect instanceof Effect.SyncBlocks) {
            store.sync();
        } else if (effect instanceof Effect.SetChanged changed) {
            sets.append(changed.decided(), changed.next());
            listener.setChanged(changed.decided().height(), changed.next(), changed.penalties());
        } else if (effect instanceof Effect.Consider consider) {
            listener.consider(consider.change());
        } else if (effect instanceof Effect.Commit commit) {
            commit(commit);
        } else if (effect instanceof Effect.FetchBlocks fetch) {
            blocks.fetch(fetch.ranges(), fetch.from(), nowNs);
        } else if (effect instanceof Effect.TakeBlock take) {
            blocks.take(take.from(), take.block(), nowNs);
        } else if (effect instanceof Effect.CancelFetches) {
            blocks.cancel();
        } else if (effect instanceof Effect.Report report) {
            listener.evidence(report.evidence());
        } else if (effect instanceof Effect.Refused refused) {
            listener.refused(refused.height(), refused.view(), refused.reason());
        } else if (effect instanceof Effect.KeepTranscript keep) {
            keep(keep.transcript());
        } else if (effect instanceof Effect.ViewSkipped skipped) {
            listener.viewSkipped(skipped.height(), skipped.view(), skipped.reason(), skipped.leader(), skipped.text());
        } else if (effect instanceof Effect.Alarm alarm) {
            listener.alarm(alarm.what());
        }
    }

    private void keep(Transcript transcript) {
        try {
            transcripts.keep(transcript).ifPresent(file -> listener.transcript(transcript.height(), file));
        } catch (IOException e) {
            // It is for people, and the alarm reaches them all the same: no reason to stop voting.
            listener.alarm("the transcript of height " + transcript.height() + " could not be written: " + e);
        }
    }

    private void commit(Effect.Commit commit) throws IOException {
        long height = commit.checkpoint().height();
        // DSM 2.2: the checkpoint first, "only then drop vote records <= h".
        store.putDecided(commit.checkpoint(), commit.after());
        proposals.forget(height);
        if (voteLog.isPresent()) {
            voteLog.get().forget(height);
        }
        listener.finalised(commit.checkpoint(), commit.signers(), commit.validators(), commit.closeToFinalNs());
    }
}
