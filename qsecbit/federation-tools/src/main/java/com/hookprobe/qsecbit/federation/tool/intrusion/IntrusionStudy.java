package com.hookprobe.qsecbit.federation.tool.intrusion;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The runs over one folder of recordings. Not thread-safe. */
public final class IntrusionStudy {
    private static final List<Integer> BASELINE_HOURS = List.of(12, 24, 48);

    /** With up to how many sites that have to say so each rule is tried. */
    public static final int OWNERS_MAX = 3;

    private final List<SiteAlerts> sites;
    private final long wayMicros;
    private final long seed;

    private IntrusionStudy(List<SiteAlerts> sites, long wayMicros, long seed) {
        this.sites = sites;
        this.wayMicros = wayMicros;
        this.seed = seed;
    }

    /**
     * Reads the recordings.
     *
     * @param wayMicros how long a message takes to the correlator, and as long again back
     * @param seed of keys and nonces; no result depends on it
     * @throws IOException when a file cannot be read, or there is none
     */
    public static IntrusionStudy read(Path folder, long wayMicros, long seed) throws IOException {
        return new IntrusionStudy(SiteAlerts.readAll(folder), wayMicros, seed);
    }

    /** The names of the sites. */
    public List<String> sites() {
        return sites.stream().map(SiteAlerts::name).toList();
    }

    /** The machines of production, with k sites that have to say so. */
    public IntrusionResult machines(int owners) {
        return replay(Timeline.recorded(sites)).play(owners);
    }

    /** The rules to beat. */
    public List<IntrusionResult> namesOnly() {
        List<IntrusionResult> results = new ArrayList<>();
        for (int hours : BASELINE_HOURS) {
            for (int owners = 1; owners <= OWNERS_MAX; owners++) {
                results.add(NameRule.run(Timeline.recorded(sites), hours, owners, 2 * wayMicros));
            }
        }
        return results;
    }

    /** The machines without one of the sites. */
    public IntrusionResult without(String site) {
        List<SiteAlerts> others =
                sites.stream().filter(other -> !other.name().equals(site)).toList();
        return replay(Timeline.recorded(others)).play(1);
    }

    /** The machines with the recordings beginning in another order, which the number draws. */
    public IntrusionResult reordered(int number) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, sites.size()).boxed().toList());
        // A Random of a small seed nearly always begins alike.
        Collections.shuffle(order, new Random(new SplittableRandom(number).nextLong()));
        return replay(Timeline.reordered(sites, order)).play(1);
    }

    private IntrusionReplay replay(Timeline timeline) {
        return new IntrusionReplay(timeline, wayMicros, wayMicros, seed);
    }
}
