/**
 * What is told to whom and when: types of notifications, rules, templates, rate limits, retries and the queue, as pure state machines.
 * Source: docs/spec/notifications.md.
 */
@NullMarked
package com.hookprobe.notify.core;

import org.jspecify.annotations.NullMarked;
