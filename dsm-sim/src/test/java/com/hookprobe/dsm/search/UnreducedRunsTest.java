package com.hookprobe.dsm.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.consensus.Vote;
import com.hookprobe.dsm.consensus.VoteKind;
import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Advance;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Propose;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Voted;
import com.hookprobe.dsm.ledger.Hash32;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The search takes certificates for votes, and puts silent inputs off. Here three machines really talk, vote by vote, in any order, to
 * each other and to the liar; whatever they come to sign must be among what the search has found.
 */
class UnreducedRunsTest {
    private static final int VIEWS = 2;
    private static final int RUNS = 200;
    private static final int STEPS = 80;

    private record Sent(int from, byte[] message) {}

    private final Set<List<Long>> reached = new HashSet<>();

    @Test
    void whatRealRunsSignIsAmongWhatTheSearchFound() {
        for (int liarLeads = 1; liarLeads <= VIEWS + 1; liarLeads++) {
            ExhaustiveSearch search = new ExhaustiveSearch(SearchConfig.of(VIEWS), liarLeads, (l, s, o) -> {});
            assertThat(search.run()).isEmpty();
            Set<List<Long>> found = search.signed();
            Scope scope = new Scope(VIEWS, liarLeads);
            Alphabet alphabet = new Alphabet(scope, false);
            reached.clear();
            for (int run = 0; run < RUNS; run++) {
                Random random = new Random(1_000L * liarLeads + run);
                for (List<Long> signed : run(scope, alphabet, random)) {
                    if (reached.add(signed)) {
                        List<List<String>> words =
                                signed.stream().map(alphabet.facts::describe).toList();
                        assertThat(found.contains(signed))
                                .as("liar leads %s, run %s: %s", liarLeads, run, words)
                                .isTrue();
                    }
                }
            }
            assertThat(reached).as("runs that differ").hasSizeGreaterThan(60);
        }
    }

    private static List<List<Long>> run(Scope scope, Alphabet alphabet, Random random) {
        List<Replica> replicas = new ArrayList<>();
        scope.honest.forEach(member -> replicas.add(new Replica(scope, member)));
        List<Sent> pool = liarSays(scope, alphabet, random);
        List<List<Long>> states = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            for (int i = 0; i < replicas.size(); i++) {
                for (byte[] message : replicas.get(i).take(alphabet)) {
                    if (isInScope(Replica.decoded(message))) {
                        pool.add(new Sent(scope.honest.get(i), message));
                    }
                }
            }
            int place = random.nextInt(replicas.size());
            Replica replica = replicas.get(place);
            if (random.nextInt(12) == 0) {
                if (replica.summary().view() <= VIEWS) {
                    replica.apply(Input.event(Input.Kind.TIMEOUT));
                }
            } else {
                // Late ones first: else old messages would drown the new ones.
                int age = (int) (pool.size() * random.nextDouble() * random.nextDouble());
                Sent sent = pool.get(pool.size() - 1 - age);
                if (sent.from() != scope.honest.get(place)) {
                    replica.apply(new Input(Input.Kind.MESSAGE, "", 0, sent.from(), sent.message()));
                }
            }
            states.add(replicas.stream().map(each -> each.signed(alphabet)).toList());
        }
        return states;
    }

    /** A few of the liar's votes and proposals: enough of them to matter, few enough to meet. */
    private static List<Sent> liarSays(Scope scope, Alphabet alphabet, Random random) {
        List<Sent> said = new ArrayList<>();
        for (int view = 1; view <= VIEWS; view++) {
            said.add(vote(scope, VoteKind.NULLIFY, view, Hash32.ZERO));
            for (Scope.Value value : scope.values) {
                said.add(vote(scope, VoteKind.NOTARIZE, view, value.hash()));
            }
        }
        for (Input input : alphabet.inputs) {
            // What needs facts is made by the machines themselves here, from real votes.
            if (input.from() == scope.liar && input.needs() == 0 && input.text().startsWith("PROPOSE 1")) {
                said.add(new Sent(scope.liar, input.message()));
            }
        }
        Collections.shuffle(said, random);
        return said;
    }

    private static Sent vote(Scope scope, VoteKind kind, int view, Hash32 value) {
        byte[] message = Vote.signingBytes(
                scope.genesis.networkId(), scope.genesis.validators().hash(), kind, Scope.HEIGHT, view, value);
        Vote vote = new Vote(
                kind,
                Scope.HEIGHT,
                view,
                value,
                scope.liar,
                scope.signer(scope.liar).signVote(message));
        return new Sent(scope.liar, ConsensusCodec.encode(new Voted(vote)));
    }

    /** Decisions are left out, as in the search: who knows one signs nothing more. */
    private static boolean isInScope(ConsensusMessage message) {
        return message instanceof Voted voted
                        && voted.vote().view() <= VIEWS
                        && voted.vote().kind() != VoteKind.FINALIZE
                || message instanceof Propose propose && propose.view() <= VIEWS
                || message instanceof Advance advance && advance.view() <= VIEWS + 1;
    }
}
