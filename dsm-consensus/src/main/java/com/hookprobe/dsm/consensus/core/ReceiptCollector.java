package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Acknowledgement;
import com.hookprobe.dsm.consensus.QuorumReceipt;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Ack;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Seal;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The asker's side of quorum receipts, as a pure machine: asks all validators, collects their words, makes a receipt of q of them,
 * and adds those that come a little later. Whoever is silent is asked again, less and less often, until the request is too old.
 *
 * <p>Words are aggregated first and verified together: two pairings for a receipt instead of 2q. Only when that fails is each verified
 * alone; the bad ones are named, and the rest waits for others.
 *
 * <p>Not thread-safe; one owner.
 */
public final class ReceiptCollector {
    /**
     * When to do what.
     *
     * @param retryNs from a request to the next one, doubled each time
     * @param retryMaxNs at most
     * @param giveUpNs from the first request to the end without a receipt
     * @param lingerNs from the receipt to the end of waiting for more words
     * @param openMax requests at a time
     */
    public record Settings(long retryNs, long retryMaxNs, long giveUpNs, long lingerNs, int openMax) {
        /** Half a second, 8 s, 10 minutes, 10 s; 1,024 requests. */
        public static final Settings STANDARD =
                new Settings(500_000_000L, 8_000_000_000L, 600_000_000_000L, 10_000_000_000L, 1_024);

        /** Checks ranges; throws {@link IllegalArgumentException}. */
        public Settings {
            if (retryNs < 1 || retryMaxNs < retryNs || giveUpNs < 1 || lingerNs < 0 || openMax < 1) {
                throw new IllegalArgumentException("settings of a receipt collector: retry " + retryNs + ".."
                        + retryMaxNs + " ns, give up " + giveUpNs + " ns, linger " + lingerNs + " ns, open " + openMax);
            }
        }
    }

    private final Hash32 networkId;
    private final Settings settings;
    private final Map<Hash32, ReceiptRequest> open = new LinkedHashMap<>();
    private ValidatorSet set;

    public ReceiptCollector(Hash32 networkId, ValidatorSet set, Settings settings) {
        this.networkId = networkId;
        this.set = set;
        this.settings = settings;
    }

    /** Asks all validators for a block; a block that is asked for already is not asked for twice. */
    public List<ReceiptEffect> ask(Microblock block, long nowNs) {
        List<ReceiptEffect> out = new ArrayList<>();
        Hash32 hash = block.hash();
        if (open.containsKey(hash)) {
            return out;
        }
        if (open.size() >= settings.openMax()) {
            out.add(new ReceiptEffect.GivenUp(
                    block, settings.openMax() + " requests are open already, the maximum", 0, List.of()));
            return out;
        }
        ReceiptRequest request = new ReceiptRequest(block, ConsensusCodec.encode(new Seal(block)), nowNs);
        open.put(hash, request);
        askSilent(request, nowNs, out);
        return out;
    }

    /** A message of kind ACK from an authenticated peer. */
    public List<ReceiptEffect> onMessage(NodeId from, byte[] message, long nowNs) {
        List<ReceiptEffect> out = new ArrayList<>();
        OptionalInt signer = set.indexOf(from);
        if (signer.isEmpty()) {
            return out;
        }
        Optional<Acknowledgement> word = read(message);
        if (word.isEmpty()) {
            out.add(new ReceiptEffect.Blamed(from, Hash32.ZERO, "no acknowledgement at all"));
            return out;
        }
        ReceiptRequest request = open.get(word.get().place().block());
        // Another set's word is no fault: the set changes while words are under way.
        if (request != null && word.get().setHash().equals(set.hash()) && request.awaits(signer.getAsInt())) {
            take(request, from, signer.getAsInt(), word.get(), nowNs, out);
        }
        return out;
    }

    /** Time has passed. */
    public List<ReceiptEffect> onTick(long nowNs) {
        List<ReceiptEffect> out = new ArrayList<>();
        Iterator<ReceiptRequest> each = open.values().iterator();
        while (each.hasNext()) {
            ReceiptRequest request = each.next();
            if (nowNs >= endNs(request)) {
                end(request, nowNs, out);
                each.remove();
            } else if (nowNs >= request.nextAskNs()) {
                askSilent(request, nowNs, out);
            }
        }
        return out;
    }

    /** When {@link #onTick} is due; the largest long when nothing is open. */
    public long nextDeadlineNs() {
        long next = Long.MAX_VALUE;
        for (ReceiptRequest request : open.values()) {
            next = Math.min(next, Math.min(request.nextAskNs(), endNs(request)));
        }
        return next;
    }

    /** A session with a validator is up: it is asked at once for all that it has not acknowledged. */
    public List<ReceiptEffect> onPeerUp(NodeId peer) {
        List<ReceiptEffect> out = new ArrayList<>();
        set.indexOf(peer)
                .ifPresent(signer -> open.values().stream()
                        .filter(request -> request.awaits(signer))
                        .forEach(request -> out.add(new ReceiptEffect.Ask(peer, request.message()))));
        return out;
    }

    /** The block is final here: its inclusion proof says more than a receipt, and no validator acknowledges it any more. */
    public List<ReceiptEffect> onFinal(Hash32 block, long nowNs) {
        List<ReceiptEffect> out = new ArrayList<>();
        ReceiptRequest request = open.remove(block);
        if (request != null && request.formedBy() == 0) {
            out.add(givenUp(request, "it became final first"));
        } else if (request != null) {
            end(request, nowNs, out);
        }
        return out;
    }

    /** Another set validates from now on: words of the one before count no more, and everybody is asked anew. */
    public List<ReceiptEffect> onSet(ValidatorSet next, long nowNs) {
        List<ReceiptEffect> out = new ArrayList<>();
        if (next.hash().equals(set.hash())) {
            return out;
        }
        for (Iterator<ReceiptRequest> each = open.values().iterator(); each.hasNext(); ) {
            ReceiptRequest request = each.next();
            if (request.formedBy() > 0) {
                end(request, nowNs, out);
                each.remove();
            }
        }
        set = next;
        for (ReceiptRequest request : open.values()) {
            request.startAnew();
            askSilent(request, nowNs, out);
        }
        return out;
    }

    /** Requests without an end so far. */
    public int openRequests() {
        return open.size();
    }

    private static Optional<Acknowledgement> read(byte[] message) {
        try {
            return ConsensusCodec.decode(message) instanceof Ack ack
                    ? Optional.of(ack.acknowledgement())
                    : Optional.empty();
        } catch (MalformedException notOne) {
            return Optional.empty();
        }
    }

    private void take(
            ReceiptRequest request,
            NodeId from,
            int signer,
            Acknowledgement word,
            long nowNs,
            List<ReceiptEffect> out) {
        if (word.signer() != signer || !word.place().equals(request.place())) {
            String reason = word.signer() != signer
                    ? "signer " + word.signer() + " in the session of " + signer
                    : "acknowledges " + word.place() + ", was asked for " + request.place();
            blame(request, signer, reason, out);
            return;
        }
        request.put(signer, word.signature());
        if (request.formedBy() > 0) {
            verifyEach(request, out);
            if (request.words() == set.size()) {
                end(request, nowNs, out);
                open.remove(word.place().block());
            }
        } else if (request.words() >= set.quorum()) {
            form(request, nowNs, out);
        }
    }

    private void form(ReceiptRequest request, long nowNs, List<ReceiptEffect> out) {
        Optional<QuorumReceipt> receipt = aggregate(request);
        if (receipt.isEmpty()) {
            verifyEach(request, out);
            receipt = request.words() >= set.quorum() ? aggregate(request) : Optional.empty();
        }
        receipt.ifPresent(formed -> {
            request.formed(request.words(), nowNs);
            out.add(new ReceiptEffect.Formed(request.block(), formed, nowNs - request.sinceNs(), false));
            if (request.words() == set.size()) {
                open.remove(formed.place().block());
            }
        });
    }

    /** The receipt of all words so far, when it verifies. */
    private Optional<QuorumReceipt> aggregate(ReceiptRequest request) {
        try {
            return Optional.of(QuorumReceipt.of(set, request.place(), request.signatures()))
                    .filter(receipt -> receipt.verify(set, networkId));
        } catch (IllegalArgumentException oneIsNoPoint) {
            return Optional.empty();
        }
    }

    private void verifyEach(ReceiptRequest request, List<ReceiptEffect> out) {
        for (Map.Entry<Integer, byte[]> entry : request.unverified().entrySet()) {
            int signer = entry.getKey();
            Acknowledgement word = new Acknowledgement(request.place(), set.hash(), signer, entry.getValue());
            if (word.verify(set, networkId)) {
                request.verified(signer);
            } else {
                blame(request, signer, "the signature is wrong", out);
            }
        }
    }

    private void blame(ReceiptRequest request, int signer, String reason, List<ReceiptEffect> out) {
        request.guilty(signer);
        out.add(new ReceiptEffect.Blamed(
                set.member(signer).id(), request.place().block(), reason));
    }

    private void askSilent(ReceiptRequest request, long nowNs, List<ReceiptEffect> out) {
        for (int signer = 0; signer < set.size(); signer++) {
            if (request.awaits(signer)) {
                out.add(new ReceiptEffect.Ask(set.member(signer).id(), request.message()));
            }
        }
        request.asked(nowNs, settings.retryNs(), settings.retryMaxNs());
    }

    private long endNs(ReceiptRequest request) {
        return request.formedBy() > 0
                ? request.formedNs() + settings.lingerNs()
                : request.sinceNs() + settings.giveUpNs();
    }

    private void end(ReceiptRequest request, long nowNs, List<ReceiptEffect> out) {
        if (request.formedBy() == 0) {
            out.add(givenUp(
                    request, "only " + request.words() + " of " + set.quorum() + " acknowledgements came in time"));
        } else if (request.words() > request.formedBy()) {
            aggregate(request)
                    .ifPresent(receipt -> out.add(
                            new ReceiptEffect.Formed(request.block(), receipt, nowNs - request.sinceNs(), true)));
        }
    }

    private ReceiptEffect.GivenUp givenUp(ReceiptRequest request, String reason) {
        List<NodeId> silent = new ArrayList<>();
        for (int signer = 0; signer < set.size(); signer++) {
            if (request.awaits(signer)) {
                silent.add(set.member(signer).id());
            }
        }
        return new ReceiptEffect.GivenUp(request.block(), reason, request.words(), silent);
    }
}
