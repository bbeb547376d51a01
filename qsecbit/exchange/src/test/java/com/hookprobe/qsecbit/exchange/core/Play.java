package com.hookprobe.qsecbit.exchange.core;

import com.hookprobe.qsecbit.exchange.Change;
import com.hookprobe.qsecbit.exchange.DecisionEdit;
import com.hookprobe.qsecbit.exchange.DecisionEdit.Cause;
import com.hookprobe.qsecbit.exchange.Remedy;
import com.hookprobe.qsecbit.exchange.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** A log to which a seed happens. */
final class Play {
    final Random random;
    final DecisionLog log;
    long nowMicros = 1_000;

    Play(long seed, int inForceMax, int keptMax) {
        random = new Random(seed);
        log = new DecisionLog(inForceMax, keptMax);
    }

    /** One step: a decision, an end, or time. */
    List<Change> step() {
        int choice = random.nextInt(10);
        if (choice < 5) {
            return log.apply(put("n" + random.nextInt(12), random.nextInt(5), 1 + random.nextInt(30)), nowMicros);
        }
        if (choice < 7) {
            return log.apply(new DecisionEdit.Delete("n" + random.nextInt(12), Cause.WITHDRAWN), nowMicros);
        }
        // Now and then the clock goes back.
        nowMicros += choice == 9 ? -random.nextInt(3) * 1_000_000L : random.nextInt(8) * 1_000_000L;
        nowMicros = Math.max(0, nowMicros);
        return log.expire(nowMicros);
    }

    DecisionEdit.Put put(String name, int subject, int seconds) {
        return new DecisionEdit.Put(
                name,
                Subject.ofAddress("192.0.2." + (subject + 1)).orElseThrow(),
                random.nextInt(4) == 0 ? Remedy.CAPTCHA : Remedy.BAN,
                Duration.ofSeconds(seconds),
                random.nextBoolean() ? "mesh" : "operator",
                random.nextBoolean() ? "ssh-bruteforce" : "http-scan",
                "",
                "",
                50,
                1);
    }
}
