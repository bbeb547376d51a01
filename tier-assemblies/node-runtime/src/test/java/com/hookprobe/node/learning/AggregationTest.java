package com.hookprobe.node.learning;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.node.log.EventLog;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.learning.AggregationRule;
import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.ModelFolder;
import com.hookprobe.qsecbit.learning.ModelHealth;
import com.hookprobe.qsecbit.learning.ModelUpdate;
import com.hookprobe.qsecbit.learning.Recipe;
import com.hookprobe.qsecbit.learning.RolloutFile;
import com.hookprobe.qsecbit.learning.RolloutOrder;
import com.hookprobe.qsecbit.learning.SignedModel;
import com.hookprobe.qsecbit.learning.UpdateFolder;
import com.hookprobe.qsecbit.learning.core.LocalTraining;
import com.hookprobe.qsecbit.learning.core.Member;
import com.hookprobe.qsecbit.learning.core.Percents;
import com.hookprobe.qsecbit.learning.core.ReleasePlan;
import com.hookprobe.qsecbit.learning.core.RolloutConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LEARNING 10.7 to 10.9 in virtual time and without a network. */
class AggregationTest {
    private static final long HOUR = 3_600_000_000L;
    private static final long DAY = 24 * HOUR;
    private static final long T0 = 1_790_000_000_000_000L;
    private static final List<FlowExample> ROWS = Traffic.examples(9, 443, 300);
    private static final Recipe RECIPE = new Recipe(AggregationRule.MEAN, 0, 1, false, 512, 0);

    @TempDir
    Path dir;

    private final Key aggregator = new Key(100);
    private final List<Key> sites = List.of(new Key(1), new Key(2), new Key(3), new Key(4));
    private final Disk disk = new Disk();
    private final Shelf shelf = disk.shelf();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final EventLog log = new EventLog("mssp", "test", EventLog.Format.JSON, out);
    private final Map<Bytes32, Member> members = new HashMap<>();
    private final List<LedgerWord> sealed = new ArrayList<>();
    private long now = T0;

    AggregationTest() {
        sites.forEach(site -> members.put(site.id, site.member()));
    }

    private ModelFolder folder() {
        return new ModelFolder(dir.resolve("shared"), aggregator.verifier());
    }

    private UpdateFolder nodes() {
        return new UpdateFolder(dir.resolve("nodes"));
    }

    private Aggregation open() throws IOException {
        AggregatorEdge edge = new AggregatorEdge() {
            @Override
            public Bytes32 seal(LedgerWord word) throws IOException {
                disk.step();
                sealed.add(word);
                disk.step();
                return new Bytes32(sealed.size(), 0, 0, 0);
            }

            @Override
            public Optional<SealProof> proof(Bytes32 block) {
                return Optional.empty();
            }
        };
        Aggregation.Place place =
                new Aggregation.Place(Traffic.LAYOUT, ROWS, folder(), nodes(), shelf, aggregator.signer());
        RolloutKeeper.Config stages = new RolloutKeeper.Config(
                RolloutConfig.STANDARD,
                Percents.STANDARD,
                new RolloutFile(dir.resolve("rollout")),
                dir.resolve("shared/sealed"));
        return Aggregation.open(new Aggregation.Config(RECIPE, 3, HOUR), stages, place, edge, log);
    }

    private Roster roster() {
        return new Roster(members, members);
    }

    private void look() throws IOException {
        open().look(roster(), now);
    }

    private SignedModel newest() throws Exception {
        return folder().newest().orElseThrow();
    }

    private ModelUpdate update(Key signer, Bytes32 node, SignedModel base, int sign) {
        LocalTraining.Delta delta = LocalTraining.train(
                base.model(),
                Traffic.examples(node.a(), 443, 300),
                LocalTraining.bounded(1, ReleasePlan.ALL),
                true,
                new SplittableRandom(5)::nextLong);
        int[] numbers = Arrays.stream(delta.numbers()).map(n -> n * sign).toArray();
        return ModelUpdate.sign(node, base.id(), delta.countBucket(), numbers, signer.signer());
    }

    private void allSend(SignedModel base) throws IOException {
        for (Key site : sites) {
            nodes().write(update(site, site.id, base, 1));
        }
    }

    private void report(Key site, Bytes32 model, long flows, long vetoes) throws IOException {
        nodes().write(ModelHealth.sign(site.id, model, flows, vetoes, 0, site.signer()));
    }

    private List<String> logged(String event, String... words) {
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("\"event\":\"" + event + "\""))
                .filter(line -> List.of(words).stream().allMatch(line::contains))
                .toList();
    }

    private List<RolloutOrder> orders() throws Exception {
        return folder().ordersAfter(0);
    }

    @Test
    void theFirstModelIsMadeOnceAndSealedBeforeItIsSeen() throws Exception {
        look();
        look();
        assertThat(newest().model()).isEqualTo(LearnedModel.first(Traffic.LAYOUT));
        assertThat(sealed).containsExactly(LedgerWord.of(newest()));
        assertThat(LedgerWord.decode(sealed.get(0).encode())).isEqualTo(sealed.get(0));
        assertThat(orders()).isEmpty();
    }

    @Test
    void enoughUpdatesMakeTheNextModelAndWhatDoesNotCountIsTold() throws Exception {
        look();
        SignedModel first = newest();
        Key stranger = new Key(50);
        Key revoked = sites.get(3);
        members.remove(revoked.id);
        nodes().write(update(sites.get(0), sites.get(0).id, first, 1));
        nodes().write(update(sites.get(1), sites.get(1).id, first, 1));
        nodes().write(update(revoked, revoked.id, first, 1));
        nodes().write(update(stranger, stranger.id, first, 1));
        // In the name of another, below that one's folder.
        nodes().write(update(stranger, sites.get(2).id, first, 1));
        look();
        assertThat(newest()).isEqualTo(first);
        assertThat(logged("update_refused", revoked.id.hex(), "UNKNOWN_SIGNER")).hasSize(1);
        assertThat(logged("update_refused", stranger.id.hex(), "UNKNOWN_SIGNER"))
                .hasSize(1);
        assertThat(logged("update_refused", sites.get(2).id.hex(), "BAD_SIGNATURE"))
                .hasSize(1);
        members.put(revoked.id, revoked.member());
        // Of a member, and harmful.
        nodes().write(update(sites.get(2), sites.get(2).id, first, -1));
        look();
        look();
        assertThat(newest().model().number()).isEqualTo(1);
        assertThat(newest().model().updates()).isEqualTo(3);
        assertThat(logged("update_refused", sites.get(2).id.hex(), "UNHELPFUL")).hasSize(1);
        assertThat(logged("model_accepted")).hasSize(1);
        assertThat(sealed).contains(LedgerWord.of(newest()));
    }

    private SignedModel rolledOut() throws Exception {
        look();
        allSend(newest());
        look();
        SignedModel model = newest();
        assertThat(model.model().number()).isEqualTo(1);
        assertThat(orders()).hasSize(1);
        assertThat(orders().get(0).percent()).isEqualTo(5);
        assertThat(orders().get(0).model()).isEqualTo(model.id());
        return model;
    }

    @Test
    void aFitModelGoesFromStageToStageWhileSitesAreFine() throws Exception {
        SignedModel model = rolledOut();
        Bytes32 parent = orders().get(0).other();
        for (Key site : sites) {
            report(site, parent, 5_000, 10);
        }
        now += DAY;
        look();
        // Whoever the stage is for has told nothing of the model yet; nobody need be in at 5 percent.
        List<Integer> percents = new ArrayList<>();
        for (int day = 0; day < 5; day++) {
            for (Key site : sites) {
                report(site, model.id(), 5_000, 10);
            }
            now += DAY;
            look();
        }
        orders().forEach(order -> percents.add(order.percent()));
        assertThat(percents).containsExactly(5, 50, 100);
        assertThat(open().status(roster())).containsEntry("stage", "DONE").containsEntry("judging", 4);
        for (RolloutOrder order : orders()) {
            assertThat(sealed).anyMatch(word -> word.tellsOf(order));
        }
    }

    @Test
    void aModelThatIsVetoedMoreGoesBackAndItsBaseIsLearntFromAgain() throws Exception {
        SignedModel model = rolledOut();
        Bytes32 parent = orders().get(0).other();
        for (Key site : sites) {
            report(site, parent, 5_000, 10);
        }
        look();
        assertThat(open().rollout().promote(now)).isEmpty();
        assertThat(open().rollout().promote(now)).isEmpty();
        for (Key site : sites) {
            report(site, model.id(), 5_000, 500);
        }
        look();
        RolloutOrder last = orders().get(orders().size() - 1);
        assertThat(last.percent()).isZero();
        assertThat(logged("order_published", "VETOES_RISE")).hasSize(1);
        // Everybody has sent his update to the base already: it goes out under a number of its own.
        assertThat(newest().model().number()).isEqualTo(2);
        assertThat(newest().model().parent()).isEqualTo(parent);
        assertThat(newest().model().weights()).containsOnly(0);
        allSend(newest());
        now += HOUR;
        look();
        assertThat(newest().model().number()).isEqualTo(3);
        assertThat(orders().get(orders().size() - 1).model()).isEqualTo(newest().id());
    }

    /** A stage for nobody goes on by itself; one whose sites are away, or not heard since a restart, is not for nobody. */
    @Test
    void whileSitesAreAwayAStageDoesNotGoOn() throws Exception {
        rolledOut();
        Bytes32 parent = orders().get(0).other();
        for (Key site : sites) {
            report(site, parent, 5_000, 10);
        }
        look();
        assertThat(open().rollout().promote(now)).isEmpty();
        assertThat(open().rollout().promote(now)).isEmpty();
        now += 2 * DAY;
        open().look(new Roster(members, Map.of()), now);
        assertThat(open().status(roster())).containsEntry("stage", "ALL").containsEntry("cohort", 4);
        // Of who is away nothing counts, good or bad; who is left is still one of four.
        Bytes32 model = orders().get(0).model();
        for (Key site : sites) {
            report(site, model, 5_000, 10);
        }
        open().look(new Roster(members, Map.of(sites.get(0).id, sites.get(0).member())), now);
        assertThat(open().status(roster())).containsEntry("stage", "ALL").containsEntry("fine", 1);
        look();
        assertThat(open().status(roster())).containsEntry("stage", "DONE");
    }

    /** One is always left out by the screening: with as many sites as a round needs there would never be a round. */
    @Test
    void asManyUpdatesAsARoundNeedsMakeOne() throws Exception {
        look();
        SignedModel first = newest();
        nodes().write(update(sites.get(0), sites.get(0).id, first, 1));
        nodes().write(update(sites.get(1), sites.get(1).id, first, 1));
        Aggregation two = open();
        two.look(roster(), now);
        assertThat(newest()).isEqualTo(first);
        assertThat(two.status(roster()).get("last_round"))
                .isEqualTo(Map.of("updates", 2, "usable", 2L, "needed", 3, "outcome", "TOO_FEW"));
        nodes().write(update(sites.get(2), sites.get(2).id, first, 1));
        look();
        assertThat(newest().model().number()).isEqualTo(1);
        assertThat(newest().model().updates()).isEqualTo(2);
    }

    @Test
    void anOperatorTakesAModelBackAtAnyTime() throws Exception {
        assertThat(open().rollout().rollBack(now)).contains("no model was rolled out yet");
        SignedModel model = rolledOut();
        assertThat(open().rollout().rollBack(now)).isEmpty();
        assertThat(open().rollout().rollBack(now)).contains("it was taken back already");
        assertThat(open().rollout().promote(now)).contains("no roll-out goes on");
        RolloutOrder last = orders().get(orders().size() - 1);
        assertThat(last.percent()).isZero();
        assertThat(last.model()).isEqualTo(model.id());
        assertThat(logged("order_published", "OPERATOR")).hasSize(1);
    }

    @Test
    void aModelThatIsWorseIsRefusedAndItsBaseIsLearntFromAgain() throws Exception {
        look();
        allSend(newest());
        look();
        SignedModel good = newest();
        now += HOUR;
        for (Key site : sites) {
            // More than the screening can leave out, and long enough to turn the model around.
            int[] against = Arrays.stream(good.model().weights())
                    .map(weight -> Math.max(-4_000, Math.min(4_000, -weight / 4)))
                    .toArray();
            nodes().write(ModelUpdate.sign(site.id, good.id(), 9, against, site.signer()));
        }
        look();
        assertThat(logged("model_refused", "expected F1")).hasSize(1);
        assertThat(newest().model().number()).isEqualTo(2);
        assertThat(newest().model().weights()).isEqualTo(good.model().weights());
        assertThat(newest().model().parent()).isEqualTo(good.id());
    }

    @Test
    void betweenTwoRoundsTheIntervalLies() throws Exception {
        look();
        allSend(newest());
        look();
        SignedModel one = newest();
        allSend(one);
        now += HOUR - 1;
        look();
        assertThat(newest()).isEqualTo(one);
        now += 1;
        look();
        assertThat(newest().model().number()).isEqualTo(2);
    }

    /** The machine stops at each step in turn: no number gets two models, no sequence two orders, and all was sealed before it was seen. */
    @Test
    void aCrashBetweenAnyTwoStepsUsesNoNumberTwice() throws Exception {
        Map<Long, Bytes32> numbers = new HashMap<>();
        Map<Long, Bytes32> sequences = new HashMap<>();
        boolean through = false;
        for (int step = 1; step < 60 && !through; step++) {
            now += DAY;
            disk.stopAt(step);
            try {
                Aggregation at = open();
                at.look(roster(), now);
                at.rollout().rollBack(now);
            } catch (IOException stopped) {
                assertThat(stopped).hasMessageContaining("stopped");
            }
            through = !disk.stopped();
            Set<Bytes32> words = new HashSet<>();
            sealed.forEach(word -> {
                words.add(word.file());
                Map<Long, Bytes32> taken = word.kind() == LedgerWord.Kind.MODEL ? numbers : sequences;
                Bytes32 other = taken.putIfAbsent(word.number(), word.file());
                assertThat(other == null || other.equals(word.file())).isTrue();
            });
            for (RolloutOrder order : orders()) {
                assertThat(words).contains(LedgerWord.sha256(order.encode()));
            }
            for (long number = 0; number <= folder().highestNumber(); number++) {
                assertThat(numbers).containsKey(number);
            }
            disk.start();
            look();
            now += HOUR;
            allSend(folder().base(why -> {}).orElseThrow());
        }
        assertThat(through).isTrue();
        assertThat(sequences).hasSizeGreaterThan(5);
        assertThat(numbers).hasSizeGreaterThan(5);
    }
}
