package com.hookprobe.dsm.search;

import java.util.List;
import java.util.Optional;

/**
 * What a search found.
 *
 * @param places one per place of the liar that was searched
 * @param violation the first promise that was broken; the search ends there
 */
public record SearchResult(SearchConfig config, List<Place> places, Optional<Violation> violation) {
    /**
     * The search with the liar in one place.
     *
     * @param liarLeads the view that it leads; one more than the views of the scope for none of them
     * @param machineStates states of the three honest validators, each counted by itself
     * @param machineMoves moves between those
     * @param signingStates what is left of them when only what is signed, and can be, counts
     * @param states global states
     * @param transitions from each global state, those to known ones too
     * @param decisions pairs of a validator's state and a decision that was delivered to it
     */
    public record Place(
            int liarLeads,
            long machineStates,
            long machineMoves,
            long signingStates,
            long states,
            long transitions,
            long decisions) {}

    /**
     * A promise that was broken.
     *
     * @param what which one
     * @param steps the shortest run that leads there, one step each
     * @param signed what each honest validator has signed by then
     */
    public record Violation(int liarLeads, String what, List<String> steps, List<String> signed) {
        @Override
        public String toString() {
            return what + "\n  " + String.join("\n  ", steps) + "\n  " + String.join("\n  ", signed);
        }
    }

    /** Copies the list. */
    public SearchResult {
        places = List.copyOf(places);
    }

    /** Global states of all places. */
    public long states() {
        return places.stream().mapToLong(Place::states).sum();
    }

    /** Transitions of all places. */
    public long transitions() {
        return places.stream().mapToLong(Place::transitions).sum();
    }
}
