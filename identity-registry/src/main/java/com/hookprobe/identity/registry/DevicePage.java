package com.hookprobe.identity.registry;

import com.hookprobe.identity.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * Some devices of a long list: by id, or by name and id where a name is searched for.
 *
 * @param devices at most as many as asked for; may be fewer, even none, although there are more: see {@code next}
 * @param next what to ask {@code after} for the next page; empty when this is the last one
 */
public record DevicePage(List<RegisteredDevice> devices, Optional<NodeId> next) {}
