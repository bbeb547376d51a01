package com.hookprobe.qsecbit.correlation.compare;

import com.hookprobe.qsecbit.correlation.core.Input;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Inputs of made-up alerts, for tests. */
public final class SomeInputs {
    private SomeInputs() {}

    public static List<Input> of(int alerts) {
        List<Input> inputs = new ArrayList<>();
        try {
            AlertInputs.write(Alert.made(alerts), alerts, inputs::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return inputs;
    }
}
