package com.hookprobe.identity.registry;

import com.hookprobe.identity.NodeId;
import java.util.Optional;

/**
 * What became of one of many requests.
 *
 * @param id which device
 * @param device as it now stands; empty when it was not taken in
 * @param refusal why not
 */
public record EnrolmentOutcome(NodeId id, Optional<RegisteredDevice> device, Optional<RegistryException> refusal) {}
