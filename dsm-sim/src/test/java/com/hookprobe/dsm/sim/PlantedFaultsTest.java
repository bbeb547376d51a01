package com.hookprobe.dsm.sim;

import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.testsupport.MutantLoader;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.function.UnaryOperator;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatcher;
import org.junit.jupiter.api.Test;

/**
 * A checker that never complains is worth nothing: each rule is taken out of the production code once, and some seed must say which
 * promise that breaks. The first two are the rules on which safety rests (DSM 2.1).
 */
class PlantedFaultsTest {
    private static final String CONSENSUS = "com.hookprobe.dsm.consensus.";
    private static final String CORE = CONSENSUS + "core.";
    private static final long SEEDS = 1500;

    @Test
    void withoutAFaultNobodyComplains() {
        String failure =
                play(Map.of(), "equivocating-leader,equivocating-voter,forgery,bad-proposal,partition,crash", 1, 30);
        assertThat(failure).isEmpty();
    }

    @Test
    void finalizeAndNullifyExcludeEachOther() {
        caught(70, "S4", "spikes,partition", CORE + "OwnVotes", advice(Mutations.NoExclusion.class, named("may")));
    }

    @Test
    void aLaterViewNeedsASkipCertificateForEachViewBefore() {
        caught("L4", "forgery", CONSENSUS + "Justification", advice(Mutations.Yes.class, named("fits")));
    }

    @Test
    void certificatesAreVerified() {
        caught("S8|S9", "forgery,crash", CONSENSUS + "Certificate", advice(Mutations.Yes.class, named("verify")));
    }

    @Test
    void aQuorumIsNotOneLess() {
        caught("L4|S8", "loss", CONSENSUS + "ValidatorSet", advice(Mutations.OneLess.class, named("quorum")));
    }

    @Test
    void noSecondNotarizeInAView() {
        caught(
                430,
                "S4",
                "equivocating-leader,crash,partition,spikes,disk-slow",
                CORE + "OwnVotes",
                advice(Mutations.NotarizesAgain.class, isConstructor()));
    }

    @Test
    void theValueOfACertificateIsProposedAgain() {
        caught(
                "S1",
                "spikes,loss,partition,flapping",
                CONSENSUS + "Justification",
                advice(Mutations.Empty.class, named("base")));
    }

    @Test
    void whatAllHoldMustBeIncluded() {
        caught(
                "S7",
                "bad-proposal",
                CORE + "ForcedInclusion",
                builder -> builder.visit(Advice.to(Mutations.Yes.class).on(named("mayLeaveOut"))));
    }

    @Test
    void whoFellBehindCatchesUp() {
        caught("L2", "crash,partition", CORE + "Answering", advice(Mutations.Nothing.class, named("answerDecided")));
    }

    @Test
    void theVoteLogIsSyncedBeforeTheVoteLeaves() {
        caught("S4", "crash", CONSENSUS + "VoteLog", without("force", "append"));
    }

    @Test
    void aVoteIsLoggedBeforeItLeaves() {
        caught("S4", "loss", CORE + "Voting", without("log", "cast"));
    }

    @Test
    void headerAndBodyAreStoredBeforeTheVoteLeaves() {
        caught("S6", "loss", CONSENSUS + "ProposalStore", advice(Mutations.Nothing.class, named("put")));
    }

    @Test
    void blocksAreSyncedBeforeTheVoteLeaves() {
        caught("S6", "loss", CONSENSUS + "ValidatorEngine", without("sync", "carryOut"));
    }

    @Test
    void whatWasStoredIsReadAfterAPowerCut() {
        caught(
                315,
                "L1",
                "power-cut,spikes,disk-slow,loss",
                CONSENSUS + "ProposalStore",
                advice(Mutations.NoItems.class, named("of")));
    }

    @Test
    void anOpenEquivocatorIsNoticed() {
        caught("S11", "equivocating-voter", CORE + "VotePool", advice(Mutations.NoItems.class, named("inTheWayOf")));
    }

    @Test
    void aRestartedLeaderDoesNotProposeAgain() {
        caught("S4", "crash,power-cut,loss", CORE + "OwnVotes", advice(Mutations.Yes.class, named("mayPropose")));
    }

    @Test
    void aMissingVoteLogIsNeverMade() {
        caught("S4", "log-lost", CONSENSUS + "VoteLog", advice(Mutations.MakesMissingLog.class, named("open")));
    }

    @Test
    void aWatermarkIsHeeded() {
        caught(
                980,
                "S4",
                "log-restored,loss,spikes,clog,flapping",
                CORE + "OwnVotes",
                advice(Mutations.NoWatermark.class, isConstructor()));
    }

    @Test
    void lostMessagesAreSentAgain() {
        caught(50, "L1", "loss,partition", CORE + "Voting", advice(Mutations.Nothing.class, named("resend")));
    }

    @Test
    void bodiesAreFetched() {
        caught(
                "L1|L2|L3",
                "loss,partition,crash",
                CORE + "Following",
                advice(Mutations.Nothing.class, named("fetchBody").or(named("ask"))));
    }

    @Test
    void aMachineComesToRest() {
        caught("S13", "loss", CORE + "SimplexMachine", advice(Mutations.Zero.class, named("nextDeadlineNs")));
    }

    @Test
    void whatAnswersLeaveBehindIsBounded() {
        caught("S13", "amplify", CORE + "Context", advice(Mutations.Leaks.class, named("send")));
    }

    @Test
    void theLightClientVerifies() {
        caught("S9", "loss", CONSENSUS + "LightClient", advice(Mutations.Yes.class, named("isFinal")));
    }

    @Test
    void aQuorumMustApproveAChangeOfTheSet() {
        caught("S10", "usurper", CONSENSUS + "Operation", advice(Mutations.Yes.class, named("isApproved")));
    }

    @Test
    void theNextSetIsRecomputed() {
        caught("S1|S10", "usurper", CORE + "CheckpointRules", advice(Mutations.NoText.class, named("nextSet")));
    }

    @Test
    void fewMembersChangeAtOneHeight() {
        caught("S10", "join", CORE + "SetRules", advice(Mutations.Many.class, named("changesMax")));
    }

    @Test
    void whoDoesNotAttestLeaves() {
        caught("S10", "attestation,join", CORE + "SetRules$Draft", advice(Mutations.Nothing.class, named("dropAged")));
    }

    @Test
    void aChangeOfTheSetIsSyncedBeforeItsCheckpoint() {
        caught("S6", "crash,rotate-key", CONSENSUS + "SetBook", without("force", "append"));
    }

    @Test
    void evidencePutsTheGuiltyOut() {
        caught("S11", "equivocating-voter", CORE + "Accusations", advice(Mutations.NoItems.class, named("ready")));
    }

    @Test
    void openChangesAreToldAgain() {
        caught("L5", "loss,join", CORE + "Admissions", advice(Mutations.Nothing.class, named("tell")));
    }

    private static UnaryOperator<DynamicType.Builder<?>> advice(
            Class<?> code, ElementMatcher<? super MethodDescription> method) {
        return builder -> builder.visit(Advice.to(code).on(method));
    }

    /** Takes a call out of a method. */
    private static UnaryOperator<DynamicType.Builder<?>> without(String call, String in) {
        return builder -> builder.visit(
                MemberSubstitution.relaxed().method(named(call)).stub().on(named(in)));
    }

    private static void caught(
            String invariant, String faults, String type, UnaryOperator<DynamicType.Builder<?>> mutation) {
        caught(1, invariant, faults, type, mutation);
    }

    /** Begins with a later seed where the first that tells is far away. */
    private static void caught(
            long first, String invariant, String faults, String type, UnaryOperator<DynamicType.Builder<?>> mutation) {
        String failure = play(Map.of(type, mutation), faults, first, SEEDS);
        System.out.println(type.substring(type.lastIndexOf('.') + 1) + ": " + failure);
        assertThat(failure).containsPattern("^seed \\d+: (?:" + invariant + "): ");
    }

    private static String play(
            Map<String, UnaryOperator<DynamicType.Builder<?>>> mutations, String faults, long first, long seeds) {
        try {
            Class<?> probe = new MutantLoader("com.hookprobe.dsm.", mutations).loadClass(MutantProbe.class.getName());
            return (String) probe.getMethod("firstFailure", String.class, long.class, long.class)
                    .invoke(null, faults, first, seeds);
        } catch (InvocationTargetException e) {
            throw new AssertionError("the probe failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
