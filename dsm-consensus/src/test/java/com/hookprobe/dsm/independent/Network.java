package com.hookprobe.dsm.independent;

import java.util.Arrays;

/** A genesis (dsm-consensus.md, 1.3, 2.5, 2.6). */
record Network(byte[] id, byte[] parametersHash, MemberList members) {
    private static final int ED25519 = 1;
    private static final int P256 = 2;

    static Network read(byte[] genesis) throws ByteFeed.Refused {
        ByteFeed in = new ByteFeed(genesis);
        ByteFeed.demand(in.two() == 1, "version");
        int name = in.one();
        ByteFeed.demand(name >= 1 && name <= 64, "a name of " + name);
        in.text(name);
        byte[] parameters = in.take(32);
        checkParameters(new ByteFeed(parameters));
        in.eight();
        MemberList members = MemberList.read(in, genesis);
        long sources = in.four();
        ByteFeed.demand(sources <= 65_536, "too many sources");
        byte[] before = null;
        for (long i = 0; i < sources; i++) {
            byte[] id = in.take(32);
            ByteFeed.demand(before == null || Arrays.compareUnsigned(before, id) < 0, "sources not sorted");
            before = id;
            int algorithm = in.one();
            ByteFeed.demand(algorithm == ED25519 || algorithm == P256, "algorithm");
            in.take(algorithm == ED25519 ? 32 : 65);
        }
        in.nothingLeft();
        return new Network(Digest.of("HP-DSM-NETW-V1", genesis), Digest.of("HP-DSM-PARM-V1", parameters), members);
    }

    /** 1.3, the column "range". */
    private static void checkParameters(ByteFeed in) throws ByteFeed.Refused {
        long hour = 3_600_000;
        between(1, in.four(), 86_400);
        between(0, in.four(), hour);
        between(0, in.four(), hour);
        long timeout = between(10, in.four(), hour);
        between(timeout, in.four(), hour);
        long resend = between(10, in.four(), hour);
        between(resend, in.four(), hour);
        between(0, in.four(), timeout - 1);
    }

    private static long between(long least, long value, long most) throws ByteFeed.Refused {
        ByteFeed.demand(least <= value && value <= most, "a parameter of " + value);
        return value;
    }
}
