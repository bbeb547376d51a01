package com.hookprobe.qsecbit.learning.tool;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.SignatureSigner;
import com.hookprobe.qsecbit.learning.ModelFolder;
import com.hookprobe.qsecbit.learning.ModelHealth;
import com.hookprobe.qsecbit.learning.RolloutFile;
import com.hookprobe.qsecbit.learning.RolloutOrder;
import com.hookprobe.qsecbit.learning.SignedModel;
import com.hookprobe.qsecbit.learning.UpdateFolder;
import com.hookprobe.qsecbit.learning.core.Percents;
import com.hookprobe.qsecbit.learning.core.Rollout;
import com.hookprobe.qsecbit.learning.core.RolloutConfig;
import com.hookprobe.qsecbit.learning.core.RolloutState;
import com.hookprobe.qsecbit.model.tool.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hookprobe learning rollout}: each subcommand is one input of the roll-out's state machine. */
@Command(
        name = "rollout",
        mixinStandardHelpOptions = true,
        description = {
            "Brings a model to 5, 50 and 100 percent of the sites, and back. Writes signed orders for the sites into the",
            "folder. 'watch' is what goes on by itself: run it from a timer."
        },
        synopsisSubcommandLabel = "COMMAND")
final class RolloutCommand {
    private static final int NOTHING_TO_DO = 1;

    @Option(names = "--folder", required = true, paramLabel = "DIR", description = "models and orders, shared/learning")
    private Path folder = Path.of("");

    @Option(names = "--state", required = true, paramLabel = "FILE", description = "where the roll-out stands")
    private Path state = Path.of("");

    @Option(names = "--key", required = true, paramLabel = "FILE", description = "the aggregator's key")
    private Path key = Path.of("");

    @Option(names = "--nodes", paramLabel = "DIR", description = "where nodes write their reports (start, watch)")
    private @Nullable Path nodes;

    @Option(
            names = "--members",
            paramLabel = "FILE",
            description = "node, owner and key of each (start, status, watch)")
    private @Nullable Path members;

    @Option(
            names = "--soak",
            paramLabel = "SECONDS",
            defaultValue = "86400",
            description = "how long a stage lasts at least (default: 86400)")
    private long soak;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    RolloutCommand() {}

    @Command(
            name = "start",
            mixinStandardHelpOptions = true,
            description = {
                "Begins with a model, by its id, at 5 percent, when it is fit for sites on --data, which no site trains on:",
                "it finds attacks there and calls few normal connections attacks."
            })
    int start(@Option(names = "--model", required = true, paramLabel = "ID") String id, @Mixin Data data)
            throws IOException, MalformedException {
        if (!id.matches("[0-9a-f]{64}")) {
            throw new IOException("expected a model's id, 64 hex digits; found '" + id + "'");
        }
        Optional<RolloutState> running = new RolloutFile(state).read();
        if (running.isPresent() && running.get().stage().isOpen()) {
            throw new IOException("expected no roll-out; found one at "
                    + running.get().stage() + ": promote it to its end, or roll it back");
        }
        if (running.isPresent()) {
            publishMissing(running.get());
        }
        SignedModel model =
                folder().model(Bytes32.ofHex(id)).orElseThrow(() -> new IOException(folder + ": no model " + id));
        if (model.model().number() == 0) {
            throw new IOException("the first model knows nothing and is not rolled out");
        }
        Rollout.Started started = Rollout.start(
                Percents.STANDARD,
                model.model(),
                model.model().parent(),
                data.examples(model.model().layout()),
                folder().highestSequence(),
                nowMicros());
        Rollout.Step step = started.step()
                .orElseThrow(() -> new IOException("this model is not fit for sites: "
                        + String.join("; ", started.verdict().faults())));
        if (nodes != null && members != null) {
            // What sites saw with the model before, while they still tell it.
            MemberList list = MemberList.read(members);
            step = new Rollout.Step(Rollout.noted(step.state(), reports(list), list.owners()), step.order());
        }
        store(step);
        return status(step);
    }

    @Command(name = "promote", mixinStandardHelpOptions = true, description = "Goes to the next stage now.")
    int promote() throws IOException {
        return done(Rollout.promote(running(), nowMicros()));
    }

    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            description = "Takes the model back everywhere, at any stage and after the last.")
    int rollback() throws IOException {
        return done(Rollout.rollBack(running(), nowMicros()));
    }

    @Command(
            name = "watch",
            mixinStandardHelpOptions = true,
            description = "Reads the sites' reports, and goes on or back as they say.")
    int watch() throws IOException {
        MemberList list = MemberList.read(required(members, "--members"));
        RolloutState at = running();
        publishMissing(at);
        Map<Bytes32, Bytes32> owners = list.owners();
        Rollout.Step step = new Rollout(config()).tick(Rollout.noted(at, reports(list), owners), owners, nowMicros());
        store(step);
        return status(step);
    }

    @Command(name = "status", mixinStandardHelpOptions = true, description = "Says where the roll-out stands.")
    int status() throws IOException {
        return status(new Rollout.Step(running(), Optional.empty()));
    }

    private int status(Rollout.Step step) throws IOException {
        RolloutState at = step.state();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", at.model().hex());
        fields.put("parent", at.parent().hex());
        fields.put("stage", at.stage().toString());
        fields.put("percent", at.percent());
        fields.put("since_seconds", TimeUnit.MICROSECONDS.toSeconds(at.sinceMicros()));
        fields.put("sequence", at.sequence());
        step.order().ifPresent(order -> fields.put("cause", order.cause().toString()));
        if (members != null) {
            Rollout.Outlook outlook =
                    new Rollout(config()).outlook(at, MemberList.read(members).owners());
            fields.put("reporting", outlook.reporting());
            fields.put("fine", outlook.fine());
            fields.put("needed", outlook.needed());
            fields.put("worse_by_vetoes", outlook.worseByVetoes());
            fields.put("worse_by_errors", outlook.worseByErrors());
        }
        if (json) {
            Streams.out(spec).println(Json.of(fields));
        } else {
            fields.forEach((name, value) -> Streams.out(spec).println(name + ": " + value));
        }
        return 0;
    }

    private int done(Rollout.Step step) throws IOException {
        store(step);
        status(step);
        return step.order().isPresent() || step.state().percent() == 100 ? 0 : NOTHING_TO_DO;
    }

    /** The state first: what 'watch' or 'start' finds without its order, it publishes. */
    private void store(Rollout.Step step) throws IOException {
        new RolloutFile(state).write(step.state());
        if (step.order().isPresent()) {
            publish(step.state(), step.order().get().percent());
        }
    }

    private void publish(RolloutState at, int percent) throws IOException {
        SignatureSigner signer = Ed25519Key.read(key).signer();
        folder().write(RolloutOrder.sign(at.sequence(), at.model(), at.parent(), percent, signer));
    }

    /** The machine stopped between the state and its order. */
    private void publishMissing(RolloutState at) throws IOException {
        if (folder().highestSequence() < at.sequence()) {
            publish(at, at.percent());
        }
    }

    private List<ModelHealth> reports(MemberList list) throws IOException {
        return new UpdateFolder(required(nodes, "--nodes"))
                .health().stream()
                        .filter(health -> list.member(health.node())
                                .filter(member -> health.verify(member.key()))
                                .isPresent())
                        .toList();
    }

    private RolloutConfig config() {
        RolloutConfig standard = RolloutConfig.STANDARD;
        return new RolloutConfig(soak, standard.flowsMin(), standard.riseMilli(), standard.slackPerMillion());
    }

    private RolloutState running() throws IOException {
        return new RolloutFile(state)
                .read()
                .orElseThrow(() -> new IOException(state + ": no roll-out; begin with 'rollout start --model ID'"));
    }

    private ModelFolder folder() throws IOException {
        return new ModelFolder(folder, Ed25519Key.read(key).verifier());
    }

    private static Path required(@Nullable Path path, String option) throws IOException {
        if (path == null) {
            throw new IOException("this needs " + option);
        }
        return path;
    }

    private static long nowMicros() {
        return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
    }
}
