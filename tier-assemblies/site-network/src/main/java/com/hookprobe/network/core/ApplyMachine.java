package com.hookprobe.network.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies a plan step by step, waits for a confirmation, and takes everything back when none comes. NETWORK 5.
 *
 * <p>Pure: {@link #handle} returns what is to be done. Before a step is begun, it is written down that it may have been; so whoever finds
 * the book after a crash knows what to take back. Taking back a step that was not done does nothing. One thread.
 */
public final class ApplyMachine {
    private final long confirmWithinNs;
    private final List<String> failures = new ArrayList<>();
    private Book book;
    private Application application;
    private @Nullable String abort;
    private boolean busy;
    private int left;
    private long deadlineNs;

    private ApplyMachine(Book book, Application application, long confirmWithinNs) {
        this.book = book;
        this.application = application;
        this.confirmWithinNs = confirmWithinNs;
    }

    /**
     * A new application.
     *
     * @param before what is written down; its application must be settled
     * @param confirmWithinNs how long it waits; 0 takes the plan as confirmed once it is verified
     */
    public static ApplyMachine of(
            Book before, InForce proposed, String id, String bootId, List<Step> steps, long confirmWithinNs) {
        Application last = before.application();
        if (last != null && !last.phase().settled()) {
            throw new IllegalArgumentException("application " + last.id() + " is " + last.phase());
        }
        Application first = new Application(id, proposed.planHash(), bootId, Phase.PLANNED, steps, 0, 0, "");
        return new ApplyMachine(new Book(before.inForce(), proposed, first), first, confirmWithinNs);
    }

    /**
     * What a crash left: it is taken back, whatever its deadline says. Null when nothing is left to do.
     *
     * @param bootId of the running kernel: when the machine has started anew, nothing is left to take back
     */
    public static @Nullable ApplyMachine recover(Book found, String bootId) {
        Application last = found.application();
        if (last == null || last.phase().settled()) {
            return null;
        }
        boolean gone = !last.bootId().equals(bootId);
        String reason = last.reason().isEmpty() ? "its process ended while it was " + last.phase() : last.reason();
        ApplyMachine machine = new ApplyMachine(found, gone ? last.at(last.phase(), 0, "") : last, 0);
        machine.abort = reason;
        return machine;
    }

    /** How far it is. */
    public Phase phase() {
        return application.phase();
    }

    /** Why it was taken back; empty when it was not. */
    public String reason() {
        return application.reason();
    }

    /** Handles one input. Effects that have to be answered come last, and one at a time. */
    public List<Effect> handle(Input input, long nowNs) {
        if (input instanceof Input.Begin) {
            return begin();
        } else if (input instanceof Input.Done done) {
            return done(done.nowMs(), nowNs);
        } else if (input instanceof Input.Failed failed) {
            return failed(failed.reason());
        } else if (input instanceof Input.Confirm confirm) {
            return confirm(confirm.id(), nowNs);
        } else if (input instanceof Input.Abort wanted) {
            return abort(wanted.reason());
        }
        return tick(nowNs);
    }

    private List<Effect> begin() {
        if (abort != null) {
            return rollBack(abort);
        }
        List<Effect> effects = new ArrayList<>();
        effects.add(write(application));
        effects.addAll(next());
        return effects;
    }

    private List<Effect> next() {
        int step = application.begun();
        if (step == application.steps().size()) {
            busy = true;
            return List.of(write(application.at(Phase.VERIFYING, step, "")), new Effect.Verify());
        }
        busy = true;
        return List.of(
                write(application.at(Phase.APPLYING, step + 1, "")),
                new Effect.Carry(application.steps().get(step).to()));
    }

    private List<Effect> done(long nowMs, long nowNs) {
        busy = false;
        if (application.phase() == Phase.ROLLING_BACK) {
            return back(left - 1);
        }
        if (abort != null) {
            return rollBack(abort);
        }
        if (application.phase() == Phase.APPLYING) {
            return next();
        }
        if (confirmWithinNs == 0) {
            return List.of(write(application.at(Phase.CONFIRMED, application.begun(), "")));
        }
        deadlineNs = nowNs + confirmWithinNs;
        return List.of(write(application.waiting(nowMs + confirmWithinNs / 1_000_000)));
    }

    private List<Effect> failed(String reason) {
        busy = false;
        if (application.phase() == Phase.ROLLING_BACK) {
            failures.add(reason);
            return back(left - 1);
        }
        return rollBack(reason);
    }

    private List<Effect> confirm(String id, long nowNs) {
        if (!id.equals(application.id())) {
            return List.of(new Effect.Refuse("the application that waits is " + application.id() + ", not " + id));
        }
        if (application.phase() != Phase.WAITING_FOR_CONFIRMATION) {
            return List.of(new Effect.Refuse("application " + id + " is " + application.phase()));
        }
        if (nowNs - deadlineNs >= 0) {
            return rollBack("not confirmed in time");
        }
        return List.of(write(application.at(Phase.CONFIRMED, application.begun(), "")));
    }

    private List<Effect> abort(String reason) {
        if (application.phase().settled() || application.phase() == Phase.ROLLING_BACK || abort != null) {
            return List.of();
        }
        abort = reason;
        // A step that is being carried out ends first: two changes at a time would meet each other.
        return busy ? List.of() : rollBack(reason);
    }

    private List<Effect> tick(long nowNs) {
        boolean late = application.phase() == Phase.WAITING_FOR_CONFIRMATION && nowNs - deadlineNs >= 0;
        return late ? rollBack("not confirmed in time") : List.of();
    }

    private List<Effect> rollBack(String reason) {
        abort = reason;
        failures.clear();
        List<Effect> effects = new ArrayList<>();
        // Its steps stay written down as begun until the last is taken back: after a crash all are taken back once
        // more.
        effects.add(write(application.at(Phase.ROLLING_BACK, application.begun(), reason)));
        effects.addAll(back(application.begun()));
        return effects;
    }

    private List<Effect> back(int now) {
        left = now;
        if (left > 0) {
            busy = true;
            return List.of(new Effect.Carry(application.steps().get(left - 1).back()));
        }
        if (failures.isEmpty()) {
            return List.of(write(application.at(Phase.ROLLED_BACK, 0, application.reason())));
        }
        String what = application.reason() + "; could not be taken back: " + String.join("; ", failures);
        return List.of(write(application.at(Phase.STUCK, application.begun(), what)));
    }

    private Effect write(Application next) {
        application = next;
        book = book.with(next);
        return new Effect.Write(book);
    }
}
