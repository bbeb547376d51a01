package com.hookprobe.qsecbit.response;

import com.hookprobe.qsecbit.metric.Cidr;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A map from prefixes to values that answers "what is the longest prefix around this one" and "what lies inside it".
 *
 * <p>A path-compressed binary trie (Morrison's PATRICIA, 1968), one for each family: a node stands for a prefix, its
 * children for longer ones that differ in the next bit. A node without a value has two children, so n entries need fewer
 * than 2n nodes, however long the prefixes are. Depth is at most 128. Not thread-safe.
 */
final class PrefixTrie<V> {
    private static final class Node<V> {
        final Cidr prefix;

        @Nullable V value;

        @Nullable Node<V> zero;

        @Nullable Node<V> one;

        Node(Cidr prefix, @Nullable V value) {
            this.prefix = prefix;
            this.value = value;
        }

        @Nullable Node<V> child(boolean bit) {
            return bit ? one : zero;
        }

        void child(boolean bit, @Nullable Node<V> node) {
            if (bit) {
                one = node;
            } else {
                zero = node;
            }
        }
    }

    private @Nullable Node<V> v4;
    private @Nullable Node<V> v6;
    private int size;

    int size() {
        return size;
    }

    /** Sets the value of a prefix. */
    void put(Cidr prefix, V value) {
        boolean isV4 = prefix.address().isV4();
        Node<V> root = isV4 ? v4 : v6;
        Node<V> newRoot = root == null ? leaf(prefix, value) : put(root, prefix, value);
        setRoot(isV4, newRoot);
    }

    /** The value of exactly this prefix. */
    Optional<V> get(Cidr prefix) {
        Node<V> node = prefix.address().isV4() ? v4 : v6;
        while (node != null && node.prefix.contains(prefix)) {
            if (node.prefix.length() == prefix.length()) {
                return Optional.ofNullable(node.value);
            }
            node = node.child(prefix.bit(node.prefix.length()));
        }
        return Optional.empty();
    }

    /** The value of the longest prefix that holds the whole of this one. */
    Optional<V> longestAround(Cidr prefix) {
        @Nullable V best = null;
        Node<V> node = prefix.address().isV4() ? v4 : v6;
        while (node != null && node.prefix.contains(prefix)) {
            if (node.value != null) {
                best = node.value;
            }
            node = node.prefix.length() == prefix.length() ? null : node.child(prefix.bit(node.prefix.length()));
        }
        return Optional.ofNullable(best);
    }

    /** Hands out the values of all prefixes that hold the whole of this one, the widest first. */
    void forEachAround(Cidr prefix, Consumer<V> consumer) {
        Node<V> node = prefix.address().isV4() ? v4 : v6;
        while (node != null && node.prefix.contains(prefix)) {
            if (node.value != null) {
                consumer.accept(node.value);
            }
            node = node.prefix.length() == prefix.length() ? null : node.child(prefix.bit(node.prefix.length()));
        }
    }

    /** Hands out the values of all prefixes that lie inside this one, itself included; the trie must not change. */
    void forEachInside(Cidr prefix, Consumer<V> consumer) {
        Node<V> node = top(prefix);
        if (node != null) {
            forEach(node, consumer);
        }
    }

    /** The value of some prefix that lies inside this one. */
    Optional<V> anyInside(Cidr prefix) {
        Node<V> node = top(prefix);
        // A node without a value has children, so the way down ends at a value.
        while (node != null && node.value == null) {
            node = node.zero != null ? node.zero : node.one;
        }
        return node == null ? Optional.empty() : Optional.ofNullable(node.value);
    }

    /** Hands out all values, IPv4 first, in rising order of address; the trie must not change. */
    void forEach(Consumer<V> consumer) {
        if (v4 != null) {
            forEach(v4, consumer);
        }
        if (v6 != null) {
            forEach(v6, consumer);
        }
    }

    /** Removes exactly this prefix; false when it was not there. */
    boolean remove(Cidr prefix) {
        boolean isV4 = prefix.address().isV4();
        Node<V> root = isV4 ? v4 : v6;
        int before = size;
        setRoot(isV4, root == null ? null : remove(root, prefix));
        return size < before;
    }

    private void setRoot(boolean isV4, @Nullable Node<V> root) {
        if (isV4) {
            v4 = root;
        } else {
            v6 = root;
        }
    }

    private Node<V> leaf(Cidr prefix, V value) {
        size++;
        return new Node<>(prefix, value);
    }

    private Node<V> put(Node<V> node, Cidr prefix, V value) {
        int common = commonBits(node.prefix, prefix);
        if (common < node.prefix.length()) {
            Node<V> above = common == prefix.length() ? leaf(prefix, value) : new Node<>(cut(prefix, common), null);
            above.child(node.prefix.bit(common), node);
            if (common < prefix.length()) {
                above.child(prefix.bit(common), leaf(prefix, value));
            }
            return above;
        }
        if (common == prefix.length()) {
            if (node.value == null) {
                size++;
            }
            node.value = value;
            return node;
        }
        boolean bit = prefix.bit(common);
        Node<V> child = node.child(bit);
        node.child(bit, child == null ? leaf(prefix, value) : put(child, prefix, value));
        return node;
    }

    private @Nullable Node<V> remove(Node<V> node, Cidr prefix) {
        if (!node.prefix.contains(prefix)) {
            return node;
        }
        if (node.prefix.length() < prefix.length()) {
            boolean bit = prefix.bit(node.prefix.length());
            Node<V> child = node.child(bit);
            if (child != null) {
                node.child(bit, remove(child, prefix));
            }
        } else if (node.value != null) {
            node.value = null;
            size--;
        }
        if (node.value != null || (node.zero != null && node.one != null)) {
            return node;
        }
        return node.zero != null ? node.zero : node.one;
    }

    /** The widest node that lies inside a prefix. */
    private @Nullable Node<V> top(Cidr prefix) {
        Node<V> node = prefix.address().isV4() ? v4 : v6;
        while (node != null && node.prefix.length() < prefix.length() && node.prefix.contains(prefix)) {
            node = node.child(prefix.bit(node.prefix.length()));
        }
        return node != null && prefix.contains(node.prefix) ? node : null;
    }

    private static <V> void forEach(Node<V> node, Consumer<V> consumer) {
        if (node.value != null) {
            consumer.accept(node.value);
        }
        if (node.zero != null) {
            forEach(node.zero, consumer);
        }
        if (node.one != null) {
            forEach(node.one, consumer);
        }
    }

    private static Cidr cut(Cidr prefix, int bits) {
        return new Cidr(prefix.address(), bits);
    }

    /** How many leading bits two prefixes of one family share. */
    private static int commonBits(Cidr a, Cidr b) {
        long high = a.address().high() ^ b.address().high();
        int equal = high != 0
                ? Long.numberOfLeadingZeros(high)
                : 64 + Long.numberOfLeadingZeros(a.address().low() ^ b.address().low());
        int unused = a.address().isV4() ? 96 : 0;
        return Math.min(equal - unused, Math.min(a.length(), b.length()));
    }
}
