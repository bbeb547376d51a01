package com.hookprobe.qsecbit.response;

import com.hookprobe.qsecbit.metric.Cidr;

/** One change of what a {@link Response} knows; what ends by itself is none. */
public sealed interface JournalEntry {
    /** A decision holds, in the place of an earlier one of its origin. */
    record Decided(Decision decision) implements JournalEntry {}

    /** The decision of an origin about an indicator holds no more. */
    record Lifted(Indicator indicator, Origin origin) implements JournalEntry {}

    /** A person took back what was decided about an indicator. */
    record TakenBack(Undone undone) implements JournalEntry {}

    /** An entry of the allowlist. */
    record Allowed(AllowEntry entry) implements JournalEntry {}

    /** An entry left the allowlist. */
    record Disallowed(Cidr prefix) implements JournalEntry {}
}
