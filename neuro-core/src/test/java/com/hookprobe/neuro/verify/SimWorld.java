package com.hookprobe.neuro.verify;

import com.hookprobe.neuro.FingerprintClaim;
import com.hookprobe.neuro.IntegrityBaseline;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.verify.core.Answer;
import com.hookprobe.neuro.verify.core.DeviceHistory;
import com.hookprobe.neuro.verify.core.DeviceId;
import com.hookprobe.neuro.verify.core.JournalEntry;
import com.hookprobe.neuro.verify.core.Request;
import com.hookprobe.neuro.verify.core.Step;
import com.hookprobe.neuro.verify.core.Upload;
import com.hookprobe.neuro.verify.core.Verdict;
import com.hookprobe.neuro.verify.core.WorkerCore;
import com.hookprobe.neuro.verify.core.WorkerLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Many devices, a bad network and a verifier that crashes, in virtual time. The verifier is the worker cores, the loader
 * and a store with a journal, driven as the threads drive them, but for the threads.
 */
final class SimWorld {
    private static final int WORKERS = 2;
    private static final long SECOND = 1_000_000;

    final SplittableRandom random;
    final List<SimDevice> devices = new ArrayList<>();
    final Map<DeviceId, SimDevice> byId = new HashMap<>();
    final MemoryVerifierStore store;
    private final HistoryLoader loader;
    private final WorkerLimits limits;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Map<Long, Sent> promises = new HashMap<>();
    private final List<WorkerCore> workers = new ArrayList<>();
    private final List<List<Step.Visited>> uncommitted = new ArrayList<>();
    private final long[] durable = new long[WORKERS];
    private long nowMicros = 1_764_547_200L * SECOND;
    private long number;
    boolean calm;
    int crashes;
    int busy;
    int replays;
    int cacheHits;
    long evictions;

    private record Sent(SimDevice device, Upload upload) {}

    private record Event(long atMicros, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atMicros, other.atMicros);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    SimWorld(long seed, WorkerLimits limits, int journalEntriesMax) {
        this.random = new SplittableRandom(seed);
        this.store = MemoryVerifierStore.withJournal(journalEntriesMax);
        this.loader =
                new HistoryLoader(store, id -> Optional.of(byId.get(id).life.seed()));
        this.limits = limits;
        start();
    }

    void add(SimDevice device) {
        devices.add(device);
        byId.put(device.id, device);
        after(random.nextLong(30 * SECOND), () -> live(device));
    }

    /** Runs until virtual time has moved on by so much, with a crash at one of so many events; 0 = never. */
    void run(long seconds, int crashOneIn) throws NeuroException {
        long end = nowMicros + seconds * SECOND;
        while (!events.isEmpty() && events.peek().atMicros() <= end) {
            Event event = events.remove();
            nowMicros = event.atMicros();
            event.action().run();
            turn();
            if (crashOneIn > 0 && random.nextInt(crashOneIn) == 0) {
                crash();
            }
        }
        nowMicros = end;
    }

    void commitAll() throws NeuroException {
        for (int i = 0; i < 4; i++) {
            workers.forEach(WorkerCore::hurry);
            turn();
            commit();
        }
    }

    Optional<HistoryLoader.Loaded> stored(SimDevice device) throws NeuroException {
        return loader.load(device.id);
    }

    private void live(SimDevice device) {
        device.uploads().forEach(upload -> send(device, upload));
        long pause = 4 * SECOND + random.nextLong(8 * SECOND);
        after(pause, () -> live(device));
    }

    private void send(SimDevice device, Upload upload) {
        int copies = calm ? 1 : random.nextInt(10) == 0 ? 2 : random.nextInt(10) == 0 ? 0 : 1;
        for (int i = 0; i < copies; i++) {
            after(delay(), () -> arrive(device, upload));
        }
    }

    private long delay() {
        return random.nextInt(8) == 0 ? random.nextLong(20 * SECOND) : random.nextLong(SECOND / 5);
    }

    private void arrive(SimDevice device, Upload upload) {
        long promise = number++;
        int worker = device.id.worker(WORKERS);
        if (workers.get(worker).submit(promise, device.id, new Request.Judge(upload), nowMicros)) {
            promises.put(promise, new Sent(device, upload));
        } else {
            busy++;
        }
    }

    /** What a worker thread does, until nothing is left to do. */
    private void turn() throws NeuroException {
        for (int i = 0; i < WORKERS; i++) {
            int worker = i;
            WorkerCore core = workers.get(worker);
            while (true) {
                store.overdue(id -> id.worker(WORKERS) == worker).ifPresent(core::checkpoint);
                Step step = core.next(nowMicros, durable[worker]);
                if (step instanceof Step.Load load) {
                    HistoryLoader.Loaded loaded = loader.load(load.device()).orElseThrow();
                    core.loaded(loaded.history(), loaded.savedRevision());
                } else if (step instanceof Step.Save save) {
                    store.save(
                            save.history().device(),
                            save.history().revision(),
                            save.history().serialise());
                    core.saved(save.history());
                } else if (step instanceof Step.Visited visited) {
                    uncommitted.get(worker).add(visited);
                    replays += (int) visited.recordsReplayed();
                    after(random.nextLong(SECOND), this::commit);
                } else {
                    break;
                }
            }
        }
    }

    /** One group commit of all workers. */
    private void commit() {
        for (int worker = 0; worker < WORKERS; worker++) {
            List<Step.Visited> group = uncommitted.get(worker);
            group.forEach(visited -> store.append(visited.entries()));
            for (Step.Visited visited : group) {
                durable[worker] = visited.ticket();
                visited.outcomes().forEach(this::tell);
            }
            group.clear();
        }
    }

    private void tell(Answer.Outcome outcome) {
        Sent sent = promises.remove(outcome.promise());
        SimDevice device = sent.device();
        Verdict verdict = ((Answer.Judged) outcome.answer()).verdict();
        cacheHits += verdict instanceof Verdict.Authenticated told && told.fromCache() ? 1 : 0;
        device.toldByVerifier(verdict);
        if (calm || random.nextInt(6) != 0) {
            after(delay(), () -> device.heard(sent.upload(), verdict));
        }
    }

    /** All memory is lost, and of what was not durable yet some is kept, in order. */
    private void crash() throws NeuroException {
        crashes++;
        for (List<Step.Visited> group : uncommitted) {
            List<JournalEntry> entries =
                    group.stream().flatMap(v -> v.entries().stream()).toList();
            store.append(entries.subList(0, random.nextInt(entries.size() + 1)));
        }
        workers.forEach(core -> evictions += core.evictions());
        workers.forEach(WorkerCore::close);
        promises.clear();
        start();
        for (int i = 0; i < 5; i++) {
            SimDevice device = devices.get(random.nextInt(devices.size()));
            try (DeviceHistory history = loader.load(device.id).orElseThrow().history()) {
                device.requireKept(history);
            }
        }
    }

    private void start() {
        workers.clear();
        uncommitted.clear();
        for (int i = 0; i < WORKERS; i++) {
            workers.add(new WorkerCore(limits, this::baseline));
            uncommitted.add(new ArrayList<>());
            durable[i] = 0;
        }
    }

    private Optional<IntegrityBaseline> baseline(DeviceId id) {
        return Optional.of(byId.get(id).baseline);
    }

    private void after(long delayMicros, Runnable action) {
        events.add(new Event(nowMicros + delayMicros, number++, action));
    }

    /** A list of records with the fingerprints that are claimed for them. */
    record Life(byte[] seed, List<Ter> ters, Map<Integer, FingerprintClaim> claims) {
        Life {
            ters = List.copyOf(ters);
            claims = Map.copyOf(claims);
        }

        @Override
        public byte[] seed() {
            return seed.clone();
        }
    }
}
