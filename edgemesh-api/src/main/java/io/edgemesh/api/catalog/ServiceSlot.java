package io.edgemesh.api.catalog;

import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServiceName;
import org.jspecify.annotations.Nullable;

/**
 * The place of one service with one set of addresses and ports, shared by all indexes: an update of its endpoints is one
 * volatile write that all of them see at once. A service whose declaration changes gets another slot.
 */
final class ServiceSlot {
    final ServiceName name;
    volatile @Nullable ServiceEntry entry; // null once it is removed or replaced; it is never used again after that

    ServiceSlot(ServiceName name) {
        this.name = name;
    }
}
