package com.hookprobe.identity.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands until it is moved. */
public final class SetClock extends Clock {
    private Instant now = Instant.parse("2026-11-27T08:00:00Z");

    public synchronized void forward(Duration by) {
        now = now.plus(by);
    }

    public void back(Duration by) {
        forward(by.negated());
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
