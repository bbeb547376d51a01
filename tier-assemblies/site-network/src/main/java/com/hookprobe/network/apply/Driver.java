package com.hookprobe.network.apply;

import com.hookprobe.network.core.ApplyMachine;
import com.hookprobe.network.core.Book;
import com.hookprobe.network.core.Effect;
import com.hookprobe.network.core.Input;
import com.hookprobe.network.core.Phase;
import com.hookprobe.network.core.State;
import com.hookprobe.network.core.Step;
import com.hookprobe.network.core.Steps;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Carries out what an {@link ApplyMachine} decides, until it is settled or stuck. */
final class Driver {
    private static final long POLL_MS = 100;
    private static final long VERIFY_NS = 10_000_000_000L;

    private final BookStore store;
    private final Machine machine;
    private final AtomicReference<@Nullable String> stop;
    private final Consumer<Phase> told;
    private @Nullable IOException unwritten;

    /** @param stop a reason to take everything back, when somebody has one */
    Driver(BookStore store, Machine machine, AtomicReference<@Nullable String> stop, Consumer<Phase> told) {
        this.store = store;
        this.machine = machine;
        this.stop = stop;
        this.told = told;
    }

    /**
     * @param targets what has to be so when all steps are done
     * @throws IOException when the book cannot be written: what was begun is taken back by the next recovery
     */
    void run(ApplyMachine apply, List<State> targets) throws IOException {
        Input input = new Input.Begin();
        Phase last = null;
        while (true) {
            Input answer = null;
            for (Effect effect : apply.handle(input, System.nanoTime())) {
                if (effect instanceof Effect.Write write) {
                    String failure = write(write.book(), apply.phase());
                    if (failure != null) {
                        // What is not written down is not begun.
                        answer = new Input.Failed(failure);
                        break;
                    }
                } else if (effect instanceof Effect.Carry carry) {
                    answer = carry(carry.state());
                } else if (effect instanceof Effect.Verify) {
                    answer = verify(targets);
                }
            }
            if (apply.phase() != last) {
                last = apply.phase();
                told.accept(last);
            }
            if (last.settled() || last == Phase.STUCK) {
                if (unwritten != null) {
                    throw new IOException("the application is " + last + ", but " + unwritten.getMessage(), unwritten);
                }
                return;
            }
            String reason = answer == null ? null : stop.getAndSet(null);
            if (reason != null) {
                // The machine is busy with the step that is done by now, and takes back all when it hears of that.
                apply.handle(new Input.Abort(reason), System.nanoTime());
            }
            input = answer != null ? answer : next();
        }
    }

    /** Null when it is written; taking back goes on all the same, since to stop there would leave more behind. */
    private @Nullable String write(Book book, Phase now) throws IOException {
        try {
            store.write(book);
            unwritten = null;
            return null;
        } catch (IOException e) {
            if (now == Phase.CONFIRMED) {
                throw e;
            }
            IOException told = new IOException("the book cannot be written: " + e.getMessage(), e);
            if (now == Phase.ROLLING_BACK || now == Phase.ROLLED_BACK || now == Phase.STUCK) {
                unwritten = told;
                return null;
            }
            return told.getMessage();
        }
    }

    private Input carry(State state) {
        try {
            machine.carry(state);
            return new Input.Done(System.currentTimeMillis());
        } catch (IOException e) {
            return new Input.Failed(state.key() + ": " + e.getMessage());
        }
    }

    private Input verify(List<State> targets) {
        long until = System.nanoTime() + VERIFY_NS;
        String reason;
        do {
            try {
                List<Step> left = Steps.between(targets, machine.capture(targets, false));
                if (left.isEmpty()) {
                    return new Input.Done(System.currentTimeMillis());
                }
                reason = "after all steps these are not as planned: "
                        + String.join(
                                ", ",
                                left.stream()
                                        .filter(Step::changes)
                                        .map(step -> step.to().key())
                                        .toList());
            } catch (IOException e) {
                reason = e.getMessage() == null ? "looking at the machine failed" : e.getMessage();
            }
        } while (System.nanoTime() < until && pause());
        return new Input.Failed(reason);
    }

    private Input next() throws IOException {
        String reason = stop.getAndSet(null);
        if (reason != null) {
            return new Input.Abort(reason);
        }
        Optional<String> confirm = store.take(BookStore.Request.CONFIRM);
        if (confirm.isPresent()) {
            return new Input.Confirm(confirm.get());
        }
        if (store.take(BookStore.Request.ROLLBACK).isPresent()) {
            return new Input.Abort("an operator asked for it");
        }
        return pause() ? new Input.Tick() : new Input.Abort("interrupted");
    }

    private static boolean pause() {
        try {
            Thread.sleep(POLL_MS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
