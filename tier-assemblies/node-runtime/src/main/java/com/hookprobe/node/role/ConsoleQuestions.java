package com.hookprobe.node.role;

import com.hookprobe.console.view.NodeAwayException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** The console's threads ask the node's loop. */
final class ConsoleQuestions {
    static final Duration PATIENCE = Duration.ofSeconds(2);
    /** An enforcer's programs may be slow. */
    private static final Duration END = Duration.ofSeconds(30);

    private final LoopAsk loop;

    ConsoleQuestions(NodeLoop loop) {
        this.loop = new LoopAsk(loop);
    }

    <T> T ask(Callable<T> question) throws NodeAwayException {
        return answered(() -> loop.ask(question, PATIENCE));
    }

    /** What changes something: it is done, or the exception says that it was not, or that nobody knows. */
    <T> T order(Callable<T> order) throws NodeAwayException {
        return answered(() -> loop.order(order, PATIENCE, END));
    }

    private interface Asked<T> {
        T answer() throws TimeoutException, ExecutionException, InterruptedException;
    }

    private static <T> T answered(Asked<T> asked) throws NodeAwayException {
        try {
            return asked.answer();
        } catch (TimeoutException e) {
            throw new NodeAwayException("the node did not answer within " + PATIENCE.toSeconds()
                    + " s, or is not done with an order after " + END.toSeconds());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeAwayException("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("the node's loop could not answer", e.getCause());
        }
    }
}
