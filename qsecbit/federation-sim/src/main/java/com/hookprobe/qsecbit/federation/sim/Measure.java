package com.hookprobe.qsecbit.federation.sim;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What the red team makes as large as it can. */
enum Measure {
    FALSE_BLOCKS("minutes of false blocks at honest sites, summed", Damage::falseBlockSiteMinutes),
    FALSE_LIMITS("minutes of false limits or blocks at honest sites, summed", Damage::falseLimitSiteMinutes),
    BAN_DELAY("ms from a confirmation to a block", Damage::banMillis),
    MEMORY("statements and tags held", Damage::memory),
    HONEST_DEBT("thousandths of a fault, the debt of an honest owner", Damage::honestDebt);

    private final String unit;
    private final ToDoubleFunction<Damage> of;

    Measure(String unit, ToDoubleFunction<Damage> of) {
        this.unit = unit;
        this.of = of;
    }

    double of(Damage damage) {
        return of.applyAsDouble(damage);
    }

    String text(double value) {
        return String.format(Locale.ROOT, "%s %.1f %s", name().toLowerCase(Locale.ROOT), value, unit);
    }
}
