package com.hookprobe.qsecbit.federation.sim;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.Relation;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** Code that is put into production methods to take a rule out of them. It is copied there, not called. */
public final class Mutations {
    private Mutations() {}

    /** The method does nothing. */
    static final class Nothing {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter() {
            return true;
        }
    }

    static final class Yes {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) boolean answer) {
            answer = true;
        }
    }

    static final class No {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) boolean answer) {
            answer = false;
        }
    }

    static final class NoItems {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter() {
            return true;
        }

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) List<?> answer) {
            answer = List.of();
        }
    }

    /** What was judged without the lists. */
    static final class AsJudged {
        @Advice.OnMethodExit
        static void exit(@Advice.Argument(1) List<?> judged, @Advice.Return(readOnly = false) List<?> answer) {
            answer = judged;
        }
    }

    static final class NoRelation {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) Relation answer) {
            answer = Relation.NONE;
        }
    }

    /** Each level is taken for the next. */
    static final class OneHigher {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) DecisionLevel answer) {
            answer = DecisionLevel.values()[Math.min(3, answer.ordinal() + 1)];
        }
    }

    /** In thousandths: one owner of full weight. */
    static final class OneOwner {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) int answer) {
            answer = 1000;
        }
    }

    static final class Never {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) long answer) {
            answer = Long.MAX_VALUE / 2;
        }
    }

    /** One owner fewer blocks than is said. */
    static final class OneFewer {
        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 2, readOnly = false) int blockOwners) {
            blockOwners = Math.max(1, blockOwners - 1);
        }
    }

    /** Each node is an owner. */
    static final class NodeForOwner {
        @Advice.OnMethodExit
        static void exit(@Advice.FieldValue("node") Bytes32 node, @Advice.Return(readOnly = false) Bytes32 answer) {
            answer = node;
        }
    }

    static final class Itself {
        @Advice.OnMethodExit
        static void exit(
                @Advice.This(typing = Assigner.Typing.DYNAMIC) Object self,
                @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object answer) {
            answer = self;
        }
    }

    /** First come, first served. */
    static final class NoShares {
        @Advice.OnMethodExit
        static void exit(
                @Advice.FieldValue("byEnd") Set<?> all,
                @Advice.FieldValue("reportsMax") int max,
                @Advice.Return(readOnly = false) boolean answer) {
            answer = all.size() < max;
        }
    }

    /** Called, not copied: the last one is taken for the first. */
    public static OptionalLong latest(LongStream times) {
        return times.max();
    }

    /** Called, not copied: the other one is not looked at. */
    public static long theOne(long one, long other) {
        return one;
    }

    /** Called, not copied: whatever is in the map, whoever is asked for. */
    public static Object anyOf(Map<?, ?> map, Object key) {
        Iterator<?> all = map.values().iterator();
        return all.hasNext() ? all.next() : null;
    }

    /** Called, not copied: takes out somebody else. */
    public static Object removeAny(Map<?, ?> map, Object key) {
        Iterator<?> all = map.keySet().iterator();
        return all.hasNext() ? map.remove(all.next()) : null;
    }

    /** Called, not copied: every tag is the right one. */
    public static boolean same(Bytes32 one, Object other) {
        return true;
    }
}
