package com.hookprobe.qsecbit.federation.sim;

import static net.bytebuddy.matcher.ElementMatchers.isDeclaredBy;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.testsupport.MutantLoader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatcher;
import org.junit.jupiter.api.Test;

/**
 * A checker that never complains is worth nothing: each rule is taken out of the production code once, and some seed must
 * say which invariant that breaks.
 */
class PlantedFaultsTest {
    private static final String FEDERATION = "com.hookprobe.qsecbit.federation.";
    private static final String CORE = FEDERATION + "core.";
    private static final long RUNS = 150;

    @Test
    void withoutAFaultNobodyComplains() {
        assertThat(play(Map.of(), "ANY", 20)).isEmpty();
    }

    @Test
    void theAllowlistIsNeverTouched() {
        caught("P1", "LYING", CORE + "SiteJudgement", without("test", "judge"));
    }

    @Test
    void warningListsLimitABlock() {
        caught("P1", "BEYOND", CORE + "SiteJudgement", advice(Mutations.AsJudged.class, named("limit")));
    }

    @Test
    void goodRelationsAreNotBlocked() {
        caught("P1", "BEYOND", CORE + "BenignHistory", advice(Mutations.NoRelation.class, relation()));
    }

    @Test
    void lessThanKOwnersDoNotBlock() {
        caught("P2|P5", "ANY", CORE + "Weights", advice(Mutations.OneFewer.class, named("level")));
    }

    @Test
    void aSiteDoesNoMoreThanWasDecided() {
        caught("P2", "ALONE", FEDERATION + "MeshDecision", advice(Mutations.OneHigher.class, named("level")));
    }

    @Test
    void onlyTheCorrelatorDecides() {
        caught("P1|P2|P6", "FORGING", FEDERATION + "MeshDecision", advice(Mutations.Yes.class, named("verify")));
    }

    @Test
    void aSealIsNotBelievedUnderAnothersTag() {
        caught("P1|P2|P3", "SWAPPING", FEDERATION + "GroupKeys", calls("equals", "open", "same"));
    }

    @Test
    void oneVetoDoesNotCancel() {
        caught("P3|P5", "LYING", CORE + "Weights", advice(Mutations.OneOwner.class, named("provenWeight")));
    }

    @Test
    void garbageDoesNotKeepABanOut() {
        caught("P3", "GARBAGE", CORE + "Verdicts", advice(Mutations.No.class, named("wantsResend")));
    }

    @Test
    void nobodyTakesBackWhatOthersSaid() {
        caught(
                "P3|P6",
                "LYING",
                CORE + "Verdicts",
                builder -> calls("remove", "withdrawn", "removeAny")
                        .apply(calls("get", "withdrawn", "anyOf").apply(builder)));
    }

    @Test
    void noOwnerTakesTheOthersMemory() {
        caught("P3", "FLOODS", CORE + "EntryStore", advice(Mutations.NoShares.class, named("hasRoom")));
    }

    @Test
    void whatEnforcesNothingMakesRoom() {
        caught("P3", "FLOODS", CORE + "HeldTags", advice(Mutations.Nothing.class, named("makeRoom")));
    }

    @Test
    void aWordUnderNewKeysLiftsNothingUnderOldOnes() {
        caught("P3", "EPOCHS", CORE + "HeldTags", advice(Mutations.NoItems.class, named("others")));
    }

    @Test
    void anAlibiComesTooLate() {
        caught("P3", "SLOW", CORE + "Entry", advice(Mutations.Itself.class, named("arrivedWith")));
    }

    @Test
    void theFirstReportIsTheFirstOfAllThatCount() {
        caught("P3", "ANY", CORE + "Verdicts", calls(LongStream.class, "min", "draft", "latest"));
    }

    @Test
    void aBanGrowsNoYoungerWhileItHolds() {
        caught("P3", "SLOW", CORE + "Verdicts", calls(Math.class, "min", "draft", "theOne"));
    }

    @Test
    void whatOneTakesBackUnderNewKeysLiftsNothingElse() {
        caught("P3", "EPOCHS", FEDERATION + "CancelReason", advice(Mutations.Yes.class, named("isAboutTheValue")));
    }

    @Test
    void provenVetoesCancel() {
        caught("P4", "LYING", CORE + "Verdicts", advice(Mutations.Nothing.class, named("vetoed")));
    }

    @Test
    void goodRelationsVeto() {
        caught("P4", "LYING", CORE + "SiteJudgement", advice(Mutations.Nothing.class, named("veto")));
    }

    @Test
    void ownersCountAndNotNodes() {
        caught("P5", "LYING", CORE + "Entry", advice(Mutations.NodeForOwner.class, named("owner")));
    }

    @Test
    void theDistrustedCountNothing() {
        caught("P5", "LYING", CORE + "Weights", advice(Mutations.OneOwner.class, named("of")));
    }

    @Test
    void whatWasRevokedCountsNoMore() {
        caught("P5", "LEAVES", CORE + "EntryStore", advice(Mutations.Nothing.class, named("removeNode")));
    }

    @Test
    void whatIsTakenBackStaysSo() {
        caught("P5|P6", "ANY", CORE + "TagState", advice(Mutations.No.class, named("isTakenBack")));
    }

    @Test
    void whatIsOverCountsNoMore() {
        caught("P5", "SLOW", CORE + "Entry", advice(Mutations.Never.class, named("untilMicros")));
    }

    @Test
    void oldDecisionsDoNotComeBack() {
        caught("P3|P6", "ANY", CORE + "HeldTags", advice(Mutations.No.class, named("isReplayed")));
    }

    @Test
    void whatWasForgottenLeavesAFloor() {
        caught("P3|P6", "FLOODS", CORE + "HeldTags", advice(Mutations.Nothing.class, named("raiseFloor")));
    }

    @Test
    void aHigherDecisionFallsWithWhatItRestedOn() {
        caught("P6", "FLAPPING", CORE + "Verdicts", advice(Mutations.Nothing.class, named("stepDown")));
    }

    @Test
    void aPardonLiftsWhatTheMeshSet() {
        caught("P6", "ANY", CORE + "Verdicts", advice(Mutations.Nothing.class, named("cancel")));
    }

    @Test
    void aPardonLasts() {
        caught(
                "P6",
                "ANY",
                CORE + "Verdicts",
                builder -> builder.visit(MemberSubstitution.relaxed()
                        .field(named("suppressedUntilMicros"))
                        .onRead()
                        .stub()
                        .on(named("reached"))));
    }

    @Test
    void aRestartForgetsNoPardon() {
        caught(
                "FEDERATION 7.6|P6",
                "RESTARTS",
                CORE + "CorrelatorSnapshot",
                builder -> builder.visit(MemberSubstitution.relaxed()
                        .field(named("suppressedUntilMicros"))
                        .onRead()
                        .stub()
                        .on(named("write"))));
    }

    @Test
    void aRetractionLifts() {
        caught("P6", "ANY", CORE + "Verdicts", advice(Mutations.Nothing.class, named("withdrawn")));
    }

    private static ElementMatcher<MethodDescription> relation() {
        return named("relation").and(takesArguments(2));
    }

    private static UnaryOperator<DynamicType.Builder<?>> advice(
            Class<?> code, ElementMatcher<? super MethodDescription> method) {
        return builder -> builder.visit(Advice.to(code).on(method));
    }

    /** Takes a call out of a method; it answers false, 0 or nothing. */
    private static UnaryOperator<DynamicType.Builder<?>> without(String call, String in) {
        return builder -> builder.visit(
                MemberSubstitution.relaxed().method(named(call)).stub().on(named(in)));
    }

    /** Calls another method in place of one. */
    private static UnaryOperator<DynamicType.Builder<?>> calls(String call, String in, String instead) {
        return builder -> builder.visit(MemberSubstitution.relaxed()
                .method(named(call).and(takesArguments(1)))
                .replaceWith(helper(instead))
                .on(named(in)));
    }

    /** Calls a helper in place of a static method, or of a method of an interface, of this class. */
    private static UnaryOperator<DynamicType.Builder<?>> calls(Class<?> of, String call, String in, String instead) {
        Method helper = helper(instead);
        return builder -> builder.visit(MemberSubstitution.relaxed()
                .method(named(call).and(isDeclaredBy(of)).and(returns(helper.getReturnType())))
                .replaceWith(helper)
                .on(named(in)));
    }

    private static Method helper(String name) {
        return Arrays.stream(Mutations.class.getMethods())
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void caught(
            String invariant, String focus, String type, UnaryOperator<DynamicType.Builder<?>> mutation) {
        String failure = play(Map.of(type, mutation), focus, RUNS);
        System.out.println(type.substring(type.lastIndexOf('.') + 1) + ": " + failure);
        assertThat(failure).containsPattern("^run \\d+, seed \\d+: (?:" + invariant + "): ");
    }

    private static String play(Map<String, UnaryOperator<DynamicType.Builder<?>>> mutations, String focus, long runs) {
        try {
            Class<?> probe = new MutantLoader("com.hookprobe.qsecbit.federation.", mutations)
                    .loadClass(MutantProbe.class.getName());
            return (String)
                    probe.getMethod("firstFailure", String.class, long.class).invoke(null, focus, runs);
        } catch (InvocationTargetException e) {
            throw new AssertionError("the probe failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
