package com.hookprobe.dsm.projection;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** Calls a listener when the state is another one than before. */
final class StateWatch {
    private final Supplier<ProjectionStatus> status;
    private final Consumer<ProjectionStatus> listener;
    private ProjectionStatus.State told = ProjectionStatus.State.STARTING;

    StateWatch(Supplier<ProjectionStatus> status, Consumer<ProjectionStatus> listener) {
        this.status = status;
        this.listener = listener;
    }

    void look() {
        ProjectionStatus now = status.get();
        if (now.state() != told) {
            told = now.state();
            listener.accept(now);
        }
    }
}
