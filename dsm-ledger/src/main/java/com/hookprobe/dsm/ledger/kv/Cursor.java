package com.hookprobe.dsm.ledger.kv;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Walks over slots in order, rising or falling. */
interface Cursor {
    /** The slot it stands on, null at the end. */
    @Nullable Slot slot();

    /** Goes to the next slot; at the end it stays there. */
    void advance() throws IOException;

    /** Shows what it walks over to a visitor, but for what was deleted. */
    default void visit(KeyValues.Visitor visitor) throws IOException {
        for (Slot slot = slot(); slot != null; slot = slot()) {
            byte[] value = slot.value();
            if (value != null && !visitor.visit(slot.keyInColumn(), value)) {
                return;
            }
            advance();
        }
    }
}
