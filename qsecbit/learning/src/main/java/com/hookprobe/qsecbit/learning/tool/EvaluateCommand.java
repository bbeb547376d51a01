package com.hookprobe.qsecbit.learning.tool;

import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.SignedModel;
import com.hookprobe.qsecbit.learning.core.Acceptance;
import com.hookprobe.qsecbit.learning.core.Measure;
import com.hookprobe.qsecbit.model.tool.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hookprobe learning evaluate}. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Checks a model's file and signature, measures it on labelled traffic, and shows what weighs most in it. Exit",
            "code 1 when it is not fit to be rolled out: it finds nothing, or calls too many normal connections attacks."
        })
final class EvaluateCommand implements Callable<Integer> {
    private static final int UNFIT = 1;
    private static final int HEAVIEST = 10;

    @Mixin
    private Data data = new Data();

    @Option(names = "--model", required = true, paramLabel = "MODEL", description = "the model")
    private Path model = Path.of("");

    @Option(names = "--aggregator", required = true, paramLabel = "HEX", description = "the public key that signed it")
    private String aggregator = "";

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    EvaluateCommand() {}

    @Override
    public Integer call() throws IOException {
        SignedModel signed = Base.read(model, aggregator);
        LearnedModel judged = signed.model();
        List<FlowExample> rows = data.examples(judged.layout());
        Acceptance.Verdict verdict = Acceptance.STANDARD.fit(judged, rows);
        Measure measure = verdict.measure();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", signed.id().hex());
        fields.put("number", judged.number());
        fields.put("parent", judged.parent().hex());
        fields.put("schema", judged.layout().schema().name());
        fields.put("rule", judged.recipe().rule().text());
        fields.put("updates", judged.updates());
        fields.put("rows", rows.size());
        fields.put("f1", measure.f1());
        fields.put("precision", measure.precision());
        fields.put("recall", measure.recall());
        fields.put("disguised_recall", measure.disguisedRecall());
        fields.put("false_alarm_rate", measure.falseAlarmRate());
        fields.put("faults", verdict.faults());
        Map<String, Object> heaviest = new LinkedHashMap<>();
        IntStream.range(0, judged.layout().size())
                .boxed()
                .sorted(Comparator.comparing((Integer bin) -> -Math.abs(judged.weight(bin))))
                .limit(HEAVIEST)
                .forEach(bin ->
                        heaviest.put(judged.layout().describe(bin), (double) judged.weight(bin) / LearnedModel.ONE));
        fields.put("heaviest", heaviest);
        if (json) {
            Streams.out(spec).println(Json.of(fields));
        } else {
            fields.forEach((name, value) -> Streams.out(spec).println(name + ": " + value));
        }
        return verdict.accepted() ? 0 : UNFIT;
    }
}
