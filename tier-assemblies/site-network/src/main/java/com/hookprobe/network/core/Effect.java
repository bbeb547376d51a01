package com.hookprobe.network.core;

/** What the machine wants done, in this order. */
public sealed interface Effect {
    /** Written down durably before the next effect is begun. */
    record Write(Book book) implements Effect {}

    /** Carry a state out, then say {@link Input.Done} or {@link Input.Failed}. */
    record Carry(State state) implements Effect {}

    /** Look whether all is as it should be, then say {@link Input.Done} or {@link Input.Failed}. */
    record Verify() implements Effect {}

    /** It was too late, too early, or about another application. */
    record Refuse(String reason) implements Effect {}
}
