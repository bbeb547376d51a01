package com.hookprobe.qsecbit.learning.tool;

import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.ModelUpdate;
import com.hookprobe.qsecbit.learning.Recipe;
import com.hookprobe.qsecbit.learning.SignedModel;
import com.hookprobe.qsecbit.learning.SmallFiles;
import com.hookprobe.qsecbit.learning.UpdateFolder;
import com.hookprobe.qsecbit.learning.core.Acceptance;
import com.hookprobe.qsecbit.learning.core.Aggregator;
import com.hookprobe.qsecbit.learning.core.Measure;
import com.hookprobe.qsecbit.model.tool.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hookprobe learning aggregate}. */
@Command(
        name = "aggregate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Joins the updates to a model into the next one, tests it on --data, which no site may have trained on, and",
            "signs it. Says of each update that does not count why. When the next model is worse, or too few updates are",
            "left, nothing is written, the base stays, and the exit code is 1."
        })
final class AggregateCommand implements Callable<Integer> {
    private static final int REFUSED = 1;
    private static final int UPDATES_MAX = 10_000;

    @Mixin
    private Data data = new Data();

    @Option(
            names = "--updates",
            required = true,
            paramLabel = "DIR",
            description = "updates as .bin files, or the folder 'nodes' with one folder for each node")
    private Path updates = Path.of("");

    @Option(names = "--base", required = true, paramLabel = "MODEL", description = "the model that they change")
    private Path base = Path.of("");

    @Option(
            names = "--before",
            arity = "1..*",
            paramLabel = "MODEL",
            description = "models before the base, to which the next one is compared as well")
    private List<Path> before = new ArrayList<>();

    @Option(names = "--members", required = true, paramLabel = "FILE", description = "who may send: node, owner, key")
    private Path members = Path.of("");

    @Option(names = "--key", required = true, paramLabel = "FILE", description = "the aggregator's key")
    private Path key = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "MODEL", description = "write the next model there")
    private Path out = Path.of("");

    @Option(
            names = "--number",
            paramLabel = "N",
            defaultValue = "0",
            description = "its number, above all that were issued (default: the base's and one)")
    private long number;

    @Option(
            names = "--rule",
            paramLabel = "RULE",
            defaultValue = "trimmed",
            description = "trimmed, median or mean (default: trimmed)")
    private String rule = "trimmed";

    @Option(
            names = "--liars",
            paramLabel = "F",
            defaultValue = "1",
            description = "so many are trimmed on each side (default: 1)")
    private int liars;

    @Option(
            names = "--screen",
            paramLabel = "N",
            defaultValue = "-1",
            description = "so many that help least on --data are left out first (default: as many as --liars)")
    private int screen;

    @Option(
            names = "--step",
            paramLabel = "N",
            defaultValue = "128",
            description = "what the joint update counts, in 1/256 (default: 128)")
    private int step;

    @Option(
            names = "--momentum",
            paramLabel = "N",
            defaultValue = "230",
            description = "what the last step still counts, in 1/256 (default: 230)")
    private int momentum;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    AggregateCommand() {}

    @Override
    public Integer call() throws IOException {
        Ed25519Key signer = Ed25519Key.read(key);
        SignedModel from = Base.read(base, signer.verifier());
        LearnedModel model = from.model();
        Recipe recipe = new Recipe(Rules.named(spec, rule), liars, screen < 0 ? liars : screen, true, step, momentum);
        List<FlowExample> rows = data.examples(model.layout());
        MemberList list = MemberList.read(members);
        List<byte[]> sent = new ArrayList<>(flat());
        sent.addAll(new UpdateFolder(updates).updates(from.id()));
        Aggregator.Result result =
                Aggregator.join(model, number == 0 ? model.number() + 1 : number, recipe, sent, list::member, rows);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("updates", sent.size());
        fields.put("used", result.used().size());
        List<Object> refused = new ArrayList<>();
        for (Aggregator.Refused one : result.refused()) {
            refused.add("update " + one.index() + ": " + one.reason() + ", "
                    + one.reason().expected());
        }
        fields.put("refused", refused);
        boolean written = false;
        if (result.model().isEmpty()) {
            fields.put(
                    "fault",
                    "expected more than " + 2 * liars + " updates for " + liars + " liars; found "
                            + result.used().size());
        } else {
            written = judge(result.model().get(), model, rows, fields, signer);
        }
        fields.put("accepted", written);
        if (json) {
            Streams.out(spec).println(Json.of(fields));
        } else {
            fields.forEach((name, value) -> Streams.out(spec).println(name + ": " + value));
        }
        return written ? 0 : REFUSED;
    }

    private boolean judge(
            LearnedModel next,
            LearnedModel model,
            List<FlowExample> rows,
            Map<String, Object> fields,
            Ed25519Key signer)
            throws IOException {
        List<Measure> measures = new ArrayList<>();
        for (Path one : before) {
            measures.add(Measure.of(Base.read(one, signer.verifier()).model(), rows));
        }
        measures.add(Measure.of(model, rows));
        Acceptance.Verdict verdict = Acceptance.STANDARD.judge(next, measures, rows);
        fields.put("f1", verdict.measure().f1());
        fields.put("disguised_f1", verdict.measure().disguisedF1());
        fields.put("false_alarm_rate", verdict.measure().falseAlarmRate());
        fields.put("faults", verdict.faults());
        if (verdict.accepted()) {
            SignedModel signed = SignedModel.sign(next, signer.signer());
            fields.put("model", signed.id().hex());
            SmallFiles.write(out, signed.encode());
        }
        return verdict.accepted();
    }

    private List<byte[]> flat() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(updates)) {
            files = all.filter(f -> f.getFileName().toString().endsWith(".bin") && Files.isRegularFile(f))
                    .sorted()
                    .limit(UPDATES_MAX)
                    .toList();
        }
        List<byte[]> read = new ArrayList<>();
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                read.add(in.readNBytes(ModelUpdate.BYTES_MAX));
            }
        }
        return read;
    }
}
