package com.hookprobe.network.apply;

import com.hookprobe.network.NetworkPlan;
import com.hookprobe.network.core.Application;
import com.hookprobe.network.core.ApplyMachine;
import com.hookprobe.network.core.Book;
import com.hookprobe.network.core.InForce;
import com.hookprobe.network.core.Phase;
import com.hookprobe.network.core.State;
import com.hookprobe.network.core.State.FileState;
import com.hookprobe.network.core.State.ServiceState;
import com.hookprobe.network.core.State.TableState;
import com.hookprobe.network.core.Step;
import com.hookprobe.network.core.Steps;
import com.hookprobe.network.render.Places;
import com.hookprobe.network.render.Rendering;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Applies plans to this machine, with a way back. NETWORK 4 to 6. One thread at a time; {@link #stop} may be called by any. Processes
 * exclude each other by a lock on a file.
 */
public final class SiteNetwork {
    private static final long POLL_MS = 100;
    private static final int LOCK_TRIES = 30;
    private static final int ANSWER_TRIES = 600;

    private final Places places;
    private final BookStore store;
    private final Machine machine;
    private final AtomicReference<@Nullable String> stop = new AtomicReference<>();

    /**
     * @param prefix what stands before each program that is run, such as one that enters a network namespace; empty for nothing
     * @throws IOException when the folder for what outlives a start cannot be made, or is another user's
     */
    public SiteNetwork(Places places, List<String> prefix) throws IOException {
        this.places = places;
        this.store = new BookStore(Path.of(places.data()));
        this.machine = new Machine(places, prefix);
    }

    /**
     * How an application ended.
     *
     * @param phase CONFIRMED, ROLLED_BACK or STUCK
     * @param steps how many there were
     * @param reason why it was taken back; empty when it was not
     */
    public record Result(Phase phase, String id, int steps, String reason) {}

    /** One thing that would change, with its lines: '-' goes, '+' comes. */
    public record Change(String what, List<String> lines) {}

    /**
     * How things stand.
     *
     * @param application the last one; null when there never was one
     * @param planHash of what was confirmed; empty for nothing
     * @param differing what is not as it was confirmed, or as the application that waits has left it
     * @param services of what was confirmed, and whether they run
     */
    public record Status(
            @Nullable Application application,
            String planHash,
            List<String> differing,
            Map<String, Boolean> services) {}

    /** What an application would change, without changing anything. Null stands for the plan that nothing is ours. */
    public List<Change> preview(@Nullable NetworkPlan plan) throws IOException {
        Book book = store.read();
        List<State> targets = targets(book, desired(plan));
        Map<String, State> found = machine.capture(targets, false);
        List<Change> changes = new ArrayList<>();
        for (Step step : Steps.between(targets, found)) {
            State to = step.to();
            if (!step.changes()) {
                continue;
            }
            if (to instanceof TableState table && !table.text().isEmpty()) {
                to = new TableState(table.name(), machine.tables().normal(table));
            }
            changes.add(new Change(to.key(), Diff.between(Diff.lines(step.back()), Diff.lines(to))));
        }
        return changes;
    }

    /**
     * Applies a plan, waits for a confirmation, and takes everything back when none comes in time.
     *
     * @param plan null stands for the plan that nothing is ours
     * @param confirmWithin 0 takes it as confirmed
     * @param told is told each phase
     * @throws NetworkException when another process applies
     * @throws IOException when the machine cannot be looked at, or the book not be written
     */
    public Result apply(@Nullable NetworkPlan plan, Duration confirmWithin, Consumer<Waiting> told)
            throws IOException, NetworkException {
        return apply(desired(plan), confirmWithin, told);
    }

    /** A phase, and of which application. */
    public record Waiting(Phase phase, String id) {}

    /** Makes what was confirmed so again, as after a start of the machine. */
    public Result up() throws IOException, NetworkException {
        InForce confirmed = store.read().inForce();
        return apply(new Rendering(confirmed.planHash(), confirmed.states()), Duration.ZERO, waiting -> {});
    }

    /** True when the machine has started anew since what is in force was applied: {@link #up} brings it back. */
    public boolean lost() throws IOException {
        InForce confirmed = store.read().inForce();
        return !confirmed.states().isEmpty() && !confirmed.bootId().equals(Machine.bootId());
    }

    private Result apply(Rendering desired, Duration confirmWithin, Consumer<Waiting> told)
            throws IOException, NetworkException {
        try (BookStore.Lock lock = lock()) {
            recover(lock);
            store.take(BookStore.Request.CONFIRM);
            store.take(BookStore.Request.ROLLBACK);
            Book book = store.read();
            forget(book);
            String boot = Machine.bootId();
            List<State> targets = targets(book, desired);
            Map<String, State> found = machine.capture(Steps.looked(targets, book.inForce()), true);
            List<Step> steps = Steps.between(targets, found);
            List<State> originals = Steps.originals(desired.states(), book.inForce(), found, boot);
            InForce proposed = new InForce(desired.planHash(), boot, desired.states(), originals);
            String id = UUID.randomUUID().toString().substring(0, 8);
            ApplyMachine apply = ApplyMachine.of(book, proposed, id, boot, steps, confirmWithin.toNanos());
            new Driver(store, machine, stop, phase -> told.accept(new Waiting(phase, id))).run(apply, targets);
            forget(store.read());
            return new Result(apply.phase(), id, steps.size(), apply.reason());
        }
    }

    /**
     * Takes back what a process left that ended before its application was settled. Empty when there is nothing, or when the process
     * still runs.
     */
    public Optional<Result> recover() throws IOException {
        Optional<BookStore.Lock> lock = store.lock();
        if (lock.isEmpty()) {
            return Optional.empty();
        }
        try (BookStore.Lock held = lock.get()) {
            return recover(held);
        }
    }

    private Optional<Result> recover(BookStore.Lock held) throws IOException {
        Book book = store.read();
        ApplyMachine left = ApplyMachine.recover(book, Machine.bootId());
        Application application = book.application();
        if (left == null || application == null) {
            return Optional.empty();
        }
        new Driver(store, machine, new AtomicReference<>(), phase -> {}).run(left, List.of());
        return Optional.of(new Result(left.phase(), application.id(), application.begun(), left.reason()));
    }

    /**
     * Confirms the application that waits, or has it taken back, and waits until that is done.
     *
     * @throws NetworkException when none waits; one whose process has ended is taken back
     */
    public Result answer(boolean confirm) throws IOException, NetworkException {
        Optional<Result> recovered = recover();
        if (recovered.isPresent()) {
            return recovered.get();
        }
        Application waiting = store.read().application();
        if (waiting == null || waiting.phase() != Phase.WAITING_FOR_CONFIRMATION) {
            throw new NetworkException(
                    NetworkException.Kind.BUSY,
                    "expected an application that waits for its confirmation; found "
                            + (waiting == null ? "none" : waiting.id() + ", " + waiting.phase())
                            + "; 'network status' shows how it stands");
        }
        store.ask(confirm ? BookStore.Request.CONFIRM : BookStore.Request.ROLLBACK, waiting.id());
        for (int i = 0; i < ANSWER_TRIES; i++) {
            Application now = store.read().application();
            if (now == null || !now.id().equals(waiting.id()) || now.phase().settled() || now.phase() == Phase.STUCK) {
                break;
            }
            pause();
        }
        Application now = store.read().application();
        if (now == null) {
            throw new IllegalStateException("the book has lost its application");
        }
        return new Result(now.phase(), now.id(), now.steps().size(), now.reason());
    }

    /** Has the application of this object taken back as soon as its present step is done. */
    public void stop(String reason) {
        stop.set(reason);
    }

    /**
     * What a node does now and then: takes back what was left, and where no systemd does it, starts the services of what is confirmed
     * that have ended. Gives one line for each thing that it did.
     */
    public List<String> tend() throws IOException {
        List<String> done = new ArrayList<>();
        Optional<BookStore.Lock> lock = store.lock();
        if (lock.isEmpty()) {
            return done;
        }
        try (BookStore.Lock held = lock.get()) {
            recover(held)
                    .ifPresent(result ->
                            done.add("application " + result.id() + " is " + result.phase() + ": " + result.reason()));
            InForce confirmed = store.read().inForce();
            if (places.systemd() || !confirmed.bootId().equals(Machine.bootId())) {
                return done;
            }
            for (State state : confirmed.states()) {
                if (state instanceof ServiceState service
                        && !machine.capture(List.of(service), false).containsValue(service)) {
                    machine.carry(service);
                    done.add(service.name() + " had ended and was started again");
                }
            }
        }
        return done;
    }

    /** How things stand; it changes nothing. */
    public Status status() throws IOException {
        Book book = store.read();
        Application application = book.application();
        boolean waits = application != null && application.phase() == Phase.WAITING_FOR_CONFIRMATION;
        InForce shall = waits ? book.proposed() : book.inForce();
        Map<String, State> found = machine.capture(shall.states(), false);
        List<String> differing = new ArrayList<>();
        Map<String, Boolean> services = new java.util.LinkedHashMap<>();
        for (Step step : Steps.between(shall.states(), found)) {
            if (step.changes() && !differing.contains(step.to().key())) {
                differing.add(step.to().key());
            }
        }
        for (State state : shall.states()) {
            if (state instanceof ServiceState service) {
                services.put(service.name(), service.equals(found.get(service.key())));
            }
        }
        return new Status(application, book.inForce().planHash(), differing, services);
    }

    /** What programs and the machine say about a plan before it is applied. */
    public List<String> check(NetworkPlan plan) throws IOException {
        return new PlanCheck(machine, places).check(plan, Rendering.of(plan, places));
    }

    private Rendering desired(@Nullable NetworkPlan plan) {
        return plan == null ? new Rendering("", List.of()) : Rendering.of(plan, places);
    }

    private static List<State> targets(Book book, Rendering desired) throws IOException {
        return Steps.targets(desired.states(), book.inForce(), Machine.bootId());
    }

    private void forget(Book book) throws IOException {
        Application application = book.application();
        if (application != null && !application.phase().settled()) {
            return;
        }
        List<FileState> kept = new ArrayList<>();
        for (State original : book.inForce().originals()) {
            if (original instanceof FileState file) {
                kept.add(file);
            }
        }
        machine.files().forget(kept);
    }

    private BookStore.Lock lock() throws IOException, NetworkException {
        for (int i = 0; i < LOCK_TRIES; i++) {
            Optional<BookStore.Lock> lock = store.lock();
            if (lock.isPresent()) {
                return lock.get();
            }
            pause();
        }
        throw new NetworkException(
                NetworkException.Kind.BUSY,
                "another process applies a plan, or waits for its confirmation; see 'network status', then 'network confirm' or 'network rollback'");
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
