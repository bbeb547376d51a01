package com.hookprobe.qsecbit.exchange.lapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.hookprobe.qsecbit.exchange.ExchangeText;
import com.hookprobe.qsecbit.exchange.Fields;
import com.hookprobe.qsecbit.exchange.Json;
import com.hookprobe.qsecbit.exchange.RefusedException;
import com.hookprobe.qsecbit.exchange.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Accounts of engines, in a file. A new one waits until an operator approves it and says what its alerts weigh (EXCHANGE 4.6).
 * Thread-safe.
 */
public final class Machines {
    /** The longest name of an account. */
    public static final int NAME_CHARS_MAX = 64;

    private static final int MACHINES_MAX = 1_024;
    private static final int PENDING_MAX = 64;

    private final Path file;
    private final Map<String, Machine> machines = new TreeMap<>();
    private long nextSerial = 1;

    /**
     * An account.
     *
     * @param serial a number that no other account has or had: tokens name it, so that none outlives its account
     * @param password hashed
     * @param approved whether it may log in
     * @param weight of its alerts, in [0, 1]
     */
    public record Machine(String name, long serial, PasswordHash password, boolean approved, double weight) {
        public Machine {
            if (!ExchangeText.isName(name, NAME_CHARS_MAX) || !(weight >= 0 && weight <= 1) || serial < 1) {
                throw new IllegalArgumentException("expected a plain name, a weight in [0, 1] and a serial from 1");
            }
        }

        @Override
        public String toString() {
            return "Machine[" + name + (approved ? ", approved, weight " + weight : ", waits") + "]";
        }
    }

    private Machines(Path file) {
        this.file = file;
    }

    /**
     * Reads the file; none is no accounts.
     *
     * @throws IOException when it cannot be read or is something else
     */
    public static Machines open(Path file) throws IOException {
        Machines machines = new Machines(file);
        if (Files.exists(file)) {
            try {
                machines.read(Fields.of(Json.parse(Files.readAllBytes(file)), "the accounts"));
            } catch (RefusedException | IllegalArgumentException e) {
                throw new IOException(file + ": " + e.getMessage() + ": put it back from a backup, or move it away", e);
            }
        }
        return machines;
    }

    /** Every account. */
    public synchronized List<Machine> all() {
        return List.copyOf(machines.values());
    }

    /** The account of a name, approved or not. */
    public synchronized Optional<Machine> find(String name) {
        return Optional.ofNullable(machines.get(name));
    }

    /**
     * Lets an account log in, and says what it weighs.
     *
     * @return false when there is none
     * @throws IllegalArgumentException for a weight outside [0, 1]
     */
    public synchronized boolean approve(String name, double weight) throws IOException {
        Machine known = machines.get(name);
        if (known == null) {
            return false;
        }
        Machine approved = new Machine(name, known.serial(), known.password(), true, weight);
        machines.put(name, approved);
        write();
        return true;
    }

    /** Ends an account and its tokens; false when there is none. */
    public synchronized boolean remove(String name) throws IOException {
        if (machines.remove(name) == null) {
            return false;
        }
        write();
        return true;
    }

    /** Adds an account that waits. What is there already stays as it is, and nobody is told. */
    synchronized boolean register(String name, PasswordHash password) throws IOException {
        long pending = machines.values().stream().filter(one -> !one.approved()).count();
        if (machines.size() >= MACHINES_MAX || pending >= PENDING_MAX) {
            return false;
        }
        if (!machines.containsKey(name)) {
            machines.put(name, new Machine(name, nextSerial++, password, false, 0));
        }
        // Also when nothing changed: the time must not tell which names there are.
        write();
        return true;
    }

    private void read(Fields fields) throws RefusedException {
        nextSerial = fields.number("next_serial", 1, Long.MAX_VALUE);
        for (JsonNode node : fields.list("machines", MACHINES_MAX)) {
            Fields one = Fields.of(node, "an account");
            Machine machine = new Machine(
                    one.text("name", NAME_CHARS_MAX),
                    one.number("serial", 1, nextSerial - 1),
                    PasswordHash.parse(one.text("password", 512)),
                    one.flag("approved", false),
                    one.real("weight").orElse(0));
            if (machines.put(machine.name(), machine) != null) {
                throw new RefusedException("each account once", machine.name());
            }
        }
    }

    private void write() throws IOException {
        ArrayNode list = Json.array();
        List<Machine> all = new ArrayList<>(machines.values());
        for (Machine machine : all) {
            list.add(Json.object()
                    .put("name", machine.name())
                    .put("serial", machine.serial())
                    .put("password", machine.password().text())
                    .put("approved", machine.approved())
                    .put("weight", machine.weight()));
        }
        byte[] bytes = Json.bytes(Json.object().put("next_serial", nextSerial).set("machines", list));
        WholeFile.replace(file, bytes);
    }
}
