package com.hookprobe.node.role;

import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.fleet.FleetKeeper;
import com.hookprobe.node.fleet.core.Plan;
import com.hookprobe.node.fleet.core.Selector;
import com.hookprobe.node.fleet.core.Staging;
import com.hookprobe.node.fleet.core.TenantFleet;
import com.hookprobe.node.log.EventLog;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Carries out what operators want of fleets; each request works on its own tenant's and sees no other. On the loop. */
final class FleetDesk {
    private static final Pattern GROUP = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");

    private final FleetKeeper keeper;
    private final EventLog log;

    FleetDesk(FleetKeeper keeper, EventLog log) {
        this.keeper = keeper;
        this.log = log;
    }

    /** Does what is asked; says why not, or which policy it made. */
    FleetRequest.Answer answer(FleetRequest asked, long nowMicros) {
        String error = null;
        long number = 0;
        try {
            TenantId tenant = new TenantId(asked.tenant());
            UnaryOperator<TenantFleet> word = word(asked, nowMicros);
            long before = keeper.fleet(tenant).issued();
            keeper.act(tenant, word);
            long after = keeper.fleet(tenant).issued();
            number = after > before ? after : 0;
        } catch (IllegalArgumentException | ConfigException | IOException e) {
            error = String.valueOf(e.getMessage());
        }
        log.event(
                "fleet_request",
                "request",
                asked.request(),
                "tenant",
                asked.tenant(),
                "group",
                String.valueOf(asked.group()),
                "by",
                asked.by(),
                "number",
                number,
                "error",
                error == null ? "" : error);
        return new FleetRequest.Answer(error, number);
    }

    private static UnaryOperator<TenantFleet> word(FleetRequest asked, long nowMicros) throws ConfigException {
        String group = group(asked.group());
        String by = asked.by();
        return switch (asked.request()) {
            case "group" -> {
                Selector selector = Selector.parse(needed("selector", asked.selector()));
                Plan plan = plan(asked);
                yield fleet -> Staging.group(fleet, group, selector, plan);
            }
            case "remove" -> fleet -> Staging.remove(fleet, group);
            case "policy" -> {
                String yaml = needed("yaml", asked.yaml());
                PolicyCheck.check("policy", yaml);
                long number = asked.number() == null ? 0 : asked.number();
                yield fleet -> Staging.propose(fleet, group, yaml, by, number, nowMicros);
            }
            case "promote" -> fleet -> Staging.promote(fleet, group, nowMicros);
            case "rollback" -> fleet -> Staging.rollBack(fleet, group, "an operator", by, nowMicros);
            case "pause" -> fleet -> Staging.pause(fleet, group, nowMicros);
            case "resume" -> fleet -> Staging.resume(fleet, group, nowMicros);
            default -> throw new IllegalArgumentException("request: this one is about no group: " + asked.request());
        };
    }

    private static Plan plan(FleetRequest asked) {
        Plan standard = Plan.STANDARD;
        return new Plan(
                asked.canaries() == null ? Set.of() : Set.copyOf(asked.canaries()),
                asked.percents() == null ? standard.percents() : List.copyOf(asked.percents()),
                asked.soakSeconds() == null ? standard.soakSeconds() : asked.soakSeconds(),
                asked.failurePercent() == null ? standard.failurePercent() : asked.failurePercent());
    }

    private static String group(@Nullable String name) {
        if (name == null || !GROUP.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a group's name expects 1 to 63 of a-z, 0-9, '.' and '-', found " + name);
        }
        return name;
    }

    private static String needed(String what, @Nullable String value) {
        if (value == null) {
            throw new IllegalArgumentException("request: '" + what + "' is missing");
        }
        return Objects.requireNonNull(value);
    }
}
