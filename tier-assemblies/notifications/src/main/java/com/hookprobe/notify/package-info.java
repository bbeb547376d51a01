/**
 * Notifications of a node (docs/spec/notifications.md): the queue on disk, and the channels by which they leave: webhook, slack, mail.
 */
@NullMarked
package com.hookprobe.notify;

import org.jspecify.annotations.NullMarked;
