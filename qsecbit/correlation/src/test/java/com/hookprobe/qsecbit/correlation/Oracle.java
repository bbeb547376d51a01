package com.hookprobe.qsecbit.correlation;

import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Shard;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import java.util.ArrayList;
import java.util.List;

/** What the shards decide when nothing ever fails: no log, no snapshot, no thread. */
public final class Oracle {
    private final Sharding sharding;
    private final List<Shard> shards = new ArrayList<>();
    private final List<List<Output>> outputs = new ArrayList<>();

    public Oracle(Sharding sharding) {
        this.sharding = sharding;
        for (int number = 0; number < sharding.shards(); number++) {
            shards.add(new Shard(sharding, number));
            outputs.add(new ArrayList<>());
        }
    }

    /** All outputs, by shard. */
    public static List<List<Output>> outputs(Sharding sharding, List<Input> inputs) {
        Oracle oracle = new Oracle(sharding);
        inputs.forEach(oracle::take);
        return oracle.outputs;
    }

    public List<Output> take(Input input) {
        List<Output> made = new ArrayList<>();
        for (int number = 0; number < shards.size(); number++) {
            if (sharding.concerns(number, input)) {
                List<Output> of = shards.get(number).take(input);
                outputs.get(number).addAll(of);
                made.addAll(of);
            }
        }
        return made;
    }

    Shard shard(int number) {
        return shards.get(number);
    }

    public List<List<Output>> outputs() {
        return outputs;
    }
}
