package com.hookprobe.demo.soak;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * What goes wrong and when, drawn from a seed and nothing else: the same seed and length make the same schedule. Every kind comes before
 * any comes again. Of the validators at most f are hit at once, but for one time when all are killed, and networks that are cut, which may
 * part them as they like. One validator and one site are spared from single kills, so that their memory can be watched over hours.
 *
 * @param seconds of load, all in all
 * @param warmUp seconds at the beginning without trouble
 * @param tail seconds at the end without trouble
 */
record Schedule(int seconds, int warmUp, int tail, List<Trouble> troubles) {
    private static final List<Trouble.Kind> DECK = List.of(
            Trouble.Kind.KILL,
            Trouble.Kind.KILL,
            Trouble.Kind.PAUSE,
            Trouble.Kind.CUT,
            Trouble.Kind.LOSS,
            Trouble.Kind.DATABASE,
            Trouble.Kind.CLOCK);
    /** The demo's, for whoever wants to see a schedule without a mesh. */
    static final List<String> VALIDATORS = List.of("sentinel-1", "sentinel-2", "sentinel-3", "sentinel-4");

    static final List<String> OTHERS = List.of("mssp-1", "nexus-1", "guardian-1", "guardian-2", "fortress-1");

    private static final int TROUBLE_SECONDS_MIN = 4;
    private static final int TROUBLE_SECONDS_MAX = 12;
    private static final int LOSS_PERCENT_MAX = 40;
    private static final int CLOCK_SECONDS_MAX = 30;
    /** Longer runs leave more time between two troubles, so that nodes are seen well, too. */
    private static final int LONG_SECONDS = 1200;

    static Schedule of(long seed, int minutes, List<String> validators, List<String> others) {
        int seconds = 60 * minutes;
        int warmUp = Math.min(60, seconds / 5);
        int tail = Math.max(seconds / 5, Math.min(60, seconds / 3));
        tail = Math.min(tail, 300);
        return new Schedule(
                seconds, warmUp, tail, new Drawing(seed, validators, others).draw(warmUp, seconds - tail, seconds));
    }

    /** The trouble that is over last; 0 without any. */
    int over() {
        return troubles.stream().mapToInt(Trouble::end).max().orElse(0);
    }

    private static final class Drawing {
        private final Random random;
        private final List<String> validators;
        private final List<String> others;
        private final List<String> all;
        private final int faulty;
        private final List<String> spared;
        private final List<Trouble.Kind> deck = new ArrayList<>();

        private Drawing(long seed, List<String> validators, List<String> others) {
            this.random = new Random(seed);
            this.validators = validators;
            this.others = others;
            this.faulty = (validators.size() - 1) / 3;
            this.all = new ArrayList<>(validators);
            all.addAll(others);
            List<String> sites = others.stream()
                    .filter(name -> name.startsWith("guardian") || name.startsWith("fortress"))
                    .toList();
            this.spared = List.of(pick(validators), pick(sites));
        }

        private String pick(List<String> from) {
            return from.get(random.nextInt(from.size()));
        }

        private List<Trouble> draw(int from, int to, int seconds) {
            List<Trouble> drawn = new ArrayList<>();
            int gap = seconds > LONG_SECONDS ? 45 : 16;
            int at = from + random.nextInt(4);
            boolean allKilled = false;
            while (true) {
                // Early, for a validator's memory is watched from its last start on.
                boolean now = !allKilled && !drawn.isEmpty();
                Trouble next = now ? killValidators(at) : draw(at);
                if (next.end() > to) {
                    break;
                }
                allKilled |= now;
                drawn.add(next);
                int over = next.end();
                if (random.nextInt(4) == 0 && !now) {
                    Trouble beside = draw(at + random.nextInt(3));
                    if (beside.end() <= to && bearable(next, beside)) {
                        drawn.add(beside);
                        over = Math.max(over, beside.end());
                    }
                }
                at = over + gap / 3 + random.nextInt(gap);
            }
            drawn.sort(Comparator.comparingInt(Trouble::at));
            return List.copyOf(drawn);
        }

        /** Never two troubles of one node, and never more than f validators in one. */
        private boolean bearable(Trouble one, Trouble other) {
            List<String> both = new ArrayList<>(one.nodes());
            both.addAll(other.nodes());
            return one.kind() != other.kind()
                    && Collections.disjoint(one.nodes(), other.nodes())
                    && both.stream().filter(validators::contains).count() <= faulty;
        }

        private Trouble killValidators(int at) {
            return new Trouble(at, length(), Trouble.Kind.KILL_VALIDATORS, validators, 0);
        }

        private int length() {
            return TROUBLE_SECONDS_MIN + random.nextInt(TROUBLE_SECONDS_MAX - TROUBLE_SECONDS_MIN + 1);
        }

        private Trouble draw(int at) {
            if (deck.isEmpty()) {
                deck.addAll(DECK);
                Collections.shuffle(deck, random);
            }
            Trouble.Kind kind = deck.remove(deck.size() - 1);
            int seconds = length();
            return switch (kind) {
                case KILL ->
                    new Trouble(
                            at,
                            seconds,
                            kind,
                            List.of(pick(all.stream()
                                    .filter(name -> !spared.contains(name))
                                    .toList())),
                            0);
                case PAUSE -> new Trouble(at, seconds, kind, List.of(pick(all)), 0);
                case CUT -> new Trouble(at, seconds, kind, side(), 0);
                case LOSS -> new Trouble(at, seconds, kind, side(), 10 + random.nextInt(LOSS_PERCENT_MAX - 9));
                case CLOCK -> {
                    long off = 1_000L * (5 + random.nextInt(CLOCK_SECONDS_MAX - 4));
                    yield new Trouble(at, seconds, kind, List.of(pick(all)), random.nextBoolean() ? off : -off);
                }
                case DATABASE -> new Trouble(at, seconds, kind, List.of(), 0);
                case KILL_VALIDATORS -> killValidators(at);
            };
        }

        /** One node, or any part of the mesh. */
        private List<String> side() {
            if (random.nextBoolean()) {
                return List.of(pick(all));
            }
            List<String> shuffled = new ArrayList<>(all);
            Collections.shuffle(shuffled, random);
            return shuffled.subList(0, 2 + random.nextInt(all.size() - 3));
        }
    }
}
