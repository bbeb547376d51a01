package com.hookprobe.qsecbit.model.tool;

import com.hookprobe.qsecbit.model.AttackModel;
import com.hookprobe.qsecbit.model.Explanation;
import com.hookprobe.qsecbit.model.train.KddLine;
import com.hookprobe.qsecbit.model.train.LabelledRow;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hookprobe model explain}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Judges one connection and says why: what each feature adds to the share of the forest that says attack.",
            "Together with the base the shares of all features make that share."
        })
final class ExplainCommand implements Callable<Integer> {
    @Option(names = "--model", required = true, paramLabel = "FILE", description = "the model")
    private Path model = Path.of("");

    @Option(names = "--line", paramLabel = "TEXT", description = "a record of NSL-KDD, with or without label")
    private String line = "";

    @Mixin
    private Inputs inputs = new Inputs();

    @Option(
            names = "--row",
            paramLabel = "N",
            defaultValue = "1",
            description = "which labelled row of the files, from 1")
    private int row;

    @Option(names = "--top", paramLabel = "N", defaultValue = "10", description = "so many features (default: 10)")
    private int top;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    ExplainCommand() {}

    @Override
    public Integer call() throws IOException {
        AttackModel judge = ModelFiles.read(model);
        double[] vector;
        String truth;
        if (line.isEmpty()) {
            List<LabelledRow> rows = inputs.read(judge.schema()).rows();
            if (row < 1 || row > rows.size()) {
                throw new IOException("expected --row in 1.." + rows.size() + "; found " + row);
            }
            vector = rows.get(row - 1).vector();
            truth = rows.get(row - 1).name();
        } else {
            KddLine record = KddLine.parse(judge.schema(), line);
            vector = record.vector();
            truth = record.label();
        }
        Explanation explanation = judge.explain(vector);
        if (json) {
            Streams.out(spec).println(Json.of(fields(explanation, truth)));
        } else {
            print(explanation, truth);
        }
        return 0;
    }

    private List<Explanation.Share> strongest(Explanation explanation) {
        int count = Math.max(0, Math.min(top, explanation.shares().size()));
        return explanation.shares().subList(0, count);
    }

    private static double rest(Explanation explanation, List<Explanation.Share> shown) {
        double rest = 0;
        for (Explanation.Share share :
                explanation.shares().subList(shown.size(), explanation.shares().size())) {
            rest += share.share();
        }
        return rest;
    }

    private void print(Explanation explanation, String truth) {
        PrintWriter out = Streams.out(spec);
        List<Explanation.Share> shown = strongest(explanation);
        out.printf(
                Locale.ROOT,
                "%s: share %.4f, confidence %.4f, anomaly %.4f%s%n",
                explanation.judgement().likeliest().text(),
                explanation.judgement().attack(),
                explanation.judgement().confidence(),
                explanation.judgement().anomaly(),
                truth.isEmpty() ? "" : ", labelled " + truth);
        out.printf(Locale.ROOT, "%+.4f  before anything is known%n", explanation.base());
        for (Explanation.Share share : shown) {
            out.printf(Locale.ROOT, "%+.4f  %s = %.6g%n", share.share(), share.feature(), share.raw());
        }
        out.printf(
                Locale.ROOT,
                "%+.4f  %d more features%n",
                rest(explanation, shown),
                explanation.shares().size() - shown.size());
    }

    private Map<String, Object> fields(Explanation explanation, String truth) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("class", explanation.judgement().likeliest().text());
        fields.put("attack", explanation.judgement().attack());
        fields.put("confidence", explanation.judgement().confidence());
        fields.put("anomaly", explanation.judgement().anomaly());
        fields.put("labelled", truth);
        fields.put("base", explanation.base());
        List<Explanation.Share> shown = strongest(explanation);
        List<Object> shares = new ArrayList<>();
        for (Explanation.Share share : shown) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("feature", share.feature());
            values.put("value", share.raw());
            values.put("share", share.share());
            shares.add(values);
        }
        fields.put("features", shares);
        fields.put("rest", rest(explanation, shown));
        return fields;
    }
}
