package com.hookprobe.qsecbit.learning;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where models and orders lie (LEARNING 8.1): {@code models/<number, 10 digits>-<id, 64 hex digits>.bin} and {@code orders/<sequence, 10
 * digits>.bin}. The aggregator writes them below its {@code shared/learning}; nodes mirror that folder and read their copy. Other
 * names are not looked at. Not thread-safe for writing.
 */
public final class ModelFolder {
    private static final Pattern MODEL = Pattern.compile("(\\d{10})-([0-9a-f]{64})\\.bin");
    private static final Pattern ORDER = Pattern.compile("(\\d{10})\\.bin");
    private static final int NAMES_MAX = 100_000;
    private static final int ORDERS_MAX = 1_000;

    private final Path models;
    private final Path orders;
    private final SignatureVerifier aggregator;

    /**
     * A folder; it is made when something is written.
     *
     * @param aggregator checks what is read: a model that it did not sign is none
     */
    public ModelFolder(Path root, SignatureVerifier aggregator) {
        this.models = root.resolve("models");
        this.orders = root.resolve("orders");
        this.aggregator = aggregator;
    }

    /**
     * Writes a model.
     *
     * @throws FileAlreadyExistsException when the number is taken by another model: numbers are never used twice
     */
    public Path write(SignedModel model) throws IOException {
        String name = String.format(
                Locale.ROOT, "%010d-%s.bin", model.model().number(), model.id().hex());
        for (String other : names(models, MODEL)) {
            if (other.startsWith(name.substring(0, 11)) && !other.equals(name)) {
                throw new FileAlreadyExistsException(
                        models.resolve(other).toString(),
                        null,
                        "another model has the number " + model.model().number());
            }
        }
        Path file = models.resolve(name);
        SmallFiles.write(file, model.encode());
        return file;
    }

    /**
     * The model of an id; empty when it is not here.
     *
     * @throws MalformedException when the file is there and is not that model, or is not signed by the aggregator
     */
    public Optional<SignedModel> model(Bytes32 id) throws IOException, MalformedException {
        for (String name : names(models, MODEL)) {
            if (name.startsWith(id.hex(), 11)) {
                return Optional.of(read(name));
            }
        }
        return Optional.empty();
    }

    /** The highest number that is taken; -1 when there is none. By the names alone. */
    public long highestNumber() throws IOException {
        List<String> names = names(models, MODEL);
        return names.isEmpty() ? -1 : Long.parseLong(names.get(names.size() - 1).substring(0, 10));
    }

    /**
     * The model with the highest number; empty when there is none.
     *
     * @throws MalformedException as {@link #model}
     */
    public Optional<SignedModel> newest() throws IOException, MalformedException {
        List<String> names = names(models, MODEL);
        return names.isEmpty() ? Optional.empty() : Optional.of(read(names.get(names.size() - 1)));
    }

    /** Writes an order. */
    public Path write(RolloutOrder order) throws IOException {
        Path file = orders.resolve(String.format(Locale.ROOT, "%010d.bin", order.sequence()));
        SmallFiles.write(file, order.encode());
        return file;
    }

    /**
     * The orders with a sequence above a number, ascending: a site that was away follows each in turn. At most 1,000.
     *
     * @throws MalformedException when one is none, bears another sequence, or is not signed by the aggregator
     */
    public List<RolloutOrder> ordersAfter(long sequence) throws IOException, MalformedException {
        List<RolloutOrder> found = new ArrayList<>();
        for (String name : names(orders, ORDER)) {
            if (Long.parseLong(name.substring(0, 10)) > sequence && found.size() < ORDERS_MAX) {
                found.add(readOrder(name));
            }
        }
        return found;
    }

    /** The same, but a file that is no such order is told and passed over: it must not hide those after it. */
    public List<RolloutOrder> ordersAfter(long sequence, Consumer<String> refused) throws IOException {
        List<RolloutOrder> found = new ArrayList<>();
        for (String name : names(orders, ORDER)) {
            if (Long.parseLong(name.substring(0, 10)) > sequence && found.size() < ORDERS_MAX) {
                try {
                    found.add(readOrder(name));
                } catch (MalformedException e) {
                    refused.accept(String.valueOf(e.getMessage()));
                }
            }
        }
        return found;
    }

    /**
     * The model that updates are made to (LEARNING 10.2): the newest that no order has taken back, and that does not descend from one that
     * was. Files that are no such models or orders are told and passed over.
     */
    public Optional<SignedModel> base(Consumer<String> refused) throws IOException {
        Set<Bytes32> back = new HashSet<>();
        for (String name : names(orders, ORDER)) {
            try {
                RolloutOrder order = readOrder(name);
                if (order.percent() == 0) {
                    back.add(order.model());
                }
            } catch (MalformedException e) {
                refused.accept(String.valueOf(e.getMessage()));
            }
        }
        List<String> all = names(models, MODEL);
        Map<String, String> byId = new HashMap<>();
        all.forEach(name -> byId.put(name.substring(11, 75), name));
        for (int i = all.size() - 1; i >= 0; i--) {
            try {
                SignedModel model = read(all.get(i));
                if (!descends(model, back, byId)) {
                    return Optional.of(model);
                }
            } catch (MalformedException e) {
                refused.accept(String.valueOf(e.getMessage()));
            }
        }
        return Optional.empty();
    }

    /** True for one of these and all that were made from them, as far as the models are here. */
    private boolean descends(SignedModel model, Set<Bytes32> from, Map<String, String> names)
            throws IOException, MalformedException {
        long lowest = from.stream()
                .map(id -> names.get(id.hex()))
                .filter(Objects::nonNull)
                .mapToLong(name -> Long.parseLong(name.substring(0, 10)))
                .min()
                .orElse(Long.MAX_VALUE);
        SignedModel at = model;
        while (at.model().number() >= lowest) {
            if (from.contains(at.id())) {
                return true;
            }
            String parent = names.get(at.model().parent().hex());
            if (parent == null
                    || Long.parseLong(parent.substring(0, 10)) >= at.model().number()) {
                return false;
            }
            at = read(parent);
        }
        return false;
    }

    /** The highest sequence that is taken; 0 when there is none. By the names alone. */
    public long highestSequence() throws IOException {
        List<String> names = names(orders, ORDER);
        return names.isEmpty() ? 0 : Long.parseLong(names.get(names.size() - 1).substring(0, 10));
    }

    private RolloutOrder readOrder(String name) throws IOException, MalformedException {
        RolloutOrder order = RolloutOrder.decode(SmallFiles.read(orders.resolve(name), RolloutOrder.BYTES));
        if (order.sequence() != Long.parseLong(name.substring(0, 10))) {
            throw new MalformedException(name + ": expected the order of that sequence; found " + order.sequence());
        }
        if (!order.verify(aggregator)) {
            throw new MalformedException(name + ": expected the aggregator's signature");
        }
        return order;
    }

    private SignedModel read(String name) throws IOException, MalformedException {
        SignedModel model = SignedModel.decode(SmallFiles.read(models.resolve(name), LearnedModel.BYTES_MAX));
        Matcher matcher = MODEL.matcher(name);
        if (!matcher.matches()
                || Long.parseLong(matcher.group(1)) != model.model().number()
                || !matcher.group(2).equals(model.id().hex())) {
            throw new MalformedException(name + ": expected the model of that number and id; found "
                    + model.model().number() + " and " + model.id());
        }
        if (!model.verify(aggregator)) {
            throw new MalformedException(name + ": expected the aggregator's signature");
        }
        return model;
    }

    /** Those of a form, ascending. */
    static List<String> names(Path folder, Pattern form) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            String[] names = files.map(f -> f.getFileName().toString())
                    .filter(n -> form.matcher(n).matches())
                    .limit(NAMES_MAX)
                    .toArray(String[]::new);
            Arrays.sort(names, Comparator.naturalOrder());
            return List.of(names);
        }
    }
}
