package com.hookprobe.dsm.search;

import com.hookprobe.dsm.consensus.VoteKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Searches every run of one height with three honest validators and a liar, and checks in each state that agreement holds. The honest
 * are {@link com.hookprobe.dsm.consensus.core.SimplexMachine}s, the code of production.
 *
 * <p>Scope: n = 4, one liar in each of its possible places in the order of leaders, up to three views, any order of anything, loss
 * and repetition; with {@link SearchConfig#withRestarts} also power cuts. The liar signs every vote for every value, proposes
 * everything in its views to whomever, and hands on certificates to whom it likes.
 *
 * <p>Why three numbers are the whole state: what is on the way follows from what was signed, since all that was ever sent may still
 * arrive. And why single votes are not delivered: they do nothing but complete a certificate, so the certificate is delivered in
 * their place, as soon as it can exist (see {@link Facts}), alone or in any chain (see {@link Alphabet}). A machine that learns of a
 * skip certificate early, or signs the vote that completes a certificate itself, only goes on to the next view within the same
 * input; here it does so in two. A machine that knows a decision signs nothing any more. So a decision is delivered in every state
 * where it can exist, and what is committed is checked, but the search does not go on from there: it goes on with the same
 * validator silent.
 *
 * <p>Frontier reports and bodies are there at once, so an honest leader proposes when it enters its view. That loses nothing: a later
 * proposal would have the same value and reason, whatever arrives late may still arrive late at the others, and its own NOTARIZE for
 * it excludes nothing that the leader could otherwise sign. With restarts the reason can change in between; so there are restarts
 * after which no content comes until the next one. A validator leads one view of the scope at most, and enters it once between two
 * restarts, so this is all that late content can do.
 *
 * <p>Not in the scope: heights after the first, operations, forced inclusion (values are empty checkpoints), and whether anything is
 * ever decided.
 */
public final class ExhaustiveSearch {
    private static final int BITS = 21;
    private static final long MASK = (1L << BITS) - 1;
    private static final int HONEST = 3;
    private static final int PROGRESS_STATES = 100_000;

    private final SearchConfig config;
    private final SearchProgress progress;
    private final int liarLeads;
    private final Alphabet alphabet;
    private final List<NodeStates> nodes = new ArrayList<>();
    private final List<SigningMoves> signing = new ArrayList<>();
    private final Map<Long, String> decided = new HashMap<>();
    private final Visited visited = new Visited();
    private final List<Long> decisions = new ArrayList<>();
    private final Scope scope;
    private long transitions;
    private long decisionBits;

    ExhaustiveSearch(SearchConfig config, int liarLeads, SearchProgress progress) {
        this.config = config;
        this.progress = progress;
        this.liarLeads = liarLeads;
        this.scope = new Scope(config.views(), liarLeads);
        this.alphabet = new Alphabet(scope, config.restarts());
        for (int member : scope.honest) {
            NodeStates states = new NodeStates(scope, alphabet, member);
            nodes.add(states);
            signing.add(new SigningMoves(states));
        }
        for (int view = 1; view <= config.views(); view++) {
            for (int value = 0; value < scope.values.size(); value++) {
                long bit = alphabet.facts.vote(VoteKind.FINALIZE, view, value);
                decisions.add(bit);
                decisionBits |= bit;
            }
        }
    }

    /**
     * Searches the whole scope, or until a promise is broken.
     *
     * @throws IllegalStateException when the scope has more states than the configuration allows
     */
    public static SearchResult run(SearchConfig config, SearchProgress progress) {
        List<SearchResult.Place> places = new ArrayList<>();
        for (int liarLeads = 1; liarLeads <= config.views() + 1; liarLeads++) {
            ExhaustiveSearch search = new ExhaustiveSearch(config, liarLeads, progress);
            Optional<SearchResult.Violation> violation = search.run();
            places.add(search.place());
            if (violation.isPresent()) {
                return new SearchResult(config, places, violation);
            }
        }
        return new SearchResult(config, places, Optional.empty());
    }

    Optional<SearchResult.Violation> run() {
        visited.add(
                signing.get(0).start()
                        | (long) signing.get(1).start() << BITS
                        | (long) signing.get(2).start() << 2 * BITS,
                -1,
                -1);
        for (int place = 0; place < visited.size(); place++) {
            String wrong = expand(place);
            if (!wrong.isEmpty()) {
                return Optional.of(violation(place, wrong));
            }
            if (visited.size() > config.statesMax()) {
                throw new IllegalStateException("the scope has more than " + config.statesMax() + " states");
            }
            if (place % PROGRESS_STATES == 0) {
                progress.at(liarLeads, visited.size(), visited.size() - place);
            }
        }
        progress.at(liarLeads, visited.size(), 0);
        return Optional.empty();
    }

    private static int node(long state, int validator) {
        return (int) (state >>> validator * BITS & MASK);
    }

    private long available(long state) {
        return alphabet.facts.available(
                signing.get(0).sent(node(state, 0)),
                signing.get(1).sent(node(state, 1)),
                signing.get(2).sent(node(state, 2)));
    }

    /** Checks a state and finds those after it; says what is wrong. */
    private String expand(int place) {
        long state = visited.state(place);
        long available = available(state);
        String wrong = alphabet.facts.contradiction(available);
        if (wrong.isEmpty() && (available & decisionBits) != 0) {
            wrong = decide(place, available);
        }
        if (!wrong.isEmpty()) {
            return wrong;
        }
        for (int i = 0; i < HONEST; i++) {
            long rest = state & ~(MASK << i * BITS);
            for (SigningMoves.Move move : signing.get(i).moves(node(state, i))) {
                if ((move.needs() & ~available) == 0) {
                    transitions++;
                    visited.add(rest | (long) move.next() << i * BITS, place, i);
                }
            }
        }
        return "";
    }

    /** Delivers each decision that exists to each validator, once per state of the validator. */
    private String decide(int place, long available) {
        for (int d = 0; d < decisions.size(); d++) {
            if ((available & decisions.get(d)) != 0) {
                for (int i = 0; i < HONEST; i++) {
                    final int decision = d;
                    final int validator = i;
                    long question = ((long) node(visited.state(place), i) * Long.SIZE + d) * HONEST + i;
                    String wrong = decided.computeIfAbsent(question, q -> decide(place, validator, decision));
                    if (!wrong.isEmpty()) {
                        return wrong;
                    }
                }
            }
        }
        return "";
    }

    /** Runs a machine to where the validator is, and delivers a decision to it; says what is wrong. */
    private String decide(int place, int validator, int decision) {
        int view = decision / scope.values.size() + 1;
        Scope.Value value = scope.values.get(decision % scope.values.size());
        List<Integer> inputs = run(place).stream()
                .filter(step -> step.validator() == validator)
                .flatMap(step -> step.inputs().stream())
                .toList();
        Replica replica = nodes.get(validator).replay(inputs);
        replica.decide(value, scope.certificate(VoteKind.FINALIZE, view, value.hash()));
        return replica.committed().equals(List.of(value.hash()))
                        && replica.alarms().isEmpty()
                ? ""
                : "validator " + scope.honest.get(validator) + " gets the decision for " + value.name() + " in view "
                        + view + ", commits " + replica.committed() + " and says " + replica.alarms();
    }

    private record Step(int validator, List<Integer> inputs) {}

    /** A run of real machines that leads to a state, or to one from which more is possible and in which the same has been signed. */
    private List<Step> run(int last) {
        List<Integer> places = new ArrayList<>();
        for (int place = last; place >= 0; place = visited.parent(place)) {
            places.add(0, place);
        }
        int[] at = new int[HONEST];
        List<Step> steps = new ArrayList<>();
        for (int i = 1; i < places.size(); i++) {
            int validator = visited.move(places.get(i));
            SigningMoves.Way way = signing.get(validator)
                    .way(
                            at[validator],
                            available(visited.state(places.get(i - 1))),
                            node(visited.state(places.get(i)), validator));
            at[validator] = way.node();
            steps.add(new Step(validator, way.inputs()));
        }
        return steps;
    }

    private SearchResult.Violation violation(int last, String what) {
        List<String> steps = new ArrayList<>();
        for (Step step : run(last)) {
            for (int input : step.inputs()) {
                steps.add("validator " + scope.honest.get(step.validator()) + " gets " + alphabet.inputs.get(input));
            }
        }
        List<String> signed = new ArrayList<>();
        for (int i = 0; i < HONEST; i++) {
            signed.add("validator " + scope.honest.get(i) + " has signed "
                    + String.join(", ", alphabet.facts.describe(signing.get(i).sent(node(visited.state(last), i)))));
        }
        return new SearchResult.Violation(liarLeads, what, steps, signed);
    }

    SearchResult.Place place() {
        return new SearchResult.Place(
                liarLeads,
                nodes.stream().mapToLong(NodeStates::size).sum(),
                nodes.stream().mapToLong(NodeStates::moveCount).sum(),
                signing.stream().mapToLong(SigningMoves::size).sum(),
                visited.size(),
                transitions,
                decided.size());
    }

    /** What the three honest validators have signed in each state that was found. */
    Set<List<Long>> signed() {
        Set<List<Long>> all = new HashSet<>();
        for (int place = 0; place < visited.size(); place++) {
            long state = visited.state(place);
            all.add(List.of(
                    signing.get(0).sent(node(state, 0)),
                    signing.get(1).sent(node(state, 1)),
                    signing.get(2).sent(node(state, 2))));
        }
        return all;
    }
}
