package com.hookprobe.htp.core;

import java.util.random.RandomGenerator;

/** What the parts of one machine share. */
record MachineContext(
        MachineConfig config, RandomGenerator random, Counters counters, MemoryBudget budget, PacketScratch scratch) {}
