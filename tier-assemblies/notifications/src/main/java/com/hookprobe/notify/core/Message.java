package com.hookprobe.notify.core;

import java.util.List;

/**
 * What goes out at once.
 *
 * @param id that of its one notification, or one for all of them; the same at each try
 * @param notifications oldest first; empty for a test
 * @param lost how many the channel has lost since it was last told so
 */
public record Message(String id, List<Notification> notifications, long lost) {
    public Message {
        notifications = List.copyOf(notifications);
    }

    /** Asked for by a person, to see whether the channel works. */
    public static Message test(String id) {
        return new Message(id, List.of(), 0);
    }

    public boolean isTest() {
        return notifications.isEmpty();
    }
}
