package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.ForkEvidence;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.WireWriter;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Each kind of evidence convicts the one that it is about, and nothing near it convicts anybody (DSM 3.8). */
class EvidenceTest {
    private final EvidenceFixtures at = new EvidenceFixtures();
    private final List<Evidence> all = at.all();

    private boolean convicts(Evidence evidence) {
        return evidence.verify(at.set, at.network);
    }

    @Test
    void everyKindIsThereConvictsAndHasOneEncoding() throws MalformedException {
        Set<EvidenceKind> kinds = EnumSet.noneOf(EvidenceKind.class);
        for (Evidence evidence : all) {
            kinds.add(evidence.type());
            assertThat(convicts(evidence)).as(evidence.json(at.set)).isTrue();
            byte[] bytes = evidence.encode();
            assertThat(bytes[0]).isEqualTo((byte) evidence.type().code());
            assertThat(bytes.length).isLessThanOrEqualTo(evidence.type().maxBytes());
            assertThat(Evidence.decode(bytes)).isEqualTo(evidence);
            assertThat(Evidence.decode(bytes).encode()).isEqualTo(bytes);
            assertThat(evidence.height()).isEqualTo(1);
        }
        assertThat(kinds).isEqualTo(EnumSet.complementOf(EnumSet.of(EvidenceKind.FORK)));
    }

    @Test
    void kindsHaveTheNumbersOfTheDesign() {
        Set<String> names = new HashSet<>();
        int code = 1;
        for (EvidenceKind kind : EvidenceKind.values()) {
            assertThat(kind.code()).isEqualTo(code++);
            assertThat(names.add(kind.text())).isTrue();
            assertThat(kind.maxBytes()).isLessThanOrEqualTo(Evidence.BYTES_MAX);
            assertThat(kind.suspends()).isEqualTo(kind != EvidenceKind.FORK && kind != EvidenceKind.BAD_HEADER);
        }
        assertThat(EvidenceKind.FORK.code()).isEqualTo(ForkEvidence.KIND);
        assertThatThrownBy(() ->
                        Evidence.decode(ForkEvidence.of(at.block(1), Scripted.sibling(at.block(1), at.node.source, 1))
                                .encode()))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("ForkEvidence");
    }

    /** The offender is who signed; with its place in the set changed, or its statements, or the network, nobody is convicted. */
    @Test
    void noChangedBitAndNoOtherSetOrNetworkConvictsAnybody() {
        ValidatorSet others = ValidatorSet.of(
                Fixtures.members(5, false).stream()
                        .map(Fixtures.Member::validator)
                        .limit(4)
                        .toList(),
                FakeScheme.INSTANCE);
        assertThat(others.hash()).isNotEqualTo(at.set.hash());
        SplittableRandom random = new SplittableRandom(3);
        for (Evidence evidence : all) {
            assertThat(evidence.verify(others, at.network)).as(evidence.kind()).isFalse();
            assertThat(evidence.verify(at.set, Hash32.sha256("other network")))
                    .as(evidence.kind())
                    .isFalse();
            byte[] bytes = evidence.encode();
            int read = 0;
            for (int i = 0; i < bytes.length; i++) {
                byte[] changed = bytes.clone();
                changed[i] ^= (byte) (1 << random.nextInt(8));
                try {
                    Evidence other = Evidence.decode(changed);
                    read++;
                    assertThat(other.encode()).isEqualTo(changed);
                    assertThat(convicts(other))
                            .as("%s, byte %d", evidence.kind(), i)
                            .isFalse();
                } catch (MalformedException refused) {
                    assertThat(refused).hasMessageNotContaining("\n");
                }
            }
            assertThat(read).as("changed, but well-formed: %s", evidence.kind()).isPositive();
            for (byte[] other :
                    List.of(Arrays.copyOf(bytes, bytes.length - 1), Arrays.copyOf(bytes, bytes.length + 1))) {
                assertThatThrownBy(() -> Evidence.decode(other)).isInstanceOf(MalformedException.class);
            }
        }
    }

    @Property(tries = 3_000)
    void whateverDecodesEncodesToTheSameBytesAndConvictsOnlyWhenUnchanged(
            @ForAll @IntRange(max = 100) int which,
            @ForAll @IntRange(max = 4) int how,
            @ForAll @IntRange(max = 1 << 20) int where,
            @ForAll byte value) {
        byte[] good = all.get(which % all.size()).encode();
        byte[] changed = change(good, how, where, value);
        try {
            Evidence read = Evidence.decode(changed);
            assertThat(read.encode()).isEqualTo(changed);
            assertThat(convicts(read)).isEqualTo(Arrays.equals(good, changed));
        } catch (MalformedException refused) {
            assertThat(changed).isNotEqualTo(good);
        }
    }

    private static byte[] change(byte[] good, int how, int where, byte value) {
        int at = where % good.length;
        byte[] changed = good.clone();
        switch (how) {
            case 0 -> changed[at] = value;
            case 1 -> changed = Arrays.copyOf(good, at);
            case 2 -> changed = Arrays.copyOf(good, good.length + 1 + at % 50);
            case 3 -> {
                int other = (at + 1 + (value & 0xFF)) % good.length;
                byte swap = changed[at];
                changed[at] = changed[other];
                changed[other] = swap;
            }
            default -> System.arraycopy(good, 0, changed, at, Math.min(40, Math.min(at, good.length - at)));
        }
        return changed;
    }

    @Test
    void pairsAreOfOneSignerAndViewExcludeEachOtherAndHaveOneOrder() {
        Vote notarize = at.vote(VoteKind.NOTARIZE, at.x);
        Vote nullify = at.vote(VoteKind.NULLIFY, Hash32.ZERO);
        Vote finalise = at.vote(VoteKind.FINALIZE, at.y);
        List<List<Vote>> innocent = List.of(
                List.of(notarize, nullify),
                List.of(notarize, finalise),
                List.of(nullify, nullify),
                List.of(nullify, at.node.signed(2, VoteKind.FINALIZE, 1, 4, at.x)),
                List.of(nullify, at.node.signed(1, VoteKind.FINALIZE, 1, 3, at.x)),
                List.of(nullify, at.node.signed(2, VoteKind.FINALIZE, 2, 3, at.x)));
        for (List<Vote> pair : innocent) {
            assertThatThrownBy(() -> TwoVotes.of(pair.get(0), pair.get(1)))
                    .as("%s", pair)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(TwoVotes.of(nullify, finalise)).isEqualTo(TwoVotes.of(finalise, nullify));
        assertThatThrownBy(() -> new TwoVotes(finalise, nullify)).isInstanceOf(IllegalArgumentException.class);
        // The first byte says which kind; it must be the right one.
        byte[] wrongKind = TwoVotes.of(nullify, finalise).encode();
        wrongKind[0] = 4;
        assertThatThrownBy(() -> Evidence.decode(wrongKind)).hasMessageContaining("nullify-and-finalize");
        ProposalClaim claim = at.claim(1, at.x, Justification.EMPTY);
        ProposalClaim again = at.claim(1, at.x, Justification.EMPTY);
        assertThatThrownBy(() -> TwoProposals.of(claim, again)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TwoProposals.of(claim, at.claim(2, at.y, Justification.EMPTY)))
                .isInstanceOf(IllegalArgumentException.class);
        ProposalClaim otherReason = at.claim(1, at.x, new Justification(List.of(at.skip(1))));
        assertThat(convicts(TwoProposals.of(claim, otherReason))).isTrue();
    }

    /** What an honest leader proposes is never E5, and nobody can put another justification beside its claim. */
    @Test
    void aJustifiedProposalConvictsNobody() {
        List<Justification> good = List.of(
                Justification.EMPTY,
                new Justification(List.of(at.skip(1))),
                new Justification(List.of(at.base(1, at.x))),
                new Justification(List.of(at.base(1, at.x), at.skip(2))),
                new Justification(List.of(at.skip(1), at.skip(2), at.skip(3))));
        long[] views = {1, 2, 2, 3, 4};
        for (int i = 0; i < views.length; i++) {
            ProposalClaim claim = at.claim(views[i], at.x, good.get(i));
            assertThat(convicts(new UnjustifiedProposal(claim, good.get(i)))).isFalse();
            Justification other = new Justification(List.of(at.skip(9)));
            assertThatThrownBy(() -> new UnjustifiedProposal(claim, other))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aReportThatNamesABlockRightlyOrNotAtAllConvictsNobody() {
        SourceHead right = new SourceHead(at.node.source.id(), 0, 7, at.block(7).hash());
        assertThat(convicts(new FalseFrontier(at.report(right), at.block(7)))).isFalse();
        assertThatThrownBy(() -> new FalseFrontier(at.report(right), at.block(8)))
                .isInstanceOf(IllegalArgumentException.class);
        SourceHead otherIncarnation =
                new SourceHead(at.node.source.id(), 1, 7, at.block(7).hash());
        SourceHead otherSource =
                new SourceHead(Fixtures.source(5).id(), 0, 7, at.block(7).hash());
        for (SourceHead wrong : List.of(otherIncarnation, otherSource)) {
            assertThat(convicts(new FalseFrontier(at.report(wrong), at.block(7))))
                    .isTrue();
        }
    }

    /** The claim does not cover the body: whoever wants to blame an honest leader may attach any body to its header. */
    @Test
    void aHonestHeaderIsNotBadWhateverIsAttachedToIt() {
        CheckpointBody body = at.node.emptyBody();
        CheckpointHeader header = at.proposal.header();
        ProposalClaim claim = at.claim(1, header.hash(), Justification.EMPTY);
        BadHeader honest = new BadHeader(claim, Justification.EMPTY, header, Optional.empty(), body);
        assertThat(honest.fault(at.set, at.network)).isEmpty();
        assertThat(convicts(honest)).isFalse();
        assertThatThrownBy(
                        () -> new BadHeader(claim, Justification.EMPTY, header, Optional.empty(), CheckpointBody.EMPTY))
                .hasMessageContaining("body");
        assertThatThrownBy(() -> new BadHeader(claim, Justification.EMPTY, header, Optional.of(header), body))
                .hasMessageContaining("parent");
        CheckpointHeader other =
                new EvidenceFixtures.HeaderFields(header).blocks(1).build();
        assertThatThrownBy(() -> new BadHeader(claim, Justification.EMPTY, other, Optional.empty(), body))
                .hasMessageContaining("header");
    }

    /** Who repeats the value of a certificate answers for nothing in its header: it had no choice. */
    @Test
    void aRepeatedHeaderConvictsNobody() {
        BadHeader fresh = at.bad(it -> it.blocks(1), at.node.emptyBody(), Optional.empty());
        Justification why = new Justification(List.of(at.base(1, fresh.header().hash())));
        ProposalClaim claim = at.claim(2, fresh.header().hash(), why);
        assertThatThrownBy(() -> new BadHeader(claim, why, fresh.header(), Optional.empty(), fresh.body()))
                .hasMessageContaining("repeats");
    }

    @Test
    void aHeaderIsHeldAgainstTheParentThatItNames() {
        CheckpointBody body = at.node.emptyBody();
        CheckpointHeader parent = at.proposal.header();
        CheckpointHeader good = afterParent(parent).build();
        assertThat(second(good, parent, body).fault(at.set, at.network)).contains("a frontier of signer 0");
        List<CheckpointHeader> bad = List.of(
                afterParent(parent).prevEpoch(parent.epoch() - 1).build(),
                afterParent(parent).params(Hash32.sha256("other")).build(),
                afterParent(parent).height(3).build());
        List<String> faults = List.of("prev_epoch", "parameters", "height: not the parent's + 1");
        for (int i = 0; i < bad.size(); i++) {
            BadHeader evidence = second(bad.get(i), parent, body);
            assertThat(evidence.fault(at.set, at.network)).contains(faults.get(i));
            assertThat(convicts(evidence)).isTrue();
        }
    }

    private EvidenceFixtures.HeaderFields afterParent(CheckpointHeader parent) {
        int leader = at.set.leader(parent.hash(), 1);
        return new EvidenceFixtures.HeaderFields(parent)
                .height(2)
                .prevEpoch(parent.epoch())
                .previous(parent.hash())
                .proposer(at.set.member(leader).id());
    }

    private BadHeader second(CheckpointHeader header, CheckpointHeader parent, CheckpointBody body) {
        int leader = at.set.leader(parent.hash(), 1);
        return new BadHeader(
                at.claim(leader, header.height(), 1, header.hash(), Justification.EMPTY),
                Justification.EMPTY,
                header,
                Optional.of(parent),
                body);
    }

    @Test
    void tooLongIsRefusedBeforeItIsRead() {
        for (EvidenceKind kind : EvidenceKind.values()) {
            byte[] long_ = new WireWriter(8)
                    .u8(kind.code())
                    .bytes(new byte[kind.maxBytes()])
                    .toBytes();
            assertThatThrownBy(() -> Evidence.decode(long_))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining("expected at most " + kind.maxBytes());
        }
        for (int code : new int[] {0, 9, 255}) {
            assertThatThrownBy(() -> Evidence.decode(new byte[] {(byte) code}))
                    .hasMessageContaining("expected an evidence kind");
        }
    }

    @Test
    void theJsonViewNamesTheValidatorAndBothStatements() {
        Evidence evidence = all.get(2);
        Validator member = at.set.member(2);
        assertThat(evidence.json(at.set))
                .startsWith("{\"evidence\":\"E3\",\"kind\":\"nullify-and-finalize\",\"height\":1,\"offender\":2,"
                        + "\"validator\":\"" + member.id().hex() + "\",\"name\":\"" + member.name()
                        + "\",\"suspends\":true,\"view\":3,")
                .contains("\"first\":{\"vote\":\"NULLIFY\"", "\"second\":{\"vote\":\"FINALIZE\"", at.y.hex());
    }

    @Test
    void pairsConvictWithRealSignatures() {
        List<Fixtures.Member> members = Fixtures.members(4, true);
        ValidatorSet set = Fixtures.set(members, true);
        for (int signer = 0; signer < 4; signer++) {
            Vote[] votes = new Vote[2];
            for (int i = 0; i < 2; i++) {
                VoteKind kind = i == 0 ? VoteKind.NULLIFY : VoteKind.FINALIZE;
                Hash32 value = i == 0 ? Hash32.ZERO : at.x;
                byte[] message = Vote.signingBytes(at.network, set.hash(), kind, 1, 1, value);
                votes[i] = new Vote(
                        kind, 1, 1, value, signer, members.get(signer).signer().signVote(message));
            }
            assertThat(TwoVotes.of(votes[0], votes[1]).verify(set, at.network)).isTrue();
            for (int other = 0; other < 4; other++) {
                Vote[] moved = new Vote[2];
                for (int i = 0; i < 2; i++) {
                    moved[i] = new Vote(votes[i].kind(), 1, 1, votes[i].value(), other, votes[i].signature());
                }
                assertThat(TwoVotes.of(moved[0], moved[1]).verify(set, at.network))
                        .isEqualTo(other == signer);
            }
        }
    }
}
