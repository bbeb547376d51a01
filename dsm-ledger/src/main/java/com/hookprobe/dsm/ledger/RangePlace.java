package com.hookprobe.dsm.ledger;

/**
 * Where a range stands.
 *
 * @param height of the checkpoint that holds it
 * @param from its first number
 * @param index of its first block among the leaves of the epoch tree
 */
record RangePlace(long height, long from, int index) {
    byte[] encode() {
        return new WireWriter(20).u64(height).u64(from).u32(index).toBytes();
    }

    static RangePlace decode(byte[] bytes) throws StoreException {
        try {
            WireReader in = new WireReader(bytes);
            RangePlace place = new RangePlace(in.u64(), in.u64(), (int) in.u32());
            in.end();
            return place;
        } catch (MalformedException e) {
            throw StoreFormat.damaged("the place of a range", e);
        }
    }
}
