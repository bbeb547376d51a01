package com.hookprobe.htp;

import com.hookprobe.htp.core.MachineConfig;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What the builder made.
 *
 * @param onEnd told on the endpoint's thread, last of all, how the endpoint ended
 */
record EndpointConfig(
        InetSocketAddress bind,
        IoChoice io,
        String name,
        MachineConfig machine,
        HtpListener listener,
        RandomGenerator random,
        Consumer<HtpClosedException> onEnd) {}
