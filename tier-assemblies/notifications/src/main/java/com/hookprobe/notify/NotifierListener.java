package com.hookprobe.notify;

import com.hookprobe.notify.core.Effect;
import java.util.Optional;

/** Hears how notifications go; called on a thread of {@link Notifier}, and must return at once. Nothing that it hears holds a secret. */
public interface NotifierListener {
    /** Something about a channel and so many notifications of it. */
    void news(Effect.News news, String channel, long count, String reason);

    /** The queue cannot be written any more, and why; or, empty, it can again. */
    void stored(Optional<String> failure);

    /** So many lines of the queue were damaged and passed over. */
    void damaged(int lines);

    /** A defect; the notifier goes on. */
    void failed(RuntimeException defect);
}
