package com.hookprobe.neuro.verify.core;

import com.hookprobe.neuro.IntegrityBaseline;
import com.hookprobe.neuro.WeightBackup;
import com.hookprobe.neuro.verify.core.Residents.Resident;
import com.hookprobe.neuro.verify.core.WaitingRequests.Waiting;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One worker of a verifier as a pure machine: which device is visited when, which histories are in memory, what has to be
 * loaded and saved for that, and the verdicts. NEURO 9.25.
 *
 * <p>Whoever drives it asks for the {@link #next} step, does what it says, and asks again. So the simulation in the tests
 * and the threads of {@code Verifier} run the same code. Not thread-safe: one owner.
 */
public final class WorkerCore implements AutoCloseable {
    /**
     * A history leaves memory unsaved while the journal holds fewer changes of it: a save is two syncs and 180 kB, a change that is
     * repeated some 25 microseconds. Of one that was never saved the journal would be all there is.
     */
    static final int UNSAVED_MAX = 16;

    private final WorkerLimits limits;
    private final Function<DeviceId, Optional<IntegrityBaseline>> baselines;
    private final WaitingRequests waiting;
    private final Residents residents;
    private final Set<DeviceId> toSave = new LinkedHashSet<>();
    private final WeightBackup backup = new WeightBackup();
    private @Nullable DeviceId loading;
    /** One that left memory, wiped. */
    private @Nullable DeviceHistory room;

    private long tickets;
    private long evictions;

    /** {@code baselines} says what a device may show; it is asked at each visit. */
    public WorkerCore(WorkerLimits limits, Function<DeviceId, Optional<IntegrityBaseline>> baselines) {
        this.limits = limits;
        this.baselines = baselines;
        this.waiting = new WaitingRequests(limits);
        this.residents = new Residents(limits.residentDevices());
    }

    /**
     * Takes a request.
     *
     * @param promise any number; comes back in the outcome
     * @return false when a bound is reached, and nothing happened
     */
    public boolean submit(long promise, DeviceId device, Request request, long nowMicros) {
        return waiting.add(device, new Waiting(promise, request), nowMicros);
    }

    /** Asks for the history of this device to be saved when it has changed. */
    public void checkpoint(DeviceId device) {
        toSave.add(device);
    }

    /** Asks for all changed histories in memory to be saved. */
    public void checkpointAll() {
        toSave.addAll(residents.dirty());
    }

    /** Lets no request wait for its time. */
    public void hurry() {
        waiting.makeAllDue();
    }

    /** Requests that wait. */
    public int waitingRequests() {
        return waiting.requests();
    }

    /** True when nothing is to be saved on request. */
    public boolean checkpointed() {
        return toSave.isEmpty();
    }

    /** Histories that had to leave memory. */
    public long evictions() {
        return evictions;
    }

    /**
     * What to do now.
     *
     * @param durableTicket the greatest ticket whose entries, and those of all tickets before, are durable
     */
    public Step next(long nowMicros, long durableTicket) {
        if (loading != null) {
            throw new IllegalStateException(
                    "device " + loading + " is being loaded: loaded() or refused() comes first");
        }
        Optional<Step> save = nextSave(durableTicket);
        if (save.isPresent()) {
            return save.get();
        }
        Optional<DeviceId> due = waiting.nextDue(nowMicros);
        if (due.isEmpty()) {
            return toSave.isEmpty() ? new Step.Idle(waiting.dueMicros()) : new Step.AwaitDurable();
        }
        Optional<Resident> resident = residents.use(due.get());
        return resident.isPresent() ? visit(resident.get(), nowMicros) : load(due.get(), durableTicket);
    }

    /**
     * The answer to {@link Step.Load}. The history belongs to this object from now on.
     *
     * @param savedRevision the revision that a later load would find without the journal
     */
    public void loaded(DeviceHistory history, long savedRevision) {
        if (!history.device().equals(loading)) {
            throw new IllegalStateException("history of " + history.device() + ", expected that of " + loading);
        }
        loading = null;
        residents.add(new Resident(history, savedRevision));
    }

    /**
     * A closed history in whose arrays the next one may be read, see {@link DeviceHistory#deserialise(byte[], DeviceHistory)}; empty
     * while none has left memory. Whoever asks has it alone.
     */
    public Optional<DeviceHistory> room() {
        DeviceHistory taken = room;
        room = null;
        return Optional.ofNullable(taken);
    }

    /**
     * The other answer to {@link Step.Load}: there is no such history.
     *
     * @return the promises of all its requests, which are forgotten
     */
    public List<Long> refused(DeviceId device) {
        if (!device.equals(loading)) {
            throw new IllegalStateException("device " + device + " is refused, expected " + loading);
        }
        loading = null;
        toSave.remove(device);
        return waiting.drop(device).stream().map(Waiting::promise).toList();
    }

    /** The answer to {@link Step.Save}. */
    public void saved(DeviceHistory history) {
        Resident resident = residents.look(history.device()).orElseThrow();
        resident.savedRevision = history.revision();
        toSave.remove(history.device());
    }

    /** Wipes everything; what was not saved is gone. */
    @Override
    public void close() {
        residents.wipe();
        backup.close();
    }

    private Optional<Step> nextSave(long durableTicket) {
        Iterator<DeviceId> all = toSave.iterator();
        while (all.hasNext()) {
            DeviceId device = all.next();
            Optional<Resident> resident = residents.look(device);
            if (resident.isEmpty()) {
                Step step = load(device, durableTicket);
                return step instanceof Step.AwaitDurable ? Optional.empty() : Optional.of(step);
            }
            if (!resident.get().dirty()) {
                all.remove();
            } else if (resident.get().durable(durableTicket)) {
                return Optional.of(new Step.Save(resident.get().history));
            }
        }
        return Optional.empty();
    }

    private Step load(DeviceId device, long durableTicket) {
        while (residents.full()) {
            Optional<Resident> victim = residents.victim(durableTicket);
            if (victim.isEmpty()) {
                return new Step.AwaitDurable();
            }
            if (victim.get().unsaved() >= UNSAVED_MAX || (victim.get().dirty() && victim.get().savedRevision == 0)) {
                return new Step.Save(victim.get().history);
            }
            room = residents.evict(victim.get());
            evictions++;
        }
        loading = device;
        return new Step.Load(device);
    }

    private Step visit(Resident resident, long nowMicros) {
        DeviceHistory history = resident.history;
        List<JournalEntry> entries = new ArrayList<>();
        List<Answer.Outcome> outcomes = new ArrayList<>();
        long replayed = 0;
        Optional<IntegrityBaseline> baseline = baselines.apply(history.device());
        for (Waiting one : waiting.take(history.device())) {
            Answer answer;
            if (one.request() instanceof Request.Judge judge) {
                if (baseline.isEmpty()) {
                    answer = new Answer.NoBaseline();
                } else {
                    Judgement judgement =
                            history.judge(judge.upload(), baseline.get(), nowMicros, limits.graceMicros(), backup);
                    judgement.change().ifPresent(entries::add);
                    replayed += judgement.recordsReplayed();
                    answer = new Answer.Judged(judgement.verdict());
                }
            } else if (one.request() instanceof Request.Reinstate) {
                Optional<JournalEntry> change = history.reinstate();
                change.ifPresent(entries::add);
                answer = new Answer.Reinstated(change.isPresent());
            } else {
                answer = read(history, one.request());
            }
            outcomes.add(new Answer.Outcome(one.promise(), answer));
        }
        tickets++;
        if (!entries.isEmpty()) {
            resident.ticket = tickets;
        }
        return new Step.Visited(history.device(), tickets, entries, outcomes, replayed);
    }

    private static Answer read(DeviceHistory history, Request request) {
        boolean shut = history.standing() instanceof Standing.Quarantined;
        if (request instanceof Request.Prove prove) {
            return new Answer.Proof(shut ? Optional.empty() : prove.by(history.state()));
        }
        return new Answer.Keys(shut ? Optional.empty() : Optional.of(ResonanceKeys.of(history.state())));
    }
}
