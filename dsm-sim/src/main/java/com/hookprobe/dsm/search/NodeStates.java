package com.hookprobe.dsm.search;

import com.hookprobe.dsm.consensus.VoteRecord;
import com.hookprobe.dsm.consensus.core.HeightSummary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The states that one honest validator can be in, numbered, and the moves between them; each is found once, by running a machine, and
 * then looked up. A machine cannot be copied, so a state is made again by a fresh machine that gets the inputs that first led to it.
 *
 * <p>Two machines are in one state when their {@link Key}s are equal. That they then do the same for ever is what the search rests
 * on; the reasons are with {@link HeightSummary} and {@link Key}, and {@code ExhaustiveSearchTest} compares them.
 */
final class NodeStates {
    /**
     * What is kept of a summary.
     *
     * <p>Not the certificates of views that were left: what they can still cause, a FINALIZE, was caused when they came, or is
     * forbidden by the own NULLIFY. The justification and what content is held only in a life without content, as long as an own
     * proposal may come: else it has been made on entering the view.
     */
    private record Key(long sent, boolean mute, HeightSummary kept) {}

    /** Moves out of a state that lead to another one. */
    record Moves(long[] needs, int[] input, int[] next) {}

    private static final class State {
        final int parent;
        final int input;
        final long sent;
        final Key key;

        @Nullable Moves moves;

        State(int parent, int input, Key key) {
            this.parent = parent;
            this.input = input;
            this.sent = key.sent();
            this.key = key;
        }
    }

    private final Scope scope;
    private final Alphabet alphabet;
    private final int member;
    private final Map<Key, Integer> numbers = new HashMap<>();
    private final List<State> states = new ArrayList<>();

    /** For some states, another state and input that lead there. */
    private final Map<Integer, int[]> others = new HashMap<>();

    NodeStates(Scope scope, Alphabet alphabet, int member) {
        this.scope = scope;
        this.alphabet = alphabet;
        this.member = member;
        number(key(new Replica(scope, member)), -1, -1);
    }

    int size() {
        return states.size();
    }

    /** Moves found so far. */
    long moveCount() {
        return states.stream()
                .map(state -> state.moves)
                .filter(Objects::nonNull)
                .mapToLong(moves -> moves.input().length)
                .sum();
    }

    long sent(int state) {
        return states.get(state).sent;
    }

    Moves moves(int state) {
        State from = states.get(state);
        if (from.moves == null) {
            from.moves = movesAfter(state, path(state));
        }
        return from.moves;
    }

    /** The moves out of a state, by machines that came there by these inputs. */
    Moves movesAfter(int state, List<Integer> path) {
        Key before = states.get(state).key;
        List<Integer> inputs = new ArrayList<>();
        List<Integer> next = new ArrayList<>();
        Replica replica = replay(path);
        for (int i = 0; i < alphabet.inputs.size(); i++) {
            Input input = alphabet.inputs.get(i);
            if (isInScope(before, input)) {
                replica.apply(input);
                Key after = key(replica);
                if (!after.equals(before)) {
                    inputs.add(i);
                    next.add(number(after, state, i));
                    // The machine has moved; what it did not notice before leaves it as it was.
                    replica = replay(path);
                }
            }
        }
        return new Moves(
                inputs.stream().mapToLong(i -> alphabet.inputs.get(i).needs()).toArray(),
                inputs.stream().mapToInt(i -> i).toArray(),
                next.stream().mapToInt(i -> i).toArray());
    }

    private boolean isInScope(Key key, Input input) {
        // A timer ends once.
        boolean open = input.kind() != Input.Kind.TIMEOUT
                || !key.kept().timedOut() && key.kept().view() <= scope.views;
        return open && input.from() != member && isPossible(input.needs(), key.sent());
    }

    /** False when the facts contradict each other or what is behind the votes: the search ends before that. */
    boolean isPossible(long needs, long sent) {
        return alphabet.facts.contradiction(needs | alphabet.facts.behind(sent)).isEmpty();
    }

    private int number(Key key, int parent, int input) {
        Integer known = numbers.putIfAbsent(key, states.size());
        if (known != null) {
            others.putIfAbsent(known, new int[] {parent, input});
            return known;
        }
        states.add(new State(parent, input, key));
        return states.size() - 1;
    }

    /** The inputs that first led to a state. */
    List<Integer> path(int state) {
        List<Integer> path = new ArrayList<>();
        for (int at = state; states.get(at).parent >= 0; at = states.get(at).parent) {
            path.add(0, states.get(at).input);
        }
        return path;
    }

    /** Other inputs that led to a state; empty when there are none. */
    Optional<List<Integer>> otherPath(int state) {
        return Optional.ofNullable(others.get(state)).map(other -> {
            List<Integer> path = path(other[0]);
            path.add(other[1]);
            return path;
        });
    }

    /** A machine that got these inputs. */
    Replica replay(List<Integer> path) {
        Replica replica = new Replica(scope, member);
        path.forEach(input -> replica.apply(alphabet.inputs.get(input)));
        return replica;
    }

    private Key key(Replica replica) {
        HeightSummary all = replica.summary();
        boolean over = all.view() > scope.views;
        List<VoteRecord> own =
                all.own().stream().filter(entry -> entry.view() <= scope.views).toList();
        boolean mayPropose = own.stream().noneMatch(entry -> entry.kind() == VoteRecord.Kind.PROPOSED)
                && IntStream.rangeClosed(1, scope.views).anyMatch(view -> scope.leader(view) == member);
        boolean mute = replica.isMute() && mayPropose;
        List<HeightSummary.Certified> ahead = all.known().stream()
                .filter(known -> !over && known.view() >= all.view())
                .toList();
        HeightSummary kept = new HeightSummary(
                all.height(),
                over ? scope.views + 1 : all.view(),
                !over && all.timedOut(),
                !over && all.refused(),
                !over && all.claimed(),
                over ? Optional.empty() : all.proposal(),
                mute || !ahead.isEmpty() ? all.justification() : List.of(),
                own,
                ahead,
                all.decision(),
                mute ? all.contents() : Set.of(),
                Set.of());
        return new Key(replica.signed(alphabet), mute, kept);
    }

    int member() {
        return member;
    }
}
