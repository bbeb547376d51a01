package com.hookprobe.htp;

import com.hookprobe.htp.core.MachineConfig;
import java.net.InetSocketAddress;
import java.util.random.RandomGenerator;

/** What the builder made. */
record EndpointConfig(
        InetSocketAddress bind,
        IoChoice io,
        String name,
        MachineConfig machine,
        HtpListener listener,
        RandomGenerator random) {}
