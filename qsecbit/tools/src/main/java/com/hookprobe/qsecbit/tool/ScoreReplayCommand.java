package com.hookprobe.qsecbit.tool;

import com.hookprobe.qsecbit.detection.tool.JsonLine;
import com.hookprobe.qsecbit.metric.Band;
import com.hookprobe.qsecbit.metric.Score;
import com.hookprobe.qsecbit.metric.ScoreReplay;
import com.hookprobe.qsecbit.metric.StateException;
import com.hookprobe.qsecbit.metric.Term;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Computes every score of a recording again from its inputs. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Computes every score of a recording again from its inputs, and compares to the last bit.",
            "A node keeps recordings in <data>/qsecbit/recording and recording.1.",
            "Exit code 0: all are the same; 1: one is not, or there is none; 2: wrong usage, or no recording."
        })
final class ScoreReplayCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The recording.")
    private Path file = Path.of("");

    @Option(names = "--explain", description = "Show each change of the band with its terms.")
    private boolean explain;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    private Band band = Band.GREEN;

    @Override
    public Integer call() throws IOException, StateException {
        PrintWriter out = Output.of(spec);
        ScoreReplay.Result result;
        try (BufferedReader recording = Files.newBufferedReader(file)) {
            result = ScoreReplay.run(recording, (now, score) -> show(out, now, score));
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": expected a recording, which is text; found other bytes", e);
        } catch (StateException | IOException e) {
            throw new IOException(Output.message(file, e), e);
        }
        if (json) {
            out.println(new JsonLine()
                    .text("event", "replay")
                    .number("scores", result.scores())
                    .number("different", result.different())
                    .text("first_difference", result.firstDifference())
                    .end());
        } else {
            out.println(result.scores() + " scores computed again, " + result.different() + " different"
                    + (result.firstDifference().isEmpty() ? "" : "; the first: " + result.firstDifference()));
        }
        out.flush();
        return result.same() ? 0 : 1;
    }

    private void show(PrintWriter out, long nowMicros, Score score) {
        if (!explain || score.band() == band) {
            return;
        }
        band = score.band();
        if (!json) {
            out.println(Output.time(nowMicros) + " " + score.explain());
            return;
        }
        JsonLine line = new JsonLine()
                .text("event", "band")
                .text("time", Output.time(nowMicros))
                .number("value", score.value())
                .text("band", score.band().name());
        for (Term term : score.terms().list()) {
            line.number(term.name(), term.contribution());
        }
        out.println(line.end());
    }
}
