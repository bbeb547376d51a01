package com.hookprobe.identity;

import com.hookprobe.identity.KeystoreException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The slots of a keystore, sorted by id; at least one, at most {@link KeySlot#SLOTS_MAX}. Immutable. */
record SlotTable(List<KeySlot> slots) {
    SlotTable {
        slots = List.copyOf(slots);
    }

    /** A table with one slot, number 1. */
    static SlotTable first(Unlock unlock, long nowSeconds, DataKeys keys) throws KeystoreException {
        return new SlotTable(List.of(unlock.make(1, nowSeconds, null, keys)));
    }

    static SlotTable decode(RecordReader in) throws RecordException {
        int count = in.u8("number of slots");
        if (count < 1 || count > KeySlot.SLOTS_MAX) {
            throw in.malformed("number of slots: expected 1.." + KeySlot.SLOTS_MAX + ", found " + count);
        }
        List<KeySlot> slots = new ArrayList<>();
        int before = 0;
        for (int i = 0; i < count; i++) {
            KeySlot slot = KeySlot.decode(in);
            if (slot.head().id() <= before) {
                throw in.malformed("slot ids: expected in ascending order");
            }
            before = slot.head().id();
            slots.add(slot);
        }
        return new SlotTable(slots);
    }

    void encode(RecordWriter out) {
        out.u8(slots.size());
        slots.forEach(slot -> out.bytes(slot.encode()));
    }

    List<KeystoreSlot> shown() {
        return slots.stream().map(KeySlot::shown).toList();
    }

    /**
     * The keyset, by the first that opens a slot.
     *
     * @throws KeystoreException WRONG_PASSPHRASE when a passphrase was among those that did not, WRONG_KEY when none was; or what
     *     reading a key file says
     */
    DataKeys open(List<Unlock> unlocks) throws KeystoreException {
        @Nullable KeystoreException refusal = null;
        boolean passphrase = false;
        for (Unlock unlock : unlocks) {
            passphrase |= unlock.kind() == KeystoreSlot.Kind.PASSPHRASE;
            for (KeySlot slot : slots) {
                try {
                    Optional<DataKeys> keys = unlock.open(slot);
                    if (keys.isPresent()) {
                        return keys.get();
                    }
                } catch (KeystoreException e) {
                    refusal = e;
                }
            }
        }
        throw refused(passphrase, refusal);
    }

    private KeystoreException refused(boolean passphrase, @Nullable KeystoreException refusal) {
        if (refusal != null && !passphrase) {
            return refusal;
        }
        String also = refusal == null ? "" : "; besides, " + refusal.getMessage();
        if (!passphrase) {
            return new KeystoreException(
                    Kind.WRONG_KEY,
                    "keystore: expected what opens one of its slots (" + kinds() + "), found nothing that does" + also);
        }
        boolean has = slots.stream().anyMatch(slot -> slot.head().kind() == KeystoreSlot.Kind.PASSPHRASE);
        return new KeystoreException(
                Kind.WRONG_PASSPHRASE,
                has
                        ? "keystore: expected the passphrase that it was closed with, found another; try again" + also
                        : "keystore: found a passphrase, but no slot opens by one; give what does: " + kinds() + also);
    }

    private String kinds() {
        return String.join(", ", slots.stream().map(s -> s.head().kind().text()).toList());
    }

    /** This table with one slot more, which seals the same keyset. */
    SlotTable with(Unlock added, long nowSeconds, DataKeys keys) throws KeystoreException {
        if (slots.size() >= KeySlot.SLOTS_MAX) {
            throw new KeystoreException(
                    Kind.EXISTS,
                    "keystore: expected fewer than " + KeySlot.SLOTS_MAX + " slots to add one; remove one first");
        }
        List<KeySlot> more = new ArrayList<>(slots);
        more.add(added.make(freeId(), nowSeconds, null, keys));
        more.sort((a, b) -> Integer.compare(a.head().id(), b.head().id()));
        return new SlotTable(more);
    }

    /** The lowest id that no slot has. */
    int freeId() {
        int id = 1;
        for (KeySlot slot : slots) {
            if (slot.head().id() == id) {
                id++;
            }
        }
        return id;
    }

    /**
     * A table of the same slots but those removed, for a new keyset. Each that stays must be opened by one of {@code unlocks}:
     * without its key nothing can be sealed for it.
     *
     * @param replaced the slot that {@code replacement} takes the place of, or 0
     */
    SlotTable resealed(
            DataKeys next, Set<Integer> removed, int replaced, @Nullable Unlock replacement, List<Unlock> unlocks)
            throws KeystoreException {
        List<KeySlot> kept = new ArrayList<>();
        for (KeySlot slot : slots) {
            int id = slot.head().id();
            if (removed.contains(id)) {
                continue;
            }
            Unlock by = id == replaced && replacement != null ? replacement : opener(slot, unlocks);
            kept.add(by.make(id, slot.head().createdSeconds(), slot.head(), next));
        }
        if (kept.isEmpty()) {
            throw new KeystoreException(
                    Kind.EXISTS,
                    "keystore: expected one slot to stay, found none; add another before removing the last");
        }
        return new SlotTable(kept);
    }

    /** The slot that this passphrase opens. */
    KeySlot openedBy(Unlock unlock) throws KeystoreException {
        for (KeySlot slot : slots) {
            if (unlock.open(slot).isPresent()) {
                return slot;
            }
        }
        throw refused(unlock.kind() == KeystoreSlot.Kind.PASSPHRASE, null);
    }

    private static Unlock opener(KeySlot slot, List<Unlock> unlocks) throws KeystoreException {
        @Nullable KeystoreException refusal = null;
        for (Unlock unlock : unlocks) {
            try {
                if (unlock.open(slot).isPresent()) {
                    return unlock;
                }
            } catch (KeystoreException e) {
                refusal = e;
            }
        }
        throw new KeystoreException(
                Kind.WRONG_KEY,
                "keystore: new keys must be sealed for every slot that stays, and nothing given opens slot "
                        + slot.head().id() + " (" + slot.head().kind().text() + ")"
                        + (refusal == null ? "" : ": " + refusal.getMessage())
                        + "; give what opens it, or remove that slot too");
    }
}
