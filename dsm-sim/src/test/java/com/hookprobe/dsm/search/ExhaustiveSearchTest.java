package com.hookprobe.dsm.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Agreement in every run of a small scope, on the machines of production. {@code -Dsearch.views=3} searches the whole scope. */
class ExhaustiveSearchTest {
    private static final int VIEWS = Integer.getInteger("search.views", 2);
    private static final SearchProgress SILENT = (liarLeads, states, open) -> {};

    @Test
    void agreementHoldsInEveryRun() {
        assertHolds(ExhaustiveSearch.run(SearchConfig.of(VIEWS), SILENT));
    }

    /** One view less: a power cut at any moment makes many more states of each machine. */
    @Test
    void agreementHoldsInEveryRunWithPowerCuts() {
        assertHolds(ExhaustiveSearch.run(SearchConfig.of(Math.max(1, VIEWS - 1)).withRestarts(), SILENT));
    }

    private static void assertHolds(SearchResult result) {
        assertThat(result.violation()).isEmpty();
        assertThat(result.places()).hasSize(result.config().views() + 1);
        assertThat(result.places())
                .as("decisions were possible, and were committed, wherever the liar was")
                .allMatch(place -> place.decisions() > 0);
    }

    /** All that the search knows of a machine is its summary: so machines of one summary must do the same, however they came there. */
    @Test
    void machinesOfOneSummaryDoTheSame() {
        int compared = 0;
        for (SearchConfig config :
                List.of(SearchConfig.of(2), SearchConfig.of(1).withRestarts())) {
            for (int liarLeads = 1; liarLeads <= config.views() + 1; liarLeads++) {
                Scope scope = new Scope(config.views(), liarLeads);
                Alphabet alphabet = new Alphabet(scope, config.restarts());
                for (int member : scope.honest) {
                    compared += compare(new NodeStates(scope, alphabet, member));
                }
            }
        }
        assertThat(compared).isGreaterThan(1_000);
    }

    private static int compare(NodeStates nodes) {
        new SigningMoves(nodes);
        int found = nodes.size();
        int compared = 0;
        for (int state = 0; state < found; state++) {
            Optional<List<Integer>> other = nodes.otherPath(state);
            if (other.isPresent()) {
                NodeStates.Moves expected = nodes.moves(state);
                NodeStates.Moves moves = nodes.movesAfter(state, other.get());
                assertThat(moves.input()).as("after %s", other.get()).isEqualTo(expected.input());
                assertThat(moves.next()).as("after %s", other.get()).isEqualTo(expected.next());
                compared++;
            }
        }
        return compared;
    }

    @Test
    void saysHowFarItIs() {
        List<Long> open = new ArrayList<>();
        SearchResult result = ExhaustiveSearch.run(SearchConfig.of(1), (liarLeads, states, left) -> open.add(left));
        assertThat(open).contains(0L);
        assertThat(result.states()).isGreaterThan(100);
        assertThat(result.transitions()).isGreaterThan(result.states());
    }

    @Test
    void givesUpLoudlyWhenTheScopeIsLargerThanAllowed() {
        assertThatThrownBy(() -> ExhaustiveSearch.run(new SearchConfig(1, false, 10), SILENT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("more than 10 states");
        assertThatThrownBy(() -> SearchConfig.of(4)).hasMessageContaining("views must be 1 to 3, is 4");
    }
}
