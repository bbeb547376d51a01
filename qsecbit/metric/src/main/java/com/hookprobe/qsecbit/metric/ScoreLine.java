package com.hookprobe.qsecbit.metric;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One line of a recording of scores: words with one space between them, the first one saying what it is. Numbers are
 * written as Java writes a double, which reads back to the same bits.
 *
 * <pre>
 * begin 1 PROFILE a b c d e a b c d 0 STATE   both sets of weights; the state in hexadecimal
 * read CPU MEMORY NETWORK DISK WATTS              a reading of the host; - for a power that is not known
 * seen NOW TIME SEVERITY CONFIDENCE CLASS         a detection
 * score NOW VALUE BAND drift p decay q energy     a score and the raw values of its terms
 * </pre>
 */
final class ScoreLine {
    static final String VERSION = "1";
    static final String NONE = "-";

    private ScoreLine() {}

    static String begin(WeightProfile profile, byte[] state) {
        List<String> words = new ArrayList<>(List.of("begin", VERSION, profile.name()));
        add(words, profile.withEnergy());
        add(words, profile.withoutEnergy());
        words.add(HexFormat.of().formatHex(state));
        return String.join(" ", words);
    }

    static String read(HostReading reading) {
        OptionalDouble watts = reading.powerWatts();
        return "read " + reading.cpu() + " " + reading.memory() + " " + reading.network() + " " + reading.disk() + " "
                + (watts.isPresent() ? String.valueOf(watts.getAsDouble()) : NONE);
    }

    static String seen(AttackEvidence evidence, long nowMicros) {
        return "seen " + nowMicros + " " + evidence.timeMicros() + " " + evidence.severity() + " "
                + evidence.confidence() + " " + evidence.attackClass();
    }

    static String score(Score score, long nowMicros) {
        StringBuilder text =
                new StringBuilder("score ").append(nowMicros).append(' ').append(score.value());
        text.append(' ').append(score.band());
        for (Term term : score.terms().list()) {
            text.append(' ').append(term.raw());
        }
        return text.toString();
    }

    static WeightProfile profile(String[] words) {
        return new WeightProfile(words[2], weights(words, 3), weights(words, 8));
    }

    static HostReading reading(String[] words) {
        OptionalDouble watts =
                words[5].equals(NONE) ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(words[5]));
        return new HostReading(
                Double.parseDouble(words[1]),
                Double.parseDouble(words[2]),
                Double.parseDouble(words[3]),
                Double.parseDouble(words[4]),
                watts);
    }

    static AttackEvidence evidence(String[] words) {
        return new AttackEvidence(
                words[5], Severity.valueOf(words[3]), Double.parseDouble(words[4]), Long.parseLong(words[2]));
    }

    private static Weights weights(String[] words, int at) {
        return new Weights(
                Double.parseDouble(words[at]),
                Double.parseDouble(words[at + 1]),
                Double.parseDouble(words[at + 2]),
                Double.parseDouble(words[at + 3]),
                Double.parseDouble(words[at + 4]));
    }

    private static void add(List<String> words, Weights weights) {
        for (double weight :
                new double[] {weights.alpha(), weights.beta(), weights.gamma(), weights.delta(), weights.epsilon()}) {
            words.add(String.valueOf(weight));
        }
    }
}
