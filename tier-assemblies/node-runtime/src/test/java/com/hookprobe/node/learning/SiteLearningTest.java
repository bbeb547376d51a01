package com.hookprobe.node.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.node.log.EventLog;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.learning.BudgetFile;
import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.ModelFolder;
import com.hookprobe.qsecbit.learning.ModelHealth;
import com.hookprobe.qsecbit.learning.ModelUpdate;
import com.hookprobe.qsecbit.learning.Recipe;
import com.hookprobe.qsecbit.learning.RolloutOrder;
import com.hookprobe.qsecbit.learning.SignedModel;
import com.hookprobe.qsecbit.learning.core.PrivacyBudget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** LEARNING 10.4 to 10.6 without a network: what a site sends and follows, also when the machine stops between any two steps. */
class SiteLearningTest {
    private static final long DAY = 86_400_000_000L;
    private static final long T0 = 1_790_000_000_000_000L;
    private static final List<FlowExample> ROWS = Traffic.examples(1, 443, 400);

    @TempDir
    Path dir;

    private final Key aggregator = new Key(1);
    private final Key site = new Key(2);
    private final Disk disk = new Disk();
    private final Shelf shelf = disk.shelf();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final EventLog log = new EventLog("site", "test", EventLog.Format.JSON, out);
    private final Outside edge = new Outside();
    private ModelFolder folder;
    private BudgetFile budget;
    private SignedModel first;
    private int rounds = 10;
    private long begin = 0;

    /** What leaves the site. */
    private final class Outside implements SiteEdge {
        private final List<byte[]> updates = new ArrayList<>();
        private final List<ModelHealth> reports = new ArrayList<>();
        private final Set<Long> sealed = new HashSet<>();
        private boolean away;
        private Optional<Judging> used = Optional.empty();

        @Override
        public boolean sealed(RolloutOrder order) {
            return sealed.contains(order.sequence());
        }

        @Override
        public void put(String name, byte[] content) throws IOException {
            disk.step();
            if (away) {
                throw new IOException("no session with the aggregator");
            }
            try {
                if (name.equals("learning/health.bin")) {
                    reports.add(ModelHealth.decode(content));
                } else {
                    assertThat(name)
                            .isEqualTo("learning/"
                                    + ModelUpdate.decode(content).base().hex() + ".bin");
                    updates.add(content);
                }
            } catch (com.hookprobe.qsecbit.federation.MalformedException e) {
                throw new IllegalStateException(e);
            }
            disk.step();
        }

        @Override
        public void use(Optional<Judging> judging) {
            used = judging;
        }
    }

    @BeforeEach
    void prepare() throws IOException {
        folder = new ModelFolder(dir.resolve("shared"), aggregator.verifier());
        budget = new BudgetFile(Files.createDirectories(dir.resolve("site")).resolve("budget"));
        first = SignedModel.sign(LearnedModel.first(Traffic.LAYOUT), aggregator.signer());
        folder.write(first);
    }

    private SignedModel model(int number, SignedModel parent, Key by) {
        int[] weights = new int[Traffic.LAYOUT.size()];
        weights[1] = number;
        return SignedModel.sign(
                new LearnedModel(
                        Traffic.LAYOUT,
                        number,
                        parent.id(),
                        Recipe.NONE,
                        0,
                        LearnedModel.used(List.of()),
                        weights,
                        weights),
                by.signer());
    }

    private void order(long sequence, SignedModel model, SignedModel other, int percent, Key by) throws IOException {
        folder.write(RolloutOrder.sign(sequence, model.id(), other.id(), percent, by.signer()));
    }

    private SiteLearning open() throws IOException {
        SiteLearning.Config config =
                new SiteLearning.Config(true, true, PrivacyBudget.of(100_000, 1_000_000), rounds, begin);
        SiteLearning.Place place = new SiteLearning.Place(
                site.id,
                site.signer(),
                aggregator.verifier(),
                folder,
                budget,
                shelf,
                new SplittableRandom(3)::nextLong);
        return SiteLearning.open(config, place, edge, () -> ROWS, log, T0);
    }

    private List<String> logged(String event, String... words) {
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("\"event\":\"" + event + "\""))
                .filter(line -> List.of(words).stream().allMatch(line::contains))
                .toList();
    }

    private long charged() throws IOException {
        return budget.read().orElseThrow().releases().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private ModelUpdate update(int index) throws Exception {
        return ModelUpdate.decode(edge.updates.get(index));
    }

    @Test
    void oneUpdateIsMadeToEachBaseAndSentUntilItArrives() throws Exception {
        SiteLearning learning = open();
        edge.away = true;
        learning.look(T0);
        learning.look(T0);
        assertThat(logged("update_made")).hasSize(1);
        assertThat(logged("learning_failed", "no session")).hasSize(1);
        assertThat(charged()).isEqualTo(1);
        edge.away = false;
        learning.look(T0);
        learning.look(T0);
        assertThat(edge.updates).hasSize(1);
        assertThat(update(0).base()).isEqualTo(first.id());
        assertThat(update(0).verify(site.verifier())).isTrue();
        SignedModel next = model(1, first, aggregator);
        folder.write(next);
        learning.look(T0);
        assertThat(edge.updates).hasSize(2);
        assertThat(update(1).base()).isEqualTo(next.id());
        assertThat(charged()).isEqualTo(2);
    }

    /** Nothing about its records decides whether it sends: only time does. */
    @Test
    void itGathersFirst() throws Exception {
        begin = DAY;
        open().look(T0 + DAY - 1);
        assertThat(edge.updates).isEmpty();
        // From its first start on, not from its last.
        open().look(T0 + DAY);
        assertThat(edge.updates).hasSize(1);
    }

    @Test
    void aClockThatWasAheadAtTheStartDoesNotHoldItUpForYears() throws Exception {
        begin = DAY;
        SiteLearning learning = open();
        learning.look(T0 - 1_000 * DAY);
        learning.look(T0 - 999 * DAY - 1);
        assertThat(edge.updates).isEmpty();
        learning.look(T0 - 999 * DAY);
        assertThat(edge.updates).hasSize(1);
    }

    /** The machine stops at each step in turn: one charge, one update, and the bytes that left first are the ones that leave again. */
    @Test
    void aCrashBetweenAnyTwoStepsSpendsOnceAndSendsOneUpdate() throws Exception {
        open();
        for (int step = 1; step < 40; step++) {
            SignedModel base = model(step, step == 1 ? first : folder.newest().orElseThrow(), aggregator);
            folder.write(base);
            edge.updates.clear();
            long before = step == 1 ? 0 : charged();
            rounds = 100;
            disk.stopAt(step);
            try {
                open().look(T0);
            } catch (IOException stopped) {
                assertThat(stopped).hasMessageContaining("stopped");
            }
            boolean stopped = disk.stopped();
            disk.start();
            open().look(T0);
            open().look(T0);
            assertThat(charged() - before).as("step %d", step).isEqualTo(1);
            Set<Bytes32> ids = new HashSet<>();
            for (int i = 0; i < edge.updates.size(); i++) {
                ids.add(update(i).id());
                assertThat(update(i).base()).isEqualTo(base.id());
            }
            assertThat(ids).as("step %d", step).hasSize(1);
            if (!stopped) {
                assertThat(step).isGreaterThan(6);
                return;
            }
        }
    }

    @Test
    void withoutBudgetItSendsNothingMoreAndSaysSo() throws Exception {
        rounds = 2;
        SiteLearning learning = open();
        SignedModel at = first;
        for (int number = 1; number <= 4; number++) {
            learning.look(T0);
            learning.look(T0);
            at = model(number, at, aggregator);
            folder.write(at);
        }
        assertThat(edge.updates).hasSize(2);
        assertThat(logged("learning_budget_spent")).hasSize(2);
    }

    @Test
    void aLostBudgetOrOneOfOtherSettingsSendsNothing() throws Exception {
        budget.create(PrivacyBudget.of(8_000, 1_000_000));
        SiteLearning learning = open();
        learning.look(T0);
        assertThat(edge.updates).isEmpty();
        assertThat(logged("learning_failed", "learning.epsilon")).hasSize(1);
        Files.delete(dir.resolve("site/budget"));
        learning.look(T0);
        assertThat(edge.updates).hasSize(1);
        Files.delete(dir.resolve("site/budget"));
        folder.write(model(1, first, aggregator));
        learning.look(T0);
        assertThat(edge.updates).hasSize(1);
        assertThat(logged("learning_failed", "updates were sent already")).hasSize(1);
    }

    @Test
    void aDamagedStateStopsItsLearning() throws Exception {
        open();
        shelf.write(new byte[] {1, 2, 3});
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("damaged");
    }

    @Test
    void itJudgesByWhatItIsToldWhenTheLedgerShowsTheOrder() throws Exception {
        SiteLearning learning = open();
        SignedModel next = model(1, first, aggregator);
        folder.write(next);
        order(1, next, first, 100, aggregator);
        learning.look(T0);
        learning.look(T0);
        assertThat(edge.used).isEmpty();
        assertThat(logged("order_waits", "NOT_SEALED")).hasSize(1);
        edge.sealed.add(1L);
        learning.look(T0);
        assertThat(edge.used.map(Judging::id)).contains(next.id());
        // Another start goes on with it, and with what was counted.
        edge.used.orElseThrow().isAttack(new int[] {0});
        edge.used.orElseThrow().vetoed();
        learning.look(T0);
        assertThat(edge.reports.get(edge.reports.size() - 1).flows()).isEqualTo(1);
        edge.used.orElseThrow().isAttack(new int[] {0});
        learning.close();
        edge.used = Optional.empty();
        open().look(T0);
        assertThat(edge.used.map(Judging::id)).contains(next.id());
        ModelHealth told = edge.reports.get(edge.reports.size() - 1);
        assertThat(told.verify(site.verifier())).isTrue();
        assertThat(told.model()).isEqualTo(next.id());
        assertThat(List.of(told.flows(), told.vetoes(), told.errors())).containsExactly(2L, 1L, 0L);
        // Back needs no proof: it is the safe way, also when the ledger stands still.
        order(2, next, first, 0, aggregator);
        open().look(T0);
        assertThat(edge.used.map(Judging::id)).contains(first.id());
        assertThat(logged("model_in_use", "\"back\":true")).hasSize(1);
        assertThat(edge.reports.get(edge.reports.size() - 1).flows()).isZero();
    }

    /** 0 percent needs no proof: so it must lead nowhere but back, whatever the aggregator, or who has its key, writes beside it. */
    @Test
    void whatTakesAModelBackIsNoWayToBringAnother() throws Exception {
        SiteLearning learning = open();
        SignedModel next = model(1, first, aggregator);
        SignedModel unseen = model(2, next, aggregator);
        folder.write(next);
        folder.write(unseen);
        order(1, next, unseen, 0, aggregator);
        learning.look(T0);
        assertThat(edge.used).as("it uses nothing that could be taken back").isEmpty();
        assertThat(logged("order_waits", "\"sequence\":1")).hasSize(1);
        order(2, next, first, 100, aggregator);
        edge.sealed.add(2L);
        learning.look(T0);
        assertThat(edge.used.map(Judging::id)).contains(next.id());
        order(3, next, unseen, 0, aggregator);
        order(4, first, unseen, 0, aggregator);
        learning.look(T0);
        assertThat(edge.used.map(Judging::id)).contains(next.id());
        assertThat(logged("order_refused", "\"sequence\":3", "WRONG_PARENT")).hasSize(1);
        assertThat(logged("order_waits", "\"sequence\":4")).hasSize(1);
        order(5, next, first, 0, aggregator);
        learning.look(T0);
        assertThat(edge.used.map(Judging::id)).contains(first.id());
    }

    @Test
    void ordersAndModelsOfOthersAreRefusedWithTheirReason() throws Exception {
        SiteLearning learning = open();
        edge.sealed.addAll(List.of(1L, 2L, 3L, 4L, 5L));
        SignedModel foreign = model(1, first, new Key(9));
        folder.write(foreign);
        order(1, foreign, first, 100, aggregator);
        order(2, first, foreign, 100, new Key(9));
        order(3, model(2, first, aggregator), first, 100, aggregator);
        learning.look(T0);
        learning.look(T0);
        assertThat(edge.used).isEmpty();
        assertThat(logged("order_refused", "\"sequence\":1", "MODEL_MISSING")).hasSize(1);
        assertThat(logged("learning_file_refused", "0000000002.bin", "signature"))
                .hasSize(1);
        assertThat(logged("order_refused", "\"sequence\":3", "MODEL_MISSING")).hasSize(1);
        SignedModel right = model(3, first, aggregator);
        folder.write(right);
        order(4, right, first, 100, aggregator);
        learning.look(T0);
        assertThat(edge.used.map(Judging::id)).contains(right.id());
        SignedModel elsewhere = model(4, model(2, first, aggregator), aggregator);
        folder.write(elsewhere);
        order(5, elsewhere, first, 100, aggregator);
        learning.look(T0);
        assertThat(edge.used.map(Judging::id)).contains(right.id());
        assertThat(logged("order_refused", "\"sequence\":5", "WRONG_PARENT")).hasSize(1);
    }

    /** What was taken back is not trained on either. */
    @Test
    void aModelThatWasTakenBackIsNoBase() throws Exception {
        SignedModel bad = model(1, first, aggregator);
        folder.write(bad);
        order(1, bad, first, 0, aggregator);
        SiteLearning learning = open();
        learning.look(T0);
        assertThat(update(0).base()).isEqualTo(first.id());
        SignedModel child = model(2, bad, aggregator);
        folder.write(child);
        learning.look(T0);
        assertThat(edge.updates).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "99, 99", "100, 100", "101, 110", "4321, 4400", "995, 1000", "123456789, 130000000"})
    void theNumberOfConnectionsIsToldRoughly(long flows, long told) {
        assertThat(SiteLearning.coarse(flows)).isEqualTo(told);
    }
}
