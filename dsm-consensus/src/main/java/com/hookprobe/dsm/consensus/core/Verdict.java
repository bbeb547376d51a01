package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.ledger.SourceRange;
import java.util.List;

/** What the rules say of a header and its body. */
sealed interface Verdict {
    /** Every honest validator with the blocks says the same, now and later. */
    record Valid() implements Verdict {}

    /** No honest validator will ever find it valid. */
    record Invalid(String reason) implements Verdict {}

    /** Valid when this clock reads so much; the rest has not been judged. */
    record Early(long untilWallMicros) implements Verdict {}

    /** The rest is right; these ranges are not all held. */
    record Missing(List<SourceRange> ranges) implements Verdict {}

    Verdict VALID = new Valid();
}
