package com.hookprobe.neuro.verify;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.verify.core.Answer;
import com.hookprobe.neuro.verify.core.JournalEntry;
import com.hookprobe.neuro.verify.core.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread that makes changes durable and then tells the answers, in the order in which they came. One sync serves all
 * that has come while the one before was under way.
 */
final class Committer implements Runnable {
    private final VerifierStore store;
    private final Counters counters;
    private final Consumer<Throwable> failure;
    private final Runnable overdue;
    private final Mailbox<Commit> mailbox = new Mailbox<>();
    private volatile boolean stopping;
    /** What comes after a change that was lost may not become durable. */
    private @Nullable Throwable broken;

    /** One visit, with those who wait for its outcomes in the same order. */
    record Commit(Worker worker, Step.Visited visited, List<Pending> waiting) {}

    /** {@code overdue} is run when devices have to be saved, also of workers that have nothing else to do. */
    Committer(VerifierStore store, Counters counters, Consumer<Throwable> failure, Runnable overdue) {
        this.store = store;
        this.counters = counters;
        this.failure = failure;
        this.overdue = overdue;
    }

    void put(Commit commit) {
        mailbox.put(commit);
    }

    /** Ends the thread when all that was put is done; nothing may be put after this. */
    void stop() {
        stopping = true;
        mailbox.nudge();
    }

    @Override
    public void run() {
        try {
            while (true) {
                boolean last = stopping;
                List<Commit> commits = mailbox.take(last ? 0 : Long.MAX_VALUE);
                if (commits.isEmpty() && last) {
                    return;
                }
                commit(commits);
            }
        } catch (InterruptedException e) {
            failure.accept(e);
            Thread.currentThread().interrupt();
        }
    }

    private void commit(List<Commit> commits) {
        Throwable lost = broken;
        if (lost != null) {
            refuse(commits, lost);
            return;
        }
        try {
            List<JournalEntry> entries = new ArrayList<>();
            commits.forEach(commit -> entries.addAll(commit.visited().entries()));
            if (!entries.isEmpty()) {
                store.append(entries);
                counters.commits.increment();
            }
        } catch (NeuroException | RuntimeException | Error e) {
            broken = e;
            failure.accept(e);
            refuse(commits, e);
            return;
        }
        for (Commit commit : commits) {
            commit.worker().durable(commit.visited().ticket());
            List<Answer.Outcome> outcomes = commit.visited().outcomes();
            for (int i = 0; i < outcomes.size(); i++) {
                commit.waiting().get(i).answer().complete(outcomes.get(i).answer());
            }
        }
        if (store.overdue(any -> true).isPresent()) {
            overdue.run();
        }
    }

    private static void refuse(List<Commit> commits, Throwable cause) {
        commits.forEach(commit -> commit.waiting().forEach(one -> Verifier.fail(one, cause)));
    }
}
