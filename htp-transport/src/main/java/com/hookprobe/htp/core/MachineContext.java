package com.hookprobe.htp.core;

import com.hookprobe.htp.core.message.FrameReader;
import com.hookprobe.htp.core.message.MemoryBudget;
import com.hookprobe.htp.core.shape.GhostBudget;
import java.util.random.RandomGenerator;

/** What the parts of one machine share. The scratch and the reader are in use by one packet at a time. */
record MachineContext(
        MachineConfig config,
        RandomGenerator random,
        Counters counters,
        MemoryBudget budget,
        GhostBudget ghosts,
        EnergyState energy,
        PacketScratch scratch,
        FrameReader reader) {}
