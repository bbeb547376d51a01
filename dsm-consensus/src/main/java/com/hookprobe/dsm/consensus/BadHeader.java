package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.ForkEvidence;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.JsonObject;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.MerkleTree;
import com.hookprobe.dsm.ledger.SignedFrontier;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.identity.NodeId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * E8: a fresh proposal of which the claim, the header, the body and the parent's header alone show that it is invalid. Reported to
 * people; it suspends nobody by itself, since the rules that it is held against grow from version to version.
 *
 * <pre>8 | claim 142 | J | header 458 | u8 0, or 1 and the parent's header 458 | u32 length, body</pre>
 *
 * <p>What makes it safe against honest leaders:
 *
 * <ul>
 *   <li>The claim names the header by its hash, and J by its hash. A J with a value certificate is refused here: then the leader had to
 *       repeat another leader's header, and answers for nothing in it.
 *   <li>A body that is not the header's proves nothing. The claim does not cover it, so anybody could attach one to an honest
 *       leader's header. Only a body with the header's four roots counts; what contradicts it is the rest of the header.
 *   <li>The parent counts only when the header names it by its hash. That an honest leader builds on another parent than the
 *       verifier knows takes more than f faulty validators, and is no fault of it.
 *   <li>What needs the blocks, the whole state, all headers or the enrolled sources (the other roots, forced inclusion) is left out.
 *   <li>Ranges out of order, a repeated source or a wrong log size are no bytes of a body or header at all: nothing can carry them.
 * </ul>
 */
public record BadHeader(
        ProposalClaim claim,
        Justification justification,
        CheckpointHeader header,
        Optional<CheckpointHeader> parent,
        CheckpointBody body)
        implements Evidence {
    /** Throws {@link IllegalArgumentException} unless claim, J, header, parent and body name each other by their hashes. */
    public BadHeader {
        Checks.that(header.hash().equals(claim.value()), "header: not the one of the claim, height", header.height());
        Checks.that(
                justification.hash().equals(claim.justificationHash()),
                "justification: not the one of the claim, view",
                claim.view());
        Checks.that(justification.base().isEmpty(), "proposal: it repeats a certified value, view", claim.view());
        Checks.that(
                parent.isEmpty() || parent.get().hash().equals(header.prevHash()),
                "parent: not the one of the header, height",
                header.height());
        Checks.that(hasRootsOf(body, header), "body: not the header's, height", header.height());
    }

    private static boolean hasRootsOf(CheckpointBody body, CheckpointHeader header) {
        return header.rangesRoot().equals(body.rangesRoot())
                && header.frontiersRoot().equals(body.frontiersRoot())
                && header.evidenceRoot().equals(body.evidenceRoot())
                && header.opsRoot().equals(body.opsRoot());
    }

    @Override
    public EvidenceKind type() {
        return EvidenceKind.BAD_HEADER;
    }

    @Override
    public int offender() {
        return claim.signer();
    }

    @Override
    public long height() {
        return claim.height();
    }

    @Override
    public boolean verify(ValidatorSet set, Hash32 networkId) {
        return claim.verify(set, networkId) && fault(set, networkId).isPresent();
    }

    /** What is wrong, for people; empty when nothing is that this can show. The claim's signature is not looked at. */
    public Optional<String> fault(ValidatorSet set, Hash32 networkId) {
        return inHeader(set, networkId).or(this::afterParent).or(() -> inBody(set, networkId));
    }

    private Optional<String> inHeader(ValidatorSet set, Hash32 networkId) {
        boolean first = header.height() == 1;
        if (claim.signer() >= set.size()) {
            return Optional.empty();
        }
        if (!header.networkId().equals(networkId)) {
            return Optional.of("network_id");
        }
        if (header.height() != claim.height()) {
            return Optional.of("height: the claim says " + claim.height() + ", the header " + header.height());
        }
        if (!header.validatorsHash().equals(set.hash())) {
            return Optional.of("validators_hash");
        }
        if (first && !header.prevHash().equals(Genesis.hash(networkId))) {
            return Optional.of("prev_hash: not the genesis");
        }
        if (!header.proposer().equals(set.member(claim.signer()).id())) {
            return Optional.of("proposer: a fresh header names another than its leader");
        }
        return set.leader(header.prevHash(), claim.view()) == claim.signer()
                ? Optional.empty()
                : Optional.of("leader: not the one of view " + claim.view());
    }

    private Optional<String> afterParent() {
        if (parent.isEmpty()) {
            return Optional.empty();
        }
        CheckpointHeader before = parent.get();
        if (header.height() != before.height() + 1) {
            return Optional.of("height: not the parent's + 1");
        }
        if (header.prevEpoch() != before.epoch()) {
            return Optional.of("prev_epoch");
        }
        if (header.epochSeconds() != before.epochSeconds()
                || !header.paramsHash().equals(before.paramsHash())) {
            return Optional.of("parameters");
        }
        return header.validatorsHash().equals(before.nextValidatorsHash())
                ? Optional.empty()
                : Optional.of("validators_hash: not the parent's next one");
    }

    private Optional<String> inBody(ValidatorSet set, Hash32 networkId) {
        if (header.blockCount() != body.blockCount()) {
            return Optional.of("block_count");
        }
        if (body.ranges().isEmpty()
                && !header.merkleRoot().equals(MerkleTree.of(List.of()).root())) {
            return Optional.of("merkle_root: not that of no blocks");
        }
        if (body.frontiers().size() != set.quorum()) {
            return Optional.of("number of frontiers");
        }
        for (byte[] item : body.evidence()) {
            Optional<NodeId> forked = forkedSource(item);
            if (body.ranges().stream()
                    .map(SourceRange::source)
                    .anyMatch(forked.stream().toList()::contains)) {
                return Optional.of("a range of a forked source");
            }
        }
        for (SignedFrontier report : body.frontiers()) {
            if (report.height() != header.height() || !FrontierStatement.verify(report, set, networkId)) {
                return Optional.of("a frontier of signer " + report.signer());
            }
        }
        return Optional.empty();
    }

    private static Optional<NodeId> forkedSource(byte[] item) {
        if (item[0] != ForkEvidence.KIND) {
            return Optional.empty();
        }
        try {
            return Optional.of(ForkEvidence.decode(item).first().source());
        } catch (MalformedException other) {
            // Whether an item of a body is one at all is for the rules of its version.
            return Optional.empty();
        }
    }

    @Override
    public byte[] encode() {
        WireWriter out = Evidence.begin(type());
        claim.write(out);
        out.bytes(justification.encode()).bytes(header.encode()).u8(parent.isPresent() ? 1 : 0);
        parent.ifPresent(before -> out.bytes(before.encode()));
        return out.sized(body.encode()).toBytes();
    }

    static BadHeader read(WireReader in) throws MalformedException {
        ProposalClaim claim = ProposalClaim.read(in);
        Justification justification = Justification.read(in);
        CheckpointHeader header = CheckpointHeader.read(in);
        int flag = in.u8();
        if (flag > 1) {
            throw new MalformedException("flag must be 0 or 1, is " + flag);
        }
        Optional<CheckpointHeader> parent = flag == 1 ? Optional.of(CheckpointHeader.read(in)) : Optional.empty();
        CheckpointBody body = CheckpointBody.decode(in.sized(ConsensusCodec.BODY_BYTES_MAX));
        return Checks.canonical(() -> new BadHeader(claim, justification, header, parent, body));
    }

    @Override
    public void describe(JsonObject out) {
        out.number("view", claim.view())
                .object("claim", claim.json())
                .text("header", header.hash().hex())
                .text("header_network", header.networkId().hex())
                .number("header_height", header.height());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BadHeader that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return claim.hashCode();
    }
}
