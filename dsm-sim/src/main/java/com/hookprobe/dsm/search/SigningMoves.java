package com.hookprobe.dsm.search;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What one honest validator can sign next, and after which facts: its states without those differences that nobody else can see.
 *
 * <p>Three steps make few states of many, and none of them knows anything of the protocol:
 *
 * <ol>
 *   <li>Inputs after which nothing new was signed are put off until just before the next one after which something was. They were
 *       no news for the others, and what they need exists later too. So a move here is any number of such inputs and a signing one.
 *   <li>A move is dropped when there is another one to the same state that needs less; and when there is one that needs no more, to
 *       a state where the same has been signed and from where everything is possible that was possible from the first one.
 *   <li>States in which the same has been signed, and from which the same moves lead to the same states, are one.
 * </ol>
 *
 * <p>Each signing move adds to what was signed, so the states are treated from the last to the first, in one pass.
 */
final class SigningMoves {
    /** A move: the facts that it needs, and where it leads. */
    record Move(long needs, int next) {}

    /** A way to make a move with a real machine. */
    record Way(long needs, List<Integer> inputs, int node) {}

    private final NodeStates nodes;
    private final Map<Integer, List<Way>> ways = new HashMap<>();

    /** By node state. */
    private final Map<Integer, Integer> classes = new HashMap<>();

    /** By class. */
    private final List<List<Move>> moves = new ArrayList<>();

    private final List<Long> sent = new ArrayList<>();
    private final Map<Long, List<Integer>> bySent = new HashMap<>();
    private final Set<Long> includes = new HashSet<>();

    SigningMoves(NodeStates nodes) {
        this.nodes = nodes;
        List<Integer> found = explore();
        found.sort((a, b) -> Integer.compare(Long.bitCount(nodes.sent(b)), Long.bitCount(nodes.sent(a))));
        Map<List<Object>, Integer> known = new HashMap<>();
        for (int node : found) {
            List<Move> least = least(ways(node));
            List<Object> meaning = List.of(nodes.sent(node), Set.copyOf(least));
            Integer number = known.get(meaning);
            if (number == null) {
                number = add(nodes.sent(node), least);
                known.put(meaning, number);
            }
            classes.put(node, number);
        }
    }

    private List<Integer> explore() {
        List<Integer> found = new ArrayList<>();
        found.add(0);
        Set<Integer> seen = new HashSet<>(found);
        for (int i = 0; i < found.size(); i++) {
            for (Way way : ways(found.get(i))) {
                if (seen.add(way.node())) {
                    found.add(way.node());
                }
            }
        }
        return found;
    }

    /** All ways to sign something next, but for those that need more than another one to the same state. */
    List<Way> ways(int node) {
        return ways.computeIfAbsent(node, this::findWays);
    }

    private List<Way> findWays(int start) {
        Map<Integer, List<Way>> silent = new HashMap<>();
        Map<Integer, List<Way>> signing = new HashMap<>();
        ArrayDeque<Way> open = new ArrayDeque<>();
        Way here = new Way(0, List.of(), start);
        addLeast(silent, here);
        open.add(here);
        while (!open.isEmpty()) {
            Way way = open.remove();
            NodeStates.Moves next = nodes.moves(way.node());
            for (int i = 0; i < next.next().length; i++) {
                List<Integer> inputs = new ArrayList<>(way.inputs());
                inputs.add(next.input()[i]);
                Way longer = new Way(way.needs() | next.needs()[i], inputs, next.next()[i]);
                if (!nodes.isPossible(longer.needs(), nodes.sent(start))) {
                    continue;
                }
                if (nodes.sent(longer.node()) != nodes.sent(start)) {
                    addLeast(signing, longer);
                } else if (addLeast(silent, longer)) {
                    open.add(longer);
                }
            }
        }
        List<Way> all = new ArrayList<>();
        signing.values().forEach(all::addAll);
        return all;
    }

    private static boolean addLeast(Map<Integer, List<Way>> ways, Way way) {
        List<Way> same = ways.computeIfAbsent(way.node(), node -> new ArrayList<>());
        if (same.stream().anyMatch(other -> (other.needs() & ~way.needs()) == 0)) {
            return false;
        }
        same.removeIf(other -> (way.needs() & ~other.needs()) == 0);
        same.add(way);
        return true;
    }

    private List<Move> least(List<Way> all) {
        List<Move> distinct = all.stream()
                .map(way -> new Move(way.needs(), stateOf(way.node())))
                .distinct()
                .toList();
        List<Move> least = new ArrayList<>();
        for (int i = 0; i < distinct.size(); i++) {
            Move move = distinct.get(i);
            boolean covered = false;
            for (int j = 0; j < distinct.size() && !covered; j++) {
                Move other = distinct.get(j);
                boolean both = covers(move, other);
                covered = i != j && covers(other, move) && (!both || j < i);
            }
            if (!covered) {
                least.add(move);
            }
        }
        return least;
    }

    private boolean covers(Move move, Move other) {
        return (move.needs() & ~other.needs()) == 0 && includes(move.next(), other.next());
    }

    /** True when the same has been signed in both states, and all that is possible from the second is from the first. */
    private boolean includes(int first, int second) {
        return first == second || includes.contains((long) first << 32 | second);
    }

    private int add(long signed, List<Move> out) {
        int number = moves.size();
        moves.add(out);
        sent.add(signed);
        List<Integer> alike = bySent.computeIfAbsent(signed, s -> new ArrayList<>());
        for (int other : alike) {
            if (isIncluded(out, moves.get(other))) {
                includes.add((long) other << 32 | number);
            }
            if (isIncluded(moves.get(other), out)) {
                includes.add((long) number << 32 | other);
            }
        }
        alike.add(number);
        return number;
    }

    private boolean isIncluded(List<Move> fewer, List<Move> more) {
        return fewer.stream().allMatch(move -> more.stream().anyMatch(other -> covers(other, move)));
    }

    /** How many states are left. */
    int size() {
        return moves.size();
    }

    int start() {
        return stateOf(0);
    }

    long sent(int state) {
        return sent.get(state);
    }

    List<Move> moves(int state) {
        return moves.get(state);
    }

    int stateOf(int node) {
        return Objects.requireNonNull(classes.get(node));
    }

    /** A real way from a node state that has been reached, into a state that is the target or includes it. */
    Way way(int node, long available, int target) {
        return ways(node).stream()
                .filter(way -> (way.needs() & ~available) == 0 && includes(stateOf(way.node()), target))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no way from " + node + " to " + target));
    }
}
