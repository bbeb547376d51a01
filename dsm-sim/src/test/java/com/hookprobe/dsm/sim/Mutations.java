package com.hookprobe.dsm.sim;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.VoteKind;
import com.hookprobe.dsm.consensus.VoteLog;
import com.hookprobe.dsm.consensus.VoteRecord;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.bytebuddy.asm.Advice;

/** Code that is put into production methods to take a rule out of them. It is copied there, not called. */
final class Mutations {
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

    static final class Null {
        @Advice.OnMethodExit
        static void exit(
                @Advice.Return(
                                readOnly = false,
                                typing = net.bytebuddy.implementation.bytecode.assign.Assigner.Typing.DYNAMIC)
                        Object answer) {
            answer = null;
        }
    }

    static final class OneLess {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) int answer) {
            answer = answer - 1;
        }
    }

    static final class NoText {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) String answer) {
            answer = "";
        }
    }

    static final class Many {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) int answer) {
            answer = 256;
        }
    }

    static final class Zero {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) long answer) {
            answer = 0;
        }
    }

    static final class Empty {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) Optional<?> answer) {
            answer = Optional.empty();
        }
    }

    static final class NoItems {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) List<?> answer) {
            answer = List.of();
        }
    }

    /** NULLIFY and FINALIZE of one view no longer exclude each other. */
    static final class NoExclusion {
        @Advice.OnMethodExit
        static void exit(
                @Advice.Argument(0) VoteKind kind,
                @Advice.Argument(1) long view,
                @Advice.FieldValue("sealed") boolean sealed,
                @Advice.FieldValue("nullified") Set<Long> nullified,
                @Advice.FieldValue("finalized") Map<Long, ?> finalized,
                @Advice.Return(readOnly = false) boolean may) {
            if (kind == VoteKind.NULLIFY) {
                may = !sealed && !nullified.contains(view);
            } else if (kind == VoteKind.FINALIZE) {
                may = !sealed && !finalized.containsKey(view);
            }
        }
    }

    /** What was notarized before the last restart is forgotten. */
    static final class NotarizesAgain {
        @Advice.OnMethodExit
        static void exit(@Advice.FieldValue("notarized") Map<Long, ?> notarized) {
            notarized.clear();
        }
    }

    /** The watermark of a new vote log binds nobody. */
    static final class NoWatermark {
        @Advice.OnMethodExit
        static void exit(@Advice.FieldValue(value = "sealed", readOnly = false) boolean sealed) {
            sealed = false;
        }
    }

    /** A missing vote log is simply made. */
    static final class MakesMissingLog {
        @Advice.OnMethodEnter
        static void enter(
                @Advice.Argument(0) Path file, @Advice.Argument(1) Genesis genesis, @Advice.Argument(2) NodeId self)
                throws IOException {
            if (!Files.exists(file)) {
                VoteLog.create(file, genesis, self, 0);
            }
        }
    }

    /** Something is kept for every message to one peer, for ever. */
    static final class Leaks {
        @Advice.OnMethodEnter
        static void enter(@Advice.FieldValue("voteLog") List<VoteRecord> voteLog) {
            voteLog.add(new VoteRecord(VoteRecord.Kind.WATERMARK, 0, 0, Hash32.ZERO));
        }
    }
}
