package com.hookprobe.notify.core;

/** What the queue wants done, in this order. */
public sealed interface Effect {
    /** The entry is to be on disk before the next effect is carried out. */
    record Write(Entry entry) implements Effect {}

    /** The message is to be sent; {@link Dispatch#came} tells what came of it. */
    record Send(String channel, Message message) implements Effect {}

    /** Somebody may want to know: a line of the log. */
    record Tell(News news, String channel, long count, String reason) implements Effect {}

    /** What is told. */
    enum News {
        /** The first failure in a row. */
        FAILING,
        /** It works again. */
        WORKS,
        /** The receiver will never take it. */
        REFUSED,
        /** Lost for want of room or time. */
        DROPPED
    }
}
