package com.hookprobe.node.role;

import com.hookprobe.console.view.NodeAwayException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** The console's threads ask the node's loop. */
final class ConsoleQuestions {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final LoopAsk loop;

    ConsoleQuestions(NodeLoop loop) {
        this.loop = new LoopAsk(loop);
    }

    <T> T ask(Callable<T> question) throws NodeAwayException {
        try {
            return loop.ask(question, PATIENCE);
        } catch (TimeoutException e) {
            throw new NodeAwayException("the node did not answer within " + PATIENCE.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeAwayException("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("the node's loop could not answer", e.getCause());
        }
    }
}
